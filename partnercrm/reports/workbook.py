"""The mechanics of every workbook: sheets with real types and live checks, written whole or not at all, then re-read.

    with Workbook(path, about, locale, currency, longest=rows) as book:
        summary = book.words(msg("Summary"))
        entries = book.data(msg("Entries"), COLUMNS, rows, table="Entries", totals=("given", "received"))
        result = book.checks([Check(msg("Given"), given, entries.sum("given"))])
        summary.line(msg("All checks"), result)
        book.about()

Sheets stand in the order in which they were asked for; XlsxWriter is imported with the first workbook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import sheet_name
from partnercrm.domain.words import Message, msg, plural
from partnercrm.reports.cells import Cells
from partnercrm.reports.checks import Check, ChecksWriter, Outside
from partnercrm.reports.reopen import Expected, reopen_and_check
from partnercrm.reports.sheets import LONGEST_TABLE, DataSheet, DataWriter, Figure, Running, WordsSheet, quoted
from partnercrm.reports.styles import FONT, Styles
from partnercrm.reports.target import Target, problem

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Row = TypeVar("Row")

CHECKS = msg("Checks")
ABOUT = msg("About")
_PAPERS = {"A4": 9, "Letter": 1}
_LABEL_WIDTH = 40
_FIGURE_WIDTH = 18
CHART_COLORS = (
    *("#4547D1", "#D97706", "#0F766E", "#B91C1C", "#6B7280", "#7C3AED", "#0369A1"),
    *("#A16207", "#15803D"),
)
_CHART_WIDTH, _CHART_ROWS, _ROW_PIXELS = 820, 15, 20


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook is: it goes into the document's properties, the page headers and the sheet About."""

    title: Message
    shop: str
    period: Message
    made_by: str
    made_at: dt.datetime
    filters: Sequence[Message]
    version: str
    file: str = ""


