"""The forms of items: what we buy and sell, what was counted, and who can bring it at which price."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.errors import Refused
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.supply import Price, SupplierItemDraft
from partnercrm.domain.supply_rows import SupplierItemRow
from partnercrm.services import item, supply
from ui.common.fields import DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.words import tr


class ItemForm(FieldsSheet):
    """An item, new or to be changed."""

    def __init__(self, shell: Shell, row: ItemRow | None = None) -> None:
        super().__init__(shell, tr("New item") if row is None else tr("Change an item"), tr("Save the item"), width=600)
        self._row = row
        today = shell.session.clock.today
        self.name = TextField(tr("&Name"), placeholder=tr("Flour"))
        self.unit = TextField(tr("Counted in &the"), placeholder=tr("sacks, kg"))
        self.category = TextField(tr("&Group"), placeholder=tr("baking"))
        self.code = TextField(tr("N&umber"), placeholder=tr("in the till"))
        self.price = MoneyField(tr("We ta&ke for one"))
        self.cost = MoneyField(tr("One costs u&s"))
        self.stock = NumberField(tr("On the she&lf"))
        self.stock_day = DateField(tr("&Counted on"), today, past=True)
        self.use = NumberField(tr("A &day uses"))
        self.margin = MoneyField(tr("A day &without it loses"))
        self.note = TextField(tr("N&ote"))
        self.rows(
            ((self.name, 3), (self.unit, 2)),
            ((self.category, 3), (self.code, 2)),
            ((self.price, 1), (self.cost, 1), (self.margin, 1)),
            ((self.stock, 1), (self.stock_day, 1), (self.use, 1)),
            ((self.note, 1),),
        )

    def start(self) -> None:
        """Open it, with what is known."""
        row = self._row
        if row is not None:
            self.name.set_value(row.name)
            self.unit.set_value(row.unit)
            self.category.set_value(row.category)
            self.code.set_value(row.code)
            self.price.set_value(row.price)
            self.cost.set_value(row.cost)
            self.stock.set_value(row.stock)
            self.stock_day.set_value(row.stock_day)
            self.use.set_value(row.daily_use)
            self.margin.set_value(row.margin_a_day)
            self.note.set_value(row.note)
        self.open(self.name.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "unit": self.unit,
            "category": self.category,
            "code": self.code,
            "price": self.price,
            "cost": self.cost,
            "margin_a_day": self.margin,
            "stock": self.stock,
            "stock_day": self.stock_day,
            "daily_use": self.use,
            "note": self.note,
        }

    def save(self) -> None:
        stock, day = read(self.stock), read(self.stock_day)
        draft = ItemDraft(
            name=self.name.value(),
            code=self.code.value(),
            unit=self.unit.value(),
            category=self.category.value(),
            price=read(self.price),
            cost=read(self.cost),
            stock=stock,
            stock_day=None if stock is None else day or self.shell.session.clock.today(),
            daily_use=read(self.use),
            margin_a_day=read(self.margin),
            note=self.note.value(),
        )
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: item.add(store, ctx, draft))
        else:
            self.write(lambda: item.change(store, ctx, row.id, draft))


class CountForm(FieldsSheet):
    """What was counted on the shelf."""

    def __init__(self, shell: Shell, row: ItemRow) -> None:
        super().__init__(shell, tr("Count {name}", name=row.name), tr("Save the count"), width=440)
        self._row = row
        text = tr("&On the shelf ({unit})", unit=row.unit) if row.unit else tr("&On the shelf")
        self.stock = NumberField(text)
        self.day = DateField(tr("&Counted on"), shell.session.clock.today, past=True)
        self.rows(((self.stock, 1), (self.day, 1)))

    def start(self) -> None:
        """Open it for today."""
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.stock.edit)

    def fields(self) -> dict[str, Field]:
        return {"stock": self.stock, "stock_day": self.day}

    def save(self) -> None:
        stock, day = read(self.stock), read(self.day)
        if stock is None:
            self.stock.set_error(tr("Say how much is there; 0 is an answer too."))
            self.stock.take_focus()
            return
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        self.write(lambda: item.count(store, ctx, number, stock, day))


class OfferForm(FieldsSheet):
    """Who can bring an item: their share of what we need, price, days, smallest order, and how they would recover."""

    def __init__(self, shell: Shell, of: ItemRow, row: SupplierItemRow | None = None) -> None:
        title = tr("Who can bring {name}", name=of.name)
        super().__init__(shell, title, tr("Save"), width=620)
        self._item, self._row = of, row
        today = shell.session.clock.today
        self.who = PartyField(tr("&Who"), shell)
        self.share = NumberField(tr("Share of what we &need (%)"), placeholder="80")
        self.price = MoneyField(tr("&Price of one"))
        self.tax = NumberField(tr("Ta&x on top (%)"), placeholder=tr("in it"))
        self.lead = WholeField(tr("Days from &order to door"))
        self.minimum = NumberField(tr("&Smallest order"))
        self.code = TextField(tr("Their n&umber for it"))
        self.tested = DateField(tr("Last t&ried on"), today, past=True)
        self.says = WholeField(tr("Days until it comes again, &they say"))
        self.think = WholeField(tr("… and &we think"))
        self.note = TextField(tr("Not&e"))
        self.rows(
            ((self.who, 3), (self.share, 2)),
            ((self.price, 1), (self.tax, 1), (self.minimum, 1)),
            ((self.lead, 1), (self.tested, 1), (self.code, 1)),
            ((self.says, 3), (self.think, 2)),
            ((self.note, 1),),
        )

    def start(self) -> None:
        """Open it, with what is known."""
        row = self._row
        if row is not None:
            self.who.set_who(Who(row.party, row.party_name))
            self.who.setEnabled(False)
            price = row.price_on(self.shell.session.clock.today())
            self.price.set_value(price.price if price else None)
            self.tax.set_value(price.tax_on_top.normalize() if price and price.tax_on_top is not None else None)
            self.share.set_value(row.share)
            self.lead.set_value(row.lead_days)
            self.minimum.set_value(row.minimum)
            self.code.set_value(row.their_code)
            self.tested.set_value(row.tested_on)
            self.says.set_value(row.recover_says)
            self.think.set_value(row.recover_we_think)
            self.note.set_value(row.note)
        for each in (self.price, self.tax):
            each.setVisible(row is None)
        self.open(self.who.edit if row is None else self.share.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "share": self.share,
            "price": self.price,
            "tax": self.tax,
            "minimum": self.minimum,
            "lead_days": self.lead,
            "day": self.tested,
            "their_code": self.code,
            "recover_says": self.says,
            "recover_we_think": self.think,
            "note": self.note,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        if self.who.has_error():
            return
        who = self.who.who()
        try:
            draft = SupplierItemDraft(
                item=self._item.id,
                party=who.party if who else None,
                share=read(self.share),
                lead_days=read(self.lead),
                minimum=read(self.minimum),
                their_code=self.code.value(),
                tested_on=read(self.tested),
                recover_says=read(self.says),
                recover_we_think=read(self.think),
                note=self.note.value(),
            )
            price, tax = read(self.price), read(self.tax)
        except Refused:
            return
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            said = None if price is None else Price(price, tax)
            self.write(lambda: supply.add(store, ctx, draft, said))
        else:
            self.write(lambda: supply.change(store, ctx, row.id, draft))


class PriceForm(FieldsSheet):
    """What they take from a day on; what it cost before stays."""

    def __init__(self, shell: Shell, row: SupplierItemRow) -> None:
        title = tr("What {item} costs at {name}", item=row.item_name, name=row.party_name)
        super().__init__(shell, title, tr("Save the price"), width=520)
        self._row = row
        self.price = MoneyField(tr("&Price of one"))
        self.tax = NumberField(tr("Ta&x on top (%)"), placeholder=tr("in it"))
        self.day = DateField(tr("&From"), shell.session.clock.today)
        self.rows(((self.price, 1), (self.tax, 1), (self.day, 1)))

    def start(self) -> None:
        """Open it with the tax that holds today."""
        today = self.shell.session.clock.today()
        known = self._row.price_on(today)
        rate: Decimal | None = known.tax_on_top if known else None
        self.tax.set_value(rate.normalize() if rate is not None else None)
        self.day.set_value(today)
        self.open(self.price.edit)

    def fields(self) -> dict[str, Field]:
        return {"price": self.price, "tax": self.tax, "from_day": self.day}

    def save(self) -> None:
        price, tax, day = read(self.price), read(self.tax), read(self.day)
        if price is None:
            self.price.set_error(tr("Type the price."))
            self.price.take_focus()
            return
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        self.write(lambda: supply.set_price(store, ctx, number, Price(price, tax), day))
