"""How far a figure can be trusted: intervals of a share, of the difference of two shares, and of two groups' sums.

All are two-sided and of 95 %. Wilson 1927 for a share, Newcombe 1998 (his method 10) for a difference of shares, the
normal approximation for sums of amounts.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

from partnercrm.domain.record import dataclass

Z_95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """The interval of that many times the figure; `factor` is not below zero."""
        return Interval(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Sums:
    """A group of people or codes: how many, the sum of what each brought, and the sum of the squares."""

    count: int
    total: int
    squares: int

    @property
    def mean(self) -> float:
        """What one brought on average. The group is not empty."""
        return self.total / self.count

    @property
    def variance(self) -> float:
        """The sample variance of what one brought; 0 where there is only one."""
        if self.count < 2:
            return 0.0
        return max(0.0, (self.squares - self.total**2 / self.count) / (self.count - 1))


def wilson(hits: int, count: int, z: float = Z_95) -> Interval | None:
    """The Wilson score interval of `hits` of `count`, as shares; None of nothing. 3 of 4: 0.30 to 0.95."""
    if count <= 0:
        return None
    share = hits / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    bottom = 1 + z * z / count
    return Interval(max(0.0, (middle - half) / bottom), min(1.0, (middle + half) / bottom))


def share_difference(hits: int, count: int, other_hits: int, other_count: int, z: float = Z_95) -> Interval | None:
    """The interval of the first share less the other one; None where a group is empty.

    Newcombe's check, 56 of 70 and 48 of 80: 0.0524 to 0.3339.
    """
    first, other = wilson(hits, count, z), wilson(other_hits, other_count, z)
    if first is None or other is None:
        return None
    share, against = hits / count, other_hits / other_count
    below = sqrt((share - first.low) ** 2 + (other.high - against) ** 2)
    above = sqrt((first.high - share) ** 2 + (against - other.low) ** 2)
    return Interval(share - against - below, share - against + above)


def sum_difference(treated: Sums, control: Sums, z: float = Z_95) -> Interval | None:
    """The interval of treated - control x n_t / n_c, in the unit of the sums; None where a group is empty."""
    if treated.count <= 0 or control.count <= 0:
        return None
    middle = treated.total - control.mean * treated.count
    spread = treated.count * sqrt(treated.variance / treated.count + control.variance / control.count)
    return Interval(middle - z * spread, middle + z * spread)
