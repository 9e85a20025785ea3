"""A till's file comes in: what was paid posts nothing, what is there is skipped, doubles wait for a decision."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.errors import Refused
from partnercrm.domain.gift_card import GiftCardDraft
from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.domain.sale import PaymentKind
from partnercrm.imports import batch, payments, sales
from partnercrm.imports.batch import Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import RowState
from partnercrm.services import gift_card, loyalty, party, sale, undo, verify, voucher
from partnercrm.services import period as periods
from tests.imports.till import Till, lines_of, states
from tests.services.promotions import plan_in

NEW, KNOWN, DOUBTFUL, BAD = RowState.NEW, RowState.KNOWN, RowState.DOUBTFUL, RowState.BAD


def test_412_rows_come_in_once_under_whatever_name(till: Till) -> None:
    lines = [f"R-{n},2026-11-{n % 20 + 1:02d} 10:{n % 60:02d},{n}.50" for n in range(1, 413)]
    content = "Receipt,Date,Total\n" + "\n".join(lines)
    first = till.bring(content)
    assert (first.new, first.known, first.changes is not None) == (412, 0, True)
    again = till.bring(content, "another name.csv")
    assert (again.new, again.known, again.bad) == (0, 412, 0)
    assert sale.totals(till.store).price == sum(n * 100 + 50 for n in range(1, 413))
    assert first.changes is not None
    undo.undo(till.store, till.ctx, first.changes.operation)
    assert till.sales() == []
    assert till.bring(content).new == 412
    assert verify.verify(till.store).intact


def test_rows_without_a_receipt_number_are_known_again_too(till: Till) -> None:
    content = "Date,Time,Total,Item\n2026-11-20,10:15,2.80,espresso\n2026-11-20,10:15,2.80,tea\n"
    assert till.bring(content).new == 2
    assert till.bring(content).known == 2


def test_two_equal_coffees_in_one_minute_wait_for_a_decision(till: Till) -> None:
    content = "Date,Time,Total\n2026-11-20,10:15,2.80\n2026-11-20,10:15,2.80\n2026-11-20,10:16,2.80\n"
    prepared = till.look(content)
    assert states(prepared) == [NEW, DOUBTFUL, NEW]
    assert "row 2" in str(prepared.rows[1].reasons[0])
    done = till.bring(content)
    assert (done.new, done.doubtful) == (2, 1)
    assert states(till.look(content)) == [KNOWN, DOUBTFUL, KNOWN]
    taken = till.bring(content, take_doubles=True)
    assert (taken.new, taken.known, taken.doubtful) == (1, 2, 0)
    assert till.bring(content, take_doubles=True).known == 3
    assert len(till.sales()) == 3


def test_cards_and_vouchers_that_do_not_count_are_told_and_the_sale_comes_in(till: Till) -> None:
    draft = PartyDraft("The Daily Grind", (RoleDraft(Role.PARTNER),))
    bakery = party.add(till.store, till.ctx, draft).party
    (code,) = plan_in(till.store, bakery).batch(1)
    loyalty.add_program(till.store, till.ctx, loyalty.program_templates(till.store, till.ctx)[0])
    content = (
        "Receipt,Date,Total,Voucher,Member card\n1,2026-11-20,5.00,NOPE,\n2,2026-11-20,5.00,,9999\n"
        f"3,2026-11-20,5.00,{code},\n4,2026-11-20,5.00,{code},\n"
    )
    prepared = till.look(content)
    assert states(prepared) == [NEW] * 4
    told = [" ".join(str(reason) for reason in row.reasons) for row in prepared.rows]
    assert told[0] == "Voucher NOPE does not count: Our codes have no O. Please read it again."
    assert told[1:3] == [
        "No card 9999 here. Check the number, or look for the name.",
        f"Nothing came off with voucher {code}.",
    ]
    assert sales.ONLY_NOTED not in prepared.notes
    assert told[3].endswith("Used in row 4")
    assert till.bring(content).new == 4
    used = [row.code for row in voucher.redemptions(till.store)]
    assert used == [code]


def test_a_gift_card_moves_today_where_the_month_is_closed(till: Till) -> None:
    october = dt.date(2026, 10, 20)
    code = gift_card.sell(till.store, till.ctx, GiftCardDraft(25_00, october)).code
    periods.close(till.store, till.ctx, 202610)
    content = f"Receipt,Date,Total,Gift card,Paid by gift card,Paid\n1,2026-10-30,5.00,{code},5.00,0\n"
    prepared = till.look(content)
    assert [str(each) for row in prepared.rows for each in row.reasons] == [
        "October 2026 is closed: what the gift card paid is dated today."
    ]
    assert till.bring(content).new == 1
    used = gift_card.movements(till.store, gift_card.find(till.store, code))[-1]
    assert (used.amount, used.day, used.belongs_to) == (-5_00, till.ctx.today, dt.date(2026, 10, 30))


def test_a_shop_without_cards_is_told_once_that_their_numbers_are_only_noted(till: Till) -> None:
    content = "Receipt,Date,Total,Member card\n1,2026-11-20,5.00,9999\n2,2026-11-20,5.00,8888\n"
    prepared = till.look(content)
    assert [row.reasons for row in prepared.rows] == [(), ()]
    assert prepared.notes.count(sales.ONLY_NOTED) == 1
    assert till.bring(content).new == 2
    assert sales.ONLY_NOTED not in till.look("Receipt,Date,Total,Member card\n3,2026-11-20,5.00,\n").notes


def test_a_voucher_that_was_redeemed_before_the_file_came_is_joined_and_told_where_it_is_not(till: Till) -> None:
    bakery = party.add(till.store, till.ctx, PartyDraft("The Daily Grind", (RoleDraft(Role.PARTNER),))).party
    shop = plan_in(till.store, bakery)
    one, two, three = shop.batch(3)
    day = dt.date(2026, 11, 20)
    for code, receipt in ((one, "1"), (two, ""), (three, "3")):
        shop.use(code, day, 1000, receipt=receipt)
    content = (
        "Receipt,Date,Gross,Discount,Total,Voucher\n"
        f"1,2026-11-20,10.00,1.00,9.00,{one}\n2,2026-11-20,10.00,1.00,9.00,{two}\n"
        f"3,2026-11-20,10.00,0.50,9.50,{three}\n4,2026-11-20,10.00,1.00,9.00,{one}\n"
    )
    say = till.ctx.locale.say
    told = [" ".join(say(reason) for reason in row.reasons) for row in till.look(content).rows]
    assert told[:2] == ["", ""]
    assert told[2].endswith("took 1.00 off when it was redeemed, and 0.50 came off this receipt.")
    assert told[3] == f"Voucher {one} does not count: Used on 20 Nov, with receipt 1"
    assert till.bring(content).new == 4
    found = {row.code: row for row in voucher.redemptions(till.store)}
    assert len(voucher.redemptions(till.store)) == 3
    assert {code: (row.receipt, row.reduction) for code, row in found.items()} == {
        one: ("1", 100),
        two: ("2", 100),
        three: ("3", 100),
    }
    assert all(row.booked for row in found.values())


def test_every_column_of_a_till(till: Till) -> None:
    content = (
        "Receipt,Date,Time,Customer,Gross,Discount,Rounding,Total,Tip,Voucher,Member card,Payment method,Channel\n"
        "R-1,2026-10-27,10:20,Ana,18.40,-1.84,,16.56,1.60,p2345,4006,Card,counter\n"
    )
    till.bring(content)
    (row,) = till.sales()
    assert (row.name, row.amount, row.reduction, row.paid, row.tip) == ("Ana", 18_40, 1_84, 16_56, 1_60)
    assert (row.minute, row.voucher, row.card, row.channel) == (620, "p2345", "4006", "counter")
    assert (row.payment, row.entry, till.to_pay()) == (PaymentKind.CARD, "", 0)


@pytest.mark.parametrize(
    ("header", "cells", "sums"),
    [
        ("Gross,Rounding,Total", "18.42,0.02,18.40", (18_42, 0, -2, 18_40, 0, 0)),
        ("Gross,Rounding,Total", "18.42,-0.02,18.40", (18_42, 0, -2, 18_40, 0, 0)),
        ("Gross,Total", "18.40,16.56", (18_40, 1_84, 0, 16_56, 0, 0)),
        ("Gross,Discount", "18.40,1.84", (18_40, 1_84, 0, 16_56, 0, 0)),
        ("Total,Tip", "16.56,1.60", (16_56, 0, 0, 16_56, 0, 1_60)),
        ("Gross,Total,Tip", "15.00,16.60,1.60", (15_00, 0, 0, 15_00, 0, 1_60)),
        ("Gross,Discount,Total,Gift card amount", "20.00,0,20.00,5.00", (20_00, 0, 0, 15_00, 5_00, 0)),
        ("Total,Gift card amount", "15.00,5.00", (20_00, 0, 0, 15_00, 5_00, 0)),
        ("Item,Line total,Total,Tip", "Tea,6.60,8.20,1.60", (6_60, 0, 0, 6_60, 0, 1_60)),
        ("Total,Payment method", "18.40,Gift card", (18_40, 0, 0, 0, 18_40, 0)),
    ],
)
def test_sums_as_tills_write_them(till: Till, header: str, cells: str, sums: tuple[int, ...]) -> None:
    till.bring(f"Date,{header}\n2026-11-20,{cells}\n")
    (row,) = till.sales()
    assert (row.amount, row.reduction, row.rounding, row.paid, row.gift_card_amount, row.tip) == sums
    assert row.rest == 0


@pytest.mark.parametrize(
    ("header", "cells", "rest"),
    [
        ("Total,Payment method", "50.00,On account", 50_00),
        ("Gross,Payment method", "50.00,On account", 50_00),
        ("Gross,Total,Payment method", "50.00,20.00,On account", 30_00),
        ("Gross,Total,Unpaid", "50.00,20.00,30.00", 30_00),
        ("Total,Unpaid", "20.00,30.00", 30_00),
        ("Gross,Total", "50.00,20.00", 30_00),
        ("Gross,Discount,Total,Payment method", "50.00,5.00,20.00,Card", 25_00),
    ],
)
def test_an_unpaid_rest_goes_to_the_ledger(till: Till, header: str, cells: str, rest: int) -> None:
    done = till.bring(f"Receipt,Date,Customer,Due,{header}\n7,2026-11-20,Ana,2026-12-04,{cells}\n")
    assert till.to_pay() == rest
    (row,) = till.sales()
    assert row.entry
    assert done.changes is not None
    assert "ledger" in done.changes.subjects
    undo.undo(till.store, till.ctx, done.changes.operation)
    assert (till.to_pay(), till.sales()) == (0, [])


def test_less_paid_than_the_price_is_told_where_the_reduction_is_left_empty(till: Till) -> None:
    prepared = till.look("Date,Gross,Discount,Total\n2026-11-20,30.00,,10.00\n2026-11-20,30.00,3.00,27.00\n")
    assert [len(row.reasons) for row in prepared.rows] == [1, 0]
    assert "less than the price was paid" in str(prepared.rows[0].reasons[0])
    assert sales.LESS_PAID in prepared.notes
    unsaid = till.look("Date,Gross,Total\n2026-11-20,30.00,10.00\n2026-11-20,27.00,27.00\n")
    assert (unsaid.notes.count(sales.LESS_PAID), [len(row.reasons) for row in unsaid.rows]) == (1, [0, 0])
    nothing_off = till.look("Date,Gross,Total\n2026-11-20,27.00,27.00\n")
    assert sales.LESS_PAID not in nothing_off.notes


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Visa **** 1234", PaymentKind.CARD),
        ("EC-Karte", PaymentKind.CARD),
        ("Bar", PaymentKind.CASH),
        ("Geschenkkarte", PaymentKind.GIFT_CARD),
        ("Überweisung", PaymentKind.TRANSFER),
        ("Invoice", PaymentKind.ON_ACCOUNT),
        ("barter", None),
    ],
)
def test_tills_say_in_their_words_how_it_was_paid(said: str, kind: PaymentKind | None) -> None:
    assert payments.payment_of(said) is kind


def test_a_gift_card_pays_no_more_than_is_on_it(till: Till) -> None:
    sold = GiftCardDraft(25_00, dt.date(2026, 11, 1), code="GC-0017")
    gift_card.sell(till.store, till.ctx, sold)
    rows = "1,2026-11-20,0,18.40,GC-0017\n2,2026-11-20,0,6.70,GC-0017\n3,2026-11-20,0,6.60,GC-0017\n"
    prepared = till.look(f"Receipt,Date,Total,Gift card amount,Gift card\n{rows}4,2026-10-01,0,1.00,GC-0017\n")
    assert states(prepared) == [NEW, BAD, NEW, BAD]
    assert "only 6.60 are left" in till.ctx.locale.say(prepared.rows[1].reasons[0])


def test_a_refund_names_its_sale_in_the_file_or_in_the_shop(till: Till) -> None:
    till.bring("Receipt,Date,Total,Refund of\n3,2026-11-20,-2.00,1\n1,2026-11-19,9.00,\n2,2026-11-20,-4.00,1\n")
    assert [row.paid for row in till.sales()] == [9_00, -2_00, -4_00]
    assert till.sales()[0].refunded == -6_00
    till.bring("Receipt,Date,Total,Refund of\n4,2026-11-20,-3.00,1\n")
    assert till.sales()[0].refunded == -9_00
    more = "5,2026-11-20,-0.01,1\n6,2026-11-20,-1.00,3\n7,2026-11-18,-1.00,8\n9,2026-11-20,-2.00,8\n"
    prepared = till.look(f"Receipt,Date,Total,Refund of\n8,2026-11-19,2.50,\n{more}10,2026-11-20,-2.00,8\n")
    whys = ["more than is left", "itself a refund", "on a later day", "more than is left"]
    assert states(prepared) == [NEW, BAD, BAD, BAD, NEW, BAD]
    bad = [str(row.reasons[0]) for row in prepared.rows if row.state is BAD]
    assert all(why in said for why, said in zip(whys, bad, strict=True))
    prepared = till.look("Receipt,Date,Total,Refund of\n6,2026-11-20,-1.00,99\n7,2026-11-20,-1.00,\n")
    assert states(prepared) == [BAD, NEW]
    assert "does not say for which sale" in str(prepared.rows[1].reasons[0])


def test_rows_that_cannot_go_in_say_why(till: Till) -> None:
    periods.close(till.store, till.ctx, 202610)
    content = (
        "Receipt,Date,Customer,Gross,Discount,Total,Unpaid\n"
        "1,2026-11-20,Nobody,,,5.00,\n"
        "2,2026-11-20,,10.00,1.00,8.00,\n"
        "3,2026-11-20,,,,,\n"
        "4,2026-12-20,,,,5.00,\n"
        "5,2026-11-20,,,,5.00,2.00\n"
        "6,2026-10-20,Ana,,,5.00,2.00\n"
        "7,,,,,5.00,\n"
        "8,2026-11-20,,,,5.00,\n"
        "8,2026-11-20,,,,5.00,\n"
        "8,2026-11-20,,,,6.00,\n"
    )
    prepared = till.look(content)
    assert states(prepared) == [BAD, BAD, BAD, BAD, BAD, BAD, BAD, NEW, KNOWN, BAD]
    said = [" ".join(map(str, row.reasons)) for row in prepared.rows]
    parts = (
        "called Nobody",
        "do not fit",
        "how much",
        "future",
        "who owes",
        "closed",
        "when",
        "",
        "row 9",
        "other sums",
    )
    for text, part in zip(said, parts, strict=True):
        assert part in text, text


def test_without_a_sum_there_is_no_table(till: Till) -> None:
    with pytest.raises(Refused, match="Paid"):
        till.look("Receipt,Date\n1,2026-11-20\n")


def test_columns_are_remembered_for_the_source(till: Till) -> None:
    content = "No,Date,What,Cash\n1,2026-11-20,Tea,2.80\n"
    with pytest.raises(Refused, match="Paid"):
        till.look(content)
    till.bring(content, columns={"No": "receipt", "What": "item", "Cash": "paid"})
    assert lines_of(till) == [("1", "Tea", "1", 2_80)]
    prepared = till.look(content.replace("1,2026", "2,2026").replace("Cash", "Cash,Extra").replace("2.80", "2.80,x"))
    assert list(prepared.mapping.values()) == ["receipt", "date", "item", "paid"]
    path = till.folder / "other.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match="Paid"):
        batch.prepare(till.store, till.ctx, path, Wanted(ImportKind.SALES, source="another till"))


def test_a_member_card_says_who_bought(till: Till) -> None:
    program = loyalty.add_program(till.store, till.ctx, loyalty.program_templates(till.store, till.ctx)[0]).id
    loyalty.add_member(till.store, till.ctx, MemberDraft(program, till.ana, "4711"))
    loyalty.add_member(till.store, till.ctx, MemberDraft(program, None, "DG-1", home=till.ana))
    till.bring("Date,Total,Member card\n2026-11-20,5.00,4711\n2026-11-20,6.00,DG-1\n2026-11-20,7.00,999\n")
    assert [(row.name, row.card) for row in till.sales()] == [("Ana", "4711"), ("", "DG-1"), ("", "999")]
