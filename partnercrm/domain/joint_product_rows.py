"""What goes up of joint products: a product with what was sold of it, and each period's parts and entry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.joint_product import Parts, Seller, Split
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class JointSaleRow:
    """What was sold in a period and how it was divided. `entry` is the number that posted the other shop's part, ""
    where nothing had to be posted; `standing` is off once that entry was taken back."""

    id: int
    uuid: UUID
    product: int
    name: str
    party: int
    party_name: str
    from_day: dt.date
    to_day: dt.date
    seller: Seller
    quantity: Decimal
    parts: Parts
    entry: str
    standing: bool


@dataclass(frozen=True, slots=True)
class JointProductRow:
    """A joint product; `agreement` is the row id of the one that it belongs to."""

    id: int
    uuid: UUID
    party: int
    party_uuid: UUID
    party_name: str
    agreement: int | None
    agreement_title: str
    name: str
    split: Split
    ended_on: dt.date | None
    sales: tuple[JointSaleRow, ...]

    def sold(self, seller: Seller) -> Decimal:
        """How many one side sold, without what was taken back."""
        return sum((row.quantity for row in self.sales if row.standing and row.seller is seller), Decimal(0))

    def owed(self, seller: Seller) -> int:
        """What the sales of one side posted, in minor units."""
        return sum(row.parts.owed(seller) for row in self.sales if row.standing and row.seller is seller)

    @property
    def last_day(self) -> dt.date | None:
        """The last day that is entered."""
        return max((row.to_day for row in self.sales if row.standing), default=None)
