"""Who can supply what, orders and deliveries: their words, the drafts that forms and files fill, and their sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from partnercrm.domain.item import UNFIT, below_zero, quantity_problem
from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.money import half_up
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg

MOST_DAYS = 3650


class DocumentKind(StrEnum):
    """What a supplier wrote about a delivery."""

    BILL = "bill"
    CREDIT_NOTE = "credit_note"


DOCUMENT_WORDS: dict[DocumentKind, Message] = {
    DocumentKind.BILL: msg("Bill"),
    DocumentKind.CREDIT_NOTE: msg("Credit note"),
}


class OrderState(StrEnum):
    """Where an order stands; late is open past the day on which it should have come."""

    OPEN = "open"
    LATE = "late"
    PARTLY = "partly"
    COMPLETE = "complete"
    CLOSED = "closed"


ORDER_WORDS: dict[OrderState, Message] = {
    OrderState.OPEN: msg("On its way"),
    OrderState.LATE: msg("Late"),
    OrderState.PARTLY: msg("Partly here"),
    OrderState.COMPLETE: msg("Complete"),
    OrderState.CLOSED: msg("Closed"),
}


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in minor units; `tax_on_top` is the percent that is added, None where tax is in the price."""

    price: int
    tax_on_top: Decimal | None = None

    def value(self, quantity: Decimal) -> int:
        """What so many cost, tax included, half up once."""
        return half_up(Fraction(quantity) * self.price * (1 + Fraction(self.tax_on_top or 0) / 100))

    def tax(self, quantity: Decimal) -> int | None:
        """The tax in it, half up; None where nobody said a rate."""
        if self.tax_on_top is None:
            return None
        return half_up(Fraction(quantity) * self.price * Fraction(self.tax_on_top) / 100)

    @property
    def gross(self) -> Fraction:
        """One unit with tax, exactly: what prices are compared by."""
        return Fraction(self.price) * (1 + Fraction(self.tax_on_top or 0) / 100)


@dataclass(frozen=True, slots=True)
class SupplierItemDraft:
    """That a supplier (`party`) can bring an item; both row ids.

    `share` is the percent of our need that is meant to come from them, `lead_days` from order to door, `minimum` the
    smallest order, `tested_on` when somebody last tried that they can step in. `recover_says` and `recover_we_think`
    are the days until they would deliver again after they failed, by their word and by our guess.
    """

    item: int | None
    party: int | None
    share: Decimal | None = None
    lead_days: int | None = None
    minimum: Decimal | None = None
    their_code: str = ""
    tested_on: dt.date | None = None
    recover_says: int | None = None
    recover_we_think: int | None = None
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = [*_named(self.party), *_unfit(self, "their_code", "note")]
        if self.item is None:
            found.append(Problem("item", msg("Say which item.")))
        if self.share is not None and not 0 <= self.share <= 100:
            found.append(Problem("share", msg("A share lies between 0 and 100.")))
        for field in ("lead_days", "recover_says", "recover_we_think"):
            if not 0 <= (getattr(self, field) or 0) <= MOST_DAYS:
                found.append(Problem(field, msg("Days lie between 0 and {most}.", most=MOST_DAYS)))
        if self.minimum is not None:
            found += filter(None, [quantity_problem("minimum", self.minimum)])
        return tuple(found)


