"""One typed line about a favour: quantity, value, basis, kind, and what is left."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.errors import Refused
from partnercrm.domain.favour import guess_kind, read_favour
from partnercrm.domain.ledger import Basis, Direction, Kind, LineDraft
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency

EUR, ENGLISH, GERMAN = Currency("EUR", 2), Locale("en_GB"), Locale("de_DE")


def read(text: str, locale: Locale = ENGLISH) -> LineDraft:
    return read_favour(text, Direction.GIVEN, EUR, locale)


@pytest.mark.parametrize(
    ("text", "kind", "value", "basis", "quantity", "unit", "what"),
    [
        ("oven for 2 hours", Kind.SPACE_AND_EQUIPMENT, None, None, Decimal(2), "hour", "oven"),
        ("newsletter mention about 25.00", Kind.EXPOSURE, 2500, Basis.ESTIMATE, None, "", "newsletter mention"),
        ("a mention, agreed 25", Kind.EXPOSURE, 2500, Basis.AGREED, None, "", "mention"),
        ("mention 25", Kind.EXPOSURE, 2500, None, None, "", "mention"),
        ("cash 120.00", Kind.MONEY, 12000, None, None, "", "cash"),
        ("training at 280.00 bill", Kind.KNOWLEDGE, 28000, Basis.BILL, None, "", "training"),
        ("2h of help moving tables", Kind.TIME_OF_PEOPLE, None, None, Decimal(2), "hour", "help moving tables"),
        ("oven 1.5h ~24", Kind.SPACE_AND_EQUIPMENT, 2400, Basis.ESTIMATE, Decimal("1.5"), "hour", "oven"),
        ("12.50 pizza", Kind.SERVICE, 1250, None, None, "", "pizza"),
        ("12.50 for the cake", Kind.GOODS, 1250, None, None, "", "cake"),
        ("1.5 cakes", Kind.GOODS, None, None, None, "", "1.5 cakes"),
        ("40 vouchers", Kind.DISCOUNT, None, None, None, "", "40 vouchers"),
        ("something kind", Kind.SERVICE, None, None, None, "", "something kind"),
        ("lent us the oven for two hours", Kind.SPACE_AND_EQUIPMENT, None, None, Decimal(2), "hour", "oven"),
        ("gave them a mention, agreed 25", Kind.EXPOSURE, 2500, Basis.AGREED, None, "", "mention"),
        ("helped with the move", Kind.TIME_OF_PEOPLE, None, None, None, "", "move"),
        ("helped out", Kind.TIME_OF_PEOPLE, None, None, None, "", "helped out"),
        ("6 pieces of cake at 12.50", Kind.GOODS, 1250, None, Decimal(6), "piece", "cake"),
    ],
)
def test_a_line_is_read(
    text: str, kind: Kind, value: int | None, basis: Basis | None, quantity: Decimal | None, unit: str, what: str
) -> None:
    line = read(text)
    assert (line.kind, line.value, line.basis, line.quantity, line.unit, line.what) == (
        kind,
        value,
        basis,
        quantity,
        unit,
        what,
    )


def test_amounts_follow_the_locale_and_are_never_guessed() -> None:
    assert read("Kuchen 12,50", GERMAN).value == 1250
    assert read("oven 1,5 hours", GERMAN).quantity == Decimal("1.5")
    for text, locale in (
        ("cups 12,50", ENGLISH),
        ("12,50 pizza", ENGLISH),
        ("cups 12.50", GERMAN),
        ("oven 1,5h", ENGLISH),
    ):
        with pytest.raises(Refused):
            read(text, locale)


def test_money_without_an_amount_asks_for_it() -> None:
    with pytest.raises(Refused, match="Type the amount"):
        read("cash")


def test_kinds_are_guessed_without_accents_and_case() -> None:
    assert guess_kind("Ovén", ENGLISH) is Kind.SPACE_AND_EQUIPMENT


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        line = read(text)
    except Refused:
        return
    assert line.value is None or line.value > 0
    assert line.quantity is None or line.quantity > 0
