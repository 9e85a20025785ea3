"""One line of the give-and-take form: what passed, how much of it, its value, how that is known, what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.favour import guess_kind
from partnercrm.domain.ledger import (
    BASIS_WORDS,
    KIND_WORDS,
    PAIRED,
    REASON_WORDS,
    Basis,
    Direction,
    Kind,
    LineDraft,
    Reason,
    Return,
    Source,
    default_basis,
    pays,
    propose_return,
)
from partnercrm.domain.party import Role
from partnercrm.domain.suggestion_rows import Past
from partnercrm.domain.words import msg
from ui import theme
from ui.common.fields import ChoiceField, Field, LineField, MoneyField, TextField
from ui.common.tab import Shell
from ui.common.widgets import icon_button
from ui.ledger.what_field import WhatField
from ui.words import locale, number, say, tr

_WIDTHS = {"kind": 122, "quantity": 62, "unit": 74, "value": 92, "basis": 120, "asks": 112}


class QuantityField(LineField):
    """A number with at most a few decimals, written as the locale writes it."""

    def value(self) -> Decimal | None:
        """The number, None for an empty field. Raises Refused for what is none."""
        if self.is_empty():
            return None
        plain = self.text().replace(locale().group, "").replace(locale().decimal, ".")
        try:
            return Decimal(plain)
        except InvalidOperation as error:
            raise Refused(msg("Type a number.")) from error

    def set_value(self, quantity: Decimal | None) -> None:
        """Show a number, or nothing."""
        self.edit.setText("" if quantity is None else number(quantity))


class LineEditor(QWidget):
    """`changed` comes with every edit. What is not typed yet is proposed, until a person chooses by hand."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self,
        shell: Shell,
        side: Direction,
        party: Callable[[], int | None],
        agreed: Callable[[LineDraft], LineDraft] = lambda line: line,
    ) -> None:
        super().__init__()
        self.side, self._agreed = side, agreed
        self._proposed: int | None = None
        self._base = LineDraft(side, Kind.GOODS)
        self._by_hand: set[str] = set()
        hint = tr("newsletter mention") if side is Direction.GIVEN else tr("oven for an evening")
        self.what = WhatField(tr("What"), shell, party, side, placeholder=hint)
        self.kind: ChoiceField[Kind] = ChoiceField(tr("Kind"), [(kind, say(KIND_WORDS[kind])) for kind in Kind])
        self.kind.set_value(guess_kind("", locale()))
        self.quantity = QuantityField(tr("How many"))
        self.unit = TextField(tr("Unit"), placeholder=tr("hour"))
        self.value = MoneyField(tr("Value"))
        self.basis: ChoiceField[Basis] = ChoiceField(
            tr("Known by"), [(basis, say(BASIS_WORDS[basis])) for basis in Basis]
        )
        self.asks: ChoiceField[Return] = ChoiceField(tr("Asks for"), _returns())
        self.tax_code = TextField(tr("Tax code"))
        self.tax_amount = MoneyField(tr("Tax in it"))
        self.cost = MoneyField(tr("What it cost us (private)"))
        self.reason: ChoiceField[Reason | None] = ChoiceField(tr("Why the rest is closed"), _reasons())
        self.more = icon_button("sliders-horizontal", tr("Tax and cost"))
        self.more.setCheckable(True)
        self.remove = icon_button("x", tr("Take this line away"), size=14)
        self._below = QWidget()
        self._name_fields()
        self._lay_out()
        self._connect()
        self._show_below()

    def fields(self) -> dict[str, Field]:
        """The fields in order, by the names that problems use."""
        return {
            "what": self.what,
            "kind": self.kind,
            "quantity": self.quantity,
            "unit": self.unit,
            "value": self.value,
            "basis": self.basis,
            "asks": self.asks,
            "tax_code": self.tax_code,
            "tax_amount": self.tax_amount,
            "cost": self.cost,
            "reason": self.reason,
        }

    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen here."""
        typed = (self.what.text(), self.quantity.text(), self.value.text(), self.tax_amount.text(), self.cost.text())
        return not any(typed) and "kind" not in self._by_hand

    def line(self) -> LineDraft:
        """What the line says. Raises Refused, naming the field, for what cannot be read."""
        return replace(
            self._base,
            direction=self.side,
            kind=self.kind.value(),
            what=self.what.text(),
            quantity=_read("quantity", self.quantity.value),
            unit=self.unit.value(),
            value=_read("value", self.value.value),
            basis=self.basis.value() if "basis" in self._by_hand else self._agreed_basis(),
            asks=self.asks.value() if "asks" in self._by_hand else None,
            tax_code=self.tax_code.value(),
            tax_amount=_read("tax_amount", self.tax_amount.value),
            cost=_read("cost", self.cost.value),
            reason=self.reason.value() if self.kind.value() is Kind.ADJUSTMENT else None,
        )

    def set_line(self, line: LineDraft) -> None:
        """Show a line as if it had been chosen by hand."""
        self._base = line
        self.what.set_text(line.what)
        self.kind.set_value(line.kind)
        self.quantity.set_value(line.quantity)
        self.unit.set_value(line.unit)
        self.value.set_value(line.value)
        self.tax_code.set_value(line.tax_code)
        self.tax_amount.set_value(line.tax_amount)
        self.cost.set_value(line.cost)
        self._by_hand = {"kind"}
        if line.reason is not None:
            self.reason.set_value(line.reason)
        if line.basis is not None:
            self._by_hand.add("basis")
            self.basis.set_value(line.basis)
        if line.asks is not None:
            self._by_hand.add("asks")
            self.asks.set_value(line.asks)
        self.more.setChecked(bool(line.tax_code or line.tax_amount is not None or line.cost is not None))
        self._show_below()

    def propose(self, roles: tuple[Role, ...], source: Source) -> None:
        """Show what is proposed for what was not chosen by hand."""
        if "kind" not in self._by_hand and self.what.text():
            self.kind.set_value(guess_kind(self.what.text(), locale()))
        self._propose_value()
        try:
            line = self.line()
        except Refused:
            return
        basis = line.basis or (Basis.BILL if pays(line) else default_basis(line))
        self.basis.set_value(basis)
        if "asks" not in self._by_hand:
            self.asks.set_value(propose_return(replace(line, basis=basis), roles, source))
        self._show_below()

    def content(self) -> dict[str, Any]:
        """What to keep of a half-typed line."""
        choices = {"kind": self.kind.value(), "basis": self.basis.value(), "asks": self.asks.value()}
        by_hand = {key: value.value for key, value in choices.items() if key in self._by_hand}
        texts = {key: field.edit.text() for key, field in self.fields().items() if isinstance(field, LineField)}
        if self._proposed is not None:
            texts["value"] = ""
        return {"side": self.side.value, "texts": texts, "by_hand": by_hand}

    def set_content(self, content: Mapping[str, Any]) -> None:
        """Show what was kept."""
        for key, field in self.fields().items():
            if isinstance(field, LineField):
                field.edit.setText(content["texts"].get(key, ""))
        by_hand = content["by_hand"]
        self._by_hand = set(by_hand)
        if "kind" in by_hand:
            self.kind.set_value(Kind(by_hand["kind"]))
        if "basis" in by_hand:
            self.basis.set_value(Basis(by_hand["basis"]))
        if "asks" in by_hand:
            self.asks.set_value(Return(by_hand["asks"]))

    # Inside

    def _propose_value(self) -> None:
        """Show the agreed value until a person types one, empties the field or says how the value is known."""
        if self._proposed is None and not self.value.is_empty():
            return
        known = "basis" in self._by_hand and self.basis.value() is not Basis.AGREED
        chosen = "value" in self._by_hand or known
        named = self.what.text() or self.quantity.text() or "kind" in self._by_hand
        try:
            found = self._agreed(replace(self.line(), value=None, basis=None)).value if named and not chosen else None
        except Refused:
            return
        if found != self._proposed:
            self._proposed = found
            self.value.set_value(found)

    def _agreed_basis(self) -> Basis | None:
        return Basis.AGREED if self._proposed is not None else None

    def _choose(self, key: str) -> None:
        if key == "basis" and self.basis.value() is not Basis.UNPRICED:
            self._proposed = None
        self._by_hand.add(key)
        self.changed.emit()

    def _on_taken(self, past: Past) -> None:
        """Copy what stood there the last time."""
        self.kind.set_value(past.kind)
        self._by_hand.add("kind")
        if self.value.is_empty():
            self.value.set_value(past.value)
            if past.basis is not Basis.UNPRICED:
                self.basis.set_value(past.basis)
                self._by_hand.add("basis")
        if self.quantity.is_empty():
            self.quantity.set_value(past.quantity)
            self.unit.set_value(past.unit)
        self.changed.emit()

    def _on_value(self) -> None:
        """No price was chosen, and now there is one: it is known some other way."""
        self._proposed = None
        self._by_hand.add("value")
        if self.basis.value() is Basis.UNPRICED and not self.value.is_empty():
            self._by_hand.discard("basis")
        self.changed.emit()

    def _show_below(self) -> None:
        adjusting = self.kind.value() is Kind.ADJUSTMENT
        self.reason.setVisible(adjusting)
        for field in (self.tax_code, self.tax_amount):
            field.setVisible(self.more.isChecked())
        self.cost.setVisible(self.more.isChecked() and self.side is Direction.GIVEN)
        self._below.setVisible(adjusting or self.more.isChecked())

    def _name_fields(self) -> None:
        """Many lines hold fields of the same name: each says whose it is."""
        side = tr("We gave") if self.side is Direction.GIVEN else tr("They gave")
        for field in self.fields().values():
            field.control.setAccessibleName(tr("{side}: {field}", side=side, field=field.name))
        self.basis.setToolTip(tr("How do you know the value?"))
        self.asks.setToolTip(tr("What it asks for: money, something in return some day, or nothing, as a gift"))

    def _connect(self) -> None:
        self.what.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.what.taken.connect(lambda taken: self._on_taken(taken.value))
        for key in ("kind", "basis", "asks"):
            self.fields()[key].edited.connect(lambda key=key: self._choose(key))
        self.value.edited.connect(self._on_value)
        for field in (self.quantity, self.unit, self.tax_code, self.tax_amount, self.cost, self.reason):
            field.edited.connect(self.changed.emit)
        self.more.toggled.connect(lambda _on: self._show_below())
        self.remove.clicked.connect(self.removed.emit)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        fields = self.fields()
        for key in ("what", *_WIDTHS):
            if key in _WIDTHS:
                fields[key].setFixedWidth(theme.px(_WIDTHS[key]))
            row.addWidget(fields[key], 0 if key in _WIDTHS else 1, Qt.AlignmentFlag.AlignTop)
        for each in (self.more, self.remove):
            place = QVBoxLayout()
            place.addSpacing(theme.px(22))
            place.addWidget(each)
            place.addStretch()
            row.addLayout(place)
        column.addLayout(row)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 4)
        below.setSpacing(6)
        for field in (self.reason, self.tax_code, self.tax_amount, self.cost):
            field.setFixedWidth(theme.px(190))
            below.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        below.addStretch()
        column.addWidget(self._below)


def _read(key: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Refused as error:
        raise Refused(error.message, key) from error


def _returns() -> list[tuple[Return, str]]:
    return [(Return.MONEY, tr("Money")), (Return.IN_KIND, tr("A favour")), (Return.NOTHING, tr("Nothing"))]


def _reasons() -> list[tuple[Reason | None, str]]:
    first: list[tuple[Reason | None, str]] = [(None, tr("Choose"))]
    return [*first, *((reason, say(REASON_WORDS[reason])) for reason in Reason if reason not in PAIRED)]
