"""The view *Suppliers*: a scorecard, what may hurt us, how each item is supplied, and the lists it all comes from.

The figures are worked out with progress and can be called off; orders, deliveries and items are read by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.figure import Figure
from partnercrm.domain.supplier_rows import ItemSupply, Suppliers, SupplierScore, SupplyWarning
from partnercrm.domain.supply_warning import warning_figure
from partnercrm.domain.words import Message, msg
from partnercrm.services import supplier_figures
from ui.common import figure_words
from ui.common.calling_off import EscapeCallsOff
from ui.common.choices import Option
from ui.common.explain import Line, Section, explain
from ui.common.span import SpanPicker
from ui.common.tab import Shell
from ui.common.widgets import ProgressStrip, button
from ui.effectiveness import sections
from ui.effectiveness.parts_view import FigureColumn, FigureLine, Part, PartsView, Row, figures_part, lines
from ui.supply import deeds
from ui.supply.lists import DeliveriesList, ItemsList, OrdersList, SupplyList
from ui.tasks import FileWork
from ui.words import date, say, tr, trn

SCORECARD, WARNINGS, SOURCES = "scorecard", "warnings", "sources"
ORDERS, DELIVERIES, ITEMS = "orders", "deliveries", "items"

KINDS: dict[str, Message] = {
    "single": msg("One source"),
    "untested": msg("Nobody tested"),
    "at_risk": msg("Would run out"),
    "late": msg("Late"),
}


def _of(key: str) -> Callable[[Row], Figure]:
    def read(row: Row) -> Figure:
        found: Figure = row.of.figure(key)
        return found

    return read


def _column(key: str, title: Message, width: int = 12, *, hidden: bool = False) -> FigureColumn:
    return FigureColumn(key, title, _of(key), width, hidden)


class SuppliersView(PartsView[Suppliers]):
    """Enter on a number explains it; on a name, the whole scorecard of that supplier with its months."""

    memory = "suppliers"
    workbook = "suppliers"
    subjects = frozenset({"supply", "item", "party", "ledger", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.supply: dict[str, SupplyList] = {
            ORDERS: OrdersList(shell, self),
            DELIVERIES: DeliveriesList(shell, self),
            ITEMS: ItemsList(shell, self),
        }
        self._work: FileWork | None = None
        self._running = 0
        self._wanted: int | None = None
        self._old_figures = True
        self.strip = ProgressStrip(tr("Working out the figures"), self._cancel)
        self.strip.hide()
        EscapeCallsOff(self.strip, self._cancel)
        self.span = SpanPicker(shell, chips=False, whole=tr("Last 12 months"))
        self.span.changed.connect(self._on_span)
        for key, each in self.supply.items():
            self._pages.addWidget(each)
            each.told.connect(lambda text, key=key: self._tell(key, text))
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.setSpacing(10)
        column.insertWidget(0, self.strip)
        column.insertWidget(1, self.span, 0, Qt.AlignmentFlag.AlignLeft)
        self.lists[WARNINGS].fill_menu(self._warning_menu)
        self._tools = self._make_tools()

    def tools(self) -> Sequence[QWidget]:
        return self._tools

    def make_workbook(self) -> None:
        """The form of the workbook, over the days that are shown."""
        days = (self.found.first, self.found.last) if self.found is not None else None
        self.shell.run("workbook", kind=self.workbook, span=days)

    def _make_tools(self) -> Sequence[QWidget]:
        rule, order = button(tr("How it is counted")), button(tr("Order something"))
        came = button(tr("Something came"), "primary", "plus")
        rule.clicked.connect(lambda: deeds.rule(self.shell))
        order.clicked.connect(lambda: deeds.order(self.shell, self._supplier()))
        came.clicked.connect(lambda: deeds.came(self.shell, party=self._supplier()))
        for made in (rule, order, came):
            made.setEnabled(not self.shell.session.read_only)
        return (rule, *super().tools(), order, came)

    def options(self) -> list[Option]:
        lists = [(ORDERS, tr("Orders")), (DELIVERIES, tr("Deliveries")), (ITEMS, tr("Items"))]
        found = super().options()
        return [*found[:-1], *(Option(key, text) for key, text in lists), found[-1]]

    def parts(self) -> Sequence[Part]:
        name: Column[Row] = Column("name", msg("Supplier"), ColumnKind.TEXT, lambda row: row.name, width=24)
        item: Column[Row] = Column("name", msg("Item"), ColumnKind.TEXT, lambda row: row.name, width=22)
        return (
            Part(
                SCORECARD,
                tr("Scorecard"),
                (
                    name,
                    _column("score", msg("Score"), 8),
                    _column("otif", msg("On time and complete"), 20),
                    _column("on_time", msg("On time"), hidden=True),
                    _column("in_full", msg("Complete"), hidden=True),
                    _column("days_late", msg("Days late"), 11),
                    _column("quality", msg("Good"), 9),
                    _column("price_drift", msg("Price change"), 13),
                    _column("spend", msg("Spent"), 12),
                ),
                "name",
                _suppliers,
                self._open_supplier,
                (
                    tr("No supplier yet"),
                    tr("Give a business the role Supplier, then note what you order and what comes."),
                ),
                yielding=("price_drift", "quality", "days_late"),
                deed=(tr("New supplier"), lambda: self.shell.run("new_party")),
            ),
            Part(
                WARNINGS,
                tr("Warnings"),
                (
                    Column("said", msg("What may hurt"), ColumnKind.TEXT, lambda row: row.of.said, width=50),
                    Column("kind", msg("Kind"), ColumnKind.TEXT, lambda row: KINDS[row.of.key], width=18),
                    FigureColumn("level", msg("How much"), lambda row: warning_figure(row.of), 12),
                ),
                "said",
                _warnings,
                self._open_warning,
                (
                    tr("Nothing to warn of"),
                    tr("No order is late, and no item that you noted hangs on one supplier."),
                ),
                yielding=("kind",),
            ),
            Part(
                SOURCES,
                tr("Who brings what"),
                (
                    item,
                    Column("from", msg("Comes from"), ColumnKind.TEXT, lambda row: _shares(row.of), width=30),
                    _column("largest_share", msg("Largest share"), 13),
                    _column("effective_suppliers", msg("As if equal"), 12),
                    _column("hhi", msg("Concentration"), 14, hidden=True),
                    _column("survive", msg("We last, days"), 14),
                    _column("recover", msg("Replaced in, days"), 17),
                    _column("exposure", msg("At stake"), 12),
                ),
                "from",
                _items,
                self._open_item,
                (
                    tr("No item with a supplier yet"),
                    tr("Note which supplier brings which item, and what losing one would mean shows here."),
                ),
                yielding=("effective_suppliers", "exposure", "recover"),
                deed=(tr("New item"), lambda: deeds.new_item(self.shell)),
            ),
            figures_part(_figures, self.shell, (tr("No supplier yet"), tr("Note what you order and what comes."))),
        )

    def refresh(self) -> None:
        self._old_figures = True
        super().refresh()

    def reload(self) -> None:
        """Read what is shown: a list by itself, the figures with progress, and only where something changed."""
        key = self._key()
        self.span.setVisible(key not in self.supply)
        if key in self.supply:
            self._pages.setCurrentWidget(self.supply[key])
            self.supply[key].reload()
            self._open_wanted(key)
            return
        self._pages.setCurrentWidget(self.lists[key])
        if self._old_figures:
            self._read_figures()
        else:
            self._show_part()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete in the lists; beside the figures, new is something that came."""
        key = self._key()
        if key in self.supply:
            return self.supply[key].act(action, wanted)
        if action == "new":
            deeds.came(self.shell, party=wanted.get("party") or self._supplier())
        return action == "new"

    def show_only(self, **wanted: Any) -> None:
        """`part` names the chip by its key; `record` (row id) is opened in the list of that chip."""
        part = str(wanted.get("part", ""))
        if part in self._parts or part in self.supply:
            self.chip_row.set_values([part])
        self._wanted = wanted.get("record")
        super().refresh()  # nothing changed: the figures are not worked out anew

    def find_here(self) -> None:
        key = self._key()
        (self.supply[key] if key in self.supply else self.lists[key].table).setFocus()

    def summary(self, found: Suppliers) -> str:
        suppliers = trn("{count} supplier", "{count} suppliers", len(found.suppliers))
        warnings = trn("{count} warning", "{count} warnings", len(found.warnings))
        return tr(
            "{suppliers}, {warnings}, {first} to {last}",
            suppliers=suppliers,
            warnings=warnings,
            first=date(found.first),
            last=date(found.last),
        )

    # Inside

    def _key(self) -> str:
        return self.chip_row.value() or SCORECARD

    def _supplier(self) -> int | None:
        """The supplier whose page stands beside the list."""
        party = self.shell.party_in_sight()
        known = self.found.suppliers if self.found is not None else ()
        return party if any(each.party == party for each in known) else None

    def _on_chip(self) -> None:
        self.reload()

    def _on_span(self) -> None:
        self._old_figures = True
        self.reload()

    def _tell(self, key: str, text: str) -> None:
        if key == self._key():
            self.told.emit(text)

    def _read_figures(self) -> None:
        store, today = self.shell.session.store, self.shell.session.clock.today()
        first, last = self.span.span()
        until = None if last is None else min(last, today)
        self._cancel()
        self._old_figures = False
        self._running += 1
        self.strip.show()
        self._work = self.shell.tasks.run_file(
            lambda work: supplier_figures.figures(store, today, first, until, told=work.report),
            self._show,
            owner=self,
            progress=self.strip.set_progress,
            ended=self._on_ended,
        )

    def _show(self, found: Suppliers) -> None:
        self._work, self.found = None, found
        for part in self._parts.values():
            self.lists[part.key].show_rows(part.rows(found))
        self._show_part()

    def _show_part(self) -> None:
        if self._key() not in self.supply and self.found is not None:
            self.told.emit(self.summary(self.found))
            super()._show_part()

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel.set()
            self._work = None
            self._old_figures = True

    def _on_ended(self) -> None:
        self._running -= 1
        self.strip.setVisible(self._running > 0)

    def _open_wanted(self, key: str) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.supply[key].show_record(wanted)

    def _open_warning(self, row: Row) -> None:
        """A late order is opened itself, an item at risk its sheet."""
        found: SupplyWarning = row.of
        orders = found.records.get("purchase_order", ())
        if orders:
            deeds.show_order(self.shell, self, orders[0])
        elif found.item is not None:
            deeds.show_item(self.shell, self, found.item)

    def _warning_menu(self, menu: QMenu, row: Row) -> None:
        menu.addAction(tr("Open")).triggered.connect(lambda: self._open_warning(row))
        explained = menu.addAction(tr("Explain this number"))
        explained.triggered.connect(lambda: explain(self.shell, warning_figure(row.of)))
        orders = row.of.records.get("purchase_order", ())
        if orders:
            came = menu.addAction(tr("All of it came"))
            came.triggered.connect(lambda: deeds.all_came(self.shell, self, orders[0]))
            came.setEnabled(not self.shell.session.read_only)

    def _open_supplier(self, row: Row) -> None:
        found: SupplierScore = row.of
        others = [figure for figure in found.figures if figure.key != "score"]
        more = [
            sections.all_of(tr("What it is made of"), others),
            *sections.scores_by_month(found.months, "score"),
        ]
        explain(self.shell, found.figure("score"), of=found.name, sections=more)

    def _open_item(self, row: Row) -> None:
        found: ItemSupply = row.of
        who = [Line(name, figure_words.per_cent(share)) for _party, name, share in found.shares]
        others = [figure for figure in found.figures if figure.key != "largest_share"]
        more = [sections.all_of(tr("What losing a supplier would mean"), others)]
        if who:
            more.insert(0, Section(tr("Comes from"), who))
        deed = (tr("Open the item"), lambda: deeds.show_item(self.shell, self, found.item))
        explain(self.shell, found.figure("largest_share"), of=found.name, sections=more, deed=deed)


