"""The sub-tab Timeline of a party's page: one line to log something quickly, and below it all that happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partnercrm.domain.dates import add_months
from partnercrm.domain.interaction import CHANNEL_WORDS, FollowUpDraft, InteractionDraft
from partnercrm.domain.quick_log import QuickLog, read_line
from partnercrm.domain.timeline import TimelineKind, TimelineRow, Tone
from partnercrm.services import follow_up as follow_ups
from partnercrm.services import interaction as interactions
from partnercrm.services import timeline
from ui.common.channels import ICONS, TONES
from ui.common.painting import BadgeSpec
from ui.common.tab import Shell
from ui.common.text_line import TextLine
from ui.common.timeline import Timeline, TimelineEntry, TimelineGroup
from ui.common.widgets import button, label
from ui.words import locale, say, tr

PAGE = 60

_KIND_LOOKS = {
    TimelineKind.EXCHANGE: ("arrow-left-right", "violet"),
    TimelineKind.FOLLOW_UP: ("calendar-clock", "info"),
    TimelineKind.DONE: ("circle-check", "success"),
    TimelineKind.SALE: ("shopping-bag", "success"),
    TimelineKind.NOTE: ("sticky-note", "text2"),
}
_TONES = {Tone.NEUTRAL: "", Tone.SUCCESS: "success", Tone.WARNING: "warning", Tone.DANGER: "danger"}


class TimelinePage(QWidget):
    """Shows the newest things first; *Show older* reads on."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._party: int | None = None
        self._rows: list[TimelineRow] = []
        self.quick = TextLine()
        self.quick.setAccessibleName(tr("Log something"))
        self.quick.setPlaceholderText(tr("Log something: called Mark, follow up Friday"))
        self.quick.setEnabled(not shell.session.read_only)
        self.quick.returnPressed.connect(self._log)
        self.quick.textChanged.connect(self._show_understood)
        self.understood = label("", "faint")
        self.understood.hide()
        self.timeline = Timeline(tr("Timeline"))
        self.empty = label(tr("Nothing happened yet. Log the first talk in the line above."), "muted")
        self.empty.setWordWrap(True)
        self.older = button(tr("Show older"), "link")
        self.older.clicked.connect(self._read_older)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 6, 12)
        column.setSpacing(4)
        for part in (self.quick, self.understood, self.empty, self.timeline):
            column.addWidget(part)
        column.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_party(self, party: int) -> None:
        """Read and show a party's timeline; a half-typed line belongs to the party it was typed for."""
        if party != self._party:
            self.quick.clear()
            self._party = party
        session = self._shell.session
        self._shell.tasks.run_read(
            lambda: timeline.page(session.store, session.ctx(), party, limit=PAGE),
            lambda rows: self._show(rows),
            lambda _gone: self._show([]),
            owner=self,
            latest_key=f"timeline {id(self)}",
        )

    def _show(self, rows: Sequence[TimelineRow]) -> None:
        self._rows = list(rows)
        self._fill(len(rows) == PAGE)

    def _read_older(self) -> None:
        session, party, last = self._shell.session, self._party, self._rows[-1]
        if party is None:
            return

        def add(rows: list[TimelineRow]) -> None:
            if party == self._party:
                self._rows += rows
                self._fill(len(rows) == PAGE)

        self._shell.tasks.run_read(
            lambda: timeline.page(session.store, session.ctx(), party, last, PAGE), add, owner=self
        )

    def _fill(self, more: bool) -> None:
        self.timeline.set_groups(groups_of(self._rows, self._shell.session.clock.today(), self._shell))
        self.timeline.setVisible(bool(self._rows))
        self.empty.setVisible(not self._rows)
        self.older.setVisible(more)

    # The quick line

    def _show_understood(self, text: str) -> None:
        self.understood.setVisible(bool(text.strip()))
        if text.strip():
            self.understood.setText(_said(self._read(text)))

    def _read(self, text: str) -> QuickLog:
        return read_line(text, self._shell.session.clock.today(), locale())

    def _log(self) -> None:
        text, party, session = self.quick.text().strip(), self._party, self._shell.session
        if not text or party is None:
            return
        said, ctx = self._read(text), session.ctx()
        step = FollowUpDraft(said.title or said.summary or text, said.due, party) if said.due else None
        now = session.clock.local()
        draft = InteractionDraft((party,), said.channel, now.date(), now.hour * 60 + now.minute, said.summary)

        def write() -> interactions.Logged | follow_ups.Added:
            if not said.summary and step is not None:
                return follow_ups.add(session.store, ctx, step)
            return interactions.log(session.store, ctx, draft, follow_up=step)

        self.quick.clear()
        self._shell.tasks.run_write(write, lambda done: self._shell.saved(done.changes), owner=self)


