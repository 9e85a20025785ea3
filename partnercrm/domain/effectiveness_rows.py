"""What goes up of the worth of partners: each with its score, the figures of its parts, and the score before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from partnercrm.domain.effectiveness import Part, Score, Scoring
from partnercrm.domain.figure import Figure
from partnercrm.domain.ledger_rows import KindRow
from partnercrm.domain.party import Mode
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class PartnerScore:
    """One partner. `figure` is the score as a figure; `parts` the figure of each part, known or not.

    `before` is the score of the days before of the same length. `sourced` is what customers whom they sent us brought,
    `influenced` what promotions with them added; they are never summed. `beside` counts in no score: how their
    referrals convert, how they give back, whom they connect. `kinds` are the favours kind by kind.
    """

    party: int
    uuid: UUID
    name: str
    mode: Mode
    score: Score
    figure: Figure
    parts: Mapping[Part, Figure]
    before: Figure
    sourced: Figure
    influenced: Figure
    beside: tuple[Figure, ...]
    kinds: Sequence[KindRow]

    @property
    def trend(self) -> float | None:
        """By how many points the score rose."""
        if self.figure.value is None or self.before.value is None:
            return None
        return float(self.figure.value) - float(self.before.value)

    @property
    def figures(self) -> Iterator[Figure]:
        """All of them, each once."""
        return iter((self.figure, self.before, self.sourced, *self.parts.values(), *self.beside))


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """All partners, the best first, those without a score last; counted by one scoring over some days.

    `together` are the figures of all of them as one network.
    """

    first: dt.date
    last: dt.date
    scoring: Scoring
    partners: tuple[PartnerScore, ...]
    together: tuple[Figure, ...]
