"""Loans: lend or borrow something on the shelf, bring it back, and post it once, with its value or without a price."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import lending as q
from db.tables import interaction as interaction_t
from db.tables import lending as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState, Origin
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, LineDraft, Source
from partnercrm.domain.lending import REMINDER_RULE, LoanDraft, ReturnDraft, uncounted
from partnercrm.domain.lending_rows import LoanFilter, LoanRow, LoanSort, ResourceRow
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg, plural
from partnercrm.services import agreed_value, flow, follow_up, lending
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Done, Operation, run
from partnercrm.services.party import require as require_party

SUBJECTS = ("lending", "follow_up")
POSTING = (*SUBJECTS, *flow.SUBJECTS)
"""What a deed touches that posts or takes back, so that its undo says so too."""
ALL = LoanFilter()


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan: row id and UUID, and the number of its entry once it came back."""

    loan: int
    uuid: UUID
    number: str
    changes: Changes
    repeated: bool = False


def ids(
    store: Store, ctx: Context, wanted: LoanFilter = ALL, sort: LoanSort = LoanSort.DUE, *, ascending: bool = True
) -> list[int]:
    """The row ids that a filter lets through: what is out by its due day, then what came back last."""
    with store.read() as connection:
        return q.ids(connection, wanted, ctx.today, sort, ascending=ascending)


