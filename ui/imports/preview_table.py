"""What an import would do, row by row: its number, what it says, what becomes of it, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.words import msg
from partnercrm.imports.preview import Preview, PreviewRow, RowState
from ui import theme
from ui.common.choices import ChipRow, Option
from ui.common.delegates import BadgeDelegate, MutedDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.painting import BadgeSpec
from ui.common.table_view import Table
from ui.tokens import ROW_REGISTER
from ui.words import say, tr

ALL = "all"
HEIGHT = 232
_TONES = {RowState.NEW: "success", RowState.KNOWN: "", RowState.DOUBTFUL: "warning", RowState.BAD: "danger"}


def state_words(state: RowState) -> str:
    """What becomes of a row."""
    return {
        RowState.NEW: tr("New"),
        RowState.KNOWN: tr("Already there"),
        RowState.DOUBTFUL: tr("Doubtful"),
        RowState.BAD: tr("Cannot go in"),
    }[state]


def reason_of(row: PreviewRow) -> str:
    """Why, in one line."""
    return " ".join(say(reason) for reason in row.reasons)


def _columns() -> tuple[Column[PreviewRow], ...]:
    text = ColumnKind.TEXT
    return (
        Column("row", msg("Row"), ColumnKind.COUNT, lambda row: row.numbers[0], "", 6),
        Column("said", msg("What"), text, lambda row: row.said, "", 34),
        Column("state", msg("What becomes of it"), text, lambda row: state_words(row.state), "", 17),
        Column("reason", msg("Why"), text, reason_of, "", 40),
    )


class PreviewTable(QWidget):
    """The table, and chips with counts above it."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[PreviewRow] = ()
        names = [(ALL, tr("All")), *((state.value, state_words(state)) for state in RowState)]
        self.chips = ChipRow(tr("Show"), [Option(*name) for name in names])
        self.chips.set_values([ALL])
        self.model = PagedTableModel(_columns(), self._fetch, row_id=lambda row: row.numbers[0])
        self.table = Table(tr("Rows of the file"), self.model, row_height=ROW_REGISTER, stretch="reason")
        self.table.set_delegates(
            {
                "state": BadgeDelegate(self.table, lambda row: [BadgeSpec(state_words(row.state), _TONES[row.state])]),
                "reason": MutedDelegate(self.table),
            }
        )
        self.table.setFixedHeight(theme.px(HEIGHT))
        self.chips.changed.connect(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.table)

    def show_preview(self, prepared: Preview) -> None:
        """Show the rows, and the counts on the chips."""
        self._rows = prepared.rows
        counts = {state.value: prepared.count(state) for state in RowState}
        self.chips.set_counts({ALL: len(prepared.rows), **counts})
        self._filter()

    def _filter(self) -> None:
        wanted = self.chips.value() or ALL
        self._shown = {row.numbers[0]: row for row in self._rows if wanted in (ALL, row.state.value)}
        self.model.set_ids(list(self._shown))

    def _fetch(self, numbers: list[int]) -> Sequence[PreviewRow]:
        return [self._shown[number] for number in numbers if number in self._shown]
