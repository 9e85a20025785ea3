"""Surveys, whom to ask now, what was answered, and what is said in public."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.feedback import LEAST_ANSWERS, After, SurveyKind, request_state
from partnercrm.domain.feedback_rows import (
    RequestRow,
    ResponseFilter,
    ResponseRow,
    ReviewFilter,
    ReviewRow,
    SurveyRow,
)
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.party import Role

_SURVEYS = """
    SELECT s.id, s.uuid, s.name, s.kind, s.question, s.audience, s.anonymous, s.after, s.after_days, s.rest_days,
        s.from_day, s.until_day, s.asked,
        (SELECT count(*) FROM survey_request r WHERE r.survey_id = s.id
         AND (r.asked_day IS NOT NULL OR r.answered_day IS NOT NULL)),
        (SELECT count(*) FROM survey_response r WHERE r.survey_id = s.id)
    FROM survey s
"""
_REQUESTS = """
    SELECT r.id, r.uuid, s.id, s.name, p.id, p.uuid, p.name, r.about, r.sale_id, r.due_day, r.asked_day, r.answered_day,
        r.dropped_day
    FROM survey_request r JOIN survey s ON s.id = r.survey_id LEFT JOIN alias a ON a.party_id = r.party_id
    JOIN party p ON p.id = coalesce(a.root_id, r.party_id)
"""
_RESPONSES = """
    SELECT r.id, r.uuid, s.id, s.name, s.kind, p.id, p.uuid, coalesce(p.name, ''), r.day, r.score, r.text, r.complaint,
        f.id, f.title, f.due, f.state
    FROM json_each(?) j CROSS JOIN survey_response r ON r.id = j.value JOIN survey s ON s.id = r.survey_id
    LEFT JOIN alias a ON a.party_id = r.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, r.party_id)
    LEFT JOIN follow_up f ON f.id = r.follow_up_id ORDER BY j.key
"""
_REVIEWS = """
    SELECT r.id, r.uuid, r.day, r.place, r.rating, r.author, r.text, p.id, p.uuid, coalesce(p.name, ''), r.answered_day,
        r.answer, f.id, f.title, f.due, f.state
    FROM json_each(?) j CROSS JOIN public_review r ON r.id = j.value LEFT JOIN alias a ON a.party_id = r.party_id
    LEFT JOIN party p ON p.id = coalesce(a.root_id, r.party_id) LEFT JOIN follow_up f ON f.id = r.follow_up_id
    ORDER BY j.key
"""
# Answers r that may be shown: without a name, of a few who know each other, only with enough others of their month.
_GUARDED = "SELECT id FROM survey WHERE anonymous = 1 AND coalesce(audience, 'customer') <> 'customer'"
_FEW = f"""
    SELECT o.survey_id, o.day / 100 FROM survey_response o WHERE o.survey_id IN ({_GUARDED})
    GROUP BY 1, 2 HAVING count(*) < {LEAST_ANSWERS}
"""
_SHOWN = f"(r.survey_id, r.day / 100) NOT IN ({_FEW})"
# Who was asked, or is to be, or answered within the rest is left in peace, and nobody is asked of the same thing twice.
_ASKED = """
    asked (root, about, sale, due) AS (
        SELECT coalesce(a.root_id, r.party_id), r.about, r.sale_id, r.due_day
        FROM survey_request r LEFT JOIN alias a ON a.party_id = r.party_id WHERE r.survey_id = :survey
    ),
    resting (root) AS (
        SELECT root FROM asked WHERE due > :rested
        UNION SELECT coalesce(a.root_id, r.party_id) FROM survey_response r LEFT JOIN alias a ON a.party_id = r.party_id
        WHERE r.survey_id = :survey AND r.day > :rested AND r.party_id IS NOT NULL
    )
"""
_WANTED = """
    (:party IS NULL OR p.id = :party)
    AND p.walk_in = 0 AND p.archived_at IS NULL AND p.binned_at IS NULL AND p.erased_at IS NULL
    AND (:audience IS NULL OR EXISTS (SELECT 1 FROM party_role o WHERE o.party_id = p.id AND o.role = :audience))
    AND p.id NOT IN (SELECT root FROM resting)
