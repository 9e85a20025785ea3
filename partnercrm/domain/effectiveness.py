"""How much a partnership is worth our time: one number out of weighted parts, and what lies behind it (figures.md 2).

score = sum of weight x points / sum of weights over the parts that are known; points = clamp((x - floor) / (target -
floor), 0, 1) x 100. A part without data gives its weight away and lowers the coverage; without activity there is no
score. What they brought (sourced) and what they touched (influenced) are never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from partnercrm.domain.figure import Unit
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class Part(StrEnum):
    """What a score is made of."""

    NET_BENEFIT = "net_benefit"
    VOLUME = "volume"
    RECIPROCITY = "reciprocity"
    REFERRALS = "referrals"
    PROMOTIONS = "promotions"
    PROMISES = "promises"
    RESPONSIVENESS = "responsiveness"
    SATISFACTION = "satisfaction"
    YEARS = "years"


PART_WORDS: dict[Part, Message] = {
    Part.NET_BENEFIT: msg("Net benefit"),
    Part.VOLUME: msg("Favours both ways"),
    Part.RECIPROCITY: msg("How mutual"),
    Part.REFERRALS: msg("Customers they sent us"),
    Part.PROMOTIONS: msg("What promotions added"),
    Part.PROMISES: msg("Promises kept"),
    Part.RESPONSIVENESS: msg("Days to an answer"),
    Part.SATISFACTION: msg("How content they are"),
    Part.YEARS: msg("Years together"),
}

UNITS: dict[Part, Unit] = {
    Part.NET_BENEFIT: Unit.MONEY,
    Part.VOLUME: Unit.MONEY,
    Part.RECIPROCITY: Unit.SHARE,
    Part.REFERRALS: Unit.COUNT,
    Part.PROMOTIONS: Unit.MONEY,
    Part.PROMISES: Unit.SHARE,
    Part.RESPONSIVENESS: Unit.DAYS,
    Part.SATISFACTION: Unit.SHARE,
    Part.YEARS: Unit.NUMBER,
}

RESULTS: Final = frozenset({Part.NET_BENEFIT, Part.VOLUME, Part.REFERRALS, Part.PROMOTIONS, Part.YEARS})
"""What came of it; the other parts say how it goes, and where the results will go."""

_STANDING: Final = frozenset({Part.YEARS})
"""Known of everybody, so that alone they say nothing of these days."""

SHOWN_GAINS: Final = 3
MOST_WEIGHT: Final = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """How a part counts: its weight, the value that earns nothing, and the value that earns all.

    Values are in the unit of the part: money in major units, shares 0 to 1. A floor above the target means that less is
    better. Weight 0 leaves the part out.
    """

    weight: int
    floor: Decimal
    target: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `least` on are called so."""

    least: int
    name: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """The owner's way to count, under a name. `margin`, in per cent, is what is left of what customers brought."""

    name: str
    measures: Mapping[Part, Measure]
    bands: tuple[Band, ...]
    margin: Decimal | None = None

    def problems(self) -> list[Problem]:
        """What is wrong with it, beside its fields."""
        found = []
        if not self.name.strip():
            found.append(Problem("name", msg("Give it a name.")))
        for part, measure in self.measures.items():
            if not 0 <= measure.weight <= MOST_WEIGHT:
                found.append(
                    Problem(f"{part.value}.weight", msg("A weight lies between 0 and {most}.", most=MOST_WEIGHT))
                )
            if measure.floor == measure.target:
                found.append(Problem(f"{part.value}.target", msg("Where nothing and where all is earned must differ.")))
        if not any(measure.weight > 0 for measure in self.measures.values()):
            found.append(Problem("weights", msg("Give at least one part a weight.")))
        if self.margin is not None and not 0 <= self.margin <= 100:
            found.append(Problem("margin", msg("A share lies between 0 and 100.")))
        return found + self._band_problems()

    def _band_problems(self) -> list[Problem]:
        found = []
        starts = [band.least for band in self.bands]
        if any(not 0 <= least <= 100 for least in starts):
            found.append(Problem("bands", msg("A band begins between 0 and 100.")))
        if len(set(starts)) < len(starts):
            found.append(Problem("bands", msg("Two bands begin at the same number.")))
        if any(not band.name.strip() for band in self.bands):
            found.append(Problem("bands", msg("Give each band a name.")))
        return found

    def band(self, score: Fraction) -> str:
        """What a score is called; "" where no band reaches down to it."""
        reached = [band for band in self.bands if score >= band.least]
        return max(reached, key=lambda band: band.least).name if reached else ""


