"""Buying together through the services: each share is posted once, sums to the bill, and comes back by reversal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import Ambiguous, Invalid, NotFound, Refused
from partnercrm.domain.joint_buying import FreightRule, JointBuyingDraft, Step, Wanted
from partnercrm.domain.joint_buying_rows import JointRow, JointState
from partnercrm.domain.ledger import Basis, Kind, Return, Source
from partnercrm.domain.party import Role
from partnercrm.services import balance, entry, ledger, open_item, undo, verify
from partnercrm.services import joint_buying as joint
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.conftest import Everything
    from tests.services.worked_examples import Book

D = dt.date
DAY, TODAY = D(2026, 11, 3), D(2026, 11, 21)
STEPS = (Step(Decimal(0), 24_00), Step(Decimal(10), 21_50))
FLOUR = JointBuyingDraft("Flour", "sack", STEPS, DAY, freight=25_00, freight_rule=FreightRule.EQUALLY)


class Street:
    """Flour bought with the bakery and the Corner Cup from the mill."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store, self.book, self.ctx = store, book, book.on(DAY)
        self.mill = book.party("Old Mill", Role.SUPPLIER)
        self.bakery = book.party("The Daily Grind", Role.PARTNER)
        self.cup = book.party("Corner Cup", Role.COMPETITOR)
        wanted = [Wanted(self.bakery, Decimal(7)), Wanted(None, Decimal(2)), Wanted(self.cup, Decimal("1.5"))]
        self.id = joint.add(store, self.ctx, replace(FLOUR, supplier=self.mill), wanted).joint

    def row(self) -> JointRow:
        (found,) = joint.page_rows(self.store, [self.id])
        return found

    def owed(self) -> dict[str, int]:
        return {item.name: item.open for item in open_item.items(self.store, TODAY)}


def test_the_bill_is_shared_and_each_owes_what_it_takes(store: Store, book: Book) -> None:
    street = Street(store, book)
    row = street.row()
    assert (row.quantity, row.price, row.goods, row.bill, row.state) == (
        Decimal("10.5"),
        21_50,
        225_75,
        250_75,
        JointState.COLLECTING,
    )
    assert [(share.name, share.goods, share.freight) for share in row.shares] == [
        ("", 43_00, 8_34),
        ("The Daily Grind", 150_50, 8_33),
        ("Corner Cup", 32_25, 8_33),
    ]
    done = joint.post(store, street.ctx, street.id, D(2026, 11, 17), "2026-040")
    assert len(done.numbers) == 2
    view = entry.entry(store, done.numbers[0])
    assert (view.row.source, view.row.our_document, view.row.due) == (Source.DELIVERY, "2026-040", D(2026, 11, 17))
    assert [(line.kind, line.value, line.basis, line.asks, line.cost) for line in view.lines] == [
        (Kind.GOODS, 150_50, Basis.BILL, Return.MONEY, 150_50),
        (Kind.SERVICE, 8_33, Basis.BILL, Return.MONEY, 8_33),
    ]
    assert balance.party_balance(store, street.bakery, TODAY).they_owe.amount == 158_83
    assert balance.party_balance(store, street.cup, TODAY).they_owe.amount == 40_58
    assert balance.party_balance(store, street.bakery, TODAY).favours.volume == 0
    assert street.row().state is JointState.POSTED
    assert sum(share.value for share in street.row().shares) == street.row().bill
    with pytest.raises(Refused, match="nothing to post"):
        joint.post(store, street.ctx, street.id)
    assert verify.verify(store).problems == ()


def test_a_share_reversed_in_the_register_is_posted_again_by_itself(store: Store, book: Book) -> None:
    street = Street(store, book)
    done = joint.post(store, street.ctx, street.id)
    ledger.reverse(store, street.ctx, done.numbers[1])
    assert street.row().state is JointState.PARTLY
    assert balance.party_balance(store, street.cup, TODAY).to_pay.balance == 0
    with pytest.raises(Refused, match=done.numbers[0]):
        joint.take(store, street.ctx, street.id, street.cup, Decimal(2))
    again = joint.post(store, street.ctx, street.id)
    assert len(again.numbers) == 1
    assert balance.party_balance(store, street.cup, TODAY).they_owe.amount == 40_58
    assert balance.party_balance(store, street.bakery, TODAY).they_owe.amount == 158_83


