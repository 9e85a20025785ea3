"""The result of a cross-promotion: both sides by the same arithmetic, the effect against the control, reciprocity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.intervals import share_difference
from partnercrm.domain.ledger import Direction
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import ExposureDraft, PartnerDraft
from partnercrm.domain.promotion_result import FEWEST, Known, Measure, SideResult
from partnercrm.domain.voucher import BatchDraft, BatchGroup
from partnercrm.services import promotion as promotions
from partnercrm.services import promotion_posting, promotion_result, voucher, voucher_batch
from partnercrm.services import sale as sales
from partnercrm.services.sale import SaleDraft
from tests.services.promotions import FIRST, Campaign, Plan

OCT, NOV = dt.date(2026, 10, 20), dt.date(2026, 11, 5)


def sides(shop: Campaign) -> tuple[SideResult, ...]:
    return promotion_result.result(shop.store, shop.on(NOV), shop.promotion).sides


def test_both_sides_come_from_the_same_arithmetic(plan: Plan) -> None:
    shop = plan(our_share=Decimal(75), their_share=Decimal(50), costs=1000)
    here, there = shop.batch(4), shop.batch(5, there=True)
    for code in here[:2]:
        shop.use(code, OCT, 1840, new_customer=True)
    shop.use(there[0], OCT, 2500, shop=shop.bakery, new_customer=False)
    ours, theirs = sides(shop)
    assert (ours.made, ours.issued, ours.redeemed, ours.uses, ours.new_customers, ours.asked) == (4, 4, 2, 2, 2, 2)
    assert (ours.revenue, ours.reduction, ours.margin) == (3312, 368, round(3680 * 0.6))
    assert (ours.borne_here, ours.borne_there, ours.cost) == (276, 125, 276 + 125 + 1000)
    assert (theirs.name, theirs.issued, theirs.redeemed, theirs.new_customers, theirs.asked) == (
        "The Daily Grind",
        5,
        1,
        0,
        1,
    )
    assert (theirs.revenue, theirs.reduction, theirs.margin) == (2250, 250, round(2500 * 0.55))
    assert (theirs.borne_here, theirs.borne_there, theirs.cost) == (125, 92, 217)
    assert ours.cost + theirs.cost == 1000 + 368 + 250
    assert ours.rate == 0.5
    assert ours.effect.known is Known.NO_CONTROL
    assert ours.roi is None and ours.net is None


def test_too_few_redemptions_have_no_effect_yet(plan: Plan) -> None:
    shop = plan()
    shop.batch(20, group=BatchGroup.CONTROL)
    for code in shop.batch(9):
        shop.use(code, OCT)
    assert sides(shop)[0].effect.known is Known.TOO_FEW
    shop.use(shop.batch(1)[0], OCT)
    assert sides(shop)[0].effect.known is Known.KNOWN


def test_the_effect_is_that_over_the_control_scaled(plan: Plan) -> None:
    shop = plan(costs=500)
    test, control = shop.batch(40), shop.batch(20, group=BatchGroup.CONTROL)
    for code in test[:12]:
        shop.use(code, OCT, 2000)
    for code in control[:2]:
        shop.use(code, OCT, 1500)
    ours = sides(shop)[0]
    effect = ours.effect
    assert (effect.measure, effect.treated, effect.control) == (Measure.CODES, 40, 20)
    assert (effect.treated_buyers, effect.control_buyers) == (12, 2)
    assert effect.buyers == pytest.approx(12 - 2 * 40 / 20)
    around = share_difference(12, 40, 2, 20)
    assert around is not None and effect.buyers_interval is not None
    assert effect.buyers_interval.low == pytest.approx(around.low * 40)
    assert effect.margin == round((12 * 2000 - 2 * 1500 * 40 / 20) * 0.6)
    assert effect.margin_interval is not None
    assert effect.margin_interval.low < effect.margin < effect.margin_interval.high
    cost = 12 * 200 + 500
    assert (ours.cost, ours.net) == (cost, effect.margin - cost)
    assert ours.roi == pytest.approx((effect.margin - cost) / cost)
    assert ours.roi is not None and ours.roi_interval is not None
    assert ours.roi_interval.low < ours.roi < ours.roi_interval.high


def test_without_a_margin_there_is_no_return(plan: Plan) -> None:
    shop = plan()
    known = promotions.get(shop.store, shop.promotion).draft
    promotions.change(shop.store, shop.on(OCT), shop.promotion, replace(known, margin_rate=None))
    shop.batch(10, group=BatchGroup.CONTROL)
    for code in shop.batch(10):
        shop.use(code, OCT)
    ours = sides(shop)[0]
    assert ours.effect.buyers == 10
    assert (ours.margin, ours.effect.margin, ours.net, ours.roi, ours.roi_interval) == (None, None, None, None, None)


def test_known_people_are_compared_by_all_that_they_bought(plan: Plan, make_party: Callable[..., int]) -> None:
    shop = plan()
    people = [make_party(f"Guest {number}", Role.CUSTOMER) for number in range(24)]
    for group, own in ((BatchGroup.TEST, people[:12]), (BatchGroup.CONTROL, people[12:])):
        made = voucher_batch.make(shop.store, shop.on(OCT), BatchDraft(shop.here, 12, group=group))
        for person in own:
            voucher_batch.hand_out(shop.store, shop.on(OCT), made.batch, 1, person)
    for person in people[:11] + people[12:15]:
        sales.record(shop.store, shop.on(OCT), SaleDraft(OCT, 1000, 1000, person))
    sales.record(shop.store, shop.on(OCT), SaleDraft(dt.date(2026, 9, 1), 9999, 9999, people[20]))
    effect = sides(shop)[0].effect
    assert (effect.measure, effect.treated, effect.control) == (Measure.PEOPLE, 12, 12)
    assert (effect.treated_buyers, effect.control_buyers, effect.buyers) == (11, 3, 8)
    assert effect.margin == round(8 * 1000 * 0.6)


def test_a_stack_handed_to_a_shop_is_no_person(plan: Plan) -> None:
    shop = plan()
    for group in BatchGroup:
        made = voucher_batch.make(shop.store, shop.on(OCT), BatchDraft(shop.here, 12, group=group))
        voucher_batch.hand_out(shop.store, shop.on(OCT), made.batch, 12, shop.bakery)
    assert sides(shop)[0].effect.measure is Measure.CODES


def test_what_came_back_counts_no_more(plan: Plan) -> None:
    shop = plan()
    first, second = shop.batch(2)
    refunded, slip = shop.use(first, OCT, 1840, new_customer=True), shop.use(second, OCT, 1000)
    voucher.give_back(shop.store, shop.on(NOV), refunded.redemption, 46, 414, NOV)
    voucher.take_back(shop.store, shop.on(NOV), slip.redemption)
    ours = sides(shop)[0]
    assert (ours.redeemed, ours.new_customers, ours.revenue, ours.reduction) == (1, 1, 1242, 138)


def test_the_promotions_own_reciprocity(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT, 1840)
    shop.use(shop.batch(1, there=True)[0], OCT, 2500, shop=shop.bakery)
    mention = ExposureDraft(shop.bakery, Direction.GIVEN, OCT, "mention", value=2500)
    promotions.add_exposure(shop.store, shop.on(OCT), shop.promotion, mention)
    promotion_posting.post(shop.store, shop.on(NOV), shop.promotion, 202610)
    (mutual,) = promotion_result.result(shop.store, shop.on(NOV), shop.promotion).mutual
    assert (mutual.given, mutual.received) == (184 + 2500, 250)
    assert mutual.reciprocity == 1 - Decimal(2684 - 250) / Decimal(2684 + 250)
    assert (mutual.posted_given, mutual.posted_received) == (2684, 250)
    poster = ExposureDraft(shop.bakery, Direction.RECEIVED, OCT, "poster")
    promotions.add_exposure(shop.store, shop.on(OCT), shop.promotion, poster)
    (mutual,) = promotion_result.result(shop.store, shop.on(NOV), shop.promotion).mutual
    assert (mutual.received, mutual.unpriced_received) == (250, 1)


def test_a_third_shop_bears_what_it_handed_out(plan: Plan, make_party: Callable[..., int]) -> None:
    shop = plan()
    cafe = make_party("Corner Café", Role.PARTNER)
    known = promotions.get(shop.store, shop.promotion).draft
    grind = replace(known.partners[0], their_share=Decimal(40))
    both = replace(known, partners=(grind, PartnerDraft(cafe)))
    promotions.change(shop.store, shop.on(OCT), shop.promotion, both)
    shop.use(shop.batch(1, there=True, hander=cafe)[0], OCT, 1000, shop=shop.bakery)
    ours, bakery, third = sides(shop)
    assert (ours.cost, bakery.cost, third.cost) == (0, 40, 60)
    assert third.issued == 0 and third.rate is None and third.rate_interval is None


def test_without_a_comparison_group_the_same_weeks_a_year_before_are_an_estimate(plan: Plan) -> None:
    shop, week = plan(costs=1000), dt.timedelta(7)
    for weeks in range(1, 9):
        for back, amount in ((0, 1100), (52, 1000)):
            sell(shop, FIRST - (weeks + back) * week, amount)
    for day, amount in ((FIRST - 52 * week, 20_000), (OCT, 30_000)):
        sell(shop, day, amount)
    for code in shop.batch(FEWEST - 1):
        shop.use(code, OCT, 1000)
    assert sides(shop)[0].effect.known is Known.NO_CONTROL
    shop.use(shop.batch(1)[0], OCT, 1000)
    ours, theirs = sides(shop)
    assert (ours.effect.known, ours.effect.measure) == (Known.ESTIMATE, Measure.SHOP)
    found = ours.effect.season
    assert found is not None
    assert (found.last, found.sold, found.before, found.expected) == (OCT, 30_000, 20_000, 22_000)
    assert (found.added, ours.effect.margin) == (8_000, 8_000 * 60 // 100)
    assert (ours.cost, ours.net) == (2_000, 4_800 - 2_000)
    assert ours.roi == pytest.approx(1.4)
    sell(shop, OCT, 50_000)
    capped = sides(shop)[0].effect
    assert capped.season is not None and capped.margin_interval is not None
    assert (capped.season.added, capped.margin) == (58_000, FEWEST * 1000 * 60 // 100)
    assert capped.margin_interval.high == pytest.approx(FEWEST * 1000 * 0.6)
    assert theirs.effect.known is Known.NO_CONTROL
    shop.batch(FEWEST, group=BatchGroup.CONTROL)
    assert sides(shop)[0].effect.known is Known.KNOWN


def test_an_estimate_needs_sales_of_all_the_weeks(plan: Plan) -> None:
    shop = plan()
    sell(shop, FIRST - dt.timedelta(59 * 7), 1000)
    sell(shop, OCT, 1000)
    for code in shop.batch(FEWEST):
        shop.use(code, OCT, 1000)
    assert sides(shop)[0].effect.known is Known.NO_CONTROL


def test_what_each_bears_of_the_others_discounts_is_for_a_bill(plan: Plan) -> None:
    shop = plan(our_share=Decimal(75), their_share=Decimal(40))
    shop.use(shop.batch(1)[0], OCT, 1840)
    shop.use(shop.batch(1, there=True)[0], OCT, 2500, shop=shop.bakery)
    (mutual,) = promotion_result.result(shop.store, shop.on(NOV), shop.promotion).mutual
    assert (mutual.discounts_given, mutual.they_bear) == (138, 46)
    assert (mutual.discounts_received, mutual.we_bear) == (100, 150)
    promotion_posting.post(shop.store, shop.on(NOV), shop.promotion, 202610)
    (mutual,) = promotion_result.result(shop.store, shop.on(NOV), shop.promotion).mutual
    assert (mutual.posted_given, mutual.posted_received) == (138, 100)


def sell(shop: Campaign, day: dt.date, amount: int) -> None:
    sales.record(shop.store, shop.on(day), SaleDraft(day, amount, amount))
