"""What promised points are worth: the roll-forward of a program, and its liability in two views.

Both views are estimates and neither is posted; the accountant picks. Sources: IFRS 15, examples 52 and B39 to B43
(revenue by relative stand-alone price, recognised as points are redeemed, the expectation revised as it goes); the
cost view is outstanding points less breakage at what one costs. Breakage = 1 - ultimate redemption rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from partnercrm.domain.loyalty import NOTHING, ONE, MovementKind
from partnercrm.domain.money import half_up
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class RollForward:
    """The points of a program over a span, each part as it is read aloud: opening + issued - taken back - redeemed +
    given back - expired + transferred + adjusted = closing. The last two may be below zero."""

    opening: Decimal
    issued: Decimal
    taken_back: Decimal
    redeemed: Decimal
    given_back: Decimal
    expired: Decimal
    transferred: Decimal
    adjusted: Decimal

    @property
    def closing(self) -> Decimal:
        """What is left at the end."""
        grown = self.opening + self.issued + self.given_back + self.transferred + self.adjusted
        return grown - self.taken_back - self.redeemed - self.expired


def roll_forward(before: Decimal, sums: Mapping[MovementKind, Decimal]) -> RollForward:
    """The roll-forward from the balance before the span and the signed sums of each kind in it.

    What was brought along in the span stands in its opening.
    """

    def total(*kinds: MovementKind) -> Decimal:
        return sum((sums.get(kind, NOTHING) for kind in kinds), NOTHING)

    return RollForward(
        before + total(MovementKind.OPENING),
        total(MovementKind.EARN),
        -total(MovementKind.TAKE_BACK),
        -total(MovementKind.REDEEM),
        total(MovementKind.GIVE_BACK),
        -total(MovementKind.EXPIRE),
        total(MovementKind.TRANSFER_IN, MovementKind.TRANSFER_OUT),
        total(MovementKind.ADJUST),
    )


def cost_view(outstanding: Decimal, breakage: Decimal, cost_per_point: Decimal) -> int:
    """Outstanding points, less those never used, at what one costs us: minor units, half up."""
    return int((outstanding * (ONE - breakage) * cost_per_point).quantize(ONE, ROUND_HALF_UP))


def allocated(sales: int, points: Decimal, point_value: Decimal, breakage: Decimal) -> int:
    """How much of the price of goods was paid for the points that came with them, by relative stand-alone price.

    `sales` is what was paid; the goods' stand-alone price is just that. Minor units, half up.
    """
    promised = Fraction(points) * Fraction(point_value) * Fraction(ONE - breakage)
    whole = sales + promised
    return half_up(sales * promised / whole) if whole > 0 else 0


def recognised(allocation: int, redeemed: Decimal, expected: Decimal, before: int = 0) -> int:
    """The revenue of a span: the allocation x redeemed so far / expected in all, less what was recognised before."""
    if expected <= 0:
        return allocation - before
    return half_up(allocation * min(Fraction(redeemed) / Fraction(expected), Fraction(1))) - before


@dataclass(frozen=True, slots=True)
class PointSums:
    """What the two views are made of, our own points only: money in minor units, up to a day.

    `outstanding` is what is left in lots, `owed_back` what cards owe, `brought` what was brought along, `issued` the
    points earned on `sales` less those taken back, `redeemed` those used less those given back.
    """

    outstanding: Decimal
    owed_back: Decimal
    brought: Decimal
    issued: Decimal
    redeemed: Decimal
    sales: int


@dataclass(frozen=True, slots=True)
class Liability:
    """Both views in minor units: what outstanding points will cost, and the revenue still to be earned by them; None
    where nobody knows what was paid when they were earned, as with stamps a piece."""

    cost: int
    revenue: int | None
    allocated: int
    recognised: int


def liability(sums: PointSums, point_value: Decimal, point_cost: Decimal, breakage: Decimal) -> Liability:
    """Both views of a program. Points brought along count at their value less breakage, as paid for before."""
    brought = half_up(Fraction(sums.brought) * Fraction(point_value) * Fraction(ONE - breakage))
    allocation = brought + allocated(sums.sales, sums.issued, point_value, breakage)
    expected = (sums.brought + sums.issued) * (ONE - breakage)
    earned = recognised(allocation, max(sums.redeemed, NOTHING), expected)
    unknown = sums.issued > 0 and sums.sales == 0
    cost = cost_view(sums.outstanding, breakage, point_cost)
    return Liability(cost, None if unknown else allocation - earned, allocation, earned)
