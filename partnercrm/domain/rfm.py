"""Who buys, how lately, how often and for how much: scores 1 to 5 and a name for every customer (figures.md 6).

A score is 1 + how many of the 20, 40, 60 and 80 % marks a value exceeds (percentiles by linear interpolation, as the R
package rfm cuts), recency the other way round: 5 is best. Equal values always have equal scores. The name comes from
recency and frequency by a full grid of 5 x 5; money stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

LEAST = 5
"""Fewer customers than that are not compared."""

FEW = 30
"""Fewer customers than that are cut in three, scored 1, 3 and 5."""


class Segment(StrEnum):
    """What a customer is by recency and frequency."""

    CHAMPION = "champion"
    LOYAL = "loyal"
    POTENTIAL = "potential"
    NEW = "new"
    PROMISING = "promising"
    ATTENTION = "attention"
    DRIFTING = "drifting"
    AT_RISK = "at_risk"
    MUST_KEEP = "must_keep"
    ASLEEP = "asleep"
    LOST = "lost"


SEGMENT_WORDS: dict[Segment, Message] = {
    Segment.CHAMPION: msg("Best customers"),
    Segment.LOYAL: msg("Loyal"),
    Segment.POTENTIAL: msg("Could become loyal"),
    Segment.NEW: msg("New"),
    Segment.PROMISING: msg("Promising"),
    Segment.ATTENTION: msg("Need attention"),
    Segment.DRIFTING: msg("Drifting away"),
    Segment.AT_RISK: msg("At risk"),
    Segment.MUST_KEEP: msg("Not to be lost"),
    Segment.ASLEEP: msg("Asleep"),
    Segment.LOST: msg("Lost"),
}
ADVICE: dict[Segment, Message] = {
    Segment.CHAMPION: msg("Thank them, ask them to bring a friend, show them what is new first."),
    Segment.LOYAL: msg("Ask what they like and offer a little more of it."),
    Segment.POTENTIAL: msg("Offer a card, so that the next visit pays for both."),
    Segment.NEW: msg("Say hello by name and invite them a second time."),
    Segment.PROMISING: msg("Give them a reason to come once more this month."),
    Segment.ATTENTION: msg("Ask how they are; a small offer with an end date helps."),
    Segment.DRIFTING: msg("Remind them of what they liked."),
    Segment.AT_RISK: msg("Write or call in person: they used to come often."),
    Segment.MUST_KEEP: msg("Call today: they were among the best and are long gone."),
    Segment.ASLEEP: msg("Include them in the newsletter, no more."),
    Segment.LOST: msg("Spend nothing on them but a last hello."),
}

_C, _L, _P, _N, _R = Segment.CHAMPION, Segment.LOYAL, Segment.POTENTIAL, Segment.NEW, Segment.PROMISING
_A, _D, _K, _M, _S, _X = (
    Segment.ATTENTION,
    Segment.DRIFTING,
    Segment.AT_RISK,
    Segment.MUST_KEEP,
    Segment.ASLEEP,
    Segment.LOST,
)
# Rows are recency 1 to 5 (5 bought last), columns frequency 1 to 5 (5 buys most often).
GRID: tuple[tuple[Segment, ...], ...] = (
    (_X, _X, _K, _M, _M),
    (_S, _S, _K, _K, _K),
    (_D, _D, _A, _L, _L),
    (_R, _P, _P, _C, _C),
    (_N, _P, _P, _C, _C),
)


class Cell(NamedTuple):
    """A cell of the grid: its scores, its name, who stands in it and what they bought for (minor units)."""

    r: int
    f: int
    segment: Segment
    parties: tuple[int, ...]
    amount: int


class Buyer(NamedTuple):
    """What a customer bought up to a day: days since the last purchase, purchases, and money (minor units)."""

    party: int
    recency: int
    purchases: int
    amount: int


class Scored(NamedTuple):
    """A customer with scores 1 to 5."""

    party: int
    recency: int
    purchases: int
    amount: int
    r: int
    f: int
    m: int

    @property
    def segment(self) -> Segment:
        """The name of their cell."""
        return GRID[self.r - 1][self.f - 1]

    @property
    def code(self) -> str:
        """The three scores in a row: 543."""
        return f"{self.r}{self.f}{self.m}"


@dataclass(frozen=True, slots=True)
class Rfm:
    """All customers with their scores, and how many parts they were cut in: 5, or 3 of a few."""

    buyers: tuple[Scored, ...]
    parts: int

    def members(self) -> dict[Segment, tuple[int, ...]]:
        """The parties of every segment, also of empty ones."""
        found: dict[Segment, list[int]] = {segment: [] for segment in Segment}
        for buyer in self.buyers:
            found[GRID[buyer.r - 1][buyer.f - 1]].append(buyer.party)
        return {segment: tuple(parties) for segment, parties in found.items()}

    def cells(self) -> Counter[tuple[int, int]]:
        """How many customers stand in each cell of recency and frequency."""
        return Counter((buyer.r, buyer.f) for buyer in self.buyers)

    def grid(self) -> tuple[Cell, ...]:
        """All 25 cells, who bought last and most seldom first: row by row as it is looked at."""
        parties: dict[tuple[int, int], list[int]] = {}
        amounts: Counter[tuple[int, int]] = Counter()
        for buyer in self.buyers:
            parties.setdefault((buyer.r, buyer.f), []).append(buyer.party)
            amounts[buyer.r, buyer.f] += buyer.amount
        return tuple(
            Cell(r, f, GRID[r - 1][f - 1], tuple(parties.get((r, f), ())), amounts[r, f])
            for r in range(5, 0, -1)
            for f in range(1, 6)
        )

    def recency_of(self, r: int) -> tuple[int, int] | None:
        """From how many to how many days ago those with a score bought last; None where nobody has it."""
        return _ends(buyer.recency for buyer in self.buyers if buyer.r == r)

    def purchases_of(self, f: int) -> tuple[int, int] | None:
        """How often those with a score bought, from and to; None where nobody has it."""
        return _ends(buyer.purchases for buyer in self.buyers if buyer.f == f)


def scored(buyers: Sequence[Buyer]) -> Rfm | None:
    """Scores for all of them; None where there are fewer than LEAST."""
    if len(buyers) < LEAST:
        return None
    parts = 3 if len(buyers) < FEW else 5
    recency = _scores((buyer.recency for buyer in buyers), parts)
    frequency = _scores((buyer.purchases for buyer in buyers), parts)
    money = _scores((buyer.amount for buyer in buyers), parts)
    found = (
        Scored(party, days, count, amount, 6 - recency[days], frequency[count], money[amount])
        for party, days, count, amount in buyers
    )
    return Rfm(tuple(found), parts)


def _ends(values: Iterable[int]) -> tuple[int, int] | None:
    found = list(values)
    return (min(found), max(found)) if found else None


def _scores(values: Iterable[int], parts: int) -> dict[int, int]:
    """The score of every value that occurs, 1 for the smallest, 5 for the largest."""
    ordered = sorted(values)
    marks, step = _marks(ordered, parts), 4 // (parts - 1)
    found: dict[int, int] = {}
    passed = 0
    for value in sorted(set(ordered)):
        while passed < len(marks) and value * parts > marks[passed]:
            passed += 1
        found[value] = 1 + step * passed
    return found


def _marks(ordered: Sequence[int], parts: int) -> list[int]:
    """The percentiles that cut values into parts, times `parts`, so that they are whole numbers."""
    marks = []
    for part in range(1, parts):
        place, rest = divmod(part * (len(ordered) - 1), parts)
        above = ordered[min(place + 1, len(ordered) - 1)]
        marks.append(ordered[place] * (parts - rest) + above * rest)
    return marks
