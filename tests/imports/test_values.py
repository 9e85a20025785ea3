"""Cells to typed values: exact, by the locale, and never guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum

import pytest

from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.table import Cell, Unreadable

EUR, JPY, KWD = Currency("EUR", 2), Currency("JPY", 0), Currency("KWD", 3)
GB, DE, US = Locale("en_GB"), Locale("de_DE"), Locale("en_US")
TODAY = dt.date(2026, 11, 21)
TORN = Unreadable(msg("The cell shows the error {error}.", error="#REF!"))


class Mood(Enum):
    GOOD = "good"
    SO_SO = "so_so"


WORDS = {Mood.GOOD: msg("good"), Mood.SO_SO: msg("so, so")}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Ana ", "Ana"),
        ("", ""),
        (Decimal(8123), "8123"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (True, "true"),
        (dt.date(2026, 11, 21), "2026-11-21"),
        (dt.datetime.fromisoformat("2026-11-21T09:05"), "2026-11-21 09:05"),
        (TORN, TORN.reason),
    ],
)
def test_text(cell: Cell, expected: object) -> None:
    assert values.text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "currency", "locale", "minor"),
    [
        ("12.50", EUR, GB, 1250),
        ("1,234.50", EUR, GB, 123450),
        ("12,50", EUR, DE, 1250),
        ("1.234,50", EUR, DE, 123450),
        ("€ 12.50", EUR, GB, 1250),
        (Decimal("440"), EUR, GB, 44000),
        (Decimal("12.5"), EUR, DE, 1250),
        (Decimal("1250"), JPY, GB, 1250),
        (Decimal("12.345"), KWD, GB, 12345),
        ("", EUR, GB, None),
        ("   ", EUR, GB, None),
    ],
)
def test_money(cell: Cell, currency: Currency, locale: Locale, minor: int | None) -> None:
    assert values.money(cell, currency, locale) == minor


@pytest.mark.parametrize("typed", ["(12.50)", "12.50-", "-12.50", "12.50 -", "(€ 12.50)"])
def test_money_below_zero_as_accountants_write_it(typed: str) -> None:
    assert values.money(typed, EUR, GB, signed=True) == -1250
    assert isinstance(values.money(typed, EUR, GB), Message)


@pytest.mark.parametrize(
    ("cell", "locale"),
    [
        ("12.50", DE),
        ("12,50", GB),
        ("1.5.5", GB),
        ("2*3", GB),
        ("10-4", GB),
        ("1/2", GB),
        ("(-5)", GB),
        ("n/a", GB),
        ("1e400", GB),
        ("NaN", GB),
        ("$ 5", GB),
        (Decimal("12.345"), GB),
        (Decimal("1E+20"), GB),
        (Decimal(-5), GB),
        (True, GB),
        (dt.date(2026, 1, 1), GB),
        (TORN, GB),
    ],
)
def test_money_that_is_unclear_is_refused(cell: Cell, locale: Locale) -> None:
    assert isinstance(values.money(cell, EUR, locale), Message)


def test_money_is_rounded_only_when_told() -> None:
    assert values.money(Decimal("12.345"), EUR, GB, round_half_up=True) == 1235
    assert values.money(Decimal("-12.345"), EUR, GB, signed=True, round_half_up=True) == -1235
    assert str(values.money(Decimal("12.345"), EUR, GB)) == "12.345 has more decimals than EUR."


@pytest.mark.parametrize(
    ("cell", "locale"),
    [
        ("2026-11-21", DE),
        ("2026-11-21 00:00:00.000", GB),
        ("2026-11-21T10:20:30", GB),
        ("2026-11-21T10:20:30+00:00", GB),
        ("21.11.2026", DE),
        ("21.11.26", DE),
        ("21/11/2026", GB),
        ("21/11/2026 14:05", GB),
        ("11/21/2026", US),
        ("11/21/2026 2:05 PM", US),
        ("21 November 2026", GB),
        ("21 Nov 2026", GB),
        (dt.date(2026, 11, 21), GB),
        (dt.datetime.fromisoformat("2026-11-21T10:20"), GB),
    ],
)
def test_date(cell: Cell, locale: Locale) -> None:
    assert values.date(cell, locale, TODAY) == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    "cell",
    ["today", "fri", "+2w", "21", "21/11", "31/02/2026", "11/21/2026", "9999-99-99", "1850-01-01", "soon", "45251"],
)
def test_dates_that_are_unclear_are_refused(cell: str) -> None:
    assert isinstance(values.date(cell, GB, TODAY), Message)


@pytest.mark.parametrize(
    "cell", [dt.date(1850, 1, 1), dt.datetime.fromisoformat("2300-01-01T00:00"), Decimal(45251), True, TORN]
)
def test_cells_that_are_no_date_are_refused(cell: Cell) -> None:
    assert isinstance(values.date(cell, GB, TODAY), Message)
    assert isinstance(values.moment(cell, GB, TODAY), Message)


def test_no_date_at_all() -> None:
    assert values.date(" ", GB, TODAY) is None
    assert values.moment("", GB, TODAY) is None


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("2026-11-21 14:05:09.123", dt.time(14, 5)),
        ("21/11/2026 2:05 pm", dt.time(14, 5)),
        ("2026-11-21T14:05:00Z", dt.time(14, 5)),
        (dt.datetime.fromisoformat("2026-11-21T14:05"), dt.time(14, 5)),
        ("2026-11-21 00:00:00.000", None),
        ("2026-11-21", None),
        (dt.date(2026, 11, 21), None),
    ],
)
def test_moment(cell: Cell, time: dt.time | None) -> None:
    assert values.moment(cell, GB, TODAY) == (dt.date(2026, 11, 21), time)


def test_a_moment_with_an_impossible_time_is_refused() -> None:
    assert isinstance(values.moment("2026-11-21 25:05", GB, TODAY), Message)


@pytest.mark.parametrize(
    ("cell", "locale", "number"),
    [
        ("2", GB, "2"),
        ("2.5", GB, "2.5"),
        ("2,5", DE, "2.5"),
        ("1,234.5", GB, "1234.5"),
        ("1.234,5", DE, "1234.5"),
        ("1 234,5", Locale("fr_FR"), "1234.5"),
        (Decimal("0.3333"), GB, "0.3333"),
    ],
)
def test_decimal(cell: Cell, locale: Locale, number: str) -> None:
    assert values.decimal(cell, locale) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "locale"),
    [("2,5", GB), ("2.5", DE), ("1,23,4", GB), ("two", GB), ("1e5", GB), ("-2", GB), ("0.33333", GB), ("1.250", GB),
     (Decimal("0.33333"), GB), (Decimal(-1), GB), (True, GB), (TORN, GB), ("٣", GB)],
)  # fmt: skip
def test_decimals_that_are_unclear_are_refused(cell: Cell, locale: Locale) -> None:
    assert isinstance(values.decimal(cell, locale), Message)


def test_decimals_below_zero_where_they_make_sense() -> None:
    assert values.decimal("-2.5", GB, signed=True) == Decimal("-2.5")
    assert values.decimal("", GB) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (True, True),
        (False, False),
        ("Yes", True),
        ("x", True),
        ("1", True),
        (Decimal(0), False),
        ("no", False),
        ("", None),
    ],
)
def test_boolean(cell: Cell, expected: bool | None) -> None:
    assert values.boolean(cell, GB) is expected


@pytest.mark.parametrize("cell", ["perhaps", Decimal(2), TORN, dt.date(2026, 1, 1)])
def test_what_is_neither_yes_nor_no_is_refused(cell: Cell) -> None:
    assert isinstance(values.boolean(cell, GB), Message)


@pytest.mark.parametrize("typed", ["SO_SO", "so_so", "so so", "So-So", "so, so", " SO, SO "])
def test_one_of_its_names_or_the_word_on_screens(typed: str) -> None:
    assert values.one_of(typed, WORDS, GB) is Mood.SO_SO


def test_a_word_that_is_not_known_is_refused_with_those_that_are() -> None:
    assert str(values.one_of("great", WORDS, GB)) == "great is not known here. There are: good, so, so."
    assert values.one_of(TORN, WORDS, GB) == TORN.reason
    assert values.one_of("", WORDS, GB) is None


def test_reasons_show_only_the_beginning_of_a_long_text() -> None:
    assert len(str(values.decimal("x" * 40_000, GB))) < 100
