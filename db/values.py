"""How values stand in the store: whole numbers for days, moments and quantities. `db.types` says it to SQLAlchemy."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
QUANTITY_SCALE = 4


def day_to_int(day: dt.date) -> int:
    """A date as yyyymmdd."""
    return day.year * 10000 + day.month * 100 + day.day


def int_to_day(number: int) -> dt.date:
    """yyyymmdd as a date."""
    return dt.date(number // 10000, number // 100 % 100, number % 100)


def moment_to_int(moment: dt.datetime) -> int:
    """A UTC moment as microseconds since 1970. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return (moment - EPOCH) // MICROSECOND


def int_to_moment(number: int) -> dt.datetime:
    """Microseconds since 1970 as a UTC moment."""
    return EPOCH + number * MICROSECOND


def quantity_to_int(quantity: Decimal) -> int:
    """An exact decimal of at most four decimals as ten-thousandths. Raises ValueError where it has more."""
    scaled = quantity.scaleb(QUANTITY_SCALE)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{quantity} has more than {QUANTITY_SCALE} decimals")
    return int(scaled)


def int_to_quantity(number: int) -> Decimal:
    """Ten-thousandths as an exact decimal without needless zeros: 20000 -> 2."""
    whole, rest = divmod(number, 10**QUANTITY_SCALE)
    return Decimal(number).scaleb(-QUANTITY_SCALE).normalize() if rest else Decimal(whole)
