"""Undo and redo: an undo is itself an operation that restores the images of another one.

Rows go back to what they were only if nobody changed them since. Postings are taken back by their reversal, a reversal
by a linked copy, settlements by negative rows; what was posted stays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import images, posting
from db.queries import operations as q
from db.queries import undo as touched
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import ChangedSince, NotUndoable, PeriodClosed
from partnercrm.domain.period import named_month
from partnercrm.domain.record import dataclass
from partnercrm.domain.settlement import Match
from partnercrm.domain.words import Message, msg
from partnercrm.services import chain, ledger, matching, operations
from partnercrm.services import posting as posts
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnercrm.services.operations import Operation

_CARDS = "partnercrm.services.loyalty_cards"
_MONTH_ENDS = {
    "Close {month}": msg("{month} was closed. Reopen it under Month end."),
    "Reopen {month}: {reason}": msg("{month} was reopened. Close it again under Month end."),
    "Lock {month}": msg("{month} was locked, which stays so."),
}


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """A closing, reopening or locking: the operation's row id, and the sentence that says what there is to do."""

    operation: int
    said: Message


def next_undo(store: Store) -> Message | None:
    """What Ctrl+Z would undo, by its name, or None."""
    with store.read() as connection:
        found = q.latest_undoable(connection)
        return found.name if found else None


def month_end(store: Store) -> MonthEnd | None:
    """What was done at month end after everything that can be undone; undoing would pass it over, so tell it first."""
    with store.read() as connection:
        found = q.latest_of_month_end(connection)
    return MonthEnd(found.id, Message(_MONTH_ENDS[found.name.key].key, found.name.values)) if found else None


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
    name, said = msg("Undo: {what}", what=target.name), msg("Undone: {what}", what=target.name)
    return _take_back(store, ctx, target, name, said)


def redo(store: Store, ctx: Context) -> Changes:
    """Does again what the last undo took back, as long as nothing new came after it. Raises NotUndoable."""
    with store.read() as connection:
        target = q.latest_redoable(connection)
        undone = q.by_id(connection, target.undoes_id) if target and target.undoes_id else None
    if target is None or undone is None:
        raise NotUndoable(msg("There is nothing to do again."))
    return _take_back(store, ctx, target, undone.name, msg("Done again: {what}", what=undone.name))


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
    if "loyalty" in target.subjects:
        import_module(_CARDS)  # before the writing begins, so that nobody waits for it

    def work(op: Operation) -> dict[str, Any]:
        _require_open_registers(op, target)
        _reverse_postings(op, target.id)
        _unsettle(op, target)
        _restore_rows(op, target)
        op.said = said
        return {"undid": target.id}

    return operations.run(store, ctx, name, ("undo", target.id), target.subjects, work, undoes=target).changes


def _require_open_registers(op: Operation, target: q.OperationRow) -> None:
    """Points, gift cards and vouchers of a closed month stay: what they come to there was told at its end."""
    for month in touched.register_months(op.connection, target.id):
        words = msg(
            "{month} is closed, so it cannot be undone: {what}. Put it right with something of today.",
            month=named_month(month),
            what=target.name,
        )
        raise PeriodClosed(words)


def _restore_rows(op: Operation, target: q.OperationRow) -> None:
    rows = q.audit_of(op.connection, target.id)
    for row in rows:
        op.reindex(*touched.parties_of(op.connection, row.table, row.row))
    for row in rows:
        if images.image(op.connection, row.table, row.row) != row.after:
            raise ChangedSince(msg("Somebody changed it since, so it cannot be undone: {what}.", what=target.name))
        images.restore(op.connection, row.table, row.row, row.before, target.name)
        images.record_change(op.connection, op.id, row.table, row.row, row.after)
    for row in rows:
        op.reindex(*touched.parties_of(op.connection, row.table, row.row))
    if any(row.table == "alias" for row in rows):
        matching.part_families(op)
    for card in sorted(_cards(rows)):
        import_module(_CARDS).fill_owed(op, card)


def _cards(rows: Sequence[q.AuditRow]) -> set[int]:
    """The cards of points that came or went: what one owes back is filled from what it has now."""
    images_of = (image for row in rows if row.table == "movement" for image in (row.before, row.after) if image)
    return {json.loads(image)["member_id"] for image in images_of}


def _reverse_postings(op: Operation, target: int) -> None:
    for number in reversed(touched.exchanges_of(op.connection, target)):
        found = posting.exchange_by_id(op.connection, number)
        if found.reverses_id is None:
            stands = touched.standing(op.connection, number)
            if stands is not None:
                ledger.reverse_entry(op, posting.exchange_by_id(op.connection, stands), "")
        elif posting.linked_with(op.connection, found.reverses_id)[0] == found.reverses_id:
            _require_gone(op, found.reverses_id)
            _enter_again(op, found.reverses_id)


def _require_gone(op: Operation, original: int) -> None:
    """Raises ChangedSince where somebody entered a reversed entry again meanwhile: it would stand twice."""
    again = ledger.stands(op, original)
    if again is not None:
        raise ChangedSince(msg("Entry {number} stands in its place, so it cannot be undone.", number=again))


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
