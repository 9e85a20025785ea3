"""Vouchers at the desk: the short answers, used once and never twice, in parts, taken back, refunded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from partnercrm.domain import codes
from partnercrm.domain.errors import Invalid, KeyReused, Refused
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import OfferDraft, OfferForm
from partnercrm.domain.voucher import BatchDraft, BatchGroup, UseDraft, VoucherState
from partnercrm.domain.words import msg
from partnercrm.services import promotion as promotions
from partnercrm.services import sale as sales
from partnercrm.services import undo, voucher, voucher_batch
from partnercrm.services.operations import Operation, run
from partnercrm.services.sale import RefundDraft, SaleDraft
from tests.services.promotions import Campaign, Plan

NOV = dt.date(2026, 11, 3)


def said(shop: Campaign, code: str, day: dt.date = NOV, /, **more: object) -> str:
    """What the desk says on that day."""
    ctx = shop.on(day)
    return ctx.locale.say(voucher.check(shop.store, ctx, code, **more).said)  # type: ignore[arg-type]


def amount_offer(shop: Campaign, amount: int = 1000) -> int:
    """Another offer in our shop: so much off."""
    known = promotions.get(shop.store, shop.promotion)
    offers = (*known.draft.offers, OfferDraft(OfferForm.AMOUNT, None, amount=amount))
    promotions.change(shop.store, shop.on(NOV), shop.promotion, replace(known.draft, offers=offers))
    return promotions.get(shop.store, shop.promotion).offers[-1].id


def test_the_answers_are_short_enough_to_be_read_aloud(plan: Plan) -> None:
    shop = plan()
    code, other = shop.batch(2)
    (theirs,) = shop.batch(1, there=True)
    assert said(shop, code) == "Good for 10% off until 30 Nov"
    assert said(shop, codes.grouped(code).lower()) == "Good for 10% off until 30 Nov"
    shop.use(code, NOV)
    assert said(shop, code, dt.date(2026, 11, 21)) == "Used on 3 Nov"
    assert said(shop, theirs) == "This one is for The Daily Grind"
    assert said(shop, theirs, shop=shop.bakery) == "Good for 10% off until 30 Nov"
    assert said(shop, code, shop=shop.bakery) == "Used on 3 Nov"
    assert said(shop, other, shop=shop.bakery) == "This one is for our shop"
    wrong = other[:-1] + next(sign for sign in codes.ALPHABET if sign != other[-1])
    assert said(shop, wrong) == "One character is wrong, please read it again."
    unknown = codes.complete("P22222222")
    assert said(shop, unknown) == "No voucher has this code."
    assert said(shop, other, dt.date(2026, 12, 1)) == "It was good until 30 Nov"
    assert said(shop, other, dt.date(2026, 9, 30)) == "Good from 1 Oct"
    voucher_batch.void(shop.store, shop.on(NOV), other, "lost")
    assert said(shop, other) == "Void since 3 Nov"


def test_a_purchase_is_answered_with_what_comes_off(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    assert voucher.check(shop.store, shop.on(NOV), code, full=1840).reduction == 184


def test_a_finished_promotion_ends_its_vouchers(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    promotions.finish(shop.store, shop.on(NOV), shop.promotion)
    assert said(shop, code) == "Good for 10% off until 3 Nov"
    assert said(shop, code, dt.date(2026, 11, 4)) == "It was good until 3 Nov"
    promotions.resume(shop.store, shop.on(NOV), shop.promotion)
    assert said(shop, code) == "Good for 10% off until 30 Nov"


def test_it_is_used_once(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    made = shop.use(code, NOV)
    assert made.reduction == 184
    with pytest.raises(Refused, match="Used on 3 Nov"):
        shop.use(code, dt.date(2026, 11, 4))
    (found,) = voucher.redemptions(shop.store, promotion=shop.promotion)
    assert (found.code, found.day, found.reduction, found.revenue) == (code, NOV, 184, 1656)


def test_a_retry_under_the_same_key_is_answered(plan: Plan) -> None:
    shop = plan()
    code, other = shop.batch(2)
    draft = UseDraft(code, NOV, full=1840)
    first = voucher.use(shop.store, shop.on(NOV, "till-1"), draft)
    again = voucher.use(shop.store, shop.on(NOV, "till-1"), draft)
    assert again.repeated and again.redemption == first.redemption
    with pytest.raises(KeyReused):
        voucher.use(shop.store, shop.on(NOV, "till-1"), UseDraft(other, NOV, full=1840))


def test_several_uses_per_code(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1, uses=2)
    shop.use(code, NOV)
    assert voucher.find(shop.store, code).state(NOV) is VoucherState.PART_USED
    shop.use(code, dt.date(2026, 11, 4))
    with pytest.raises(Refused, match="Used 2 times, last on 4 Nov"):
        shop.use(code, dt.date(2026, 11, 5))
    (often,) = shop.batch(1, uses=None)
    for day in range(1, 6):
        shop.use(often, dt.date(2026, 11, day))
    assert voucher.find(shop.store, often).uses == 5


def test_an_amount_is_used_in_parts(plan: Plan) -> None:
    shop = plan()
    made = voucher_batch.make(shop.store, shop.on(NOV), BatchDraft(amount_offer(shop), 1, shop.bakery, partial=True))
    (code,) = voucher_batch.hand_out(shop.store, shop.on(NOV), made.batch, 1).codes
    assert shop.use(code, NOV, 600).reduction == 600
    assert said(shop, code) == "Good for 4.00 off until 30 Nov"
    assert voucher.check(shop.store, shop.on(NOV), code, full=900).reduction == 400
    with pytest.raises(Refused, match="not that much left"):
        shop.use(code, NOV, 900, reduction=401)
    assert shop.use(code, NOV, 900).reduction == 400
    assert said(shop, code) == "Used 2 times, last on 3 Nov"


def test_an_amount_needs_no_price_of_the_purchase(plan: Plan) -> None:
    shop = plan()
    made = voucher_batch.make(shop.store, shop.on(NOV), BatchDraft(amount_offer(shop, 250), 1))
    (code,) = voucher_batch.hand_out(shop.store, shop.on(NOV), made.batch, 1).codes
    assert shop.use(code, NOV, None).reduction == 250
    (percent,) = shop.batch(1)
    with pytest.raises(Invalid, match="before the reduction"):
        shop.use(percent, NOV, None)


def test_a_control_card_takes_nothing_off_and_counts_all_the_same(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1, group=BatchGroup.CONTROL)
    assert said(shop, code) == "Nothing comes off, please enter the purchase all the same"
    assert voucher.check(shop.store, shop.on(NOV), code, full=1840).reduction == 0
    with pytest.raises(Refused, match="nothing comes off"):
        shop.use(code, NOV, reduction=184)
    assert shop.use(code, NOV).reduction == 0


def test_a_slip_is_taken_back_and_the_code_is_good_again(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    made = shop.use(code, NOV)
    voucher.take_back(shop.store, shop.on(NOV), made.redemption, "wrong card")
    assert said(shop, code) == "Good for 10% off until 30 Nov"
    with pytest.raises(Refused, match="taken back before"):
        voucher.take_back(shop.store, shop.on(NOV), made.redemption)
    shop.use(code, dt.date(2026, 11, 5))
    undo.undo(shop.store, shop.on(NOV))
    assert said(shop, code) == "Good for 10% off until 30 Nov"


def test_a_refund_leaves_it_used(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    made = shop.use(code, NOV)
    voucher.give_back(shop.store, shop.on(NOV), made.redemption, 46, 414, NOV)
    (found,) = voucher.redemptions(shop.store, voucher=voucher.find(shop.store, code).id)
    assert (found.reduction, found.revenue, found.freed) == (138, 1242, False)
    assert said(shop, code) == "Used on 3 Nov"
    with pytest.raises(Refused, match="more than is left"):
        voucher.give_back(shop.store, shop.on(NOV), made.redemption, 139, 0, NOV)
    with pytest.raises(Refused, match="to today"):
        voucher.give_back(shop.store, shop.on(NOV), made.redemption, 1, 0, dt.date(2026, 11, 2))


def test_a_sale_and_its_refund_bring_their_own_figures(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, ana = plan(), make_party("Ana", Role.CUSTOMER)
    (code,) = shop.batch(1)
    bought = SaleDraft(NOV, 1840, 1656, ana, reduction=184, voucher=codes.grouped(code))
    sale = sales.record(shop.store, shop.on(NOV), bought)
    (found,) = voucher.redemptions(shop.store, sale=sale.sale)
    assert (found.day, found.party, found.reduction, found.revenue) == (NOV, ana, 184, 1656)
    assert found.new_customer is True
    with pytest.raises(Refused, match="Used on 3 Nov"):
        sales.record(shop.store, shop.on(NOV), bought)
    assert len(sales.ids(shop.store)) == 1
    sales.refund(shop.store, shop.on(NOV), RefundDraft(sale.sale, NOV, 414))
    (again,) = voucher.redemptions(shop.store, sale=sale.sale)
    assert (again.id, again.reduction, again.revenue, again.freed) == (found.id, 138, 1242, False)
    undo.undo(shop.store, shop.on(NOV))
    undo.undo(shop.store, shop.on(NOV))
    assert said(shop, code) == "Good for 10% off until 30 Nov"


def test_a_code_that_is_in_no_batch_is_refused_with_a_sale(plan: Plan) -> None:
    shop = plan()
    with pytest.raises(Refused, match="Our codes have no"):
        sales.record(shop.store, shop.on(NOV), SaleDraft(NOV, 1840, 1656, reduction=184, voucher="E-U"))
    assert voucher.redemptions(shop.store) == []


def test_a_tills_sales_use_what_is_good_and_happened_all_the_same(plan: Plan) -> None:
    shop = plan()
    one, two = shop.batch(2)
    shop.use(two, NOV)
    drafts = [SaleDraft(NOV, 1000, 900, reduction=100, voucher=code, receipt=code) for code in (one, two, "OTHER", "")]

    def bring(op: Operation) -> dict[str, Any]:
        return {"made": sales.record_many(op, drafts)}

    run(shop.store, shop.on(NOV), msg("Import"), None, sales.SUBJECTS, bring)
    assert len(sales.ids(shop.store)) == 4
    assert sorted((row.code, row.revenue) for row in voucher.redemptions(shop.store)) == sorted(
        [(one, 900), (two, 1656)]
    )


def test_days_to_come_and_strange_sales_are_refused(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    with pytest.raises(Refused, match="still to come"):
        shop.use(code, dt.date(2026, 11, 4), today=NOV)
    with pytest.raises(Refused, match="no sale"):
        shop.use(code, NOV, sale=99)
    with pytest.raises(Refused, match="no person or business"):
        shop.use(code, NOV, party=99)
    with pytest.raises(Invalid):
        shop.use(" ", NOV)


def test_whoever_bought_before_is_not_new(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, ana = plan(), make_party("Ana", Role.CUSTOMER)
    first, second = shop.batch(2)
    shop.use(first, NOV, party=ana)
    shop.use(second, dt.date(2026, 11, 4), party=ana)
    later, sooner = voucher.redemptions(shop.store, party=ana)
    assert (sooner.new_customer, later.new_customer) == (True, False)


def test_the_list_knows_each_state(plan: Plan) -> None:
    shop = plan()
    used, void, handed = shop.batch(3)
    voucher_batch.make(shop.store, shop.on(NOV), BatchDraft(shop.here, 2))
    shop.use(used, NOV)
    voucher_batch.void(shop.store, shop.on(NOV), void)
    ctx = shop.on(NOV)

    def listed(state: VoucherState) -> list[str]:
        found = voucher.ids(shop.store, ctx, state=state)
        return [row.code for row in voucher.page_rows(shop.store, found)]

    assert listed(VoucherState.USED) == [used]
    assert listed(VoucherState.VOID) == [void]
    assert listed(VoucherState.HANDED_OUT) == [handed]
    assert len(listed(VoucherState.MADE)) == 2
    late = voucher.ids(shop.store, shop.on(dt.date(2026, 12, 1)), state=VoucherState.EXPIRED)
    assert len(late) == 3
    assert voucher.ids(shop.store, ctx, text=used[2:6].lower()) == [voucher.find(shop.store, used).id]


def test_two_windows_at_once_use_it_once(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)

    def use(_each: int) -> str:
        try:
            shop.use(code, NOV)
        except Refused as refused:
            return str(refused)
        return "used"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(use, range(8)))
    assert sorted(answers) == ["Used on 3 Nov"] * 7 + ["used"]
    assert len(voucher.redemptions(shop.store)) == 1
