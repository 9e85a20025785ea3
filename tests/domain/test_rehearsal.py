"""Deal rehearsal: the offer on past purchases, worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from partnercrm.domain.promotion import OfferDraft, OfferForm
from partnercrm.domain.rehearsal import RehearsalDraft, rehearse

FIRST, LAST = dt.date(2025, 11, 1), dt.date(2025, 11, 30)
TEN = OfferDraft(OfferForm.PERCENT, percent=Decimal(10))
DRAFT = RehearsalDraft(TEN, FIRST, LAST, Decimal(60), Decimal(20), costs=1000)
PAST = {1000: 30, 2000: 10}


def test_what_it_would_have_cost_and_what_they_must_send() -> None:
    found = rehearse(DRAFT, PAST)
    assert (found.purchases, found.fitting, found.revenue, found.reduction) == (40, 40, 50_000, 5_000)
    assert found.given == 5_000 * 20 // 100 + 1000
    assert found.average == 1250
    assert found.per_visit == 1250 * 60 // 100 - 125
    assert found.sent == -(-2000 // 625)


def test_small_purchases_do_not_fit() -> None:
    found = rehearse(replace(DRAFT, offer=replace(TEN, least=1500)), PAST)
    assert (found.purchases, found.fitting, found.revenue, found.reduction) == (40, 10, 20_000, 2_000)


def test_our_share_counts() -> None:
    found = rehearse(replace(DRAFT, our_share=Decimal(50), costs=0), PAST)
    assert found.given == 500
    assert found.per_visit == 688  # 750 less 62.5, half up


def test_an_offer_above_the_margin_never_breaks_even() -> None:
    found = rehearse(replace(DRAFT, offer=replace(TEN, percent=Decimal(60))), PAST)
    assert (found.per_visit, found.sent) == (0, None)
    nothing = rehearse(DRAFT, {})
    assert (nothing.fitting, nothing.average, nothing.given, nothing.sent) == (0, 0, 1000, None)


def test_what_is_missing_is_named() -> None:
    wrong = RehearsalDraft(OfferDraft(OfferForm.GIFT), None, None, None, Decimal(101), Decimal(-1), -1)
    assert [problem.field for problem in wrong.problems()] == [
        "offer.things",
        "offer.worth",
        "from_day",
        "until_day",
        "margin_rate",
        "uptake",
        "our_share",
        "costs",
    ]
    assert [p.field for p in replace(DRAFT, until_day=FIRST - dt.timedelta(1)).problems()] == ["until_day"]
    assert DRAFT.problems() == ()
