"""Two sums a month, such as favours given and received: bars, the same as a table, and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from partnercrm.domain.dates import add_months
from partnercrm.domain.record import dataclass
from ui import theme
from ui.common.painting import LEFT, RIGHT, draw_text
from ui.common.widgets import button, label
from ui.words import currency, locale, money, tr

SHOWN_MONTHS = 6
LINES = 3


@dataclass(frozen=True, slots=True)
class MonthOfFavours:
    """One month: its first day, and what was given and received in it, minor units."""

    first: dt.date
    given: int
    received: int

    @property
    def number(self) -> int:
        """The month as yyyymm."""
        return self.first.year * 100 + self.first.month


def months_of(given: Sequence[int], received: Sequence[int], today: dt.date) -> list[MonthOfFavours]:
    """The last months of two series that end with this month."""
    both = list(zip(given, received, strict=True))[-SHOWN_MONTHS:]
    first = today.replace(day=1)
    return [MonthOfFavours(add_months(first, at + 1 - len(both)), *pair) for at, pair in enumerate(both)]


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart is called, its two bars, and a month of it in a sentence of `month`, `first` and `second`."""

    title: str
    first: str
    second: str
    said: str


FAVOURS = Words("Favours given and received", "We gave", "They gave", "{month}: we gave {first}, they gave {second}")
SALES = Words("Sales", "Sold", "A year before", "{month}: sold for {first}, a year before for {second}")


class FavoursChart(QWidget):
    """The chart with what stands at its head, its legend and the switch to a table."""

    month_opened = Signal(int, bool)
    """A month (yyyymm) whose records are wanted, and whether those of the first bar."""

    def __init__(self, words: Words = FAVOURS, heading: QWidget | None = None) -> None:
        super().__init__()
        self._months: list[MonthOfFavours] = []
        self.bars = _Bars(words)
        self.table = _Table(words)
        self.switch = button(tr("As a table"), "link")
        self.switch.clicked.connect(self._switch)
        self.bars.opened.connect(self.month_opened)
        self.table.cellActivated.connect(self._on_cell)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.bars)
        self._stack.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(heading or label(tr(words.title), "section"))
        head.addStretch()
        head.addWidget(_Legend(words))
        head.addWidget(self.switch)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def show_months(self, months: Sequence[MonthOfFavours]) -> None:
        """Show these months, the oldest first."""
        self._months = list(months)
        self.bars.show_months(months)
        self.table.show_months(months)

    def _switch(self) -> None:
        table = self._stack.currentWidget() is self.bars
        self._stack.setCurrentWidget(self.table if table else self.bars)
        self.switch.setText(tr("As a chart") if table else tr("As a table"))

    def _on_cell(self, row: int, column: int) -> None:
        if column:
            self.month_opened.emit(self._months[row].number, column == 1)


class _Legend(QWidget):
    """Which colour is which."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._names = (("chart1", tr(words.first)), ("chart2", tr(words.second)))
        self._fit()
        theme.theme_signals.changed.connect(self._fit)

    def _fit(self) -> None:
        """As wide as the names are in the size of text that is chosen."""
        widths = [theme.metrics("small").horizontalAdvance(name) + 28 for _tone, name in self._names]
        self.setFixedSize(int(sum(widths)), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for tone, name in self._names:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(theme.token(tone)))
            painter.drawRoundedRect(QRectF(left, self.height() / 2 - 5, 10, 10), 3, 3)
            width = theme.metrics("small").horizontalAdvance(name)
            draw_text(painter, QRectF(left + 16, 0, width + 2, self.height()), name, "text2", size="small")
            left += width + 28


class _Bars(QWidget):
    """Two bars a month over a few grid lines."""

    opened = Signal(int, bool)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._months: list[MonthOfFavours] = []
        self._hits: list[tuple[QRectF, int, bool]] = []
        self.setMinimumHeight(theme.px(210))

    def show_months(self, months: Sequence[MonthOfFavours]) -> None:
        self._months = list(months)
        said = [
            tr(
                self._words.said,
                month=locale().month_name(each.first.month),
                first=money(each.given),
                second=money(each.received),
            )
            for each in months
        ]
        self.setAccessibleName(tr(self._words.title))
        self.setAccessibleDescription(". ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = scale_top(max((max(m.given, m.received) for m in self._months), default=0))
        plot = QRectF(self.rect()).adjusted(theme.px(48), 6, -4, -theme.px(26))
        self._paint_grid(painter, plot, top)
        self._hits = []
        if not self._months:
            return
        step = plot.width() / len(self._months)
        for at, month in enumerate(self._months):
            self._paint_month(painter, QRectF(plot.left() + at * step, plot.top(), step, plot.height()), month, top)

    def _paint_grid(self, painter: QPainter, plot: QRectF, top: int) -> None:
        for line in range(LINES + 1):
            y = plot.bottom() - plot.height() * line / LINES
            painter.setPen(QPen(theme.color(theme.token("border_strong" if line == 0 else "border")), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            box = QRectF(0, y - 10, plot.left() - 8, 20)
            painter.setFont(theme.font("small", tabular=True))
            painter.setPen(theme.color(theme.token("text3")))
            painter.drawText(box, RIGHT, _axis(top * line // LINES))

    def _paint_month(self, painter: QPainter, box: QRectF, month: MonthOfFavours, top: int) -> None:
        width = min(theme.px(30), box.width() * 0.28)
        middle = box.center().x()
        for given, value, left in ((True, month.given, middle - width - 2), (False, month.received, middle + 2)):
            height = box.height() * value / top
            bar = QRectF(left, box.bottom() - height, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            if value > 0:
                painter.fillPath(_rounded_top(bar), theme.color(theme.token("chart1" if given else "chart2")))
            self._hits.append((QRectF(left, box.top(), width, box.height()), month.number, given))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color(theme.token("text3")))
        name = _month(month)
        painter.drawText(QRectF(box.left(), box.bottom() + 4, box.width(), theme.px(20)), _CENTRE, name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for box, month, given in self._hits:
            if box.contains(event.position()):
                self.opened.emit(month, given)
                return


class _Table(QTableWidget):
    """The same figures in cells; Enter on one opens its records."""

    def __init__(self, words: Words) -> None:
        super().__init__(0, 3)
        self.setAccessibleName(tr("{title}, month by month", title=tr(words.title)))
        self.setHorizontalHeaderLabels([tr("Month"), tr(words.first), tr(words.second)])
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(tr("Select all"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)

    def show_months(self, months: Sequence[MonthOfFavours]) -> None:
        self.setRowCount(len(months))
        for row, month in enumerate(months):
            named = locale().month_name(month.first.month) + f" {month.first.year}"
            for column, text in enumerate((named, money(month.given), money(month.received))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(RIGHT if column else LEFT)
                self.setItem(row, column, item)


_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


def scale_top(highest: int) -> int:
    """The end of the axis for the highest bar, minor units: three even steps of 1, 2 or 5 times a power of ten."""
    step: int = 10 ** currency().digits
    factors = (2, 5, 10)
    while step * LINES < highest:
        base = step
        step = next((base * each for each in factors if base * each * LINES >= highest), base * 10)
    return step * LINES


def _axis(minor: int) -> str:
    return locale().number(minor // 10 ** currency().digits)


def _month(month: MonthOfFavours) -> str:
    return locale().month_name(month.first.month)[:3]


def _rounded_top(bar: QRectF) -> QPainterPath:
    radius = min(3.0, bar.height())
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(bar, radius, radius)
    path.addRect(bar.adjusted(0, min(bar.height(), 3), 0, 0))
    return path
