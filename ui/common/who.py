"""With whom it was: names complete while typing, each taken one becomes a chip, and a new one is made on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.party import ROLE_WORDS, PartyDraft, Role
from partnercrm.domain.party_rows import Hit, PartyPage
from partnercrm.domain.record import dataclass
from partnercrm.domain.suggestion_rows import RecentParty
from partnercrm.domain.text import fold
from partnercrm.services import party as parties
from partnercrm.services import search, suggestion
from ui import theme
from ui.common.suggest import Answer, SuggestField, Suggestion
from ui.common.tab import Shell
from ui.common.widgets import button
from ui.words import say, tr

OFFERED = 7
LONGEST_NAME = 28


@dataclass(frozen=True, slots=True)
class Who:
    """A party as the form knows it: row id, name and what it is to us."""

    party: int
    name: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that nobody has yet."""

    name: str


class WhoField(SuggestField):
    """One or several parties. Enter or Tab takes the highlighted name; Backspace in the empty line drops the last."""

    changed = Signal()
    """A party was added or taken away."""

    def __init__(self, text: str, shell: Shell, *, single: bool = False) -> None:
        super().__init__(text, self._find, placeholder=tr("Name, phone or tag"), highlight_first=True)
        self._shell, self._single = shell, single
        self._chosen_ones: list[Who] = []
        self._row = QWidget()
        self._chips = QHBoxLayout(self._row)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(6)
        self._chips.addStretch()
        self._row.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._row)
        self.taken.connect(self._on_taken)

    def parties(self) -> tuple[Who, ...]:
        """Whom it is with, in the order in which they were taken."""
        return tuple(self._chosen_ones)

    def set_parties(self, chosen: Sequence[Who]) -> None:
        """Show these instead."""
        self._chosen_ones = list(chosen)
        self._show_chips()

    def add(self, who: Who) -> None:
        """One more; where only one is asked for, in place of the one before."""
        kept = [] if self._single else [each for each in self._chosen_ones if each.party != who.party]
        self._chosen_ones = [*kept, who]
        self.set_text("")
        self.set_error(None)
        self._show_chips()
        self.changed.emit()
        self.edited.emit()

    def take_party(self, party: int) -> None:
        """Add a party that is known by its row id."""
        session = self._shell.session

        def read(page: PartyPage) -> None:
            self.add(Who(page.id, page.name, tuple(role.role for role in page.roles if role.current)))

        self._shell.tasks.run_read(lambda: parties.page(session.store, session.ctx(), party), read, owner=self)

    def drop(self, party: int) -> None:
        """Take one away."""
        self._chosen_ones = [each for each in self._chosen_ones if each.party != party]
        self._show_chips()
        self.changed.emit()
        self.edited.emit()

    def settle(self, then: Callable[[], None]) -> None:
        """Take the name that was typed but not taken, if it can only mean one; then go on in any case."""
        typed = self.text()
        if not typed:
            then()
            return

        def found(hits: list[Hit]) -> None:
            if self.text() == typed:
                self._take_only(typed, hits)
            then()

        self.close_popup()
        store = self._shell.session.store
        self._shell.tasks.run_read(lambda: search.search(store, typed, OFFERED), found, owner=self)

    def _take_only(self, typed: str, hits: Sequence[Hit]) -> None:
        exact = [hit for hit in hits if fold(hit.name) == fold(typed)]
        fitting = exact or list(hits)
        if len(fitting) == 1:
            self.add(_who(fitting[0]))
        else:
            self.set_error(tr("Choose a name from the list, or create it there."))

    def _find(self, text: str, answer: Answer) -> None:
        store = self._shell.session.store
        typed = text.strip()
        if not typed:
            self._shell.tasks.run_read(
                lambda: suggestion.recent_parties(store, OFFERED),
                lambda found: self._offer_recent(found, answer),
                owner=self,
                latest_key=f"who {id(self)}",
            )
            return
        self._shell.tasks.run_read(
            lambda: search.search(store, typed, OFFERED),
            lambda hits: self._offer(typed, hits, answer),
            owner=self,
            latest_key=f"who {id(self)}",
        )

    def _offer_recent(self, found: Sequence[RecentParty], answer: Answer) -> None:
        self._highlight_first = False
        answer([Suggestion(each.party, each.name, each.about) for each in found])

    def _offer(self, typed: str, hits: Sequence[Hit], answer: Answer) -> None:
        self._highlight_first = bool(hits)
        offered = [Suggestion(_who(hit), hit.name, _detail(hit)) for hit in hits]
        if not any(fold(hit.name) == fold(typed) for hit in hits):
            offered.append(Suggestion(NewName(typed), tr("Create “{name}”", name=typed)))
        answer(offered)

    def _on_taken(self, taken: Suggestion) -> None:
        if isinstance(taken.value, Who):
            self.add(taken.value)
        elif isinstance(taken.value, int):
            self.take_party(taken.value)
        elif isinstance(taken.value, NewName):
            self._create(taken.value.name)

    def _create(self, name: str) -> None:
        session = self._shell.session
        draft = PartyDraft(name)

        def made(added: parties.Added) -> None:
            self.add(Who(added.party, name))
            self._shell.saved(added.changes)

        def failed(error: Refused) -> None:
            self.set_text(name)
            self.set_error(say(error.message))

        self._shell.tasks.run_write(lambda: parties.add(session.store, session.ctx(), draft), made, failed, owner=self)

    def _show_chips(self) -> None:
        while self._chips.count() > 1:
            item = self._chips.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for place, who in enumerate(self._chosen_ones):
            self._chips.insertWidget(place, self._chip(who))
        self._row.setVisible(bool(self._chosen_ones))
        placeholder = tr("and who else?") if self._chosen_ones and not self._single else tr("Name, phone or tag")
        self.edit.setPlaceholderText(placeholder)

    def _chip(self, who: Who) -> QPushButton:
        short = who.name if len(who.name) <= LONGEST_NAME else who.name[: LONGEST_NAME - 1] + "…"
        made = button(short.replace("&", "&&"), "chip")
        made.setCheckable(True)
        made.setChecked(True)
        theme.set_icon(made, "x", "accent", 12, on="accent", pad=3)
        made.setAccessibleName(tr("{name}: take away", name=who.name))
        made.setToolTip(tr("Take {name} away", name=who.name))
        made.clicked.connect(lambda: self._on_chip(who.party))
        return made

    def _on_chip(self, party: int) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.drop(party)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if _is_backspace(event) and not self.edit.text() and self._chosen_ones:
            self.drop(self._chosen_ones[-1].party)
            return True
        if event.type() == QEvent.Type.FocusOut and self.text() and self.isVisible():
            self.settle(lambda: None)
        return super().eventFilter(watched, event)


def _is_backspace(event: QEvent) -> bool:
    is_press = event.type() == QEvent.Type.KeyPress
    return is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Backspace


def _who(hit: Hit) -> Who:
    return Who(hit.party, hit.name, hit.roles)


def _detail(hit: Hit) -> str:
    if hit.why is not None:
        return say(hit.why)
    return hit.sub or ", ".join(say(ROLE_WORDS[role]) for role in hit.roles[:2])
