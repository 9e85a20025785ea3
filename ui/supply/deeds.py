"""What can be done with items, orders and deliveries, from the lists, their sheets and Today."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.supply import OrderState
from partnercrm.domain.supply_rows import DeliveryRow, DocumentRow, OrderRow, SupplierItemRow
from partnercrm.services import delivery, delivery_bill, item, purchase, supply
from ui import messages
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import tr

Deed = tuple[str, Callable[[], object]]
TO_COME = (OrderState.OPEN, OrderState.LATE, OrderState.PARTLY)


def order(shell: Shell, party: int | None = None) -> None:
    """The form of an order, perhaps of somebody."""
    from ui.supply.order_forms import OrderForm  # late: the lists are shown without it

    if may_write(shell):
        OrderForm(shell).start(party)


def came(shell: Shell, row: OrderRow | None = None, party: int | None = None) -> None:
    """The form of what came, perhaps for an order."""
    from ui.supply.delivery_form import DeliveryForm

    if may_write(shell):
        DeliveryForm(shell, row).start(party)


def new_item(shell: Shell) -> None:
    """The form of an item."""
    from ui.supply.item_forms import ItemForm

    if may_write(shell):
        ItemForm(shell).start()


def rule(shell: Shell) -> None:
    """The form of how suppliers are counted."""
    from ui.supply.rule_form import RuleForm

    if may_write(shell):
        RuleForm(shell).start()


def all_came(shell: Shell, owner: QWidget, number: int) -> None:
    """All that an order (row id) lacks came today and is good; the toast takes it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: delivery.complete(session.store, ctx, number))


def show_order(shell: Shell, owner: QWidget, number: int) -> None:
    """Read an order (row id) and what came of it, and show it."""
    from ui.supply.sheets import OrderSheet

    session, ctx = shell.session, shell.session.ctx()

    def show(found: list[OrderRow]) -> None:
        if found:
            OrderSheet(shell, owner, found[0]).start()

    shell.tasks.run_read(lambda: purchase.page_rows(session.store, ctx, [number]), show, owner=owner)


def show_delivery(shell: Shell, owner: QWidget, number: int) -> None:
    """Read a delivery (row id) and show it."""
    from ui.supply.sheets import DeliverySheet

    store = shell.session.store

    def show(found: list[DeliveryRow]) -> None:
        if found:
            DeliverySheet(shell, owner, found[0]).start()

    shell.tasks.run_read(lambda: delivery.page_rows(store, [number]), show, owner=owner)


def show_item(shell: Shell, owner: QWidget, number: int) -> None:
    """Read an item (row id) and who can bring it, and show it."""
    from ui.supply.item_sheets import read_item

    read_item(shell, owner, number)


def of_order(shell: Shell, owner: QWidget, row: OrderRow) -> list[Deed]:
    """What can be done with an order now, the most likely first."""
    from ui.supply.order_forms import CloseForm, OrderForm, PromiseForm

    session, ctx = shell.session, shell.session.ctx()
    if row.state is OrderState.CLOSED:
        again: Deed = (
            tr("Expect it again"),
            lambda: write(shell, owner, lambda: purchase.close(session.store, ctx, row.id, again=True)),
        )
        return [again]
    if row.state not in TO_COME:
        return []
    found: list[Deed] = [
        (tr("All of it came"), lambda: all_came(shell, owner, row.id)),
        (tr("Note what came"), lambda: came(shell, row)),
        (tr("When it comes"), lambda: PromiseForm(shell, row).start()),
        (tr("Expect no more"), lambda: CloseForm(shell, row).start()),
    ]
    if not any(line.received for line in row.lines):
        found.append((tr("Change"), lambda: OrderForm(shell, row).start()))
        found.append((tr("Remove"), lambda: remove_order(shell, owner, row)))
    return found


