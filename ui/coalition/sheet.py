"""One settlement to read: how it stands, its arithmetic line by line, its entries, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.coalition import STATE_WORDS, SettlementState
from partnercrm.domain.coalition_rows import SettlementRow, SettlementView
from partnercrm.services import coalition_settlement as settling
from ui.coalition import sheet_page
from ui.coalition.forms import ReverseForm, SignForm
from ui.common import paper_cards
from ui.common.record_sheet import RecordSheet, write
from ui.common.tab import Shell
from ui.words import date, say, tr


class SettlementSheet(RecordSheet):
    """`read` looks up the arithmetic and opens it."""

    def __init__(self, shell: Shell, owner: QWidget, row: SettlementRow) -> None:
        title = tr("Settlement of {first} to {last}", first=date(row.from_day), last=date(row.until_day))
        super().__init__(shell, title, width=640)
        self._row, self._owner = row, owner

    def read(self) -> None:
        """Read the whole settlement, then open."""
        store, number = self.shell.session.store, self._row.id
        self.shell.tasks.run_read(
            lambda: settling.view(store, number), self._show, owner=self, latest_key=f"settlement {id(self)}"
        )

    def _show(self, view: SettlementView) -> None:
        row = view.row
        state = say(STATE_WORDS[row.state])
        if row.signed_day is not None:
            state = tr("{state}: {document}, {day}", state=state, document=row.document, day=date(row.signed_day))
        self.sentence(tr("{state}. {program}.", state=state, program=row.program_name))
        self.deed(tr("Print the sheet"), lambda: print_sheet(self.shell, self._owner, view))
        self._deeds_of(row)
        for words in sheet_page.lines_of(view):
            self.line(words)
        over = sum(each.points for each in view.overspent if each.points > 0)
        if over:
            self.line(tr("{points} points more than cards had, borne as agreed. They stand on the sheet.", points=over))
        back = sum(-each.points for each in view.overspent if each.points < 0)
        if back:
            self.line(tr("{points} points that were borne before, made up by the cards since.", points=back))
        for entry in row.entries:
            self.line(tr("Posted"), entry=entry)
        self.start()

    def _deeds_of(self, row: SettlementRow) -> None:
        shell = self.shell
        if row.state is SettlementState.DRAFT:
            store, ctx = shell.session.store, shell.session.ctx()
            self.deed(tr("All signed it"), lambda: SignForm(shell, row).start())
            self.deed(
                tr("Delete the draft"),
                lambda: write(shell, self._owner, lambda: settling.delete(store, ctx, row.id)),
            )
        elif row.state in (SettlementState.SIGNED, SettlementState.PARTLY_REVERSED):
            self.deed(tr("Take it back"), lambda: ReverseForm(shell, row).start())


def print_sheet(shell: Shell, owner: QWidget, view: SettlementView) -> None:
    """Ask for the place, then write the sheet as PDF."""
    name, shop = tr("Points until {day}", day=view.row.until_day.isoformat()), shell.session.facts.name
    paper_cards.ask_pdf(owner, name, lambda path: sheet_page.save_pdf(path, view, shop))
