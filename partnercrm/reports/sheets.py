"""The kinds of sheets: data with real types and live totals, and words with a few figures among them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.reports.cells import Cells, Tally
from partnercrm.reports.styles import RIGHT, Part

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Row = TypeVar("Row")

LONGEST_TABLE = 20_000
TABLE_STYLE = "Table Style Light 1"
TOTAL = msg("Total")
_TICK = 500
_LINE_LENGTH = 105
_LINE_HEIGHT = 16  # points
_TOTAL_HEIGHT = 20
LETTERS = 1.15  # of a text have the room of one digit
_LONG_TEXT = 40  # wide columns hold sentences, which go on to the next column's edge
_MOST_LINES = 25  # of one row; Excel has no room for more than 409 points


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of a kind (MONEY in minor units) and, where it is worked out in the workbook, its formula without `=`."""

    value: Cell
    kind: ColumnKind
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A column with a running balance: its last row is opening + sum of `plus` - sum of `minus` (column keys)."""

    column: str
    plus: str
    minus: str


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A finished data sheet: `first` to `last` are the rows of its body as Excel counts them, opening row excluded."""

    name: str
    first: int
    last: int
    letters: Mapping[str, str]
    kinds: Mapping[str, ColumnKind]
    tallies: Mapping[str, Tally]
    rows: int
    ends: tuple[Mapping[str, Cell], Mapping[str, Cell]] = field(default=({}, {}))

    def range(self, key: str) -> str:
        """The body of a column for formulas: `'Entries'!$F$2:$F$101`."""
        letter = self.letters[key]
        return f"{quoted(self.name)}!${letter}${self.first}:${letter}${self.last}"

    def sum(self, key: str) -> Figure:
        """The sum of a column's numbers."""
        return Figure(self.tallies[key].total, self.kinds[key], f"SUM({self.range(key)})")

    def count(self) -> Figure:
        """The number of rows, counted in the first column, which no row leaves empty."""
        return Figure(self.rows, ColumnKind.COUNT, f"COUNTA({self.range(next(iter(self.letters)))})")

    def top(self, key: str) -> Figure:
        """The first row's value."""
        return self._end(key, 0, self.first)

    def bottom(self, key: str) -> Figure:
        """The last row's value."""
        return self._end(key, 1, self.last)

    def _end(self, key: str, end: int, row: int) -> Figure:
        text = self.kinds[key] is ColumnKind.TEXT
        cell = f"{quoted(self.name)}!${self.letters[key]}${row}"
        return Figure(self.ends[end].get(key, ""), self.kinds[key], cell + ('&""' if text else ""))


