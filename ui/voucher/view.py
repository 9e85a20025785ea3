"""The view *Vouchers*: the batches with how many are out and used, and a field that looks any code up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.voucher import batches as columns
from partnercrm.domain.errors import Refused
from partnercrm.domain.voucher_rows import BatchRow
from partnercrm.services import voucher, voucher_batch
from ui import messages, theme
from ui.common.choices import ChipRow, Option
from ui.common.delegates import MutedDelegate, TextDelegate
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.text_line import TextLine
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button
from ui.theme import Weight
from ui.voucher import deeds
from ui.voucher.batch_sheet import BatchSheet
from ui.voucher.voucher_sheet import VoucherSheet
from ui.words import currency, tr, trn

ALL, OPEN, HERE, THERE = "all", "open", "here", "there"
CHIPS = ((ALL, "All"), (OPEN, "Not all used"), (HERE, "Good with us"), (THERE, "Good with them"))
CODE_WIDTH = 190


class VouchersView(View):
    """Chips by where they are good. Enter opens a batch; the field opens the voucher of a code."""

    subjects = frozenset({"voucher", "promotion", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._all: list[BatchRow] = []
        self._promotion = ""
        self.list = RowsTable(
            shell,
            tr("Batches of vouchers"),
            columns(currency()),
            stretch=("name", "offer"),
            memory="vouchers",
            yielding=("until", "made"),
            party=lambda row: row.shop if row.shop is not None else row.hander,
        )
        self.table = self.list.table
        self.table.set_delegates(
            {
                "name": TextDelegate(self.table, weight=Weight.Medium),
                "offer": MutedDelegate(self.table),
                "shop": MutedDelegate(self.table),
            }
        )
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.code = TextLine()
        self.code.setPlaceholderText(tr("Read or type a code"))
        self.code.setAccessibleName(tr("Look up a code"))
        self.code.setFixedWidth(theme.px(CODE_WIDTH))
        self.new_button = button(tr("Make vouchers"), "primary", "plus")
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.code, self.new_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all batches."""
        store = self.shell.session.store
        self.shell.tasks.run_read(
            lambda: voucher_batch.batches(store), self._show, owner=self, latest_key=f"vouchers {id(self)}"
        )

    def find_here(self) -> None:
        """Put the cursor into the field for a code."""
        self.code.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`promotion` (its title) shows the batches of that one."""
        self._promotion = str(wanted.get("promotion", ""))
        self.chip_row.set_values([ALL])
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New."""
        if action != "new":
            return False
        deeds.make(self.shell)
        return True

    def open_batch(self, number: int) -> None:
        """Show one batch with all that can be done."""
        row = next((each for each in self._all if each.id == number), None)
        if row is not None:
            BatchSheet(self.shell, self, row).read()

    def look_up(self) -> None:
        """Show the voucher of the code in the field, or say what is wrong with it."""
        store, typed = self.shell.session.store, self.code.text()
        if typed.strip():
            self.shell.tasks.run_read(
                lambda: voucher.find(store, typed), self._found, self._not_found, owner=self, latest_key="code"
            )

    # Inside

    def _found(self, row: Any) -> None:
        self.code.clear()
        VoucherSheet(self.shell, self, row).read()

    def _not_found(self, error: Refused) -> None:
        messages.refused(error)
        self.code.selectAll()

    def _show(self, found: list[BatchRow]) -> None:
        self._all = found
        self.chip_row.set_counts({key: len(self._chosen(key)) for key, _text in CHIPS})
        self._refilter()
        self._pages.setCurrentIndex(0 if found else 1)
        shown = self._chosen(ALL)
        out, used = sum(row.handed_out for row in shown), sum(row.used for row in shown)
        said = trn("{count} voucher handed out", "{count} vouchers handed out", out)
        told = tr("{said}, {used} used", said=said, used=used) if found else ""
        self.told.emit(tr("{told}: {title}", told=told, title=self._promotion) if self._promotion else told)

    def _chosen(self, chip: str) -> list[BatchRow]:
        own = [row for row in self._all if self._promotion in ("", row.title)]
        match chip:
            case "open":
                return [row for row in own if row.used + row.void < row.size]
            case "here":
                return [row for row in own if row.shop is None]
            case "there":
                return [row for row in own if row.shop is not None]
        return own

    def _on_chip(self) -> None:
        """A chip is chosen among all batches: the ones of one promotion were asked for elsewhere."""
        self._promotion = ""
        self._show(self._all)

    def _refilter(self) -> None:
        self.list.show_rows(self._chosen(self.chip_row.value()))

    def _fill_menu(self, menu: QMenu, row: BatchRow) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_batch(row.id))
        menu.addAction(tr("Print")).triggered.connect(lambda: deeds.print_batch(self.shell, self, row))
        for text, run in ((tr("Hand out"), deeds.hand_out), (tr("Make the rest void"), deeds.void_rest)):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run(self.shell, self, row))
            action.setEnabled(not self.shell.session.read_only)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: deeds.make(self.shell))
        self.new_button.setEnabled(not self.shell.session.read_only)
        self.code.returnPressed.connect(self.look_up)
        self.chip_row.changed.connect(self._on_chip)
        self.list.fill_menu(self._fill_menu)
        self.table.opened.connect(self.open_batch)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        sentence = tr(
            "Codes with a check character, to print or to hand out. They say who came because of a cross-promotion."
        )
        action = None if self.shell.session.read_only else (tr("Make vouchers"), lambda: deeds.make(self.shell))
        self._pages.addWidget(EmptyState("ticket", tr("No vouchers yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
