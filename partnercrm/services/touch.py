"""Keeping in touch: with whom contact is due again, when it is next, and letting it rest for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from db.engine import Store
from db.queries import party as parties
from db.queries import touch as q
from db.tables.touch import touch_snooze
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.today_rows import SHOWN, Short, TouchRow
from partnercrm.domain.words import msg, plural
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("party",)


def losing_touch(store: Store, ctx: Context, limit: int = SHOWN) -> Short[TouchRow]:
    """The parties with which contact is overdue, the most urgent first (days late / interval; figures.md 12).

    A clock runs from the last contact, or from its start where that is later. Archived, binned, merged and snoozed
    parties are left out.
    """
    with store.read() as connection:
        return Short(tuple(q.due(connection, ctx.today, limit)), q.due_count(connection, ctx.today))


def next_contact(store: Store, party: int) -> dt.date | None:
    """The day on which contact is due again, or until which it rests; None where no clock runs. Raises NotFound."""
    with store.read() as connection:
        found = parties.standing(connection, party)
        if found is None:
            raise not_found("person or business")
        clock = q.clock(connection, found.root)
    if clock is None:
        return None
    last, interval, overdue = clock
    due = last + dt.timedelta(days=interval)
    return due if overdue == due + dt.timedelta(days=1) else overdue


def snooze(store: Store, ctx: Context, numbers: Sequence[int], until: dt.date | None) -> Changes:
    """Lets keeping in touch with these parties rest until a day after today; None ends the rest.

    Raises Refused or NotFound.
    """
    if until is not None and until <= ctx.today:
        raise Refused(msg("Choose a day after today."), "until")

    def work(op: Operation) -> dict[str, Any]:
        found = parties.standings(op.connection, numbers)
        if len(found) != len(numbers) or any(each.gone for each in found):
            raise not_found("person or business")
        for root in dict.fromkeys(each.root for each in found):
            _snooze(op, root, until)
        return {}

    count = len(numbers)
    name = plural("Wake a reminder to keep in touch", "Wake {count} reminders to keep in touch", count)
    if until is not None:
        words = plural("Snooze keeping in touch until {day}", "Snooze keeping in touch with {count} until {day}", count)
        name = replace(words, values={**words.values, "day": until})
    return run(store, ctx, name, (tuple(numbers), until), SUBJECTS, work).changes


def _snooze(op: Operation, party: int, until: dt.date | None) -> None:
    row = q.snooze_of(op.connection, party)
    op.touch(party)
    if until is None:
        if row is not None:
            op.delete(touch_snooze, row)
    elif row is None:
        op.insert(touch_snooze, party_id=party, until=until)
    else:
        op.update(touch_snooze, row, until=until)
