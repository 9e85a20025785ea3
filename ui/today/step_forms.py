"""The small forms inside the cards of the first fifteen minutes: one row of fields each, Enter saves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import FollowUpDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Source
from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, Role, RoleDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import follow_up, ledger, party, party_edit
from partnercrm.services import today as todays
from ui import theme
from ui.common.fields import (
    ChoiceField,
    DateField,
    Field,
    LineField,
    MoneyField,
    TextField,
    jump_to_first_error,
    problem_of,
    show_problems,
)
from ui.common.tab import Shell
from ui.common.who import Who, WhoField
from ui.common.widgets import button, label
from ui.words import tr


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The neighbour whom the cards speak of."""

    party: int
    name: str


class StepForm(QWidget):
    """A row of fields and a button. A subclass names its `fields` and does `save`."""

    def __init__(self, shell: Shell, fields: Sequence[tuple[str, Field, int]], save_text: str) -> None:
        super().__init__()
        self.shell = shell
        self.fields = {key: field for key, field, _width in fields}
        self.general = label("", "error")
        self.general.hide()
        self.row = QHBoxLayout()
        self.row.setSpacing(10)
        for _key, field, width in fields:
            self._add_field(field, width)
        self.button = self.add_button(save_text, self.save)
        self.row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(self.row)
        column.addWidget(self.general)

    def set_neighbour(self, neighbour: Neighbour | None) -> None:
        """Speak of this neighbour from now on."""

    def save(self) -> None:
        """Write what the fields say."""
        raise NotImplementedError(type(self).__name__)

    def add_button(self, text: str, run: Callable[[], object]) -> QPushButton:
        """A button at the height of the controls."""
        made = button(text)
        made.clicked.connect(lambda: run())
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label("", "label"))
        column.addWidget(made)
        column.addStretch()
        self.row.addLayout(column)
        return made

    def refuse(self, error: Refused) -> None:
        """Say beside the fields what was refused."""
        show_problems([self.placed(each) for each in problem_of(error)], self.fields, self.general)

    def placed(self, problem: Problem) -> Problem:
        """A problem by the name of one of the fields."""
        return problem

    def clear(self) -> None:
        """Empty the lines for the next time."""
        for field in self.fields.values():
            if isinstance(field, LineField):
                field.edit.clear()
        show_problems((), self.fields, self.general)

    def write(self, fn: Callable[[], Changes]) -> None:
        """Write, affirm and empty the form."""

        def done(changes: Changes) -> None:
            self.clear()
            self.shell.saved(changes)

        self.shell.tasks.run_write(fn, done, self.refuse, owner=self)

    def _add_field(self, field: Field, width: int) -> None:
        field.setMaximumWidth(theme.px(width))
        self.row.addWidget(field, width, Qt.AlignmentFlag.AlignTop)
        if isinstance(field, LineField):
            # Later: on Enter a field first shows what it understood, and would take the error away again.
            field.edit.returnPressed.connect(self.save, Qt.ConnectionType.QueuedConnection)


class NeighbourForm(StepForm):
    """Name, what they are to us, phone."""

    def __init__(self, shell: Shell) -> None:
        self.name = TextField(tr("Name"), placeholder=tr("The bakery next door"))
        roles = ((Role.PARTNER,), tr("Partner")), ((Role.PARTNER, Role.SUPPLIER), tr("Partner and supplier"))
        self.roles: ChoiceField[tuple[Role, ...]] = ChoiceField(tr("What they are to you"), roles)
        self.phone = TextField(tr("Phone"))
        fields = (("name", self.name, 260), ("roles", self.roles, 190), ("contacts.0", self.phone, 180))
        super().__init__(shell, fields, tr("Save neighbour"))

    def save(self) -> None:
        phone = self.phone.value()
        contacts = (ContactDraft(ContactKind.PHONE, phone),) if phone else ()
        roles = tuple(RoleDraft(role) for role in self.roles.value())
        draft = PartyDraft(self.name.value(), roles, contacts=contacts)
        session = self.shell.session
        if draft.name and not phone:
            self.refuse(Refused(msg("Type the phone number under which you reach them."), "contacts.0"))
            return
        self.write(lambda: party.add(session.store, session.ctx(), draft).changes)


