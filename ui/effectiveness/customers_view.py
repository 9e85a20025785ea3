"""The view *Customers*: groups, who is silent, saved segments, next week, busy hours, and every figure explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.customer import PAIRS, SILENT, NotedRow
from partnercrm.domain.figure import Figure
from partnercrm.domain.rfm import SEGMENT_WORDS
from partnercrm.domain.segment import Member
from partnercrm.services import acquisition, segment
from ui.common.choices import ChipRow, Option
from ui.common.record_sheet import write
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, ProgressStrip, button
from ui.effectiveness import acquisition_form, sale_form, segment_form
from ui.effectiveness import customer_parts as parts
from ui.effectiveness.customer_cells import CellOpener
from ui.effectiveness.customer_parts import FigureLine, GroupLine, Part, SegmentLine
from ui.effectiveness.explain import explain
from ui.effectiveness.heat_grid import HeatGrid
from ui.effectiveness.part_page import Deed, Face, PartPage
from ui.effectiveness.people import PeoplePage
from ui.tasks import FileWork
from ui.words import say, tr, trn

CHIPS = (
    (parts.GROUPS, "Groups"),
    (parts.SILENT, "Silent"),
    (parts.SEGMENTS, "Segments"),
    (parts.COHORTS, "First months"),
    (parts.PAIRS, "Together"),
    (parts.WEEK, "Next week"),
    (parts.HOURS, "Busy hours"),
    (parts.WORTH, "Next 12 months"),
    (parts.WINNING, "New ones"),
    (parts.FIGURES, "All figures"),
)


CELLS = "cells"
"""The table of the grid's cells, beside the list of groups."""


