"""Joint products: one price, two shops, each period posts the other shop's part once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.joint_product import JointProductDraft, JointSaleDraft, Seller, Split
from partnercrm.domain.ledger import Lens, Source
from partnercrm.domain.party import Role
from partnercrm.services import balance, entry, joint_product, ledger, period, undo
from partnercrm.services.context import Context
from partnercrm.services.store import Store

OCTOBER = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
BREAKFAST = Split(6_00, Decimal(10), their_amount=2_40)


def to_pay(store: Store, party: int) -> int:
    return balance.balances(store, Lens.TO_PAY, party)[0].balance


@pytest.fixture
def bakery(make_party: Callable[..., int]) -> int:
    """The Daily Grind."""
    return make_party("The Daily Grind", Role.PARTNER)


@pytest.fixture
def breakfast(store: Store, ctx: Context, bakery: int) -> int:
    """Pastry and coffee at 6.00: who sells keeps 10 %, 2.40 is the bakery's part."""
    return joint_product.add(store, ctx, JointProductDraft(bakery, "Pastry and coffee", BREAKFAST)).id


def test_who_sells_owes_the_other_shop_its_part(store: Store, ctx: Context, breakfast: int, bakery: int) -> None:
    ours = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    assert (ours.parts.total, ours.parts.commission, ours.parts.theirs, ours.parts.ours) == (
        240_00,
        24_00,
        96_00,
        120_00,
    )
    assert to_pay(store, bakery) == -96_00
    theirs = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(10), Seller.THEM))
    assert (theirs.parts.commission, theirs.parts.ours) == (6_00, 30_00)
    assert to_pay(store, bakery) == -96_00 + 30_00
    found = entry.entry(store, ours.entry)
    assert (found.row.day, found.row.source) == (OCTOBER[1], Source.SALE)
    row = joint_product.get(store, breakfast)
    assert (int(row.sold(Seller.US)), int(row.sold(Seller.THEM)), row.owed(Seller.US), row.last_day) == (
        40,
        10,
        96_00,
        OCTOBER[1],
    )


def test_each_day_is_entered_once_and_by_seller(store: Store, ctx: Context, breakfast: int) -> None:
    joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    overlapping = JointSaleDraft(OCTOBER[1], dt.date(2026, 11, 15), Decimal(3))
    with pytest.raises(Invalid):
        joint_product.sell(store, ctx, breakfast, overlapping)
    joint_product.sell(store, ctx, breakfast, JointSaleDraft(dt.date(2026, 11, 1), dt.date(2026, 11, 15), Decimal(3)))


def test_taken_back_in_the_register_it_can_be_posted_again(
    store: Store, ctx: Context, breakfast: int, bakery: int
) -> None:
    sold = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    ledger.reverse(store, ctx, sold.entry)
    row = joint_product.get(store, breakfast)
    assert (int(row.sold(Seller.US)), row.sales[0].standing, to_pay(store, bakery)) == (0, False, 0)
    again = joint_product.post_again(store, ctx, sold.id)
    assert (to_pay(store, bakery), joint_product.get(store, breakfast).sales[0].entry) == (-96_00, again.entry)
    with pytest.raises(Refused):
        joint_product.post_again(store, ctx, sold.id)
    undo.undo(store, ctx)
    undo.undo(store, ctx, sold.changes.operation)
    assert (joint_product.get(store, breakfast).sales, to_pay(store, bakery)) == ((), 0)


def test_of_a_closed_month_it_is_posted_today_and_says_where_it_belongs(
    store: Store, ctx: Context, breakfast: int, bakery: int
) -> None:
    period.close(store, ctx, 202610)
    sold = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    found = entry.entry(store, sold.entry).row
    assert (found.day, found.belongs_to, to_pay(store, bakery)) == (ctx.today, OCTOBER[1], -96_00)


def test_while_a_draft_of_it_waits_it_is_not_entered_twice(
    store: Store, ctx: Context, breakfast: int, bakery: int
) -> None:
    sold = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    corrected = ledger.correct(store, ctx, sold.entry)
    with pytest.raises(Refused, match="draft of this waits"):
        joint_product.post_again(store, ctx, sold.id)
    with pytest.raises(Refused, match="draft of this waits"):
        joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    ledger.post_draft(store, ctx, corrected.draft)
    assert to_pay(store, bakery) == -96_00
    assert joint_product.get(store, breakfast).sales[0].standing


