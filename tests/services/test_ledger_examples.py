"""The accountant's worked examples D, G, H, I, K and L, through the services."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain import sentences
from partnercrm.domain.errors import AlreadyReversed, Invalid, NotReversible, PeriodClosed
from partnercrm.domain.ledger import Basis, Kind, Lens, Reason, Source
from partnercrm.domain.ledger_rows import EntryFilter, OpenSide, PartyBalance
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.party import Role
from partnercrm.domain.settlement import Age
from partnercrm.services import balance, draft, entry, ledger, open_item, period, settlement, statement, verify
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book, Worked

EUR = Currency("EUR", 2)
D = dt.date


def euro(minor: int) -> Amount:
    return Amount(minor, EUR)


def said(found: PartyBalance, today: dt.date) -> str:
    """To pay and favours in the owner's words."""
    they, we, favours = found.they_owe, found.we_owe, found.favours
    to_pay = sentences.to_pay_words(euro(they.amount), euro(we.amount), today, they_due=they.due, we_due=we.due)
    ahead = sentences.favours_words(
        euro(favours.given), euro(favours.received), favours.given_unpriced, favours.received_unpriced
    )
    return ". ".join(Locale("en_GB").say(message) for message in (*to_pay, ahead))


def look(store: Store, party: int, today: dt.date) -> PartyBalance:
    return balance.party_balance(store, party, today)


def intact(store: Store) -> None:
    assert verify.verify(store).problems == ()


# D


def test_d_delivery_posts_once_for_what_was_accepted(store: Store, worked: Worked) -> None:
    shop, today = worked.d(store), D(2026, 11, 30)
    found = look(store, shop.mill, today)
    assert said(found, today) == "we owe 231.12, due 2 Dec. no favours yet"
    line = entry.entry(store, shop.delivery).lines[0]
    assert (line.value, line.tax_amount, line.asks.value) == (231_12, 15_12, "money")
    assert found.we_owe.days_late == 0
    assert (found.favours.volume, found.turns.volume) == (0, 0)
    intact(store)


def test_d_paid_early_less_two_per_cent_leaves_nothing_open(store: Store, worked: Worked) -> None:
    shop, today = worked.d(store, paid=True), D(2026, 11, 30)
    found = look(store, shop.mill, today)
    assert (found.they_owe.amount, found.we_owe.amount, found.to_pay.balance) == (0, 0, 0)
    assert open_item.items(store, today) == []
    paid = {settled.amount for settled in entry.entry(store, shop.delivery).settled}
    assert paid == {226_50, 4_62}
    discount = entry.entry(store, shop.payment).lines[1]
    assert (discount.tax_amount, discount.reason) == (30, Reason.CASH_DISCOUNT)
    assert found.to_pay.volume == 231_12 + 226_50
    intact(store)


# G


def test_g_barter_stands_gross_until_a_signed_set_off(store: Store, worked: Worked) -> None:
    shop, today = worked.g(store), D(2026, 11, 15)
    found = look(store, shop.studio, today)
    assert said(found, today) == (
        "we owe 600.00, due 12 Dec. they owe 550.00, due 12 Dec. 50.00 if set off. no favours yet"
    )
    assert (found.set_off, found.after_set_off) == (550_00, 50_00)
    rows = [
        (row.our_document, row.their_document, row.given, row.received)
        for row in statement.statement(store, shop.studio).rows
    ]
    assert rows == [("", "D-17", 0, 600_00), ("2026-031", "", 550_00, 0)]
    lines = [entry.entry(store, number).lines[0] for number in (shop.design, shop.catering)]
    assert [(line.value or 0) - (line.tax_amount or 0) for line in lines] == [500_00, 500_00]
    assert [line.tax_amount for line in lines] == [100_00, 50_00]


def test_g_after_the_set_off_fifty_are_left_and_paid_in_money(store: Store, worked: Worked) -> None:
    shop, today = worked.g(store, until="set off"), D(2026, 11, 21)
    assert said(look(store, shop.studio, today), today) == "we owe 50.00, due 12 Dec. no favours yet"
    both = entry.entry(store, shop.set_off)
    other = entry.entry(store, both.linked_with[0])
    assert sum(view.row.given - view.row.received for view in (both, other)) == 0
    assert {view.row.our_document for view in (both, other)} == {"Set-off of 20 November"}
    intact(store)


def test_g_paid_the_barter_is_over(store: Store, worked: Worked) -> None:
    shop = worked.g(store, until="paid")
    found = look(store, shop.studio, D(2026, 12, 2))
    assert (found.they_owe.amount, found.we_owe.amount, found.to_pay.balance) == (0, 0, 0)
    assert found.to_pay.volume == 600_00 + 550_00 + 50_00
    assert found.favours.volume == 0
    intact(store)


# H


