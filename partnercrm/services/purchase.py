"""What we order: place an order, change its days, close what will not come any more."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import delivery as q
from db.tables import supply as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply import OrderDraft, OrderLineDraft, OrderState
from partnercrm.domain.supply_rows import OrderFilter, OrderRow
from partnercrm.domain.words import msg
from partnercrm.services import item as items
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, not_ahead, run
from partnercrm.services.party import require as require_party
from partnercrm.services.supply import Offers

SUBJECTS = ("supply",)
ALL = OrderFilter()
_CHANGED = ("party_id", "number", "day", "requested_day", "promised_day", "note")
_EXPECTED = (OrderState.OPEN, OrderState.LATE, OrderState.PARTLY)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order: row id and UUID."""

    order: int
    uuid: UUID
    changes: Changes


def listed(store: Store, ctx: Context, wanted: OrderFilter = ALL) -> list[OrderRow]:
    """Orders, the latest first."""
    with store.read() as connection:
        found = q.orders(connection, q.order_ids(connection, wanted, ctx.today), ctx.today)
    if wanted.late:
        return [row for row in found if row.state is OrderState.LATE]
    return [row for row in found if row.state in _EXPECTED] if wanted.open else found


def ids(store: Store, ctx: Context, wanted: OrderFilter = ALL) -> list[int]:
    """The row ids of orders, the latest first."""
    with store.read() as connection:
        return q.order_ids(connection, wanted, ctx.today)


def page_rows(store: Store, ctx: Context, numbers: Sequence[int]) -> list[OrderRow]:
    """The orders of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.orders(connection, numbers, ctx.today)


def find(store: Store, ctx: Context, named: str) -> OrderRow:
    """An order by its UUID or its number. Raises NotFound, Ambiguous."""
    with store.read() as connection:
        uuid_named = uuid_of(named)
        number = None if uuid_named is None else q.order_by_uuid(connection, uuid_named)
        numbers = q.orders_by_number(connection, named.strip()) if number is None and named.strip() else [number or 0]
        found = q.orders(connection, numbers, ctx.today)
    return only(found, named, f"order {named}", [row for row in found if row.state in _EXPECTED])


def order(store: Store, ctx: Context, draft: OrderDraft) -> Ordered:
    """Places an order; a line without a price takes the supplier's. Raises Invalid, Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.day)
        (number,) = order_many(op, [draft])
        found = require(op, number)
        op.said = msg("Ordered from {name}", name=found.party_name)
        return {"order": number, "uuid": str(found.uuid)}

    done = run(store, ctx, msg("Ordered something"), draft, SUBJECTS, work)
    return Ordered(done.answer["order"], UUID(done.answer["uuid"]), done.changes)


def order_many(op: Operation, drafts: Sequence[OrderDraft], offers: Offers | None = None) -> list[int]:
    """Places orders within a running operation; answers their row ids. Their external references must be new."""
    known, made = offers or Offers(op), []
    for draft in drafts:
        problems = draft.problems()
        if problems or draft.party is None or draft.day is None:
            raise Invalid(problems)
        party = require_party(op.connection, draft.party).id
        op.touch(party)
        number = op.insert(t.purchase_order, **_head(op, draft, party))
        op.insert_many(t.order_line, list(_lines(op, draft, number, party, draft.day, known)))
        made.append(number)
    return made


def change(store: Store, ctx: Context, number: int, draft: OrderDraft) -> Changes:
    """Makes an order of which nothing came what the draft says. Raises Invalid, Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found, problems = require(op, number), draft.problems()
        if any(line.received for line in found.lines):
            raise Refused(msg("Something of it came, so it stays as it was ordered. Close it and order the rest anew."))
        if problems or draft.party is None or draft.day is None:
            raise Invalid(problems)
        not_ahead(op, draft.day)
        party = require_party(op.connection, draft.party).id
        op.touch(party)
        head = _head(op, draft, party)
        op.update(t.purchase_order, number, **{key: head[key] for key in _CHANGED})
        for line in found.lines:
            op.delete(t.order_line, line.id)
        op.insert_many(t.order_line, list(_lines(op, draft, number, party, draft.day, Offers(op))))
        op.said = msg("Changed an order from {name}", name=require(op, number).party_name)
        return {}

    return run(store, ctx, msg("Changed an order"), (number, draft), SUBJECTS, work).changes


def promise(
    store: Store, ctx: Context, number: int, promised: dt.date | None, requested: dt.date | None = None
) -> Changes:
    """Notes when they promise to bring it, and when we want it. What was promised first is in the trail.

    Raises Invalid, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        for day, field in ((promised, "promised"), (requested, "requested")):
            if day is not None and day < found.day:
                raise Refused(msg("It cannot come before it was ordered."), field)
        op.update(t.purchase_order, number, promised_day=promised, requested_day=requested or found.requested)
        return {}

    return run(store, ctx, msg("Noted when an order comes"), (number, promised, requested), SUBJECTS, work).changes


def close(store: Store, ctx: Context, number: int, why: str = "", *, again: bool = False) -> Changes:
    """Expects no more of an order, or, with `again`, does. What came stays. Raises Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if not again and found.state is OrderState.COMPLETE:
            raise Refused(msg("All of it came. There is nothing to close."))
        values = {"closed_day": None, "why_closed": ""} if again else {"closed_day": op.today, "why_closed": why}
        op.update(t.purchase_order, number, **values)
        name = found.party_name
        again_said = msg("An order from {name} is expected again", name=name)
        op.said = again_said if again else msg("Closed an order from {name}", name=name)
        return {}

    return run(store, ctx, msg("Closed an order"), (number, why, again), SUBJECTS, work).changes


def remove(store: Store, ctx: Context, number: int) -> Changes:
    """Takes an order away of which nothing came. Raises Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if any(line.received for line in found.lines):
            raise Refused(msg("Something of it came, so it stays. Close it instead."))
        for line in found.lines:
            op.delete(t.order_line, line.id)
        op.delete(t.purchase_order, number)
        return {}

    return run(store, ctx, msg("Removed an order"), number, SUBJECTS, work).changes


def require(op: Operation, number: int) -> OrderRow:
    """An order as it stands, its supplier marked as concerned. Raises NotFound."""
    found = q.orders(op.connection, [number], op.today)
    if not found:
        raise not_found("order")
    op.touch(found[0].party)
    return found[0]


def draft_of(row: OrderRow) -> OrderDraft:
    """What an order says, as a draft."""
    lines = tuple(OrderLineDraft(line.item, line.quantity, line.price) for line in row.lines)
    return OrderDraft(row.party, row.day, lines, row.requested, row.promised, row.number, row.note)


def _head(op: Operation, draft: OrderDraft, party: int) -> dict[str, Any]:
    return {
        "uuid": uuid.uuid4(),
        "party_id": party,
        "number": draft.number.strip(),
        "day": draft.day,
        "requested_day": draft.requested,
        "promised_day": draft.promised,
        "closed_day": None,
        "why_closed": "",
        "note": draft.note.strip(),
        "source": draft.source,
        "external_id": draft.external_id or None,
        "made_at": op.now,
    }


def _lines(
    op: Operation, draft: OrderDraft, number: int, party: int, day: dt.date, offers: Offers
) -> Iterable[dict[str, Any]]:
    for position, line in enumerate(draft.lines):
        item = items.require(op, line.item).id
        offers.of(item, party)
        price = line.price or offers.price(item, party, day)
        yield {
            "order_id": number,
            "position": position,
            "item_id": item,
            "quantity": line.quantity,
            "price": None if price is None else price.price,
            "tax_on_top": None if price is None else price.tax_on_top,
        }
