"""What a delivery posts: once, for what was accepted, or the entry that somebody typed before it was noted."""

from __future__ import annotations

from db.queries import delivery as q
from db.queries import posting as posting_q
from db.tables import supply as t
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Return, Source
from partnercrm.domain.supply import DocumentKind
from partnercrm.domain.supply_rows import DeliveryRow
from partnercrm.domain.words import msg
from partnercrm.services import flow, posting
from partnercrm.services.chain import Entry
from partnercrm.services.operations import Operation

SUBJECTS = ("supply",)
POSTING = (*SUBJECTS, *flow.SUBJECTS)
"""What a deed touches that posts or takes back, so that its undo says so too."""


def post_in(op: Operation, found: DeliveryRow) -> Entry | None:
    """Posts a delivery: one line for each item that was accepted; nothing where all was refused."""
    bill = next((row for row in found.documents if row.kind is DocumentKind.BILL), None)
    lines = tuple(_line(found, place, bill is not None) for place, row in enumerate(found.lines) if row.accepted)
    if not lines:
        return None
    draft = ExchangeDraft(
        found.party,
        found.day,
        lines,
        memo=found.number,
        their_document=bill.number if bill else "",
        due_day=(bill.due if bill else None) or found.due,
        source=Source.DELIVERY,
    )
    entry = flow.post(op, draft, q.posted(op.connection, found.id, difference=False))
    op.insert(t.delivery_posting, delivery_id=found.id, difference=False, exchange_id=entry.id)
    op.subjects.update(POSTING)
    op.said = msg("Saved entry {number}", number=entry.number)
    return entry


def adopt(op: Operation, number: int, party: int, entry: str) -> None:
    """Takes an entry that was typed in before for what this delivery posted. Raises Refused where it cannot be."""
    found = posting.find_exchange(op, entry)
    if posting_q.root_of(op.connection, found.party_id) != party or found.reverses_id is not None:
        raise Refused(msg("Entry {number} is not of this supplier.", number=entry), "entry")
    if posting_q.reversal_of(op.connection, found.id) is not None:
        raise Refused(msg("Entry {number} was reversed before.", number=entry), "entry")
    if q.is_taken(op.connection, found.id):
        raise Refused(msg("Entry {number} belongs to another delivery.", number=entry), "entry")
    op.insert(t.delivery_posting, delivery_id=number, difference=False, exchange_id=found.id)


def _line(found: DeliveryRow, place: int, billed: bool) -> LineDraft:
    row = found.lines[place]
    if row.value is None:
        raise Refused(msg("Say what {name} costs, then it can be posted.", name=row.item_name), f"lines.{place}.price")
    return LineDraft(
        Direction.RECEIVED,
        Kind.GOODS,
        row.value,
        Basis.BILL if billed else Basis.AGREED,
        row.accepted,
        row.unit,
        row.item_name,
        Return.MONEY,
        tax_code=row.tax_code if billed else "",
        tax_amount=row.tax_amount if billed else None,
    )
