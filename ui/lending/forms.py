"""The forms of lending: a loan, its return, something on the shelf, and what we could give."""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import KIND_WORDS, Kind
from partnercrm.domain.lending import RESOURCE_WORDS, LoanDraft, ResourceDraft, ReturnDraft
from partnercrm.domain.lending_rows import LoanRow, ResourceRow
from partnercrm.services import lending, loan
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, check_box, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.words import say, tr

OFFERED = (Kind.EXPOSURE, Kind.GOODS, Kind.SERVICE, Kind.KNOWLEDGE, Kind.TIME_OF_PEOPLE, Kind.SPACE_AND_EQUIPMENT)


class LendForm(FieldsSheet):
    """A loan, new or still out. What is theirs is borrowed of whose it is, so only ours asks with whom."""

    def __init__(self, shell: Shell, row: LoanRow | None = None) -> None:
        super().__init__(shell, tr("Lend or borrow") if row is None else tr("Change a loan"), tr("Save"))
        self._row = row
        self._shelf: list[ResourceRow] = []
        today = shell.session.clock.today
        self.thing: ChoiceField[int | None] = ChoiceField(tr("Wh&at"), [(None, tr("The shelf is empty"))])
        self.who = PartyField(tr("&With whom"), shell)
        self.day = DateField(tr("&From"), today, past=True)
        self.due = DateField(tr("&Due back"), today, placeholder=tr("fri, +2w"))
        self.quantity = NumberField(tr("&How much"))
        self.price = MoneyField(tr("&Value of one, if you both want it"))
        self.unpriced = check_box(tr("W&ithout a price, whatever was agreed"))
        self.condition = TextField(tr("&Condition"), placeholder=tr("clean, both bowls"))
        self.note = TextField(tr("No&te"))
        self.rows(
            ((self.thing, 1), (self.who, 1)),
            ((self.day, 1), (self.due, 1)),
            ((self.quantity, 2), (self.price, 3)),
            ((self.unpriced, 1),),
            ((self.condition, 1), (self.note, 1)),
        )
        self.thing.edited.connect(self._fit)

    def read(self, thing: int | None = None, party: int | None = None) -> None:
        """Read the shelf, then open with what is known."""
        store = self.shell.session.store

        def show(found: list[ResourceRow]) -> None:
            self._start(found, thing, party)

        self.shell.tasks.run_read(lambda: lending.shelf(store), show, owner=self)

    def fields(self) -> dict[str, Field]:
        return {
            "resource": self.thing,
            "party": self.who,
            "day": self.day,
            "due": self.due,
            "quantity": self.quantity,
            "price": self.price,
            "condition": self.condition,
            "note": self.note,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _start(self, shelf: Sequence[ResourceRow], thing: int | None, party: int | None) -> None:
        self._shelf = list(shelf)
        if shelf:
            self.thing.set_choices([(each.id, _named(each)) for each in shelf])
            if any(each.id == thing for each in shelf):
                self.thing.set_value(thing)
        row = self._row
        if row is None:
            self.day.set_value(self.shell.session.clock.today())
            if party is not None:
                self.who.take_party(party)
        else:
            self._fill(row)
        self._fit()
        self.open(self.thing.combo)

    def _fill(self, row: LoanRow) -> None:
        self.who.set_who(Who(row.party, row.party_name))
        self.day.set_value(row.day)
        self.due.set_value(row.due)
        self.quantity.set_value(row.quantity)
        self.price.set_value(row.price)
        self.unpriced.setChecked(row.price is None)
        self.condition.set_value(row.condition_out)
        self.note.set_value(row.note)

    def _fit(self) -> None:
        """Ask with whom only for what is ours, and count in the unit of the thing."""
        thing = next((each for each in self._shelf if each.id == self.thing.value()), None)
        self.who.setVisible(thing is None or thing.owner is None)
        unit = thing.unit if thing is not None else ""
        self.quantity.caption.setText(tr("&How many ({unit})", unit=unit) if unit else tr("&How much"))

    def _save_settled(self) -> None:
        who = self.who.who() if not self.who.isHidden() else None
        try:
            draft = LoanDraft(
                resource=self.thing.value(),
                party=who.party if who else None,
                day=read(self.day),
                due=read(self.due),
                quantity=read(self.quantity),
                price=read(self.price),
                without_price=self.unpriced.isChecked(),
                condition=self.condition.value(),
                note=self.note.value(),
            )
        except Refused:
            return
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: loan.lend(store, ctx, draft))
        else:
            self.write(lambda: loan.change(store, ctx, row.id, draft))


