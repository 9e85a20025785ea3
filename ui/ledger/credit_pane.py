"""Taking something off an entry: returned goods, or a price that was lowered later."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import KIND_WORDS, Kind
from partnercrm.domain.ledger_rows import EntryView
from partnercrm.domain.words import msg
from partnercrm.services import entry, ledger
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.ledger.pane import Pane, Write, amount_of, day_of, row_of_fields
from ui.words import money, say, tr


class CreditPane(Pane):
    """A new entry, dated today, on the side of the one that it names; never more than that."""

    def __init__(self, shell: Shell, number: str) -> None:
        super().__init__(shell)
        self.verb = tr("Credit it")
        self._shown = ""
        self.number = TextField(tr("&Entry"), placeholder="2026-0412")
        self.number.set_value(number)
        self.value = MoneyField(tr("&How much less"))
        self.day = DateField(tr("&Date"), shell.session.clock.today)
        self.day.set_value(shell.session.clock.today())
        self.line: ChoiceField[int | None] = ChoiceField(tr("&Which line"), [(None, tr("the one with a price"))])
        self.line.hide()
        self.memo = TextField(tr("&Memo (they may read it)"), placeholder=tr("One sack came back"))
        self.document = TextField(tr("&Their document"), placeholder=tr("number of the credit note"))
        self.about = label(tr("Type the number of the entry."), "muted")
        self.about.setWordWrap(True)
        self.column.addLayout(row_of_fields((self.number, 1), (self.value, 1), (self.day, 1)))
        for each in (self.about, self.line):
            self.column.addWidget(each)
        self.column.addLayout(row_of_fields((self.memo, 1), (self.document, 1)))
        self.column.addStretch()
        self.number.edit.editingFinished.connect(self._read)
        if number:
            self._read()

    def fields(self) -> dict[str, Field]:
        """Entry, value, date, line, memo, document."""
        return {
            "number": self.number,
            "value": self.value,
            "day": self.day,
            "line": self.line,
            "memo": self.memo,
            "their_document": self.document,
        }

    def first(self) -> QWidget:
        """The amount, where the entry is known already."""
        return self.value.edit if self.number.value() else self.number.edit

    def writer(self, party: int | None) -> Write:
        """A credit of the entry."""
        number, value, day = self.number.value(), amount_of("value", self.value), day_of("day", self.day)
        line, memo, document = self.line.value(), self.memo.value(), self.document.value()
        if not number:
            raise Refused(msg("Type the number of the entry."), "number")
        if value is None:
            raise Refused(msg("Type the amount."), "value")
        return lambda store, ctx: ledger.credit(
            store, ctx, number, value, day, line=line, memo=memo, their_document=document
        )

    def _read(self) -> None:
        number, store = self.number.value(), self.shell.session.store
        if number and number != self._shown:
            self._shown = number
            self.shell.tasks.run_read(
                lambda: entry.entry(store, number), self._show, self._on_unknown, owner=self, latest_key="credit"
            )

    def _on_unknown(self, error: Refused) -> None:
        self.number.set_error(say(error.message))

    def _show(self, view: EntryView) -> None:
        priced = [line for line in view.lines if line.value is not None and line.kind is not Kind.ADJUSTMENT]
        choices = [
            (line.position + 1, f"{line.what or say(KIND_WORDS[line.kind])}, {money(line.value or 0)}")
            for line in priced
        ]
        first: list[tuple[int | None, str]] = [(None, tr("the one with a price"))]
        several = len(priced) > 1
        self.line.set_choices([*choices] if several else first)
        self.line.setVisible(several)
        said = tr("{name}, {what}", name=view.row.party, what=view.row.said or view.row.number)
        whole = "" if several or not priced else f": {money(priced[0].value or 0)}"
        self.about.setText(f"{said}{whole}")