def test_h_openings_are_no_volume_no_turn_and_no_movement(store: Store, worked: Worked) -> None:
    shop, july = worked.h(store), D(2026, 7, 1)
    made = [statement.statement(store, party, july, D(2026, 7, 31)) for party in (shop.bakery, shop.mill)]
    assert [(one.opening, one.rows, one.closing) for one in made] == [(120_00, (), 120_00), (-231_12, (), -231_12)]
    found = look(store, shop.bakery, july)
    assert said(found, july) == "they owe 120.00, due 3 Jul. we are 2 favours without a price ahead"
    assert (found.to_pay.volume, found.favours.volume, found.turns.volume) == (0, 0, 0)
    assert found.favours.reciprocity is None
    assert balance.months(store) == []
    for lens in Lens:
        assert all(row.volume == 0 for row in balance.balances(store, lens, on=D(2026, 7, 31)))
    intact(store)


def test_h_each_open_item_keeps_its_own_document_and_due_date(store: Store, worked: Worked) -> None:
    shop = worked.h(store)
    items = open_item.items(store, D(2026, 7, 1))
    assert [
        (item.number, item.side, item.due, item.our_document or item.their_document, item.open) for item in items
    ] == [
        (shop.owed, OpenSide.PAYABLE, D(2026, 7, 10), "R-790", 231_12),
        (shop.bill, OpenSide.RECEIVABLE, D(2026, 7, 3), "2026-014", 120_00),
    ]
    assert {item.day for item in items} == {D(2026, 6, 30)}


def test_h_openings_in_money_do_not_pay_one_another(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, D(2026, 6, 30), book.gave(Kind.MONEY, 120_00), source=Source.OPENING)
    book.post(bakery, D(2026, 6, 30), book.got(Kind.MONEY, 231_12), source=Source.OPENING)
    found = look(store, bakery, D(2026, 7, 1))
    assert (found.they_owe.amount, found.we_owe.amount) == (120_00, 231_12)
    assert found.turns.volume == 0


# I


