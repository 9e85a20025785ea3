"""The rule that reminds of an agreement's end: one follow-up for each agreement and day, however often it runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from db.engine import Store
from db.queries import agreement as q
from db.tables.agreement import agreement_reminder
from db.tables.interaction import follow_up
from partnercrm.domain.agreement_rows import AgreementRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState, Origin
from partnercrm.domain.words import Message, msg
from partnercrm.services import follow_up as follow_ups
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

RULE = "agreement"


def remind(store: Store, ctx: Context) -> Changes | None:
    """Makes the reminders that are missing, as one operation; None where all are there. To be run each day.

    It is no deed of the user: Ctrl+Z passes over it.
    """
    with store.read() as connection:
        found = q.read(connection, q.running_out(connection), ctx.today)
        wanting = [row.id for row in found if _wanted(row) and _wanted(row) not in q.reminders(connection, row.id)]
    if not wanting:
        return None

    def work(op: Operation) -> dict[str, Any]:
        for number in wanting:
            remind_in(op, number)
        op.undoable = False
        return {"agreements": wanting}

    return run(store, ctx, msg("Remind of agreements that end"), tuple(wanting), ("follow_up",), work).changes


def remind_in(op: Operation, number: int) -> None:
    """Makes the reminder of an agreement's end as it stands, and drops open ones of another day."""
    row = q.read(op.connection, [number], op.today)[0]
    day, known = _wanted(row), q.reminders(op.connection, number)
    for other, reminder in known.items():
        if other != day:
            drop(op, reminder)
    if day is None or day in known or not row.parties:
        return
    title = op.ctx.locale.say(_title(row))
    draft = FollowUpDraft(title, max(day, op.today), row.parties[0].id, origin=Origin.RULE, rule=RULE)
    made = follow_ups.add_in(op, draft)
    op.insert(agreement_reminder, agreement_id=number, day=day, follow_up_id=made.id)


def drop(op: Operation, reminder: tuple[int, str]) -> None:
    """Drops a reminder (row id and state of its follow-up) that is still open."""
    number, state = reminder
    if state == FollowUpState.OPEN:
        op.update(follow_up, number, state=FollowUpState.DROPPED, closed_at=op.now)


def _wanted(row: AgreementRow) -> dt.date | None:
    """The day to be reminded, None where the agreement is over or has no end, or goes on now whatever one does."""
    end, notice = row.end, row.notice_day
    if end is None or end < row.today:
        return None
    if row.term.renew_months and notice is not None and notice < row.today:
        return None
    return row.term.reminder(row.today)


def _title(row: AgreementRow) -> Message:
    end, notice = row.end, row.notice_day
    assert end is not None
    if row.term.renew_months and notice is not None:
        return msg(
            "{title} goes on after {day} unless one of you says so by {notice}", title=row.title, day=end, notice=notice
        )
    if row.term.renew_months:
        return msg("{title} goes on after {day} unless you end it", title=row.title, day=end)
    return msg("{title} ends on {day}: renew it?", title=row.title, day=end)
