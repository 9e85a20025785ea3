"""Reads what a party says of itself for the search index, and writes the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, insert, select

from db.tables import party as t
from db.tables.search import search_text, token
from db.tables.store import store
from partnercrm.domain.party import ContactKind


@dataclass(frozen=True, slots=True)
class Said:
    """All words of one party that the search box should find."""

    name: str
    about: str
    contacts: tuple[tuple[ContactKind, str], ...]
    tags: tuple[str, ...]
    words: tuple[str, ...]


def country(connection: Connection) -> str:
    """The territory of the store's locale, such as DE, in whose way phone numbers are written; "" if it has none."""
    locale: str = connection.execute(select(store.c.locale)).scalar_one()
    return locale.partition("_")[2]


def said_of(connection: Connection, party: int) -> Said | None:
    """The words of a party, or None if it is gone, in the bin, merged into another, or erased."""
    merged = select(t.alias.c.id).where(t.alias.c.party_id == t.party.c.id).exists()
    wanted = select(t.party.c.name, t.party.c.about).where(
        t.party.c.id == party, t.party.c.binned_at.is_(None), t.party.c.erased_at.is_(None), ~merged
    )
    found = connection.execute(wanted).first()
    if found is None:
        return None
    tags = _texts(connection, select(t.tag.c.name).join(t.party_tag).where(t.party_tag.c.party_id == party))
    notes = _texts(connection, select(t.note.c.text).where(t.note.c.party_id == party))
    likes = _texts(connection, select(t.preference.c.text).where(t.preference.c.party_id == party))
    wishes = _texts(connection, select(t.need_or_offer.c.text).where(t.need_or_offer.c.party_id == party))
    return Said(found.name, found.about, _contacts(connection, party), tags, (*tags, *notes, *likes, *wishes))


def _texts(connection: Connection, wanted: Select[str]) -> tuple[str, ...]:
    return tuple(connection.execute(wanted).scalars())


def _contacts(connection: Connection, party: int) -> tuple[tuple[ContactKind, str], ...]:
    c = t.contact_point.c
    wanted = select(c.kind, c.value, c.street, c.postcode, c.town).where(c.party_id == party).order_by(c.position)
    return tuple(
        (row.kind, " ".join(filter(None, (row.value, row.street, row.postcode, row.town))))
        for row in connection.execute(wanted)
    )


def remove(connection: Connection, party: int) -> None:
    """Takes a party out of the index."""
    connection.execute(delete(search_text).where(search_text.c.party_id == party))
    connection.execute(delete(token).where(token.c.party_id == party))


def write(connection: Connection, party: int, text: str, words: Iterable[str]) -> None:
    """Puts a party's text and words into the index in place of what was there."""
    remove(connection, party)
    connection.execute(insert(search_text).values(party_id=party, folded=text))
    rows = [{"word": word, "party_id": party} for word in sorted(set(words)) if word]
    if rows:
        connection.execute(insert(token), rows)
