"""A till redeems a voucher before it books the sale, or after it: one use either way, and the sale stands behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from partnercrm.domain import codes
from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.party import Role
from partnercrm.domain.voucher import UseDraft
from partnercrm.domain.voucher_rows import RedemptionRow
from partnercrm.domain.words import msg
from partnercrm.services import period, promotion_posting, promotion_result, undo, verify, voucher
from partnercrm.services import sale as sales
from partnercrm.services.operations import Operation, run
from partnercrm.services.sale import RefundDraft, SaleDraft
from tests.services.promotions import Campaign, Plan

NOV, NEXT = dt.date(2026, 11, 3), dt.date(2026, 11, 4)


def bought(code: str = "", receipt: str = "1001", day: dt.date = NOV, **more: Any) -> SaleDraft:
    return SaleDraft(day, 1840, 1656, reduction=184, voucher=code, receipt=receipt, **more)


def uses(shop: Campaign) -> list[RedemptionRow]:
    return voucher.redemptions(shop.store, promotion=shop.promotion)


def bring(shop: Campaign, *drafts: SaleDraft) -> None:
    """As a till's file does."""

    def work(op: Operation) -> dict[str, Any]:
        return {"made": sales.record_many(op, drafts)}

    run(shop.store, shop.on(NEXT), msg("Import"), None, sales.SUBJECTS, work)


def by_hand(shop: Campaign, draft: SaleDraft) -> None:
    sales.record(shop.store, shop.on(NEXT), draft)


@pytest.mark.parametrize("book", [bring, by_hand])
def test_redeemed_before_it_is_booked(plan: Plan, make_party: Callable[..., int], book: Callable[..., None]) -> None:
    shop, ana = plan(), make_party("Ana", Role.CUSTOMER)
    (code,) = shop.batch(1)
    shop.use(code, NOV, receipt=" 1001 ")
    (waiting,) = uses(shop)
    assert (waiting.receipt, waiting.sale, waiting.booked) == ("1001", None, None)
    book(shop, bought(codes.grouped(code), party=ana))
    (found,) = uses(shop)
    (sale,) = sales.page_rows(shop.store, sales.ids(shop.store))
    assert (found.id, found.sale, found.booked, found.receipt) == (waiting.id, sale.id, sale.uuid, "1001")
    assert (found.party, found.reduction, found.revenue, found.new_customer) == (ana, 184, 1656, True)
    ours = promotion_result.result(shop.store, shop.on(NEXT), shop.promotion).sides[0]
    assert (ours.uses, ours.reduction, ours.revenue) == (1, 184, 1656)
    sales.refund(shop.store, shop.on(NEXT), RefundDraft(sale.id, NEXT, 414, 460))
    assert [(row.reduction, row.revenue) for row in uses(shop)] == [(138, 1242)]
    assert verify.verify(shop.store).intact


@pytest.mark.parametrize("book", [bring, by_hand])
def test_the_receipt_alone_is_enough_on_the_same_day(plan: Plan, book: Callable[..., None]) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    shop.use(code, NOV, receipt="1001")
    book(shop, bought(day=NEXT, source="other till"))
    assert uses(shop)[0].sale is None
    book(shop, bought())
    assert uses(shop)[0].sale is not None


@pytest.mark.parametrize("book", [bring, by_hand])
def test_without_a_receipt_the_day_and_the_amount_tell(plan: Plan, book: Callable[..., None]) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    shop.use(code, NOV)
    book(shop, bought(code))
    (found,) = uses(shop)
    assert (found.sale is not None, found.receipt) == (True, "1001")


