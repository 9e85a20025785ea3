"""What can be done with what is noted of the team, from its lists and sheets."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from partnercrm.domain.team import WishState
from partnercrm.domain.team_rows import SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.services import team
from ui.common.deed_list import Deed
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import tr

SKILL, TRAINING, TALK, WISH, THANKS = "skill", "training", "staff_review", "wish", "recognition"


def new(shell: Shell, what: str, party: int | None = None, name: str = "") -> None:
    """The form of something new of a kind (its table), perhaps of somebody."""
    from ui.team import forms  # late: the lists are shown without it

    if may_write(shell):
        forms.open_form(shell, what, party, name)


def offers(shell: Shell) -> list[Deed]:
    """All that can be noted."""
    return [
        (tr("Plan or note a training"), partial(new, shell, TRAINING)),
        (tr("Note a review"), partial(new, shell, TALK)),
        (tr("Note a wish"), partial(new, shell, WISH)),
        (tr("Thank somebody"), partial(new, shell, THANKS)),
        (tr("Note a skill"), partial(new, shell, SKILL)),
    ]


def change(shell: Shell, row: SkillRow | TrainingRow | TalkRow | WishRow | ThanksRow) -> None:
    """The form of what is noted already."""
    from ui.team import forms

    if may_write(shell):
        forms.change_form(shell, row)


def finish(shell: Shell, row: TrainingRow) -> None:
    """The form of a training that was done."""
    from ui.team.forms import FinishForm

    if may_write(shell):
        FinishForm(shell, row).start()


def decide(shell: Shell, row: WishRow, state: WishState) -> None:
    """The form of what became of a wish."""
    from ui.team.forms import DecideForm

    if may_write(shell):
        DecideForm(shell, row, state).start()


def of_skill(shell: Shell, owner: QWidget, row: SkillRow) -> list[Deed]:
    """What can be done with a skill."""
    return _always(shell, owner, SKILL, row)


def of_training(shell: Shell, owner: QWidget, row: TrainingRow) -> list[Deed]:
    """What can be done with a training: do it, enter it, plan it again."""
    session, ctx = shell.session, shell.session.ctx()
    found: list[Deed] = []
    if row.done is None:
        found.append((tr("It was done"), lambda: finish(shell, row)))
    else:
        if row.entry is None:
            enter: Deed = (
                tr("Enter it as given"),
                lambda: write(shell, owner, lambda: team.post_training(session.store, ctx, row.id)),
            )
            found.append(enter)
        found.append((tr("Plan it again"), lambda: new(shell, TRAINING, row.who.id, row.name)))
    return [*found, *_always(shell, owner, TRAINING, row)]


def of_talk(shell: Shell, owner: QWidget, row: TalkRow) -> list[Deed]:
    """What can be done with a review."""
    again: Deed = (tr("Note the next one"), lambda: new(shell, TALK, row.who.id))
    return [again, *_always(shell, owner, TALK, row)]


def of_wish(shell: Shell, owner: QWidget, row: WishRow) -> list[Deed]:
    """What can be done with a wish."""
    session, ctx = shell.session, shell.session.ctx()
    if row.state is WishState.OPEN:
        found: list[Deed] = [
            (tr("Grant it"), lambda: decide(shell, row, WishState.GRANTED)),
            (tr("Decline it"), lambda: decide(shell, row, WishState.DECLINED)),
        ]
    else:
        again: Deed = (
            tr("Open it again"),
            lambda: write(shell, owner, lambda: team.decide_wish(session.store, ctx, row.id, WishState.OPEN)),
        )
        found = [again]
    return [*found, *_always(shell, owner, WISH, row)]


def of_thanks(shell: Shell, owner: QWidget, row: ThanksRow) -> list[Deed]:
    """What can be done with a thank-you."""
    return _always(shell, owner, THANKS, row)


def _always(
    shell: Shell, owner: QWidget, what: str, row: SkillRow | TrainingRow | TalkRow | WishRow | ThanksRow
) -> list[Deed]:
    session, ctx = shell.session, shell.session.ctx()
    return [
        (tr("Change"), lambda: change(shell, row)),
        (tr("Open their page"), lambda: shell.go("directory", party=row.who.id)),
        (tr("Remove"), lambda: write(shell, owner, lambda: team.remove(session.store, ctx, what, row.id))),
    ]
