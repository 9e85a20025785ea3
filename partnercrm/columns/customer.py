"""The columns of customers in figures: each customer, their groups, cohorts, segments, hours, and next week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from partnercrm.columns.column import Cell as Value
from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.acquisition import COST_WORDS, CostDraft, MarketDraft
from partnercrm.domain.busy import Hour
from partnercrm.domain.locale import Locale
from partnercrm.domain.period import month_text
from partnercrm.domain.record import dataclass
from partnercrm.domain.retention import Cohort
from partnercrm.domain.rfm import ADVICE, SEGMENT_WORDS, Cell, Segment
from partnercrm.domain.segment import Member
from partnercrm.domain.words import Message, msg

_TEXT, _MONEY, _NUMBER, _SHARE, _COUNT, _DATE = (
    ColumnKind.TEXT,
    ColumnKind.MONEY,
    ColumnKind.NUMBER,
    ColumnKind.SHARE,
    ColumnKind.COUNT,
    ColumnKind.DATE,
)
WEEKDAYS = (
    msg("Monday"),
    msg("Tuesday"),
    msg("Wednesday"),
    msg("Thursday"),
    msg("Friday"),
    msg("Saturday"),
    msg("Sunday"),
)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in figures. Money in minor units; scores and `group` None where too few buy to compare, the last four
    where too few came again for a forecast, `gap` where they came too seldom for a rhythm."""

    party: int
    name: str
    first: dt.date
    last: dt.date
    purchases: int
    days: int
    amount: int
    silent: int
    scores: tuple[int, int, int] | None
    group: Segment | None
    gap: float | None
    lapsed: bool | None
    p_alive: float | None
    expected: float | None
    spend: int | None
    value: int | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group by recency and frequency: how many are in it and what they bought for (minor units)."""

    group: Segment
    customers: int
    amount: int

    @property
    def id(self) -> int:
        """Its place in the order of the groups, from 1."""
        return tuple(Segment).index(self.group) + 1


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved segment: its name, its conditions in words, and how many are in it; None where that is not known."""

    name: str
    conditions: Sequence[Message]
    count: int | None
    id: int = 0


@dataclass(frozen=True, slots=True)
class SilentRow:
    """Somebody who is silent for longer than usual: their usual gap, and for how many days they are."""

    party: int
    name: str
    gap: float
    silent: int


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two items on one receipt."""

    first: str
    second: str
    together: int
    of_first: int
    of_second: int
    lift: float
    id: int = 0


@dataclass(frozen=True, slots=True)
class WeekRow:
    """An item's next seven days; `off_by` is the share by which the rule was off, None where it could not be tried."""

    name: str
    unit: str
    order: int
    days: Sequence[float]
    off_by: float | None
    season: float
    id: int = 0


@dataclass(frozen=True, slots=True)
class NotedRow:
    """What was noted: its place in the list from 1, its UUID, and the cost or the estimate."""

    id: int
    uuid: UUID
    draft: CostDraft | MarketDraft


def customers(locale: Locale) -> tuple[Column[CustomerRow], ...]:
    """Every customer."""

    def score(place: int) -> Callable[[CustomerRow], Value]:
        return lambda row: None if row.scores is None else row.scores[place]

    return (
        Column("name", msg("Customer"), _TEXT, lambda row: row.name, width=28),
        Column("group", msg("Group"), _TEXT, lambda row: _group(locale, row.group), width=20),
        Column("first", msg("First purchase"), _DATE, lambda row: row.first),
        Column("last", msg("Last purchase"), _DATE, lambda row: row.last),
        Column("silent", msg("Days since"), _COUNT, lambda row: row.silent, width=11),
        Column("gap", msg("Usual gap in days"), _NUMBER, lambda row: rounded(row.gap, 1), width=12),
        Column("lapsed", msg("Silent for longer than usual"), _TEXT, lambda row: _yes(locale, row.lapsed), width=16),
        Column("purchases", msg("Purchases"), _COUNT, lambda row: row.purchases, width=11),
        Column("days", msg("Days with a purchase"), _COUNT, lambda row: row.days, width=12),
        Column("amount", msg("Bought for"), _MONEY, lambda row: row.amount),
        Column("r", msg("R"), _COUNT, score(0), width=5),
        Column("f", msg("F"), _COUNT, score(1), width=5),
        Column("m", msg("M"), _COUNT, score(2), width=5),
        Column("p_alive", msg("P(alive)"), _SHARE, lambda row: rounded(row.p_alive, 4), width=10),
        Column("expected", msg("Purchases in 12 months"), _NUMBER, lambda row: rounded(row.expected, 2), width=12),
        Column("spend", msg("What one comes to"), _MONEY, lambda row: row.spend),
        Column("value", msg("Value in 12 months"), _MONEY, lambda row: row.value),
    )


