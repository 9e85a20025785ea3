"""Deliveries in any order of deeds: what stands in the ledger is what was accepted, once; undo leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.errors import Refused
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.party import Role
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft, DocumentDraft, DocumentKind, Price
from partnercrm.services import balance, delivery, delivery_bill, item, undo, verify
from partnercrm.services.store import Store
from tests.services.worked_examples import Book, day

DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.integers(1, 9), st.integers(0, 9)),
        st.tuples(st.just("bill"), st.integers(0, 3), st.integers(1, 300_00)),
        st.tuples(st.just("credit"), st.integers(0, 3), st.integers(1, 50_00)),
        st.tuples(st.just("accept"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("pay"), st.integers(0, 3), st.integers(0, 9_00)),
        st.tuples(st.just("take_back"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("post"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("undo"), st.just(0), st.just(0)),
    ),
    max_size=9,
)


class Shop:
    """A shop that buys flour of the mill and pays it."""

    def __init__(self, store: Store) -> None:
        self.store, self.book, self.deeds = store, Book(store), 0
        self.mill = self.book.party("Old Mill", Role.SUPPLIER)
        self.flour = item.add(store, self.book.on(day(11, 1)), ItemDraft("Flour")).item

    def do(self, deed: str, one: int, two: int) -> None:
        """A deed, as far as the shop allows it."""
        ctx, rows = self.book.on(day(11, 10)), delivery.listed(self.store)
        try:
            if deed == "deliver":
                line = DeliveryLineDraft(self.flour, Decimal(one), Decimal(min(one, two)), Price(24_00, Decimal(7)))
                delivery.deliver(self.store, ctx, DeliveryDraft(self.mill, day(11, 2), (line,)))
            elif deed == "undo" and self.deeds:
                undo.undo(self.store, ctx)
                self.deeds -= 2
            elif rows:
                self.with_one(deed, rows[one % len(rows)].id, two)
            else:
                return
            self.deeds += 1
        except Refused:
            pass

    def with_one(self, deed: str, number: int, value: int) -> None:
        """What is done with a delivery."""
        store, ctx = self.store, self.book.on(day(11, 10))
        if deed in ("bill", "credit"):
            kind = DocumentKind.BILL if deed == "bill" else DocumentKind.CREDIT_NOTE
            delivery_bill.add_document(store, ctx, number, DocumentDraft(kind, "R", day(11, 3), value))
        elif deed == "accept":
            delivery_bill.accept_difference(store, ctx, number)
        elif deed == "pay":
            delivery_bill.pay(store, ctx, number, discount=value)
        elif deed == "take_back":
            delivery.take_back(store, ctx, number)
        elif deed == "post":
            delivery.post(store, ctx, number)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_what_stands_is_what_was_accepted_once(
    fresh_store: Callable[[], AbstractContextManager[Store]], deeds: list[tuple[str, int, int]]
) -> None:
    with fresh_store() as store:
        shop = Shop(store)
        for deed in deeds:
            shop.do(*deed)
        for row in delivery.listed(store):
            if row.entry is not None and not any(deed[0] == "accept" for deed in deeds):
                assert row.posted == row.value
            assert 0 <= row.open <= max(row.posted, 0)
        assert verify.verify(store).problems == ()
        while shop.deeds > 0:
            undo.undo(store, shop.book.on(day(11, 12)))
            shop.deeds -= 1
        assert delivery.listed(store) == []
        assert balance.party_balance(store, shop.mill, day(11, 12)).to_pay.balance == 0
        assert verify.verify(store).problems == ()
