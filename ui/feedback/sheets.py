"""A survey, somebody to be asked, an answer, a review: to read, with what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partnercrm.domain.feedback import AFTER_WORDS, REQUEST_WORDS, SCORES, SURVEY_WORDS, After
from partnercrm.domain.feedback_rows import RequestRow, ResponseRow, ReviewRow, SurveyRow
from partnercrm.domain.figure import Figure
from partnercrm.domain.interaction import FOLLOW_UP_WORDS
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.party import ROLE_WORDS
from ui.common import figure_words
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.feedback import deeds
from ui.words import date, locale, number, say, tr, trn


class SurveySheet(RecordSheet):
    """What it asks whom, what came of it, and how it is asked."""

    def __init__(
        self,
        shell: Shell,
        owner: QWidget,
        row: SurveyRow,
        result: Figure,
        rate: Figure,
        show_answers: Callable[[], object],
        explain: Callable[[], object],
    ) -> None:
        super().__init__(shell, row.name)
        said = figure_words.value(result)
        around = figure_words.around(result)
        self.sentence(tr("{said}, {around}", said=said, around=around) if around else said, "strong")
        self.sentence(row.question or say(SURVEY_WORDS[row.kind]))
        for text, run in deeds.of_survey(shell, owner, row):
            self.deed(text, run)
        answers = trn("{count} answer", "{count} answers", row.responses)
        of_all = tr("{rate} of those who were asked", rate=figure_words.value(rate)) if rate.known else ""
        self.line(answers, of_all, act=(tr("Show them"), show_answers))
        self.line(tr("What it comes to, month by month"), "", act=(tr("Explain"), explain))
        self.line(_whom(row), _when(row))
        until = tr("until {day}", day=locale().long_date(row.until)) if row.until else ""
        self.line(tr("From {day}", day=locale().long_date(row.from_day)), until)


class RequestSheet(RecordSheet):
    """Whom to ask what, and why."""

    def __init__(self, shell: Shell, owner: QWidget, row: RequestRow) -> None:
        super().__init__(shell, row.party_name)
        state = say(REQUEST_WORDS[row.state])
        self.sentence(tr("{state}: {survey}", state=state, survey=row.survey_name), "strong")
        why = tr("after a purchase") if row.sale is not None else row.about
        due = locale().long_date(row.due)
        self.sentence(tr("Due on {day}, {why}.", day=due, why=why) if why else tr("Due on {day}.", day=due))
        if row.asked is not None:
            self.sentence(tr("Asked on {day}.", day=locale().long_date(row.asked)))
        for text, run in deeds.of_request(shell, owner, row):
            self.deed(text, run)
        self.deed(tr("Open their page"), lambda: shell.go("directory", party=row.party))


class AnswerSheet(RecordSheet):
    """What somebody said, and what became of it."""

    def __init__(self, shell: Shell, owner: QWidget, row: ResponseRow) -> None:
        super().__init__(shell, row.party_name or tr("An answer without a name"))
        self.sentence(": ".join(filter(None, (score_words(row), row.text))) or tr("No words"), "strong")
        self.sentence(tr("{survey}, {day}.", survey=row.survey_name, day=locale().long_date(row.day)))
        for text, run in deeds.of_answer(shell, owner, row):
            self.deed(text, run)
        if row.complaint:
            self.line(tr("A complaint"), step_words(row.follow_up) or tr("Nobody was told to look after it."))


class ReviewSheet(RecordSheet):
    """What stands in public, and what we answered."""

    def __init__(self, shell: Shell, owner: QWidget, row: ReviewRow) -> None:
        super().__init__(shell, row.author or row.place)
        if row.rating is not None:
            self.sentence(tr("{stars} of 5 stars", stars=number(row.rating)), "strong")
        self.sentence(row.text)
        self.sentence(tr("{place}, {day}.", place=row.place, day=locale().long_date(row.day)))
        for text, run in deeds.of_review(shell, owner, row):
            self.deed(text, run)
        if row.answered is not None:
            self.line(tr("We answered on {day}", day=locale().long_date(row.answered)), row.answer)
        if row.follow_up is not None:
            self.line(tr("To be looked after"), step_words(row.follow_up))


def score_words(row: ResponseRow) -> str:
    """`9 of 10`, "" where they were asked for words only."""
    scale = SCORES[row.kind]
    if row.score is None or scale is None:
        return ""
    return tr("{score} of {most}", score=number(row.score), most=number(scale[1]))


def step_words(step: NextStepRow | None) -> str:
    """`Open, due 22 Nov 2026: Look after a complaint`, "" where there is none."""
    if step is None:
        return ""
    state = say(FOLLOW_UP_WORDS[step.state])
    return tr("{state}, due {day}: {title}", state=state, day=date(step.due), title=step.title)


def _whom(row: SurveyRow) -> str:
    whom = tr("Everybody") if row.audience is None else say(ROLE_WORDS[row.audience])
    return tr("For whom: {whom}, no names kept", whom=whom) if row.anonymous else tr("For whom: {whom}", whom=whom)


def _when(row: SurveyRow) -> str:
    after = say(AFTER_WORDS[row.after])
    if row.after is After.NOTHING:
        return after
    later = trn("{count} day later", "{count} days later", row.after_days)
    rest = trn("nobody again within {count} day", "nobody again within {count} days", row.rest_days)
    return tr("{after}, {later}, {rest}", after=after, later=later, rest=rest)
