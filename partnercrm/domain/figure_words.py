"""A figure's value in words, the same on screens and in workbooks."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from partnercrm.domain.figure import Figure, Unit, Value
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.words import Message, msg

_PLACES = {Unit.SCORE: Decimal(1), Unit.DAYS: Decimal("0.1"), Unit.NUMBER: Decimal("0.1"), Unit.COUNT: Decimal(1)}
_NUMBER = "{number}"


def said(figure: Figure, currency: Currency) -> Message:
    """`12.50`, `85 %`, `34`; what is missing where there is no value."""
    if figure.value is None:
        assert figure.missing is not None
        return figure.missing
    return worth(figure.unit, figure.value, currency)


def worth(unit: Unit, found: Value, currency: Currency) -> Message:
    """A value by its unit (money in minor units, shares 0 to 1), without the unit of days."""
    if unit is Unit.MONEY:
        return Message(_NUMBER, {"number": Amount(int(found), currency)})
    if unit is Unit.SHARE:
        return per_cent(float(found))
    return Message(_NUMBER, {"number": rounded(found, _PLACES[unit])})


def per_cent(share: float) -> Message:
    """A share, 0 to 1: `85 %`."""
    return msg("{number}\N{NO-BREAK SPACE}%", number=rounded(share * 100, Decimal(1)))


def rounded(found: Value, place: Decimal) -> Decimal:
    """Half up; never a zero below zero."""
    result = Decimal(str(found)).quantize(place, ROUND_HALF_UP)
    return result if result else Decimal(0)
