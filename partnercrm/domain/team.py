"""Those who work here: what they can do and learn, talks, wishes and thanks."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from partnercrm.domain.item import UNFIT, name_key
from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg

LEVELS = (1, 4)
LEVEL_WORDS: dict[int, Message] = {
    1: msg("Is learning it"),
    2: msg("Does it with help"),
    3: msg("Does it alone"),
    4: msg("Teaches it"),
}
ABLE = 3
"""From which level somebody counts as able to do it alone."""


class WishState(StrEnum):
    """What became of a wish."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"


WISH_WORDS: dict[WishState, Message] = {
    WishState.OPEN: msg("Open"),
    WishState.GRANTED: msg("Granted"),
    WishState.DECLINED: msg("Declined"),
}


class TrainingState(StrEnum):
    """Where a training stands; late is due and not done, again is done and not valid any more."""

    PLANNED = "planned"
    LATE = "late"
    DONE = "done"
    AGAIN = "again"


TRAINING_WORDS: dict[TrainingState, Message] = {
    TrainingState.PLANNED: msg("Planned"),
    TrainingState.LATE: msg("Late"),
    TrainingState.DONE: msg("Done"),
    TrainingState.AGAIN: msg("Due again"),
}

_WHO = Problem("party", msg("Say who of the team."))


@dataclass(frozen=True, slots=True)
class SkillDraft:
    """What somebody (`party`, a row id) can do, from level 1, is learning it, to 4, teaches it."""

    party: int | None
    name: str
    level: int
    since: dt.date | None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = _usual(self, self.party, "name")
        if not name_key(self.name):
            found.append(Problem("name", msg("Say what they can do.")))
        if not LEVELS[0] <= self.level <= LEVELS[1]:
            found.append(Problem("level", msg("Choose a level from 1 to 4.")))
        if self.since is None:
            found.append(Problem("since", msg("Say since when.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class TrainingDraft:
    """A training of somebody (`party`, a row id): due, done, or both. `cost` in minor units."""

    party: int | None
    name: str
    due: dt.date | None = None
    done: dt.date | None = None
    valid_until: dt.date | None = None
    cost: int | None = None
    note: str = ""
    source: str = ""
    external_id: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = _usual(self, self.party, "name", "note")
        if not name_key(self.name):
            found.append(Problem("name", msg("Say what is learned.")))
        if self.due is None and self.done is None:
            found.append(Problem("due", msg("Say until when, or when it was done.")))
        if self.valid_until is not None and (self.done is None or self.valid_until < self.done):
            found.append(Problem("valid_until", msg("It holds from when it was done, and never ends before.")))
        if not 0 <= (self.cost or 0) < VALUE_LIMIT:
            found.append(Problem("cost", msg("An amount is never below zero here.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class TalkDraft:
    """A review: a talk with somebody of the team, what was agreed, and when the next one is due."""

    party: int | None
    day: dt.date | None
    summary: str
    agreed: str = ""
    next: dt.date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = [*_usual(self, self.party, "summary", "agreed"), *_said(self.day, "summary", self.summary)]
        if self.day is not None and self.next is not None and self.next <= self.day:
            found.append(Problem("next", msg("The next one comes later.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class WishDraft:
    """What somebody of the team wishes for."""

    party: int | None
    day: dt.date | None
    text: str

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        return (*_usual(self, self.party, "text"), *_said(self.day, "text", self.text))


@dataclass(frozen=True, slots=True)
class ThanksDraft:
    """What somebody of the team was thanked for, by us, or by whom `by` (a row id) names."""

    party: int | None
    day: dt.date | None
    text: str
    by: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        return (*_usual(self, self.party, "text"), *_said(self.day, "text", self.text))


def training_state(
    due: dt.date | None, done: dt.date | None, valid_until: dt.date | None, today: dt.date
) -> TrainingState:
    """Where a training stands today."""
    if done is not None:
        return TrainingState.AGAIN if valid_until is not None and valid_until < today else TrainingState.DONE
    return TrainingState.LATE if due is not None and due < today else TrainingState.PLANNED


def _usual(draft: object, party: int | None, *texts: str) -> list[Problem]:
    found = [_WHO] if party is None else []
    return [*found, *(Problem(field, UNFIT) for field in texts if not can_be_kept(getattr(draft, field)))]


def _said(day: dt.date | None, field: str, text: str) -> list[Problem]:
    found = [Problem("day", msg("Say when it was."))] if day is None else []
    return found if text.strip() else [*found, Problem(field, msg("Write a few words."))]
