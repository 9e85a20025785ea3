"""What will be sold of an item in the next days: the mean of the same weekday, moved by the season of a year ago.

Mean = over that weekday's open days of the last WEEKS weeks. Season = what the shop sold on an open day of the three
weeks around that week a year ago / of the WEEKS weeks before it; 1 without such a year, kept within half and double.
The error is what the same rule would have been off by in the last TRIED weeks: the differences of all days / the sum
sold (WAPE). Days on which nothing at all was sold count as closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from partnercrm.domain.record import dataclass

WEEKS, TRIED, DAYS, YEAR = 8, 4, 7, 364
LEAST_WEEKS = 3
"""An item known for less is not forecast."""

Sold = Mapping[int, float]
"""What was sold by day (ordinal)."""


@dataclass(frozen=True, slots=True)
class WeekTried:
    """A past week by its first day: what the rule would have said of it, what was sold, and by how much it was off,
    day by day."""

    first: dt.date
    forecast: float
    sold: float
    off: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rule would have said of past days, and what was sold on them; `weeks` the latest first."""

    days: int
    forecast: float
    sold: float
    off: float
    weeks: tuple[WeekTried, ...] = ()

    @property
    def error(self) -> float | None:
        """The share by which it was off; None where nothing was sold."""
        return self.off / self.sold if self.sold else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """An item (row id): what is expected on each of the next days, how the rule did, and the season's factor.

    `days` are empty where the item is known for less than LEAST_WEEKS weeks.
    """

    item: int
    days: tuple[tuple[dt.date, float], ...]
    trial: Trial
    season: float

    @property
    def total(self) -> float:
        """What is expected in all."""
        return sum(expected for _day, expected in self.days)


def forecasts(items: Mapping[int, Sold], today: dt.date) -> tuple[Forecast, ...]:
    """The next DAYS days, beginning tomorrow, of every item (row id) by what was sold of it up to today."""
    shop: dict[int, float] = {}
    for sold in items.values():
        for day, quantity in sold.items():
            shop[day] = shop.get(day, 0.0) + quantity
    now = today.toordinal()
    opened = frozenset(day for day, quantity in shop.items() if quantity)
    seasons = {first: season(shop, first) for first in [now + 1 - DAYS * week for week in range(TRIED + 1)]}
    return tuple(_forecast(item, items[item], opened, now, seasons) for item in sorted(items))


def _forecast(item: int, sold: Sold, opened: Collection[int], now: int, seasons: Mapping[int, float]) -> Forecast:
    begun = min((day for day, quantity in sold.items() if quantity), default=now)
    trial = _tried(sold, opened, now, begun, seasons)
    if now - begun < LEAST_WEEKS * DAYS:
        return Forecast(item, (), trial, 1.0)
    factor = seasons[now + 1]
    days = [now + 1 + ahead for ahead in range(DAYS)]
    expected = tuple((dt.date.fromordinal(day), usual(sold, opened, day, now, begun) * factor) for day in days)
    return Forecast(item, expected, trial, factor)


def _tried(sold: Sold, opened: Collection[int], now: int, begun: int, seasons: Mapping[int, float]) -> Trial:
    """How the rule would have done, week by week, knowing only what came before each week."""
    days, weeks = 0, []
    for week in range(1, TRIED + 1):
        first = now + 1 - DAYS * week
        if first - 1 - begun < LEAST_WEEKS * DAYS:
            continue
        known = [day for day in range(first, first + DAYS) if day in opened]
        said = [usual(sold, opened, day, first - 1, begun) * seasons[first] for day in known]
        was = [sold.get(day, 0.0) for day in known]
        off = sum(abs(expected - found) for expected, found in zip(said, was, strict=True))
        days += len(known)
        if known:
            weeks.append(WeekTried(dt.date.fromordinal(first), sum(said), sum(was), off))
    return Trial(
        days,
        sum(week.forecast for week in weeks),
        sum(week.sold for week in weeks),
        sum(week.off for week in weeks),
        tuple(weeks),
    )


def same_days(day: int, known: int) -> list[int]:
    """The same weekday over the last WEEKS weeks up to the day `known` (ordinals), the latest first."""
    back = -(-(day - known) // DAYS)
    return [day - DAYS * week for week in range(back, back + WEEKS)]


def usual(sold: Sold, opened: Collection[int], day: int, known: int, begun: int) -> float:
    """The mean of the same weekday over the last WEEKS weeks up to the day `known`, of the days that were open."""
    counted = [sold.get(past, 0.0) for past in same_days(day, known) if past in opened and past >= begun]
    return max(0.0, sum(counted) / len(counted)) if counted else 0.0


def season(shop: Sold, first: int) -> float:
    """How the week that begins on `first` differs from the weeks before it, by what the shop sold a year ago."""
    then = first - YEAR
    if not any(day < then - WEEKS * DAYS for day in shop):
        return 1.0
    around = _mean(shop, range(then - DAYS, then + 2 * DAYS))
    before = _mean(shop, range(then - WEEKS * DAYS, then))
    if around is None or before is None or before <= 0:
        return 1.0
    return min(2.0, max(0.5, around / before))


def _mean(sold: Sold, days: Iterable[int]) -> float | None:
    """What was sold on an open day among these."""
    found: Sequence[float] = [sold[day] for day in days if sold.get(day)]
    return sum(found) / len(found) if found else None
