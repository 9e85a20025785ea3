"""A month of a cross-promotion in the ledger: posted once, credited later, reversed and posted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis, Direction, Kind, Lens
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import ExposureDraft, PartnerDraft
from partnercrm.domain.voucher import BatchDraft
from partnercrm.services import balance, entry, ledger, period, promotion_posting, undo, voucher, voucher_batch
from partnercrm.services import merge as merging
from partnercrm.services import promotion as promotions
from partnercrm.services.agreed_value import AgreedValueDraft
from partnercrm.services.agreed_value import add as agree
from tests.services.promotions import Campaign, Plan

OCT_27, OCT_31, NOV_3, NOV_30 = (
    dt.date(2026, 10, 27),
    dt.date(2026, 10, 31),
    dt.date(2026, 11, 3),
    dt.date(2026, 11, 30),
)
DEC_2 = dt.date(2026, 12, 2)
OCTOBER, NOVEMBER = 202610, 202611


def favours(shop: Campaign, party: int = 0, lens: Lens = Lens.FAVOURS) -> tuple[int, int]:
    """What we gave the bakery (or another) and what it gave us, in one lens."""
    (found,) = balance.balances(shop.store, lens, party or shop.bakery)
    return found.given, found.received


def turns(shop: Campaign) -> tuple[int, int]:
    """On how many days each side gave."""
    return favours(shop, lens=Lens.TURNS)


def post(shop: Campaign, month: int, day: dt.date) -> tuple[str, ...]:
    return promotion_posting.post(shop.store, shop.on(day), shop.promotion, month).entries


def test_a_month_posts_what_each_side_gave(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT_27, 1840)
    shop.use(shop.batch(1, there=True)[0], OCT_27, 2500, shop=shop.bakery)
    (number,) = post(shop, OCTOBER, NOV_3)
    assert favours(shop) == (184, 250)
    assert turns(shop) == (1, 1)
    found = entry.entry(shop.store, number)
    assert found.row.day == OCT_31
    assert [(line.kind, line.direction, line.value, line.basis) for line in found.lines] == [
        (Kind.DISCOUNT, Direction.GIVEN, 184, Basis.AGREED),
        (Kind.DISCOUNT, Direction.RECEIVED, 250, Basis.AGREED),
    ]


def test_each_side_bears_its_share(plan: Plan) -> None:
    shop = plan(our_share=Decimal(60), their_share=Decimal(25))
    shop.use(shop.batch(1)[0], OCT_27, 1855)
    shop.use(shop.batch(1, there=True)[0], OCT_27, 2500, shop=shop.bakery)
    post(shop, OCTOBER, NOV_3)
    assert favours(shop) == (112, 63)


def test_vouchers_that_are_only_handed_out_post_nothing(plan: Plan) -> None:
    shop = plan()
    shop.batch(40, there=True)
    own = voucher_batch.make(shop.store, shop.on(OCT_27), BatchDraft(shop.here, 1))
    (code,) = voucher_batch.hand_out(shop.store, shop.on(OCT_27), own.batch, 1).codes
    shop.use(code, OCT_27)
    with pytest.raises(Refused, match="nothing to post for October 2026"):
        post(shop, OCTOBER, NOV_3)
    assert promotion_posting.due(shop.store, shop.on(NOV_3)) == []


def test_once_per_month_and_partner(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT_27)
    (number,) = post(shop, OCTOBER, NOV_3)
    with pytest.raises(Refused, match=f"posted already, in entry {number}"):
        post(shop, OCTOBER, NOV_3)
    assert favours(shop) == (184, 0)


def test_a_month_that_still_runs_waits_until_it_is_over_or_finished(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], NOV_3)
    with pytest.raises(Refused, match="not over"):
        post(shop, NOVEMBER, NOV_3)
    with pytest.raises(Refused, match="has not begun"):
        post(shop, NOVEMBER + 1, NOV_3)
    promotions.finish(shop.store, shop.on(NOV_3), shop.promotion)
    post(shop, NOVEMBER, NOV_3)
    assert favours(shop) == (184, 0)


def test_a_refund_after_the_month_becomes_a_credit_of_the_next(plan: Plan) -> None:
    shop = plan()
    made = shop.use(shop.batch(1)[0], OCT_27)
    (october,) = post(shop, OCTOBER, OCT_31.replace(month=11, day=1))
    period.close(shop.store, shop.on(NOV_3), OCTOBER)
    voucher.give_back(shop.store, shop.on(NOV_3), made.redemption, 46, 414, NOV_3)
    (credit,) = post(shop, NOVEMBER, DEC_2)
    assert favours(shop) == (138, 0)
    found = entry.entry(shop.store, credit)
    assert (found.row.day, found.row.credits) == (NOV_30, october)
    assert turns(shop) == (1, 0)
    with pytest.raises(Refused, match="posted already"):
        post(shop, NOVEMBER, DEC_2)


def test_what_came_back_within_the_month_is_never_posted(plan: Plan) -> None:
    shop = plan()
    made = shop.use(shop.batch(1)[0], OCT_27)
    voucher.give_back(shop.store, shop.on(OCT_31), made.redemption, 46, 414, OCT_31)
    post(shop, OCTOBER, NOV_3)
    assert favours(shop) == (138, 0)


def test_a_use_taken_back_whole_is_credited_whole_and_used_again_it_posts_again(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    made = shop.use(code, OCT_27)
    post(shop, OCTOBER, NOV_3)
    voucher.take_back(shop.store, shop.on(NOV_3), made.redemption)
    shop.use(code, NOV_3, 1000)
    assert len(post(shop, NOVEMBER, DEC_2)) == 2
    assert favours(shop) == (100, 0)


def test_what_came_late_goes_with_the_next_month(plan: Plan) -> None:
    shop = plan()
    first, late = shop.batch(2)
    shop.use(first, OCT_27)
    post(shop, OCTOBER, NOV_3)
    shop.use(late, OCT_27, 1000, today=NOV_3)
    assert [each.month for each in promotion_posting.due(shop.store, shop.on(DEC_2))] == [NOVEMBER]
    post(shop, NOVEMBER, DEC_2)
    assert favours(shop) == (284, 0)
    assert promotion_posting.due(shop.store, shop.on(DEC_2)) == []


def test_a_closed_month_is_posted_today_and_says_where_it_belongs(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT_27)
    period.close(shop.store, shop.on(NOV_3), OCTOBER)
    (number,) = post(shop, OCTOBER, NOV_3)
    found = entry.entry(shop.store, number).row
    assert (found.day, found.belongs_to) == (NOV_3, OCT_31)


def test_a_reversed_posting_is_posted_again(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT_27)
    (first,) = post(shop, OCTOBER, NOV_3)
    ledger.reverse(shop.store, shop.on(NOV_3), first)
    assert (favours(shop), turns(shop)) == ((0, 0), (0, 0))
    assert [each.month for each in promotion_posting.due(shop.store, shop.on(NOV_3))] == [OCTOBER]
    post(shop, OCTOBER, NOV_3)
    assert favours(shop) == (184, 0)


def test_a_reversed_credit_is_credited_again(plan: Plan) -> None:
    shop = plan()
    made = shop.use(shop.batch(1)[0], OCT_27)
    post(shop, OCTOBER, NOV_3)
    voucher.give_back(shop.store, shop.on(NOV_3), made.redemption, 46, 414, NOV_3)
    (credit,) = post(shop, NOVEMBER, DEC_2)
    ledger.reverse(shop.store, shop.on(DEC_2), credit)
    assert favours(shop) == (184, 0)
    post(shop, NOVEMBER, DEC_2)
    assert favours(shop) == (138, 0)


def test_undo_and_redo_post_once(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT_27)
    post(shop, OCTOBER, NOV_3)
    undo.undo(shop.store, shop.on(NOV_3))
    assert favours(shop) == (0, 0)
    undo.redo(shop.store, shop.on(NOV_3))
    assert favours(shop) == (184, 0)
    with pytest.raises(Refused, match="posted already"):
        post(shop, OCTOBER, NOV_3)


def test_a_use_that_is_posted_is_not_simply_undone(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    used = shop.use(code, OCT_27)
    post(shop, OCTOBER, NOV_3)
    with pytest.raises(Refused, match="cannot be undone"):
        undo.undo(shop.store, shop.on(NOV_3), used.changes.operation)


def test_a_correction_that_waits_is_finished_first(plan: Plan) -> None:
    shop = plan()
    shop.use(shop.batch(1)[0], OCT_27)
    (number,) = post(shop, OCTOBER, NOV_3)
    ledger.correct(shop.store, shop.on(NOV_3), number)
    with pytest.raises(Refused, match="waits as a draft"):
        post(shop, OCTOBER, NOV_3)


def test_a_mention_is_posted_at_the_agreed_value(plan: Plan) -> None:
    shop = plan()
    agree(shop.store, shop.on(OCT_27), AgreedValueDraft(shop.bakery, Kind.EXPOSURE, 2500, what="a mention"))
    mention = ExposureDraft(shop.bakery, Direction.GIVEN, OCT_27, "a mention", Decimal(2))
    promotions.add_exposure(shop.store, shop.on(OCT_27), shop.promotion, mention)
    poster = ExposureDraft(shop.bakery, Direction.RECEIVED, OCT_27, "poster in the window", value=1000)
    number = promotions.add_exposure(shop.store, shop.on(OCT_27), shop.promotion, poster).exposure
    cheese = ExposureDraft(shop.bakery, Direction.RECEIVED, OCT_27, "a tweet")
    gone = promotions.add_exposure(shop.store, shop.on(OCT_27), shop.promotion, cheese).exposure
    promotions.remove_exposure(shop.store, shop.on(OCT_27), gone)
    post(shop, OCTOBER, NOV_3)
    assert favours(shop) == (5000, 1000)
    with pytest.raises(Refused, match="It is posted"):
        promotions.remove_exposure(shop.store, shop.on(NOV_3), number)


def test_two_partners_get_their_own_entries_also_after_a_merge(plan: Plan, make_party: Callable[..., int]) -> None:
    shop = plan()
    cafe = make_party("Corner Café", Role.PARTNER)
    known = promotions.get(shop.store, shop.promotion).draft
    both = replace(known, partners=(*known.partners, PartnerDraft(cafe)))
    promotions.change(shop.store, shop.on(OCT_27), shop.promotion, both)
    shop.use(shop.batch(1)[0], OCT_27)
    shop.use(shop.batch(1, hander=cafe)[0], OCT_27, 1000)
    other = make_party("The Daily Grind Ltd")
    assert len(promotions.get(shop.store, shop.promotion).partners) == 2
    merging.merge(shop.store, shop.on(OCT_27), other, shop.bakery)
    assert len(post(shop, OCTOBER, NOV_3)) == 2
    assert favours(shop, other) == (184, 0)
    assert favours(shop, cafe) == (100, 0)
    with pytest.raises(Refused, match="posted already"):
        post(shop, OCTOBER, NOV_3)


def test_the_months_say_what_is_posted_and_what_waits(plan: Plan) -> None:
    shop = plan()
    october, november = shop.batch(2)
    shop.use(october, OCT_27)
    (number,) = post(shop, OCTOBER, NOV_3)
    shop.use(november, NOV_3)
    rows = promotion_posting.months(shop.store, shop.on(NOV_30), shop.promotion)
    assert [(row.month, row.entries, row.waiting) for row in rows] == [(NOVEMBER, (), 1), (OCTOBER, (number,), 0)]
    ((partner, work),) = promotion_posting.preview(shop.store, shop.on(NOV_30), shop.promotion, NOVEMBER)
    assert partner.party == shop.bakery
    assert [(line.direction, line.value) for line in work.discounts] == [(Direction.GIVEN, 184)]


def test_what_takes_nothing_off_makes_no_month_due(plan: Plan) -> None:
    shop = plan()
    made = shop.use(shop.batch(1)[0], OCT_27)
    voucher.give_back(shop.store, shop.on(NOV_3), made.redemption, 0, 5, NOV_3)
    assert [each.month for each in promotion_posting.due(shop.store, shop.on(DEC_2))] == [OCTOBER]
    post(shop, OCTOBER, DEC_2)
    rows = promotion_posting.months(shop.store, shop.on(DEC_2), shop.promotion)
    assert [(row.month, row.waiting) for row in rows] == [(OCTOBER, 0)]


def test_two_partners_that_become_one_are_one(plan: Plan, make_party: Callable[..., int]) -> None:
    shop = plan()
    cafe = make_party("Corner Café", Role.PARTNER)
    known = promotions.get(shop.store, shop.promotion).draft
    both = replace(known, partners=(*known.partners, PartnerDraft(cafe)))
    promotions.change(shop.store, shop.on(OCT_27), shop.promotion, both)
    shop.use(shop.batch(1)[0], OCT_27)
    shop.use(shop.batch(1, hander=cafe)[0], OCT_27, 1000)
    merging.merge(shop.store, shop.on(OCT_27), shop.bakery, cafe)
    assert [partner.party for partner in promotions.get(shop.store, shop.promotion).partners] == [shop.bakery]
    assert len(post(shop, OCTOBER, NOV_3)) == 1
    assert favours(shop) == (284, 0)
