"""Days and times as people type them: read in the order of the locale, or refused with the fix."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from partnercrm.domain.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Prefer,
    add_months,
    parse_day,
    parse_time,
    parse_when,
)
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale

TODAY = dt.date(2026, 11, 24)  # a Tuesday
NOW = dt.datetime.fromisoformat("2026-11-24T15:00")
LOCALES = {code: Locale(code) for code in "en_GB en_US de_DE fr_FR sv_SE es_ES pl_PL ja_JP".split()}
days = st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))


def read(text: str, code: str = "en_GB", prefer: Prefer = "nearest", today: dt.date = TODAY) -> str:
    return parse_day(text, today, LOCALES[code], prefer).isoformat()


def refusal(text: str, code: str = "en_GB") -> str:
    with pytest.raises(Refused) as refused:
        read(text, code)
    return str(refused.value.message)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-24"),
        ("  Today ", "2026-11-24"),
        ("tod", "2026-11-24"),
        ("yesterday", "2026-11-23"),
        ("yest", "2026-11-23"),
        ("TOMORROW", "2026-11-25"),
        ("+2w", "2026-12-08"),
        ("+3d", "2026-11-27"),
        ("+5", "2026-11-29"),
        ("-1d", "2026-11-23"),
        ("−1d", "2026-11-23"),
        ("+1m", "2026-12-24"),
        ("-9 m", "2026-02-24"),
        ("+1y", "2027-11-24"),
        ("in 3 days", "2026-11-27"),
        ("in 1 week", "2026-12-01"),
        ("2 weeks ago", "2026-11-10"),
        ("1 month ago", "2026-10-24"),
        ("1 year ago", "2025-11-24"),
    ],
)
def test_days_counted_from_today(text: str, day: str) -> None:
    assert read(text) == day


def test_a_month_on_ends_with_the_month() -> None:
    assert read("+1m", today=dt.date(2027, 1, 31)) == "2027-02-28"
    assert read("+1y", today=dt.date(2028, 2, 29)) == "2029-02-28"
    assert add_months(dt.date(2026, 1, 15), -13) == dt.date(2024, 12, 15)
    with pytest.raises(ValueError, match="no year"):
        add_months(dt.date(2026, 1, 1), 120_000)


@pytest.mark.parametrize(
    ("text", "prefer", "day"),
    [
        ("fri", "nearest", "2026-11-27"),
        ("friday", "future", "2026-11-27"),
        ("Fri.", "nearest", "2026-11-27"),
        ("thurs", "nearest", "2026-11-26"),
        ("fri", "past", "2026-11-20"),
        ("last fri", "nearest", "2026-11-20"),
        ("last friday", "future", "2026-11-20"),
        ("next fri", "past", "2026-11-27"),
        ("this fri", "nearest", "2026-11-27"),
        ("tue", "nearest", "2026-12-01"),
        ("tue", "past", "2026-11-17"),
        ("last tue", "nearest", "2026-11-17"),
        ("mon", "nearest", "2026-11-30"),
    ],
)
def test_a_weekday_is_the_next_or_the_last_one_and_never_today(text: str, prefer: Prefer, day: str) -> None:
    assert read(text, prefer=prefer) == day


@pytest.mark.parametrize(
    ("text", "code", "day"),
    [
        ("27/11", "en_GB", "2026-11-27"),
        ("27.11.", "de_DE", "2026-11-27"),
        ("27.11.", "en_GB", "2026-11-27"),
        ("27. 11. 2026", "de_DE", "2026-11-27"),
        ("11/27", "en_US", "2026-11-27"),
        ("27/11/2026", "en_GB", "2026-11-27"),
        ("11/27/2026", "en_US", "2026-11-27"),
        ("3/4/2026", "en_GB", "2026-04-03"),
        ("3/4/2026", "en_US", "2026-03-04"),
        ("27-11-26", "en_GB", "2026-11-27"),
        ("26-11-27", "sv_SE", "2026-11-27"),
        ("11-27", "sv_SE", "2026-11-27"),
        ("11/27", "ja_JP", "2026-11-27"),
        ("2026-11-27", "en_US", "2026-11-27"),
        ("2026-1-7", "de_DE", "2026-01-07"),
        ("2026/11/27", "en_GB", "2026-11-27"),
        ("2026.11.27", "de_DE", "2026-11-27"),
        ("27/11/85", "en_GB", "1985-11-27"),
        ("27/11/45", "en_GB", "2045-11-27"),
        ("27/11/46", "en_GB", "1946-11-27"),
    ],
)
def test_numbers_follow_the_locales_order_and_iso_always_reads(text: str, code: str, day: str) -> None:
    assert read(text, code) == day


def test_two_digits_of_a_year_reach_into_the_next_century() -> None:
    assert read("1/2/05", today=dt.date(2095, 5, 1)) == "2105-02-01"
    assert read("1/2/14", today=dt.date(2095, 5, 1)) == "2114-02-01"
    assert read("1/2/15", today=dt.date(2095, 5, 1)) == "2015-02-01"


@pytest.mark.parametrize(
    ("text", "code", "day"),
    [
        ("27 nov", "en_GB", "2026-11-27"),
        ("nov 27", "en_GB", "2026-11-27"),
        ("27nov", "en_GB", "2026-11-27"),
        ("3rd of december", "en_GB", "2026-12-03"),
        ("27 november 2026", "en_GB", "2026-11-27"),
        ("November 27, 2026", "en_US", "2026-11-27"),
        ("2026 nov 27", "en_GB", "2026-11-27"),
        ("27 nov 26", "en_GB", "2026-11-27"),
        ("sept 5", "en_GB", "2026-09-05"),
        ("27. November 2026", "de_DE", "2026-11-27"),
        ("1. März 2027", "de_DE", "2027-03-01"),
        ("1 marz 2027", "de_DE", "2027-03-01"),
        ("5 dec", "de_DE", "2026-12-05"),
        ("27 listopada", "pl_PL", "2026-11-27"),
        ("27 listopad", "pl_PL", "2026-11-27"),
        ("27 de noviembre de 2026", "es_ES", "2026-11-27"),
        ("12 août 2026", "fr_FR", "2026-08-12"),
        ("freitag", "de_DE", "2026-11-27"),
        ("do", "de_DE", "2026-11-26"),
        ("vendredi", "fr_FR", "2026-11-27"),
        ("friday", "de_DE", "2026-11-27"),
        ("Mi. 25. Nov.", "de_DE", "2026-11-25"),
        ("Fri 27 Nov", "en_GB", "2026-11-27"),
        ("Friday, 27 November 2026", "en_GB", "2026-11-27"),
        ("fri 27/11", "en_GB", "2026-11-27"),
    ],
)
def test_names_of_months_and_weekdays_in_english_and_the_locales_language(text: str, code: str, day: str) -> None:
    assert read(text, code) == day


@pytest.mark.parametrize(
    ("text", "past", "future", "nearest"),
    [
        ("27", "2026-10-27", "2026-11-27", "2026-11-27"),
        ("24", "2026-11-24", "2026-11-24", "2026-11-24"),
        ("1", "2026-11-01", "2026-12-01", "2026-12-01"),
        ("31st", "2026-10-31", "2026-12-31", "2026-10-31"),
        ("20.", "2026-11-20", "2026-12-20", "2026-11-20"),
        ("24/11", "2026-11-24", "2026-11-24", "2026-11-24"),
        ("25/11", "2025-11-25", "2026-11-25", "2026-11-25"),
        ("1 mar", "2026-03-01", "2027-03-01", "2027-03-01"),
        ("1 jul", "2026-07-01", "2027-07-01", "2026-07-01"),
    ],
)
def test_what_is_left_out_is_chosen_by_direction(text: str, past: str, future: str, nearest: str) -> None:
    assert [read(text, prefer="past"), read(text, prefer="future"), read(text)] == [past, future, nearest]


def test_a_day_that_neighbouring_months_lack_is_found_beyond_them() -> None:
    assert read("31", today=dt.date(2026, 5, 1), prefer="past") == "2026-03-31"
    assert read("30", today=dt.date(2027, 1, 31), prefer="future") == "2027-03-30"


def test_a_leap_day_is_found_where_it_is_near() -> None:
    assert read("29 feb", today=dt.date(2027, 12, 1)) == "2028-02-29"
    assert read("29 feb", today=dt.date(2028, 1, 10), prefer="past") == "2028-02-29"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("31 nov", "en_GB", "November has 30 days. Try 30 November."),
        ("31/11", "en_GB", "November has 30 days. Try 30 November."),
        ("31.11.2026", "de_DE", "November has 30 days. Try 30 November."),
        ("31.6.", "de_DE", "Juni has 30 days. Try 30 Juni."),
        ("2026-06-31", "en_GB", "June has 30 days. Try 30 June."),
        ("32 dec", "en_GB", "December has 31 days. Try 31 December."),
        ("0 dec", "en_GB", "December has 31 days. Try 31 December."),
        ("29 feb", "en_GB", "February 2026 has 28 days. Try 28 February."),
        ("29/2/27", "en_GB", "February 2027 has 28 days. Try 28 February."),
        ("30 feb", "en_GB", "February has 28 days. Try 28 February."),
        ("32", "en_GB", "There is no day 32 in a month. Write 1 to 31."),
        ("0", "en_GB", "There is no day 0 in a month. Write 1 to 31."),
        ("27/11", "en_US", "There is no month 27. Try 11/27."),
        ("11/27", "en_GB", "There is no month 27. Try 27/11."),
        ("13/13", "en_GB", "There is no month 13. A year has 12."),
        ("2026-13-01", "en_GB", "There is no month 13. A year has 12."),
        ("5/0", "en_GB", "There is no month 0. A year has 12."),
        ("Thu 27 Nov", "en_GB", "27 November 2026 is a Friday."),
        ("", "en_GB", "Write a date, such as 24/11/2026."),
        ("  ", "en_US", "Write a date, such as 11/24/2026."),
        ("foo", "de_DE", "foo is not a date. Write it like 24.11.2026."),
        ("1850-01-01", "en_GB", "1850-01-01 is too far away. Write a year from 1900 to 2199."),
        ("27 nov 2206", "en_GB", "27 nov 2206 is too far away. Write a year from 1900 to 2199."),
        ("+9999y", "en_GB", "+9999y is too far away. Write a year from 1900 to 2199."),
        ("+9999m", "en_GB", "+9999m is too far away. Write a year from 1900 to 2199."),
        ("+999y", "en_GB", "+999y is too far away. Write a year from 1900 to 2199."),
    ],
)
def test_an_impossible_day_is_refused_with_the_fix(text: str, code: str, said: str) -> None:
    assert refusal(text, code) == said


@pytest.mark.parametrize(
    "text",
    "nov 2026|27 nov 5|27 nov 123|1 2 nov 2026|ma 5|3 days|in 3 days ago|last|next week|27/11/2|123/4|27 13 2026|fr|٢٧"
    "|27/11-2026|27 nov!|last 27|fri foo|0x1b|j 5|1/2/3/4|tuesday monday".split("|"),
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert refusal(text).endswith("is not a date. Write it like 24/11/2026.")


@given(days, days, st.sampled_from(sorted(LOCALES)))
@example(dt.date(2028, 2, 29), TODAY, "en_US")
def test_what_a_locale_writes_it_reads_back(day: dt.date, today: dt.date, code: str) -> None:
    locale = LOCALES[code]
    assert parse_day(day.isoformat(), today, locale) == day
    assert parse_day(locale.date(day), today, locale) == day
    if code != "ja_JP":
        assert parse_day(locale.long_date(day), today, locale) == day


@given(days, st.integers(-300, 300), st.sampled_from(["en_GB", "en_US", "de_DE", "fr_FR", "sv_SE"]))
def test_a_short_day_is_read_back_within_the_half_year(day: dt.date, away: int, code: str) -> None:
    today = day + dt.timedelta(away % 180)
    try:
        assert parse_day(LOCALES[code].day_and_month(day), today, LOCALES[code]) == day
    except Refused:
        assert (day.month, day.day) == (2, 29) or not FIRST_YEAR <= today.year <= LAST_YEAR


@given(st.text(), st.sampled_from(["past", "future", "nearest"]))
def test_any_text_is_a_day_or_refused(text: str, prefer: Prefer) -> None:
    try:
        day = parse_day(text, TODAY, LOCALES["en_GB"], prefer)
    except Refused as refused:
        assert refused.message.key
    else:
        assert FIRST_YEAR <= day.year <= LAST_YEAR


@given(st.from_regex(r"[0-9]{1,4}[ ./-]{0,2}[0-9a-z]{0,4}[ ./-]?[0-9]{0,4}", fullmatch=True))
def test_any_number_like_text_is_a_day_or_refused(text: str) -> None:
    try:
        parse_day(text, TODAY, LOCALES["en_US"])
    except Refused as refused:
        assert refused.message.key


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("10:20", "10:20"),
        ("9", "09:00"),
        ("9.30", "09:30"),
        ("9h30", "09:30"),
        ("9 h", "09:00"),
        ("9 Uhr", "09:00"),
        ("930", "09:30"),
        ("1020", "10:20"),
        ("9pm", "21:00"),
        ("9:05 p.m.", "21:05"),
        ("9:05\u202fAM", "09:05"),
        ("12 am", "00:00"),
        ("12pm", "12:00"),
        ("0:00", "00:00"),
        ("23:59", "23:59"),
    ],
)
def test_times_of_day(text: str, time: str) -> None:
    assert parse_time(text) == dt.time.fromisoformat(time)


@pytest.mark.parametrize("text", ["", "24", "25:10", "9:60", "13 pm", "0 am", "2460", "noonish", "9:5", "١٠:٢٠"])
def test_no_times_of_day(text: str) -> None:
    with pytest.raises(Refused, match="is not a time"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("today 10:20", "2026-11-24", "10:20"),
        ("today at 9", "2026-11-24", "09:00"),
        ("yest 9", "2026-11-23", "09:00"),
        ("10:20", "2026-11-24", "10:20"),
        ("9pm", "2026-11-24", "21:00"),
        ("9h30", "2026-11-24", "09:30"),
        ("27/11 9 am", "2026-11-27", "09:00"),
        ("fri 9", "2026-11-27", "09:00"),
        ("27 nov 10", "2026-11-27", "10:00"),
        ("27 nov 2026, 10:20", "2026-11-27", "10:20"),
        ("fri", "2026-11-27", None),
        ("27 nov", "2026-11-27", None),
        ("27 november 2026", "2026-11-27", None),
        ("nov 9", "2026-11-09", None),
        ("27 nov 26", "2026-11-27", None),
    ],
)
def test_day_and_time_together(text: str, day: str, time: str | None) -> None:
    expected = (dt.date.fromisoformat(day), dt.time.fromisoformat(time) if time else None)
    assert parse_when(text, NOW, LOCALES["en_GB"]) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("today 25:00", "25:00 is not a time."),
        ("foo 9:00", "foo is not a date."),
        ("foo 9", "foo 9 is not a date."),
        ("31 nov 10:00", "November has 30 days."),
        ("", "Write a date"),
    ],
)
def test_day_and_time_that_are_none(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        parse_when(text, NOW, LOCALES["en_GB"])


def test_day_and_time_take_the_wanted_direction() -> None:
    assert parse_when("fri 9", NOW, LOCALES["en_GB"], "past")[0] == dt.date(2026, 11, 20)
