"""What can be done with something bought together, from its list and its sheet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partnercrm.domain.joint_buying_rows import JointRow, JointState
from partnercrm.services import joint_buying
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import tr

Deed = tuple[str, Callable[[], object]]


def start_new(shell: Shell) -> None:
    """The form of something new."""
    from ui.joint_buying.forms import JointForm  # late: the list is shown without it

    if may_write(shell):
        JointForm(shell).start()


def change(shell: Shell, row: JointRow) -> None:
    """The form of something that is there."""
    from ui.joint_buying.forms import JointForm

    if may_write(shell):
        JointForm(shell, row).start()


def remove(shell: Shell, owner: QWidget, row: JointRow) -> None:
    """Take it away; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: joint_buying.remove(session.store, ctx, row.id))


def of(shell: Shell, owner: QWidget, row: JointRow) -> list[Deed]:
    """What can be done with one now, the most likely first."""
    from ui.joint_buying.forms import PostForm, TakeForm

    session, ctx = shell.session, shell.session.ctx()
    found: list[Deed] = []
    if row.state is JointState.COLLECTING:
        found.append((tr("Who takes how much"), lambda: TakeForm(shell, row).start()))
    if row.state is not JointState.POSTED and any(share.party is not None for share in row.shares):
        found.append((tr("Save what each owes"), lambda: PostForm(shell, row).start()))
    if row.state is not JointState.COLLECTING:
        back: Deed = (
            tr("Take all shares back"),
            lambda: write(shell, owner, lambda: joint_buying.take_back(session.store, ctx, row.id)),
        )
        return [*found, back]
    return [*found, (tr("Change"), lambda: change(shell, row)), (tr("Remove"), lambda: remove(shell, owner, row))]
