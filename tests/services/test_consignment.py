"""Goods on consignment: theirs until sold, posted once, conserved whatever happens, reversals and undo included."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.consignment import (
    ConsignmentDraft,
    Movement,
    MovementKind,
    Owner,
    Stock,
    problem_of,
    proceeds,
    stock,
)
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import ChangedSince, Invalid, NotFound, Refused
from partnercrm.domain.ledger import Lens, Return, Source
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.party import Role
from partnercrm.services import balance, consignment, entry, ledger, period, undo
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
BROUGHT, SOLD, RETURNED = MovementKind.BROUGHT, MovementKind.SOLD, MovementKind.RETURNED
DAY = dt.date(2026, 11, 2)
TEN = Decimal(10)


def to_pay(store: Store, party: int) -> int:
    return balance.balances(store, Lens.TO_PAY, party)[0].balance


@pytest.fixture
def bakery(make_party: Callable[..., int]) -> int:
    """The Daily Grind."""
    return make_party("The Daily Grind", Role.PARTNER)


@pytest.fixture
def jam(store: Store, ctx: Context, bakery: int) -> int:
    """Jars of their jam with us at 4.50, of which we keep 15 %."""
    return consignment.add(store, ctx, ConsignmentDraft(bakery, "Plum jam", 4_50, Decimal(15), unit="jar")).id


def test_bringing_and_returning_post_nothing_and_selling_posts_once(
    store: Store, ctx: Context, jam: int, bakery: int
) -> None:
    assert consignment.move(store, ctx, jam, BROUGHT, TEN, DAY).entry == ""
    sold = consignment.move(store, ctx, jam, SOLD, Decimal(6), dt.date(2026, 11, 9))
    assert consignment.move(store, ctx, jam, RETURNED, Decimal(3), dt.date(2026, 11, 20)).entry == ""
    assert (sold.proceeds.price, sold.proceeds.commission, sold.proceeds.owed) == (27_00, 4_05, 22_95)
    assert to_pay(store, bakery) == -22_95
    found = entry.entry(store, sold.entry)
    assert (found.row.source, found.lines[0].asks, found.lines[0].quantity) == (Source.SALE, Return.MONEY, Decimal(6))
    row = consignment.get(store, jam)
    assert row.stock == Stock(TEN, Decimal(6), Decimal(3))
    assert row.stock.there == 1
    assert (row.posted, row.movements[1].entry) == (22_95, sold.entry)
    assert len(entry.ids(store, EntryFilter(), ctx.today)) == 1


def test_our_goods_with_them_are_owed_to_us(store: Store, ctx: Context, bakery: int) -> None:
    draft = ConsignmentDraft(bakery, "Ground coffee", 7_00, Decimal("12.5"), Owner.OURS, "bag")
    beans = consignment.add(store, ctx, draft).id
    consignment.move(store, ctx, beans, BROUGHT, Decimal(4), DAY)
    consignment.move(store, ctx, beans, SOLD, Decimal(3), DAY)
    assert to_pay(store, bakery) == 21_00 - 2_63


def test_more_than_is_there_cannot_go(store: Store, ctx: Context, jam: int) -> None:
    consignment.move(store, ctx, jam, BROUGHT, TEN, DAY)
    consignment.move(store, ctx, jam, SOLD, Decimal(8), dt.date(2026, 11, 10))
    for kind, quantity, day in (
        (SOLD, Decimal(3), DAY),
        (RETURNED, Decimal("2.5"), None),
        (SOLD, Decimal(1), dt.date(2026, 11, 1)),
        (BROUGHT, Decimal(0), None),
        (BROUGHT, Decimal("0.00001"), None),
    ):
        with pytest.raises(Invalid):
            consignment.move(store, ctx, jam, kind, quantity, day)
    assert consignment.get(store, jam).stock.there == 2


def test_a_sale_taken_back_in_the_register_is_there_again_and_can_be_posted_again(
    store: Store, ctx: Context, jam: int, bakery: int
) -> None:
    consignment.move(store, ctx, jam, BROUGHT, TEN, DAY)
    sold = consignment.move(store, ctx, jam, SOLD, TEN, DAY)
    with pytest.raises(Refused):
        consignment.post_again(store, ctx, sold.id)
    ledger.reverse(store, ctx, sold.entry)
    row = consignment.get(store, jam)
    assert (int(row.stock.there), row.posted, row.movements[1].standing, to_pay(store, bakery)) == (10, 0, False, 0)
    consignment.move(store, ctx, jam, RETURNED, Decimal(1), DAY)
    with pytest.raises(Invalid):
        consignment.post_again(store, ctx, sold.id)
    undo.undo(store, ctx)
    again = consignment.post_again(store, ctx, sold.id)
    assert (to_pay(store, bakery), again.proceeds) == (-38_25, sold.proceeds)
    row = consignment.get(store, jam)
    assert (int(row.stock.there), row.movements[1].entry) == (0, again.entry)


def test_of_a_closed_month_it_is_posted_today_and_says_where_it_belongs(
    store: Store, ctx: Context, jam: int, bakery: int
) -> None:
    sold_on = dt.date(2026, 10, 30)
    consignment.move(store, ctx, jam, BROUGHT, TEN, dt.date(2026, 10, 1))
    period.close(store, ctx, 202610)
    sold = consignment.move(store, ctx, jam, SOLD, TEN, sold_on)
    found = entry.entry(store, sold.entry).row
    assert (found.day, found.belongs_to, to_pay(store, bakery)) == (ctx.today, sold_on, -38_25)
    assert consignment.get(store, jam).movements[1].day == sold_on


def test_a_reversal_leaves_no_trace_and_while_a_draft_waits_it_is_not_posted_twice(
    store: Store, ctx: Context, jam: int, bakery: int
) -> None:
    consignment.move(store, ctx, jam, BROUGHT, TEN, DAY)
    before = balance.party_balance(store, bakery, ctx.today)
    sold = consignment.move(store, ctx, jam, SOLD, TEN, DAY)
    assert balance.party_balance(store, bakery, ctx.today).turns == before.turns
    draft = ledger.correct(store, ctx, sold.entry).draft
    assert balance.party_balance(store, bakery, ctx.today) == before
    with pytest.raises(Refused, match="draft of this waits"):
        consignment.post_again(store, ctx, sold.id)
    ledger.post_draft(store, ctx, draft)
    assert (to_pay(store, bakery), int(consignment.get(store, jam).stock.there)) == (-38_25, 0)


def test_undo_and_redo_of_a_sale_bring_the_goods_back_and_away(
    store: Store, ctx: Context, jam: int, bakery: int
) -> None:
    consignment.move(store, ctx, jam, BROUGHT, TEN, DAY)
    consignment.move(store, ctx, jam, SOLD, TEN, DAY)
    undo.undo(store, ctx)
    assert (int(consignment.get(store, jam).stock.there), to_pay(store, bakery)) == (10, 0)
    undo.redo(store, ctx)
    row = consignment.get(store, jam)
    assert (int(row.stock.there), row.movements[1].standing, to_pay(store, bakery)) == (0, True, -38_25)


def test_what_was_brought_is_not_undone_under_its_sale(store: Store, ctx: Context, jam: int) -> None:
    brought = consignment.move(store, ctx, jam, BROUGHT, TEN, DAY)
    consignment.move(store, ctx, jam, SOLD, TEN, DAY)
    with pytest.raises(ChangedSince):
        undo.undo(store, ctx, brought.changes.operation)
    assert consignment.get(store, jam).stock.there == 0


def test_terms_change_from_now_on(store: Store, ctx: Context, jam: int, make_party: Callable[..., int]) -> None:
    consignment.move(store, ctx, jam, BROUGHT, TEN, DAY)
    consignment.move(store, ctx, jam, SOLD, Decimal(2), DAY)
    row = consignment.get(store, jam)
    consignment.change(store, ctx, jam, ConsignmentDraft(row.party, "Plum jam", 5_00, unit="jar"))
    assert consignment.move(store, ctx, jam, SOLD, Decimal(2), DAY).proceeds.owed == 10_00
    assert consignment.get(store, jam).posted == 7_65 + 10_00
    with pytest.raises(Invalid):
        consignment.change(store, ctx, jam, ConsignmentDraft(make_party("Other"), "Plum jam", 5_00))
    with pytest.raises(Invalid):
        consignment.change(store, ctx, jam, ConsignmentDraft(row.party, "Plum jam", 5_00, owner=Owner.OURS))


def test_names_find_it(store: Store, ctx: Context, jam: int, bakery: int) -> None:
    assert consignment.find(store, "plum JAM") == jam == consignment.find(store, str(consignment.get(store, jam).uuid))
    with pytest.raises(NotFound):
        consignment.find(store, "Honey")
    consignment.add(store, ctx, ConsignmentDraft(bakery, "Plum jam", 4_00))
    with pytest.raises(Refused):
        consignment.find(store, "Plum jam")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ConsignmentDraft(None, "Jam", 1), "party"),
        (ConsignmentDraft(1, " ", 1), "what"),
        (ConsignmentDraft(1, "Jam", None), "price"),
        (ConsignmentDraft(1, "Jam", 1, Decimal(101)), "commission"),
        (ConsignmentDraft(1, "Jam", 1, unit="\ud800"), "unit"),
    ],
)
def test_what_is_wrong_is_said(draft: ConsignmentDraft, field: str) -> None:
    assert [problem.field for problem in draft.problems()] == [field]


days = st.integers(1, 6).map(lambda number: dt.date(2026, 11, number))
amounts = st.integers(1, 300_000).map(lambda number: Decimal(number).scaleb(-4))
percents = st.integers(0, 1_000_000).map(lambda number: Decimal(number).scaleb(-4))
moves = st.builds(Movement, days, st.sampled_from(MovementKind), amounts)


@settings(max_examples=80 * ROUNDS)
@given(st.lists(moves, max_size=12))
def test_brought_is_sold_and_returned_and_there_on_every_evening(wanted: list[Movement]) -> None:
    standing: list[Movement] = []
    for movement in wanted:
        if problem_of(standing, movement) is None:
            standing.append(movement)
    sums = stock(standing)
    assert sums.brought == sums.sold + sums.returned + sums.there
    for number in range(1, 7):
        assert stock(m for m in standing if m.day <= dt.date(2026, 11, number)).there >= 0


@settings(max_examples=60 * ROUNDS)
@given(st.integers(1, 10**6), percents, amounts)
def test_price_is_commission_and_what_is_owed(price: int, commission: Decimal, quantity: Decimal) -> None:
    found = proceeds(price, commission, quantity)
    assert 0 <= found.commission <= found.price
    assert found.owed + found.commission == found.price
    assert abs(found.price - price * quantity) <= Decimal("0.5")


deeds = st.lists(
    st.tuples(st.sampled_from(["brought", "sold", "returned", "reverse", "again", "undo"]), st.integers(1, 12)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=6 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_whatever_happens_the_ledger_says_what_was_sold(
    fresh_store: Callable[[], AbstractContextManager[Store]],
    make_party_in: Callable[..., int],
    wanted: list[tuple[str, int]],
) -> None:
    with fresh_store() as store:
        ctx = stores.context(store, ctx_clock())
        party = make_party_in(store, "The Daily Grind", Role.PARTNER)
        goods = consignment.add(store, ctx, ConsignmentDraft(party, "Jam", 3_33, Decimal("12.5"))).id
        first = consignment.add(store, ctx, ConsignmentDraft(party, "Bread", 1_00)).changes.operation
        for deed, number in wanted:
            with suppress(Refused):
                do(store, ctx, goods, deed, number, first)
            row = consignment.get(store, goods)
            sums = row.stock
            assert sums.brought == sums.sold + sums.returned + sums.there
            assert sums.there >= 0
            assert to_pay(store, party) == -row.posted


def do(store: Store, ctx: Context, goods: int, deed: str, number: int, first: int) -> None:
    sales = [row for row in consignment.get(store, goods).movements if row.kind is SOLD]
    if deed == "undo":
        with store.read() as connection:
            last = connection.exec_driver_sql("SELECT max(id) FROM operation").scalar_one()
        if last > first:
            undo.undo(store, ctx)
    elif deed == "reverse" and sales:
        ledger.reverse(store, ctx, sales[number % len(sales)].entry)
    elif deed == "again" and sales:
        consignment.post_again(store, ctx, sales[number % len(sales)].id)
    elif deed in ("brought", "sold", "returned"):
        consignment.move(store, ctx, goods, MovementKind(deed), Decimal(number), DAY)


def ctx_clock() -> Clock:
    return Clock.fixed(dt.date(2026, 11, 21))
