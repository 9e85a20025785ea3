"""How values stand in the store: whole numbers for days, moments and quantities, text for words, bytes for UUIDs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BLOB, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

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


class Day(TypeDecorator[dt.date]):
    """A calendar date <-> yyyymmdd."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: dt.date | None, dialect: Dialect) -> int | None:
        return None if value is None else day_to_int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.date | None:
        return None if value is None else int_to_day(value)


class Moment(TypeDecorator[dt.datetime]):
    """A UTC moment <-> microseconds since 1970."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else moment_to_int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else int_to_moment(value)


class Quantity(TypeDecorator[Decimal]):
    """An exact decimal with at most four decimals <-> ten-thousandths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else quantity_to_int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else int_to_quantity(value)


class Uid(TypeDecorator[UUID]):
    """A UUID <-> its 16 bytes."""

    impl = BLOB
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=value)


class Word(TypeDecorator[Any]):
    """A member of an enum <-> its text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value.value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)
