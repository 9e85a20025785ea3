"""Ask people, note what they answer, and look after complaints. What stands in public is `public_review`'s."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import feedback as q
from db.tables import feedback as t
from db.tables import interaction as interaction_t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.feedback import (
    After,
    RequestDraft,
    RequestState,
    ResponseDraft,
    SurveyDraft,
)
from partnercrm.domain.feedback_rows import (
    RequestRow,
    ResponseFilter,
    ResponseRow,
    SurveyRow,
)
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState, Origin
from partnercrm.domain.item import name_key
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.services import follow_up
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import require as require_party

SUBJECTS = ("feedback", "follow_up")
RULE = "complaint"
"""The rule's name in the follow-up that a complaint becomes."""
FRESH_DAYS = 30
"""A purchase of longer ago is no reason to ask any more, and an answer of longer ago no reason for a follow-up."""
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
        return {"id": op.insert(t.survey, uuid=made, made_at=op.now, **values), "uuid": str(made)}

    return noted(store, ctx, msg("Begin the survey {name}", name=draft.name), draft, work)


def change_survey(store: Store, ctx: Context, number: int, draft: SurveyDraft) -> Changes:
    """Makes a survey what the draft says; what it asks for stays once somebody answered. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require_survey(op, number)
        if found.responses and (found.kind is not draft.kind or found.anonymous != draft.anonymous):
            raise Refused(msg("Somebody answered it already. Begin another survey."), "kind")
        op.update(t.survey, number, **_survey_values(op, draft, number))
        return {}

    return run(store, ctx, msg("Change a survey"), (number, draft), SUBJECTS, work).changes


def remove_survey(store: Store, ctx: Context, number: int) -> Changes:
    """Takes a survey away that nobody was asked. Raises Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require_survey(op, number)
        if found.responses or any(q.requests(op.connection, op.today, number)):
            raise Refused(msg("Somebody was asked, so it stays. Let it end instead."))
        op.delete(t.survey, number)
        return {}

    return run(store, ctx, msg("Remove a survey"), number, SUBJECTS, work).changes


# --- requests


def requests(store: Store, ctx: Context, survey: int | None = None) -> list[RequestRow]:
    """All requests: those noted, and those that fall due by a survey's rule after a purchase; the earliest first."""
    with store.read() as connection:
        found = q.requests(connection, ctx.today, survey)
        for each in q.surveys(connection):
            ended = each.until is not None and each.until < ctx.today
            if each.after is After.PURCHASE and not ended and survey in (None, each.id):
                first = max(each.from_day, ctx.today - dt.timedelta(days=FRESH_DAYS + each.after_days))
                found += q.after_purchases(connection, each, first, ctx.today, ctx.today)
    return sorted(found, key=lambda row: (row.due, row.party_name))


def due(store: Store, ctx: Context, survey: int | None = None) -> list[RequestRow]:
    """Whom to ask now."""
    return [row for row in requests(store, ctx, survey) if row.state is RequestState.DUE]


