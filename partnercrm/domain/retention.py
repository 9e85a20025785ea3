"""Who comes again: the repeat rate, who is silent for longer than is usual for them, and cohorts by first month.

A shop has no contracts, so nobody ever says that they leave (figures.md 7): a customer counts as lapsed when they are
silent for more than so many times the median of their own gaps between purchase days; the owner says how many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from partnercrm.domain.record import dataclass

LONGER = Decimal("2.5")
"""How many of their usual gaps a customer may be silent, unless the owner says otherwise."""

LEAST_TIMES, MOST_TIMES = 2, 3
"""What the owner may say."""

DAYS_NEEDED = 3
"""On fewer purchase days nobody has a rhythm yet."""

LEAST_GAP = 7.0
"""Days: whoever comes daily is not lapsed after a long weekend."""


class Rhythm(NamedTuple):
    """A customer's usual gap in days, for how many days they are silent, and how many of their gaps are too long."""

    party: int
    gap: float
    silent: int
    longer: Decimal = LONGER

    @property
    def lapsed(self) -> bool:
        """Whether they are silent for longer than usual."""
        return self.silent > float(self.longer) * max(self.gap, LEAST_GAP)

    @property
    def lateness(self) -> float:
        """How many of their gaps they are silent, to sort by."""
        return self.silent / max(self.gap, LEAST_GAP)


def rhythm(party: int, days: Sequence[int], today: int, longer: Decimal = LONGER) -> Rhythm | None:
    """The rhythm of ascending purchase days (proleptic ordinals) up to today; None where there are too few."""
    if len(days) < DAYS_NEEDED:
        return None
    gaps = [later - earlier for earlier, later in pairwise(days)]
    return Rhythm(party, float(median(gaps)), today - days[-1], longer)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers whose first purchase lies in one month (yyyymm): how many, how many came again on another day, and
    how many bought in each later month, the month after first."""

    month: int
    size: int
    again: int
    active: tuple[int, ...]

    @property
    def repeat_rate(self) -> float:
        """The share that bought on a second day. A cohort is never empty."""
        return self.again / self.size


def cohorts(
    active: Iterable[tuple[int, int, int]], again: Iterable[tuple[int, int]], last_month: int
) -> tuple[Cohort, ...]:
    """The cohorts of (first month, month, customers active in it) and of (first month, customers who came again)."""
    months: dict[int, dict[int, int]] = {}
    for first, month, count in active:
        months.setdefault(first, {})[month] = count
    repeated = dict(again)
    found = []
    for first in sorted(months):
        later = tuple(months[first].get(month, 0) for month in _months_after(first, last_month))
        found.append(Cohort(first, months[first][first], repeated.get(first, 0), later))
    return tuple(found)


def _months_after(first: int, last: int) -> list[int]:
    found: list[int] = []
    year, month = divmod(first, 100)
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if year * 100 + month > last:
            return found
        found.append(year * 100 + month)


def ordinal(day: int) -> int:
    """A day yyyymmdd as an ordinal."""
    return dt.date(day // 10000, day // 100 % 100, day % 100).toordinal()
