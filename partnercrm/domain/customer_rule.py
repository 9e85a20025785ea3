"""What the owner said about how customers are counted."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg


@dataclass(frozen=True, slots=True)
class CustomerRule:
    """`margin`, in per cent, is what is left of a sale when the goods are paid; None where nobody said."""

    margin: Decimal | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if self.margin is not None and not 0 < self.margin <= 100:
            return (Problem("margin", msg("A margin lies above 0 and up to 100 percent.")),)
        return ()
