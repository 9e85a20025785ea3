"""What comes next with a party: its earliest open follow-up that is not snoozed, or keeping in touch, whichever is
first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db.queries.many import tuples
from db.values import day_to_int, int_to_day
from partnercrm.domain.party_rows import NextStep

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OPEN = "state = 'open' AND (snoozed_until IS NULL OR snoozed_until <= ?)"
_FIRST_OF = (
    "SELECT f.party_id, min(f.due), f.id, f.title FROM json_each(?) j CROSS JOIN follow_up f ON f.party_id = j.value "
    f"WHERE {_OPEN} GROUP BY f.party_id"
)
_FIRST_OF_ALL = f"SELECT party_id, min(due) FROM follow_up WHERE {_OPEN} AND party_id IS NOT NULL GROUP BY party_id"
_CLOCKS = "SELECT k.party_id, k.from_day, k.last_day, k.interval_days FROM kept_touch k"
_CLOCKS_OF = (
    "SELECT k.party_id, k.from_day, k.last_day, k.interval_days "
    "FROM json_each(?) j CROSS JOIN kept_touch k ON k.party_id = j.value"
)


def next_steps(connection: Connection, parties: Sequence[int], today: dt.date) -> dict[int, NextStep]:
    """The next step of those of these parties that have one."""
    wanted = json.dumps(list(parties))
    steps = {party: NextStep(due) for party, due in _dues(tuples(connection, _CLOCKS_OF, (wanted,)))}
    for party, due, number, title in tuples(connection, _FIRST_OF, (wanted, day_to_int(today))):
        step = NextStep(int_to_day(due), title, number)
        if party not in steps or step.due <= steps[party].due:
            steps[party] = step
    return steps


def next_days(connection: Connection, today: dt.date) -> dict[int, int]:
    """The day (yyyymmdd) of the next step of every party that has one."""
    days = {party: day_to_int(due) for party, due in _dues(tuples(connection, _CLOCKS))}
    for party, due in tuples(connection, _FIRST_OF_ALL, (day_to_int(today),)):
        days[party] = min(due, days.get(party, due))
    return days


def _dues(clocks: Iterable[Sequence[int]]) -> Iterable[tuple[int, dt.date]]:
    """Party and day on which contact is due; where it was put off, the day until which it was."""
    for party, from_day, last_day, interval in clocks:
        due = last_day + interval
        yield party, dt.date.fromordinal(due if from_day == due + 1 else from_day)
