"""A customer's purchase: its header as a till or the owner says it, and what of it reaches the ledger.

The arithmetic of every sale: amount - reduction + rounding = paid + gift-card amount + unpaid rest. All of it is below
zero in a refund. A tip stands beside it: it is not ours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from enum import StrEnum

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import VALUE_LIMIT, prorated
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale_item import SaleItem, item_problems, items_total
from partnercrm.domain.words import Message, msg

LAST_MINUTE = 24 * 60 - 1


class PaymentKind(StrEnum):
    """How it was paid."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    GIFT_CARD = "gift_card"
    ON_ACCOUNT = "on_account"


PAYMENT_WORDS: dict[PaymentKind, Message] = {
    PaymentKind.CASH: msg("Cash"),
    PaymentKind.CARD: msg("Card"),
    PaymentKind.TRANSFER: msg("Transfer"),
    PaymentKind.GIFT_CARD: msg("Gift card"),
    PaymentKind.ON_ACCOUNT: msg("On account"),
}


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """The header of a sale. Money in minor units, tax included; everything below zero in a refund.

    `party` None is a walk-in customer. `amount` is before the `reduction`; `paid` is money for the goods, without tip
    and gift card; `rounding` is what cash was rounded up (above zero) or down. `card`, `voucher` and `gift_card` are
    the codes as they were read. `refunds` is the row id of the sale that a refund takes back from; `refunds_receipt`
    names it by its receipt in the same source instead. `items` are what was bought, where anybody says it.
    """

    day: dt.date | None
    amount: int
    paid: int
    party: int | None = None
    minute: int | None = None
    reduction: int = 0
    rounding: int = 0
    tip: int = 0
    gift_card_amount: int = 0
    payment: PaymentKind = PaymentKind.CASH
    receipt: str = ""
    card: str = ""
    voucher: str = ""
    gift_card: str = ""
    channel: str = ""
    due_day: dt.date | None = None
    refunds: int | None = None
    refunds_receipt: str = ""
    source: str = ""
    external_id: str = ""
    items: tuple[SaleItem, ...] = ()

    @property
    def price(self) -> int:
        """What it cost: the amount less the reduction, rounded as it was."""
        return self.amount - self.reduction + self.rounding

    @property
    def rest(self) -> int:
        """What is not paid: above zero the buyer owes it; below zero, in a refund, the bill becomes less."""
        return self.price - self.paid - self.gift_card_amount

    @property
    def refund(self) -> bool:
        """Whether it takes back."""
        return self.price < 0 or self.refunds is not None or self.refunds_receipt != ""

    def completed(self, price: int | None, paid: int | None) -> SaleDraft:
        """The sale with what a person left out: the price is what the items cost, else what was paid before the
        reduction; all of it was paid unless it is on account. Raises Refused where neither is known."""
        amount = price if price is not None else items_total(self.items)
        if amount is None:
            if paid is None:
                raise Refused(msg("Say what it cost, or what was paid."), "amount")
            amount = paid + self.reduction - self.rounding + self.gift_card_amount
        due = amount - self.reduction + self.rounding - self.gift_card_amount
        if paid is None:
            too_much = due < 0 <= amount
            paid = 0 if self.payment is PaymentKind.ON_ACCOUNT or too_much else due
        return replace(self, amount=amount, paid=paid)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field. Empty when it may be recorded."""
        return (*self._head_problems(), *self._sum_problems(), *item_problems(self.items))

    def _head_problems(self) -> tuple[Problem, ...]:
        found = []
        if self.day is None:
            found.append(Problem("day", msg("Say when it was.")))
        if self.minute is not None and not 0 <= self.minute <= LAST_MINUTE:
            found.append(Problem("minute", msg("A day has times from 0:00 to 23:59.")))
        if self.day is not None and self.due_day is not None and self.due_day < self.day:
            found.append(Problem("due_day", msg("It cannot be due before the sale.")))
        if self.gift_card and not self.gift_card_amount:
            found.append(Problem("gift_card_amount", msg("Say how much the gift card paid.")))
        return tuple(found)

    def _sum_problems(self) -> tuple[Problem, ...]:
        side = -1 if self.refund else 1
        parts = {
            "amount": self.amount,
            "reduction": self.reduction,
            "paid": self.paid,
            "gift_card_amount": self.gift_card_amount,
        }
        for field, value in parts.items():
            if abs(value) >= VALUE_LIMIT:
                return (Problem(field, msg("The value is too large.")),)
            if value * side < 0:
                return (Problem(field, msg("A refund is below zero throughout, a sale above zero.")),)
        if self.rest * side < 0:
            by_card = abs(self.gift_card_amount) > abs(self.price)
            field = "gift_card_amount" if by_card else "paid"
            return (Problem(field, msg("That is more than it cost. Enter a tip or a rounding as such.")),)
        if self.rest and self.party is None:
            return (Problem("party", msg("Part of it is not paid. Say who owes the rest.")),)
        return ()


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """What is given back for a sale (row id), dated its own day. All sums in minor units and above zero.

    `paid` is money given back, `gift_card_amount` goes back to the gift card, `off_bill` is taken off what was not
    paid yet. `amount` is the list price of what came back; where nobody says, reduction and rounding are shared out.
    """

    sale: int
    day: dt.date | None
    paid: int = 0
    amount: int | None = None
    gift_card_amount: int = 0
    off_bill: int = 0
    minute: int | None = None
    receipt: str = ""
    payment: PaymentKind | None = None
    source: str = ""
    items: tuple[SaleItem, ...] = ()

    def of(self, sale: SaleDraft) -> SaleDraft:
        """The refund as a sale below zero, of what the sale said. Raises Refused where nothing comes back."""
        back = self.paid + self.gift_card_amount + self.off_bill
        if back <= 0 or min(self.paid, self.gift_card_amount, self.off_bill) < 0:
            raise Refused(msg("Say how much is given back."), "paid")
        whole, rounding = self.amount, 0
        if whole is None:
            rounding = prorated(sale.rounding, back, sale.price) if sale.price else 0
            whole = back - rounding + (prorated(sale.reduction, back, sale.price) if sale.price else 0)
        return SaleDraft(
            day=self.day,
            minute=self.minute,
            party=sale.party,
            amount=-whole,
            reduction=back - rounding - whole,
            rounding=-rounding,
            paid=-self.paid,
            gift_card_amount=-self.gift_card_amount,
            payment=self.payment or sale.payment,
            receipt=self.receipt,
            card=sale.card,
            gift_card=sale.gift_card if self.gift_card_amount else "",
            refunds=self.sale,
            source=self.source,
            items=tuple(line.back() for line in self.items),
        )
