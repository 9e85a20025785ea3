"""What goes up for the Today tab: short lists, each with how many there are in all, and figures with their history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from partnercrm.domain.alert import AlertKey, AlertKind, AlertRow
from partnercrm.domain.interaction_rows import FollowUpRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message

Row = TypeVar("Row")

SHOWN = 7
COUNTED = 100
"""Where counting means reading each row, it ends here: such a list says `100 or more`."""


@dataclass(frozen=True, slots=True)
class Short(Generic[Row]):
    """The first rows of a list and how many it has in all; `counted_out` where there may be more than that."""

    rows: tuple[Row, ...]
    total: int
    counted_out: bool = False

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class TouchRow:
    """A party with which contact is due again. `since` is the last contact, or the day from which its clock runs where
    there was none after it (`never`); `urgency` is days late / interval.
    """

    party: int
    name: str
    since: dt.date
    never: bool
    interval_days: int
    days: int
    urgency: Decimal

    @property
    def late_days(self) -> int:
        """By how many days contact is late."""
        return self.days - self.interval_days


@dataclass(frozen=True, slots=True)
class BillRow:
    """A party with a bill that is late or due soon: all that is open between us, in minor units, gross both ways.

    The due days are the earliest of each side; `late` says that one of them has passed. `said` holds the sentences
    ("they owe 120.00, 5 days late"), `exchanges` the row ids of the entries behind it.
    """

    party: int
    name: str
    they_owe: int
    we_owe: int
    they_due: dt.date | None
    we_due: dt.date | None
    late: bool
    said: tuple[Message, ...]
    exchanges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportantDateRow:
    """An important date that comes up on `day`; `years` since the year where that is known, such as an age."""

    id: int
    party: int
    name: str
    label: str
    day: dt.date
    years: int | None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A party that gave last and on more days than we did; days count for each side."""

    party: int
    name: str
    given_days: int
    received_days: int
    last_received: dt.date


@dataclass(frozen=True, slots=True)
class MonthRow:
    """An earlier month (yyyymm) that is still open, and how many drafts lie unfinished in it."""

    month: int
    drafts: int


class EndKind(StrEnum):
    """What comes to an end."""

    AGREEMENT = "agreement"
    PROMOTION = "promotion"
    POINTS = "points"


_SUBJECTS = {EndKind.AGREEMENT: "agreement", EndKind.PROMOTION: "promotion", EndKind.POINTS: "program"}


@dataclass(frozen=True, slots=True)
class EndRow:
    """Something that ends soon: an agreement (or the last day to say so), a promotion, points of a program.

    `id` is its row id, `step` the one that is reached: 30, 7 or 0 days before (None where the rule tells earlier);
    `said` leaves the day to who shows it. `party` is with whom it is, `later` until when it can be put aside.
    """

    kind: EndKind
    id: int
    name: str
    said: Message
    day: dt.date
    step: int | None
    party: int | None
    later: dt.date

    @property
    def key(self) -> AlertKey:
        """By what it is put aside; points, of which some may end each day, by the month."""
        mark = self.day.strftime("%Y-%m") if self.kind is EndKind.POINTS else self.day.isoformat()
        return AlertKey(AlertKind.ENDING, _SUBJECTS[self.kind], self.id, mark)


@dataclass(frozen=True, slots=True)
class LateOrderRow:
    """What a supplier promised and did not bring: the order (row id), what was ordered, the day it should have come.

    `later` is until when it can be put aside.
    """

    order: int
    party: int
    name: str
    items: tuple[str, ...]
    expected: dt.date
    days: int
    later: dt.date

    @property
    def key(self) -> AlertKey:
        """By what it is put aside."""
        return AlertKey(AlertKind.LATE, "purchase_order", self.order)


class FigureKey(StrEnum):
    """The figures at the top of Today."""

    SALES = "sales"
    IN_TOUCH = "in_touch"
    THEY_OWE = "they_owe"
    WE_OWE = "we_owe"
    FAVOURS_GIVEN = "favours_given"
    FAVOURS_RECEIVED = "favours_received"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: this month's, that of the month before, and twelve months up to this one, the oldest first.

    Money in minor units; what is owed and what is late stand as of each month's end, the others are of the month.
    `unpriced` counts favours without a price beside the total. `compared` says the difference in words. What is owed is
    never below 0: where more was paid beforehand than is owed, `waiting` is how much more, and `compared` says so.
    Sales are compared with as many days of the month before, `year_before` are their months a year earlier; where none
    was ever recorded, `missing` says so.
    """

    key: FigureKey
    title: Message
    value: int
    before: int
    series: tuple[int, ...]
    compared: Message
    money: bool = False
    unpriced: int = 0
    waiting: int = 0
    missing: Message | None = None
    year_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure: their subject (`party`, `exchange`, `follow_up`, `sale`) and row ids."""

    subject: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that the tab shows at first sight."""

    follow_ups: Short[FollowUpRow]
    losing_touch: Short[TouchRow]
    bills: Short[BillRow]
    dates: Short[ImportantDateRow]
    turns: Short[TurnRow]
    months: Short[MonthRow]
    figures: tuple[Figure, ...]
    alerts: Short[AlertRow]
    ending: Short[EndRow]
    deliveries: Short[LateOrderRow]


class Card(StrEnum):
    """The four cards of the first fifteen minutes."""

    NEIGHBOUR = "neighbour"
    EXCHANGE = "exchange"
    OPENING = "opening"
    NEXT_TALK = "next_talk"


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card: whether what it asks for was done, and whether it was closed for good."""

    card: Card
    ticked: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The four cards in their order."""

    cards: tuple[CardRow, ...]

    @property
    def open(self) -> tuple[Card, ...]:
        """The cards that are still shown."""
        return tuple(row.card for row in self.cards if not row.closed)

    @property
    def done(self) -> bool:
        """Whether every card is ticked or closed."""
        return all(row.ticked or row.closed for row in self.cards)
