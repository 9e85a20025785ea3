"""Interactions: log one with its favour and its next step as one operation, change it, delete it, list them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import interaction as q
from db.queries import party as parties
from db.tables import interaction as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.interaction_rows import InteractionFilter, InteractionRow, InteractionSort
from partnercrm.domain.interaction_search import searchable
from partnercrm.domain.ledger import ExchangeDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import follow_up as follow_ups
from partnercrm.services import posting
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Row

SUBJECTS = ("interaction", "party")
EVERYTHING = InteractionFilter()
_NAMES: dict[Channel, Message] = {
    Channel.CALL: msg("Log a call"),
    Channel.VISIT: msg("Log a visit"),
    Channel.EMAIL: msg("Log an e-mail"),
    Channel.MESSAGE: msg("Log a message"),
    Channel.MEETING: msg("Log a meeting"),
    Channel.EVENT: msg("Log an event"),
}
_SAID: dict[Channel, Message] = {
    Channel.CALL: msg("Logged a call with {name}"),
    Channel.VISIT: msg("Logged a visit with {name}"),
    Channel.EMAIL: msg("Logged an e-mail with {name}"),
    Channel.MESSAGE: msg("Logged a message with {name}"),
    Channel.MEETING: msg("Logged a meeting with {name}"),
    Channel.EVENT: msg("Logged an event with {name}"),
}


@dataclass(frozen=True, slots=True)
class Logged:
    """An interaction that was logged: row id and UUID, the number of the entry and the row id of the follow-up."""

    interaction: int
    uuid: UUID
    number: str | None
    follow_up: int | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An interaction logged within an operation; `party` is whom it was with first."""

    id: int
    uuid: UUID
    party: int
    number: str | None = None
    follow_up: int | None = None


def ids(
    store: Store,
    wanted: InteractionFilter = EVERYTHING,
    sort: InteractionSort = InteractionSort.WHEN,
    *,
    ascending: bool = False,
) -> list[int]:
    """The row ids that a filter lets through, newest first unless sorted otherwise."""
    with store.read() as connection:
        return q.ids(connection, wanted, sort, ascending=ascending)


