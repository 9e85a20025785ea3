"""Sales as lists and pages show them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import PaymentKind


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """Which sales: of a party (row id) with its aliases, from a day to a day, of a source, refunds or not.

    `unpaid` wants those of which something was not paid at once; `text` is part of a receipt number, of a name, of an
    item, or a code that was read.
    """

    party: int | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    source: str | None = None
    refunds: bool | None = None
    unpaid: bool = False
    text: str = ""


class SaleSort(StrEnum):
    """By what a list of sales is sorted."""

    DAY = "day"
    PRICE = "price"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale, or a refund, all of whose sums are below zero. Money in minor units.

    `party` is 0 for a walk-in customer. `entry` is the number of what its unpaid rest posted, "" where nothing stands
    in the ledger; `taken_back` tells that it was posted and reversed. `refunds` is the UUID of the sale that a refund
    takes back from, `refunded` what was taken back from this one (below zero).
    """

    id: int
    uuid: UUID
    day: dt.date
    minute: int | None
    party: int
    name: str
    receipt: str
    amount: int
    reduction: int
    rounding: int
    paid: int
    gift_card_amount: int
    rest: int
    tip: int
    payment: PaymentKind
    card: str
    voucher: str
    gift_card: str
    channel: str
    source: str
    refunds: UUID | None
    refunded: int
    entry: str
    taken_back: bool

    @property
    def price(self) -> int:
        """What it cost."""
        return self.amount - self.reduction + self.rounding


@dataclass(frozen=True, slots=True)
class SaleTotals:
    """Sums over sales and refunds, in minor units. `price` is the revenue: paid, by gift card, and not yet paid."""

    sales: int
    refunds: int
    amount: int
    reduction: int
    rounding: int
    paid: int
    gift_card_amount: int
    rest: int
    tip: int

    @property
    def price(self) -> int:
        """What they cost."""
        return self.amount - self.reduction + self.rounding


@dataclass(frozen=True, slots=True)
class SaleMonth:
    """A month (yyyymm) of sales, in minor units. `amount`, `reduction` and `rounding` are those of the sales alone.

    `given_back` is the price of what was refunded, `of_earlier` the part of it for sales of earlier months; `paid`,
    `gift_card_amount`, `rest` and `tip` are net of it. `with_vouchers` came off with vouchers on these sales,
    `unbooked` with vouchers used in our shop that no sale stands behind yet.
    """

    month: int
    sales: int
    refunds: int
    amount: int
    reduction: int
    rounding: int
    given_back: int
    paid: int
    gift_card_amount: int
    rest: int
    tip: int
    of_earlier: int = 0
    with_vouchers: int = 0
    unbooked: int = 0

    @property
    def price(self) -> int:
        """The revenue: what was sold less what was given back."""
        return self.amount - self.reduction + self.rounding - self.given_back