def groups(locale: Locale) -> tuple[Column[GroupRow], ...]:
    """The groups, and what helps."""
    return (
        Column("group", msg("Group"), _TEXT, lambda row: _group(locale, row.group), width=22),
        Column("customers", msg("Customers"), _COUNT, lambda row: row.customers),
        Column("amount", msg("Bought for"), _MONEY, lambda row: row.amount),
        Column("advice", msg("What helps"), _TEXT, lambda row: ADVICE[row.group], width=66),
    )


def cells(locale: Locale) -> tuple[Column[Cell], ...]:
    """The grid of groups as a list: 25 rows by how lately and how often."""
    return (
        Column("r", msg("How lately (1 to 5)"), _COUNT, lambda row: row.r, width=19),
        Column("f", msg("How often (1 to 5)"), _COUNT, lambda row: row.f, width=18),
        Column("group", msg("Group"), _TEXT, lambda row: _group(locale, row.segment), width=22),
        Column("customers", msg("Customers"), _COUNT, lambda row: len(row.parties)),
        Column("amount", msg("Bought for"), _MONEY, lambda row: row.amount),
    )


def noted(locale: Locale) -> tuple[Column[NotedRow], ...]:
    """What was noted of winning customers: costs, and estimates of the local market."""
    return (
        Column("what", msg("What"), _TEXT, lambda row: locale.say(_noted(row.draft)), width=20),
        Column("amount", msg("Amount"), _MONEY, lambda row: row.draft.amount, width=12),
        Column("from", msg("From"), _DATE, lambda row: row.draft.from_day, width=12),
        Column("to", msg("To"), _DATE, lambda row: row.draft.to_day, width=12),
        Column("local", msg("For people nearby"), _TEXT, lambda row: _yes(locale, _nearby(row.draft)), width=16),
        Column("note", msg("Note"), _TEXT, lambda row: _note(row.draft), width=30),
        Column("said", msg("Said on"), _DATE, lambda row: _said(row.draft), width=12),
    )


def cohorts(months: int) -> tuple[Column[Cohort], ...]:
    """Cohorts with so many months after the first."""

    def after(month: int) -> Callable[[Cohort], Value]:
        return lambda row: row.active[month] if month < len(row.active) else None

    return (
        Column("month", msg("First in"), _TEXT, lambda row: month_text(row.month), width=18),
        Column("size", msg("Customers"), _COUNT, lambda row: row.size, width=11),
        Column("again", msg("Came again"), _COUNT, lambda row: row.again, width=11),
        Column("rate", msg("Share"), _SHARE, lambda row: rounded(row.repeat_rate, 4)),
        *(
            Column(f"after_{month + 1}", msg("Month {month}", month=month + 1), _COUNT, after(month), width=9)
            for month in range(months)
        ),
    )


def saved(locale: Locale) -> tuple[Column[SavedRow], ...]:
    """Saved segments."""
    return (
        Column("name", msg("Segment"), _TEXT, lambda row: row.name, width=28),
        Column("customers", msg("Customers"), _COUNT, lambda row: row.count),
        Column("rule", msg("Conditions"), _TEXT, lambda row: ", ".join(map(locale.say, row.conditions)), width=70),
    )


