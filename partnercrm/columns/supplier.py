"""The columns of suppliers in figures: each supplier, its months, each item, each line of a delivery, the warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.period import month_number, month_text
from partnercrm.domain.record import dataclass
from partnercrm.domain.supplier_rows import DueRow, ItemSupply, MonthScore, SpentRow, SupplierScore, SupplyWarning
from partnercrm.domain.supply_rows import PriceRow, SupplierItemRow
from partnercrm.domain.words import Message, msg

_TEXT, _MONEY, _NUMBER, _SHARE, _COUNT, _DATE = (
    ColumnKind.TEXT,
    ColumnKind.MONEY,
    ColumnKind.NUMBER,
    ColumnKind.SHARE,
    ColumnKind.COUNT,
    ColumnKind.DATE,
)
_FOUR, _TWO = Decimal("0.0001"), Decimal("0.01")
KINDS: dict[Unit, ColumnKind] = {
    Unit.MONEY: _MONEY,
    Unit.COUNT: _COUNT,
    Unit.SHARE: _SHARE,
    Unit.DAYS: _NUMBER,
    Unit.SCORE: _NUMBER,
    Unit.NUMBER: _NUMBER,
}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A supplier in a month."""

    name: str
    month: MonthScore

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return next(each for each in self.month.figures if each.key == key)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a delivery. `value` in minor units, None without a price; `entry` is "" where nothing stands."""

    day: dt.date
    name: str
    item: str
    unit: str
    received: Decimal
    accepted: Decimal
    value: int | None
    why_refused: str
    order: str
    entry: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price of an offer, or an offer whose price nobody knows."""

    offer: SupplierItemRow
    price: PriceRow | None


def price_lines(offers: Iterable[SupplierItemRow]) -> list[PriceLine]:
    """Every price of every offer, the earliest first."""
    return [PriceLine(offer, price) for offer in offers for price in (offer.prices or (None,))]


def cell(figure: Figure) -> Cell:
    """The value of a figure as a cell of its kind holds it; None where there is none."""
    if figure.value is None:
        return None
    if figure.unit in (Unit.MONEY, Unit.COUNT):
        return int(figure.value)
    return Decimal(str(figure.value)).quantize(_FOUR if figure.unit is Unit.SHARE else _TWO)


def hits(figure: Figure) -> int:
    """How many of those counted a share is; 0 of nothing."""
    return round(float(figure.value or 0) * figure.n)


def _of(key: str, title: Message, unit: Unit, width: int = 12) -> Column[SupplierScore | MonthRow]:
    return Column(key, title, KINDS[unit], lambda row: cell(row.figure(key)), width=width)


