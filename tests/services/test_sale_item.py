"""The items of a sale: typed with it, corrected later, given back, undone; a sale without items stays whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.domain.sale_item import SaleItem, item_problems, items_total, typed_items, with_one_more
from partnercrm.services import item, sale, sale_item, undo, verify
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.sales import Shop

DAY = dt.date(2026, 10, 27)
RYE, TEA = SaleItem("Rye bread", Decimal(2), 9_20), SaleItem("Pot of tea", Decimal(1), 9_20)
Everything = Callable[[], dict[str, list[str]]]


def lines(store: Store, number: int) -> list[tuple[str, str, str, int | None]]:
    found = sale_item.of_sales(store, [number]).get(number, [])
    return [(row.name, row.text, f"{row.quantity:f}", row.amount) for row in found]


def test_a_with_its_items_and_b_one_of_them_comes_back(store: Store, ctx: Context, everything: Everything) -> None:
    ana = Shop(store, ctx).person("Ana")
    item.add(store, ctx, ItemDraft("Rye bread", "201"))
    before = everything()
    draft = SaleDraft(
        DAY, 18_40, 16_56, ana, reduction=1_84, receipt="1", items=(SaleItem("201", Decimal(2), 9_20), TEA)
    )
    bought = sale.record(store, ctx, draft)
    assert lines(store, bought.sale) == [("Rye bread", "201", "2", 9_20), ("Pot of tea", "", "1", 9_20)]
    back = RefundDraft(bought.sale, dt.date(2026, 11, 3), 4_14, 4_60, items=(SaleItem("rye  BREAD", Decimal(1), 4_60),))
    refund = sale.refund(store, ctx, back)
    assert lines(store, refund.sale) == [("Rye bread", "", "-1", -4_60)]
    assert verify.verify(store).intact
    for done in (refund, bought):
        undo.undo(store, ctx.keyed(""), done.changes.operation)
    assert everything() == before


def test_a_sale_without_items_stays_whole_and_can_be_told_later(store: Store, ctx: Context) -> None:
    number = sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00)).sale
    assert lines(store, number) == []
    first = sale_item.change(store, ctx, number, [TEA])
    sale_item.change(store, ctx, number, [RYE, SaleItem("Gift bag")])
    assert lines(store, number) == [("Rye bread", "", "2", 9_20), ("Gift bag", "", "1", None)]
    assert sale.totals(store).price == 5_00
    undo.undo(store, ctx)
    assert lines(store, number) == [("Pot of tea", "", "1", 9_20)]
    assert first.subjects >= {"sale", "item"}
    with pytest.raises(NotFound):
        sale_item.change(store, ctx, 99, [TEA])
    with pytest.raises(Invalid):
        sale_item.change(store, ctx, number, [SaleItem(" ")])


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (SaleItem(""), "Say what was bought"),
        (SaleItem("Tea\ud800"), "Say what was bought"),
        (SaleItem("Tea", Decimal(0)), "How many"),
        (SaleItem("Tea", Decimal("0.00001")), "How many"),
        (SaleItem("Tea", Decimal(1), -1), "below zero"),
        (SaleItem("Tea", Decimal(-1), 1), "below zero"),
        (SaleItem("Tea", Decimal(1), 10**15), "too large"),
    ],
)
def test_what_is_wrong_with_a_line(line: SaleItem, part: str) -> None:
    (problem,) = item_problems([TEA, line])
    assert part in str(problem.message)
    assert SaleDraft(DAY, 5_00, 5_00, items=(line,)).problems()[-1].field == "items"


def test_what_lines_come_to() -> None:
    assert items_total([RYE, TEA]) == 18_40
    assert items_total([RYE, SaleItem("Gift bag")]) is None
    assert items_total([]) is None
    assert RYE.back() == SaleItem("Rye bread", Decimal(-2), -9_20)
    assert SaleItem("Bag").back() == SaleItem("Bag", Decimal(-1))
    assert not item_problems([RYE, RYE.back()])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 Flat white = 6.80", SaleItem("Flat white", Decimal(2), 6_80)),
        ("Flat white", SaleItem("Flat white")),
        ("0.5 Gouda", SaleItem("Gouda", Decimal("0.5"))),
        ("3x Croissant", SaleItem("Croissant", Decimal(3))),
        ("3 x Croissant=7.80", SaleItem("Croissant", Decimal(3), 7_80)),
        ("7up", SaleItem("7up")),
    ],
)
def test_what_a_person_types(text: str, found: SaleItem) -> None:
    assert typed_items(f"\n  {text} \n", Currency("EUR", 2), Locale("en_GB")) == (found,)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("", "Flat white"),
        ("Croissant = 2.60\n", "Croissant = 2.60\nFlat white"),
        ("flat  white\nCake", "2 flat  white\nCake"),
        ("2 Flat white", "3 Flat white"),
        ("1.5 Flat white", "2.5 Flat white"),
        ("2 Flat white = 6.80", "2 Flat white = 6.80\nFlat white"),
    ],
)
def test_one_more_of_what_sells_most(text: str, more: str) -> None:
    assert with_one_more(text, "Flat white") == more


def test_what_stood_on_most_receipts_is_offered(store: Store, ctx: Context) -> None:
    shop = Shop(store, ctx)
    sold = [("Tea", 2), ("Cake", 1), ("Tea", 40), ("Bread", 50)]
    shop.sell([_of(name, ctx.today - dt.timedelta(days)) for name, days in [*sold, ("Tea", 3)]])
    assert sale_item.best_sellers(store, ctx.today) == ["Tea", "Cake"]
    assert sale_item.best_sellers(store, ctx.today, 1) == ["Tea"]


def _of(name: str, day: dt.date) -> SaleDraft:
    return SaleDraft(day, 2_00, 2_00, items=(SaleItem(name),))


def test_a_price_that_is_none_names_its_line() -> None:
    with pytest.raises(Refused, match="Tea = free"):
        typed_items("Tea = free", Currency("EUR", 2), Locale("en_GB"))


def test_items_bring_their_own_price(store: Store, ctx: Context) -> None:
    item.add(store, ctx, ItemDraft("Flat white", "101", price=3_40))
    lines = (SaleItem("101", Decimal(2)), SaleItem("flat white", Decimal(1), 3_00), SaleItem("Biscuit"))
    assert [line.amount for line in sale_item.priced(store, lines)] == [6_80, 3_00, None]
