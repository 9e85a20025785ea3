"""What workbooks of figures share: who made what when, and the sheet that explains every figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from partnercrm.columns.column import ColumnKind
from partnercrm.columns.figure import FIGURE_COLUMNS
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.reports import sheets
from partnercrm.reports.sheets import DataSheet, WordsSheet
from partnercrm.reports.workbook import About, Workbook
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook that was written: where, how many rows its main sheet has, and whether all its checks are OK."""

    path: Path
    rows: int
    good: bool


def about(store: Store, ctx: Context, title: Message, first: dt.date | None, last: dt.date) -> About:
    """What the workbook is: its title, the shop, the days that it tells of, and who made it."""
    user = next((user.name for user in stores.users(store) if user.id == ctx.actor), "")
    span = msg("{first} to {last}", first=first, last=last) if first else msg("Until {last}", last=last)
    return About(title, stores.facts(store).name, span, user, ctx.now, (), version("partnercrm"))


def explain(book: Workbook, figures: Sequence[Figure]) -> DataSheet:
    """The sheet *Figures*: every figure with what it counted, its convention, its formula, or what is missing."""
    return book.data(msg("Figures"), FIGURE_COLUMNS, figures, table="Figures", pages_wide=2)


def tell(summary: WordsSheet, sheet: DataSheet, figures: Sequence[Figure]) -> None:
    """The figures on the front, each looked up on the sheet that explains it; what is not known says why."""
    for place, figure in enumerate(figures):
        if figure.missing is not None:
            summary.line(figure.title, figure.missing)
            continue
        key = _COLUMN[figure.unit]
        cell = f"{sheets.quoted(sheet.name)}!${sheet.letters[key]}${sheet.first + place}"
        value = next(column for column in FIGURE_COLUMNS if column.key == key).value(figure)
        kind = ColumnKind.COUNT if figure.unit is Unit.COUNT else sheet.kinds[key]
        summary.line(figure.title, sheets.Figure(value, kind, cell))


_COLUMN: dict[Unit, str] = {
    Unit.MONEY: "amount",
    Unit.SHARE: "share",
    Unit.COUNT: "number",
    Unit.DAYS: "number",
    Unit.SCORE: "number",
    Unit.NUMBER: "number",
}
