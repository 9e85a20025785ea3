"""A figure that explains itself: its value or why there is none, its convention, and the records behind it.

Every service of figures answers these; screens, workbooks and the command line show them alike. What is behind a
figure is row ids by subject ("party", "sale", "item", ...), so that a reader can open the records and count anew.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from partnercrm.domain.intervals import Interval, wilson
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message


class Unit(StrEnum):
    """What a figure's value is.

    MONEY int minor units; COUNT int; DAYS, NUMBER and SCORE (0 to 100, or -100 to 100) int, float or Decimal; SHARE 0
    to 1.
    """

    MONEY = "money"
    COUNT = "count"
    DAYS = "days"
    SHARE = "share"
    SCORE = "score"
    NUMBER = "number"


Value: TypeAlias = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `key` is stable (JSON, alerts); `title` and `convention` are the owner's words.

    `value` is None where there are too few data, and `missing` then says what is missing. `formula` names the technical
    term, formula and source; `n` is how many records were counted, `coverage` the share (0 to 1) of what it should rest
    on that is known, None where nothing could be known. `interval` is of 95 %. Raises ValueError for NaN, an infinite
    value, or neither a value nor a reason.
    """

    key: str
    title: Message
    unit: Unit
    value: Value | None
    convention: Message
    n: int
    formula: str = ""
    records: Mapping[str, Sequence[int]] = field(default_factory=dict)
    coverage: float | None = 1.0
    missing: Message | None = None
    interval: Interval | None = None

    def __post_init__(self) -> None:
        if (self.value is None) is (self.missing is None):
            raise ValueError(f"{self.key}: a figure has either a value or a reason why there is none")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"{self.key}: {self.value} is no figure")

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def unknown(
    key: str,
    title: Message,
    unit: Unit,
    missing: Message,
    convention: Message,
    *,
    n: int = 0,
    formula: str = "",
    records: Mapping[str, Sequence[int]] | None = None,
) -> Figure:
    """A figure without a value, and what is missing for one."""
    return Figure(key, title, unit, None, convention, n, formula, records or {}, None, missing)


def share(
    key: str,
    title: Message,
    hits: int,
    count: int,
    missing: Message,
    convention: Message,
    *,
    formula: str = "",
    records: Mapping[str, Sequence[int]] | None = None,
    coverage: float | None = 1.0,
) -> Figure:
    """`hits` of `count` with its Wilson interval; of nothing there is no share, and `missing` says so."""
    if count <= 0:
        return unknown(key, title, Unit.SHARE, missing, convention, formula=formula, records=records)
    found, interval = hits / count, wilson(hits, count)
    return Figure(key, title, Unit.SHARE, found, convention, count, formula, records or {}, coverage, interval=interval)
