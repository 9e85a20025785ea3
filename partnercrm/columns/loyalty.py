"""What the list of cards shows, and the columns of the workbook's sheet *Loyalty roll-forward*."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain import codes
from partnercrm.domain.loyalty import MOVEMENT_WORDS, worth
from partnercrm.domain.loyalty_liability import Liability, RollForward
from partnercrm.domain.loyalty_rows import LotRow, MemberRow, MovementRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

_TEXT, _MONEY, _DATE, _NUMBER = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE, ColumnKind.NUMBER

MEMBER_COLUMNS: tuple[Column[MemberRow], ...] = (
    Column("name", msg("Whose card"), _TEXT, lambda row: row.name or row.home, "", 26),
    Column("number", msg("Card"), _TEXT, lambda row: codes.grouped(row.number), "", 16),
    Column("program", msg("Program"), _TEXT, lambda row: row.program_name, "", 24),
    Column("balance", msg("Balance"), _NUMBER, lambda row: row.balance, "", 12),
    Column("joined", msg("Since"), _DATE, lambda row: row.joined, "", 14),
    Column("home", msg("Home shop"), _TEXT, lambda row: row.home, "", 20),
    Column("closed", msg("Closed"), _DATE, lambda row: row.closed, "", 14, hidden=True),
)

LOT_COLUMNS: tuple[Column[LotRow], ...] = (
    Column("day", msg("Since"), _DATE, lambda row: row.day, "", 14),
    Column("expiry", msg("Good until"), _DATE, lambda row: row.expiry, "", 14),
    Column("issuer", msg("From"), _TEXT, lambda row: row.issuer or msg("Us"), "", 20),
    Column("points", msg("Were"), _NUMBER, lambda row: row.points, "", 10),
    Column("rest", msg("Left"), _NUMBER, lambda row: row.rest, "", 10),
)

MOVEMENT_COLUMNS: tuple[Column[MovementRow], ...] = (
    Column("day", msg("Day"), _DATE, lambda row: row.day, "", 14),
    Column("kind", msg("What"), _TEXT, lambda row: MOVEMENT_WORDS[row.kind], "", 18),
    Column("points", msg("Points"), _NUMBER, lambda row: row.points, "", 10),
    Column("paid", msg("Paid"), _MONEY, lambda row: row.paid, "", 12),
    Column("about", msg("About"), _TEXT, lambda row: row.reward or row.reason or row.shop or row.issuer, "", 28),
    Column("belongs_to", msg("Belongs to"), _DATE, lambda row: row.belongs_to, "", 14, hidden=True),
)

DESK_COLUMNS: tuple[Column[MovementRow], ...] = (
    MOVEMENT_COLUMNS[0],
    Column("name", msg("Whose card"), _TEXT, lambda row: row.name or codes.grouped(row.number), "", 24),
    *MOVEMENT_COLUMNS[1:],
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A program in a span: its roll-forward, the rate of a point (minor units), both views at the end,
    and the points of our own issue on which they rest."""

    name: str
    rolled: RollForward
    rate: Decimal
    views: Liability
    own: Decimal

    @property
    def worth(self) -> int:
        """The closing points at the rate, in minor units."""
        return worth(self.rolled.closing, self.rate)


POINTS = ("opening", "issued", "taken_back", "redeemed", "given_back", "expired", "transferred", "adjusted", "closing")


def roll(digits: int) -> tuple[Column[SheetRow], ...]:
    """The roll-forward by program; a rate is in major units of a currency with so many digits."""
    titles = (
        "Opening",
        "Issued",
        "Taken back",
        "Redeemed",
        "Given back",
        "Expired",
        "Transferred",
        "Adjusted",
        "Closing",
    )

    def part(name: str) -> Callable[[SheetRow], Decimal]:
        return lambda row: Decimal(getattr(row.rolled, name))

    return (
        Column("program", msg("Program"), _TEXT, lambda row: row.name, width=28),
        *(Column(key, msg(title), _NUMBER, part(key), width=12) for key, title in zip(POINTS, titles, strict=True)),
        Column("rate", msg("Value of a point"), _NUMBER, lambda row: row.rate.scaleb(-digits), width=10),
        Column("worth", msg("Closing at that value"), _MONEY, lambda row: row.worth, width=13),
        Column("cost_view", msg("Promise at what it costs"), _MONEY, lambda row: row.views.cost, width=15),
        Column("revenue_view", msg("Promise as revenue to come"), _MONEY, lambda row: row.views.revenue, width=16),
        Column("own", msg("Of our own issue"), _NUMBER, lambda row: row.own, width=12),
    )