def _suppliers(found: Suppliers) -> list[Row]:
    """The best score first, those without one last."""
    ranked = sorted(found.suppliers, key=_rank)
    return [Row(each.party, each.party, each.name, each) for each in ranked]


def _rank(found: SupplierScore) -> tuple[bool, float]:
    value = found.figure("score").value
    return value is None, -float(value or 0)


def _warnings(found: Suppliers) -> list[Row]:
    return [Row(at, each.party, say(each.said), each) for at, each in enumerate(found.warnings, 1)]


def _items(found: Suppliers) -> list[Row]:
    return [Row(each.item, None, each.name, each) for each in found.items]


def _figures(found: Suppliers) -> list[FigureLine]:
    every: list[tuple[Figure, str, int | None, Sequence[Any]]] = [(each, "", None, ()) for each in found.figures]
    every += [
        (figure, supplier.name, supplier.party, sections.scores_by_month(supplier.months, figure.key))
        for supplier in found.suppliers
        for figure in supplier.figures
    ]
    every += [(figure, item.name, None, ()) for item in found.items for figure in item.figures]
    return lines(every)


def _shares(found: ItemSupply) -> str:
    """`Hillside Roasters 80 %, Milk Barn 20 %`."""
    return ", ".join(f"{name} {figure_words.per_cent(share)}" for _party, name, share in found.shares)
