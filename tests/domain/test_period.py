"""Months: their names, and when one may be closed, reopened, locked."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain import period
from partnercrm.domain.period import PERIOD_WORDS, PeriodState

TODAY = dt.date(2026, 11, 3)


@given(st.dates(dt.date(1000, 1, 1), dt.date(9999, 11, 30)))
def test_a_day_lies_within_its_month(day: dt.date) -> None:
    month = period.month_number(day)
    assert period.first_day(month) <= day <= period.last_day(month)
    assert period.last_day(month) + dt.timedelta(days=1) == period.first_day(
        period.month_number(period.last_day(month) + dt.timedelta(days=1))
    )
    assert period.parse_month(f" {period.month_text(month)} ") == month


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-", "2026-00", "2026-13", "26-10", "2026-x", "x026-10", "٢٠٢٦-10", "2026-١"]
)
def test_what_is_no_month(text: str) -> None:
    assert period.parse_month(text) is None


@pytest.mark.parametrize(
    ("month", "drafts", "state", "words"),
    [
        (202610, 0, PeriodState.OPEN, None),
        (202611, 0, PeriodState.OPEN, None),
        (202612, 0, PeriodState.OPEN, "December 2026 has not begun yet."),
        (202610, 2, PeriodState.OPEN, "October 2026 has 2 unfinished drafts. Save, move or delete them first."),
        (202610, 1, PeriodState.OPEN, "October 2026 has an unfinished draft. Save, move or delete it first."),
        (202610, 0, PeriodState.CLOSED, "October 2026 is closed already."),
        (202610, 0, PeriodState.LOCKED, "October 2026 is closed already."),
    ],
)
def test_closing(month: int, drafts: int, state: PeriodState, words: str | None) -> None:
    problem = period.closing_problem(month, TODAY, drafts, state)
    assert (str(problem) if problem else None) == words


@pytest.mark.parametrize(
    ("state", "owner", "reason", "words"),
    [
        (PeriodState.CLOSED, True, "a bill", None),
        (PeriodState.OPEN, True, "a bill", "October 2026 is open."),
        (
            PeriodState.LOCKED,
            True,
            "a bill",
            "October 2026 is locked: the year has been filed. Post a correction today.",
        ),
        (PeriodState.CLOSED, False, "a bill", "Only the owner can reopen a month."),
        (PeriodState.CLOSED, True, "  ", "Say why October 2026 is reopened. The reason is kept."),
    ],
)
def test_reopening(state: PeriodState, owner: bool, reason: str, words: str | None) -> None:
    problem = period.reopening_problem(202610, state, owner, reason)
    assert (str(problem) if problem else None) == words


@pytest.mark.parametrize(
    ("state", "owner", "words"),
    [
        (PeriodState.CLOSED, True, None),
        (PeriodState.CLOSED, False, "Only the owner can lock a month."),
        (PeriodState.OPEN, True, "Close October 2026 before locking it."),
        (PeriodState.LOCKED, True, "October 2026 is locked already."),
    ],
)
def test_locking(state: PeriodState, owner: bool, words: str | None) -> None:
    problem = period.locking_problem(202610, state, owner)
    assert (str(problem) if problem else None) == words


def test_every_state_has_its_word() -> None:
    assert set(PERIOD_WORDS) == set(PeriodState)
