"""One thing that a user does: key, audit and undo in one, one transaction.

Every service that writes calls `run` with a function that does its work on an `Operation`. Rows that it inserts,
changes or deletes through it leave their images in the audit trail; a posting is its own after-image and leaves none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db import core
from db.engine import Store
from db.queries import images, rows
from db.queries import operations as kept
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import KeyReused, NotUndoable, Refused
from partnercrm.domain.late import bring_in
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.services import search_index
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an operation: the answer (plain JSON values) and what changed.

    `repeated` is set where the key was known and the first answer is given again; `reversed_by` then names the
    operation that undid it meanwhile.
    """

    answer: Mapping[str, Any]
    changes: Changes
    repeated: bool = False
    reversed_by: int | None = None


class Operation:
    """The running operation: its connection, who and when, and the only way to write audited rows."""

    def __init__(
        self,
        connection: Connection,
        ctx: Context,
        number: int,
        name: uuid.UUID,
        now: dt.datetime,
        subjects: Iterable[str] = (),
    ) -> None:
        self.connection = connection
        self.ctx = ctx
        self.id = number
        self.uuid = name
        self.now = now
        self.today: dt.date = ctx.today
        self.parties: set[int] = set()
        self.subjects: set[str] = set(subjects)
        self.said: Message | None = None
        self.undoable = True
        self._unindexed: set[int] = set()

    def insert(self, table: Table, **values: Any) -> int:
        """Inserts a row and returns its id."""
        number = rows.add(self.connection, table, values)
        images.record_insert(self.connection, self.id, table, number, number)
        return number

    def insert_many(self, table: Table, wanted: Sequence[dict[str, Any]]) -> range:
        """Inserts rows, which all name the same columns, in order and returns their ids."""
        if not wanted:
            return range(0)
        first = next_id(self.connection, table)
        rows.add_many(self.connection, table, [{**row, "id": first + n} for n, row in enumerate(wanted)])
        images.record_insert(self.connection, self.id, table, first, first + len(wanted) - 1)
        return range(first, first + len(wanted))

    def insert_selected(self, table: Table, sql: str, values: Sequence[Any]) -> range:
        """Inserts what an `INSERT INTO ... SELECT` of that table finds and returns the ids."""
        first = next_id(self.connection, table)
        rows.driver_of(self.connection).execute(sql, values)
        made = range(first, next_id(self.connection, table))
        images.record_insert(self.connection, self.id, table, made.start, made.stop - 1)
        return made

    def update(self, table: Table, row: int, **values: Any) -> None:
        """Changes a row."""
        before = images.image(self.connection, table.name, row)
        self.connection.execute(core.update(table).where(table.c.id == row).values(values))
        images.record_change(self.connection, self.id, table.name, row, before)

    def delete(self, table: Table, row: int) -> None:
        """Takes a row away; its number is never used again."""
        before = images.image(self.connection, table.name, row)
        self.connection.execute(core.delete(table).where(table.c.id == row))
        images.record_change(self.connection, self.id, table.name, row, before)

    def touch(self, *parties: int) -> None:
        """Says that these parties are concerned."""
        self.parties.update(parties)

    def reindex(self, *parties: int) -> None:
        """Says that what the search box finds of these parties changed."""
        self.touch(*parties)
        self._unindexed.update(parties)

    def finish(self, answer: dict[str, Any]) -> None:
        """Brings the search index up to date and keeps the answer."""
        if self._unindexed:
            search_index.refresh(self.connection, self._unindexed)
        kept.finish(self.connection, self.id, answer, self.undoable, self.subjects)


def next_id(connection: Connection, table: Table) -> int:
    """The row number that the next insert will get; safe to use up within a write transaction."""
    used = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar()
    if used is None:
        used = connection.execute(core.select(core.func.max(table.c.id))).scalar()
    return int(used or 0) + 1


def not_ahead(op: Operation, day: dt.date | None, field: str = "day") -> None:
    """Refuses a day that has not come yet, naming the field: what happened lies behind us."""
    if day is not None and day > op.today:
        raise Refused(msg("It lies in the future."), field)


def run(
    store: Store,
    ctx: Context,
    name: Message,
    request: object,
    subjects: Iterable[str],
    work: Callable[[Operation], dict[str, Any]],
    *,
    undoes: kept.OperationRow | None = None,
) -> Done:
    """Does `work` as one operation in one transaction and keeps its answer (plain JSON values).

    A key that is known already answers the first result; under another request it raises KeyReused. Whatever `work`
    raises rolls everything back.
    """
    digest = hashlib.sha256(repr(request).encode("utf-8", "surrogatepass")).digest()
    bring_in({**globals(), **getattr(work, "__globals__", {})})
    with store.write() as connection:
        known = kept.by_key(connection, ctx.key) if ctx.key else None
        if known is not None:
            return _again(known, digest)
        if undoes is not None:
            _require_standing(connection, undoes)
        operation = _begin(connection, ctx, name, digest, subjects, undoes)
        answer = work(operation)
        operation.finish(answer)
    said = operation.said or name
    changes = Changes(
        frozenset(operation.subjects), operation.id, said, frozenset(operation.parties), operation.undoable
    )
    return Done(answer, changes)


def _begin(
    connection: Connection,
    ctx: Context,
    name: Message,
    digest: bytes,
    subjects: Iterable[str],
    undoes: kept.OperationRow | None,
) -> Operation:
    number, now = uuid.uuid4(), ctx.now
    values = {
        "uuid": number,
        "key": ctx.key or number.hex,
        "digest": digest,
        "moment": now,
        "actor_id": ctx.actor,
        "subjects": "",
        "undoes_id": undoes.id if undoes else None,
        "undo_depth": undoes.undo_depth + 1 if undoes else 0,
        "batch": None,
        "undoable": 1,
        "answer": "{}",
    }
    return Operation(connection, ctx, kept.add(connection, values, name), number, now, subjects)


def _require_standing(connection: Connection, undoes: kept.OperationRow) -> None:
    current = kept.by_id(connection, undoes.id)
    if current is None or current.undone_by is not None:
        raise NotUndoable(msg("This was undone before: {what}.", what=undoes.name))


def _again(known: kept.OperationRow, digest: bytes) -> Done:
    if known.digest != digest:
        raise KeyReused(msg("The key {key} was used for another request. Take a new key.", key=known.key))
    changes = Changes(frozenset(), known.id, known.name, undoable=known.undoable)
    return Done(known.answer, changes, repeated=True, reversed_by=known.undone_by)
