"""How the directory paints its columns, and what its cells say to who points at them or listens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView

from partnercrm.columns.column import Column
from partnercrm.columns.party import COLUMNS
from partnercrm.domain.party_rows import PartyRow
from ui import theme
from ui.common import party_words as words
from ui.common.delegates import (
    BadgeDelegate,
    BarsDelegate,
    DueDelegate,
    NameDelegate,
    RowDelegate,
    SparkDelegate,
    WordsDelegate,
)
from ui.common.paged_table_model import PagedTableModel
from ui.common.painting import draw_text
from ui.words import locale, tr

Index = QModelIndex | QPersistentModelIndex
Today = Callable[[], dt.date]


_WIDTHS = {
    "roles": 16,
    "last_contact": 13,
    "next_due": 11,
    "to_pay": 18,
    "favours": 14,
    "months": 9,
    "reciprocity": 8,
}


def columns() -> list[Column[PartyRow]]:
    """The columns of the directory as wide as what is painted into them."""
    return [replace(each, width=_WIDTHS.get(each.key, each.width)) for each in COLUMNS]


class DirectoryModel(PagedTableModel):
    """A paged model whose tool tips and spoken cells say in words what is painted."""

    today: Today = staticmethod(dt.date.today)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return super().data(index, role)
        row = self.row_at(index.row())
        said = _SAID.get(self.columns[index.column()].key)
        if row is None or said is None:
            return super().data(index, role)
        text = said(row, self.today())
        title = self.headerData(index.column(), Qt.Orientation.Horizontal)
        return f"{title}: {text}" if role == Qt.ItemDataRole.AccessibleTextRole else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What is painted as words or pictures stands at the left, and its title above it."""
        aligned = role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal
        if aligned and self.columns[section].key in _SAID:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)


class RelativeDelegate(RowDelegate):
    """A past day in words: `Today`, `3 weeks ago`; a dash where there is none."""

    def __init__(self, view: QTableView, day: Callable[[Any], dt.date | None], today: Today) -> None:
        super().__init__(view)
        self._day, self._today = day, today

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        day = self._day(row)
        text = words.DASH if day is None else locale().relative_day(day, self._today())
        draw_text(painter, box, text, "text3" if day is None else "text2")


class PhraseDelegate(RowDelegate):
    """A short phrase in grey that goes on in a second line."""

    def __init__(self, view: QTableView, said: Callable[[Any], str]) -> None:
        super().__init__(view)
        self._said = said

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        said = self._said(row)
        if theme.metrics().horizontalAdvance(said) <= box.width():
            draw_text(painter, box, said, "text3" if said == words.DASH else "text2")
            return
        first, rest = _broken(said, box.width())
        height = theme.px(17)
        upper = QRectF(box.left(), box.center().y() - height, box.width(), height)
        draw_text(painter, upper, first, "text2", size="small")
        draw_text(painter, upper.translated(0, height), rest, "text2", size="small", tabular=True)


class StrengthDelegate(BarsDelegate):
    """Reciprocity as boxes; blank where the two keep no score."""

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        if not words.keeps_no_score(row.mode):
            super().cell(painter, box, index, row)


def delegates(view: QTableView, today: Today) -> dict[str, RowDelegate]:
    """Who paints which column, by column key."""
    return {
        "name": NameDelegate(view, lambda row: row.name, words.second_line),
        "roles": BadgeDelegate(view, lambda row: words.role_badges(row.roles)),
        "last_contact": RelativeDelegate(view, lambda row: row.last_contact, today),
        "next_due": DueDelegate(view, lambda row: row.next_step.due if row.next_step else None, today),
        "to_pay": WordsDelegate(view, lambda row: words.to_pay_lines(row, today())),
        "favours": PhraseDelegate(view, words.favours_in_short),
        "months": SparkDelegate(view, lambda row: row.months),
        "reciprocity": StrengthDelegate(view, lambda row: words.bars(row.reciprocity)),
    }


def _broken(said: str, width: float) -> tuple[str, str]:
    """As many words as fit into a line, and the rest."""
    parts = said.split(" ")
    metrics = theme.metrics("small")
    fitting = [at for at in range(1, len(parts)) if metrics.horizontalAdvance(" ".join(parts[:at])) <= width]
    at = fitting[-1] if fitting else 1
    return " ".join(parts[:at]), " ".join(parts[at:])


def _name(row: PartyRow, _today: dt.date) -> str:
    return ", ".join(filter(None, (row.name, words.second_line(row))))


def _last_contact(row: PartyRow, today: dt.date) -> str:
    if row.last_contact is None:
        return tr("never")
    return f"{locale().relative_day(row.last_contact, today)}, {locale().date(row.last_contact)}"


def _next_step(row: PartyRow, today: dt.date) -> str:
    if row.next_step is None:
        return tr("nothing planned")
    what = row.next_step.title or tr("keep in touch")
    return f"{what}, {locale().date(row.next_step.due)} ({locale().relative_day(row.next_step.due, today)})"


def _months(row: PartyRow, _today: dt.date) -> str:
    return tr("{count} talks and entries in twelve months", count=sum(row.months))


_SAID: dict[str, Callable[[PartyRow, dt.date], str]] = {
    "name": _name,
    "roles": lambda row, _today: words.role_words(row.roles),
    "last_contact": _last_contact,
    "next_due": _next_step,
    "to_pay": words.to_pay_said,
    "favours": lambda row, _today: words.favours_said(row),
    "months": _months,
    "reciprocity": lambda row, _today: words.mutual_said(row),
}
