"""A timeline: entries under headings, each with an icon on a rail, a title, when, what, and perhaps a badge.

Row widgets are kept and filled again, so showing another person's timeline builds nothing new; the first thirty
entries are shown, the rest behind *Show more*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from partnercrm.domain.record import dataclass
from ui import icons, theme
from ui.common.painting import BadgeSpec, draw_ring
from ui.common.widgets import Badge, button, label
from ui.tokens import ground
from ui.words import trn

SHOWN_AT_FIRST = 30
_BUBBLE = 28


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `run` is what Enter or a click on it does; `key` lets the caller find it again."""

    icon: str
    title: str
    when: str
    body: str = ""
    tone: str = "info"
    badge: BadgeSpec | None = None
    run: Callable[[], object] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class TimelineGroup:
    """A heading ("Today", "October") with its entries, newest first."""

    title: str
    entries: Sequence[TimelineEntry] = field(default_factory=tuple)


class Timeline(QWidget):
    """Groups of entries, top to bottom."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._groups: tuple[TimelineGroup, ...] = ()
        self._limit = SHOWN_AT_FIRST
        self._rows: list[TimelineRow] = []
        self._headings: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.more = button("", "link")
        self.more.clicked.connect(self._show_more)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch()

    def set_groups(self, groups: Sequence[TimelineGroup]) -> None:
        """Show these instead, from the top."""
        self._groups = tuple(groups)
        self._limit = SHOWN_AT_FIRST
        self._fill()

    def rows(self) -> list[TimelineRow]:
        """The rows that are shown, in order."""
        return [row for row in self._rows if not row.isHidden()]

    def _show_more(self) -> None:
        before = len(self.rows())
        self._limit += SHOWN_AT_FIRST
        self._fill()
        shown = self.rows()
        if len(shown) > before and shown[before].focusPolicy() != Qt.FocusPolicy.NoFocus:
            shown[before].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        place, used, headed = 0, 0, 0
        for group in self._groups:
            entries = group.entries[: self._limit - used]
            if not entries:
                continue
            heading = self._heading(headed)
            heading.setText(group.title)
            place = self._put(heading, place)
            headed += 1
            for at, entry in enumerate(entries):
                row = self._row(used)
                row.set_entry(entry, last=at == len(entries) - 1)
                place = self._put(row, place)
                used += 1
        for left in (*self._rows[used:], *self._headings[headed:]):
            left.hide()
        self._offer_more(used)

    def _put(self, widget: QWidget, place: int) -> int:
        if self._column.indexOf(widget) != place:
            self._column.removeWidget(widget)
            self._column.insertWidget(place, widget)
        widget.show()
        return place + 1

    def _row(self, at: int) -> TimelineRow:
        if at == len(self._rows):
            self._rows.append(TimelineRow(self))
        return self._rows[at]

    def _heading(self, at: int) -> QLabel:
        if at == len(self._headings):
            made = label("", "group")
            made.setParent(self)
            self._headings.append(made)
        return self._headings[at]

    def _offer_more(self, used: int) -> None:
        rest = sum(len(group.entries) for group in self._groups) - used
        self.more.setVisible(rest > 0)
        self.more.setText(trn("Show {count} more", "Show {count} more", min(rest, SHOWN_AT_FIRST)))


class TimelineRow(QWidget):
    """One entry. It takes the focus if it can be opened."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = TimelineEntry("info", "", "")
        self._last = False
        self._title = label("", "strong")
        self._title.setWordWrap(True)
        self._when = label("", "faint")
        self._body = label("", "muted")
        self._body.setWordWrap(True)
        self._badge = Badge("")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, 1)
        top.addWidget(self._when, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 4, 4, 12)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._body)
        column.addSpacing(2)
        column.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @property
    def entry(self) -> TimelineEntry:
        """What the row shows."""
        return self._entry

    def set_entry(self, entry: TimelineEntry, *, last: bool) -> None:
        """Show an entry; the rail ends at the `last` one of a group."""
        self._entry, self._last = entry, last
        self._title.setText(entry.title)
        self._when.setText(entry.when)
        self._body.setText(entry.body)
        self._body.setVisible(bool(entry.body))
        self._badge.setVisible(entry.badge is not None)
        if entry.badge is not None:
            self._badge.set_badge(entry.badge)
        self._set_opens(entry.run is not None)
        badge = f" {entry.badge.text}." if entry.badge else ""
        self.setAccessibleName(f"{entry.title}, {entry.when}. {entry.body}{badge}")
        self.update()

    def _set_opens(self, opens: bool) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()).adjusted(34, 0, 0, -6))
        if not self._last:
            painter.setPen(QPen(theme.color(theme.token("border")), 1.5))
            painter.drawLine(QPointF(_BUBBLE / 2, _BUBBLE + 4), QPointF(_BUBBLE / 2, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(theme.token(ground(self._entry.tone))))
        painter.drawEllipse(QRectF(0, 2, _BUBBLE, _BUBBLE))
        drawn = icons.icon_pixmap(self._entry.icon, theme.token(self._entry.tone), 16, self.devicePixelRatioF())
        painter.drawPixmap(6, 8, drawn)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in enter and event.modifiers() == Qt.KeyboardModifier.NoModifier and self._entry.run:
            self._entry.run()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self._entry.run:
            self._entry.run()
