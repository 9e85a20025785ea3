"""How figures are said: their value by its unit, and what they rest on."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.figure import Figure, Unit
from ui.words import money, number, say, tr


def value(figure: Figure) -> str:
    """`12.50`, `85 of 100`, `34`; what is missing where there is no value."""
    if figure.value is None:
        return say(figure.missing) if figure.missing is not None else ""
    if figure.unit is Unit.MONEY:
        return money(int(figure.value))
    if figure.unit is Unit.SHARE:
        return tr("{count} of 100", count=number(round(float(figure.value) * 100)))
    if figure.unit is Unit.COUNT:
        return number(int(figure.value))
    return number(Decimal(str(round(float(figure.value), 1))))


def around(figure: Figure) -> str:
    """`between 60 and 86 of 100`, "" where nothing is said about it."""
    if figure.interval is None:
        return ""
    low, high = (number(round(each * 100)) for each in (figure.interval.low, figure.interval.high))
    return tr("between {low} and {high} of 100", low=low, high=high)


def known(figure: Figure) -> str:
    """How much of what it should rest on is known: `53 of 100`."""
    if figure.coverage is None:
        return ""
    return tr("{count} of 100", count=number(round(figure.coverage * 100)))
