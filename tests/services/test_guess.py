"""What a new shop is guessed to want, and what can be chosen instead."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.locale import Locale
from partnercrm.services import guess

DAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("language", "currency", "start"),
    [
        ("en_GB", "GBP", 1),
        ("de_DE", "EUR", 1),
        ("en_US", "USD", 1),
        ("en_AU", "AUD", 7),
        ("en_IN", "INR", 4),
        ("ja_JP", "JPY", 1),
    ],
)
def test_it_follows_how_the_computer_is_set(
    monkeypatch: pytest.MonkeyPatch, language: str, currency: str, start: int
) -> None:
    monkeypatch.setenv("LANG", f"{language}.UTF-8")
    found = guess.guess()
    assert (found.locale.code, found.currency.code, found.year_start) == (language, currency, start)
    assert found.folder.is_absolute()


def test_what_can_be_chosen_begins_with_what_is_likely() -> None:
    found = guess.choices(Locale("de_CH"), DAY)
    assert found.locales[0] == ("de_CH", "Deutsch (Schweiz):  27.11.2026,  1’234.50")
    assert [code for code, _text in found.currencies[:3]] == ["CHF", "EUR", "USD"]
    assert found.months[0] == (1, "Januar") and len(found.months) == 12


def test_nothing_is_offered_twice() -> None:
    found = guess.choices(Locale("en_GB"), DAY)
    for offered in (found.locales, found.currencies):
        keys = [key for key, _text in offered]
        assert len(keys) == len(set(keys))
    assert ("KWD", "KWD") in found.currencies
