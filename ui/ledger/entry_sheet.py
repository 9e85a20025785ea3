"""One entry whole: its lines, how their values are known, what it asks for, what it paid and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from partnercrm.domain.agreement_rows import EntryAgreements
from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger import (
    BASIS_WORDS,
    KIND_WORDS,
    REASON_WORDS,
    RETURN_WORDS,
    SOURCE_WORDS,
    Direction,
)
from partnercrm.domain.ledger_rows import EntryView, LineView
from partnercrm.domain.sentences import amount_of
from partnercrm.services import agreement, agreement_write, entry
from ui.common.fields import ChoiceField
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import button, hline, label
from ui.ledger import deeds
from ui.shortcuts import tip
from ui.words import locale, money, number, say, tr

WIDTH = 680
NO_AGREEMENT = EntryAgreements()
Fact = tuple[str, str]


def open_entry(shell: Shell, number: str) -> None:
    """Read an entry by its number and show it."""
    store, ctx = shell.session.store, shell.session.ctx()

    def read() -> tuple[EntryView, EntryAgreements]:
        view = entry.entry(store, number)
        row = view.row
        return view, agreement.of_entry(store, ctx, row.id, row.party_id, row.belongs_to or row.day)

    shell.tasks.run_read(read, lambda found: EntrySheet(shell, *found).open(), owner=shell.host())


class EntrySheet(Sheet):
    """Only to be read; what can be done with the entry stands below."""

    def __init__(self, shell: Shell, view: EntryView, agreements: EntryAgreements = NO_AGREEMENT) -> None:
        super().__init__(shell.host(), tr("Entry {number}", number=view.row.number), width=WIDTH)
        self._shell, self._view = shell, view
        self._facts()
        for side, words in ((Direction.GIVEN, tr("We gave")), (Direction.RECEIVED, tr("They gave"))):
            lines = [line for line in view.lines if line.direction is side]
            if lines:
                self.body.addWidget(label(words, "section"))
            for line in lines:
                self.body.addWidget(_Line(line))
        self._links()
        if len(agreements.choices) > 1 or agreements.named is not None:
            self._counts_for(agreements)
        self._buttons()

    def _counts_for(self, agreements: EntryAgreements) -> None:
        """Which of several agreements it counts for; what is chosen is written at once."""
        shell, number, ctx = self._shell, self._view.row.number, self._shell.session.ctx
        choices: list[tuple[int | None, str]] = [(None, tr("every agreement that it fits")), *agreements.choices]
        field: ChoiceField[int | None] = ChoiceField(tr("Counts for"), choices)
        if agreements.named in dict(choices):
            field.set_value(agreements.named)
        field.combo.setEnabled(not shell.session.read_only)

        def choose() -> None:
            wanted = field.value()
            shell.tasks.run_write(
                lambda: agreement_write.name_on(shell.session.store, ctx(), number, wanted), shell.saved, owner=self
            )

        field.edited.connect(choose)
        self.body.addWidget(field)

    def _facts(self) -> None:
        row, today = self._view.row, self._shell.session.clock.today()
        named = button(row.party.replace("&", "&&"), "link")
        named.clicked.connect(self._show_party)
        self.body.addWidget(named, 0, Qt.AlignmentFlag.AlignLeft)
        facts: list[Fact] = [(tr("Date"), locale().long_date(row.day))]
        if row.belongs_to:
            facts.append((tr("Belongs to"), locale().long_date(row.belongs_to)))
        if row.due:
            day = locale().long_date(row.due)
            facts.append((tr("Due"), f"{day}, {say(due_words(row.due, today))}" if row.open else day))
        facts += [
            (name, text)
            for name, text in (
                (tr("Memo"), row.memo),
                (tr("Our document"), row.our_document),
                (tr("Their document"), row.their_document),
                (tr("Why"), self._view.reason),
                (tr("Comes from"), say(SOURCE_WORDS[row.source])),
                (tr("Saved"), tr("{when} by {who}", when=locale().moment(row.posted_at), who=row.posted_by)),
            )
            if text
        ]
        self.body.addWidget(_Facts(facts))

    def _links(self) -> None:
        view, row = self._view, self._view.row
        named = [
            (tr("Taken back by"), [row.reversed_by]),
            (tr("Takes back"), [row.reverses]),
            (tr("Credits"), [row.credits]),
            (tr("Credited by"), list(view.credited_by)),
            (tr("Corrects"), [row.corrects]),
            (tr("Corrected by"), list(view.corrected_by)),
            (tr("Enters again"), [row.enters_again]),
            (tr("Entered again by"), list(view.entered_again_by)),
            (tr("Belongs with"), list(dict.fromkeys((row.linked, *view.linked_with)))),
        ]
        for words, numbers in named:
            shown = [each for each in numbers if each]
            if shown:
                self.body.addLayout(self._link_row(words, shown))
        for settled in view.settled:
            words = tr("Pays") if settled.pays else tr("Paid by")
            said = tr("{amount} on {day}", amount=money(settled.amount), day=locale().date(settled.day))
            self.body.addLayout(self._link_row(words, [settled.number], said))

    def _link_row(self, words: str, numbers: list[str], said: str = "") -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(words, "muted"))
        for each in numbers:
            made = button(each, "link")
            made.setAccessibleName(tr("{what} entry {number}", what=words, number=each))
            made.clicked.connect(lambda _on=False, each=each: self._go_on(each))
            row.addWidget(made)
        if said:
            row.addWidget(label(said, "muted"))
        row.addStretch()
        return row

    def _buttons(self) -> None:
        for key, text, _icon, do in deeds.of_entry(self._shell, self._shell.host(), self._view.row):
            made = self.add_button(text, partial(self._leave_to, do), "primary" if key == "settle" else "")
            made.setToolTip(tip(text, key) if key else text)

    def _leave_to(self, do: Callable[[], None]) -> None:
        self.shut()
        do()

    def _go_on(self, numbered: str) -> None:
        self.shut()
        open_entry(self._shell, numbered)

    def _show_party(self) -> None:
        self.shut()
        self._shell.show_party(self._view.row.party_id)
        self._shell.run("open_record", party=self._view.row.party_id)


class _Facts(QWidget):
    """Names at the left, what they say at the right."""

    def __init__(self, facts: list[Fact]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for at, (name, text) in enumerate(facts):
            said = label(text)
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(name, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, at, 1)


class _Line(QWidget):
    """What passed and its value, and below it all that is known of the value."""

    def __init__(self, line: LineView) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        what = label(line.what or say(KIND_WORDS[line.kind]), "strong")
        what.setWordWrap(True)
        amount = tr("no price") if line.value is None else money(line.sign * line.value)
        grid.addWidget(what, 0, 0)
        grid.addWidget(label(amount, "strong"), 0, 1, Qt.AlignmentFlag.AlignRight)
        details = label(" \N{MIDDLE DOT} ".join(line_details(line)), "muted")
        details.setWordWrap(True)
        grid.addWidget(details, 1, 0, 1, 2)
        grid.addWidget(hline(), 2, 0, 1, 2)


def line_details(line: LineView) -> list[str]:
    """What is known of a line besides what it was and its value."""
    found = [say(KIND_WORDS[line.kind])] if line.what else []
    if line.reason is not None:
        found.append(say(REASON_WORDS[line.reason]))
    if line.quantity is not None:
        found.append(say(amount_of(line.quantity, line.unit)) if line.unit else number(line.quantity))
    found.append(tr("value: {how}", how=say(BASIS_WORDS[line.basis])))
    found.append(tr("asks for: {what}", what=say(RETURN_WORDS[line.asks])))
    if line.tax_amount is not None:
        code = f" ({line.tax_code})" if line.tax_code else ""
        found.append(tr("tax {amount}{code}", amount=money(line.tax_amount), code=code))
    if line.cost is not None:
        found.append(tr("cost us {amount}", amount=money(line.cost)))
    if line.open:
        found.append(tr("{amount} still open", amount=money(abs(line.open))))
    return found
