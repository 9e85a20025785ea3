"""The view *Mutual benefit*: by partner and function, what we have of it and what they have, read off the promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.agreement import AGREEMENT_WORDS
from partnercrm.domain.agreement_rows import Benefit
from partnercrm.domain.words import Message, msg
from partnercrm.services import agreement as agreements
from ui.agreement import deeds
from ui.common.delegates import MutedDelegate, TextDelegate, WordsDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.widgets import CornerMask, EmptyState, card
from ui.theme import Weight
from ui.words import say, tr, trn

SHOWN = 2


def _said(parts: Sequence[Message]) -> str:
    return "; ".join(say(each) for each in parts)


COLUMNS: tuple[Column[tuple[int, Benefit]], ...] = (
    Column("party", msg("Partner"), ColumnKind.TEXT, lambda row: row[1].party.name, "", 22),
    Column("function", msg("About"), ColumnKind.TEXT, lambda row: AGREEMENT_WORDS[row[1].function], "", 18),
    Column("for_us", msg("Benefit for us"), ColumnKind.TEXT, lambda row: _said(row[1].for_us), "", 34),
    Column("for_them", msg("Benefit for them"), ColumnKind.TEXT, lambda row: _said(row[1].for_them), "", 34),
)


class BenefitsView(View):
    """One row for each partner and function of what has not ended; two promises fit, the tool tip holds all."""

    subjects = frozenset({"agreement", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows: list[Benefit] = []
        self.model = PagedTableModel(COLUMNS, self._read, row_id=lambda row: row[0])
        self.table = Table(tr("Mutual benefit"), self.model, stretch=("for_us", "for_them"))
        self.table.set_delegates(
            {
                "party": TextDelegate(self.table, weight=Weight.Medium),
                "function": MutedDelegate(self.table),
                "for_us": WordsDelegate(self.table, lambda row: _lines(row[1].for_us)),
                "for_them": WordsDelegate(self.table, lambda row: _lines(row[1].for_them)),
            }
        )
        self.table.remember(shell.settings, "mutual-benefit")
        self.table.current_id_changed.connect(self._on_current)
        self.table.opened.connect(self.open_row)
        self._pages = QStackedWidget()
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        self._pages.addWidget(frame)
        sentence = tr("What you and a partner promise each other in agreements stands here side by side.")
        action = None if shell.session.read_only else (tr("New agreement"), lambda: deeds.open_form(shell))
        self._pages.addWidget(EmptyState("handshake", tr("No agreement yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def reload(self) -> None:
        """Read the table."""
        session = self.shell.session
        self.shell.tasks.run_read(
            lambda: agreements.table(session.store, session.ctx()),
            self._show,
            owner=self,
            latest_key=f"benefits {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: an agreement, for the table is read off them."""
        if action == "new":
            deeds.open_form(self.shell, party=wanted.get("party"))
        return action == "new"

    def open_row(self, place: int) -> None:
        """Show the agreement behind a row."""
        self.shell.go("agreements", view="agreements", record=self._rows[place].agreement)

    def _read(self, places: list[int]) -> list[tuple[int, Benefit]]:
        return [(place, self._rows[place]) for place in places if place < len(self._rows)]

    def _show(self, found: list[Benefit]) -> None:
        self._rows = found
        self.model.set_ids(range(len(found)))
        self._pages.setCurrentIndex(0 if found else 1)
        partners = len({row.party.id for row in found})
        self.told.emit(trn("{count} partner", "{count} partners", partners) if found else "")

    def _on_current(self, place: Any) -> None:
        if place is not None and self._rows[place].party.id != self.shell.party_in_sight():
            self.shell.show_party(self._rows[place].party.id)


def _lines(parts: Sequence[Message]) -> list[tuple[str, str]]:
    """At most two lines; the second one takes up what is left."""
    said = [say(each) for each in parts]
    return [(text, "text") for text in (*said[: SHOWN - 1], "; ".join(said[SHOWN - 1 :])) if text]
