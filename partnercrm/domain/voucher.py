"""Vouchers of a cross-promotion: batches of codes, handing out, using, taking back."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

LARGEST_BATCH = 20_000


class BatchGroup(StrEnum):
    """The test group is offered something; the comparison group gets a card of the same kind that takes nothing off."""

    TEST = "test"
    CONTROL = "control"


BATCH_GROUP_WORDS: dict[BatchGroup, Message] = {
    BatchGroup.TEST: msg("With the offer"),
    BatchGroup.CONTROL: msg("For comparison, without the offer"),
}


class VoucherState(StrEnum):
    """How a voucher stands, read off its rows and the day."""

    MADE = "made"
    HANDED_OUT = "handed_out"
    PART_USED = "part_used"
    USED = "used"
    VOID = "void"
    EXPIRED = "expired"


VOUCHER_STATE_WORDS: dict[VoucherState, Message] = {
    VoucherState.MADE: msg("Not handed out"),
    VoucherState.HANDED_OUT: msg("Handed out"),
    VoucherState.PART_USED: msg("Partly used"),
    VoucherState.USED: msg("Used"),
    VoucherState.VOID: msg("Void"),
    VoucherState.EXPIRED: msg("Expired"),
}


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """Vouchers of one offer (row id). `hander` is the partner who hands them out, None is us.

    `uses` per code, None for as often as one likes; `partial` keeps the rest of an amount for the next time; the days
    default to the promotion's. `codes` brings codes that were printed elsewhere; else `count` new ones are made.
    """

    offer: int
    count: int = 0
    hander: int | None = None
    group: BatchGroup = BatchGroup.TEST
    uses: int | None = 1
    partial: bool = False
    from_day: dt.date | None = None
    until_day: dt.date | None = None
    name: str = ""
    codes: tuple[str, ...] = ()

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field. Empty when it may be made."""
        found = []
        count = len(self.codes) or self.count
        if not 0 < count <= LARGEST_BATCH:
            found.append(Problem("count", msg("Give a number from 1 to {most}.", most=LARGEST_BATCH)))
        if self.uses is not None and self.uses <= 0:
            found.append(Problem("uses", msg("Give a number above zero, or leave it empty.")))
        if self.from_day is not None and self.until_day is not None and self.until_day < self.from_day:
            found.append(Problem("until_day", msg("It cannot end before it begins.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class UseDraft:
    """A voucher is used. `shop` is the partner in whose shop, None is ours; `party` the customer, if known.

    `sale` is the row id of the sale that it came with, `receipt` that sale's number, which may not be booked yet.
    `revenue` is what was paid after the `reduction`, both in minor units; a reduction of None is worked out from the
    offer and `revenue`'s full price `full`. `new_customer` None means that nobody asked.
    """

    code: str
    day: dt.date | None = None
    shop: int | None = None
    party: int | None = None
    sale: int | None = None
    receipt: str = ""
    full: int | None = None
    reduction: int | None = None
    revenue: int | None = None
    new_customer: bool | None = None
    source: str = ""
    external_id: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = []
        if not self.code.strip():
            found.append(Problem("code", msg("Read or type the code.")))
        for name in ("full", "reduction", "revenue"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < VALUE_LIMIT:
                found.append(Problem(name, msg("An amount is never below zero here.")))
        return tuple(found)
