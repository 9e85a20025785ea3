"""Joint products: one price and two shops. Who sells keeps a commission, the rest is split."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from partnercrm.domain.clause import UNFIT
from partnercrm.domain.ledger import QUANTITY_DIGITS, VALUE_LIMIT, Direction
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import msg

HUNDRED = Decimal(100)


class Seller(StrEnum):
    """At whose till it was sold."""

    US = "us"
    THEM = "them"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a number of sold pieces brought, and how it is divided. Minor units; the three parts sum to `total`."""

    total: int
    commission: int
    theirs: int
    ours: int

    def owed(self, seller: Seller) -> int:
        """What the shop that sold owes the other one."""
        return self.theirs if seller is Seller.US else self.ours


@dataclass(frozen=True, slots=True)
class Split:
    """How one price is divided: `commission` percent for who sells, and of the rest their part, an amount a piece in
    minor units (`their_amount`) or a percentage (`their_percent`)."""

    price: int
    commission: Decimal = Decimal(0)
    their_amount: int | None = None
    their_percent: Decimal | None = None

    def parts(self, quantity: Decimal) -> Parts:
        """The parts of so many sold; each is rounded once, half up, and ours is what is left."""
        total = _round(self.price * quantity)
        commission = _round(total * self.commission / HUNDRED)
        rest = total - commission
        if self.their_amount is not None:
            theirs = min(_round(self.their_amount * quantity), rest)
        else:
            theirs = _round(rest * (self.their_percent or Decimal(0)) / HUNDRED)
        return Parts(total, commission, theirs, rest - theirs)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `price`, `commission`, `their_amount`, `their_percent`."""
        found: list[Problem] = []
        if not 0 < self.price < VALUE_LIMIT:
            found.append(Problem("price", msg("The price must be above zero.")))
        if not is_percent(self.commission):
            found.append(Problem("commission", PERCENT))
        if (self.their_amount is None) == (self.their_percent is None):
            found.append(Problem("their_amount", msg("Say their part: an amount for each, or a percentage.")))
        if self.their_percent is not None and not is_percent(self.their_percent):
            found.append(Problem("their_percent", PERCENT))
        if not found and self.their_amount is not None:
            one = self.price - _round(self.price * self.commission / HUNDRED)
            if not 0 <= self.their_amount <= one:
                found.append(Problem("their_amount", msg("Their part is more than the price leaves.")))
        return tuple(found)


PERCENT = msg("A percentage goes from 0 to 100.")


def is_percent(number: Decimal) -> bool:
    """Whether a number is a percentage that the store can keep."""
    return number.is_finite() and 0 <= number <= HUNDRED and fits(number)


def fits(number: Decimal) -> bool:
    """Whether a number has no more decimals than the store keeps."""
    exponent = number.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -QUANTITY_DIGITS


def is_quantity(number: Decimal | None) -> bool:
    """Whether a number can be a quantity of goods."""
    return number is not None and number.is_finite() and 0 < number < VALUE_LIMIT and fits(number)


def _round(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class JointProductDraft:
    """A product of two shops: what it is called, with whom (row id), its price and split, and its agreement."""

    party: int | None
    name: str
    split: Split
    agreement: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `party`, `name`, and those of the split."""
        found: list[Problem] = []
        if self.party is None:
            found.append(Problem("party", msg("Say with whom.")))
        if not self.name.strip():
            found.append(Problem("name", msg("Give the product a name.")))
        elif not can_be_kept(self.name):
            found.append(Problem("name", UNFIT))
        return (*found, *self.split.problems())


@dataclass(frozen=True, slots=True)
class JointSaleDraft:
    """What was sold of a joint product in a period, both days included, and by whom."""

    from_day: dt.date | None
    to_day: dt.date | None
    quantity: Decimal | None
    seller: Seller = Seller.US

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `from_day`, `to_day`, `quantity`."""
        found: list[Problem] = []
        if self.from_day is None:
            found.append(Problem("from_day", msg("Say from when.")))
        if self.to_day is None:
            found.append(Problem("to_day", msg("Say until when.")))
        elif self.from_day is not None and self.to_day < self.from_day:
            found.append(Problem("to_day", msg("It ends before it begins.")))
        if not is_quantity(self.quantity):
            found.append(Problem("quantity", msg("Say how many were sold.")))
        return tuple(found)


def direction_of(seller: Seller) -> Direction:
    """Who gave their part to the other: who did not sell it."""
    return Direction.RECEIVED if seller is Seller.US else Direction.GIVEN
