"""The words of the window: one locale and one currency per process, set when a store is opened.

Sentences from below the window come as `Message` and are said with `say`; the window's own static sentences are
written `tr("Log interaction")`. Until a locale is set, English with bare values is shown.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from partnercrm.domain.words import Message, Value, msg, plural

if TYPE_CHECKING:
    from decimal import Decimal

    from partnercrm.domain.locale import Locale
    from partnercrm.domain.money import Currency


class _Spoken:
    locale: Locale | None = None
    currency: Currency | None = None


_spoken = _Spoken()


def set_locale(locale: Locale | None) -> None:
    """Speak this locale from now on; None goes back to bare English."""
    _spoken.locale = locale


def set_currency(currency: Currency) -> None:
    """Read and write amounts in the store's base currency from now on."""
    _spoken.currency = currency


def locale() -> Locale:
    """The locale that is spoken; English (GB) until one is set."""
    return _spoken.locale or _fallback_locale()


def currency() -> Currency:
    """The store's base currency; euro until one is set."""
    return _spoken.currency or _fallback_currency()


def named_day(day: dt.date, today: dt.date) -> str:
    """`Fri 27 Nov`, with its year where that is not this one."""
    named = locale().short_day(day)
    return named if day.year == today.year else f"{named} {day.year}"


def tr(key: str, /, **values: Value) -> str:
    """A static sentence in the user's language, its `{name}` filled with values."""
    return say(msg(key, **values))


def trn(one: str, many: str, n: int, /, **values: Value) -> str:
    """A static sentence that depends on a count, which it may name as `{count}`."""
    return say(plural(one, many, n, **values))


def say(message: Message) -> str:
    """A sentence from below the window as text; days and moments are never bare, whichever locale is spoken."""
    if _spoken.locale is None and any(isinstance(value, dt.date) for value in message.values.values()):
        return _fallback_locale().say(message)
    return _spoken.locale.say(message) if _spoken.locale else str(message)


def money(minor: int, *, sign: bool = False) -> str:
    """Minor units of the store's currency as text, with a plus above zero if `sign`."""
    text = locale().amount(minor, currency())
    return f"+{text}" if sign and minor > 0 else text


def date(day: dt.date) -> str:
    """A short date with a four-digit year."""
    return locale().date(day)


def number(value: Decimal | int) -> str:
    """A count or a quantity, grouped."""
    return locale().number(value)


@cache
def _fallback_locale() -> Locale:
    from partnercrm.domain.locale import Locale  # late: the first paint says neither dates nor amounts

    return Locale()


@cache
def _fallback_currency() -> Currency:
    from partnercrm.domain.money import Currency

    return Currency("EUR", 2)
