"""What is kept of a delivery: itself, its lines with the line of the order that each fills, and its documents."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from db.queries import agreement as documents
from db.queries import rows
from db.tables import agreement as agreement_t
from db.tables import supply as t
from partnercrm.domain.errors import Invalid
from partnercrm.domain.problems import Problem
from partnercrm.domain.supply import DeliveryDraft, DocumentDraft
from partnercrm.domain.supply_rows import OrderLineRow, OrderRow
from partnercrm.domain.words import msg
from partnercrm.services import item as items
from partnercrm.services.operations import Operation
from partnercrm.services.party import require as require_party
from partnercrm.services.supply import Offers


def head(op: Operation, draft: DeliveryDraft, order: OrderRow | None) -> dict[str, Any]:
    """The values of a delivery itself. Raises Invalid."""
    problems = list(draft.problems())
    party = order.party if order is not None else None
    if draft.party is not None:
        named = require_party(op.connection, draft.party).id
        if party is not None and named != party and order is not None:
            problems.append(Problem("party", msg("{name} has this order.", name=order.party_name)))
        party = named
    if problems or party is None:
        raise Invalid(problems)
    op.touch(party)
    return {
        "party_id": party,
        "order_id": draft.order,
        "day": draft.day,
        "number": draft.number.strip(),
        "due_day": draft.due,
        "note": draft.note.strip(),
        "in_the_books": draft.in_the_books,
        "source": draft.source,
        "external_id": draft.external_id or None,
    }


def write_lines(op: Operation, number: int, draft: DeliveryDraft, order: OrderRow | None, offers: Offers) -> None:
    """The lines, each with the line of the order that it fills and the price that was said, ordered or offered."""
    assert draft.day is not None
    party = require_party(op.connection, draft.party or (order.party if order else 0)).id
    wanted = list(order.lines) if order is not None else []
    written = []
    for position, line in enumerate(draft.lines):
        item = items.require(op, line.item).id
        ordered = _filled(wanted, item)
        price = line.price or (ordered.price if ordered else None) or offers.price(item, party, draft.day)
        offers.of(item, party)
        if line.price is not None:
            offers.remember(item, party, line.price, draft.day)
        rate = price.tax_on_top if price else None
        code = line.tax_code.strip() or ("" if rate is None else f"{rate.normalize():f}")
        written.append(
            {
                "delivery_id": number,
                "position": position,
                "item_id": item,
                "order_line_id": ordered.id if ordered else None,
                "received": line.received,
                "accepted": line.taken,
                "price": price.price if price else None,
                "tax_on_top": rate,
                "tax_code": code,
                "value": price.value(line.taken) if price else None,
                "tax_amount": price.tax(line.taken) if price else None,
                "why_refused": line.why_refused.strip(),
            }
        )
    op.insert_many(t.delivery_line, written)


def _filled(wanted: list[OrderLineRow], item: int) -> OrderLineRow | None:
    """The line of an order that a line of a delivery fills: of several of one item the first that lacks some.

    It is taken off the list, so that the next line of the item fills the next one.
    """
    mine = [line for line in wanted if line.item == item]
    found = next((line for line in mine if not line.full), mine[0] if mine else None)
    if found is not None and len(mine) > 1:
        wanted.remove(found)
    return found


def attach_in(op: Operation, number: int, draft: DocumentDraft, name: str = "", content: bytes | None = None) -> None:
    """Attaches a bill or a credit note within a running operation. Raises Invalid."""
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    sha256 = None if content is None else hashlib.sha256(content).digest()
    if sha256 is not None and not documents.has_content(op.connection, sha256):
        rows.add(op.connection, agreement_t.document_content, {"sha256": sha256, "content": content})
    op.insert(
        t.delivery_document,
        uuid=uuid.uuid4(),
        delivery_id=number,
        kind=draft.kind,
        number=draft.number.strip(),
        day=draft.day,
        amount=draft.amount,
        due_day=draft.due,
        file_name=name,
        sha256=sha256,
    )
