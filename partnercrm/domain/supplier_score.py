"""How good a supplier was: the rule of the owner, and one number out of what is known of a period (figures.md 2, 10).

score = sum of weight x part / sum of weights over the parts that are known, 0 to 100. What is not known gives its
weight away and lowers the coverage; where nothing is known there is no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from partnercrm.domain.concentration import SINGLE_SHARE
from partnercrm.domain.otif import OtifRule
from partnercrm.domain.record import dataclass

DEAREST = Fraction(1, 10)
"""A price that rose by so much, as a share, earns nothing; one that stayed or fell earns all."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts beside the others: on time and complete, what of it was good, what became of the
    price. They need not come to a hundred."""

    otif: int = 50
    quality: int = 30
    price_drift: int = 20

    def by_key(self) -> dict[str, int]:
        """The weight of each part."""
        return {"otif": self.otif, "quality": self.quality, "price_drift": self.price_drift}


@dataclass(frozen=True, slots=True)
class SupplierRule:
    """The conventions that the owner may change: what counts as on time and complete, from which percent one supplier
    of an item counts as the only one, and what the score weighs."""

    otif: OtifRule = OtifRule()
    single_share: int = SINGLE_SHARE
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, and the share of the weights that it rests on."""

    value: Fraction
    coverage: Fraction


def score(parts: Mapping[str, Fraction | None], weights: Weights) -> Score | None:
    """The score of parts by their key in `weights`, each 0 to 1; None where none that weighs anything is known."""
    of = weights.by_key()
    known = {key: part for key, part in parts.items() if part is not None}
    whole = sum(of[key] for key in known)
    if not whole:
        return None
    earned = sum((of[key] * part for key, part in known.items()), Fraction())
    return Score(100 * earned / whole, Fraction(whole, sum(of.values())))


def price_part(drift: Fraction | None) -> Fraction | None:
    """What a change of prices (a share, above zero is dearer) earns, 0 to 1."""
    if drift is None:
        return None
    return min(Fraction(1), max(Fraction(0), 1 - drift / DEAREST))
