"""Since we work with somebody: before and after beside one another, with what else began."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.services import since
from partnercrm.services.since import Since, Span
from ui import messages
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import card, label
from ui.promotion.cells import DASH
from ui.words import date, money, number, tr, trn


class SinceSheet(Sheet):
    """Filled once it was read; opened then."""

    def __init__(self, shell: Shell, party: int) -> None:
        super().__init__(shell.host(), tr("Before and after"), width=640)
        self._shell, self._party = shell, party
        self.add_button(tr("Close"), self.shut, "primary")

    def start(self) -> None:
        """Read, then open; where there is no day yet, that is said."""
        session, party = self._shell.session, self._party
        self._shell.tasks.run_read(
            lambda: since.since(session.store, session.ctx(), party), self._show, self._refused, owner=self
        )

    def _refused(self, error: Refused) -> None:
        self.shut()
        messages.refused(error)

    def _show(self, found: Since) -> None:
        days = (found.after.last - found.after.first).days + 1
        told = tr("We work with {name} since {day}.", name=found.name, day=date(found.day))
        told += " " + trn("{count} customer is shared.", "{count} customers are shared.", found.customers)
        spans = trn("Both sides: {count} day.", "Both sides: {count} days.", days)
        words = label(f"{told} {spans}", "muted")
        words.setWordWrap(True)
        self.body.addWidget(words)
        row = QHBoxLayout()
        row.setSpacing(12)
        for title, span in ((tr("Before"), found.before), (tr("After"), found.after)):
            row.addWidget(_span(title, span), 1)
        self.body.addLayout(row)
        warning = label(
            tr(
                "Before and after proves nothing by itself: see what else changed. Whoever came with their vouchers "
                "since then counts as shared, so more is to be expected of them."
            ),
            "faint",
        )
        warning.setWordWrap(True)
        self.body.addWidget(warning)
        self.open()
        self.place()


def _span(title: str, span: Span) -> QWidget:
    frame, column = card()
    column.addWidget(label(title, "heading"))
    column.addWidget(label(tr("{first} to {last}", first=date(span.first), last=date(span.last)), "faint"))
    grid = QGridLayout()
    grid.setColumnStretch(0, 1)
    known = span.covered or span.everybody.visits > 0
    lines = (
        (tr("Visits"), number(span.everybody.visits) if known else DASH),
        (tr("Revenue"), money(span.everybody.revenue) if known else DASH),
        (tr("Visits of shared customers"), number(span.shared.visits) if known else DASH),
        (tr("Revenue with them"), money(span.shared.revenue) if known else DASH),
        (tr("Favours given"), money(span.given)),
        (tr("Favours received"), money(span.received)),
    )
    for place, (name, figure) in enumerate(lines):
        grid.addWidget(label(name, "muted"), place, 0)
        grid.addWidget(label(figure, "strong"), place, 1, Qt.AlignmentFlag.AlignRight)
    column.addLayout(grid)
    if not span.covered:
        column.addWidget(_small(tr("Sales are not known for all of these days.")))
    if span.year_before is not None:
        visits = trn("{count} visit", "{count} visits", span.year_before.visits)
        revenue = money(span.year_before.revenue)
        column.addWidget(_small(tr("A year before: {visits}, {revenue}", visits=visits, revenue=revenue)))
    for each in span.changes:
        values = {"day": date(each.day), "what": each.title}
        said = tr("{day}: {what} ended", **values) if each.ended else tr("{day}: {what} began", **values)
        column.addWidget(_small(said))
    column.addStretch(1)
    return frame


def _small(text: str) -> QWidget:
    words = label(text, "faint")
    words.setWordWrap(True)
    return words
