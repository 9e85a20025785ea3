"""What the party's page says of supply: what is to come, late ones first, what came last, a bill that asks more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from partnercrm.domain.item import ItemDraft
from partnercrm.domain.party import Role
from partnercrm.domain.supply import (
    DeliveryDraft,
    DeliveryLineDraft,
    DocumentDraft,
    DocumentKind,
    OrderDraft,
    OrderLineDraft,
    Price,
)
from partnercrm.services import dealing, delivery, item, purchase, supply_dealing
from tests.services.test_dealings import words
from tests.services.worked_examples import Book, day


@pytest.fixture
def mill(book: Book) -> int:
    return book.party("Old Mill", Role.SUPPLIER)


def said(book: Book, party: int) -> list[str]:
    return words(supply_dealing.dealings(book.store, book.on(day(11, 20)), party))


def test_nothing_of_who_brings_nothing(book: Book, mill: int) -> None:
    assert said(book, mill) == []
    assert "Supply" not in [str(each.heading) for each in dealing.dealings(book.store, book.on(day(11, 20)), mill)]


def test_late_first_then_what_is_to_come_and_what_came(book: Book, mill: int) -> None:
    flour = item.add(book.store, book.on(day(11, 1)), ItemDraft("Flour")).item
    line = OrderLineDraft(flour, Decimal(10), Price(24_00, Decimal(7)))
    for number, promised in (("B-1", day(11, 25)), ("B-2", day(11, 18)), ("B-3", None)):
        draft = OrderDraft(mill, day(11, 10), (line,), promised=promised, number=number)
        purchase.order(book.store, book.on(day(11, 10)), draft)
    came = DeliveryLineDraft(flour, Decimal(10), Decimal(9), Price(24_00, Decimal(7)))
    bill = DocumentDraft(DocumentKind.BILL, "R-881", day(11, 2), 256_80)
    delivery.deliver(book.store, book.on(day(11, 2)), DeliveryDraft(mill, day(11, 2), (came,), bill=bill))
    assert said(book, mill) == [
        "Order B-2: Flour | 2 days late",
        "Order B-3: Flour | On its way, 10 Nov",
        "Order B-1: Flour | On its way, due 25 Nov",
        "Delivery: Flour | 2 Nov, the bill asks 25.68 more than was accepted | 1 item not good",
    ]
    rows = supply_dealing.dealings(book.store, book.on(day(11, 20)), mill).rows
    assert [row.late for row in rows] == [True, False, False, False]
