"""Against the same weeks a year before: worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.seasonal import LEAD, WEEK, YEAR, days_needed, season

FIRST = dt.date(2026, 10, 5)
LAST = FIRST + 2 * WEEK - dt.timedelta(1)


def sold(lead: list[int], then: list[int], now: int, before: int) -> dict[dt.date, int]:
    """So much on one day of each week before the promotion and of the same week a year before, and in the promotion."""
    made = {FIRST: now, FIRST - YEAR: before}
    for weeks, (this, last) in enumerate(zip(lead, then, strict=True), 1):
        made |= {FIRST - weeks * WEEK: this, FIRST - weeks * WEEK - YEAR: last}
    return made


def test_a_shop_that_grew_by_a_tenth_every_week() -> None:
    found = season(sold([1100] * LEAD, [1000] * LEAD, 3000, 2000), FIRST, LAST)
    assert found is not None
    assert (found.sold, found.before, found.growth, found.expected, found.added) == (3000, 2000, 1.1, 2200, 800)
    assert (found.around.low, found.around.high) == (800, 800)


def test_weeks_that_stray_widen_the_interval() -> None:
    found = season(sold([1200, 1000] * 4, [1000] * LEAD, 3000, 2000), FIRST, LAST)
    assert found is not None
    # Each week strays by 100: s = sqrt(8 * 100^2 / 7); half = t * s * sqrt(2 weeks + 8 * (2000 / 8000)^2).
    half = 2.364624 * (8 * 100**2 / 7) ** 0.5 * (2 + 8 / 16) ** 0.5
    assert (found.expected, found.added) == (2200, 800)
    assert found.around.low == pytest.approx(800 - half)
    assert found.around.high == pytest.approx(800 + half)


def test_it_is_not_told_from_nothing() -> None:
    full = sold([1000] * LEAD, [1000] * LEAD, 3000, 2000)
    assert season(full, FIRST, FIRST + dt.timedelta(5)) is None
    assert season(full, FIRST, FIRST + dt.timedelta(6)) is not None
    assert season(sold([0] * LEAD, [1000] * LEAD, 3000, 2000), FIRST, LAST) is None
    assert season(sold([1000] * LEAD, [0] * LEAD, 3000, 2000), FIRST, LAST) is None


def test_the_first_day_that_is_needed_is_a_weekday_like_the_promotions() -> None:
    assert days_needed(FIRST) == dt.date(2025, 8, 11)
    assert days_needed(FIRST).weekday() == FIRST.weekday()
