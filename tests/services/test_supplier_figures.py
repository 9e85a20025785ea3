"""Suppliers in figures: each says what it rests on, opens to its records, and of nothing says what is missing."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from partnercrm.domain.errors import Cancelled, Invalid
from partnercrm.domain.figure import Figure
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import Basis, Kind
from partnercrm.domain.otif import Against, By, OtifRule
from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.supplier_rows import Suppliers
from partnercrm.domain.supplier_score import SupplierRule, Weights, price_part, score
from partnercrm.domain.supply import (
    DeliveryDraft,
    DeliveryLineDraft,
    OrderDraft,
    OrderLineDraft,
    Price,
    SupplierItemDraft,
)
from partnercrm.domain.words import msg
from partnercrm.services import delivery, item, ledger, party, purchase, supplier_figures, supplier_rule, supply, undo
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store
from partnercrm.services.supply import Offers
from tests.services.worked_examples import Book, day

TODAY = day(11, 30)


class Shop:
    """A shop with a mill and a dairy; orders are placed on the first of a month and due on the tenth."""

    def __init__(self, book: Book) -> None:
        self.store, self.book = book.store, book
        self.mill, self.dairy = (book.party(name, Role.SUPPLIER) for name in ("Old Mill", "Dairy"))
        self.flour, self.milk = (self.item(name) for name in ("Flour", "Milk"))

    def item(self, name: str) -> int:
        return item.add(self.store, self.book.on(day(1, 2)), ItemDraft(name)).item

    def order(self, party: int, what: int, month: int, came: Sequence[tuple[int, int, int]], price: int = 10_00) -> int:
        """Ten are ordered; `came` are (day, received, accepted)."""
        lines = (OrderLineDraft(what, Decimal(10), Price(price)),)
        first = self.book.on(day(month, 1))
        draft = OrderDraft(party, day(month, 1), lines, promised=day(month, 10), requested=day(month, 8))
        order = purchase.order(self.store, first, draft).order
        for number, received, accepted in came:
            line = DeliveryLineDraft(what, Decimal(received), Decimal(accepted), Price(price))
            when = day(month, number)
            delivery.deliver(self.store, self.book.on(when), DeliveryDraft(None, when, (line,), order))
        return order

    def figures(self, today: dt.date = TODAY) -> Suppliers:
        return supplier_figures.figures(self.store, today)


@pytest.fixture
def shop(book: Book) -> Shop:
    return Shop(book)


def values(found: Sequence[Figure]) -> dict[str, object]:
    return {each.key: each.value for each in found}


def test_of_nothing_every_figure_says_what_is_missing(shop: Shop) -> None:
    found = shop.figures()
    for each in (*found.figures, *(figure for row in found.suppliers for figure in row.figures)):
        assert (each.value, each.coverage) == (None, None)
        assert each.missing is not None and str(each.missing)
    assert [row.months for row in found.suppliers] == [(), ()]
    assert (found.items, found.warnings) == ((), ())


def test_one_delivery_is_enough_for_what_it_can_say(shop: Shop) -> None:
    shop.order(shop.mill, shop.flour, 11, [(9, 10, 9)])
    mill = next(row for row in shop.figures().suppliers if row.party == shop.mill)
    assert values(mill.figures) == {
        "otif": 0.0,
        "on_time": 1.0,
        "in_full": 0.0,
        "days_late": 2.0,
        "quality": 0.9,
        "price_drift": None,
        "spend": 90_00,
        "score": pytest.approx((0 * 50 + 0.9 * 30) / 80 * 100),
    }
    assert mill.figure("score").coverage == pytest.approx(0.8)
    assert mill.figure("otif").n == 1
    assert [month.month for month in mill.months] == [day(11, 1)]


def test_by_supplier_and_month_only_where_something_happened(shop: Shop) -> None:
    shop.order(shop.mill, shop.flour, 9, [(9, 10, 10)])
    shop.order(shop.mill, shop.flour, 11, [(9, 6, 6), (14, 4, 4)], 12_00)
    shop.order(shop.dairy, shop.milk, 11, [(10, 10, 10)], 5_00)
    found = shop.figures()
    mill, dairy = (next(row for row in found.suppliers if row.party == party) for party in (shop.mill, shop.dairy))
    assert [mill.figure(key).value for key in ("otif", "on_time", "in_full")] == [0.5, 0.5, 1.0]
    assert mill.figure("days_late").value == pytest.approx((0 + 0.4 * 4) / 2)
    assert mill.figure("price_drift").value == pytest.approx(0.2)
    assert mill.figure("spend").value == 100_00 + 120_00
    assert [month.month.month for month in mill.months] == [9, 11]
    assert [values(month.figures)["otif"] for month in mill.months] == [1.0, 0.0]
    assert dairy.figure("score").value == pytest.approx(100)
    assert found.figure("otif").n == 3
    assert found.figure("spend").value == 270_00


def test_the_convention_is_the_owners_and_its_change_can_be_undone(shop: Shop) -> None:
    shop.order(shop.mill, shop.flour, 11, [(9, 10, 9)])
    ctx = shop.book.on(TODAY)
    lenient = SupplierRule(OtifRule(By.ORDER, Against.PROMISED, 1, Decimal("12.5")), 70)
    supplier_rule.change(shop.store, ctx, lenient)
    assert supplier_rule.rule(shop.store) == lenient
    found = shop.figures().figure("otif")
    assert (found.value, "12.5" in str(found.convention)) == (1.0, True)
    strict = SupplierRule(OtifRule(against=Against.REQUESTED, days=0), weights=Weights(0, 3, 1))
    supplier_rule.change(shop.store, ctx, strict)
    assert shop.figures().figure("on_time").value == 0.0
    (scored,) = (row.figure("score") for row in shop.figures().suppliers if row.party == shop.mill)
    assert [scored.value, scored.coverage] == pytest.approx([90, 0.75])
    assert "On time and complete 0 %, quality 75 %, price 25 %" in str(scored.convention)
    undo.undo(shop.store, ctx)
    undo.undo(shop.store, ctx)
    assert supplier_rule.rule(shop.store) == SupplierRule()
    for wrong in (
        SupplierRule(OtifRule(days=-1)),
        SupplierRule(OtifRule(percent=Decimal(100))),
        SupplierRule(single_share=20),
        SupplierRule(weights=Weights(0, 0, 0)),
        SupplierRule(weights=Weights(-1, 3, 1)),
    ):
        with pytest.raises(Invalid):
            supplier_rule.change(shop.store, ctx, wrong)


def test_every_figure_is_worked_out_again_from_its_records(shop: Shop) -> None:
    shop.order(shop.mill, shop.flour, 9, [(9, 10, 10)])
    shop.order(shop.mill, shop.flour, 11, [(9, 10, 8)], 12_00)
    shop.order(shop.dairy, shop.milk, 11, [(12, 10, 10)], 5_00)
    shop.book.post(shop.dairy, day(11, 5), shop.book.got(Kind.GOODS, 33_00, Basis.BILL))
    found = shop.figures()
    rows = {row.id: row for row in delivery.listed(shop.store)}
    orders = {row.id: row for row in purchase.listed(shop.store, shop.book.on(TODAY))}
    spend = found.figure("spend")
    assert spend.records["delivery"] == ()
    with shop.store.read() as connection:
        sql = "SELECT sum(sign * value) FROM line WHERE exchange_id IN (SELECT value FROM json_each(?))"
        billed = connection.exec_driver_sql(sql, (json.dumps(spend.records["exchange"]),)).scalar_one()
    assert spend.value == billed == sum(row.value or 0 for row in rows.values()) + 33_00
    otif = found.figure("otif")
    due = [orders[number] for number in otif.records["purchase_order"]]
    good = 0
    for order in due:
        assert order.promised is not None
        by_then = [row for row in rows.values() if row.order == order.id and row.day <= order.promised]
        good += sum((line.accepted for row in by_then for line in row.lines), Decimal(0)) >= order.lines[0].quantity
    assert (otif.n, otif.value) == (len(due), good / len(due))
    quality = found.figure("quality")
    lines = [line for number in quality.records["delivery"] for line in rows[number].lines]
    assert quality.n == len(lines)
    assert quality.value == pytest.approx(sum(float(line.accepted / line.received) for line in lines) / len(lines))


def test_a_delivery_and_its_bill_count_once_and_what_was_reversed_not_at_all(shop: Shop) -> None:
    shop.order(shop.mill, shop.flour, 11, [(9, 10, 10)])
    number = shop.book.post(shop.mill, day(11, 5), shop.book.got(Kind.GOODS, 20_00, Basis.BILL))
    assert shop.figures().figure("spend").value == 120_00
    ledger.reverse(shop.store, shop.book.on(day(11, 6)), number)
    assert shop.figures().figure("spend").value == 100_00
    (row,) = delivery.listed(shop.store)
    delivery.take_back(shop.store, shop.book.on(day(11, 7)), row.id)
    delivery.post(shop.store, shop.book.on(day(11, 7)), row.id)
    assert shop.figures().figure("spend").value == 100_00


def test_near_and_far(shop: Shop) -> None:
    def known(name: str, town: str) -> int:
        contact = (ContactDraft(ContactKind.ADDRESS, town=town),) if town else ()
        draft = PartyDraft(name, (RoleDraft(Role.SUPPLIER),), PartyKind.ORGANISATION, contacts=contact)
        return party.add(shop.store, shop.book.on(day(1, 2)), draft).party

    for name, town, value in (("Near", "Ashby", 30_00), ("Far", "London", 10_00), ("Nowhere", "", 60_00)):
        shop.book.post(known(name, town), day(11, 5), shop.book.got(Kind.GOODS, value, Basis.BILL))
    assert "postcodes or towns" in str(shop.figures().figure("local_spend").missing)
    with shop.store.write() as connection:
        connection.exec_driver_sql("UPDATE store SET local_area = 'Ashby'")
    found = shop.figures().figure("local_spend")
    assert [found.value, found.n, found.coverage] == [0.75, 2, pytest.approx(0.4)]


def test_items_one_supplier_alone_two_and_none_delivered(shop: Shop) -> None:
    store, ctx = shop.store, shop.book.on(TODAY)
    shop.order(shop.mill, shop.flour, 11, [(9, 10, 10)])
    draft = ItemDraft("Flour", stock=Decimal(12), daily_use=Decimal(3), margin_a_day=50_00)
    item.change(store, ctx, shop.flour, draft)
    offer = supply.find(store, "Flour", shop.mill)
    supply.change(store, ctx, offer.id, SupplierItemDraft(shop.flour, shop.mill, recover_says=3, recover_we_think=10))
    found = shop.figures()
    (flour,) = found.items
    assert values(flour.figures) == {
        "effective_suppliers": 1.0,
        "hhi": 10_000.0,
        "largest_share": 1.0,
        "survive": 4.0,
        "recover": 10,
        "exposure": 500_00,
    }
    assert [each.key for each in found.warnings] == ["single", "untested", "at_risk"]
    assert str(found.warnings[0].said) == "Old Mill alone brings Flour: 100 of 100"
    made = supply.add(store, ctx, SupplierItemDraft(shop.flour, shop.dairy, lead_days=2))
    supply.tested(store, ctx, made.supplier_item)
    found = shop.figures()
    assert [each.key for each in found.warnings] == ["single"]
    assert found.items[0].figure("recover").value == 2
    shop.order(shop.dairy, shop.flour, 10, [(9, 10, 10)])
    found = shop.figures()
    assert found.items[0].figure("effective_suppliers").value == 2.0
    assert found.warnings == ()


def test_agreed_shares_count_until_something_came(shop: Shop) -> None:
    ctx = shop.book.on(TODAY)
    for who, percent in ((shop.mill, 50), (shop.dairy, 30), (shop.book.party("Third", Role.SUPPLIER), 20)):
        supply.add(shop.store, ctx, SupplierItemDraft(shop.flour, who, Decimal(percent)))
    (flour,) = shop.figures().items
    assert flour.figure("effective_suppliers").value == pytest.approx(2.63, abs=0.005)
    assert flour.figure("hhi").value == 3_800
    assert flour.figure("survive").missing is not None


def test_late_orders_warn_and_stop_when_they_came(shop: Shop) -> None:
    order = shop.order(shop.mill, shop.flour, 11, [])
    (late,) = [each for each in shop.figures(day(11, 13)).warnings if each.key == "late"]
    assert (late.key, late.level, str(late.said)) == ("late", 3, "Old Mill is 3 days late")
    assert late.records["purchase_order"] == (order,)
    assert [each.key for each in shop.figures(day(11, 10)).warnings if each.key == "late"] == []
    purchase.close(shop.store, shop.book.on(TODAY), order)
    assert "late" not in [each.key for each in shop.figures(TODAY).warnings]


def test_missing_parts_give_their_weight_away() -> None:
    found = score({"otif": Fraction(4, 5), "quality": None, "price_drift": Fraction(1, 2)}, Weights())
    assert found is not None
    assert (found.value, found.coverage) == (Fraction(500, 7), Fraction(7, 10))
    assert score({"otif": None, "quality": None, "price_drift": None}, Weights()) is None
    assert [price_part(Fraction(each, 100)) for each in (-5, 0, 5, 10, 30)] == [1, 1, Fraction(1, 2), 0, 0]
    assert price_part(None) is None


def test_northwind_delivered_late_and_never(
    shared: Path, tmp_path: Path, fresh_store: Callable[[], AbstractContextManager[Store]]
) -> None:
    """Its orders as ours of three shippers: the published late and unshipped ones, through the store."""
    wanted = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))["northwind"]
    with (shared / "data" / "northwind" / "Orders.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with fresh_store() as store:
        book = Book(store)
        shippers = {number: book.party(f"Shipper {number}", Role.SUPPLIER) for number in ("1", "2", "3")}
        goods = item.add(store, book.on(day(1, 2, 1996)), ItemDraft("Order")).item
        last = dt.date(1998, 12, 31)

        def work(op: Operation) -> dict[str, object]:
            offers = Offers(op)
            for row in rows:
                lines = (OrderLineDraft(goods, Decimal(1)),)
                order = OrderDraft(
                    shippers[row["ShipVia"]], date(row["OrderDate"]), lines, requested=date(row["RequiredDate"])
                )
                (number,) = purchase.order_many(op, [order], offers)
                if row["ShippedDate"] not in ("", "NULL"):
                    came = (DeliveryLineDraft(goods, Decimal(1)),)
                    draft = DeliveryDraft(None, date(row["ShippedDate"]), came, number, in_the_books=True)
                    delivery.deliver_many(op, [draft], offers)
            return {}

        run(store, book.on(last), msg("Bring in"), 1, ("supply",), work)
        found = supplier_figures.figures(store, last, dt.date(1996, 1, 1))
        late, never = (
            wanted["orders_shipped_late_ShippedDate_after_RequiredDate"],
            wanted["orders_not_shipped"],
        )
        otif = found.figure("otif")
        assert otif.n == wanted["orders"]
        assert otif.value == pytest.approx((wanted["orders"] - late - never) / wanted["orders"])
        assert found.figure("in_full").value == pytest.approx((wanted["orders"] - never) / wanted["orders"])
        for number, (count, shipped) in wanted["late_by_shipper_id"].items():
            mine = next(row for row in found.suppliers if row.party == shippers[number]).figure("on_time")
            assert round(mine.n * (mine.value or 0)) == shipped - count
        assert sum(each.key == "late" for each in found.warnings) == never


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def test_it_says_how_far_it_is_and_can_be_called_off(shop: Shop) -> None:
    heard: list[tuple[int, int]] = []
    supplier_figures.figures(shop.store, TODAY, told=lambda done, of: heard.append((done, of)))
    assert heard == sorted(heard)
    assert {of for _done, of in heard} == {100}
    assert 90 < heard[-1][0] < 100

    def stop(_done: int, _of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        supplier_figures.figures(shop.store, TODAY, told=stop)
