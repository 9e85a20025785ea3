"""The lines of an order and of a delivery as rows of fields: what, how much of it, at which price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.supply import DeliveryLineDraft, OrderLineDraft, Price
from ui.common.fields import Field, MoneyField, TextField
from ui.common.fields_sheet import NumberField, read
from ui.common.tab import Shell
from ui.common.widgets import button, icon_button, label
from ui.supply.item_field import ItemField, Known
from ui.supply.words import amount
from ui.words import tr


class LineFields(QWidget):
    """What every line has: an item, a price and its tax. Taking an item proposes what this supplier asks for it."""

    removed = Signal()

    def __init__(self, shell: Shell, known: Known) -> None:
        super().__init__()
        self._shell, self._known = shell, known
        self.item = ItemField(tr("What"), shell, known)
        self.price = MoneyField(tr("Price of one"))
        self.tax = NumberField(tr("Tax on top (%)"), placeholder=tr("in it"))
        self.hint = label("", "faint")
        self.hint.setWordWrap(True)
        self.hint.hide()
        self.item.changed.connect(self.propose)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use, below the line's place."""
        return {"item": self.item, "price": self.price, "tax": self.tax}

    def captioned(self) -> Sequence[Field]:
        """The fields whose captions stand above the first line only."""
        return list(self.fields().values())

    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not self.item.text()

    def read_price(self) -> Price | None:
        """What one costs, None where nothing is typed. Raises Refused."""
        price, tax = read(self.price), read(self.tax)
        return None if price is None else Price(price, tax)

    def set_price(self, price: Price | None) -> None:
        """Show a price, or nothing."""
        self.price.set_value(None if price is None else price.price)
        self.tax.set_value(None if price is None or price.tax_on_top is None else price.tax_on_top.normalize())

    def propose(self) -> None:
        """The supplier's price of today, where nothing was typed yet."""
        row = self.item.item()
        offer = self._known.offers.get(row.id) if row else None
        if offer is not None and self.price.is_empty():
            self.set_price(offer.price_on(self._shell.session.clock.today()))
        self.tell()

    def tell(self) -> None:
        """What is to be said below the line."""

    def say(self, text: str) -> None:
        """Say it, or nothing."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def lay_out(self, *parts: tuple[Field, int]) -> None:
        """The fields beside one another, with the button that takes the line away."""
        self.gone = icon_button("x", tr("Take this line away"), size=14)
        self.gone.clicked.connect(self.removed)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part, stretch in parts:
            row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.gone, 0, Qt.AlignmentFlag.AlignBottom)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addLayout(row)
        self.column.addWidget(self.hint)


class OrderLineFields(LineFields):
    """So much of an item; fewer than their smallest order is said, not refused."""

    def __init__(self, shell: Shell, known: Known) -> None:
        super().__init__(shell, known)
        self.quantity = NumberField(tr("How many"))
        self.quantity.edited.connect(self.tell)
        self.lay_out((self.item, 5), (self.quantity, 2), (self.price, 2), (self.tax, 2))

    def fields(self) -> dict[str, Field]:
        return {"item": self.item, "quantity": self.quantity, "price": self.price, "tax": self.tax}

    def show_line(self, draft: OrderLineDraft) -> None:
        """Show what was ordered."""
        self.item.set_item(self._known.items.get(draft.item or 0))
        self.quantity.set_value(draft.quantity)
        self.set_price(draft.price)

    def line(self) -> OrderLineDraft:
        """What the fields say. Raises Refused, shown beside its field."""
        return OrderLineDraft(self.item.number(), read(self.quantity), self.read_price())

    def tell(self) -> None:
        row, typed = self.item.item(), _number(self.quantity)
        offer = self._known.offers.get(row.id) if row else None
        if offer is None or offer.minimum is None or typed is None or typed >= offer.minimum:
            self.say("")
        else:
            self.say(tr("Their smallest order is {least}.", least=amount(offer.minimum, offer.unit)))


class DeliveryLineFields(LineFields):
    """What came of an item and how much of it was good; what was not asks why."""

    def __init__(self, shell: Shell, known: Known) -> None:
        super().__init__(shell, known)
        self.received = NumberField(tr("Came"))
        self.accepted = NumberField(tr("Of it good"), placeholder=tr("all"))
        self.why = TextField(tr("Why not"), placeholder=tr("wet, torn, too late"))
        for each in (self.received, self.accepted):
            each.edited.connect(self._ask_why)
        self.lay_out((self.item, 5), (self.received, 2), (self.accepted, 2), (self.price, 2), (self.tax, 2))
        self.column.addWidget(self.why)
        self.why.hide()
        self._tax_code = ""

    def fields(self) -> dict[str, Field]:
        return {
            "item": self.item,
            "received": self.received,
            "accepted": self.accepted,
            "price": self.price,
            "tax": self.tax,
            "why_refused": self.why,
        }

    def is_empty(self) -> bool:
        """Whether nothing is said, or that none of it came."""
        return super().is_empty() or _number(self.received) == 0

    def captioned(self) -> Sequence[Field]:
        return [field for key, field in self.fields().items() if key != "why_refused"]

    def show_line(self, draft: DeliveryLineDraft) -> None:
        """Show what came."""
        self.item.set_item(self._known.items.get(draft.item or 0))
        self.received.set_value(draft.received)
        self.accepted.set_value(None if draft.accepted == draft.received else draft.accepted)
        self.set_price(draft.price)
        self.why.set_value(draft.why_refused)
        self._tax_code = draft.tax_code
        self._ask_why()

    def line(self) -> DeliveryLineDraft:
        """What the fields say. Raises Refused, shown beside its field."""
        return DeliveryLineDraft(
            self.item.number(),
            read(self.received),
            read(self.accepted),
            self.read_price(),
            self._tax_code,
            self.why.value() if self._refused() else "",
        )

    def tell(self) -> None:
        self._ask_why()

    def _refused(self) -> bool:
        came, good = _number(self.received), _number(self.accepted)
        return came is not None and good is not None and good < came

    def _ask_why(self) -> None:
        self.why.setVisible(self._refused())


Line = TypeVar("Line", bound=LineFields)


class LineList(QWidget, Generic[Line]):
    """Lines below one another; the captions stand above the first, and one line is always there."""

    changed = Signal()

    def __init__(self, make: Callable[[], Line]) -> None:
        super().__init__()
        self._make = make
        self.lines: list[Line] = []
        self.more = button(tr("Another item"), "link", "plus", small=True)
        self.more.clicked.connect(lambda: self.add().item.take_focus())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self) -> Line:
        """An empty line at the end."""
        made = self._make()
        made.removed.connect(lambda: self.take_away(made))
        self.lines.append(made)
        self._column.insertWidget(self._column.count() - 1, made)
        self._fit()
        return made

    def take_away(self, line: Line) -> None:
        """Take a line off; the last one is emptied instead."""
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        if not self.lines:
            self.add()
        self._fit()
        self.lines[-1].item.take_focus()

    def said(self) -> list[Line]:
        """The lines of which something is said; all where nothing is."""
        return [line for line in self.lines if not line.is_empty()] or self.lines[:1]

    def fields(self) -> dict[str, Field]:
        """The fields of what is said by the names that problems use."""
        found: dict[str, Field] = {}
        for at, line in enumerate(self.said()):
            found |= {f"lines.{at}.{name}": field for name, field in line.fields().items()}
        return found

    def every(self) -> dict[str, Field]:
        """The fields of all lines by the same names."""
        return {
            f"lines.{at}.{name}": field for at, line in enumerate(self.lines) for name, field in line.fields().items()
        }

    def make_room(self, names: Iterable[str]) -> None:
        """Add lines until there is one for each of these names of fields."""
        places = [int(name.split(".")[1]) for name in names if name.startswith("lines.")]
        while len(self.lines) <= max(places, default=0):
            self.add()

    def tell(self) -> None:
        """Show again what follows from what stands in each line."""
        for line in self.lines:
            line.tell()

    def propose(self) -> None:
        """Another supplier: prices for the lines that have none."""
        for line in self.lines:
            line.propose()

    def _fit(self) -> None:
        for at, line in enumerate(self.lines):
            for field in line.captioned():
                field.caption.setVisible(not at)
            line.gone.setVisible(len(self.lines) > 1)
        self.changed.emit()


def _number(field: NumberField) -> Decimal | None:
    """What is typed, None where it cannot be read."""
    try:
        return field.value()
    except Refused:
        return None
