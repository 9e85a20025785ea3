"""Referrals: note who sent whom, change it, list them, and who introduced whom.

What becomes of one stands in `referral_outcome.py`, its reward in `referral_reward.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import party as parties
from db.queries import referral as q
from db.tables import interaction as interaction_t
from db.tables import referral as t
from partnercrm.domain import conversion as figures
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState
from partnercrm.domain.introduction import brought, chain, introducers
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.referral import Part, ReferralDraft, ReferralState, Way, oneself
from partnercrm.domain.referral_rows import Introductions, Link, ReferralFilter, ReferralRow, ReferralSort
from partnercrm.domain.text import fold
from partnercrm.domain.words import msg, plural
from partnercrm.services import flow, follow_up
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import find_in
from partnercrm.services.party import require as require_party

SUBJECTS = ("referral", "follow_up")
ALL = ReferralFilter()


@dataclass(frozen=True, slots=True)
class Added:
    """A referral that was noted: row id and UUID."""

    referral: int
    uuid: UUID
    changes: Changes


def ids(
    store: Store, wanted: ReferralFilter = ALL, sort: ReferralSort = ReferralSort.DAY, *, ascending: bool = False
) -> list[int]:
    """The row ids that a filter lets through, the latest first unless sorted otherwise."""
    with store.read() as connection:
        return q.ids(connection, wanted, sort, ascending=ascending)


def page_rows(store: Store, ctx: Context, numbers: Sequence[int]) -> list[ReferralRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.page_rows(connection, numbers, ctx.today)


def find(store: Store, ctx: Context, named: str) -> ReferralRow:
    """A referral by its UUID, or by who was sent: the only one, else the only open one. Raises NotFound, Ambiguous."""
    uuid_named = uuid_of(named)
    with store.read() as connection:
        number = q.by_uuid(connection, uuid_named) if uuid_named else None
        if number is None:
            numbers = q.ids(connection, ReferralFilter(referred=find_in(connection, named)))
        else:
            numbers = [number]
        found = q.page_rows(connection, numbers, ctx.today)
    still_open = [row for row in found if row.state is ReferralState.OPEN]
    return only(found, named, "referral", still_open)


def add(store: Store, ctx: Context, draft: ReferralDraft) -> Added:
    """Notes a referral. Raises Invalid (also for oneself), Refused where the same pair and event is there, NotFound."""
    _require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Noted the referral")
        made = add_in(op, draft)
        return {"referral": made[0], "uuid": str(made[1])}

    done = run(store, ctx, msg("Note a referral"), draft, SUBJECTS, work)
    return Added(done.answer["referral"], UUID(done.answer["uuid"]), done.changes)


def add_in(op: Operation, draft: ReferralDraft) -> tuple[int, UUID]:
    """Notes a referral within a running operation; answers row id and UUID. Raises as `add` does."""
    _require_valid(draft)
    made, values = uuid.uuid4(), _values(op, draft)
    number = op.insert(
        t.referral,
        uuid=made,
        state=ReferralState.OPEN,
        decided_day=None,
        value_won=None,
        qualified=True,
        why_lost="",
        follow_up_id=_next_step(op, draft, values),
        made_at=op.now,
        **values,
    )
    return number, made


def change(store: Store, ctx: Context, number: int, draft: ReferralDraft) -> Changes:
    """Makes a referral what the draft says; its next step is added where it has none open.

    Raises Invalid, NotFound, or Refused: what is in the ledger keeps its people and its way until it is taken back.
    """
    _require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed the referral")
        found = require(op, number)
        values = _values(op, draft, number)
        moved = (found.way, found.party, found.referred) != (draft.way, values["party_id"], values["referred_id"])
        if moved:
            _require_not_posted(op, found)
        if found.decided is not None and values["day"] > found.decided:
            raise Invalid([Problem("day", msg("It cannot be decided before somebody was sent."))])
        if draft.next_step.strip() and not _has_open_step(found):
            values["follow_up_id"] = _next_step(op, draft, values)
        op.update(t.referral, number, **values)
        return {}

    return run(store, ctx, msg("Change a referral"), (number, draft), SUBJECTS, work).changes


def remove(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Takes referrals away that were noted by mistake. Raises Refused where one was ever posted, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Removed {count} referral", "Removed {count} referrals", len(numbers))
        for number in numbers:
            found = require(op, number)
            if any(q.posted(op.connection, number, part) for part in Part):
                raise Refused(msg("This stood in the ledger, so it stays. Mark it as lost instead."))
            if found.reward is not None:
                op.delete(t.referral_reward, found.reward.id)
            op.delete(t.referral, number)
            close_step(op, found, FollowUpState.DROPPED)
        return {}

    return run(store, ctx, msg("Remove a referral"), tuple(numbers), SUBJECTS, work).changes


def require(op: Operation, number: int) -> ReferralRow:
    """A referral as it stands, its parties marked as concerned. Raises NotFound."""
    found = q.page_rows(op.connection, [number], op.today)
    if not found:
        raise not_found("referral")
    op.touch(found[0].party, found[0].referred)
    return found[0]


def close_step(op: Operation, found: ReferralRow, state: FollowUpState) -> None:
    """Closes the next step of a referral that is decided, where it is still open."""
    if found.next_step is not None and _has_open_step(found):
        op.update(interaction_t.follow_up, found.next_step.id, state=state, closed_at=op.now)


def introductions(store: Store, party: int) -> Introductions:
    """How a party came to us, and whom it brought; a merged party answers as what it became. Raises NotFound."""
    with store.read() as connection:
        root = require_party(connection, party).id
        known = introducers(q.introductions(connection))
        up, down = chain(known, root), brought(known, root)
        names = _names(connection, {*up, *(each.whom for _depth, each in down)})
    days = {whom: each.day for whom, each in known.items()}
    return Introductions(
        tuple(Link(depth, each, names[each], days.get(each)) for depth, each in enumerate(up)),
        tuple(Link(depth, each.whom, names[each.whom], each.day) for depth, each in down),
    )


def conversion(
    store: Store, ctx: Context, wanted: ReferralFilter = ALL, window: int | None = None
) -> figures.Conversion:
    """Converted of qualified among the referrals that a filter lets through, in all and by month of the referral.

    `window` in days stands for the usual time until a decision, which is learnt from all referrals of that way.
    """
    with store.read() as connection:
        if window is None:
            window = figures.usual_window(q.outcomes(connection, ReferralFilter(way=wanted.way)))
        return figures.conversion(q.outcomes(connection, wanted), ctx.today, window)


def _names(connection: Connection, wanted: Iterable[int]) -> dict[int, str]:
    return {each.id: each.name for each in parties.standings(connection, sorted(wanted))}


def _require_valid(draft: ReferralDraft) -> None:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)


def _has_open_step(found: ReferralRow) -> bool:
    return found.next_step is not None and found.next_step.state is FollowUpState.OPEN


def _require_not_posted(op: Operation, found: ReferralRow) -> None:
    for part in Part:
        flow.require_free(op, q.posted(op.connection, found.id, part))


def _values(op: Operation, draft: ReferralDraft, number: int | None = None) -> dict[str, Any]:
    """The columns that a draft fills, both parties as what they became."""
    assert draft.party is not None and draft.referred is not None
    party = require_party(op.connection, draft.party)
    referred = require_party(op.connection, draft.referred)
    if party.id == referred.id:
        raise Invalid([oneself()])
    key = fold(draft.event.strip())
    if any(each != number for each in q.same(op.connection, draft.way, party.id, referred.id, key)):
        raise Refused(_said_before(draft.way, party.name, referred.name), "event")
    op.touch(party.id, referred.id)
    return {
        "way": draft.way,
        "party_id": party.id,
        "referred_id": referred.id,
        "event": draft.event.strip(),
        "event_key": key,
        "day": draft.day,
        "note": draft.note.strip(),
    }


def _said_before(way: Way, party: str, referred: str) -> Any:
    if way is Way.SENT_US:
        return msg("{party} sent us {referred} for this before. It counts once.", party=party, referred=referred)
    return msg("We sent {referred} to {party} for this before. It counts once.", party=party, referred=referred)


def _next_step(op: Operation, draft: ReferralDraft, values: dict[str, Any]) -> int | None:
    """The follow-up that a draft asks for: with the prospect whom they sent us, or with the shop that we sent one."""
    if not draft.next_step.strip() or draft.next_day is None:
        return None
    whom = values["referred_id" if draft.way is Way.SENT_US else "party_id"]
    return follow_up.add_in(op, FollowUpDraft(draft.next_step.strip(), draft.next_day, whom)).id
