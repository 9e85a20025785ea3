"""The parts of the view *Customers*: what each reads on the worker, and the list that shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from partnercrm.columns import customer as columns
from partnercrm.columns.column import Column, ColumnKind
from partnercrm.columns.customer import GroupRow, NotedRow, PairLine, SavedRow, SilentRow, WeekRow
from partnercrm.domain.acquisition import CostDraft, MarketDraft
from partnercrm.domain.busy import Hour
from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from partnercrm.domain.rfm import Cell, Segment
from partnercrm.domain.segment import SegmentRule
from partnercrm.domain.words import Message, msg
from partnercrm.services import acquisition, clv, customer_figures, sale_figures, segment
from partnercrm.services.clv import CustomerValue
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store
from ui.effectiveness import customer_charts
from ui.effectiveness.customer_charts import Chart
from ui.effectiveness.parts_view import LINES, FigureLine
from ui.tasks import FileWork
from ui.words import date, locale, say, tr

YEAR, MONTH = dt.timedelta(365), dt.timedelta(29)
GROUPS, SILENT, SEGMENTS, WEEK, HOURS, FIGURES = "groups", "silent", "segments", "week", "hours", "figures"
WORTH, PAIRS, COHORTS, WINNING = "worth", "pairs", "cohorts", "winning"
TOLD = (Segment.CHAMPION, Segment.AT_RISK, Segment.MUST_KEEP)
"""The groups that stand above the grid, where each explains how it is made."""
COHORT_MONTHS = 6
"""How many later months a cohort shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a part shows: its rows, the figure that says why there are none, how it is counted, the figures above it,
    what its chart shows, and `of`, what was read."""

    rows: Sequence[Any]
    missing: Figure | None = None
    rule: str = ""
    figures: Sequence[Figure] = ()
    chart: Chart | None = None
    of: Any = None


@dataclass(frozen=True, slots=True)
class Days:
    """Which days a part looks at: up to `today`, narrowed to those that were picked, None where they have no bound."""

    today: dt.date
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def picked(self) -> bool:
        """Whether somebody narrowed them."""
        return self.first is not None or self.last is not None

    @property
    def until(self) -> dt.date:
        """The last day, none to come."""
        return self.today if self.last is None else min(self.last, self.today)

    def ever(self) -> Window:
        """All time unless days were picked."""
        return Window(self.first, self.until)

    def year(self) -> Window:
        """The last twelve months unless days were picked."""
        return Window(self.until - YEAR if self.first is None else self.first, self.until)

    def said(self, rule: str, usual: str = "") -> str:
        """How it is counted, with the days that it is of."""
        if not self.picked:
            return f"{usual} {rule}".strip()
        if self.first is None:
            return tr("Until {last}. {rule}", last=date(self.until), rule=rule)
        return tr("{first} to {last}. {rule}", first=date(self.first), last=date(self.until), rule=rule)


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell of the grid of groups in the list of them."""

    id: int
    row: Cell


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A saved segment as the list shows it, with its conditions, the people in it, and their number."""

    id: int
    row: SavedRow
    rule: SegmentRule
    people: Sequence[int]
    figure: Figure


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with the people in it."""

    id: int
    row: GroupRow
    people: Sequence[int]


FIGURE_LINES = tuple(column for column in LINES if column.key != "of")


WORTH_COLUMNS: tuple[Column[CustomerValue], ...] = (
    Column("name", msg("Customer"), ColumnKind.TEXT, lambda row: row.name, width=28),
    Column("value", msg("Worth in 12 months"), ColumnKind.MONEY, lambda row: row.value, width=19),
    Column("alive", msg("Probably still with us"), ColumnKind.TEXT, lambda row: alive(row.p_alive), width=20),
    Column(
        "expected", msg("Purchases to come"), ColumnKind.NUMBER, lambda row: columns.rounded(row.expected, 1), width=18
    ),
    Column("spend", msg("What one comes to"), ColumnKind.MONEY, lambda row: row.spend, width=18),
    Column("repeats", msg("Came again"), ColumnKind.COUNT, lambda row: row.repeats, width=12),
)


def alive(chance: float | None) -> str:
    """A chance in words, `7 of 10`; of whoever came once nothing can be told."""
    if chance is None:
        return tr("came once: too early")
    of_ten = int(chance * 10 + 0.5)
    return tr("{count} of 10", count=of_ten) if of_ten else tr("less than 1 of 10")


