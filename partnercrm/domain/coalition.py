"""A coalition of neighbours with one card: who takes part, what is owed for points, and how little has to be paid.

A shop is named by its row id; `US` is ourselves. Points are decimals, rates decimals of minor units per point, money is
minor units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.loyalty import worth
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

US = 0
Pair: TypeAlias = tuple[int, int]
"""Debtor and creditor."""

HIGHEST_RATE = Decimal(10) ** 9
RATE_DECIMALS = 4


class DueWhen(StrEnum):
    """When points are owed: burnt, by the lot's issuer to the redeemer; or issued, to whoever keeps the pot."""

    BURNT = "burnt"
    ISSUED = "issued"


DUE_WORDS: dict[DueWhen, Message] = {
    DueWhen.BURNT: msg("When points are used, by the shop that issued them"),
    DueWhen.ISSUED: msg("When points are issued, to whoever keeps the pot"),
}


class Bearer(StrEnum):
    """Who bears points that a shop took though the card did not have them."""

    REDEEMER = "redeemer"
    HOME_SHOP = "home_shop"
    SHARED = "shared"


BEARER_WORDS: dict[Bearer, Message] = {
    Bearer.REDEEMER: msg("The shop that took them"),
    Bearer.HOME_SHOP: msg("The card's home shop"),
    Bearer.SHARED: msg("Both, half each"),
}


class SettlementState(StrEnum):
    """How a settlement stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    PARTLY_REVERSED = "partly_reversed"
    REVERSED = "reversed"


STATE_WORDS: dict[SettlementState, Message] = {
    SettlementState.DRAFT: msg("Not signed yet"),
    SettlementState.SIGNED: msg("Signed"),
    SettlementState.PARTLY_REVERSED: msg("Partly taken back"),
    SettlementState.REVERSED: msg("Taken back"),
}


class NettingKind(StrEnum):
    """What a step of the arithmetic is: out of a pot or into one, paid meanwhile, through us, or to be paid."""

    POT = "pot"
    INTO_POT = "into_pot"
    MEANWHILE = "meanwhile"
    TRANSFER = "transfer"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """What the shops of a program agreed: when points are owed, who keeps the pot, who bears what was overspent."""

    due: DueWhen = DueWhen.BURNT
    keeper: int = US
    overspending: Bearer = Bearer.HOME_SHOP


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """A shop that takes part in a program: it earns, redeems or both, at `rate` minor units per point.

    `alert_value` is what may be owed between us before somebody is told; for a shop that prepays, what its pot should
    not fall below.
    """

    party: int | None
    rate: Decimal
    earns: bool = True
    redeems: bool = True
    prepaid: bool = False
    alert_value: int | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = []
        if self.party is None:
            found.append(Problem("party", msg("Choose the shop.")))
        exponent = self.rate.normalize().as_tuple().exponent if self.rate.is_finite() else "n"
        if not self.rate.is_finite() or not 0 < self.rate < HIGHEST_RATE:
            found.append(Problem("rate", msg("Type what a point is worth, above zero.")))
        elif isinstance(exponent, int) and exponent < -RATE_DECIMALS:
            found.append(Problem("rate", msg("Give at most {digits} decimals.", digits=RATE_DECIMALS)))
        if not (self.earns or self.redeems):
            found.append(Problem("earns", msg("Points are collected there, used there, or both.")))
        if self.alert_value is not None and not 0 <= self.alert_value < VALUE_LIMIT:
            found.append(Problem("alert_value", msg("The value cannot be below zero.")))
        if self.from_day and self.until_day and self.until_day < self.from_day:
            found.append(Problem("until_day", msg("It cannot end before it begins.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one shop owes another for points: a gross line, rounded once. `overspent` of the points had no lot."""

    debtor: int
    creditor: int
    points: Decimal
    overspent: Decimal
    rate: Decimal
    value: int


@dataclass(frozen=True, slots=True)
class Payment:
    """So much from one shop to another, in minor units."""

    debtor: int
    creditor: int
    amount: int


@dataclass(frozen=True, slots=True)
class Netting:
    """How claims come down to few payments. All in minor units.

    `pots` is what is taken out of money that was paid before, `into` what we keep for shops that prepay, `transfers`
    what moves through us, `payments` what is left to be paid, `positions` what each shop had to get (above zero) or to
    pay before pots and payments meanwhile.
    """

    positions: Mapping[int, int]
    pots: tuple[Payment, ...]
    into: tuple[Payment, ...]
    transfers: tuple[Payment, ...]
    payments: tuple[Payment, ...]


