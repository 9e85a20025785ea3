"""Operations as they stand in the store: by key, the latest that can be undone, and their images."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from db.queries import rows
from db.queries.many import tuples
from db.tables import operation as t
from db.values import int_to_moment
from partnercrm.domain.packing import pack, unpack
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation. `answer` is what its service answered first; `undone_by` is the operation that undid it."""

    id: int
    key: str
    digest: bytes
    moment: dt.datetime
    actor_id: int
    name: Message
    subjects: frozenset[str]
    undoes_id: int | None
    undo_depth: int
    undone_by: int | None
    undoable: bool
    batch: str | None
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row's images around an operation."""

    id: int
    table: str
    row: int
    before: str | None
    after: str | None


_SELECT = """
    SELECT o.id, o.key, o.digest, o.moment, o.actor_id, o.name, o.words, o.subjects, o.undoes_id, o.undo_depth, u.id,
        o.undoable, o.batch, o.answer
    FROM operation o LEFT JOIN operation u ON u.undoes_id = o.id
"""
_STANDS = "o.undoable = 1 AND u.id IS NULL ORDER BY o.id DESC LIMIT 1"


def _one(connection: Connection, where: str, values: tuple[object, ...] = ()) -> OperationRow | None:
    found = rows.first(connection, f"{_SELECT} WHERE {where}", values)
    if found is None:
        return None
    number, key, digest, moment, actor, name, words, subjects, undoes, depth, undone_by, undoable, batch, answer = found
    return OperationRow(
        id=number,
        key=key,
        digest=digest,
        moment=int_to_moment(moment),
        actor_id=actor,
        name=unpack({"key": name, **json.loads(words)}),
        subjects=frozenset(filter(None, subjects.split(" "))),
        undoes_id=undoes,
        undo_depth=depth,
        undone_by=undone_by,
        undoable=bool(undoable),
        batch=batch,
        answer=json.loads(answer),
    )


def by_key(connection: Connection, key: str) -> OperationRow | None:
    """The operation of a caller's key."""
    return _one(connection, "o.key = ?", (key,))


def by_id(connection: Connection, number: int) -> OperationRow | None:
    """The operation of a row id."""
    return _one(connection, "o.id = ?", (number,))


def latest_undoable(connection: Connection) -> OperationRow | None:
    """The last deed or redo that was not undone since."""
    return _one(connection, f"o.undo_depth % 2 = 0 AND {_STANDS}")


def latest_redoable(connection: Connection) -> OperationRow | None:
    """The last undo that was not taken back and that no new deed came after; looking for alerts is none."""
    deed = "undo_depth = 0 AND NOT (undoable = 0 AND subjects = 'alert')"
    last_deed = f"coalesce((SELECT max(id) FROM operation WHERE {deed}), 0)"
    return _one(connection, f"o.id > {last_deed} AND o.undo_depth % 2 = 1 AND {_STANDS}")


def latest_of_month_end(connection: Connection) -> OperationRow | None:
    """The last closing, reopening or locking of a month, where no deed that can be undone came after it."""
    deed = latest_undoable(connection)
    where = "o.undoable = 0 AND o.undo_depth = 0 AND ' ' || o.subjects || ' ' LIKE '% period %' AND o.id > ?"
    return _one(connection, f"{where} ORDER BY o.id DESC LIMIT 1", (deed.id if deed else 0,))


def audit_of(connection: Connection, number: int) -> list[AuditRow]:
    """The images of an operation, latest first."""
    sql = "SELECT id, row_table, row_number, before, after FROM audit WHERE operation_id = ? ORDER BY id DESC"
    return [AuditRow(*found) for found in tuples(connection, sql, (number,))]


def add(connection: Connection, values: dict[str, Any], name: Message) -> int:
    """Inserts an operation; `name` is kept as its key and its packed words."""
    packed = pack(name)
    key = packed.pop("key")
    row = {**values, "name": key, "words": json.dumps(packed, ensure_ascii=False)}
    return rows.add(connection, t.operation, row)


def finish(
    connection: Connection, number: int, answer: dict[str, Any], undoable: bool, subjects: Iterable[str]
) -> None:
    """Keeps what the service answers, so that a retry is told the same, and what it touched, for its undo to say."""
    text = json.dumps(answer, ensure_ascii=False)
    sql = "UPDATE operation SET answer = ?, undoable = ?, subjects = ? WHERE id = ?"
    rows.driver_of(connection).execute(sql, (text, int(undoable), " ".join(sorted(subjects)), number))