def page_rows(store: Store, ctx: Context, numbers: Sequence[int]) -> list[LoanRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.page_rows(connection, numbers, ctx.today)


def find(store: Store, ctx: Context, named: str) -> LoanRow:
    """A loan by its UUID, or by what is lent: the only one of it, else the only one out. Raises NotFound, Ambiguous."""
    uuid_named = uuid_of(named)
    with store.read() as connection:
        number = q.by_uuid(connection, uuid_named) if uuid_named else None
    if number is not None:
        return page_rows(store, ctx, [number])[0]
    thing = lending.find(store, named)
    found = page_rows(store, ctx, ids(store, ctx, LoanFilter(resource=thing.id)))
    return only(found, named, f"loan of {thing.name}", [row for row in found if row.returned is None])


def lend(store: Store, ctx: Context, draft: LoanDraft, back: ReturnDraft | None = None) -> Lent:
    """Notes that something on the shelf is lent or borrowed; with `back` that it came back too, as one thing done.

    Of theirs no party need be named. With a due day it makes one follow-up by rule. Raises Invalid, NotFound, Refused.
    """

    def work(op: Operation) -> dict[str, Any]:
        number, made = lend_in(op, draft)
        entry = None if back is None else bring_back_in(op, number, back)
        return {"loan": number, "uuid": str(made), "number": entry.number if entry else ""}

    return _lent(run(store, ctx, msg("Lend or borrow something"), (draft, back), POSTING, work))


def lend_in(op: Operation, draft: LoanDraft) -> tuple[int, UUID]:
    """Notes a loan within a running operation; answers row id and UUID."""
    thing = lending.require(op, draft.resource) if draft.resource is not None else None
    if thing is not None and thing.retired:
        raise Refused(msg("{name} is off the shelf. Put it back first.", name=thing.name), "resource")
    made, values = uuid.uuid4(), _values(op, draft, thing)
    number = op.insert(
        t.loan,
        uuid=made,
        returned_day=None,
        condition_back="",
        follow_up_id=_reminder(op, values, thing),
        made_at=op.now,
        **values,
    )
    return number, made


def change(store: Store, ctx: Context, number: int, draft: LoanDraft) -> Changes:
    """Makes a loan that is out what the draft says; its reminder follows the due day. Raises Invalid, Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed a loan")
        found = require(op, number)
        _require_out(found)
        thing = lending.require(op, found.resource if draft.resource is None else draft.resource)
        values = _values(op, draft, thing)
        if found.reminder is None:
            values["follow_up_id"] = _reminder(op, values, thing)
        elif found.reminder.state is FollowUpState.OPEN:
            gone = {"state": FollowUpState.DROPPED, "closed_at": op.now}
            moved = {"due": values["due_day"], "title": _reminder_title(op, values, thing)}
            op.update(interaction_t.follow_up, found.reminder.id, **(moved if values["due_day"] else gone))
        op.update(t.loan, number, **values)
        return {}

    return run(store, ctx, msg("Change a loan"), (number, draft), SUBJECTS, work).changes


def bring_back(store: Store, ctx: Context, number: int, draft: ReturnDraft) -> Lent:
    """Notes that a loan came back, and posts it once: at the price both agreed, or without one.

    Raises Invalid, Refused where it is back already, and as posting does.
    """

    def work(op: Operation) -> dict[str, Any]:
        entry = bring_back_in(op, number, draft)
        return {"loan": number, "uuid": str(require(op, number).uuid), "number": entry.number}

    return _lent(run(store, ctx, msg("Bring a loan back"), (number, draft), POSTING, work))


def bring_back_in(op: Operation, number: int, draft: ReturnDraft) -> Entry:
    """The same within a running operation."""
    found = require(op, number)
    _require_out(found)
    quantity = found.quantity if draft.quantity is None else draft.quantity
    price = None if draft.without_price else found.price if draft.price is None else draft.price
    problem = uncounted(quantity, found.unit, price)
    problems = [*draft.problems(found.day), *([problem] if problem else [])]
    if problems:
        raise Invalid(problems)
    back = {"returned_day": draft.day, "condition_back": draft.condition.strip()}
    op.update(t.loan, number, quantity=quantity, price=price, **back)
    if found.reminder is not None and found.reminder.state is FollowUpState.OPEN:
        op.update(interaction_t.follow_up, found.reminder.id, state=FollowUpState.DONE, closed_at=op.now)
    return _post(op, require(op, number))


def post_again(store: Store, ctx: Context, number: int) -> Lent:
    """Posts a returned loan whose entry was taken back. Raises Refused where it is out or stands in the ledger."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if found.returned is None:
            raise Refused(msg("Only what came back is posted."))
        return {"loan": number, "uuid": str(found.uuid), "number": _post(op, found).number}

    return _lent(run(store, ctx, msg("Post a loan again"), number, POSTING, work))


def reopen(store: Store, ctx: Context, number: int) -> Changes:
    """A loan is out after all: its return is forgotten, its entry reversed, its reminder open again. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("The loan is out again")
        found = require(op, number)
        if found.returned is None:
            raise Refused(msg("This is out."))
        flow.take_back(op, q.posted(op.connection, number), op.ctx.locale.say(msg("Not back yet")))
        op.update(t.loan, number, returned_day=None, condition_back="")
        if found.reminder is not None and found.reminder.state is FollowUpState.DONE:
            op.update(interaction_t.follow_up, found.reminder.id, state=FollowUpState.OPEN, closed_at=None)
        return {}

    return run(store, ctx, msg("A loan is out after all"), number, POSTING, work).changes


def remove(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Takes loans away that were noted by mistake. Raises Refused where one was ever posted, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Removed {count} loan", "Removed {count} loans", len(numbers))
        for number in numbers:
            found = require(op, number)
            if q.posted(op.connection, number):
                raise Refused(msg("This stood in the ledger, so it stays. Reverse its entry instead."))
            op.delete(t.loan, number)
            if found.reminder is not None and found.reminder.state is FollowUpState.OPEN:
                op.update(interaction_t.follow_up, found.reminder.id, state=FollowUpState.DROPPED, closed_at=op.now)
        return {}

    return run(store, ctx, msg("Remove a loan"), tuple(numbers), SUBJECTS, work).changes


def require(op: Operation, number: int) -> LoanRow:
    """A loan as it stands, its party marked as concerned. Raises NotFound."""
    found = q.page_rows(op.connection, [number], op.today)
    if not found:
        raise not_found("loan")
    op.touch(found[0].party)
    return found[0]


def _require_out(found: LoanRow) -> None:
    if found.returned is not None:
        raise Refused(msg("This came back already. Say first that it is out after all."))


def _post(op: Operation, found: LoanRow) -> Entry:
    basis = None if found.value is None else Basis.AGREED
    line = LineDraft(found.direction, found.kind, found.value, basis, found.quantity, found.unit, found.name)
    draft = ExchangeDraft(found.party, found.returned, (line,), source=Source.SHARED_RESOURCE)
    entry = flow.post(op, draft, q.posted(op.connection, found.id))
    op.insert(t.loan_posting, loan_id=found.id, exchange_id=entry.id)
    op.said = msg("Saved entry {number}", number=entry.number)
    return entry


def _values(op: Operation, draft: LoanDraft, thing: ResourceRow | None) -> dict[str, Any]:
    """The columns that a draft fills; what is theirs is borrowed from whose it is."""
    party = thing.owner if thing is not None and thing.owner is not None else draft.party
    problems = [p for p in draft.problems() if p.field != "party" or party is None]
    if thing is not None and thing.owner is not None and draft.party is not None:
        named = require_party(op.connection, draft.party).id
        if named != thing.owner:
            problems.append(Problem("party", msg("It belongs to {name}.", name=thing.owner_name)))
    if problems or thing is None or party is None or draft.day is None:
        raise Invalid(problems)
    root = require_party(op.connection, party).id
    op.touch(root)
    return {
        "resource_id": thing.id,
        "party_id": root,
        "day": draft.day,
        "due_day": draft.due,
        "quantity": draft.quantity,
        "unit": thing.unit,
        "price": _price(op, draft, thing, root),
        "condition_out": draft.condition.strip(),
        "note": draft.note.strip(),
    }


def _price(op: Operation, draft: LoanDraft, thing: ResourceRow, party: int) -> int | None:
    """The price of a unit: what was said, else what is agreed on that day; none where the two want none."""
    if draft.without_price:
        return None
    if draft.price is not None or draft.day is None:
        return draft.price
    known = agreed_value.value_for(op.connection, party, thing.kind, draft.day, thing.unit, thing.name)
    return known.value if known else None


def _reminder(op: Operation, values: dict[str, Any], thing: ResourceRow | None) -> int | None:
    """The follow-up by rule of a loan that has a due day."""
    if values["due_day"] is None or thing is None:
        return None
    title = _reminder_title(op, values, thing)
    draft = FollowUpDraft(title, values["due_day"], values["party_id"], origin=Origin.RULE, rule=REMINDER_RULE)
    return follow_up.add_in(op, draft).id


def _reminder_title(op: Operation, values: dict[str, Any], thing: ResourceRow) -> str:
    party = require_party(op.connection, values["party_id"]).name
    if _direction(thing) is Direction.GIVEN:
        return op.ctx.locale.say(msg("Ask for it back: {what}", what=thing.name))
    return op.ctx.locale.say(msg("Bring back to {name}: {what}", name=party, what=thing.name))


def _direction(thing: ResourceRow) -> Direction:
    return Direction.GIVEN if thing.owner is None else Direction.RECEIVED


def _lent(done: Done) -> Lent:
    answer = done.answer
    return Lent(answer["loan"], UUID(answer["uuid"]), answer["number"], done.changes, done.repeated)
