"""The list of sales: found by name, item, receipt or code, by days and by how they were paid; each opens as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns import sale as columns
from partnercrm.domain.sale_page import Counted, ListedSale, Listing
from partnercrm.domain.sale_rows import SaleFilter, SaleSort
from partnercrm.services import sale_page
from ui import messages
from ui.common.calling_off import EscapeCallsOff
from ui.common.choices import ChipRow, Option
from ui.common.delegates import MoneyDelegate, MutedDelegate, TextDelegate
from ui.common.paged_table_model import PAGE, ROW, PagedTableModel
from ui.common.span import ALL, MONTH
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.widgets import LATE_MS, Banner, CornerMask, EmptyState, ProgressStrip, button, card
from ui.effectiveness import sale_deeds
from ui.effectiveness.sale_filter import SaleFilterBar
from ui.theme import Weight
from ui.tokens import ROW_REGISTER
from ui.words import money, tr, trn

EVERY, UNPAID, BACK = "every", "unpaid", "refunds"
KINDS = ((EVERY, "All sales"), (UNPAID, "Not paid at once"), (BACK, "Given back"))


class SalesView(View):
    """Enter opens a sale; the way back to the customers stands beside the chips."""

    subjects = frozenset({"sale", "item", "party", "ledger", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        store = shell.session.store
        self._behind: Sequence[int] | None = None
        self._party: int | None = None
        """Whose sales were asked for, until the field names them."""
        self.filter = SaleFilterBar(shell)
        self.back_button = button(tr("Customers"), "link", "arrow-left", small=True)
        self.chip_row = ChipRow(tr("Which sales"), [Option(key, tr(text)) for key, text in KINDS])
        self._chips = row_widget(self.back_button, self.chip_row)
        self.sale_button = button(tr("Record a sale"), "primary", "plus")
        self.sale_button.setEnabled(not shell.session.read_only)
        self.import_button = button(tr("Bring in the till's file"), icon="download")
        self.import_button.setEnabled(not shell.session.read_only)
        self.behind = Banner("", "info", "info")
        self.behind.add_button(tr("Show all sales"), self.show_everything)
        self.behind.hide()
        self.model = PagedTableModel(columns.listed(), lambda ids: sale_page.rows(store, ids), shell.tasks)
        self.table = Table(
            tr("Sales"),
            self.model,
            row_height=ROW_REGISTER,
            stretch=("name", "what"),
            yielding=("receipt", "rest", "how"),
            least=150,
        )
        self._pages = QStackedWidget()
        self._sorted = (SaleSort.DAY.value, False)
        """By what the list that is shown is sorted, and whether ascending."""
        self.strip = ProgressStrip(tr("Looking through the sales"), self._cancel)
        self.strip.hide()
        EscapeCallsOff(self.strip, self._cancel)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.strip.show)
        self._paint()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    def tools(self) -> Sequence[QWidget]:
        return (self.import_button, self.sale_button)

    def chips(self) -> QWidget | None:
        return self._chips

    def wanted(self) -> SaleFilter:
        """The filter as it stands, chips included."""
        chip = self.chip_row.value()
        asked = self.filter.wanted()
        party = asked.party if self._party is None else self._party
        return replace(asked, party=party, unpaid=chip == UNPAID, refunds=True if chip == BACK else None)

    def reload(self) -> None:
        """Ask for the sales in order."""
        store, wanted, behind = self.shell.session.store, self.wanted(), self._behind
        key, ascending = self.model.sort_key, self.model.ascending
        sort = SaleSort(key) if key in set(SaleSort) else SaleSort.DAY
        if not key:
            ascending = False

        def read() -> Listing:
            if behind is not None:
                return sale_page.among(store, behind)
            return sale_page.listing(store, wanted, sort, ascending=ascending, first=PAGE)

        self._late.start()
        self.shell.tasks.run_read(
            read, self._show, owner=self, ended=self._on_ended, latest_key=f"sales {id(self)}", long=True
        )

    def show_only(self, **wanted: Any) -> None:
        """What another place asked for: `span` (a key), `first` and `last` days, `chip`, the records of a figure
        (`sales`), or one sale to open (`record`), which with `part="party"` is whose sales are shown."""
        record = wanted.get("record")
        if record is not None and wanted.get("part") != "party":
            self.refresh()
            sale_deeds.show_sale(self.shell, int(record))
            return
        chip = str(wanted.get("chip", EVERY))
        self.chip_row.set_values([chip if chip in dict(KINDS) else EVERY])
        self.filter.set_all(str(wanted.get("span", ALL if wanted else MONTH)))
        if "first" in wanted or "last" in wanted:
            self.filter.span.set_days(wanted.get("first"), wanted.get("last"))
        self._set_behind(wanted.get("sales"))
        self._party = record
        if record is not None:
            self.filter.who.take_party(int(record))
        self.refresh()

    def show_everything(self) -> None:
        """All sales of all days."""
        self._set_behind(None)
        self._party = None
        self.chip_row.set_values([EVERY])
        self.filter.set_all()
        self.reload()

    def current(self) -> ListedSale | None:
        """The sale that the keyboard is on, once its row is there."""
        index = self.table.currentIndex()
        row = index.data(ROW) if index.isValid() else None
        return row if isinstance(row, ListedSale) else None

    def find_here(self) -> None:
        """Put the cursor into the filter."""
        self.filter.text.take_focus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New records a sale; edit says what was bought; delete takes it back; correct gives back for it."""
        row = self.current()
        if action == "new":
            self.shell.run("sale")
        elif row is None:
            return False
        elif action == "edit":
            sale_deeds.say_items(self.shell, row)
        elif action == "delete":
            sale_deeds.take_back(self.shell, row.id)
        elif action == "correct":
            sale_deeds.give_back(self.shell, row.id)
        else:
            return False
        return True

    # Inside

    def _cancel(self) -> None:
        """The list stays what it was, its order too."""
        self.shell.tasks.call_off(f"sales {id(self)}")
        self._on_ended()
        self.model.sort_key, self.model.ascending = self._sorted
        self.table.show_sorting(*self._sorted)
        messages.toast(tr("Called off. The list is as it was before."))

    def _on_ended(self) -> None:
        self._late.stop()
        self.strip.hide()

    def _show(self, found: Listing) -> None:
        self._sorted = (self.model.sort_key or SaleSort.DAY.value, bool(self.model.sort_key) and self.model.ascending)
        self.model.set_ids(found.ids, found.first)
        empty = not found.ids and self._behind is None and self.wanted() == SaleFilter()
        self._pages.setCurrentIndex(1 if empty else 0 if found.ids else 2)
        self.told.emit(summary(found.counted))

    def _on_filter(self) -> None:
        self._party = None
        self.reload()

    def _set_behind(self, sales: Sequence[int] | None) -> None:
        self._behind = None if sales is None else list(sales)
        self.behind.setVisible(sales is not None)
        self.filter.setVisible(sales is None)
        self.chip_row.setVisible(sales is None)
        if sales is not None:
            words = trn("The one sale behind the figure.", "The {count} sales behind the figure.", len(sales))
            self.behind.set_text(words)

    def _on_current(self, _number: int | None) -> None:
        row = self.current()
        if row is not None and row.party and row.party != self.shell.party_in_sight():
            self.shell.show_party(row.party)

    def _fill_menu(self, menu: QMenu, _ids: list[int]) -> None:
        row = self.current()
        if row is not None:
            sale_deeds.fill_menu(menu, self.shell, row)

    def _paint(self) -> None:
        muted = MutedDelegate(self.table)
        self.table.set_delegates(
            {
                "name": TextDelegate(self.table, tone=_name_tone, weight=Weight.Medium),
                "what": muted,
                "receipt": muted,
                "how": muted,
                "price": MoneyDelegate(self.table, strong=True),
            }
        )

    def _connect(self) -> None:
        self.filter.changed.connect(self._on_filter)
        self.chip_row.changed.connect(self.reload)
        self.back_button.clicked.connect(lambda: self.shell.go("effectiveness", view="customers"))
        self.sale_button.clicked.connect(lambda: self.shell.run("sale"))
        self.import_button.clicked.connect(lambda: self.shell.run("import", kind="sales"))
        self.table.show_sorting(SaleSort.DAY.value, ascending=False)
        self.model.sort_requested.connect(lambda *_: self.reload())
        self.table.remember(self.shell.settings, "sales")
        self.table.current_id_changed.connect(self._on_current)
        self.table.opened.connect(lambda number: sale_deeds.show_sale(self.shell, number))
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))
        self.table.fill_menu = self._fill_menu

    def _lay_out(self) -> None:
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        for each in (frame, self._nothing_yet(), self._no_hit()):
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.filter, self.behind, self.strip):
            column.addWidget(part)
        column.addWidget(self._pages, 1)

    def _nothing_yet(self) -> QWidget:
        sentence = tr("The till's file brings them in, with items, tips and gift cards. One that it missed is typed.")
        if self.shell.session.read_only:
            return EmptyState("receipt", tr("No sale yet"), sentence)
        bring = (tr("Bring in the till's file"), lambda: self.shell.run("import", kind="sales"))
        type_one = (tr("Record a sale"), lambda: self.shell.run("sale"))
        return EmptyState("receipt", tr("No sale yet"), sentence, bring, type_one)

    def _no_hit(self) -> QWidget:
        sentence = tr("No sale of these days holds what you typed or chose.")
        return EmptyState("search", tr("No sale fits"), sentence, (tr("Show all"), self.show_everything))


def summary(totals: Counted) -> str:
    """How many sales, and what they came to."""
    sold = trn("{count} sale", "{count} sales", totals.sales)
    if not totals.refunds:
        return tr("{sales}, {amount}", sales=sold, amount=money(totals.price))
    back = trn("{count} given back", "{count} given back", totals.refunds)
    return tr("{sales}, {back}: {amount}", sales=sold, back=back, amount=money(totals.price))


def _name_tone(row: ListedSale) -> str:
    return "text" if row.party else "text3"


def row_widget(*parts: QWidget) -> QWidget:
    """Widgets beside one another as one."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for part in parts:
        row.addWidget(part)
    return made
