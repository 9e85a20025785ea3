"""Layers inside the main window: a scrim with a soft shadow, and the sheet that forms stand on.

Layers are children of the window, never windows of their own: they move with it and need no window manager. Esc
closes the top one, focus returns to where it was, and while one is open the keys of what lies behind it are silent.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui import theme
from ui.common.widgets import ElidedLabel, button, icon_button, label
from ui.words import tr

_PASSING = frozenset({"Ctrl+Q", "F1", "Ctrl+/", "Ctrl++", "Ctrl+=", "Ctrl+-"})
_MARGIN = 24
_SIDE = 24
_GUTTER, _BAR = 18, 10
"""Of the side at the right, what the scroll bar and the space before it take: fields keep their width beside it."""


class Scrim(QWidget):
    """Dims the whole window and paints the shadow behind one panel: sharper and cheaper than a graphics effect."""

    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.panel: Layer | None = None
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            if self.panel is not None:
                self.panel.place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(10, 12, 20, 140 if theme.current().dark else 70))
        if self.panel is not None:
            paint_shadow(painter, QRectF(self.panel.geometry()), 12)


class Layer(QFrame):
    """A panel over the scrim that holds the keyboard until it is shut. Shown once with `open()`, gone with `shut()`."""

    closed = Signal()

    def __init__(self, host: QWidget, name: str, width: int) -> None:
        scrim = Scrim(host.window())
        super().__init__(scrim)
        scrim.panel = self
        self._scrim = scrim
        self._width = width
        self._return_to: QWidget | None = None
        self._keys: dict[str, Callable[[], object]] = {}
        self.setAccessibleName(name)

    def open(self, first: QWidget | None = None) -> None:
        """Show the layer with the cursor in `first`, or in its first control."""
        self._return_to = self.window().focusWidget()
        self._scrim.setGeometry(self.window().rect())
        self._scrim.show()
        self._scrim.raise_()
        self.place()
        stops = self._stops()
        target = first or (stops[0] if stops else self)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def shut(self) -> None:
        """Close the layer and give the focus back."""
        if not isValid(self._scrim) or self._scrim.isHidden():
            return
        self._scrim.hide()
        self._scrim.deleteLater()
        back = self._return_to
        if back is not None and isValid(back) and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def ask_to_shut(self) -> None:
        """What Esc and the close button do; a form overrides it to keep a half-typed text."""
        self.shut()

    def add_key(self, sequence: str, run: Callable[[], object]) -> None:
        """A key that works while this layer is on top, in the words of QKeySequence: `Ctrl+Return`."""
        self._keys[QKeySequence(sequence).toString()] = run

    def place(self) -> None:
        """Centre the panel, as high as its content wants and the window allows."""
        width = min(theme.px(self._width), self._scrim.width() - 2 * _MARGIN)
        height = min(self._wanted_height(width), self._scrim.height() - 2 * _MARGIN)
        top = max(_MARGIN, min(theme.px(90), (self._scrim.height() - height) // 2))
        placed = QRect((self._scrim.width() - width) // 2, top, width, height)
        if placed != self.geometry():
            self.setGeometry(placed)
            self._scrim.update()

    def _wanted_height(self, width: int) -> int:
        layout = self.layout()
        if layout is None:
            return self.sizeHint().height()
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def _stops(self) -> list[QWidget]:
        """The controls that Tab visits inside this layer, in order."""
        found: list[QWidget] = []
        each = self.nextInFocusChain()
        while each is not None and each is not self:
            tabbed = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus) and each.focusProxy() is None
            if tabbed and each.isEnabled() and each.isVisibleTo(self) and self.isAncestorOf(each):
                found.append(each)
            each = each.nextInFocusChain()
        return found

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Listen to the focused control: a line of text would take Alt and a letter for typing."""
        if before is not None and isValid(before) and self.isAncestorOf(before):
            before.removeEventFilter(self)
        if now is not None and self.isAncestorOf(now):
            now.installEventFilter(self)

    def _run_mnemonic(self, letter: str) -> bool:
        for each in self.findChildren(QLabel):
            buddy = _buddy(each)
            if buddy is not None and _mnemonic(each.text()) == letter and buddy.isVisible():
                buddy.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        for pressed in self.findChildren(QAbstractButton):
            if _mnemonic(pressed.text()) == letter and pressed.isVisible() and pressed.isEnabled():
                pressed.click()
                return True
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()
            return True
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        run = self._keys.get(QKeySequence(event.keyCombination()).toString())
        event.accept()
        if run is not None:
            run()
        elif event.key() == Qt.Key.Key_Escape:
            self.ask_to_shut()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        is_letter = event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() < 0x80
        return is_letter and self._run_mnemonic(chr(event.key()).lower())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = self._stops()
        if not stops:
            return True
        focused = self.window().focusWidget()
        at = stops.index(focused) if focused in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True