"""
# The last purchase of late by buyer.
_PURCHASES = f"""
    WITH {_ASKED}, bought AS (
        SELECT coalesce(a.root_id, s.party_id) AS root, max(s.day * 1000000000 + s.id) AS last
        FROM sale s LEFT JOIN alias a ON a.party_id = s.party_id
        WHERE s.day BETWEEN :first AND :last AND (:party IS NULL OR s.party_id IN ({family(":party")}))
        AND s.party_id IS NOT NULL AND s.refunds_id IS NULL AND s.amount > 0
        GROUP BY 1
    )
    SELECT b.last % 1000000000, b.last / 1000000000, p.id, p.uuid, p.name, '' FROM bought b
    JOIN party p ON p.id = b.root
    WHERE {_WANTED} AND b.last % 1000000000 NOT IN (SELECT sale FROM asked WHERE sale IS NOT NULL)
    ORDER BY 2, p.sort_name
"""
# A project is what two sides did together for a while and finished: a promotion, a joint product, an agreement that
# was signed, ended and is not renewed. Only the latest of each party counts, for nobody is asked twice at a time.
_PROJECTS = f"""
    WITH {_ASKED}, ended (party, day, about) AS (
        SELECT m.party_id, coalesce(x.finished_on, x.until_day), x.title
        FROM promotion x JOIN promotion_partner m ON m.promotion_id = x.id
        UNION ALL
        SELECT m.party_id, coalesce(x.ended_on, x.to_day), x.title
        FROM agreement x JOIN agreement_party m ON m.agreement_id = x.id
        WHERE x.signed_on IS NOT NULL AND (x.ended_on IS NOT NULL OR x.renew_months IS NULL)
        UNION ALL
        SELECT x.party_id, x.ended_on, x.name FROM joint_product x
    ),
    latest AS (
        SELECT coalesce(a.root_id, e.party) AS root, e.day, e.about,
            row_number() OVER (PARTITION BY coalesce(a.root_id, e.party) ORDER BY e.day DESC, e.about) AS place
        FROM ended e LEFT JOIN alias a ON a.party_id = e.party WHERE e.day BETWEEN :first AND :last
    )
    SELECT NULL, b.day, p.id, p.uuid, p.name, b.about FROM latest b JOIN party p ON p.id = b.root
    WHERE b.place = 1 AND {_WANTED} AND (p.id, b.about) NOT IN (SELECT root, about FROM asked)
    ORDER BY 2, p.sort_name
