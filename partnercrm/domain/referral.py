"""Referrals: who sent whom, what became of it, its reward, and the rules that no referral may break."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from partnercrm.domain.ledger import VALUE_LIMIT, Direction, Kind
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg

REWARD_HOLD_DAYS = 14
"""So long a reward is held unless said otherwise: a refund usually comes sooner."""


class Way(StrEnum):
    """Who sent somebody."""

    SENT_US = "sent_us"
    WE_SENT = "we_sent"

    @property
    def direction(self) -> Direction:
        """They gave when they sent us somebody, we when we sent somebody to them."""
        return Direction.RECEIVED if self is Way.SENT_US else Direction.GIVEN


WAY_WORDS: dict[Way, Message] = {Way.SENT_US: msg("They sent us"), Way.WE_SENT: msg("We sent them")}


class ReferralState(StrEnum):
    """What became of a referral."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


STATE_WORDS: dict[ReferralState, Message] = {
    ReferralState.OPEN: msg("Open"),
    ReferralState.WON: msg("Won"),
    ReferralState.LOST: msg("Lost"),
}


class Part(StrEnum):
    """What of a referral stands in the ledger: the referral itself once it is won, or the reward for it."""

    WON = "won"
    REWARD = "reward"


class RewardState(StrEnum):
    """Where a reward stands: until the referral is won it is promised, then held, then due, then given."""

    PROMISED = "promised"
    HELD = "held"
    DUE = "due"
    GIVEN = "given"
    TAKEN_BACK = "taken_back"


REWARD_WORDS: dict[RewardState, Message] = {
    RewardState.PROMISED: msg("Promised"),
    RewardState.HELD: msg("On hold"),
    RewardState.DUE: msg("To hand over"),
    RewardState.GIVEN: msg("Handed over"),
    RewardState.TAKEN_BACK: msg("Taken back"),
}

REWARD_KINDS = (Kind.GOODS, Kind.SERVICE, Kind.DISCOUNT)
"""What a reward may be. Money would be a bill between us, and points belong to a card."""

_UNFIT = msg("Some of these characters cannot be kept. Type the text again.")
_ONESELF = msg("Nobody is referred to themselves. Choose two different people or businesses.")


@dataclass(frozen=True, slots=True)
class ReferralDraft:
    """One referral: with whom (`party`), who was sent (`referred`), both row ids, and to what (`event`).

    `next_step` becomes a follow-up with the one who was sent, due on `next_day`.
    """

    way: Way
    party: int | None
    referred: int | None
    day: dt.date | None
    event: str = ""
    note: str = ""
    next_step: str = ""
    next_day: dt.date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `party`, `referred`, `day`, `next_day`, `event`, `note`, `next_step`."""
        found: list[Problem] = []
        if self.party is None:
            found.append(Problem("party", msg("Say who sent somebody, or to whom.")))
        if self.referred is None:
            found.append(Problem("referred", msg("Say who was sent.")))
        elif self.party == self.referred:
            found.append(Problem("referred", _ONESELF))
        if self.day is None:
            found.append(Problem("day", msg("Say when it was.")))
        if self.next_step.strip() and self.next_day is None:
            found.append(Problem("next_day", msg("Say by when.")))
        texts = ("event", "note", "next_step")
        found.extend(Problem(field, _UNFIT) for field in texts if not can_be_kept(getattr(self, field)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RewardDraft:
    """What whoever sent somebody gets for it once it is won: `value` in minor units, held for so many days."""

    what: str
    value: int | None = None
    kind: Kind = Kind.GOODS
    hold_days: int = REWARD_HOLD_DAYS

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `what`, `value`, `kind`, `hold_days`."""
        found: list[Problem] = []
        if not self.what.strip():
            found.append(Problem("what", msg("Say what the reward is.")))
        elif not can_be_kept(self.what):
            found.append(Problem("what", _UNFIT))
        if self.value is not None and not 0 < self.value < VALUE_LIMIT:
            found.append(Problem("value", msg("The value must be above zero. Leave it empty if it has no price.")))
        if self.kind not in REWARD_KINDS:
            found.append(
                Problem("kind", msg("A reward is goods, a service or a discount. Money is payroll's or a bill."))
            )
        if not 0 <= self.hold_days <= 3650:
            found.append(Problem("hold_days", msg("Hold it for 0 days up to ten years.")))
        return tuple(found)


def oneself() -> Problem:
    """What is said where both ends of a referral are one and the same, merged ones included."""
    return Problem("referred", _ONESELF)


def won_problems(day: dt.date, decided: dt.date, value: int | None) -> tuple[Problem, ...]:
    """What is wrong with a win on a day: `day`, `value` (minor units, what it brought; None is not known)."""
    found: list[Problem] = []
    if decided < day:
        found.append(Problem("day", msg("It cannot be decided before somebody was sent.")))
    if value is not None and not 0 <= value < VALUE_LIMIT:
        found.append(Problem("value", msg("The value cannot be below zero.")))
    return tuple(found)


def reward_state(
    *, won: bool, hold_until: dt.date | None, in_ledger: bool, taken_back: bool, today: dt.date
) -> RewardState:
    """Where a reward stands today; `hold_until` is the first day on which it may be handed over."""
    if taken_back:
        return RewardState.TAKEN_BACK
    if in_ledger:
        return RewardState.GIVEN
    if not won or hold_until is None:
        return RewardState.PROMISED
    return RewardState.HELD if today < hold_until else RewardState.DUE
