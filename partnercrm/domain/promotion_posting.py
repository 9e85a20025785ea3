"""What a month of a cross-promotion posts to one partner: pure arithmetic over uses, what came back, and what stands.

A use posts once, with the first month posted that it lies in; what came back of a use that is posted becomes a credit
of that entry. The share is taken of a month's sum, rounded half up once; whatever rounds to nothing waits for the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from partnercrm.domain.ledger import Direction
from partnercrm.domain.money import half_up
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a voucher that concerns a partner: given in our shop on theirs, received in theirs on ours.

    `reduction` is what came off at first, in minor units; `posted` the entry (row id) that it stands in, if any.
    """

    id: int
    day: dt.date
    party: int
    direction: Direction
    reduction: int
    posted: int | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """What came back of a use, and the entry that it stands in: the use's own, or a credit of it."""

    id: int
    use: int
    day: dt.date
    reduction: int
    posted: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Something one side did to be seen for the other."""

    id: int
    day: dt.date
    party: int
    posted: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of an entry that stands: its value, what is left after credits, and its position from 1."""

    exchange: int
    direction: Direction
    value: int
    left: int
    position: int


@dataclass(frozen=True, slots=True)
class Discount:
    """A line to post: `value` minor units for so many uses."""

    direction: Direction
    value: int
    uses: tuple[int, ...]
    backs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit to post: `value` off a line of an entry that stands."""

    line: Standing
    value: int
    backs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthWork:
    """What a month posts to one partner."""

    discounts: tuple[Discount, ...]
    credits: tuple[Credited, ...]
    seen: tuple[int, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to post."""
        return not (self.discounts or self.credits or self.seen)


@dataclass(frozen=True, slots=True)
class History:
    """All of a promotion that concerns the ledger."""

    uses: Sequence[Use]
    backs: Sequence[Back]
    seen: Sequence[Seen]
    lines: Sequence[Standing]


def work_of(history: History, party: int, until: dt.date, shares: Mapping[Direction, Decimal]) -> MonthWork:
    """What is to be posted to a partner of what happened until a day; `shares` in per cent by direction."""
    uses = [use for use in history.uses if use.party == party]
    backs = [back for back in history.backs if back.posted is None and back.day <= until]
    found = (_discount(uses, backs, until, direction, shares[direction]) for direction in Direction)
    credits = (_credit(line, uses, history.backs, backs) for line in history.lines)
    seen = [each.id for each in history.seen if each.party == party and each.posted is None and each.day <= until]
    return MonthWork(tuple(filter(None, found)), tuple(filter(None, credits)), tuple(seen))


def applied(history: History, work: MonthWork, entry: int) -> History:
    """The history once a month's work is posted as an entry of that row id, its credits counted on from there."""
    stands = {number: entry for discount in work.discounts for number in discount.uses}
    back_at = {number: entry for discount in work.discounts for number in discount.backs}
    taken: dict[tuple[int, Direction], int] = {}
    for place, credit in enumerate(work.credits, entry + 1):
        back_at |= dict.fromkeys(credit.backs, place)
        taken[credit.line.exchange, credit.line.direction] = credit.value
    made = [Standing(entry, each.direction, each.value, each.value, 1) for each in work.discounts]
    lines = [replace(line, left=line.left - taken.get((line.exchange, line.direction), 0)) for line in history.lines]
    return History(
        [replace(use, posted=stands.get(use.id, use.posted)) for use in history.uses],
        [replace(back, posted=back_at.get(back.id, back.posted)) for back in history.backs],
        [replace(seen, posted=entry if seen.id in work.seen else seen.posted) for seen in history.seen],
        [*lines, *made],
    )


def unposted(history: History, party: int) -> list[dt.date]:
    """The days of all that concerns a partner, took something off, and is not posted."""
    uses = [use for use in history.uses if use.party == party]
    own = {use.id for use in uses}
    return [
        *(use.day for use in uses if use.posted is None and use.reduction),
        *(back.day for back in history.backs if back.use in own and back.posted is None and back.reduction),
        *(seen.day for seen in history.seen if seen.party == party and seen.posted is None),
    ]


def _discount(
    uses: Iterable[Use], backs: Iterable[Back], until: dt.date, direction: Direction, share: Decimal
) -> Discount | None:
    """The uses of one direction that are not posted yet, less what came back of them."""
    new = {use.id: use for use in uses if use.direction is direction and use.posted is None and use.day <= until}
    returned = [back for back in backs if back.use in new]
    total = sum(use.reduction for use in new.values()) - sum(back.reduction for back in returned)
    value = half_up(Fraction(total) * Fraction(share) / 100)
    if value <= 0:
        return None
    return Discount(direction, value, tuple(new), tuple(back.id for back in returned))


def _credit(line: Standing, uses: Iterable[Use], backs: Iterable[Back], new: Iterable[Back]) -> Credited | None:
    """What of a line that stands is to be taken off, for what came back since and is not credited yet."""
    own = {use.id: use for use in uses if use.posted == line.exchange and use.direction is line.direction}
    since = [back for back in new if back.use in own]
    if not since:
        return None
    before = [back for back in backs if back.use in own and back.posted is not None]
    base = sum(use.reduction for use in own.values()) - _sum(back for back in before if back.posted == line.exchange)
    returned = _sum(back for back in before if back.posted != line.exchange) + _sum(since)
    wanted = half_up(Fraction(line.value * (base - returned), base))
    value = line.left - wanted
    return Credited(line, value, tuple(back.id for back in since)) if value > 0 else None


def _sum(backs: Iterable[Back]) -> int:
    return sum(back.reduction for back in backs)
