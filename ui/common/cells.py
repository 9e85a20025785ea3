"""A typed value becomes the text of a table cell, here and nowhere else, by the column's kind and the UI's locale."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import Qt

from partnercrm.columns.column import Cell, ColumnKind
from partnercrm.domain.words import Message
from ui.words import locale, money, number, say, tr

_RIGHT = (ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.COUNT, ColumnKind.SHARE)


def cell_text(kind: ColumnKind, value: Cell) -> str:
    """The text of a value; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, str):
        return value
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, dt.datetime):
        return locale().moment(value)
    if isinstance(value, dt.date):
        return locale().date(value)
    if kind is ColumnKind.MONEY:
        return money(int(value))
    if kind is ColumnKind.SHARE:
        return f"{number((Decimal(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))}\N{NO-BREAK SPACE}%"
    return number(value)


def aligns_right(kind: ColumnKind) -> bool:
    """Whether values of this kind stand at the right, under a header at the right."""
    return kind in _RIGHT


def alignment(kind: ColumnKind) -> Qt.AlignmentFlag:
    """How values and header of this kind are aligned."""
    side = Qt.AlignmentFlag.AlignRight if aligns_right(kind) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
