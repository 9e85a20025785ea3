"""The rules of a cross-promotion: how it stands, what an offer takes off, what is missing in a draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.ledger import Direction
from partnercrm.domain.promotion import (
    ExposureDraft,
    OfferDraft,
    OfferForm,
    PartnerDraft,
    PromotionDraft,
    PromotionState,
    state_of,
)
from partnercrm.domain.voucher import BatchDraft, UseDraft

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
TEN = OfferDraft(OfferForm.PERCENT, None, Decimal(10))
GOOD = PromotionDraft("Pastry and coffee", FIRST, LAST, (PartnerDraft(1),), (TEN, replace(TEN, party=1)))


@pytest.mark.parametrize(
    ("until", "finished", "today", "state"),
    [
        (LAST, None, FIRST - dt.timedelta(1), PromotionState.PLANNED),
        (LAST, None, FIRST, PromotionState.RUNNING),
        (LAST, None, LAST, PromotionState.RUNNING),
        (LAST, None, LAST + dt.timedelta(1), PromotionState.FINISHED),
        (None, None, LAST + dt.timedelta(900), PromotionState.RUNNING),
        (LAST, FIRST, FIRST, PromotionState.FINISHED),
        (LAST, LAST, FIRST, PromotionState.RUNNING),
    ],
)
def test_how_it_stands(until: dt.date | None, finished: dt.date | None, today: dt.date, state: PromotionState) -> None:
    assert state_of(FIRST, until, finished, today) is state


@pytest.mark.parametrize(
    ("offer", "full", "off"),
    [
        (TEN, 1840, 184),
        (TEN, 1845, 185),
        (replace(TEN, least=2000), 1999, 0),
        (replace(TEN, least=2000), 2000, 200),
        (OfferDraft(OfferForm.AMOUNT, amount=300), 1840, 300),
        (OfferDraft(OfferForm.AMOUNT, amount=300), 120, 120),
        (OfferDraft(OfferForm.GIFT, things="espresso", worth=220), 1840, 220),
        (OfferDraft(OfferForm.GIFT, things="espresso"), 1840, 0),
        (OfferDraft(OfferForm.BUNDLE, things="coffee and pastry", price=450, worth=80), 530, 80),
        (OfferDraft(OfferForm.BUY_X_GET_Y, things="rolls", buy=10, get=2, worth=60), 600, 120),
    ],
)
def test_what_comes_off(offer: OfferDraft, full: int, off: int) -> None:
    assert offer.reduction(full) == off


def fields(draft: PromotionDraft | OfferDraft | BatchDraft | UseDraft | ExposureDraft) -> list[str]:
    return [problem.field for problem in draft.problems()]


def test_a_good_draft_has_no_problems() -> None:
    assert fields(GOOD) == []
    assert fields(replace(GOOD, until_day=None, target=40)) == []


def test_what_is_missing_is_named() -> None:
    assert fields(PromotionDraft(" ", None)) == ["title", "from_day", "partners", "offers"]
    wrong = replace(GOOD, until_day=FIRST - dt.timedelta(1), target=0, costs=-1, margin_rate=Decimal(101))
    assert fields(wrong) == ["until_day", "target", "costs", "margin_rate"]
    partners = (PartnerDraft(1, Decimal(-1), Decimal(101), Decimal(200), -5), PartnerDraft(1))
    assert fields(replace(GOOD, partners=partners)) == [
        "partners",
        "partners.0.our_share",
        "partners.0.their_share",
        "partners.0.margin_rate",
        "partners.0.costs",
    ]
    assert fields(replace(GOOD, offers=(replace(TEN, party=9, percent=Decimal(0)),))) == [
        "offers.0.percent",
        "offers.0.party",
    ]


def test_each_form_asks_for_its_own() -> None:
    assert fields(OfferDraft(OfferForm.PERCENT)) == ["percent"]
    assert fields(OfferDraft(OfferForm.AMOUNT, amount=-1)) == ["amount"]
    assert fields(OfferDraft(OfferForm.GIFT)) == ["things"]
    assert fields(OfferDraft(OfferForm.BUNDLE, things="both")) == ["price"]
    assert fields(OfferDraft(OfferForm.BUY_X_GET_Y, things="rolls", buy=0)) == ["get", "buy"]


def test_a_mention_needs_words_and_a_number() -> None:
    good = ExposureDraft(1, Direction.GIVEN, FIRST, "mention")
    assert fields(good) == []
    assert fields(replace(good, what=" ", quantity=Decimal(0), value=0)) == ["what", "quantity", "value"]


def test_a_batch_has_codes_uses_and_days_in_order() -> None:
    assert fields(BatchDraft(1, 10)) == []
    assert fields(BatchDraft(1, codes=("A1",))) == []
    assert fields(BatchDraft(1, 0, uses=0, from_day=LAST, until_day=FIRST)) == ["count", "uses", "until_day"]


def test_a_use_names_a_code_and_no_negative_amounts() -> None:
    assert fields(UseDraft("P2345")) == []
    assert fields(UseDraft(" ", full=-1, reduction=-1, revenue=-1)) == ["code", "full", "reduction", "revenue"]
