"""The view *Settlement*: the neighbours who share a card and how each stands, and the settlements of their points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns import coalition as columns
from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.coalition import STATE_WORDS, SettlementState
from partnercrm.domain.coalition_rows import PartnerRow, SettlementRow
from partnercrm.domain.coalition_words import limit_words
from partnercrm.domain.loyalty_rows import ProgramRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import coalition, loyalty
from partnercrm.services import coalition_settlement as settling
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui import messages
from ui.coalition.forms import MakeForm, PaidForm, PartnerForm, TermsForm
from ui.coalition.sheet import SettlementSheet
from ui.common.delegates import BadgeDelegate, MutedDelegate, TextDelegate, WordsDelegate
from ui.common.fields_sheet import may_write
from ui.common.painting import BadgeSpec
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button, label
from ui.theme import Weight
from ui.words import currency, say, tr, trn

_TONES = {
    SettlementState.DRAFT: "warning",
    SettlementState.SIGNED: "success",
    SettlementState.PARTLY_REVERSED: "warning",
    SettlementState.REVERSED: "",
}


def _limit(row: PartnerRow) -> str:
    said = limit_words(row, currency())
    return say(said) if said is not None else ""


SHOPS: tuple[Column[PartnerRow], ...] = (
    *columns.PARTNERS[:-1],
    Column("alert", msg("Tell me"), ColumnKind.TEXT, _limit, "", 24),
    *columns.PARTNERS[-1:],
)


@dataclass(frozen=True, slots=True)
class _Found:
    programs: list[ProgramRow]
    partners: list[PartnerRow]
    settlements: list[SettlementRow]


class SettlementView(View):
    """Shops above, settlements below; Enter opens either."""

    subjects = frozenset({"coalition", "loyalty", "ledger", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found = _Found([], [], [])
        self._wanted: tuple[int | None, int | None] = (None, None)
        self.shops = RowsTable(
            shell,
            tr("Shops that take part"),
            SHOPS,
            stretch="name",
            memory="coalition shops",
            yielding=("program", "held", "role"),
            party=lambda row: row.draft.party,
        )
        self.settlements = RowsTable(
            shell,
            tr("Settlements"),
            columns.SETTLEMENTS,
            stretch="document",
            memory="coalition settlements",
            yielding=("program", "shops"),
            party=lambda _row: None,
        )
        self.terms_button = button(tr("What we agreed"))
        self.paid_button = button(tr("Two shops paid each other"))
        self.shop_button = button(tr("Add a shop"), "", "plus")
        self.make_button = button(tr("Make a settlement"), "primary")
        self._paint()
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.terms_button, self.paid_button, self.shop_button, self.make_button)

    def reload(self) -> None:
        """Read who takes part, how each stands, and all settlements."""
        session = self.shell.session
        self.shell.tasks.run_read(
            lambda: _read(session.store, session.ctx()), self._show, owner=self, latest_key=f"coalition {id(self)}"
        )

    def find_here(self) -> None:
        """Put the cursor into the settlements."""
        self.settlements.table.setFocus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New makes a settlement, or takes in the first shop."""
        if action != "new":
            return False
        self.make() if self._found.partners else self.add_shop()
        return True

    def show_only(self, **wanted: Any) -> None:
        """`record` (a shop's row id) is shown; `make` (a program's row id) opens the form of its draft too."""
        self._wanted = wanted.get("record"), wanted.get("make")
        self.refresh()

    def add_shop(self, number: int = 0) -> None:
        """The form of a shop, new or by its row id."""
        if not self._found.programs:
            self.shell.go("loyalty", view="programs")
            messages.toast(tr("Start a program first, then share its card."))
        elif may_write(self.shell):
            PartnerForm(self.shell, self._found.programs, self.shops.rows.get(number)).start()

    def make(self, program: int | None = None) -> None:
        """The form of a draft, perhaps of one program."""
        if may_write(self.shell):
            MakeForm(self.shell, self._of_partners()).start(program)

    def open_settlement(self, number: int) -> None:
        """Show one settlement with its arithmetic."""
        row = self.settlements.rows.get(number)
        if row is not None:
            SettlementSheet(self.shell, self, row).read()

    # Inside

    def _of_partners(self) -> list[ProgramRow]:
        """The programs in which somebody takes part."""
        shared = {row.program for row in self._found.partners}
        return [row for row in self._found.programs if row.id in shared]

    def _show(self, found: _Found) -> None:
        self._found = found
        self.shops.show_rows(found.partners)
        self.settlements.show_rows(found.settlements)
        self._pages.setCurrentIndex(0 if found.partners else 1)
        writes = not self.shell.session.read_only
        for each in (self.terms_button, self.make_button):
            each.setEnabled(writes and bool(found.partners))
        self.paid_button.setEnabled(writes and len(found.partners) > 1)
        self.paid_button.setVisible(len(found.partners) > 1)
        self.shop_button.setEnabled(writes)
        self.told.emit(self._told(found))
        self._show_wanted()

    def _show_wanted(self) -> None:
        (shop, program), self._wanted = self._wanted, (None, None)
        if shop is not None and self.shops.table.select_id(shop):
            self.shops.table.setFocus()
        if program is not None:
            self.make(program)

    def _told(self, found: _Found) -> str:
        if not found.partners:
            return ""
        shops = trn("{count} shop takes part", "{count} shops take part", len(found.partners))
        drafts = sum(row.state is SettlementState.DRAFT for row in found.settlements)
        alerts = sum(row.alert for row in found.partners)
        parts = [shops]
        if alerts:
            parts.append(trn("{count} needs a look", "{count} need a look", alerts))
        if drafts:
            parts.append(trn("{count} settlement to sign", "{count} settlements to sign", drafts))
        return ", ".join(parts)

    def _fill_shop_menu(self, menu: QMenu, row: PartnerRow) -> None:
        action = menu.addAction(tr("Change what was agreed"))
        action.triggered.connect(lambda: self.add_shop(row.id))
        action.setEnabled(not self.shell.session.read_only)

    def _fill_menu(self, menu: QMenu, row: SettlementRow) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_settlement(row.id))

    def _paint(self) -> None:
        shops, table = self.shops.table, self.settlements.table

        shops.set_delegates(
            {
                "name": TextDelegate(shops, weight=Weight.Medium),
                "role": MutedDelegate(shops),
                "alert": WordsDelegate(shops, lambda row: [(_limit(row), "warning" if row.alert else "text3")]),
                "program": MutedDelegate(shops),
            }
        )
        table.set_delegates(
            {
                "state": BadgeDelegate(
                    table, lambda row: [BadgeSpec(say(STATE_WORDS[row.state]), _TONES[row.state], dot=True)]
                ),
                "program": MutedDelegate(table),
            }
        )

    def _connect(self) -> None:
        shell = self.shell
        self.shop_button.clicked.connect(lambda: self.add_shop())
        self.make_button.clicked.connect(lambda: self.make())
        self.terms_button.clicked.connect(lambda: TermsForm(shell, self._of_partners(), self._found.partners).start())
        self.paid_button.clicked.connect(lambda: PaidForm(shell, self._found.partners).start())
        self.shops.fill_menu(self._fill_shop_menu)
        self.settlements.fill_menu(self._fill_menu)
        self.shops.table.opened.connect(self.add_shop)
        self.settlements.table.opened.connect(self.open_settlement)

    def _lay_out(self) -> None:
        both = QWidget()
        rows = QVBoxLayout(both)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for words, table, share in (
            (tr("Shops that take part"), self.shops, 2),
            (tr("Settlements"), self.settlements, 3),
        ):
            rows.addWidget(label(words, "strong"))
            rows.addWidget(table, share)
        self._pages = QStackedWidget()
        self._pages.addWidget(both)
        action = None if self.shell.session.read_only else (tr("Add a shop"), lambda: self.add_shop())
        sentence = tr(
            "Neighbours can share one card: points are collected and used in each shop. What each owes for points is "
            "settled on a sheet that all sign. Start a program first."
        )
        self._pages.addWidget(EmptyState("store", tr("No shop shares a card with you yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages, 1)


def _read(store: Store, ctx: Context) -> _Found:
    return _Found(loyalty.programs(store), coalition.partners(store, ctx), settling.settlements(store))
