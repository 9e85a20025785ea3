"""Month end: every month with its state, what is unfinished in it with three ways out, close, reopen, lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.dates import add_months
from partnercrm.domain.errors import Refused
from partnercrm.domain.period import PERIOD_WORDS, PeriodState, first_day, last_day, month_number
from partnercrm.domain.record import dataclass
from partnercrm.services import draft as drafts
from partnercrm.services import ledger, period
from partnercrm.services.draft import DraftRow
from partnercrm.services.period import PeriodRow
from ui import messages
from ui.common.fields import TextField
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import Badge, ElidedLabel, button, card, hline, label
from ui.ledger.drafts import Unfinished, read_unfinished
from ui.ledger.will_stand import short_day
from ui.messages import Choice
from ui.words import locale, say, tr, trn

WIDTH = 760
SHOWN = 14
_TONES = {PeriodState.OPEN: "info", PeriodState.CLOSED: "success", PeriodState.LOCKED: ""}


@dataclass(frozen=True, slots=True)
class Months:
    """All months, the latest first, and what is unfinished in the one that is open on the screen."""

    rows: list[PeriodRow]
    month: int
    unfinished: list[Unfinished]


def open_form(shell: Shell, month: int | None = None) -> None:
    """Open it at a month (yyyymm), else at the oldest open one that is over."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    MonthEnd(shell, month).start()


def month_words(month: int) -> str:
    """`October 2026`."""
    return f"{locale().month_name(month % 100)} {month // 100}"


class MonthEnd(Sheet):
    """A row a month; the chosen one opens with its drafts and its button."""

    def __init__(self, shell: Shell, month: int | None) -> None:
        super().__init__(shell.host(), tr("Month end"), width=WIDTH, hint=tr("Esc closes"))
        self.shell = shell
        self._month = month
        self._shown: Months | None = None
        about = label(
            tr("Close a month when it is complete: nothing is entered in it any more, so what you told others stays."),
            "muted",
        )
        about.setWordWrap(True)
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.body.addWidget(about)
        self.body.addWidget(self.general)
        self.body.addLayout(self._list)
        self.body.addStretch()
        self.add_button(tr("Done"), self.shut)
        self.rows: dict[int, MonthRow] = {}

    def start(self) -> None:
        """Read the months and open."""
        self.open(self.close_button)
        self.reload()

    def reload(self) -> None:
        """Read the months, and what is unfinished in the chosen one."""
        session, wanted = self.shell.session, self._month

        def read() -> Months:
            rows = sorted(period.listed(session.store), key=lambda row: -row.month)
            month = wanted or _proposed(rows, month_number(session.clock.today()))
            found = drafts.listed(session.store, first_day(month), last_day(month)) if month else []
            return Months(rows, month, read_unfinished(session, found))

        self.shell.tasks.run_read(read, self._show, owner=self, latest_key=f"months {id(self)}")

    # What is done

    def close_month(self, month: int) -> None:
        """Close it; what is in the way is said."""
        session, ctx = self.shell.session, self.shell.session.ctx()
        self._write(lambda: period.close(session.store, ctx, month))

    def reopen(self, month: int, reason: str) -> None:
        """Open a closed month again, with the reason that is kept."""
        session, ctx = self.shell.session, self.shell.session.ctx()
        self._write(lambda: period.reopen(session.store, ctx, month, reason))

    def ask_lock(self, month: int) -> None:
        """Lock a month, once it is clear that this cannot be undone."""

        def answered(key: str) -> None:
            if key == "lock":
                session, ctx = self.shell.session, self.shell.session.ctx()
                self._write(lambda: period.lock(session.store, ctx, month))

        messages.ask(
            tr("Lock {month} for good?", month=month_words(month)),
            tr("Lock it once your accountant has filed the year. It can never be opened again, not even by you."),
            (Choice("stay", tr("Leave it closed"), "primary"), Choice("lock", tr("Lock it for good"), "danger")),
            answered,
        )

    def save_drafts(self, numbers: Sequence[int]) -> None:
        """First way out: save them as entries, one after the other."""
        for number in numbers:
            self._save_draft(number)

    def move_drafts(self, numbers: Sequence[int], month: int) -> None:
        """Second way out: the first day of the month after."""
        session, ctx = self.shell.session, self.shell.session.ctx()
        day = add_months(first_day(month), 1)
        self._write(lambda: drafts.move(session.store, ctx, tuple(numbers), day))

    def delete_drafts(self, numbers: Sequence[int]) -> None:
        """Third way out; Undo brings them back."""
        session, ctx = self.shell.session, self.shell.session.ctx()
        self._write(lambda: drafts.delete(session.store, ctx, tuple(numbers)))

    def choose(self, month: int) -> None:
        """Open another month on the screen."""
        self._month = month
        self.reload()

    def _save_draft(self, number: int) -> None:
        session, ctx = self.shell.session, self.shell.session.ctx()
        self.shell.tasks.run_write(
            lambda: ledger.post_draft(session.store, ctx, number),
            lambda done: self._on_written(done.changes),
            self._refuse,
            owner=self,
        )

    def _write(self, write: Callable[[], Changes]) -> None:
        self.shell.tasks.run_write(write, self._on_written, self._refuse, owner=self)

    def _on_written(self, changes: Changes) -> None:
        self.shell.saved(changes)
        if self._month is None and self._shown is not None:
            self._month = self._shown.month
        self.reload()

    def _refuse(self, error: Refused) -> None:
        self.general.setText(say(error.message))
        self.general.show()

    def _show(self, found: Months) -> None:
        self._shown = found
        self.general.hide()
        while self._list.count():
            item = self._list.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.rows = {}
        for row in found.rows[:SHOWN]:
            chosen = row.month == found.month
            made = MonthRow(self, row, found.unfinished if chosen else None)
            self.rows[row.month] = made
            self._list.addWidget(made)
        if not found.rows:
            self._list.addWidget(label(tr("There is no month to close yet: nothing was entered."), "muted"))
        self.place()
        if found.month in self.rows:
            self.rows[found.month].take_focus()


