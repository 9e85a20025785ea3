"""The tab Interactions: *Everything* that was said, and the *Follow-ups* that came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout

from partnercrm.services import party
from ui.common.choices import Option, Segment
from ui.common.tab import Shell, Tab
from ui.common.widgets import button, label
from ui.interaction.list_page import ListPage
from ui.interaction.spans import ANY
from ui.interaction.steps import StepsPage
from ui.interaction.talks import TalksPage
from ui.shortcuts import tip
from ui.words import tr

TALKS, STEPS = "everything", "follow_ups"
_VIEW = "interactions/view"


class InteractionsTab(Tab):
    """Two views of which one is shown; the other is read when it is."""

    subjects = frozenset({"interaction", "follow_up", "party", "ledger"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.talks, self.steps = TalksPage(shell), StepsPage(shell)
        self.count = label("", "muted")
        self.view = Segment(tr("View"), (Option(TALKS, tr("Everything")), Option(STEPS, tr("Follow-ups"))))
        self.view.chosen.connect(self._on_view)
        self._pages = QStackedWidget()
        for page in (self.talks, self.steps):
            self._pages.addWidget(page)
            page.counted.connect(self.count.setText)
        self._lay_out()
        self._switch(shell.settings.words(_VIEW) or TALKS)

    @property
    def shown(self) -> ListPage:
        """The view that is shown."""
        return self.steps if self._pages.currentWidget() is self.steps else self.talks

    def reload(self) -> None:
        self.shown.reload()

    def find_here(self) -> None:
        self.shown.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.shown.field.selectAll()

    def show_only(self, **wanted: Any) -> None:
        """`view` is `everything` or `follow_ups`; `chip`, `text`, `span` and `party` narrow it, `follow_up` and
        `interaction` put the keyboard on a row."""
        to_steps = wanted.get("view") == STEPS or "follow_up" in wanted
        self._switch(STEPS if to_steps else TALKS)
        page = self.shown
        page.set_filter(chip=str(wanted.get("chip", "")), text=str(wanted.get("text", "")))
        page.select_when_there(wanted.get("follow_up", wanted.get("interaction")))
        if page is self.talks:
            self.talks.set_span(str(wanted.get("span", ANY)))
            self._show_with(wanted.get("party"))
        else:
            page.reload()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Do what belongs to the list."""
        if action == "new" and not wanted:
            self.shell.run("follow_up" if self.shown is self.steps else "log")
            return True
        run = self._own().get(action)
        if run is None or wanted or (action in ("edit", "delete") and not self._has_keyboard()):
            return False
        return run()

    def _own(self) -> dict[str, Callable[[], bool]]:
        page = self.steps if self.shown is self.steps else self.talks
        return {
            "edit": page.edit,
            "delete": page.delete,
            "next_record": lambda: self._step(1),
            "previous_record": lambda: self._step(-1),
            "columns": self._choose_columns,
        }

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is None or self.isAncestorOf(focused)

    def _step(self, by: int) -> bool:
        self.shown.table.step(by)
        return True

    def _choose_columns(self) -> bool:
        self.shown.table.choose_columns()
        return True

    def _show_with(self, whom: int | None) -> None:
        if whom is None:
            self.talks.show_party_only(None, "")
            return
        store = self.shell.session.store
        self.shell.tasks.run_read(
            lambda: party.named(store, [whom]), lambda name: self.talks.show_party_only(whom, name), owner=self
        )

    def _on_view(self, key: str) -> None:
        self._switch(key)
        self.reload()

    def _switch(self, key: str) -> None:
        self.view.set_value(STEPS if key == STEPS else TALKS)
        self._pages.setCurrentWidget(self.steps if key == STEPS else self.talks)
        self.shell.settings.put_words(_VIEW, key)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 18, 14)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr("Interactions"), "title"))
        words.addWidget(self.count)
        row.addLayout(words)
        row.addStretch(1)
        row.addWidget(self.view, 0, Qt.AlignmentFlag.AlignBottom)
        add = button(tr("Add a follow-up"), icon="plus")
        add.setToolTip(tip(tr("Add a follow-up"), "follow_up"))
        add.setEnabled(not self.shell.session.read_only)
        add.clicked.connect(lambda: self.shell.run("follow_up"))
        row.addWidget(add, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self._pages, 1)
