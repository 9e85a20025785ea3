"""Consignment: their goods with us or ours with them. They stay whose they are until they are sold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from partnercrm.domain.clause import UNFIT
from partnercrm.domain.joint_product import PERCENT, is_percent, is_quantity
from partnercrm.domain.ledger import VALUE_LIMIT, Direction
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg


class Owner(StrEnum):
    """Whose goods they are until they are sold."""

    THEIRS = "theirs"
    OURS = "ours"


OWNER_WORDS: dict[Owner, Message] = {Owner.THEIRS: msg("Their goods with us"), Owner.OURS: msg("Our goods with them")}


class MovementKind(StrEnum):
    """What happened to the goods."""

    BROUGHT = "brought"
    SOLD = "sold"
    RETURNED = "returned"


MOVEMENT_WORDS: dict[MovementKind, Message] = {
    MovementKind.BROUGHT: msg("Brought"),
    MovementKind.SOLD: msg("Sold"),
    MovementKind.RETURNED: msg("Returned unsold"),
}


@dataclass(frozen=True, slots=True)
class ConsignmentDraft:
    """Goods on consignment: with whom (row id), what, its price for one unit in minor units, and the percentage that
    the seller keeps."""

    party: int | None
    what: str
    price: int | None
    commission: Decimal = Decimal(0)
    owner: Owner = Owner.THEIRS
    unit: str = ""
    agreement: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `party`, `what`, `price`, `commission`, `unit`."""
        found: list[Problem] = []
        if self.party is None:
            found.append(Problem("party", msg("Say with whom.")))
        if not self.what.strip():
            found.append(Problem("what", msg("Say what the goods are.")))
        if self.price is None or not 0 < self.price < VALUE_LIMIT:
            found.append(Problem("price", msg("The price must be above zero.")))
        if not is_percent(self.commission):
            found.append(Problem("commission", PERCENT))
        found += [Problem(name, UNFIT) for name in ("what", "unit") if not can_be_kept(getattr(self, name))]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods that moved: on which day, how, how many."""

    day: dt.date
    kind: MovementKind
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Stock:
    """Brought = sold + returned + there."""

    brought: Decimal
    sold: Decimal
    returned: Decimal

    @property
    def there(self) -> Decimal:
        """What still stands with the seller."""
        return self.brought - self.sold - self.returned


def stock(movements: Iterable[Movement]) -> Stock:
    """The sums of movements by kind."""
    sums = dict.fromkeys(MovementKind, Decimal(0))
    for movement in movements:
        sums[movement.kind] += movement.quantity
    return Stock(sums[MovementKind.BROUGHT], sums[MovementKind.SOLD], sums[MovementKind.RETURNED])


def problem_of(standing: Iterable[Movement], new: Movement) -> Problem | None:
    """Why goods cannot have moved so: on no evening may more have gone than was brought; None where they can."""
    if not is_quantity(new.quantity):
        return Problem("quantity", msg("Say how many."))
    there = Decimal(0)
    for movement in sorted((*standing, new), key=lambda each: (each.day, each.kind is not MovementKind.BROUGHT)):
        there += movement.quantity if movement.kind is MovementKind.BROUGHT else -movement.quantity
        if there < 0:
            return Problem("quantity", msg("That is more than is there on {day}.", day=movement.day))
    return None


@dataclass(frozen=True, slots=True)
class Proceeds:
    """What goods brought: price, the seller's commission, and the rest for whose they were. Minor units."""

    price: int
    commission: int

    @property
    def owed(self) -> int:
        """What the seller owes: price less commission."""
        return self.price - self.commission


def proceeds(price: int, commission: Decimal, quantity: Decimal) -> Proceeds:
    """What so many sold bring; price and commission are each rounded once, half up."""
    whole = int((price * quantity).quantize(Decimal(1), ROUND_HALF_UP))
    return Proceeds(whole, int((whole * commission / 100).quantize(Decimal(1), ROUND_HALF_UP)))


def direction_of(owner: Owner) -> Direction:
    """Who gave the goods that were sold."""
    return Direction.RECEIVED if owner is Owner.THEIRS else Direction.GIVEN
