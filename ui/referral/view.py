"""The view *Referrals*: who sent whom, what became of it, and how many become customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.referral import COLUMNS, step_due
from partnercrm.domain.conversion import Conversion, interval_words
from partnercrm.domain.record import dataclass
from partnercrm.domain.referral import ReferralState
from partnercrm.domain.referral_rows import ReferralFilter, ReferralRow, ReferralSort, state_words
from partnercrm.services import referral as referrals
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui import messages
from ui.common.choices import ChipRow, Option
from ui.common.delegates import BadgeDelegate, DueDelegate, MutedDelegate, TextDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.painting import BadgeSpec
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.widgets import CornerMask, EmptyState, button, card, label
from ui.referral import deeds
from ui.referral.sheet import ReferralSheet
from ui.theme import Weight
from ui.tokens import ROW_REGISTER
from ui.words import say, tr, trn

ALL, OPEN, WON, LOST, OUTSIDE = "all", "open", "won", "lost", "outside"
CHIPS = ((ALL, "All"), (OPEN, "Open"), (WON, "Won"), (LOST, "Lost"), (OUTSIDE, "Not in the ledger"))
_TONES = {ReferralState.OPEN: "info", ReferralState.WON: "success", ReferralState.LOST: ""}


FILTERS = {
    ALL: ReferralFilter(),
    OPEN: ReferralFilter(state=ReferralState.OPEN),
    WON: ReferralFilter(state=ReferralState.WON),
    LOST: ReferralFilter(state=ReferralState.LOST),
    OUTSIDE: ReferralFilter(not_in_ledger=True),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """The ids of the chip in their order, how many each chip has, and what share was won."""

    ids: list[int]
    counts: dict[str, int]
    conversion: Conversion


class ReferralsView(View):
    """Chips by what became of them; Enter opens one with all that can be done."""

    subjects = frozenset({"referral", "ledger", "party", "follow_up"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._wanted: int | None = None
        self.model = PagedTableModel(COLUMNS, self._fetch, shell.tasks)
        self.table = Table(
            tr("Referrals"),
            self.model,
            row_height=ROW_REGISTER,
            stretch="referred",
            yielding=("reward", "decided", "entry", "brought"),
            least=180,
        )
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
        """Read which referrals the chip has, and what share of all was won."""
        session, sort, chip = self.shell.session, _sort(self.model.sort_key), self.chip_row.value()
        ascending = self.model.ascending and bool(self.model.sort_key)
        self.shell.tasks.run_read(
            lambda: _read(session.store, session.ctx(), chip, sort, ascending),
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
        row = self._current()
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

        def show(found: list[ReferralRow]) -> None:
            if found:
                ReferralSheet(self.shell, self, found[0]).read()

        self.shell.tasks.run_read(lambda: self._fetch([number]), show, owner=self)

    # Inside

    def _fetch(self, numbers: list[int]) -> list[ReferralRow]:
        """Rows by id; runs on the reader."""
        return referrals.page_rows(self.shell.session.store, self.shell.session.ctx(), numbers)

    def _current(self) -> ReferralRow | None:
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def _show(self, found: _Found) -> None:
        self.chip_row.set_counts(found.counts)
        self.model.set_ids(found.ids)
        total = found.counts[ALL]
        self._pages.setCurrentIndex(0 if total else 1)
        self.share.setText(_share_words(found.conversion))
        self.share.setVisible(bool(total))
        count = trn("{count} referral", "{count} referrals", total)
        self.told.emit(tr("{count}, {won} won", count=count, won=found.counts[WON]) if total else "")
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.table.select_id(wanted)
            self.open_row(wanted)

    def _on_current(self, number: int | None) -> None:
        """Show the page of who was sent, once the row is there."""

        def show(found: list[ReferralRow]) -> None:
            if found and found[0].referred != self.shell.party_in_sight():
                self.shell.show_party(found[0].referred)

        if number is not None:
            self.model.read_rows([number], show)

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        row = self._current() if len(numbers) == 1 else None
        if row is None or row.id != numbers[0]:
            return
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
        self.chip_row.changed.connect(self.refresh)
        self.model.sort_requested.connect(lambda *_: self.refresh())
        self.table.remember(self.shell.settings, "referrals")
        self.table.fill_menu = self._fill_menu
        self.table.opened.connect(self.open_row)
        self.table.current_id_changed.connect(self._on_current)
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        self._pages.addWidget(frame)
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


def _read(store: Store, ctx: Context, chip: str, sort: ReferralSort, ascending: bool) -> _Found:
    counts = {key: len(referrals.ids(store, wanted)) for key, wanted in FILTERS.items()}
    found = referrals.ids(store, FILTERS[chip], sort, ascending=ascending)
    return _Found(found, counts, referrals.conversion(store, ctx))


def _share_words(found: Conversion) -> str:
    """`9 of 13 were won: between 42 and 87 of 100: too few to tell. 3 are younger than 30 days and not counted.`"""
    total = found.total
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
