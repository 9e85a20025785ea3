"""The form of a person or business: a name, what they are to us, one way to reach them; the rest behind *More*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.party import ContactKind, PartyDraft, Role, RoleDraft
from partnercrm.domain.party_rows import Likely
from partnercrm.domain.problems import Problem
from partnercrm.services import likely
from partnercrm.services import party as parties
from ui import messages
from ui.common.choices import ChipRow
from ui.common.fields import Field, TextField, problem_of, show_problems
from ui.common.form_keeper import Content, FormKeeper
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import Banner, button, label
from ui.party.more import More
from ui.party.reach import ReachField
from ui.party.roles import FIRST_ROLES, role_options
from ui.words import say, tr

WIDTH = 580
_LOOK_MS = 250


def open_form(shell: Shell, party: int | None = None, name: str = "", role: str = "") -> None:
    """Open the form for a new party, perhaps with its name and role; or to change one (row id)."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    if party is None:
        PartySheet(shell).open_new(name, role)
        return
    session = shell.session
    shell.tasks.run_read(
        lambda: parties.draft_of(session.store, session.ctx(), party),
        lambda draft: PartySheet(shell, party, draft).open_filled(),
        owner=shell.host(),
    )


class PartySheet(Sheet):
    """A new party, or with `party` and `kept` one that is changed."""

    def __init__(self, shell: Shell, party: int | None = None, kept: PartyDraft | None = None) -> None:
        title = tr("Add a person or business") if kept is None else tr("Edit {name}", name=kept.name)
        super().__init__(shell.host(), title, width=WIDTH, hint=tr("Ctrl+Enter saves, Esc closes"))
        self._shell, self._party, self._kept = shell, party, kept
        self._ctx = shell.session.ctx()
        today = shell.session.clock.today
        self._ended = [] if kept is None else [r for r in kept.roles if r.until_day and r.until_day < today()]
        self.bar = Banner("", "info", "rotate-ccw")
        self.double = Banner("", "warning", "users")
        for banner in (self.bar, self.double):
            banner.hide()
        self.name = TextField(tr("&Name"), placeholder=tr("The Daily Grind"))
        self.roles = ChipRow(tr("What are they to us?"), role_options(FIRST_ROLES), multi=True)
        self.reach = ReachField(tr("One way to &reach them"))
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self.open_more = button(tr("&More"), "link", "chevron-down")
        self.more = More(today)
        self._fill_body()
        self._untouched = self._typed()
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._listen()
        if kept is None:
            self.add_button(tr("Save and add another"), lambda: self._save(another=True))
        self.add_button(tr("Save"), self._save, "primary")
        self.keeper = FormKeeper(shell, self, "party" if party is None else f"party-{party}", self.content)

    # Opening

    def open_new(self, name: str, role: str) -> None:
        """Open empty, or with what was wanted; what was half-typed before comes back."""
        self.name.set_value(name)
        self.roles.set_values([role])
        self._untouched = self._typed()
        self.more.setVisible(False)
        self.open(self.name.edit)
        self.keeper.look(self._offer_back)
        self._looking.start()

    def open_filled(self) -> None:
        """Open with what is known of the party, all fields in view."""
        if self._kept is not None:
            self._fill(self._kept, known=True)
        self._untouched = self._typed()
        self._show_more(True)
        self.open(self.name.edit)
        self.keeper.look(self._offer_back)

    # What it says

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use, in the form's order."""
        return {"name": self.name, "contacts.0": self.reach, **self.more.fields()}

    def draft(self) -> PartyDraft:
        """What the form says. Raises Refused for what cannot be read."""
        chosen = [Role(key) for key in self.roles.values()] + self.more.other_roles()
        before = {role.role: role for role in (self._kept.roles if self._kept else ()) if role not in self._ended}
        roles = [*self._ended, *(before.get(role) or RoleDraft(role) for role in chosen)]
        first = self.reach.value()
        return self.more.take(
            PartyDraft(self.name.value(), tuple(roles), contacts=() if first is None else (first,)), self._kept
        )

    def content(self) -> Content | None:
        """What to keep of a half-typed form; None while nothing was typed or changed."""
        typed = self._typed()
        return None if typed == self._untouched else typed

    def set_content(self, content: Content) -> None:
        """Show what was kept."""
        self.name.set_value(content["name"])
        self.roles.set_values(content["roles"])
        for row in self.more.roles:
            row.set_values(content["roles"])
        self.reach.edit.setText(content["reach"])
        for control, text in zip(self._kept_fields(), content["texts"], strict=False):
            control.set_value(text)
        if any(content["texts"]):
            self._show_more(True)

    def ask_to_shut(self) -> None:
        """Close; what was typed is kept for the next opening."""
        self.keeper.keep_now()
        self.keeper.stop()
        self.shut()

    # Saving

    def _save(self, another: bool = False) -> None:
        try:
            draft = self.draft()
        except Refused as error:
            self._show_refusal(error)
            return
        problems = draft.problems()
        if problems:
            self._show_problems(problems)
            return
        session, ctx, party = self._shell.session, self._ctx, self._party
        if party is None:
            self._shell.tasks.run_write(
                lambda: parties.add(session.store, ctx, draft),
                lambda added: self._saved(added.changes, added.party, another),
                self._show_refusal,
                owner=self,
            )
        else:
            self._shell.tasks.run_write(
                lambda: parties.change(session.store, ctx, party, draft),
                lambda changes: self._saved(changes, party, False),
                self._show_refusal,
                owner=self,
            )

    def _saved(self, changes: Changes, party: int, another: bool) -> None:
        self.keeper.forget()
        self._shell.saved(changes)
        self._shell.show_party(party)
        if another:
            self._start_afresh()
        else:
            self.shut()

    def _start_afresh(self) -> None:
        self.keeper.forget()
        self._ctx = self._shell.session.ctx()
        roles = self.roles.values()
        self._fill(self._kept or PartyDraft(""), known=self._kept is not None)
        if self._kept is None:
            self.roles.set_values(roles)
        self.bar.hide()
        self._untouched = self._typed()
        self.keeper.start()
        self.name.take_focus()

    def _show_refusal(self, error: Refused) -> None:
        self._show_problems(problem_of(error))

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        placed = [Problem(self._field_of(problem.field), problem.message) for problem in problems]
        if any(problem.field in self.more.fields() for problem in placed):
            self._show_more(True)
        show_problems(placed, self.fields(), self.general)

    def _field_of(self, field: str) -> str:
        """Where a problem of the draft stands in the form: contacts are numbered through all their places."""
        kind, _dot, number = field.partition(".")
        if kind == "dates":
            return "dates"
        if kind != "contacts":
            return field
        at = int(number) - (0 if self.reach.is_empty() else 1)
        if at < 0:
            return "contacts.0"
        return f"further.{at}" if at < len(self.more.contacts.filled()) else "street"

    # Likely doubles

    def _look(self) -> None:
        session, party = self._shell.session, self._party
        first = self.reach.value()
        typed = PartyDraft(self.name.value(), contacts=() if first is None else (first,))
        self._shell.tasks.run_read(
            lambda: likely.similar(session.store, typed, party, 1),
            self._show_doubles,
            owner=self,
            latest_key=f"doubles {id(self)}",
        )

    def _show_doubles(self, found: list[Likely]) -> None:
        self.double.clear_buttons()
        self.double.setVisible(bool(found))
        if not found:
            return
        double, party = found[0], self._party
        name = f"{double.name} ({double.sub})" if double.sub else double.name
        self.double.set_text(tr("Here already: {name}. {why}.", name=name, why=say(double.why)))
        self.double.add_button(tr("Open it"), lambda: self._open_double(double.party))
        if party is not None:
            self.double.add_button(tr("Merge the two"), lambda: self._merge(party, double.party))

    def _open_double(self, party: int) -> None:
        self.keeper.forget()
        self.shut()
        self._shell.show_party(party)
        self._shell.run("open_record")

    def _merge(self, party: int, double: int) -> None:
        self.ask_to_shut()
        self._shell.run("merge", parties=(party, double))

    # Inside

    def _offer_back(self, kept: Content | None) -> None:
        if kept is None:
            return
        self.bar.clear_buttons()
        if self.name.value() and self._kept is None:
            self.bar.set_text(tr("You left a half-typed text here."))
            self.bar.add_button(tr("Bring it back"), lambda: self._bring_back(kept))
        else:
            self.set_content(kept)
            self.bar.set_text(tr("Your text is back."))
            self.bar.add_button(tr("Start afresh"), self._start_afresh)
        self.bar.show()

    def _bring_back(self, kept: Content) -> None:
        self.set_content(kept)
        self.bar.hide()
        self.name.take_focus()

    def _fill(self, draft: PartyDraft, *, known: bool) -> None:
        current = [role.role for role in draft.roles if role not in self._ended]
        first = next((each for each in draft.contacts if each.kind is not ContactKind.ADDRESS), None)
        further = [each for each in draft.contacts if each is not first]
        self.name.set_value(draft.name)
        self.roles.set_values([role.value for role in current])
        self.reach.set_value(first)
        self.more.fill(draft, further, current, known=known)

    def _typed(self) -> Content:
        return {
            "name": self.name.value(),
            "roles": [*self.roles.values(), *(role.value for role in self.more.other_roles())],
            "reach": self.reach.text(),
            "texts": [str(field.value()) for field in self._kept_fields()],
        }

    def _kept_fields(self) -> list[Any]:
        more = self.more
        return [
            *(more.about, more.street, more.postcode, more.town, more.country, more.tags, more.new_note),
            *(more.preferences, more.dates, more.needs, more.offers),
        ]

    def _show_more(self, shown: bool) -> None:
        self.more.setVisible(shown)
        self.open_more.setVisible(not shown)
        self.place()

    def _open_more(self) -> None:
        self._show_more(True)
        self.more.about.take_focus()
        self.reveal(self.more.about)

    def _listen(self) -> None:
        self.open_more.clicked.connect(self._open_more)
        self._looking.timeout.connect(self._look)
        for field in (self.name, self.reach):
            field.edited.connect(self._looking.start)
        self.name.edit.returnPressed.connect(lambda: self.roles.button(FIRST_ROLES[0]).setFocus())
        self.reach.edit.returnPressed.connect(self.press_primary)
        for role in FIRST_ROLES:
            self.roles.button(role).installEventFilter(self)

    def _fill_body(self) -> None:
        asked = label(tr("What are they to us?"), "label")
        parts: tuple[QWidget, ...] = (self.bar, self.general, self.name, self.double, asked, self.roles, self.reach)
        for part in parts:
            self.body.addWidget(part)
        self.body.addWidget(self.open_more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.more)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        on_chip = isinstance(watched, QWidget) and self.roles.isAncestorOf(watched)
        if on_chip and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                self.reach.take_focus()
                return True
        return bool(super().eventFilter(watched, event))
