"""Commands about feedback: surveys, whom to ask, answers, and reviews in public."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import NotFound, Refused, not_found
from partnercrm.domain.feedback import After, RequestDraft, RequestState, ResponseDraft, ReviewDraft, SurveyDraft
from partnercrm.domain.feedback import SurveyKind as Kind
from partnercrm.domain.feedback_rows import RequestRow, ResponseFilter, ResponseRow, ReviewFilter, ReviewRow, SurveyRow
from partnercrm.domain.party import Role
from partnercrm.domain.words import msg
from partnercrm.services import feedback as feedbacks
from partnercrm.services import public_review, survey_request


def surveys(words: argparse.Namespace) -> None:
    """Lists surveys."""
    with shop(words.store, read_only=True) as opened:
        rows([_survey(row) for row in feedbacks.surveys(opened.store)], words.json)


def survey(words: argparse.Namespace) -> None:
    """Begins a survey, or changes the one of that name; what is not said stays."""
    with shop(words.store, key=words.op) as opened:
        try:
            known: SurveyRow | None = feedbacks.find_survey(opened.store, words.survey)
        except NotFound:
            known = None
        if known is None and words.kind is None:
            raise Refused(msg("Say what the survey asks for: nps, csat or text."), "kind")
        draft = _survey_draft(opened, words, known)
        if known is None:
            made = feedbacks.add_survey(opened.store, opened.ctx, draft)
            _done(opened, words, "survey", made.uuid, made.changes)
        else:
            changes = feedbacks.change_survey(opened.store, opened.ctx, known.id, draft)
            _done(opened, words, "survey", known.uuid, changes)


def requests(words: argparse.Namespace) -> None:
    """Lists whom to ask."""
    with shop(words.store, read_only=True) as opened:
        number = feedbacks.find_survey(opened.store, words.survey).id if words.survey else None
        read = survey_request.due if words.due else survey_request.requests
        rows([_request(row) for row in read(opened.store, opened.ctx, number)], words.json)


def ask(words: argparse.Namespace) -> None:
    """Notes who was asked."""
    with shop(words.store, key=words.op) as opened:
        found = _due(opened, words)
        changes = survey_request.ask(opened.store, opened.ctx, found, reading.day(words.date)) if found else None
        _counted(opened, words, len(found), changes)


def drop(words: argparse.Namespace) -> None:
    """Leaves somebody in peace."""
    with shop(words.store, key=words.op) as opened:
        found = _due(opened, words)
        _counted(opened, words, len(found), survey_request.drop(opened.store, opened.ctx, found))


def plan(words: argparse.Namespace) -> None:
    """Plans to ask somebody."""
    with shop(words.store, key=words.op) as opened:
        number, party = feedbacks.find_survey(opened.store, words.survey).id, opened.party(words.party)
        ended = reading.day(words.project_ended, "project_ended")
        if ended is not None and party is not None:
            made = survey_request.after_project(opened.store, opened.ctx, number, party, words.about, ended)
        else:
            due = reading.day(words.due, "due") or opened.ctx.today
            made = survey_request.plan(opened.store, opened.ctx, RequestDraft(number, party, due, words.about))
        _done(opened, words, "request", made.uuid, made.changes)


def respond(words: argparse.Namespace) -> None:
    """Notes an answer."""
    with shop(words.store, key=words.op) as opened:
        draft = ResponseDraft(
            feedbacks.find_survey(opened.store, words.survey).id,
            reading.day(words.date) or opened.ctx.today,
            words.score,
            words.text,
            opened.party(words.party),
            complaint=None if words.complaint is None else words.complaint == "yes",
        )
        made = feedbacks.respond(opened.store, opened.ctx, draft)
        if words.json:
            emit({"response": made.uuid, "follow_up": made.follow_up is not None})
        else:
            more = " It became a follow-up for tomorrow." if made.follow_up is not None else ""
            say(f"{opened.ctx.locale.say(made.changes.said)}: {made.uuid}.{more}")


def responses(words: argparse.Namespace) -> None:
    """Lists answers."""
    with shop(words.store, read_only=True) as opened:
        number = feedbacks.find_survey(opened.store, words.survey).id if words.survey else None
        wanted = ResponseFilter(number, opened.party(words.party), complaints=words.complaints)
        rows([_response(row) for row in feedbacks.responses(opened.store, wanted)], words.json)


def remove_response(words: argparse.Namespace) -> None:
    """Takes an answer away."""
    with shop(words.store, key=words.op) as opened:
        number = feedbacks.find_response(opened.store, words.id)
        changes = feedbacks.remove_response(opened.store, opened.ctx, number)
        _done(opened, words, "response", reading.uuid(words.id), changes)


def look_after(words: argparse.Namespace) -> None:
    """Makes a follow-up of an answer or of a public review."""
    with shop(words.store, key=words.op) as opened:
        try:
            number = feedbacks.find_response(opened.store, words.id)
            made = feedbacks.look_after(opened.store, opened.ctx, number)
        except NotFound:
            made = public_review.look_after(
                opened.store, opened.ctx, public_review.find_review(opened.store, words.id).id
            )
        _done(opened, words, "id", made.uuid, made.changes)


def no_complaint(words: argparse.Namespace) -> None:
    """Says that an answer was no complaint after all."""
    with shop(words.store, key=words.op) as opened:
        number = feedbacks.find_response(opened.store, words.id)
        changes = feedbacks.no_complaint(opened.store, opened.ctx, number)
        _done(opened, words, "response", reading.uuid(words.id), changes)


def review(words: argparse.Namespace) -> None:
    """Notes what somebody wrote in public."""
    with shop(words.store, key=words.op) as opened:
        draft = ReviewDraft(
            reading.day(words.date) or opened.ctx.today,
            words.place,
            reading.decimal(words.stars, "stars") if words.stars else None,
            words.author,
            words.text,
            opened.party(words.party),
        )
        made = public_review.note_review(opened.store, opened.ctx, draft)
        _done(opened, words, "review", made.uuid, made.changes)


def reviews(words: argparse.Namespace) -> None:
    """Lists public reviews."""
    with shop(words.store, read_only=True) as opened:
        found = public_review.reviews(opened.store, ReviewFilter(unanswered=words.unanswered))
        rows([_review(row) for row in found], words.json)


def answer(words: argparse.Namespace) -> None:
    """Notes what we answered."""
    with shop(words.store, key=words.op) as opened:
        found = public_review.find_review(opened.store, words.id)
        day = reading.day(words.date)
        changes = public_review.answer_review(opened.store, opened.ctx, found.id, words.text, day)
        _done(opened, words, "review", found.uuid, changes)


def remove_review(words: argparse.Namespace) -> None:
    """Takes a public review away."""
    with shop(words.store, key=words.op) as opened:
        found = public_review.find_review(opened.store, words.id)
        _done(opened, words, "review", found.uuid, public_review.remove_review(opened.store, opened.ctx, found.id))


def _due(opened: Shop, words: argparse.Namespace) -> list[RequestRow]:
    """Those who are due, or the one who is named whether due yet or not. Raises NotFound."""
    number = feedbacks.find_survey(opened.store, words.survey).id
    party = opened.party(words.party)
    if party is None:
        return survey_request.due(opened.store, opened.ctx, number)
    waiting = (RequestState.DUE, RequestState.WAITING, RequestState.ASKED)
    found = survey_request.requests(opened.store, opened.ctx, number)
    mine = [row for row in found if row.party == party and row.state in waiting]
    if not mine:
        raise not_found("request")
    return mine[:1]


def _survey_draft(opened: Shop, words: argparse.Namespace, known: SurveyRow | None) -> SurveyDraft:
    from_day = reading.day(words.from_day, "from")
    audience = reading.word(Role, words.audience, "audience") if words.audience else None
    base = known and SurveyDraft(
        known.name,
        known.kind,
        known.from_day,
        known.question,
        known.audience,
        known.anonymous,
        known.after,
        known.after_days,
        known.rest_days,
        known.until,
        known.asked,
    )
    usual = base or SurveyDraft(words.survey, Kind(words.kind), opened.ctx.today)
    return SurveyDraft(
        usual.name,
        Kind(words.kind) if words.kind else usual.kind,
        from_day or usual.from_day,
        usual.question if words.question is None else words.question,
        audience or usual.audience,
        words.anonymous or usual.anonymous,
        After(words.after) if words.after else usual.after,
        usual.after_days if words.after_days is None else words.after_days,
        usual.rest_days if words.rest_days is None else words.rest_days,
        reading.day(words.until, "until") or usual.until,
        usual.asked if words.asked is None else words.asked,
    )


def _survey(row: SurveyRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "name": row.name,
        "kind": row.kind,
        "question": row.question,
        "audience": row.audience,
        "anonymous": row.anonymous,
        "after": row.after,
        "after_days": row.after_days,
        "rest_days": row.rest_days,
        "from": row.from_day,
        "until": row.until,
        "asked": (row.asked or 0) + row.requests,
        "responses": row.responses,
    }


def _request(row: RequestRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "survey": row.survey_name,
        "party": row.party_name,
        "about": row.about,
        "due": row.due,
        "asked": row.asked,
        "state": row.state,
    }


def _response(row: ResponseRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "survey": row.survey_name,
        "party": row.party_name or None,
        "day": row.day,
        "score": row.score,
        "text": row.text,
        "complaint": row.complaint,
        "follow_up": row.follow_up.title if row.follow_up else None,
    }


def _review(row: ReviewRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "day": row.day,
        "place": row.place,
        "stars": row.rating,
        "author": row.author,
        "text": row.text,
        "party": row.party_name or None,
        "answered": row.answered,
        "answer": row.answer,
        "follow_up": row.follow_up.title if row.follow_up else None,
    }


def _counted(opened: Shop, words: argparse.Namespace, count: int, changes: Changes | None) -> None:
    if words.json:
        emit({"requests": count})
    else:
        say(f"{opened.ctx.locale.say(changes.said)}: {count}." if changes else "Nobody is due.")


def _done(opened: Shop, words: argparse.Namespace, what: str, number: object, changes: Changes) -> None:
    emit({what: number}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}: {number}.")
