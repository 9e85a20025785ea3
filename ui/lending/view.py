"""The view *Lending*: what is out, what came back, the shelf, and whose turn it is. Nothing here alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.lending import LOANS, SHELF, TURNS, last_words
from partnercrm.domain.lending import LoanState
from partnercrm.domain.lending_rows import LoanRow, LoanSort, OfferRow, ResourceRow, WhoseTurnRow, loan_words
from partnercrm.domain.record import dataclass
from partnercrm.services import lending, loan, whose_turn
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common.choices import ChipRow, Option
from ui.common.delegates import BadgeDelegate, MutedDelegate, RowDelegate, TextDelegate, WordsDelegate
from ui.common.painting import BadgeSpec
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button
from ui.lending import deeds
from ui.lending.sheets import LoanSheet, ThingSheet, TurnSheet
from ui.theme import Weight
from ui.tokens import ROW_TALL
from ui.words import locale, say, tr, trn

OUT, BACK, SHELF_CHIP, TURNS_CHIP = "out", "back", "shelf", "turns"
CHIPS = ((OUT, "Out"), (BACK, "Back"), (SHELF_CHIP, "Shelf"), (TURNS_CHIP, "Whose turn"))
_TONES = {LoanState.OUT: "info", LoanState.LATE: "warning", LoanState.RETURNED: "success"}


@dataclass(frozen=True, slots=True)
class _Found:
    loans: list[LoanRow]
    shelf: list[ResourceRow]
    turns: list[WhoseTurnRow]
    offers: list[OfferRow]


class LendingView(View):
    """Chips choose the list; Enter opens what a row tells of."""

    subjects = frozenset({"lending", "ledger", "party", "follow_up"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found = _Found([], [], [], [])
        self._wanted: int | None = None
        self.loans = RowsTable(
            shell,
            tr("Loans"),
            LOANS,
            stretch=("thing", "party"),
            memory="loans",
            yielding=("condition", "entry", "returned", "value", "day"),
        )
        self.shelf = RowsTable(
            shell,
            tr("The shelf"),
            SHELF,
            stretch="name",
            memory="shelf",
            yielding=("note", "kind", "unit"),
            party=lambda row: row.owner,
        )
        self.turns = RowsTable(
            shell,
            tr("Whose turn it is"),
            TURNS,
            stretch=("name", "fits"),
            memory="turns",
            yielding=("we", "fits"),
            row_id=lambda row: row.party,
            row_height=ROW_TALL,
        )
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.lend_button = button(tr("Lend or borrow"), "primary", "plus")
        self.shelf_button = button(tr("Add to the shelf"))
        self._paint()
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.shelf_button, self.lend_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all lists."""
        session, sort = self.shell.session, _sort(self.loans.model.sort_key)
        ascending = self.loans.model.ascending
        self.shell.tasks.run_read(
            lambda: _read(session.store, session.ctx(), sort, ascending),
            self._show,
            owner=self,
            latest_key=f"lending {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the list that is shown."""
        self._list().table.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`record` (row id) opens that loan; `chip` chooses the list."""
        self._wanted = wanted.get("record")
        self.chip_row.set_values([str(wanted.get("chip") or self.chip_row.value())])
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: a loan, or on the shelf a thing; edit and delete of what the keyboard is on."""
        row = self._list().current()
        if action == "new":
            on_shelf = self.chip_row.value() == SHELF_CHIP
            deeds.put(self.shell) if on_shelf else deeds.lend(self.shell, party=wanted.get("party"))
        elif action == "edit" and isinstance(row, LoanRow) and row.returned is None:
            deeds.change(self.shell, row)
        elif action == "edit" and isinstance(row, ResourceRow):
            deeds.put(self.shell, row)
        elif action == "delete" and isinstance(row, LoanRow):
            deeds.remove(self.shell, self, row)
        else:
            return False
        return True

    def open_loan(self, number: int) -> None:
        """Show one loan with all that can be done."""
        row = next((each for each in self._found.loans if each.id == number), None)
        if row is not None:
            LoanSheet(self.shell, self, row).start()

    def open_thing(self, number: int) -> None:
        """Show something on the shelf."""
        row = self.shelf.rows.get(number)
        if row is not None:
            ThingSheet(self.shell, self, row).start()

    def open_turn(self, party: int) -> None:
        """Show how it stands with one of them, and what we could give."""
        row = self.turns.rows.get(party)
        if row is not None:
            TurnSheet(self.shell, self, row, self._found.offers).start()

    # Inside

    def _list(self) -> RowsTable:
        return {SHELF_CHIP: self.shelf, TURNS_CHIP: self.turns}.get(self.chip_row.value(), self.loans)

    def _show(self, found: _Found) -> None:
        self._found = found
        out = [row for row in found.loans if row.returned is None]
        back = len(found.loans) - len(out)
        self.chip_row.set_counts(
            {OUT: len(out), BACK: back, SHELF_CHIP: len(found.shelf), TURNS_CHIP: len(found.turns)}
        )
        self.told.emit(_told(out))
        self.shelf.show_rows(found.shelf)
        self.turns.show_rows(found.turns)
        self._choose()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.open_loan(wanted)

    def _choose(self) -> None:
        """Show the list of the chip, or what it teaches while it is empty."""
        chip = self.chip_row.value()
        loans = [row for row in self._found.loans if (row.returned is None) is (chip == OUT)]
        self.loans.show_rows(loans if chip in (OUT, BACK) else [])
        shown = self._list()
        empty = {SHELF_CHIP: self._no_shelf, TURNS_CHIP: self._no_turn}.get(chip, self._no_loan)
        self._pages.setCurrentWidget(shown if shown.rows else empty)

    def _paint(self) -> None:
        muted = MutedDelegate(self.shelf.table)
        shelf: dict[str, RowDelegate] = dict.fromkeys(("owner", "kind", "unit", "out", "note"), muted)
        self.shelf.table.set_delegates({"name": TextDelegate(self.shelf.table, weight=Weight.Medium), **shelf})
        self.loans.table.set_delegates(
            {
                "thing": TextDelegate(self.loans.table, weight=Weight.Medium),
                "party": MutedDelegate(self.loans.table),
                "state": BadgeDelegate(self.loans.table, lambda row: [state_badge(row)]),
                "entry": MutedDelegate(self.loans.table),
                "condition": MutedDelegate(self.loans.table),
            }
        )
        self.turns.table.set_delegates(
            {
                "name": TextDelegate(self.turns.table, weight=Weight.Medium),
                "turn": MutedDelegate(self.turns.table),
                "they": WordsDelegate(self.turns.table, lambda row: _gave(row.they_gave)),
                "we": WordsDelegate(self.turns.table, lambda row: _gave(row.we_gave)),
                "fits": MutedDelegate(self.turns.table),
            }
        )

    def _connect(self) -> None:
        self.lend_button.clicked.connect(lambda: deeds.lend(self.shell))
        self.shelf_button.clicked.connect(lambda: deeds.put(self.shell))
        for each in (self.lend_button, self.shelf_button):
            each.setEnabled(not self.shell.session.read_only)
        self.chip_row.changed.connect(self._choose)
        self.loans.model.sort_requested.connect(lambda *_: self.refresh())
        self.loans.fill_menu(lambda menu, row: self._fill(menu, deeds.of(self.shell, self, row)))
        self.shelf.fill_menu(lambda menu, row: self._fill(menu, deeds.of_thing(self.shell, self, row)))
        self.loans.table.opened.connect(self.open_loan)
        self.shelf.table.opened.connect(self.open_thing)
        self.turns.table.opened.connect(self.open_turn)

    def _fill(self, menu: QMenu, found: Sequence[tuple[str, Callable[[], object]]]) -> None:
        for text, run in found:
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _lay_out(self) -> None:
        may = not self.shell.session.read_only
        self._no_loan = EmptyState(
            "repeat",
            tr("Nothing is lent here"),
            tr("A mixer for a day, two hours of oven, a pair of hands: note it, and it counts once it is back."),
            (tr("Lend or borrow"), lambda: deeds.lend(self.shell)) if may else None,
        )
        self._no_shelf = EmptyState(
            "warehouse",
            tr("The shelf is empty"),
            tr("Put on it what you and your neighbours could lend each other."),
            (tr("Add to the shelf"), lambda: deeds.put(self.shell)) if may else None,
        )
        self._no_turn = EmptyState(
            "hand-helping", tr("No favours yet"), tr("What you give each other shows here whose turn it is."), None
        )
        self._pages = QStackedWidget()
        for page in (self.loans, self.shelf, self.turns, self._no_loan, self._no_shelf, self._no_turn):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


def state_badge(row: LoanRow) -> BadgeSpec:
    """Where a loan stands; late is amber, for red is for bills."""
    return BadgeSpec(say(loan_words(row)), "warning" if row.not_in_ledger else _TONES[row.state], dot=True)


def _gave(found: Any) -> list[tuple[str, str]]:
    """What somebody gave last, and when."""
    if found is None:
        return [("\N{EM DASH}", "text3")]
    what = found.what or say(last_words(found))  # type: ignore[arg-type]
    return [(what, "text"), (locale().date(found.day), "text3")]


def _read(store: Store, ctx: Context, sort: LoanSort, ascending: bool) -> _Found:
    loans = loan.page_rows(store, ctx, loan.ids(store, ctx, sort=sort, ascending=ascending))
    return _Found(loans, lending.shelf(store), whose_turn.listed(store, ctx), lending.offers(store))


def _told(out: Sequence[LoanRow]) -> str:
    if not out:
        return ""
    said = trn("{count} thing is out", "{count} things are out", len(out))
    late = sum(row.state is LoanState.LATE for row in out)
    return tr("{said}, {late} late", said=said, late=late) if late else said


def _sort(key: str) -> LoanSort:
    return LoanSort(key) if key in set(LoanSort) else LoanSort.DUE