def test_undone_with_the_sale_the_use_waits_again(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    shop.use(code, NOV, receipt="1001")
    by_hand(shop, bought(code))
    undo.undo(shop.store, shop.on(NEXT))
    (found,) = uses(shop)
    assert (found.sale, found.receipt, found.freed) == (None, "1001", False)


def test_of_another_receipt_it_is_refused_by_hand_and_stays_a_note_of_a_tills_file(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    shop.use(code, NOV, receipt="1001")
    with pytest.raises(Refused, match="Used on 3 Nov"):
        by_hand(shop, bought(code, "1002"))
    bring(shop, bought(code, "1002"))
    (found,) = uses(shop)
    assert (found.sale, found.receipt) == (None, "1001")


def test_a_use_taken_back_is_joined_to_nothing(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    slip = shop.use(code, NOV, receipt="1001")
    voucher.take_back(shop.store, shop.on(NOV), slip.redemption)
    by_hand(shop, bought(code))
    second, first = uses(shop)
    assert (first.sale, first.freed, second.sale is not None, second.freed) == (None, True, True, False)


def test_what_came_off_stays_as_it_was_redeemed_and_as_it_was_posted(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    shop.use(code, NOV, receipt="1001", reduction=200)
    promotion_posting.post(shop.store, shop.on(dt.date(2026, 12, 1)), shop.promotion, 202611)
    by_hand(shop, bought(code))
    assert [(row.reduction, row.sale is not None) for row in uses(shop)] == [(200, True)]
    assert promotion_posting.due(shop.store, shop.on(dt.date(2026, 12, 1))) == []


def test_redeemed_after_it_is_booked(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    by_hand(shop, bought())
    voucher.use(shop.store, shop.on(NEXT), UseDraft(code, receipt="1001"))
    (found,) = uses(shop)
    assert (found.day, found.reduction, found.revenue, found.sale is not None) == (NOV, 184, 1656, True)


def test_an_old_receipt_of_that_number_is_another_one(plan: Plan) -> None:
    shop = plan()
    first, second = shop.batch(2)
    by_hand(shop, bought(day=dt.date(2026, 9, 3)))
    shop.use(first, None, 1840, today=NOV, receipt="1001")
    shop.use(second, NOV, 1840, receipt="1001")
    assert [(row.day, row.sale) for row in uses(shop)] == [(NOV, None), (NOV, None)]


def test_two_sales_of_one_number_need_the_id(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    for source in ("till", "market"):
        by_hand(shop, bought(source=source))
    with pytest.raises(Refused, match="Several sales have the receipt number 1001"):
        voucher.use(shop.store, shop.on(NEXT), UseDraft(code, receipt="1001"))


def test_several_vouchers_of_one_receipt(plan: Plan) -> None:
    shop = plan()
    one, two = shop.batch(2)
    shop.use(one, NOV, 1000, receipt="1001")
    shop.use(two, NOV, 840, receipt="1001")
    by_hand(shop, bought(two))
    assert all(row.sale is not None for row in uses(shop))
    assert sum(row.reduction for row in uses(shop)) == 184


def test_a_voucher_for_many_times_is_used_again_by_another_sale(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1, uses=None)
    shop.use(code, NOV, receipt="1001")
    bring(shop, bought(code), bought(code, "1002"))
    assert sorted((row.receipt, row.sale is not None) for row in uses(shop)) == [("1001", True), ("1002", True)]


def test_what_belongs_to_a_closed_month_is_dated_today_and_says_its_day(plan: Plan) -> None:
    shop, day = plan(), dt.date(2026, 10, 30)
    codes_out = shop.batch(3)
    slip = shop.use(codes_out[2], dt.date(2026, 10, 29))
    period.close(shop.store, shop.on(NOV), 202610)
    by_sale, by_hand_ = codes_out[:2]
    bring(shop, bought(by_sale, day=day))
    made = shop.use(by_hand_, day, today=NOV)
    voucher.take_back(shop.store, shop.on(NOV), slip.redemption, day=day)
    assert made.belongs_to == day and str(made.changes.said).endswith("; dated 3 Nov, belongs to 30 Oct")
    found = {row.code: row for row in uses(shop)}
    assert (found[by_sale].day, found[by_sale].belongs_to) == (NEXT, day)
    assert (found[by_hand_].day, found[by_hand_].belongs_to) == (NOV, day)
    assert str(voucher.check(shop.store, shop.on(NEXT), by_sale).said) == "Used on 30 Oct"
    (sale,) = sales.ids(shop.store)
    sales.refund(shop.store, shop.on(NEXT), RefundDraft(sale, NOV, 414, 460))
    due = promotion_posting.due(shop.store, shop.on(dt.date(2026, 12, 1)))
    assert [each.month for each in due] == [202610, 202611]
    period.close(shop.store, shop.on(NEXT), 202611)
    with pytest.raises(PeriodClosed):
        shop.use(codes_out[2], day, today=NEXT)
