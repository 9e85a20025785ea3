"""Sales: what is paid posts nothing, an unpaid rest posts once, a refund names its sale and keeps its own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from partnercrm.domain import codes
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.ledger import Lens, Source
from partnercrm.domain.party import Role
from partnercrm.domain.sale import PaymentKind, RefundDraft, SaleDraft
from partnercrm.domain.sale_rows import SaleFilter, SaleRow
from partnercrm.domain.words import msg
from partnercrm.services import balance, entry, ledger, loyalty, merge, open_item, operations, sale, undo, verify
from partnercrm.services import period as periods
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation
from partnercrm.services.store import Store

MakeParty = Callable[..., int]
DAY = dt.date(2026, 10, 27)


@pytest.fixture
def ana(make_party: MakeParty) -> int:
    return make_party("Ana", Role.CUSTOMER)


def to_pay(store: Store, party: int) -> int:
    rows = balance.balances(store, Lens.TO_PAY, party)
    return rows[0].balance if rows else 0


def only(store: Store, party: int | None = None) -> SaleRow:
    (row,) = sale.page_rows(store, sale.ids(store, SaleFilter(party=party)))
    return row


def test_paid_at_the_till_posts_nothing(store: Store, ctx: Context, ana: int) -> None:
    done = sale.record(store, ctx, SaleDraft(DAY, 18_40, 16_56, ana, reduction=1_84, receipt="R-1"))
    assert done.number is None
    row = only(store, ana)
    assert (row.price, row.rest, row.entry, row.name, row.receipt) == (16_56, 0, "", "Ana", "R-1")
    assert all(row.given == row.received == 0 for row in balance.balances(store, None, ana))
    assert sale.totals(store, SaleFilter(from_day=DAY, to_day=DAY)).price == 16_56


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"voucher": "NOPE"}, "Our codes have no O"),
        ({"voucher": "P8RRW368JH"}, "One character is wrong, please read it again."),
        ({"voucher": codes.fresh(codes.CodeKind.VOUCHER, lambda _below: 7)}, "No voucher has this code."),
        ({"card": "9999"}, "No card 9999 here. Check the number, or look for the name."),
    ],
)
def test_a_voucher_or_a_card_that_nobody_has_is_refused(
    store: Store, ctx: Context, named: dict[str, str], why: str
) -> None:
    loyalty.add_program(store, ctx, loyalty.program_templates(store, ctx)[0])
    with pytest.raises(Refused, match=why):
        sale.record(store, ctx, replace(SaleDraft(DAY, 10_00, 10_00), **named))  # type: ignore[arg-type]
    assert sale.ids(store) == []


def test_a_shop_without_cards_notes_the_number_and_says_so(store: Store, ctx: Context) -> None:
    done = sale.record(store, ctx, SaleDraft(DAY, 10_00, 10_00, card="4711"))
    assert str(done.changes.said) == "Recorded a sale; the card 4711 is only noted, there is no card program"
    assert only(store).card == "4711"


def test_rounding_and_tip_are_information(store: Store, ctx: Context) -> None:
    sale.record(store, ctx, SaleDraft(DAY, 18_42, 18_40, rounding=-2, tip=1_60, payment=PaymentKind.CARD))
    sums = sale.totals(store)
    assert (sums.sales, sums.amount, sums.rounding, sums.tip, sums.price, sums.rest) == (1, 18_42, -2, 1_60, 18_40, 0)
    assert only(store).name == ""


def test_an_unpaid_rest_posts_once_and_a_reversal_lets_it_post_again(store: Store, ctx: Context, ana: int) -> None:
    due = dt.date(2026, 11, 10)
    done = sale.record(store, ctx, SaleDraft(DAY, 50_00, 20_00, ana, receipt="R-2", due_day=due))
    assert to_pay(store, ana) == 30_00
    (item,) = open_item.items(store, ctx.today, None, ana)
    assert (item.due, item.our_document, item.open) == (due, "R-2", 30_00)
    (posted,) = entry.page_rows(store, entry.ids(store, entry.EntryFilter(party=ana), ctx.today))
    assert (posted.source, posted.number) == (Source.SALE, done.number)
    with pytest.raises(Refused, match="nothing is left"):
        sale.post_rest(store, ctx, done.sale)
    ledger.reverse(store, ctx, done.number or "")
    assert to_pay(store, ana) == 0
    assert (only(store).entry, only(store).taken_back) == ("", True)
    again = sale.post_rest(store, ctx, done.sale)
    assert (to_pay(store, ana), only(store).entry, only(store).taken_back) == (30_00, again.number, False)
    assert verify.verify(store).intact


def test_undo_takes_sale_and_entry_back(store: Store, ctx: Context, ana: int) -> None:
    done = sale.record(store, ctx, SaleDraft(DAY, 50_00, 0, ana, payment=PaymentKind.ON_ACCOUNT))
    undo.undo(store, ctx, done.changes.operation)
    assert sale.ids(store) == []
    assert to_pay(store, ana) == 0


def test_a_refund_names_its_sale_and_never_takes_back_more(store: Store, ctx: Context, ana: int) -> None:
    made = sale.record(store, ctx, SaleDraft(DAY, 18_40, 16_56, ana, reduction=1_84)).sale
    done = sale.refund(store, ctx, RefundDraft(made, dt.date(2026, 11, 3), paid=4_14, amount=4_60))
    back, first = sale.of_party(store, ana)
    assert (back.refunds, back.paid, back.amount, back.reduction, back.day.day) == (first.uuid, -4_14, -4_60, -46, 3)
    assert (first.refunded, done.number) == (-4_14, None)
    october = SaleFilter(to_day=dt.date(2026, 10, 31))
    assert (sale.totals(store).price, sale.totals(store, october).price) == (12_42, 16_56)
    assert (sale.totals(store).sales, sale.totals(store).refunds) == (1, 1)
    for wrong in (
        RefundDraft(made, dt.date(2026, 11, 4), paid=12_43),
        RefundDraft(made, dt.date(2026, 10, 26), paid=1_00),
        RefundDraft(made, dt.date(2026, 11, 4), gift_card_amount=1),
        RefundDraft(back.id, dt.date(2026, 11, 4), paid=1),
    ):
        with pytest.raises(Refused):
            sale.refund(store, ctx, wrong)
    with pytest.raises(NotFound):
        sale.refund(store, ctx, RefundDraft(made + 99, dt.date(2026, 11, 4), paid=1))


def test_a_refund_of_what_was_not_paid_takes_it_off_the_bill(store: Store, ctx: Context, ana: int) -> None:
    made = sale.record(store, ctx, SaleDraft(DAY, 50_00, 0, ana)).sale
    sale.refund(store, ctx, RefundDraft(made, ctx.today, off_bill=10_00))
    assert to_pay(store, ana) == 40_00
    paid = sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00, ana)).sale
    with pytest.raises(Refused, match="Give the money back"):
        sale.refund(store, ctx, RefundDraft(paid, ctx.today, off_bill=1_00))


def test_a_closed_month_stops_a_rest_and_not_a_paid_sale(store: Store, ctx: Context, ana: int) -> None:
    periods.close(store, ctx, 202610)
    sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00, ana))
    with pytest.raises(Refused):
        sale.record(store, ctx, SaleDraft(DAY, 5_00, 0, ana))
    assert len(sale.ids(store)) == 1


def test_the_same_receipt_is_there_once(store: Store, ctx: Context, ana: int) -> None:
    sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00, receipt="17", source="till"))
    with pytest.raises(Refused, match="17 is there already"):
        sale.record(store, ctx, SaleDraft(DAY, 6_00, 6_00, ana, receipt="17", source="till"))
    sale.record(store, ctx, SaleDraft(DAY, 6_00, 6_00, ana, receipt="17", source="market"))
    assert sale.known(store, "till", ["17", "18"]) == {"17"}
    with pytest.raises(Refused, match="Several sales"):
        sale.find(store, "17")
    assert sale.find(store, str(only(store, ana).uuid)) == only(store, ana).id
    for unknown in ("99", "", "0d3c1f0e-0000-4000-8000-000000000000"):
        with pytest.raises(NotFound):
            sale.find(store, unknown)


def test_merged_customers_have_their_sales_together(store: Store, ctx: Context, make_party: MakeParty) -> None:
    one, other = make_party("Ana", Role.CUSTOMER), make_party("Anna", Role.CUSTOMER)
    sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00, other))
    merge.merge(store, ctx, one, other)
    sale.record(store, ctx, SaleDraft(DAY, 6_00, 6_00, other))
    assert [row.name for row in sale.of_party(store, one)] == ["Ana", "Ana"]
    assert sale.totals(store, SaleFilter(party=one)).price == 11_00


def test_the_walk_in_customer_has_no_page(store: Store, ctx: Context, make_party: MakeParty) -> None:
    anybody = make_party("Walk-in", walk_in=True)
    sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00, anybody))
    assert only(store).party == 0
    with pytest.raises(Refused, match="who owes"):
        sale.record(store, ctx, SaleDraft(DAY, 5_00, 0, anybody))
    with pytest.raises(Invalid):
        sale.record(store, ctx, SaleDraft(None, 5_00, 5_00))
    with pytest.raises(NotFound):
        sale.record(store, ctx, SaleDraft(DAY, 5_00, 5_00, 999))


def test_many_go_in_as_one_operation(store: Store, ctx: Context, ana: int) -> None:
    whole = SaleDraft(DAY, 50_00, 0, ana, receipt="1", source="till")
    paid = SaleDraft(DAY, 5_00, 5_00, receipt="2", source="till")

    def work(op: Operation) -> dict[str, object]:
        first, *_ = sale.record_many(op, [whole, paid, replace(whole, receipt="3")])
        sale.record_many(op, [RefundDraft(first, DAY, off_bill=5_00, receipt="4", source="till").of(whole)])
        return {}

    operations.run(store, ctx, msg("Try"), None, sale.SUBJECTS, work)
    assert to_pay(store, ana) == 95_00
    found = sale.page_rows(store, sale.ids(store, SaleFilter(source="till", refunds=False), ascending=True))
    assert [bool(row.entry) for row in found] == [True, False, True]
    assert verify.verify(store).intact
