"""What a new shop is guessed to want, from how the computer is set, and what can be chosen instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from partnercrm.domain.locale import Locale, current_currencies
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.services import place

# The month in which most businesses of a country begin their year, where that is not January.
YEAR_STARTS = {"AU": 7, "BD": 7, "EG": 7, "IN": 4, "NZ": 4, "PK": 7}
COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "DKK", "NOK", "PLN", "CZK", "JPY")
# To offer another language and country, add its code.
LOCALES = (
    "en_GB en_US en_IE en_CA en_AU en_NZ en_ZA en_IN de_DE de_AT de_CH fr_FR fr_BE fr_CA fr_CH es_ES es_MX es_AR it_IT "
    "it_CH nl_NL nl_BE pt_PT pt_BR da_DK sv_SE nb_NO fi_FI is_IS pl_PL cs_CZ sk_SK sl_SI hr_HR hu_HU ro_RO bg_BG el_GR "
    "et_EE lv_LV lt_LT tr_TR uk_UA ja_JP ko_KR"
).split()


@dataclass(frozen=True, slots=True)
class Guess:
    """Language and country, currency, first month of the year (1 to 12), and the folder for the shop file."""

    locale: Locale
    currency: Currency
    year_start: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, each as value and text, what is likeliest first."""

    locales: Sequence[tuple[str, str]]
    currencies: Sequence[tuple[str, str]]
    months: Sequence[tuple[int, str]]


def guess() -> Guess:
    """What this computer's owner most likely wants."""
    locale = Locale.system()
    start = YEAR_STARTS.get(locale.territory, 1)
    return Guess(locale, locale.guess_currency(), start, place.folder())


def choices(now: Locale, today: dt.date) -> Choices:
    """All that can be chosen, in the words of `now`; dates and amounts show how each language writes them."""
    codes = dict.fromkeys((now.code, *LOCALES))
    money = dict.fromkeys((now.guess_currency().code, *COMMON_CURRENCIES, *sorted(current_currencies())))
    return Choices(
        tuple((code, _sample(Locale(code), today)) for code in codes),
        tuple((code, code) for code in money),
        tuple((month, now.month_name(month)) for month in range(1, 13)),
    )


def _sample(locale: Locale, today: dt.date) -> str:
    return f"{locale.title}:  {locale.date(today)},  {locale.amount(123450, Currency('EUR', 2))}"
