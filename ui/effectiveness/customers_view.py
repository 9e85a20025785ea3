"""The view *Customers*: groups, who is silent, saved segments, next week, busy hours, and every figure explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.figure import Figure
from partnercrm.domain.segment import Member
from partnercrm.services import segment
from ui.common.calling_off import EscapeCallsOff
from ui.common.choices import ChipRow, Option
from ui.common.span import ALL, SpanPicker
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import LATE_MS, EmptyState, ProgressStrip, button
from ui.effectiveness import acquisition_form, sale_form, segment_form
from ui.effectiveness import customer_parts as parts
from ui.effectiveness.customer_pages import CustomerPages
from ui.effectiveness.customer_parts import Days, Part
from ui.effectiveness.explain import explain
from ui.effectiveness.people import PeoplePage
from ui.tasks import FileWork
from ui.words import tr, trn

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


class CustomersView(View):
    """A chip chooses the part. Enter opens the people of a group or a segment, a person, or what a figure rests on."""

    subjects = frozenset({"sale", "party", "segment", "acquisition", "item", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.made = CustomerPages(shell, self, self.open_people, self._explain)
        self.lists, self.charts, self.pages = self.made.lists, self.made.charts, self.made.pages
        self.opener = self.made.opener
        self.people = PeoplePage(shell, self.back)
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.workbook_button = button(tr("Make the workbook"), icon="file-spreadsheet")
        self.sales_button = button(tr("Sales"), icon="shopping-bag")
        self.sale_button = button(tr("Record a sale"), icon="receipt")
        self.sale_button.setEnabled(not shell.session.read_only)
        self.new_button = button(tr("New segment"), "primary", "plus")
        self.new_button.setEnabled(not shell.session.read_only)
        self.span = SpanPicker(shell, chips=False, whole=tr("The usual days"))
        self.span.changed.connect(self.refresh)
        self._pages = QStackedWidget()
        self._empty: QWidget | None = None
        self._work: FileWork | None = None
        self._running = 0
        self.strip = ProgressStrip(tr("Working out the figures"), self._cancel)
        self.strip.hide()
        EscapeCallsOff(self.strip, self._cancel)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.strip.show)
        for page in self.pages.values():
            self._pages.addWidget(page)
        self._pages.addWidget(self.people)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.strip)
        column.addWidget(self._pages)
        self.setFocusProxy(self.pages[parts.GROUPS])
        self._place_span()
        self.new_button.clicked.connect(lambda: segment_form.open_form(self.shell))
        self.sales_button.clicked.connect(lambda: self.shell.go("effectiveness", view="sales"))
        self.sale_button.clicked.connect(lambda: sale_form.open_form(self.shell))
        self.workbook_button.clicked.connect(self.make_workbook)
        self.chip_row.changed.connect(self._on_chip)

    def tools(self) -> Sequence[QWidget]:
        return (self.workbook_button, self.sales_button, self.sale_button, self.new_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read the part that is chosen; what takes longer shows progress and can be called off."""
        session, key, days = self.shell.session, self._key(), self._days()
        self.opener.days = days
        self._cancel()
        self._running += 1
        self._late.start()
        self.strip.set_progress(0, 0)
        self._work = self.shell.tasks.run_file(
            lambda work: parts.read(key, session.store, days, work),
            partial(self._show, key),
            owner=self,
            progress=self.strip.set_progress,
            ended=self._on_ended,
        )

    def show_only(self, **wanted: Any) -> None:
        """`part` names the part by its key; `people` (row ids) are shown as a list under `title`."""
        if "people" in wanted:
            self.open_people(str(wanted.get("title", "")), wanted["people"])
            return
        part = str(wanted.get("part", parts.GROUPS))
        self.chip_row.set_values([part if part in self.pages else parts.GROUPS])
        self._on_chip()
        self.pages[self._key()].setFocus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete: a segment, or what was noted of winning customers."""
        line = self.lists[self._key()].current()
        if action == "edit":
            return self.made.edit(line)
        if action == "delete":
            return self.made.remove(line)
        if action != "new":
            return False
        if self._key() == parts.WINNING:
            acquisition_form.open_cost(self.shell)
        else:
            segment_form.open_form(self.shell)
        return True

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.back()

    def back(self) -> None:
        """Show the chosen part again."""
        key = self._key()
        empty = None if self.lists[key].rows or key == parts.WINNING else self._empty
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

    def _days(self) -> Days:
        """Today, and the days that were picked where the part looks at them."""
        today = self.shell.session.clock.today()
        return Days(today, *self.span.span()) if self._key() in parts.SPANNED else Days(today)

    def make_workbook(self) -> None:
        """The form of the workbook, over the days that are shown."""
        self.shell.run("workbook", kind="customers", span=self.span.span(), days=self.span.value())

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel.set()
            self._work = None

    def _on_ended(self) -> None:
        self._running -= 1
        if not self._running:
            self._late.stop()
            self.strip.hide()

    def _on_chip(self) -> None:
        self._pages.setCurrentWidget(self.pages[self._key()])
        self.setFocusProxy(self.pages[self._key()])
        self._place_span()
        self.refresh()

    def _show(self, key: str, part: Part) -> None:
        self.made.show(key, part)
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
            deed = (tr("How it is counted"), lambda: acquisition_form.open_rule(self.shell))
        elif key == parts.WORTH and part.missing is not None and part.missing.n:
            deed = (tr("How it is counted"), lambda: acquisition_form.open_rule(self.shell))
        elif self._days().picked:
            sentence = tr("Nothing of these days. Look at others.")
            deed = (tr("Show the usual days"), self._show_usual)
        elif key == parts.SEGMENTS:
            title = tr("No segment yet")
            sentence = tr("Save conditions such as: local, bought on two days, silent for 60 days.")
            deed = (tr("New segment"), lambda: segment_form.open_form(self.shell))
        elif not self.shell.session.read_only:
            deed = (tr("Bring in the till's file"), lambda: self.shell.run("import", kind="sales"))
        self._empty = EmptyState("users", title, sentence, None if self.shell.session.read_only else deed)
        self._pages.addWidget(self._empty)
        self._pages.setCurrentWidget(self._empty)

    def _place_span(self) -> None:
        """The choice of days stands on the page that looks at them."""
        key = self._key()
        if key in parts.SPANNED:
            self.pages[key].take(self.span)
        self.span.setVisible(key in parts.SPANNED)

    def _show_usual(self) -> None:
        self.span.set_value(ALL)
        self.refresh()

    def _show_people(self, title: str, people: list[Member]) -> None:
        self.people.show_people(title, people)
        self._pages.setCurrentWidget(self.people)

    def _explain(self, figure: Figure) -> None:
        explain(self.shell, figure, self.open_people)


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
        return tr("Who came first when, and who came again")
    if key == parts.PAIRS:
        return trn("{count} pair of items", "{count} pairs of items", count)
    if key == parts.WEEK:
        return trn(
            "What to bake and order next week: {count} item", "What to bake and order next week: {count} items", count
        )
    if key == parts.WORTH and not count:
        return tr("Not known yet")
    if key == parts.WORTH:
        return trn("{count} customer by what they will bring", "{count} customers by what they will bring", count)
    if key == parts.WINNING:
        return tr("What a new customer costs, and our share")
    return trn("{count} figure", "{count} figures", count) if key == parts.FIGURES else tr("Usual sales by the hour")