class ReturnForm(FieldsSheet):
    """It came back: when, how much of it was used, in which condition."""

    def __init__(self, shell: Shell, row: LoanRow) -> None:
        super().__init__(shell, tr("{what} came back", what=row.name), tr("Save"), width=480)
        self._row = row
        self.day = DateField(tr("&Back on"), shell.session.clock.today, past=True)
        unit = tr("&How many ({unit})", unit=row.unit) if row.unit else tr("&How much")
        self.quantity = NumberField(unit)
        self.price = MoneyField(tr("&Value of one, if you both want it"))
        self.unpriced = check_box(tr("W&ithout a price"))
        self.condition = TextField(tr("&Condition"), placeholder=tr("as it was"))
        self.rows(
            ((self.day, 1),),
            ((self.quantity, 2), (self.price, 3)),
            ((self.unpriced, 1),),
            ((self.condition, 1),),
        )

    def start(self) -> None:
        """Open it with today and what was said when it was lent."""
        self.day.set_value(self.shell.session.clock.today())
        self.quantity.set_value(self._row.quantity)
        self.price.set_value(self._row.price)
        self.open(self.day.edit)

    def fields(self) -> dict[str, Field]:
        return {"day": self.day, "quantity": self.quantity, "price": self.price, "condition": self.condition}

    def save(self) -> None:
        draft = ReturnDraft(
            read(self.day),
            self.condition.value(),
            read(self.quantity),
            read(self.price),
            without_price=self.unpriced.isChecked(),
        )
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        self.write(lambda: loan.bring_back(store, ctx, number, draft))


class ThingForm(FieldsSheet):
    """Something on the shelf, new or to be changed."""

    def __init__(self, shell: Shell, row: ResourceRow | None = None) -> None:
        super().__init__(
            shell, tr("Add to the shelf") if row is None else tr("Change what is on the shelf"), tr("Save")
        )
        self._row = row
        self.name = TextField(tr("Wh&at can be lent"), placeholder=tr("Mixer"))
        self.owner = PartyField(tr("&Whose"), shell, placeholder=tr("ours"))
        self.kind: ChoiceField[Kind] = ChoiceField(
            tr("&Kind"), [(kind, say(words)) for kind, words in RESOURCE_WORDS.items()]
        )
        self.unit = TextField(tr("By &the"), placeholder=tr("hour, day, run"))
        self.note = TextField(tr("N&ote"))
        self.rows(((self.name, 1), (self.owner, 1)), ((self.kind, 1), (self.unit, 1)), ((self.note, 1),))

    def start(self) -> None:
        """Open it, with what is known."""
        row = self._row
        if row is not None:
            self.name.set_value(row.name)
            self.owner.set_who(Who(row.owner, row.owner_name) if row.owner is not None else None)
            self.kind.set_value(row.kind)
            self.unit.set_value(row.unit)
            self.note.set_value(row.note)
        self.open(self.name.edit)

    def fields(self) -> dict[str, Field]:
        return {"name": self.name, "owner": self.owner, "kind": self.kind, "unit": self.unit, "note": self.note}

    def save(self) -> None:
        self.owner.settle(self._save_settled)

    def _save_settled(self) -> None:
        if self.owner.has_error():
            return
        owner = self.owner.who()
        draft = ResourceDraft(
            self.name.value(), self.kind.value(), owner.party if owner else None, self.unit.value(), self.note.value()
        )
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: lending.add(store, ctx, draft))
        else:
            self.write(lambda: lending.change(store, ctx, row.id, draft))


class OfferForm(FieldsSheet):
    """What we could give, beside what is on the shelf."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Say what we could give"), tr("Save"), width=460)
        self.text = TextField(tr("Wh&at"), placeholder=tr("A mention in the newsletter"))
        self.kind: ChoiceField[Kind] = ChoiceField(tr("&Kind"), [(kind, say(KIND_WORDS[kind])) for kind in OFFERED])
        self.rows(((self.text, 1),), ((self.kind, 1),))

    def start(self) -> None:
        """Open it empty."""
        self.open(self.text.edit)

    def fields(self) -> dict[str, Field]:
        return {"text": self.text}

    def save(self) -> None:
        store, ctx, text, kind = self.shell.session.store, self.ctx, self.text.value(), self.kind.value()
        self.write(lambda: lending.add_offer(store, ctx, text, kind))


def _named(row: ResourceRow) -> str:
    """`Mixer (ours)`, `Oven (The Daily Grind)`."""
    return tr("{what} ({whose})", what=row.name, whose=row.owner_name or tr("ours"))