"""
_RULES = {After.PURCHASE: _PURCHASES, After.PROJECT: _PROJECTS}


def surveys(connection: Connection) -> list[SurveyRow]:
    """All surveys by name."""
    return [_survey(row) for row in many.tuples(connection, f"{_SURVEYS} ORDER BY s.name_key")]


def survey(connection: Connection, number: int) -> SurveyRow | None:
    """One survey."""
    found = many.tuples(connection, f"{_SURVEYS} WHERE s.id = ?", (number,))
    return _survey(found[0]) if found else None


def requests(
    connection: Connection,
    today: dt.date,
    survey: int | None = None,
    party: int | None = None,
    asked_from: dt.date | None = None,
) -> list[RequestRow]:
    """All requests that somebody noted, the earliest due first; of a party with its aliases. `asked_from` leaves out
    what was answered, dropped, or asked before."""
    parts, values = ["1"], list[Any]()
    if survey is not None:
        parts.append("r.survey_id = ?")
        values.append(survey)
    if party is not None:
        parts.append(f"r.party_id IN ({family('?')})")
        values += [party, party]
    if asked_from is not None:
        parts.append("r.answered_day IS NULL AND r.dropped_day IS NULL AND coalesce(r.asked_day, 99991231) >= ?")
        values.append(day_to_int(asked_from))
    sql = f"{_REQUESTS} WHERE {' AND '.join(parts)} ORDER BY r.due_day, r.id"
    return [_request(row, today) for row in many.tuples(connection, sql, tuple(values))]


def by_rule(
    connection: Connection,
    found: SurveyRow,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    party: int | None = None,
) -> list[RequestRow]:
    """Whom a survey would ask after their last purchase or project between two days, as requests that nobody noted."""
    values = {
        "first": day_to_int(first),
        "last": day_to_int(last),
        "audience": None if found.audience is None else found.audience.value,
        "survey": found.id,
        "party": party,
        "rested": day_to_int(today - dt.timedelta(days=found.rest_days)),
    }
    rows = []
    for sale, day, party, uuid, name, about in many.tuples(connection, _RULES[found.after], values):
        due = int_to_day(day) + dt.timedelta(days=found.after_days)
        state = request_state(due, None, None, None, today)
        rows.append(
            RequestRow(None, None, found.id, found.name, party, UUID(bytes=uuid), name, about, sale, due, None, state)
        )
    return rows


def open_request(connection: Connection, survey: int, party: int, *, planned: bool = False) -> int | None:
    """The latest request of a survey to a party that was neither answered nor dropped; with `planned` nor asked."""
    sql = (
        f"SELECT id FROM survey_request WHERE survey_id = ? AND party_id IN ({family('?')}) "
        f"AND answered_day IS NULL AND dropped_day IS NULL {'AND asked_day IS NULL' if planned else ''} "
        "ORDER BY due_day DESC, id DESC LIMIT 1"
    )
    found = many.tuples(connection, sql, (survey, party, party))
    return int(found[0][0]) if found else None


def response_ids(connection: Connection, wanted: ResponseFilter) -> list[int]:
    """The row ids of answers, the latest first, without those that would tell who said what."""
    parts, values = [_SHOWN], list[Any]()
    if wanted.survey is not None:
        parts.append("r.survey_id = ?")
        values.append(wanted.survey)
    if wanted.party is not None:
        parts.append(f"r.party_id IN ({family('?')})")
        values += [wanted.party, wanted.party]
    if wanted.complaints:
        parts.append("r.complaint = 1")
    _between(parts, values, wanted.from_day, wanted.to_day)
    sql = f"SELECT r.id FROM survey_response r WHERE {' AND '.join(parts)} ORDER BY r.day DESC, r.id DESC"
    return many.ids(connection, sql, tuple(values))


def responses(connection: Connection, numbers: Sequence[int]) -> list[ResponseRow]:
    """The answers of these ids, in their order; ids that are gone are left out."""
    return [_response(row) for row in many.tuples(connection, _RESPONSES, (json.dumps(list(numbers)),))]


def scores(
    connection: Connection, first: dt.date, last: dt.date, surveys: Iterable[int] | None = None
) -> list[tuple[int, int, int, int | None, int | None]]:
    """All answers between two days, of these surveys (row ids) where they are named, the earliest first: survey, row
    id, yyyymmdd, score, and the party or None.

    Those that would tell who said what are left out, as in `response_ids`; `waiting` counts them.
    """
    sql = (
        "SELECT r.survey_id, r.id, r.day, r.score, coalesce(a.root_id, r.party_id) FROM survey_response r "
        "LEFT JOIN alias a ON a.party_id = r.party_id WHERE r.day BETWEEN ?1 AND ?2 "
        f"AND (?3 IS NULL OR r.survey_id IN (SELECT value FROM json_each(?3))) AND {_SHOWN} ORDER BY r.day, r.id"
    )
    wanted = None if surveys is None else json.dumps(sorted(surveys))
    return [tuple(row) for row in many.tuples(connection, sql, (day_to_int(first), day_to_int(last), wanted))]


def waiting(connection: Connection, first: dt.date, last: dt.date) -> dict[int, int]:
    """How many answers of a survey (row id) between two days are not shown, for they would tell who said what."""
    sql = (
        f"SELECT r.survey_id, count(*) FROM survey_response r WHERE r.survey_id IN ({_GUARDED}) "
        f"AND r.day BETWEEN ? AND ? AND (r.survey_id, r.day / 100) IN ({_FEW}) GROUP BY 1"
    )
    return dict(many.tuples(connection, sql, (day_to_int(first), day_to_int(last))))


def asked(connection: Connection, survey: int, first: dt.date, last: dt.date) -> tuple[list[int], list[int]]:
    """The requests of a survey that were asked between two days, and those of them that were answered."""
    sql = (
        "SELECT id, answered_day IS NOT NULL FROM survey_request WHERE survey_id = ? "
        "AND coalesce(asked_day, answered_day) BETWEEN ? AND ? ORDER BY id"
    )
    found = many.tuples(connection, sql, (survey, day_to_int(first), day_to_int(last)))
    return [number for number, _answered in found], [number for number, answered in found if answered]


def review_ids(connection: Connection, wanted: ReviewFilter) -> list[int]:
    """The row ids of public reviews, the latest first."""
    parts, values = ["1"], list[Any]()
    if wanted.place:
        parts.append("r.place = ? COLLATE NOCASE")
        values.append(wanted.place)
    if wanted.unanswered:
        parts.append("r.answered_day IS NULL")
    _between(parts, values, wanted.from_day, wanted.to_day)
    sql = f"SELECT r.id FROM public_review r WHERE {' AND '.join(parts)} ORDER BY r.day DESC, r.id DESC"
    return many.ids(connection, sql, tuple(values))


def reviews_of(connection: Connection, party: int) -> list[int]:
    """The row ids of the public reviews of a party with its aliases, the latest first."""
    sql = f"SELECT id FROM public_review WHERE party_id IN ({family('?')}) ORDER BY day DESC, id DESC"
    return many.ids(connection, sql, (party, party))


def reviews(connection: Connection, numbers: Sequence[int]) -> list[ReviewRow]:
    """The reviews of these ids, in their order; ids that are gone are left out."""
    return [_review(row) for row in many.tuples(connection, _REVIEWS, (json.dumps(list(numbers)),))]


def by_uuid(connection: Connection, table: str, uuid: UUID) -> int | None:
    """The row id of a record of `survey`, `survey_request`, `survey_response` or `public_review`."""
    found = many.tuples(connection, f"SELECT id FROM {table} WHERE uuid = ?", (uuid.bytes,))
    return int(found[0][0]) if found else None


def references(connection: Connection, table: str, source: str, external_ids: Iterable[str]) -> set[str]:
    """What of a source is there already in `survey_response` or `public_review`, as the source calls it."""
    sql = f"SELECT external_id FROM {table} WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))"
    return {name for (name,) in many.tuples(connection, sql, (source, json.dumps(sorted(set(external_ids)))))}


def _between(parts: list[str], values: list[Any], first: dt.date | None, last: dt.date | None) -> None:
    if first is not None:
        parts.append("r.day >= ?")
        values.append(day_to_int(first))
    if last is not None:
        parts.append("r.day <= ?")
        values.append(day_to_int(last))


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)


def _uuid(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)


def _survey(found: Sequence[Any]) -> SurveyRow:
    number, uuid, name, kind, question, audience, anonymous, after, after_days, rest_days = found[:10]
    from_day, until, asked_more, requested, answered = found[10:]
    return SurveyRow(
        id=number,
        uuid=UUID(bytes=uuid),
        name=name,
        kind=SurveyKind(kind),
        question=question,
        audience=None if audience is None else Role(audience),
        anonymous=bool(anonymous),
        after=After(after),
        after_days=after_days,
        rest_days=rest_days,
        from_day=int_to_day(from_day),
        until=_day(until),
        asked=asked_more,
        requests=requested,
        responses=answered,
    )


def _request(found: Sequence[Any], today: dt.date) -> RequestRow:
    number, uuid, survey, name, party, party_uuid, party_name, about, sale, due, asked_day, answered, dropped = found
    day = int_to_day(due)
    return RequestRow(
        number,
        UUID(bytes=uuid),
        survey,
        name,
        party,
        UUID(bytes=party_uuid),
        party_name,
        about,
        sale,
        day,
        _day(asked_day),
        request_state(day, _day(asked_day), _day(answered), _day(dropped), today),
    )


def _response(found: Sequence[Any]) -> ResponseRow:
    number, uuid, survey, name, kind, party, party_uuid, party_name, day, score, text, complaint = found[:12]
    return ResponseRow(
        number,
        UUID(bytes=uuid),
        survey,
        name,
        SurveyKind(kind),
        party,
        _uuid(party_uuid),
        party_name,
        int_to_day(day),
        score,
        text,
        bool(complaint),
        _step(found[12:]),
    )


def _review(found: Sequence[Any]) -> ReviewRow:
    number, uuid, day, place, rating, author, text, party, party_uuid, party_name, answered, answer = found[:12]
    return ReviewRow(
        number,
        UUID(bytes=uuid),
        int_to_day(day),
        place,
        None if rating is None else int_to_quantity(rating),
        author,
        text,
        party,
        _uuid(party_uuid),
        party_name,
        _day(answered),
        answer,
        _step(found[12:]),
    )


def _step(found: Sequence[Any]) -> NextStepRow | None:
    step, title, due, state = found
    return None if step is None else NextStepRow(step, title, int_to_day(due), FollowUpState(state))
