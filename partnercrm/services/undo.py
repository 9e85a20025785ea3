"""Undo and redo: an undo is itself an operation that restores the images of another one.

Rows go back to what they were only if nobody changed them since. Postings are taken back by their reversal, a reversal
by a linked copy, settlements by negative rows; what was posted stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import images, posting
from db.queries import operations as q
from db.queries import undo as touched
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import ChangedSince, NotUndoable
from partnercrm.domain.settlement import Match
from partnercrm.domain.words import Message, msg
from partnercrm.services import chain, ledger, matching, operations
from partnercrm.services import posting as posts
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnercrm.services.operations import Operation


def next_undo(store: Store) -> Message | None:
    """What Ctrl+Z would undo, by its name, or None."""
    with store.read() as connection:
        found = q.latest_undoable(connection)
        return found.name if found else None


def next_redo(store: Store) -> Message | None:
    """What would be done again: only right after an undo."""
    with store.read() as connection:
        found = q.latest_redoable(connection)
        undone = q.by_id(connection, found.undoes_id) if found and found.undoes_id else None
        return undone.name if undone else None


def find(store: Store, named: str) -> int:
    """The row id of an operation by its caller's key, or by that number itself. Raises NotUndoable."""
    with store.read() as connection:
        found = q.by_key(connection, named)
        if found is None and named.isascii() and named.isdigit():
            found = q.by_id(connection, int(named))
    if found is None:
        raise NotUndoable(msg("There is no operation {key}.", key=named))
    return found.id


def closed_months(store: Store, number: int | None = None) -> tuple[int, ...]:
    """The closed months (yyyymm) whose entries an undo would have to take back today; ask before. None: the last deed.

    Empty where there is nothing to undo.
    """
    with store.read() as connection:
        found = q.latest_undoable(connection) if number is None else q.by_id(connection, number)
        return tuple(touched.in_closed_months(connection, found.id)) if found else ()


def undo(store: Store, ctx: Context, number: int | None = None) -> Changes:
    """Undoes the operation with that row id, or the last one that can be undone.

    Raises NotUndoable where there is none or it was undone before, ChangedSince where somebody changed a row since.
    """
    with store.read() as connection:
        target = _target(connection, number)
    said = msg("Undo: {what}", what=target.name)
    return _take_back(store, ctx, target, said, said)


def redo(store: Store, ctx: Context) -> Changes:
    """Does again what the last undo took back, as long as nothing new came after it. Raises NotUndoable."""
    with store.read() as connection:
        target = q.latest_redoable(connection)
        undone = q.by_id(connection, target.undoes_id) if target and target.undoes_id else None
    if target is None or undone is None:
        raise NotUndoable(msg("There is nothing to do again."))
    return _take_back(store, ctx, target, undone.name, msg("Redo: {what}", what=undone.name))


def _target(connection: Connection, number: int | None) -> q.OperationRow:
    found = q.latest_undoable(connection) if number is None else q.by_id(connection, number)
    if found is None:
        raise NotUndoable(msg("There is nothing to undo."))
    if found.undone_by is not None:
        raise NotUndoable(msg("This was undone before: {what}.", what=found.name))
    if not found.undoable:
        raise NotUndoable(msg("This cannot be undone: {what}.", what=found.name))
    return found


def _take_back(store: Store, ctx: Context, target: q.OperationRow, name: Message, said: Message) -> Changes:
    def work(op: Operation) -> dict[str, Any]:
        _reverse_postings(op, target.id)
        _unsettle(op, target)
        _restore_rows(op, target)
        op.said = said
        return {"undid": target.id}

    return operations.run(store, ctx, name, ("undo", target.id), target.subjects, work, undoes=target).changes


def _restore_rows(op: Operation, target: q.OperationRow) -> None:
    rows = q.audit_of(op.connection, target.id)
    for row in rows:
        op.reindex(*touched.parties_of(op.connection, row.table, row.row))
    for row in rows:
        if images.image(op.connection, row.table, row.row) != row.after:
            raise ChangedSince(msg("Somebody changed it since, so it cannot be undone: {what}.", what=target.name))
        images.restore(op.connection, row.table, row.row, row.before)
        images.record_change(op.connection, op.id, row.table, row.row, row.after)
    for row in rows:
        op.reindex(*touched.parties_of(op.connection, row.table, row.row))
    if any(row.table == "alias" for row in rows):
        matching.part_families(op)


def _reverse_postings(op: Operation, target: int) -> None:
    for number in reversed(touched.exchanges_of(op.connection, target)):
        found = posting.exchange_by_id(op.connection, number)
        if found.reverses_id is None:
            standing = _standing(op, number)
            if standing is not None:
                ledger.reverse_entry(op, posting.exchange_by_id(op.connection, standing), "")
        elif posting.linked_with(op.connection, found.reverses_id)[0] == found.reverses_id:
            _enter_again(op, found.reverses_id)


def _standing(op: Operation, number: int) -> int | None:
    """An entry, or the copy that an undo entered again in its place; None where somebody reversed it."""
    current: int | None = number
    while current is not None and posting.reversal_of(op.connection, current) is not None:
        current = touched.copy_by_undo(op.connection, current)
    return current


def _enter_again(op: Operation, original: int) -> None:
    """Posts copies of a reversed entry and of those linked with it, which pay and are paid as these were."""
    copies: dict[int, int] = {}
    pairs: list[posting.Pair] = []
    made: list[int] = []
    for number in posting.linked_with(op.connection, original):
        found = posting.exchange_by_id(op.connection, number)
        links = chain.Links(enters_again=number, linked=made[0] if made else None)
        entry = posts.post(op, ledger.copy_of(op, found), links, settle=False, paired=True)
        made.append(entry.id)
        rows = posting.lines_of(op.connection, number)
        copies |= {row.id: line for row, line in zip(rows, entry.lines, strict=True)}
        reversal = posting.reversal_of(op.connection, number)
        assert reversal is not None
        pairs += posting.undone_by(op.connection, reversal)
    for pair in pairs:
        paying, item = copies.get(pair.paying, pair.paying), copies.get(pair.item, pair.item)
        rests = posting.open_lines(op.connection, [paying, item])
        if len(rests) == 2:
            amount = min(pair.amount, *(line.rest for line in rests.values()))
            matching.write(op, [Match(paying, item, amount)], pair.day, made[0])


def _unsettle(op: Operation, target: q.OperationRow) -> None:
    """Takes loose settlements back, as far as nobody touched them since. Raises ChangedSince."""
    changed = ChangedSince(msg("Somebody changed it since, so it cannot be undone: {what}.", what=target.name))
    for pair in touched.loose_settlements_of(op.connection, target.id):
        standing = posting.settled_between(op.connection, pair.paying, pair.item)
        rests = posting.open_lines(op.connection, [pair.paying, pair.item])
        open_rest = min(rests[line].rest if line in rests else 0 for line in (pair.paying, pair.item))
        if pair.amount > standing or -pair.amount > open_rest:
            raise changed
        matching.write(op, [Match(pair.paying, pair.item, -pair.amount)], max(op.today, pair.day), None)