MEMBERS: tuple[Column[Member], ...] = (
    Column("name", msg("Customer"), _TEXT, lambda row: row.name, width=24),
    Column("phone", msg("Phone"), _TEXT, lambda row: row.phone, width=18),
    Column("email", msg("E-mail"), _TEXT, lambda row: row.email, width=26),
    Column("address", msg("Address"), _TEXT, lambda row: row.address, width=24),
    Column("last", msg("Last purchase"), _DATE, lambda row: row.last_day, width=14),
    Column("purchases", msg("Purchases"), _COUNT, lambda row: row.purchases, width=11),
    Column("amount", msg("Bought for"), _MONEY, lambda row: row.amount),
)
SILENT: tuple[Column[SilentRow], ...] = (
    Column("name", msg("Customer"), _TEXT, lambda row: row.name, width=28),
    Column("gap", msg("Usually comes every … days"), _NUMBER, lambda row: rounded(row.gap, 1), width=24),
    Column("silent", msg("Days since the last purchase"), _COUNT, lambda row: row.silent, width=24),
)
PAIRS: tuple[Column[PairLine], ...] = (
    Column("first", msg("Item"), _TEXT, lambda row: row.first, width=26),
    Column("second", msg("And"), _TEXT, lambda row: row.second, width=26),
    Column("together", msg("With both"), _COUNT, lambda row: row.together),
    Column("of_first", msg("With the first"), _COUNT, lambda row: row.of_first),
    Column("of_second", msg("With the second"), _COUNT, lambda row: row.of_second),
    Column("lift", msg("Times by chance"), _NUMBER, lambda row: rounded(row.lift, 2), width=18),
)


def hours(locale: Locale) -> tuple[Column[Hour], ...]:
    """Hours of the week."""
    return (
        Column("weekday", msg("Weekday"), _TEXT, lambda row: locale.say(WEEKDAYS[row.weekday])),
        Column("hour", msg("From hour"), _COUNT, lambda row: row.hour, width=11),
        Column("sales", msg("Sales"), _COUNT, lambda row: row.sales, width=11),
        Column("revenue", msg("Revenue"), _MONEY, lambda row: row.revenue),
        Column("open", msg("Open days"), _COUNT, lambda row: row.days, width=11),
        Column("usual", msg("Sales on a usual day"), _NUMBER, lambda row: rounded(row.usual, 2), width=18),
    )


def week(titles: Sequence[Message]) -> tuple[Column[WeekRow], ...]:
    """What the next days will want; each day has its title."""

    def at(place: int) -> Callable[[WeekRow], Value]:
        return lambda row: rounded(row.days[place], 1)

    return (
        Column("name", msg("Item"), _TEXT, lambda row: row.name, width=24),
        Column("unit", msg("Unit"), _TEXT, lambda row: row.unit, width=8, hidden=True),
        Column("order", msg("Have ready"), _COUNT, lambda row: row.order, width=10),
        *(Column(f"day_{place}", title, _NUMBER, at(place), width=10) for place, title in enumerate(titles)),
        Column("off_by", msg("Off by so far"), _SHARE, lambda row: rounded(row.off_by, 4), width=13),
        Column("season", msg("Season"), _NUMBER, lambda row: rounded(row.season, 2), width=9, hidden=True),
    )


def rounded(value: float | None, digits: int) -> Decimal | None:
    """A float as a cell holds it, a half rounded up as charts say it too; None stays."""
    if value is None:
        return None
    found = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return Decimal(str(float(found)))


def _group(locale: Locale, group: Segment | None) -> str | None:
    return None if group is None else locale.say(SEGMENT_WORDS[group])


def _yes(locale: Locale, said: bool | None) -> str | None:
    return None if said is None else locale.say(msg("Yes") if said else msg("No"))


def _noted(draft: CostDraft | MarketDraft) -> Message:
    return COST_WORDS[draft.kind] if isinstance(draft, CostDraft) else msg("Local market")


def _nearby(draft: CostDraft | MarketDraft) -> bool:
    return draft.local if isinstance(draft, CostDraft) else True


def _note(draft: CostDraft | MarketDraft) -> str:
    return draft.what if isinstance(draft, CostDraft) else draft.source


def _said(draft: CostDraft | MarketDraft) -> dt.date | None:
    return None if isinstance(draft, CostDraft) else draft.said_on
