"""Values to real cells: amounts, dates and counts as numbers, text as text; what a cell cannot hold becomes text."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from partnercrm.columns.column import Cell, ColumnKind
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import LARGEST, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import CELL_LIMIT, CUT_MARK, clean_for_sheet
from partnercrm.domain.words import Message, msg
from partnercrm.reports.styles import Part, Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Write: TypeAlias = Callable[[int, Any], object]

YES, NO = msg("Yes"), msg("No")
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()
_FIRST_DAY = dt.date(1900, 3, 1)
_MOST_DIGITS = 15
_SURE_LENGTH = CELL_LIMIT // 2
_LONG = 10**8
"""Minor units from which on an amount may need more room than its column has."""


@dataclass(slots=True)
class Tally:
    """What was put into a column: the sum of its numbers in the kind's own unit (minor units, pieces), the longest of
    its long amounts, and by row how many lines its long texts take in `width` characters (0: nobody asks)."""

    total: int | Decimal = 0
    longest: int = 0
    width: int = 0
    lines: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Cells:
    """Writes values into sheets. `cut` counts texts that were too long, `as_text` what no number of a cell can be."""

    styles: Styles
    locale: Locale
    currency: Currency
    cut: int = 0
    as_text: int = 0
    _words: dict[str, str] = field(default_factory=dict)
    _makers: dict[ColumnKind, Callable[[Worksheet, int, Any, Any, Tally], Write]] = field(init=False)

    def __post_init__(self) -> None:
        self._makers = {
            ColumnKind.TEXT: self._text,
            ColumnKind.MONEY: self._money,
            ColumnKind.DATE: self._date,
            ColumnKind.MOMENT: self._moment,
            ColumnKind.NUMBER: self._number,
            ColumnKind.COUNT: self._number,
            ColumnKind.SHARE: self._number,
        }

    def writer(
        self,
        sheet: Worksheet,
        column: int,
        kind: ColumnKind,
        part: Part = Part.CELL,
        tally: Tally | None = None,
        gap: bool = False,
    ) -> Write:
        """A function of (row, value) that fills a cell of this column. None leaves the cell empty."""
        style = self.styles.of(kind, part, gap=gap, typed=kind is ColumnKind.TEXT)
        plain = self.styles.of(ColumnKind.TEXT, part, gap=gap, typed=True)
        return self._makers[kind](sheet, column, style, plain, tally or Tally())

    def put(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        kind: ColumnKind,
        value: Cell,
        part: Part = Part.CELL,
        *,
        gap: bool = False,
    ) -> None:
        """One cell."""
        self.writer(sheet, column, kind, part, gap=gap)(row, value)

    def cached(self, kind: ColumnKind, value: Cell) -> str | float:
        """What a formula shows until the reader's program computes it."""
        if value is None:
            return ""
        if kind is ColumnKind.MONEY and isinstance(value, int):
            return value / int(10**self.currency.digits)
        if isinstance(value, dt.datetime):
            return _serial(_local(value))
        if isinstance(value, dt.date):
            return value.toordinal() - _DAY_ZERO
        return float(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else self.said(value)

    def room(self, minor: int) -> int:
        """How many characters wide a column must be for an amount, below zero or not."""
        digits = self.currency.digits
        return len(f"{abs(minor) // 10**digits:,}") + (digits + 1 if digits else 0) + 2

    def said(self, value: Cell) -> str:
        """A value of a text column in the reader's words."""
        if isinstance(value, bool):
            value = YES if value else NO
        if not isinstance(value, Message):
            return str(value)
        if value.values or value.plural:
            return self.locale.say(value)
        if value.key not in self._words:
            self._words[value.key] = self.locale.say(value)
        return self._words[value.key]

    # One maker a kind: what never changes is looked up once a column and not once a cell

    def _text(self, sheet: Worksheet, column: int, style: Any, plain: Any, tally: Tally) -> Write:
        put = sheet.write_string

        def write(row: int, value: Cell) -> None:
            if value is None or value == "":
                return
            text = value if isinstance(value, str) else self.said(value)
            if len(text) > _SURE_LENGTH or not text.isprintable() or text.startswith("<r>"):
                text = self._fit(text)
            put(row, column, text, style)
            if tally.width and (len(text) > tally.width or "\n" in text):
                tally.lines[row] = line_count(text, tally.width)

        return write

    def _money(self, sheet: Worksheet, column: int, style: Any, plain: Any, tally: Tally) -> Write:
        put, unit = sheet.write_number, int(10**self.currency.digits)

        def write(row: int, value: int | None) -> None:
            if value is None:
                return
            if -LARGEST <= value <= LARGEST:
                put(row, column, value / unit, style)
                tally.total += value
                if not -_LONG < value < _LONG:
                    tally.longest = max(tally.longest, abs(value))
            else:
                self._as_text(sheet, row, column, self.currency.plain(value), plain)

        return write

    def _date(self, sheet: Worksheet, column: int, style: Any, plain: Any, tally: Tally) -> Write:
        put = sheet.write_number

        def write(row: int, value: dt.date | None) -> None:
            if value is None:
                return
            if value >= _FIRST_DAY:
                put(row, column, value.toordinal() - _DAY_ZERO, style)
            else:
                self._as_text(sheet, row, column, value.isoformat(), plain)

        return write

    def _moment(self, sheet: Worksheet, column: int, style: Any, plain: Any, tally: Tally) -> Write:
        put = sheet.write_number

        def write(row: int, value: dt.datetime | None) -> None:
            if value is None:
                return
            local = _local(value)
            if local.date() >= _FIRST_DAY:
                put(row, column, _serial(local), style)
            else:
                self._as_text(sheet, row, column, local.isoformat(" ", "minutes"), plain)

        return write

    def _number(self, sheet: Worksheet, column: int, style: Any, plain: Any, tally: Tally) -> Write:
        put = sheet.write_number

        def write(row: int, value: Decimal | int | None) -> None:
            if value is None:
                return
            if len(Decimal(value).normalize().as_tuple().digits) <= _MOST_DIGITS:
                put(row, column, float(value), style)
                tally.total += value
            else:
                self._as_text(sheet, row, column, f"{value:f}" if isinstance(value, Decimal) else str(value), plain)

        return write

    def _as_text(self, sheet: Worksheet, row: int, column: int, text: str, style: Any) -> None:
        self.as_text += 1
        sheet.write_string(row, column, text, style)

    def _fit(self, text: str) -> str:
        """Text that XlsxWriter writes as it is. It takes `<r>…</r>` for its own markup, so such text gets just that."""
        clean, cut = clean_for_sheet(text)
        if clean.startswith("<r>") and clean.endswith("</r>"):
            escaped = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            marked = f'<r><t xml:space="preserve">{escaped}</t></r>'
            clean, cut = (marked, cut) if len(marked) <= CELL_LIMIT else (clean[: -len(CUT_MARK)] + CUT_MARK, True)
        self.cut += cut
        return clean


def line_count(text: str, width: int) -> int:
    """How many lines a text takes in a cell of so many characters."""
    return sum(len(textwrap.wrap(part, width)) or 1 for part in text.splitlines())


def _local(moment: dt.datetime) -> dt.datetime:
    """UTC to the computer's own time, without a zone."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone().replace(tzinfo=None)


def _serial(moment: dt.datetime) -> float:
    """Days since Excel's day zero."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - _DAY_ZERO + seconds / 86_400
