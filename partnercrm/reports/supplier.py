"""The workbook *Suppliers*: on time and complete, quality, prices, spend, and who would hurt us if they closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from partnercrm.columns import supplier as columns
from partnercrm.columns.supplier import LineRow, MonthRow
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.record import dataclass
from partnercrm.domain.supplier_rows import Suppliers
from partnercrm.domain.supply_rows import DeliveryRow
from partnercrm.domain.words import msg
from partnercrm.reports import figures
from partnercrm.reports.checks import Check
from partnercrm.reports.figures import Made
from partnercrm.reports.sheets import DataSheet, Figure, WordsSheet
from partnercrm.reports.workbook import Workbook
from partnercrm.services import supplier_report
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store
from partnercrm.services.supplier_report import Report

TITLE = msg("Suppliers")
ANTITRUST = msg(
    "HHI is the sum of the squared shares, to 10,000. Its usual lines (1,500 and 2,500, or 1,000 and 1,800) are drawn "
    "for markets; as if so many equal suppliers is 10,000 / HHI and says more about one shop."
)
ESTIMATES = msg("How long we last and how long a new supplier takes are estimates, theirs and ours. Ours counts too.")


@dataclass(slots=True)
class _Sheets:
    """The data sheets, for charts and checks."""

    figures: DataSheet
    suppliers: DataSheet
    months: DataSheet
    due: DataSheet
    lines: DataSheet
    spent: DataSheet
    items: DataSheet


def write(
    store: Store,
    ctx: Context,
    path: Path,
    span: Span | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Made:
    """Writes the workbook of a span (default: the last twelve months).

    Raises WorkbookTarget, DiskFull, or Cancelled, which leaves nothing behind. `progress` hears (done, about of).
    """
    wanted = span or Span()
    read = supplier_report.report(store, ctx.today, wanted.from_day, wanted.to_day, told=_hear(cancel))
    told = read.told
    lines = [row for delivery in read.came for row in _lines(delivery)]

    def fill(book: Workbook) -> tuple[_Sheets, list[Check]]:
        sheets = _data_sheets(book, read, lines)
        return sheets, _checks(sheets, told, read.came)

    def front(book: Workbook, summary: WordsSheet, sheets: _Sheets, result: Figure) -> None:
        _front(book, summary, sheets, told, result)

    due, spent = len(read.due), len(read.spent)
    about = figures.Told(
        TITLE, told.first, told.last, len(told.suppliers), max(len(lines), due, spent), len(lines) + due + spent
    )
    return figures.make(store, ctx, path, about, fill, front, progress=progress, cancel=cancel)


def _hear(cancel: Event | None) -> Callable[[int, int], None]:
    """Stops the reading too once it is called off."""

    def hear(_done: int, _of: int) -> None:
        if cancel is not None and cancel.is_set():
            raise Cancelled

    return hear


def _lines(row: DeliveryRow) -> list[LineRow]:
    entry = row.entry.number if row.entry else ""
    return [
        LineRow(
            row.day,
            row.party_name,
            line.item_name,
            line.unit,
            line.received,
            line.accepted,
            line.value,
            line.why_refused,
            row.order_number,
            entry,
        )
        for line in row.lines
    ]


def _data_sheets(book: Workbook, read: Report, lines: list[LineRow]) -> _Sheets:
    told = read.told
    explained = figures.explain(book, told.figures)
    suppliers = book.data(
        TITLE, columns.SUPPLIERS, told.suppliers, table="SuppliersTable", totals=("due", "good", "spend")
    )
    months = book.data(
        msg("By month"),
        columns.MONTHS,
        [MonthRow(row.name, month) for row in told.suppliers for month in row.months],
        table="SupplierMonths",
        totals=("due", "good", "spend"),
        key_columns=2,
    )
    items = book.data(msg("Items"), columns.ITEMS, told.items, table="ItemSupply")
    if told.warnings:
        book.data(msg("Warnings"), columns.WARNINGS, told.warnings, table="SupplyWarnings")
    prices = columns.price_lines(read.offers)
    if prices:
        book.data(msg("Who brings what"), columns.PRICES, prices, table="SupplierPrices", key_columns=2)
    counted = ("on_time", "in_full", "good")
    due = book.data(msg("Was due"), columns.DUE, read.due, table="OrdersDue", totals=counted, key_columns=2)
    came = book.data(msg("Deliveries"), columns.LINES, lines, table="Deliveries", totals=("value",), key_columns=2)
    spent = book.data(msg("Spent"), columns.SPENT, read.spent, table="SpentOn", totals=("value",), key_columns=2)
    return _Sheets(explained, suppliers, months, due, came, spent, items)


def _checks(sheets: _Sheets, told: Suppliers, came: Sequence[DeliveryRow]) -> list[Check]:
    otif, spend = told.figure("otif"), told.figure("spend")
    spent = int(spend.value) if spend.value is not None else 0
    values = [line.value for row in came for line in row.lines if line.value is not None]
    return [
        Check(msg("Suppliers: how many"), len(told.suppliers), sheets.suppliers.count()),
        Check(msg("Due, of all suppliers"), otif.n, sheets.suppliers.sum("due")),
        Check(msg("On time and complete, of all suppliers"), columns.hits(otif), sheets.suppliers.sum("good")),
        Check(msg("Spent, of all suppliers"), spent, sheets.suppliers.sum("spend")),
        Check(msg("Due, month by month"), otif.n, sheets.months.sum("due")),
        Check(msg("Spent, month by month"), spent, sheets.months.sum("spend")),
        Check(msg("Spent, bill by bill"), spent, sheets.spent.sum("value")),
        Check(msg("Was due: how many"), otif.n, sheets.due.count()),
        Check(msg("Was due: on time and complete"), columns.hits(otif), sheets.due.sum("good")),
        Check(msg("Deliveries: lines"), sum(len(row.lines) for row in came), sheets.lines.count()),
        Check(msg("Deliveries: value of what was accepted"), sum(values), sheets.lines.sum("value")),
    ]


def _front(book: Workbook, summary: WordsSheet, sheets: _Sheets, told: Suppliers, result: Figure) -> None:
    summary.text(told.convention)
    for sentence in (ANTITRUST, ESTIMATES):
        summary.text(sentence)
    summary.heading(msg("Figures"))
    figures.tell(summary, sheets.figures, told.figures)
    if told.warnings:
        summary.heading(msg("What may hurt us"))
        for warning in told.warnings:
            summary.text(warning.said)
    figures.all_checks(summary, result)
    book.chart(summary, msg("On time and complete, of what was due"), sheets.suppliers, "name", ["otif"])
    book.chart(summary, msg("Spent by supplier"), sheets.suppliers, "name", ["spend"])
    book.chart(summary, msg("As if so many equal suppliers"), sheets.items, "name", ["effective_suppliers"])
