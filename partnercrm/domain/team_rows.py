"""Skills, trainings, talks, wishes and thanks as lists and figures show them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.record import dataclass
from partnercrm.domain.team import TrainingState, WishState


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team: row id, UUID, name."""

    id: int
    uuid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class SkillRow:
    """What somebody can do, and how well, from 1 to 4."""

    id: int
    uuid: UUID
    who: Person
    name: str
    level: int
    since: dt.date


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A training. `cost` in minor units; `entry` is what of it stands in the ledger."""

    id: int
    uuid: UUID
    who: Person
    name: str
    due: dt.date | None
    done: dt.date | None
    valid_until: dt.date | None
    cost: int | None
    note: str
    state: TrainingState
    entry: FlowEntry | None


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A review; `next` is when the next one is due, `last` that none came after it."""

    id: int
    uuid: UUID
    who: Person
    day: dt.date
    summary: str
    agreed: str
    next: dt.date | None
    last: bool


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish and what became of it."""

    id: int
    uuid: UUID
    who: Person
    day: dt.date
    text: str
    state: WishState
    decided: dt.date | None
    answer: str


@dataclass(frozen=True, slots=True)
class ThanksRow:
    """What somebody was thanked for; `by` None is us."""

    id: int
    uuid: UUID
    who: Person
    by: Person | None
    day: dt.date
    text: str