@dataclass(frozen=True, slots=True)
class OrderLineDraft:
    """So much of an item (row id) at a price; without one the supplier's price of that day is taken."""

    item: int | None
    quantity: Decimal | None
    price: Price | None = None

    def problems(self, place: str) -> Iterator[Problem]:
        """What is wrong, by field below `place`."""
        if self.item is None:
            yield Problem(f"{place}.item", msg("Say which item."))
        yield from filter(None, [quantity_problem(f"{place}.quantity", self.quantity)])
        yield from price_problems(self.price, place)


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What we ordered of whom (`party`, a row id): `requested` is when we want it, `promised` when they bring it."""

    party: int | None
    day: dt.date | None
    lines: tuple[OrderLineDraft, ...]
    requested: dt.date | None = None
    promised: dt.date | None = None
    number: str = ""
    note: str = ""
    source: str = ""
    external_id: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = [*_named(self.party), *_unfit(self, "number", "note")]
        if self.day is None:
            found.append(Problem("day", msg("Say when it was ordered.")))
        for field in ("requested", "promised"):
            wanted = getattr(self, field)
            if self.day is not None and wanted is not None and wanted < self.day:
                found.append(Problem(field, msg("It cannot come before it was ordered.")))
        if not self.lines:
            found.append(Problem("lines", msg("Say what was ordered.")))
        for number, line in enumerate(self.lines):
            found += line.problems(f"lines.{number}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class DeliveryLineDraft:
    """What came of an item and what of it was good. `accepted` None is all; the price None is that of the order."""

    item: int | None
    received: Decimal | None
    accepted: Decimal | None = None
    price: Price | None = None
    tax_code: str = ""
    why_refused: str = ""

    @property
    def taken(self) -> Decimal:
        """What was accepted."""
        return (self.received or Decimal(0)) if self.accepted is None else self.accepted

    def problems(self, place: str) -> Iterator[Problem]:
        """What is wrong, by field below `place`."""
        if self.item is None:
            yield Problem(f"{place}.item", msg("Say which item."))
        yield from filter(None, [below_zero(f"{place}.received", self.received)])
        if self.accepted is not None:
            problem = below_zero(f"{place}.accepted", self.accepted)
            if problem is not None:
                yield problem
            elif self.received is not None and self.accepted > self.received:
                yield Problem(f"{place}.accepted", msg("No more can be accepted than came."))
        yield from price_problems(self.price, place)
        if not (can_be_kept(self.why_refused) and can_be_kept(self.tax_code)):
            yield Problem(f"{place}.why_refused", UNFIT)


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A bill or a credit note: its number, `amount` in minor units, tax included, and when the bill is due.

    The amount of a bill that comes with its delivery may be None: it asks for what was accepted.
    """

    kind: DocumentKind
    number: str
    day: dt.date | None
    amount: int | None
    due: dt.date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = list(_unfit(self, "number"))
        if not self.number.strip():
            found.append(Problem("number", msg("Say the number that stands on it.")))
        if not 0 < (self.amount or 0) < VALUE_LIMIT:
            found.append(Problem("amount", msg("Type the amount.")))
        if self.day is None:
            found.append(Problem("day", msg("Say of which day it is.")))
        elif self.due is not None and self.due < self.day:
            found.append(Problem("due", msg("It cannot be due before its own day.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """What a supplier (`party`, a row id) brought, for an order (row id) or without one.

    It posts once, for what was accepted; not where it is `in_the_books`, or a line has no price, and only with its bill
    where it is to `wait_for_bill`. `entry` is the number of its entry where somebody typed that in before. Where it is
    `the_rest`, all that the order lacks came and was good, and there are no `lines`.
    """

    party: int | None
    day: dt.date | None
    lines: tuple[DeliveryLineDraft, ...]
    order: int | None = None
    number: str = ""
    due: dt.date | None = None
    bill: DocumentDraft | None = None
    note: str = ""
    in_the_books: bool = False
    wait_for_bill: bool = False
    entry: str = ""
    source: str = ""
    external_id: str = ""
    the_rest: bool = False

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = [*_unfit(self, "number", "note")]
        if self.order is None:
            found += _named(self.party)
        if self.day is None:
            found.append(Problem("day", msg("Say when it came.")))
        elif self.due is not None and self.due < self.day:
            found.append(Problem("due", msg("It cannot be due before it came.")))
        if not self.lines:
            found.append(Problem("lines", msg("Say what came.")))
        for number, line in enumerate(self.lines):
            found += line.problems(f"lines.{number}")
        if self.bill is not None:
            said = self.bill if self.bill.amount is not None else replace(self.bill, amount=1)
            found += [Problem(f"bill.{each.field}", each.message) for each in said.problems()]
        return tuple(found)


def price_problems(price: Price | None, place: str) -> Iterator[Problem]:
    """What is wrong with a price, by field below `place`."""
    if price is None:
        return
    if not 0 < price.price < VALUE_LIMIT:
        yield Problem(f"{place}.price", msg("The price must be above zero. Leave it empty if it has no price."))
    if price.tax_on_top is not None and not 0 <= price.tax_on_top <= 100:
        yield Problem(f"{place}.tax", msg("A tax rate lies between 0 and 100."))


def order_state(
    ordered: Decimal, accepted: Decimal, expected: dt.date | None, closed: dt.date | None, today: dt.date
) -> OrderState:
    """Where an order stands: `ordered` and `accepted` are how many lines there are and how many of them are full."""
    if accepted >= ordered:
        return OrderState.COMPLETE
    if closed is not None:
        return OrderState.CLOSED
    if expected is not None and expected < today:
        return OrderState.LATE
    return OrderState.PARTLY if accepted else OrderState.OPEN


def _named(party: int | None) -> list[Problem]:
    return [Problem("party", msg("Say who supplies it."))] if party is None else []


def _unfit(draft: object, *fields: str) -> list[Problem]:
    return [Problem(field, UNFIT) for field in fields if not can_be_kept(getattr(draft, field))]
