"""What logging and changing an interaction share: channel, when, who, what, notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.problems import Problem
from ui import theme
from ui.common.channels import channel_options
from ui.common.choices import Segment
from ui.common.fields import Field, NotesField, TextField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.who import WhoField
from ui.common.widgets import Banner, label
from ui.interaction.when import WhenField
from ui.words import say, tr

WIDTH = 640


class TalkForm(Sheet):
    """What logging and changing share: channel, who, when, what, notes."""

    def __init__(self, shell: Shell, title: str) -> None:
        super().__init__(shell.host(), title, width=WIDTH, hint=tr("Ctrl+Enter saves, Esc closes"))
        self.shell = shell
        self._ctx = shell.session.ctx()
        self.bar = Banner("", "info", "rotate-ccw")
        self.bar.hide()
        self.channel = Segment(tr("How"), channel_options())
        self.when = WhenField(tr("W&hen"), shell.session.clock.local)
        self.who = WhoField(tr("&Who"), shell)
        self.what = TextField(tr("Wh&at"), placeholder=tr("In a few words: what was it about?"))
        self.notes = NotesField(tr("&Notes"), lines=2)
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self._lay_out_top()

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use, in the form's order."""
        return {"day": self.when, "parties": self.who, "summary": self.what, "notes": self.notes}

    def draft(self) -> InteractionDraft | None:
        """What the form says; None where the moment is not clear, which is shown then."""
        moment = self._moment()
        if moment is None:
            return None
        day, minute = moment
        return InteractionDraft(
            parties=tuple(who.party for who in self.who.parties()),
            channel=Channel(self.channel.value()),
            day=day,
            minute=minute,
            summary=self.what.value(),
            notes=self.notes.value(),
        )

    def show_refusal(self, error: Refused) -> None:
        """Say beside the fields what was refused."""
        show_problems([self._placed(each) for each in problem_of(error)], self.fields(), self.general)

    def _placed(self, problem: Problem) -> Problem:
        return Problem("day", problem.message) if problem.field == "minute" else problem

    def _moment(self) -> tuple[dt.date, int | None] | None:
        if self.when.is_empty():
            return self.shell.session.clock.today(), None
        try:
            found = self.when.value()
        except Refused as error:
            self.when.set_error(say(error.message))
            self.when.take_focus()
            return None
        if found is None:
            return None
        day, time = found
        return day, None if time is None else time.hour * 60 + time.minute

    def _lay_out_top(self) -> None:
        self.body.addWidget(self.bar)
        self.body.addWidget(self.channel)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.when.setFixedWidth(theme.px(184))
        for field, stretch in ((self.when, 0), (self.who, 1)):
            column = QVBoxLayout()
            column.addWidget(field)
            column.addStretch()
            row.addLayout(column, stretch)
        self.body.addLayout(row)
        for each in (self.general, self.what, self.notes):
            self.body.addWidget(each)

    def _names(self) -> list[dict[str, Any]]:
        return [{"party": w.party, "name": w.name, "roles": [r.value for r in w.roles]} for w in self.who.parties()]
