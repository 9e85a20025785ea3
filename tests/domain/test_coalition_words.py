"""What is said of a shop that shares our card: how its pot stands, and from when on somebody is to be told."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from partnercrm.domain.coalition import PartnerDraft
from partnercrm.domain.coalition_rows import PartnerRow
from partnercrm.domain.coalition_words import alert_words, limit_words
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency

EUR, GB = Currency("EUR", 2), Locale("en_GB")


def shop(*, prepaid: bool, limit: int | None, they_owe: int = 0, we_owe: int = 0, held: int = 0) -> PartnerRow:
    draft = PartnerDraft(7, Decimal(5), prepaid=prepaid, alert_value=limit)
    return PartnerRow(1, uuid.UUID(int=1), 1, "Card", "Hillside Roasters", draft, they_owe, we_owe, held)


@pytest.mark.parametrize(
    ("row", "alert", "why", "limit"),
    [
        (shop(prepaid=True, limit=20_00, held=12_00), True, "their pot is down to 12.00", "12.00 left, under 20.00"),
        (shop(prepaid=True, limit=9, held=900, they_owe=900), True, "their pot is used up", "0.00 left, under 0.09"),
        (shop(prepaid=True, limit=20_00, they_owe=3_00), True, "their pot is 3.00 short", "3.00 short, under 20.00"),
        (shop(prepaid=True, limit=20_00, held=20_00), False, "their pot is down to 20.00", "under 20.00"),
        (shop(prepaid=False, limit=50_00, we_owe=65_00), True, "we owe 65.00 for points", "65.00 open, over 50.00"),
        (shop(prepaid=False, limit=50_00, they_owe=65_00), True, "they owe 65.00 for points", "65.00 open, over 50.00"),
        (shop(prepaid=False, limit=50_00, they_owe=50_00), False, "they owe 50.00 for points", "over 50.00"),
        (shop(prepaid=True, limit=None, they_owe=65_00), False, "their pot is 65.00 short", ""),
    ],
)  # fmt: skip
def test_why_somebody_is_told_and_from_when_on(row: PartnerRow, alert: bool, why: str, limit: str) -> None:
    assert row.alert is alert
    assert GB.say(alert_words(row, EUR)) == why
    said = limit_words(row, EUR)
    assert (GB.say(said) if said is not None else "") == limit
