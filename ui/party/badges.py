"""Badges side by side that go on in the next line where the first is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.common.painting import BadgeSpec, badge_width, draw_badge

_GAP = 4


class BadgeFlow(QWidget):
    """Paints badges; `name` says what they are, for who listens."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._badges: tuple[BadgeSpec, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def badges(self) -> tuple[BadgeSpec, ...]:
        """What is shown."""
        return self._badges

    def set_badges(self, badges: Sequence[BadgeSpec]) -> None:
        """Show these instead."""
        self._badges = tuple(badges)
        self.setAccessibleName(f"{self._name}: {', '.join(badge.text for badge in badges)}" if badges else self._name)
        self.setVisible(bool(badges))
        self._fit()
        self.update()

    def _places(self, width: float) -> Iterator[tuple[BadgeSpec, float, int]]:
        left, line = 0.0, 0
        for badge in self._badges:
            wide = badge_width(badge)
            if left and left + wide > width:
                left, line = 0.0, line + 1
            yield badge, left, line
            left += wide + _GAP

    def _line_height(self) -> int:
        return theme.px(24)

    def _fit(self) -> None:
        lines = max((line for _badge, _left, line in self._places(self.width())), default=0) + 1
        self.setFixedHeight(lines * self._line_height())

    def sizeHint(self) -> QSize:
        width = sum(badge_width(badge) + _GAP for badge in self._badges)
        return QSize(int(width), self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._line_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self._line_height()
        for badge, left, line in self._places(self.width()):
            draw_badge(painter, left, line * height + height / 2 - 1, badge)
