"""The bill of a delivery: attach it or a credit note with its file, and pay it, perhaps early and less."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from partnercrm.columns.supply import value_of
from partnercrm.domain.errors import Refused
from partnercrm.domain.money import half_up
from partnercrm.domain.supply import DOCUMENT_WORDS, DocumentDraft, DocumentKind
from partnercrm.domain.supply_rows import DeliveryRow
from partnercrm.services import delivery_bill
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, read
from ui.common.tab import Shell
from ui.common.widgets import button, label
from ui.words import money, say, tr


class BillForm(FieldsSheet):
    """A bill or a credit note; it is attached and posts nothing by itself."""

    def __init__(self, shell: Shell, row: DeliveryRow) -> None:
        super().__init__(shell, tr("Attach a bill of {name}", name=row.party_name), tr("Attach"), width=560)
        self._row = row
        self._file: Path | None = None
        today = shell.session.clock.today
        kinds = [(kind, say(words)) for kind, words in DOCUMENT_WORDS.items()]
        self.kind: ChoiceField[DocumentKind] = ChoiceField(tr("&What it is"), kinds)
        self.number = TextField(tr("N&umber on it"), placeholder="R-881")
        self.day = DateField(tr("&Day on it"), today, past=True)
        self.amount = MoneyField(tr("&Amount, with tax"))
        self.due = DateField(tr("&Pay by"), today, placeholder=tr("+2w, 30/11"))
        self.file_button = button(tr("Choose its &file"), icon="paperclip", small=True)
        self.file_name = label("", "muted")
        self.rows(
            ((self.kind, 1), (self.number, 1)),
            ((self.amount, 1), (self.day, 1), (self.due, 1)),
        )
        files = QHBoxLayout()
        files.setSpacing(10)
        files.addWidget(self.file_button)
        files.addWidget(self.file_name, 1)
        self.body.addLayout(files)
        self.file_button.clicked.connect(self._choose_file)
        self.kind.edited.connect(self._fit)

    def start(self) -> None:
        """Open it: the bill first, then credit notes; the amount that is expected is proposed."""
        row = self._row
        self.day.set_value(self.shell.session.clock.today())
        if row.billed is not None:
            self.kind.set_value(DocumentKind.CREDIT_NOTE)
        self._fit()
        self.open(self.number.edit)

    def take_file(self, path: Path) -> None:
        """Attach this file."""
        self._file = path
        self.file_name.setText(path.name)

    def fields(self) -> dict[str, Field]:
        return {"kind": self.kind, "number": self.number, "amount": self.amount, "day": self.day, "due": self.due}

    def save(self) -> None:
        kind = self.kind.value()
        due = read(self.due) if kind is DocumentKind.BILL else None
        draft = DocumentDraft(kind, self.number.value(), read(self.day), read(self.amount), due)
        store, ctx, number, file = self.shell.session.store, self.ctx, self._row.id, self._file
        self.write(lambda: delivery_bill.add_document(store, ctx, number, draft, file))

    def _fit(self) -> None:
        """A credit note is not to be paid; what is expected of either stands as the amount until another is typed."""
        row, is_bill = self._row, self.kind.value() is DocumentKind.BILL
        self.due.setVisible(is_bill)
        expected = value_of(row) if is_bill else row.difference
        if expected is not None and expected > 0:
            self.amount.set_value(expected)
        elif not is_bill:
            self.amount.set_value(None)

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("Attach a document"), str(Path.home()))
        if chosen:
            self.take_file(Path(chosen))


class PayForm(FieldsSheet):
    """Pay what is open of a delivery: all of it, a part, or early with some percent off."""

    def __init__(self, shell: Shell, row: DeliveryRow) -> None:
        super().__init__(shell, tr("Pay {name}", name=row.party_name), tr("Save the payment"), width=520)
        self._row = row
        words = label(tr("{amount} is still to be paid.", amount=money(row.open)), "muted")
        self.body.addWidget(words)
        self.percent = NumberField(tr("&Less for paying early (%)"), placeholder="2")
        self.paid = MoneyField(tr("&Paid"))
        self.day = DateField(tr("&Day"), shell.session.clock.today, past=True)
        self.memo = TextField(tr("No&te"))
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.rows(((self.percent, 1), (self.paid, 1), (self.day, 1)), ((self.memo, 1),))
        self.body.addWidget(self.told)
        self.percent.edited.connect(self._on_percent)
        self.paid.edited.connect(self._tell)

    def start(self) -> None:
        """Open it with all that is open."""
        self.day.set_value(self.shell.session.clock.today())
        self.paid.set_value(self._row.open)
        self._tell()
        self.open(self.percent.edit)

    def fields(self) -> dict[str, Field]:
        return {"discount": self.percent, "paid": self.paid, "day": self.day, "memo": self.memo}

    def save(self) -> None:
        percent, paid, day, memo = read(self.percent), read(self.paid), read(self.day), self.memo.value()
        discount = self._discount(percent)
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        self.write(lambda: delivery_bill.pay(store, ctx, number, paid, discount, day, memo))

    def _discount(self, percent: object) -> int:
        return half_up(Fraction(self._row.open) * Fraction(str(percent)) / 100) if percent else 0

    def _on_percent(self) -> None:
        try:
            percent = self.percent.value()
        except Refused:
            return
        self.paid.set_value(max(self._row.open - self._discount(percent), 0))
        self._tell()

    def _tell(self) -> None:
        """What is left after it, in words."""
        try:
            discount, paid = self._discount(self.percent.value()), self.paid.value() or 0
        except Refused:
            return
        left = self._row.open - discount - paid
        said = tr("{paid} paid", paid=money(paid))
        if discount:
            said = tr("{paid}, {discount} less for paying early", paid=said, discount=money(discount))
        self.told.setText(tr("{said}: {left} left.", said=said, left=money(left)))
