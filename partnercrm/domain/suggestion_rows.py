"""What forms offer while somebody types: whom one deals with most, and what was written on entry lines before."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.ledger import Basis, Direction, Kind
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class RecentParty:
    """A party that was dealt with lately; `about` is its line of description."""

    party: int
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Past:
    """A description as it was written last, with what that line said (value in minor units), and how often it was."""

    what: str
    kind: Kind
    direction: Direction
    value: int | None
    basis: Basis
    unit: str
    quantity: Decimal | None
    times: int
