"""Which column of the file says what: guessed from its header, changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from partnercrm.imports.fields import FIELDS, SKIP, ImportKind
from ui.common.fields import ChoiceField
from ui.words import say, tr

ACROSS = 4


class Columns(QWidget):
    """A choice for each column."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self.choices: dict[str, ChoiceField[str]] = {}
        self._kind: ImportKind | None = None

    def show_mapping(self, kind: ImportKind, header: Sequence[str], mapping: Mapping[int, str]) -> None:
        """Show what each column is taken for."""
        if kind is not self._kind or tuple(header) != tuple(self.choices):
            self._build(kind, header)
        for place, name in enumerate(header):
            self.choices[name].set_value(mapping.get(place, SKIP))

    def wanted(self) -> dict[str, str]:
        """Column name to field key; `-` leaves a column out."""
        return {name: choice.value() for name, choice in self.choices.items()}

    def clear(self) -> None:
        """Take all choices away: another file comes."""
        for choice in self.choices.values():
            self._grid.removeWidget(choice)
            choice.hide()
            choice.deleteLater()
        self.choices, self._kind = {}, None

    def _build(self, kind: ImportKind, header: Sequence[str]) -> None:
        self.clear()
        self._kind = kind
        options = [(SKIP, tr("left out")), *((field.key, say(field.title)) for field in FIELDS[kind])]
        for at, name in enumerate(header):
            made: ChoiceField[str] = ChoiceField(name.replace("&", "&&") or tr("(no title)"), options)
            made.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            made.combo.setMinimumContentsLength(10)
            made.edited.connect(self.changed.emit)
            self.choices[name] = made
            self._grid.addWidget(made, at // ACROSS, at % ACROSS)
