"""What the register is asked to show: text, party, days, kind and a chip; and the bar in which a person says it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from partnercrm.domain.ledger import KIND_WORDS, Kind
from partnercrm.domain.ledger_rows import EntryFilter, EntryState
from ui.common.choices import ChipRow, Option
from ui.common.fields import ChoiceField
from ui.common.filter_bar import FilterBar
from ui.common.span import ALL
from ui.common.tab import Shell
from ui.words import say, tr


def state_options() -> list[Option]:
    """The chips."""
    return [
        Option(EntryState.ALL.value, tr("All")),
        Option(EntryState.OPEN.value, tr("Open")),
        Option(EntryState.LATE.value, tr("Late")),
        Option(EntryState.CORRECTED.value, tr("Corrected")),
    ]


class EntryFilterBar(FilterBar):
    """With a kind beside the days; the chips stand where the register puts them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Filter by words, number"), tr("With whom"), ALL)
        kinds: list[tuple[Kind | None, str]] = [(None, tr("Any kind"))]
        self.kind: ChoiceField[Kind | None] = ChoiceField(
            tr("Kind"), [*kinds, *((kind, say(KIND_WORDS[kind])) for kind in Kind)]
        )
        self.chips = ChipRow(tr("Show"), state_options())
        self.chips.set_values([EntryState.ALL.value])
        self.kind.caption.hide()
        self.row.setStretchFactor(self.who, 3)
        self.row.addWidget(self.kind, 2, Qt.AlignmentFlag.AlignTop)
        self.kind.edited.connect(self.changed.emit)
        self.chips.changed.connect(self.changed.emit)

    def wanted(self, *, folded: bool) -> EntryFilter:
        """The filter as it stands."""
        first, last = self.span.span()
        return EntryFilter(
            party=self.party(),
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
        self.who.set_who(None)
        self.span.set_value(ALL)
        self.kind.set_value(None)
        self.chips.set_values([EntryState.ALL.value])

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Write on the chips how many entries are behind them."""
        self.chips.set_counts(counts)
