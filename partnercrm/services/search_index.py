"""What the search box finds of a party: its folded text and its words, written in the operation's own transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from db.queries import search_index
from partnercrm.domain.contact import phone_keys
from partnercrm.domain.party import ContactKind
from partnercrm.domain.text import fold, words_of


def refresh(connection: Connection, parties: Iterable[int]) -> None:
    """Writes text and words of these parties anew; a party that is gone, in the bin or merged is taken out."""
    country = search_index.country(connection)
    for party in sorted(set(parties)):
        said = search_index.said_of(connection, party)
        if said is None:
            search_index.remove(connection, party)
            continue
        phones = [
            key for kind, value in said.contacts if kind is ContactKind.PHONE for key in phone_keys(value, country)
        ]
        spoken = [value for kind, value in said.contacts if kind is not ContactKind.PHONE]
        text = fold(" \n".join([said.name, said.about, *spoken, *said.words]))
        head = fold(" ".join([said.name, *said.tags]))
        tokens = {*words_of(head), *phones, *(word for value in spoken for word in words_of(fold(value)))}
        search_index.write(connection, party, " \n".join([text, *phones]), tokens)
