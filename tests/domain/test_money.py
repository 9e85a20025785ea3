"""Amounts as people type them: every clear one is read to the cent, every unclear one is refused with the way out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import (
    LARGEST,
    Amount,
    Currency,
    half_up,
    parse_money,
    parse_plain,
    split_tax,
)

EUR, JPY, KWD = Currency("EUR", 2), Currency("JPY", 0), Currency("KWD", 3)
LOCALES = {code: Locale(code) for code in "en_GB en_US de_DE de_CH fr_FR en_IN sv_SE es_ES pl_PL ja_JP pt_PT".split()}


def read(text: str, code: str = "en_GB", currency: Currency = EUR, *, signed: bool = False) -> int:
    return parse_money(text, currency, LOCALES[code], signed=signed)


def refusal(text: str, code: str = "en_GB", currency: Currency = EUR) -> str:
    with pytest.raises(Refused) as refused:
        read(text, code, currency)
    return str(refused.value.message)


def test_currency_keeps_exact_minor_units() -> None:
    assert EUR.major(1250) == Decimal("12.50")
    assert EUR.minor(Decimal("12.5")) == 1250
    assert EUR.rounded(Decimal("0.125")) == 13
    assert EUR.rounded(Decimal("-0.125")) == -13
    assert (EUR.plain(-1250), JPY.plain(12), KWD.plain(5)) == ("-12.50", "12", "0.005")
    assert Amount(5, EUR) == Amount(5, Currency("EUR", 2))
    with pytest.raises(ValueError, match="more than 2 decimals"):
        EUR.minor(Decimal("0.125"))


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("12.50", "en_GB", 1250),
        ("12,50", "de_DE", 1250),
        ("1.250", "de_DE", 125_000),
        ("1,250", "en_GB", 125_000),
        ("1,234.5", "en_GB", 123_450),
        ("1.234.567,89", "de_DE", 123_456_789),
        ("1’250.50", "de_CH", 125_050),
        ("1'250.50", "de_CH", 125_050),
        ("1’250.50", "en_GB", 125_050),
        ("1 250,50", "fr_FR", 125_050),
        ("1\u202f250,50", "fr_FR", 125_050),
        ("1\u00a0250,50", "sv_SE", 125_050),
        ("1 250.50", "en_GB", 125_050),
        ("1,00,000", "en_IN", 10_000_000),
        ("12,34,567.89", "en_IN", 123_456_789),
        (" 12 ", "en_GB", 1200),
        (".5", "en_GB", 50),
        ("12.", "en_GB", 1200),
        ("0", "en_GB", 0),
        ("007", "en_GB", 700),
        ("+5", "en_GB", 500),
        ("9,999,999,999,999.99", "en_GB", LARGEST),
    ],
)
def test_a_clear_amount_is_read(text: str, code: str, minor: int) -> None:
    assert read(text, code) == minor


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("3*4.50", "en_GB", 1350),
        ("3×4,50", "de_DE", 1350),
        ("10+2,50", "de_DE", 1250),
        ("10-2,50", "de_DE", 750),
        ("10−2.50", "en_GB", 750),
        ("(1+2)*3.10", "en_GB", 930),
        ("2*(3+(4-1))", "en_GB", 1200),
        ("10/4", "en_GB", 250),
        ("10÷4", "en_GB", 250),
        ("10/3", "en_GB", 333),
        ("20/3", "en_GB", 667),
        ("10/3*3", "en_GB", 1000),
        ("0.125*1", "en_GB", 13),
        ("0.125*8", "en_GB", 100),
        ("12.3456*2", "en_GB", 2469),
        ("12.3456/2", "en_GB", 617),
        ("2/0.0005", "en_GB", 400_000),
        ("0.123456*100", "en_GB", 1235),
        ("1,000*2", "en_GB", 200_000),
        ("5*-1+10", "en_GB", 500),
        ("1 + 1", "en_GB", 200),
    ],
)
def test_small_sums_are_worked_out_exactly_and_rounded_once(text: str, code: str, minor: int) -> None:
    assert read(text, code) == minor


@pytest.mark.parametrize(
    ("text", "code", "fix"),
    [
        ("12,50", "en_GB", "12,50 is not clear here. Write 12.50."),
        ("12.50", "de_DE", "12.50 is not clear here. Write 12,50."),
        ("12,5", "en_GB", "12,5 is not clear here. Write 12.50."),
        ("1.234,50", "en_GB", "1.234,50 is not clear here. Write 1234.50."),
        ("1,234.50", "de_DE", "1,234.50 is not clear here. Write 1234,50."),
        ("1.250", "en_GB", "1.250 is not clear here. Write 1250.00 or 1.25."),
        ("1.255", "en_GB", "1.255 is not clear here. Write 1255.00 or 1.26."),
        ("1.005*2", "en_GB", "1.005 is not clear here. Write 1005.00 or 1.01."),
        ("0,250", "en_GB", "0,250 is not clear here. Write 250.00 or 0.25."),
        ("1,00,000", "en_GB", "1,00,000 is not clear here. Write 100000.00."),
        ("123,456", "en_IN", "123,456 is not clear here. Write 123456.00 or 123.46."),
        (",5", "en_GB", ",5 is not clear here. Write 0.50."),
        ("2*12,50", "en_GB", "12,50 is not clear here. Write 12.50."),
    ],
)
def test_what_has_two_meanings_is_refused_with_the_way_to_write_it(text: str, code: str, fix: str) -> None:
    assert refusal(text, code) == fix


def test_the_way_out_fits_a_currency_without_cents() -> None:
    assert refusal("1.250", "en_GB", JPY) == "1.250 is not clear here. Write 1250 or 1."
    assert refusal("12.50", "ja_JP", JPY) == "12.50 is not an amount. Write it like 12."
    assert read("1,250", "ja_JP", JPY) == 1250
    assert read("1.250", "en_GB", KWD) == 1250


@pytest.mark.parametrize(
    "text",
    [
        *"nan NaN inf -inf Infinity 1e400 1e5 0x10 ١٢ １２ 12..50 1,,000 . , () ( ) 1+ *2 2(3) (2 2) 1++ 12.3456 1_000 "
        "12a abc 5% 1/ 2**3 1.2.3 1000.255 =1+1 __import__('os') 1,2,3 1’00 5;6 \ud800 €".split(),
        "1 25",
        "3 4 5",
        "12 50",
        "eval(1)",
        "1, 000",
        "0.1234567*2",
    ],
)
def test_nonsense_is_refused_politely(text: str) -> None:
    said = refusal(text)
    assert said
    assert "12.50" in said or "Write" in said


def test_refusals_name_their_reason() -> None:
    assert refusal("") == "Write an amount, such as 12.50."
    assert refusal("   ") == "Write an amount, such as 12.50."
    assert refusal("5/0") == "Nothing can be divided by 0."
    assert refusal("5/(2-2)") == "Nothing can be divided by 0."
    assert refusal("1" * 81) == "That is too long for an amount. Write it like 12.50."
    assert refusal("10,000,000,000,000") == "That is more than an amount can hold: 15 digits with the cents."
    assert refusal("999999999999*999999999999").startswith("That is more")
    assert refusal("1 25") == "1 25 is not an amount. Write it like 12.50."
    assert "…" in refusal("x" * 60)


def test_below_zero_only_where_it_is_wanted() -> None:
    assert refusal("-5").startswith("An amount is never below zero here.")
    assert refusal("2-5").startswith("An amount is never below zero here.")
    assert read("-5", signed=True) == -500
    assert read("−5.25", signed=True) == -525
    assert read("-10/3", signed=True) == -333
    assert read("0.125*-1", signed=True) == -13


@pytest.mark.parametrize("text", ["€ 12", "€12", "12 €", "12€", "EUR 12", "12 eur", "Eur12", "  12.00 EUR "])
def test_the_shops_own_currency_may_stand_at_either_end(text: str) -> None:
    assert read(text) == 1200


def test_a_minus_before_the_sign_counts() -> None:
    assert read("-€5", signed=True) == -500
    assert read("€-5", signed=True) == -500


@pytest.mark.parametrize("text", ["$12", "12 USD", "12 £", "gbp 12", "US$ 12", "12 ₹"])
def test_another_currency_is_refused(text: str) -> None:
    assert refusal(text).startswith("This shop counts in EUR.")


def test_a_currency_sign_that_several_share_is_our_own() -> None:
    assert parse_money("$12", Currency("CAD", 2), LOCALES["en_GB"]) == 1200
    assert parse_money("12 kr", Currency("SEK", 2), LOCALES["sv_SE"]) == 1200
    assert refusal("€12 EUR") == "€12 EUR is not an amount. Write it like 12.50."
    assert refusal("12 apples") == "12 apples is not an amount. Write it like 12.50."
    assert refusal("EUR") == "EUR is not an amount. Write it like 12.50."


@given(minor=st.integers(-LARGEST, LARGEST), code=st.sampled_from(sorted(LOCALES)), digits=st.sampled_from([0, 2, 3]))
def test_what_a_locale_writes_it_reads_back(minor: int, code: str, digits: int) -> None:
    currency = Currency("EUR", digits)
    assert parse_money(LOCALES[code].amount(minor, currency), currency, LOCALES[code], signed=True) == minor
    said = LOCALES[code].money(Amount(minor, currency), code=True, sign=True)
    assert parse_money(said, currency, LOCALES[code], signed=True) == minor


@given(text=st.text(), code=st.sampled_from(["en_GB", "de_DE", "de_CH"]))
def test_any_text_is_an_amount_or_refused(text: str, code: str) -> None:
    try:
        minor = read(text, code, signed=True)
    except Refused as refused:
        assert refused.message.key
    else:
        assert abs(minor) <= LARGEST


@given(text=st.text("0123456789.,' ’+-*/()", max_size=20), code=st.sampled_from(["en_GB", "de_DE"]))
def test_any_sum_is_worked_out_or_refused(text: str, code: str) -> None:
    try:
        read(text, code, signed=True)
    except Refused as refused:
        assert refused.message.key


@given(
    pieces=st.integers(1, 10_000),
    cents=st.integers(0, 10**9),
    divisor=st.integers(1, 10_000),
)
def test_a_product_is_the_exact_one_rounded_half_up(pieces: int, cents: int, divisor: int) -> None:
    exact = Fraction(pieces * cents, divisor)
    assert read(f"{pieces}*{EUR.plain(cents)}/{divisor}") == int(exact + Fraction(1, 2))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", EUR, 1250),
        ("12.5", EUR, 1250),
        ("12", EUR, 1200),
        ("0.005", KWD, 5),
        ("12", JPY, 12),
        ("007", EUR, 700),
    ],
)
def test_plain_text_of_scripts(text: str, currency: Currency, minor: int) -> None:
    assert parse_plain(text, currency) == minor


@pytest.mark.parametrize(
    "text", ["", "12,50", "1,250.00", " 12", "12 ", "+12", "12.505", ".5", "12.", "1e3", "NaN", "١", "--1", "12\n"]
)
def test_plain_text_is_never_guessed(text: str) -> None:
    with pytest.raises(Refused, match="is not an amount"):
        parse_plain(text, EUR)


def test_plain_text_limits() -> None:
    with pytest.raises(Refused, match="Write it like 12"):
        parse_plain("12.5", JPY)
    with pytest.raises(Refused, match="15 digits"):
        parse_plain("10000000000000", EUR)
    with pytest.raises(Refused, match="below zero"):
        parse_plain("-1", EUR)
    assert parse_plain("-1.05", EUR, signed=True) == -105


@given(st.integers(-LARGEST, LARGEST), st.sampled_from([EUR, JPY, KWD]))
def test_plain_text_comes_back(minor: int, currency: Currency) -> None:
    assert parse_plain(currency.plain(minor), currency, signed=True) == minor


def test_tax_contained_in_a_gross_amount() -> None:
    assert split_tax(23_112, Decimal("0.07")) == 1512  # worked example D
    assert split_tax(60_000, Decimal("0.20")) == 10_000  # worked example G
    assert split_tax(55_000, Decimal("0.10")) == 5000
    assert split_tax(462, Decimal("0.07")) == 30
    assert split_tax(0, Decimal("0.19")) == 0
    assert split_tax(1000, Decimal(0)) == 0
    assert split_tax(-462, Decimal("0.07")) == -30
    with pytest.raises(ValueError, match="tax rate"):
        split_tax(1, Decimal("-0.1"))


@given(st.integers(-LARGEST, LARGEST), st.decimals(0, 1, places=4))
def test_net_and_tax_make_the_gross_within_half_a_cent(gross: int, rate: Decimal) -> None:
    tax = split_tax(gross, rate)
    assert abs(Fraction(tax) - Fraction(gross) * Fraction(rate) / (1 + Fraction(rate))) <= Fraction(1, 2)


def test_half_goes_up_and_away_from_zero() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]