class OpeningForm(StepForm):
    """Who, who owes whom, how much, until when, which document; or nothing at all."""

    def __init__(self, shell: Shell, declined: Callable[[], None]) -> None:
        self.who = WhoField(tr("Who"), shell, single=True)
        sides = (Direction.GIVEN, tr("They owe us")), (Direction.RECEIVED, tr("We owe"))
        self.side: ChoiceField[Direction] = ChoiceField(tr("Who owes"), sides)
        self.amount = MoneyField(tr("Amount"))
        self.due = DateField(tr("Due"), shell.session.clock.today, placeholder=tr("fri, +2w"))
        self.due.understood.hide()
        self.document = TextField(tr("Document"), placeholder=tr("R-118"))
        fields = (
            ("party", self.who, 230),
            ("side", self.side, 150),
            ("value", self.amount, 110),
            ("due_day", self.due, 110),
            ("document", self.document, 110),
        )
        super().__init__(shell, fields, tr("Save what is open"))
        self._declined = declined
        self.row.takeAt(self.row.count() - 1)
        self.nothing = self.add_button(tr("Nothing is open"), self._decline)
        self.row.addStretch()

    def set_neighbour(self, neighbour: Neighbour | None) -> None:
        if neighbour is not None and not self.who.parties():
            self.who.set_parties([Who(neighbour.party, neighbour.name)])

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def placed(self, problem: Problem) -> Problem:
        return Problem("value", problem.message) if problem.field.startswith("lines") else problem

    def _save_settled(self) -> None:
        try:
            value, due = self.amount.value(), self.due.value()
        except Refused:
            self.amount.take()
            self.due.take()
            jump_to_first_error(list(self.fields.values()))
            return
        if value is None:
            self.refuse(Refused(msg("Type the amount."), "value"))
            return
        whom = next((who.party for who in self.who.parties()), None)
        draft = self._draft(whom, value, due)
        session = self.shell.session
        self.write(lambda: ledger.post(session.store, session.ctx(), draft).changes)

    def _draft(self, whom: int | None, value: int, due: dt.date | None) -> ExchangeDraft:
        side, document = self.side.value(), self.document.value()
        ours, theirs = (document, "") if side is Direction.GIVEN else ("", document)
        return ExchangeDraft(
            party=whom,
            day=self.shell.session.clock.today() - dt.timedelta(days=1),
            lines=(LineDraft(side, Kind.GOODS, value, Basis.BILL),),
            our_document=ours,
            their_document=theirs,
            due_day=due,
            source=Source.OPENING,
        )

    def _decline(self) -> None:
        store = self.shell.session.store
        self.shell.tasks.run_write(lambda: todays.decline_opening(store), lambda _none: self._declined(), owner=self)


class NextTalkForm(StepForm):
    """A day for the next talk, or every so many days."""

    def __init__(self, shell: Shell) -> None:
        self._neighbour: Neighbour | None = None
        self.day = DateField(tr("On"), shell.session.clock.today)
        self.every = TextField(tr("Or every so many days"), placeholder="30")
        fields = (("due", self.day, 280), ("interval_days", self.every, 160))
        super().__init__(shell, fields, tr("Save the next talk"))

    def set_neighbour(self, neighbour: Neighbour | None) -> None:
        self._neighbour = neighbour
        self.setEnabled(neighbour is not None)

    def save(self) -> None:
        whom, session = self._neighbour, self.shell.session
        if whom is None:
            return
        try:
            day, every = self.day.value(), self._interval()
        except Refused as error:
            self.refuse(Refused(error.message, error.field or "due"))
            return
        if every is not None:
            self.write(lambda: party_edit.set_interval(session.store, session.ctx(), [whom.party], every))
        elif day is not None:
            draft = FollowUpDraft(tr("Talk to {name}", name=whom.name), day, whom.party)
            self.write(lambda: follow_up.add(session.store, session.ctx(), draft).changes)
        else:
            self.refuse(Refused(msg("Say when: fri, +2w, or every so many days."), "due"))

    def _interval(self) -> int | None:
        typed = self.every.value()
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()):
            raise Refused(msg("Type a number of days, such as 30."), "interval_days")
        return int(typed)
