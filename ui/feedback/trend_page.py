"""What people say over time: a bar a month, the same as a table, and each month explained by its records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.dates import add_months
from partnercrm.domain.feedback_figures import MonthOf
from partnercrm.domain.figure import Unit
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from ui import theme
from ui.common import figure_words
from ui.common.choices import Option, Segment
from ui.common.explain import explain
from ui.common.painting import RIGHT, draw_ring
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.widgets import EmptyState, card, label
from ui.words import locale, say, tr

CHART, TABLE = "chart", "table"
_SCALES: dict[Unit, tuple[float, float]] = {
    Unit.SCORE: (-100.0, 100.0),
    Unit.SHARE: (0.0, 1.0),
    Unit.NUMBER: (0.0, 5.0),
}
"""From where to where each kind of result can lie."""
_STEPS = {Unit.SCORE: 4, Unit.SHARE: 4, Unit.NUMBER: 5}
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Series:
    """Something that is measured month by month: its key, its name, and its months, the earliest first."""

    key: str
    name: str
    months: Sequence[MonthOf]


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    month: MonthOf


COLUMNS: tuple[Column[_Row], ...] = (
    Column("month", msg("Month"), ColumnKind.TEXT, lambda row: figure_words.month_name(row.month.month), width=20),
    Column("value", msg("Result"), ColumnKind.NUMBER, lambda row: figure_words.short(row.month.figure), width=12),
    Column("n", msg("Counted"), ColumnKind.COUNT, lambda row: row.month.figure.n, width=10),
    Column("around", msg("Where it may lie"), ColumnKind.TEXT, lambda row: _around(row.month), width=30),
)


class TrendPage(QWidget):
    """One series at a time, as bars or as a table."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._series: list[Series] = []
        self.choice = QComboBox()
        self.caption = label(tr("&Of what"), "muted")
        self.caption.setBuddy(self.choice)
        self.choice.setAccessibleName(tr("Of what"))
        self.segment = Segment(tr("Shown as"), [Option(CHART, tr("Chart")), Option(TABLE, tr("Table"))])
        self.chart = MonthChart()
        self.table = RowsTable(
            shell, tr("Month by month"), COLUMNS, stretch="around", memory="feedback months", party=lambda _row: None
        )
        self._lay_out()
        self.choice.activated.connect(lambda _at: self._show())
        self.segment.chosen.connect(self._show_face)
        self.chart.opened.connect(self._explain)
        self.table.table.opened.connect(lambda number: self._explain(number - 1))

    def show_series(self, found: Sequence[Series]) -> None:
        """Show these; the one that was chosen stays."""
        before = self._series[self.choice.currentIndex()].key if self._series else ""
        self._series = [each for each in found if any(month.figure.known for month in each.months)]
        keys = [each.key for each in self._series]
        self.choice.clear()
        self.choice.addItems([each.name for each in self._series])
        self.choice.setCurrentIndex(keys.index(before) if before in keys else 0)
        self._show()

    def choose(self, key: str) -> None:
        """Show a series by its key."""
        keys = [each.key for each in self._series]
        if key in keys:
            self.choice.setCurrentIndex(keys.index(key))
            self._show()

    # Inside

    def _current(self) -> Series | None:
        at = self.choice.currentIndex()
        return self._series[at] if 0 <= at < len(self._series) else None

    def _show(self) -> None:
        found = self._current()
        self._pages.setCurrentIndex(1 if found is None else 0)
        if found is not None:
            self.chart.show_months(found.name, found.months)
            self.table.show_rows([_Row(at, month) for at, month in enumerate(found.months, 1)])

    def _show_face(self, key: str) -> None:
        self.segment.set_value(key)
        self._faces.setCurrentIndex(0 if key == CHART else 1)

    def _explain(self, place: int) -> None:
        found = self._current()
        if found is not None and 0 <= place < len(found.months):
            month = found.months[place]
            explain(
                self._shell,
                month.figure,
                of=tr("{what}, {month}", what=found.name, month=figure_words.month_name(month.month)),
            )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.caption)
        head.addWidget(self.choice)
        head.addStretch(1)
        head.addWidget(self.segment)
        frame, inside = card(16, 14, 16, 12)
        inside.addWidget(self.chart)
        self._faces = QStackedWidget()
        self._faces.addWidget(frame)
        self._faces.addWidget(self.table)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._faces, 1)
        sentence = tr("Once somebody answered, or a review with stars is noted, the months stand here side by side.")
        self._pages = QStackedWidget()
        self._pages.addWidget(shown)
        self._pages.addWidget(EmptyState("star", tr("Nothing to compare yet"), sentence))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.setFocusProxy(self.chart)


