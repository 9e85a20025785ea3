"""What can be done with loans and with the shelf, from the lists and their sheets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partnercrm.domain.lending_rows import LoanRow, ResourceRow
from partnercrm.services import lending, loan
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import tr

Deed = tuple[str, Callable[[], object]]


def lend(shell: Shell, thing: int | None = None, party: int | None = None) -> None:
    """The form of a loan, perhaps of something, perhaps with somebody."""
    from ui.lending.forms import LendForm  # late: the lists are shown without it

    if may_write(shell):
        LendForm(shell).read(thing, party)


def change(shell: Shell, row: LoanRow) -> None:
    """The form of a loan that is out."""
    from ui.lending.forms import LendForm

    if may_write(shell):
        LendForm(shell, row).read(row.resource, row.party)


def bring_back(shell: Shell, row: LoanRow) -> None:
    """The form of a return."""
    from ui.lending.forms import ReturnForm

    if may_write(shell):
        ReturnForm(shell, row).start()


def put(shell: Shell, row: ResourceRow | None = None) -> None:
    """The form of something on the shelf."""
    from ui.lending.forms import ThingForm

    if may_write(shell):
        ThingForm(shell, row).start()


def remove(shell: Shell, owner: QWidget, row: LoanRow) -> None:
    """Take a loan away that was noted by mistake; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: loan.remove(session.store, ctx, [row.id]))


def of(shell: Shell, owner: QWidget, row: LoanRow) -> list[Deed]:
    """What can be done with a loan now, the most likely first."""
    session, ctx = shell.session, shell.session.ctx()
    if row.returned is None:
        return [
            (tr("It came back"), lambda: bring_back(shell, row)),
            (tr("Change"), lambda: change(shell, row)),
            (tr("Remove"), lambda: remove(shell, owner, row)),
        ]
    found: list[Deed] = []
    if row.not_in_ledger:
        again: Deed = (
            tr("Put into the ledger again"),
            lambda: write(shell, owner, lambda: loan.post_again(session.store, ctx, row.id)),
        )
        found.append(again)
    out: Deed = (
        tr("It is not back yet"),
        lambda: write(shell, owner, lambda: loan.reopen(session.store, ctx, row.id)),
    )
    return [*found, out]


def of_thing(shell: Shell, owner: QWidget, row: ResourceRow) -> list[Deed]:
    """What can be done with something on the shelf."""
    session, ctx = shell.session, shell.session.ctx()
    verb = tr("Lend it") if row.owner is None else tr("Borrow it")
    return [
        (verb, lambda: lend(shell, row.id)),
        (tr("Change"), lambda: put(shell, row)),
        (
            tr("Take it off the shelf"),
            lambda: write(shell, owner, lambda: lending.put_away(session.store, ctx, row.id)),
        ),
    ]


def offer(shell: Shell) -> None:
    """The form of something that we could give."""
    from ui.lending.forms import OfferForm

    if may_write(shell):
        OfferForm(shell).start()


def withdraw(shell: Shell, owner: QWidget, number: int) -> None:
    """Take an offer of ours away; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: lending.remove_offers(session.store, ctx, [number]))
