"""A field that offers while you type: people, past descriptions. It never writes into what you are typing.

Enter and Tab take only what is highlighted, and nothing is highlighted until an arrow key or the mouse asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from partnercrm.domain.record import dataclass
from ui import theme
from ui.common.fields import LineField
from ui.common.overlay import below
from ui.common.painting import draw_ring, draw_text
from ui.words import tr

DATA = Qt.ItemDataRole.UserRole + 1
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is offered: the value that the form gets, its text, and a fainter word beside it."""

    value: Any
    text: str
    detail: str = ""


Answer = Callable[[Sequence[Suggestion]], None]
Ask = Callable[[str, Answer], None]


class SuggestField(LineField):
    """A line with a popup of suggestions. `ask(text, answer)` fetches them, now or later; only the last answer counts.

    `value()` is the value taken from the popup, or None while the text is free. `highlight_first` is for fields where
    only a suggestion is a valid answer: then the first one is highlighted and Enter takes it.
    """

    taken = Signal(object)
    """The `Suggestion` that a person took."""

    def __init__(
        self, text: str, ask: Ask, *, placeholder: str = "", highlight_first: bool = False, delay_ms: int = 0
    ) -> None:
        super().__init__(text, placeholder=placeholder)
        self._ask, self._highlight_first = ask, highlight_first
        self._chosen: Suggestion | None = None
        self._asked = 0
        self._popup: SuggestionList | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._request)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.installEventFilter(self)

    def value(self) -> Any | None:
        """The value of what was taken, None while the text is free."""
        return self._chosen.value if self._chosen is not None else None

    def suggestion(self) -> Suggestion | None:
        """What was taken."""
        return self._chosen

    def set_suggestion(self, suggestion: Suggestion | None) -> None:
        """Show a value as if it had been taken, or empty the field; no signal."""
        self._chosen = suggestion
        self.edit.setText(suggestion.text if suggestion else "")

    def set_text(self, text: str) -> None:
        """Show free text."""
        self._chosen = None
        self.edit.setText(text)

    def popup(self) -> SuggestionList | None:
        """The list of suggestions while it is open."""
        return self._popup if self._popup is not None and self._popup.isVisible() else None

    def close_popup(self) -> None:
        """Take the list away."""
        if self._popup is not None:
            self._popup.hide()

    def show_suggestions(self) -> None:
        """Ask and show what fits the text now, as Down does in an empty field."""
        self._request()

    def _on_typed(self, _text: str) -> None:
        self._chosen = None
        self._timer.start()

    def _request(self) -> None:
        self._asked += 1
        number = self._asked
        self._ask(self.text(), lambda found: self._answer(number, found))

    def _answer(self, number: int, found: Sequence[Suggestion]) -> None:
        if number != self._asked or self._chosen is not None or not self.edit.hasFocus():
            return
        if not found:
            self.close_popup()
            return
        if self._popup is None:
            self._popup = SuggestionList(self.window(), tr("Suggestions for {field}", field=self.name))
            self._popup.clicked.connect(lambda index: self._take(index.data(DATA)))
        self._popup.show_under(self.edit, found)
        if self._highlight_first:
            self._popup.move_by(1)

    def _take(self, suggestion: Suggestion) -> None:
        self._asked += 1
        self._timer.stop()
        self._chosen = suggestion
        self.edit.setText(suggestion.text)
        self.close_popup()
        self.set_error(None)
        self.taken.emit(suggestion)
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(Qt.Key(event.key()))
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._asked += 1
            self.close_popup()
        return False

    def _on_key(self, key: Qt.Key) -> bool:
        popup = self.popup()
        if popup is None:
            if key == Qt.Key.Key_Down:
                self.show_suggestions()
            return key == Qt.Key.Key_Down
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            popup.move_by(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape:
            self.close_popup()
            return True
        highlighted = popup.highlighted()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and highlighted is not None:
            self._take(highlighted)
            return key != Qt.Key.Key_Tab
        return False


class SuggestionList(QListView):
    """The popup: a child of the window, so it needs no window manager; the field keeps the keyboard."""

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.setObjectName("suggestions")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_SuggestionDelegate(self))
        self._items = QStandardItemModel(self)
        self.setModel(self._items)

    def show_under(self, anchor: QWidget, found: Sequence[Suggestion]) -> None:
        """Show these under a control, or above it where there is no room below."""
        self._items.clear()
        for each in found:
            item = QStandardItem(each.text)
            item.setData(each, DATA)
            item.setData(
                f"{each.text}, {each.detail}" if each.detail else each.text, Qt.ItemDataRole.AccessibleTextRole
            )
            self._items.appendRow(item)
        height = min(len(found), SHOWN) * theme.px(32) + 10
        window = self.parentWidget()
        if window is not None:
            top = below(anchor, window)
            if top.y() + height > window.height():
                top.setY(top.y() - anchor.height() - height - 4)
            self.setGeometry(QRect(top, QSize(max(anchor.width(), theme.px(260)), height)))
        self.setCurrentIndex(QModelIndex())
        self.show()
        self.raise_()

    def highlighted(self) -> Suggestion | None:
        """What Enter would take."""
        index = self.currentIndex()
        return index.data(DATA) if index.isValid() else None

    def move_by(self, step: int) -> None:
        """Highlight the next one, around at both ends."""
        count = self._items.rowCount()
        row = self.currentIndex().row() + step if self.currentIndex().isValid() else (0 if step > 0 else -1)
        self.setCurrentIndex(self._items.index(row % count, 0))


class _SuggestionDelegate(QStyledItemDelegate):
    """Text, and a fainter word behind it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(100, theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        found: Suggestion = index.data(DATA)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.toRectF()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(theme.token("selected")))
            painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), 6, 6)
        if option.state & QStyle.StateFlag.State_Selected:
            draw_ring(painter, box.adjusted(2, 1, -2, -1), 6)
        text = box.adjusted(10, 0, -10, 0)
        draw_text(painter, text, found.text)
        used = theme.metrics().horizontalAdvance(found.text) + 10
        if found.detail and used < text.width() - 20:
            draw_text(painter, text.adjusted(used, 0, 0, 0), found.detail, "text3", size="small")
        painter.restore()