def test_i_a_reversal_is_not_reversed_but_entered_again(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    number = book.post(bakery, D(2026, 10, 27), book.gave(Kind.EXPOSURE, 25_00, what="mention"))
    ctx = book.on(D(2026, 10, 28))
    reversal = ledger.reverse(store, ctx, number).number
    with pytest.raises(NotReversible, match="Enter the original again"):
        ledger.reverse(store, ctx, reversal)
    with pytest.raises(AlreadyReversed):
        ledger.reverse(store, ctx, number)
    made = ledger.enter_again(store, ctx, reversal)
    again = ledger.post_draft(store, ctx, made.draft).number
    row = entry.entry(store, again).row
    assert (row.enters_again, row.day, row.favours_given) == (number, D(2026, 10, 27), 25_00)
    assert entry.entry(store, number).entered_again_by == (again,)
    intact(store)


def test_i_wrong_party_in_an_open_month_is_corrected_on_the_same_date(store: Store, book: Book) -> None:
    bakery, roaster = book.party("The Daily Grind", Role.PARTNER), book.party("Hillside Roasters", Role.SUPPLIER)
    number = book.post(
        bakery, D(2026, 10, 27), book.got(Kind.GOODS, 80_00, Basis.BILL, what="beans"), due_day=D(2026, 11, 10)
    )
    ctx = book.on(D(2026, 11, 3))
    done = ledger.correct(store, ctx, number, "wrong party")
    copy = draft.get(store, done.draft)
    draft.save(store, ctx, replace(copy, party=roaster), done.draft)
    right = ledger.post_draft(store, ctx, done.draft).number
    views = [entry.entry(store, one) for one in (done.reversal, right)]
    assert [view.row.day for view in views] == [D(2026, 10, 27)] * 2
    assert views[1].row.corrects == number
    assert entry.entry(store, number).corrected_by == (right,)
    assert views[0].reason == "wrong party"
    assert look(store, bakery, D(2026, 11, 3)).we_owe.amount == 0
    assert look(store, roaster, D(2026, 11, 3)).we_owe.amount == 80_00
    listed = entry.page_rows(store, entry.ids(store, EntryFilter(), D(2026, 11, 3)))
    assert [row.number for row in listed] == [right]
    intact(store)


def test_i_in_a_closed_month_both_are_of_today_and_say_where_they_belong(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    number = book.post(bakery, D(2026, 10, 27), book.got(Kind.GOODS, 80_00, Basis.BILL, what="beans"))
    ctx = book.on(D(2026, 11, 3))
    period.close(store, ctx, 202610)
    before = statement.statement(store, bakery, to_day=D(2026, 10, 31))
    done = ledger.correct(store, ctx, number)
    right = ledger.post_draft(store, ctx, done.draft).number
    rows = [entry.entry(store, one).row for one in (done.reversal, right)]
    assert [(row.day, row.belongs_to) for row in rows] == [(D(2026, 11, 3), D(2026, 10, 27))] * 2
    assert statement.statement(store, bakery, to_day=D(2026, 10, 31)) == before
    november = statement.statement(store, bakery, D(2026, 11, 1), D(2026, 11, 30))
    assert [(row.number, row.takes_back, row.received, row.balance) for row in november.rows] == [
        (done.reversal, number, -80_00, 0),
        (right, "", 80_00, -80_00),
    ]
    with pytest.raises(PeriodClosed, match="October 2026 is closed"):
        book.post(bakery, D(2026, 10, 30), book.gave(Kind.MONEY, 80_00))
    intact(store)


def test_i_after_any_reversal_all_stands_as_before_the_mistake(store: Store, worked: Worked, book: Book) -> None:
    bakery = worked.k(store).bakery
    today = D(2026, 11, 25)
    before = look(store, bakery, today), balance.by_kind(store, bakery), open_item.items(store, today)
    mistakes = [
        (book.gave(Kind.MONEY, 231_12),),
        (book.got(Kind.MONEY, 60_00), book.got(Kind.ADJUSTMENT, 1, reason=Reason.ROUNDING)),
        (book.gave(Kind.EXPOSURE), book.got(Kind.KNOWLEDGE, 40_00, Basis.ESTIMATE)),
        (book.gave(Kind.TIME_OF_PEOPLE, 15_00, Basis.AGREED, gift=True),),
    ]
    for lines in mistakes:
        number = book.post(bakery, D(2026, 11, 24), *lines)
        assert (look(store, bakery, today), open_item.items(store, today)) != (before[0], before[2])
        ledger.reverse(store, book.on(today), number)
        assert (look(store, bakery, today), balance.by_kind(store, bakery), open_item.items(store, today)) == before
    intact(store)


# K


def test_k_supplier_customer_and_partner_at_once(store: Store, worked: Worked) -> None:
    shop, today = worked.k(store), D(2026, 11, 25)
    found = look(store, shop.bakery, today)
    assert said(found, today) == (
        "we owe 231.12, due 2 Dec. they owe 120.00, 5 days late. 111.12 if set off. about even"
    )
    assert found.they_owe.days_late == 5
    assert (found.set_off, found.after_set_off) == (120_00, 111_12)
    assert found.favours.reciprocity is not None
    assert round(found.favours.reciprocity, 4) == Decimal("0.9796")
    items = open_item.items(store, today)
    total = open_item.ageing(items)
    assert (sum(total.receivable.values()), sum(total.payable.values())) == (120_00, 231_12)
    assert (total.receivable[Age.TO_30], total.payable[Age.NOT_DUE]) == (120_00, 231_12)


def test_k_is_set_off_only_by_an_entry_that_names_a_signed_document(store: Store, worked: Worked, book: Book) -> None:
    shop, ctx = worked.k(store), book.on(D(2026, 11, 25))
    with pytest.raises(Invalid, match="document"):
        settlement.set_off(store, ctx, shop.bakery, " ")
    settlement.set_off(store, ctx, shop.bakery, "Agreement of 25 November")
    found = look(store, shop.bakery, ctx.today)
    assert (found.they_owe.amount, found.we_owe.amount) == (0, 111_12)
    assert found.to_pay.given - found.to_pay.received == -111_12
    assert found.favours == look(store, shop.bakery, ctx.today).favours
    intact(store)


def test_k_handed_over_speaks_from_the_readers_side(store: Store, worked: Worked, book: Book) -> None:
    shop = worked.k(store)
    book.post(shop.bakery, D(2026, 11, 20), book.gave(Kind.KNOWLEDGE, 70_00, Basis.ESTIMATE, what="our guess"))
    book.post(shop.bakery, D(2026, 11, 21), book.got(Kind.TIME_OF_PEOPLE, what="a hand"))
    theirs = statement.statement(store, shop.bakery, handed_over=True)
    assert [(row.our_document, row.their_document, row.given, row.received, row.balance) for row in theirs.rows] == [
        ("", "", 0, 0, 0),
        ("", "2026-030", 0, 120_00, -120_00),
        ("R-902", "", 231_12, 0, 111_12),
    ]
    assert (theirs.rows[0].favours_given, theirs.rows[0].favours_received) == (24_00, 25_00)
    assert sum(row.unpriced_given + row.unpriced_received for row in theirs.rows) == 0
    assert (theirs.opening, theirs.closing) == (0, 111_12)
    ours = statement.statement(store, shop.bakery)
    assert (len(ours.rows), ours.closing) == (5, -111_12)


# L


def test_l_paid_trade_never_makes_a_one_sided_friendship_look_mutual(store: Store, worked: Worked) -> None:
    shop, today = worked.l(store), D(2026, 12, 1)
    found = look(store, shop.bakery, today)
    assert said(found, today) == "nothing to pay. we are ahead by about 500"
    assert found.to_pay.volume == 20_000_00
    assert found.favours.reciprocity == found.turns.reciprocity == Decimal(0)
    assert found.to_pay.reciprocity is None
    assert (found.turns.given, found.turns.received) == (10, 0)
    assert open_item.items(store, today) == []
    intact(store)
