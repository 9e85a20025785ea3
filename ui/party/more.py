"""What lies behind *More* in the form of a person or business: all that can wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.party import MODE_WORDS, ContactDraft, ContactKind, Mode, PartyDraft, PartyKind, Role
from partnercrm.domain.words import msg
from ui.common.choices import ChipRow, Option, Segment
from ui.common.fields import Field, LineField, MoneyField, NotesField, TextField
from ui.common.widgets import label
from ui.party.lines import DatesField, LinesField
from ui.party.reach import ContactRows
from ui.party.roles import role_options
from ui.words import number, say, tr

OTHER_ROLES = (
    (Role.COMPETITOR, Role.COMMUNITY_GROUP, Role.AUTHORITY),
    (Role.SUPPORT_SERVICE, Role.INFRASTRUCTURE_PROVIDER, Role.INFLUENCER),
)


class DaysField(LineField):
    """A number of days, or nothing."""

    def value(self) -> int | None:
        """Days, None for an empty field. Raises Refused for anything but digits."""
        if self.is_empty():
            return None
        if not self.text().isdecimal():
            raise Refused(msg("Give a number of days, such as 30, or leave it empty."), "interval_days")
        return int(self.text())

    def set_value(self, days: int | None) -> None:
        """Show a number of days, or nothing."""
        self.edit.setText("" if days is None else number(days))


class More(QWidget):
    """The fields behind *More*. `fill` shows a draft, `take` reads them over a draft of the first fields."""

    edited = Signal()

    def __init__(self, today: Callable[[], dt.date]) -> None:
        super().__init__()
        self._kind_chosen = self._mode_chosen = False
        self._addresses: tuple[ContactDraft, ...] = ()
        self.kind = Segment(
            tr("Person or business"),
            [Option(PartyKind.PERSON, tr("Person"), "user"), Option(PartyKind.ORGANISATION, tr("Business"), "store")],
            PartyKind.ORGANISATION,
        )
        self.roles = [ChipRow(tr("What else they are to us"), role_options(some), multi=True) for some in OTHER_ROLES]
        self.about = TextField(tr("&About, in a few words"), placeholder=tr("Bakery next door"))
        self.contacts = ContactRows()
        self.street, self.postcode = TextField(tr("&Street")), TextField(tr("Postcode"))
        self.town, self.country = TextField(tr("Town")), TextField(tr("Country"))
        self.tags = TextField(tr("&Tags, with commas between"), placeholder=tr("local, market"))
        self.notes: list[NotesField] = []
        self.new_note = NotesField(tr("Private n&ote"), lines=2)
        self.preferences = LinesField(tr("&Preferences, one a line"), placeholder=tr("Oat milk\nCall after 5"))
        self.dates = DatesField(tr("&Important dates, one a line"), today, placeholder=tr("Birthday 4 May"))
        self.needs = LinesField(tr("What they could &use"), placeholder=tr("Weekend help"))
        self.offers = LinesField(tr("What they could &give"), placeholder=tr("A van on Mondays"))
        self.mode = Segment(
            tr("How do you two keep score?"), [Option(m, say(MODE_WORDS[m])) for m in Mode], Mode.BALANCED
        )
        self.interval = DaysField(tr("&Keep in touch every so many days"), placeholder=tr("No rhythm"))
        self.soft = MoneyField(tr("Tell me when more is open than"), placeholder=tr("No limit"))
        self.hard = MoneyField(tr("Ask for a reason above"), placeholder=tr("No limit"))
        self._notes_column = QVBoxLayout()
        self._lay_out()
        self._listen()

    def fields(self) -> Mapping[str, Field]:
        """The fields by the names that problems use."""
        contacts = self.contacts.filled()
        return {
            **{f"further.{at}": row.field for at, row in enumerate(contacts)},
            "street": self.street,
            "about": self.about,
            "dates": self.dates,
            "interval_days": self.interval,
            "soft_limit": self.soft,
            "hard_limit": self.hard,
        }

    def take(self, first: PartyDraft, kept: PartyDraft | None) -> PartyDraft:
        """The first fields' draft with all that is said here; `kept` is what was there before. Raises Refused."""
        roles = tuple(role.role for role in first.roles)
        notes = tuple(text for field in (*self.notes, self.new_note) if (text := field.value()))
        before = kept or first
        return PartyDraft(
            name=first.name,
            roles=first.roles,
            kind=self._kind(roles),
            about=self.about.value(),
            contacts=(*first.contacts, *self.contacts.drafts(), *self._all_addresses()),
            tags=tuple(tag.strip() for tag in self.tags.value().split(",") if tag.strip()),
            notes=notes,
            preferences=self.preferences.texts(),
            dates=self.dates.dates(),
            needs=self.needs.texts(),
            offers=self.offers.texts(),
            mode=Mode(self.mode.value()) if self._mode_chosen else before.mode,
            interval_days=self.interval.value(),
            language=before.language,
            soft_limit=self.soft.value(),
            hard_limit=self.hard.value(),
            source=before.source,
            external_id=before.external_id,
        )

    def other_roles(self) -> list[Role]:
        """The roles that are chosen here."""
        return [Role(key) for row in self.roles for key in row.values()]

    def fill(self, draft: PartyDraft, further: list[ContactDraft], roles: list[Role], *, known: bool) -> None:
        """Show a draft; `further` are its contacts but the first, `known` says whether it stands in the store."""
        self._kind_chosen = known
        self._mode_chosen = False
        self.kind.set_value(draft.kind)
        for row in self.roles:
            row.set_values([role.value for role in roles])
        self.about.set_value(draft.about)
        self.contacts.set_drafts([each for each in further if each.kind is not ContactKind.ADDRESS])
        self._show_addresses([each for each in further if each.kind is ContactKind.ADDRESS])
        self.tags.set_value(", ".join(draft.tags))
        self._show_notes(draft.notes)
        self.preferences.set_texts(draft.preferences)
        self.dates.set_dates(draft.dates)
        self.needs.set_texts(draft.needs)
        self.offers.set_texts(draft.offers)
        self.mode.set_value(draft.mode or Mode.BALANCED)
        self.interval.set_value(draft.interval_days)
        self.soft.set_value(draft.soft_limit)
        self.hard.set_value(draft.hard_limit)

    def _kind(self, roles: tuple[Role, ...]) -> PartyKind:
        """What was chosen; else customers and employees are people, everybody else is a business."""
        if self._kind_chosen:
            return PartyKind(self.kind.value())
        people = bool(roles) and set(roles) <= {Role.CUSTOMER, Role.EMPLOYEE}
        return PartyKind.PERSON if people else PartyKind.ORGANISATION

    def _all_addresses(self) -> tuple[ContactDraft, ...]:
        first = self._addresses[0] if self._addresses else ContactDraft(ContactKind.ADDRESS)
        typed = ContactDraft(
            ContactKind.ADDRESS,
            first.value,
            first.label,
            self.street.value(),
            self.postcode.value(),
            self.town.value(),
            first.region,
            self.country.value(),
        )
        return (*(() if typed.empty() else (typed,)), *self._addresses[1:])

    def _show_addresses(self, addresses: list[ContactDraft]) -> None:
        self._addresses = tuple(addresses)
        first = addresses[0] if addresses else ContactDraft(ContactKind.ADDRESS)
        for field, text in (
            (self.street, first.street),
            (self.postcode, first.postcode),
            (self.town, first.town),
            (self.country, first.country),
        ):
            field.set_value(text)

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        for field in self.notes:
            self._notes_column.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.notes = [NotesField(tr("Private note"), lines=2) for _text in notes]
        for field, text in zip(self.notes, notes, strict=True):
            field.set_value(text)
            field.edited.connect(self.edited.emit)
            self._notes_column.addWidget(field)
        self.new_note.set_value("")

    def _choose_kind(self) -> None:
        self._kind_chosen = True
        self.edited.emit()

    def _choose_mode(self) -> None:
        self._mode_chosen = True
        self.edited.emit()

    def _listen(self) -> None:
        self.kind.chosen.connect(self._choose_kind)
        self.mode.chosen.connect(self._choose_mode)
        self.contacts.edited.connect(self.edited.emit)
        for row in self.roles:
            row.changed.connect(self.edited.emit)
        for field in self.findChildren(Field):
            field.edited.connect(self.edited.emit)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(tr("Person or business"), "label"))
        column.addLayout(_row(self.kind, stretch=True))
        for row in self.roles:
            column.addWidget(row)
        column.addWidget(self.about)
        column.addWidget(self.contacts)
        column.addLayout(_row(self.street, self.postcode))
        column.addLayout(_row(self.town, self.country))
        column.addWidget(self.tags)
        self._notes_column.setSpacing(10)
        column.addLayout(self._notes_column)
        column.addWidget(self.new_note)
        column.addLayout(_row(self.preferences, self.dates))
        column.addLayout(_row(self.needs, self.offers))
        column.addWidget(label(tr("How do you two keep score?"), "label"))
        column.addLayout(_row(self.mode, stretch=True))
        column.addWidget(self.interval)
        column.addLayout(_row(self.soft, self.hard))


def _row(*parts: QWidget, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part)
    if stretch:
        row.addStretch(1)
    return row
