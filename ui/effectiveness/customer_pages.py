"""The pages of the view *Customers*, one a part: its lists, its chart, and what its rows and buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from partnercrm.columns.customer import PAIRS, SILENT, NotedRow
from partnercrm.domain.figure import Figure
from partnercrm.domain.rfm import SEGMENT_WORDS
from partnercrm.services import acquisition, segment
from ui.common.record_sheet import write
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.effectiveness import acquisition_form, segment_form
from ui.effectiveness import customer_parts as parts
from ui.effectiveness.customer_cells import CellOpener, ShowPeople
from ui.effectiveness.customer_parts import GroupLine, Part, SegmentLine
from ui.effectiveness.heat_grid import HeatGrid
from ui.effectiveness.part_page import Deed, Face, PartPage
from ui.effectiveness.parts_view import FigureLine
from ui.words import say, tr

CELLS = "cells"
"""The table of the grid's cells, beside the list of groups."""


class CustomerPages:
    """Makes them all; `shown` keeps what each part shows. `owner` is the view that they stand in."""

    def __init__(
        self, shell: Shell, owner: QWidget, show_people: ShowPeople, explain: Callable[[Figure], object]
    ) -> None:
        self._shell, self._owner, self._show_people, self._explain = shell, owner, show_people, explain
        self.lists: dict[str, RowsTable] = {}
        self.charts: dict[str, HeatGrid] = {}
        self.pages: dict[str, PartPage] = {}
        self.shown: dict[str, Part] = {}
        self.opener = CellOpener(shell, owner, show_people)
        self._make_groups()
        self._make_people()
        self._make_sales()
        self._make_worth()
        self._make_winning()
        figures = self._table(
            parts.FIGURES,
            tr("All figures"),
            parts.FIGURE_LINES,
            "note",
            self._open_figure,
            party=_nobody,
            yielding=("known",),
        )
        self._page(parts.FIGURES, (Face("list", "", figures),))

    def show(self, key: str, part: Part) -> None:
        """Show what was read of a part."""
        self.shown[key] = part
        self.lists[key].show_rows(part.rows)
        self.lists[key].choose()
        if key == parts.GROUPS:
            self.lists[CELLS].show_rows(parts.cell_lines(part))
        if key in self.charts and part.chart is not None:
            self.charts[key].show_cells(part.chart.rows, part.chart.columns, part.chart.cells)
        self.pages[key].tell(part.rule, part.figures)

    def edit(self, line: object) -> bool:
        """Change a segment, or what was noted; False for anything else."""
        if isinstance(line, SegmentLine):
            segment_form.open_form(self._shell, line.id, line.row.name, line.rule)
        elif isinstance(line, NotedRow):
            acquisition_form.open_noted(self._shell, line)
        else:
            return False
        return True

    def remove(self, line: object) -> bool:
        """Take a segment away, or what was noted; False for anything else."""
        session = self._shell.session
        if isinstance(line, SegmentLine):
            write(self._shell, self._owner, lambda: segment.remove(session.store, session.ctx(), line.id))
        elif isinstance(line, NotedRow):
            write(self._shell, self._owner, lambda: acquisition.remove(session.store, session.ctx(), line.uuid))
        else:
            return False
        return True

    # The parts

    def _make_groups(self) -> None:
        groups = self._table(
            parts.GROUPS, tr("Groups"), parts.group_columns(), "advice", self._open_group, party=_nobody
        )
        cells = self._table(
            CELLS,
            tr("Cells"),
            parts.cell_columns(),
            "group",
            lambda line: self.opener.group(line.row),
            party=_nobody,
        )
        grid = self._chart(parts.GROUPS, tr("Groups by how lately and how often"), self.opener.group, (50, 118, 132))
        faces = (
            Face("chart", tr("Grid"), grid.in_card()),
            Face("list", tr("By group"), groups),
            Face("cells", tr("Table"), cells),
        )
        self._page(parts.GROUPS, faces)

    def _make_people(self) -> None:
        silent = self._table(parts.SILENT, tr("Silent"), SILENT, "name", self._go, row_id=_party)
        self._page(parts.SILENT, (Face("list", "", silent),), self._counted(), self._all_of(parts.SILENT, tr("Silent")))
        saved = self._table(
            parts.SEGMENTS,
            tr("Segments"),
            parts.saved_columns(),
            "rule",
            self._open_segment,
            party=_nobody,
        )
        saved.fill_menu(self._fill_menu)
        self._page(parts.SEGMENTS, (Face("list", "", saved),))
        months = self._table(
            parts.COHORTS,
            tr("First months"),
            parts.cohort_columns(),
            "month",
            lambda row: self.opener.cohort((row, None)),
            party=_nobody,
            row_id=lambda row: row.month,
        )
        self._charted(parts.COHORTS, months, self.opener.cohort, (34, 55, 92))

    def _make_sales(self) -> None:
        pairs = self._table(
            parts.PAIRS,
            tr("Together"),
            PAIRS,
            "first",
            lambda line: self.opener.pair(self.shown[parts.PAIRS].of[line.id]),
            party=_nobody,
            yielding=("of_first", "of_second"),
        )
        self._page(parts.PAIRS, (Face("list", "", pairs),))
        week = self._table(
            parts.WEEK,
            tr("Next week"),
            parts.week_columns(self._shell.session.clock.today()),
            "name",
            lambda row: self.opener.forecast((self.shown[parts.WEEK].of[row.id], None)),
            party=_nobody,
            yielding=("season", "unit"),
        )
        self._charted(parts.WEEK, week, self.opener.forecast, (36, 66, 150))
        hours = self._table(
            parts.HOURS,
            tr("Busy hours"),
            parts.hour_columns(),
            "weekday",
            self.opener.hour,
            party=_nobody,
            row_id=parts.hour_id,
        )
        self._charted(parts.HOURS, hours, self.opener.hour, (38, 54, 104))

    def _make_worth(self) -> None:
        worth = self._table(parts.WORTH, tr("Next 12 months"), parts.WORTH_COLUMNS, "name", self._go, row_id=_party)
        self._page(
            parts.WORTH, (Face("list", "", worth),), self._counted(), self._all_of(parts.WORTH, tr("Next 12 months"))
        )

    def _make_winning(self) -> None:
        noted = self._table(
            parts.WINNING,
            tr("What winning customers costs"),
            parts.noted_columns(),
            "note",
            self.edit,
            party=_nobody,
            yielding=("said", "local"),
        )
        noted.fill_menu(self._fill_menu)
        cost = Deed(tr("Note a cost"), "plus", lambda: acquisition_form.open_cost(self._shell), True)
        market = Deed(tr("Note the local market"), "plus", lambda: acquisition_form.open_market(self._shell), True)
        self._page(parts.WINNING, (Face("list", "", noted),), cost, market)

    # How they are made

    def _table(self, key: str, name: str, columns: Any, stretch: str, open_row: Any, **more: Any) -> RowsTable:
        made = RowsTable(self._shell, name, columns, stretch=stretch, memory=f"customers {key}", **more)
        made.table.opened.connect(partial(_open, made, open_row))
        self.lists[key] = made
        return made

    def _chart(self, key: str, name: str, open_cell: Any, size: tuple[int, int, int]) -> HeatGrid:
        """A chart of a part; `size` is the height of a row, the least width of a column, and that of the row's head."""
        height, width, head = size
        made = HeatGrid(name, row_height=height, least_width=width, head_width=head)

        def opened(row: int, column: int) -> None:
            chart = self.shown[key].chart
            if chart is not None and (row, column) in chart.of:
                open_cell(chart.of[row, column])

        made.opened.connect(opened)
        self.charts[key] = made
        return made

    def _charted(self, key: str, listed: RowsTable, open_cell: Any, size: tuple[int, int, int]) -> None:
        chart = self._chart(key, listed.table.accessibleName(), open_cell, size)
        self._page(key, (Face("chart", tr("Chart"), chart.in_card()), Face("list", tr("Table"), listed)))

    def _page(self, key: str, faces: Sequence[Face], *deeds: Deed) -> None:
        self.pages[key] = PartPage(self._shell, f"customers {key}", faces, self._explain, deeds)

    def _counted(self) -> Deed:
        """The button of what the owner says about how customers are counted."""
        return Deed(tr("How it is counted"), "settings", lambda: acquisition_form.open_rule(self._shell), True)

    def _all_of(self, key: str, title: str) -> Deed:
        """The button that opens everybody of a part as a list to call, to write to or to print."""
        return Deed(
            tr("Call or write to them"),
            "users",
            lambda: self._show_people(title, [row.party for row in self.shown[key].rows]),
        )

    # What a row does

    def _open_group(self, line: GroupLine) -> None:
        self._show_people(say(SEGMENT_WORDS[line.row.group]), line.people)

    def _open_segment(self, line: SegmentLine) -> None:
        """Its people, or what is missing to count them."""
        if line.figure.known:
            self._show_people(line.row.name, line.people)
        else:
            self._explain(line.figure)

    def _open_figure(self, line: FigureLine) -> None:
        self._explain(line.figure)

    def _go(self, row: Any) -> None:
        self._shell.go("directory", party=row.party)

    def _fill_menu(self, menu: QMenu, line: SegmentLine | NotedRow) -> None:
        if isinstance(line, SegmentLine):
            menu.addAction(tr("Open")).triggered.connect(lambda: self._open_segment(line))
        for text, run in ((tr("Change"), self.edit), (tr("Remove"), self.remove)):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run(line))
            action.setEnabled(not self._shell.session.read_only)


def _open(table: RowsTable, open_row: Any, number: int) -> None:
    row = table.rows.get(number)
    if row is not None:
        open_row(row)


def _nobody(_row: Any) -> None:
    """A row that is no person leaves the page beside the list as it is."""


def _party(row: Any) -> int:
    number: int = row.party
    return number
