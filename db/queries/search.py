"""The search box in SQL: names that begin with the text, then words that do, then whatever holds it.

Each step stops at what is wanted; no step sorts its hits. Merged parties come as what they became; those in the bin
are not in the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from db.queries.many import ids, tuples
from db.queries.party import roles_of
from db.tables.listed import LISTED
from partnercrm.domain.party import Role
from partnercrm.domain.search import AFTER_ALL, SHORT, Asked, place_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOOKED_AT = 1000
"""So many hits of the longer words are read for the short ones; beyond, only the words to begin with count."""

_MET = 20_000
"""And of so many hits at most: where there are more, the first ones are more than anybody reads."""

_NAMED = (
    "SELECT coalesce((SELECT root_id FROM alias WHERE party_id = p.id), p.id) AS id "
    "FROM party p INDEXED BY ix_party_listed "
    f"WHERE p.sort_name >= ? AND p.sort_name < ? AND {LISTED} ORDER BY p.sort_name, p.id LIMIT ?"
)
_BEGINNING = "SELECT party_id AS id FROM token WHERE word >= ? AND word < ? LIMIT ?"
_HOLDING = "SELECT rowid AS id FROM search_trigram WHERE search_trigram MATCH ?"
_ALSO = " AND EXISTS (SELECT 1 FROM token o WHERE o.party_id = t.party_id AND o.word >= ? AND o.word < ?)"
_ROWS = (
    "SELECT p.id, p.name, p.about, p.sort_name, p.archived_at IS NOT NULL, (SELECT group_concat(role, ' ') "
    "FROM party_role r WHERE r.party_id = p.id AND r.until_day IS NULL) "
    "FROM json_each(?) j CROSS JOIN party p ON p.id = j.value ORDER BY j.key"
)
_BOTH = (
    "SELECT s.party_id, s.folded FROM search_trigram f CROSS JOIN search_text s ON s.party_id = f.rowid "
    "WHERE search_trigram MATCH ? LIMIT ?"
)


def candidates(connection: Connection, asked: Asked, limit: int) -> list[int]:
    """At most `limit` parties in a useful order, archived ones among them."""
    found: dict[int, None] = {}
    for party in _steps(connection, asked, limit):
        found[party] = None
        if len(found) >= limit:
            break
    return list(found)


def everything(connection: Connection, asked: Asked) -> set[int]:
    """All parties that fit, for lists that ask for more than the text."""
    return set(_steps(connection, asked, -1))


def archived(connection: Connection, parties: Sequence[int]) -> set[int]:
    """Those of these parties that are archived."""
    sql = "SELECT p.id FROM json_each(?) j CROSS JOIN party p ON p.id = j.value WHERE p.archived_at IS NOT NULL"
    return set(connection.exec_driver_sql(sql, (json.dumps(list(parties)),)).scalars())


class Found(NamedTuple):
    """A hit as it stands: its name, the line about it, its folded name, and the roles that have not ended."""

    id: int
    name: str
    about: str
    folded: str
    archived: bool
    roles: tuple[Role, ...]


def rows(connection: Connection, parties: Sequence[int]) -> list[Found]:
    """The hits of these ids, in their order."""
    return [
        Found(party, name, about, folded, bool(archived), roles_of(roles))
        for party, name, about, folded, archived, roles in tuples(connection, _ROWS, (json.dumps(parties),))
    ]


def _steps(connection: Connection, asked: Asked, limit: int) -> Iterator[int]:
    if not asked.whole:
        return
    # Each step may find again what was found before it, a party once a word.
    enough = limit if limit < 0 else 4 * limit
    yield from ids(connection, _NAMED, (asked.whole, asked.whole + AFTER_ALL, limit))
    if len(asked.words) == 1:
        yield from _one(connection, asked.words[0], enough)
    yield from _numbered(connection, asked, enough)
    if len(asked.words) > 1:
        yield from _several(connection, asked, enough)


def _numbered(connection: Connection, asked: Asked, limit: int) -> Iterator[int]:
    """Parties with a phone number that begins with the digits, then those that hold them."""
    phones = [digits for digits in asked.phones if asked.words != (digits,)]
    for digits in phones:
        yield from ids(connection, _BEGINNING, (digits, digits + AFTER_ALL, limit))
    for digits in phones:
        if len(digits) >= SHORT:
            yield from ids(connection, f"{_HOLDING} LIMIT ?", (_quoted([digits]), limit))


def _one(connection: Connection, word: str, limit: int) -> Iterator[int]:
    yield from ids(connection, _BEGINNING, (word, word + AFTER_ALL, limit))
    if len(word) >= SHORT:
        yield from ids(connection, f"{_HOLDING} LIMIT ?", (_quoted([word]), limit))


def _several(connection: Connection, asked: Asked, limit: int) -> Iterator[int]:
    """Parties that hold all the words; short ones where a word begins with them."""
    if not asked.short:
        yield from ids(connection, f"{_HOLDING} LIMIT ?", (_quoted(asked.long), limit))
        return
    if not asked.long:
        yield from _from_token(connection, asked, limit)
        return
    texts = tuples(connection, _BOTH, (_quoted(asked.long), -1 if limit < 0 else _LOOKED_AT))
    fitting = texts
    for begins in map(place_of, asked.short):
        fitting = [each for each in fitting if begins.search(each[1])]
    yield from (party for party, _text in fitting)
    if len(texts) == _LOOKED_AT:
        yield from _met(connection, asked)


def _met(connection: Connection, asked: Asked) -> list[int]:
    """All parties that hold the longer words and of which a word to begin with, such as of the name, is short."""
    found = set(ids(connection, f"{_HOLDING} LIMIT ?", (_quoted(asked.long), _MET)))
    for word in asked.short:
        found.intersection_update(ids(connection, _BEGINNING, (word, word + AFTER_ALL, -1)))
    return sorted(found)


def _from_token(connection: Connection, asked: Asked, limit: int) -> Iterator[int]:
    """The same for short words alone."""
    first, *others = sorted(asked.short, key=len, reverse=True)
    ranges = [edge for word in others for edge in (word, word + AFTER_ALL)]
    sql = "SELECT t.party_id AS id FROM token t WHERE t.word >= ? AND t.word < ?" + _ALSO * len(others) + " LIMIT ?"
    yield from ids(connection, sql, (first, first + AFTER_ALL, *ranges, limit))


def _quoted(words: Sequence[str]) -> str:
    """Words as FTS5 reads them: each a string of its own, whatever signs it holds."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
