"""What suppliers bring: note a delivery, and post it once, for what was accepted. Its bill is `delivery_bill`'s."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import delivery as q
from db.tables import supply as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft
from partnercrm.domain.supply_rows import DeliveryFilter, DeliveryRow, OrderRow
from partnercrm.domain.words import msg
from partnercrm.services import flow, purchase
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.delivery_lines import attach_in, head, write_lines
from partnercrm.services.delivery_posting import POSTING, SUBJECTS, adopt, post_in
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Done, Operation, not_ahead, run
from partnercrm.services.supply import Offers

ALL = DeliveryFilter()


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery: row id and UUID, and the number of the entry that the deed posted, "" where it posted none."""

    delivery: int
    uuid: UUID
    number: str
    changes: Changes


def listed(store: Store, wanted: DeliveryFilter = ALL) -> list[DeliveryRow]:
    """Deliveries, the latest first."""
    with store.read() as connection:
        return q.deliveries(connection, q.delivery_ids(connection, wanted))


def ids(store: Store, wanted: DeliveryFilter = ALL) -> list[int]:
    """The row ids of deliveries, the latest first."""
    with store.read() as connection:
        return q.delivery_ids(connection, wanted)


def page_rows(store: Store, numbers: Sequence[int]) -> list[DeliveryRow]:
    """The deliveries of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.deliveries(connection, numbers)


def find(store: Store, named: str) -> DeliveryRow:
    """A delivery by its UUID, its number or the number of its bill. Raises NotFound, Ambiguous."""
    with store.read() as connection:
        uuid_named = uuid_of(named)
        number = None if uuid_named is None else q.delivery_by_uuid(connection, uuid_named)
        numbers = q.deliveries_by_number(connection, named.strip()) if number is None else [number]
        return only(q.deliveries(connection, numbers), named, f"delivery {named}")


def known(store: Store, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which orders and deliveries of a source are there already."""
    with store.read() as connection:
        found = (q.references(connection, table, source, external_ids) for table in ("purchase_order", "delivery"))
        return {name for each in found for name in each}


def deliver(store: Store, ctx: Context, draft: DeliveryDraft) -> Delivered:
    """Notes what came; it posts once, for what was accepted, unless it is in the books or a line has no price.

    Raises Invalid, NotFound, and as posting does.
    """

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.day)
        number, entry = deliver_in(op, draft, Offers(op))
        found = require(op, number)
        if entry is None:
            op.said = msg("Noted a delivery of {name}", name=found.party_name)
        return answer(found, entry)

    return delivered(run(store, ctx, msg("Noted a delivery"), draft, POSTING, work))


def deliver_in(op: Operation, draft: DeliveryDraft, offers: Offers) -> tuple[int, Entry | None]:
    """The same within a running operation; answers the row id and what it posted."""
    order = None if draft.order is None else purchase.require(op, draft.order)
    if draft.the_rest and order is not None:
        draft = replace(draft, lines=lacking(order))
        if not draft.lines:
            raise Refused(msg("All of it is here."))
    made = op.insert(t.delivery, uuid=uuid.uuid4(), made_at=op.now, **head(op, draft, order))
    write_lines(op, made, draft, order, offers)
    if draft.bill is not None:
        whole = draft.bill.amount if draft.bill.amount is not None else require(op, made).value
        attach_in(op, made, replace(draft.bill, amount=whole))
    if draft.entry:
        adopt(op, made, require(op, made).party, draft.entry)
    found = require(op, made)
    ready = not draft.entry and not (
        draft.in_the_books or found.value is None or (draft.wait_for_bill and draft.bill is None)
    )
    return made, post_in(op, found) if ready else None


def complete(store: Store, ctx: Context, order: int, day: dt.date | None = None) -> Delivered:
    """All that an order still lacks came on a day, today unless said, and was good; it posts as `deliver` does.

    Raises Refused where nothing is missing, NotFound, and as posting does.
    """

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, day)
        draft = DeliveryDraft(None, day or op.today, (), order, the_rest=True)
        number, entry = deliver_in(op, draft, Offers(op))
        row = require(op, number)
        op.said = msg("Noted that all of it came from {name}", name=row.party_name)
        return answer(row, entry)

    return delivered(run(store, ctx, msg("Noted that an order came"), (order, day), POSTING, work))


