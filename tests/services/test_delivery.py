"""Deliveries: each posts once, for what was accepted; bill, credit note and early payment close it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from partnercrm.domain.errors import Ambiguous, Invalid, NotFound, Refused
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import Basis, Kind, Source
from partnercrm.domain.party import Role
from partnercrm.domain.supply import (
    DeliveryDraft,
    DeliveryLineDraft,
    DocumentDraft,
    DocumentKind,
    OrderDraft,
    OrderLineDraft,
    OrderState,
    Price,
    SupplierItemDraft,
)
from partnercrm.domain.supply_rows import DeliveryFilter, DeliveryRow, OrderFilter, SupplierItemFilter
from partnercrm.services import (
    balance,
    delivery,
    delivery_bill,
    entry,
    item,
    ledger,
    merge,
    open_item,
    period,
    purchase,
    supply,
    undo,
    verify,
)
from partnercrm.services.context import Context
from tests.services.worked_examples import Book, day

SACK = Price(24_00, Decimal(7))


class Shop:
    """A shop that buys flour of the mill."""

    def __init__(self, book: Book) -> None:
        self.store, self.book = book.store, book
        self.mill = book.party("Old Mill", Role.SUPPLIER)
        self.flour = item.add(self.store, self.on(11, 1), ItemDraft("Flour", unit="sack")).item
        self.sugar = item.add(self.store, self.on(11, 1), ItemDraft("Sugar", unit="kg")).item

    def on(self, month: int, number: int, key: str = "") -> Context:
        return self.book.on(day(month, number), key)

    def ordered(self, **more: object) -> int:
        lines = (OrderLineDraft(self.flour, Decimal(10), SACK),)
        draft = OrderDraft(self.mill, day(10, 28), lines, promised=day(11, 2), number="B-7")
        return purchase.order(self.store, self.on(10, 28), replace(draft, **more)).order  # type: ignore[arg-type]

    def delivered(self, accepted: int = 9, **more: object) -> delivery.Delivered:
        """What came on 2 November with bill R-881."""
        line = DeliveryLineDraft(self.flour, Decimal(10), Decimal(accepted), SACK, why_refused="wet")
        bill = DocumentDraft(DocumentKind.BILL, "R-881", day(11, 2), 256_80, day(12, 2))
        draft = DeliveryDraft(self.mill, day(11, 2), (line,), number="L-12", bill=bill)
        return delivery.deliver(self.store, self.on(11, 2), replace(draft, **more))  # type: ignore[arg-type]

    def row(self) -> DeliveryRow:
        (found,) = delivery.listed(self.store)
        return found

    def balance(self) -> int:
        return balance.party_balance(self.store, self.mill, day(11, 30)).to_pay.balance


@pytest.fixture
def shop(book: Book) -> Shop:
    return Shop(book)


def test_nothing_is_ordered_or_paid_on_a_day_to_come(shop: Shop) -> None:
    with pytest.raises(Refused, match="future"):
        shop.ordered(day=day(10, 29))
    order = shop.ordered()
    (row,) = purchase.page_rows(shop.store, shop.on(10, 28), [order])
    with pytest.raises(Refused, match="future"):
        purchase.change(shop.store, shop.on(10, 28), order, replace(purchase.draft_of(row), day=day(10, 29)))
    done = shop.delivered(order=order)
    with pytest.raises(Refused, match="future"):
        delivery_bill.pay(shop.store, shop.on(11, 3), done.delivery, day=day(11, 4))


def test_example_d(shop: Shop) -> None:
    """10 sacks at 24.00 + 7 % ordered, 9 accepted; bill 256.80, credit note 25.68, due 2 Dec; paid early less 2 %."""
    store, order = shop.store, shop.ordered()
    done = shop.delivered(order=order)
    posted = entry.entry(store, done.number)
    (line,) = posted.lines
    assert (line.value, line.tax_amount, line.tax_code, line.asks.value) == (231_12, 15_12, "7", "money")
    assert (posted.row.their_document, posted.row.due, posted.row.source) == ("R-881", day(12, 2), Source.DELIVERY)
    row = shop.row()
    assert (row.value, row.posted, row.billed, row.difference, row.open) == (231_12, 231_12, 256_80, 25_68, 231_12)
    note = DocumentDraft(DocumentKind.CREDIT_NOTE, "C-12", day(11, 5), 25_68)
    assert delivery_bill.add_document(store, shop.on(11, 5), row.id, note).number == ""
    assert shop.row().difference == 0
    with pytest.raises(Refused, match="the same"):
        delivery_bill.accept_difference(store, shop.on(11, 6), row.id)
    page = balance.party_balance(store, shop.mill, day(11, 30))
    assert (page.we_owe.amount, page.we_owe.days_late) == (231_12, 0)
    assert (page.favours.volume, page.turns.volume) == (0, 0)
    assert purchase.listed(store, shop.on(11, 30))[0].state is OrderState.LATE
    paid = delivery_bill.pay(store, shop.on(11, 30), row.id, 226_50, 4_62)
    money, discount = entry.entry(store, paid.number).lines
    assert (money.value, discount.value, discount.tax_amount, discount.tax_code) == (226_50, 4_62, 30, "7")
    assert (shop.row().open, shop.balance()) == (0, 0)
    assert open_item.items(store, day(11, 30)) == []
    with pytest.raises(Refused, match="not that much open"):
        delivery_bill.pay(store, shop.on(11, 30), row.id)
    assert verify.verify(store).intact


def test_undo_takes_back_and_redo_brings_it_again(shop: Shop) -> None:
    shop.delivered()
    undo.undo(shop.store, shop.on(11, 3))
    assert (delivery.listed(shop.store), shop.balance()) == ([], 0)
    undo.redo(shop.store, shop.on(11, 3))
    assert (shop.row().posted, shop.balance()) == (231_12, -231_12)
    assert verify.verify(shop.store).intact


def test_the_same_key_delivers_once(shop: Shop) -> None:
    line = DeliveryLineDraft(shop.flour, Decimal(1), price=Price(10_00))
    draft = DeliveryDraft(shop.mill, day(11, 2), (line,))
    first, second = (delivery.deliver(shop.store, shop.on(11, 2, "k"), draft) for _ in range(2))
    assert first.number == second.number
    assert len(delivery.listed(shop.store)) == 1


def test_reversed_in_the_register_it_can_be_posted_again_once(shop: Shop) -> None:
    done = shop.delivered()
    with pytest.raises(Refused, match="in the ledger already"):
        delivery.post(shop.store, shop.on(11, 3), done.delivery)
    ledger.reverse(shop.store, shop.on(11, 3), done.number)
    assert (shop.row().entry, shop.row().posted, shop.balance()) == (None, 0, 0)
    assert delivery.ids(shop.store, DeliveryFilter(not_in_ledger=True)) == [done.delivery]
    delivery.post(shop.store, shop.on(11, 4), done.delivery)
    assert (shop.row().posted, shop.balance()) == (231_12, -231_12)
    delivery.take_back(shop.store, shop.on(11, 4), done.delivery, "once more")
    assert shop.balance() == 0
    with pytest.raises(Refused, match="None of it"):
        delivery.take_back(shop.store, shop.on(11, 4), done.delivery)
    with pytest.raises(Refused, match="stood in the ledger"):
        delivery.remove(shop.store, shop.on(11, 4), done.delivery)


def test_without_a_price_it_waits_and_in_the_books_it_posts_nothing(shop: Shop) -> None:
    line = DeliveryLineDraft(shop.sugar, Decimal(5))
    waits = delivery.deliver(shop.store, shop.on(11, 2), DeliveryDraft(shop.mill, day(11, 2), (line,)))
    assert (waits.number, shop.row().value) == ("", None)
    with pytest.raises(Refused, match="Say what Sugar costs"):
        delivery.post(shop.store, shop.on(11, 2), waits.delivery)
    offer = supply.find(shop.store, "sugar", shop.mill)
    supply.set_price(shop.store, shop.on(11, 1), offer.id, Price(2_00), day(11, 1))
    draft = delivery.draft_of(shop.row())
    done = delivery.change(shop.store, shop.on(11, 2), waits.delivery, draft)
    assert (done.number != "", shop.row().posted) == (True, 10_00)
    books = DeliveryDraft(shop.mill, day(11, 2), (replace(line, price=Price(1_00)),), in_the_books=True)
    kept = delivery.deliver(shop.store, shop.on(11, 2), books)
    assert (kept.number, shop.balance()) == ("", -10_00)
    with pytest.raises(Refused, match="in the books"):
        delivery.post(shop.store, shop.on(11, 2), kept.delivery)
    delivery.remove(shop.store, shop.on(11, 2), kept.delivery)


def test_without_a_bill_it_carries_no_tax_and_a_bill_of_the_same_posts_nothing(shop: Shop) -> None:
    done = shop.delivered(10, bill=None, due=day(11, 30))
    (line,) = entry.entry(shop.store, done.number).lines
    assert (line.value, line.tax_amount, line.basis.value, line.asks.value) == (256_80, None, "agreed", "money")
    bill = DocumentDraft(DocumentKind.BILL, "R-881", day(11, 3), 256_80, day(12, 2))
    assert delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, bill).number == ""
    assert shop.row().difference == 0


def test_a_bill_posts_what_waited_for_it(shop: Shop) -> None:
    done = shop.delivered(bill=None, wait_for_bill=True)
    assert (done.number, shop.balance()) == ("", 0)
    bill = DocumentDraft(DocumentKind.BILL, "R-881", day(11, 3), 231_12, day(12, 2))
    posted = delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, bill)
    row = entry.entry(shop.store, posted.number).row
    assert (row.their_document, row.due, row.day, shop.balance()) == ("R-881", day(12, 2), day(11, 2), -231_12)
    assert (
        delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, replace(bill, number="R-2")).number == ""
    )


def test_what_was_taken_back_is_not_posted_by_a_bill(shop: Shop) -> None:
    done = shop.delivered(bill=None)
    delivery.take_back(shop.store, shop.on(11, 2), done.delivery)
    bill = DocumentDraft(DocumentKind.BILL, "R-881", day(11, 3), 231_12, day(12, 2))
    assert delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, bill).number == ""
    undo.undo(shop.store, shop.on(11, 3))
    undo.undo(shop.store, shop.on(11, 3))
    assert shop.row().posted == 231_12


@pytest.mark.parametrize(("billed", "now"), [(240_00, 240_00), (230_00, 230_00)])
def test_only_a_difference_posts(shop: Shop, billed: int, now: int) -> None:
    done = shop.delivered(bill=DocumentDraft(DocumentKind.BILL, "R-1", day(11, 2), billed, day(12, 2)))
    assert shop.row().difference == billed - 231_12
    delivery_bill.accept_difference(shop.store, shop.on(11, 6), done.delivery)
    row = shop.row()
    assert (row.posted, row.difference, row.open, shop.balance()) == (now, 0, now, -now)
    delivery_bill.pay(shop.store, shop.on(11, 7), done.delivery)
    assert (shop.row().open, shop.balance()) == (0, 0)
    undo.undo(shop.store, shop.on(11, 8))
    undo.undo(shop.store, shop.on(11, 8))
    assert (shop.row().posted, shop.balance()) == (231_12, -231_12)
    assert verify.verify(shop.store).intact


def test_what_a_bill_asked_more_does_not_stand_for_the_delivery(shop: Shop) -> None:
    done = shop.delivered(bill=DocumentDraft(DocumentKind.BILL, "R-1", day(11, 2), 240_00))
    delivery_bill.accept_difference(shop.store, shop.on(11, 6), done.delivery)
    ledger.reverse(shop.store, shop.on(11, 7), done.number)
    assert (shop.row().entry, shop.row().posted) == (None, 240_00 - 231_12)
    delivery.post(shop.store, shop.on(11, 8), done.delivery)
    assert (shop.row().posted, shop.balance()) == (240_00, -240_00)


def test_a_wrong_delivery_is_changed_until_it_is_paid(shop: Shop) -> None:
    done = shop.delivered()
    draft = delivery.draft_of(shop.row())
    delivery.change(shop.store, shop.on(11, 3), done.delivery, replace(draft, day=day(11, 1)))
    assert (shop.row().day, shop.row().posted, shop.balance()) == (day(11, 1), 231_12, -231_12)
    delivery_bill.pay(shop.store, shop.on(11, 3), done.delivery, 100_00)
    with pytest.raises(Refused, match="paid"):
        delivery.change(shop.store, shop.on(11, 3), done.delivery, draft)


def test_nothing_accepted_posts_nothing(shop: Shop) -> None:
    assert shop.delivered(0).number == ""
    assert (shop.row().value, shop.balance()) == (0, 0)


def test_files_are_kept_with_the_bill(shop: Shop, tmp_path: Path) -> None:
    done = shop.delivered(bill=None)
    path = tmp_path / "R-881.pdf"
    path.write_bytes(b"%PDF-1.4 bill")
    bill = DocumentDraft(DocumentKind.BILL, "R-881", day(11, 3), 231_12)
    delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, bill, path)
    (document,) = shop.row().documents
    assert delivery_bill.file_content(shop.store, document.id) == ("R-881.pdf", b"%PDF-1.4 bill")
    delivery_bill.remove_document(shop.store, shop.on(11, 3), done.delivery, document.id)
    assert shop.row().documents == ()
    with pytest.raises(NotFound):
        delivery_bill.file_content(shop.store, document.id)
    with pytest.raises(Refused, match="cannot be read"):
        delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, bill, tmp_path / "gone.pdf")
    note = DocumentDraft(DocumentKind.CREDIT_NOTE, "C", day(11, 3), 1)
    with pytest.raises(Refused, match="needs a bill"):
        delivery_bill.add_document(shop.store, shop.on(11, 3), done.delivery, note)


def test_a_bill_that_was_typed_in_before_is_its_entry(shop: Shop) -> None:
    number = shop.book.post(shop.mill, day(11, 2), shop.book.got(Kind.GOODS, 230_00, Basis.BILL), due_day=day(12, 2))
    done = shop.delivered(entry=number, bill=None)
    row = shop.row()
    assert (done.number, row.entry.number if row.entry else "", row.posted, row.open) == ("", number, 230_00, 230_00)
    with pytest.raises(Refused, match="belongs to another"):
        shop.delivered(entry=number)
    other = shop.book.post(
        shop.book.party("Dairy", Role.SUPPLIER), day(11, 2), shop.book.got(Kind.GOODS, 1, Basis.BILL)
    )
    with pytest.raises(Refused, match="not of this supplier"):
        shop.delivered(entry=other)
    ledger.reverse(shop.store, shop.on(11, 3), number)
    assert shop.row().entry is None
    with pytest.raises(Refused, match="reversed"):
        shop.delivered(entry=number)


def test_orders_open_late_partly_complete_closed(shop: Shop) -> None:
    store, order = shop.store, shop.ordered()
    states = []

    def look(month: int, number: int) -> None:
        states.append(purchase.listed(store, shop.on(month, number))[0].state.value)

    look(11, 2)
    look(11, 3)
    shop.delivered(4, order=order, bill=None)
    look(11, 2)
    rest = DeliveryLineDraft(shop.flour, Decimal(6))
    delivery.deliver(store, shop.on(11, 3), DeliveryDraft(None, day(11, 3), (rest,), order))
    look(11, 9)
    assert states == ["open", "late", "partly", "complete"]
    with pytest.raises(Refused, match="nothing to close"):
        purchase.close(store, shop.on(11, 9), order)
    other = shop.ordered(number="B-8", promised=None)
    purchase.promise(store, shop.on(11, 1), other, day(11, 8))
    assert [row.number for row in purchase.listed(store, shop.on(11, 9), OrderFilter(late=True))] == ["B-8"]
    purchase.close(store, shop.on(11, 9), other, "sold out")
    assert purchase.find(store, shop.on(11, 9), "B-8").state is OrderState.CLOSED
    assert purchase.listed(store, shop.on(11, 9), OrderFilter(open=True)) == []
    purchase.remove(store, shop.on(11, 9), other)
    with pytest.raises(Refused, match="Close it instead"):
        purchase.remove(store, shop.on(11, 9), order)


def test_prices_are_remembered_and_offered(shop: Shop) -> None:
    store = shop.store
    shop.delivered(bill=None)
    (offer,) = supply.listed(store)
    assert [(row.from_day, row.price) for row in offer.prices] == [(day(11, 2), SACK)]
    shop.delivered(bill=None)
    assert len(supply.listed(store)[0].prices) == 1
    dearer = DeliveryLineDraft(shop.flour, Decimal(1), price=Price(26_00, Decimal(7)))
    delivery.deliver(store, shop.on(11, 9), DeliveryDraft(shop.mill, day(11, 9), (dearer,)))
    assert len(supply.listed(store)[0].prices) == 2
    order = purchase.order(
        store, shop.on(11, 5), OrderDraft(shop.mill, day(11, 5), (OrderLineDraft(shop.flour, Decimal(1)),))
    )
    (row,) = purchase.listed(store, shop.on(11, 5))
    assert (row.id, row.lines[0].price, row.value) == (order.order, SACK, 25_68)


def test_who_can_bring_it_is_known_once_tested_and_ended(shop: Shop) -> None:
    store, ctx = shop.store, shop.on(11, 9)
    draft = SupplierItemDraft(shop.sugar, shop.mill, Decimal(60), 3, Decimal(25), recover_says=5, recover_we_think=9)
    made = supply.add(store, ctx, draft, Price(2_00))
    with pytest.raises(Refused, match="known to bring it"):
        supply.add(store, ctx, draft)
    supply.tested(store, ctx, made.supplier_item, day(11, 8))
    with pytest.raises(Refused, match="future"):
        supply.tested(store, ctx, made.supplier_item, day(11, 10))
    supply.change(store, ctx, made.supplier_item, replace(draft, share=Decimal(40), tested_on=day(11, 8)))
    row = supply.find(store, "Sugar", shop.mill)
    assert [row.share, row.tested_on, row.price_on(day(11, 9))] == [40, day(11, 8), Price(2_00)]
    supply.end(store, ctx, made.supplier_item)
    assert supply.listed(store, SupplierItemFilter(shop.mill)) == []
    supply.end(store, ctx, made.supplier_item, again=True)
    assert supply.listed(store) == [row]
    with pytest.raises(NotFound):
        supply.find(store, "Flour", shop.mill)
    for wrong in (replace(draft, share=Decimal(101)), replace(draft, lead_days=-1), replace(draft, item=None)):
        with pytest.raises(Invalid):
            supply.add(store, ctx, wrong)


def test_merged_suppliers_keep_what_they_brought(shop: Shop) -> None:
    shop.delivered(order=shop.ordered())
    big = shop.book.party("Big Mill", Role.SUPPLIER)
    merge.merge(shop.store, shop.on(11, 9), big, shop.mill)
    assert [row.party_name for row in delivery.listed(shop.store, DeliveryFilter(big))] == ["Big Mill"]
    assert supply.listed(shop.store, SupplierItemFilter(big))[0].party == big
    assert purchase.listed(shop.store, shop.on(11, 9), OrderFilter(big))[0].party == big


def test_what_cannot_be_is_said_beside_its_field(shop: Shop) -> None:
    line = DeliveryLineDraft(shop.flour, Decimal(10), Decimal(11))
    with pytest.raises(Invalid) as refused:
        delivery.deliver(shop.store, shop.on(11, 2), DeliveryDraft(None, None, (line,)))
    assert {each.field for each in refused.value.problems} == {"party", "day", "lines.0.accepted"}
    other = shop.book.party("Big Mill", Role.SUPPLIER)
    fine = DeliveryLineDraft(shop.flour, Decimal(10))
    with pytest.raises(Invalid, match="Old Mill has this order"):
        delivery.deliver(shop.store, shop.on(11, 2), DeliveryDraft(other, day(11, 2), (fine,), shop.ordered()))
    with pytest.raises(Invalid):
        purchase.order(shop.store, shop.on(11, 2), OrderDraft(shop.mill, day(11, 2), (), promised=day(11, 1)))


def test_a_bill_that_came_with_the_goods_asks_for_what_was_accepted(shop: Shop) -> None:
    shop.delivered(bill=DocumentDraft(DocumentKind.BILL, "R-1", day(11, 2), None))
    assert (shop.row().billed, shop.row().difference) == (231_12, 0)
    unpriced = DeliveryLineDraft(shop.sugar, Decimal(1))
    with pytest.raises(Invalid, match="Type the amount"):
        bill = DocumentDraft(DocumentKind.BILL, "R-2", day(11, 2), None)
        draft = DeliveryDraft(shop.mill, day(11, 2), (unpriced,), bill=bill)
        delivery.deliver(shop.store, shop.on(11, 2), draft)


def test_found_by_number_or_by_bill(shop: Shop) -> None:
    done = shop.delivered()
    for named in ("L-12", "R-881", str(done.uuid)):
        assert delivery.find(shop.store, named).id == done.delivery
    shop.delivered()
    with pytest.raises(Ambiguous):
        delivery.find(shop.store, "R-881")
    with pytest.raises(NotFound):
        delivery.find(shop.store, "none")


def test_in_a_closed_month_it_is_posted_today_and_says_its_day(shop: Shop) -> None:
    period.close(shop.store, shop.on(12, 1), 202611)
    line = DeliveryLineDraft(shop.flour, Decimal(1), price=Price(10_00))
    done = delivery.deliver(shop.store, shop.on(12, 3), DeliveryDraft(shop.mill, day(11, 2), (line,)))
    found = entry.entry(shop.store, done.number)
    assert (found.row.day, found.row.belongs_to) == (dt.date(2026, 12, 3), day(11, 2))


def test_an_order_is_changed_until_something_of_it_came(shop: Shop) -> None:
    store, order = shop.store, shop.ordered()
    (row,) = purchase.page_rows(store, shop.on(10, 28), purchase.ids(store, shop.on(10, 28)))
    wanted = replace(purchase.draft_of(row), lines=(OrderLineDraft(shop.sugar, Decimal(3)),), promised=day(11, 9))
    purchase.change(store, shop.on(10, 29), order, wanted)
    (row,) = purchase.listed(store, shop.on(10, 29))
    assert [(line.item, line.quantity) for line in row.lines] == [(shop.sugar, Decimal(3))]
    assert (row.promised, row.number) == (day(11, 9), "B-7")
    undo.undo(store, shop.on(10, 30))
    assert purchase.listed(store, shop.on(10, 30))[0].value == 256_80
    shop.delivered(order=order)
    with pytest.raises(Refused, match="stays as it was ordered"):
        purchase.change(store, shop.on(11, 3), order, wanted)


def test_all_that_lacks_comes_in_one_go_and_what_has_no_bill_is_found(shop: Shop) -> None:
    store, order = shop.store, shop.ordered()
    shop.delivered(order=order)
    done = delivery.complete(store, shop.on(11, 4), order)
    assert [row.id for row in delivery.listed(store, DeliveryFilter(no_bill=True))] == [done.delivery]
    (rest, first) = delivery.listed(store)
    assert (rest.posted, first.posted, rest.day) == (25_68, 231_12, day(11, 4))
    assert purchase.listed(store, shop.on(11, 30))[0].state is OrderState.COMPLETE
    with pytest.raises(Refused, match="All of it is here"):
        delivery.complete(store, shop.on(11, 5), order)


def test_of_two_lines_of_one_item_what_comes_fills_the_one_that_lacks_some(shop: Shop) -> None:
    lines = tuple(OrderLineDraft(shop.flour, Decimal(count), SACK) for count in (10, 5))
    order = shop.ordered(lines=lines)
    for count, when in ((10, 3), (5, 4)):
        came = (DeliveryLineDraft(shop.flour, Decimal(count)),)
        delivery.deliver(shop.store, shop.on(11, when), DeliveryDraft(None, day(11, when), came, order))
    (row,) = purchase.listed(shop.store, shop.on(11, 5))
    assert (row.state, [line.accepted for line in row.lines]) == (OrderState.COMPLETE, [Decimal(10), Decimal(5)])
