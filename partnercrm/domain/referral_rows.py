"""What goes up of referrals: a line of the list with its reward and its entry, and the filter that goes down."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.ledger import Kind
from partnercrm.domain.record import dataclass
from partnercrm.domain.referral import STATE_WORDS, ReferralState, RewardState, Way
from partnercrm.domain.words import Message, msg


class ReferralSort(StrEnum):
    """What the list of referrals can be sorted by."""

    DAY = "day"
    PARTY = "party"
    REFERRED = "referred"
    STATE = "state"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class ReferralFilter:
    """Which referrals a list shows; all that is set must hold. `party` is either end and follows merges.

    `with_party` is whoever sent us somebody or was sent somebody, `referred` who was sent. The days are those of the
    referral.
    """

    way: Way | None = None
    state: ReferralState | None = None
    party: int | None = None
    with_party: int | None = None
    referred: int | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    not_in_ledger: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class RewardRow:
    """What whoever sent somebody gets: `value` in minor units or None without a price; `entry` once it was handed over.

    `hold_until` is the first day on which it may be handed over, None until the referral is won.
    """

    id: int
    kind: Kind
    what: str
    value: int | None
    hold_days: int
    hold_until: dt.date | None
    state: RewardState
    entry: FlowEntry | None
    taken_back: dt.date | None
    why_taken_back: str


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral. `party` sent us `referred`, or we sent `referred` to them; merged ones stand as what they became.

    `value_won` (minor units) is what it brought; `entry` is the entry of the won referral as it stands today.
    """

    id: int
    uuid: UUID
    way: Way
    party: int
    party_uuid: UUID
    party_name: str
    referred: int
    referred_uuid: UUID
    referred_name: str
    event: str
    day: dt.date
    state: ReferralState
    decided: dt.date | None
    value_won: int | None
    qualified: bool
    why_lost: str
    note: str
    next_step: NextStepRow | None
    entry: FlowEntry | None
    reward: RewardRow | None

    @property
    def not_in_ledger(self) -> bool:
        """Whether it is won and its entry was taken back, or never posted."""
        return self.state is ReferralState.WON and self.entry is None


def state_words(row: ReferralRow) -> Message:
    """`Open`, `Won`, `Won, not in the ledger`, `Lost`."""
    return msg("Won, not in the ledger") if row.not_in_ledger else STATE_WORDS[row.state]


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain of introductions: how deep it stands, who, and since when; no day for the first of all."""

    depth: int
    party: int
    name: str
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class Introductions:
    """How somebody came to us (`came_by`, the first introducer first, they themselves last), and whom they brought.

    `brought` stands in the order of a tree: each with those that it brought behind it.
    """

    came_by: tuple[Link, ...]
    brought: tuple[Link, ...]
