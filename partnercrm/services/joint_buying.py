"""Buying together: collect what neighbours want, share the bill to the cent, post what each of them owes us.

The bill comes to us, so each share is goods that we gave on, paid in money: source *delivery*. The supplier's own bill
is entered like any other one.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import joint_buying as q
from db.queries import posting as posting_q
from db.tables import joint_buying as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.joint_buying import JointBuyingDraft, Wanted
from partnercrm.domain.joint_buying_rows import JointRow, JointState, ShareRow
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Source
from partnercrm.domain.lending import is_measure
from partnercrm.domain.party import Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import msg, plural
from partnercrm.services import flow
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import require as require_party

SUBJECTS = ("joint_buying",)
POSTING = (*SUBJECTS, *flow.SUBJECTS)
"""What a deed touches that posts or takes back, so that its undo says so too."""


@dataclass(frozen=True, slots=True)
class Added:
    """Something bought together: row id and UUID."""

    joint: int
    uuid: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class PostedShares:
    """The numbers of the entries that were posted, one a neighbour."""

    numbers: tuple[str, ...]
    changes: Changes
    repeated: bool = False


def ids(store: Store, party: int | None = None) -> list[int]:
    """All that was bought together, the latest first; of a party only that of which it took some or which it sold."""
    with store.read() as connection:
        return q.ids(connection, party)


def page_rows(store: Store, numbers: Sequence[int]) -> list[JointRow]:
    """The rows of these ids with their shares, ours first; ids that are gone are left out."""
    with store.read() as connection:
        return q.page_rows(connection, numbers)


def find(store: Store, named: str) -> JointRow:
    """Something bought together by its UUID, or by what it is where that is one thing. Raises NotFound, Ambiguous."""
    uuid_named = uuid_of(named)
    with store.read() as connection:
        number = q.by_uuid(connection, uuid_named) if uuid_named else None
        found = q.page_rows(connection, q.ids(connection) if number is None else [number])
    if number is None:
        found = [row for row in found if fold(row.what) == fold(named.strip())]
    return only(found, named, "joint buying", [row for row in found if row.state is JointState.COLLECTING])


def add(store: Store, ctx: Context, draft: JointBuyingDraft, wanted: Sequence[Wanted] = ()) -> Added:
    """Starts buying something together, with what is known of who takes how much. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Started to buy together: {what}", what=draft.what)
        made = uuid.uuid4()
        number = op.insert(t.joint_buying, uuid=made, made_at=op.now, **_values(op, draft))
        _write_steps(op, number, draft)
        for each in wanted:
            _take(op, number, each.party, each.quantity)
        return {"joint": number, "uuid": str(made)}

    done = run(store, ctx, msg("Buy together: {what}", what=draft.what), (draft, tuple(wanted)), SUBJECTS, work)
    return Added(done.answer["joint"], UUID(done.answer["uuid"]), done.changes)


def change(store: Store, ctx: Context, number: int, draft: JointBuyingDraft) -> Changes:
    """Makes it what the draft says; who takes how much stays. Raises Invalid, NotFound, Refused once it is posted."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed what is bought together: {what}", what=draft.what)
        _require_collecting(op, require(op, number))
        op.update(t.joint_buying, number, **_values(op, draft))
        for step in q.step_ids(op.connection, number):
            op.delete(t.joint_buying_step, step)
        _write_steps(op, number, draft)
        return {}

    said = msg("Change what is bought together: {what}", what=draft.what)
    return run(store, ctx, said, (number, draft), SUBJECTS, work).changes


def take(store: Store, ctx: Context, number: int, party: int | None, quantity: Decimal) -> Changes:
    """Says how much a party (None: ourselves) takes; 0 takes it off the list. Raises Invalid, Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Noted how much somebody takes")
        _require_collecting(op, require(op, number))
        _take(op, number, party, quantity)
        return {}

    said = msg("Say how much somebody takes")
    return run(store, ctx, said, (number, party, quantity), SUBJECTS, work).changes


def post(store: Store, ctx: Context, number: int, due: dt.date | None = None, document: str = "") -> PostedShares:
    """Posts what each neighbour owes us of the bill, on the day of the buying: one entry each, what stands left out.

    `due` is when they pay, `document` our bill's number. Raises Refused where there is nothing to post, and as posting
    does.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        waiting = [share for share in found.shares if share.party is not None and share.value and share.entry is None]
        if not waiting:
            raise Refused(msg("There is nothing to post: nobody else takes any, or all shares are in the ledger."))
        numbers = [_post(op, found, share, due, document) for share in waiting]
        op.said = plural("Saved {count} share", "Saved {count} shares", len(numbers))
        return {"numbers": numbers}

    request = (number, due, document)
    done = run(store, ctx, msg("Post what each owes"), request, POSTING, work)
    return PostedShares(tuple(done.answer["numbers"]), done.changes, done.repeated)


def take_back(store: Store, ctx: Context, number: int, reason: str = "") -> Changes:
    """Reverses all shares that stand in the ledger, so that it can be changed. Raises Refused where none does."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Took the shares back")
        standing = [share for share in require(op, number).shares if share.entry is not None]
        if not standing:
            raise Refused(msg("None of it is in the ledger."))
        for share in standing:
            flow.take_back(op, q.posted(op.connection, share.id), reason)
        return {}

    return run(store, ctx, msg("Take shares back"), (number, reason), POSTING, work).changes


