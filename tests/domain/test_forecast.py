"""What to bake next week: the same weekday, the season of a year ago, and how far it was off."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.forecast import DAYS, LEAST_WEEKS, WEEKS, forecasts, season, usual

SUNDAY = dt.date(2026, 11, 22)
NOW = SUNDAY.toordinal()


def week(pattern: tuple[float, ...], weeks: int, until: int = NOW) -> dict[int, float]:
    """What a pattern from Monday to Sunday sells over so many weeks up to a Sunday."""
    return {until - day: pattern[6 - day % 7] for day in range(weeks * 7) if pattern[6 - day % 7]}


PATTERN = (10.0, 20.0, 30.0, 40.0, 50.0, 90.0, 0.0)


def test_a_steady_week_comes_again_without_error() -> None:
    (found,) = forecasts({1: week(PATTERN, 12)}, SUNDAY)
    assert [quantity for _day, quantity in found.days] == list(PATTERN)
    assert found.days[0][0] == dt.date(2026, 11, 23)
    assert (found.total, found.season) == (sum(PATTERN), 1.0)
    assert (found.trial.error, found.trial.days) == (0.0, 24)


def test_the_error_is_what_the_rule_would_have_been_off() -> None:
    sold = week(PATTERN, 12)
    sold[NOW - 1] = 45.0  # last Saturday half as many as usual
    (found,) = forecasts({1: sold}, SUNDAY)
    assert found.trial.off == pytest.approx(45.0)
    assert sum(week.off for week in found.trial.weeks) == pytest.approx(45.0)
    assert sum(week.sold for week in found.trial.weeks) == found.trial.sold
    assert [(SUNDAY - week.first).days for week in found.trial.weeks] == [6, 13, 20, 27]
    assert found.trial.error == pytest.approx(45.0 / (4 * sum(PATTERN) - 45.0))


def test_a_day_on_which_the_shop_was_closed_counts_for_nothing() -> None:
    rye, tea = week(PATTERN, 12), week((5.0,) * 6 + (0.0,), 12)
    for sold in (rye, tea):
        del sold[NOW - 6]  # nothing at all was sold on the Monday
    found = forecasts({1: rye, 2: tea}, SUNDAY)
    assert found[0].days[0][1] == 10.0
    del rye[NOW - 13]  # no rye on a Monday on which there was tea
    found = forecasts({1: rye, 2: tea}, SUNDAY)
    assert found[0].days[0][1] == pytest.approx(10.0 * 6 / 7)


def test_days_before_an_item_began_do_not_count() -> None:
    tea, cake = week(PATTERN, 12), week((4.0,) * 6 + (0.0,), 5)
    found = forecasts({1: tea, 2: cake}, SUNDAY)
    assert [quantity for _day, quantity in found[1].days] == [4.0] * 6 + [0.0]


def test_a_new_item_is_not_forecast() -> None:
    (found,) = forecasts({1: week(PATTERN, LEAST_WEEKS)}, SUNDAY)
    assert (found.days, found.trial.days, found.trial.error, found.total) == ((), 0, None, 0)
    (empty,) = forecasts({1: {}}, SUNDAY)
    assert empty.days == ()
    assert forecasts({}, SUNDAY) == ()


def test_the_season_of_a_year_ago() -> None:
    year_ago = NOW + 1 - 364
    shop = dict.fromkeys(range(year_ago - 100, year_ago - DAYS), 10.0)
    shop |= dict.fromkeys(range(year_ago - DAYS, year_ago + 2 * DAYS), 15.0)
    before = (10.0 * (WEEKS - 1) + 15.0) / WEEKS
    assert season(shop, NOW + 1) == pytest.approx(15.0 / before)
    assert season(dict.fromkeys(range(NOW - 300, NOW), 10.0), NOW + 1) == 1.0
    much = {day: 1.0 if day < year_ago else 99.0 for day in range(year_ago - 100, year_ago + 2 * DAYS)}
    assert season(much, NOW + 1) == 2.0


def test_takings_back_never_forecast_below_zero() -> None:
    assert usual({NOW - 7: -3.0}, {NOW - 7}, NOW, NOW - 1, NOW - 50) == 0.0
