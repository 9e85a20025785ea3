"""What happens between us: channels, moods, follow-ups, and the drafts that forms fill."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg


class Channel(StrEnum):
    """How we were in touch."""

    VISIT = "visit"
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    EVENT = "event"
    MESSAGE = "message"


CHANNEL_WORDS: dict[Channel, Message] = {
    Channel.CALL: msg("Call"),
    Channel.VISIT: msg("Visit"),
    Channel.EMAIL: msg("E-mail"),
    Channel.MESSAGE: msg("Message"),
    Channel.MEETING: msg("Meeting"),
    Channel.EVENT: msg("Event"),
}


class StartedBy(StrEnum):
    """Who got in touch."""

    US = "us"
    THEM = "them"


STARTED_WORDS: dict[StartedBy, Message] = {StartedBy.US: msg("Us"), StartedBy.THEM: msg("Them")}

MOOD_WORDS: dict[int, Message] = {
    2: msg("Very good"),
    1: msg("Good"),
    0: msg("So-so"),
    -1: msg("Difficult"),
    -2: msg("Bad"),
}


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Origin(StrEnum):
    """Who made a follow-up: a person, or a rule by its name."""

    PERSON = "person"
    RULE = "rule"


FOLLOW_UP_WORDS: dict[FollowUpState, Message] = {
    FollowUpState.OPEN: msg("Open"),
    FollowUpState.DONE: msg("Done"),
    FollowUpState.DROPPED: msg("Dropped"),
}

UNFIT = msg("Some of these characters cannot be kept. Type the text again.")


@dataclass(frozen=True, slots=True)
class InteractionDraft:
    """One interaction with one or more parties (row ids), at a local date and, where known, minute of the day."""

    parties: tuple[int, ...]
    channel: Channel
    day: dt.date
    minute: int | None = None
    summary: str = ""
    notes: str = ""
    mood: int | None = None
    started_by: StartedBy = StartedBy.US
    source: str = ""
    external_id: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `parties`, `summary`, `mood`, `minute`."""
        found: list[Problem] = []
        if not self.parties:
            found.append(Problem("parties", msg("Say who it was with.")))
        if not self.summary.strip() and not self.notes.strip():
            found.append(Problem("summary", msg("Say in a few words what it was about.")))
        if self.mood is not None and not -2 <= self.mood <= 2:
            found.append(Problem("mood", msg("The mood goes from -2 to +2.")))
        if self.minute is not None and not 0 <= self.minute < 24 * 60:
            found.append(Problem("minute", msg("There is no such time of day.")))
        found.extend(Problem(field, UNFIT) for field in ("summary", "notes") if not can_be_kept(getattr(self, field)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """A task: what, by when, for whom (party row id), by whom (user row id; None is whoever logs it)."""

    title: str
    due: dt.date
    party: int | None = None
    assignee: int | None = None
    origin: Origin = Origin.PERSON
    rule: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `title`."""
        if not self.title.strip():
            return (Problem("title", msg("Say what is to be done.")),)
        return () if can_be_kept(self.title) else (Problem("title", UNFIT),)


def urgency(last_contact: dt.date, interval_days: int, today: dt.date) -> Decimal:
    """Days late over the wanted interval; 0 while in time. 45 days at 30 wanted is 0.5 (figures.md section 12).

    Raises ZeroDivisionError for an interval of 0; the party's draft refuses one.
    """
    late = max((today - last_contact).days - interval_days, 0)
    return Decimal(late) / Decimal(interval_days)


def next_contact(last_contact: dt.date, interval_days: int) -> dt.date:
    """The day on which contact is due again."""
    return last_contact + dt.timedelta(days=interval_days)
