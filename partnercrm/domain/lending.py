"""The shelf of things that neighbours lend each other, and the loans: what is out, when it is due, how it came back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from partnercrm.domain.ledger import QUANTITY_DIGITS, VALUE_LIMIT, Kind
from partnercrm.domain.money import half_up
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg

REMINDER_RULE = "loan_due"
"""The rule's name in the follow-up that a loan makes."""

RESOURCE_KINDS = (Kind.SPACE_AND_EQUIPMENT, Kind.TIME_OF_PEOPLE)
RESOURCE_WORDS: dict[Kind, Message] = {
    Kind.SPACE_AND_EQUIPMENT: msg("Space or equipment"),
    Kind.TIME_OF_PEOPLE: msg("A pair of hands"),
}


class LoanState(StrEnum):
    """Where a loan stands; late is out past its due day."""

    OUT = "out"
    LATE = "late"
    RETURNED = "returned"


LOAN_WORDS: dict[LoanState, Message] = {
    LoanState.OUT: msg("Out"),
    LoanState.LATE: msg("Late"),
    LoanState.RETURNED: msg("Returned"),
}

_UNFIT = msg("Some of these characters cannot be kept. Type the text again.")


@dataclass(frozen=True, slots=True)
class ResourceDraft:
    """Something on the shelf: ours, or theirs (`owner`, a party's row id); measured in `unit` (hour, day, run)."""

    name: str
    kind: Kind = Kind.SPACE_AND_EQUIPMENT
    owner: int | None = None
    unit: str = ""
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `name`, `kind`, `unit`, `note`."""
        found: list[Problem] = []
        if not self.name.strip():
            found.append(Problem("name", msg("Say what can be lent.")))
        if self.kind not in RESOURCE_KINDS:
            found.append(Problem("kind", msg("Choose space or equipment, or a pair of hands.")))
        found.extend(
            Problem(field, _UNFIT) for field in ("name", "unit", "note") if not can_be_kept(getattr(self, field))
        )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class LoanDraft:
    """A loan of something on the shelf (`resource`, a row id): `party` is who has it, or, of theirs, who lent it.

    `price` is the value of one unit in minor units that both agreed. None takes the agreed value of that day, where
    there is one; `without_price` says that the two do not want one.
    """

    resource: int | None
    party: int | None
    day: dt.date | None
    due: dt.date | None = None
    quantity: Decimal | None = None
    price: int | None = None
    without_price: bool = False
    condition: str = ""
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `resource`, `party`, `day`, `due`, `quantity`, `price`, `condition`, `note`."""
        found: list[Problem] = []
        for field, said in (("resource", msg("Say what is lent.")), ("party", msg("Say with whom."))):
            if getattr(self, field) is None:
                found.append(Problem(field, said))
        if self.day is None:
            found.append(Problem("day", msg("Say from when.")))
        elif self.due is not None and self.due < self.day:
            found.append(Problem("due", msg("It cannot be due back before it is lent.")))
        found.extend(_measure_problems(self.quantity, self.price))
        found.extend(Problem(field, _UNFIT) for field in ("condition", "note") if not can_be_kept(getattr(self, field)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """How a loan came back: on which day, in which condition, how much of it was used, at which price a unit.

    None of quantity and price leaves what was said when it was lent; `without_price` drops the price.
    """

    day: dt.date | None
    condition: str = ""
    quantity: Decimal | None = None
    price: int | None = None
    without_price: bool = False

    def problems(self, lent: dt.date) -> tuple[Problem, ...]:
        """What is wrong, by field: `day`, `quantity`, `price`, `condition`. `lent` is the day on which it went out."""
        found: list[Problem] = []
        if self.day is None:
            found.append(Problem("day", msg("Say when it came back.")))
        elif self.day < lent:
            found.append(Problem("day", msg("It cannot come back before it was lent.")))
        found.extend(_measure_problems(self.quantity, self.price))
        if not can_be_kept(self.condition):
            found.append(Problem("condition", _UNFIT))
        return tuple(found)


def _measure_problems(quantity: Decimal | None, price: int | None) -> tuple[Problem, ...]:
    if quantity is not None and not is_measure(quantity):
        return (Problem("quantity", msg("The quantity must be above zero, with at most {digits} decimals.", digits=4)),)
    if price is not None and not 0 < price < VALUE_LIMIT:
        return (Problem("price", msg("The price must be above zero. Leave it empty if it has no price.")),)
    value = loan_value(quantity, price)
    if value == 0:
        return (Problem("price", msg("So little of it is worth nothing. Leave the price empty.")),)
    if value is not None and value >= VALUE_LIMIT:
        return (Problem("price", msg("The value is too large.")),)
    return ()


def uncounted(quantity: Decimal | None, unit: str, price: int | None) -> Problem | None:
    """What is said where a price holds for a unit and nobody said how many of it were used."""
    if price is None or quantity is not None or not unit.strip():
        return None
    return Problem("quantity", msg("Say how much of it was used: the price is for one {unit}.", unit=unit.strip()))


def is_measure(quantity: Decimal) -> bool:
    """Whether a quantity can be kept: above zero and exact to four decimals."""
    exponent = quantity.normalize().as_tuple().exponent if quantity.is_finite() else -QUANTITY_DIGITS - 1
    return isinstance(exponent, int) and exponent >= -QUANTITY_DIGITS and 0 < quantity < VALUE_LIMIT


def loan_value(quantity: Decimal | None, price: int | None) -> int | None:
    """What a loan is worth in minor units, half up: so many units at the agreed price, one where nobody counted.

    None without a price.
    """
    if price is None:
        return None
    return half_up(Fraction(1 if quantity is None else quantity) * price)


def loan_state(returned: dt.date | None, due: dt.date | None, today: dt.date) -> LoanState:
    """Where a loan stands today."""
    if returned is not None:
        return LoanState.RETURNED
    return LoanState.LATE if due is not None and due < today else LoanState.OUT
