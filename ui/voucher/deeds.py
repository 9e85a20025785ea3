"""What is done with vouchers: make a batch, hand out, make void, print, use."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.voucher_rows import BatchRow, RedemptionRow, VoucherRow
from partnercrm.services import voucher, voucher_batch
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell


def make(shell: Shell) -> None:
    """The form of a new batch."""
    from ui.voucher.forms import MakeForm  # late: the list is shown without it

    if may_write(shell):
        MakeForm(shell).start()


def hand_out(shell: Shell, owner: QWidget, row: BatchRow) -> None:
    """The form that hands some out."""
    from ui.voucher.forms import HandOutForm

    if may_write(shell):
        HandOutForm(shell, row).start()


def void_rest(shell: Shell, owner: QWidget, row: BatchRow) -> None:
    """Make void what nobody used yet."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: voucher_batch.void_rest(store, ctx, row.id))


def print_batch(shell: Shell, owner: QWidget, row: BatchRow) -> None:
    """Save the codes of a batch that can still be used as PDF, to be printed."""
    from ui.voucher import printing

    printing.print_batch(shell, owner, row)


def use(shell: Shell, row: VoucherRow) -> None:
    """The form that uses one."""
    from ui.voucher.forms import UseForm

    if may_write(shell):
        UseForm(shell, row).start()


def void(shell: Shell, owner: QWidget, row: VoucherRow) -> None:
    """Make one void."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: voucher_batch.void(store, ctx, row.code))


def take_back(shell: Shell, owner: QWidget, row: RedemptionRow) -> None:
    """Take a use back that never was."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: voucher.take_back(store, ctx, row.id))
