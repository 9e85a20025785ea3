"""A sale in the list, and as a page: what was bought, given back and posted, and how it is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from partnercrm.domain.ledger import prorated
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale_item import SaleItemRow
from partnercrm.domain.sale_rows import SaleRow
from partnercrm.domain.words import Message


@dataclass(frozen=True, slots=True)
class ListedSale:
    """A sale with its items, where anybody said them."""

    sale: SaleRow
    items: tuple[SaleItemRow, ...]

    @property
    def id(self) -> int:
        """The sale's row id."""
        return self.sale.id

    @property
    def party(self) -> int:
        """The buyer, 0 for a walk-in customer."""
        return self.sale.party


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sales and refunds, and what they come to in minor units."""

    sales: int
    refunds: int
    price: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a filter lets through: row ids in order, the first rows, and the sums."""

    ids: Sequence[int]
    first: tuple[ListedSale, ...]
    counted: Counted


@dataclass(frozen=True, slots=True)
class Origin:
    """The operation that recorded a sale: its row id and name, how many sales it recorded, whether it can be undone."""

    operation: int
    name: Message
    sales: int
    undoable: bool


@dataclass(frozen=True, slots=True)
class Left:
    """What may still be given back for a sale of a day, minor units: of its price, and of that to its gift card."""

    day: dt.date
    price: int
    gift_card_amount: int
    is_refund: bool


@dataclass(frozen=True, slots=True)
class WayBack:
    """How something is given back, in minor units: in money, to the gift card, and off what was not paid yet."""

    paid: int
    gift_card_amount: int
    off_bill: int


@dataclass(frozen=True, slots=True)
class SalePage:
    """A sale with what hangs on it.

    `came_back` are the items of its refunds, below zero; `of` is the sale that a refund takes back from; `entries` are
    the numbers of all that it posted, reversed ones included.
    """

    sale: SaleRow
    items: tuple[SaleItemRow, ...]
    refunds: tuple[SaleRow, ...]
    came_back: tuple[SaleItemRow, ...]
    of: SaleRow | None
    entries: tuple[str, ...]
    origin: Origin | None

    @property
    def left(self) -> int:
        """What may still be given back, minor units."""
        return 0 if self.of is not None else max(self.sale.price + self.sale.refunded, 0)

    def way_back(self, total: int) -> WayBack:
        """How so much is given back as it was paid: off the bill first, then to the gift card, the rest in money."""
        rest, card = (
            max(getattr(self.sale, part) + sum(getattr(refund, part) for refund in self.refunds), 0)
            for part in ("rest", "gift_card_amount")
        )
        off_bill = min(total, rest if self.sale.entry else 0)
        to_card = min(total - off_bill, card)
        return WayBack(total - off_bill - to_card, to_card, off_bill)

    def stays(self) -> list[tuple[SaleItemRow, Decimal]]:
        """The items that did not come back yet, with how many of each."""
        gone: dict[int, Decimal] = {}
        for line in self.came_back:
            gone[line.item] = gone.get(line.item, Decimal(0)) - line.quantity
        found = []
        for line in self.items:
            taken = min(line.quantity, gone.get(line.item, Decimal(0)))
            gone[line.item] = gone.get(line.item, Decimal(0)) - taken
            if line.quantity - taken > 0:
                found.append((line, line.quantity - taken))
        return found

    def price_of(self, listed: int) -> int:
        """What so much of the list price cost after the reduction and the rounding; never more than is left."""
        amount = self.sale.amount
        return min(prorated(self.sale.price, listed, amount) if amount else listed, self.left)
