"""With whom an entry is: one name that completes while it is typed, and can be made on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Signal

from partnercrm.domain.errors import Refused
from partnercrm.domain.party import PartyDraft
from partnercrm.domain.party_rows import Hit, PartyPage
from partnercrm.domain.suggestion_rows import RecentParty
from partnercrm.domain.text import fold
from partnercrm.services import party as parties
from partnercrm.services import search, suggestion
from ui.common.party_words import role_words
from ui.common.suggest import Answer, SuggestField, Suggestion
from ui.common.tab import Shell
from ui.common.who import NewName, Who
from ui.words import say, tr

OFFERED = 7


class PartyField(SuggestField):
    """One party or none. `may_create` offers to add the name that was typed."""

    changed = Signal()
    """Another party stands there, or what it is to us was read."""

    def __init__(self, text: str, shell: Shell, *, may_create: bool = True, placeholder: str = "") -> None:
        hint = placeholder or tr("Name, phone or tag")
        super().__init__(text, self._find, placeholder=hint, highlight_first=True)
        self._shell, self._may_create = shell, may_create
        self._who: Who | None = None
        self.taken.connect(self._on_taken)
        self.edit.textEdited.connect(self._on_other_text)

    def who(self) -> Who | None:
        """Whom it is with, None while the text is free."""
        return self._who

    def set_who(self, who: Who | None) -> None:
        """Show this party; no signal."""
        self._who = who
        self.set_suggestion(Suggestion(who, who.name) if who else None)
        self.set_error(None)

    def take_party(self, party: int) -> None:
        """Show a party that is known by its row id."""
        session = self._shell.session

        def read(page: PartyPage) -> None:
            self.set_who(Who(page.id, page.name, tuple(role.role for role in page.roles if role.current)))
            self.changed.emit()

        self._shell.tasks.run_read(
            lambda: parties.page(session.store, session.ctx(), party), read, owner=self, latest_key=f"who {id(self)}"
        )

    def settle(self, then: Callable[[], None]) -> None:
        """Take the name that was typed but not taken, if it can only mean one; then go on in any case."""
        typed = self.text()
        if self._who is not None or not typed:
            then()
            return

        def found(hits: list[Hit]) -> None:
            if self.text() == typed and self._who is None:
                self._take_only(typed, hits)
            then()

        self.close_popup()
        store = self._shell.session.store
        self._shell.tasks.run_read(lambda: search.search(store, typed, OFFERED), found, owner=self)

    def _take_only(self, typed: str, hits: Sequence[Hit]) -> None:
        exact = [hit for hit in hits if fold(hit.name) == fold(typed)]
        fitting = exact or list(hits)
        if len(fitting) == 1:
            self._take_who(Who(fitting[0].party, fitting[0].name, fitting[0].roles))
        else:
            self.set_error(tr("Choose a name from the list."))

    def _find(self, text: str, answer: Answer) -> None:
        store, typed = self._shell.session.store, text.strip()
        key = f"who {id(self)}"
        if not typed:
            self._shell.tasks.run_read(
                lambda: suggestion.recent_parties(store, OFFERED),
                lambda found: self._offer_recent(found, answer),
                owner=self,
                latest_key=key,
            )
            return
        self._shell.tasks.run_read(
            lambda: search.search(store, typed, OFFERED),
            lambda hits: self._offer(typed, hits, answer),
            owner=self,
            latest_key=key,
        )

    def _offer_recent(self, found: Sequence[RecentParty], answer: Answer) -> None:
        self._highlight_first = False
        answer([Suggestion(each.party, each.name, each.about) for each in found])

    def _offer(self, typed: str, hits: Sequence[Hit], answer: Answer) -> None:
        self._highlight_first = bool(hits)
        offered = [Suggestion(Who(hit.party, hit.name, hit.roles), hit.name, _detail(hit)) for hit in hits]
        if self._may_create and not any(fold(hit.name) == fold(typed) for hit in hits):
            offered.append(Suggestion(NewName(typed), tr("Create “{name}”", name=typed)))
        answer(offered)

    def _on_other_text(self, _text: str) -> None:
        if self._who is not None:
            self._who = None
            self.changed.emit()

    def _on_taken(self, taken: Suggestion) -> None:
        if isinstance(taken.value, Who):
            self._take_who(taken.value)
        elif isinstance(taken.value, int):
            self.take_party(taken.value)
        elif isinstance(taken.value, NewName):
            self._create(taken.value.name)

    def _take_who(self, who: Who) -> None:
        self.set_who(who)
        self.changed.emit()

    def _create(self, name: str) -> None:
        session, draft = self._shell.session, PartyDraft(name)
        ctx = session.ctx()
        self.set_text(name)

        def made(added: parties.Added) -> None:
            self._take_who(Who(added.party, name))
            self._shell.saved(added.changes)

        def failed(error: Refused) -> None:
            self.set_error(say(error.message))

        self._shell.tasks.run_write(lambda: parties.add(session.store, ctx, draft), made, failed, owner=self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.text() and self._who is None and self.isVisible():
            self.settle(_nothing)
        return super().eventFilter(watched, event)


def _nothing() -> None:
    """Settling was all that was wanted."""


def _detail(hit: Hit) -> str:
    return say(hit.why) if hit.why is not None else hit.sub or role_words(hit.roles[:2])
