"""How values stand in the store, said to SQLAlchemy: days, moments and quantities as whole numbers, UUIDs as bytes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BLOB, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

from db.values import day_to_int, int_to_day, int_to_moment, int_to_quantity, moment_to_int, quantity_to_int


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
