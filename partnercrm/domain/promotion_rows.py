"""What goes up of cross-promotions: the rows of the list, one promotion whole, and what a month posts.

Money is in minor units. A party's row id is that of the party that others were merged into; None is our own shop.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.ledger import Direction
from partnercrm.domain.promotion import (
    ExposureDraft,
    OfferDraft,
    PartnerDraft,
    PromotionDraft,
    PromotionState,
    state_of,
)
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """One line of the list: how many vouchers were handed out and how often they were used, ours and theirs."""

    id: int
    uuid: UUID
    title: str
    from_day: dt.date
    until_day: dt.date | None
    finished_on: dt.date | None
    target: int | None
    partners: tuple[str, ...]
    parties: tuple[int, ...]
    made: int
    handed_out: int
    redeemed_here: int
    redeemed_there: int
    state: PromotionState = PromotionState.PLANNED

    @property
    def redeemed(self) -> int:
        """How often vouchers were used, in our shop and in theirs."""
        return self.redeemed_here + self.redeemed_there

    def on(self, today: dt.date) -> PromotionRow:
        """The row with its state as of that day."""
        return replace(self, state=state_of(self.from_day, self.until_day, self.finished_on, today))


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner of a promotion: shares in per cent, costs in minor units."""

    party: int
    name: str
    our_share: Decimal
    their_share: Decimal
    margin_rate: Decimal | None
    costs: int


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer; `name` is that of the shop where it is good, "" for ours."""

    id: int
    uuid: UUID
    name: str
    draft: OfferDraft


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """A mention or the like; `value` None where the agreed value of its day is taken."""

    id: int
    uuid: UUID
    party: int
    name: str
    direction: Direction
    day: dt.date
    what: str
    quantity: Decimal
    value: int | None

    @property
    def draft(self) -> ExposureDraft:
        """The same as a draft."""
        return ExposureDraft(self.party, self.direction, self.day, self.what, self.quantity, self.value)


@dataclass(frozen=True, slots=True)
class Promotion:
    """One promotion with all that was agreed in it."""

    id: int
    uuid: UUID
    title: str
    audience: str
    from_day: dt.date
    until_day: dt.date | None
    finished_on: dt.date | None
    target: int | None
    margin_rate: Decimal | None
    costs: int
    note: str
    partners: tuple[PartnerRow, ...]
    offers: tuple[OfferRow, ...]
    exposures: tuple[ExposureRow, ...]

    def state(self, today: dt.date) -> PromotionState:
        """Planned, running or finished."""
        return state_of(self.from_day, self.until_day, self.finished_on, today)

    def last_day(self) -> dt.date | None:
        """The last day on which it runs, as far as that is known."""
        days = [day for day in (self.until_day, self.finished_on) if day is not None]
        return min(days) if days else None

    def partner(self, party: int) -> PartnerRow | None:
        """The partner of that row id."""
        return next((partner for partner in self.partners if partner.party == party), None)

    @property
    def draft(self) -> PromotionDraft:
        """The same as a draft, for the form."""
        return PromotionDraft(
            self.title,
            self.from_day,
            self.until_day,
            tuple(PartnerDraft(p.party, p.our_share, p.their_share, p.margin_rate, p.costs) for p in self.partners),
            tuple(offer.draft for offer in self.offers),
            self.audience,
            self.target,
            self.margin_rate,
            self.costs,
            self.note,
        )


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a promotion with one partner: yyyymm, and the entries that it posted and that stand (their numbers).

    `waiting` counts what happened until the end of that month and is not posted yet.
    """

    month: int
    party: int
    name: str
    entries: tuple[str, ...]
    waiting: int
