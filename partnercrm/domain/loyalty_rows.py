"""What goes up of programs, cards and movements. Points are exact decimals, money is minor units."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.loyalty import NOTHING, MovementKind, ProgramDraft, ProgramKind
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class RewardRow:
    """What points are good for."""

    id: int
    uuid: UUID
    name: str
    points: Decimal
    value: int | None
    cost: int | None
    from_day: dt.date | None
    until_day: dt.date | None


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A program with all it says, its rewards by number, how many cards are open, and what is outstanding on them."""

    id: int
    uuid: UUID
    draft: ProgramDraft
    rewards: tuple[RewardRow, ...]
    members: int
    outstanding: Decimal


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which cards: of a program, of a party with its aliases, with a text in the number or the holder's name.

    `closed` None shows open and closed ones, `elsewhere` only those of another home shop.
    """

    program: int | None = None
    party: int | None = None
    text: str = ""
    closed: bool | None = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A card. `party` is 0 and `name` "" where nobody knows who holds it; `home` is "" where that is us."""

    id: int
    uuid: UUID
    number: str
    program: int
    program_name: str
    kind: ProgramKind
    party: int
    name: str
    home_party: int | None
    home: str
    joined: dt.date
    closed: dt.date | None
    merged_into: int | None
    balance: Decimal


@dataclass(frozen=True, slots=True)
class LotRow:
    """Points that came together: since when, until when, by whom ("" we), how many, and what is left."""

    id: int
    day: dt.date
    expiry: dt.date | None
    issuer: str
    points: Decimal
    rest: Decimal


@dataclass(frozen=True, slots=True)
class MovementRow:
    """What happened on a card. `returns` is the row id of what it takes or gives back; `issuer`, `shop` "" are us.

    `belongs_to` is the day on which it happened, where that lies in a closed month.
    """

    id: int
    uuid: UUID
    member: int
    number: str
    name: str
    kind: MovementKind
    points: Decimal
    day: dt.date
    recorded_at: dt.datetime
    paid: int | None
    pieces: Decimal | None
    reward: str
    code: str
    issuer: str
    shop: str
    returns: int | None
    sale: int | None
    reason: str
    belongs_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the desk and its page show it on a day.

    `spendable` is what can be used, `owed_back` what the next earning fills first; `expiries` are the next days on
    which points end, with how many.
    """

    row: MemberRow
    lots: tuple[LotRow, ...]
    owed_back: Decimal
    spendable: Decimal
    last_used: dt.date | None
    tier: str = ""

    @property
    def expiries(self) -> tuple[tuple[dt.date, Decimal], ...]:
        """The last good days to come and how many points end with each, the first first."""
        sums: dict[dt.date, Decimal] = {}
        for lot in self.lots:
            if lot.expiry is not None and lot.rest > 0:
                sums[lot.expiry] = sums.get(lot.expiry, NOTHING) + lot.rest
        return tuple(sorted(sums.items()))
