"""The view *Customers*: groups, who is silent, saved segments, next week, busy hours, and every figure explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.customer import PAIRS, SILENT
from partnercrm.domain.rfm import SEGMENT_WORDS
from partnercrm.domain.segment import Member
from partnercrm.services import segment
from ui.common.choices import ChipRow, Option
from ui.common.record_sheet import write
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, ProgressStrip, button
from ui.effectiveness import customer_parts as parts
from ui.effectiveness import sale_form, segment_form
from ui.effectiveness.customer_parts import FigureLine, GroupLine, Part, SegmentLine
from ui.effectiveness.explain import explain
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
    (parts.FIGURES, "All figures"),
)


class CustomersView(View):
    """A chip chooses the part. Enter opens the people of a group or a segment, a person, or what a figure rests on."""

    subjects = frozenset({"sale", "party", "segment", "acquisition", "item", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.lists: dict[str, RowsTable] = {}
        self.people = PeoplePage(shell, self.back)
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.workbook_button = button(tr("Make the workbook"), icon="file-spreadsheet")
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
        self.new_button.clicked.connect(lambda: segment_form.open_form(self.shell))
        self.sale_button.clicked.connect(lambda: sale_form.open_form(self.shell))
        self.workbook_button.clicked.connect(lambda: self.shell.run("workbook", kind="customers"))
        self.chip_row.changed.connect(self._on_chip)

    def tools(self) -> Sequence[QWidget]:
        return (self.workbook_button, self.sale_button, self.new_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read the part that is chosen; what takes longer shows progress and can be called off."""
        session, key = self.shell.session, self.chip_row.value() or parts.GROUPS
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
        """`part` names the part by its key."""
        part = str(wanted.get("part", parts.GROUPS))
        self.chip_row.set_values([part if part in self.lists else parts.GROUPS])
        self._on_chip()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete: a segment."""
        line = self._segment()
        if action == "new":
            segment_form.open_form(self.shell)
        elif action == "edit" and line is not None:
            self._edit(line)
        elif action == "delete" and line is not None:
            self._remove(line)
        else:
            return False
        return True

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.back()

    def back(self) -> None:
        """Show the chosen part again."""
        shown = self.lists[self.chip_row.value() or parts.GROUPS]
        self._pages.setCurrentWidget(shown if shown.rows or self._empty is None else self._empty)
        shown.setFocus()

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

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel.set()
            self._work = None

    def _on_ended(self) -> None:
        self._running -= 1
        self.strip.setVisible(self._running > 0)

    def _on_chip(self) -> None:
        self._pages.setCurrentWidget(self.lists[self.chip_row.value() or parts.GROUPS])
        self.refresh()

    def _show(self, key: str, part: Part) -> None:
        self.lists[key].show_rows(part.rows)
        self.told.emit(_told(key, part))
        if self._pages.currentWidget() is self.people:
            return
        if part.rows:
            self._pages.setCurrentWidget(self.lists[key])
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
        today = self.shell.session.clock.today()

        def made(key: str, name: str, columns: Any, stretch: str, **more: Any) -> RowsTable:
            table = RowsTable(self.shell, name, columns, stretch=stretch, memory=f"customers {key}", **more)
            self.lists[key] = table
            self._pages.addWidget(table)
            return table

        def nobody(_row: Any) -> None:
            return None

        made(parts.GROUPS, tr("Groups"), parts.group_columns(), "advice", party=nobody)
        made(parts.SILENT, tr("Silent"), SILENT, "name", row_id=lambda row: row.party)
        made(parts.SEGMENTS, tr("Segments"), parts.saved_columns(), "rule", party=nobody)
        made(
            parts.COHORTS,
            tr("First months"),
            parts.cohort_columns(),
            "month",
            party=nobody,
            row_id=lambda row: row.month,
        )
        made(parts.PAIRS, tr("Together"), PAIRS, "first", party=nobody, yielding=("of_first", "of_second"))
        made(parts.WEEK, tr("Next week"), parts.week_columns(today), "name", party=nobody, yielding=("season", "unit"))
        made(parts.HOURS, tr("Busy hours"), parts.hour_columns(), "weekday", party=nobody, row_id=parts.hour_id)
        worth = made(parts.WORTH, tr("Next 12 months"), parts.WORTH_COLUMNS, "name", row_id=lambda row: row.party)
        worth.table.opened.connect(lambda party: self.shell.go("directory", party=party))
        made(parts.FIGURES, tr("All figures"), parts.FIGURE_LINES, "value", party=nobody, yielding=("around", "known"))
        self.lists[parts.SEGMENTS].fill_menu(self._fill_menu)
        for key, open_row in (
            (parts.GROUPS, self._open_group),
            (parts.SILENT, lambda row: self.shell.go("directory", party=row.party)),
            (parts.SEGMENTS, lambda row: self.open_people(row.row.name, row.people)),
            (parts.FIGURES, self._open_figure),
        ):
            table = self.lists[key]
            table.table.opened.connect(partial(_open, table, open_row))

    def _open_group(self, line: GroupLine) -> None:
        self.open_people(say(SEGMENT_WORDS[line.row.group]), line.people)

    def _open_figure(self, line: FigureLine) -> None:
        explain(self.shell, line.figure, self.open_people)

    def _segment(self) -> SegmentLine | None:
        line = self.lists[parts.SEGMENTS].current() if self.chip_row.value() == parts.SEGMENTS else None
        return line if isinstance(line, SegmentLine) else None

    def _edit(self, line: SegmentLine) -> None:
        segment_form.open_form(self.shell, line.id, line.row.name, line.rule)

    def _remove(self, line: SegmentLine) -> None:
        session = self.shell.session
        write(self.shell, self, lambda: segment.remove(session.store, session.ctx(), line.id))

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
    return trn("{count} figure", "{count} figures", count) if key == parts.FIGURES else tr("Usual sales by the hour")
