"""The view *Gift cards*: what is left on each, sold, used bit by bit, void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns import gift_card as columns
from partnercrm.domain.gift_card import STATE_WORDS, GiftCardRow, GiftCardState
from partnercrm.services import gift_card
from partnercrm.services.store import Store
from ui.common.choices import ChipRow, Option
from ui.common.delegates import BadgeDelegate, MutedDelegate, TextDelegate
from ui.common.painting import BadgeSpec
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button
from ui.gift_card import deeds
from ui.gift_card.sheet import GiftCardSheet
from ui.theme import Weight
from ui.words import money, say, tr, trn

ALL = "all"
_TONES = {
    GiftCardState.GOOD: "success",
    GiftCardState.USED_UP: "",
    GiftCardState.EXPIRED: "warning",
    GiftCardState.VOID: "",
}


class GiftCardsView(View):
    """Chips by how a card stands; Enter opens one with all that can be done."""

    subjects = frozenset({"gift_card", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._all: list[GiftCardRow] = []
        self.list = RowsTable(
            shell,
            tr("Gift cards"),
            columns.cards(shell.session.clock.today()),
            stretch="buyer",
            memory="gift cards",
            yielding=("purpose", "until", "last_used"),
            party=lambda _row: None,
        )
        self.table = self.list.table
        self._paint()
        chips = [Option(ALL, tr("All")), *(Option(state.value, say(STATE_WORDS[state])) for state in GiftCardState)]
        self.chip_row = ChipRow(tr("Show"), chips)
        self.use_button = button(tr("Use a card"), "", "scan-line")
        self.sell_button = button(tr("Sell a gift card"), "primary", "plus")
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.use_button, self.sell_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all cards."""
        store = self.shell.session.store
        self.shell.tasks.run_read(lambda: _read(store), self._show, owner=self, latest_key=f"gift cards {id(self)}")

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New sells one."""
        if action != "new":
            return False
        deeds.sell(self.shell)
        return True

    def open_row(self, number: int) -> None:
        """Show one card with all that can be done."""
        row = self.list.rows.get(number)
        if row is not None:
            GiftCardSheet(self.shell, self, row).read()

    # Inside

    def _show(self, found: list[GiftCardRow]) -> None:
        self._all = found
        today = self.shell.session.clock.today()
        states = [row.state(today).value for row in found]
        self.chip_row.set_counts(
            {ALL: len(found), **{state.value: states.count(state.value) for state in GiftCardState}}
        )
        self._refilter()
        self._pages.setCurrentIndex(0 if found else 1)
        left = money(sum(row.balance for row in found))
        count = trn("{count} gift card", "{count} gift cards", len(found))
        self.told.emit(tr("{count}, {left} left on them", count=count, left=left) if found else "")

    def _refilter(self) -> None:
        today, chip = self.shell.session.clock.today(), self.chip_row.value() or ALL
        self.list.show_rows([row for row in self._all if chip in (ALL, row.state(today).value)])

    def _fill_menu(self, menu: QMenu, row: GiftCardRow) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_row(row.id))
        for text, run in deeds.of(self.shell, self, row):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _paint(self) -> None:
        muted, today = MutedDelegate(self.table), self.shell.session.clock.today

        def badge(row: GiftCardRow) -> list[BadgeSpec]:
            state = row.state(today())
            return [BadgeSpec(say(STATE_WORDS[state]), _TONES[state], dot=True)]

        self.table.set_delegates(
            {
                "code": TextDelegate(self.table, weight=Weight.Medium),
                "state": BadgeDelegate(self.table, badge),
                "purpose": muted,
            }
        )

    def _connect(self) -> None:
        for each, run in ((self.use_button, deeds.use), (self.sell_button, deeds.sell)):
            each.clicked.connect(lambda _on=False, run=run: run(self.shell))
            each.setEnabled(not self.shell.session.read_only)
        self.chip_row.changed.connect(self._refilter)
        self.list.fill_menu(self._fill_menu)
        self.table.opened.connect(self.open_row)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        action = None if self.shell.session.read_only else (tr("Sell a gift card"), lambda: deeds.sell(self.shell))
        sentence = tr(
            "A gift card is paid when it is sold. What is on it belongs to whoever holds it, until it is used up. "
            "Cards sold before come in from a file."
        )
        self._pages.addWidget(EmptyState("gift", tr("No gift card yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages, 1)


def _read(store: Store) -> list[GiftCardRow]:
    return gift_card.page_rows(store, gift_card.ids(store))
