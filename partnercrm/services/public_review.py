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
from partnercrm.domain.errors import Invalid, not_found
from partnercrm.domain.feedback import ReviewDraft
from partnercrm.domain.feedback_rows import ReviewFilter, ReviewRow
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.feedback import SUBJECTS, Noted, noted
from partnercrm.services.named import uuid_of
from partnercrm.services.operations import Operation, run
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
    """Notes what somebody wrote in public. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        (number,) = note_reviews(op, [draft])
        return {"id": number, "uuid": str(q.reviews(op.connection, [number])[0].uuid)}

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
    """Notes what we answered, on a day or today. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.reviews(op.connection, [number])
        if not found:
            raise not_found("review")
        when = day or op.today
        row = found[0]
        problems = ReviewDraft(row.day, row.place, row.rating, text=row.text or "-", answered=when, answer=text)
        if problems.problems():
            raise Invalid(problems.problems())
        op.update(t.public_review, number, answered_day=when, answer=text.strip())
        op.said = msg("Noted the answer to {name}", name=row.author or row.place)
        return {}

    return run(store, ctx, msg("Answer a review"), (number, text, day), SUBJECTS, work).changes


def remove_review(store: Store, ctx: Context, number: int) -> Changes:
    """Takes a review away that was noted by mistake. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        if not q.reviews(op.connection, [number]):
            raise not_found("review")
        op.delete(t.public_review, number)
        return {}

    return run(store, ctx, msg("Remove a review"), number, SUBJECTS, work).changes


def _review_values(op: Operation, draft: ReviewDraft) -> dict[str, Any]:
    party = None if draft.party is None else require_party(op.connection, draft.party).id
    if party is not None:
        op.touch(party)
    return {
        "uuid": uuid.uuid4(),
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
