"""The lists of Today: follow-ups, losing touch, open bills, whom to ask, whose turn, dates. Each row acts at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.interaction_rows import FollowUpRow
from partnercrm.domain.sentences import turn_words
from partnercrm.domain.today_rows import BillRow, ImportantDateRow, Short, TouchRow, TurnRow
from partnercrm.services import follow_up
from partnercrm.services import today as todays
from ui import theme
from ui.common.delegates import due_badge
from ui.common.tab import Shell
from ui.common.widgets import Avatar, Badge, IconLabel, label
from ui.today.list_card import ListCard, Row
from ui.today.unfold import show, unfold
from ui.words import currency, locale, say, tr, trn

if TYPE_CHECKING:
    from partnercrm.domain.coalition_rows import PartnerRow
    from partnercrm.domain.feedback_rows import RequestRow


class TodayLists:
    """The cards, each filled from its part of Today."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        go = shell.go
        self.follow_ups = ListCard(
            tr("Follow-ups"), tr("Nothing is to be done today."), lambda: go("interactions", view="follow_ups")
        )
        self.touch = ListCard(
            tr("Losing touch"),
            tr("You are in touch with everybody you wanted to be."),
            lambda: go("directory", chip="losing_touch"),
        )
        self.bills = ListCard(
            tr("Open bills"), tr("No bill is open in the next two weeks."), lambda: go("ledger", view="open_items")
        )
        self.cards = ListCard(tr("Shared cards"), "", lambda: go("loyalty", view="settlement"), view_all=False)
        self.asks = ListCard(
            tr("Ask for feedback"), "", lambda: shell.go("effectiveness", view="feedback", part="requests")
        )
        self.turns = ListCard(
            tr("Whose turn"), "", lambda: unfold(shell, self.turns, todays.turns, self._fill_turns), view_all=False
        )
        self.dates = ListCard(
            tr("Dates"), "", lambda: unfold(shell, self.dates, todays.dates, self._fill_dates), view_all=False
        )

    def show_follow_ups(self, short: Short[FollowUpRow]) -> None:
        """Late ones first; a tick is done."""
        self.follow_ups.fill([self._follow_up(row) for row in short.rows], short)

    def show_touch(self, short: Short[TouchRow]) -> None:
        """With whom contact is due again, the most urgent first."""
        self.touch.fill([self._touch(row) for row in short.rows], short)

    def show_bills(self, short: Short[BillRow]) -> None:
        """Bills that are late or due soon; red is only for late ones."""
        self.bills.fill([self._bill(row) for row in short.rows], short)

    def show_cards(self, short: Short[PartnerRow]) -> None:
        """Shops that share a card with us: whose pot runs low, or with whom much is open."""
        self.cards.fill([self._card(row) for row in short.rows], short)

    def show_asks(self, short: Short[RequestRow]) -> None:
        """Whom to ask for feedback by now; the card is not there with nobody to ask."""
        self.asks.fill([self._ask(row) for row in short.rows], short)

    def show_turns(self, short: Short[TurnRow]) -> None:
        """Who gave last, and more often than we did: words, never an alert."""
        show(self._shell, self.turns, short, todays.turns, self._fill_turns)

    def show_dates(self, short: Short[ImportantDateRow]) -> None:
        """Birthdays and the like that come up."""
        show(self._shell, self.dates, short, todays.dates, self._fill_dates)

    def _fill_turns(self, short: Short[TurnRow]) -> None:
        self.turns.fill([self._turn(row) for row in short.rows], short)

    def _fill_dates(self, short: Short[ImportantDateRow]) -> None:
        self.dates.fill([self._date(row) for row in short.rows], short)

    def _today(self) -> dt.date:
        return self._shell.session.clock.today()

    def _party(self, party: int) -> Callable[[], None]:
        return lambda: self._shell.go("directory", party=party)

    def _follow_up(self, row: FollowUpRow) -> Row:
        shell, session = self._shell, self._shell.session
        mine = row.assignee == session.actor
        second = row.name if mine else " · ".join(filter(None, (row.name, row.assignee_name)))
        box = QCheckBox()
        box.setFixedWidth(theme.px(28))  # as wide as what stands at the left of other rows, so that texts align
        box.setAccessibleName(tr("Done: {title}", title=row.title))
        box.setToolTip(tr("Mark as done"))
        box.setEnabled(not session.read_only)
        made = Row(row.title, second, lambda: shell.go("interactions", follow_up=row.id), left=box)
        box.clicked.connect(lambda: self._write(lambda: follow_up.done(session.store, session.ctx(), [row.id])))
        badge = due_badge(row.due, self._today())
        made.add(Badge(badge.text, badge.tone))
        if not session.read_only:
            self._add_acts(made, row, box)
        made.setAccessibleName(f"{row.title}. {second}. {badge.text}")
        return made

    def _add_acts(self, made: Row, row: FollowUpRow, box: QCheckBox) -> None:
        """The tick comes first, so that Space ticks from anywhere in the row."""
        session, tomorrow = self._shell.session, self._today() + dt.timedelta(days=1)
        made.add_act(tr("Mark as done"), box.click)
        made.add_icon_act(
            "clock",
            tr("Leave {title} until tomorrow", title=row.title),
            tr("Leave it until tomorrow"),
            lambda: self._write(lambda: follow_up.snooze(session.store, session.ctx(), [row.id], tomorrow)),
        )
        if row.party is not None:
            made.add_act(tr("Log interaction"), lambda: self._shell.run("log", party=row.party))

    def _later(self, made: Row, party: int) -> Row:
        """Every row about somebody offers a follow-up in its menu."""
        if not self._shell.session.read_only:
            made.add_act(tr("Follow up"), lambda: self._shell.run("follow_up", party=party))
        return made

    def _touch(self, row: TouchRow) -> Row:
        days = trn("{count} day", "{count} days", row.days)
        second = tr("never yet") if row.never else tr("last contact {when}", when=self._ago(row.since))
        wanted = trn("wanted every day", "wanted every {count} days", row.interval_days)
        made = self._named(row.party, row.name, f"{second}, {wanted}")
        made.add(label(days, "faint"))
        name = tr("Log interaction with {name}", name=row.name)
        self._enable(made.add_button(tr("Log"), name, lambda: self._shell.run("log", party=row.party)))
        return self._later(made, row.party)

    def _bill(self, row: BillRow) -> Row:
        said = [say(each) for each in row.said]
        made = self._named(row.party, row.name, "")
        today = self._today()
        sides = ((row.we_owe, row.we_due), (row.they_owe, row.they_due))
        lates = [due is not None and due < today for owed, due in sides if owed > 0]
        words = _Words(said, lates)
        made.add(words)
        made.setAccessibleName(f"{row.name}. {', '.join(said)}")
        name = tr("Record a payment with {name}", name=row.name)
        self._enable(made.add_button(tr("Payment"), name, lambda: self._shell.run("settle", party=row.party)))
        return self._later(made, row.party)

    def _card(self, row: PartnerRow) -> Row:
        from partnercrm.domain.coalition_words import alert_words  # late: few shops share a card

        said = say(alert_words(row, currency()))
        go, party = self._shell.go, row.draft.party
        made = Row(row.name, said, lambda: go("loyalty", view="settlement", record=row.id), left=Avatar(row.name, 28))
        if row.draft.prepaid:
            name = tr("Record a payment with {name}", name=row.name)
            act = made.add_button(tr("Payment"), name, lambda: self._shell.run("settle", party=party))
        else:
            name = tr("Make a settlement with {name}", name=row.name)
            act = made.add_button(tr("Settle"), name, lambda: go("loyalty", view="settlement", make=row.program))
        self._enable(act)
        return made

    def _ask(self, row: RequestRow) -> Row:
        from ui.feedback import deeds, sheets  # late: only where somebody is to be asked

        shell, host = self._shell, self._shell.host()
        why = tr("after a purchase") if row.sale is not None else row.about
        second = ", ".join(filter(None, (row.survey_name, why)))
        made = Row(
            row.party_name,
            second,
            lambda: sheets.RequestSheet(shell, host, row).start(),
            left=IconLabel("message-circle", "info", 16, disc=28),
        )
        made.add(label(self._ago(row.due), "faint"))
        if not shell.session.read_only:
            (text, run), *others = deeds.of_request(shell, host, row)
            made.add_button(text, tr("{act}: {what}", act=text, what=row.party_name), run)
            for each in others:
                made.add_act(*each)
        return made

    def _turn(self, row: TurnRow) -> Row:
        they = trn("they gave on {count} day", "they gave on {count} days", row.received_days)
        we = trn("we on {count}", "we on {count}", row.given_days)
        made = self._named(row.party, row.name, f"{they}, {we}")
        made.add(label(say(turn_words(row.given_days, row.received_days)), "muted"))
        name = tr("Record give and take with {name}", name=row.name)
        run = self._shell.run
        self._enable(made.add_button(tr("Record"), name, lambda: run("give_and_take", party=row.party)))
        return self._later(made, row.party)

    def _date(self, row: ImportantDateRow) -> Row:
        what = row.label if row.years is None else f"{row.label} ({row.years})"
        second = f"{what}, {locale().short_day(row.day)}"
        made = Row(row.name, second, self._party(row.party), left=IconLabel("cake", "violet", 16, disc=28))
        made.add(label(self._ago(row.day), "faint"))
        name = tr("Log interaction with {name}", name=row.name)
        self._enable(made.add_button(tr("Log"), name, lambda: self._shell.run("log", party=row.party)))
        return self._later(made, row.party)

    def _named(self, party: int, name: str, second: str) -> Row:
        return Row(name, second, self._party(party), left=Avatar(name, 28))

    def _ago(self, day: dt.date) -> str:
        said = locale().relative_day(day, self._today())
        return said[:1].lower() + said[1:]

    def _enable(self, widget: QWidget) -> None:
        widget.setEnabled(not self._shell.session.read_only)

    def _write(self, fn: Callable[[], Changes]) -> None:
        self._shell.tasks.run_write(fn, self._shell.saved, owner=self._shell.host())


class _Words(QWidget):
    """What is owed, one phrase a line at the right; the late ones in red."""

    def __init__(self, said: Sequence[str], lates: Sequence[bool]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch()
        for at, text in enumerate(said[:2]):
            late = at < len(lates) and lates[at]
            shown = label(text, "small", "danger" if late else "muted")
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            column.addWidget(shown)
        column.addStretch()
