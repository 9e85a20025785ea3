"""What is said of us in public: note a review, answer it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from db.engine import Store
from db.queries import feedback as q
from db.tables import feedback as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.feedback import BAD_STARS, ReviewDraft
from partnercrm.domain.feedback_rows import ReviewFilter, ReviewRow
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.problems import Problem
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.feedback import SUBJECTS, Noted, close_step, complaint_step, fresh, noted
from partnercrm.services.named import uuid_of
from partnercrm.services.operations import Operation, not_ahead, run
from partnercrm.services.party import require as require_party

ALL_REVIEWS = ReviewFilter()


def reviews(store: Store, wanted: ReviewFilter = ALL_REVIEWS) -> list[ReviewRow]:
    """What is said in public, the latest first."""
    with store.read() as connection:
        return q.reviews(connection, q.review_ids(connection, wanted))


def find_review(store: Store, named: str) -> ReviewRow:
    """A review by its UUID. Raises NotFound."""
    uuid_named = uuid_of(named)
    with store.read() as connection:
        number = None if uuid_named is None else q.by_uuid(connection, "public_review", uuid_named)
        if number is None:
            raise not_found("review")
        return q.reviews(connection, [number])[0]


def note_review(store: Store, ctx: Context, draft: ReviewDraft) -> Noted:
    """Notes what somebody wrote in public; few stars become a follow-up for tomorrow. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.day)
        (number,) = note_reviews(op, [draft])
        op.said = msg("Noted a review in {place}", place=draft.place.strip())
        (row,) = q.reviews(op.connection, [number])
        return {"id": number, "uuid": str(row.uuid), "follow_up": row.follow_up.id if row.follow_up else None}

    return noted(store, ctx, msg("Note a review"), draft, work)


def note_reviews(op: Operation, drafts: Sequence[ReviewDraft]) -> list[int]:
    """Notes reviews within a running operation; answers their row ids. Their external references must be new."""
    written = []
    for draft in drafts:
        problems = draft.problems()
        if problems:
            raise Invalid(problems)
        written.append(_review_values(op, draft))
    return list(op.insert_many(t.public_review, written))


def answer_review(store: Store, ctx: Context, number: int, text: str, day: dt.date | None = None) -> Changes:
    """Notes what we answered, on a day or today; what a bad one became is done. Raises Invalid, Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.reviews(op.connection, [number])
        if not found:
            raise not_found("review")
        when = day or op.today
        not_ahead(op, when)
        row = found[0]
        problems = ReviewDraft(row.day, row.place, row.rating, text=row.text or "-", answered=when, answer=text)
        if problems.problems():
            raise Invalid(problems.problems())
        if not text.strip():
            raise Invalid([Problem("answer", msg("Write what you answered."))])
        op.update(t.public_review, number, answered_day=when, answer=text.strip())
        close_step(op, row.follow_up, FollowUpState.DONE)
        op.said = msg("Noted the answer to {name}", name=row.author or row.place)
        return {}

    return run(store, ctx, msg("Answer a review"), (number, text, day), SUBJECTS, work).changes


def remove_review(store: Store, ctx: Context, number: int) -> Changes:
    """Takes a review away that was noted by mistake. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.reviews(op.connection, [number])
        if not found:
            raise not_found("review")
        op.delete(t.public_review, number)
        close_step(op, found[0].follow_up, FollowUpState.DROPPED)
        op.said = msg("Removed a review")
        return {}

    return run(store, ctx, msg("Remove a review"), number, SUBJECTS, work).changes


def look_after(store: Store, ctx: Context, number: int) -> Noted:
    """Makes a follow-up of a review for tomorrow. Raises Refused where one is open, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.reviews(op.connection, [number])
        if not found:
            raise not_found("review")
        row = found[0]
        if row.follow_up is not None and row.follow_up.state is FollowUpState.OPEN:
            raise Refused(msg("There is a follow-up already: {title}.", title=row.follow_up.title))
        praise = row.rating is None or row.rating > BAD_STARS
        step = complaint_step(op, row.text or row.place, row.party, praise=praise)
        op.update(t.public_review, number, follow_up_id=step)
        op.said = msg("Made a follow-up of it")
        return {"id": number, "uuid": str(row.uuid), "follow_up": step}

    return noted(store, ctx, msg("Look after a review"), number, work)


def _review_values(op: Operation, draft: ReviewDraft) -> dict[str, Any]:
    party = None if draft.party is None else require_party(op.connection, draft.party).id
    if party is not None:
        op.touch(party)
    bad = draft.complains() and fresh(op, draft.day)
    return {
        "uuid": uuid.uuid4(),
        "follow_up_id": complaint_step(op, draft.text or draft.place, party) if bad else None,
        "day": draft.day,
        "place": draft.place.strip(),
        "rating": draft.rating,
        "author": draft.author.strip(),
        "text": draft.text.strip(),
        "party_id": party,
        "answered_day": draft.answered,
        "answer": draft.answer.strip(),
        "source": draft.source,
        "external_id": draft.external_id or None,
        "made_at": op.now,
    }
