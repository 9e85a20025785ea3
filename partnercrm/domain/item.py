"""What the shop buys and sells: its name, unit, price, and what a day without it costs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.domain.ledger import QUANTITY_DIGITS, VALUE_LIMIT
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept, fold
from partnercrm.domain.words import msg

UNFIT = msg("Some of these characters cannot be kept. Type the text again.")
_TEXTS = ("name", "code", "unit", "category", "note")


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item. `price` (what we take) and `cost` (what one costs us) are minor units of one `unit`, tax included.

    `stock` is what was counted on `stock_day`, `daily_use` what a day uses of it, `margin_a_day` the minor units of
    margin that a day without it loses.
    """

    name: str
    code: str = ""
    unit: str = ""
    category: str = ""
    price: int | None = None
    cost: int | None = None
    stock: Decimal | None = None
    stock_day: dt.date | None = None
    daily_use: Decimal | None = None
    margin_a_day: int | None = None
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found: list[Problem] = []
        if not self.name.strip():
            found.append(Problem("name", msg("Say what it is called.")))
        found += [Problem(field, UNFIT) for field in _TEXTS if not can_be_kept(getattr(self, field))]
        found += [
            Problem(field, msg("An amount is never below zero here."))
            for field in ("price", "cost", "margin_a_day")
            if not 0 <= (getattr(self, field) or 0) < VALUE_LIMIT
        ]
        if self.stock is not None and not is_count(self.stock):
            found.append(Problem("stock", NO_COUNT))
        if self.daily_use is not None and not (is_count(self.daily_use) and self.daily_use):
            found.append(Problem("daily_use", ABOVE_ZERO))
        return tuple(found)


ABOVE_ZERO = msg("The quantity must be above zero, with at most {digits} decimals.", digits=QUANTITY_DIGITS)
NO_COUNT = msg("The quantity cannot be below zero and has at most {digits} decimals.", digits=QUANTITY_DIGITS)


def is_count(quantity: Decimal) -> bool:
    """Whether a quantity can be kept: zero or more, exact to four decimals."""
    exponent = quantity.normalize().as_tuple().exponent if quantity.is_finite() else -QUANTITY_DIGITS - 1
    return isinstance(exponent, int) and exponent >= -QUANTITY_DIGITS and 0 <= quantity < VALUE_LIMIT


def name_key(name: str) -> str:
    """A name as it is compared: folded, white space squeezed."""
    return " ".join(fold(name).split())


def quantity_problem(field: str, quantity: Decimal | None) -> Problem | None:
    """What is said of a quantity that must be above zero."""
    if quantity is None or not is_count(quantity) or not quantity:
        return Problem(field, ABOVE_ZERO)
    return None


def below_zero(field: str, quantity: Decimal | None) -> Problem | None:
    """What is said of a quantity that may be zero."""
    return Problem(field, NO_COUNT) if quantity is None or not is_count(quantity) else None
