"""What a list of sales is asked to show: words, who bought, and the days."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from partnercrm.domain.sale_rows import SaleFilter
from ui import theme
from ui.common.fields import TextField
from ui.common.party_field import PartyField
from ui.common.span import ALL, MONTH, SpanPicker
from ui.common.tab import Shell
from ui.words import tr

TYPING_MS = 150


class SaleFilterBar(QWidget):
    """`changed` comes when a person asked for something else, a moment after the last letter."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.text = TextField(tr("Filter"), placeholder=tr("Filter by name, item, receipt"))
        self.who = PartyField(tr("Who bought"), shell, may_create=False, placeholder=tr("Who bought"))
        self.span = SpanPicker(shell, MONTH, chips=False)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._typing.timeout.connect(self.changed.emit)
        self.text.edit.textChanged.connect(lambda _text: self._typing.start())
        self.who.changed.connect(self.changed.emit)
        self.who.edit.textEdited.connect(lambda text: None if text else self.changed.emit())
        self.span.changed.connect(self.changed.emit)

    def wanted(self) -> SaleFilter:
        """The filter as it stands."""
        who, (first, last) = self.who.who(), self.span.span()
        return SaleFilter(
            party=who.party if who else None,
            from_day=first,
            to_day=last,
            text=self.text.value(),
        )

    def set_all(self, span: str = ALL) -> None:
        """Ask for everything of some days, without a signal."""
        self.text.edit.blockSignals(True)
        self.text.set_value("")
        self.text.edit.blockSignals(False)
        self.who.set_who(None)
        self.span.set_value(span)

    def _lay_out(self) -> None:
        for field in (self.text, self.who):
            field.caption.hide()
        self.text.edit.setClearButtonEnabled(True)
        self.who.edit.setClearButtonEnabled(True)
        sign = self.text.edit.addAction(theme.themed_icon("list-filter"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText(tr("Filter"))
        theme.set_icon(sign, "list-filter", "text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part, stretch in ((self.text, 3), (self.who, 2), (self.span, 0)):
            row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
