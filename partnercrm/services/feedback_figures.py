"""Feedback in figures: each survey with n, response rate and interval, and what the stars in public come to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import feedback as q
from partnercrm.domain.dates import add_months
from partnercrm.domain.feedback import LEAST_ANSWERS, STARS, SurveyKind
from partnercrm.domain.feedback_figures import Feedback, MonthOf, SurveyFigures
from partnercrm.domain.feedback_rows import ResponseFilter, ResponseRow, ReviewFilter, ReviewRow, SurveyRow
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.nps import content, nps
from partnercrm.domain.words import msg

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOBODY = msg("Nobody answered in these days.")
NOT_ASKED = msg("Say how many were asked, or note whom you ask.")
NO_REVIEWS = msg("No review with stars in these days.")
NO_COMPLAINT = msg("Nobody complained in these days.")
ONE_WORD = msg("This survey asks for words. Read them.")
FEW = msg(
    "Too few answered yet: what people say without a name is shown once {least} of a month did.", least=LEAST_ANSWERS
)
NPS = "NPS = % promoters (9-10) - % detractors (0-6); variance p + d - (p - d)²"
CSAT = "CSAT = answers 4 or 5 of 5 ÷ answers, Wilson 95 %"
RECOMMEND = msg("Of all who answered: those who gave 9 or 10 less those who gave 0 to 6, from -100 to 100.")
CONTENT = msg("Of all who answered, those who gave 4 or 5 of 5.")
ASKED = msg("Answers of those who were asked in these days.")
TOLD = msg("Answers in these days, of as many as were asked by hand.")
STARRED = msg("The mean of the stars given in these days, of five, wherever they stand.")
ANSWERED = msg("Of the reviews of these days, those that we answered.")
SEEN_TO = msg("Of the complaints of these days that became a follow-up, those whose follow-up is done.")


def figures(store: Store, today: dt.date, first: dt.date | None = None, last: dt.date | None = None) -> Feedback:
    """All figures of feedback from a day (default: a year before the last) to a day (default: today)."""
    with store.read() as connection:
        return figures_in(connection, today, first, last)


def report(
    store: Store, today: dt.date, first: dt.date | None = None, last: dt.date | None = None
) -> tuple[Feedback, list[ResponseRow], list[ReviewRow]]:
    """The figures with the answers and reviews of their days, the earliest first, all of one moment."""
    with store.read() as connection:
        told = figures_in(connection, today, first, last)
        given = q.response_ids(connection, ResponseFilter(from_day=told.first, to_day=told.last))
        public = q.review_ids(connection, ReviewFilter(told.first, told.last))
        return told, q.responses(connection, given[::-1]), q.reviews(connection, public[::-1])


def figures_in(
    connection: Connection, today: dt.date, first: dt.date | None = None, last: dt.date | None = None
) -> Feedback:
    """The same within a session."""
    end = last or today
    begin = first or add_months(end, -12) + dt.timedelta(days=1)
    given: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    for survey, number, day, score, _party in q.scores(connection, begin, end):
        given[survey].append((number, day, score))
    hidden = q.waiting(connection, begin, end)
    surveys = tuple(
        _survey(connection, row, given[row.id], hidden.get(row.id, 0), begin, end) for row in q.surveys(connection)
    )
    reviews = q.reviews(connection, q.review_ids(connection, ReviewFilter(begin, end)))
    shown = (_rating(reviews, "rating"), _answered(reviews), _seen_to(connection, begin, end))
    return Feedback(begin, end, shown, surveys, _rating_by_month(reviews))


# --- surveys


def _survey(
    connection: Connection,
    row: SurveyRow,
    given: Sequence[tuple[int, int, int | None]],
    hidden: int,
    first: dt.date,
    last: dt.date,
) -> SurveyFigures:
    by_month: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for number, day, score in given:
        by_month[day // 100].append((number, score))
    months = tuple(
        MonthOf(dt.date(month // 100, month % 100, 1), result(row.kind, answers))
        for month, answers in sorted(by_month.items())
    )
    least = LEAST_ANSWERS if row.guarded else 0
    whole = shown(result(row.kind, [(number, score) for number, _day, score in given]), hidden, least)
    rate = _rate(connection, row, given, first, last)
    if hidden and not given:
        rate = unknown(rate.key, rate.title, rate.unit, FEW, rate.convention)
    return SurveyFigures(row.id, row.uuid, row.name, row.kind, (whole, rate), months)


def shown(found: Figure, hidden: int, least: int) -> Figure:
    """A figure of answers of which `hidden` are not shown yet; one of fewer than `least` says nothing."""
    if (hidden and not found.n) or (found.n < least and found.value is not None):
        return unknown(found.key, found.title, found.unit, FEW, found.convention, n=found.n, formula=found.formula)
    return found if not hidden else replace(found, coverage=found.n / (found.n + hidden))


def result(kind: SurveyKind, given: Sequence[tuple[int, int | None]]) -> Figure:
    """What answers (row id, score) come to: NPS or CSAT with its interval; of words there is no figure."""
    records = {"survey_response": tuple(number for number, _score in given)}
    scores = [score for _number, score in given if score is not None]
    if kind is SurveyKind.CSAT:
        good, n = content(scores)
        return share("csat", msg("Content"), good, n, NOBODY, CONTENT, formula=CSAT, records=records)
    if kind is SurveyKind.TEXT:
        gap = ONE_WORD if given else NOBODY
        return unknown("text", msg("In their own words"), Unit.COUNT, gap, CONTENT, n=len(given), records=records)
    found, title = nps(scores), msg("Would recommend us")
    if found.value is None:
        return unknown("nps", title, Unit.SCORE, NOBODY, RECOMMEND, formula=NPS)
    return Figure("nps", title, Unit.SCORE, found.value, RECOMMEND, found.n, NPS, records, interval=found.interval)


def _rate(
    connection: Connection, row: SurveyRow, given: Sequence[tuple[int, int, int | None]], first: dt.date, last: dt.date
) -> Figure:
    """Answers of those asked: of the requests that were noted, else of the number that was said by hand."""
    title = msg("Answered of those asked")
    requests, answered = q.asked(connection, row.id, first, last)
    if requests and not row.asked and not row.anonymous:
        records = {"survey_request": tuple(requests)}
        return share("response_rate", title, len(answered), len(requests), NOT_ASKED, ASKED, records=records)
    records = {"survey_response": tuple(number for number, _day, _score in given)}
    count = (row.asked or 0) + len(requests)
    if not count or count < len(given):
        return unknown("response_rate", title, Unit.SHARE, NOT_ASKED, TOLD, n=len(given), records=records)
    return share("response_rate", title, len(given), count, NOT_ASKED, TOLD, records=records)


# --- in public


def _rating(reviews: Sequence[ReviewRow], key: str) -> Figure:
    starred = [row for row in reviews if row.rating is not None]
    title, records = msg("Stars"), {"public_review": tuple(row.id for row in starred)}
    if not starred:
        return unknown(key, title, Unit.NUMBER, NO_REVIEWS, STARRED)
    mean = sum((row.rating or Decimal(0) for row in starred), Decimal(0)) / len(starred)
    coverage = len(starred) / len(reviews)
    formula = f"Σ stars ÷ reviews, of {STARS}"
    return Figure(key, title, Unit.NUMBER, float(mean), STARRED, len(starred), formula, records, coverage)


def _rating_by_month(reviews: Sequence[ReviewRow]) -> tuple[MonthOf, ...]:
    by_month: dict[dt.date, list[ReviewRow]] = defaultdict(list)
    for row in reviews:
        if row.rating is not None:
            by_month[row.day.replace(day=1)].append(row)
    return tuple(MonthOf(month, _rating(rows, "rating")) for month, rows in sorted(by_month.items()))


def _answered(reviews: Sequence[ReviewRow]) -> Figure:
    records = {"public_review": tuple(row.id for row in reviews)}
    done = sum(row.answered is not None for row in reviews)
    title, gap = msg("Reviews answered"), msg("No review in these days.")
    return share("reviews_answered", title, done, len(reviews), gap, ANSWERED, records=records)


def _seen_to(connection: Connection, first: dt.date, last: dt.date) -> Figure:
    """How many complaints somebody looked after."""
    wanted = ResponseFilter(from_day=first, to_day=last, complaints=True)
    every = q.responses(connection, q.response_ids(connection, wanted))
    found = [row for row in every if row.follow_up is not None]
    done = sum(row.follow_up is not None and row.follow_up.state is FollowUpState.DONE for row in found)
    records = {"survey_response": tuple(row.id for row in found)}
    title = msg("Complaints looked after")
    counted = share("complaints_looked_after", title, done, len(found), NO_COMPLAINT, SEEN_TO, records=records)
    return replace(counted, coverage=len(found) / len(every)) if found else counted
