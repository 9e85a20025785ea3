"""Operations as they stand in the store: by key, the latest that can be undone, and their images."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from db.queries import rows
from db.tables.operation import audit, operation
from partnercrm.domain.packing import pack, unpack
from partnercrm.domain.words import Message


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


_undone = operation.alias("undone")
_SELECT = select(operation, _undone.c.id.label("undone_by")).outerjoin(_undone, _undone.c.undoes_id == operation.c.id)
_BY_KEY = _SELECT.where(operation.c.key == bindparam("wanted"))


def _row(found: Row[Any]) -> OperationRow:
    words = json.loads(found.words)
    return OperationRow(
        id=found.id,
        key=found.key,
        digest=found.digest,
        moment=found.moment,
        actor_id=found.actor_id,
        name=unpack({"key": found.name, **words}),
        subjects=frozenset(filter(None, found.subjects.split(" "))),
        undoes_id=found.undoes_id,
        undo_depth=found.undo_depth,
        undone_by=found.undone_by,
        undoable=bool(found.undoable),
        batch=found.batch,
        answer=json.loads(found.answer),
    )


def by_key(connection: Connection, key: str) -> OperationRow | None:
    """The operation of a caller's key."""
    # Nearly every key is new, and asking the driver for that takes a tenth of the time.
    if rows.first(connection, "SELECT 1 FROM operation WHERE key = ?", (key,)) is None:
        return None
    found = connection.execute(_BY_KEY, {"wanted": key}).first()
    return _row(found) if found else None


def by_id(connection: Connection, number: int) -> OperationRow | None:
    """The operation of a row id."""
    found = connection.execute(_SELECT.where(operation.c.id == number)).first()
    return _row(found) if found else None


def latest_undoable(connection: Connection) -> OperationRow | None:
    """The last deed or redo that was not undone since."""
    wanted = _SELECT.where(operation.c.undoable == 1, operation.c.undo_depth % 2 == 0, _undone.c.id.is_(None))
    found = connection.execute(wanted.order_by(operation.c.id.desc()).limit(1)).first()
    return _row(found) if found else None


def latest_redoable(connection: Connection) -> OperationRow | None:
    """The last undo that was not taken back and that no new deed came after."""
    last_deed = select(func.coalesce(func.max(operation.c.id), 0)).where(operation.c.undo_depth == 0).scalar_subquery()
    wanted = _SELECT.where(
        operation.c.id > last_deed, operation.c.undo_depth % 2 == 1, operation.c.undoable == 1, _undone.c.id.is_(None)
    )
    found = connection.execute(wanted.order_by(operation.c.id.desc()).limit(1)).first()
    return _row(found) if found else None


def audit_of(connection: Connection, number: int) -> list[AuditRow]:
    """The images of an operation, latest first."""
    wanted = select(audit).where(audit.c.operation_id == number).order_by(audit.c.id.desc())
    return [AuditRow(r.id, r.row_table, r.row_number, r.before, r.after) for r in connection.execute(wanted)]


def add(connection: Connection, values: dict[str, Any], name: Message) -> int:
    """Inserts an operation; `name` is kept as its key and its packed words."""
    packed = pack(name)
    key = packed.pop("key")
    row = {**values, "name": key, "words": json.dumps(packed, ensure_ascii=False)}
    return rows.add(connection, operation, row)


def finish(
    connection: Connection, number: int, answer: dict[str, Any], undoable: bool, subjects: Iterable[str]
) -> None:
    """Keeps what the service answers, so that a retry is told the same, and what it touched, for its undo to say."""
    text = json.dumps(answer, ensure_ascii=False)
    sql = "UPDATE operation SET answer = ?, undoable = ?, subjects = ? WHERE id = ?"
    rows.driver_of(connection).execute(sql, (text, int(undoable), " ".join(sorted(subjects)), number))
