"""The lists of the team: skills, trainings, reviews, wishes and thanks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from partnercrm.columns import team as columns
from partnercrm.columns.column import Column
from partnercrm.domain.team import ABLE, LEVEL_WORDS, TRAINING_WORDS, WISH_WORDS, TrainingState, WishState
from partnercrm.domain.team_rows import SkillRow, TalkRow, TrainingRow, WishRow
from ui.common.deed_list import Deed, DeedList, Empty
from ui.common.delegates import BadgeDelegate, MutedDelegate, RowDelegate
from ui.common.painting import BadgeSpec
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.team import deeds, sheets
from ui.words import date, say, tr

_TRAINING_TONES = {
    TrainingState.PLANNED: "info",
    TrainingState.LATE: "warning",
    TrainingState.DONE: "success",
    TrainingState.AGAIN: "warning",
}
_WISH_TONES = {WishState.OPEN: "warning", WishState.GRANTED: "success", WishState.DECLINED: ""}
Of = Callable[[Shell, QWidget, Any], Sequence[Deed]]


def skills(shell: Shell, owner: QWidget) -> DeedList:
    """Who can do what, person by person."""

    def painters(table: Table) -> dict[str, RowDelegate]:
        return {"level": BadgeDelegate(table, _level)}

    sentence = tr("Note who can do what, and see which skill hangs on one person alone.")
    empty = Empty(
        "award", tr("No skill noted yet"), sentence, (tr("Note a skill"), partial(deeds.new, shell, deeds.SKILL))
    )
    return _list(shell, owner, tr("Skills"), columns.SKILLS, "name", deeds.of_skill, empty, painters)


def trainings(shell: Shell, owner: QWidget) -> DeedList:
    """What is to be learned first, then what was learned last."""

    def painters(table: Table) -> dict[str, RowDelegate]:
        muted = MutedDelegate(table)
        return {"state": BadgeDelegate(table, _training), "entry": muted}

    sentence = tr("Plan what is to be learned until when; what was done says until when it holds.")
    deed: Deed = (tr("Plan or note a training"), partial(deeds.new, shell, deeds.TRAINING))
    empty = Empty("award", tr("No training yet"), sentence, deed)
    yields = ("entry", "cost", "valid_until")
    return _list(shell, owner, tr("Trainings"), columns.TRAININGS, "name", deeds.of_training, empty, painters, yields)


def talks(shell: Shell, owner: QWidget) -> DeedList:
    """Reviews, the latest first."""

    def painters(table: Table) -> dict[str, RowDelegate]:
        return {
            "agreed": MutedDelegate(table),
            "next": BadgeDelegate(table, partial(_next, shell)),
        }

    sentence = tr("Talk with each of the team once in a while, and note what you agreed and when to talk again.")
    deed: Deed = (tr("Note a review"), partial(deeds.new, shell, deeds.TALK))
    empty = Empty("messages-square", tr("No review yet"), sentence, deed)
    return _list(shell, owner, tr("Reviews"), columns.TALKS, "summary", deeds.of_talk, empty, painters, ("agreed",))


def wishes(shell: Shell, owner: QWidget) -> DeedList:
    """Wishes, open ones first."""

    def painters(table: Table) -> dict[str, RowDelegate]:
        return {"state": BadgeDelegate(table, _wish), "answer": MutedDelegate(table)}

    sentence = tr("Note what somebody wishes for, so that it is not forgotten until you decide.")
    empty = Empty("heart", tr("No wish yet"), sentence, (tr("Note a wish"), partial(deeds.new, shell, deeds.WISH)))
    return _list(shell, owner, tr("Wishes"), columns.WISHES, "text", deeds.of_wish, empty, painters, ("answer",))


def thanks(shell: Shell, owner: QWidget) -> DeedList:
    """Thanks, the latest first."""

    def painters(table: Table) -> dict[str, RowDelegate]:
        return {"by": MutedDelegate(table)}

    sentence = tr("Note what somebody did well, and who said so.")
    deed: Deed = (tr("Thank somebody"), partial(deeds.new, shell, deeds.THANKS))
    empty = Empty("heart", tr("Nobody was thanked yet"), sentence, deed)
    return _list(shell, owner, tr("Thanks"), columns.THANKS, "text", deeds.of_thanks, empty, painters)


def _list(
    shell: Shell,
    owner: QWidget,
    name: str,
    shown: Sequence[Column[Any]],
    stretch: str,
    of: Of,
    empty: Empty,
    painters: Callable[[Table], dict[str, RowDelegate]],
    yielding: Sequence[str] = (),
) -> DeedList:
    return DeedList(
        shell,
        name,
        shown,
        stretch=stretch,
        memory=f"team list {stretch} {shown[1].key}",
        open_row=partial(sheets.open_row, shell, owner),
        deeds=partial(of, shell, owner),
        empty=empty,
        painters=painters,
        yielding=yielding,
        party=lambda row: row.who.id,
    )


def _level(row: SkillRow) -> list[BadgeSpec]:
    return [BadgeSpec(say(LEVEL_WORDS[row.level]), "success" if row.level >= ABLE else "")]


def _training(row: TrainingRow) -> list[BadgeSpec]:
    return [BadgeSpec(say(TRAINING_WORDS[row.state]), _TRAINING_TONES[row.state], dot=True)]


def _wish(row: WishRow) -> list[BadgeSpec]:
    return [BadgeSpec(say(WISH_WORDS[row.state]), _WISH_TONES[row.state], dot=True)]


def _next(shell: Shell, row: TalkRow) -> list[BadgeSpec]:
    """When to talk again, amber once that day is past."""
    if row.next is None or not row.last:
        return []
    return [BadgeSpec(date(row.next), "warning" if row.next < shell.session.clock.today() else "")]
