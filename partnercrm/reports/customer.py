"""The workbook *Customers*: who buys how (RFM), who comes again, what they will bring (CLV), what next week wants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from partnercrm.columns import customer as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.columns.customer import PairLine, SavedRow, WeekRow
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass
from partnercrm.domain.rfm import SEGMENT_WORDS
from partnercrm.domain.words import msg
from partnercrm.reports import figures
from partnercrm.reports.checks import Check
from partnercrm.reports.figures import Made
from partnercrm.reports.sheets import DataSheet, Figure, WordsSheet
from partnercrm.reports.workbook import Workbook
from partnercrm.services import customer_report
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import Window
from partnercrm.services.customer_report import CustomerReport
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store

TITLE = msg("Customers")
RULE = msg(
    "Everything rests on sales that say who bought; how much of the revenue that is stands beside each figure. A "
    "figure with too few data says so and is never shown as 0."
)
ESTIMATE = msg(
    "What customers will bring is an estimate from how often and how lately they came. It is posted nowhere."
)
_MONTHS = 12


@dataclass(slots=True)
class _Sheets:
    """The data sheets, for charts and checks; None where there is nothing to show."""

    figures: DataSheet
    customers: DataSheet
    groups: DataSheet | None
    cohorts: DataSheet
    hours: DataSheet | None
    week: DataSheet | None


def write(
    store: Store,
    ctx: Context,
    path: Path,
    span: Span | None = None,
    *,
    margin: float | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Made:
    """Writes the workbook of a span, as of its last day. `margin` is the share of a purchase that is left, 0 to 1.

    Raises WorkbookTarget, DiskFull, or Cancelled, which leaves nothing behind. `progress` hears (done, about of).
    """
    wanted = span or Span()
    window = Window(wanted.from_day, wanted.to_day or ctx.today)
    told = customer_report.read(store, window, margin=margin, progress=progress, cancel=cancel)

    def fill(book: Workbook) -> tuple[_Sheets, list[Check]]:
        sheets = _data_sheets(book, told, ctx.locale)
        return sheets, _checks(sheets, told, ctx.locale)

    def front(book: Workbook, summary: WordsSheet, sheets: _Sheets, result: Figure) -> None:
        _front(book, summary, sheets, told, result)

    count = len(told.customers)
    return figures.make(
        store, ctx, path, figures.Told(TITLE, window.first, window.last, count, count), fill, front, cancel=cancel
    )


def _data_sheets(book: Workbook, told: CustomerReport, locale: Locale) -> _Sheets:
    explained = figures.explain(book, told.figures)
    totals = ("purchases", "amount", "value") if told.worth.customers else ("purchases", "amount")
    people = book.data(
        TITLE, columns.customers(locale), told.customers, table="CustomersTable", totals=totals, pages_wide=2
    )
    groups = None
    if told.groups:
        groups = book.data(
            msg("Groups"), columns.groups(locale), told.groups, table="CustomerGroups", totals=("customers", "amount")
        )
        book.data(msg("Grid"), columns.cells(locale), told.cells, table="CustomerGrid", totals=("customers", "amount"))
    longest = min(_MONTHS, max((len(row.active) for row in told.cohorts), default=0))
    cohorts = book.data(
        msg("First months"), columns.cohorts(longest), told.cohorts, table="Cohorts", totals=("size", "again")
    )
    saved = [
        SavedRow(row.name, row.words, None if row.figure.value is None else int(row.figure.value))
        for row in told.segments
    ]
    if saved:
        book.data(msg("Segments"), columns.saved(locale), saved, table="Segments")
    return _Sheets(explained, people, groups, cohorts, *_sale_sheets(book, told, locale))


def _sale_sheets(book: Workbook, told: CustomerReport, locale: Locale) -> tuple[DataSheet | None, DataSheet | None]:
    """Pairs, busy hours and next week, as far as sales say items and times."""
    if told.pairs.rows:
        lines = [
            PairLine(row.first, row.second, row.pair.together, row.pair.of_first, row.pair.of_second, row.pair.lift)
            for row in told.pairs.rows
        ]
        book.data(msg("Bought together"), columns.PAIRS, lines, table="BoughtTogether")
    hours, week = None, None
    if told.busy.busy.hours:
        hours = book.data(
            msg("Busy hours"),
            columns.hours(locale),
            told.busy.busy.hours,
            table="BusyHours",
            totals=("sales", "revenue"),
            key_columns=2,
        )
    known = [each for each in told.week if each.order is not None]
    if known:
        days = [msg("{day}", day=day) for day, _quantity in known[0].found.days]
        rows = [
            WeekRow(
                each.name,
                each.unit,
                each.order or 0,
                [quantity for _day, quantity in each.found.days],
                each.found.trial.error,
                each.found.season,
            )
            for each in known
        ]
        week = book.data(msg("Next week"), columns.week(days), rows, table="NextWeek")
    return hours, week


def _checks(sheets: _Sheets, told: CustomerReport, locale: Locale) -> list[Check]:
    people, sums = sheets.customers, told.totals
    found = [
        Check(msg("Customers: how many"), sums.customers, people.count()),
        Check(msg("Customers: purchases"), sums.purchases, people.sum("purchases")),
        Check(msg("Customers: what they bought for"), sums.revenue, people.sum("amount")),
        *_cohort_checks(sheets, told),
    ]
    if sheets.hours is not None:
        found.append(
            Check(msg("Busy hours: sales that say their time"), told.busy.busy.timed, sheets.hours.sum("sales"))
        )
    value = next(each for each in told.worth.figures if each.key == "customer_value")
    if value.value is not None:
        found.append(Check(msg("Value of all customers in twelve months"), int(value.value), people.sum("value")))
    for row in told.groups if sheets.groups else ():
        name = locale.say(SEGMENT_WORDS[row.group])
        formula = f'COUNTIF({people.range("group")},"{name}")'
        counted = Figure(sum(each.group is row.group for each in told.customers), ColumnKind.COUNT, formula)
        found.append(Check(msg("Group: {name}", name=name), row.customers, counted))
    return found


def _cohort_checks(sheets: _Sheets, told: CustomerReport) -> list[Check]:
    """The first months hold every customer once; with a first day only those who are new in the window."""
    first = told.window.first
    begun = None if first is None else first.replace(day=1)
    new = sum(begun is None or row.first >= begun for row in told.customers)
    return [] if begun is not None else [Check(msg("First months: customers"), new, sheets.cohorts.sum("size"))]


def _front(book: Workbook, summary: WordsSheet, sheets: _Sheets, told: CustomerReport, result: Figure) -> None:
    for sentence in (RULE, ESTIMATE):
        summary.text(sentence)
    summary.heading(msg("Figures"))
    figures.tell(summary, sheets.figures, told.figures)
    figures.all_checks(summary, result)
    if sheets.groups is not None:
        book.chart(summary, msg("Customers by group"), sheets.groups, "group", ["customers"])
    book.chart(
        summary, msg("Customers by the month of their first purchase"), sheets.cohorts, "month", ["size", "again"]
    )
    if sheets.week is not None:
        book.chart(summary, msg("What next week will want"), sheets.week, "name", ["order"])
