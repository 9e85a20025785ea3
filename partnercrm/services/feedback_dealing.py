"""What somebody said to us and of us, and whether they are to be asked, as their page says it."""

from __future__ import annotations

import datetime as dt

from db.engine import Store
from db.queries import feedback as q
from partnercrm.domain.dates import short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.feedback import RequestState
from partnercrm.domain.feedback_rows import RequestRow, ResponseFilter, ResponseRow, ReviewRow
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.words import msg
from partnercrm.services import survey_request
from partnercrm.services.context import Context

PLACE = ("effectiveness", "feedback")
SHOWN = 3
"""So many of the latest answers stand there; all of them are in the list."""


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The requests that stand, the latest answers, and the public reviews of a party (row id) with its aliases."""
    with store.read() as connection:
        given = q.response_ids(connection, ResponseFilter(party=party))[:SHOWN]
        answers = q.responses(connection, given)
        public = q.reviews(connection, q.reviews_of(connection, party)[:SHOWN])
        asking = bool(q.surveys(connection))
    standing = survey_request.standing(store, ctx, party) if asking else []
    rows = [
        *(_request(row, ctx.today) for row in standing),
        *(_answer(row, ctx.today) for row in answers),
        *(_review(row, ctx.today) for row in public),
    ]
    return Dealings(msg("What they say"), tuple(rows))


def _request(row: RequestRow, today: dt.date) -> Dealing:
    if row.state is RequestState.ASKED and row.asked is not None:
        detail = msg("Asked on {day}, no answer yet", day=short(row.asked, today))
    elif row.state is RequestState.DUE:
        detail = msg("Ask now")
    else:
        detail = msg("Ask on {day}", day=short(row.due, today))
    return Dealing(row.survey_name, detail, *PLACE, row.id, part="requests")


def _answer(row: ResponseRow, today: dt.date) -> Dealing:
    survey, day = row.survey_name, short(row.day, today)
    detail = msg("{survey}, {day}", survey=survey, day=day)
    if row.follow_up is not None and row.follow_up.state is FollowUpState.OPEN:
        detail = msg("{survey}, {day}: to be looked after", survey=survey, day=day)
    score = None if row.score is None else msg("{score}", score=row.score)
    return Dealing(row.text or msg("An answer without words"), detail, *PLACE, row.id, score, part="answers")


def _review(row: ReviewRow, today: dt.date) -> Dealing:
    day = short(row.day, today)
    detail = msg("{place}, {day}", place=row.place, day=day)
    if row.answered is None:
        detail = msg("{place}, {day}: not answered yet", place=row.place, day=day)
    stars = None if row.rating is None else msg("{stars} of 5", stars=row.rating)
    return Dealing(row.text or msg("Stars without words"), detail, *PLACE, row.id, stars, part="reviews")