def figures(store: Store, days: Days, work: FileWork) -> Part:
    """Every figure of customers, of the last year where a span is needed, new ones of the last 30 days."""
    window, today, year = days.ever(), days.today, days.year()
    lately = window if days.picked else Window(today - MONTH, today)
    new = [each for each in customer_figures.figures(store, lately) if each.key == "new_customers"]
    found = (
        *(each for each in customer_figures.figures(store, window) if each.key != "new_customers"),
        *new,
        *acquisition.figures(store, year.first or year.last, year.last),
        sale_figures.pairs(store, year).figure,
        sale_figures.busy_times(store, year).figure,
        *clv.worth(store, today, progress=work.report, cancel=work.cancel).figures,
    )
    return Part([FigureLine(place, figure) for place, figure in enumerate(found, 1)], rule=days.said(""))


def worth(store: Store, days: Days, work: FileWork) -> Part:
    """What each customer will bring in twelve months; before enough of them came again, what is missing."""
    found = clv.worth(store, days.today, progress=work.report, cancel=work.cancel)
    missing = None if found.customers else found.figures[0]
    shown = () if missing else found.figures
    once = tr("Whether somebody who came once will come again cannot be told from one visit.")
    return Part(found.customers, missing, f"{say(found.figures[0].convention)} {once}", shown)


def groups(store: Store, days: Days) -> Part:
    """The groups by recency and frequency."""
    found = customer_figures.groups(store, days.ever())
    if found.rfm is None:
        return Part((), found.figures[0])
    spent = {row.party: row.amount for row in found.rfm.buyers}
    lines = []
    for group, people in found.rfm.members().items():
        row = GroupRow(group, len(people), sum(spent[party] for party in people))
        lines.append(GroupLine(row.id, row, people))
    rule = days.said(say(customer_figures.GROUPED))
    told = {figure.key: figure for figure in found.figures}
    figures = [told[f"group_{group.value}"] for group in TOLD]
    return Part(lines, None, rule, figures, customer_charts.groups(found.rfm), found)


def cell_lines(part: Part) -> list[CellLine]:
    """The cells of the grid as rows."""
    if part.of is None:
        return []
    return [CellLine(at, cell) for at, cell in enumerate(part.of.rfm.grid(), 1)]


def silent(store: Store, days: Days) -> Part:
    """Who is silent for longer than is usual for them, the most overdue first."""
    found = customer_figures.silence(store, days.today)
    if not found.rows:
        return Part((), next((each for each in found.figures if not each.known), None))
    names = customer_figures.names(store, [row.party for row in found.rows])
    rows = [SilentRow(row.party, names[row.party][0], row.gap, row.silent) for row in found.rows]
    return Part(rows, None, say(found.figures[1].convention), found.figures[1:])


def segments(store: Store, days: Days) -> Part:
    """The saved segments with their counts of today."""
    lines = []
    for row in segment.listed(store, days.today):
        count = None if row.figure.value is None else int(row.figure.value)
        shown = SavedRow(row.name, row.words, count, row.id)
        lines.append(SegmentLine(row.id, shown, row.rule, row.figure.records.get("party", ()), row.figure))
    return Part(lines, None, tr("Counted anew each time. Enter opens the people, to call, write to or print."))


def week(store: Store, days: Days) -> Part:
    """What the next seven days will want."""
    found = sale_figures.forecasts(store, days.today)
    known = [each for each in found if each.order is not None]
    rows = [
        WeekRow(
            each.name,
            each.unit,
            each.order or 0,
            [quantity for _day, quantity in each.found.days],
            each.found.trial.error,
            each.found.season,
            each.item,
        )
        for each in known
    ]
    missing = found[0].figure if found else sale_figures.no_forecast()
    if not rows:
        return Part((), missing)
    off = tr("Off by: how far the same rule was from what was sold in the last weeks, day by day.")
    rule = f"{say(sale_figures.FORECAST)} {off}"
    return Part(rows, None, rule, (), customer_charts.week(known), {each.item: each for each in known})


def hours(store: Store, days: Days) -> Part:
    """Busy hours of the last year."""
    found = sale_figures.busy_times(store, days.year())
    rows = sorted(found.busy.hours, key=lambda row: -row.usual)
    if not rows:
        return Part((), found.figure)
    return Part(rows, None, _of_year(sale_figures.BUSY, days), (found.figure,), customer_charts.hours(found.busy))


def pairs(store: Store, days: Days) -> Part:
    """What was bought together in the last year."""
    found = sale_figures.pairs(store, days.year())
    rows = [
        PairLine(row.first, row.second, row.pair.together, row.pair.of_first, row.pair.of_second, row.pair.lift, place)
        for place, row in enumerate(found.rows, 1)
    ]
    if not rows:
        return Part((), found.figure)
    return Part(rows, None, _of_year(sale_figures.PAIRS, days), (found.figure,), None, dict(enumerate(found.rows, 1)))