def remove(store: Store, ctx: Context, number: int) -> Changes:
    """Takes it away. Raises Refused where a share was ever posted, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Removed what was to be bought together")
        found = require(op, number)
        if any(q.posted(op.connection, share.id) for share in found.shares):
            raise Refused(msg("This stood in the ledger, so it stays."))
        for share in found.shares:
            op.delete(t.joint_buying_share, share.id)
        for step in q.step_ids(op.connection, number):
            op.delete(t.joint_buying_step, step)
        op.delete(t.joint_buying, number)
        return {}

    return run(store, ctx, msg("Remove what was to be bought together"), number, SUBJECTS, work).changes


def require(op: Operation, number: int) -> JointRow:
    """Something bought together as it stands, its parties marked as concerned. Raises NotFound."""
    found = q.page_rows(op.connection, [number])
    if not found:
        raise not_found("joint buying")
    op.touch(*(share.party for share in found[0].shares if share.party is not None))
    return found[0]


def _require_collecting(op: Operation, found: JointRow) -> None:
    for share in found.shares:
        flow.require_free(op, q.posted(op.connection, share.id))


def _take(op: Operation, number: int, party: int | None, quantity: Decimal) -> None:
    if quantity and not is_measure(quantity):
        raise Invalid([Problem("quantity", msg("Give a quantity above zero, with at most 4 decimals."))])
    root = None if party is None else require_party(op.connection, party).id
    if root is not None:
        op.touch(root)
        facts = posting_q.party_facts(op.connection, root, op.today)
        if facts is not None and facts.roles == {Role.EMPLOYEE}:
            raise Invalid([Problem("party", msg("What the team buys goes through payroll and is not entered here."))])
    known = next((share for share in require(op, number).shares if share.party == root), None)
    if known is None:
        if quantity:
            op.insert(t.joint_buying_share, joint_buying_id=number, party_id=root, quantity=quantity)
    elif quantity:
        op.update(t.joint_buying_share, known.id, quantity=quantity)
    elif q.posted(op.connection, known.id):
        raise Refused(msg("This share stood in the ledger, so it stays on the list."), "quantity")
    else:
        op.delete(t.joint_buying_share, known.id)


def _post(op: Operation, found: JointRow, share: ShareRow, due: dt.date | None, document: str) -> str:
    """One neighbour's share: the goods, and its part of the freight on a line of its own."""
    freight = op.ctx.locale.say(msg("Freight: {what}", what=found.what))
    goods = {"quantity": share.quantity, "unit": found.unit, "what": found.what}
    lines = (
        LineDraft(Direction.GIVEN, Kind.GOODS, share.goods, Basis.BILL, cost=share.goods, **goods),  # type: ignore[arg-type]
        LineDraft(Direction.GIVEN, Kind.SERVICE, share.freight, Basis.BILL, what=freight, cost=share.freight),
    )
    draft = ExchangeDraft(
        share.party,
        found.day,
        tuple(line for line in lines if line.value),
        memo=op.ctx.locale.say(msg("Bought together: {what}", what=found.what)),
        our_document=document,
        due_day=due,
        source=Source.DELIVERY,
    )
    entry = flow.post(op, draft, q.posted(op.connection, share.id))
    op.insert(t.joint_buying_posting, share_id=share.id, exchange_id=entry.id)
    return entry.number


def _write_steps(op: Operation, number: int, draft: JointBuyingDraft) -> None:
    for step in sorted(draft.steps, key=lambda step: step.from_quantity):
        op.insert(t.joint_buying_step, joint_buying_id=number, from_quantity=step.from_quantity, price=step.price)


def _values(op: Operation, draft: JointBuyingDraft) -> dict[str, Any]:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    supplier = None if draft.supplier is None else require_party(op.connection, draft.supplier).id
    return {
        "what": draft.what.strip(),
        "unit": draft.unit.strip(),
        "supplier_id": supplier,
        "day": draft.day,
        "freight": draft.freight,
        "freight_rule": draft.freight_rule,
        "goods_bill": draft.goods_bill,
        "note": draft.note.strip(),
    }
