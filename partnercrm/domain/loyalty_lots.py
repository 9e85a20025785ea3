"""Which lots points come from and go back to: the oldest expiry first, never below zero, the rest owed back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from partnercrm.domain.loyalty import NOTHING
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class LotRest:
    """A lot with points left: who issued it (row id; None: we), since when, its last good day, and the rest.

    `returned` is the last day on which points came back to it.
    """

    id: int
    issuer: int | None
    day: dt.date
    expiry: dt.date | None
    rest: Decimal
    returned: dt.date | None = None

    def good_on(self, day: dt.date, happened: dt.date | None = None) -> bool:
        """Whether its points can be used on a day, or are written under it for what `happened` on an earlier one."""
        return self.day <= day and (self.expiry is None or (happened or day) <= self.expiry)


@dataclass(frozen=True, slots=True)
class Take:
    """So many points (above zero) drawn on a lot, or returned to it, on a day."""

    lot: int
    day: dt.date
    points: Decimal


@dataclass(frozen=True, slots=True)
class Owed:
    """A movement (row id, day) whose points no lot had: the card owes them back. It `happened` then or earlier."""

    movement: int
    day: dt.date
    points: Decimal
    happened: dt.date | None = None


def in_order(lots: Iterable[LotRest]) -> list[LotRest]:
    """The lots as they are drawn on: what expires first, then what came first."""
    return sorted(lots, key=lambda lot: (lot.expiry or dt.date.max, lot.day, lot.id))


def good(lots: Iterable[LotRest], day: dt.date, happened: dt.date | None = None) -> Decimal:
    """How many points can be used on a day, or under it for what `happened` on an earlier one."""
    return sum((lot.rest for lot in lots if lot.good_on(day, happened)), NOTHING)


def draw(
    lots: Iterable[LotRest], points: Decimal, day: dt.date, first: int | None = None, happened: dt.date | None = None
) -> list[Take]:
    """What is drawn for so many points on a day, as far as there are any: in their order, but on the lot `first` before
    all others, even where it ended: what was bought is given back with what came of it.

    Lots must be good on the day on which it `happened`, where that is an earlier one.
    """
    usable = [lot for lot in in_order(lots) if lot.good_on(day, happened) or (lot.id == first and lot.day <= day)]
    usable.sort(key=lambda lot: lot.id != first)
    taken = []
    for lot in usable:
        part = min(lot.rest, points)
        if part > 0:
            taken.append(Take(lot.id, day, part))
            points -= part
    return taken


def fill(lots: Sequence[LotRest], owing: Iterable[Owed]) -> list[tuple[int, Take]]:
    """What fills what a card owes back, with the movement it is for: each on the day on which both are there."""
    left = {lot.id: lot.rest for lot in lots}
    filled = []
    for owed in owing:
        points = owed.points
        for lot in in_order(lots):
            there = max(lot.day, lot.returned or lot.day)
            day = max(there, owed.day)
            part = min(left[lot.id], points)
            if part > 0 and lot.good_on(day, max(there, owed.happened or owed.day)):
                filled.append((owed.movement, Take(lot.id, day, part)))
                left[lot.id] -= part
                points -= part
    return filled


def give_back(drawn: Sequence[Take], uncovered: Decimal, points: Decimal, day: dt.date) -> list[Take]:
    """To which lots points of a redemption return: first what no lot had, then the lots, the last drawn first.

    `drawn` is what of the redemption is still drawn on each lot, in the order in which it was.
    """
    points -= min(uncovered, points)
    returned = []
    for take in reversed(drawn):
        part = min(take.points, points)
        if part > 0:
            returned.append(Take(take.lot, max(day, take.day), part))
            points -= part
    return returned


def lowest_from(points: Decimal, changes: Iterable[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    """The least that a lot of so many points holds at the end of a day or of any later one.

    `changes` are its draws (below zero) and returns by day. An entry for an earlier day may use no more than that.
    """
    rest = points
    low: Decimal | None = None
    for when, change in sorted(changes):
        if when > day:
            low = rest if low is None else min(low, rest)
        rest += change
    return rest if low is None else min(low, rest)
