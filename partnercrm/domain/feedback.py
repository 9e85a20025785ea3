"""Surveys, whom to ask and when, what they answered, and what is said of us in public."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from partnercrm.domain.item import UNFIT, name_key
from partnercrm.domain.party import Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg

MOST_DAYS = 3650
STARS = 5


class SurveyKind(StrEnum):
    """What a survey asks for: 0 to 10 whether they would recommend us, 1 to 5 how content they are, or words."""

    NPS = "nps"
    CSAT = "csat"
    TEXT = "text"


SURVEY_WORDS: dict[SurveyKind, Message] = {
    SurveyKind.NPS: msg("Would you recommend us? 0 to 10"),
    SurveyKind.CSAT: msg("How content were you? 1 to 5"),
    SurveyKind.TEXT: msg("In their own words"),
}
SCORES: dict[SurveyKind, tuple[int, int] | None] = {
    SurveyKind.NPS: (0, 10),
    SurveyKind.CSAT: (1, 5),
    SurveyKind.TEXT: None,
}
COMPLAINT_AT: dict[SurveyKind, int | None] = {SurveyKind.NPS: 6, SurveyKind.CSAT: 2, SurveyKind.TEXT: None}
"""Up to which score an answer is taken for a complaint unless somebody says otherwise."""
BAD_STARS = 2
"""Up to so many stars somebody should look after a review in public."""
LEAST_ANSWERS = 3
"""Answers without names of a few who know each other wait until so many of a month are there: one would tell whose it
is."""


class After(StrEnum):
    """After what a request falls due by itself."""

    NOTHING = "nothing"
    PURCHASE = "purchase"
    PROJECT = "project"


AFTER_WORDS: dict[After, Message] = {
    After.NOTHING: msg("Only when we ask"),
    After.PURCHASE: msg("After a purchase"),
    After.PROJECT: msg("After a project"),
}


class RequestState(StrEnum):
    """Where a request stands; due is its day has come and nobody asked yet."""

    WAITING = "waiting"
    DUE = "due"
    ASKED = "asked"
    ANSWERED = "answered"
    DROPPED = "dropped"


REQUEST_WORDS: dict[RequestState, Message] = {
    RequestState.WAITING: msg("Not yet"),
    RequestState.DUE: msg("Ask now"),
    RequestState.ASKED: msg("Asked"),
    RequestState.ANSWERED: msg("Answered"),
    RequestState.DROPPED: msg("Dropped"),
}


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """A question that is asked again and again. An `anonymous` one keeps no names.

    With `after` a request falls due `after_days` later, and nobody is asked twice within `rest_days`. `asked` is how
    many were asked where no requests are kept.
    """

    name: str
    kind: SurveyKind
    from_day: dt.date | None
    question: str = ""
    audience: Role | None = None
    anonymous: bool = False
    after: After = After.NOTHING
    after_days: int = 0
    rest_days: int = 90
    until: dt.date | None = None
    asked: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = _unfit(self, "name", "question")
        if not name_key(self.name):
            found.append(Problem("name", msg("Give the survey a name.")))
        if self.from_day is None:
            found.append(Problem("from_day", msg("Say from when.")))
        elif self.until is not None and self.until < self.from_day:
            found.append(Problem("until", msg("It cannot end before it begins.")))
        for field in ("after_days", "rest_days"):
            if not 0 <= getattr(self, field) <= MOST_DAYS:
                found.append(Problem(field, msg("Days lie between 0 and {most}.", most=MOST_DAYS)))
        if self.asked is not None and self.asked < 0:
            found.append(Problem("asked", msg("Nobody can be asked less than never.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """That somebody (`party`, a row id) is to be asked, about something, on a day."""

    survey: int | None
    party: int | None
    due: dt.date | None
    about: str = ""
    sale: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = _unfit(self, "about")
        for field, said in (
            ("survey", msg("Say which survey.")),
            ("party", msg("Say whom to ask.")),
            ("due", msg("Say when to ask.")),
        ):
            if getattr(self, field) is None:
                found.append(Problem(field, said))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ResponseDraft:
    """An answer to a survey (row id). `complaint` None lets the score decide; `request` is the one that it answers."""

    survey: int | None
    day: dt.date | None
    score: int | None = None
    text: str = ""
    party: int | None = None
    request: int | None = None
    complaint: bool | None = None
    source: str = ""
    external_id: str = ""

    def problems(self, kind: SurveyKind) -> tuple[Problem, ...]:
        """What is wrong, by field, in a survey of that kind."""
        found = _unfit(self, "text")
        if self.survey is None:
            found.append(Problem("survey", msg("Say which survey.")))
        if self.day is None:
            found.append(Problem("day", msg("Say when they answered.")))
        return (*found, *_score_problems(kind, self.score, self.text))

    def complains(self, kind: SurveyKind, guarded: bool = False) -> bool:
        """Whether somebody should look after it; in a `guarded` survey no score says so, for it would tell of one."""
        most = None if guarded else COMPLAINT_AT[kind]
        if self.complaint is not None:
            return self.complaint
        return most is not None and self.score is not None and self.score <= most


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What somebody wrote about us in public: on which day, where, with how many of five stars."""

    day: dt.date | None
    place: str
    rating: Decimal | None = None
    author: str = ""
    text: str = ""
    party: int | None = None
    answered: dt.date | None = None
    answer: str = ""
    source: str = ""
    external_id: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = _unfit(self, "place", "author", "text", "answer")
        if self.day is None:
            found.append(Problem("day", msg("Say when it was written.")))
        elif self.answered is not None and self.answered < self.day:
            found.append(Problem("answered", msg("It cannot be answered before it was written.")))
        if not self.place.strip():
            found.append(Problem("place", msg("Say where it stands.")))
        if self.rating is not None and not (0 <= self.rating <= STARS and self.rating == round(self.rating, 2)):
            found.append(Problem("rating", msg("Give 0 to {most} stars.", most=STARS)))
        if self.rating is None and not self.text.strip():
            found.append(Problem("text", msg("Type the stars or the words.")))
        return tuple(found)

    def complains(self) -> bool:
        """Whether somebody should look after it: few stars, and nobody answered yet."""
        return self.rating is not None and self.rating <= BAD_STARS and self.answered is None


def guarded(anonymous: bool, audience: Role | None) -> bool:
    """Whether few who know each other answer without a name, as a team does; of guests there are too many to tell."""
    return anonymous and audience not in (None, Role.CUSTOMER)


def request_state(
    due: dt.date, asked: dt.date | None, answered: dt.date | None, dropped: dt.date | None, today: dt.date
) -> RequestState:
    """Where a request stands today."""
    if answered is not None:
        return RequestState.ANSWERED
    if dropped is not None:
        return RequestState.DROPPED
    if asked is not None:
        return RequestState.ASKED
    return RequestState.DUE if due <= today else RequestState.WAITING


def _score_problems(kind: SurveyKind, score: int | None, text: str) -> tuple[Problem, ...]:
    span = SCORES[kind]
    if span is None:
        if score is not None:
            return (Problem("score", msg("This survey asks for words, not for a number.")),)
        return () if text.strip() else (Problem("text", msg("Type what they said.")),)
    low, high = span
    if score is None or not low <= score <= high:
        return (Problem("score", msg("Type a number from {low} to {high}.", low=low, high=high)),)
    return ()


def _unfit(draft: object, *fields: str) -> list[Problem]:
    return [Problem(field, UNFIT) for field in fields if not can_be_kept(getattr(draft, field))]
