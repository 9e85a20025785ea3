"""The view *Referrals*: who sent whom, what became of it, and how many become customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.referral import COLUMNS, step_due
from partnercrm.domain.conversion import Cohort, Conversion, interval_words
from partnercrm.domain.referral import ReferralState
from partnercrm.domain.referral_rows import ReferralRow, ReferralSort, state_words
from partnercrm.services import referral as referrals
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common.choices import ChipRow, Option
from ui.common.delegates import BadgeDelegate, DueDelegate, MutedDelegate, TextDelegate
from ui.common.painting import BadgeSpec
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button, label
from ui.referral import deeds
from ui.referral.sheet import ReferralSheet
from ui.theme import Weight
from ui.words import say, tr, trn

ALL, OPEN, WON, LOST, OUTSIDE = "all", "open", "won", "lost", "outside"
CHIPS = ((ALL, "All"), (OPEN, "Open"), (WON, "Won"), (LOST, "Lost"), (OUTSIDE, "Not in the ledger"))
_TONES = {ReferralState.OPEN: "info", ReferralState.WON: "success", ReferralState.LOST: ""}


@dataclass(frozen=True, slots=True)
class _Found:
    rows: list[ReferralRow]
    conversion: Conversion


class ReferralsView(View):
    """Chips by what became of them; Enter opens one with all that can be done."""

    subjects = frozenset({"referral", "ledger", "party", "follow_up"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._all: list[ReferralRow] = []
        self._wanted: int | None = None
        self.list = RowsTable(
            shell,
            tr("Referrals"),
            COLUMNS,
            stretch="referred",
            memory="referrals",
            yielding=("reward", "decided", "entry", "brought"),
            party=lambda row: row.referred,
        )
        self.table = self.list.table
        self._paint()
        self.chip_row = ChipRow(tr("Show"), [Option(key, tr(text)) for key, text in CHIPS])
        self.new_button = button(tr("Note a referral"), "primary", "plus")
        self.share = label("", "muted")
        self.share.setWordWrap(True)
        self._lay_out()
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return (self.new_button,)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all referrals, and what share of them was won."""
        session, sort, ascending = self.shell.session, _sort(self.list.model.sort_key), self.list.model.ascending
        if not self.list.model.sort_key:
            ascending = False
        self.shell.tasks.run_read(
            lambda: _read(session.store, session.ctx(), sort, ascending),
            self._show,
            owner=self,
            latest_key=f"referrals {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`record` (row id) opens that referral."""
        self._wanted = wanted.get("record")
        self.chip_row.set_values([ALL])
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New; edit and delete of the one that the keyboard is on."""
        row = self.list.current()
        if action == "new":
            deeds.note(self.shell, party=wanted.get("party"))
        elif action == "edit" and row is not None:
            deeds.change(self.shell, row)
        elif action == "delete" and row is not None:
            deeds.remove(self.shell, self, row)
        else:
            return False
        return True

    def open_row(self, number: int) -> None:
        """Show one referral with all that can be done."""
        row = next((each for each in self._all if each.id == number), None)
        if row is not None:
            ReferralSheet(self.shell, self, row).read()

    # Inside

    def _show(self, found: _Found) -> None:
        self._all = found.rows
        self.chip_row.set_counts({key: len(_chosen(found.rows, key)) for key, _text in CHIPS})
        self.list.show_rows(_chosen(found.rows, self.chip_row.value()))
        self._pages.setCurrentIndex(0 if found.rows else 1)
        total = found.conversion.total
        self.share.setText(_share_words(found.conversion, total))
        self.share.setVisible(bool(found.rows))
        won = sum(row.state is ReferralState.WON for row in found.rows)
        count = trn("{count} referral", "{count} referrals", len(found.rows))
        self.told.emit(tr("{count}, {won} won", count=count, won=won) if found.rows else "")
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.table.select_id(wanted)
            self.open_row(wanted)

    def _refilter(self) -> None:
        self.list.show_rows(_chosen(self._all, self.chip_row.value()))

    def _fill_menu(self, menu: QMenu, row: ReferralRow) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_row(row.id))
        for text, run in deeds.of(self.shell, self, row):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _paint(self) -> None:
        muted, today = MutedDelegate(self.table), self.shell.session.clock.today
        self.table.set_delegates(
            {
                "referred": TextDelegate(self.table, weight=Weight.Medium),
                "party": muted,
                "event": muted,
                "state": BadgeDelegate(self.table, lambda row: [state_badge(row)]),
                "due": DueDelegate(self.table, step_due, today),
                "entry": muted,
                "reward": muted,
            }
        )

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: deeds.note(self.shell))
        self.new_button.setEnabled(not self.shell.session.read_only)
        self.chip_row.changed.connect(self._refilter)
        self.list.model.sort_requested.connect(lambda *_: self.refresh())
        self.list.fill_menu(self._fill_menu)
        self.table.opened.connect(self.open_row)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        action = None if self.shell.session.read_only else (tr("Note a referral"), lambda: deeds.note(self.shell))
        sentence = tr(
            "Note who sent you somebody, and whom you sent to others. Once it is won, it counts between you two at the "
            "value you agreed, or without a price."
        )
        self._pages.addWidget(EmptyState("users", tr("Nobody was sent yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._pages, 1)
        column.addWidget(self.share)


def state_badge(row: ReferralRow) -> BadgeSpec:
    """What became of a referral."""
    return BadgeSpec(say(state_words(row)), "warning" if row.not_in_ledger else _TONES[row.state], dot=True)


def _read(store: Store, ctx: Context, sort: ReferralSort, ascending: bool) -> _Found:
    numbers = referrals.ids(store, sort=sort, ascending=ascending)
    return _Found(referrals.page_rows(store, ctx, numbers), referrals.conversion(store, ctx))


def _chosen(rows: Sequence[ReferralRow], chip: str) -> list[ReferralRow]:
    if chip == OUTSIDE:
        return [row for row in rows if row.not_in_ledger]
    return [row for row in rows if chip == ALL or row.state.value == chip]


def _share_words(found: Conversion, total: Cohort) -> str:
    """`9 of 13 were won: between 42 and 87 of 100: too few to tell. 3 are younger than 30 days and not counted.`"""
    if not total.qualified:
        return tr("None is older than {days} days yet, so it is too early to say how many are won.", days=found.window)
    said = tr(
        "{won} of {count} were won: {interval}.",
        won=total.converted,
        count=total.qualified,
        interval=say(interval_words(total.interval)),
    )
    if not total.too_young:
        return said
    younger = trn(
        "{count} is younger than {days} days, the usual time to decide, and not counted.",
        "{count} are younger than {days} days, the usual time to decide, and not counted.",
        total.too_young,
        days=found.window,
    )
    return f"{said} {younger}"


def _sort(key: str) -> ReferralSort:
    return ReferralSort(key) if key in set(ReferralSort) else ReferralSort.DAY