_FIGURES: tuple[Column[SupplierScore | MonthRow], ...] = (
    _of("score", msg("Score"), Unit.SCORE, 10),
    Column("due", msg("Due"), _COUNT, lambda row: row.figure("otif").n, width=9),
    Column("good", msg("On time and complete"), _COUNT, lambda row: hits(row.figure("otif")), width=12),
    _of("otif", msg("OTIF"), Unit.SHARE, 10),
    _of("on_time", msg("On time"), Unit.SHARE, 10),
    _of("in_full", msg("Complete"), Unit.SHARE, 10),
    _of("days_late", msg("Days late"), Unit.DAYS, 10),
    _of("quality", msg("Good of what came"), Unit.SHARE),
    _of("price_drift", msg("Price change"), Unit.SHARE),
    _of("spend", msg("Spent"), Unit.MONEY, 14),
)
SUPPLIERS: tuple[Column[SupplierScore], ...] = (
    Column("name", msg("Supplier"), _TEXT, lambda row: row.name, width=30),
    *_FIGURES,  # type: ignore[arg-type]
    Column("coverage", msg("Known of the score"), _SHARE, lambda row: _coverage(row.figure("score")), width=12),
)
MONTHS: tuple[Column[MonthRow], ...] = (
    Column("month", msg("Month"), _TEXT, lambda row: month_text(month_number(row.month.month)), width=12),
    Column("name", msg("Supplier"), _TEXT, lambda row: row.name, width=30),
    *_FIGURES,  # type: ignore[arg-type]
)
LINES: tuple[Column[LineRow], ...] = (
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("name", msg("Supplier"), _TEXT, lambda row: row.name, width=30),
    Column("item", msg("Item"), _TEXT, lambda row: row.item, width=26),
    Column("received", msg("Came"), _NUMBER, lambda row: row.received, width=10),
    Column("accepted", msg("Accepted"), _NUMBER, lambda row: row.accepted, width=10),
    Column("unit", msg("Unit"), _TEXT, lambda row: row.unit, width=10),
    Column("value", msg("Value"), _MONEY, lambda row: row.value),
    Column("why_refused", msg("Why not"), _TEXT, lambda row: row.why_refused, width=24),
    Column("order", msg("Order"), _TEXT, lambda row: row.order, width=16),
    Column("entry", msg("Entry"), _TEXT, lambda row: row.entry, width=12),
)
DUE: tuple[Column[DueRow], ...] = (
    Column("due", msg("Due"), _DATE, lambda row: row.due, width=12),
    Column("name", msg("Supplier"), _TEXT, lambda row: row.name, width=30),
    Column("order", msg("Order"), _TEXT, lambda row: row.order, width=16),
    Column("what", msg("Item"), _TEXT, lambda row: row.what, width=26),
    Column("quantity", msg("Ordered"), _NUMBER, lambda row: row.quantity, width=10),
    Column("on_time", msg("On time"), _COUNT, lambda row: int(row.on_time), width=10),
    Column("in_full", msg("Complete"), _COUNT, lambda row: int(row.in_full), width=10),
    Column("good", msg("On time and complete"), _COUNT, lambda row: int(row.good), width=12),
    Column("days_late", msg("Days late"), _NUMBER, lambda row: Decimal(str(row.days_late)).quantize(_FOUR), width=10),
)
SPENT: tuple[Column[SpentRow], ...] = (
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("name", msg("Supplier"), _TEXT, lambda row: row.name, width=30),
    Column("what", msg("What"), _TEXT, lambda row: row.what, width=44),
    Column("value", msg("Spent"), _MONEY, lambda row: row.value),
)
PRICES: tuple[Column[PriceLine], ...] = (
    Column("item", msg("Item"), _TEXT, lambda row: row.offer.item_name, width=26),
    Column("name", msg("Supplier"), _TEXT, lambda row: row.offer.party_name, width=30),
    Column("from_day", msg("From"), _DATE, lambda row: row.price.from_day if row.price else None, width=12),
    Column("price", msg("Price of one"), _MONEY, lambda row: row.price.price.price if row.price else None, width=12),
    Column("tax", msg("Tax on top (%)"), _NUMBER, lambda row: row.price.price.tax_on_top if row.price else None),
    Column("share", msg("Agreed share (%)"), _NUMBER, lambda row: row.offer.share, width=18),
    Column("lead_days", msg("Days to the door"), _COUNT, lambda row: row.offer.lead_days),
    Column("minimum", msg("Smallest order"), _NUMBER, lambda row: row.offer.minimum),
    Column("tested_on", msg("Last tried"), _DATE, lambda row: row.offer.tested_on, width=12),
    Column("ended_on", msg("No more since"), _DATE, lambda row: row.offer.ended_on, width=14),
)


def _item(key: str, title: Message, unit: Unit, width: int = 12) -> Column[ItemSupply]:
    return Column(key, title, KINDS[unit], lambda row: cell(row.figure(key)), width=width)


ITEMS: tuple[Column[ItemSupply], ...] = (
    Column("name", msg("Item"), _TEXT, lambda row: row.name, width=28),
    _item("effective_suppliers", msg("As if so many equal suppliers"), Unit.NUMBER, 16),
    _item("hhi", msg("HHI"), Unit.NUMBER, 10),
    Column("most", msg("Most of it from"), _TEXT, lambda row: row.shares[0][1] if row.shares else "", width=28),
    _item("largest_share", msg("Their share"), Unit.SHARE),
    _item("survive", msg("Days we last without them"), Unit.DAYS, 14),
    _item("recover", msg("Days until replaced"), Unit.DAYS, 12),
    _item("exposure", msg("At stake"), Unit.MONEY, 14),
)
WARNINGS: tuple[Column[SupplyWarning], ...] = (
    Column("said", msg("What may hurt us"), _TEXT, lambda row: row.said, width=76),
    Column("level", msg("Percent or days"), _NUMBER, lambda row: Decimal(str(round(row.level, 1))), width=16),
)


def _coverage(figure: Figure) -> Cell:
    return None if figure.coverage is None else Decimal(str(figure.coverage)).quantize(_FOUR)