def rate_of(pair: Pair, rates: Mapping[int, Decimal]) -> Decimal:
    """The rate of a pair: what the debtor agreed with us, or where we are the debtor what the creditor did."""
    debtor, creditor = pair
    return rates[creditor] if debtor == US else rates[debtor]


def claims(points: Mapping[Pair, tuple[Decimal, Decimal]], rates: Mapping[int, Decimal]) -> list[Claim]:
    """The gross lines of pairs: points and those of them without a lot, both ways, each rounded once, half up.

    Points below zero (given back after an earlier settlement) are owed the other way round.
    """
    found = []
    for pair, (count, overspent) in sorted(points.items()):
        if count:
            rate = rate_of(pair, rates)
            debtor, creditor = pair if count > 0 else (pair[1], pair[0])
            over = overspent if count > 0 else -overspent
            found.append(Claim(debtor, creditor, abs(count), over, rate, worth(abs(count), rate)))
    return found


def positions(owed: Iterable[tuple[Pair, int]]) -> dict[int, int]:
    """What each shop gets (above zero) or pays, over all that is owed; the sum is zero."""
    found: dict[int, int] = {}
    for (debtor, creditor), value in owed:
        found[debtor] = found.get(debtor, 0) - value
        found[creditor] = found.get(creditor, 0) + value
    return found


def fewest_payments(standing: Mapping[int, int]) -> tuple[Payment, ...]:
    """The largest debtor pays the largest creditor, again and again: at most N - 1 payments of N shops.

    Of equals the one with the smaller number comes first. Raises ValueError where the positions do not sum to zero.
    """
    if sum(standing.values()):
        raise ValueError("what some get the others must pay")
    left = {shop: value for shop, value in standing.items() if value}
    found: list[Payment] = []
    while left:
        debtor = min(left, key=lambda shop: (left[shop], shop))
        creditor = min(left, key=lambda shop: (-left[shop], shop))
        amount = min(-left[debtor], left[creditor])
        found.append(Payment(debtor, creditor, amount))
        for shop, change in ((debtor, amount), (creditor, -amount)):
            left[shop] += change
            if not left[shop]:
                del left[shop]
    return tuple(found)


def net(
    owed: Sequence[Claim],
    held: Mapping[int, int],
    meanwhile: Iterable[Payment] = (),
    prepaying: Iterable[int] = (),
) -> Netting:
    """Nets what is owed. `held` is the money of each partner that waits with us (below zero: ours with them).

    What was paid meanwhile between two shops, and what waits, leaves the pot first; what a shop that prepays gets goes
    into its pot; only the rest is matched.
    """
    start = positions(((each.debtor, each.creditor), each.value) for each in owed)
    standing = dict(start)
    for paid in meanwhile:
        _move(standing, paid)
    pots = tuple(pot for pot in (_pot(shop, standing, held) for shop in sorted(held)) if pot is not None)
    for pot in pots:
        _move(standing, pot)
    into = tuple(Payment(US, shop, standing[shop]) for shop in sorted(prepaying) if standing.get(shop, 0) > 0)
    for pot in into:
        _move(standing, pot)
    payments = fewest_payments(standing)
    return Netting(start, pots, into, _transfers(owed, (*pots, *into), payments), payments)


def _move(standing: dict[int, int], paid: Payment) -> None:
    standing[paid.debtor] = standing.get(paid.debtor, 0) + paid.amount
    standing[paid.creditor] = standing.get(paid.creditor, 0) - paid.amount


def _pot(shop: int, standing: Mapping[int, int], held: Mapping[int, int]) -> Payment | None:
    """What a shop's waiting money covers of its position."""
    waiting, due = held[shop], standing.get(shop, 0)
    if waiting > 0 > due:
        return Payment(shop, US, min(waiting, -due))
    if waiting < 0 < due:
        return Payment(US, shop, min(-waiting, due))
    return None


def _transfers(owed: Iterable[Claim], pots: Iterable[Payment], payments: Iterable[Payment]) -> tuple[Payment, ...]:
    """What must move through us, so that after it each partner's account with us is what it pays us or gets from us.

    A transfer's debtor owes us that much more afterwards, its creditor that much less.
    """
    with_us = positions(
        ((each.debtor, each.creditor), each.value) for each in owed if US in (each.debtor, each.creditor)
    )
    settled = positions(
        ((each.debtor, each.creditor), each.amount) for each in (*pots, *payments) if US in (each.debtor, each.creditor)
    )
    shops = (set(with_us) | set(settled)) - {US}
    moved = {shop: settled.get(shop, 0) - with_us.get(shop, 0) for shop in shops}
    return fewest_payments({shop: value for shop, value in moved.items() if value})