def page_rows(store: Store, numbers: Sequence[int]) -> list[InteractionRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.page_rows(connection, numbers)


def log(
    store: Store,
    ctx: Context,
    draft: InteractionDraft,
    *,
    exchange: ExchangeDraft | None = None,
    follow_up: FollowUpDraft | None = None,
) -> Logged:
    """Logs an interaction, posts what was given or received in it, and notes its next step: all or nothing.

    `exchange` and `follow_up` may leave out the party (then it is the first one here), `exchange` also the day. Raises
    Invalid, fields of the two headed `exchange.` and `follow_up.`, NotFound, or what posting raises.
    """
    _require_past(ctx, draft)

    def work(op: Operation) -> dict[str, Any]:
        made = log_in(op, draft, exchange=exchange, follow_up=follow_up)
        op.said = _said(op, draft, made)
        return {"interaction": made.id, "uuid": str(made.uuid), "number": made.number, "follow_up": made.follow_up}

    done = run(store, ctx, _NAMES[draft.channel], (draft, exchange, follow_up), SUBJECTS, work)
    said = done.answer
    return Logged(said["interaction"], UUID(said["uuid"]), said["number"], said["follow_up"], done.changes)


def log_in(
    op: Operation,
    draft: InteractionDraft,
    *,
    exchange: ExchangeDraft | None = None,
    follow_up: FollowUpDraft | None = None,
) -> LoggedIn:
    """The same within a running operation."""
    _require_valid(draft, exchange, follow_up)
    roots = roots_of(op, draft.parties)
    _require_new(op, draft)
    entry = _post(op, draft, exchange) if exchange is not None else None
    made = uuid.uuid4()
    number = op.insert(
        t.interaction,
        uuid=made,
        logged_by=op.ctx.actor,
        logged_at=op.now,
        exchange_id=entry.id if entry else None,
        **_values(draft),
    )
    op.insert_many(t.interaction_party, _with_whom(number, draft, _each_once(draft, roots)))
    op.touch(*roots.values())
    logged = LoggedIn(number, made, roots[draft.parties[0]], entry.number if entry else None)
    if follow_up is None:
        return logged
    step = replace(follow_up, party=draft.parties[0] if follow_up.party is None else follow_up.party)
    op.subjects.add("follow_up")
    return replace(logged, follow_up=follow_ups.add_in(op, step, number).id)


def log_many(op: Operation, drafts: Sequence[InteractionDraft]) -> list[int]:
    """Logs interactions without favours and next steps within a running operation; answers their row ids in order.

    Raises Invalid or NotFound. Their external references must be new; `known` tells which are not.
    """
    for draft in drafts:
        _require_valid(draft)
    roots = roots_of(op, [party for draft in drafts for party in draft.parties])
    fixed = {"logged_by": op.ctx.actor, "logged_at": op.now, "exchange_id": None}
    made = op.insert_many(t.interaction, [{"uuid": uuid.uuid4(), **fixed, **_values(draft)} for draft in drafts])
    pairs = zip(made, drafts, strict=True)
    op.insert_many(
        t.interaction_party,
        [row for number, draft in pairs for row in _with_whom(number, draft, _each_once(draft, roots))],
    )
    op.touch(*roots.values())
    return list(made)


def known(op: Operation, source: str, external_ids: Sequence[str]) -> dict[str, int]:
    """Which of these external ids of a source are logged already, with their row ids."""
    return q.by_references(op.connection, source, external_ids)


def draft_of(store: Store, number: int) -> InteractionDraft:
    """What an interaction says, to fill the form. Raises NotFound."""
    with store.read() as connection:
        found = q.by_id(connection, number)
        if found is None:
            raise not_found("interaction")
        return _draft(found, tuple(q.parties_of(connection, number).values()))


def change(store: Store, ctx: Context, number: int, draft: InteractionDraft) -> Changes:
    """Makes an interaction what the draft says; its entry and its follow-up stay. Raises Invalid or NotFound."""
    _require_past(ctx, draft)

    def work(op: Operation) -> dict[str, Any]:
        _require_valid(draft)
        found = _require(op, number)
        before = _draft(found, tuple(q.parties_of(op.connection, number).values()))
        old, new = _values(before), _values(draft)
        changed = {name: value for name, value in new.items() if value != old[name]}
        if changed:
            op.update(t.interaction, number, **changed)
        moved = (before.day, before.minute) != (draft.day, draft.minute)
        _change_parties(op, number, draft, moved=moved)
        return {}

    return run(store, ctx, msg("Change an interaction"), (number, draft), SUBJECTS, work).changes


def delete(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Deletes interactions; undoable. What was entered with one stays in the ledger, its follow-up stays too."""

    def work(op: Operation) -> dict[str, Any]:
        for number in numbers:
            _require(op, number)
            _delete(op, number)
        return {}

    name = plural("Delete an interaction", "Delete {count} interactions", len(numbers))
    return run(store, ctx, name, tuple(numbers), (*SUBJECTS, "follow_up"), work).changes


def roots_of(op: Operation, numbers: Sequence[int]) -> dict[int, int]:
    """The party that each of these became by merging, or itself. Raises NotFound, or Invalid for the walk-in party."""
    found = parties.standings(op.connection, list(dict.fromkeys(numbers)))
    if len(found) != len(set(numbers)) or any(each.gone for each in found):
        raise not_found("person or business")
    if any(each.walk_in for each in found):
        raise Invalid([Problem("parties", msg("Walk-in customers have no page. Choose a person or business."))])
    return {each.id: each.root for each in found}


def _require_past(ctx: Context, draft: InteractionDraft) -> None:
    if draft.day > ctx.today:
        words = msg("This day has not come yet. Note what is planned as a follow-up.")
        raise Invalid([Problem("day", words)])


def _require_valid(
    draft: InteractionDraft, exchange: ExchangeDraft | None = None, follow_up: FollowUpDraft | None = None
) -> None:
    problems = list(draft.problems())
    if exchange is not None:
        party = draft.parties[0] if draft.parties else None
        filled = replace(exchange, party=exchange.party or party, day=exchange.day or draft.day)
        problems.extend(_headed("exchange", filled.problems()))
    if follow_up is not None:
        problems.extend(_headed("follow_up", follow_up.problems()))
    if problems:
        raise Invalid(problems)


def _headed(head: str, problems: Sequence[Problem]) -> list[Problem]:
    return [Problem(f"{head}.{problem.field}", problem.message) for problem in problems]


def _require_new(op: Operation, draft: InteractionDraft) -> None:
    if draft.source and draft.external_id and q.by_references(op.connection, draft.source, [draft.external_id]):
        reference = f"{draft.source}:{draft.external_id}"
        raise Refused(msg("{reference} is logged already.", reference=reference), "external_id")


def _require(op: Operation, number: int) -> Row[Any]:
    found = q.by_id(op.connection, number)
    if found is None:
        raise not_found("interaction")
    return found


def _post(op: Operation, draft: InteractionDraft, exchange: ExchangeDraft) -> Entry:
    party = draft.parties[0] if exchange.party is None else exchange.party
    op.subjects.add("ledger")
    try:
        return posting.post(op, replace(exchange, party=party, day=exchange.day or draft.day))
    except Invalid as error:
        raise Invalid(_headed("exchange", error.problems)) from error


def _said(op: Operation, draft: InteractionDraft, made: LoggedIn) -> Message:
    said = replace(_SAID[draft.channel], values={"name": q.name_of(op.connection, made.party)})
    return msg("{said}, entry {number}", said=said, number=made.number) if made.number else said


def _values(draft: InteractionDraft) -> dict[str, Any]:
    return {
        "day": draft.day,
        "minute": draft.minute,
        "channel": draft.channel,
        "started_by": draft.started_by,
        "summary": draft.summary,
        "notes": draft.notes,
        "mood": draft.mood,
        "source": draft.source or None,
        "external_id": draft.external_id or None,
        "folded": searchable(draft.summary, draft.notes),
    }


def _each_once(draft: InteractionDraft, roots: dict[int, int]) -> list[int]:
    """With whom it was: each party once, in the order of the draft."""
    return list(dict.fromkeys(roots[party] for party in draft.parties))


def _with_whom(number: int, draft: InteractionDraft, who: Sequence[int]) -> list[dict[str, Any]]:
    fixed = {"interaction_id": number, "day": draft.day, "minute": draft.minute}
    return [{**fixed, "party_id": party} for party in who]


def _draft(found: Row[Any], with_whom: tuple[int, ...]) -> InteractionDraft:
    return InteractionDraft(
        parties=with_whom,
        channel=found.channel,
        day=found.day,
        minute=found.minute,
        summary=found.summary,
        notes=found.notes,
        mood=found.mood,
        started_by=found.started_by,
        source=found.source or "",
        external_id=found.external_id or "",
    )


def _change_parties(op: Operation, number: int, draft: InteractionDraft, *, moved: bool) -> None:
    there = q.parties_of(op.connection, number)
    kept = {row: party for row, party in there.items() if party in draft.parties}
    roots = roots_of(op, [party for party in draft.parties if party not in kept.values()])
    for row in there:
        if row not in kept:
            op.delete(t.interaction_party, row)
        elif moved:
            op.update(t.interaction_party, row, day=draft.day, minute=draft.minute)
    added = [root for root in dict.fromkeys(roots.values()) if root not in kept.values()]
    op.insert_many(t.interaction_party, _with_whom(number, draft, added))
    op.touch(*there.values(), *added)


def _delete(op: Operation, number: int) -> None:
    for follow_up in q.follow_ups_of(op.connection, number):
        op.update(t.follow_up, follow_up, interaction_id=None)
    there = q.parties_of(op.connection, number)
    for row in there:
        op.delete(t.interaction_party, row)
    op.delete(t.interaction, number)
    op.touch(*there.values())
