"""What goes up of goods on consignment: what is there, what was sold and went back, each movement with its entry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.consignment import Movement, MovementKind, Owner, Proceeds, Stock, stock
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Goods that moved. A sale has its `proceeds` and the number of its `entry`; `standing` is off once that entry was
    taken back: the goods count as there again."""

    id: int
    uuid: UUID
    consignment: int
    day: dt.date
    kind: MovementKind
    quantity: Decimal
    proceeds: Proceeds
    entry: str
    standing: bool

    @property
    def movement(self) -> Movement:
        """The bare movement."""
        return Movement(self.day, self.kind, self.quantity)


@dataclass(frozen=True, slots=True)
class ConsignmentRow:
    """Goods on consignment with all that moved of them, oldest first."""

    id: int
    uuid: UUID
    party: int
    party_uuid: UUID
    party_name: str
    agreement: int | None
    agreement_title: str
    owner: Owner
    what: str
    unit: str
    price: int
    commission: Decimal
    movements: tuple[MovementRow, ...]

    @property
    def standing(self) -> tuple[Movement, ...]:
        """The movements without sales that were taken back."""
        return tuple(row.movement for row in self.movements if row.standing)

    @property
    def stock(self) -> Stock:
        """Brought = sold + returned + there."""
        return stock(self.standing)

    @property
    def posted(self) -> int:
        """What the sales posted: price less commission, in minor units."""
        return sum(row.proceeds.owed for row in self.movements if row.standing and row.kind is MovementKind.SOLD)

    @property
    def last_day(self) -> dt.date | None:
        """When anything moved last."""
        return max((row.day for row in self.movements), default=None)
