"""The forms of somebody to be asked, of a review in public, and of what we answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.errors import Refused
from partnercrm.domain.feedback import RequestDraft, ReviewDraft
from partnercrm.domain.feedback_rows import ReviewRow, SurveyRow
from partnercrm.services import feedback, public_review, survey_request
from ui.common.fields import ChoiceField, DateField, Field, NotesField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import date, number, tr

PLACE = "feedback/place"
"""Where the review stands that was noted last: mostly it is the same map or guide."""


def open_plan(shell: Shell, survey: int | None = None, party: int | None = None) -> None:
    """Plan to ask somebody; without a survey, one is begun first."""
    with_surveys(shell, lambda found: PlanForm(shell, found).start(survey, party))


def with_surveys(shell: Shell, show: Callable[[Sequence[SurveyRow]], None]) -> None:
    """Read which surveys there are, then show them; without one, a survey is begun first."""
    from ui.feedback import deeds  # late: it names these forms

    store = shell.session.store
    shell.tasks.run_read(
        lambda: feedback.surveys(store),
        lambda found: show(found) if found else deeds.begin(shell),
        owner=shell.host(),
    )


class PlanForm(FieldsSheet):
    """Whom to ask what, when, about what."""

    def __init__(self, shell: Shell, surveys: Sequence[SurveyRow]) -> None:
        super().__init__(shell, tr("Plan to ask somebody"), tr("Save"), width=480)
        self.survey: ChoiceField[int] = ChoiceField(tr("&Survey"), [(row.id, row.name) for row in surveys])
        self.who = PartyField(tr("&Whom"), shell)
        self.due = DateField(tr("W&hen"), shell.session.clock.today)
        self.about = TextField(tr("&About what"), placeholder=tr("the Christmas bag"))
        self.rows(((self.survey, 1),), ((self.who, 1), (self.due, 1)), ((self.about, 1),))

    def start(self, survey: int | None, party: int | None) -> None:
        """Open it, perhaps at a survey, perhaps with somebody."""
        if survey is not None:
            self.survey.set_value(survey)
        if party is not None:
            self.who.take_party(party)
        self.due.set_value(self.shell.session.clock.today())
        self.open(self.who.edit)

    def fields(self) -> dict[str, Field]:
        return {"survey": self.survey, "party": self.who, "due": self.due, "about": self.about}

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        who = self.who.who()
        try:
            draft = RequestDraft(self.survey.value(), who.party if who else None, read(self.due), self.about.value())
        except Refused:
            return
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: survey_request.plan(store, ctx, draft))


class ReviewForm(FieldsSheet):
    """What somebody wrote in public; the answer may come with it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Note a review"), tr("Save"), width=560)
        today = shell.session.clock.today
        self.place_field = TextField(tr("W&here it stands"), placeholder=tr("a map, a guide"))
        self.day = DateField(tr("&Day"), today, past=True)
        self.stars = NumberField(tr("S&tars, of five"), placeholder=tr("words only"))
        self.author = TextField(tr("Wh&o wrote it"))
        self.party = PartyField(tr("Somebody you &know"), shell)
        self.text = NotesField(tr("What they w&rote"), lines=3)
        self.answer = NotesField(tr("What we ans&wered, if we did"), lines=2)
        self.rows(
            ((self.place_field, 2), (self.day, 1), (self.stars, 1)),
            ((self.author, 1), (self.party, 1)),
            ((self.text, 1),),
            ((self.answer, 1),),
        )

    def start(self) -> None:
        """Open it at the place of the last one."""
        self.place_field.set_value(self.shell.settings.words(PLACE))
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.stars.edit if self.place_field.value() else self.place_field.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "place": self.place_field,
            "day": self.day,
            "rating": self.stars,
            "author": self.author,
            "party": self.party,
            "text": self.text,
            "answer": self.answer,
            "answered": self.answer,
        }

    def save(self) -> None:
        self.party.settle(self._save_settled)

    def _save_settled(self) -> None:
        who, answer = self.party.who(), self.answer.value()
        try:
            draft = ReviewDraft(
                day=read(self.day),
                place=self.place_field.value(),
                rating=read(self.stars),
                author=self.author.value(),
                text=self.text.value(),
                party=who.party if who else None,
                answered=self.shell.session.clock.today() if answer else None,
                answer=answer,
            )
        except Refused:
            return
        self.shell.settings.put_words(PLACE, draft.place)
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: public_review.note_review(store, ctx, draft))


class AnswerReviewForm(FieldsSheet):
    """What we answered, and when, below what they wrote."""

    def __init__(self, shell: Shell, row: ReviewRow) -> None:
        super().__init__(shell, tr("Answer a review"), tr("Save the answer"), width=520)
        self._row = row
        said = label(review_words(row), "muted")
        said.setWordWrap(True)
        self.body.addWidget(said)
        self.text = NotesField(tr("What we &answered"), lines=4)
        self.day = DateField(tr("Answered &on"), shell.session.clock.today, past=True)
        self.rows(((self.text, 1),), ((self.day, 1),))

    def start(self) -> None:
        """Open it with the cursor in the answer."""
        self.text.set_value(self._row.answer)
        self.day.set_value(self._row.answered or self.shell.session.clock.today())
        self.open(self.text.edit)

    def fields(self) -> dict[str, Field]:
        return {"answer": self.text, "text": self.text, "answered": self.day}

    def save(self) -> None:
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        text, day = self.text.value(), read(self.day)
        self.write(lambda: public_review.answer_review(store, ctx, row.id, text, day))


def review_words(row: ReviewRow) -> str:
    """`A visitor, Ashby town guide, 22 Oct 2026, 2 of 5 stars: Waited long.`"""
    parts = [row.author, row.place, date(row.day)]
    if row.rating is not None:
        parts.append(tr("{stars} of 5 stars", stars=number(row.rating)))
    head = ", ".join(filter(None, parts))
    return tr("{head}: {text}", head=head, text=row.text) if row.text else head
