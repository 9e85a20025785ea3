"""The tab Ledger: the register of all give and take, what is still open, and what is unfinished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.ledger_rows import EntryState
from ui.common.choices import Option, Segment
from ui.common.tab import Shell, Tab
from ui.common.widgets import button, icon_button, label
from ui.ledger import deeds
from ui.ledger.drafts import Drafts
from ui.ledger.open_items import OpenItems
from ui.ledger.register import Register
from ui.shortcuts import tip
from ui.words import tr, trn

REGISTER, OPEN, DRAFTS = "register", "open_items", "drafts"
_VIEW = "ledger/view"


class LedgerTab(Tab):
    """Three views; the one that is shown reads, the others read when they are shown."""

    subjects = frozenset({"ledger", "party", "period", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.register, self.open_items, self.drafts = Register(shell), OpenItems(shell), Drafts(shell)
        self._views: dict[str, Register | OpenItems | Drafts] = {
            REGISTER: self.register,
            OPEN: self.open_items,
            DRAFTS: self.drafts,
        }
        options = [Option(REGISTER, tr("Register")), Option(OPEN, tr("Open items")), Option(DRAFTS, tr("Drafts"))]
        self.views = Segment(tr("View"), options)
        self.count = label("", "muted")
        self.fold = button(tr("Show corrected pairs"), "chip")
        self.fold.setCheckable(True)
        self._pages = QStackedWidget()
        self._tools: dict[str, QWidget] = {}
        self._lay_out()
        self._connect()
        known = shell.settings.words(_VIEW)
        self.show_view(known if known in self._views else REGISTER)

    # What the window asks

    def reload(self) -> None:
        """Read the view that is shown."""
        self._views[self.views.value()].reload()

    def find_here(self) -> None:
        """Put the cursor into the register's filter."""
        self.show_view(REGISTER)
        self.register.filter.text.take_focus()

    def show_only(self, **wanted: Any) -> None:
        """`party`, `chip` (`all`, `open`, `late`, `corrected`) or `exchanges` (row ids) of the register, or `view`."""
        view = str(wanted.get("view", REGISTER))
        self.show_view(view if view in self._views else REGISTER)
        chip = str(wanted.get("chip", EntryState.ALL.value))
        known = {state.value for state in EntryState}
        if self.views.value() == REGISTER:
            self.register.show_only(
                party=wanted.get("party"),
                chip=chip if chip in known else EntryState.ALL.value,
                exchanges=wanted.get("exchanges"),
            )
        if wanted.get("number"):
            deeds.show_entry(self.shell, str(wanted["number"]))

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Do what belongs to the entry, item or draft that the keyboard is on."""
        run = self._own().get(action)
        return run is not None and not wanted and run()

    def show_view(self, view: str) -> None:
        """Show the register, open items or drafts."""
        self.views.set_value(view)
        self._pages.setCurrentWidget(self._views[view])
        self.register.filter.chips.setVisible(view == REGISTER)
        self.fold.setVisible(view == REGISTER)
        self.shell.settings.put_words(_VIEW, view)
        self.refresh()

    # Inside

    def _own(self) -> dict[str, Callable[[], bool]]:
        return {
            "new": self._new,
            "edit": self._edit,
            "correct": self._correct,
            "delete": self._delete,
            "settle": self._settle,
            "statement": self._statement,
            "print": self._statement,
            "give_and_take": self._give_and_take,
            "open_record": self._open_record,
            "next_record": lambda: self._step(1),
            "previous_record": lambda: self._step(-1),
            "columns": self._columns,
        }

    def _new(self) -> bool:
        self.show_view(REGISTER)
        self.register.line.start()
        return True

    def _edit(self) -> bool:
        if self.views.value() == DRAFTS:
            self.drafts.open_current()
            return True
        return self._has_keyboard() and self._correct()

    def _correct(self) -> bool:
        row = self.register.current() if self.views.value() == REGISTER else None
        if row is None or not deeds.may_be_corrected(row):
            return False
        deeds.correct(self.shell, row.number)
        return True

    def _delete(self) -> bool:
        if not self._has_keyboard():
            return False
        if self.views.value() == DRAFTS:
            self.drafts.delete_selected()
            return True
        row = self.register.current() if self.views.value() == REGISTER else None
        if row is None or not deeds.may_be_taken_back(row):
            return False
        deeds.ask_reverse(self.shell, self, row.number)
        return True

    def _settle(self) -> bool:
        if self.views.value() == OPEN and self.open_items.current() is not None:
            self.open_items.pay()
            return True
        row = self.register.current() if self.views.value() == REGISTER else None
        if row is not None:
            self.shell.run("settle", party=row.party_id, number=row.number if row.open else None)
        return row is not None

    def _statement(self) -> bool:
        self.shell.run("statement", party=self._party())
        return True

    def _give_and_take(self) -> bool:
        who = self.register.filter.who.who()
        self.shell.run("give_and_take", party=who.party if who else None)
        return True

    def _open_record(self) -> bool:
        party = self._party()
        if party is not None and party != self.shell.party_in_sight():
            self.shell.show_party(party)
        return False

    def _party(self) -> int | None:
        """Whom it is about: the party that the register is of, else that of the row, else the shown page's."""
        who = self.register.filter.who.who() if self.views.value() == REGISTER else None
        if who is not None:
            return who.party
        if self.views.value() == OPEN:
            item = self.open_items.current()
            return item.party if item else self.shell.shown_party()
        row = self.register.current() if self.views.value() == REGISTER else None
        return row.party_id if row else self.shell.shown_party()

    def _step(self, by: int) -> bool:
        self._views[self.views.value()].table.step(by)
        return True

    def _columns(self) -> bool:
        self._views[self.views.value()].table.choose_columns()
        return True

    def _has_keyboard(self) -> bool:
        focused = self.window().focusWidget()
        return focused is self._views[self.views.value()].table

    def _on_view(self, view: str) -> None:
        self.show_view(view)

    def _connect(self) -> None:
        self.views.chosen.connect(self._on_view)
        self.fold.toggled.connect(lambda on: self.register.set_folded(not on))
        self.register.shown.connect(lambda n: self.count.setText(trn("{count} entry", "{count} entries", n)))
        self.open_items.shown.connect(lambda n: self.count.setText(trn("{count} open item", "{count} open items", n)))
        self.drafts.shown.connect(lambda n: self.count.setText(trn("{count} draft", "{count} drafts", n)))

    # Layout

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addLayout(self._choice())
        for view in self._views.values():
            self._pages.addWidget(view)
        column.addWidget(self._pages, 1)

    def _choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.views)
        row.addWidget(self.register.filter.chips)
        row.addWidget(self.fold)
        row.addStretch(1)
        return row

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr("Ledger"), "title"))
        words.addWidget(self.count)
        row.addLayout(words)
        row.addStretch(1)
        writing = not self.shell.session.read_only
        columns = icon_button("columns-3", tr("Choose columns"), tip=tip(tr("Choose columns"), "columns"))
        columns.clicked.connect(lambda: self._columns())
        row.addWidget(columns, 0, Qt.AlignmentFlag.AlignBottom)
        for text, icon, action, enabled in (
            (tr("Month end"), "calendar-check", "month_end", writing),
            (tr("Workbook"), "file-spreadsheet", "workbook", True),
            (tr("Record a payment"), "coins", "settle", writing),
            (tr("Give and take"), "arrow-left-right", "give_and_take", writing),
        ):
            made = button(text, icon=icon)
            made.setToolTip(tip(text, action))
            made.setEnabled(enabled)
            made.clicked.connect(lambda _on=False, action=action: self.shell.run(action))
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignBottom)
        return row
