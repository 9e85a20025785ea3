"""What pays what: at posting, later, by set-off and transfer, and how it is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import Invalid, LimitReached, NotReversible, PeriodClosed, Refused, SettlementRefused
from partnercrm.domain.ledger import Basis, Kind, Lens, Reason, Return, Source
from partnercrm.domain.ledger_rows import OpenSide
from partnercrm.domain.party import Role
from partnercrm.domain.settlement import Wish
from partnercrm.services import balance, draft, entry, ledger, merge, open_item, period, settlement, verify
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
NOV = D(2026, 11, 20)


@pytest.fixture
def mill(book: Book) -> int:
    return book.party("Old Mill", Role.SUPPLIER, Role.CUSTOMER)


@pytest.fixture(autouse=True)
def intact(store: Store) -> Iterator[None]:
    yield
    assert verify.verify(store).problems == ()


def owed(book: Book, party: int, value: int, day: dt.date, due: dt.date | None = None) -> str:
    """A bill that we are to pay."""
    return book.post(party, day, book.got(Kind.GOODS, value, Basis.BILL), due_day=due)


def line_of(store: Store, number: str, position: int = 0) -> int:
    return entry.entry(store, number).lines[position].id


def rests(store: Store, on: dt.date | None = None) -> dict[str, int]:
    """What is open of each entry, above zero where they owe it."""
    found: dict[str, int] = {}
    for item in open_item.items(store, NOV, on):
        sign = 1 if item.side is OpenSide.RECEIVABLE else -1
        found[item.number] = found.get(item.number, 0) + sign * item.open
    return found


def standing(store: Store, party: int) -> tuple[int, int]:
    found = balance.party_balance(store, party, NOV)
    return found.they_owe.amount, found.we_owe.amount


# At posting


def test_money_pays_what_was_due_first(store: Store, book: Book, mill: int) -> None:
    late = owed(book, mill, 100_00, D(2026, 11, 2), D(2026, 12, 20))
    soon = owed(book, mill, 100_00, D(2026, 11, 3), D(2026, 12, 1))
    book.post(mill, D(2026, 11, 10), book.gave(Kind.MONEY, 130_00))
    assert rests(store) == {late: -70_00}
    assert {one.amount for one in entry.entry(store, soon).settled} == {100_00}


def test_money_pays_the_other_lines_of_its_own_entry_before_older_bills(store: Store, book: Book, mill: int) -> None:
    old = owed(book, mill, 50_00, D(2026, 10, 2))
    rolls, paid, change = (
        book.got(Kind.GOODS, 20_00, Basis.BILL),
        book.gave(Kind.MONEY, 50_00),
        book.got(Kind.MONEY, 30_00),
    )
    book.post(mill, D(2026, 11, 2), rolls, paid, change)
    assert rests(store) == {old: -50_00}


def test_named_items_are_paid_as_far_as_was_said(store: Store, book: Book, mill: int) -> None:
    first, second = owed(book, mill, 100_00, D(2026, 11, 2)), owed(book, mill, 100_00, D(2026, 11, 3))
    wishes = (Wish(line_of(store, second), 80_00), Wish(line_of(store, first)))
    book.post(mill, D(2026, 11, 10), book.gave(Kind.MONEY, 120_00), settles=wishes)
    assert rests(store) == {first: -60_00, second: -20_00}


def test_what_is_left_of_a_payment_with_named_items_waits(store: Store, book: Book, mill: int) -> None:
    first, second = owed(book, mill, 100_00, D(2026, 11, 2)), owed(book, mill, 100_00, D(2026, 11, 3))
    paid = book.post(mill, D(2026, 11, 10), book.gave(Kind.MONEY, 150_00), settles=(Wish(line_of(store, second)),))
    assert rests(store) == {first: -100_00, paid: 50_00}
    assert standing(store, mill) == (0, 50_00)


@pytest.mark.parametrize(
    ("amount", "pay", "words"),
    [(120_00, 200_00, "not that much left"), (80_00, 50_00, "smaller than what it should pay")],
)
def test_more_than_there_is_cannot_be_settled(
    store: Store, book: Book, mill: int, amount: int, pay: int, words: str
) -> None:
    bill = line_of(store, owed(book, mill, 100_00, D(2026, 11, 2)))
    with pytest.raises(SettlementRefused, match=words):
        book.post(mill, NOV, book.gave(Kind.MONEY, pay), settles=(Wish(bill, amount),))
    assert len(entry.ids(store, entry.EntryFilter(), NOV)) == 1


def test_an_item_of_somebody_else_or_of_the_same_side_is_not_paid(store: Store, book: Book, mill: int) -> None:
    other = line_of(store, owed(book, book.party("Hillside"), 100_00, D(2026, 11, 2)))
    with pytest.raises(SettlementRefused, match="somebody else"):
        book.post(mill, NOV, book.gave(Kind.MONEY, 10_00), settles=(Wish(other),))
    mine = line_of(store, owed(book, mill, 100_00, D(2026, 11, 2)))
    with pytest.raises(SettlementRefused, match="same side"):
        book.post(mill, NOV, book.got(Kind.MONEY, 10_00), settles=(Wish(mine),))


def test_goods_settle_nothing_by_themselves(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 100_00, D(2026, 11, 2))
    sold = book.post(mill, D(2026, 11, 3), book.gave(Kind.GOODS, 100_00, Basis.BILL))
    assert rests(store) == {bill: -100_00, sold: 100_00}
    with pytest.raises(Invalid, match="Only money or an adjustment"):
        book.post(mill, NOV, book.gave(Kind.GOODS, 1_00, Basis.BILL), settles=(Wish(line_of(store, bill)),))


@pytest.mark.parametrize("reason", [Reason.ROUNDING, Reason.CASH_DISCOUNT, Reason.FORGIVEN])
def test_an_adjustment_closes_no_more_than_is_open(store: Store, book: Book, mill: int, reason: Reason) -> None:
    bill = owed(book, mill, 10_00, D(2026, 11, 2))
    with pytest.raises(SettlementRefused, match="not that much open"):
        book.post(mill, NOV, book.gave(Kind.ADJUSTMENT, 10_01, reason=reason))
    book.post(mill, NOV, book.gave(Kind.ADJUSTMENT, 10_00, reason=reason))
    assert rests(store) == {}
    found = balance.balances(store, Lens.TO_PAY, mill)[0]
    assert (found.balance, found.volume) == (0, 10_00)
    assert entry.entry(store, bill).row.open == 0


def test_an_opening_pays_only_what_it_names(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 40_00, D(2026, 11, 2))
    begun = book.post(mill, D(2026, 11, 1), book.gave(Kind.MONEY, 30_00), source=Source.OPENING)
    assert rests(store) == {bill: -40_00, begun: 30_00}
    named = (Wish(line_of(store, bill)),)
    book.post(mill, D(2026, 11, 1), book.gave(Kind.MONEY, 10_00), source=Source.OPENING, settles=named)
    assert rests(store) == {bill: -30_00, begun: 30_00}


def test_a_gift_of_money_pays_nothing(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 40_00, D(2026, 11, 2))
    book.post(mill, NOV, book.gave(Kind.MONEY, 40_00, gift=True))
    assert rests(store) == {bill: -40_00}
    assert balance.balances(store, Lens.TURNS, mill)[0].given == 1


# Days


def test_a_prepayment_is_open_until_the_bill_is_there(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 100_00, D(2026, 11, 15))
    paid = book.post(mill, D(2026, 11, 5), book.gave(Kind.MONEY, 60_00), today=NOV)
    assert rests(store, D(2026, 11, 10)) == {paid: 60_00}
    assert rests(store, D(2026, 11, 15)) == {bill: -40_00} == rests(store)
    assert {one.day for one in entry.entry(store, bill).settled} == {D(2026, 11, 15)}


def test_a_settlement_dated_later_does_not_count_earlier(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 100_00, D(2026, 11, 2))
    paid = book.post(mill, D(2026, 11, 12), book.gave(Kind.MONEY, 100_00))
    assert rests(store, D(2026, 11, 11)) == {bill: -100_00}
    ledger.reverse(store, book.on(NOV), paid)
    assert rests(store, D(2026, 11, 12)) == {bill: -100_00} == rests(store)


def test_a_bill_reversed_after_it_was_settled_later_leaves_every_day_right(store: Store, book: Book, mill: int) -> None:
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 100_00))
    bill = owed(book, mill, 60_00, D(2026, 11, 4))
    settlement.settle(store, book.on(NOV), paid, [(bill, None)])
    assert (rests(store, D(2026, 11, 19)), rests(store)) == ({paid: 100_00, bill: -60_00}, {paid: 40_00})
    ledger.reverse(store, book.on(D(2026, 11, 21)), bill)
    for on in (D(2026, 11, 4), D(2026, 11, 19), NOV, D(2026, 11, 21), None):
        assert rests(store, on) == {paid: 100_00}


def test_a_bill_whose_payment_lies_in_a_closed_month_is_reversed_today(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 60_00, D(2026, 9, 4))
    paid = book.post(mill, D(2026, 10, 4), book.gave(Kind.MONEY, 60_00))
    period.close(store, book.on(NOV), 202610)
    reversal = ledger.reverse(store, book.on(NOV), bill).number
    row = entry.entry(store, reversal).row
    assert (row.day, row.belongs_to) == (NOV, D(2026, 9, 4))
    assert (rests(store, D(2026, 10, 31)), rests(store)) == ({}, {paid: 60_00})


# Later


def test_settle_lets_what_is_left_pay_another_entry(store: Store, book: Book, mill: int) -> None:
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 100_00))
    first, second = owed(book, mill, 80_00, D(2026, 11, 4)), owed(book, mill, 80_00, D(2026, 11, 5))
    settlement.settle(store, book.on(NOV), paid, [(first, 30_00), (second, None)])
    assert rests(store) == {first: -50_00, second: -10_00}


def test_settle_refuses_what_is_not_there(store: Store, book: Book, mill: int) -> None:
    ctx = book.on(NOV)
    bill = owed(book, mill, 80_00, D(2026, 11, 4))
    other = owed(book, mill, 80_00, D(2026, 11, 5))
    with pytest.raises(SettlementRefused, match="no money left"):
        settlement.settle(store, ctx, bill, [(other, None)])
    paid = book.post(mill, D(2026, 11, 6), book.gave(Kind.MONEY, 200_00))
    with pytest.raises(SettlementRefused, match="Nothing of entry"):
        settlement.settle(store, ctx, paid, [(bill, None)])
    third = owed(book, mill, 50_00, D(2026, 11, 7))
    with pytest.raises(SettlementRefused, match="not that much open"):
        settlement.settle(store, ctx, paid, [(third, 60_00)])
    with pytest.raises(SettlementRefused, match="not that much left"):
        settlement.settle(store, ctx, paid, [(third, 50_00)])
    assert rests(store) == {paid: 40_00, third: -50_00}


def test_settle_in_a_closed_month_is_refused_in_words(store: Store, book: Book, mill: int) -> None:
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 100_00))
    bill = owed(book, mill, 80_00, D(2026, 11, 4))
    period.close(store, book.on(NOV), 202611)
    with pytest.raises(PeriodClosed):
        settlement.settle(store, book.on(NOV), paid, [(bill, None)])
    settlement.settle(store, book.on(D(2026, 12, 1)), paid, [(bill, None)])
    assert (rests(store, D(2026, 11, 30)), rests(store)) == ({paid: 100_00, bill: -80_00}, {paid: 20_00})


def test_a_credit_takes_the_rest_of_its_bill_and_waits_where_it_was_paid(store: Store, book: Book, mill: int) -> None:
    bill = owed(book, mill, 100_00, D(2026, 11, 2))
    ledger.credit(store, book.on(D(2026, 11, 5)), bill, 30_00)
    assert rests(store) == {bill: -70_00}
    book.post(mill, D(2026, 11, 6), book.gave(Kind.MONEY, 70_00))
    waiting = ledger.credit(store, book.on(D(2026, 11, 7)), bill, 20_00).number
    assert rests(store) == {waiting: 20_00}
    assert standing(store, mill) == (0, -20_00)
    other = owed(book, mill, 50_00, D(2026, 11, 8))
    settlement.settle(store, book.on(NOV), waiting, [(other, None)])
    assert rests(store) == {other: -30_00}


# Set-off and transfer


def test_a_set_off_is_two_entries_that_belong_together(store: Store, book: Book, mill: int) -> None:
    owed(book, mill, 100_00, D(2026, 11, 2))
    sold = book.post(mill, D(2026, 11, 3), book.gave(Kind.GOODS, 80_00, Basis.BILL))
    ctx = book.on(NOV)
    with pytest.raises(Refused, match="not that much open"):
        settlement.set_off(store, ctx, mill, "signed", 80_01)
    one = settlement.set_off(store, ctx, mill, "signed", 50_00).number
    assert standing(store, mill) == (30_00, 50_00)
    other = entry.entry(store, one).linked_with[0]
    for half in (one, other):
        with pytest.raises(NotReversible, match="belongs to another one"):
            ledger.correct(store, ctx, half)
    ledger.reverse(store, ctx, other)
    assert standing(store, mill) == (80_00, 100_00)
    assert entry.entry(store, one).row.reversed_by != ""
    with pytest.raises(NotReversible, match="belongs to another one"):
        ledger.enter_again(store, ctx, one)
    assert entry.entry(store, sold).row.open == 80_00


def test_a_set_off_or_transfer_is_never_posted_by_itself(store: Store, book: Book, mill: int) -> None:
    owed(book, mill, 100_00, D(2026, 11, 2))
    for reason in (Reason.SET_OFF, Reason.TRANSFER):
        with pytest.raises(Invalid, match="two entries that sum to zero"):
            book.post(mill, NOV, book.gave(Kind.ADJUSTMENT, 10_00, reason=reason))


def test_a_set_off_never_meets_the_limit(store: Store, book: Book, make_party: Callable[..., int]) -> None:
    party = make_party("Studio", Role.CUSTOMER, hard_limit=60_00)
    book.post(party, D(2026, 11, 2), book.got(Kind.GOODS, 100_00, Basis.BILL), reason="agreed on the phone")
    book.post(party, D(2026, 11, 3), book.gave(Kind.GOODS, 90_00, Basis.BILL))
    settlement.set_off(store, book.on(NOV), party, "signed")
    assert standing(store, party) == (0, 10_00)


def test_a_transfer_moves_what_is_owed_to_another_party(store: Store, book: Book, mill: int) -> None:
    hill = book.party("Hillside", Role.SUPPLIER)
    bill = book.post(mill, D(2026, 11, 2), book.gave(Kind.GOODS, 100_00, Basis.BILL))
    owed(book, hill, 30_00, D(2026, 11, 3))
    ctx = book.on(NOV)
    settlement.transfer(store, ctx, mill, hill, 40_00, "signed by all three")
    assert (standing(store, mill), standing(store, hill)) == ((60_00, 0), (10_00, 0))
    assert entry.entry(store, bill).row.open == 60_00
    for row in balance.balances(store, Lens.TO_PAY):
        assert row.volume == {mill: 100_00, hill: 30_00}[row.party_id]
    with pytest.raises(Invalid, match="document"):
        settlement.transfer(store, ctx, mill, hill, 1_00, "")
    merge.merge(store, ctx, mill, hill)
    with pytest.raises(Refused, match="from one to another"):
        settlement.transfer(store, ctx, mill, hill, 1_00, "signed")


def test_a_transfer_past_the_limit_asks_why(
    store: Store, book: Book, mill: int, make_party: Callable[..., int]
) -> None:
    studio = make_party("Studio", Role.CUSTOMER, hard_limit=20_00)
    ctx = book.on(NOV)
    with pytest.raises(LimitReached):
        settlement.transfer(store, ctx, mill, studio, 30_00, "signed")
    settlement.transfer(store, ctx, mill, studio, 30_00, "signed", reason="agreed on the phone")
    assert standing(store, studio) == (30_00, 0)


# Favours


def test_call_it_even_closes_priced_and_unpriced_favours(store: Store, book: Book, mill: int) -> None:
    book.post(
        mill, D(2026, 11, 2), book.gave(Kind.EXPOSURE, 25_00), book.gave(Kind.KNOWLEDGE), book.gave(Kind.REFERRAL)
    )
    book.post(mill, D(2026, 11, 3), book.got(Kind.SPACE_AND_EQUIPMENT, 10_00))
    before = balance.balances(store, Lens.FAVOURS, mill)[0]
    settlement.call_even(store, book.on(NOV), mill, "a coffee together")
    found = balance.balances(store, Lens.FAVOURS, mill)[0]
    assert (found.balance, found.unpriced) == (0, 0)
    assert (found.volume, found.reciprocity) == (before.volume, before.reciprocity)
    assert balance.balances(store, Lens.TURNS, mill)[0].balance == 0
    with pytest.raises(Refused, match="even already"):
        settlement.call_even(store, book.on(NOV), mill, "again")


def test_an_adjustment_asks_what_it_closes_asks(book: Book, mill: int) -> None:
    wrong = [(Reason.CALL_IT_EVEN, Return.MONEY), (Reason.FORGIVEN, Return.IN_KIND), (Reason.ROUNDING, Return.NOTHING)]
    for reason, asks in wrong:
        with pytest.raises(Invalid, match="Calling it even"):
            book.post(mill, NOV, book.gave(Kind.ADJUSTMENT, 1_00, reason=reason, asks=asks))


# Corrections


def test_a_corrected_payment_still_pays_the_bill_that_it_paid(store: Store, book: Book, mill: int) -> None:
    owed(book, mill, 100_00, D(2026, 10, 2))
    meant = owed(book, mill, 100_00, D(2026, 11, 3))
    paid = book.post(mill, D(2026, 11, 10), book.gave(Kind.MONEY, 70_00), settles=(Wish(line_of(store, meant)),))
    ctx = book.on(NOV)
    done = ledger.correct(store, ctx, paid)
    assert draft.get(store, done.draft).settles == (Wish(line_of(store, meant)),)
    again = ledger.post_draft(store, ctx, done.draft).number
    assert entry.entry(store, meant).row.open == -30_00
    reversal = ledger.reverse(store, ctx, again).number
    made = ledger.enter_again(store, ctx, reversal)
    assert draft.get(store, made.draft).settles == (Wish(line_of(store, meant)),)


def test_a_draft_pays_the_oldest_where_its_item_was_paid_meanwhile(store: Store, book: Book, mill: int) -> None:
    old, meant = owed(book, mill, 40_00, D(2026, 10, 2)), owed(book, mill, 40_00, D(2026, 11, 3))
    paid = book.post(mill, D(2026, 11, 10), book.gave(Kind.MONEY, 40_00), settles=(Wish(line_of(store, meant)),))
    ctx = book.on(NOV)
    done = ledger.correct(store, ctx, paid)
    book.post(mill, NOV, book.gave(Kind.MONEY, 40_00), settles=(Wish(line_of(store, meant)),))
    ledger.post_draft(store, ctx, done.draft)
    assert (entry.entry(store, old).row.open, rests(store)) == (0, {})
