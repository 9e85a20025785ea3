"""Items as lists and forms show them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as in `ItemDraft`. `suppliers` is how many can bring it, `retired` that we have it no more."""

    id: int
    uuid: UUID
    name: str
    code: str
    unit: str
    category: str
    price: int | None
    cost: int | None
    stock: Decimal | None
    stock_day: dt.date | None
    daily_use: Decimal | None
    margin_a_day: int | None
    note: str
    retired: bool
    suppliers: int