class MonthRow(QFrame):
    """A month: closed up in one line, or open with what can be done."""

    def __init__(self, sheet: MonthEnd, row: PeriodRow, unfinished: list[Unfinished] | None) -> None:
        super().__init__()
        frame, self._column = card(14, 8, 10, 8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._sheet, self._row = sheet, row
        self.buttons: dict[str, QWidget] = {}
        self._column.addLayout(self._head(open_up=unfinished is None))
        if unfinished is None:
            return
        if row.reason:
            self._column.addWidget(label(tr("Reopened: {reason}", reason=row.reason), "muted"))
        for each in unfinished:
            self._column.addWidget(hline())
            self._column.addWidget(DraftLine(sheet, each, row.month))
        if len(unfinished) > 1:
            self._column.addWidget(hline())
            self._column.addLayout(self._for_all([each.id for each in unfinished]))
        self._column.addLayout(self._ways(bool(unfinished)))

    def take_focus(self) -> None:
        """Put the cursor on its first button."""
        first = next((each for each in self.buttons.values() if each.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self._sheet.reveal(self)

    def _head(self, *, open_up: bool) -> QHBoxLayout:
        row, line = self._row, QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(label(month_words(row.month), "strong"))
        line.addWidget(Badge(say(PERIOD_WORDS[row.state]), _TONES[row.state]))
        counts = [trn("{count} entry", "{count} entries", row.entries)]
        if row.drafts:
            counts.append(trn("{count} unfinished", "{count} unfinished", row.drafts))
        line.addWidget(label(", ".join(counts), "muted"))
        line.addStretch()
        if open_up:
            self._add(line, "show", tr("Show"), lambda: self._sheet.choose(row.month), link=True)
        return line

    def _ways(self, unfinished: bool) -> QHBoxLayout:
        month, line = self._row.month, QHBoxLayout()
        line.setSpacing(8)
        if self._row.state is PeriodState.OPEN:
            done = button(tr("Close {month}", month=month_words(month)), "" if unfinished else "primary")
            done.clicked.connect(lambda: self._sheet.close_month(month))
            self.buttons["close"] = done
            line.addWidget(done)
            if unfinished:
                line.addWidget(label(tr("First settle what is unfinished."), "muted"))
        elif self._row.state is PeriodState.CLOSED:
            self.reason = TextField(tr("Why it is reopened"), placeholder=tr("The reason is kept"))
            self.reason.caption.hide()
            line.addWidget(self.reason, 1)
            self._add(line, "reopen", tr("Reopen"), lambda: self._sheet.reopen(month, self.reason.value()))
            self._add(line, "lock", tr("Lock for good"), lambda: self._sheet.ask_lock(month))
        else:
            line.addWidget(label(tr("Locked: the year has been filed. Corrections are saved today."), "muted"))
        line.addStretch()
        return line

    def _for_all(self, numbers: list[int]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(tr("All {count}:", count=len(numbers)), "muted"))
        for key, text, do in _three_ways(self._sheet, numbers, self._row.month):
            self._add(line, f"{key}_all", text, do)
        line.addStretch()
        return line

    def _add(self, line: QHBoxLayout, key: str, text: str, do: Callable[[], None], *, link: bool = False) -> None:
        made = button(text, "link" if link else "", small=not link)
        made.setAccessibleName(tr("{text}: {month}", text=text, month=month_words(self._row.month)))
        made.clicked.connect(lambda: do())
        self.buttons[key] = made
        line.addWidget(made)


class DraftLine(QWidget):
    """A draft in one line, with its three ways out."""

    def __init__(self, sheet: MonthEnd, unfinished: Unfinished, month: int) -> None:
        super().__init__()
        draft: DraftRow = unfinished.row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        day = short_day(draft.day, sheet.shell.session.clock.today()) if draft.day else ""
        said = ": ".join(part for part in (day, unfinished.said or draft.memo or draft.party) if part)
        column.addWidget(ElidedLabel(said))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.buttons: dict[str, QWidget] = {}
        for key, text, do in _three_ways(sheet, [draft.id], month):
            made = button(text, small=True)
            made.setAccessibleName(tr("{text}: {draft}", text=text, draft=said))
            made.clicked.connect(lambda _on=False, do=do: do())
            self.buttons[key] = made
            row.addWidget(made)
        row.addStretch()
        column.addLayout(row)


def _three_ways(sheet: MonthEnd, numbers: list[int], month: int) -> list[tuple[str, str, Callable[[], None]]]:
    after = month_words(month_number(add_months(first_day(month), 1)))
    return [
        ("save", tr("Save"), lambda: sheet.save_drafts(numbers)),
        ("move", tr("Move to {month}", month=after), lambda: sheet.move_drafts(numbers, month)),
        ("delete", tr("Delete"), lambda: sheet.delete_drafts(numbers)),
    ]


def _proposed(rows: Sequence[PeriodRow], this_month: int) -> int:
    """The oldest open month that is over; else the latest one."""
    over = [row.month for row in rows if row.state is PeriodState.OPEN and row.month < this_month]
    return min(over) if over else rows[0].month if rows else 0
