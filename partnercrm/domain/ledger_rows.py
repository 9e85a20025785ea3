"""What goes up of the ledger: balances, open items, statements, rows of the register, a whole entry.

Down goes a filter. Money is in minor units; words for screens and sheets are made of these above. A party's row id is
that of the party that others were merged into.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from partnercrm.domain.dates import int_day
from partnercrm.domain.ledger import Basis, Direction, Kind, Lens, Reason, Return, Source, entry_number
from partnercrm.domain.record import dataclass
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.settlement import Age

# Balances


class BalanceRow(NamedTuple):
    """One party in one lens: minor units in To pay and Favours, days in Turns. Each lens has a class of its own.

    `key` holds the bytes of the party's UUID. The volumes leave openings and adjustments out.
    """

    party_id: int
    key: bytes
    name: str
    given: int = 0
    received: int = 0
    given_unpriced: int = 0
    received_unpriced: int = 0
    volume_given: int = 0
    volume_received: int = 0
    volume_given_unpriced: int = 0
    volume_received_unpriced: int = 0

    @property
    def lens(self) -> Lens:
        """The lens in which the party is seen."""
        return _LENSES[type(self)]

    @property
    def party(self) -> UUID:
        """The party's UUID."""
        return UUID(bytes=self.key)

    @property
    def unpriced(self) -> int:
        """On how many more lines without a price we gave than they did."""
        return self.given_unpriced - self.received_unpriced

    @property
    def balance(self) -> int:
        """Given less received: above zero they owe us, or we are ahead."""
        return self.given - self.received

    @property
    def volume(self) -> int:
        """Given and received together."""
        return self.volume_given + self.volume_received

    @property
    def reciprocity(self) -> Decimal | None:
        """1 perfectly mutual, 0 one-sided; None in To pay and where it would say nothing (a dash)."""
        if self.lens is Lens.TO_PAY:
            return None
        return reciprocity(
            self.volume_given, self.volume_received, self.volume_given_unpriced, self.volume_received_unpriced
        )


class ToPayRow(BalanceRow):
    """What is to pay, whatever its basis."""

    __slots__ = ()


class FavourRow(BalanceRow):
    """What asks for something in return."""

    __slots__ = ()


class TurnRow(BalanceRow):
    """On how many days each side gave something that asks for no money."""

    __slots__ = ()


BALANCE_ROWS: dict[Lens, type[BalanceRow]] = {Lens.TO_PAY: ToPayRow, Lens.FAVOURS: FavourRow, Lens.TURNS: TurnRow}
_LENSES: dict[type, Lens] = {row: lens for lens, row in BALANCE_ROWS.items()}


@dataclass(frozen=True, slots=True)
class KindRow:
    """The favours of one kind with one party; openings and adjustments stay out."""

    kind: Kind
    given: int
    received: int
    given_unpriced: int
    received_unpriced: int

    @property
    def reciprocity(self) -> Decimal | None:
        """As in BalanceRow."""
        return reciprocity(self.given, self.received, self.given_unpriced, self.received_unpriced)


@dataclass(frozen=True, slots=True)
class SideOpen:
    """What one side owes: `amount` gross (below zero: held for the other side), the oldest due day, how late it is."""

    amount: int = 0
    due: dt.date | None = None
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class PartyBalance:
    """How we stand with one party, in the three lenses, which are never added together."""

    party: int
    they_owe: SideOpen
    we_owe: SideOpen
    set_off: int
    to_pay: BalanceRow
    favours: BalanceRow
    turns: BalanceRow

    @property
    def after_set_off(self) -> int:
        """What is left to pay on one side once `set_off` is taken off both."""
        return abs(self.they_owe.amount - self.we_owe.amount)


class MonthTotal(NamedTuple):
    """What one side gave in a month (yyyymm) with one party, by what it asks for; `party` is a row id."""

    party: int
    asks: str
    month: int
    direction: int
    value: int
    unpriced: int


# Open items


