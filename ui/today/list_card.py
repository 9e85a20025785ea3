"""A card with a heading and at most seven rows; *more* goes to the whole list. Rows are made anew when it is filled.

Keys of a row: Enter opens it, Space acts, the menu key tells all that can be done, the arrows go on to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from partnercrm.domain.today_rows import Short
from ui import theme
from ui.common.painting import draw_ring
from ui.common.widgets import ElidedLabel, button, card, hline, icon_button, label
from ui.words import number, tr

Run = Callable[[], object]
ROW_HEIGHT = 44


class ListCard(QWidget):
    """One subject of Today. `empty` is what it says when there is nothing; "" hides the card then.

    `open_all` goes to the whole list; without `view_all` only *more* does.
    """

    def __init__(self, title: str, empty: str, open_all: Run, *, view_all: bool = True) -> None:
        super().__init__()
        self._empty, self._view_all = empty, view_all
        self._extras: list[QWidget] = []
        self.unfolded = 0
        """How many rows *more* asked for, 0 while it is folded."""
        self._frame, column = card(16, 10, 16, 10)
        self._frame.setAccessibleName(title)
        self.title = label(title, "section")
        self.all = button(tr("View all"), "link")
        self.all.setAccessibleName(tr("{title}: view all", title=title))
        self.more = button("", "link")
        for each in (self.all, self.more):
            each.clicked.connect(lambda: open_all())
        self._head = head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.all)
        column.setSpacing(4)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._frame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def add_to_head(self, widget: QWidget) -> None:
        """One more thing at the right of the heading."""
        self._head.addWidget(widget)
        self._extras.append(widget)

    def fill(self, rows: Sequence[QWidget], short: Short[Any]) -> None:
        """Show these rows of a list; how many more there are stands below. The focus stays at its place."""
        place = self._focused_place()
        self._clear()
        for at, row in enumerate(rows):
            if at:
                self._rows.addWidget(hline())
            self._rows.addWidget(row)
        if not rows:
            self._rows.addWidget(label(self._empty, "muted"))
        self.setVisible(bool(rows or self._empty))
        self.all.setVisible(bool(rows) and self._view_all)
        self.more.setVisible(short.more > 0)
        count = tr("{count} or more", count=short.more) if short.counted_out else number(short.more)
        self.more.setText(tr("{count} more", count=count))
        self._chain()
        if place is not None and rows:
            following = rows[min(place, len(rows) - 1)]
            following.show()
            following.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows(self) -> list[Row]:
        """The rows that are shown."""
        found = (self._rows.itemAt(at) for at in range(self._rows.count()))
        return [each for item in found if item is not None and isinstance(each := item.widget(), Row)]

    def follow(self, card: ListCard) -> None:
        """Tab comes here from that card."""
        QWidget.setTabOrder(card.more, self.all)

    def _chain(self) -> None:
        """Tab goes through the head, the rows with what acts in them, and *more*: new rows would come last of all."""
        stops: list[QWidget] = [self.all, *self._extras]
        for row in self.rows():
            stops += [row, *row.findChildren(QAbstractButton)]
        for before, after in pairwise((*stops, self.more)):
            QWidget.setTabOrder(before, after)

    def _focused_place(self) -> int | None:
        focused: QWidget | None = self.window().focusWidget()
        if focused is None:
            return None
        found = (at for at, row in enumerate(self.rows()) if focused is row or row.isAncestorOf(focused))
        return next(found, None)

    def _clear(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()


class Row(QWidget):
    """One line: perhaps something at the left, two lines of text that open the record, and what acts at the right.

    `acts` are what its menu offers besides opening it, each with the button that does it where there is one; the first
    one is what Space does.
    """

    def __init__(
        self, text: str, second: str, run: Run, *, left: QWidget | None = None, sentence: bool = False
    ) -> None:
        """A `sentence` is shown whole, on as many lines as it needs; other texts are cut where the room ends."""
        super().__init__()
        self._run = run
        self.acts: list[tuple[str, Run, QAbstractButton | None]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{text}. {second}" if second else text)
        self.setMinimumHeight(theme.px(ROW_HEIGHT))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._row.setSpacing(12)
        if left is not None:
            self._row.addWidget(left)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        first = label(text) if sentence else ElidedLabel(text)
        first.setWordWrap(sentence)
        texts.addWidget(first)
        if second:
            texts.addWidget(ElidedLabel(second, "faint"))
        self._row.addLayout(texts, 1)

    def add(self, widget: QWidget) -> None:
        """One more thing at the right."""
        self._row.addWidget(widget)

    def add_button(self, text: str, name: str, run: Run) -> QPushButton:
        """A small button at the right; `name` says it to who cannot see the row."""
        made = button(text, small=True)
        made.setAccessibleName(name)
        made.clicked.connect(lambda: run())
        self._row.addWidget(made)
        self.acts.append((text, made.click, made))
        return made

    def add_icon_act(self, icon: str, name: str, tip: str, run: Run) -> QToolButton:
        """A small button with an icon at the right; the menu says its tip."""
        made = icon_button(icon, name, size=16, tip=tip)
        made.clicked.connect(lambda: run())
        self._row.addWidget(made)
        self.acts.append((tip, made.click, made))
        return made

    def add_act(self, text: str, run: Run) -> None:
        """One more thing that the menu offers."""
        self.acts.append((text, run, None))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open")).triggered.connect(lambda: self._run())
        for text, run, pressed in self.acts:
            action = menu.addAction(text.replace("&", "&&"))
            action.setEnabled(pressed is None or pressed.isEnabled())
            action.triggered.connect(partial(_run, run))
        return menu

    def _step(self, by: int) -> bool:
        """Give the focus to the next row or the one before, in whatever card; False where there is none."""
        at = _next(self, by)
        while at is not None and at is not self and not (isinstance(at, Row) and at.isVisible()):
            at = _next(at, by)
        if at is None or at is self:
            return False
        at.setFocus(Qt.FocusReason.TabFocusReason)
        above = at.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(at, 0, 24)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_ring(painter, QRectF(self.rect()).adjusted(0, 1, 0, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif event.key() == Qt.Key.Key_Space and self.acts:
            self.acts[0][1]()
        elif not (event.key() in steps and self._step(steps[event.key()])):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu().popup(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._run()


def _next(widget: QWidget, by: int) -> QWidget | None:
    return widget.nextInFocusChain() if by > 0 else widget.previousInFocusChain()


def _run(run: Run, _checked: bool = False) -> None:
    run()