def plan(store: Store, ctx: Context, draft: RequestDraft) -> Noted:
    """Notes that somebody is to be asked on a day. Raises Invalid, Refused where one is planned, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        number, made = _request(op, draft)
        return {"id": number, "uuid": str(made)}

    return noted(store, ctx, msg("Plan to ask somebody"), draft, work)


def after_project(store: Store, ctx: Context, survey: int, party: int, about: str, ended: dt.date) -> Noted:
    """Plans to ask somebody so many days after a project ended as the survey says. Raises as `plan` does."""
    with store.read() as connection:
        found = q.survey(connection, survey)
    days = dt.timedelta(days=found.after_days if found is not None else 0)
    return plan(store, ctx, RequestDraft(survey, party, ended + days, about))


def ask(store: Store, ctx: Context, rows: Sequence[RequestRow], day: dt.date | None = None) -> Changes:
    """Notes that these were asked, on a day or today, whether the rule or a person wanted it. Raises Refused."""
    return _close(store, ctx, rows, msg("Ask for feedback"), {"asked_day": day or ctx.today})


def drop(store: Store, ctx: Context, rows: Sequence[RequestRow]) -> Changes:
    """Leaves these in peace. Raises Refused."""
    return _close(store, ctx, rows, msg("Do not ask"), {"dropped_day": ctx.today})


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
        (number,) = respond_many(op, [draft])
        (row,) = q.responses(op.connection, [number])
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
        found = q.responses(op.connection, [number])
        if not found:
            raise not_found("answer")
        op.delete(t.survey_response, number)
        step = found[0].follow_up
        if step is not None and step.state is FollowUpState.OPEN:
            op.update(interaction_t.follow_up, step.id, state=FollowUpState.DROPPED, closed_at=op.now)
        return {}

    return run(store, ctx, msg("Remove an answer"), number, SUBJECTS, work).changes


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


def _request(op: Operation, draft: RequestDraft) -> tuple[int, UUID]:
    problems = draft.problems()
    if problems or draft.party is None:
        raise Invalid(problems)
    survey, party = require_survey(op, draft.survey), require_party(op.connection, draft.party)
    if q.open_request(op.connection, survey.id, party.id, planned=True) is not None:
        raise Refused(msg("{name} is to be asked this already.", name=party.name), "party")
    op.touch(party.id)
    made = uuid.uuid4()
    number = op.insert(
        t.survey_request,
        uuid=made,
        survey_id=survey.id,
        party_id=party.id,
        about=draft.about.strip(),
        sale_id=draft.sale,
        due_day=draft.due,
        asked_day=None,
        answered_day=None,
        dropped_day=None,
        made_at=op.now,
    )
    return number, made


def _close(store: Store, ctx: Context, rows: Sequence[RequestRow], name: Message, days: dict[str, dt.date]) -> Changes:
    def work(op: Operation) -> dict[str, Any]:
        standing = {row.id: row for row in q.requests(op.connection, op.today)}
        for row in rows:
            if row.id is None:
                draft = RequestDraft(row.survey, row.party, row.due, row.about, row.sale)
                op.update(t.survey_request, _request(op, draft)[0], **days)
                continue
            now = standing.get(row.id)
            if now is None:
                raise not_found("request")
            if now.state in (RequestState.ANSWERED, RequestState.DROPPED):
                raise Refused(msg("{name} answered already, or is left in peace.", name=now.party_name))
            op.touch(now.party)
            op.update(t.survey_request, row.id, **days)
        return {}

    request = [(row.id, row.survey, row.party, row.sale) for row in rows]
    return run(store, ctx, name, (request, days), SUBJECTS, work).changes


def _respond(op: Operation, draft: ResponseDraft, survey: SurveyRow | None) -> int:
    if survey is None or draft.problems(survey.kind):
        raise Invalid([*draft.problems(survey.kind)] if survey else [Problem("survey", msg("Say which survey."))])
    party = None if draft.party is None else require_party(op.connection, draft.party).id
    request = draft.request
    if party is not None:
        open_request = q.open_request(op.connection, survey.id, party)
        request = open_request if request is None else request
        op.touch(party)
    if request is not None:
        op.update(t.survey_request, request, answered_day=draft.day)
    if survey.anonymous:
        party = request = None
    complaint = draft.complains(survey.kind)
    kept = replace(draft, party=party)
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
        follow_up_id=_follow_up(op, kept) if complaint and _fresh(op, draft.day) else None,
        source=draft.source,
        external_id=draft.external_id or None,
        made_at=op.now,
    )


def _fresh(op: Operation, day: dt.date | None) -> bool:
    return day is not None and (op.today - day).days <= FRESH_DAYS


def _follow_up(op: Operation, draft: ResponseDraft) -> int:
    """What a complaint becomes: a task for tomorrow that says what they said."""
    said = " ".join(draft.text.split())
    short = said if len(said) <= LONGEST_TITLE else said[: LONGEST_TITLE - 1] + "…"
    what = short or (f"{draft.score}" if draft.score is not None else "")
    title = op.ctx.locale.say(msg("Look after a complaint: {what}", what=what))
    tomorrow = op.today + dt.timedelta(days=1)
    return follow_up.add_in(op, FollowUpDraft(title, tomorrow, draft.party, origin=Origin.RULE, rule=RULE)).id