class MonthChart(QWidget):
    """A bar a month, from the middle where it can be below zero. Left and Right go from month to month, Enter opens."""

    opened = Signal(int)
    """The place of a month whose records are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._months: Sequence[MonthOf | None] = ()
        self._unit = Unit.NUMBER
        self._hits: list[QRectF] = []
        self._at = 0
        self.setMinimumHeight(theme.px(220))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_months(self, name: str, months: Sequence[MonthOf]) -> None:
        """Show these months, the latest under the keyboard."""
        self._months = _without_gaps(months)
        self._unit = months[0].figure.unit if months else Unit.NUMBER
        self._at = max(0, len(self._months) - 1)
        self.setAccessibleName(tr("{what}, month by month", what=name))
        self.setAccessibleDescription(". ".join(_said(month) for month in months))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._hits = []
        if not self._months:
            return
        plot = QRectF(self.rect()).adjusted(theme.px(52), theme.px(20), -4, -theme.px(26))
        self._paint_grid(painter, plot, self._unit)
        step = plot.width() / len(self._months)
        first = next(month.month for month in self._months if month is not None)
        for at, month in enumerate(self._months):
            box = QRectF(plot.left() + at * step, plot.top(), step, plot.height())
            self._hits.append(box)
            self._paint_name(painter, box, add_months(first, at))
            if month is not None:
                self._paint_month(painter, box, month)
            if self.hasFocus() and at == self._at:
                draw_ring(painter, box.adjusted(2, -theme.px(18), -2, theme.px(22)))

    def _paint_grid(self, painter: QPainter, plot: QRectF, unit: Unit) -> None:
        low, high = _SCALES[unit]
        for line in range(_STEPS[unit] + 1):
            value = low + (high - low) * line / _STEPS[unit]
            y = _height(plot, unit, value)
            painter.setPen(QPen(theme.color(theme.token("border_strong" if value == 0 else "border")), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setFont(theme.font("small", tabular=True))
            painter.setPen(theme.color(theme.token("text3")))
            painter.drawText(QRectF(0, y - 10, plot.left() - 8, 20), RIGHT, figure_words.worth(unit, value))

    def _paint_name(self, painter: QPainter, box: QRectF, month: dt.date) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color(theme.token("text3")))
        below = QRectF(box.left(), box.bottom() + 4, box.width(), theme.px(20))
        painter.drawText(below, _CENTRE, locale().month_name(month.month)[:3])

    def _paint_month(self, painter: QPainter, box: QRectF, month: MonthOf) -> None:
        figure = month.figure
        middle = box.center().x()
        wide = min(theme.px(34), box.width() * 0.5)
        zero, top = _height(box, figure.unit, 0.0), box.bottom()
        if figure.value is not None:
            top = _height(box, figure.unit, float(figure.value))
            bar = QRectF(middle - wide / 2, min(zero, top), wide, max(2.0, abs(zero - top)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(theme.token("chart1" if top <= zero else "chart2")))
            painter.drawRoundedRect(bar, 3, 3)
        text = figure_words.short(figure)
        above = QRectF(box.left(), min(zero, top) - theme.px(18), box.width(), theme.px(18))
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(theme.color(theme.token("text2")))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for at, box in enumerate(self._hits):
            if box.contains(event.position()):
                self._at = at
                self._open()
                self.update()
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._months:
            self._at = min(max(0, self._at + step), len(self._months) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._months:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        """Tell which month is wanted; one without anything opens nothing."""
        if self._months[self._at] is not None:
            self.opened.emit(sum(month is not None for month in self._months[: self._at]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _without_gaps(months: Sequence[MonthOf]) -> list[MonthOf | None]:
    """Every month from the first to the last, None where there is nothing."""
    found = {each.month: each for each in months}
    if not found:
        return []
    first, last = min(found), max(found)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [found.get(add_months(first, at)) for at in range(count)]


def _height(box: QRectF, unit: Unit, value: float) -> float:
    low, high = _SCALES[unit]
    return box.bottom() - box.height() * (min(max(value, low), high) - low) / (high - low)


def _around(month: MonthOf) -> str:
    figure = month.figure
    return say(figure.missing) if figure.missing is not None else figure_words.around(figure)


def _said(month: MonthOf) -> str:
    name = figure_words.month_name(month.month)
    return tr(
        "{month}: {value}, {count} counted",
        month=name,
        value=figure_words.short(month.figure),
        count=str(month.figure.n),
    )
