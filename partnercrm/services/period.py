"""Month end: what is unfinished, closing, reopening, locking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.engine import Store
from db.queries import draft as drafts
from db.queries import period as q
from db.queries.period import PeriodRow
from db.queries.store import is_owner
from db.tables.ledger import period
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import PeriodRefused
from partnercrm.domain.period import (
    PeriodState,
    closing_problem,
    locking_problem,
    month_text,
    named_month,
    reopening_problem,
)
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["PeriodRow"]

SUBJECTS = ("period", "ledger")


def listed(store: Store) -> list[PeriodRow]:
    """All months with entries, drafts or a state, in order."""
    with store.read() as connection:
        return q.listed(connection)


def close(store: Store, ctx: Context, month: int) -> Changes:
    """Closes a month (yyyymm). Raises PeriodRefused while drafts are unfinished in it. Not undoable: `reopen` it."""

    def problem(op: Operation, state: PeriodState) -> Message | None:
        return closing_problem(month, op.today, drafts.count_in_month(op.connection, month), state)

    return _change(store, ctx, month, PeriodState.CLOSED, problem, msg("Close {month}", month=named_month(month)), "")


def reopen(store: Store, ctx: Context, month: int, reason: str) -> Changes:
    """Opens a closed month again; the owner's, with a reason that is kept. Raises PeriodRefused."""

    def problem(op: Operation, state: PeriodState) -> Message | None:
        return reopening_problem(month, state, is_owner(op.connection, op.ctx.actor), reason)

    name = msg("Reopen {month}: {reason}", month=named_month(month), reason=reason)
    return _change(store, ctx, month, PeriodState.OPEN, problem, name, reason)


def lock(store: Store, ctx: Context, month: int) -> Changes:
    """Locks a closed month for good, once the accountant has filed it. Raises PeriodRefused."""

    def problem(op: Operation, state: PeriodState) -> Message | None:
        return locking_problem(month, state, is_owner(op.connection, op.ctx.actor))

    return _change(store, ctx, month, PeriodState.LOCKED, problem, msg("Lock {month}", month=named_month(month)), "")


_DONE = {
    PeriodState.OPEN: msg("Reopened {month}: {reason}"),
    PeriodState.CLOSED: msg("Closed {month}"),
    PeriodState.LOCKED: msg("Locked {month}"),
}


def _change(
    store: Store,
    ctx: Context,
    month: int,
    to: PeriodState,
    problem: Callable[[Operation, PeriodState], Message | None],
    name: Message,
    reason: str,
) -> Changes:
    def work(op: Operation) -> dict[str, Any]:
        row = q.by_month(op.connection, month)
        refused = problem(op, row.state if row else PeriodState.OPEN)
        if refused is not None:
            raise PeriodRefused(refused)
        values = {"state": to, "changed_at": op.now, "changed_by": op.ctx.actor, "reason": reason}
        if row is None:
            op.insert(period, month=month, **values)
        else:
            op.update(period, row.id, **values)
        # Reopening asks for the owner and a reason, closing for no draft left behind; Ctrl+Z would ask for neither.
        op.undoable = False
        op.said = msg(_DONE[to].key, month=named_month(month), reason=reason)
        return {"month": month_text(month), "state": to.value}

    return run(store, ctx, name, (month, to, reason), SUBJECTS, work).changes
