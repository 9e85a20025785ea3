"""The columns of feedback: each survey, its months, each answer, and the reviews in public."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.columns.supplier import cell
from partnercrm.domain.feedback import REQUEST_WORDS, SURVEY_WORDS, SurveyKind
from partnercrm.domain.feedback_figures import Feedback, MonthOf, SurveyFigures
from partnercrm.domain.feedback_rows import RequestRow, ResponseRow, ReviewRow
from partnercrm.domain.figure import Figure
from partnercrm.domain.interaction import FOLLOW_UP_WORDS
from partnercrm.domain.period import month_number, month_text
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

_TEXT, _NUMBER, _SHARE, _COUNT, _DATE = (
    ColumnKind.TEXT,
    ColumnKind.NUMBER,
    ColumnKind.SHARE,
    ColumnKind.COUNT,
    ColumnKind.DATE,
)
_FOUR, _TWO = Decimal("0.0001"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A survey in a month."""

    name: str
    month: MonthOf


@dataclass(frozen=True, slots=True)
class SideRow:
    """A month by its name, with what each survey (by row id) and the stars came to in it."""

    label: str
    stars: Figure | None
    surveys: Mapping[int, Figure]


def side_by_side(told: Feedback) -> tuple[Column[SideRow], ...]:
    """A column for the stars and one for each survey that asks for a number."""
    first: tuple[Column[SideRow], ...] = (
        Column("label", msg("Month"), _TEXT, lambda row: row.label, width=16),
        Column("stars", msg("Stars"), _NUMBER, lambda row: cell(row.stars) if row.stars else None, width=9),
    )
    return first + tuple(
        Column(
            f"survey{each.survey}",
            _SIDE[each.kind](each.name),
            _NUMBER if each.kind is SurveyKind.NPS else _SHARE,
            partial(_result_of, each.survey),
            width=20,
        )
        for each in told.surveys
        if each.kind in _SIDE
    )


def _result_of(survey: int, row: SideRow) -> Cell:
    found = row.surveys.get(survey)
    return None if found is None else cell(found)


_SIDE: dict[SurveyKind, Callable[[str], Message]] = {
    SurveyKind.NPS: lambda name: msg("{survey} (NPS)", survey=name),
    SurveyKind.CSAT: lambda name: msg("{survey} (CSAT)", survey=name),
}


def _if(figure: Figure, key: str) -> Cell:
    return cell(figure) if figure.key == key else None


def _end(figure: Figure, key: str, low: bool) -> Cell:
    """An end of the interval, as the figure itself is written."""
    if figure.interval is None or figure.key != key:
        return None
    end = figure.interval.low if low else figure.interval.high
    return Decimal(str(end)).quantize(_TWO if key == "nps" else _FOUR)


SURVEYS: tuple[Column[SurveyFigures], ...] = (
    Column("name", msg("Survey"), _TEXT, lambda row: row.name, width=28),
    Column("kind", msg("What it asks"), _TEXT, lambda row: SURVEY_WORDS[row.kind], width=34),
    Column("n", msg("Answers"), _COUNT, lambda row: row.result.n, width=10),
    Column("rate", msg("Answered of those asked"), _SHARE, lambda row: cell(row.figures[1]), width=14),
    Column("nps", msg("NPS"), _NUMBER, lambda row: _if(row.result, "nps"), width=10),
    Column("nps_low", msg("NPS from"), _NUMBER, lambda row: _end(row.result, "nps", True), width=10),
    Column("nps_high", msg("NPS to"), _NUMBER, lambda row: _end(row.result, "nps", False), width=10),
    Column("csat", msg("Content (CSAT)"), _SHARE, lambda row: _if(row.result, "csat"), width=12),
    Column("csat_low", msg("Content from"), _SHARE, lambda row: _end(row.result, "csat", True), width=12),
    Column("csat_high", msg("Content to"), _SHARE, lambda row: _end(row.result, "csat", False), width=12),
)
MONTHS: tuple[Column[MonthRow], ...] = (
    Column("month", msg("Month"), _TEXT, lambda row: month_text(month_number(row.month.month)), width=12),
    Column("name", msg("Survey"), _TEXT, lambda row: row.name, width=28),
    Column("n", msg("Answers"), _COUNT, lambda row: row.month.figure.n, width=10),
    Column("nps", msg("NPS"), _NUMBER, lambda row: _if(row.month.figure, "nps"), width=10),
    Column("csat", msg("Content (CSAT)"), _SHARE, lambda row: _if(row.month.figure, "csat"), width=12),
)
ANSWERS: tuple[Column[ResponseRow], ...] = (
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("survey", msg("Survey"), _TEXT, lambda row: row.survey_name, width=28),
    Column("party", msg("Who"), _TEXT, lambda row: row.party_name, width=26),
    Column("score", msg("Score"), _COUNT, lambda row: row.score, width=9),
    Column("text", msg("In their words"), _TEXT, lambda row: row.text, width=60),
    Column("complaint", msg("A complaint"), _TEXT, lambda row: msg("Yes") if row.complaint else None, width=12),
    Column("follow_up", msg("Looked after"), _TEXT, lambda row: _looked_after(row), width=14),
)
REVIEWS: tuple[Column[ReviewRow], ...] = (
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("place", msg("Where it stands"), _TEXT, lambda row: row.place, width=24),
    Column("rating", msg("Stars"), _NUMBER, lambda row: row.rating, width=9),
    Column("author", msg("Who wrote it"), _TEXT, lambda row: row.author, width=22),
    Column("text", msg("What they wrote"), _TEXT, lambda row: row.text, width=52),
    Column("answered", msg("Answered on"), _DATE, lambda row: row.answered, width=12),
    Column("answer", msg("What we answered"), _TEXT, lambda row: row.answer, width=44),
)
STARS: tuple[Column[MonthOf], ...] = (
    Column("month", msg("Month"), _TEXT, lambda row: month_text(month_number(row.month)), width=12),
    Column("stars", msg("Stars"), _NUMBER, lambda row: cell(row.figure), width=9),
    Column("n", msg("Reviews"), _COUNT, lambda row: row.figure.n, width=10),
)
REQUESTS: tuple[Column[RequestRow], ...] = (
    Column("party", msg("Who"), _TEXT, lambda row: row.party_name, width=22),
    Column("state", msg("State"), _TEXT, lambda row: REQUEST_WORDS[row.state], width=12),
    Column("due", msg("Ask on"), _DATE, lambda row: row.due, width=13),
    Column("survey", msg("Survey"), _TEXT, lambda row: row.survey_name, width=18),
    Column("about", msg("About"), _TEXT, lambda row: row.about or _reason(row), width=22),
    Column("asked", msg("Asked on"), _DATE, lambda row: row.asked, width=12),
)


def _looked_after(row: ResponseRow) -> Cell:
    return None if row.follow_up is None else FOLLOW_UP_WORDS[row.follow_up.state]


def _reason(row: RequestRow) -> Cell:
    return msg("a purchase") if row.sale is not None else None
