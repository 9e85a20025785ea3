"""The forms of buying together: what, at which prices, who takes how much, and posting what each owes."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.errors import Refused
from partnercrm.domain.joint_buying import FREIGHT_WORDS, FreightRule, JointBuyingDraft, Step
from partnercrm.domain.joint_buying_rows import JointRow
from partnercrm.services import joint_buying
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.words import say, tr

STEPS = 3


class JointForm(FieldsSheet):
    """Something bought together, new or to be changed: the price of one, and lower ones for more."""

    def __init__(self, shell: Shell, row: JointRow | None = None) -> None:
        title = tr("Buy together") if row is None else tr("Change what is bought together")
        super().__init__(shell, title, tr("Save"), width=560)
        self._row = row
        self.what = TextField(tr("Wh&at"), placeholder=tr("Flour"))
        self.unit = TextField(tr("&Unit"), placeholder=tr("sack"))
        self.supplier = PartyField(tr("From &whom"), shell)
        self.day = DateField(tr("&Date"), shell.session.clock.today)
        captions = (tr("&Price of one"), tr("Lower price"), tr("Still lower price"))
        self.prices = [MoneyField(caption) for caption in captions]
        self.starts = [NumberField(tr("from how many")) for _more in captions[1:]]
        self.freight = MoneyField(tr("&Freight"))
        self.rule: ChoiceField[FreightRule] = ChoiceField(
            tr("Freight is &shared"), [(rule, say(words)) for rule, words in FREIGHT_WORDS.items()]
        )
        self.bill = MoneyField(tr("Goods on the &bill, if not the same"))
        self.note = TextField(tr("No&te"))
        self.rows(
            ((self.what, 3), (self.unit, 1)),
            ((self.supplier, 1), (self.day, 1)),
            ((self.prices[0], 1), (self.bill, 1)),
            *(((price, 1), (start, 1)) for price, start in zip(self.prices[1:], self.starts, strict=True)),
            ((self.freight, 1), (self.rule, 1)),
            ((self.note, 1),),
        )

    def start(self) -> None:
        """Open it, with what is known."""
        row = self._row
        self.day.set_value(self.shell.session.clock.today() if row is None else row.day)
        if row is not None:
            self.what.set_value(row.what)
            self.unit.set_value(row.unit)
            self.supplier.set_who(Who(row.supplier, row.supplier_name) if row.supplier is not None else None)
            for place, step in enumerate(row.steps[:STEPS]):
                self.prices[place].set_value(step.price)
                if place:
                    self.starts[place - 1].set_value(step.from_quantity)
            self.freight.set_value(row.freight or None)
            self.rule.set_value(row.freight_rule)
            self.bill.set_value(row.goods_bill)
            self.note.set_value(row.note)
        self.open(self.what.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "what": self.what,
            "unit": self.unit,
            "supplier": self.supplier,
            "day": self.day,
            "steps": self.prices[0],
            "freight": self.freight,
            "goods_bill": self.bill,
            "note": self.note,
        }

    def save(self) -> None:
        self.supplier.settle(self._save_settled)

    def _save_settled(self) -> None:
        if self.supplier.has_error():
            return
        supplier = self.supplier.who()
        try:
            draft = JointBuyingDraft(
                what=self.what.value(),
                unit=self.unit.value(),
                steps=self._steps(),
                day=read(self.day),
                supplier=supplier.party if supplier else None,
                freight=read(self.freight) or 0,
                freight_rule=self.rule.value(),
                goods_bill=read(self.bill),
                note=self.note.value(),
            )
        except Refused:
            return
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: joint_buying.add(store, ctx, draft))
        else:
            self.write(lambda: joint_buying.change(store, ctx, row.id, draft))

    def _steps(self) -> tuple[Step, ...]:
        """The prices that are typed, and those that the form has no row for."""
        first = self._row.steps[0].from_quantity if self._row else Decimal(0)
        starts = [first, *(read(start) for start in self.starts)]
        typed = [(start, read(price)) for start, price in zip(starts, self.prices, strict=True)]
        kept = self._row.steps[STEPS:] if self._row else ()
        found = [Step(start or Decimal(0), price) for start, price in typed if price is not None]
        return (*found, *kept)


class TakeForm(FieldsSheet):
    """Who takes how much; 0 takes them off the list."""

    def __init__(self, shell: Shell, row: JointRow) -> None:
        super().__init__(shell, tr("Who takes how much of {what}", what=row.what), tr("Save"), width=460)
        self._row = row
        self.who = PartyField(tr("&Who"), shell, placeholder=tr("ourselves"))
        unit = tr("&How many ({unit})", unit=row.unit) if row.unit else tr("&How much")
        self.quantity = NumberField(unit)
        self.rows(((self.who, 3), (self.quantity, 2)))

    def start(self) -> None:
        """Open it empty."""
        self.open(self.who.edit)

    def fields(self) -> dict[str, Field]:
        return {"party": self.who, "quantity": self.quantity}

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        if self.who.has_error():
            return
        try:
            quantity = read(self.quantity)
        except Refused:
            return
        if quantity is None:
            self.quantity.set_error(tr("Say how much; 0 takes them off the list."))
            self.quantity.take_focus()
            return
        who, store, ctx = self.who.who(), self.shell.session.store, self.ctx
        party = who.party if who else None
        self.write(lambda: joint_buying.take(store, ctx, self._row.id, party, quantity))


class PostForm(FieldsSheet):
    """Save what each owes: when they pay, and the number of our bill."""

    def __init__(self, shell: Shell, row: JointRow) -> None:
        super().__init__(shell, tr("What each owes for {what}", what=row.what), tr("Save what each owes"), width=480)
        self._row = row
        self.due = DateField(tr("They pay &by"), shell.session.clock.today)
        self.document = TextField(tr("Our &bill's number"))
        self.rows(((self.due, 1), (self.document, 1)))

    def start(self) -> None:
        """Open it empty."""
        self.open(self.due.edit)

    def fields(self) -> dict[str, Field]:
        return {"due": self.due, "document": self.document}

    def save(self) -> None:
        due, document, store, ctx = read(self.due), self.document.value(), self.shell.session.store, self.ctx
        self.write(lambda: joint_buying.post(store, ctx, self._row.id, due, document))
