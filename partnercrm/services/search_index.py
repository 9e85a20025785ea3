"""What the search box finds of a party: its folded text and its words, written in the operation's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from db.queries import search_index as q
from partnercrm.domain.contact import phone_keys
from partnercrm.domain.search import Source, plain, tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection

_HEAD = frozenset({Source.NAME, Source.ALIAS, Source.TAG})
_SPOKEN = frozenset({Source.ABOUT, Source.EMAIL, Source.ADDRESS, Source.WEB, Source.SOCIAL})
_BY_SOURCE = itemgetter(0)

AT_ONCE = 10_000
"""Parties a round: few enough to hold their words in memory, many enough to write them in order."""


def refresh(connection: Connection, parties: Iterable[int]) -> None:
    """Brings text and words of these parties up to date; one that is gone, in the bin or merged is taken out."""
    country = q.country(connection)
    wanted = sorted(set(parties))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        said, before = q.said(connection, some), q.indexed(connection, some)
        gone = before.keys() - said.keys()
        if gone:
            q.remove(connection, gone)
        q.write(connection, {party: _indexed(words, country) for party, words in said.items()}, before)


def _indexed(said: q.Said, country: str) -> q.Indexed:
    head: list[str] = []
    spoken: list[str] = []
    body: list[str] = []
    lines: list[str] = []
    phones: set[str] = set()
    for source, text in sorted(said, key=_BY_SOURCE):
        folded = plain(text)
        if source is Source.PHONE:
            keys = phone_keys(text, country)
            phones.update(keys)
            folded = " ".join((folded, *keys))
        elif source in _HEAD:
            head.append(folded)
        else:
            (spoken if source in _SPOKEN else body).append(folded)
        if folded:
            lines.append(source + folded)
    return q.Indexed("\n".join(lines), frozenset({*tokens(head, spoken, body), *phones}))