class OpenSide(StrEnum):
    """On whose side an open item stands: they are to pay it, or we are."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A To-pay line of which something is open. `open` is below zero where money or a credit waits to be used.

    `value` is the whole line; `days_late` is 0 until the day after it was due, and for what waits.
    """

    line: int
    number: str
    exchange: UUID
    party: int
    party_uuid: UUID
    name: str
    side: OpenSide
    kind: Kind
    day: dt.date
    due: dt.date
    memo: str
    our_document: str
    their_document: str
    value: int
    open: int
    days_late: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open amounts of one party, or of all, by age: gross on each side."""

    receivable: Mapping[Age, int]
    payable: Mapping[Age, int]


# Statement


class StatementKey(NamedTuple):
    """Where the next page of a statement goes on: below this row, with the balance that stood there."""

    day: int
    exchange: int
    balance: int


class StatementRow(NamedTuple):
    """One entry in a statement. `given` and `received` ask for money, the favours for something in return.

    `balance` is what stands to pay after the entry. In a statement that is handed over all of them are the reader's.
    Names that end in _raw are as the store keeps them: days yyyymmdd, UUIDs bytes, numbers (year, sequence).
    """

    id: int
    day_raw: int
    number_raw: tuple[int, int]
    exchange_raw: bytes
    belongs_to_raw: int | None
    due_raw: int | None
    memo: str
    our_document: str
    their_document: str
    takes_back_raw: tuple[int, int] | None
    given: int
    received: int
    balance: int
    favours_given: int
    favours_received: int
    unpriced_given: int
    unpriced_received: int

    @property
    def number(self) -> str:
        """The entry's number."""
        return entry_number(*self.number_raw)

    @property
    def exchange(self) -> UUID:
        """The entry's UUID."""
        return UUID(bytes=self.exchange_raw)

    @property
    def day(self) -> dt.date:
        """The entry's day."""
        return int_day(self.day_raw)

    @property
    def belongs_to(self) -> dt.date | None:
        """The day to which it belongs where its month was closed."""
        return None if self.belongs_to_raw is None else int_day(self.belongs_to_raw)

    @property
    def due(self) -> dt.date | None:
        """The day on which it is due."""
        return None if self.due_raw is None else int_day(self.due_raw)

    @property
    def takes_back(self) -> str:
        """The number of the entry that it reverses or credits."""
        return entry_number(*self.takes_back_raw) if self.takes_back_raw else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A party's exchanges in a span, with opening and closing balance to pay: `held` if that only waits to be used."""

    party: int
    name: str
    from_day: dt.date | None
    to_day: dt.date | None
    handed_over: bool
    opening: int
    rows: tuple[StatementRow, ...]
    closing: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The latest entries of a statement, latest first, and where the page below it begins (None at the end)."""

    rows: tuple[StatementRow, ...]
    below: StatementKey | None


# Register


class EntryState(StrEnum):
    """Which entries a list shows."""

    ALL = "all"
    OPEN = "open"
    LATE = "late"
    CORRECTED = "corrected"


class EntrySort(StrEnum):
    """What the register can be sorted by."""

    NUMBER = "number"
    DAY = "day"
    PARTY = "party"
    DUE = "due"
    GIVEN = "given"
    RECEIVED = "received"
    FAVOURS_GIVEN = "favours_given"
    FAVOURS_RECEIVED = "favours_received"
    OPEN = "open"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries a list shows; all that is set must hold. `party` is a row id, days are included.

    `text` is looked for in the party's name, memo, documents, descriptions and number, each word anywhere.
    `folded` leaves out what was reversed together with its reversal.
    """

    party: int | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    kind: Kind | None = None
    text: str = ""
    state: EntryState = EntryState.ALL
    folded: bool = True


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in a list. Sums are sign x value; `open` is what is not settled, above zero where they owe it."""

    id: int
    uuid: UUID
    number: str
    day: dt.date
    party_id: int
    party_uuid: UUID
    party: str
    memo: str
    what: str
    kinds: tuple[Kind, ...]
    given: int
    received: int
    favours_given: int
    favours_received: int
    unpriced_given: int
    unpriced_received: int
    our_document: str
    their_document: str
    due: dt.date | None
    open: int
    source: Source
    reverses: str
    reversed_by: str
    credits: str
    corrects: str
    enters_again: str
    linked: str
    belongs_to: dt.date | None
    posted_at: dt.datetime
    posted_by: str

    @property
    def said(self) -> str:
        """What the entry is about: its memo, or what passed."""
        return self.memo or self.what


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of an entry as it stands; `open` is what of it is not settled, as in EntryRow."""

    id: int
    position: int
    direction: Direction
    sign: int
    kind: Kind
    quantity: Decimal | None
    unit: str
    value: int | None
    basis: Basis
    asks: Return
    what: str
    reason: Reason | None
    tax_code: str
    tax_amount: int | None
    cost: int | None
    foreign_currency: str
    foreign_amount: Decimal | None
    foreign_rate: Decimal | None
    open: int


@dataclass(frozen=True, slots=True)
class SettledView:
    """So much was settled with a line of another entry on that day; below zero where it was taken back.

    `pays` is set where this entry pays the other one.
    """

    number: str
    day: dt.date
    amount: int
    pays: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """A whole entry: its row and lines, why, what it paid and what paid it, and the entries that name it."""

    row: EntryRow
    lines: tuple[LineView, ...]
    reason: str
    settled: tuple[SettledView, ...]
    credited_by: tuple[str, ...]
    corrected_by: tuple[str, ...]
    entered_again_by: tuple[str, ...]
    linked_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line in a list of lines, with what of its entry is needed to read it by itself."""

    number: str
    exchange: UUID
    day: dt.date
    party_uuid: UUID
    party: str
    memo: str
    our_document: str
    their_document: str
    due: dt.date | None
    source: Source
    line: LineView
