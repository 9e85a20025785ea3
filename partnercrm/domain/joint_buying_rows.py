"""What goes up of what neighbours buy together: the bill, who takes how much, what each pays, and what is posted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.joint_buying import FreightRule, Step
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class JointState(StrEnum):
    """Where buying together stands, read off the ledger."""

    COLLECTING = "collecting"
    PARTLY = "partly"
    POSTED = "posted"


JOINT_WORDS: dict[JointState, Message] = {
    JointState.COLLECTING: msg("Collecting"),
    JointState.PARTLY: msg("Partly in the ledger"),
    JointState.POSTED: msg("In the ledger"),
}


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one takes and pays, in minor units. `party` None is ourselves; `entry` is the share's entry as it stands."""

    id: int
    party: int | None
    party_uuid: UUID | None
    name: str
    quantity: Decimal
    goods: int
    freight: int
    entry: FlowEntry | None

    @property
    def value(self) -> int:
        """Goods and freight."""
        return self.goods + self.freight


@dataclass(frozen=True, slots=True)
class JointRow:
    """Something bought together. `goods` and `freight` in minor units are the bill; the shares sum to it.

    `price` is that of one unit at this total quantity; `cheaper` the next step, if more would reach one.
    """

    id: int
    uuid: UUID
    what: str
    unit: str
    supplier: int | None
    supplier_name: str
    day: dt.date
    steps: tuple[Step, ...]
    freight: int
    freight_rule: FreightRule
    goods_bill: int | None
    note: str
    quantity: Decimal
    price: int
    goods: int
    cheaper: Step | None
    shares: tuple[ShareRow, ...]

    @property
    def bill(self) -> int:
        """Goods and freight together."""
        return self.goods + self.freight

    @property
    def state(self) -> JointState:
        """Whether none, some or all of what neighbours pay stands in the ledger."""
        to_post = [share for share in self.shares if share.party is not None and share.value]
        standing = sum(share.entry is not None for share in self.shares)
        if not standing:
            return JointState.COLLECTING
        return JointState.PARTLY if standing < len(to_post) else JointState.POSTED
