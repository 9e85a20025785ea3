"""Forms about a sale that is there: give back for it, and say what was bought."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from partnercrm.domain.errors import Refused
from partnercrm.domain.sale import PAYMENT_WORDS, PaymentKind, RefundDraft
from partnercrm.domain.sale_item import SaleItem, SaleItemRow, typed_items
from partnercrm.domain.sale_page import SalePage
from partnercrm.domain.words import msg
from partnercrm.services import sale, sale_item
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, NotesField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, read, row_of
from ui.common.tab import Shell
from ui.common.widgets import button, label
from ui.words import currency, locale, money, number, say, tr


class RefundForm(FieldsSheet):
    """Say how many of each item came back, and what is given back follows; or type that alone."""

    def __init__(self, shell: Shell, page: SalePage) -> None:
        super().__init__(shell, tr("Give back for a sale"), tr("Save"), width=600)
        self._page = page
        sold = page.sale
        self._stays = page.stays()
        self.counts = [NumberField(_counted(line, left)) for line, left in self._stays]
        self.paid = MoneyField(tr("&Money given back"))
        self.gift_card = MoneyField(tr("Back to the gift &card"))
        self.off_bill = MoneyField(tr("&Off what is not paid"))
        self.day = DateField(tr("&Day"), shell.session.clock.today, past=True)
        kinds = [(kind, say(words)) for kind, words in PAYMENT_WORDS.items() if kind is not PaymentKind.GIFT_CARD]
        self.payment: ChoiceField[PaymentKind] = ChoiceField(tr("&How it was given back"), kinds)
        self.receipt = TextField(tr("Receip&t number"))
        self.everything = button(tr("&All of it came back"), small=True)
        self.everything.clicked.connect(self.take_all)
        self._arrange()
        for field in self.counts:
            field.edit.textEdited.connect(lambda _text: self._follow())
        if sold.payment in dict(kinds):
            self.payment.set_value(sold.payment)

    def start(self) -> None:
        """Open it."""
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.counts[0].edit if self.counts else self.paid.edit)

    def take_all(self) -> None:
        """All that is left of the sale."""
        for field, (_line, left) in zip(self.counts, self._stays, strict=True):
            field.set_value(left)
        self._share_out(self._page.left)

    def fields(self) -> dict[str, Field]:
        return {
            "paid": self.paid,
            "gift_card_amount": self.gift_card,
            "off_bill": self.off_bill,
            "day": self.day,
            "payment": self.payment,
            "receipt": self.receipt,
        }

    def save(self) -> None:
        back = self._back()
        listed = _listed(back)
        draft = RefundDraft(
            sale=self._page.sale.id,
            day=read(self.day),
            paid=read(self.paid) or 0,
            amount=listed if listed and self._fits(listed) else None,
            gift_card_amount=read(self.gift_card) or 0,
            off_bill=read(self.off_bill) or 0,
            receipt=self.receipt.value(),
            payment=self.payment.value(),
            source=self._page.sale.source if self.receipt.value() else "",
            items=tuple(SaleItem(line.name, count, amount) for line, count, amount in back),
        )
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: sale.refund(store, ctx, draft))

    # Inside

    def _arrange(self) -> None:
        sold = self._page.sale
        self.body.addWidget(label(_of_what(self._page), "muted"))
        head = row_of((label(tr("How many came back") if self.counts else "", "strong"), 1), (self.everything, 0))
        self.body.addLayout(head)
        for at in range(0, len(self.counts), 3):
            self.rows([(field, 1) for field in self.counts[at : at + 3]])
        sums = [(self.paid, 1)]
        if sold.gift_card_amount:
            sums.append((self.gift_card, 1))
        if sold.rest > 0 and sold.entry:
            sums.append((self.off_bill, 1))
        self.rows(sums, ((self.day, 1), (self.payment, 1), (self.receipt, 1)))

    def _follow(self) -> None:
        """What is given back follows from what came back, where the items say what they cost."""
        try:
            listed = _listed(self._back())
        except Refused:
            return
        if listed is not None:
            self._share_out(self._page.price_of(listed))

    def _share_out(self, total: int) -> None:
        back = self._page.way_back(total)
        for field, value in (
            (self.paid, back.paid),
            (self.gift_card, back.gift_card_amount),
            (self.off_bill, back.off_bill),
        ):
            field.set_value(value or None)

    def _back(self) -> list[tuple[SaleItemRow, Decimal, int | None]]:
        """What came back: the line, how many, and what they cost before the sale's reduction. Raises Refused."""
        found = []
        for field, (line, left) in zip(self.counts, self._stays, strict=True):
            count = read(field)
            if not count:
                continue
            if count > left:
                field.set_error(tr("That is more than was bought."))
                field.take_focus()
                raise Refused(msg("That is more than was bought."))
            found.append((line, count, _cost(line, count)))
        return found

    def _fits(self, listed: int) -> bool:
        """Whether what is given back is what these items cost: else the list price is shared out."""
        parts = (read(field) or 0 for field in (self.paid, self.gift_card, self.off_bill))
        return sum(parts) == self._page.price_of(listed)


class ItemsForm(FieldsSheet):
    """What was bought, a line each; the sums of the sale stay."""

    def __init__(self, shell: Shell, number: int, items: Sequence[SaleItemRow]) -> None:
        super().__init__(shell, tr("What was bought"), tr("Save"), width=520)
        self._number = number
        hint = label(tr("A line each; the sums of the sale stay as they are."), "muted")
        self.items = NotesField(tr("&What was bought"), placeholder=tr("2 Flat white = 6.80"), lines=8)
        self.items.set_value("\n".join(map(line_text, items)))
        self.body.addWidget(hint)
        self.rows(((self.items, 1),))

    def start(self) -> None:
        """Open it."""
        self.open(self.items.edit)

    def fields(self) -> dict[str, Field]:
        return {"items": self.items}

    def save(self) -> None:
        try:
            lines = typed_items(self.items.value(), currency(), locale())
        except Refused as refused:
            self.refused(refused)
            raise
        store, ctx, sold = self.shell.session.store, self.ctx, self._number
        self.write(lambda: sale_item.change(store, ctx, sold, lines))


def line_text(line: SaleItemRow) -> str:
    """A line as a person would type it: `2 Flat white = 6.80`."""
    text = f"{number(line.quantity.normalize())} {line.text or line.name}"
    return text if line.amount is None else f"{text} = {locale().amount(line.amount, currency())}"


def _of_what(page: SalePage) -> str:
    """`Ana: 16.56 on 27/10/2026, 12.42 of it left`."""
    sold = page.sale
    said = tr("{price} on {day}", price=money(sold.price), day=locale().date(sold.day))
    if sold.name:
        said = tr("{name}: {said}", name=sold.name, said=said)
    if page.left == sold.price:
        return said
    return tr("{said}, {amount} of it left", said=said, amount=money(page.left))


def _counted(line: SaleItemRow, left: Decimal) -> str:
    """The label of how many came back: `Flat white, of 2`."""
    return tr("{item}, of {count}", item=(line.text or line.name).replace("&", "&&"), count=number(left.normalize()))


def _cost(line: SaleItemRow, count: Decimal) -> int | None:
    """What so many of a line cost, before the sale's reduction."""
    if line.amount is None:
        return None
    return currency().rounded(currency().major(line.amount) * count / line.quantity)


def _listed(back: Sequence[tuple[SaleItemRow, Decimal, int | None]]) -> int | None:
    """What they cost before the reduction; None where nothing came back or one says no amount."""
    amounts = [amount for _line, _count, amount in back]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if amounts and len(known) == len(amounts) else None
