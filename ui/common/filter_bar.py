"""The bar above a list that many are in: words, with whom, and the days; a list adds what else it can be asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.common.fields import TextField
from ui.common.party_field import PartyField
from ui.common.span import SpanPicker
from ui.common.tab import Shell
from ui.words import tr

TYPING_MS = 150


class FilterBar(QWidget):
    """`changed` comes when a person asked for something else, a moment after the last letter.

    `words` and `whom` are what stands in the two fields as long as they are empty, `days` the span at first.
    """

    changed = Signal()

    def __init__(self, shell: Shell, words: str, whom: str, days: str) -> None:
        super().__init__()
        self.text = TextField(tr("Filter"), placeholder=words)
        self.who = PartyField(whom, shell, may_create=False, placeholder=whom)
        self.span = SpanPicker(shell, days, chips=False)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self.row = QHBoxLayout(self)
        self._lay_out()
        self._typing.timeout.connect(self.changed.emit)
        self.text.edit.textChanged.connect(lambda _text: self._typing.start())
        self.who.changed.connect(self.changed.emit)
        self.who.edit.textEdited.connect(lambda text: None if text else self.changed.emit())
        self.span.changed.connect(self.changed.emit)

    def party(self) -> int | None:
        """Who is asked for, by row id."""
        who = self.who.who()
        return who.party if who else None

    def _lay_out(self) -> None:
        for field in (self.text, self.who):
            field.caption.hide()
            field.edit.setClearButtonEnabled(True)
        sign = self.text.edit.addAction(theme.themed_icon("list-filter"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText(tr("Filter"))
        theme.set_icon(sign, "list-filter", "text3")
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        for part, stretch in ((self.text, 3), (self.who, 2), (self.span, 0)):
            self.row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
