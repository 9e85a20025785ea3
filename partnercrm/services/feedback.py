"""Ask people, note what they answer, and look after complaints. What stands in public is `public_review`'s."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import feedback as q
from db.tables import feedback as t
from db.tables import interaction as interaction_t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.feedback import (
    ResponseDraft,
    SurveyDraft,
)
from partnercrm.domain.feedback_rows import (
    ResponseFilter,
    ResponseRow,
    SurveyRow,
)
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState, Origin
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.item import name_key
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.services import follow_up
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, not_ahead, run
from partnercrm.services.party import require as require_party

SUBJECTS = ("feedback", "follow_up")
RULE = "complaint"
"""The rule's name in the follow-up that a complaint becomes."""
FRESH_DAYS = 30
"""What is longer ago, a purchase or a project, is no reason to ask any more, nor an answer for a follow-up by rule."""
LONGEST_TITLE = 60
EVERYTHING = ResponseFilter()


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted: row id and UUID, and the row id of the follow-up that a complaint became."""

    id: int
    uuid: UUID
    changes: Changes
    follow_up: int | None = None


# --- surveys


def surveys(store: Store) -> list[SurveyRow]:
    """All surveys by name."""
    with store.read() as connection:
        return q.surveys(connection)


def find_survey(store: Store, named: str) -> SurveyRow:
    """A survey by its UUID or its name in any spelling. Raises NotFound."""
    known = surveys(store)
    found = [row for row in known if row.uuid == uuid_of(named)] or [
        row for row in known if name_key(row.name) == name_key(named)
    ]
    return only(found, named, f"survey {named}")


def add_survey(store: Store, ctx: Context, draft: SurveyDraft) -> Noted:
    """Begins a survey. Raises Invalid, also where its name is taken."""

    def work(op: Operation) -> dict[str, Any]:
        values, made = _survey_values(op, draft), uuid.uuid4()
        op.said = msg("Began the survey {name}", name=draft.name.strip())
        return {"id": op.insert(t.survey, uuid=made, made_at=op.now, **values), "uuid": str(made)}

    return noted(store, ctx, msg("Begin the survey {name}", name=draft.name), draft, work)


def change_survey(store: Store, ctx: Context, number: int, draft: SurveyDraft) -> Changes:
    """Makes a survey what the draft says; what it asks for stays once somebody answered. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require_survey(op, number)
        if found.responses and (found.kind is not draft.kind or found.anonymous != draft.anonymous):
            raise Refused(msg("Somebody answered it already. Begin another survey."), "kind")
        op.update(t.survey, number, **_survey_values(op, draft, number))
        op.said = msg("Changed the survey {name}", name=draft.name.strip())
        return {}

    return run(store, ctx, msg("Change a survey"), (number, draft), SUBJECTS, work).changes


def remove_survey(store: Store, ctx: Context, number: int) -> Changes:
    """Takes a survey away that nobody was asked. Raises Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require_survey(op, number)
        if found.responses or any(q.requests(op.connection, op.today, number)):
            raise Refused(msg("Somebody was asked, so it stays. Let it end instead."))
        op.delete(t.survey, number)
        op.said = msg("Removed the survey {name}", name=found.name)
        return {}

    return run(store, ctx, msg("Remove a survey"), number, SUBJECTS, work).changes


# --- answers


def response_ids(store: Store, wanted: ResponseFilter = EVERYTHING) -> list[int]:
    """The row ids of answers, the latest first."""
    with store.read() as connection:
        return q.response_ids(connection, wanted)


def responses(store: Store, wanted: ResponseFilter = EVERYTHING) -> list[ResponseRow]:
    """Answers, the latest first."""
    with store.read() as connection:
        return q.responses(connection, q.response_ids(connection, wanted))


def page_rows(store: Store, numbers: Sequence[int]) -> list[ResponseRow]:
    """The answers of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.responses(connection, numbers)


def respond(store: Store, ctx: Context, draft: ResponseDraft) -> Noted:
    """Notes an answer; a complaint becomes a follow-up for tomorrow. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.day)
        (number,) = respond_many(op, [draft])
        (row,) = q.responses(op.connection, [number])
        op.said = msg("Noted an answer to {survey}", survey=row.survey_name)
        return {"id": number, "uuid": str(row.uuid), "follow_up": row.follow_up.id if row.follow_up else None}

    return noted(store, ctx, msg("Note an answer"), draft, work)


def respond_many(op: Operation, drafts: Sequence[ResponseDraft]) -> list[int]:
    """Notes answers within a running operation; answers their row ids. Their external references must be new."""
    known: dict[int, SurveyRow] = {}
    made = []
    for draft in drafts:
        if draft.survey is not None and draft.survey not in known:
            known[draft.survey] = require_survey(op, draft.survey)
        made.append(_respond(op, draft, known.get(draft.survey or 0)))
    return made


def remove_response(store: Store, ctx: Context, number: int) -> Changes:
    """Takes an answer away that was noted by mistake, with its follow-up where that is open. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = _require_response(op, number)
        op.delete(t.survey_response, number)
        close_step(op, found.follow_up, FollowUpState.DROPPED)
        op.said = msg("Removed an answer to {survey}", survey=found.survey_name)
        return {}

    return run(store, ctx, msg("Remove an answer"), number, SUBJECTS, work).changes


