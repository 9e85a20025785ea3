"""Surveys, requests, answers and public reviews as lists and figures show them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.feedback import After, RequestState, SurveyKind, guarded
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.party import Role
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey as in `SurveyDraft`; `responses` is how many answered, `requests` of how many we noted that we asked."""

    id: int
    uuid: UUID
    name: str
    kind: SurveyKind
    question: str
    audience: Role | None
    anonymous: bool
    after: After
    after_days: int
    rest_days: int
    from_day: dt.date
    until: dt.date | None
    asked: int | None
    requests: int
    responses: int

    @property
    def guarded(self) -> bool:
        """Whether its answers wait until there are enough of them to tell nobody apart."""
        return guarded(self.anonymous, self.audience)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Somebody to be asked. `id` and `uuid` are None while the rule alone says so and nobody did anything about it."""

    id: int | None
    uuid: UUID | None
    survey: int
    survey_name: str
    party: int
    party_uuid: UUID
    party_name: str
    about: str
    sale: int | None
    due: dt.date
    asked: dt.date | None
    state: RequestState


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """An answer. `party` is None where it keeps no name; `follow_up` is what a complaint became."""

    id: int
    uuid: UUID
    survey: int
    survey_name: str
    kind: SurveyKind
    party: int | None
    party_uuid: UUID | None
    party_name: str
    day: dt.date
    score: int | None
    text: str
    complaint: bool
    follow_up: NextStepRow | None


@dataclass(frozen=True, slots=True)
class ResponseFilter:
    """Which answers: of a survey, a party (with its aliases), from a day to a day, complaints only."""

    survey: int | None = None
    party: int | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    complaints: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What was written in public, what we answered, and what a bad one became."""

    id: int
    uuid: UUID
    day: dt.date
    place: str
    rating: Decimal | None
    author: str
    text: str
    party: int | None
    party_uuid: UUID | None
    party_name: str
    answered: dt.date | None
    answer: str
    follow_up: NextStepRow | None = None


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews: from a day to a day, of a place, not answered yet."""

    from_day: dt.date | None = None
    to_day: dt.date | None = None
    place: str = ""
    unanswered: bool = False
