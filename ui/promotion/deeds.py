"""What is done with a cross-promotion from its list and its page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.services import promotion, promotion_posting
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell


def open_form(shell: Shell, number: int | None = None, party: int | None = None) -> None:
    """The form of a new promotion, perhaps with a partner, or of one that is changed."""
    from ui.promotion.form import PromotionForm  # late: the list is shown without it

    if may_write(shell):
        PromotionForm(shell, number, party).start()


def rehearse(shell: Shell) -> None:
    """Try an offer on past sales."""
    from ui.promotion.rehearsal import RehearsalSheet

    RehearsalSheet(shell).start()


def compare(shell: Shell, party: int) -> None:
    """Before and after we began to work with a partner."""
    from ui.promotion.since import SinceSheet

    SinceSheet(shell, party).start()


def mention(shell: Shell, number: int) -> None:
    """Add what one side did so that the other is seen."""
    from ui.promotion.mention import MentionForm

    if may_write(shell):
        MentionForm(shell, number).start()


def finish(shell: Shell, owner: QWidget, number: int) -> None:
    """End it today; a toast takes that back."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: promotion.finish(store, ctx, number))


def resume(shell: Shell, owner: QWidget, number: int) -> None:
    """Let it run on."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: promotion.resume(store, ctx, number))


def remove(shell: Shell, owner: QWidget, number: int) -> None:
    """Take it away, as long as nothing hangs on it."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: promotion.remove(store, ctx, number))


def post(shell: Shell, owner: QWidget, number: int, month: int) -> None:
    """Save what a month gave, with each partner."""
    store, ctx = shell.session.store, shell.session.ctx()
    write(shell, owner, lambda: promotion_posting.post(store, ctx, number, month))
