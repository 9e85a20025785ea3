"""The arithmetic of a coalition: gross lines rounded once a pair, few payments, pots first, transfers through us."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercrm.domain.coalition import (
    US,
    Claim,
    Netting,
    PartnerDraft,
    Payment,
    claims,
    fewest_payments,
    net,
    positions,
    rate_of,
)

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
A, B, C = 1, 2, 3
ZERO = Decimal(0)
FIVE = Decimal("5.0000")


def claim(debtor: int, creditor: int, value: int) -> Claim:
    return Claim(debtor, creditor, Decimal(value) / 5, ZERO, FIVE, value)


def test_the_golden_check_of_the_figures() -> None:
    """B to A 15, A to C 5, C to B 70: A +10, B +55, C -65, two payments (10 and 55)."""
    standing = positions([((B, A), 15), ((A, C), 5), ((C, B), 70)])
    assert standing == {A: 10, B: 55, C: -65}
    assert fewest_payments(standing) == (Payment(C, B, 55), Payment(C, A, 10))


def test_a_payment_made_meanwhile_leaves_the_pot_first() -> None:
    owed = [claim(B, A, 15), claim(A, C, 5), claim(C, B, 70)]
    assert net(owed, {}, [Payment(C, B, 40)]).payments == (Payment(C, B, 15), Payment(C, A, 10))
    assert net(owed, {}, [Payment(C, B, 55), Payment(C, A, 10)]).payments == ()


def test_example_f() -> None:
    owed = [claim(US, B, 20_00), claim(B, US, 15_00), claim(C, US, 25_00), claim(C, B, 10_00)]
    netting = net(owed, {C: 50_00})
    assert netting.positions == {US: 20_00, B: 15_00, C: -35_00}
    assert netting.pots == (Payment(C, US, 35_00),)
    assert netting.transfers == (Payment(C, B, 10_00),)
    assert netting.payments == (Payment(US, B, 15_00),)


def test_our_money_with_a_partner_is_a_pot_too() -> None:
    netting = net([claim(US, B, 20_00)], {B: -30_00})
    assert (netting.pots, netting.payments, netting.transfers) == ((Payment(US, B, 20_00),), (), ())
    assert net([claim(B, US, 20_00)], {B: -30_00}).pots == ()


def test_what_a_shop_that_prepays_gets_goes_into_its_pot() -> None:
    netting = net([claim(US, C, 5_00)], {C: 15_00}, (), [C])
    assert (netting.pots, netting.into, netting.payments) == ((), (Payment(US, C, 5_00),), ())
    netting = net([claim(B, C, 5_00), claim(US, B, 2_00)], {C: 15_00}, (), [C])
    assert netting.into == (Payment(US, C, 5_00),)
    assert (netting.payments, netting.transfers) == ((Payment(B, US, 3_00),), (Payment(B, C, 5_00),))
    assert net([claim(C, US, 5_00)], {C: 15_00}, (), [C]).into == ()


def test_points_become_lines_rounded_once_half_up() -> None:
    rates = {B: Decimal("5.0000"), C: Decimal("3.3333")}
    points = {
        (US, B): (Decimal(400), ZERO),
        (C, B): (Decimal("10.5"), Decimal("0.5")),
        (B, US): (Decimal("-3"), Decimal("-1")),
        (C, US): (ZERO, ZERO),
        (B, C): (Decimal("0.5"), ZERO),
    }
    assert claims(points, rates) == [
        Claim(US, B, Decimal(400), ZERO, Decimal("5.0000"), 20_00),
        Claim(US, B, Decimal(3), Decimal(1), Decimal("5.0000"), 15),
        Claim(B, C, Decimal("0.5"), ZERO, Decimal("5.0000"), 3),
        Claim(C, B, Decimal("10.5"), Decimal("0.5"), Decimal("3.3333"), 35),
    ]
    assert rate_of((US, C), rates) == Decimal("3.3333")


def test_positions_must_sum_to_zero() -> None:
    with pytest.raises(ValueError, match="others must pay"):
        fewest_payments({A: 1})


SHOPS = st.integers(0, 7)
CLAIMS = st.lists(
    st.tuples(SHOPS, SHOPS, st.integers(1, 10**7)).filter(lambda each: each[0] != each[1]), max_size=20
).map(lambda found: [claim(*each) for each in found])
HELD = st.dictionaries(st.integers(1, 7), st.integers(-(10**7), 10**7), max_size=7)


def after(start: dict[int, int], *some: tuple[Payment, ...]) -> dict[int, int]:
    """The positions once these were paid."""
    left = dict(start)
    for paid in (each for payments in some for each in payments):
        left[paid.debtor] = left.get(paid.debtor, 0) + paid.amount
        left[paid.creditor] = left.get(paid.creditor, 0) - paid.amount
    return left


BETWEEN = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 10**6)), max_size=4)


@settings(max_examples=100 * ROUNDS, deadline=None)
@given(CLAIMS, HELD, BETWEEN, st.sets(st.integers(1, 7)))
def test_any_settlement_sums_to_zero_in_at_most_n_less_one_payments(
    owed: list[Claim], held: dict[int, int], between: list[tuple[int, int, int]], prepaying: set[int]
) -> None:
    meanwhile = tuple(Payment(*each) for each in between if each[0] != each[1])
    netting = net(owed, held, meanwhile, prepaying)
    assert sum(netting.positions.values()) == 0
    involved = {US, *(shop for each in owed for shop in (each.debtor, each.creditor))}
    involved |= {shop for paid in meanwhile for shop in (paid.debtor, paid.creditor)}
    assert len(netting.payments) <= max(len(involved) - 1, 0)
    assert all(paid.amount > 0 and paid.debtor != paid.creditor for paid in (*netting.payments, *netting.transfers))
    assert not prepaying & {paid.creditor for paid in netting.payments}
    left = after(dict(netting.positions), meanwhile, netting.pots, netting.into, netting.payments)
    assert set(left.values()) <= {0}
    _books_agree(owed, netting)


def _books_agree(owed: list[Claim], netting: Netting) -> None:
    """After gross lines and transfers each partner's account with us is what it pays us, gets, or took from its pot."""
    with_us = positions(
        ((each.debtor, each.creditor), each.value) for each in owed if US in (each.debtor, each.creditor)
    )
    booked = {shop: -value for shop, value in with_us.items() if shop != US}
    for moved in netting.transfers:
        assert US not in (moved.debtor, moved.creditor)
        booked[moved.debtor] = booked.get(moved.debtor, 0) + moved.amount
        booked[moved.creditor] = booked.get(moved.creditor, 0) - moved.amount
    for paid in (*netting.pots, *netting.into, *netting.payments):
        if paid.creditor == US:
            booked[paid.debtor] = booked.get(paid.debtor, 0) - paid.amount
        elif paid.debtor == US:
            booked[paid.creditor] = booked.get(paid.creditor, 0) + paid.amount
    assert set(booked.values()) <= {0}


GRIND = PartnerDraft(1, FIVE)


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (GRIND, []),
        (replace(GRIND, party=None), ["party"]),
        (replace(GRIND, rate=ZERO), ["rate"]),
        (replace(GRIND, rate=Decimal("NaN")), ["rate"]),
        (replace(GRIND, rate=Decimal("0.00001")), ["rate"]),
        (replace(GRIND, earns=False, redeems=False), ["earns"]),
        (replace(GRIND, alert_value=-1), ["alert_value"]),
        (replace(GRIND, from_day=dt.date(2026, 2, 1), until_day=dt.date(2026, 1, 1)), ["until_day"]),
    ],
)
def test_what_is_wrong_with_a_partner_is_named_by_its_field(draft: PartnerDraft, fields: list[str]) -> None:
    assert [problem.field for problem in draft.problems()] == fields
