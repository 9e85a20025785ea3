"""The forms of a joint product and of goods on consignment, what was sold in a period, and what moved."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.consignment import MOVEMENT_WORDS, OWNER_WORDS, ConsignmentDraft, MovementKind, Owner
from partnercrm.domain.consignment_rows import ConsignmentRow
from partnercrm.domain.dates import add_months
from partnercrm.domain.errors import Refused
from partnercrm.domain.joint_product import JointProductDraft, JointSaleDraft, Seller, Split
from partnercrm.domain.joint_product_rows import JointProductRow
from partnercrm.services import consignment, joint_product
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.words import say, tr

SELLERS: tuple[tuple[Seller, str], ...] = ((Seller.US, "We"), (Seller.THEM, "They"))


class ProductForm(FieldsSheet):
    """A joint product, new or to be changed."""

    def __init__(self, shell: Shell, row: JointProductRow | None = None) -> None:
        super().__init__(shell, tr("New joint product") if row is None else tr("Change joint product"), tr("Save"))
        self._row = row
        self.name = TextField(tr("&Name"), placeholder=tr("Pastry and coffee"))
        self.who = PartyField(tr("&With"), shell)
        self.price = MoneyField(tr("&Price"))
        self.commission = NumberField(tr("Who sells keeps first (%)"), placeholder="0")
        self.part = MoneyField(tr("Their part of each"))
        self.percent = NumberField(tr("or of what is left (%)"))
        self.rows(
            ((self.name, 3), (self.who, 3)),
            ((self.price, 1), (self.commission, 1)),
            ((self.part, 1), (self.percent, 1)),
        )

    def start(self) -> None:
        """Open it, with what is known."""
        row = self._row
        if row is not None:
            self.name.set_value(row.name)
            self.who.set_who(Who(row.party, row.party_name))
            self.price.set_value(row.split.price)
            self.commission.set_value(row.split.commission)
            self.part.set_value(row.split.their_amount)
            self.percent.set_value(row.split.their_percent)
        self.open(self.name.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "party": self.who,
            "price": self.price,
            "commission": self.commission,
            "their_amount": self.part,
            "their_percent": self.percent,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        row, who = self._row, self.who.who()
        try:
            split = Split(
                price=read(self.price) or 0,
                commission=read(self.commission) or Decimal(0),
                their_amount=read(self.part),
                their_percent=read(self.percent),
            )
        except Refused:
            return
        agreement = row.agreement if row else None
        draft = JointProductDraft(who.party if who else None, self.name.value(), split, agreement)
        store, ctx = self.shell.session.store, self.ctx
        if row is None:
            self.shell.tasks.run_write(
                lambda: joint_product.add(store, ctx, draft), self.saved, self.refused, owner=self
            )
        else:
            number = row.id
            self.shell.tasks.run_write(
                lambda: joint_product.change(store, ctx, number, draft), self.saved, self.refused, owner=self
            )


class PeriodForm(FieldsSheet):
    """What was sold of a joint product in a period; the month before the last day entered is proposed."""

    def __init__(self, shell: Shell, row: JointProductRow) -> None:
        super().__init__(shell, tr("What was sold of {name}", name=row.name), tr("Save"))
        self._row = row
        today = shell.session.clock.today
        self.seller: ChoiceField[Seller] = ChoiceField(tr("&Who sold"), [(key, tr(text)) for key, text in SELLERS])
        self.quantity = NumberField(tr("&How many"))
        self.from_day = DateField(tr("&From"), today, past=True)
        self.to_day = DateField(tr("&To"), today, past=True)
        self.rows(((self.seller, 1), (self.quantity, 1)), ((self.from_day, 1), (self.to_day, 1)))

    def start(self) -> None:
        """Open it with the last month that is over."""
        first = add_months(self.shell.session.clock.today().replace(day=1), -1)
        self.from_day.set_value(first)
        self.to_day.set_value(add_months(first, 1).replace(day=1) - (first.resolution))
        self.open(self.quantity.edit)

    def fields(self) -> dict[str, Field]:
        return {"quantity": self.quantity, "from_day": self.from_day, "to_day": self.to_day}

    def save(self) -> None:
        draft = JointSaleDraft(read(self.from_day), read(self.to_day), read(self.quantity), self.seller.value())
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        self.shell.tasks.run_write(
            lambda: joint_product.sell(store, ctx, number, draft), self.saved, self.refused, owner=self
        )


class GoodsForm(FieldsSheet):
    """Goods on consignment, new or to be changed."""

    def __init__(self, shell: Shell, row: ConsignmentRow | None = None) -> None:
        title = tr("Goods on consignment") if row is None else tr("Change goods on consignment")
        super().__init__(shell, title, tr("Save"))
        self._row = row
        self.what = TextField(tr("Wh&at"), placeholder=tr("Plum jam"))
        self.who = PartyField(tr("&With"), shell)
        self.owner: ChoiceField[Owner] = ChoiceField(
            tr("Wh&ose"), [(owner, say(words)) for owner, words in OWNER_WORDS.items()]
        )
        self.price = MoneyField(tr("&Price of one"))
        self.unit = TextField(tr("&Unit"), placeholder=tr("jar"))
        self.commission = NumberField(tr("Who sells keeps (%)"), placeholder="0")
        self.rows(
            ((self.what, 3), (self.who, 3)),
            ((self.owner, 3), (self.unit, 3)),
            ((self.price, 1), (self.commission, 1)),
        )

    def start(self) -> None:
        """Open it, with what is known."""
        row = self._row
        if row is not None:
            self.what.set_value(row.what)
            self.who.set_who(Who(row.party, row.party_name))
            self.owner.set_value(row.owner)
            self.price.set_value(row.price)
            self.unit.set_value(row.unit)
            self.commission.set_value(row.commission)
        self.open(self.what.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "what": self.what,
            "party": self.who,
            "owner": self.owner,
            "unit": self.unit,
            "price": self.price,
            "commission": self.commission,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        row, who = self._row, self.who.who()
        try:
            draft = ConsignmentDraft(
                party=who.party if who else None,
                what=self.what.value(),
                price=read(self.price),
                commission=read(self.commission) or Decimal(0),
                owner=self.owner.value(),
                unit=self.unit.value(),
                agreement=row.agreement if row else None,
            )
        except Refused:
            return
        store, ctx = self.shell.session.store, self.ctx
        if row is None:
            self.shell.tasks.run_write(lambda: consignment.add(store, ctx, draft), self.saved, self.refused, owner=self)
        else:
            number = row.id
            self.shell.tasks.run_write(
                lambda: consignment.change(store, ctx, number, draft), self.saved, self.refused, owner=self
            )


class MoveForm(FieldsSheet):
    """Goods that were brought, sold or went back."""

    def __init__(self, shell: Shell, row: ConsignmentRow, kind: MovementKind) -> None:
        title = tr("{name}: {kind}", name=row.what, kind=MOVEMENT_WORDS[kind])
        super().__init__(shell, title, tr("Save"), width=440)
        self._row, self._kind = row, kind
        self.quantity = NumberField(tr("&How many"))
        self.day = DateField(tr("&When"), shell.session.clock.today, past=True)
        self.rows(((self.quantity, 1), (self.day, 1)))

    def start(self) -> None:
        """Open it for today."""
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.quantity.edit)

    def fields(self) -> dict[str, Field]:
        return {"quantity": self.quantity, "day": self.day}

    def save(self) -> None:
        quantity, day = read(self.quantity) or Decimal(0), read(self.day)
        store, ctx, number, kind = self.shell.session.store, self.ctx, self._row.id, self._kind
        self.shell.tasks.run_write(
            lambda: consignment.move(store, ctx, number, kind, quantity, day), self.saved, self.refused, owner=self
        )