def test_a_reversal_leaves_no_trace_in_what_is_owed_in_volume_turns_and_reciprocity(
    store: Store, ctx: Context, breakfast: int, bakery: int
) -> None:
    before = balance.party_balance(store, bakery, ctx.today)
    ours = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(40)))
    theirs = joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(10), Seller.THEM))
    between = balance.party_balance(store, bakery, ctx.today)
    assert (between.to_pay.given, between.to_pay.received) == (30_00, 96_00)
    assert (between.favours, between.turns) == (before.favours, before.turns)
    for number in (ours.entry, theirs.entry):
        ledger.reverse(store, ctx, number)
    assert balance.party_balance(store, bakery, ctx.today) == before


def test_the_split_changes_from_now_on(store: Store, ctx: Context, breakfast: int, bakery: int) -> None:
    joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(10)))
    half = JointProductDraft(bakery, "Pastry and coffee", Split(6_50, their_percent=Decimal(50)))
    joint_product.change(store, ctx, breakfast, half)
    november = JointSaleDraft(dt.date(2026, 11, 1), dt.date(2026, 11, 2), Decimal(3))
    assert joint_product.sell(store, ctx, breakfast, november).parts.theirs == 9_75
    assert joint_product.get(store, breakfast).owed(Seller.US) == 24_00 + 9_75


def test_it_ends_and_nothing_is_sold_after(store: Store, ctx: Context, breakfast: int) -> None:
    joint_product.end(store, ctx, breakfast, dt.date(2026, 10, 15))
    with pytest.raises(Invalid):
        joint_product.sell(store, ctx, breakfast, JointSaleDraft(*OCTOBER, Decimal(1)))
    with pytest.raises(NotFound):
        joint_product.get(store, 99)


def test_a_part_of_nothing_posts_nothing(store: Store, ctx: Context, bakery: int) -> None:
    ours = joint_product.add(store, ctx, JointProductDraft(bakery, "All ours", Split(1_00, their_amount=0))).id
    sold = joint_product.sell(store, ctx, ours, JointSaleDraft(*OCTOBER, Decimal(5)))
    assert (sold.entry, int(joint_product.get(store, ours).sold(Seller.US))) == ("", 5)


@pytest.mark.parametrize(
    ("split", "field"),
    [
        (Split(0, their_amount=1), "price"),
        (Split(100), "their_amount"),
        (Split(100, their_amount=1, their_percent=Decimal(1)), "their_amount"),
        (Split(100, Decimal(20), their_amount=81), "their_amount"),
        (Split(100, Decimal("100.5"), their_amount=1), "commission"),
        (Split(100, their_percent=Decimal("-1")), "their_percent"),
    ],
)
def test_what_is_wrong_with_a_split_is_said(split: Split, field: str) -> None:
    assert [problem.field for problem in JointProductDraft(1, "X", split).problems()] == [field]


def test_what_is_wrong_with_a_product_or_a_period_is_said() -> None:
    good = Split(100, their_amount=1)
    assert [p.field for p in JointProductDraft(None, " ", good).problems()] == ["party", "name"]
    assert [p.field for p in JointProductDraft(1, "\ud800", good).problems()] == ["name"]
    assert [p.field for p in JointSaleDraft(None, None, None).problems()] == ["from_day", "to_day", "quantity"]
    assert [p.field for p in JointSaleDraft(OCTOBER[1], OCTOBER[0], Decimal(1)).problems()] == ["to_day"]


percents = st.integers(0, 1_000_000).map(lambda number: Decimal(number).scaleb(-4))


@settings(max_examples=500)
@given(st.integers(1, 10**6), percents, st.one_of(percents, st.integers(0, 10**6)), st.integers(1, 5000))
def test_the_parts_sum_to_what_was_taken(price: int, commission: Decimal, part: Decimal | int, sold: int) -> None:
    amount, percent = (part, None) if isinstance(part, int) else (None, part)
    split = Split(price, commission, amount, percent)
    parts = split.parts(Decimal(sold))
    assert parts.commission + parts.theirs + parts.ours == parts.total == price * sold
    assert min(parts.commission, parts.theirs, parts.ours) >= 0
