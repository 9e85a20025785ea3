"""What a program's points come to: the roll-forward of a span, what is promised in two views, and what ends next.

Both views of the liability are estimates; neither is posted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_sums as sums_q
from db.queries.loyalty_sums import ProgramTotals
from partnercrm.domain.errors import not_found
from partnercrm.domain.loyalty import ProgramDraft, worth
from partnercrm.domain.loyalty_liability import Liability, PointSums, RollForward, liability, roll_forward
from partnercrm.domain.record import dataclass

__all__ = ["ProgramTotals"]


@dataclass(frozen=True, slots=True)
class ProgramSpan:
    """The roll-forward of a program between two days, and how many cards owe points back in all (points)."""

    program: int
    name: str
    point_value: Decimal
    rolled: RollForward

    def money(self, points: Decimal) -> int:
        """A part of it at the rate of a point, in minor units."""
        return worth(points, self.point_value)


@dataclass(frozen=True, slots=True)
class ProgramLiability:
    """What a program promises at the end of a day: the sums, both views (minor units), and what of it rests on what."""

    program: int
    name: str
    draft: ProgramDraft
    sums: PointSums
    views: Liability


def roll_forwards(store: Store, first: dt.date, last: dt.date, program: int | None = None) -> list[ProgramSpan]:
    """The roll-forward of each program over the days from `first` to `last`. Raises NotFound."""
    with store.read() as connection:
        return roll_forwards_in(connection, first, last, program)


def roll_forwards_in(
    connection: Connection, first: dt.date, last: dt.date, program: int | None = None
) -> list[ProgramSpan]:
    """The same within an open session."""
    return [
        ProgramSpan(number, draft.name, draft.point_value, roll_forward(*sums_q.sums(connection, number, first, last)))
        for number, draft in _programs(connection, program)
    ]


def liabilities(
    store: Store, today: dt.date, day: dt.date | None = None, program: int | None = None
) -> list[ProgramLiability]:
    """What each program promises at the end of a day (today unless said). Raises NotFound."""
    with store.read() as connection:
        return liabilities_in(connection, day or today, program)


def liabilities_in(connection: Connection, day: dt.date, program: int | None = None) -> list[ProgramLiability]:
    """The same within an open session."""
    found = []
    for number, draft in _programs(connection, program):
        sums = sums_q.point_sums(connection, number, day)
        views = liability(sums, draft.point_value, draft.point_cost, draft.breakage)
        found.append(ProgramLiability(number, draft.name, draft, sums, views))
    return found


def totals_in(connection: Connection, first: dt.date, last: dt.date) -> list[ProgramTotals]:
    """What each program comes to over the days from `first` to `last`, summed by the store in another way."""
    return sums_q.totals(connection, first, last)


def next_expiries(
    store: Store, today: dt.date, program: int | None = None, limit: int = 12
) -> list[tuple[str, dt.date, Decimal]]:
    """The next last good days of points: program, day, and how many end then."""
    with store.read() as connection:
        return [
            (draft.name, day, points)
            for number, draft in _programs(connection, program)
            for day, points in sums_q.next_expiries(connection, number, today, limit)
        ]


def _programs(connection: Connection, program: int | None) -> Sequence[tuple[int, ProgramDraft]]:
    numbers = q.program_ids(connection)
    if program is not None and program not in numbers:
        raise not_found("program")
    return [(number, q.draft_of(connection, number)) for number in numbers if program in (None, number)]