def remove_order(shell: Shell, owner: QWidget, row: OrderRow) -> None:
    """Take an order away that was noted by mistake; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: purchase.remove(session.store, ctx, row.id))


def of_delivery(shell: Shell, owner: QWidget, row: DeliveryRow) -> list[Deed]:
    """What can be done with a delivery now, the most likely first."""
    from ui.supply.bill_forms import BillForm, PayForm

    session, ctx = shell.session, shell.session.ctx()

    def done(fn: Callable[[], object]) -> Callable[[], object]:
        return lambda: write(shell, owner, fn)

    found: list[Deed] = []
    if row.open:
        found.append((tr("Pay"), lambda: PayForm(shell, row).start()))
    attach = tr("Attach the bill") if row.billed is None else tr("Attach a credit note")
    found.append((attach, lambda: BillForm(shell, row).start()))
    if row.difference:
        text = tr("Accept what the bill asks") if row.difference > 0 else tr("Accept the lower bill")
        found.append((text, done(lambda: delivery_bill.accept_difference(session.store, ctx, row.id))))
    if row.entry is None and not row.in_the_books and row.value is not None:
        found.append((tr("Put into the ledger"), done(lambda: delivery.post(session.store, ctx, row.id))))
    if row.open == row.posted:
        found.append((tr("Change"), lambda: change_delivery(shell, row)))
    if row.entry is not None and row.open == row.posted:
        found.append((tr("Take out of the ledger"), done(lambda: delivery.take_back(session.store, ctx, row.id))))
    if row.entry is None:
        found.append((tr("Remove"), lambda: remove_delivery(shell, owner, row)))
    return found


def change_delivery(shell: Shell, row: DeliveryRow) -> None:
    """The form of something that came, to be changed."""
    from ui.supply.delivery_form import DeliveryForm

    if may_write(shell):
        DeliveryForm(shell, row=row).start()


def remove_delivery(shell: Shell, owner: QWidget, row: DeliveryRow) -> None:
    """Take a delivery away that was noted by mistake; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: delivery.remove(session.store, ctx, row.id))


def detach(shell: Shell, owner: QWidget, row: DeliveryRow, document: DocumentRow) -> None:
    """Take a bill or a credit note off; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: delivery_bill.remove_document(session.store, ctx, row.id, document.id))


def open_file(shell: Shell, owner: QWidget, document: DocumentRow) -> None:
    """Open the file of a bill in the program that shows such files.

    The shop file is encrypted and this copy is not, so it goes when the program ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="partnercrm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path, store = folder / Path(document.file_name).name, shell.session.store

    def show(found: tuple[str, bytes]) -> None:
        path.write_bytes(found[1])
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    shell.tasks.run_read(lambda: delivery_bill.file_content(store, document.id), show, messages.refused, owner=owner)


def of_item(shell: Shell, owner: QWidget, row: ItemRow) -> list[Deed]:
    """What can be done with an item."""
    from ui.supply.item_forms import CountForm, ItemForm, OfferForm

    session, ctx = shell.session, shell.session.ctx()
    if row.retired:
        back: Deed = (
            tr("We have it again"),
            lambda: write(shell, owner, lambda: item.retire(session.store, ctx, row.id, back=True)),
        )
        return [back]
    return [
        (tr("Who can bring it"), lambda: OfferForm(shell, row).start()),
        (tr("Count it"), lambda: CountForm(shell, row).start()),
        (tr("Change"), lambda: ItemForm(shell, row).start()),
        (tr("Put away"), lambda: write(shell, owner, lambda: item.retire(session.store, ctx, row.id))),
    ]


def remove_item(shell: Shell, owner: QWidget, row: ItemRow) -> None:
    """Take an item away that nothing names; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: item.remove(session.store, ctx, row.id))


def of_offer(shell: Shell, owner: QWidget, of: ItemRow, row: SupplierItemRow) -> list[Deed]:
    """What can be done with what somebody brings."""
    from ui.supply.item_forms import OfferForm, PriceForm

    session, ctx = shell.session, shell.session.ctx()

    def done(fn: Callable[[], object]) -> Callable[[], object]:
        return lambda: write(shell, owner, fn)

    if row.ended_on is not None:
        return [(tr("They bring it again"), done(lambda: supply.end(session.store, ctx, row.id, again=True)))]
    return [
        (tr("New price"), lambda: PriceForm(shell, row).start()),
        (tr("Tried today"), done(lambda: supply.tested(session.store, ctx, row.id))),
        (tr("Change"), lambda: OfferForm(shell, of, row).start()),
        (tr("They bring it no more"), done(lambda: supply.end(session.store, ctx, row.id))),
    ]
