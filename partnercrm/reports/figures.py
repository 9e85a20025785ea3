"""What workbooks of figures share: front, checks, who made what when, and the sheet that explains every figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import TypeVar

from partnercrm.columns.column import ColumnKind
from partnercrm.columns.figure import FIGURE_COLUMNS
from partnercrm.domain.figure import Figure as Known
from partnercrm.domain.figure import Unit
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure, WordsSheet, quoted
from partnercrm.reports.workbook import About, Workbook
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store

Sheets = TypeVar("Sheets")


@dataclass(frozen=True, slots=True)
class Told:
    """What a workbook tells of: its title, the days, the rows of its main sheet and of its longest; `steps` is how
    many rows are written in all, the longest sheet's unless said."""

    title: Message
    first: dt.date | None
    last: dt.date
    rows: int
    longest: int
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook that was written: where, how many rows its main sheet has, and whether all its checks are OK."""

    path: Path
    rows: int
    good: bool


def make(
    store: Store,
    ctx: Context,
    path: Path,
    told: Told,
    fill: Callable[[Workbook], tuple[Sheets, Sequence[Check]]],
    front: Callable[[Workbook, WordsSheet, Sheets, Figure], None],
    *,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Made:
    """A workbook of figures: its front, the sheets that `fill` adds, their checks, and who made it when.

    `front` says what stands below title, period and currency; it is handed what all checks came to. Raises
    WorkbookTarget, DiskFull, or Cancelled, which leaves nothing behind. `progress` hears (done, about of).
    """
    facts, about = stores.facts(store), _about(store, ctx, told)
    with Workbook(
        path,
        about,
        ctx.locale,
        facts.currency,
        longest=told.longest,
        progress=(lambda done: progress(done, told.steps or told.longest)) if progress else None,
        cancel=cancel,
    ) as book:
        summary = book.words(msg("Summary"))
        sheets, checks = fill(book)
        result = book.checks(checks)
        summary.title(told.title)
        summary.text(facts.name)
        summary.line(msg("Period"), about.period)
        summary.line(msg("Amounts"), msg("in {code}, tax included", code=facts.currency.code))
        front(book, summary, sheets, result)
        book.about()
    return Made(path, told.rows, all(check.good for check in checks))


def _about(store: Store, ctx: Context, told: Told) -> About:
    user = next((user.name for user in stores.users(store) if user.id == ctx.actor), "")
    span = msg("Until {last}", last=told.last)
    if told.first:
        span = msg("{first} to {last}", first=told.first, last=told.last)
    return About(told.title, stores.facts(store).name, span, user, ctx.now, (), version("partnercrm"))


def all_checks(summary: WordsSheet, result: Figure) -> None:
    """The part of the front that says whether all checks are OK."""
    summary.heading(msg("Checks"))
    summary.line(msg("All checks"), result)


def explain(book: Workbook, figures: Sequence[Known]) -> DataSheet:
    """The sheet *Figures*: every figure with what it counted, its convention, its formula, or what is missing."""
    return book.data(msg("Figures"), FIGURE_COLUMNS, figures, table="Figures", pages_wide=2)


def tell(summary: WordsSheet, sheet: DataSheet, figures: Sequence[Known]) -> None:
    """The figures on the front, each looked up on the sheet that explains it; what is not known says why."""
    for place, figure in enumerate(figures):
        if figure.missing is not None:
            summary.line(figure.title, figure.missing)
            continue
        key = _COLUMN[figure.unit]
        cell = f"{quoted(sheet.name)}!${sheet.letters[key]}${sheet.first + place}"
        value = next(column for column in FIGURE_COLUMNS if column.key == key).value(figure)
        kind = ColumnKind.COUNT if figure.unit is Unit.COUNT else sheet.kinds[key]
        summary.line(figure.title, Figure(value, kind, cell))


_COLUMN: dict[Unit, str] = {
    Unit.MONEY: "amount",
    Unit.SHARE: "share",
    Unit.COUNT: "number",
    Unit.DAYS: "number",
    Unit.SCORE: "number",
    Unit.NUMBER: "number",
}
