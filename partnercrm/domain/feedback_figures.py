"""The figures of feedback and of the team, as screens, workbooks and the command line show them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from partnercrm.domain.feedback import SurveyKind
from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class MonthOf:
    """A figure of one month (its first day); months without anything are left out."""

    month: dt.date
    figure: Figure


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """A survey: its result and its response rate over all days, and the result by month."""

    survey: int
    uuid: UUID
    name: str
    kind: SurveyKind
    figures: tuple[Figure, ...]
    months: tuple[MonthOf, ...]

    @property
    def result(self) -> Figure:
        """NPS, CSAT, or why there is none."""
        return self.figures[0]


@dataclass(frozen=True, slots=True)
class Feedback:
    """All figures of feedback in a span; `rating` is the stars by month."""

    first: dt.date
    last: dt.date
    figures: tuple[Figure, ...]
    surveys: tuple[SurveyFigures, ...]
    rating: tuple[MonthOf, ...]

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return next(each for each in self.figures if each.key == key)


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """Somebody of the team (`party`, a row id) and their figures."""

    party: int
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """All figures of the team in a span: of all, of each, and eNPS by month."""

    first: dt.date
    last: dt.date
    figures: tuple[Figure, ...]
    people: tuple[PersonFigures, ...]
    pulse: tuple[MonthOf, ...]

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return next(each for each in self.figures if each.key == key)
