"""How figures stand in a list or a sheet: the value by its unit, what it counted, its convention and formula."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.words import msg

_TEXT, _MONEY, _NUMBER, _SHARE, _COUNT = (
    ColumnKind.TEXT,
    ColumnKind.MONEY,
    ColumnKind.NUMBER,
    ColumnKind.SHARE,
    ColumnKind.COUNT,
)
_FOUR, _TWO = Decimal("0.0001"), Decimal("0.01")


def _of(*units: Unit) -> Callable[[Figure], Cell]:
    """The value where it is of one of these units."""

    def value(row: Figure) -> Cell:
        if row.value is None or row.unit not in units:
            return None
        if row.unit in (Unit.MONEY, Unit.COUNT):
            return int(row.value)
        return Decimal(str(row.value)).quantize(_FOUR if row.unit is Unit.SHARE else _TWO)

    return value


def _end(low: bool) -> Callable[[Figure], Cell]:
    def value(row: Figure) -> Cell:
        if row.interval is None:
            return None
        return Decimal(str(row.interval.low if low else row.interval.high)).quantize(_FOUR)

    return value


def _coverage(row: Figure) -> Cell:
    return None if row.coverage is None else Decimal(str(row.coverage)).quantize(_FOUR)


FIGURE_COLUMNS: tuple[Column[Figure], ...] = (
    Column("title", msg("Figure"), _TEXT, lambda row: row.title, width=34),
    Column("amount", msg("Amount"), _MONEY, _of(Unit.MONEY)),
    Column("number", msg("Number"), _NUMBER, _of(Unit.COUNT, Unit.DAYS, Unit.SCORE, Unit.NUMBER), width=12),
    Column("share", msg("Share"), _SHARE, _of(Unit.SHARE), width=10),
    Column("low", msg("From"), _SHARE, _end(True), width=10),
    Column("high", msg("To"), _SHARE, _end(False), width=10),
    Column("n", msg("Counted"), _COUNT, lambda row: row.n, width=10),
    Column("coverage", msg("Known of it"), _SHARE, _coverage, width=12),
    Column("missing", msg("What is missing"), _TEXT, lambda row: row.missing or "", width=44),
    Column("convention", msg("How it is counted"), _TEXT, lambda row: row.convention, width=60),
    Column("formula", msg("Formula and source"), _TEXT, lambda row: row.formula, width=60),
)
