"""Follow-ups: add one, change it, done, reopen, drop, snooze, hand to somebody; several at once are one operation."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import follow_up as q
from db.queries import party as parties
from db.tables import interaction as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState
from partnercrm.domain.interaction_rows import FollowUpFilter, FollowUpRow, FollowUpSort
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("follow_up",)
ALL_OPEN = FollowUpFilter()


@dataclass(frozen=True, slots=True)
class Added:
    """A follow-up that was added: row id and UUID."""

    follow_up: int
    uuid: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class Made:
    """A follow-up made within an operation."""

    id: int
    uuid: UUID


def ids(
    store: Store,
    ctx: Context,
    wanted: FollowUpFilter = ALL_OPEN,
    sort: FollowUpSort = FollowUpSort.DUE,
    *,
    ascending: bool = True,
) -> list[int]:
    """The row ids that a filter lets through: by due day, so that late ones come first, unless sorted otherwise."""
    with store.read() as connection:
        return q.ids(connection, wanted, ctx.today, sort, ascending=ascending)


def page_rows(store: Store, numbers: Sequence[int]) -> list[FollowUpRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.page_rows(connection, numbers)


def add(store: Store, ctx: Context, draft: FollowUpDraft) -> Added:
    """Adds a follow-up; without an assignee it is the caller's. Raises Invalid or NotFound."""
    _require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        made = add_in(op, draft)
        return {"follow_up": made.id, "uuid": str(made.uuid)}

    done = run(store, ctx, msg("Add follow-up: {title}", title=draft.title), draft, SUBJECTS, work)
    return Added(done.answer["follow_up"], UUID(done.answer["uuid"]), done.changes)


def add_in(op: Operation, draft: FollowUpDraft, interaction: int | None = None) -> Made:
    """Adds a follow-up within a running operation, where it came of one as that interaction's next step."""
    made = uuid.uuid4()
    number = op.insert(
        t.follow_up,
        uuid=made,
        state=FollowUpState.OPEN,
        interaction_id=interaction,
        made_at=op.now,
        **_values(op, draft),
    )
    return Made(number, made)


def change(store: Store, ctx: Context, number: int, draft: FollowUpDraft) -> Changes:
    """Makes a follow-up what the draft says; no assignee is the caller. Raises Invalid or NotFound."""
    _require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        _require(op, (number,))
        op.update(t.follow_up, number, **_values(op, draft))
        return {}

    name = msg("Change follow-up: {title}", title=draft.title)
    return run(store, ctx, name, (number, draft), SUBJECTS, work).changes


def done(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Marks follow-ups as done; those that are closed already stay as they are."""
    name = plural("Done: {title}", "Done: {count} follow-ups", len(numbers))
    return _close(store, ctx, numbers, FollowUpState.DONE, name)


def drop(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Gives follow-ups up; those that are closed already stay as they are."""
    name = plural("Drop: {title}", "Drop {count} follow-ups", len(numbers))
    return _close(store, ctx, numbers, FollowUpState.DROPPED, name)


def reopen(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Opens closed follow-ups again."""

    def again(op: Operation, found: q.Standing) -> None:
        if found.state is not FollowUpState.OPEN:
            op.update(t.follow_up, found.id, state=FollowUpState.OPEN, closed_at=None)

    name = plural("Reopen: {title}", "Reopen {count} follow-ups", len(numbers))
    return _each(store, ctx, numbers, name, FollowUpState.OPEN, again)


def snooze(store: Store, ctx: Context, numbers: Sequence[int], until: dt.date | None) -> Changes:
    """Lets follow-ups rest until a day after today; their due day stays. None wakes them. Raises Refused."""
    if until is not None and until <= ctx.today:
        raise Refused(msg("Choose a day after today."), "until")

    def rest(op: Operation, found: q.Standing) -> None:
        op.update(t.follow_up, found.id, snoozed_until=until)

    count = len(numbers)
    name = plural("Wake: {title}", "Wake {count} follow-ups", count)
    if until is not None:
        name = plural("Snooze until {day}: {title}", "Snooze {count} follow-ups until {day}", count, day=until)
    return _each(store, ctx, numbers, name, until, rest)


def assign(store: Store, ctx: Context, numbers: Sequence[int], user: int) -> Changes:
    """Hands follow-ups to somebody who works here. Raises NotFound."""

    def hand(op: Operation, found: q.Standing) -> None:
        _require_user(op, user)
        op.update(t.follow_up, found.id, assignee_id=user)

    name = plural("Hand over: {title}", "Hand over {count} follow-ups", len(numbers))
    return _each(store, ctx, numbers, name, user, hand)


def _close(store: Store, ctx: Context, numbers: Sequence[int], state: FollowUpState, name: Message) -> Changes:
    def close(op: Operation, found: q.Standing) -> None:
        if found.state is FollowUpState.OPEN:
            op.update(t.follow_up, found.id, state=state, closed_at=op.now)

    return _each(store, ctx, numbers, name, state, close)


def _each(
    store: Store,
    ctx: Context,
    numbers: Sequence[int],
    name: Message,
    request: object,
    act: Callable[[Operation, q.Standing], None],
) -> Changes:
    def work(op: Operation) -> dict[str, Any]:
        for found in _require(op, numbers):
            act(op, found)
        return {}

    said = _titled(store, numbers, name)
    return run(store, ctx, said, (name.key, tuple(numbers), request), SUBJECTS, work).changes


def _titled(store: Store, numbers: Sequence[int], name: Message) -> Message:
    """One follow-up is named by its title, several by their count."""
    if len(numbers) != 1:
        return name
    with store.read() as connection:
        titles = [found.title for found in q.standings(connection, numbers)]
    return replace(name, values={**name.values, "title": titles[0] if titles else ""})


def _require(op: Operation, numbers: Sequence[int]) -> list[q.Standing]:
    found = q.standings(op.connection, numbers)
    if len(found) != len(numbers):
        raise not_found("follow-up")
    op.touch(*(each.party for each in found if each.party is not None))
    return found


def _require_valid(draft: FollowUpDraft) -> None:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)


def _require_user(op: Operation, user: int) -> None:
    if not q.is_user(op.connection, user):
        raise not_found("person who works here")


def _values(op: Operation, draft: FollowUpDraft) -> dict[str, Any]:
    _require_valid(draft)
    assignee = op.ctx.actor if draft.assignee is None else draft.assignee
    if assignee != op.ctx.actor:
        _require_user(op, assignee)
    return {
        "party_id": _root(op, draft.party),
        "title": draft.title,
        "due": draft.due,
        "assignee_id": assignee,
        "origin": draft.origin,
        "rule": draft.rule,
    }


def _root(op: Operation, party: int | None) -> int | None:
    if party is None:
        return None
    found = parties.standing(op.connection, party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    op.touch(found.root)
    return found.root
