"""The fields of one offer: in whose shop, what it gives. What its form does not need is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.promotion import OFFER_FORM_WORDS, OfferDraft, OfferForm
from ui.common.fields import ChoiceField, Field, MoneyField, TextField
from ui.common.fields_sheet import NumberField, WholeField, read, row_of
from ui.common.widgets import card, icon_button
from ui.words import say, tr

Shops = Sequence[tuple[int | None, str]]
_SHOWN: dict[OfferForm, tuple[str, ...]] = {
    OfferForm.PERCENT: ("percent",),
    OfferForm.AMOUNT: ("amount",),
    OfferForm.GIFT: ("things", "worth"),
    OfferForm.BUNDLE: ("things", "price", "worth"),
    OfferForm.BUY_X_GET_Y: ("buy", "get", "things", "worth"),
}


LINES = ("percent", "amount", "things", "price", "worth", "buy", "get", "least")


class OfferBlock(QWidget):
    """One offer. Without `shops` it is ours and nobody asks where it is good."""

    removed = Signal()

    def __init__(self, shops: Shops = (), draft: OfferDraft | None = None, *, removable: bool = True) -> None:
        super().__init__()
        self._asks_where = bool(shops)
        self.shop: ChoiceField[int | None] = ChoiceField(tr("Good in"), shops or [(None, tr("our shop"))])
        self.form: ChoiceField[OfferForm] = ChoiceField(
            tr("What is offered"), [(form, say(OFFER_FORM_WORDS[form])) for form in OfferForm]
        )
        self.percent = NumberField(tr("Per cent off"), placeholder="10")
        self.amount = MoneyField(tr("Amount off"))
        self.things = TextField(tr("What it is"), placeholder=tr("an espresso"))
        self.price = MoneyField(tr("Price together"))
        self.worth = MoneyField(tr("Worth (for one)"))
        self.buy = WholeField(tr("Bought"), placeholder="10")
        self.get = WholeField(tr("Added"), placeholder="1")
        self.least = MoneyField(tr("From a purchase of"), placeholder=tr("any"))
        self._lay_out(removable)
        self.form.edited.connect(self._show_fields)
        self._fill(draft or OfferDraft(OfferForm.PERCENT))

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        names = ("form", "percent", "amount", "things", "price", "worth", "buy", "get", "least")
        return {"party": self.shop, **{name: getattr(self, name) for name in names}}

    def set_shops(self, shops: Shops) -> None:
        """The shops there are now; the one that was chosen stays if it is among them."""
        chosen = self.shop.value()
        self.shop.set_choices(shops)
        if chosen in [shop for shop, _name in shops]:
            self.shop.set_value(chosen)

    def value(self) -> OfferDraft:
        """The offer. Raises Refused, shown beside its field, for what cannot be read."""
        form = self.form.value()
        values = {name: read(getattr(self, name)) for name in _SHOWN[form]}
        return OfferDraft(form, self.shop.value(), least=read(self.least), **values)

    def content(self) -> dict[str, Any]:
        """What was typed, to be kept."""
        return {
            "shop": self.shop.value(),
            "form": self.form.value().value,
            "texts": {name: getattr(self, name).text() for name in LINES},
        }

    def set_content(self, content: dict[str, Any]) -> None:
        """Show what was kept."""
        self.form.set_value(OfferForm(content["form"]))
        self.shop.set_value(content["shop"])
        for name in LINES:
            getattr(self, name).edit.setText(content["texts"].get(name, ""))
        self._show_fields()

    def _fill(self, draft: OfferDraft) -> None:
        self.form.set_value(draft.form)
        self.shop.set_value(draft.party)
        for name in LINES:
            getattr(self, name).set_value(getattr(draft, name))
        self._show_fields()

    def _show_fields(self) -> None:
        shown = _SHOWN[self.form.value()]
        for name in ("percent", "amount", "things", "price", "worth", "buy", "get"):
            getattr(self, name).setVisible(name in shown)

    def _lay_out(self, removable: bool) -> None:
        frame, column = card(12, 10, 12, 10)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.shop, 2)
        if not self._asks_where:  # shown here, before it stands in the frame, it would flash as a window of its own
            self.shop.hide()
        first.addWidget(self.form, 3)
        if removable:
            gone = icon_button("x", tr("Take this offer away"), size=14)
            gone.clicked.connect(self.removed)
            first.addWidget(gone, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(first)
        column.addLayout(row_of((self.buy, 1), (self.get, 1), (self.things, 3), (self.price, 2), (self.worth, 2)))
        column.addLayout(row_of((self.percent, 1), (self.amount, 1), (self.least, 1)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
