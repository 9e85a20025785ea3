"""When the shop is busy: sales and revenue by weekday and hour, on an average week of the window."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from partnercrm.domain.record import dataclass

WEEKDAYS, MINUTES = 7, 60


class Slot(NamedTuple):
    """What one hour of one day saw: sales, and what they cost in minor units. `hour` is None where nobody said."""

    day: int
    hour: int | None
    sales: int
    revenue: int


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a weekday (0 is Monday): sales and revenue in all, and on how many such days the shop was open."""

    weekday: int
    hour: int
    sales: int
    revenue: int
    days: int

    @property
    def usual(self) -> float:
        """Sales in that hour on a usual day."""
        return self.sales / self.days


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (0 is Monday) in all: sales, revenue, and how many such days the shop was open."""

    weekday: int
    sales: int
    revenue: int
    days: int


@dataclass(frozen=True, slots=True)
class Busy:
    """The hours in which anything was sold, the weekdays, and how many of the sales said their time."""

    hours: tuple[Hour, ...]
    weekdays: tuple[Weekday, ...]
    sales: int
    timed: int


def busy(slots: Iterable[Slot]) -> Busy:
    """Hours and weekdays out of what each hour of each day saw. A day without a sale counts as closed."""
    by_hour: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    by_day: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    weekday_of: dict[int, int] = {}
    for slot in slots:
        weekday = weekday_of.get(slot.day)
        if weekday is None:
            day = dt.date(slot.day // 10000, slot.day // 100 % 100, slot.day % 100)
            weekday = weekday_of[slot.day] = day.weekday()
        _count(by_day[weekday], slot)
        if slot.hour is not None:
            _count(by_hour[weekday, slot.hour], slot)
    open_days = Counter(weekday_of.values())
    hours = tuple(Hour(*at, sums[0], sums[1], open_days[at[0]]) for at, sums in sorted(by_hour.items()))
    weekdays = tuple(Weekday(day, sums[0], sums[1], open_days[day]) for day, sums in sorted(by_day.items()))
    return Busy(hours, weekdays, sum(day.sales for day in weekdays), sum(hour.sales for hour in hours))


def _count(sums: list[int], slot: Slot) -> None:
    sums[0] += slot.sales
    sums[1] += slot.revenue
