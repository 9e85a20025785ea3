"""The view *Bought together*: what neighbours buy at a price for more, and what each pays of the bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.joint_buying import COLUMNS
from partnercrm.domain.joint_buying_rows import JOINT_WORDS, JointRow, JointState
from partnercrm.services import joint_buying
from ui.common.delegates import BadgeDelegate, MutedDelegate, TextDelegate
from ui.common.painting import BadgeSpec
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button
from ui.joint_buying import deeds
from ui.joint_buying.sheet import JointSheet
from ui.theme import Weight
from ui.words import say, tr, trn

_TONES = {JointState.COLLECTING: "info", JointState.PARTLY: "warning", JointState.POSTED: "success"}


class JointBuyingView(View):
    """One list; Enter opens who takes how much, what each pays, and what can be done."""

    subjects = frozenset({"joint_buying", "ledger", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._wanted: int | None = None
        self.list = RowsTable(
            shell,
            tr("Bought together"),
            COLUMNS,
            stretch="what",
            memory="joint-buying",
            yielding=("unit", "price", "quantity", "bill"),
            party=lambda row: row.supplier,
        )
        self.table = self.list.table
        muted = MutedDelegate(self.table)
        self.table.set_delegates(
            {
                "what": TextDelegate(self.table, weight=Weight.Medium),
                "who": muted,
                "unit": muted,
                "state": BadgeDelegate(self.table, lambda row: [state_badge(row)]),
            }
        )
        self.new_button = button(tr("Buy together"), "primary", "plus")
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.new_button,)

    def reload(self) -> None:
        """Read all of them."""
        store = self.shell.session.store
        self.shell.tasks.run_read(
            lambda: joint_buying.page_rows(store, joint_buying.ids(store)),
            self._show,
            owner=self,
            latest_key=f"joint buying {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`record` (row id) opens that one."""
        self._wanted = wanted.get("record")
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New; edit and delete of the one that the keyboard is on."""
        row = self.list.current()
        if action == "new":
            deeds.start_new(self.shell)
        elif action == "edit" and row is not None:
            deeds.change(self.shell, row)
        elif action == "delete" and row is not None:
            deeds.remove(self.shell, self, row)
        else:
            return False
        return True

    def open_row(self, number: int) -> None:
        """Show one with its shares."""
        row = self.list.rows.get(number)
        if row is not None:
            JointSheet(self.shell, self, row).start()

    def _show(self, found: list[JointRow]) -> None:
        self.list.show_rows(found)
        self._pages.setCurrentIndex(0 if found else 1)
        waiting = sum(row.state is not JointState.POSTED for row in found)
        said = trn("{count} bought together", "{count} bought together", len(found))
        self.told.emit(tr("{said}, {waiting} not settled yet", said=said, waiting=waiting) if found else "")
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.open_row(wanted)

    def _fill_menu(self, menu: QMenu, row: JointRow) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_row(row.id))
        for text, run in deeds.of(self.shell, self, row):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: deeds.start_new(self.shell))
        self.new_button.setEnabled(not self.shell.session.read_only)
        self.list.fill_menu(self._fill_menu)
        self.table.opened.connect(self.open_row)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        action = None if self.shell.session.read_only else (tr("Buy together"), lambda: deeds.start_new(self.shell))
        sentence = tr(
            "Collect what your neighbours want, get the price for more, and share bill and freight to the last cent. "
            "What each owes you stands in the ledger once."
        )
        self._pages.addWidget(EmptyState("shopping-bag", tr("Nothing is bought together yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


def state_badge(row: JointRow) -> BadgeSpec:
    """Where buying together stands."""
    return BadgeSpec(say(JOINT_WORDS[row.state]), _TONES[row.state], dot=True)