class Workbook:
    """A workbook on its way to `path`. Leaving the block in peace puts it there; anything else leaves nothing.

    `longest` is how many rows the longest sheet will have: above 20,000 rows are written straight to disk and sheets
    have a filter and a name in place of a table. `progress` hears how many rows are written, `cancel` raises Cancelled.
    WorkbookTarget, at the start or the end, if the place cannot be written; DiskFull if there is no room.
    """

    def __init__(
        self,
        path: Path,
        about: About,
        locale: Locale,
        currency: Currency,
        *,
        longest: int = 0,
        progress: Callable[[int], object] | None = None,
        cancel: Event | None = None,
    ) -> None:
        self._about, self._locale, self._currency = about, locale, currency
        self._progress, self._cancel = progress, cancel
        self._written = 0
        self._taken: set[str] = set()
        self._data: list[Expected] = []
        self._large = longest > LONGEST_TABLE
        self._unit = int(10**currency.digits)
        self._target = Target(path)
        try:
            self._book = self._open()
            self._cells = Cells(Styles(self._book, locale, currency), locale, currency)
        except BaseException:
            self._target.discard()
            raise

    def __enter__(self) -> Workbook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._finish()
            return
        self._abandon()
        if isinstance(error, OSError):
            raise problem(self._target.path, error) from error

    def data(
        self,
        title: Message,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        table: str,
        totals: Sequence[str] = (),
        opening: Mapping[str, Cell] | None = None,
        running: Running | None = None,
        key_columns: int = 1,
        pages_wide: int = 1,
    ) -> DataSheet:
        """A sheet of rows through columns. `table` is its lasting name for look-ups; `totals` are keys of columns to
        be summed; `opening` holds the first row by column key; `running` closes a balance; `key_columns` stand still,
        and are repeated on paper where it is `pages_wide`.
        """
        sheet = self._sheet(title)
        sheet.fit_to_pages(pages_wide, 0)
        if pages_wide > 1:
            sheet.repeat_columns(0, key_columns - 1)
        writer = DataWriter(sheet, self._cells, columns, self.tick, table, self._large, self._define, key_columns)
        done = writer.write(rows, opening=opening, totals=totals, running=running)
        self._data.append(Expected.of(sheet.index, done, self._unit))
        return done

    def words(self, title: Message) -> WordsSheet:
        """A sheet of sentences and figures, such as the Summary."""
        sheet = self._sheet(title)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 1)
        sheet.set_column(0, 0, _LABEL_WIDTH)
        sheet.set_column(1, 7, _FIGURE_WIDTH)
        return WordsSheet(sheet, self._cells)

    def chart(
        self,
        on: WordsSheet,
        title: Message,
        of: DataSheet,
        labels: str,
        values: Sequence[str],
        *,
        lines: bool = False,
        stacked: bool = False,
    ) -> None:
        """A native chart of columns of a data sheet (by key), below what `on` says so far; nothing of no rows.

        `stacked` puts the values of a row on one another, which together are a whole.
        """
        if not of.rows:
            return
        kind = {"type": "line" if lines else "column"}
        chart = self._book.add_chart({**kind, "subtype": "stacked"} if stacked else kind)
        for key, color in zip(values, CHART_COLORS, strict=False):
            name = f"={quoted(of.name)}!${of.letters[key]}$1"
            series = {"name": name, "categories": f"={of.range(labels)}", "values": f"={of.range(key)}"}
            chart.add_series({**series, ("line" if lines else "fill"): {"color": color}})
        chart.set_x_axis({"label_position": "low"})
        chart.set_y_axis(
            {"major_gridlines": {"visible": True, "line": {"color": "#E2E4EA"}}, **self._scale(of, values)}
        )
        chart.set_title({"name": self._locale.say(title), "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if len(values) > 1 else {"none": True})
        chart.set_size({"width": _CHART_WIDTH, "height": _CHART_ROWS * _ROW_PIXELS})
        on.sheet.set_portrait()  # charts stand below one another
        on.sheet.insert_chart(on.at + 1, 0, chart)
        on.at += _CHART_ROWS + 2
        on.text(" ")  # so that the printed page reaches below the chart

    def checks(self, checks: Sequence[Check], outside: Sequence[Outside] = ()) -> Figure:
        """The sheet Checks; the result of all checks, to be repeated elsewhere."""
        return ChecksWriter(self._sheet(CHECKS), self._cells).write(checks, outside)

    def about(self) -> WordsSheet:
        """The sheet About; asked for last, for it also says what did not fit into cells."""
        about, page = self._about, self.words(ABOUT)
        page.title(about.title)
        page.line(msg("Shop"), about.shop)
        if about.file:
            page.line(msg("Shop file"), about.file)
        page.line(msg("Period"), about.period)
        page.line(msg("Made on"), msg("{moment}", moment=about.made_at))
        page.line(msg("Made by"), about.made_by)
        page.line(msg("Program"), msg("PartnerCRM {version}", version=about.version))
        for number, chosen in enumerate(about.filters or (msg("None"),)):
            page.line(msg("Filters") if not number else "", chosen)
        for note in self._notes():
            page.text(note)
        return page

    def tick(self, rows: int) -> None:
        """So many more rows are written: progress is told, and Cancelled raised if the user called it off."""
        self._written += rows
        if self._cancel and self._cancel.is_set():
            raise Cancelled
        if self._progress and rows:
            self._progress(self._written)

    def _open(self) -> Any:
        import xlsxwriter

        book = xlsxwriter.Workbook(
            self._target.part,
            {
                "constant_memory": self._large,
                "tmpdir": str(self._target.folder),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": dict(FONT),
            },
        )
        about, say = self._about, self._locale.say
        book.set_properties(
            {
                "title": say(about.title),
                "subject": say(about.period),
                "author": about.made_by,
                "company": about.shop,
                "comments": say(msg("PartnerCRM {version}", version=about.version)),
                "created": about.made_at.astimezone(dt.UTC).replace(tzinfo=None),
            }
        )
        return book

    def _sheet(self, title: Message) -> Worksheet:
        name = sheet_name(self._locale.say(title), self._taken)
        self._taken.add(name.casefold())
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_PAPERS[self._locale.paper])
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
        say = self._locale.say
        period = say(msg("{period}, {code}", period=self._about.period, code=self._currency.code))
        sheet.set_header(f"&L{_code(say(self._about.title))}: &A\n{_code(period)}&R{_code(self._about.shop)}")
        sheet.set_footer(f"&L&F&R{say(msg('Page {page} of {pages}', page='&P', pages='&N'))}")
        return sheet

    def _scale(self, of: DataSheet, values: Sequence[str]) -> dict[str, object]:
        """What the upright axis of a chart says of its numbers: the currency, or 0 to 100 % where they are shares."""
        kinds = {of.kinds[key] for key in values}
        if kinds == {ColumnKind.MONEY}:
            return {"name": self._currency.code, "name_font": {"bold": False}, "num_format": "#,##0"}
        return {"min": 0, "max": 1, "num_format": "0%"} if kinds == {ColumnKind.SHARE} else {}

    def _define(self, name: str, formula: str) -> None:
        self._book.define_name(name, formula)

    def _notes(self) -> list[Message]:
        notes = []
        if self._cells.cut:
            notes.append(
                plural(
                    "{count} text was longer than a cell can hold and was cut.",
                    "{count} texts were longer than a cell can hold and were cut.",
                    self._cells.cut,
                )
            )
        if self._cells.as_text:
            notes.append(
                plural(
                    "{count} value is outside what a cell can count with and stands there as text.",
                    "{count} values are outside what a cell can count with and stand there as text.",
                    self._cells.as_text,
                )
            )
        return notes

    def _finish(self) -> None:
        from xlsxwriter.exceptions import FileCreateError

        try:
            self.tick(0)
            self._book.close()
            self.tick(0)
            reopen_and_check(self._target.part, self._data)
            self.tick(0)
        except FileCreateError as error:
            self._abandon()
            raise problem(self._target.path, error.args[0]) from error
        except BaseException:
            self._abandon()
            raise
        self._target.commit()

    def _abandon(self) -> None:
        for sheet in self._book.worksheets() if self._large else ():
            sheet._opt_close()
        self._target.discard()


def _code(text: str) -> str:
    """Text in a page header, where `&` begins a command."""
    return text.replace("&", "&&")[:100]
