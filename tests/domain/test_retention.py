"""Silent for longer than usual, and cohorts by first month."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.retention import Cohort, cohorts, ordinal, rhythm


@pytest.mark.parametrize(
    ("days", "today", "gap", "lapsed"),
    [
        ((0, 14, 28), 28 + 35, 14.0, False),
        ((0, 14, 28), 28 + 36, 14.0, True),
        ((0, 10, 40, 50), 60, 10.0, False),
        ((0, 1, 2, 3), 3 + 17, 1.0, False),
        ((0, 1, 2, 3), 3 + 18, 1.0, True),
    ],
)
def test_silent_for_longer_than_usual(days: tuple[int, ...], today: int, gap: float, lapsed: bool) -> None:
    found = rhythm(1, days, today)
    assert found is not None
    assert (found.gap, found.lapsed) == (gap, lapsed)
    assert (found.lateness > 2.5) is lapsed


def test_two_days_are_no_rhythm() -> None:
    assert rhythm(1, (0, 5), 100) is None
    assert rhythm(1, (), 100) is None


def test_cohorts_by_first_month() -> None:
    active = [(202511, 202511, 4), (202511, 202601, 2), (202512, 202512, 1), (202601, 202601, 3)]
    found = cohorts(active, [(202511, 3)], 202602)
    assert found == (
        Cohort(202511, 4, 3, (0, 2, 0)),
        Cohort(202512, 1, 0, (0, 0)),
        Cohort(202601, 3, 0, (0,)),
    )
    assert found[0].repeat_rate == 0.75
    assert cohorts([], [], 202602) == ()


def test_a_day_as_an_ordinal() -> None:
    assert ordinal(20240229) == dt.date(2024, 2, 29).toordinal()
