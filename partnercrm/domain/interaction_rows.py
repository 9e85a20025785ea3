"""What goes up of interactions and follow-ups, and the filters that go down.

Rows hold typed values; words for screens and sheets are made of them above.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.interaction import Channel, FollowUpState, Origin, StartedBy
from partnercrm.domain.record import dataclass


class InteractionSort(StrEnum):
    """What the list of interactions can be sorted by; equal ones stand by their time."""

    WHEN = "when"
    CHANNEL = "channel"
    PARTY = "party"
    MOOD = "mood"
    USER = "user"


@dataclass(frozen=True, slots=True)
class InteractionFilter:
    """Which interactions a list shows; all that is set must hold. `text` is searched in summary and notes.

    `party` follows merges, `user` is who logged it.
    """

    party: int | None = None
    channel: Channel | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    text: str = ""
    user: int | None = None


@dataclass(frozen=True, slots=True)
class NextStepRow:
    """The follow-up that came of an interaction: the earliest open one, else the last one closed."""

    id: int
    title: str
    due: dt.date
    state: FollowUpState


@dataclass(frozen=True, slots=True)
class InteractionRow:
    """One line of the interactions. `minute` of the day is None where nobody said; `names` stand as `parties` do.

    `entry` is the number of the favour that was entered with it as it stands today, `exchange` its UUID; both are
    None where there is none or it was taken back.
    """

    id: int
    uuid: UUID
    day: dt.date
    minute: int | None
    channel: Channel
    started_by: StartedBy
    parties: tuple[int, ...]
    names: tuple[str, ...]
    summary: str
    notes: str
    mood: int | None
    logged_by: str
    logged_at: dt.datetime
    entry: str | None
    exchange: UUID | None
    next_step: NextStepRow | None


class FollowUpSort(StrEnum):
    """What the list of follow-ups can be sorted by; by due day the late ones come first."""

    DUE = "due"
    TITLE = "title"
    PARTY = "party"
    ASSIGNEE = "assignee"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """Which follow-ups a list shows; all that is set must hold. `state` None is any.

    `late` is open, due before today and not snoozed; `user` is the assignee (mine), `party` follows merges;
    `awake` leaves out what is snoozed beyond today.
    """

    state: FollowUpState | None = FollowUpState.OPEN
    late: bool = False
    user: int | None = None
    party: int | None = None
    due_until: dt.date | None = None
    awake: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up. `party` None belongs to nobody; `rule` is the name of the rule where `origin` is one."""

    id: int
    uuid: UUID
    title: str
    due: dt.date
    state: FollowUpState
    snoozed_until: dt.date | None
    party: int | None
    name: str
    assignee: int
    assignee_name: str
    origin: Origin
    rule: str
    interaction: int | None
    made_at: dt.datetime
    closed_at: dt.datetime | None

    def late(self, today: dt.date) -> bool:
        """Whether it is open, due before today and not snoozed."""
        awake = self.snoozed_until is None or self.snoozed_until <= today
        return self.state is FollowUpState.OPEN and self.due < today and awake
