"""Buying together: neighbours' quantities, a price that falls with the volume, freight shared by a rule.

What each pays sums to the bill to the last cent: rests go to whoever lost most by rounding down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.lending import is_measure
from partnercrm.domain.money import half_up
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg


class FreightRule(StrEnum):
    """How freight is shared."""

    BY_QUANTITY = "by_quantity"
    BY_VALUE = "by_value"
    EQUALLY = "equally"


FREIGHT_WORDS: dict[FreightRule, Message] = {
    FreightRule.BY_QUANTITY: msg("By quantity"),
    FreightRule.BY_VALUE: msg("By value"),
    FreightRule.EQUALLY: msg("Equally"),
}

_UNFIT = msg("Some of these characters cannot be kept. Type the text again.")


@dataclass(frozen=True, slots=True)
class Step:
    """From which total quantity on one unit costs how much, in minor units."""

    from_quantity: Decimal
    price: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much somebody takes: a party's row id, or None for ourselves."""

    party: int | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What one pays, in minor units: of the goods, and of the freight."""

    party: int | None
    quantity: Decimal
    goods: int
    freight: int

    @property
    def value(self) -> int:
        """Goods and freight."""
        return self.goods + self.freight


@dataclass(frozen=True, slots=True)
class JointBuyingDraft:
    """Something bought together: what, of whom (a party's row id), in which unit, at which volume prices.

    `freight` in minor units. `goods_bill` is what the bill says of the goods where that is not quantity times price.
    """

    what: str
    unit: str
    steps: tuple[Step, ...]
    day: dt.date | None
    supplier: int | None = None
    freight: int = 0
    freight_rule: FreightRule = FreightRule.BY_QUANTITY
    goods_bill: int | None = None
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `what`, `day`, `steps`, `freight`, `goods_bill`, `unit`, `note`."""
        found: list[Problem] = []
        if not self.what.strip():
            found.append(Problem("what", msg("Say what is bought together.")))
        if self.day is None:
            found.append(Problem("day", msg("Say when it is bought.")))
        found.extend(_step_problems(self.steps))
        if not 0 <= self.freight < VALUE_LIMIT:
            found.append(Problem("freight", msg("The freight cannot be below zero.")))
        if self.goods_bill is not None and not 0 < self.goods_bill < VALUE_LIMIT:
            found.append(Problem("goods_bill", msg("The value must be above zero.")))
        texts = ("what", "unit", "note")
        found.extend(Problem(field, _UNFIT) for field in texts if not can_be_kept(getattr(self, field)))
        return tuple(found)


def _step_problems(steps: Sequence[Step]) -> tuple[Problem, ...]:
    if not steps:
        return (Problem("steps", msg("Say what one unit costs.")),)
    starts = [step.from_quantity for step in steps]
    if any(start < 0 or (start and not is_measure(start)) for start in starts):
        return (Problem("steps", msg("A price begins at a quantity of zero or more, with at most 4 decimals.")),)
    if len(set(starts)) < len(starts):
        return (Problem("steps", msg("Two prices begin at the same quantity.")),)
    if any(not 0 < step.price < VALUE_LIMIT for step in steps):
        return (Problem("steps", msg("A price must be above zero.")),)
    return ()


def unit_price(steps: Sequence[Step], total: Decimal) -> int:
    """What one unit costs at that total quantity, in minor units; below the first step the first price holds."""
    reached = [step for step in steps if step.from_quantity <= total]
    if reached:
        return max(reached, key=lambda step: step.from_quantity).price
    return min(steps, key=lambda step: step.from_quantity).price


def next_step(steps: Sequence[Step], total: Decimal) -> Step | None:
    """The next lower price that more of it would reach, if any."""
    further = [step for step in steps if step.from_quantity > total and step.price < unit_price(steps, total)]
    return min(further, key=lambda step: step.from_quantity, default=None)


def goods_value(steps: Sequence[Step], total: Decimal) -> int:
    """What that total quantity costs without freight, in minor units, half up."""
    return half_up(Fraction(total) * unit_price(steps, total))


def split_exactly(amount: int, weights: Sequence[Decimal | int]) -> list[int]:
    """`amount` (minor units, not below zero) by weights, so that the parts sum to it (largest remainder).

    Equal rests go to whoever comes first; weights that are all zero count as equal. Raises ValueError without weights
    or with one below zero.
    """
    if not weights or any(weight < 0 for weight in weights) or amount < 0:
        raise ValueError("nothing to split, or a part below zero")
    parts = [Fraction(weight) for weight in weights]
    whole = sum(parts)
    if not whole:
        parts, whole = [Fraction(1)] * len(parts), Fraction(len(parts))
    exact = [amount * part / whole for part in parts]
    floors = [int(each) for each in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (floors[n] - exact[n], n))
    for place in by_rest[: amount - sum(floors)]:
        floors[place] += 1
    return floors


def shares(
    wanted: Sequence[Wanted],
    steps: Sequence[Step],
    freight: int = 0,
    rule: FreightRule = FreightRule.BY_QUANTITY,
    goods_bill: int | None = None,
) -> list[Share]:
    """What each pays, in the order of `wanted`: goods by quantity, freight by the rule; they sum exactly to the bill.

    Raises ValueError where nobody takes anything.
    """
    quantities = [each.quantity for each in wanted]
    goods = goods_value(steps, sum(quantities, Decimal(0))) if goods_bill is None else goods_bill
    of_goods = split_exactly(goods, quantities)
    weights: dict[FreightRule, Sequence[Decimal | int]] = {
        FreightRule.BY_QUANTITY: quantities,
        FreightRule.BY_VALUE: of_goods,
        FreightRule.EQUALLY: [1] * len(wanted),
    }
    of_freight = split_exactly(freight, weights[rule])
    return [Share(w.party, w.quantity, g, f) for w, g, f in zip(wanted, of_goods, of_freight, strict=True)]