def _measure(weight: int, floor: str, target: str) -> Measure:
    return Measure(weight, Decimal(floor), Decimal(target))


USUAL: Final = Scoring(
    "Usual",
    {
        Part.NET_BENEFIT: _measure(25, "0", "500"),
        Part.VOLUME: _measure(10, "0", "1000"),
        Part.RECIPROCITY: _measure(15, "0.2", "0.9"),
        Part.REFERRALS: _measure(10, "0", "6"),
        Part.PROMOTIONS: _measure(10, "0", "500"),
        Part.PROMISES: _measure(10, "0.5", "1"),
        Part.RESPONSIVENESS: _measure(5, "7", "1"),
        Part.SATISFACTION: _measure(10, "0.5", "0.9"),
        Part.YEARS: _measure(5, "0", "3"),
    },
    (Band(70, "Strong"), Band(40, "Steady"), Band(0, "Needs attention")),
)
"""Where the owner has said nothing. Weights as field practice has them: what it brings first, then how it works."""


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part: its value (money in major units) or None, the points it earned (0 to 100), its share of the score.

    `share` is 0 to 1 after what is missing gave its weight away; 0 where the part itself is missing.
    """

    part: Part
    measure: Measure
    value: Fraction | None
    points: Fraction | None
    share: Fraction

    @property
    def earned(self) -> Fraction:
        """What of the score it makes."""
        return self.share * (self.points or 0)

    @property
    def left(self) -> Fraction:
        """How much higher the score would be if it earned all; 0 where it is missing."""
        return Fraction(0) if self.points is None else self.share * (100 - self.points)


@dataclass(frozen=True, slots=True)
class Score:
    """A score, 0 to 100, or None; the share of all weights that it rests on; and its parts, the heaviest first."""

    value: Fraction | None
    coverage: Fraction
    band: str
    parts: tuple[PartScore, ...]

    @property
    def gains(self) -> tuple[PartScore, ...]:
        """The parts with the most weighted points left to gain, the most first."""
        open_parts = [part for part in self.parts if part.left > 0]
        return tuple(sorted(open_parts, key=lambda part: -part.left)[:SHOWN_GAINS])


def points(value: Fraction, measure: Measure) -> Fraction:
    """What a value earns, 0 to 100."""
    floor, target = Fraction(measure.floor), Fraction(measure.target)
    return 100 * min(Fraction(1), max(Fraction(0), (value - floor) / (target - floor)))


def score(scoring: Scoring, values: Mapping[Part, Fraction | None], *, active: bool = True) -> Score:
    """The score of a partner from the values of its parts; nothing in a period without activity.

    Nor where years together are all that is known, unless nothing else counts.
    """
    weighted = {part: measure for part, measure in scoring.measures.items() if measure.weight > 0}
    known = {part: values.get(part) for part in weighted} if active else {}
    if all(known.get(part) is None for part in (weighted.keys() - _STANDING or weighted)):
        known = {}
    weights = sum(weighted[part].weight for part, value in known.items() if value is not None)
    parts = tuple(
        _part(part, measure, known.get(part), weights)
        for part, measure in sorted(weighted.items(), key=lambda each: -each[1].weight)
    )
    if not weights:
        return Score(None, Fraction(0), "", parts)
    value = sum((part.earned for part in parts), Fraction())
    coverage = Fraction(weights, sum(measure.weight for measure in weighted.values()))
    return Score(value, coverage, scoring.band(value), parts)


def _part(part: Part, measure: Measure, value: Fraction | None, weights: int) -> PartScore:
    if value is None:
        return PartScore(part, measure, None, None, Fraction(0))
    return PartScore(part, measure, value, points(value, measure), Fraction(measure.weight, weights))


def answer_days(contacts: Sequence[tuple[int, bool]]) -> list[int]:
    """Days from our messages to their next contact; `contacts` are (day number, whether they began it) in order.

    Several of ours before they answer count once, from the first; what nobody answered is left out.
    """
    found, waiting = [], None
    for day, theirs in contacts:
        if theirs and waiting is not None:
            found.append(day - waiting)
            waiting = None
        elif not theirs and waiting is None:
            waiting = day
    return found
