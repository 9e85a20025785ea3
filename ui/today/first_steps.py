"""The first fifteen minutes: four cards that tick themselves and can be closed for good, then the first workbook."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyFilter
from partnercrm.domain.today_rows import Card, FirstSteps
from partnercrm.services import party, party_list
from partnercrm.services import today as todays
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common.tab import Shell
from ui.common.widgets import ElidedLabel, IconLabel, button, card, icon_button, label
from ui.today.step_forms import Neighbour, NeighbourForm, NextTalkForm, OpeningForm
from ui.words import tr


def neighbour(store: Store, ctx: Context) -> Neighbour | None:
    """The partner that was added last, of whom the cards speak."""
    found = party_list.ids(store, ctx, PartyFilter(role=Role.PARTNER))
    if not found:
        return None
    last = max(found)
    return Neighbour(last, party.named(store, [last]))


class FirstStepsPanel(QWidget):
    """The cards that are still open. `changed` is called after one was closed or answered."""

    def __init__(self, shell: Shell, changed: Callable[[], None]) -> None:
        super().__init__()
        self.shell, self._changed = shell, changed
        self._neighbour: Neighbour | None = None
        self._was: FirstSteps | None = None
        self.neighbour_form = NeighbourForm(shell)
        self.opening_form = OpeningForm(shell, changed)
        self.talk_form = NextTalkForm(shell)
        self.passed = button(tr("Log what passed"), icon="plus")
        self.passed.clicked.connect(self._log)
        self.cards = self._make_cards()
        self.workbook = self._make_workbook()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._heading = label(tr("Your first fifteen minutes"), "section")
        column.addWidget(self._heading)
        for each in self.cards.values():
            column.addWidget(each)
        column.addWidget(self.workbook)
        self.hide()

    def show_steps(self, steps: FirstSteps, spoken_of: Neighbour | None) -> None:
        """Show how far the cards are."""
        session = self.shell.session
        shown = bool(steps.open) and not session.facts.example and not session.read_only
        self.setVisible(shown)
        if not shown:
            return
        self._neighbour = spoken_of
        focused: QWidget | None = self.window().focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        for row in steps.cards:
            each = self.cards[row.card]
            each.setVisible(not row.closed and not steps.done)
            each.set_ticked(row.ticked)
        self._heading.setVisible(not steps.done)
        self.workbook.setVisible(steps.done)
        for form in (self.opening_form, self.talk_form):
            form.set_neighbour(spoken_of)
        self.passed.setEnabled(spoken_of is not None)
        self._name_neighbour()
        self._go_on(steps, inside)
        self._was = steps

    def current(self) -> Card | None:
        """The first card that waits for something."""
        return next((key for key, each in self.cards.items() if each.isVisibleTo(self) and not each.ticked), None)

    def _make_cards(self) -> dict[Card, StepCard]:
        passed = QWidget()
        row = QHBoxLayout(passed)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(self.passed)
        row.addStretch()
        made = {
            Card.NEIGHBOUR: StepCard(
                "store",
                tr("Your closest neighbour"),
                tr("Who next door do you help, and who helps you?"),
                self.neighbour_form,
            ),
            Card.EXCHANGE: StepCard("arrow-left-right", tr("What passed between you lately"), "", passed),
            Card.OPENING: StepCard(
                "receipt",
                tr("Is anything open from before?"),
                tr("A bill that one of you has not paid yet."),
                self.opening_form,
            ),
            Card.NEXT_TALK: StepCard("calendar-clock", tr("When will you talk again?"), "", self.talk_form),
        }
        for key, each in made.items():
            each.closed.clicked.connect(lambda _on=False, key=key: self._close((key,)))
        return made

    def _make_workbook(self) -> StepCard:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 4, 0, 0)
        make = button(tr("Make my first workbook"), "primary", "file-spreadsheet")
        make.clicked.connect(lambda: self.shell.run("workbook"))
        row.addWidget(make)
        row.addStretch()
        made = StepCard(
            "file-spreadsheet",
            tr("My first workbook"),
            tr("It says the same as this screen, in sheets that your accountant can check."),
            body,
        )
        made.closed.clicked.connect(lambda: self._close(tuple(Card)))
        return made

    def _name_neighbour(self) -> None:
        name = self._neighbour.name if self._neighbour else ""
        asks_first = tr("First say who your neighbour is.")
        passed = tr("A favour, a delivery, a hand: log the last one with {name}.", name=name)
        talk = tr("A day for your next word with {name}, or how often you want to be in touch.", name=name)
        self.cards[Card.EXCHANGE].say(passed if name else asks_first)
        self.cards[Card.NEXT_TALK].say(talk if name else asks_first)

    def _go_on(self, steps: FirstSteps, inside: bool) -> None:
        """The cursor waits in the first card of a fresh shop; from there it goes on as the cards tick themselves."""
        before = {row.card: row.ticked for row in self._was.cards} if self._was else {}
        newly = any(row.ticked and before.get(row.card) is False for row in steps.cards)
        fresh = self._was is None and self.current() is Card.NEIGHBOUR
        if (newly and inside) or fresh:
            self._take_focus()

    def _take_focus(self) -> None:
        following = self.current()
        target = self.workbook if following is None else self.cards[following]
        target.take_focus()

    def _log(self) -> None:
        if self._neighbour is not None:
            self.shell.run("log", party=self._neighbour.party)

    def _close(self, keys: tuple[Card, ...]) -> None:
        store = self.shell.session.store

        def close() -> None:
            for key in keys:
                todays.close(store, key)

        self.shell.tasks.run_write(close, lambda _none: self._changed(), owner=self)


class StepCard(QFrame):
    """One card: an icon that becomes a tick, what it asks, its form, and a cross that closes it for good."""

    def __init__(self, icon: str, title: str, sentence: str, body: QWidget) -> None:
        super().__init__()
        self.ticked = False
        self._icon, self._body, self._title = icon, body, title
        frame, column = card(14, 10, 10, 10)
        column.setSpacing(0)
        self._mark = IconLabel(icon, "accent", 15, disc=28)
        self._sentence = ElidedLabel(sentence, "faint")
        self.closed = icon_button("x", tr("Close for good: {title}", title=title), size=14)
        self.closed.setToolTip(tr("Close for good"))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._mark)
        head.addWidget(label(title, "strong"))
        head.addWidget(self._sentence, 1)
        head.addWidget(self.closed)
        column.addLayout(head)
        column.addWidget(body)
        self.setAccessibleName(title)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def say(self, sentence: str) -> None:
        """What it asks, in other words."""
        self._sentence.setText(sentence)

    def set_ticked(self, ticked: bool) -> None:
        """Show that it is done: its form goes."""
        self.ticked = ticked
        self._mark.set_icon("check" if ticked else self._icon, "success" if ticked else "accent")
        self._body.setVisible(not ticked)
        self._sentence.setVisible(not ticked)
        self.setAccessibleName(tr("Done: {title}", title=self._title) if ticked else self._title)

    def take_focus(self) -> None:
        """Put the cursor into the card's first control."""
        stops = [each for each in self._body.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        first = next((each for each in stops if each.isEnabled() and each.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