def test_taken_back_it_is_collected_anew(store: Store, book: Book) -> None:
    street = Street(store, book)
    with pytest.raises(Refused, match="None of it"):
        joint.take_back(store, street.ctx, street.id)
    joint.post(store, street.ctx, street.id)
    with pytest.raises(Refused, match="in the ledger"):
        joint.change(store, street.ctx, street.id, FLOUR)
    joint.take_back(store, street.ctx, street.id, "the mill sent less")
    assert (street.row().state, open_item.items(store, TODAY)) == (JointState.COLLECTING, [])
    with pytest.raises(Refused, match="stays on the list"):
        joint.take(store, street.ctx, street.id, street.cup, Decimal(0))
    joint.take(store, street.ctx, street.id, street.bakery, Decimal(6))
    joint.change(store, street.ctx, street.id, replace(FLOUR, goods_bill=200_00, freight=0))
    row = street.row()
    assert (row.quantity, row.goods, row.bill, row.supplier) == (Decimal("9.5"), 200_00, 200_00, None)
    assert (row.price, row.cheaper) == (24_00, Step(Decimal(10), 21_50))
    joint.post(store, street.ctx, street.id)
    owed = sum(balance.party_balance(store, party, TODAY).they_owe.amount for party in (street.bakery, street.cup))
    assert owed == 200_00 - row.shares[0].value
    with pytest.raises(Refused, match="stays"):
        joint.remove(store, street.ctx, street.id)


def test_undo_takes_all_shares_back_at_once(store: Store, book: Book, everything: Everything) -> None:
    street = Street(store, book)
    before = {name: rows for name, rows in everything().items() if name.startswith("joint")}
    joint.post(store, street.ctx, street.id)
    undo.undo(store, street.ctx)
    assert {name: rows for name, rows in everything().items() if name.startswith("joint")} == before
    assert open_item.items(store, TODAY) == []
    undo.redo(store, street.ctx)
    assert street.row().state is JointState.POSTED
    undo.undo(store, street.ctx)
    joint.remove(store, street.ctx, street.id)
    assert joint.ids(store) == []


def test_what_cannot_be_taken_is_said(store: Store, book: Book) -> None:
    street = Street(store, book)
    lena = book.party("Lena", Role.EMPLOYEE)
    with pytest.raises(Invalid, match="payroll"):
        joint.take(store, street.ctx, street.id, lena, Decimal(1))
    with pytest.raises(Invalid) as caught:
        joint.take(store, street.ctx, street.id, street.cup, Decimal("0.00001"))
    assert caught.value.field == "quantity"
    with pytest.raises(NotFound):
        joint.take(store, street.ctx, 99, street.cup, Decimal(1))
    with pytest.raises(Invalid):
        joint.add(store, street.ctx, replace(FLOUR, what=""))
    joint.take(store, street.ctx, street.id, street.cup, Decimal(0))
    joint.take(store, street.ctx, street.id, street.bakery, Decimal(0))
    assert [share.name for share in street.row().shares] == [""]
    with pytest.raises(Refused, match="nobody else"):
        joint.post(store, street.ctx, street.id)


def test_lists_by_party_and_finds_by_id(store: Store, book: Book) -> None:
    street = Street(store, book)
    later = joint.add(store, street.ctx, replace(FLOUR, what="Sugar", day=TODAY), [Wanted(None, Decimal(5))]).joint
    assert joint.ids(store) == [later, street.id]
    assert joint.ids(store, street.mill) == joint.ids(store, street.cup) == [street.id]
    assert joint.find(store, str(street.row().uuid)).id == joint.find(store, " flour").id == street.id
    with pytest.raises(NotFound):
        joint.find(store, "Salt")
    joint.add(store, street.ctx, FLOUR)
    with pytest.raises(Ambiguous):
        joint.find(store, "Flour")
