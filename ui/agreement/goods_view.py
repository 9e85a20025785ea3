"""The view *Joint products and consignment*: one price and two shops, and goods that stay whose they are until sold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.consignment import OWNER_WORDS
from partnercrm.domain.consignment_rows import ConsignmentRow
from partnercrm.domain.joint_product import Seller
from partnercrm.domain.joint_product_rows import JointProductRow
from partnercrm.domain.words import msg
from partnercrm.services import consignment, joint_product
from ui.agreement import deeds
from ui.agreement.goods_forms import GoodsForm, ProductForm
from ui.agreement.goods_sheets import GoodsSheet, ProductSheet
from ui.common.delegates import MutedDelegate, TextDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.widgets import CornerMask, EmptyState, button, card
from ui.theme import Weight
from ui.tokens import ROW_REGISTER
from ui.words import tr, trn

_TEXT, _MONEY, _NUMBER, _DATE = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.DATE


def _or_none(number: Decimal) -> Decimal | None:
    return number or None


PRODUCTS: tuple[Column[JointProductRow], ...] = (
    Column("name", msg("Joint product"), _TEXT, lambda row: row.name, "", 26),
    Column("party", msg("With"), _TEXT, lambda row: row.party_name, "", 22),
    Column("price", msg("Price"), _MONEY, lambda row: row.split.price, "", 10),
    Column("ours", msg("We sold"), _NUMBER, lambda row: _or_none(row.sold(Seller.US)), "", 10),
    Column("theirs", msg("They sold"), _NUMBER, lambda row: _or_none(row.sold(Seller.THEM)), "", 10),
    Column("we_owed", msg("Their part"), _MONEY, lambda row: row.owed(Seller.US) or None, "", 12),
    Column("they_owed", msg("Our part"), _MONEY, lambda row: row.owed(Seller.THEM) or None, "", 12),
    Column("last", msg("Entered until"), _DATE, lambda row: row.last_day, "", 13),
)
GOODS: tuple[Column[ConsignmentRow], ...] = (
    Column("what", msg("Goods on consignment"), _TEXT, lambda row: row.what, "", 26),
    Column("party", msg("With"), _TEXT, lambda row: row.party_name, "", 22),
    Column("owner", msg("Whose"), _TEXT, lambda row: OWNER_WORDS[row.owner], "", 18),
    Column("price", msg("Price"), _MONEY, lambda row: row.price, "", 10),
    Column("there", msg("There"), _NUMBER, lambda row: row.stock.there, "", 8),
    Column("sold", msg("Sold"), _NUMBER, lambda row: _or_none(row.stock.sold), "", 8),
    Column("returned", msg("Went back"), _NUMBER, lambda row: _or_none(row.stock.returned), "", 10),
    Column("posted", msg("Owed for it"), _MONEY, lambda row: row.posted or None, "", 12),
)


class GoodsView(View):
    """Two lists; Enter opens what happened to a product, and enters what is new."""

    subjects = frozenset({"agreement", "ledger", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.products = _List(shell, tr("Joint products"), PRODUCTS, "name", "joint-products")
        self.goods = _List(shell, tr("Goods on consignment"), GOODS, "what", "consignment")
        self.new_product = button(tr("New joint product"), icon="plus")
        self.new_goods = button(tr("Goods on consignment"), icon="plus")
        self._lay_out()
        self.new_product.clicked.connect(lambda: self._new(ProductForm))
        self.new_goods.clicked.connect(lambda: self._new(GoodsForm))
        for each in (self.new_product, self.new_goods):
            each.setEnabled(not shell.session.read_only)
        self.products.table.opened.connect(self.open_product)
        self.goods.table.opened.connect(self.open_goods)

    def tools(self) -> Sequence[QWidget]:
        return (self.new_product, self.new_goods)

    def reload(self) -> None:
        """Read both lists."""
        store = self.shell.session.store
        self.shell.tasks.run_read(
            lambda: (joint_product.listed(store), consignment.listed(store)),
            self._show,
            owner=self,
            latest_key=f"goods {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the first list."""
        self.products.table.setFocus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: a joint product; edit: the one that the keyboard is on."""
        if action == "new":
            self._new(ProductForm)
            return True
        if action == "edit":
            return self._edit()
        return False

    def open_product(self, number: int) -> None:
        """What was sold of a joint product."""
        ProductSheet(self.shell, self.products.rows[number]).start()

    def open_goods(self, number: int) -> None:
        """How goods on consignment moved."""
        GoodsSheet(self.shell, self.goods.rows[number]).start()

    def _new(self, form: Callable[[Shell], ProductForm] | Callable[[Shell], GoodsForm]) -> None:
        if deeds.may_write(self.shell):
            form(self.shell).start()

    def _edit(self) -> bool:
        for part, opened in ((self.products, self.open_product), (self.goods, self.open_goods)):
            number = part.table.current_id()
            if part.table.hasFocus() and number is not None:
                opened(number)
                return True
        return False

    def _show(self, found: tuple[list[JointProductRow], list[ConsignmentRow]]) -> None:
        products, goods = found
        self.products.show_rows(products)
        self.goods.show_rows(goods)
        self._pages.setCurrentIndex(0 if products or goods else 1)
        said = []
        if products:
            said.append(trn("{count} joint product", "{count} joint products", len(products)))
        if goods:
            said.append(trn("{count} consignment", "{count} consignments", len(goods)))
        self.told.emit(", ".join(said))

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        both = QWidget()
        lists = QVBoxLayout(both)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(12)
        lists.addWidget(self.products, 1)
        lists.addWidget(self.goods, 1)
        self._pages.addWidget(both)
        sentence = tr(
            "A breakfast of your coffee and their pastry has one price and two shops. Goods on consignment stay "
            "whose they are until they are sold. What is sold is owed once, to the right shop."
        )
        action = (
            None if self.shell.session.read_only else (tr("New joint product"), lambda: ProductForm(self.shell).start())
        )
        self._pages.addWidget(EmptyState("package", tr("Nothing is sold together yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


class _List(QFrame):
    """One of the two lists, with its rows by row id."""

    def __init__(self, shell: Shell, name: str, columns: Sequence[Column[Any]], stretch: str, memory: str) -> None:
        super().__init__()
        self.rows: dict[int, Any] = {}
        self._shell = shell
        self.model = PagedTableModel(columns, self._read)
        self.table = Table(
            name, self.model, row_height=ROW_REGISTER, stretch=stretch, yielding=_steps_back(columns), least=150
        )
        muted = MutedDelegate(self.table)
        self.table.set_delegates(
            {stretch: TextDelegate(self.table, weight=Weight.Medium), "party": muted, "owner": muted}
        )
        self.table.remember(shell.settings, memory)
        self.table.current_id_changed.connect(self._on_current)
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)

    def show_rows(self, found: Sequence[Any]) -> None:
        """Show these rows in their order."""
        self.rows = {row.id: row for row in found}
        self.model.set_ids([row.id for row in found])

    def _read(self, numbers: list[int]) -> Sequence[Any]:
        return [self.rows[number] for number in numbers if number in self.rows]

    def _on_current(self, number: int | None) -> None:
        row = self.rows.get(number or 0)
        if row is not None and row.party != self._shell.party_in_sight():
            self._shell.show_party(row.party)


def _steps_back(columns: Sequence[Column[Any]]) -> tuple[str, ...]:
    return tuple(each.key for each in columns if each.key in ("last", "they_owed", "returned", "owner"))
