"""Widgets in a row that goes on below where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

BETWEEN = 8


class FlowRow(QLayout):
    """As many as fit beside one another, the rest below; as high as that takes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(BETWEEN)

    def _place(self, room: QRect, *, really: bool) -> int:
        """Put the items into a width; answers the height that they take."""
        left, top, height = room.left(), room.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > room.left() and left + size.width() > room.right() + 1:
                left, top, height = room.left(), top + height + self.spacing(), 0
            if really:
                size.setWidth(min(size.width(), room.width()))
                item.setGeometry(QRect(QPoint(left, top), size))
            left, height = left + size.width() + self.spacing(), max(height, size.height())
        return top + height - room.top()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        self._place(room, really=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )
