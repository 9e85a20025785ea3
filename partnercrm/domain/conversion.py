"""How many referrals become customers: converted of qualified in one cohort of referral dates (figures.md 3).

Referrals younger than the usual decision window are left out, won or not: they have not had their time yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from partnercrm.domain.intervals import Interval, wilson
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

USUAL_WINDOW = 30
"""Days, until enough referrals were decided to know better."""

_ENOUGH = 8
TOO_WIDE = 0.4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one referral: its day, whether it was won, when it was decided, and whether it fitted us."""

    day: dt.date
    won: bool
    decided: dt.date | None
    qualified: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """Referrals of one span of dates; `month` is yyyymm, or None for all. `too_young` were left out."""

    month: int | None
    qualified: int
    converted: int
    too_young: int

    @property
    def share(self) -> float | None:
        """Converted of qualified; None of nothing."""
        return self.converted / self.qualified if self.qualified else None

    @property
    def interval(self) -> Interval | None:
        """Its Wilson interval of 95 %."""
        return wilson(self.converted, self.qualified)


@dataclass(frozen=True, slots=True)
class Conversion:
    """All cohorts together and each month; `window` in days is the usual time until a decision."""

    window: int
    total: Cohort
    months: tuple[Cohort, ...]


def usual_window(found: Iterable[Outcome]) -> int:
    """Within how many days nine of ten decided referrals were decided; USUAL_WINDOW while too few were."""
    days = sorted((each.decided - each.day).days for each in found if each.decided is not None)
    if len(days) < _ENOUGH:
        return USUAL_WINDOW
    return max(1, days[-(-len(days) * 9 // 10) - 1])


def conversion(found: Sequence[Outcome], today: dt.date, window: int | None = None) -> Conversion:
    """The conversion of referrals as of today; `window` in days where somebody says it."""
    days = usual_window(found) if window is None else window
    by_month: dict[int, list[Outcome]] = {}
    for each in found:
        by_month.setdefault(each.day.year * 100 + each.day.month, []).append(each)
    months = tuple(_cohort(month, by_month[month], today, days) for month in sorted(by_month))
    return Conversion(days, _cohort(None, found, today, days), months)


def _cohort(month: int | None, found: Sequence[Outcome], today: dt.date, window: int) -> Cohort:
    old = [each for each in found if (today - each.day).days >= window]
    qualified = [each for each in old if each.qualified]
    return Cohort(month, len(qualified), sum(each.won for each in qualified), len(found) - len(old))


def interval_words(found: Interval | None) -> Message:
    """`between 60 and 86 of 100`; where that says little, `between 30 and 95 of 100: too few to tell`."""
    if found is None:
        return msg("nobody to count yet")
    low, high = _of_hundred(found.low), _of_hundred(found.high)
    if found.high - found.low > TOO_WIDE:
        return msg("between {low} and {high} of 100: too few to tell", low=low, high=high)
    return msg("between {low} and {high} of 100", low=low, high=high)


def _of_hundred(share: float) -> int:
    return int(share * 100 + 0.5)
