"""Would they recommend us, and how content are they: NPS and CSAT with how far they can be trusted (figures.md 8).

NPS: promoters 9 and 10, passives 7 and 8, detractors 0 to 6; the percent of promoters less that of detractors among all
who answered, -100 to +100, without a percent sign. Its variance is p + d - (p - d)^2. CSAT: the share of 4 and 5 of 5.
Employees (eNPS) and partners are counted by the same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

from partnercrm.domain.intervals import Z_95, Interval
from partnercrm.domain.record import dataclass

PROMOTER, PASSIVE, CONTENT = 9, 7, 4


@dataclass(frozen=True, slots=True)
class Nps:
    """How many answered, by group."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """How many answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> float | None:
        """-100 to 100; None of nothing. 30, 12 and 8 of 50: 44."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n else None

    @property
    def standard_error(self) -> float | None:
        """In points. 30, 12 and 8 of 50: 10.6. None where all fall into one group: that tells nothing of the spread."""
        if not self.n or self.n in (self.promoters, self.passives, self.detractors):
            return None
        p, d = self.promoters / self.n, self.detractors / self.n
        return 100 * sqrt((p + d - (p - d) ** 2) / self.n)

    @property
    def interval(self) -> Interval | None:
        """Of 95 %, within -100 and 100. 30, 12 and 8 of 50: 44 give or take 20.9."""
        if self.value is None or self.standard_error is None:
            return None
        half = Z_95 * self.standard_error
        return Interval(max(-100.0, self.value - half), min(100.0, self.value + half))


def nps(scores: Iterable[int]) -> Nps:
    """The groups of scores from 0 to 10. Raises ValueError for another score."""
    found = Counter(group(score) for score in scores)
    return Nps(found["promoters"], found["passives"], found["detractors"])


def group(score: int) -> str:
    """`promoters`, `passives` or `detractors`. Raises ValueError for a score that is none."""
    if not 0 <= score <= 10:
        raise ValueError(f"{score} is no answer from 0 to 10")
    return "promoters" if score >= PROMOTER else "passives" if score >= PASSIVE else "detractors"


def content(scores: Iterable[int]) -> tuple[int, int]:
    """How many gave 4 or 5 of 5, of how many. Raises ValueError for another score."""
    found = list(scores)
    if any(not 1 <= score <= 5 for score in found):
        raise ValueError("an answer from 1 to 5 is needed")
    return sum(score >= CONTENT for score in found), len(found)
