"""The lines of the give-and-take form: what we gave, and below it what they gave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Direction, LineDraft, Source
from partnercrm.domain.party import Role
from ui.common.fields import Field
from ui.common.tab import Shell
from ui.common.widgets import button, label
from ui.ledger.line_editor import LineEditor
from ui.words import tr


class Lines(QWidget):
    """Each side begins with one empty line; empty lines are left out of the draft."""

    changed = Signal()

    def __init__(
        self,
        shell: Shell,
        party: Callable[[], int | None],
        agreed: Callable[[LineDraft], LineDraft] = lambda line: line,
    ) -> None:
        super().__init__()
        self._shell, self._party, self._agreed = shell, party, agreed
        self._editors: dict[Direction, list[LineEditor]] = {side: [] for side in Direction}
        self._places: dict[Direction, QVBoxLayout] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for side, words in ((Direction.GIVEN, tr("We gave")), (Direction.RECEIVED, tr("They gave"))):
            column.addLayout(self._head(side, words))
            place = self._places[side] = QVBoxLayout()
            place.setSpacing(6)
            column.addLayout(place)
            self.add(side)

    def add(self, side: Direction) -> LineEditor:
        """One more line on a side."""
        made = LineEditor(self._shell, side, self._party, self._agreed)
        made.changed.connect(self.changed.emit)
        made.removed.connect(lambda: self._remove(made))
        self._editors[side].append(made)
        self._places[side].addWidget(made)
        self._show_removers()
        return made

    def editors(self) -> list[LineEditor]:
        """All lines, ours first."""
        return [editor for side in Direction for editor in self._editors[side]]

    def filled(self) -> list[LineEditor]:
        """The lines that say something, in the order of the draft."""
        return [editor for editor in self.editors() if not editor.is_empty()]

    def lines(self) -> tuple[LineDraft, ...]:
        """What the lines say. Raises Refused, naming `lines.N.field`, for what cannot be read."""
        made = []
        for place, editor in enumerate(self.filled()):
            try:
                made.append(editor.line())
            except Refused as error:
                raise Refused(error.message, f"lines.{place}.{error.field}") from error
        return tuple(made)

    def readable(self) -> tuple[LineDraft, ...]:
        """The lines that can be read already."""
        made = []
        for editor in self.filled():
            try:
                made.append(editor.line())
            except Refused:
                continue
        return tuple(made)

    def set_lines(self, lines: Sequence[LineDraft]) -> None:
        """Show these lines; a side without any keeps one empty line."""
        for side in Direction:
            self._clear(side)
            for line in lines:
                if line.direction is side:
                    self.add(side).set_line(line)
            if not self._editors[side]:
                self.add(side)

    def content(self) -> list[dict[str, Any]]:
        """What to keep of half-typed lines."""
        return [editor.content() for editor in self.filled()]

    def set_content(self, content: Sequence[dict[str, Any]]) -> None:
        """Show what was kept."""
        self.set_lines(())
        for kept in content:
            side = Direction(kept["side"])
            first = self._editors[side][0]
            editor = first if first.is_empty() else self.add(side)
            editor.set_content(kept)

    def propose(self, roles: tuple[Role, ...], source: Source) -> None:
        """Show what is proposed where nobody chose."""
        for editor in self.editors():
            editor.propose(roles, source)

    def fields(self) -> dict[str, Field]:
        """The fields of all filled lines by `lines.N.field`; of an empty form, those of its first line."""
        editors = self.filled() or self.editors()[:1]
        return {
            f"lines.{place}.{key}": field
            for place, editor in enumerate(editors)
            for key, field in editor.fields().items()
        }

    def _head(self, side: Direction, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(words, "section"))
        more = button(tr("Add a line"), "link")
        more.setAccessibleName(tr("{side}: add a line", side=words))
        more.clicked.connect(lambda: self.add(side).what.take_focus())
        row.addStretch()
        row.addWidget(more, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _remove(self, editor: LineEditor) -> None:
        self._editors[editor.side].remove(editor)
        self._drop(editor)
        if not self._editors[editor.side]:
            self.add(editor.side)
        self._show_removers()
        self.changed.emit()

    def _clear(self, side: Direction) -> None:
        for editor in self._editors[side]:
            self._drop(editor)
        self._editors[side] = []

    def _drop(self, editor: LineEditor) -> None:
        self._places[editor.side].removeWidget(editor)
        editor.hide()
        editor.deleteLater()

    def _show_removers(self) -> None:
        for editor in self.editors():
            alone = len(self._editors[editor.side]) == 1
            editor.remove.setEnabled(not alone)
