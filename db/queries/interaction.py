"""Interactions as they stand: the ids of a list, its rows by page, and what a change needs to know of one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from db.tables import interaction as t
from db.tables.kept_triggers import family
from db.types import day_to_int, int_to_day, int_to_moment
from partnercrm.domain.interaction import Channel, FollowUpState, StartedBy
from partnercrm.domain.interaction_rows import InteractionFilter, InteractionRow, InteractionSort, NextStepRow
from partnercrm.domain.interaction_search import Term, terms
from partnercrm.domain.ledger import entry_number

_FIRST_PARTY = (
    "(SELECT min(p.sort_name) FROM interaction_party x LEFT JOIN alias a ON a.party_id = x.party_id "
    "JOIN party p ON p.id = coalesce(a.root_id, x.party_id) WHERE x.interaction_id = i.id)"
)
_SORTS = {
    InteractionSort.CHANNEL: "i.channel",
    InteractionSort.PARTY: _FIRST_PARTY,
    InteractionSort.MOOD: "i.mood",
    InteractionSort.USER: "(SELECT name FROM user WHERE id = i.logged_by)",
}
_WITH = f"SELECT interaction_id FROM interaction_party WHERE party_id IN ({family('?')})"
_SAYING = "SELECT rowid FROM search_interaction WHERE search_interaction MATCH ?"
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
    where, values = _where(wanted)
    way = "ASC" if ascending else "DESC"
    by_time = f"i.day {way}, i.minute {way}, i.id {way}"
    if sort is not InteractionSort.WHEN:
        by_time = f"{_SORTS[sort]} {way} NULLS LAST, i.day DESC, i.minute DESC, i.id DESC"
    found = connection.exec_driver_sql(f"SELECT i.id FROM interaction i{where} ORDER BY {by_time}", tuple(values))
    return list(found.scalars())


def _where(wanted: InteractionFilter) -> tuple[str, list[Any]]:
    parts: list[tuple[str, tuple[Any, ...]]] = []
    if wanted.party is not None:
        parts.append((f"i.id IN ({_WITH})", (wanted.party, wanted.party)))
    if wanted.channel is not None:
        parts.append(("i.channel = ?", (wanted.channel.value,)))
    if wanted.from_day is not None:
        parts.append(("i.day >= ?", (day_to_int(wanted.from_day),)))
    if wanted.to_day is not None:
        parts.append(("i.day <= ?", (day_to_int(wanted.to_day),)))
    if wanted.user is not None:
        parts.append(("i.logged_by = ?", (wanted.user,)))
    if found := terms(wanted.text):
        parts.append((f"i.id IN ({_SAYING})", (_expression(found),)))
    where = " AND ".join(condition for condition, _values in parts)
    return f" WHERE {where}" if where else "", [value for _condition, values in parts for value in values]


def _expression(found: Sequence[Term]) -> str:
    """All words, each as the beginning of one unless it has to be whole."""
    return " AND ".join(f'"{term.word}"' + ("" if term.whole else "*") for term in found)


def page_rows(connection: Connection, numbers: Sequence[int]) -> list[InteractionRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    wanted = (json.dumps(list(numbers)),)
    parties: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, party, name in connection.exec_driver_sql(_PARTIES, wanted):
        parties[number][party] = name
    steps = next_steps(connection, numbers)
    rows = connection.exec_driver_sql(_PAGE, wanted).all()
    entries = standing_entries(connection, [row[-1] for row in rows if row[-1] is not None])
    return [_row(row, parties[row[0]], steps.get(row[0]), entries.get(row[-1])) for row in rows]


def standing_entries(connection: Connection, exchanges: Sequence[int]) -> dict[int, EntryName]:
    """How these entries stand today: under their own number, a later one, or not at all where they were taken back."""
    if not exchanges:
        return {}
    found = connection.exec_driver_sql(_ENTRIES, (json.dumps(list(exchanges)),))
    return {first: EntryName(entry_number(year, number), UUID(bytes=uuid)) for first, year, number, uuid in found}


def next_steps(connection: Connection, numbers: Iterable[int]) -> dict[int, NextStepRow]:
    """The follow-up that came of each of these interactions: the earliest open one, else the last one closed."""
    found: dict[int, NextStepRow] = {}
    for number, step, title, due, state in connection.exec_driver_sql(_STEPS, (json.dumps(list(numbers)),)):
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
    found = connection.exec_driver_sql(sql, (json.dumps(list(external_ids)), source))
    return {row[0]: row[1] for row in found}


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
    return str(connection.exec_driver_sql("SELECT name FROM party WHERE id = ?", (party,)).scalar_one())
