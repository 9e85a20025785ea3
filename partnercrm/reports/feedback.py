"""The workbook *Feedback*: surveys with n, response rate and interval, every answer, and the stars over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from threading import Event

from partnercrm.columns import feedback as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.columns.feedback import MonthRow, SideRow
from partnercrm.columns.supplier import cell
from partnercrm.domain.dates import add_months
from partnercrm.domain.feedback import SurveyKind
from partnercrm.domain.feedback_figures import Feedback, SurveyFigures
from partnercrm.domain.feedback_rows import ResponseRow, ReviewRow
from partnercrm.domain.figure import Figure as OneFigure
from partnercrm.domain.locale import Locale
from partnercrm.domain.nps import CONTENT, PASSIVE, PROMOTER
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.reports import figures
from partnercrm.reports.checks import Check
from partnercrm.reports.figures import Made
from partnercrm.reports.sheets import DataSheet, Figure, WordsSheet
from partnercrm.reports.workbook import Workbook
from partnercrm.services import feedback_figures
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store

TITLE = msg("Feedback")
RULE = msg(
    "NPS is the percent of those who gave 9 or 10 less that of those who gave 0 to 6, from -100 to 100; content are 4 "
    "and 5 of 5. Few answers tell little: look at how many there are and at the interval."
)
_TWO = Decimal("0.01")


@dataclass(slots=True)
class _Sheets:
    """The data sheets, for charts and checks."""

    figures: DataSheet
    surveys: DataSheet
    months: DataSheet
    answers: DataSheet
    reviews: DataSheet
    stars: DataSheet
    side: DataSheet


def write(
    store: Store,
    ctx: Context,
    path: Path,
    span: Span | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Made:
    """Writes the workbook of a span (default: the last twelve months).

    Raises WorkbookTarget, DiskFull, or Cancelled, which leaves nothing behind. `progress` hears (done, about of).
    """
    wanted = span or Span()
    told, answers, reviews = feedback_figures.report(store, ctx.today, wanted.from_day, wanted.to_day)

    def fill(book: Workbook) -> tuple[_Sheets, list[Check]]:
        sheets = _data_sheets(book, ctx.locale, told, answers, reviews)
        return sheets, _checks(sheets, told, answers, reviews)

    def front(book: Workbook, summary: WordsSheet, sheets: _Sheets, result: Figure) -> None:
        _front(book, summary, sheets, told, result)

    about = figures.Told(TITLE, told.first, told.last, len(answers), max(len(answers), len(reviews)))
    return figures.make(store, ctx, path, about, fill, front, progress=progress, cancel=cancel)


def _months(locale: Locale, told: Feedback) -> list[SideRow]:
    """Every month from the first with anything to the last, by name."""
    found: dict[dt.date, dict[int, OneFigure]] = {}
    for survey in told.surveys:
        for each in survey.months:
            found.setdefault(each.month, {})[survey.survey] = each.figure
    stars = {each.month: each.figure for each in told.rating}
    if not found and not stars:
        return []
    first, last = min((*found, *stars)), max((*found, *stars))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    days = [add_months(first, at) for at in range(count)]
    return [SideRow(f"{locale.month_name(day.month)} {day.year}", stars.get(day), found.get(day, {})) for day in days]


def _data_sheets(
    book: Workbook, locale: Locale, told: Feedback, answers: Sequence[ResponseRow], reviews: Sequence[ReviewRow]
) -> _Sheets:
    months = [MonthRow(row.name, month) for row in told.surveys for month in row.months]
    return _Sheets(
        figures.explain(book, told.figures),
        book.data(msg("Surveys"), columns.SURVEYS, told.surveys, table="Surveys", totals=("n",)),
        book.data(msg("By month"), columns.MONTHS, months, table="SurveyMonths", totals=("n",), key_columns=2),
        book.data(msg("Answers"), columns.ANSWERS, answers, table="Answers", key_columns=2),
        book.data(msg("Reviews"), columns.REVIEWS, reviews, table="Reviews"),
        book.data(msg("Stars by month"), columns.STARS, told.rating, table="StarsByMonth", totals=("n",)),
        book.data(msg("Side by side"), columns.side_by_side(told), _months(locale, told), table="SideBySide"),
    )


def _checks(
    sheets: _Sheets, told: Feedback, answers: Sequence[ResponseRow], reviews: Sequence[ReviewRow]
) -> list[Check]:
    starred = sum(row.rating is not None for row in reviews)
    found = [
        Check(msg("Answers: how many"), len(answers), sheets.answers.count()),
        Check(msg("Answers, of all surveys"), len(answers), sheets.surveys.sum("n")),
        Check(msg("Answers, month by month"), len(answers), sheets.months.sum("n")),
        Check(msg("Reviews: how many"), len(reviews), sheets.reviews.count()),
        Check(msg("Reviews with stars, month by month"), starred, sheets.stars.sum("n")),
    ]
    rating = told.figure("rating")
    if rating.value is not None:
        mean = _rounded(Decimal(str(rating.value)))
        counted = Figure(mean, ColumnKind.NUMBER, f"ROUND(AVERAGE({sheets.reviews.range('rating')}),2)")
        found.append(Check(msg("Reviews: mean of the stars"), mean, counted))
    return [*found, *(_result(sheets.answers, row) for row in told.surveys if row.result.value is not None)]


def _result(answers: DataSheet, row: SurveyFigures) -> Check:
    """The result of a survey, worked out anew from the answers on their sheet."""
    said = row.name.replace('"', '""')
    mine = f'EXACT({answers.range("survey")},"{said}")'
    score = answers.range("score")

    def of(condition: str) -> str:
        return f"SUMPRODUCT({mine}*({score}{condition}))"

    everybody = f"SUMPRODUCT({mine}*1)"
    if row.kind is SurveyKind.NPS:
        formula = f"ROUND(100*({of(f'>={PROMOTER}')}-{of(f'<{PASSIVE}')})/{everybody},2)"
    else:
        formula = f"ROUND(100*{of(f'>={CONTENT}')}/{everybody},2)"
    value = Decimal(str(row.result.value)) * (1 if row.kind is SurveyKind.NPS else 100)
    expected = _rounded(value)
    name = msg("{survey}: from the answers", survey=row.name)
    return Check(name, expected, Figure(expected, ColumnKind.NUMBER, formula))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_TWO, ROUND_HALF_UP)


def _front(book: Workbook, summary: WordsSheet, sheets: _Sheets, told: Feedback, result: Figure) -> None:
    summary.text(RULE)
    summary.heading(msg("Figures"))
    figures.tell(summary, sheets.figures, told.figures)
    summary.heading(msg("Surveys"))
    for place, row in enumerate(told.surveys):
        if row.result.missing is not None:
            summary.line(row.name, row.result.missing)
            continue
        key = "nps" if row.kind is SurveyKind.NPS else "csat"
        formula = f"'{sheets.surveys.name}'!${sheets.surveys.letters[key]}${sheets.surveys.first + place}"
        summary.line(row.name, Figure(cell(row.result), sheets.surveys.kinds[key], formula))
    figures.all_checks(summary, result)
    for kind, title in (
        (SurveyKind.NPS, msg("Would recommend us, month by month")),
        (SurveyKind.CSAT, msg("Content, month by month")),
    ):
        keys = [f"survey{row.survey}" for row in told.surveys if row.kind is kind and row.result.value is not None]
        if keys:
            book.chart(summary, title, sheets.side, "label", keys)
    if told.rating:
        book.chart(summary, msg("Stars, month by month"), sheets.side, "label", ["stars"])