def look_after(store: Store, ctx: Context, number: int) -> Noted:
    """Takes an answer for a complaint and makes a follow-up of it for tomorrow, however old it is. Raises Refused where
    one is open, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = _require_response(op, number)
        if found.follow_up is not None and found.follow_up.state is FollowUpState.OPEN:
            raise Refused(msg("There is a follow-up already: {title}.", title=found.follow_up.title))
        step = complaint_step(op, found.text or (str(found.score) if found.score is not None else ""), found.party)
        op.update(t.survey_response, number, complaint=True, follow_up_id=step)
        op.said = msg("Made a follow-up of it")
        return {"id": number, "uuid": str(found.uuid), "follow_up": step}

    return noted(store, ctx, msg("Look after a complaint"), number, work)


def no_complaint(store: Store, ctx: Context, number: int) -> Changes:
    """Says that an answer was no complaint after all; an open follow-up of it is dropped. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = _require_response(op, number)
        op.update(t.survey_response, number, complaint=False)
        close_step(op, found.follow_up, FollowUpState.DROPPED)
        op.said = msg("Took it for no complaint")
        return {}

    return run(store, ctx, msg("It is no complaint"), number, SUBJECTS, work).changes


def find_response(store: Store, named: str) -> int:
    """The row id of an answer by its UUID. Raises NotFound."""
    uuid_named = uuid_of(named)
    with store.read() as connection:
        number = None if uuid_named is None else q.by_uuid(connection, "survey_response", uuid_named)
    if number is None:
        raise not_found("answer")
    return number


def known(store: Store, table: str, source: str, external_ids: Sequence[str]) -> set[str]:
    """What of a source is there already in `survey_response` or `public_review`."""
    with store.read() as connection:
        return q.references(connection, table, source, external_ids)


def require_survey(op: Operation, number: int | None) -> SurveyRow:
    """A survey as it stands. Raises NotFound."""
    found = None if number is None else q.survey(op.connection, number)
    if found is None:
        raise not_found("survey")
    return found


# --- complaints, whether they were said to us or in public


def fresh(op: Operation, day: dt.date | None) -> bool:
    """Whether something was said lately enough for the rule to make a follow-up of it."""
    return day is not None and (op.today - day).days <= FRESH_DAYS


def complaint_step(op: Operation, what: str, party: int | None, *, praise: bool = False) -> int:
    """What a complaint becomes, or `praise` in public that wants an answer: a task for tomorrow that says what they
    said; answers its row id."""
    said = " ".join(what.split())
    short = said if len(said) <= LONGEST_TITLE else said[: LONGEST_TITLE - 1] + "…"
    said_of_it = (
        msg("Answer a review: {what}", what=short) if praise else msg("Look after a complaint: {what}", what=short)
    )
    title = op.ctx.locale.say(said_of_it)
    tomorrow = op.today + dt.timedelta(days=1)
    return follow_up.add_in(op, FollowUpDraft(title, tomorrow, party, origin=Origin.RULE, rule=RULE)).id


def close_step(op: Operation, step: NextStepRow | None, state: FollowUpState) -> None:
    """Closes what a complaint became, where it is open."""
    if step is not None and step.state is FollowUpState.OPEN:
        op.update(interaction_t.follow_up, step.id, state=state, closed_at=op.now)


# --- how


def noted(store: Store, ctx: Context, name: Message, request: object, work: Any) -> Noted:
    """Does an operation that notes one thing, and answers what it noted."""
    done = run(store, ctx, name, request, SUBJECTS, work)
    answer = done.answer
    return Noted(answer["id"], UUID(answer["uuid"]), done.changes, answer.get("follow_up"))


def _survey_values(op: Operation, draft: SurveyDraft, number: int | None = None) -> dict[str, Any]:
    problems = list(draft.problems())
    key = name_key(draft.name)
    if any(name_key(row.name) == key and row.id != number for row in q.surveys(op.connection)):
        problems.append(Problem("name", msg("There is a survey of that name already.")))
    if problems:
        raise Invalid(problems)
    return {
        "name": draft.name.strip(),
        "name_key": key,
        "kind": draft.kind,
        "question": draft.question.strip(),
        "audience": draft.audience,
        "anonymous": draft.anonymous,
        "after": draft.after,
        "after_days": draft.after_days,
        "rest_days": draft.rest_days,
        "from_day": draft.from_day,
        "until_day": draft.until,
        "asked": draft.asked,
    }


def _respond(op: Operation, draft: ResponseDraft, survey: SurveyRow | None) -> int:
    if survey is None or draft.problems(survey.kind):
        raise Invalid([*draft.problems(survey.kind)] if survey else [Problem("survey", msg("Say which survey."))])
    # Nothing that the operation leaves behind, not even a request that is closed, may tell who answered namelessly.
    party, request = (None, None) if survey.anonymous else _answerer(op, draft, survey)
    complaint = draft.complains(survey.kind, survey.guarded)
    what = draft.text or (str(draft.score) if draft.score is not None else "")
    return op.insert(
        t.survey_response,
        uuid=uuid.uuid4(),
        survey_id=survey.id,
        party_id=party,
        request_id=request,
        day=draft.day,
        score=draft.score,
        text=draft.text.strip(),
        complaint=complaint,
        follow_up_id=complaint_step(op, what, party) if complaint and fresh(op, draft.day) else None,
        source=draft.source,
        external_id=draft.external_id or None,
        made_at=op.now,
    )


def _answerer(op: Operation, draft: ResponseDraft, survey: SurveyRow) -> tuple[int | None, int | None]:
    """Who answered (row id), and the request that it answers, which is closed."""
    party = None if draft.party is None else require_party(op.connection, draft.party).id
    request = draft.request
    if party is not None:
        op.touch(party)
        request = q.open_request(op.connection, survey.id, party) if request is None else request
    if request is not None:
        op.update(t.survey_request, request, answered_day=draft.day)
    return party, request


def _require_response(op: Operation, number: int) -> ResponseRow:
    found = q.responses(op.connection, [number])
    if not found:
        raise not_found("answer")
    if found[0].party is not None:
        op.touch(found[0].party)
    return found[0]
