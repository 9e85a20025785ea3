"""Suppliers' offers, orders and deliveries as lists, forms and figures show them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply import DocumentKind, OrderState, Price


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price of a supplier from a day on."""

    id: int
    uuid: UUID
    from_day: dt.date
    price: Price


@dataclass(frozen=True, slots=True)
class SupplierItemRow:
    """That a supplier can bring an item; values as in `SupplierItemDraft`, `prices` the earliest first."""

    id: int
    uuid: UUID
    item: int
    item_name: str
    unit: str
    party: int
    party_uuid: UUID
    party_name: str
    share: Decimal | None
    lead_days: int | None
    minimum: Decimal | None
    their_code: str
    tested_on: dt.date | None
    recover_says: int | None
    recover_we_think: int | None
    note: str
    ended_on: dt.date | None
    prices: tuple[PriceRow, ...] = ()

    def price_on(self, day: dt.date) -> Price | None:
        """The price that holds on a day."""
        known = [row.price for row in self.prices if row.from_day <= day]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class SupplierItemFilter:
    """Which offers: of a supplier (with its aliases), of an item, ended ones too."""

    party: int | None = None
    item: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """A line of an order, and what came of it."""

    id: int
    item: int
    item_name: str
    unit: str
    quantity: Decimal
    price: Price | None
    received: Decimal
    accepted: Decimal

    @property
    def full(self) -> bool:
        """Whether all of it was accepted."""
        return self.accepted >= self.quantity


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order. `expected` is the promised day, else the one we asked for; `value` None where a line has no price."""

    id: int
    uuid: UUID
    party: int
    party_uuid: UUID
    party_name: str
    number: str
    day: dt.date
    requested: dt.date | None
    promised: dt.date | None
    closed: dt.date | None
    why_closed: str
    note: str
    state: OrderState
    lines: tuple[OrderLineRow, ...]

    @property
    def expected(self) -> dt.date | None:
        """When it should come."""
        return self.promised or self.requested

    @property
    def value(self) -> int | None:
        """What it costs in minor units, tax included."""
        known = [line.price.value(line.quantity) for line in self.lines if line.price is not None]
        return sum(known) if len(known) == len(self.lines) else None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: of a supplier (with its aliases), still expected, late, from a day to a day."""

    party: int | None = None
    open: bool = False
    late: bool = False
    from_day: dt.date | None = None
    to_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryLineRow:
    """What came of an item; `value` and `tax_amount` of what was accepted, in minor units, None without a price."""

    id: int
    item: int
    item_name: str
    unit: str
    order_line: int | None
    received: Decimal
    accepted: Decimal
    price: Price | None
    tax_code: str
    value: int | None
    tax_amount: int | None
    why_refused: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A bill or a credit note; `file_name` is "" where no file was attached."""

    id: int
    uuid: UUID
    kind: DocumentKind
    number: str
    day: dt.date
    amount: int
    due: dt.date | None
    file_name: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery. `entry` is what stands of its posting, `posted` all that it posted, differences included, and
    `open` what of that is not paid; both in minor units."""

    id: int
    uuid: UUID
    party: int
    party_uuid: UUID
    party_name: str
    order: int | None
    order_uuid: UUID | None
    order_number: str
    day: dt.date
    number: str
    due: dt.date | None
    note: str
    in_the_books: bool
    lines: tuple[DeliveryLineRow, ...]
    documents: tuple[DocumentRow, ...]
    entry: FlowEntry | None
    posted: int
    open: int

    @property
    def value(self) -> int | None:
        """What was accepted is worth, in minor units, tax included; None where a line has no price."""
        known = [line.value for line in self.lines if line.value is not None]
        return sum(known) if len(known) == len(self.lines) else None

    @property
    def billed(self) -> int | None:
        """What they ask for it: bills less credit notes; None before a bill came."""
        sides = {DocumentKind.BILL: 1, DocumentKind.CREDIT_NOTE: -1}
        if not any(row.kind is DocumentKind.BILL for row in self.documents):
            return None
        return sum(sides[row.kind] * row.amount for row in self.documents)

    @property
    def difference(self) -> int | None:
        """By how much the bill asks more than what was posted; None before there are both."""
        return None if self.billed is None or self.entry is None else self.billed - self.posted


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries: of a supplier (with its aliases), an order, from a day to a day, without a posting, or whose
    bill has not come (what is in the books elsewhere asks for none)."""

    party: int | None = None
    order: int | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    not_in_ledger: bool = False
    no_bill: bool = False