def quoted(name: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


def letter(column: int) -> str:
    """0 -> A, 26 -> AA."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


@dataclass(slots=True)
class DataWriter:
    """Fills one sheet from top to bottom. `table` names it for look-ups; it must stay the same over versions."""

    sheet: Worksheet
    cells: Cells
    columns: Sequence[Column]  # type: ignore[type-arg]
    tick: Callable[[int], None]
    table: str
    large: bool
    define: Callable[[str, str], None]
    key_columns: int = 1

    def write(
        self,
        rows: Iterable[Row],
        *,
        opening: Mapping[str, Cell] | None,
        totals: Sequence[str],
        running: Running | None,
    ) -> DataSheet:
        """Header, opening row, rows, total row; filter, names and page set-up."""
        tallies = [Tally(width=self._wrapped(column)) for column in self.columns]
        self._prepare()
        if opening is not None:
            self._one_row(1, opening, Part.OPENING)
        first = 1 if opening is None else 2
        count, ends = self._rows(rows, first, tallies)
        last = max(first + count - 1, first)
        done = DataSheet(
            self.sheet.get_name(),
            first + 1,
            last + 1,
            {column.key: letter(index) for index, column in enumerate(self.columns)},
            {column.key: column.kind for column in self.columns},
            {column.key: tally for column, tally in zip(self.columns, tallies, strict=True)},
            count,
            ends,
        )
        closing = self._closing(done, totals, opening or {}, running)
        self._make_room(tallies, closing)
        self._finish(last, closing)
        return done

    def _prepare(self) -> None:
        styles = self.cells.styles
        titles = [(self.cells.locale.say(column.title), column.width) for column in self.columns]
        self.sheet.set_row(0, _LINE_HEIGHT * max(len(textwrap.wrap(said, max(width - 2, 5))) for said, width in titles))
        for index, column in enumerate(self.columns):
            gap = self._gap(index)
            self.sheet.set_column(index, index, column.width, styles.of(column.kind, gap=gap))
            self.sheet.write_string(0, index, titles[index][0], styles.of(column.kind, Part.HEADER, gap=gap))
        self.sheet.freeze_panes(1, self.key_columns)
        self.sheet.repeat_rows(0)

    def _gap(self, index: int) -> bool:
        """Whether a text stands beside a number or a long text at its left; any may stand beside the key columns when
        it scrolls."""
        left = {index - 1} | ({self.key_columns - 1} if index >= self.key_columns else set())
        beside = [self.columns[each] for each in left if each >= 0]
        full = any(each.kind in RIGHT or each.width >= _LONG_TEXT for each in beside)
        return full and self.columns[index].kind not in RIGHT

    def _rows(
        self, rows: Iterable[Row], first: int, tallies: Sequence[Tally]
    ) -> tuple[int, tuple[dict[str, Cell], dict[str, Cell]]]:
        """Writes the body; the count, and the values of the first and the last row."""
        part = Part.CELL if self.large else Part.ROW
        writers = [
            (column.value, self.cells.writer(self.sheet, index, column.kind, part, tally, self._gap(index)))
            for (index, column), tally in zip(enumerate(self.columns), tallies, strict=True)
        ]
        at, top, last = first, None, None
        for row in rows:
            for value, write in writers:
                write(at, value(row))
            if top is None:
                top = row
            last = row
            at += 1
            if (at - first) % _TICK == 0:
                self.tick(_TICK)
        self.tick((at - first) % _TICK)
        if last is None:
            return 0, ({}, {})
        return at - first, (self._values(top), self._values(last))

    def _values(self, row: object) -> dict[str, Cell]:
        values = {column.key: column.value(row) for column in self.columns}
        return {key: self.cells.said(value) if isinstance(value, Message) else value for key, value in values.items()}

    def _one_row(self, at: int, values: Mapping[str, Cell], part: Part) -> None:
        for index, column in enumerate(self.columns):
            value = values.get(column.key)
            kind = ColumnKind.TEXT if isinstance(value, (str, Message)) else column.kind
            if value is None:
                self.sheet.write_blank(at, index, None, self.cells.styles.of(kind, part))
            else:
                self.cells.put(self.sheet, at, index, kind, value, part, gap=self._gap(index))

    def _closing(
        self, done: DataSheet, totals: Sequence[str], opening: Mapping[str, Cell], running: Running | None
    ) -> dict[str, Figure]:
        closing = {key: self._visible_sum(done, key) for key in totals}
        if running:
            start = opening.get(running.column, 0)
            value = (
                (start if isinstance(start, (int, Decimal)) else 0)
                + done.tallies[running.plus].total
                - done.tallies[running.minus].total
            )
            begin = f"{done.letters[running.column]}{done.first - 1}+" if running.column in opening else ""
            formula = f"{begin}{done.sum(running.plus).formula}-{done.sum(running.minus).formula}"
            closing[running.column] = Figure(value, done.kinds[running.column], formula)
        return closing

    def _wrapped(self, column: Column) -> int:  # type: ignore[type-arg]
        """After how many characters a column's texts go on below; 0 where they do not. Letters are narrower than the
        digits that a width counts."""
        return int(column.width * LETTERS) if column.kind is ColumnKind.TEXT and not self.large else 0

    def _make_room(self, tallies: Sequence[Tally], closing: Mapping[str, Figure]) -> None:
        """Widens the columns of amounts that would not be shown otherwise, and makes rows of long texts taller."""
        lines: dict[int, int] = {}
        for tally in tallies:
            for row, count in tally.lines.items():
                lines[row] = max(count, lines.get(row, 1))
        for row, count in lines.items():
            make_taller(self.sheet, row, count)
        for index, (column, tally) in enumerate(zip(self.columns, tallies, strict=True)):
            figure = closing.get(column.key)
            sums = [abs(figure.value)] if figure and isinstance(figure.value, int) else []
            needed = self.cells.room(max([tally.longest, *sums])) if column.kind is ColumnKind.MONEY else 0
            if needed > column.width:
                self.sheet.set_column(index, index, needed, self.cells.styles.of(column.kind, gap=self._gap(index)))

    def _visible_sum(self, done: DataSheet, key: str) -> Figure:
        column = done.letters[key]
        return Figure(
            done.tallies[key].total, done.kinds[key], f"SUBTOTAL(109,{column}{done.first}:{column}{done.last})"
        )

    def _finish(self, last: int, closing: Mapping[str, Figure]) -> None:
        """The total row and what makes header to last row one table."""
        end = last + 1 if closing else last
        width = len(self.columns) - 1
        if self.large:
            self.sheet.autofilter(0, 0, last, width)
        else:
            made = self.sheet.add_table(0, 0, end, width, self._table_options(closing))
            if made:
                raise ValueError(f"the table {self.table} has two columns of one title, or a name that Excel refuses")
        if closing:
            self._total_row(end, closing)
        area = f"{quoted(self.sheet.get_name())}!$A$1:${letter(width)}${last + 1}"
        if self.large:
            self.define(self.table, f"={area}")
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(width)}{end + 1}"})

    def _table_options(self, closing: Mapping[str, Figure]) -> dict[str, object]:
        """The table repeats header and totals; Excel wants both to say the same."""
        columns: list[dict[str, object]] = []
        for index, column in enumerate(self.columns):
            header = self.cells.styles.of(column.kind, Part.HEADER, gap=self._gap(index))
            options: dict[str, object] = {"header": self.cells.locale.say(column.title), "header_format": header}
            if column.key in closing:
                options["total_function"] = "=" + closing[column.key].formula
            elif index == 0 and closing:
                options["total_string"] = self.cells.locale.say(TOTAL)
            columns.append(options)
        return {"name": self.table, "style": TABLE_STYLE, "total_row": bool(closing), "columns": columns}

    def _total_row(self, at: int, closing: Mapping[str, Figure]) -> None:
        self.sheet.set_row(at, _TOTAL_HEIGHT)
        for index, column in enumerate(self.columns):
            if column.key in closing:
                put_figure(self.sheet, self.cells, at, index, closing[column.key], Part.TOTAL)
            elif index == 0:
                self.cells.put(self.sheet, at, 0, ColumnKind.TEXT, self.cells.locale.say(TOTAL), Part.TOTAL)
            else:
                self.sheet.write_blank(at, index, None, self.cells.styles.of(column.kind, Part.TOTAL))


def make_taller(sheet: Worksheet, row: int, lines: int) -> None:
    """A row with room for so many lines; LibreOffice does not see to it by itself."""
    if lines > 1:
        sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES))


def put_figure(
    sheet: Worksheet,
    cells: Cells,
    row: int,
    column: int,
    figure: Figure,
    part: Part = Part.CELL,
    *,
    gap: bool = False,
) -> None:
    """A value, or a formula with what it should come to."""
    if not figure.formula:
        cells.put(sheet, row, column, figure.kind, figure.value, part, gap=gap)
        return
    style = cells.styles.of(figure.kind, part, gap=gap)
    sheet.write_formula(row, column, "=" + figure.formula, style, cells.cached(figure.kind, figure.value))


@dataclass(slots=True)
class WordsSheet:
    """Title, sentences, and lines of a label with figures. Lines are added from top to bottom, at any time."""

    sheet: Worksheet
    cells: Cells
    at: int = 0

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.sheet.get_name())

    def title(self, message: Message | str) -> None:
        """What the sheet is."""
        self._words(message, Part.TITLE)

    def heading(self, message: Message | str) -> None:
        """A free line and the heading of a part."""
        self.at += 1
        self._words(message, Part.HEADING)

    def text(self, message: Message | str) -> None:
        """A sentence or two, broken into lines."""
        for line in textwrap.wrap(re.sub(r"\s+", " ", self._said(message)), _LINE_LENGTH):
            self._words(line, Part.CELL)

    def header(self, *titles: Message | str) -> None:
        """Column titles over the figures of the following lines; the first stands over the labels."""
        for column, title in enumerate(titles):
            kind = ColumnKind.MONEY if column else ColumnKind.TEXT
            self.sheet.write_string(self.at, column, self._said(title), self.cells.styles.of(kind, Part.HEADER))
        self.at += 1

    def line(self, label: Message | str, *values: Figure | Message | str) -> None:
        """A label and what belongs to it. A number takes a column, words the rest of the line."""
        self.cells.put(self.sheet, self.at, 0, ColumnKind.TEXT, self._said(label), Part.LABEL)
        for column, value in enumerate(values, 1):
            figure = value if isinstance(value, Figure) else Figure(self._said(value), ColumnKind.TEXT)
            put_figure(self.sheet, self.cells, self.at, column, figure)
        self.at += 1

    def _words(self, words: Message | str, part: Part) -> None:
        self.cells.put(self.sheet, self.at, 0, ColumnKind.TEXT, self._said(words), part)
        self.at += 1

    def _said(self, words: Message | str) -> str:
        return words if isinstance(words, str) else self.cells.locale.say(words)
