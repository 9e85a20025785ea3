"""Reads what parties say of themselves for the search index, and writes the index; many parties at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from db.queries.many import tuples
from partnercrm.domain.party import ContactKind
from partnercrm.domain.record import dataclass
from partnercrm.domain.search import Source

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PARTIES = (
    "SELECT p.id, p.name, p.about FROM json_each(?) j CROSS JOIN party p ON p.id = j.value "
    "WHERE p.binned_at IS NULL AND p.erased_at IS NULL AND p.walk_in = 0 "
    "AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.party_id = p.id)"
)
_FORMER = (
    "SELECT a.root_id, p.name FROM json_each(?) j CROSS JOIN alias a ON a.root_id = j.value "
    "CROSS JOIN party p ON p.id = a.party_id"
)
_TAGS = (
    "SELECT x.party_id, t.name FROM json_each(?) j CROSS JOIN party_tag x ON x.party_id = j.value "
    "CROSS JOIN tag t ON t.id = x.tag_id"
)
_CONTACTS = (
    "SELECT c.party_id, c.kind, c.value, c.street, c.postcode, c.town "
    "FROM json_each(?) j CROSS JOIN contact_point c ON c.party_id = j.value ORDER BY c.party_id, c.position"
)
_TEXT = "SELECT x.party_id, x.text FROM json_each(?) j CROSS JOIN {table} x ON x.party_id = j.value"
_LISTS = {
    Source.ALIAS: _FORMER,
    Source.TAG: _TAGS,
    Source.NOTE: _TEXT.format(table="note"),
    Source.PREFERENCE: _TEXT.format(table="preference"),
    Source.NEED: _TEXT.format(table="need_or_offer"),
}
_OF_KIND = {kind.value: Source[kind.name] for kind in ContactKind}


Said: TypeAlias = "list[tuple[Source, str]]"
"""All that the search box should find of one party: its names, those of what was merged into it, and whatever hangs
on it."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What stands in the index of one party."""

    folded: str
    tokens: frozenset[str]


def country(connection: Connection) -> str:
    """The territory of the store's locale, such as DE, in whose way phone numbers are written; "" if it has none."""
    locale: str = tuples(connection, "SELECT locale FROM store")[0][0]
    return locale.partition("_")[2]


def said(connection: Connection, parties: Sequence[int]) -> dict[int, Said]:
    """The words of these parties; one that is gone, in the bin, merged into another, or erased is left out."""
    wanted = (json.dumps(list(parties)),)
    found: dict[int, Said] = {}
    for party, name, about in tuples(connection, _PARTIES, wanted):
        found[party] = [(Source.NAME, name), (Source.ABOUT, about)]
    for party, kind, *parts in tuples(connection, _CONTACTS, wanted):
        if party in found:
            found[party].append((_OF_KIND[kind], " ".join(filter(None, parts))))
    for source, sql in _LISTS.items():
        for party, text in tuples(connection, sql, wanted):
            if party in found:
                found[party].append((source, text))
    return found


def indexed(connection: Connection, parties: Sequence[int]) -> dict[int, Indexed]:
    """What the index says of those of these parties that it holds."""
    wanted = (json.dumps(list(parties)),)
    words: defaultdict[int, set[str]] = defaultdict(set)
    sql = "SELECT t.party_id, t.word FROM json_each(?) j CROSS JOIN token t ON t.party_id = j.value"
    for party, word in tuples(connection, sql, wanted):
        words[party].add(word)
    return {party: Indexed(folded, frozenset(words[party])) for party, folded in texts(connection, parties)}


def originals(connection: Connection, source: Source, parties: Sequence[int]) -> list[tuple[int, str]]:
    """What these parties say in one source, as it was written."""
    wanted = (json.dumps(list(parties)),)
    if source in _LISTS:
        return [(party, text) for party, text in tuples(connection, _LISTS[source], wanted)]
    if source in (Source.NAME, Source.ABOUT):
        rows = tuples(connection, _PARTIES, wanted)
        return [(party, about if source is Source.ABOUT else name) for party, name, about in rows]
    rows = tuples(connection, _CONTACTS, wanted)
    return [(party, " ".join(filter(None, parts))) for party, kind, *parts in rows if _OF_KIND[kind] is source]


def texts(connection: Connection, parties: Sequence[int]) -> list[tuple[int, str]]:
    """The folded texts of those of these parties that are in the index."""
    sql = "SELECT s.party_id, s.folded FROM json_each(?) j CROSS JOIN search_text s ON s.party_id = j.value"
    return [(party, text) for party, text in tuples(connection, sql, (json.dumps(list(parties)),))]


def remove(connection: Connection, parties: Collection[int]) -> None:
    """Takes parties out of the index."""
    wanted = (json.dumps(list(parties)),)
    for table in ("search_text", "token"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE party_id IN (SELECT value FROM json_each(?))", wanted)


def write(connection: Connection, wanted: Mapping[int, Indexed], before: Mapping[int, Indexed]) -> None:
    """Brings the index of these parties from what it was to what is wanted; what stays the same is not written.

    Words go in in their order, so that each page of their tree is met once however many parties there are.
    """
    nothing = Indexed("", frozenset())
    was = {party: before.get(party, nothing) for party in wanted}
    _execute(
        connection,
        "DELETE FROM token WHERE word = ? AND party_id = ?",
        sorted((word, party) for party, new in wanted.items() for word in was[party].tokens - new.tokens),
    )
    _execute(
        connection,
        "INSERT INTO token (word, party_id) VALUES (?, ?)",
        sorted((word, party) for party, new in wanted.items() for word in new.tokens - was[party].tokens),
    )
    _execute(
        connection,
        "UPDATE search_text SET folded = ? WHERE party_id = ?",
        [(new.folded, party) for party, new in wanted.items() if party in before and was[party].folded != new.folded],
    )
    _execute(
        connection,
        "INSERT INTO search_text (folded, party_id) VALUES (?, ?)",
        [(new.folded, party) for party, new in wanted.items() if party not in before],
    )


def _execute(connection: Connection, sql: str, rows: Iterable[tuple[str, int]]) -> None:
    some = list(rows)
    if some:
        connection.exec_driver_sql(sql, some)