class Sheet(Layer):
    """A form over the window: title and close button, a body that scrolls if it must, a footer with hint and buttons.

    Put the form into `body`. Ctrl+Enter presses the primary button, Esc leaves.
    """

    def __init__(self, host: QWidget, title: str, *, width: int = 560, hint: str = "") -> None:
        super().__init__(host, title, width)
        self.setObjectName("sheet")
        self._primary: QPushButton | None = None
        self.title = ElidedLabel(title, "title")
        self.close_button = icon_button("x", tr("Close"))
        self.close_button.clicked.connect(self.ask_to_shut)
        self.hint = label(hint, "faint")
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        self._scroller = _Scroller(self._content)
        self._column = QVBoxLayout(self)
        self._middle = QHBoxLayout()
        self._footer = QHBoxLayout()
        self._footer.setSpacing(8)
        self._footer.addWidget(self.hint)
        self._footer.addStretch()
        self._lay_out()
        self.add_key("Ctrl+Return", self.press_primary)
        self.add_key("Ctrl+Enter", self.press_primary)
        self.add_key("PgUp", lambda: self._scroll(-1))
        self.add_key("PgDown", lambda: self._scroll(1))

    def add_button(self, text: str, run: Callable[[], object], kind: str = "") -> QPushButton:
        """A footer button, the last one at the right. The one of kind `primary` answers to Ctrl+Enter."""
        made = button(text, kind)
        made.clicked.connect(lambda: run())
        self._footer.addWidget(made)
        if kind == "primary":
            self._primary = made
        return made

    def press_primary(self) -> None:
        """Press the primary button, as Ctrl+Enter does."""
        if self._primary is not None and self._primary.isEnabled():
            self._primary.click()

    def open(self, first: QWidget | None = None) -> None:
        """Show the sheet with the cursor in `first`, or in the first control of its body."""
        inside = [each for each in self._stops() if self._content.isAncestorOf(each)]
        super().open(first or (inside[0] if inside else self._primary))

    def reveal(self, widget: QWidget) -> None:
        """Scroll the body so that the widget is seen."""
        if self._content.isAncestorOf(widget):
            self._scroller.ensureWidgetVisible(widget, 8, 24)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """What the keyboard or a problem leads to is seen; under a pressed mouse nothing moves away."""
        super()._on_focus_changed(before, now)
        if now is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            QTimer.singleShot(0, self, self._reveal_focused)

    def _reveal_focused(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None:
            self.reveal(focused)

    def _scroll(self, pages: int) -> None:
        bar = self._scroller.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def _lay_out(self) -> None:
        column = self._column
        column.setContentsMargins(_SIDE, 18, _SIDE - _GUTTER, 18)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        self._middle.setSpacing(0)
        self._middle.addWidget(self._scroller, 1)
        self._middle.addSpacing(_GUTTER - _BAR)
        self._middle.addWidget(self._scroller.bar)
        for row in (head, self._footer):
            row.setContentsMargins(0, 0, _GUTTER, 0)
        column.addLayout(head)
        column.addLayout(self._middle, 1)
        column.addSpacing(4)
        column.addLayout(self._footer)

    def _wanted_height(self, width: int) -> int:
        border = self.contentsMargins()
        inner = width - border.left() - border.right() - 2 * _SIDE
        wanted = QSize(inner, self._scroller.height_for(inner))
        if wanted != self._scroller.wanted:  # each asking brings a LayoutRequest, which asks again
            self._scroller.wanted = wanted
            self._scroller.updateGeometry()
            self._middle.invalidate()
            self._column.invalidate()
        return self._column.totalSizeHint().height()


class _Bar(QScrollBar):
    """The scroll bar of an area that shows none: its place stays free while there is nothing to scroll."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._area = area
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.setFixedWidth(_BAR)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        inner = area.verticalScrollBar()
        inner.rangeChanged.connect(self.follow)
        inner.valueChanged.connect(self.setValue)
        self.valueChanged.connect(inner.setValue)

    def follow(self, least: int, most: int) -> None:
        """Take over from where to where there is to scroll."""
        self.setRange(least, most)
        self.setPageStep(self._area.viewport().height())
        self.setSingleStep(self._area.verticalScrollBar().singleStep())
        self.setVisible(most > least)


class _Scroller(QScrollArea):
    """A scroll area that wants to be as high as its content at the sheet's width. Its `bar` stands apart from it."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.wanted = QSize(100, 100)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar = _Bar(self)
        self.setWidget(content)
        content.installEventFilter(self)

    def height_for(self, width: int) -> int:
        """The content's height at a width, in px."""
        layout = self._content.layout()
        if layout is None:
            return self._content.sizeHint().height()
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return bool(super().eventFilter(watched, event))

    def sizeHint(self) -> QSize:
        return self.wanted

    def minimumSizeHint(self) -> QSize:
        return QSize(100, min(80, self.wanted.height()))


def paint_shadow(painter: QPainter, panel: QRectF, radius: float) -> None:
    """A soft shadow around and below a panel."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 3))
    for spread in range(36, 0, -2):
        painter.drawRoundedRect(
            panel.adjusted(-spread, 12 - spread, spread, 12 + spread), radius + spread, radius + spread
        )


def top_layer(window: QWidget) -> Layer | None:
    """The layer on top of a window, if one is open."""
    return next(reversed(open_layers(window)), None)


def open_layers(window: QWidget) -> list[Layer]:
    """The layers that are open over a window, the lowest first."""
    return [each for each in window.findChildren(Layer) if each.isVisible()]


def below(anchor: QWidget, window: QWidget) -> QPoint:
    """The point under a widget's left edge, in the window's coordinates."""
    return anchor.mapTo(window, QPoint(0, anchor.height() + 2))


def _is_ours(event: QKeyEvent) -> bool:
    """Whether a key would otherwise reach a menu or a tab behind the layer."""
    if QKeySequence(event.keyCombination()).toString() in _PASSING:
        return False
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    is_function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return bool(held) or is_function_key or event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Delete)


def _buddy(each: QLabel) -> QWidget | None:
    """The stubs promise one always; there may be none."""
    return each.buddy()


def _mnemonic(text: str) -> str:
    at = text.replace("&&", "  ").find("&")
    return text[at + 1 : at + 2].lower() if at >= 0 else ""