def lacking(order: OrderRow) -> tuple[DeliveryLineDraft, ...]:
    """The lines of a delivery that brings all that an order lacks, and all of it good."""
    rests = [(line, line.quantity - line.accepted) for line in order.lines]
    return tuple(DeliveryLineDraft(line.item, rest, price=line.price) for line, rest in rests if rest > 0)


def deliver_many(op: Operation, drafts: Sequence[DeliveryDraft], offers: Offers) -> list[int]:
    """Notes deliveries within a running operation; answers their row ids. Their external references must be new."""
    return [deliver_in(op, draft, offers)[0] for draft in drafts]


def change(store: Store, ctx: Context, number: int, draft: DeliveryDraft) -> Delivered:
    """Makes a delivery what the draft says: what it posted is taken back and posted anew. Documents stay.

    Raises Refused once something of it was paid, Invalid, NotFound, and as posting does.
    """

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.day)
        found = require(op, number)
        if found.open != found.posted:
            raise Refused(msg("Something of it was paid. Reverse the payment first."))
        for each in q.posted(op.connection, number)[::-1]:
            flow.take_back(op, [each], op.ctx.locale.say(msg("The delivery was noted wrongly")))
        for line in found.lines:
            op.delete(t.delivery_line, line.id)
        order = None if draft.order is None else purchase.require(op, draft.order)
        op.update(t.delivery, number, **head(op, draft, order))
        write_lines(op, number, draft, order, Offers(op))
        now = require(op, number)
        return answer(now, None if draft.in_the_books or now.value is None else post_in(op, now))

    return delivered(run(store, ctx, msg("Changed a delivery"), (number, draft), POSTING, work))


def post(store: Store, ctx: Context, number: int) -> Delivered:
    """Posts a delivery that stands in no ledger. Raises Refused where a line has no price or it stands already."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if found.in_the_books:
            raise Refused(msg("It is in the books already and posts nothing."))
        return answer(found, post_in(op, found))

    return delivered(run(store, ctx, msg("Put a delivery into the ledger"), number, POSTING, work))


def take_back(store: Store, ctx: Context, number: int, why: str = "") -> Changes:
    """Reverses what a delivery posted. It stays noted and can be posted again. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        if require(op, number).entry is None:
            raise Refused(msg("None of it is in the ledger."))
        for each in q.posted(op.connection, number)[::-1]:
            flow.take_back(op, [each], why)
        return {}

    return run(store, ctx, msg("Took a delivery out of the ledger"), (number, why), POSTING, work).changes


def remove(store: Store, ctx: Context, number: int) -> Changes:
    """Takes a delivery away that was noted by mistake. Raises Refused where it was ever posted, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if q.posted(op.connection, number):
            raise Refused(msg("This stood in the ledger, so it stays. Take it back instead."))
        for line in found.lines:
            op.delete(t.delivery_line, line.id)
        for document in found.documents:
            op.delete(t.delivery_document, document.id)
        op.delete(t.delivery, number)
        return {}

    return run(store, ctx, msg("Removed a delivery"), number, SUBJECTS, work).changes


def require(op: Operation, number: int) -> DeliveryRow:
    """A delivery as it stands, its supplier marked as concerned. Raises NotFound."""
    found = q.deliveries(op.connection, [number])
    if not found:
        raise not_found("delivery")
    op.touch(found[0].party)
    return found[0]


def draft_of(row: DeliveryRow) -> DeliveryDraft:
    """What a delivery says, as a draft, without its documents."""
    lines = tuple(
        DeliveryLineDraft(line.item, line.received, line.accepted, line.price, line.tax_code, line.why_refused)
        for line in row.lines
    )
    return DeliveryDraft(row.party, row.day, lines, row.order, row.number, row.due, None, row.note, row.in_the_books)


def answer(found: DeliveryRow, entry: Entry | None) -> dict[str, Any]:
    """What an operation keeps of a delivery and of what it posted."""
    return {"delivery": found.id, "uuid": str(found.uuid), "number": entry.number if entry else ""}


def delivered(done: Done) -> Delivered:
    """The result of an operation on a delivery."""
    answer = done.answer
    return Delivered(answer["delivery"], UUID(answer["uuid"]), answer["number"], done.changes)
