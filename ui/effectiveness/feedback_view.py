"""The view *Feedback*: surveys with n, response rate and interval, whom to ask, every answer, and what is public."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.feedback import SURVEY_WORDS, RequestState
from partnercrm.domain.feedback_figures import Feedback, SurveyFigures
from partnercrm.domain.feedback_rows import RequestRow, ReviewRow, SurveyRow
from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import feedback, feedback_figures, public_review, survey_request
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common import figure_words
from ui.common.explain import explain
from ui.common.tab import Shell
from ui.common.widgets import button
from ui.effectiveness import sections
from ui.effectiveness.pages_view import Page, PagesView
from ui.effectiveness.parts_view import FIGURES, FigureColumn, FigureLine, Part, Row, figures_part, lines
from ui.feedback import deeds
from ui.feedback.pages import AnswersPage, RequestsPage, reviews_list
from ui.feedback.sheets import SurveySheet
from ui.feedback.trend_page import Series, TrendPage
from ui.words import date, tr, trn

SURVEYS, REQUESTS, ANSWERS, REVIEWS, TREND = "surveys", "requests", "answers", "reviews", "trend"
STARS = "stars"


@dataclass(frozen=True, slots=True)
class Found:
    """All that the view shows but the answers, which are read a page at a time."""

    told: Feedback
    surveys: Sequence[SurveyRow]
    requests: Sequence[RequestRow]
    reviews: Sequence[ReviewRow]


class FeedbackView(PagesView[Found]):
    """Enter on a number explains it; on a survey, a request, an answer or a review, what can be done with it."""

    memory = "feedback"
    workbook = "feedback"
    subjects = frozenset({"feedback", "follow_up", "party", "sale", "promotion", "agreement", "settings"})
    order = (SURVEYS, REQUESTS, ANSWERS, REVIEWS, TREND, FIGURES)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.begin_button = button(tr("Begin a survey"))
        self.type_button = button(tr("Type in answers"), "primary", "plus")
        self.begin_button.clicked.connect(self._second)
        self.type_button.clicked.connect(lambda: deeds.type_in(shell))
        for each in (self.begin_button, self.type_button):
            each.setEnabled(not shell.session.read_only)

    def tools(self) -> Sequence[QWidget]:
        return (*super().tools(), self.begin_button, self.type_button)

    def parts(self) -> Sequence[Part]:
        none_yet = (
            tr("No survey yet"),
            tr("Ask your guests one question, type in what they say or bring it in from a file, and it shows here."),
        )
        return (
            Part(
                SURVEYS,
                tr("Surveys"),
                (
                    Column("name", msg("Survey"), ColumnKind.TEXT, lambda row: row.name, width=20),
                    Column("kind", msg("Asks"), ColumnKind.TEXT, lambda row: SURVEY_WORDS[row.of.kind], width=30),
                    FigureColumn("result", msg("Result"), lambda row: _result(row.of), 9),
                    Column("n", msg("Answers"), ColumnKind.COUNT, lambda row: _result(row.of).n, width=9),
                    Column(
                        "around",
                        msg("Where it may lie"),
                        ColumnKind.TEXT,
                        lambda row: figure_words.around(_result(row.of)),
                        width=22,
                    ),
                    FigureColumn("rate", msg("Answered of those asked"), lambda row: row.of.figures[1], 22),
                ),
                "kind",
                lambda found: _surveys(found.told),
                self._open_survey,
                none_yet,
                yielding=("around",),
                deed=(tr("Begin a survey"), lambda: deeds.begin(self.shell)),
            ),
            figures_part(lambda found: _figures(found.told), self.shell, none_yet),
        )

    def pages(self) -> Sequence[Page]:
        self.requests = RequestsPage(self.shell)
        self.answers = AnswersPage(self.shell)
        self.reviews = reviews_list(self.shell, self)
        self.trend = TrendPage(self.shell)
        return (
            Page(REQUESTS, tr("To ask"), self.requests),
            Page(ANSWERS, tr("Answers"), self.answers),
            Page(REVIEWS, tr("In public"), self.reviews),
            Page(TREND, tr("Over time"), self.trend),
        )

    def read(self) -> Callable[[], Found]:
        session = self.shell.session
        return lambda: _read(session.store, session.ctx())

    def summary(self, found: Found) -> str:
        told = found.told
        surveys = trn("{count} survey", "{count} surveys", len(told.surveys))
        return tr("{surveys}, {first} to {last}", surveys=surveys, first=date(told.first), last=date(told.last))

    def show_pages(self, found: Found) -> None:
        self.requests.show_rows(found.requests)
        self.answers.show_surveys(found.surveys)
        self.answers.reload()
        self.reviews.show_rows(found.reviews)
        series = [Series(str(each.survey), each.name, each.months) for each in found.told.surveys]
        self.trend.show_series([Series(STARS, tr("Stars in public"), found.told.rating), *series])
        due = sum(row.state is RequestState.DUE for row in found.requests)
        self.chip_row.set_counts({SURVEYS: len(found.surveys), REQUESTS: due, REVIEWS: len(found.reviews)})

    def open_record(self, part: str, number: int) -> None:
        if part == ANSWERS:
            self.answers.open_number(number)
        elif part == REQUESTS:
            self.requests.list.open_number(number)
        elif part == REVIEWS:
            self.reviews.open_number(number)

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete of what the chip is about."""
        key = self._key()
        if action == "new":
            self._new(key)
            return True
        if action == "edit" and key == SURVEYS:
            row = self.lists[SURVEYS].current()
            found = None if row is None else self._survey(row.of.survey)
            if found is not None:
                deeds.begin(self.shell, found)
            return found is not None
        if action == "edit" and key == REVIEWS and self.reviews.current() is not None:
            deeds.answer_review(self.shell, self.reviews.current())  # type: ignore[arg-type]
            return True
        return False

    # Inside

    def _new(self, key: str) -> None:
        made: dict[str, Callable[[], object]] = {
            SURVEYS: lambda: deeds.begin(self.shell),
            REQUESTS: lambda: deeds.plan(self.shell),
            REVIEWS: lambda: deeds.note_review(self.shell),
        }
        made.get(key, lambda: deeds.type_in(self.shell))()

    def _second(self) -> None:
        """The button beside the primary one makes what the chip lists."""
        key = self._key()
        self._new(key if key in (REQUESTS, REVIEWS) else SURVEYS)

    def _on_chip(self) -> None:
        super()._on_chip()
        words = {REQUESTS: tr("Plan to ask somebody"), REVIEWS: tr("Note a review")}
        self.begin_button.setText(words.get(self._key(), tr("Begin a survey")))

    def _survey(self, number: int) -> SurveyRow | None:
        found = self.found.surveys if self.found is not None else ()
        return next((row for row in found if row.id == number), None)

    def _open_survey(self, row: Row) -> None:
        of: SurveyFigures = row.of
        found = self._survey(of.survey)
        if found is not None:
            SurveySheet(
                self.shell,
                self,
                found,
                of.result,
                of.figures[1],
                show_answers=lambda: self._show_answers(of.survey),
                explain=lambda: self._explain(of),
            ).start()

    def _explain(self, found: SurveyFigures) -> None:
        more = [sections.all_of(tr("How many answered"), [found.figures[1]]), *sections.by_month(found.months)]
        explain(self.shell, found.result, of=found.name, sections=more)

    def _show_answers(self, survey: int) -> None:
        self.chip_row.set_values([ANSWERS])
        self._on_chip()
        self.answers.show_only(survey)


def _read(store: Store, ctx: Context) -> Found:
    told = feedback_figures.figures(store, ctx.today)
    return Found(told, feedback.surveys(store), survey_request.standing(store, ctx), public_review.reviews(store))


def _result(found: SurveyFigures) -> Figure:
    return found.result


def _surveys(found: Feedback) -> list[Row]:
    return [Row(at, None, each.name, each) for at, each in enumerate(found.surveys, 1)]


def _figures(found: Feedback) -> list[FigureLine]:
    """What is said in public, then each survey."""
    every: list[tuple[Figure, str, int | None, Sequence[Any]]] = [
        (each, "", None, sections.by_month(found.rating) if each.key == "rating" else ()) for each in found.figures
    ]
    every += [
        (figure, survey.name, None, sections.by_month(survey.months) if figure is survey.result else ())
        for survey in found.surveys
        for figure in survey.figures
    ]
    return lines(every)
