"""How values stand in the store, said to SQLAlchemy: days, moments and quantities as whole numbers, UUIDs as bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BLOB, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

from db.values import day_to_int, int_to_day, int_to_moment, int_to_quantity, moment_to_int, quantity_to_int

T = TypeVar("T")


class Kept(TypeDecorator[T]):
    """A value that the store keeps in another way; nothing stays nothing."""

    impl: Any = Integer
    cache_ok = True
    to_store: Callable[[Any], Any]
    from_store: Callable[[Any], Any]

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:
        return None if value is None else self.to_store(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> T | None:
        return None if value is None else self.from_store(value)


class Day(Kept[dt.date]):
    """A calendar date <-> yyyymmdd."""

    cache_ok = True
    to_store = staticmethod(day_to_int)
    from_store = staticmethod(int_to_day)


class Moment(Kept[dt.datetime]):
    """A UTC moment <-> microseconds since 1970."""

    cache_ok = True
    to_store = staticmethod(moment_to_int)
    from_store = staticmethod(int_to_moment)


class Quantity(Kept[Decimal]):
    """An exact decimal with at most four decimals <-> ten-thousandths."""

    cache_ok = True
    to_store = staticmethod(quantity_to_int)
    from_store = staticmethod(int_to_quantity)


class Uid(Kept[UUID]):
    """A UUID <-> its 16 bytes."""

    impl = BLOB
    cache_ok = True
    to_store = attrgetter("bytes")
    from_store = staticmethod(lambda kept: UUID(bytes=kept))


class Word(Kept[Any]):
    """A member of an enum <-> its text."""

    impl = String
    cache_ok = True
    to_store = attrgetter("_value_")

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = self.from_store = words
