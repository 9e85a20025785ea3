"""What a promotion may have added where nobody can be compared: against the same weeks a year before (figures.md 4).

Expected = sales of the same weekdays a year before x how the weeks before the promotion compare with theirs. It is an
estimate: whatever else changed is in it, and so is what customers only bought sooner or in place of something else. The
interval (our own, 95 %) rests on how far those weeks strayed from it, by Student's t.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from typing import Final

from partnercrm.domain.intervals import Interval
from partnercrm.domain.money import half_up
from partnercrm.domain.record import dataclass

LEAD: Final = 8
"""So many weeks before the promotion say how this year compares with the last one."""
T_95: Final = 2.364624
"""Student's t for 7 degrees of freedom, two-sided 95 %."""
WEEK = dt.timedelta(7)
YEAR = 52 * WEEK
"""The same weekdays a year before."""


@dataclass(frozen=True, slots=True)
class Season:
    """Sales at list price in minor units: `sold` in the promotion, `before` in the same days a year before, `expected`
    from those and `growth`. `added` = sold - expected, and `around` its interval.
    """

    first: dt.date
    last: dt.date
    sold: int
    before: int
    growth: float
    expected: int
    added: int
    around: Interval


def days_needed(first: dt.date) -> dt.date:
    """The day from which sales must be known for a promotion that begins on `first`."""
    return first - LEAD * WEEK - YEAR


def season(sold: Mapping[dt.date, int], first: dt.date, last: dt.date) -> Season | None:
    """The estimate for a promotion between two days, from what was sold each day (days without sales may be left out).

    None for less than a week, and where nothing was sold in the weeks before it or in the same weeks a year before.
    """
    if last - first < WEEK - dt.timedelta(1):
        return None
    starts = [first - weeks * WEEK for weeks in range(1, LEAD + 1)]
    lead, then = ([_sum(sold, day - back, WEEK) for day in starts] for back in (dt.timedelta(0), YEAR))
    length = last - first + dt.timedelta(1)
    now, before = _sum(sold, first, length), _sum(sold, first - YEAR, length)
    if not sum(lead) or not sum(then):
        return None
    growth = Fraction(sum(lead), sum(then))
    expected = half_up(before * growth)
    half = T_95 * _spread(lead, then, growth) * sqrt(length / WEEK + LEAD * (before / sum(then)) ** 2)
    added = now - expected
    return Season(first, last, now, before, float(growth), expected, added, Interval(added - half, added + half))


def _sum(sold: Mapping[dt.date, int], start: dt.date, length: dt.timedelta) -> int:
    return sum(sold.get(start + dt.timedelta(day), 0) for day in range(length.days))


def _spread(lead: Sequence[int], then: Sequence[int], growth: Fraction) -> float:
    """How far a week strays from last year's x growth, as a standard deviation."""
    strays = [float(now - growth * before) for now, before in zip(lead, then, strict=True)]
    return sqrt(sum(stray * stray for stray in strays) / (LEAD - 1))
