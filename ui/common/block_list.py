"""Blocks of fields in a form, one below the other: each can be taken away, and more can be put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.common.fields import Field
from ui.common.widgets import button, icon_button

Value = TypeVar("Value")


class Block(QWidget):
    """One entry of the list. `gone` is the button that takes it away: the subclass puts it where it belongs."""

    removed = Signal()

    def __init__(self, take_away: str) -> None:
        super().__init__()
        self.gone: QToolButton = icon_button("x", take_away, size=14)
        self.gone.clicked.connect(self.removed)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        raise NotImplementedError(type(self).__name__)

    def is_empty(self) -> bool:
        """Whether nothing was typed into it: then it is none."""
        raise NotImplementedError(type(self).__name__)

    def value(self) -> Any:
        """What it says. Raises Refused, shown beside its field, for what cannot be read."""
        raise NotImplementedError(type(self).__name__)

    def be_first(self, first: bool) -> None:
        """Told whenever that changes; a block of one line shows its captions only where it is the first."""


class BlockList(QWidget, Generic[Value]):
    """Makes its blocks with `make`: of a stored value, or of None for an empty one. `name` begins a problem's field."""

    def __init__(self, name: str, more: str, make: Callable[[Value | None], Block]) -> None:
        super().__init__()
        self._name, self._make = name, make
        self.blocks: list[Block] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.more = button(more, icon="plus", small=True)
        self.more.clicked.connect(lambda: self.add().setFocus(Qt.FocusReason.OtherFocusReason))
        adding = QHBoxLayout()
        adding.addWidget(self.more)
        adding.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(self._column)
        whole.addLayout(adding)

    def add(self, value: Value | None = None) -> Block:
        """One more block."""
        block = self._make(value)
        block.removed.connect(lambda: self.take_away(block))
        block.be_first(not self.blocks)
        self.blocks.append(block)
        self._column.addWidget(block)
        block.show()
        return block

    def show_values(self, values: Sequence[Value]) -> None:
        """Show these instead."""
        for block in list(self.blocks):
            self._drop(block)
        for value in values:
            self.add(value)

    def take_away(self, block: Block) -> None:
        """One block less; the keyboard goes on with the one that follows."""
        at = self.blocks.index(block)
        following = [*self.blocks[at + 1 :], *self.blocks[:at][-1:]]
        (following[0].gone if following else self.more).setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop(block)

    def fields(self) -> dict[str, Field]:
        """The fields of all blocks: `rewards.0.points`."""
        return {
            f"{self._name}.{place}.{name}": field
            for place, block in enumerate(self._filled())
            for name, field in block.fields().items()
        }

    def value(self) -> tuple[Value, ...]:
        """What all blocks say; those into which nothing was typed are none. Raises Refused, shown beside its field."""
        return tuple(block.value() for block in self._filled())

    def _filled(self) -> list[Block]:
        return [block for block in self.blocks if not block.is_empty()]

    def _drop(self, block: Block) -> None:
        self.blocks.remove(block)
        self._column.removeWidget(block)
        block.hide()
        block.deleteLater()
        if self.blocks:
            self.blocks[0].be_first(True)
