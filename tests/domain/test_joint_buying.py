"""Buying together: volume prices, freight by a rule, and shares that sum to the bill to the last cent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.joint_buying import (
    FreightRule,
    JointBuyingDraft,
    Step,
    Wanted,
    goods_value,
    next_step,
    shares,
    split_exactly,
    unit_price,
)

D = Decimal
STEPS = (Step(D(0), 1_20), Step(D(50), 1_00), Step(D(100), 85))
QUANTITIES = st.lists(st.decimals("0.0001", "500", places=4), min_size=1, max_size=8)
DRAFT = JointBuyingDraft("Flour", "sack", STEPS, dt.date(2026, 11, 2))


@pytest.mark.parametrize(
    ("total", "price", "reaches"),
    [("1", 1_20, "50"), ("49.9999", 1_20, "50"), ("50", 1_00, "100"), ("100", 85, None), ("250", 85, None)],
)
def test_more_of_it_costs_less_a_unit(total: str, price: int, reaches: str | None) -> None:
    assert unit_price(STEPS, D(total)) == price
    cheaper = next_step(STEPS, D(total))
    assert (cheaper.from_quantity if cheaper else None) == (D(reaches) if reaches else None)


def test_below_the_first_step_its_price_holds_and_a_dearer_step_is_not_offered() -> None:
    assert unit_price((Step(D(10), 90), Step(D(20), 80)), D(5)) == 90
    assert next_step((Step(D(0), 90), Step(D(20), 95)), D(5)) is None


def test_goods_are_rounded_half_up_once() -> None:
    assert goods_value((Step(D(0), 5),), D("0.5")) == 3
    assert goods_value(STEPS, D("12.5")) == 15_00


def test_a_bill_of_three_by_each_rule() -> None:
    wanted = [Wanted(None, D(10)), Wanted(1, D(20)), Wanted(2, D(30))]
    by = {rule: shares(wanted, STEPS, 10_00, rule) for rule in FreightRule}
    assert [share.goods for share in by[FreightRule.EQUALLY]] == [10_00, 20_00, 30_00]
    assert [share.freight for share in by[FreightRule.EQUALLY]] == [3_34, 3_33, 3_33]
    assert [share.freight for share in by[FreightRule.BY_QUANTITY]] == [1_67, 3_33, 5_00]
    assert by[FreightRule.BY_VALUE] == by[FreightRule.BY_QUANTITY]


def test_what_the_bill_says_of_the_goods_goes_before_quantity_times_price() -> None:
    split = shares([Wanted(None, D(1)), Wanted(1, D(2))], STEPS, 0, goods_bill=100)
    assert [share.goods for share in split] == [33, 67]


@given(QUANTITIES, st.integers(0, 10**7), st.sampled_from(FreightRule), st.none() | st.integers(1, 10**9))
def test_shares_sum_exactly_to_the_bill(
    quantities: list[Decimal], freight: int, rule: FreightRule, goods_bill: int | None
) -> None:
    wanted = [Wanted(number or None, quantity) for number, quantity in enumerate(quantities)]
    split = shares(wanted, STEPS, freight, rule, goods_bill)
    goods = goods_value(STEPS, sum(quantities, D(0))) if goods_bill is None else goods_bill
    assert sum(share.goods for share in split) == goods
    assert sum(share.freight for share in split) == freight
    assert sum(share.value for share in split) == goods + freight
    assert all(share.goods >= 0 and share.freight >= 0 for share in split)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_a_split_is_within_one_unit_of_what_is_exact(amount: int, weights: list[int]) -> None:
    parts = split_exactly(amount, weights)
    whole = sum(weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        exact = D(amount) * weight / whole if whole else D(amount) / len(weights)
        assert abs(part - exact) < 1


@given(st.integers(0, 10**9), st.integers(1, 9), st.integers(1, 10**6))
def test_equal_weights_differ_by_one_unit_at_most(amount: int, count: int, weight: int) -> None:
    parts = split_exactly(amount, [weight] * count)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


@pytest.mark.parametrize(("amount", "weights"), [(1, []), (1, [-1, 2]), (-1, [1])])
def test_nothing_is_split_by_nothing_or_below_zero(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="nothing to split"):
        split_exactly(amount, weights)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": " "}, "what"),
        ({"day": None}, "day"),
        ({"steps": ()}, "steps"),
        ({"steps": (Step(D(0), 0),)}, "steps"),
        ({"steps": (Step(D(-1), 5),)}, "steps"),
        ({"steps": (Step(D("0.00001"), 5),)}, "steps"),
        ({"steps": (Step(D(5), 5), Step(D(5), 6))}, "steps"),
        ({"freight": -1}, "freight"),
        ({"goods_bill": 0}, "goods_bill"),
        ({"note": "\ud800"}, "note"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(change: dict[str, object], field: str) -> None:
    assert [problem.field for problem in replace(DRAFT, **change).problems()] == [field]  # type: ignore[arg-type]


def test_a_right_draft_has_no_problems() -> None:
    assert DRAFT.problems() == ()
