"""Interactions as they stand: the ids of a list, its rows by page, and what a change needs to know of one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from db.queries import many, rows
from db.tables import interaction as t
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day, int_to_moment
from partnercrm.domain.interaction import Channel, FollowUpState, StartedBy
from partnercrm.domain.interaction_rows import InteractionFilter, InteractionRow, InteractionSort, NextStepRow
from partnercrm.domain.interaction_search import Term, terms
from partnercrm.domain.ledger import entry_number
from partnercrm.domain.record import dataclass

_SORTS = {
    InteractionSort.CHANNEL: "i.channel",
    InteractionSort.MOOD: "i.mood",
    InteractionSort.USER: "(SELECT name FROM user WHERE id = i.logged_by)",
}
_BY_PARTY = """
    SELECT x.interaction_id AS id FROM (
        SELECT p.id, r.sort_name FROM party p LEFT JOIN alias a ON a.party_id = p.id
        JOIN party r ON r.id = coalesce(a.root_id, p.id)
    ) p CROSS JOIN interaction_party x ON x.party_id = p.id
    ORDER BY p.sort_name {way}, p.id, x.day DESC, x.minute DESC, x.interaction_id DESC
"""
_SAYING = "SELECT rowid AS id FROM search_interaction WHERE search_interaction MATCH ?"
_FEW = 2000
"""So many rows are read one by one; for more it is quicker to walk the whole list's index."""
_PAGE = """
    SELECT i.id, i.uuid, i.day, i.minute, i.channel, i.started_by, i.summary, i.notes, i.mood, u.name, i.logged_at,
        i.exchange_id
    FROM json_each(?) j CROSS JOIN interaction i ON i.id = j.value JOIN user u ON u.id = i.logged_by ORDER BY j.key
"""
_PARTIES = """
    SELECT x.interaction_id, p.id, p.name FROM json_each(?) j
    CROSS JOIN interaction_party x ON x.interaction_id = j.value
    LEFT JOIN alias a ON a.party_id = x.party_id JOIN party p ON p.id = coalesce(a.root_id, x.party_id) ORDER BY x.id
"""
_STEPS = """
    SELECT f.interaction_id, f.id, f.title, f.due, f.state FROM json_each(?) j
    CROSS JOIN follow_up f ON f.interaction_id = j.value
    ORDER BY f.state = 'open' DESC, iif(f.state = 'open', f.due, -f.closed_at), f.id
"""
# An entry that was taken back and entered again, or corrected, goes on as the later one.
_ENTRIES = """
    WITH RECURSIVE later (first, id) AS (
        SELECT value, value FROM json_each(?)
        UNION ALL SELECT l.first, n.id FROM later l JOIN exchange n ON n.corrects_id = l.id OR n.enters_again_id = l.id
    )
    SELECT l.first, e.fiscal_year, e.sequence, e.uuid FROM later l JOIN exchange e ON e.id = l.id
    WHERE NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id) ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class EntryName:
    """How an entry is named: by its number and its UUID."""

    number: str
    uuid: UUID


def ids(
    connection: Connection, wanted: InteractionFilter, sort: InteractionSort = InteractionSort.WHEN, *, ascending: bool
) -> list[int]:
    """The row ids that a filter lets through, in order; what has no mood stands last either way."""
    found = terms(wanted.text)
    hits = many.ids(connection, _SAYING, (_expression(found),)) if found else None
    if sort is InteractionSort.PARTY:
        return _by_party(connection, wanted, hits, ascending=ascending)
    if wanted.party is not None and (hits is None or len(hits) > _FEW):
        return _only(_of_party(connection, wanted, sort, ascending=ascending), hits)
    if hits is not None and len(hits) <= _FEW:
        return _listed(connection, wanted, sort, hits, ascending=ascending)
    return _only(_listed(connection, wanted, sort, None, ascending=ascending), hits)


def _only(numbers: list[int], hits: Collection[int] | None) -> list[int]:
    if hits is None:
        return list(dict.fromkeys(numbers))
    allowed = set(hits)
    return [number for number in dict.fromkeys(numbers) if number in allowed]


def _by_party(
    connection: Connection, wanted: InteractionFilter, hits: list[int] | None, *, ascending: bool
) -> list[int]:
    """By the name of the party that comes first in that direction."""
    ordered = many.ids(connection, _BY_PARTY.format(way="ASC" if ascending else "DESC"))
    if wanted != InteractionFilter(text=wanted.text):
        within = ids(connection, replace(wanted, text=""), ascending=True)
        ordered = _only(ordered, within)
    return _only(ordered, hits)


def _of_party(
    connection: Connection, wanted: InteractionFilter, sort: InteractionSort, *, ascending: bool
) -> list[int]:
    """The interactions with one party and its aliases, along their own index; one with both comes twice."""
    where, values = _where(wanted, "x")
    joined = " JOIN interaction i ON i.id = x.interaction_id" if wanted.channel or wanted.user or sort in _SORTS else ""
    sql = f"SELECT x.interaction_id AS id FROM interaction_party x{joined}{where} ORDER BY "
    return many.ids(connection, sql + _order(sort, ascending, "x.day", "x.minute", "x.interaction_id"), tuple(values))


def _listed(
    connection: Connection,
    wanted: InteractionFilter,
    sort: InteractionSort,
    among: list[int] | None,
    *,
    ascending: bool,
) -> list[int]:
    where, values = _where(wanted, "i")
    source = "interaction i" if among is None else "json_each(?) j CROSS JOIN interaction i ON i.id = j.value"
    sql = f"SELECT i.id FROM {source}{where} ORDER BY {_order(sort, ascending, 'i.day', 'i.minute', 'i.id')}"
    return many.ids(connection, sql, (*([] if among is None else [json.dumps(among)]), *values))


def _order(sort: InteractionSort, ascending: bool, *time: str) -> str:
    way = "ASC" if ascending else "DESC"
    if sort not in _SORTS:
        return ", ".join(f"{column} {way}" for column in time)
    return ", ".join((f"{_SORTS[sort]} {way} NULLS LAST", *(f"{column} DESC" for column in time)))


def _where(wanted: InteractionFilter, dated: str) -> tuple[str, list[Any]]:
    """Conditions over the interaction `i`, days and party over `dated`."""
    parts: list[tuple[str, tuple[Any, ...]]] = []
    if wanted.party is not None:
        mine = f"x.party_id IN ({family('?')})"
        if dated != "x":
            mine = f"EXISTS (SELECT 1 FROM interaction_party x WHERE x.interaction_id = i.id AND {mine})"
        parts.append((mine, (wanted.party, wanted.party)))
    if wanted.channel is not None:
        parts.append(("i.channel = ?", (wanted.channel.value,)))
    if wanted.from_day is not None:
        parts.append((f"{dated}.day >= ?", (day_to_int(wanted.from_day),)))
    if wanted.to_day is not None:
        parts.append((f"{dated}.day <= ?", (day_to_int(wanted.to_day),)))
    if wanted.user is not None:
        parts.append(("i.logged_by = ?", (wanted.user,)))
    where = " AND ".join(condition for condition, _values in parts)
    return f" WHERE {where}" if where else "", [value for _condition, values in parts for value in values]


def _expression(found: Sequence[Term]) -> str:
    """All words, each as the beginning of one unless it has to be whole."""
    return " AND ".join(f'"{term.word}"' + ("" if term.whole else "*") for term in found)


def page_rows(connection: Connection, numbers: Sequence[int]) -> list[InteractionRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    wanted = (json.dumps(list(numbers)),)
    parties: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, party, name in many.tuples(connection, _PARTIES, wanted):
        parties[number][party] = name
    steps = next_steps(connection, numbers)
    found = many.tuples(connection, _PAGE, wanted)
    entries = standing_entries(connection, [row[-1] for row in found if row[-1] is not None])
    return [_row(row, parties[row[0]], steps.get(row[0]), entries.get(row[-1])) for row in found]


def standing_entries(connection: Connection, exchanges: Sequence[int]) -> dict[int, EntryName]:
    """How these entries stand today: under their own number, a later one, or not at all where they were taken back."""
    if not exchanges:
        return {}
    found = many.tuples(connection, _ENTRIES, (json.dumps(list(exchanges)),))
    return {first: EntryName(entry_number(year, number), UUID(bytes=uuid)) for first, year, number, uuid in found}


def next_steps(connection: Connection, numbers: Iterable[int]) -> dict[int, NextStepRow]:
    """The follow-up that came of each of these interactions: the earliest open one, else the last one closed."""
    found: dict[int, NextStepRow] = {}
    for number, step, title, due, state in many.tuples(connection, _STEPS, (json.dumps(list(numbers)),)):
        found.setdefault(number, NextStepRow(step, title, int_to_day(due), FollowUpState(state)))
    return found


def _row(
    found: Sequence[Any], parties: dict[int, str], step: NextStepRow | None, entry: EntryName | None
) -> InteractionRow:
    number, uuid, day, minute, channel, started_by, summary, notes, mood, user, logged_at, _exchange = found
    return InteractionRow(
        id=number,
        uuid=UUID(bytes=uuid),
        day=int_to_day(day),
        minute=minute,
        channel=Channel(channel),
        started_by=StartedBy(started_by),
        parties=tuple(parties),
        names=tuple(parties.values()),
        summary=summary,
        notes=notes,
        mood=mood,
        logged_by=user,
        logged_at=int_to_moment(logged_at),
        entry=entry.number if entry else None,
        exchange=entry.uuid if entry else None,
        next_step=step,
    )


def by_id(connection: Connection, number: int) -> Row[Any] | None:
    """An interaction's own row."""
    return connection.execute(select(t.interaction).where(t.interaction.c.id == number)).first()


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of an interaction by its UUID."""
    return connection.exec_driver_sql("SELECT id FROM interaction WHERE uuid = ?", (uuid.bytes,)).scalar()


def by_references(connection: Connection, source: str, external_ids: Iterable[str]) -> dict[str, int]:
    """The row ids of interactions by their external ids of one source; those that are not there are left out."""
    sql = (
        "SELECT i.external_id, i.id FROM json_each(?) j "
        "CROSS JOIN interaction i ON i.source = ? AND i.external_id = j.value"
    )
    return dict(many.tuples(connection, sql, (json.dumps(list(external_ids)), source)))


def parties_of(connection: Connection, number: int) -> dict[int, int]:
    """The parties of an interaction as they were logged, in order: party by the row that says so."""
    sql = "SELECT id, party_id FROM interaction_party WHERE interaction_id = ? ORDER BY id"
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql, (number,))}


def follow_ups_of(connection: Connection, number: int) -> list[int]:
    """The follow-ups that came of an interaction."""
    sql = "SELECT id FROM follow_up WHERE interaction_id = ? ORDER BY id"
    return list(connection.exec_driver_sql(sql, (number,)).scalars())


def name_of(connection: Connection, party: int) -> str:
    """The name of a party."""
    return str(rows.first(connection, "SELECT name FROM party WHERE id = ?", (party,))[0])
