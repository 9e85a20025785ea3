"""The lists of Today that the program itself fills: what needs a look, late deliveries, what ends soon.

Each row opens what is behind it and acts in one click; what is put aside comes back by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from partnercrm.domain.alert import AlertKind, AlertRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import NotFound
from partnercrm.domain.today_rows import SHOWN, EndKind, EndRow, LateOrderRow, Short
from partnercrm.services import alert
from partnercrm.services import today as todays
from ui.common.delegates import due_badge
from ui.common.tab import Shell
from ui.common.widgets import Badge, IconLabel, button, icon_button
from ui.today.list_card import ListCard, Row
from ui.words import locale, say, tr, trn

if TYPE_CHECKING:
    from partnercrm.services.context import Context
    from partnercrm.services.store import Store

ICONS: dict[AlertKind, tuple[str, str]] = {
    AlertKind.PROMISE: ("handshake", "warning"),
    AlertKind.LATE: ("truck", "warning"),
    AlertKind.BALANCE: ("scale", "info"),
    AlertKind.SINGLE: ("truck", "warning"),
    AlertKind.COOLING: ("message-circle", "info"),
    AlertKind.SATISFACTION: ("star", "warning"),
    AlertKind.SEGMENT: ("users", "info"),
    AlertKind.POINTS: ("ticket", "info"),
}
_END_ICONS = {EndKind.AGREEMENT: "handshake", EndKind.PROMOTION: "megaphone", EndKind.POINTS: "ticket"}
_VIEWS: dict[AlertKind, tuple[str, str]] = {
    AlertKind.LATE: ("suppliers", "warnings"),
    AlertKind.SINGLE: ("suppliers", "warnings"),
    AlertKind.SATISFACTION: ("feedback", "surveys"),
    AlertKind.SEGMENT: ("customers", "segments"),
}
Records = Mapping[str, Sequence[int]]


class AlertLists:
    """The three cards, each filled from its part of Today; one with nothing to say is not there."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.alerts = ListCard(
            tr("Needs a look"), "", lambda: self._unfold(todays.alerts, self.show_alerts, self.alerts), view_all=False
        )
        rules = button(tr("When to tell"), "link")
        rules.clicked.connect(lambda: shell.run("alert_rules"))
        self.alerts.add_to_head(rules)
        self.deliveries = ListCard(
            tr("Late deliveries"),
            "",
            lambda: self._unfold(todays.late_deliveries, self.show_deliveries, self.deliveries),
            view_all=False,
        )
        self.ending = ListCard(
            tr("Ends soon"), "", lambda: self._unfold(todays.ending_soon, self.show_ending, self.ending), view_all=False
        )

    def show_alerts(self, short: Short[AlertRow]) -> None:
        """One reminder a party; whose turn it is never stands here."""
        self.alerts.fill([self._alert(row) for row in short.rows], short)

    def show_deliveries(self, short: Short[LateOrderRow]) -> None:
        """What should have come, the longest late first."""
        self.deliveries.fill([self._delivery(row) for row in short.rows], short)

    def show_ending(self, short: Short[EndRow]) -> None:
        """What ends within thirty days."""
        self.ending.fill([self._end(row) for row in short.rows], short)

    # The rows

    def _alert(self, row: AlertRow) -> Row:
        said = say(row.said)
        icon, tone = ICONS[row.key.kind]
        left = IconLabel(icon, tone, 16, disc=28)
        made = Row(said, self._beside(row), lambda: self._open(row), left=left, sentence=True)
        self._act(made, row, said)
        later = icon_button("clock", tr("Put it aside: {what}", what=said), size=16)
        until = row.later(self._today())
        later.setToolTip(tr("Put it aside until {day}", day=locale().short_day(until)))
        later.setEnabled(not self._shell.session.read_only)
        later.clicked.connect(lambda: self._put_aside((row.id, *row.others), until))
        made.add(later)
        return made

    def _act(self, made: Row, row: AlertRow, said: str) -> None:
        """What is done about it in one click: a word, something given, or a look at it."""
        run, writes = self._shell.run, not self._shell.session.read_only
        kind, party = row.key.kind, row.party
        if kind is AlertKind.COOLING:
            made.add_button(tr("Log"), tr("Log: {what}", what=said), lambda: run("log", party=party)).setEnabled(writes)
        elif kind in (AlertKind.PROMISE, AlertKind.BALANCE) and party is not None:
            name = tr("Record: {what}", what=said)
            made.add_button(tr("Record"), name, lambda: run("give_and_take", party=party)).setEnabled(writes)
        else:
            made.add_button(tr("Show"), tr("Show: {what}", what=said), lambda: self._open(row))

    def _delivery(self, row: LateOrderRow) -> Row:
        shell = self._shell
        made = Row(
            row.name,
            ", ".join(row.items),
            lambda: shell.go("directory", party=row.party),
            left=IconLabel("truck", "warning", 16, disc=28),
        )
        when = self._when(row.expected)
        made.add(when)
        name = tr("Log interaction with {name}", name=row.name)
        log = made.add_button(tr("Log"), name, lambda: shell.run("log", party=row.party))
        log.setEnabled(not shell.session.read_only)
        made.setAccessibleName(f"{row.name}. {', '.join(row.items)}. {when.accessibleName()}")
        return made

    def _end(self, row: EndRow) -> Row:
        def show() -> None:
            self._show_end(row)

        made = Row(row.name, say(row.said), show, left=IconLabel(_END_ICONS[row.kind], "violet", 16, disc=28))
        when = locale().relative_day(row.day, self._today())
        made.add(Badge(when, "warning" if row.step < 30 else ""))
        made.add_button(tr("Show"), tr("Show {name}", name=row.name), show)
        made.setAccessibleName(f"{row.name}. {say(row.said)}. {when}")
        return made

    # What they do

    def _unfold(
        self, read: Callable[[Store, Context], Short[Any]], show: Callable[[Short[Any]], None], card: ListCard
    ) -> None:
        """*more*: the whole list in its place, until Today is read again."""
        session = self._shell.session

        def shown(found: Short[Any]) -> None:
            show(found)
            if len(card.rows()) > SHOWN:
                card.rows()[SHOWN].setFocus(Qt.FocusReason.OtherFocusReason)

        self._shell.tasks.run_read(lambda: read(session.store, session.ctx()), shown, owner=card)

    def _open(self, row: AlertRow) -> None:
        """Opens the records behind an alert as they are now; one that is over by now only goes from the list."""
        session = self._shell.session

        def read() -> Records | None:
            try:
                return alert.behind(session.store, session.clock.today(), row.id).records
            except NotFound:
                return None

        self._shell.tasks.run_read(read, lambda found: self._show(row, found), owner=self.alerts)

    def _show(self, row: AlertRow, found: Records | None) -> None:
        kind, go = row.key.kind, self._shell.go
        if found is None:
            go("today")
        elif kind is AlertKind.PROMISE:
            go("agreements", view="agreements", record=found["agreement"][0])
        elif kind is AlertKind.BALANCE:
            go("ledger", exchanges=tuple(found["exchange"]))
        elif kind is AlertKind.COOLING:
            go("directory", party=row.party)
        elif kind is AlertKind.POINTS:
            go("loyalty", view="programs")
        else:
            self._go(*_VIEWS[kind])

    def _show_end(self, row: EndRow) -> None:
        go = self._shell.go
        if row.kind is EndKind.AGREEMENT:
            go("agreements", view="agreements", record=row.id)
        elif row.kind is EndKind.PROMOTION:
            go("promotions", view="promotions", record=row.id)
        else:
            go("loyalty", view="programs")

    def _go(self, view: str, part: str) -> None:
        self._shell.go("effectiveness", view=view, part=part)

    def _put_aside(self, numbers: Sequence[int], until: dt.date) -> None:
        session = self._shell.session
        self._write(lambda: alert.snooze(session.store, session.ctx(), numbers, until))

    def _write(self, fn: Callable[[], Changes]) -> None:
        self._shell.tasks.run_write(fn, self._shell.saved, owner=self._shell.host())

    def _beside(self, row: AlertRow) -> str:
        """When it is due, else since when it is known; and how many more there are about the same party."""
        if row.due is not None:
            when = due_badge(row.due, self._today()).text
        elif row.first_seen == self._today():
            when = tr("since today")
        else:
            when = tr("since {day}", day=locale().short_day(row.first_seen))
        more = len(row.others)
        return f"{when} · {trn('{count} more about them', '{count} more about them', more)}" if more else when

    def _when(self, due: dt.date) -> Badge:
        """A day in a badge; red is for late bills only."""
        spec = due_badge(due, self._today())
        return Badge(spec.text, "warning" if spec.tone else "")

    def _today(self) -> dt.date:
        return self._shell.session.clock.today()
