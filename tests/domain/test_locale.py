"""A locale writes money, numbers, days and messages as its reader does, and knows its country."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
import time
import timeit
from decimal import Decimal
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.dates import ShortDay, WholeMonth
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale, current_currencies
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.words import msg, plural

EUR = Currency("EUR", 2)
DAY = dt.date(2026, 11, 27)
GB, US, DE, CH = Locale("en_GB"), Locale("en_US"), Locale("de_DE"), Locale("de_CH")
FR, IN, SE, JP = Locale("fr_FR"), Locale("en_IN"), Locale("sv_SE"), Locale("ja_JP")


def catalogue(texts: dict[str, str]) -> GNUTranslations:
    return GNUTranslations(BytesIO(catalogue_bytes(texts)))


def catalogue_bytes(texts: dict[str, str]) -> bytes:
    """A gettext catalogue as msgfmt would write it."""
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    at = 28 + 16 * len(pairs)
    tables: list[bytes] = [b"", b""]
    body = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += pack("<II", len(pair[side]), at + len(body))
            body += pair[side] + b"\0"
    head = pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + tables[0] + tables[1] + body


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (GB, "1,234,567.89"),
        (DE, "1.234.567,89"),
        (CH, "1’234’567.89"),
        (FR, "1\u202f234\u202f567,89"),
        (IN, "12,34,567.89"),
        (SE, "1\u00a0234\u00a0567,89"),
    ],
)
def test_money_is_written_as_the_locale_does(locale: Locale, text: str) -> None:
    assert locale.amount(123_456_789, EUR) == text
    assert locale.amount(-123_456_789, EUR) == "\N{MINUS SIGN}" + text


def test_money_shows_all_minor_digits_and_no_more() -> None:
    assert [GB.amount(minor, EUR) for minor in (0, 5, 50, 100, 99_999, 100_000)] == [
        "0.00",
        "0.05",
        "0.50",
        "1.00",
        "999.99",
        "1,000.00",
    ]
    assert GB.amount(1234, Currency("JPY", 0)) == "1,234"
    assert GB.amount(-1, Currency("KWD", 3)) == "\N{MINUS SIGN}0.001"


def test_money_with_code_and_sign() -> None:
    assert GB.money(Amount(1250, EUR)) == "12.50"
    assert GB.money(Amount(1250, EUR), code=True) == "12.50\u00a0EUR"
    assert [GB.money(Amount(minor, EUR), sign=True) for minor in (5, 0, -5)] == ["+0.05", "0.00", "\N{MINUS SIGN}0.05"]


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_grouped_digits_are_python_s_own(minor: int, digits: int) -> None:
    currency = Currency("EUR", digits)
    assert GB.amount(minor, currency) == f"{currency.major(minor):,.{digits}f}".replace("-", "\N{MINUS SIGN}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234, "1,234"),
        (-12, "\N{MINUS SIGN}12"),
        (Decimal("2.5000"), "2.5"),
        (Decimal("2.00"), "2"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-0.125"), "\N{MINUS SIGN}0.125"),
    ],
)
def test_numbers_have_no_zeros_at_the_end(value: Decimal | int, text: str) -> None:
    assert GB.number(value) == text


def test_numbers_follow_the_locale() -> None:
    assert DE.number(Decimal("1234.5")) == "1.234,5"


@pytest.mark.parametrize(
    ("locale", "text", "number"),
    [
        (GB, "1000", Decimal(1000)),
        (GB, " 1,234.5 ", Decimal("1234.5")),
        (GB, "12,345", Decimal(12345)),
        (DE, "1.234,5", Decimal("1234.5")),
        (DE, "0,05", Decimal("0.05")),
        (CH, "1'000", Decimal(1000)),
        (SE, "1 000,25", Decimal("1000.25")),
        (Locale("en_IN"), "12,34,567", Decimal(1234567)),
        *((GB, text, None) for text in ("", "1,5", "12,34", ",100", "1.2.3", ".5", "5.", "-1", "ten", "1 000")),
        *((DE, text, None) for text in ("1.5", "12.34", "1,234.5")),
    ],
)
def test_numbers_are_read_as_they_are_typed_and_never_guessed(
    locale: Locale, text: str, number: Decimal | None
) -> None:
    assert locale.read_number(text) == number


@given(st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=4))
def test_a_number_that_is_shown_is_read_as_itself(number: Decimal) -> None:
    for locale in (GB, DE, CH, SE, Locale("en_IN")):
        assert locale.read_number(locale.number(number)) == number


@pytest.mark.parametrize(
    ("locale", "short", "long", "weekday", "brief", "clock"),
    [
        (GB, "02/11/2026", "2 November 2026", "Monday", "Mon 2 Nov", "09:05"),
        (US, "11/2/2026", "November 2, 2026", "Monday", "Mon Nov 2", "9:05\u202fAM"),
        (DE, "02.11.2026", "2. November 2026", "Montag", "Mo. 2. Nov.", "09:05"),
        (FR, "02/11/2026", "2 novembre 2026", "lundi", "lun. 2 nov.", "09:05"),
        (SE, "2026-11-02", "2 november 2026", "måndag", "mån 2 nov.", "09:05"),
        (Locale("hu_HU"), "2026. 11. 02.", "2026. november 2.", "hétfő", "nov. 2. H", "9:05"),
        (Locale("bg_BG"), "2.11.2026\u202fг.", "2 ноември 2026\u202fг.", "понеделник", "пн 2.11", "9:05"),
    ],
)
def test_days_and_times(locale: Locale, short: str, long: str, weekday: str, brief: str, clock: str) -> None:
    day = dt.date(2026, 11, 2)
    assert locale.date(day) == short
    assert locale.long_date(day) == long
    assert locale.day_name(day) == weekday
    assert locale.short_day(day) == brief
    assert locale.time(dt.time(9, 5)) == clock


def test_moments_are_shown_where_the_reader_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert GB.moment(dt.datetime(2026, 11, 27, 23, 30, tzinfo=dt.UTC)) == "28/11/2026 00:30"
        assert GB.moment(dt.datetime.fromisoformat("2026-07-27T22:30")) == "28/07/2026 00:30"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_months_by_name() -> None:
    assert [GB.month_name(1), DE.month_name(3), Locale("pl_PL").month_name(11)] == ["January", "März", "listopad"]
    assert DE.months["marz"] == DE.months["mar"] == 3
    assert Locale("pl_PL").months["listopada"] == 11
    assert DE.weekdays["mi"] == 2
    assert GB.day_and_month(DAY) == "27 Nov"
    assert GB.relative_day(DAY, DAY) == "Today"


@pytest.mark.parametrize(
    ("code", "order", "day_first", "first", "paper", "currency"),
    [
        ("en_GB", "dmy", True, 0, "A4", Currency("GBP", 2)),
        ("en_US", "mdy", False, 6, "Letter", Currency("USD", 2)),
        ("en_CA", "ymd", False, 6, "Letter", Currency("CAD", 2)),
        ("de_DE", "dmy", True, 0, "A4", EUR),
        ("de_CH", "dmy", True, 0, "A4", Currency("CHF", 2)),
        ("sv_SE", "ymd", False, 0, "A4", Currency("SEK", 2)),
        ("ja_JP", "ymd", False, 6, "A4", Currency("JPY", 0)),
        ("ar_KW", "dmy", True, 5, "A4", Currency("KWD", 3)),
        ("sr_RS", "dmy", True, 0, "A4", Currency("RSD", 2)),
        ("bg_BG", "dmy", True, 0, "A4", EUR),
        ("de", "dmy", True, 0, "A4", EUR),
    ],
)
def test_what_a_country_does(
    code: str, order: str, day_first: bool, first: int, paper: str, currency: Currency
) -> None:
    locale = Locale(code)
    assert locale.date_order == order
    assert locale.day_first is day_first
    assert locale.first_weekday == first
    assert locale.paper == paper
    assert locale.guess_currency() == currency


def test_where_nobody_knows_the_currency_is_the_euro() -> None:
    assert Locale("eo").guess_currency() == EUR


def test_currencies_are_those_of_iso_4217_in_use() -> None:
    assert GB.currency(" eur ") == EUR
    assert [GB.currency(code).digits for code in ("JPY", "KWD", "RSD", "IQD", "HUF", "ISK")] == [0, 3, 2, 3, 2, 0]
    assert {"EUR", "GBP", "USD", "CHF", "PLN"} <= current_currencies()
    for code in ("DEM", "XXX", "EURO", "", "12€"):
        with pytest.raises(Refused, match="is not a currency"):
            GB.currency(code)


def test_signs_of_money() -> None:
    assert GB.currency_signs(EUR) == {"eur", "€"}
    assert "$" in GB.currency_signs(Currency("AUD", 2))
    assert GB.currency_signs(Currency("CHF", 2)) == {"chf"}
    assert [GB.is_money_sign(sign) for sign in ("usd", "us$", "₹", "apples", "")] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("typed", "code"), [("de_DE", "de_DE"), ("de-de", "de_DE"), (" en_US ", "en_US"), ("de", "de")]
)
def test_a_typed_locale_is_tidied(typed: str, code: str) -> None:
    assert Locale.checked(typed) == Locale(code)


@pytest.mark.parametrize("typed", ["", "xx_YY", "english", "../../x", "de_XYZQ"])
def test_an_unknown_locale_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="Write en_GB or de_DE"):
        Locale.checked(typed)


def test_the_computers_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_TIME", "LC_NUMERIC", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert Locale.system() == Locale("en_GB")
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert Locale.system() == Locale("de_AT")
    monkeypatch.setenv("LC_TIME", "sv_SE@euro")
    assert Locale.system() == Locale("sv_SE")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert Locale.system() == Locale("sv_SE")
    monkeypatch.setenv("LC_ALL", "nonsense")
    assert Locale.system() == Locale("sv_SE")


def test_a_message_is_said_with_its_values() -> None:
    late = msg("{who} owe {amount} since {day}, at {moment}.", who=msg("They"), amount=Amount(123_450, EUR), day=DAY)
    values = {**late.values, "moment": dt.datetime(2026, 11, 27, 9, 5, tzinfo=dt.UTC)}
    assert GB.say(msg(late.key, **values)) == "They owe 1,234.50 since 27/11/2026, at 27/11/2026 09:05."
    assert DE.say(msg("{month} ist zu", month=WholeMonth(2026, 10, 1))) == "Oktober 2026 ist zu"
    assert DE.say(msg("{n} {q} {day}", n=1234, q=Decimal("2.50"), day=ShortDay(2026, 12, 2))) == "1.234 2,5 2. Dez."


def test_a_message_that_counts() -> None:
    rows = plural("{count} row", "{count} rows", 1), plural("{count} row", "{count} rows", 1200)
    assert [GB.say(row) for row in rows] == ["1 row", "1,200 rows"]


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert GB.say(msg("Archived {name}.", name="{x} {0} %s {name}")) == "Archived {x} {0} %s {name}."


def test_several_messages_become_sentences() -> None:
    assert GB.say_all([msg("we owe {amount}", amount=Amount(500, EUR)), msg("Done."), msg("50.00 if set off")]) == (
        "We owe 5.00. Done. 50.00 if set off."
    )
    assert GB.say_all([]) == ""


def test_a_catalogue_translates_keys_and_plurals() -> None:
    locale = Locale("de_DE")
    texts = {
        "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
        "Saved.": "Gespeichert.",
        "{count} row\0{count} rows": "{count} Zeile\0{count} Zeilen",
    }
    vars(locale)["_catalogue"] = catalogue(texts)
    assert locale.text("Saved.") == "Gespeichert."
    assert locale.text("Not there.") == "Not there."
    assert [locale.say(plural("{count} row", "{count} rows", n)) for n in (1, 2000)] == ["1 Zeile", "2.000 Zeilen"]
    assert locale.ntext("{count} row", "{count} rows", 2) == "{count} Zeilen"


def test_the_catalogue_of_the_language_serves_its_countries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "translations/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "partnercrm.mo").write_bytes(
        catalogue_bytes({"": "Content-Type: text/plain; charset=UTF-8\n", "Hi": "Na"})
    )
    monkeypatch.setattr("resources.resource", tmp_path.joinpath)
    assert [Locale("de_AT").text("Hi"), Locale("fr_FR").text("Hi")] == ["Na", "Hi"]


def test_without_a_catalogue_english_is_said() -> None:
    assert Locale("ja_JP").text("Saved.") == "Saved."


def test_a_locale_goes_to_another_process() -> None:
    used = Locale("de_DE")
    used.say(msg("Saved."))
    used.date(DAY)
    assert pickle.loads(pickle.dumps(used)) == used


def test_babel_is_not_imported_with_the_module() -> None:
    code = "import sys, partnercrm.domain.locale as l; l.Locale('de_DE'); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_painting_an_amount_is_faster_than_babel() -> None:
    amounts = range(100_000_000, 100_001_000)
    ours = min(timeit.repeat(lambda: [GB.amount(minor, EUR) for minor in amounts], number=1))
    babels = min(timeit.repeat(lambda: [format_decimal(minor / 100, locale="en_GB") for minor in amounts], number=1))
    assert ours < babels / 2
