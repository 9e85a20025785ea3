"""What a party's page tells, newest first: what was said, what passed, what is to be done, what was noted."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.dates import due_words
from partnercrm.domain.interaction import Channel, FollowUpState
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.ledger import Direction, Kind, LineDraft, Reason, Source, pays
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class TimelineKind(StrEnum):
    """What a row tells of; at one and the same time they stand in this order, the first uppermost."""

    DONE = "done"
    FOLLOW_UP = "follow_up"
    EXCHANGE = "exchange"
    INTERACTION = "interaction"
    SALE = "sale"
    NOTE = "note"


class Tone(StrEnum):
    """How a chip is meant; a screen gives it a colour."""

    NEUTRAL = "neutral"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short remark on a row."""

    said: Message
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened at a local day and, where known, minute of the day.

    `title` and `body` are the program's sentences, `text` somebody's own words. `id` and `uuid` are those of the record
    of that kind (a note has no UUID), `number` is an entry's.
    """

    kind: TimelineKind
    day: dt.date
    minute: int | None
    title: Message
    body: tuple[Message, ...]
    text: str
    chip: Chip | None
    id: int
    uuid: UUID | None
    channel: Channel | None = None
    number: str | None = None


def place(kind: TimelineKind, day: dt.date, minute: int | None, number: int) -> tuple[dt.date, int, int, int]:
    """By what a timeline is sorted, the largest first; what has no time stands below what has one."""
    rank = len(TimelineKind) - list(TimelineKind).index(kind)
    return day, -1 if minute is None else minute, rank, number


def step_chip(step: NextStepRow, today: dt.date) -> Chip:
    """How the next step of an interaction stands."""
    if step.state is FollowUpState.DONE:
        return Chip(msg("Follow-up done"), Tone.SUCCESS)
    if step.state is FollowUpState.DROPPED:
        return Chip(msg("Follow-up dropped"))
    return Chip(msg("Follow-up {due}", due=due_words(step.due, today)), Tone.WARNING)


def bill_chip(due: dt.date, today: dt.date) -> Chip:
    """When an open item is due; red only where it is late."""
    return Chip(due_words(due, today), Tone.DANGER if due < today else Tone.NEUTRAL)


def exchange_title(lines: list[LineDraft], source: Source) -> Message:
    """What an entry was, in a word or two: who gave, who paid, or what was closed."""
    if source is Source.OPENING:
        return msg("Open from before")
    if any(line.reason is Reason.CALL_IT_EVEN for line in lines):
        return msg("Called it even")
    sides = {line.direction for line in lines if line.kind is not Kind.ADJUSTMENT}
    if not sides:
        return msg("Settled")
    paid = all(pays(line) for line in lines)
    if len(sides) == 2:
        return msg("We gave, they gave")
    if Direction.GIVEN in sides:
        return msg("We paid") if paid else msg("We gave")
    return msg("They paid") if paid else msg("They gave")


def sale_title(price: int, currency: Currency) -> Message:
    """What was bought or given back, in minor units."""
    if price < 0:
        return msg("Got {amount} back", amount=Amount(-price, currency))
    return msg("Bought for {amount}", amount=Amount(price, currency))


def sale_chip(price: int, rest: int) -> Chip | None:
    """A sale that was paid says so; one that was not stands in the ledger with its due day."""
    if price < 0 or rest:
        return None
    return Chip(msg("Paid"), Tone.SUCCESS)


def sale_sentences(reduction: int, gift_card: int, rest: int, currency: Currency) -> list[Message]:
    """What else is to be said of a sale: its reduction, what a gift card paid, what is not paid. Minor units."""
    found = []
    if reduction > 0:
        found.append(msg("{amount} less.", amount=Amount(reduction, currency)))
    if gift_card > 0:
        found.append(msg("{amount} by gift card.", amount=Amount(gift_card, currency)))
    if rest > 0:
        found.append(msg("{amount} were not paid at once.", amount=Amount(rest, currency)))
    return found
