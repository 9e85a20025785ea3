"""What the register is asked to show: text, party, days, kind and a chip; and the bar in which a person says it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from partnercrm.domain.ledger import KIND_WORDS, Kind
from partnercrm.domain.ledger_rows import EntryFilter, EntryState
from ui import theme
from ui.common.choices import ChipRow, Option
from ui.common.fields import ChoiceField, TextField
from ui.common.party_field import PartyField
from ui.common.span import ALL, SpanPicker
from ui.common.tab import Shell
from ui.words import say, tr

TYPING_MS = 150


def state_options() -> list[Option]:
    """The chips."""
    return [
        Option(EntryState.ALL.value, tr("All")),
        Option(EntryState.OPEN.value, tr("Open")),
        Option(EntryState.LATE.value, tr("Late")),
        Option(EntryState.CORRECTED.value, tr("Corrected")),
    ]


class FilterBar(QWidget):
    """`changed` comes when a person asked for something else, a moment after the last letter."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.text = TextField(tr("Filter"), placeholder=tr("Filter by words, number"))
        self.party = PartyField(tr("With whom"), shell, may_create=False, placeholder=tr("With whom"))
        self.span = SpanPicker(shell, ALL, chips=False)
        kinds: list[tuple[Kind | None, str]] = [(None, tr("Any kind"))]
        self.kind: ChoiceField[Kind | None] = ChoiceField(
            tr("Kind"), [*kinds, *((kind, say(KIND_WORDS[kind])) for kind in Kind)]
        )
        self.chips = ChipRow(tr("Show"), state_options())
        self.chips.set_values([EntryState.ALL.value])
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()

    def wanted(self, *, folded: bool) -> EntryFilter:
        """The filter as it stands."""
        who, (first, last) = self.party.who(), self.span.span()
        return EntryFilter(
            party=who.party if who else None,
            from_day=first,
            to_day=last,
            kind=self.kind.value(),
            text=self.text.value(),
            state=EntryState(self.chips.value() or EntryState.ALL.value),
            folded=folded,
        )

    def narrows(self) -> bool:
        """Whether less than everything is asked for."""
        return self.wanted(folded=True) != EntryFilter()

    def clear(self) -> None:
        """Ask for everything, without a signal."""
        self.text.set_value("")
        self.party.set_who(None)
        self.span.set_value(ALL)
        self.kind.set_value(None)
        self.chips.set_values([EntryState.ALL.value])

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Write on the chips how many entries are behind them."""
        self.chips.set_counts(counts)

    def _connect(self) -> None:
        self._typing.timeout.connect(self.changed.emit)
        self.text.edit.textChanged.connect(lambda _text: self._typing.start())
        self.party.changed.connect(self.changed.emit)
        self.party.edit.textEdited.connect(self._on_party_text)
        self.span.changed.connect(self.changed.emit)
        self.kind.edited.connect(self.changed.emit)
        self.chips.changed.connect(self.changed.emit)

    def _on_party_text(self, text: str) -> None:
        if not text:
            self.changed.emit()

    def _lay_out(self) -> None:
        for field in (self.text, self.party, self.kind):
            field.caption.hide()
        self.text.edit.setClearButtonEnabled(True)
        self.party.edit.setClearButtonEnabled(True)
        sign = self.text.edit.addAction(theme.themed_icon("list-filter"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText(tr("Filter"))
        theme.set_icon(sign, "list-filter", "text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.party, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.span, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.kind, 2, Qt.AlignmentFlag.AlignTop)
