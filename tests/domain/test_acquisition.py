"""What was spent within a window, paid and fully loaded, and who counts as local."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.acquisition import CostDraft, CostKind, MarketDraft, amount_within, spent
from partnercrm.domain.local_area import LocalArea

OCTOBER, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
DAY = dt.timedelta(1)


def test_paid_and_fully_loaded_by_days() -> None:
    costs = [
        (1, CostDraft(CostKind.ADS, 310_00, OCTOBER, LAST)),
        (2, CostDraft(CostKind.STAFF_TIME, 100_00, OCTOBER, LAST, local=True)),
        (3, CostDraft(CostKind.OTHER, 61_00, LAST, LAST + 60 * DAY, local=True)),
        (4, CostDraft(CostKind.OTHER, 50_00, LAST + DAY, LAST + DAY)),
    ]
    whole = spent(costs, OCTOBER, LAST)
    assert (whole.paid, whole.loaded, whole.ids) == (311_00, 411_00, (1, 2, 3))
    local = spent(costs, OCTOBER, LAST, local=True)
    assert (local.paid, local.loaded, local.ids) == (1_00, 101_00, (2, 3))


@pytest.mark.parametrize(("amount", "days", "within"), [(100, 3, 33), (101, 2, 51), (100, 1, 100)])
def test_a_part_is_rounded_half_up(amount: int, days: int, within: int) -> None:
    assert amount_within(amount, OCTOBER, OCTOBER + (days - 1) * DAY, OCTOBER, OCTOBER) == within


def test_what_is_wrong() -> None:
    wrong = CostDraft(CostKind.ADS, 0, LAST, OCTOBER)
    assert [problem.field for problem in wrong.problems()] == ["amount", "to_day"]
    guess = MarketDraft(1_000_00, OCTOBER, LAST, " ", LAST)
    assert [problem.field for problem in guess.problems()] == ["source"]
    assert not CostDraft(CostKind.ADS, 1, OCTOBER, OCTOBER).problems()


@pytest.mark.parametrize(
    ("postcode", "town", "local"),
    [
        ("DE7 5AB", "", True),
        ("de75ab", "", True),
        ("DE8 1AA", "Derby", False),
        ("", "ashby", True),
        ("", "Ashby Parva", False),
        ("", "", None),
        ("10115", "Berlin", True),
    ],
)
def test_who_is_from_nearby(postcode: str, town: str, local: bool | None) -> None:
    assert LocalArea.of(("DE7", "Ashby", " ", "101")).holds(postcode, town) is local


def test_several_addresses_and_none() -> None:
    area = LocalArea.of(("Ashby",))
    assert area.holds_any([("", ""), ("1", "Leeds"), ("", "Ashby")]) is True
    assert area.holds_any([("", "Leeds")]) is False
    assert area.holds_any([("", "")]) is None
    assert not LocalArea.of(()).known
