"""Whom to ask: planned by a person, or due by a survey's rule after a purchase or a project."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import feedback as q
from db.queries import segment as segment_q
from db.tables import feedback as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.feedback import After, RequestDraft, RequestState
from partnercrm.domain.feedback_rows import RequestRow
from partnercrm.domain.party import ContactKind
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services.context import Context
from partnercrm.services.feedback import FRESH_DAYS, SUBJECTS, Noted, noted, require_survey
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import require as require_party

if TYPE_CHECKING:
    from sqlalchemy import Connection


def requests(store: Store, ctx: Context, survey: int | None = None, *, party: int | None = None) -> list[RequestRow]:
    """All requests: those noted, and those that fall due by a survey's rule after a purchase or a project, the earliest
    first."""
    return _requests(store, ctx, survey, party)


def standing(store: Store, ctx: Context, party: int | None = None) -> list[RequestRow]:
    """Whom to ask now, then later, then who was asked of late and did not answer yet."""
    found = _requests(store, ctx, None, party, ctx.today - dt.timedelta(days=FRESH_DAYS))
    return sorted(found, key=lambda row: _ORDER[row.state])


def due(store: Store, ctx: Context, survey: int | None = None) -> list[RequestRow]:
    """Whom to ask now, the earliest first."""
    with store.read() as connection:
        found = q.requests(connection, ctx.today, survey, None, dt.date.max)  # nobody who was asked
        found += _by_rules(connection, ctx.today, survey, None, waiting=False)
    return _in_order(row for row in found if row.state is RequestState.DUE)


def addresses(store: Store, parties: Sequence[int]) -> list[str]:
    """An e-mail address of each party (row id) that has one and did not refuse it, in their order."""
    found: dict[int, str] = {}
    with store.read() as connection:
        for party, kind, value, *_rest in segment_q.contacts(connection, json.dumps(list(parties))):
            if kind == ContactKind.EMAIL:
                found.setdefault(party, value)
    return [found[party] for party in dict.fromkeys(parties) if party in found]


def plan(store: Store, ctx: Context, draft: RequestDraft) -> Noted:
    """Notes that somebody is to be asked on a day. Raises Invalid, Refused where one is planned, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        number, made = _request(op, draft)
        op.said = msg("Planned to ask somebody")
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
    said = plural("Asked {count} person", "Asked {count} people", len(rows))
    return _close(store, ctx, rows, msg("Ask for feedback"), said, {"asked_day": day or ctx.today})


def drop(store: Store, ctx: Context, rows: Sequence[RequestRow]) -> Changes:
    """Leaves these in peace. Raises Refused."""
    said = plural("Left {count} person in peace", "Left {count} people in peace", len(rows))
    return _close(store, ctx, rows, msg("Do not ask"), said, {"dropped_day": ctx.today})


_ORDER = {RequestState.DUE: 0, RequestState.WAITING: 1, RequestState.ASKED: 2}


def _requests(
    store: Store, ctx: Context, survey: int | None, party: int | None, asked_from: dt.date | None = None
) -> list[RequestRow]:
    with store.read() as connection:
        found = q.requests(connection, ctx.today, survey, party, asked_from)
        found += _by_rules(connection, ctx.today, survey, party, waiting=True)
    return _in_order(found)


def _by_rules(
    connection: Connection, today: dt.date, survey: int | None, party: int | None, *, waiting: bool
) -> list[RequestRow]:
    """Whom the surveys' rules want asked now, so that who comes every day is asked too; with `waiting` also those
    others whose day has not come yet."""
    found = []
    for each in q.surveys(connection):
        ended = each.until is not None and each.until < today
        if each.after is not After.NOTHING and not ended and survey in (None, each.id):
            ripe = today - dt.timedelta(days=each.after_days)
            first = max(each.from_day, ripe - dt.timedelta(days=FRESH_DAYS))
            now = q.by_rule(connection, each, first, ripe, today, party)
            found += now
            if waiting:
                known, fresh = {row.party for row in now}, max(each.from_day, ripe + dt.timedelta(days=1))
                rest = q.by_rule(connection, each, fresh, today, today, party)
                found += [row for row in rest if row.party not in known]
    return found


def _in_order(rows: Iterable[RequestRow]) -> list[RequestRow]:
    return sorted(rows, key=lambda row: (row.due, row.party_name))


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


def _close(
    store: Store, ctx: Context, rows: Sequence[RequestRow], name: Message, said: Message, days: dict[str, dt.date]
) -> Changes:
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
        op.said = said
        return {}

    request = [(row.id, row.survey, row.party, row.sale) for row in rows]
    return run(store, ctx, name, (request, days), SUBJECTS, work).changes
