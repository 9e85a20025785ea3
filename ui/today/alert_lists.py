"""The lists of Today that the program itself fills: what needs a look, late deliveries, what ends soon.

Each row opens what is behind it and acts in one click; what is put aside comes back by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from partnercrm.domain.alert import AlertKey, AlertKind, AlertRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import NotFound
from partnercrm.domain.today_rows import EndKind, EndRow, LateOrderRow, Short
from partnercrm.services import alert
from partnercrm.services import today as todays
from ui import messages
from ui.common.delegates import due_badge
from ui.common.tab import Shell
from ui.common.widgets import Badge, IconLabel, button
from ui.today.list_card import ListCard, Row
from ui.today.unfold import show, unfold
from ui.words import locale, say, tr, trn

if TYPE_CHECKING:
    from partnercrm.services.alert import Standing
    from ui.common.explain import Deed

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
_SOON = 7
IN_THE_SHEET = 2
"""So many deeds stand in the sheet too; the row's menu has them all."""


class AlertLists:
    """The three cards, each filled from its part of Today; deliveries and ends are not there with nothing to say."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.alerts = ListCard(
            tr("Needs a look"),
            tr("Nothing needs a look."),
            lambda: unfold(shell, self.alerts, todays.alerts, self._fill_alerts),
            view_all=False,
        )
        rules = button(tr("When to tell"), "link")
        rules.clicked.connect(lambda: shell.run("alert_rules"))
        self.alerts.add_to_head(rules)
        self.deliveries = ListCard(
            tr("Late deliveries"),
            "",
            lambda: unfold(shell, self.deliveries, todays.late_deliveries, self._fill_deliveries),
            view_all=False,
        )
        self.ending = ListCard(
            tr("Ends soon"),
            "",
            lambda: unfold(shell, self.ending, todays.ending_soon, self._fill_ending),
            view_all=False,
        )

    def show_alerts(self, short: Short[AlertRow]) -> None:
        """One reminder a party; whose turn it is never stands here."""
        show(self._shell, self.alerts, short, todays.alerts, self._fill_alerts)

    def show_deliveries(self, short: Short[LateOrderRow]) -> None:
        """What should have come, the longest late first."""
        show(self._shell, self.deliveries, short, todays.late_deliveries, self._fill_deliveries)

    def show_ending(self, short: Short[EndRow]) -> None:
        """What ends within thirty days."""
        show(self._shell, self.ending, short, todays.ending_soon, self._fill_ending)

    def _fill_alerts(self, short: Short[AlertRow]) -> None:
        self.alerts.fill([self._alert(row) for row in short.rows], short)

    def _fill_deliveries(self, short: Short[LateOrderRow]) -> None:
        self.deliveries.fill([self._delivery(row) for row in short.rows], short)

    def _fill_ending(self, short: Short[EndRow]) -> None:
        self.ending.fill([self._end(row) for row in short.rows], short)

    # The rows

    def _alert(self, row: AlertRow) -> Row:
        said, keys, until = say(row.said), (row.key, *row.others), row.later(self._today())
        icon, tone = ICONS[row.key.kind]
        left = IconLabel(icon, tone, 16, disc=28)
        acts = self._acts(row.key, row.party, said)
        made = Row(said, self._beside(row), lambda: self._open(keys, acts, until), left=left, sentence=True)
        self._add_acts(made, acts, said)
        self._add_rest(made, keys, until, said)
        return made

    def _acts(self, key: AlertKey, party: int | None, said: str) -> list[Deed]:
        """What can be done about it, what is likeliest first: a word, something given, the people, a follow-up."""
        run, kind = self._shell.run, key.kind
        log: Deed = (tr("Log"), lambda: run("log", party=party))
        record: Deed = (tr("Record"), lambda: run("give_and_take", party=party))
        later: Deed = (tr("Follow up"), lambda: run("follow_up", party=party, what=said))
        if party is None:
            return [(tr("People"), lambda: self._people(key)), later] if kind in _ABOUT_PEOPLE else [later]
        if kind is AlertKind.BALANCE:
            return [record, (tr("Call it even"), lambda: run("settle", party=party, way="even")), log, later]
        if kind is AlertKind.PROMISE:
            return [record, log, later]
        return [log, later] if kind is AlertKind.COOLING else [later, log]

    def _delivery(self, row: LateOrderRow) -> Row:
        from ui.supply import deeds as supply  # late: only where something did not come

        shell, items = self._shell, ", ".join(row.items)
        said = tr("{items} from {name}", items=items, name=row.name)
        acts: list[Deed] = [
            (tr("All came"), lambda: supply.all_came(shell, shell.host(), row.order)),
            (tr("Note what came"), lambda: supply.show_order(shell, shell.host(), row.order)),
            (tr("Log"), lambda: shell.run("log", party=row.party)),
            (tr("Follow up"), lambda: shell.run("follow_up", party=row.party, what=said)),
        ]
        left = IconLabel("truck", "warning", 16, disc=28)
        made = Row(row.name, items, lambda: self._open((row.key,), acts, row.later), left=left)
        when = self._when(row.expected)
        made.add(when)
        self._add_acts(made, acts, said)
        self._add_rest(made, (row.key,), row.later, said)
        made.setAccessibleName(f"{row.name}. {items}. {when.accessibleName()}")
        return made

    def _end(self, row: EndRow) -> Row:
        shell = self._shell
        what = say(row.said)
        said = tr("{name}: {what}", name=row.name, what=what)
        acts: list[Deed] = [(tr("Follow up"), lambda: shell.run("follow_up", party=row.party, what=said))]
        if row.kind is EndKind.POINTS:
            acts.insert(0, (tr("People"), lambda: self._people(row.key)))
        elif row.kind is EndKind.AGREEMENT:
            acts.insert(0, (tr("Renew"), lambda: self._renew(row.id)))

        made = Row(
            row.name,
            what,
            lambda: self._show_end(row, acts),
            left=IconLabel(_END_ICONS[row.kind], "violet", 16, disc=28),
        )
        when = locale().relative_day(row.day, self._today())
        made.add(Badge(when, "warning" if (row.day - self._today()).days <= _SOON else ""))
        self._add_acts(made, acts, said)
        self._add_rest(made, (row.key,), row.later, said)
        made.setAccessibleName(f"{row.name}. {what}. {when}")
        return made

    def _add_acts(self, made: Row, acts: Sequence[Deed], said: str) -> None:
        """The first one as a button, the others in the row's menu; without writing there is only looking."""
        if self._shell.session.read_only:
            return
        text, run = acts[0]
        made.add_button(text, tr("{act}: {what}", act=text, what=said), run)
        for each in acts[1:]:
            made.add_act(*each)

    def _add_rest(self, made: Row, keys: Sequence[AlertKey], until: dt.date, said: str) -> None:
        """The clock puts it aside; the menu offers other days too."""
        if self._shell.session.read_only:
            return
        made.add_icon_act(
            "clock",
            tr("Put it aside: {what}", what=said),
            tr("Put it aside until {day}", day=locale().short_day(until)),
            lambda: self._put_aside(keys, until),
        )
        for text, days in ((tr("Put it aside until tomorrow"), 1), (tr("Put it aside for 30 days"), 30)):
            day = self._today() + dt.timedelta(days=days)
            if day != until:
                made.add_act(text, partial(self._put_aside, keys, day))
        made.add_act(tr("When to tell of what"), lambda: self._shell.run("alert_rules"))

    # What they do

    def _open(self, keys: Sequence[AlertKey], acts: Sequence[Deed], until: dt.date) -> None:
        """Opens an alert with its records as they are now; of one that is over by now that is said."""
        from ui.today.alert_sheet import AlertSheet  # late: Today is shown without it

        shell = self._shell
        rest: Deed = (tr("Put it aside"), lambda: self._put_aside(keys, until))
        wanted = () if shell.session.read_only else (*acts[:IN_THE_SHEET], rest)
        self._read(keys, lambda found: AlertSheet(shell, found, wanted).start())

    def _people(self, key: AlertKey) -> None:
        """The people behind it, as a list to call, mail or print."""

        from ui.today.alert_sheet import people  # late: Today is shown without it

        def go(found: Sequence[Standing]) -> None:
            deed = people(self._shell, found[0])
            if deed is None:
                messages.toast(tr("It keeps no name, so there is nobody to show."))
            else:
                deed[1]()

        self._read((key,), go)

    def _read(self, keys: Sequence[AlertKey], show: Callable[[Sequence[Standing]], object]) -> None:
        session = self._shell.session

        def read() -> list[Standing]:
            found = []
            for key in keys:
                try:
                    found.append(alert.behind(session.store, session.clock.today(), key))
                except NotFound:
                    continue
            return found

        def shown(found: list[Standing]) -> None:
            if found:
                show(found)
            else:
                messages.toast(tr("That is over by now."))
                self._shell.go("today")

        # File work: what is to be read of all sales must not hold up the lists.
        self._shell.tasks.run_file(lambda _work: read(), shown, owner=self.alerts)

    def _show_end(self, row: EndRow, acts: Sequence[Deed]) -> None:
        go = self._shell.go
        if row.kind is EndKind.AGREEMENT:
            go("agreements", view="agreements", record=row.id)
        elif row.kind is EndKind.PROMOTION:
            go("promotions", view="promotions", record=row.id)
        else:
            self._open((row.key,), acts, row.later)

    def _renew(self, agreement: int) -> None:
        """Its form, in which the day of its end can be changed."""
        self._shell.run("agreement", agreement=agreement)

    def _put_aside(self, keys: Sequence[AlertKey], until: dt.date) -> None:
        session = self._shell.session
        self._write(lambda: alert.snooze(session.store, session.ctx(), keys, until))

    def _write(self, fn: Callable[[], Changes]) -> None:
        self._shell.tasks.run_write(fn, self._shell.saved, owner=self._shell.host())

    def _beside(self, row: AlertRow) -> str:
        """What its rule is called; when it is due, else since when it is known; how many more there are about them."""
        if row.due is not None:
            when = due_badge(row.due, self._today()).text
        elif row.first_seen == self._today():
            when = tr("since today")
        else:
            when = tr("since {day}", day=locale().short_day(row.first_seen))
        more = len(row.others)
        parts = (say(row.title), when, trn("{count} more about them", "{count} more about them", more) if more else "")
        return " · ".join(filter(None, parts))

    def _when(self, due: dt.date) -> Badge:
        """A day in a badge; red is for late bills only."""
        spec = due_badge(due, self._today())
        return Badge(spec.text, "warning" if spec.tone else "")

    def _today(self) -> dt.date:
        return self._shell.session.clock.today()


_ABOUT_PEOPLE = frozenset({AlertKind.SEGMENT, AlertKind.POINTS})
