"""Conversion of referrals: cohorts by date, the decision window, and how much a share says."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.conversion import USUAL_WINDOW, Outcome, conversion, interval_words, usual_window
from partnercrm.domain.intervals import wilson

TODAY = dt.date(2026, 11, 21)


def ago(days: int, won: bool, decided_after: int | None = 5, *, qualified: bool = True) -> Outcome:
    day = TODAY - dt.timedelta(days=days)
    return Outcome(day, won, None if decided_after is None else day + dt.timedelta(decided_after), qualified)


@pytest.mark.parametrize(
    ("hits", "count", "said"),
    [
        (3, 4, "between 30 and 95 of 100: too few to tell"),
        (30, 40, "between 60 and 86 of 100"),
        (0, 0, "nobody to count yet"),
        (0, 200, "between 0 and 2 of 100"),
    ],
)
def test_the_same_share_says_more_the_more_it_rests_on(hits: int, count: int, said: str) -> None:
    assert str(interval_words(wilson(hits, count))) == said


def test_those_younger_than_the_window_are_left_out_won_or_not() -> None:
    found = [ago(60, True), ago(50, False), ago(40, True), ago(29, True), ago(3, False, None)]
    answer = conversion(found, TODAY, 30)
    assert (answer.total.converted, answer.total.qualified, answer.total.too_young) == (2, 3, 2)
    assert answer.total.share == pytest.approx(2 / 3)


def test_a_referral_as_old_as_the_window_counts() -> None:
    assert conversion([ago(30, True)], TODAY, 30).total.qualified == 1
    assert conversion([ago(29, True)], TODAY, 30).total.qualified == 0


def test_what_never_fitted_counts_in_no_conversion() -> None:
    answer = conversion([ago(60, True), ago(60, False, qualified=False)], TODAY, 30)
    assert (answer.total.converted, answer.total.qualified) == (1, 1)


def test_months_are_those_of_the_referral_and_add_up_to_the_total() -> None:
    found = [ago(days, days % 3 == 0) for days in range(40, 160, 7)]
    answer = conversion(found, TODAY, 30)
    assert [cohort.month for cohort in answer.months] == sorted({d.day.year * 100 + d.day.month for d in found})
    assert sum(cohort.qualified for cohort in answer.months) == answer.total.qualified
    assert sum(cohort.converted for cohort in answer.months) == answer.total.converted


def test_the_usual_window_is_that_of_nine_in_ten_once_enough_were_decided() -> None:
    assert usual_window([ago(60, True, 90)] * 7) == USUAL_WINDOW
    assert usual_window([ago(99, True, days) for days in range(1, 11)]) == 9
    assert usual_window([ago(99, True, 0)] * 8) == 1


def test_nothing_converts_nothing() -> None:
    answer = conversion([], TODAY)
    assert (answer.window, answer.total.share, answer.total.interval, answer.months) == (USUAL_WINDOW, None, None, ())
