"""One of several: a segment (a row of joined buttons) and rows of chips, with counts where they filter a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from partnercrm.domain.record import dataclass
from ui import theme
from ui.words import number


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the key that the program knows it by, its text, and perhaps an icon."""

    key: str
    text: str
    icon: str = ""


class _Buttons(QFrame):
    """Checkable buttons in a row; arrow keys go from one to the next, Tab visits the row."""

    def __init__(self, name: str, options: Sequence[Option], *, multi: bool, kind: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._kind = kind
        self._group = QButtonGroup(self)
        self._group.setExclusive(not multi)
        self._options: dict[str, Option] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout(self)
        for option in options:
            self._add(option)

    def button(self, key: str) -> QPushButton:
        """The button of an option."""
        return self._buttons[key]

    def keys(self) -> list[str]:
        """The keys of all options, in order."""
        return list(self._buttons)

    def _add(self, option: Option) -> QPushButton:
        made = QPushButton(option.text)
        made.setCheckable(True)
        made.setAutoDefault(False)
        if self._kind:
            made.setProperty("kind", self._kind)
        if option.icon:
            made.setIconSize(QSize(theme.px(15) + 3, theme.px(15)))
            theme.set_icon(made, option.icon, "text2", 15, on="text", pad=3)
        self._group.addButton(made)
        self._row.addWidget(made)
        self._options[option.key] = option
        self._buttons[option.key] = made
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()), 0)
        buttons = [each for each in self._buttons.values() if each.isEnabled() and each.isVisible()]
        focused = self.focusWidget()
        if not step or focused not in buttons:
            super().keyPressEvent(event)
            return
        there = buttons[(buttons.index(focused) + step) % len(buttons)]
        there.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._group.exclusive():
            there.click()


class Segment(_Buttons):
    """Exactly one of a few, as a joined row of buttons."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[Option], value: str = "") -> None:
        super().__init__(name, options, multi=False, kind="")
        self.setObjectName("segment")
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(2)
        for key, each in self._buttons.items():
            each.clicked.connect(lambda _on, key=key: self.chosen.emit(key))
        self.set_value(value or options[0].key)

    def value(self) -> str:
        """The key of the chosen option."""
        return next(key for key, each in self._buttons.items() if each.isChecked())

    def set_value(self, key: str) -> None:
        """Choose an option, without a signal."""
        self._buttons[key].setChecked(True)


class ChipRow(_Buttons):
    """Chips in a row: one of them (exclusive) or any number (`multi`). `changed` comes when a person pressed one."""

    changed = Signal()

    def __init__(self, name: str, options: Sequence[Option] = (), *, multi: bool = False, stretch: bool = True) -> None:
        super().__init__(name, (), multi=multi, kind="chip")
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._multi = multi
        if stretch:
            self._row.addStretch()
        self._has_stretch = stretch
        for option in options:
            self.add(option)
        if not multi and options:
            self._buttons[options[0].key].setChecked(True)

    def add(self, option: Option) -> None:
        """One more chip at the end."""
        made = self._add(option)
        if self._has_stretch:
            self._row.removeWidget(made)
            self._row.insertWidget(self._row.count() - 1, made)
        made.clicked.connect(lambda: self.changed.emit())

    def remove(self, key: str) -> None:
        """Take a chip away."""
        gone = self._buttons.pop(key)
        del self._options[key]
        self._group.removeButton(gone)
        self._row.removeWidget(gone)
        gone.hide()
        gone.deleteLater()

    def value(self) -> str:
        """The key of the chosen chip, "" if there is none."""
        return next(iter(self.values()), "")

    def values(self) -> list[str]:
        """The keys of all chosen chips, in order."""
        return [key for key, each in self._buttons.items() if each.isChecked()]

    def set_values(self, keys: Sequence[str]) -> None:
        """Choose these chips and no others, without a signal."""
        exclusive = self._group.exclusive()
        self._group.setExclusive(False)
        for key, each in self._buttons.items():
            each.setChecked(key in keys)
        self._group.setExclusive(exclusive)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Write a count behind the text of each chip that is named."""
        for key, count in counts.items():
            self._buttons[key].setText(f"{self._options[key].text}  {number(count)}")


def row_of(*widgets: QWidget, spacing: int = 6) -> QHBoxLayout:
    """Widgets in a row that end with free space."""
    made = QHBoxLayout()
    made.setSpacing(spacing)
    for each in widgets:
        made.addWidget(each)
    made.addStretch()
    return made
