"""What goes up of vouchers: batches, codes, what was done with each, and the short answer at the desk."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.promotion import OfferDraft
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher import BatchGroup, VoucherState
from partnercrm.domain.words import Message


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of codes: `shop` and `shop_name` say where they are good, `hander` who hands them out (None, "": us)."""

    id: int
    uuid: UUID
    promotion: int
    title: str
    offer: int
    terms: OfferDraft
    shop: int | None
    shop_name: str
    hander: int | None
    hander_name: str
    group: BatchGroup
    name: str
    uses: int | None
    partial: bool
    from_day: dt.date
    until_day: dt.date | None
    size: int
    handed_out: int
    used: int
    redemptions: int
    void: int


@dataclass(frozen=True, slots=True)
class HandOutRow:
    """Who was handed how many, and when; no name is nobody in particular."""

    id: int
    day: dt.date
    party: int | None
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One code and how it stands. `uses` counts what was used and not taken back, `taken` sums what it took off."""

    id: int
    code: str
    batch: int
    promotion: int
    title: str
    terms: OfferDraft
    shop: int | None
    shop_name: str
    hander: int | None
    group: BatchGroup
    most_uses: int | None
    partial: bool
    from_day: dt.date
    until_day: dt.date | None
    finished_on: dt.date | None
    handed_out: dt.date | None
    handed_to: str
    void_on: dt.date | None
    void_reason: str
    uses: int
    taken: int
    last_used: dt.date | None

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it is good; a promotion that is finished early ends it too."""
        days = [day for day in (self.until_day, self.finished_on) if day is not None]
        return min(days) if days else None

    @property
    def rest(self) -> int | None:
        """What is left of an amount that may be used in parts; None for any other voucher."""
        return (self.terms.amount or 0) - self.taken if self.partial else None

    @property
    def spent(self) -> bool:
        """Whether nothing of it is left to use."""
        if self.rest is not None:
            return self.rest <= 0
        return self.most_uses is not None and self.uses >= self.most_uses

    def state(self, today: dt.date) -> VoucherState:
        """How it stands that day."""
        if self.void_on is not None:
            return VoucherState.VOID
        if self.spent:
            return VoucherState.USED
        if self.last_day is not None and self.last_day < today:
            return VoucherState.EXPIRED
        if self.uses:
            return VoucherState.PART_USED
        return VoucherState.HANDED_OUT if self.handed_out else VoucherState.MADE


@dataclass(frozen=True, slots=True)
class RedemptionRow:
    """One use of a voucher; `reduction` and `revenue` are net of what came back since. `freed` was taken back whole.

    `belongs_to` is the day on which it happened, where that one's month was closed. `sale` and `booked` are the row id
    and the UUID of the sale behind it; `receipt` is what the till said, or the sale's number.
    """

    id: int
    uuid: UUID
    voucher: int
    code: str
    day: dt.date
    belongs_to: dt.date | None
    shop: int | None
    shop_name: str
    party: int | None
    name: str
    sale: int | None
    booked: UUID | None
    receipt: str
    reduction: int
    revenue: int | None
    new_customer: bool | None
    freed: bool


class Reason(StrEnum):
    """Why a voucher is not good now."""

    UNKNOWN = "unknown"
    MISREAD = "misread"
    VOID = "void"
    USED = "used"
    ELSEWHERE = "elsewhere"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk reads to the customer; `reason` is None where the voucher is good.

    `voucher` is its row id where the code is known; `reduction` what it takes off the full price that was asked about.
    """

    said: Message
    reason: Reason | None = None
    voucher: VoucherRow | None = None
    reduction: int | None = None

    @property
    def good(self) -> bool:
        """Whether it can be used now."""
        return self.reason is None
