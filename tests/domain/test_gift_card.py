"""A gift card's words: how it stands, what is wrong with a draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from partnercrm.domain.gift_card import GiftCardDraft, GiftCardRow, GiftCardState, GiftRoll, Purpose
from partnercrm.domain.money import Currency
from partnercrm.domain.sale import PaymentKind

DAY = dt.date(2026, 11, 10)
CARD = GiftCardRow(
    1, UUID(int=1), "F", Purpose.MULTI, "Ana", DAY, dt.date(2027, 11, 10), 0, 25_00, 18_40, 0, 0, DAY, None
)


@pytest.mark.parametrize(
    ("row", "state", "said"),
    [
        (CARD, GiftCardState.GOOD, "left on it"),
        (replace(CARD, used=25_00), GiftCardState.USED_UP, "Used up on 10 Nov"),
        (replace(CARD, until_day=DAY), GiftCardState.EXPIRED, "Good until 10 Nov"),
        (replace(CARD, void=6_60, voided=DAY), GiftCardState.VOID, "Void since 10 Nov"),
        (replace(CARD, until_day=None), GiftCardState.GOOD, "left on it"),
    ],
)
def test_how_it_stands_is_short_enough_to_be_read_out(row: GiftCardRow, state: GiftCardState, said: str) -> None:
    today = dt.date(2026, 11, 21)
    assert row.state(today) is state
    assert said in str(row.answer(today, Currency("EUR", 2)))


def test_the_roll_forward_closes() -> None:
    rolled = GiftRoll("F", Purpose.SINGLE, "", DAY, None, 5_00, 25_00, 18_40, 4_00, 1_00)
    assert rolled.closing == 14_60
    assert CARD.balance == 6_60


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (GiftCardDraft(0, DAY), "value"),
        (GiftCardDraft(25_00, None), "day"),
        (GiftCardDraft(25_00, DAY, until_day=dt.date(2026, 11, 9)), "until_day"),
        (GiftCardDraft(25_00, DAY, code="1" * 41), "code"),
        (GiftCardDraft(25_00, DAY, opening=True), "code"),
        (GiftCardDraft(25_00, DAY, payment=PaymentKind.ON_ACCOUNT), "payment"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(draft: GiftCardDraft, field: str) -> None:
    assert [problem.field for problem in draft.problems()] == [field]
