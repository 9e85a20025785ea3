"""What goes up of the shelf and the loans, and the filter that goes down."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.ledger import Direction, Kind
from partnercrm.domain.lending import LOAN_WORDS, LoanState, loan_value
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class LoanSort(StrEnum):
    """What the list of loans can be sorted by; by due day what is out comes before what is back."""

    DUE = "due"
    DAY = "day"
    RESOURCE = "resource"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class LoanFilter:
    """Which loans a list shows; all that is set must hold. `party` follows merges.

    `direction` given is what we lent, received what we borrowed; `out` is what is not back yet, late or not.
    """

    direction: Direction | None = None
    out: bool = False
    late: bool = False
    returned: bool = False
    not_in_ledger: bool = False
    party: int | None = None
    resource: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """Something on the shelf. `owner` None is ours; `out_with` names who has it now, the earliest due first."""

    id: int
    uuid: UUID
    name: str
    kind: Kind
    owner: int | None
    owner_uuid: UUID | None
    owner_name: str
    unit: str
    note: str
    retired: bool
    out_with: tuple[str, ...]
    loans: int


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One loan: `party` has ours, or lent us theirs. `price` of one unit in minor units, None without a price.

    `entry` is the entry of the returned loan as it stands today, `reminder` the follow-up that was made for it.
    """

    id: int
    uuid: UUID
    resource: int
    resource_uuid: UUID
    name: str
    kind: Kind
    direction: Direction
    party: int
    party_uuid: UUID
    party_name: str
    day: dt.date
    due: dt.date | None
    returned: dt.date | None
    state: LoanState
    quantity: Decimal | None
    unit: str
    price: int | None
    condition_out: str
    condition_back: str
    note: str
    reminder: NextStepRow | None
    entry: FlowEntry | None

    @property
    def value(self) -> int | None:
        """What it is worth in minor units, None without a price."""
        return loan_value(self.quantity, self.price)

    @property
    def not_in_ledger(self) -> bool:
        """Whether it is back and its entry was taken back, or never posted."""
        return self.returned is not None and self.entry is None


def loan_words(row: LoanRow) -> Message:
    """`Out`, `Late`, `Returned`, `Returned, not in the ledger`."""
    return msg("Returned, not in the ledger") if row.not_in_ledger else LOAN_WORDS[row.state]


@dataclass(frozen=True, slots=True)
class LastFavour:
    """The last thing that one side gave that asks for no money: what in the owner's words, its kind and its day."""

    what: str
    kind: Kind
    day: dt.date
    exchange: int


@dataclass(frozen=True, slots=True)
class OfferRow:
    """Something that we could give: what is on our shelf (`resource`, a row id), or an offer of ours (`offer`)."""

    text: str
    kind: Kind | None
    uuid: UUID
    resource: int | None = None
    offer: int | None = None


@dataclass(frozen=True, slots=True)
class FitRow:
    """A need of theirs, and which of our offers would fit; none where we have nothing of the sort."""

    need: str
    offers: tuple[OfferRow, ...]


@dataclass(frozen=True, slots=True)
class WhoseTurnRow:
    """How it stands with one party: what each gave last, on how many days, what would fit, and that in words.

    `said` is None where the two do not keep score (generous), or there was no turn yet.
    """

    party: int
    party_uuid: UUID
    name: str
    they_gave: LastFavour | None
    we_gave: LastFavour | None
    given_days: int
    received_days: int
    days_since: int | None
    said: Message | None
    fits: tuple[FitRow, ...]
