"""What is bought together: pairs of items on one receipt, and how much more often than chance would have it.

Lift = (receipts with both x receipts) / (receipts with one x receipts with the other): 1 is chance (Brin, Motwani,
Ullman and Tsur 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from partnercrm.domain.intervals import Interval, wilson
from partnercrm.domain.record import dataclass

LEAST = 5
"""A pair on fewer receipts than that is not told."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items (row ids): on how many receipts both stand, each of them, and how many receipts have items at all."""

    first: int
    second: int
    together: int
    of_first: int
    of_second: int
    receipts: int

    @property
    def lift(self) -> float:
        """How many times as often as chance would have it."""
        return self.together * self.receipts / (self.of_first * self.of_second)

    @property
    def share(self) -> float:
        """Of those who buy the rarer of the two, how many take the other one too."""
        return self.together / min(self.of_first, self.of_second)

    @property
    def interval(self) -> Interval | None:
        """The interval of that share."""
        return wilson(self.together, min(self.of_first, self.of_second))


def pairs(together: Iterable[tuple[int, int, int]], on: Mapping[int, int], receipts: int) -> tuple[Pair, ...]:
    """The pairs of (item, item, receipts with both) that are bought together more often than by chance.

    `on` says on how many receipts each item stands. Most receipts first.
    """
    found = [
        Pair(first, second, count, on[first], on[second], receipts)
        for first, second, count in together
        if count >= LEAST
    ]
    return tuple(sorted((pair for pair in found if pair.lift > 1), key=lambda pair: (-pair.together, -pair.lift)))
