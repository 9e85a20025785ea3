"""Answers typed in one after the other, as from a stack of cards: a number, Enter, the next card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from partnercrm.domain.errors import Refused
from partnercrm.domain.feedback import SCORES, ResponseDraft
from partnercrm.domain.feedback_rows import SurveyRow
from partnercrm.domain.problems import Problem
from partnercrm.services import feedback
from ui.common.fields import ChoiceField, DateField, Field, LineField, TextField, show_problems
from ui.common.fields_sheet import FieldsSheet, WholeField, check_box, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.feedback.forms import with_surveys
from ui.words import tr, trn

MEMORY = "feedback/survey"
LAST = 5
"""So many of those that were just typed stand below the form."""


def open_form(shell: Shell, survey: int | None = None, party: int | None = None) -> None:
    """Type in answers; without a survey, one is begun first."""
    with_surveys(shell, lambda found: AnswerForm(shell, found).start(survey, party))


class AnswerForm(FieldsSheet):
    """Survey and day stay from card to card; Enter anywhere saves."""

    def __init__(self, shell: Shell, surveys: Sequence[SurveyRow]) -> None:
        super().__init__(shell, tr("Type in answers"), tr("Save, next card"), width=560, leave=tr("Close"))
        self.hint.setText(tr("Enter saves and goes on, Esc closes"))
        self._surveys = {row.id: row for row in surveys}
        self._typed: list[str] = []
        self.survey: ChoiceField[int] = ChoiceField(tr("&Survey"), [(row.id, row.name) for row in surveys])
        self.day = DateField(tr("&Day"), shell.session.clock.today, past=True)
        self.question = label("", "muted")
        self.question.setWordWrap(True)
        self.score = WholeField(tr("&Number"))
        self.words = TextField(tr("In their &words"))
        self.who = PartyField(tr("Wh&o, if they said"), shell)
        self.complaint = check_box(tr("A &complaint, whatever the number says"))
        self.told = label("", "strong")
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.rows(((self.survey, 2), (self.day, 1)))
        self.body.addWidget(self.question)
        self.rows(((self.score, 1), (self.words, 3)), ((self.who, 1),))
        self.body.addWidget(self.complaint)
        self.body.addWidget(self.told)
        self.body.addLayout(self._list)
        self.told.hide()
        self.survey.edited.connect(self._on_survey)
        for field in (self.score, self.words, self.who, self.day):
            field.edit.returnPressed.connect(self.press_primary)

    def start(self, survey: int | None, party: int | None) -> None:
        """Open it at a survey, or at the one that was typed in last."""
        last = self.shell.settings.words(MEMORY)
        wanted = survey if survey is not None else int(last) if last.isdigit() else 0
        if wanted in self._surveys:
            self.survey.set_value(wanted)
        self.day.set_value(self.shell.session.clock.today())
        self._on_survey()
        if party is not None:
            self.who.take_party(party)
        self.open(self._first().edit)

    def fields(self) -> dict[str, Field]:
        return {"survey": self.survey, "day": self.day, "score": self.score, "text": self.words, "party": self.who}

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def saved(self, done: feedback.Noted) -> None:
        """Affirm, and clear for the next card."""
        self.shell.saved(done.changes)
        self._tell(done.follow_up is not None)
        self.score.set_value(None)
        self.words.set_value("")
        self.who.set_who(None)
        self.complaint.setChecked(False)
        self._first().take_focus()

    # Inside

    def _row(self) -> SurveyRow:
        return self._surveys[self.survey.value()]

    def _first(self) -> LineField:
        return self.words if SCORES[self._row().kind] is None else self.score

    def _on_survey(self) -> None:
        row = self._row()
        span = SCORES[row.kind]
        self.score.setVisible(span is not None)
        if span is not None:
            self.score.edit.setPlaceholderText(tr("{low} to {high}", low=span[0], high=span[1]))
        self.question.setText(row.question)
        self.question.setVisible(bool(row.question))
        self.who.setVisible(not row.anonymous)
        if row.anonymous:
            self.who.set_who(None)
        self.complaint.setVisible(not row.guarded)
        self.shell.settings.put_words(MEMORY, str(row.id))

    def _save_settled(self) -> None:
        row, who = self._row(), self.who.who()
        if who is None and not self.who.is_empty():
            return
        try:
            draft = ResponseDraft(
                survey=row.id,
                day=read(self.day),
                score=None if SCORES[row.kind] is None else read(self.score),
                text=self.words.value(),
                party=who.party if who and not row.anonymous else None,
                complaint=True if self.complaint.isChecked() else None,
            )
        except Refused:
            return
        problems: Sequence[Problem] = draft.problems(row.kind)
        show_problems(problems, self.fields(), self.general)
        if not problems:
            # A key of its own for each card: two equal ones are two answers.
            store, ctx = self.shell.session.store, self.shell.session.ctx()
            self.write(lambda: feedback.respond(store, ctx, draft))

    def _tell(self, followed: bool) -> None:
        """Say what was just noted."""
        parts = [self.score.text() if self.score.isVisible() else "", self.words.value(), self.who.text()]
        if followed:
            parts.append(tr("a follow-up for tomorrow"))
        self._typed.append(" · ".join(filter(None, parts)))
        self.told.setText(trn("{count} typed in", "{count} typed in", len(self._typed)))
        self.told.show()
        line = label(self._typed[-1], "muted")
        line.setWordWrap(True)
        self._list.insertWidget(0, line)
        if self._list.count() > LAST:
            item = self._list.takeAt(LAST)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.place()
