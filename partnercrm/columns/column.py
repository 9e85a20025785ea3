"""A column of a list: its key, title, kind, and how to read its value off a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message

Cell: TypeAlias = str | Message | int | Decimal | dt.date | dt.datetime | bool | None

Row = TypeVar("Row")


class ColumnKind(Enum):
    """What a value is, so that a table aligns it and a sheet gives it a real cell type.

    TEXT str, or a Message that the reader's locale says; MONEY int minor units; DATE date;
    MOMENT datetime (UTC, shown local); NUMBER Decimal or int; COUNT int; SHARE Decimal 0..1.
    """

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `key` is stable (settings, JSON, sheet look-ups); `title` is what the header says.

    `sort` is the key that the query sorts by, "" where it cannot; `width` is in characters; `hidden` columns are
    offered in the header menu but not shown at first.
    """

    key: str
    title: Message
    kind: ColumnKind
    value: Callable[[Row], Cell]
    sort: str = ""
    width: int = 14
    hidden: bool = False
