"""The view *Feedback*: each survey with n, response rate and interval, and what is said in public."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.feedback import SURVEY_WORDS
from partnercrm.domain.feedback_figures import Feedback, SurveyFigures
from partnercrm.domain.figure import Figure
from partnercrm.domain.words import msg
from partnercrm.services import feedback_figures
from ui.common import figure_words
from ui.common.explain import explain
from ui.effectiveness import sections
from ui.effectiveness.parts_view import FigureColumn, FigureLine, Part, PartsView, Row, figures_part, lines
from ui.words import date, tr, trn

SURVEYS = "surveys"


class FeedbackView(PartsView[Feedback]):
    """Enter on a number explains it; on a survey, its result with the months."""

    memory = "feedback"
    workbook = "feedback"
    subjects = frozenset({"feedback", "follow_up", "party", "settings"})

    def parts(self) -> Sequence[Part]:
        none_yet = (
            tr("No survey yet"),
            tr("Ask your guests one question, or bring in answers from a file with Import, and the result shows here."),
        )
        return (
            Part(
                SURVEYS,
                tr("Surveys"),
                (
                    Column("name", msg("Survey"), ColumnKind.TEXT, lambda row: row.name, width=24),
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
                "name",
                _surveys,
                self._open_survey,
                none_yet,
                yielding=("kind", "around"),
            ),
            figures_part(_figures, self.shell, none_yet),
        )

    def read(self) -> Callable[[], Feedback]:
        store, today = self.shell.session.store, self.shell.session.clock.today()
        return lambda: feedback_figures.figures(store, today)

    def summary(self, found: Feedback) -> str:
        surveys = trn("{count} survey", "{count} surveys", len(found.surveys))
        return tr("{surveys}, {first} to {last}", surveys=surveys, first=date(found.first), last=date(found.last))

    def _open_survey(self, row: Row) -> None:
        found: SurveyFigures = row.of
        more = [sections.all_of(tr("How many answered"), [found.figures[1]]), *sections.by_month(found.months)]
        explain(self.shell, found.result, of=found.name, sections=more)


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
