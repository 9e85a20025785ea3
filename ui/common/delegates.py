"""Who paints the cells of a table. Each takes functions that read what it paints off a row, so any subject can use it.

To add a kind of cell, write a subclass of `RowDelegate` and paint in `cell`; fonts and colours come cached from the
theme. A row that is still on its way (None) is painted empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from partnercrm.columns.column import ColumnKind
from ui import theme
from ui.common.cells import aligns_right
from ui.common.paged_table_model import ROW
from ui.common.painting import (
    BadgeSpec,
    badge_width,
    draw_avatar,
    draw_badge,
    draw_bars,
    draw_ring,
    draw_spark,
    draw_text,
    fitting_badge,
)
from ui.theme import Weight
from ui.words import locale, trn

Index: TypeAlias = QModelIndex | QPersistentModelIndex
PADDING = 10


class RowDelegate(QStyledItemDelegate):
    """Paints the row's ground, hairline, hover and focus ring; a subclass paints the cell."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        """Paint one cell inside `box`; `row` is never None."""
        draw_text(painter, box, str(index.data() or ""))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, box, index, selected)
        row = index.data(ROW)
        if row is not None:
            self.cell(painter, QRectF(box).adjusted(PADDING, 0, -PADDING, -1), index, row)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            draw_ring(painter, QRectF(box).adjusted(1, 1, -1, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._view.verticalHeader().defaultSectionSize())

    def _paint_ground(self, painter: QPainter, box: QRect, index: Index, selected: bool) -> None:
        tokens = theme.current()
        hovered = getattr(self._view, "hover_row", -1) == index.row()
        ground = tokens.selected if selected else tokens.hover if hovered else tokens.surface
        painter.fillRect(box, theme.color(ground))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.color(tokens.border))
        if selected and box.left() <= 0:
            painter.fillRect(box.left(), box.top(), 3, box.height(), theme.color(tokens.accent_fill))


class TextDelegate(RowDelegate):
    """Text by the column's kind: numbers, amounts and dates tabular, numbers at the right."""

    def __init__(
        self,
        view: QTableView,
        kind: ColumnKind = ColumnKind.TEXT,
        tone: Callable[[Any], str] | str = "text",
        weight: Weight = Weight.Normal,
    ) -> None:
        super().__init__(view)
        self._tone, self._weight = tone, weight
        self._right = aligns_right(kind)
        self._tabular = self._right or kind in (ColumnKind.DATE, ColumnKind.MOMENT)

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        tone = self._tone if isinstance(self._tone, str) else self._tone(row)
        text = str(index.data() or "")
        draw_text(painter, box, text, tone, weight=self._weight, right=self._right, tabular=self._tabular)


class MutedDelegate(TextDelegate):
    """Text that steps back."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view, tone="text2")


class MoneyDelegate(TextDelegate):
    """An amount at the right; `tone` may name a token by the row (red only for late bills)."""

    def __init__(self, view: QTableView, tone: Callable[[Any], str] | str = "text", *, strong: bool = False) -> None:
        super().__init__(view, ColumnKind.MONEY, tone, Weight.DemiBold if strong else Weight.Normal)


class NameDelegate(RowDelegate):
    """An avatar, the name, and a second line below it."""

    def __init__(self, view: QTableView, name: Callable[[Any], str], second: Callable[[Any], str]) -> None:
        super().__init__(view)
        self._name, self._second = name, second

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        name, second = self._name(row), self._second(row)
        draw_avatar(painter, QRectF(box.left() + 2, box.center().y() - 14, 28, 28), name)
        text = box.adjusted(40, 0, 0, 0)
        if not second:
            draw_text(painter, text, name, weight=Weight.DemiBold)
            return
        middle = text.center().y()
        upper = QRectF(text.left(), middle - theme.px(18), text.width(), theme.px(18))
        lower = QRectF(text.left(), middle, text.width(), theme.px(16))
        draw_text(painter, upper, name, weight=Weight.DemiBold)
        draw_text(painter, lower, second, "text3", size="small")


class BadgeDelegate(RowDelegate):
    """Badges side by side; those that do not fit become "+2"."""

    def __init__(self, view: QTableView, badges: Callable[[Any], Sequence[BadgeSpec]]) -> None:
        super().__init__(view)
        self._badges = badges

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        left = box.left()
        badges = self._badges(row)
        for at, badge in enumerate(badges):
            rest = BadgeSpec(f"+{len(badges) - at}")
            room = box.right() - left - (badge_width(rest) + 4 if at + 1 < len(badges) else 0)
            if badge_width(badge) > room and at:
                draw_badge(painter, left, box.center().y(), rest)
                return
            left += draw_badge(painter, left, box.center().y(), fitting_badge(badge, room)) + 4


class DueDelegate(RowDelegate):
    """When something is due: late in red, today in amber, later in words."""

    def __init__(self, view: QTableView, due: Callable[[Any], dt.date | None], today: Callable[[], dt.date]) -> None:
        super().__init__(view)
        self._due, self._today = due, today

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        due, today = self._due(row), self._today()
        if due is None:
            draw_text(painter, box, "\N{EM DASH}", "text3")
        elif due > today:
            draw_text(painter, box, locale().relative_day(due, today), "text2")
        else:
            draw_badge(painter, box.left(), box.center().y(), due_badge(due, today))


class WordsDelegate(RowDelegate):
    """One or two short lines in words, each with its tone: the three lenses of a party, what an entry closes."""

    def __init__(self, view: QTableView, lines: Callable[[Any], Sequence[tuple[str, str]]]) -> None:
        super().__init__(view)
        self._lines = lines

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        lines = self._lines(row)[:2]
        height = theme.px(17)
        top = box.center().y() - height * len(lines) / 2
        for at, (text, tone) in enumerate(lines):
            line = QRectF(box.left(), top + at * height, box.width(), height)
            size = "body" if len(lines) == 1 else "small"
            draw_text(painter, line, text, tone or "text2", size=size, tabular=True)


class BarsDelegate(RowDelegate):
    """Reciprocity as five small boxes, or a dash where there is none to speak of."""

    def __init__(self, view: QTableView, filled: Callable[[Any], int | None]) -> None:
        super().__init__(view)
        self._filled = filled

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        filled = self._filled(row)
        if filled is None:
            draw_text(painter, box, "\N{EM DASH}", "text3")
        else:
            draw_bars(painter, box.left(), box.center().y(), filled)


class SparkDelegate(RowDelegate):
    """A small curve of the last months."""

    def __init__(self, view: QTableView, values: Callable[[Any], Sequence[float]]) -> None:
        super().__init__(view)
        self._values = values

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        curve = QRectF(box.left(), box.center().y() - 10, min(box.width(), 90), 20)
        draw_spark(painter, curve, self._values(row), theme.token("chart1"))


def due_badge(due: dt.date, today: dt.date) -> BadgeSpec:
    """A due day as a badge: "2 days late" in red, "Today" in amber, "in 3 days" plain."""
    late = (today - due).days
    if late > 0:
        return BadgeSpec(trn("{count} day late", "{count} days late", late), "danger")
    words = locale().relative_day(due, today)
    return BadgeSpec(words, "" if late else "warning")
