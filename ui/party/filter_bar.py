"""The directory's filter: a field and chips, side by side where there is room, else in two lines."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QSizePolicy, QWidget

from ui import theme
from ui.common.choices import ChipRow
from ui.common.text_line import TextLine
from ui.party import listing
from ui.words import tr

_FIELD_WIDTH = 200


class FilterBar(QWidget):
    """`changed` comes when a person chose a chip or typed; `left` when Down asks for the list below."""

    changed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = TextLine()
        self.field.setAccessibleName(tr("Filter by name, tag or phone"))
        self.field.setPlaceholderText(tr("Name, tag or phone"))
        self.field.setClearButtonEnabled(True)
        sign = self.field.addAction(theme.themed_icon("list-filter"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText(tr("Filter"))
        theme.set_icon(sign, "list-filter", "text3")
        self.field.textChanged.connect(lambda _text: self.changed.emit())
        self.field.installEventFilter(self)
        self.chips = ChipRow(tr("Show"), listing.options())
        self.chips.changed.connect(self.changed.emit)
        self._strip = _Strip(self.chips)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._stacked: bool | None = None
        self._place(stacked=False)
        theme.theme_signals.changed.connect(self._fit)

    def chip(self) -> str:
        """The key of the chosen chip."""
        return self.chips.value()

    def text(self) -> str:
        """What is typed into the field."""
        return self.field.text().strip()

    def show_wanted(self, chip: str, text: str) -> None:
        """Show a chip as chosen and a text as typed, without a signal."""
        self.chips.set_values([chip])
        was = self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(was)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Write the counts on the chips; what nobody is behind is hidden unless it is chosen or always there."""
        self.chips.set_counts(counts)
        for key in (listing.OTHERS, listing.OWING, listing.LOSING_TOUCH, "employees", "late", "archived"):
            self.chips.button(key).setVisible(bool(counts.get(key)) or self.chip() == key)
        self._fit()

    def _fit(self) -> None:
        needed = theme.px(_FIELD_WIDTH) + self._grid.horizontalSpacing() + self.chips.sizeHint().width()
        self._place(stacked=self.width() < needed)

    def _place(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        for part in (self.field, self._strip):
            self._grid.removeWidget(part)
        width = theme.px(_FIELD_WIDTH)
        self.field.setMinimumWidth(width)
        self.field.setMaximumWidth(width * 2 if stacked else width)
        self._grid.addWidget(self.field, 0, 0)
        self._grid.addWidget(self._strip, 1 if stacked else 0, 0 if stacked else 1)
        self._grid.setColumnStretch(0 if stacked else 1, 1)
        self._grid.setColumnStretch(1 if stacked else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
            return True
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            return True
        return False


class _Strip(QScrollArea):
    """Scrolls the chips sideways where even their own line is too narrow; the focused one is always seen."""

    def __init__(self, chips: ChipRow) -> None:
        super().__init__()
        self._chips = chips
        self.setWidget(chips)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for option in listing.options():
            chips.button(option.key).installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 8, 0)
        return bool(super().eventFilter(watched, event))

    def sizeHint(self) -> QSize:
        return self._chips.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self._chips.sizeHint().height())
