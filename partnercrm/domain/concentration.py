"""How much hangs on few: the Herfindahl-Hirschman index and the number of equal suppliers that it amounts to.

HHI is the sum of the squared shares, on the scale to 10,000. The antitrust lines (1,500 and 2,500 of the guidelines of
2010; 1,000 and 1,800 before and since 2023) are drawn for markets, so the effective number 1 / HHI is shown first.
Per item: a total hides that there is one who brings the yeast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from partnercrm.domain.record import dataclass

SINGLE_SHARE = 80
"""Percent from which one supplier counts as the only one; the owner may say otherwise."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """`shares` by row id of the party, largest first, adding up to 1."""

    shares: Mapping[int, Fraction]

    @property
    def hhi(self) -> Fraction:
        """The index, up to 10,000. 50, 30 and 20 percent: 3,800."""
        return sum((share * share for share in self.shares.values()), Fraction()) * 10_000

    @property
    def effective(self) -> Fraction:
        """As if there were so many equal ones. 50, 30 and 20 percent: 2.63."""
        return 10_000 / self.hhi

    @property
    def largest(self) -> tuple[int, Fraction]:
        """Who has the largest share, and how much."""
        return next(iter(self.shares.items()))

    def single(self, percent: int = SINGLE_SHARE) -> bool:
        """Whether one has so many percent or more."""
        return self.largest[1] * 100 >= percent


def concentration(amounts: Iterable[tuple[int, int | Fraction]]) -> Concentration | None:
    """The shares of amounts by party; amounts of zero or less count for nothing. None where nothing is left."""
    sums: dict[int, int | Fraction] = {}
    for party, amount in amounts:
        sums[party] = sums.get(party, 0) + amount
    known = {party: amount for party, amount in sums.items() if amount > 0}
    total = Fraction(sum(known.values()))
    if not total:
        return None
    ordered = sorted(known.items(), key=lambda pair: (-pair[1], pair[0]))
    return Concentration({party: amount / total for party, amount in ordered})
