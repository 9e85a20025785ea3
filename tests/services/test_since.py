"""Since we work with somebody: before and after, with what else changed; and the deal rehearsal on real sales."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.errors import Invalid, Refused
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft
from partnercrm.domain.referral import ReferralDraft, Way
from partnercrm.domain.rehearsal import RehearsalDraft
from partnercrm.services import (
    agreement_write,
    promotion_posting,
    referral,
    referral_outcome,
    rehearsal,
    since,
    voucher,
)
from partnercrm.services import promotion as promotions
from partnercrm.services import sale as sales
from partnercrm.services.sale import SaleDraft
from partnercrm.services.since import Bought
from tests.services.promotions import FIRST, LAST, Campaign, Plan

SEP_25, OCT_5, OCT_20, OCT_25, NOV_1 = (dt.date(2026, *day) for day in ((9, 25), (10, 5), (10, 20), (10, 25), (11, 1)))


def sell(shop: Campaign, day: dt.date, amount: int, party: int | None = None) -> None:
    sales.record(shop.store, shop.on(day), SaleDraft(day, amount, amount, party))


def test_as_many_days_before_as_after(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, ana, ben = plan(), make_party("Ana", Role.CUSTOMER), make_party("Ben", Role.CUSTOMER)
    (code,) = shop.batch(1)
    for day, amount, party in ((SEP_25, 1000, ana), (OCT_5, 2000, ana), (OCT_5, 500, None), (OCT_20, 700, ben)):
        sell(shop, day, amount, party)
    shop.use(code, OCT_5, party=ana)
    sent = referral.add(shop.store, shop.on(OCT_5), ReferralDraft(Way.SENT_US, shop.bakery, ben, OCT_5))
    referral_outcome.win(shop.store, shop.on(OCT_20), sent.referral, OCT_20)
    promotion_posting.post(shop.store, shop.on(NOV_1), shop.promotion, 202610)
    found = since.since(shop.store, shop.on(NOV_1), shop.bakery)
    assert (found.day, found.name, found.customers) == (FIRST, "The Daily Grind", 2)
    assert (found.before.last, found.after.first, found.after.last) == (FIRST - dt.timedelta(1), FIRST, OCT_20)
    assert (found.after.last - found.after.first) == (found.before.last - found.before.first)
    assert (found.before.everybody, found.before.shared) == (Bought(1, 1000), Bought(1, 1000))
    assert (found.after.everybody, found.after.shared) == (Bought(3, 3200), Bought(2, 2700))
    assert (found.before.given, found.after.given) == (0, 0)
    sell(shop, NOV_1, 100)
    assert since.since(shop.store, shop.on(NOV_1), shop.bakery).after.given == 184
    assert (found.before.covered, found.after.covered) == (False, True)


def test_what_else_began_stands_beside_it(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, mill = plan(), make_party("Old Mill", Role.SUPPLIER)
    known = promotions.get(shop.store, shop.promotion).draft
    here = (OfferDraft(OfferForm.PERCENT, None, Decimal(5)),)
    other = replace(known, title="Flour weeks", from_day=OCT_20, partners=(PartnerDraft(mill),), offers=here)
    weeks = promotions.add(shop.store, shop.on(OCT_20), other)
    promotions.finish(shop.store, shop.on(OCT_25), weeks.promotion)
    flour = AgreementDraft("Flour", AgreementKind.SUPPLY, (mill,), SEP_25)
    agreement_write.add(shop.store, shop.on(OCT_20), flour)
    found = since.since(shop.store, shop.on(NOV_1), shop.bakery)
    assert [(each.agreement, each.title, each.ended) for each in found.before.changes] == [(True, "Flour", False)]
    after = [(each.day, each.title, each.ended) for each in found.after.changes]
    assert after == [(OCT_20, "Flour weeks", False), (OCT_25, "Flour weeks", True)]
    assert since.since(shop.store, shop.on(NOV_1), mill).day == SEP_25


def test_a_day_is_needed_and_lies_in_the_past(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, stranger = plan(), make_party("Stranger")
    with pytest.raises(Refused, match="Say since when"):
        since.since(shop.store, shop.on(NOV_1), stranger)
    with pytest.raises(Refused, match="before today"):
        since.since(shop.store, shop.on(NOV_1), stranger, NOV_1)
    assert since.since(shop.store, shop.on(NOV_1), stranger, OCT_5).day == OCT_5


def test_an_offer_is_replayed_on_last_years_sales(plan: Plan) -> None:
    shop = plan()
    for amount in (1000, 1000, 2000):
        sell(shop, dt.date(2025, 10, 10), amount)
    sell(shop, OCT_5, 9999)
    asked = RehearsalDraft(OfferDraft(OfferForm.PERCENT, None, Decimal(10)), None, None, Decimal(60))
    found = rehearsal.try_out(shop.store, rehearsal.a_year_before(asked, FIRST, LAST))
    assert (found.draft.from_day, found.draft.until_day) == (dt.date(2025, 10, 1), dt.date(2025, 11, 30))
    assert (found.purchases, found.revenue, found.given, found.sent) == (3, 4000, 400, 1)
    with pytest.raises(Invalid):
        rehearsal.try_out(shop.store, asked)
    assert found.covered is False
    sell(shop, dt.date(2025, 9, 1), 100)
    assert rehearsal.try_out(shop.store, found.draft).covered is True


def test_the_same_days_a_year_before_stand_beside_it_where_they_are_known(plan: Plan) -> None:
    shop, year = plan(), dt.timedelta(364)
    for day, amount in ((SEP_25, 1000), (OCT_20, 2000), (SEP_25 - year, 300), (OCT_20 - year, 500)):
        sell(shop, day, amount)
    assert since.since(shop.store, shop.on(NOV_1), shop.bakery).before.year_before is None
    sell(shop, SEP_25 - year - dt.timedelta(60), 100)
    found = since.since(shop.store, shop.on(NOV_1), shop.bakery)
    assert (found.before.year_before, found.after.year_before) == (Bought(1, 300), Bought(1, 500))


def test_a_use_that_was_taken_back_shares_nobody(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, ana = plan(), make_party("Ana", Role.CUSTOMER)
    made = shop.use(shop.batch(1)[0], OCT_5, party=ana)
    assert since.since(shop.store, shop.on(NOV_1), shop.bakery).customers == 1
    voucher.take_back(shop.store, shop.on(OCT_20), made.redemption)
    assert since.since(shop.store, shop.on(NOV_1), shop.bakery).customers == 0