def cohorts(store: Store, days: Days) -> Part:
    """Customers by the month of their first purchase, the latest first."""
    found, figures = customer_figures.first_months(store, days.ever())
    rows = list(reversed(found))
    if not rows:
        return Part((), figures[0])
    rule = tr("Customers by the month of their first purchase, and the share of them that bought in each month after.")
    return Part(rows, None, days.said(rule), figures, customer_charts.cohorts(rows), days.ever())


def winning(store: Store, days: Days) -> Part:
    """What winning customers costs, the local market, and what was noted for both in the last year."""
    window, ever = days.year(), Window(None, days.today)
    figures = acquisition.figures(store, window.first or window.last, window.last)
    drafts: list[tuple[UUID, CostDraft | MarketDraft]] = list(acquisition.costs(store, ever))
    drafts += acquisition.estimates(store, ever)
    drafts.sort(key=lambda each: each[1].from_day, reverse=True)
    rows = [NotedRow(at, name, draft) for at, (name, draft) in enumerate(drafts, 1)]
    rule = tr("Vouchers used here and rewards for referrals are known without a note.")
    return Part(rows, None, days.said(rule, tr("Of the last 12 months.")), figures)


def _of_year(rule: Message, days: Days) -> str:
    return days.said(say(rule), tr("Of the last 12 months."))


def hour_id(row: Hour) -> int:
    """An hour of the week by its place, from 1."""
    return row.weekday * 24 + row.hour + 1


def saved_columns() -> tuple[Column[SegmentLine], ...]:
    """The columns of saved segments."""
    return tuple(_of_row(column) for column in columns.saved(locale()))


def group_columns() -> tuple[Column[GroupLine], ...]:
    """The columns of groups."""
    return tuple(_of_row(column) for column in columns.groups(locale()))


def week_columns(today: dt.date) -> tuple[Column[WeekRow], ...]:
    """The columns of next week."""
    heads = [customer_charts.day_head(today + dt.timedelta(n)) for n in range(1, 8)]
    found = columns.week([msg("{day}", day=head) for head in heads])
    return tuple(replace(each, width=7) if each.key.startswith("day_") else each for each in found)


def cell_columns() -> tuple[Column[CellLine], ...]:
    """The columns of the grid of groups as a list."""
    return tuple(_of_row(column) for column in columns.cells(locale()))


def noted_columns() -> tuple[Column[NotedRow], ...]:
    """The columns of what was noted of winning customers."""
    return columns.noted(locale())


def cohort_columns() -> tuple[Column[Any], ...]:
    """The columns of first months."""
    first, *others = columns.cohorts(COHORT_MONTHS)
    return (replace(first, value=lambda row: customer_charts.month_name(row.month)), *others)


def hour_columns() -> tuple[Column[Hour], ...]:
    """The columns of busy hours."""
    return columns.hours(locale())


def _of_row(column: Column[Any]) -> Column[Any]:
    """The same column of a line that holds the row."""
    read = column.value
    return Column(
        column.key, column.title, column.kind, lambda line: read(line.row), column.sort, column.width, column.hidden
    )


_FOUND_NOTHING = {
    "busy": msg("No sale says at what time it was. Bring in the till's file with a column for the time."),
    "pairs": msg("No two items were bought together more often than by chance."),
}
READERS: dict[str, Callable[[Store, Days], Part]] = {
    GROUPS: groups,
    SILENT: silent,
    SEGMENTS: segments,
    WEEK: week,
    HOURS: hours,
    PAIRS: pairs,
    COHORTS: cohorts,
    WINNING: winning,
}
FITTED: dict[str, Callable[[Store, Days, FileWork], Part]] = {FIGURES: figures, WORTH: worth}
"""Parts that fit a model, step by step."""


SPANNED = frozenset({GROUPS, COHORTS, PAIRS, HOURS, WINNING, FIGURES})
"""Parts that look at days which may be picked; the others are as of today."""


def read(key: str, store: Store, days: Days, work: FileWork) -> Part:
    """A part by its key. Raises Cancelled once it is called off."""
    if key in FITTED:
        return FITTED[key](store, days, work)
    work.check()
    found = READERS[key](store, days)
    work.check()
    return found


def why_nothing(part: Part) -> str:
    """What is missing where a part has no rows, or that nothing was found though all of it is known."""
    figure = part.missing
    if figure is None:
        return ""
    found = figure.missing or _FOUND_NOTHING.get(figure.key)
    return say(found) if found is not None else ""
