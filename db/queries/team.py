"""The team, and what it can do, learns, wishes for and is thanked for. All of it is short, so it is read whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow_entry, many
from db.queries.flow import current
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day
from partnercrm.domain.item import name_key
from partnercrm.domain.team import TrainingState, WishState, training_state
from partnercrm.domain.team_rows import Person, SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow

_WHO = "LEFT JOIN alias a ON a.party_id = x.party_id JOIN party p ON p.id = coalesce(a.root_id, x.party_id)"
_TABLES = ("skill", "training", "staff_review", "wish", "recognition")


def members(connection: Connection, day: dt.date) -> list[Person]:
    """Who belonged to the team on a day, by name."""
    sql = (
        "SELECT DISTINCT p.id, p.uuid, p.name FROM party_role x "
        f"{_WHO} WHERE x.role = 'employee' AND coalesce(x.from_day, 0) <= ?1 AND coalesce(x.until_day, 99991231) >= ?1 "
        "AND p.archived_at IS NULL AND p.binned_at IS NULL AND p.erased_at IS NULL ORDER BY p.sort_name, p.id"
    )
    return [_person(row) for row in many.tuples(connection, sql, (day_to_int(day),))]


def ever(connection: Connection) -> set[int]:
    """Everybody who is or was of the team."""
    sql = f"SELECT coalesce(a.root_id, x.party_id) AS id FROM party_role x {_WHO} WHERE x.role = 'employee'"
    return set(many.ids(connection, sql))


def ever_worked_here(connection: Connection, party: int) -> bool:
    """Whether a party (row id) is or was of the team."""
    sql = f"SELECT 1 FROM party_role WHERE role = 'employee' AND party_id IN ({family('?')}) LIMIT 1"
    return bool(many.tuples(connection, sql, (party, party)))


def skills(connection: Connection) -> list[SkillRow]:
    """All skills by person and name."""
    sql = f"SELECT x.id, x.uuid, p.id, p.uuid, p.name, x.name, x.level, x.since_day FROM skill x {_WHO} "
    found = many.tuples(connection, f"{sql} ORDER BY p.sort_name, x.name_key, x.id")
    return [SkillRow(*_head(row), row[5], row[6], int_to_day(row[7])) for row in found]


def trainings(connection: Connection, today: dt.date) -> list[TrainingRow]:
    """All trainings: what is to be done first, by its day, then what was done last."""
    standing = f"(SELECT max({current('y.exchange_id')}) FROM training_posting y WHERE y.training_id = x.id)"
    sql = (
        "SELECT x.id, x.uuid, p.id, p.uuid, p.name, x.name, x.due_day, x.done_day, x.valid_until, x.cost, x.note, "
        f"{standing} FROM training x {_WHO} "
        "ORDER BY x.done_day IS NOT NULL, x.done_day DESC, x.due_day, p.sort_name, x.id"
    )
    found = many.tuples(connection, sql)
    entries = flow_entry.entries(connection, [row[11] for row in found])
    return _renewed([_training(row, entries, today) for row in found], today)


def talks(connection: Connection) -> list[TalkRow]:
    """All reviews, the latest first."""
    last = "NOT EXISTS (SELECT 1 FROM staff_review y WHERE y.party_id = x.party_id AND (y.day, y.id) > (x.day, x.id))"
    sql = (
        f"SELECT x.id, x.uuid, p.id, p.uuid, p.name, x.day, x.summary, x.agreed, x.next_day, {last} "
        f"FROM staff_review x {_WHO} ORDER BY x.day DESC, x.id DESC"
    )
    return [
        TalkRow(*_head(row), int_to_day(row[5]), row[6], row[7], _day(row[8]), bool(row[9]))
        for row in many.tuples(connection, sql)
    ]


def wishes(connection: Connection) -> list[WishRow]:
    """All wishes: open ones first, then the latest."""
    sql = (
        "SELECT x.id, x.uuid, p.id, p.uuid, p.name, x.day, x.text, x.state, x.decided_day, x.answer "
        f"FROM wish x {_WHO} ORDER BY x.state <> 'open', x.day DESC, x.id DESC"
    )
    return [
        WishRow(*_head(row), int_to_day(row[5]), row[6], WishState(row[7]), _day(row[8]), row[9])
        for row in many.tuples(connection, sql)
    ]


def thanks(connection: Connection) -> list[ThanksRow]:
    """All thanks, the latest first."""
    sql = (
        "SELECT x.id, x.uuid, p.id, p.uuid, p.name, x.day, x.text, q.id, q.uuid, q.name "
        f"FROM recognition x {_WHO} LEFT JOIN alias b ON b.party_id = x.from_id "
        "LEFT JOIN party q ON q.id = coalesce(b.root_id, x.from_id) ORDER BY x.day DESC, x.id DESC"
    )
    return [
        ThanksRow(*_head(row), None if row[7] is None else _person(row[7:]), int_to_day(row[5]), row[6])
        for row in many.tuples(connection, sql)
    ]


def by_uuid(connection: Connection, table: str, uuid: UUID) -> int | None:
    """The row id of a record of one of the team's tables."""
    assert table in _TABLES
    found = many.tuples(connection, f"SELECT id FROM {table} WHERE uuid = ?", (uuid.bytes,))
    return int(found[0][0]) if found else None


def posted(connection: Connection, training: int) -> list[int]:
    """The entries that were ever posted of a training."""
    sql = "SELECT exchange_id AS id FROM training_posting WHERE training_id = ? ORDER BY id"
    return many.ids(connection, sql, (training,))


def references(connection: Connection, source: str, external_ids: Iterable[str]) -> set[str]:
    """Which trainings of a source are there already, as the source calls them."""
    sql = "SELECT external_id FROM training WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))"
    return {name for (name,) in many.tuples(connection, sql, (source, json.dumps(sorted(set(external_ids)))))}


def _head(row: Sequence[Any]) -> tuple[int, UUID, Person]:
    return row[0], UUID(bytes=row[1]), _person(row[2:])


def _person(row: Sequence[Any]) -> Person:
    return Person(row[0], UUID(bytes=row[1]), row[2])


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)


def _renewed(rows: list[TrainingRow], today: dt.date) -> list[TrainingRow]:
    """What ran out is not due again where it was done anew since."""
    last: dict[tuple[int, str], dt.date] = {}
    for row in rows:
        key = row.who.id, name_key(row.name)
        done = dt.date.min if row.done is None or row.done > today else row.done
        last[key] = max(last.get(key, dt.date.min), done)

    def renewed(row: TrainingRow) -> bool:
        newest = last[row.who.id, name_key(row.name)]
        return row.state is TrainingState.AGAIN and row.done is not None and newest > row.done

    return [replace(row, state=TrainingState.DONE) if renewed(row) else row for row in rows]


def _training(row: Sequence[Any], entries: Any, today: dt.date) -> TrainingRow:
    name, due, done, valid, cost, note, entry = row[5:]
    state = training_state(_day(due), _day(done), _day(valid), today)
    return TrainingRow(*_head(row), name, _day(due), _day(done), _day(valid), cost, note, state, entries.get(entry))
