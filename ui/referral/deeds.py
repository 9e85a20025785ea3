"""What can be done with a referral, from its list and its sheet; each deed by what became of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partnercrm.domain.referral import ReferralState, RewardState
from partnercrm.domain.referral_rows import ReferralRow
from partnercrm.services import referral, referral_outcome
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import tr

Deed = tuple[str, Callable[[], object]]


def note(shell: Shell, party: int | None = None) -> None:
    """The form of a new referral, perhaps with whoever sent somebody."""
    from ui.referral.form import ReferralForm  # late: the list is shown without it

    if may_write(shell):
        ReferralForm(shell).start(party)


def change(shell: Shell, row: ReferralRow) -> None:
    """The form of a referral that is there."""
    from ui.referral.form import ReferralForm

    if may_write(shell):
        ReferralForm(shell, row).start()


def remove(shell: Shell, owner: QWidget, row: ReferralRow) -> None:
    """Take one away that was noted by mistake; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: referral.remove(session.store, ctx, [row.id]))


def of(shell: Shell, owner: QWidget, row: ReferralRow) -> list[Deed]:
    """What can be done with one now, the most likely first."""
    return [*_outcome(shell, owner, row), *_reward(shell, row), *_always(shell, owner, row)]


def _outcome(shell: Shell, owner: QWidget, row: ReferralRow) -> list[Deed]:
    from ui.referral.outcome_forms import LoseForm, RefundForm, WinForm

    session = shell.session
    if row.state is ReferralState.OPEN:
        return [
            (tr("It was won"), lambda: WinForm(shell, row).start()),
            (tr("It was lost"), lambda: LoseForm(shell, row).start()),
        ]
    found: list[Deed] = []
    if row.not_in_ledger:
        ctx = session.ctx()
        found.append(
            (
                tr("Put into the ledger again"),
                lambda: write(shell, owner, lambda: referral_outcome.post_again(session.store, ctx, row.id)),
            )
        )
    if row.state is ReferralState.WON:
        found.append((tr("It was refunded"), lambda: RefundForm(shell, row).start()))
    again = session.ctx()
    found.append(
        (
            tr("Open it again"),
            lambda: write(shell, owner, lambda: referral_outcome.reopen(session.store, again, row.id)),
        )
    )
    return found


def _reward(shell: Shell, row: ReferralRow) -> list[Deed]:
    from ui.referral.outcome_forms import HandOverForm, PromiseForm, TakeBackForm

    if row.reward is None:
        lost = row.state is ReferralState.LOST
        return [] if lost else [(tr("Promise a reward"), lambda: PromiseForm(shell, row).start())]
    found: list[Deed] = []
    state = row.reward.state
    if state is RewardState.DUE:
        found.append((tr("Hand the reward over"), lambda: HandOverForm(shell, row).start()))
    if state in (RewardState.PROMISED, RewardState.HELD, RewardState.DUE):
        found.append((tr("Change the reward"), lambda: PromiseForm(shell, row).start()))
    if state is not RewardState.TAKEN_BACK:
        found.append((tr("Take the reward back"), lambda: TakeBackForm(shell, row).start()))
    return found


def _always(shell: Shell, owner: QWidget, row: ReferralRow) -> list[Deed]:
    found: list[Deed] = [(tr("Change"), lambda: change(shell, row))]
    if row.entry is None and (row.reward is None or row.reward.entry is None):
        found.append((tr("Remove"), lambda: remove(shell, owner, row)))
    return found
