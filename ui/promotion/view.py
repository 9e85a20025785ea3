"""The view *Cross-promotions*: the list with how each stands, and the page with the result of the one opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.promotion import promotions as columns
from partnercrm.domain.promotion import PromotionState
from partnercrm.domain.promotion_result import PromotionResult
from partnercrm.domain.promotion_rows import MonthRow, PromotionRow
from partnercrm.domain.record import dataclass
from partnercrm.services import promotion, promotion_posting, promotion_result, voucher_batch
from partnercrm.services.context import Context
from partnercrm.services.promotion_posting import Due
from partnercrm.services.store import Store
from ui.common.choices import ChipRow, Option
from ui.common.delegates import BadgeDelegate, MutedDelegate, TextDelegate
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button
from ui.promotion import cells, deeds
from ui.promotion.page import PromotionPage, Shown
from ui.theme import Weight
from ui.words import tr, trn

ALL = "all"
CHIPS = (
    (ALL, "All"),
    (PromotionState.RUNNING.value, "Running"),
    (PromotionState.PLANNED.value, "Planned"),
    (PromotionState.FINISHED.value, "Finished"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    rows: list[PromotionRow]
    due: list[Due]


class PromotionsView(View):
    """Chips by state. Enter opens a promotion's page, Esc goes back to the list."""

    subjects = frozenset({"promotion", "voucher", "ledger", "party", "agreement", "sale"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._all: list[PromotionRow] = []
        self._wanted: int | None = None
        self.list = RowsTable(
            shell,
            tr("Cross-promotions"),
            columns(),
            stretch="title",
            memory="promotions",
            yielding=("from", "target", "handed_out"),
            party=lambda row: row.parties[0] if row.parties else None,
        )
        self.table = self.list.table
        self.page = PromotionPage(shell, self.back)
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.new_button = button(tr("Plan a cross-promotion"), "primary", "plus")
        self.try_button = button(tr("Try a deal"), icon="history")
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.try_button, self.new_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all promotions, what is to be posted, and the page that is open."""
        session = self.shell.session
        self.shell.tasks.run_read(
            lambda: _read(session.store, session.ctx()), self._show, owner=self, latest_key=f"promotions {id(self)}"
        )

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.back()

    def show_only(self, **wanted: Any) -> None:
        """`record` (row id) opens that promotion's page."""
        self._wanted = wanted.get("record")
        self.chip_row.set_values([ALL])
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New; edit and delete of the one that is shown."""
        number = self.current()
        if action == "new":
            deeds.open_form(self.shell, party=wanted.get("party"))
        elif action == "edit" and number is not None:
            deeds.open_form(self.shell, number)
        elif action == "delete" and number is not None:
            deeds.remove(self.shell, self, number)
        else:
            return False
        return True

    def current(self) -> int | None:
        """The promotion that is shown, or that the keyboard is on."""
        return self.page.promotion() if self._pages.currentWidget() is self.page else self.table.current_id()

    def open_page(self, number: int) -> None:
        """Read one promotion with its result, and show its page."""
        session = self.shell.session
        self.shell.tasks.run_read(
            lambda: _one(session.store, session.ctx(), number),
            self._show_page,
            owner=self,
            latest_key=f"promotion {id(self)}",
        )

    def back(self) -> None:
        """Show the list again."""
        self.page.forget()
        self._pages.setCurrentIndex(0 if self._all else 1)
        self.chip_row.setEnabled(True)
        self.table.setFocus()

    # Inside

    def _show(self, found: _Found) -> None:
        self._all = found.rows
        counts = {key: sum(key in (ALL, row.state.value) for row in found.rows) for key, _text in CHIPS}
        self.chip_row.set_counts(counts)
        self._refilter()
        self.told.emit(_told(found))
        open_page, known = self.page.promotion(), {row.id for row in found.rows}
        wanted, self._wanted = self._wanted or open_page, None
        if wanted in known:
            self.open_page(wanted or 0)
        elif open_page is not None or self._pages.currentWidget() is not self.page:
            self.page.forget()
            self._pages.setCurrentIndex(0 if found.rows else 1)

    def _show_page(self, shown: Shown) -> None:
        self.page.show_result(shown)
        self._pages.setCurrentWidget(self.page)
        self.chip_row.setEnabled(False)
        partners = shown.result.promotion.partners
        if partners and partners[0].party != self.shell.party_in_sight():
            self.shell.show_party(partners[0].party)

    def _refilter(self) -> None:
        chosen = self.chip_row.value()
        self.list.show_rows([row for row in self._all if chosen in (ALL, row.state.value)])

    def _fill_menu(self, menu: QMenu, row: PromotionRow) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_page(row.id))
        parts = [(tr("Change"), lambda: deeds.open_form(self.shell, row.id))]
        if row.state is PromotionState.RUNNING:
            parts.append((tr("Finish today"), lambda: deeds.finish(self.shell, self, row.id)))
        parts.append((tr("Remove"), lambda: deeds.remove(self.shell, self, row.id)))
        for text, run in parts:
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _connect(self) -> None:
        self.table.set_delegates(
            {
                "title": TextDelegate(self.table, weight=Weight.Medium),
                "partners": MutedDelegate(self.table),
                "state": BadgeDelegate(self.table, lambda row: [cells.row_badge(row)]),
            }
        )
        self.new_button.clicked.connect(lambda: deeds.open_form(self.shell))
        self.new_button.setEnabled(not self.shell.session.read_only)
        self.try_button.clicked.connect(lambda: deeds.rehearse(self.shell))
        self.chip_row.changed.connect(self._refilter)
        self.list.fill_menu(self._fill_menu)
        self.table.opened.connect(self.open_page)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        sentence = tr(
            "You and a neighbour offer something to each other's customers. Vouchers say who came because of it; what "
            "each side gave is saved at each month's end."
        )
        plan = None if self.shell.session.read_only else (tr("Plan one"), lambda: deeds.open_form(self.shell))
        empty = EmptyState(
            "tag", tr("No cross-promotion yet"), sentence, plan, (tr("Try a deal"), lambda: deeds.rehearse(self.shell))
        )
        self._pages.addWidget(empty)
        self._pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


def _read(store: Store, ctx: Context) -> _Found:
    return _Found(promotion.listed(store, ctx), promotion_posting.due(store, ctx))


def _one(store: Store, ctx: Context, number: int) -> Shown:
    found: PromotionResult = promotion_result.result(store, ctx, number)
    months: list[MonthRow] = promotion_posting.months(store, ctx, number)
    due = {each.month for each in promotion_posting.due(store, ctx, number)}
    return Shown(found, months, due, voucher_batch.batches(store, number), ctx.today)


def _told(found: _Found) -> str:
    if not found.rows:
        return ""
    running = sum(row.state is PromotionState.RUNNING for row in found.rows)
    said = trn("{count} cross-promotion", "{count} cross-promotions", len(found.rows))
    said = tr("{said}, {running} running", said=said, running=running)
    if not found.due:
        return said
    due = trn("{count} month is to be saved", "{count} months are to be saved", len(found.due))
    return tr("{said}; {due}", said=said, due=due)
