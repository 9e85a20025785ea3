"""What is noted of one of the team, to read, with what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partnercrm.domain.team import LEVEL_WORDS, TRAINING_WORDS, WISH_WORDS
from partnercrm.domain.team_rows import SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from ui.common.deed_list import Deed
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.team import deeds
from ui.words import date, locale, money, say, tr


def open_row(shell: Shell, owner: QWidget, row: Any) -> None:
    """Show what a row tells of."""
    _SHEETS[type(row)](shell, owner, row).start()


class _NoteSheet(RecordSheet):
    """A note about somebody: who, what, and the deeds below it."""

    def __init__(self, shell: Shell, who: str, what: str, more: str, found: Sequence[Deed]) -> None:
        super().__init__(shell, who)
        self.sentence(what, "strong")
        self.sentence(more)
        for text, run in found:
            self.deed(text, run)


class SkillSheet(_NoteSheet):
    """What somebody can do."""

    def __init__(self, shell: Shell, owner: QWidget, row: SkillRow) -> None:
        since = tr("{level}, since {day}.", level=say(LEVEL_WORDS[row.level]), day=locale().long_date(row.since))
        super().__init__(shell, row.who.name, row.name, since, deeds.of_skill(shell, owner, row))


class TrainingSheet(_NoteSheet):
    """What somebody learns or learned, until when it holds, and its entry."""

    def __init__(self, shell: Shell, owner: QWidget, row: TrainingRow) -> None:
        state = say(TRAINING_WORDS[row.state])
        super().__init__(
            shell,
            row.who.name,
            tr("{what}: {state}", what=row.name, state=state),
            row.note,
            deeds.of_training(shell, owner, row),
        )
        for words, day in (
            (tr("To be done until"), row.due),
            (tr("Done on"), row.done),
            (tr("Holds until"), row.valid_until),
        ):
            if day is not None:
                entry = row.entry.number if row.entry is not None and day == row.done else ""
                self.line(words, locale().long_date(day), entry)
        if row.cost is not None:
            self.line(tr("What it costs") if row.done is None else tr("What it cost"), money(row.cost))


class TalkSheet(_NoteSheet):
    """A review."""

    def __init__(self, shell: Shell, owner: QWidget, row: TalkRow) -> None:
        title = tr("Review of {day}", day=locale().long_date(row.day))
        super().__init__(shell, row.who.name, title, row.summary, deeds.of_talk(shell, owner, row))
        if row.agreed:
            self.line(tr("What was agreed"), row.agreed)
        if row.next is not None and row.last:
            self.line(tr("Talk again on"), locale().long_date(row.next))


class WishSheet(_NoteSheet):
    """A wish, and what we said."""

    def __init__(self, shell: Shell, owner: QWidget, row: WishRow) -> None:
        day = tr("Wished for on {day}.", day=locale().long_date(row.day))
        super().__init__(shell, row.who.name, row.text, day, deeds.of_wish(shell, owner, row))
        if row.decided is not None:
            state = say(WISH_WORDS[row.state])
            self.line(tr("{state} on {day}", state=state, day=date(row.decided)), row.answer)


class ThanksSheet(_NoteSheet):
    """A thank-you."""

    def __init__(self, shell: Shell, owner: QWidget, row: ThanksRow) -> None:
        by = row.by.name if row.by is not None else tr("us")
        said = tr("Thanked by {who} on {day}.", who=by, day=locale().long_date(row.day))
        super().__init__(shell, row.who.name, row.text, said, deeds.of_thanks(shell, owner, row))


_SHEETS: dict[type, Any] = {
    SkillRow: SkillSheet,
    TrainingRow: TrainingSheet,
    TalkRow: TalkSheet,
    WishRow: WishSheet,
    ThanksRow: ThanksSheet,
}
