"""What a file says of items and of orders with what came of them: items by their words, made where there are none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.domain.item import ItemDraft
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply import Price


@dataclass(frozen=True, slots=True)
class BroughtItem:
    """An item, and who can bring it where the row says so (`party`, a row id); the rest as in `SupplierItemDraft`."""

    item: ItemDraft
    party: int | None = None
    share: Decimal | None = None
    lead_days: int | None = None
    minimum: Decimal | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class BroughtLine:
    """A row: so much of an item was ordered, and so much of it came on a day, if it did."""

    item: str
    ordered: Decimal | None
    came_on: dt.date | None
    received: Decimal | None
    accepted: Decimal | None
    price: Price | None

    @property
    def amount(self) -> Decimal:
        """What came, as far as somebody says: what was received, else what was ordered, else one."""
        return next((each for each in (self.received, self.ordered) if each is not None), Decimal(1))


@dataclass(frozen=True, slots=True)
class BroughtOrder:
    """The rows of one order, or of one delivery without an order (`day` None). `post` says that the deliveries post.

    `external_id` is what the source calls it.
    """

    party: int
    number: str
    day: dt.date | None
    requested: dt.date | None
    promised: dt.date | None
    lines: tuple[BroughtLine, ...]
    post: bool
    source: str
    external_id: str

    def ordered(self) -> dict[str, tuple[Decimal, Price | None]]:
        """How much of each item was ordered: rows that say the same item again tell of what came in parts.

        The largest quantity that one of them says, else all that came.
        """
        found: dict[str, tuple[Decimal, Price | None]] = {}
        for line in self.lines:
            mine = [each for each in self.lines if each.item == line.item]
            said = [each.ordered for each in mine if each.ordered is not None]
            whole = max(said) if said else sum((each.amount for each in mine), Decimal(0))
            found.setdefault(line.item, (whole, line.price))
        return found

    def days(self) -> dict[dt.date, list[BroughtLine]]:
        """What came, by day."""
        found: dict[dt.date, list[BroughtLine]] = {}
        for line in self.lines:
            if line.came_on is not None:
                found.setdefault(line.came_on, []).append(line)
        return dict(sorted(found.items()))