def groups_of(rows: Sequence[TimelineRow], today: dt.date, shell: Shell) -> list[TimelineGroup]:
    """Rows, newest first, under headings such as *Today*, *Last week*, *October*."""
    groups = groupby(rows, key=lambda row: heading(row.day, today))
    return [TimelineGroup(title, [_entry(row, today, shell) for row in found]) for title, found in groups]


def heading(day: dt.date, today: dt.date) -> str:
    """Under what a day stands: nearer days more exactly."""
    week = today - dt.timedelta(days=today.weekday())
    if day > today:
        return tr("To come")
    if day == today:
        return tr("Today")
    if day == today - dt.timedelta(days=1):
        return tr("Yesterday")
    if day >= week:
        return tr("This week")
    if day >= week - dt.timedelta(days=7):
        return tr("Last week")
    month = locale().month_name(day.month)
    return month if day > add_months(today, -11) else f"{month} {day.year}"


def _entry(row: TimelineRow, today: dt.date, shell: Shell) -> TimelineEntry:
    icon, tone = _looks(row)
    body = "\n".join([*(say(sentence) for sentence in row.body), *([row.text] if row.text else [])])
    badge = BadgeSpec(say(row.chip.said), _TONES[row.chip.tone]) if row.chip is not None else None
    return TimelineEntry(
        icon, say(row.title), _when(row, today), body, tone, badge, _opener(row, shell), f"{row.kind}-{row.id}"
    )


def _looks(row: TimelineRow) -> tuple[str, str]:
    if row.channel is not None:
        return ICONS[row.channel], TONES[row.channel]
    return _KIND_LOOKS.get(row.kind, ("info", "info"))


def _opener(row: TimelineRow, shell: Shell) -> Callable[[], None] | None:
    """What Enter does: a talk opens to be changed, an entry in the ledger, a follow-up in its form."""
    if row.kind is TimelineKind.INTERACTION:
        return lambda: shell.run("log", interaction=row.id)
    if row.kind is TimelineKind.EXCHANGE and row.number is not None:
        return lambda: shell.go("ledger", number=row.number)
    if row.kind is TimelineKind.SALE:
        return lambda: shell.go("effectiveness", view="sales", record=row.id)
    if row.kind is TimelineKind.FOLLOW_UP:
        return lambda: shell.run("follow_up", follow_up=row.id)
    return None


def _when(row: TimelineRow, today: dt.date) -> str:
    if row.minute is not None and today - dt.timedelta(days=1) <= row.day <= today:
        return locale().time(dt.time(*divmod(row.minute, 60)))
    if row.day.year == today.year or (today - row.day).days < 180:
        return locale().short_day(row.day) if (today - row.day).days < 14 else locale().day_and_month(row.day)
    return locale().date(row.day)


def _said(read: QuickLog) -> str:
    channel = say(CHANNEL_WORDS[read.channel])
    if read.due is None:
        return tr("Enter logs: {channel}, today", channel=channel)
    day = locale().short_day(read.due)
    if not read.summary:
        return tr("Enter adds: follow-up {day}", day=day)
    return tr("Enter logs: {channel}, today; follow-up {day}", channel=channel, day=day)
