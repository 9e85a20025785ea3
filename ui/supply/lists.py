"""The lists of orders, deliveries and items: paged by the store, filtered by a segment, each row with its deeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column
from partnercrm.columns.supply import DELIVERIES, ITEMS, ORDERS, good_words
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.supply import ORDER_WORDS, OrderState
from partnercrm.domain.supply_rows import DeliveryFilter, DeliveryRow, OrderFilter, OrderRow
from partnercrm.services import delivery, item, purchase
from ui import messages
from ui.common.choices import Option, Segment
from ui.common.delegates import BadgeDelegate, MoneyDelegate, MutedDelegate, RowDelegate, TextDelegate
from ui.common.paged_table_model import ROW, PagedTableModel
from ui.common.painting import BadgeSpec
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import CornerMask, EmptyState, card
from ui.supply import deeds
from ui.supply.deeds import Deed
from ui.theme import Weight
from ui.tokens import ROW_REGISTER
from ui.words import say, tr, trn

LEAST = 170
"""So wide, in logical px, stays what a row is about; other columns step back."""
TO_COME, ALL, NO_BILL, NOT_POSTED = "to_come", "all", "no_bill", "not_posted"
_TONES = {
    OrderState.OPEN: "info",
    OrderState.LATE: "warning",
    OrderState.PARTLY: "info",
    OrderState.COMPLETE: "success",
    OrderState.CLOSED: "",
}


class SupplyList(QWidget):
    """Subclasses name `memory` and `options`, and say what is read, painted, opened and done; `told` counts them."""

    told = Signal(str)
    memory = ""
    stretch: str | tuple[str, ...] = "what"
    yielding: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    def __init__(self, shell: Shell, owner: QWidget, name: str, columns: Sequence[Column[Any]]) -> None:
        super().__init__()
        self.shell, self.owner = shell, owner
        self.model = PagedTableModel(columns, self.page, shell.tasks)
        self.table = Table(
            name, self.model, row_height=ROW_REGISTER, stretch=self.stretch, yielding=self.yielding, least=LEAST
        )
        self.table.set_delegates(self.delegates())
        self.table.remember(shell.settings, self.memory)
        self.table.current_id_changed.connect(self._on_current)
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))
        self.table.opened.connect(self.open_row)
        self.table.fill_menu = self._fill_menu
        self.choice = Segment(tr("Show"), [Option(key, tr(text)) for key, text in self.options or ((ALL, "All"),)])
        self.choice.chosen.connect(lambda _key: self.reload())
        self._wanted: int | None = None
        self._lay_out()

    # What a subclass says

    def ids(self, choice: str) -> list[int]:
        """The row ids of what is chosen (on the worker)."""
        raise NotImplementedError(type(self).__name__)

    def page(self, numbers: list[int]) -> Sequence[Any]:
        """The rows of these ids (on the worker)."""
        raise NotImplementedError(type(self).__name__)

    def delegates(self) -> dict[str, RowDelegate]:
        """What paints the cells."""
        raise NotImplementedError(type(self).__name__)

    def empty(self) -> EmptyState:
        """What a list without rows teaches."""
        raise NotImplementedError(type(self).__name__)

    def show_record(self, number: int) -> None:
        """Open one of them by its row id."""
        raise NotImplementedError(type(self).__name__)

    def deeds_of(self, row: Any) -> list[Deed]:
        """What can be done with a row, the most likely first."""
        raise NotImplementedError(type(self).__name__)

    def count_words(self, count: int) -> str:
        """What stands under the tab's title."""
        raise NotImplementedError(type(self).__name__)

    def new(self, wanted: Mapping[str, Any]) -> None:
        """Begin a new one."""
        raise NotImplementedError(type(self).__name__)

    def remove(self, row: Any) -> None:
        """Take a row away, or show what can be done instead."""
        self._do(row, tr("Remove"))

    # What the view asks

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit, delete."""
        row = self.current()
        if action == "new":
            self.new(wanted)
        elif action == "edit" and row is not None:
            self._do(row, tr("Change"))
        elif action == "delete" and row is not None:
            self.remove(row)
        else:
            return False
        return True

    def reload(self) -> None:
        """Read the ids anew; the pages follow while painting."""
        choice = self.choice.value()

        def read() -> tuple[list[int], bool]:
            found = self.ids(choice)
            return found, bool(found) or (choice != ALL and bool(self.ids(ALL)))

        self.shell.tasks.run_read(read, self._show, owner=self, latest_key=f"{self.memory} {id(self)}")

    def current(self) -> Any | None:
        """The row that the keyboard is on."""
        index = self.table.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def open_row(self, number: int) -> None:
        """Enter: the sheet about it."""
        self.show_record(number)

    # Inside

    def _show(self, read: tuple[list[int], bool]) -> None:
        found, there_are = read
        self.model.set_ids(found)
        self.table.nothing = tr("Nothing in this list.")
        self._pages.setCurrentIndex(0 if there_are else 1)
        self.choice.setVisible(bool(self.options) and there_are)
        self.told.emit(self.count_words(len(found)) if there_are else "")

    def _on_current(self, _number: int | None) -> None:
        row = self.current()
        party = getattr(row, "party", None)
        if party is not None and party != self.shell.party_in_sight():
            self.shell.show_party(party)

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        row = self.current()
        if row is None or len(numbers) != 1:
            return
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open_row(row.id))
        for text, run in self.deeds_of(row):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, run=run: run())
            action.setEnabled(not self.shell.session.read_only)

    def _lay_out(self) -> None:
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame, "bg")
        self._pages = QStackedWidget()
        self._pages.addWidget(frame)
        self._pages.addWidget(self.empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.table)

    def _do(self, row: Any, verb: str) -> None:
        """Do the deed of that name, or show what can be done instead."""
        next((run for text, run in self.deeds_of(row) if text == verb), lambda: self.open_row(row.id))()

    def _deed(self, text: str, run: Callable[[], object]) -> tuple[str, Callable[[], object]] | None:
        return None if self.shell.session.read_only else (text, run)


class OrdersList(SupplyList):
    """What we ordered; first what is still to come."""

    memory = "orders"
    yielding = ("number", "day", "value")
    options = ((TO_COME, "To come"), (ALL, "All"))

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(shell, owner, tr("Orders"), ORDERS)

    def ids(self, choice: str) -> list[int]:
        session = self.shell.session
        return purchase.ids(session.store, session.ctx(), OrderFilter(open=choice == TO_COME))

    def page(self, numbers: list[int]) -> Sequence[OrderRow]:
        session = self.shell.session
        return purchase.page_rows(session.store, session.ctx(), numbers)

    def delegates(self) -> dict[str, RowDelegate]:
        muted = MutedDelegate(self.table)
        return {
            "party": TextDelegate(self.table, weight=Weight.Medium),
            "state": BadgeDelegate(self.table, lambda row: [_order_badge(row)]),
            "number": muted,
            "note": muted,
        }

    def empty(self) -> EmptyState:
        return EmptyState(
            "truck",
            tr("Nothing was ordered yet"),
            tr("Note what you order and for when. What does not come in time then shows on Today."),
            self._deed(tr("Order something"), lambda: deeds.order(self.shell)),
        )

    def show_record(self, number: int) -> None:
        deeds.show_order(self.shell, self.owner, number)

    def deeds_of(self, row: OrderRow) -> list[Deed]:
        return deeds.of_order(self.shell, self.owner, row)

    def count_words(self, count: int) -> str:
        if self.choice.value() == TO_COME:
            return trn("{count} order is still to come", "{count} orders are still to come", count)
        return trn("{count} order", "{count} orders", count)

    def new(self, wanted: Mapping[str, Any]) -> None:
        deeds.order(self.shell, wanted.get("party"))


class DeliveriesList(SupplyList):
    """What came, the latest first."""

    memory = "deliveries"
    yielding = ("entry", "bill", "day")
    options = ((ALL, "All"), (NO_BILL, "No bill yet"), (NOT_POSTED, "Not in the ledger"))

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(shell, owner, tr("Deliveries"), DELIVERIES)

    def ids(self, choice: str) -> list[int]:
        wanted = DeliveryFilter(not_in_ledger=choice == NOT_POSTED, no_bill=choice == NO_BILL)
        return delivery.ids(self.shell.session.store, wanted)

    def page(self, numbers: list[int]) -> Sequence[DeliveryRow]:
        return delivery.page_rows(self.shell.session.store, numbers)

    def delegates(self) -> dict[str, RowDelegate]:
        muted = MutedDelegate(self.table)
        return {
            "party": TextDelegate(self.table, weight=Weight.Medium),
            "good": BadgeDelegate(self.table, lambda row: [_good_badge(row)]),
            "open": MoneyDelegate(self.table),
            "bill": muted,
            "entry": muted,
            "order": muted,
            "number": muted,
        }

    def empty(self) -> EmptyState:
        return EmptyState(
            "truck",
            tr("Nothing came yet"),
            tr("Note what comes and what of it is good. It counts once, and its bill is attached to it."),
            self._deed(tr("Something came"), lambda: deeds.came(self.shell)),
        )

    def show_record(self, number: int) -> None:
        deeds.show_delivery(self.shell, self.owner, number)

    def deeds_of(self, row: DeliveryRow) -> list[Deed]:
        return deeds.of_delivery(self.shell, self.owner, row)

    def count_words(self, count: int) -> str:
        if self.choice.value() == NO_BILL:
            return trn("{count} delivery without a bill", "{count} deliveries without a bill", count)
        if self.choice.value() == NOT_POSTED:
            return trn("{count} delivery is not in the ledger", "{count} deliveries are not in the ledger", count)
        return trn("{count} delivery", "{count} deliveries", count)

    def new(self, wanted: Mapping[str, Any]) -> None:
        deeds.came(self.shell, party=wanted.get("party"))


class ItemsList(SupplyList):
    """What we buy and sell, by name."""

    memory = "items"
    stretch = "name"
    yielding = ("category", "unit", "cost")
    options = ((ALL, "All"), ("retired", "Put away"))

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        self._rows: dict[int, ItemRow] = {}
        super().__init__(shell, owner, tr("Items"), ITEMS)

    def ids(self, choice: str) -> list[int]:
        found = item.listed(self.shell.session.store, retired=choice != ALL)
        self._rows = {row.id: row for row in found if choice == ALL or row.retired}
        return list(self._rows)

    def page(self, numbers: list[int]) -> Sequence[ItemRow]:
        return [self._rows[number] for number in numbers if number in self._rows]

    def delegates(self) -> dict[str, RowDelegate]:
        muted = MutedDelegate(self.table)
        strong: dict[str, RowDelegate] = {"name": TextDelegate(self.table, weight=Weight.Medium)}
        return strong | dict.fromkeys(("category", "unit", "code", "note"), muted)

    def empty(self) -> EmptyState:
        return EmptyState(
            "package",
            tr("No item yet"),
            tr("What you buy and sell: who can bring it, what it costs, and for how long it lasts."),
            self._deed(tr("New item"), lambda: deeds.new_item(self.shell)),
        )

    def show_record(self, number: int) -> None:
        deeds.show_item(self.shell, self.owner, number)

    def deeds_of(self, row: ItemRow) -> list[Deed]:
        return deeds.of_item(self.shell, self.owner, row)

    def count_words(self, count: int) -> str:
        if self.choice.value() != ALL:
            return trn("{count} item put away", "{count} items put away", count)
        return trn("{count} item", "{count} items", count)

    def new(self, wanted: Mapping[str, Any]) -> None:
        deeds.new_item(self.shell)

    def remove(self, row: ItemRow) -> None:
        deeds.remove_item(self.shell, self.owner, row)


def _order_badge(row: OrderRow) -> BadgeSpec:
    """Late is amber: red is for bills."""
    return BadgeSpec(say(ORDER_WORDS[row.state]), _TONES[row.state], dot=True)


def _good_badge(row: DeliveryRow) -> BadgeSpec:
    words = good_words(row)
    refused = any(line.accepted < line.received for line in row.lines)
    return BadgeSpec(words if isinstance(words, str) else say(words), "warning" if refused else "success", dot=True)
