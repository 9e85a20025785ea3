"""What the owner said about how customers are counted."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.retention import LEAST_TIMES, LONGER, MOST_TIMES
from partnercrm.domain.words import msg


@dataclass(frozen=True, slots=True)
class CustomerRule:
    """`margin`, in per cent, is what is left of a sale when the goods are paid; None where nobody said. `longer` is
    after how many of their own usual gaps a customer counts as silent."""

    margin: Decimal | None = None
    longer: Decimal = LONGER

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = []
        if self.margin is not None and not 0 < self.margin <= 100:
            found.append(Problem("margin", msg("A margin lies above 0 and up to 100 percent.")))
        if not LEAST_TIMES <= self.longer <= MOST_TIMES:
            text = msg("Choose from {least} to {most} times.", least=LEAST_TIMES, most=MOST_TIMES)
            found.append(Problem("longer", text))
        return tuple(found)
