"""How figures are said: their value by its unit, how far it can be trusted, and how much of it is known."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain import figure_words as words
from partnercrm.domain.figure import Figure, Unit, Value
from ui.words import currency, locale, say, tr

DASH = "\N{EN DASH}"


def value(figure: Figure) -> str:
    """`12.50`, `85 %`, `34`; what is missing where there is no value."""
    if figure.value is None:
        return say(figure.missing) if figure.missing is not None else ""
    return worth(figure.unit, figure.value)


def short(figure: Figure) -> str:
    """The value, a dash where there is none: for a narrow cell."""
    return DASH if figure.value is None else worth(figure.unit, figure.value)


def worth(unit: Unit, found: Value) -> str:
    """A value by its unit, without the unit of days."""
    return locale().say(words.worth(unit, found, currency()))


def per_cent(share: float) -> str:
    """A share, 0 to 1: `85 %`."""
    return locale().say(words.per_cent(share))


def around(figure: Figure) -> str:
    """`between 60 % and 86 %`, "" where nothing is said about it."""
    if figure.interval is None:
        return ""
    low, high = (worth(figure.unit, each) for each in (figure.interval.low, figure.interval.high))
    return tr("between {low} and {high}", low=low, high=high)


def known(figure: Figure) -> str:
    """How much of what it should rest on is known: `53 %`; "" where nothing could be known."""
    return "" if figure.coverage is None else per_cent(figure.coverage)


def month_name(day: dt.date) -> str:
    """`October 2026`."""
    return f"{locale().month_name(day.month)} {day.year}"
