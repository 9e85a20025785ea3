"""The figures of suppliers, as screens, workbooks and the command line show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from partnercrm.domain.resilience import Loss
from partnercrm.domain.words import Message


@dataclass(frozen=True, slots=True)
class MonthScore:
    """A supplier in one month in which something was due or came."""

    month: dt.date
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class SupplierScore:
    """A supplier (`party`, a row id) in a span: its figures, and its months, those without activity left out."""

    party: int
    name: str
    figures: tuple[Figure, ...]
    months: tuple[MonthScore, ...]

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return next(each for each in self.figures if each.key == key)


@dataclass(frozen=True, slots=True)
class ItemSupply:
    """An item: its figures, who brings how much of it (`shares`, 0 to 1, by name), and what losing each would mean."""

    item: int
    uuid: UUID
    name: str
    figures: tuple[Figure, ...]
    shares: tuple[tuple[int, str, float], ...]
    losses: tuple[Loss, ...]

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return next(each for each in self.figures if each.key == key)


@dataclass(frozen=True, slots=True)
class SupplyWarning:
    """What may hurt us: `key` is `single`, `untested`, `at_risk` or `late`; the records behind it by subject.

    `level` is the value that an alert compares: percent, days, or orders.
    """

    key: str
    said: Message
    level: float
    item: int | None
    party: int | None
    records: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A line of an order, or a whole one, that was due, and how it is judged; `quantity` None for a whole order.

    `days_late` is the mean over what was ordered.
    """

    due: dt.date
    name: str
    order: str
    what: str
    quantity: Decimal | None
    on_time: bool
    in_full: bool
    days_late: float

    @property
    def good(self) -> bool:
        """On time and complete."""
        return self.on_time and self.in_full


@dataclass(frozen=True, slots=True)
class Suppliers:
    """All figures of suppliers in a span."""

    first: dt.date
    last: dt.date
    convention: Message
    figures: tuple[Figure, ...]
    suppliers: tuple[SupplierScore, ...]
    items: tuple[ItemSupply, ...]
    warnings: tuple[SupplyWarning, ...]

    def figure(self, key: str) -> Figure:
        """A figure of all suppliers by its key."""
        return next(each for each in self.figures if each.key == key)


@dataclass(frozen=True, slots=True)
class SpentRow:
    """A bill or a line of a delivery, part of what was spent: whose, what it says, and its sum in minor units."""

    day: dt.date
    name: str
    what: str
    value: int
