"""The clock, fiscal years, the store's days, and how far away a day is in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Clock,
    ShortDay,
    due_words,
    fiscal_year,
    int_day,
    relative_words,
    short,
)
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale

TODAY = dt.date(2026, 11, 24)  # a Tuesday
NOW = dt.datetime.fromisoformat("2026-11-24T15:00")
LOCALES = {code: Locale(code) for code in "en_GB en_US de_DE fr_FR sv_SE es_ES pl_PL ja_JP".split()}
days = st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))


@given(days)
def test_the_stores_integer_of_a_day(day: dt.date) -> None:
    assert int_day(int(day.isoformat().replace("-", ""))) == day


def test_no_day_of_a_wrong_integer() -> None:
    with pytest.raises(ValueError, match="month"):
        int_day(20261301)


def test_fiscal_years() -> None:
    assert fiscal_year(dt.date(2026, 11, 24), 1) == 2026
    assert fiscal_year(dt.date(2026, 3, 31), 4) == 2025
    assert fiscal_year(dt.date(2026, 4, 1), 4) == 2026


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (0, "Today"),
        (-1, "Yesterday"),
        (1, "Tomorrow"),
        (-2, "2 days ago"),
        (3, "in 3 days"),
        (-13, "13 days ago"),
        (-14, "2 weeks ago"),
        (-28, "4 weeks ago"),
        (62, "in 8 weeks"),
        (-63, "2 months ago"),
        (-365, "11 months ago"),
        (729, "in 23 months"),
        (-731, "2 years ago"),
        (3653, "in 10 years"),
    ],
)
def test_how_far_away_a_day_is(away: int, said: str) -> None:
    day = TODAY + dt.timedelta(away)
    assert str(relative_words(day, TODAY)) == said
    assert LOCALES["en_GB"].relative_day(day, TODAY) == said


@given(days, days)
def test_distance_in_words_keeps_its_direction(day: dt.date, today: dt.date) -> None:
    said = str(relative_words(day, today))
    if day < today:
        assert said == "Yesterday" or said.endswith(" ago")
    else:
        assert said in ("Today", "Tomorrow") or said.startswith("in ")


def test_due_days_in_words() -> None:
    said = {away: str(due_words(TODAY + dt.timedelta(away), TODAY)) for away in (-5, -1, 0, 1, 8)}
    assert said == {-5: "5 days late", -1: "1 day late", 0: "due today", 1: "due tomorrow", 8: "due 2 Dec"}
    locale = LOCALES["en_US"]
    assert locale.say(due_words(dt.date(2026, 12, 2), TODAY)) == "due Dec 2"
    assert locale.say(due_words(dt.date(2027, 12, 2), TODAY)) == "due 12/2/2027"


def test_a_short_day_is_still_that_day() -> None:
    day = short(dt.date(2026, 12, 2), TODAY)
    assert isinstance(day, ShortDay)
    assert day == dt.date(2026, 12, 2)
    assert not isinstance(short(dt.date(2025, 12, 2), TODAY), ShortDay)


def test_the_clock_stands_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERCRM_TODAY", "2026-11-24")
    clock = Clock.system()
    assert clock.today() == TODAY
    assert clock.local() == dt.datetime.fromisoformat("2026-11-24T12:00")
    monkeypatch.setenv("PARTNERCRM_TODAY", "2026-11-24T10:20")
    clock = Clock.system()
    assert clock.local() == dt.datetime.fromisoformat("2026-11-24T10:20")
    assert clock.now().tzinfo is dt.UTC
    assert clock.now().astimezone().replace(tzinfo=None) == clock.local()
    monkeypatch.setenv("PARTNERCRM_TODAY", "24.11.2026")
    with pytest.raises(Refused, match="PARTNERCRM_TODAY is"):
        Clock.system()


def test_the_clock_of_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARTNERCRM_TODAY", raising=False)
    clock = Clock.system()
    before = dt.datetime.now(dt.UTC)
    assert before <= clock.now() <= dt.datetime.now(dt.UTC)
    assert abs(clock.local().astimezone() - before) < dt.timedelta(minutes=1)


def test_a_fixed_clock_takes_a_moment_with_a_zone() -> None:
    moment = dt.datetime(2026, 11, 24, 10, 20, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    assert Clock.fixed(moment).now() == moment