class CustomersView(View):
    """A chip chooses the part. Enter opens the people of a group or a segment, a person, or what a figure rests on."""

    subjects = frozenset({"sale", "party", "segment", "acquisition", "item", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.lists: dict[str, RowsTable] = {}
        self.charts: dict[str, HeatGrid] = {}
        self.pages: dict[str, PartPage] = {}
        self._shown: dict[str, Part] = {}
        self.opener = CellOpener(shell, self, self.open_people)
        self.people = PeoplePage(shell, self.back)
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.workbook_button = button(tr("Make the workbook"), icon="file-spreadsheet")
        self.sales_button = button(tr("Sales"), icon="shopping-bag")
        self.sale_button = button(tr("Record a sale"), icon="receipt")
        self.sale_button.setEnabled(not shell.session.read_only)
        self.new_button = button(tr("New segment"), "primary", "plus")
        self.new_button.setEnabled(not shell.session.read_only)
        self._pages = QStackedWidget()
        self._empty: QWidget | None = None
        self._work: FileWork | None = None
        self._running = 0
        self.strip = ProgressStrip(tr("Working out the figures"), self._cancel)
        self.strip.hide()
        self._make_lists()
        self._pages.addWidget(self.people)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.strip)
        column.addWidget(self._pages)
        self.setFocusProxy(self.pages[parts.GROUPS])
        self.new_button.clicked.connect(lambda: segment_form.open_form(self.shell))
        self.sales_button.clicked.connect(lambda: self.shell.go("effectiveness", view="sales"))
        self.sale_button.clicked.connect(lambda: sale_form.open_form(self.shell))
        self.workbook_button.clicked.connect(lambda: self.shell.run("workbook", kind="customers"))
        self.chip_row.changed.connect(self._on_chip)

    def tools(self) -> Sequence[QWidget]:
        return (self.workbook_button, self.sales_button, self.sale_button, self.new_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read the part that is chosen; what takes longer shows progress and can be called off."""
        session, key = self.shell.session, self._key()
        today = session.clock.today()
        self._cancel()
        if key in parts.SLOW:
            self._running += 1
            self.strip.show()
            self._work = self.shell.tasks.run_file(
                lambda work: parts.SLOW[key](session.store, today, work),
                partial(self._show, key),
                owner=self,
                progress=self.strip.set_progress,
                ended=self._on_ended,
            )
            return
        self.shell.tasks.run_read(
            lambda: parts.READERS[key](session.store, today),
            partial(self._show, key),
            owner=self,
            latest_key=f"customers {id(self)}",
        )

    def show_only(self, **wanted: Any) -> None:
        """`part` names the part by its key; `people` (row ids) are shown as a list under `title`."""
        if "people" in wanted:
            self.open_people(str(wanted.get("title", "")), wanted["people"])
            return
        part = str(wanted.get("part", parts.GROUPS))
        self.chip_row.set_values([part if part in self.lists else parts.GROUPS])
        self._on_chip()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete: a segment, or what was noted of winning customers."""
        line = self._line()
        if action == "new":
            self._new()
        elif action == "edit" and isinstance(line, SegmentLine):
            self._edit(line)
        elif action == "delete" and isinstance(line, SegmentLine):
            self._remove(line)
        elif action == "edit" and isinstance(line, NotedRow):
            acquisition_form.open_noted(self.shell, line)
        elif action == "delete" and isinstance(line, NotedRow):
            self._take_back(line)
        else:
            return False
        return True

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.back()

    def back(self) -> None:
        """Show the chosen part again."""
        key = self._key()
        empty = self._empty if not self.lists[key].rows else None
        self._pages.setCurrentWidget(empty or self.pages[key])
        (empty or self.pages[key]).setFocus()

    def open_people(self, title: str, numbers: Sequence[int]) -> None:
        """Read people by their row ids and show them as a list."""
        session = self.shell.session
        today = session.clock.today()
        self.shell.tasks.run_read(
            lambda: segment.people(session.store, numbers, today),
            partial(self._show_people, title),
            owner=self,
            latest_key=f"people {id(self)}",
        )

    # Inside

    def _key(self) -> str:
        return self.chip_row.value() or parts.GROUPS

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel.set()
            self._work = None

    def _on_ended(self) -> None:
        self._running -= 1
        self.strip.setVisible(self._running > 0)

    def _on_chip(self) -> None:
        self._pages.setCurrentWidget(self.pages[self._key()])
        self.setFocusProxy(self.pages[self._key()])
        self.refresh()

    def _show(self, key: str, part: Part) -> None:
        self._shown[key] = part
        self.lists[key].show_rows(part.rows)
        if key == parts.GROUPS:
            self.lists[CELLS].show_rows(parts.cell_lines(part))
        if key in self.charts and part.chart is not None:
            self.charts[key].show_cells(part.chart.rows, part.chart.columns, part.chart.cells)
        self.pages[key].tell(part.rule, part.figures)
        if key != self._key():
            return
        self.told.emit(_told(key, part))
        if self._pages.currentWidget() is self.people:
            return
        if part.rows or key == parts.WINNING:
            self._pages.setCurrentWidget(self.pages[key])
        else:
            self._show_empty(key, part)

    def _show_empty(self, key: str, part: Part) -> None:
        """What is missing, and one thing that can be done about it."""
        if self._empty is not None:
            self._pages.removeWidget(self._empty)
            self._empty.deleteLater()
        title, sentence, deed = tr("Nothing to show yet"), parts.why_nothing(part), None
        if key == parts.SILENT and not sentence:
            title, sentence = tr("Nobody is silent"), tr("Everybody who comes regularly was here as usual.")
        elif key == parts.SEGMENTS:
            title = tr("No segment yet")
            sentence = tr("Save conditions such as: local, bought on two days, silent for 60 days.")
            deed = (tr("New segment"), lambda: segment_form.open_form(self.shell))
        elif not self.shell.session.read_only:
            deed = (tr("Bring in the till's file"), lambda: self.shell.run("import"))
        self._empty = EmptyState("users", title, sentence, None if self.shell.session.read_only else deed)
        self._pages.addWidget(self._empty)
        self._pages.setCurrentWidget(self._empty)

    def _show_people(self, title: str, people: list[Member]) -> None:
        self.people.show_people(title, people)
        self._pages.setCurrentWidget(self.people)

    def _make_lists(self) -> None:
        today, opener = self.shell.session.clock.today(), self.opener

        def table(key: str, name: str, columns: Any, stretch: str, open_row: Any, **more: Any) -> RowsTable:
            made = RowsTable(self.shell, name, columns, stretch=stretch, memory=f"customers {key}", **more)
            made.table.opened.connect(partial(_open, made, open_row))
            self.lists[key] = made
            return made

        def nobody(_row: Any) -> None:
            return None

        groups = table(parts.GROUPS, tr("Groups"), parts.group_columns(), "advice", self._open_group, party=nobody)
        cells = table(
            CELLS, tr("Cells"), parts.cell_columns(), "group", lambda line: opener.group(line.row), party=nobody
        )
        grid = self._chart(parts.GROUPS, tr("Groups by how lately and how often"), opener.group, (64, 118, 132))
        self._page(
            parts.GROUPS,
            (
                Face("chart", tr("Grid"), grid.in_card()),
                Face("list", tr("By group"), groups),
                Face("cells", tr("Table"), cells),
            ),
        )
        silent = table(parts.SILENT, tr("Silent"), SILENT, "name", self._go, row_id=lambda row: row.party)
        write = Deed(tr("Call or write to them"), "users", lambda: self._open_all(parts.SILENT, tr("Silent")))
        self._page(parts.SILENT, (Face("list", "", silent),), write)
        saved = table(
            parts.SEGMENTS,
            tr("Segments"),
            parts.saved_columns(),
            "rule",
            lambda row: self.open_people(row.row.name, row.people),
            party=nobody,
        )
        saved.fill_menu(self._fill_menu)
        self._page(parts.SEGMENTS, (Face("list", "", saved),))
        months = table(
            parts.COHORTS,
            tr("First months"),
            parts.cohort_columns(),
            "month",
            lambda row: opener.cohort((row, None)),
            party=nobody,
            row_id=lambda row: row.month,
        )
        self._charted(parts.COHORTS, months, opener.cohort, (34, 55, 92))
        pairs = table(
            parts.PAIRS,
            tr("Together"),
            PAIRS,
            "first",
            lambda line: opener.pair(self._shown[parts.PAIRS].of[line.id]),
            party=nobody,
            yielding=("of_first", "of_second"),
        )
        self._page(parts.PAIRS, (Face("list", "", pairs),))
        week = table(
            parts.WEEK,
            tr("Next week"),
            parts.week_columns(today),
            "name",
            lambda row: opener.forecast((self._shown[parts.WEEK].of[row.id], None)),
            party=nobody,
            yielding=("season", "unit"),
        )
        self._charted(parts.WEEK, week, opener.forecast, (36, 66, 150))
        hours = table(
            parts.HOURS,
            tr("Busy hours"),
            parts.hour_columns(),
            "weekday",
            opener.hour,
            party=nobody,
            row_id=parts.hour_id,
        )
        self._charted(parts.HOURS, hours, opener.hour, (44, 54, 104))
        worth = table(
            parts.WORTH,
            tr("Next 12 months"),
            parts.WORTH_COLUMNS,
            "name",
            self._go,
            row_id=lambda row: row.party,
        )
        counted = Deed(tr("How it is counted"), "settings", lambda: acquisition_form.open_rule(self.shell), True)
        best = Deed(tr("Call or write to them"), "users", lambda: self._open_all(parts.WORTH, tr("Next 12 months")))
        self._page(parts.WORTH, (Face("list", "", worth),), counted, best)
        noted = table(
            parts.WINNING,
            tr("What winning customers costs"),
            parts.noted_columns(),
            "note",
            lambda row: acquisition_form.open_noted(self.shell, row),
            party=nobody,
            yielding=("said", "local"),
        )
        noted.fill_menu(self._fill_noted)
        cost = Deed(tr("Note a cost"), "plus", lambda: acquisition_form.open_cost(self.shell), True)
        market = Deed(tr("Note the local market"), "plus", lambda: acquisition_form.open_market(self.shell), True)
        self._page(parts.WINNING, (Face("list", "", noted),), cost, market)
        figures = table(
            parts.FIGURES,
            tr("All figures"),
            parts.FIGURE_LINES,
            "value",
            self._open_figure,
            party=nobody,
            yielding=("around", "known"),
        )
        self._page(parts.FIGURES, (Face("list", "", figures),))

    def _chart(self, key: str, name: str, open_cell: Any, size: tuple[int, int, int]) -> HeatGrid:
        """A chart of a part; `size` is the height of a row, the least width of a column, and that of the row's head."""
        height, width, head = size
        made = HeatGrid(name, row_height=height, least_width=width, head_width=head)

        def opened(row: int, column: int) -> None:
            chart = self._shown[key].chart
            if chart is not None and (row, column) in chart.of:
                open_cell(chart.of[row, column])

        made.opened.connect(opened)
        self.charts[key] = made
        return made

    def _charted(self, key: str, listed: RowsTable, open_cell: Any, size: tuple[int, int, int]) -> None:
        chart = self._chart(key, listed.table.accessibleName(), open_cell, size)
        self._page(key, (Face("chart", tr("Chart"), chart.in_card()), Face("list", tr("Table"), listed)))

    def _page(self, key: str, faces: Sequence[Face], *deeds: Deed) -> None:
        page = PartPage(self.shell, f"customers {key}", faces, self._explain, deeds)
        self.pages[key] = page
        self._pages.addWidget(page)

    def _explain(self, figure: Figure) -> None:
        explain(self.shell, figure, self.open_people)

    def _go(self, row: Any) -> None:
        self.shell.go("directory", party=row.party)

    def _open_all(self, key: str, title: str) -> None:
        self.open_people(title, [row.party for row in self._shown[key].rows])

    def _open_group(self, line: GroupLine) -> None:
        self.open_people(say(SEGMENT_WORDS[line.row.group]), line.people)

    def _open_figure(self, line: FigureLine) -> None:
        self._explain(line.figure)

    def _line(self) -> Any | None:
        return self.lists[self._key()].current()

    def _new(self) -> None:
        if self._key() == parts.WINNING:
            acquisition_form.open_cost(self.shell)
        else:
            segment_form.open_form(self.shell)

    def _edit(self, line: SegmentLine) -> None:
        segment_form.open_form(self.shell, line.id, line.row.name, line.rule)

    def _remove(self, line: SegmentLine) -> None:
        session = self.shell.session
        write(self.shell, self, lambda: segment.remove(session.store, session.ctx(), line.id))

    def _take_back(self, row: NotedRow) -> None:
        session = self.shell.session
        write(self.shell, self, lambda: acquisition.remove(session.store, session.ctx(), row.uuid))

    def _fill_noted(self, menu: QMenu, row: NotedRow) -> None:
        for text, run in (
            (tr("Change"), lambda: acquisition_form.open_noted(self.shell, row)),
            (tr("Remove"), lambda: self._take_back(row)),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _fill_menu(self, menu: QMenu, line: SegmentLine) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_people(line.row.name, line.people))
        for text, run in ((tr("Change"), self._edit), (tr("Remove"), self._remove)):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run(line))
            action.setEnabled(not self.shell.session.read_only)


def _open(table: RowsTable, open_row: Any, number: int) -> None:
    row = table.rows.get(number)
    if row is not None:
        open_row(row)


def _told(key: str, part: Part) -> str:
    count = len(part.rows)
    if key == parts.GROUPS:
        people = sum(line.row.customers for line in part.rows)
        return trn("{count} customer in groups", "{count} customers in groups", people)
    if key == parts.SILENT:
        return trn(
            "{count} customer is silent for longer than usual", "{count} are silent for longer than usual", count
        )
    if key == parts.SEGMENTS:
        return trn("{count} segment", "{count} segments", count)
    if key == parts.COHORTS:
        return tr("Who came first when, and how many bought in each later month")
    if key == parts.PAIRS:
        return trn("{count} pair of items", "{count} pairs of items", count)
    if key == parts.WEEK:
        return trn("{count} item", "{count} items", count)
    if key == parts.WORTH and not count:
        return tr("Not known yet")
    if key == parts.WORTH:
        return trn("{count} customer by what they will bring", "{count} customers by what they will bring", count)
    if key == parts.WINNING:
        return tr("What a new customer costs, and how much of the local market is ours")
    return trn("{count} figure", "{count} figures", count) if key == parts.FIGURES else tr("Usual sales by the hour")
