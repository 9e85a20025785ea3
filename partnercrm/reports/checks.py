"""The sheet that proves a workbook: the store's figures beside its live ones, and room for figures from outside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

from partnercrm.columns.column import Cell, ColumnKind
from partnercrm.domain.money import LARGEST
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.reports.cells import Cells, line_count
from partnercrm.reports.sheets import LETTERS, Figure, make_taller, put_figure, quoted
from partnercrm.reports.styles import Part

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

GOOD, BAD = "OK", "CHECK"
_TITLES = (
    (msg("Check"), ColumnKind.TEXT, 60),
    (msg("Expected"), ColumnKind.MONEY, 20),
    (msg("In this workbook"), ColumnKind.MONEY, 20),
    (msg("Difference"), ColumnKind.MONEY, 16),
    (msg("Result"), ColumnKind.TEXT, 14),
    (msg("Where the expected figure comes from"), ColumnKind.TEXT, 44),
)
_EXPECTED, _ACTUAL, _DIFFERENCE, _RESULT = "B", "C", "D", "E"
_STORE = msg("The shop file")
_TO_FILL = msg("to fill in")


@dataclass(frozen=True, slots=True)
class Check:
    """`expected` as the store has it (in the unit of `actual`'s kind) and the workbook's own figure."""

    name: Message
    expected: Cell
    actual: Figure

    @property
    def good(self) -> bool:
        """Whether both are the same."""
        return self.expected == self.actual.value


@dataclass(frozen=True, slots=True)
class Outside:
    """A figure that only others know (till total, supplier's statement, cash): a cell to type it in, beside ours."""

    name: Message
    actual: Figure
    source: Message


def _is_number(expected: Cell) -> TypeGuard[int | Decimal]:
    """Whether it stands in its cell as a number; see `Cells`."""
    return isinstance(expected, (int, Decimal)) and -LARGEST <= expected <= LARGEST


@dataclass(frozen=True, slots=True)
class ChecksWriter:
    """Fills the sheet Checks."""

    sheet: Worksheet
    cells: Cells

    def write(self, checks: Sequence[Check], outside: Sequence[Outside]) -> Figure:
        """All checks, then the figures from outside, then the result of all: that cell, for the Summary to repeat."""
        self._header()
        for row, check in enumerate(checks, 1):
            self._check(row, check)
        for row, figure in enumerate(outside, len(checks) + 1):
            self._outside(row, figure)
        last = len(checks) + len(outside)
        return self._result(last + 1, last, all(check.good for check in checks))

    def _header(self) -> None:
        for column, (title, kind, width) in enumerate(_TITLES):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(
                0, column, self.cells.locale.say(title), self.cells.styles.of(kind, Part.HEADER, gap=column >= 4)
            )
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)

    def _check(self, row: int, check: Check) -> None:
        kind, at = check.actual.kind, row + 1
        self._named(row, check.name, _STORE)
        self.cells.put(self.sheet, row, 1, kind, check.expected, Part.FIGURE)
        put_figure(self.sheet, self.cells, row, 2, check.actual, Part.FIGURE)
        if isinstance(check.actual.value, (int, Decimal)) and _is_number(check.expected):
            difference = Figure(check.actual.value - check.expected, kind, f"ROUND({_ACTUAL}{at}-{_EXPECTED}{at},6)")
            put_figure(self.sheet, self.cells, row, 3, difference, Part.ROW)
            same = f"{_DIFFERENCE}{at}=0"
        else:
            same = f"EXACT({_EXPECTED}{at},{_ACTUAL}{at})"
        formula = f'IF({same},"{GOOD}","{BAD}")'
        self._text(row, 4, Figure(GOOD if check.good else BAD, ColumnKind.TEXT, formula))

    def _outside(self, row: int, figure: Outside) -> None:
        kind, at = figure.actual.kind, row + 1
        self._named(row, figure.name, figure.source)
        self.sheet.write_blank(row, 1, None, self.cells.styles.of(kind, Part.INPUT))
        put_figure(self.sheet, self.cells, row, 2, figure.actual, Part.FIGURE)
        empty = f"ISBLANK({_EXPECTED}{at})"
        difference = f"ROUND({_ACTUAL}{at}-{_EXPECTED}{at},6)"
        put_figure(self.sheet, self.cells, row, 3, Figure("", kind, f'IF({empty},"",{difference})'))
        fill = self.cells.locale.say(_TO_FILL)
        formula = f'IF({empty},"{fill}",IF({difference}=0,"{GOOD}","{BAD}"))'
        self._text(row, 4, Figure(fill, ColumnKind.TEXT, formula))

    def _named(self, row: int, name: Message, source: Message) -> None:
        say = self.cells.locale.say
        self.cells.put(self.sheet, row, 0, ColumnKind.TEXT, say(name), Part.ROW)
        self.cells.put(self.sheet, row, 5, ColumnKind.TEXT, say(source), Part.ROW, gap=True)
        texts = (name, _TITLES[0][2]), (source, _TITLES[5][2])
        make_taller(self.sheet, row, max(line_count(say(text), int(width * LETTERS)) for text, width in texts))

    def _text(self, row: int, column: int, figure: Figure, part: Part = Part.ROW) -> None:
        put_figure(self.sheet, self.cells, row, column, figure, part, gap=True)

    def _result(self, row: int, last: int, good: bool) -> Figure:
        styles = self.cells.styles
        for column in range(len(_TITLES)):
            self.sheet.write_blank(row, column, None, styles.of(ColumnKind.TEXT, Part.TOTAL))
        self.cells.put(self.sheet, row, 0, ColumnKind.TEXT, self.cells.locale.say(msg("All checks")), Part.TOTAL)
        formula = f'IF(COUNTIF({_RESULT}2:{_RESULT}{last + 1},"{BAD}")=0,"{GOOD}","{BAD}")'
        value = GOOD if good else BAD
        self._text(row, 4, Figure(value, ColumnKind.TEXT, formula), Part.TOTAL)
        for word in (GOOD, BAD):
            self.sheet.conditional_format(
                1,
                4,
                row,
                4,
                {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": styles.result(word == GOOD)},
            )
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:F{row + 1}", "formula_differs": f"A1:F{row + 1}"})
        return Figure(value, ColumnKind.TEXT, f"{quoted(self.sheet.get_name())}!${_RESULT}${row + 1}")
