"""The bill of a delivery: attach it, its credit notes and their files, accept what it differs by, pay it.

The posting is the delivery's alone. A bill that says the same posts nothing more, a credit note for what was refused
brings it back to that, and only a difference that we accept posts, as an entry of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from db.engine import Store
from db.queries import delivery as q
from db.queries import posting as posting_q
from db.tables import supply as t
from partnercrm.domain.agreement import LARGEST_DOCUMENT, document_problem
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, StoreDamaged, not_found
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Return, Source, prorated
from partnercrm.domain.settlement import Wish
from partnercrm.domain.supply import DocumentDraft, DocumentKind
from partnercrm.domain.supply_rows import DeliveryRow
from partnercrm.domain.words import msg
from partnercrm.services import delivery, ledger, posting
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.delivery_lines import attach_in
from partnercrm.services.delivery_posting import POSTING, SUBJECTS, post_in
from partnercrm.services.operations import Operation, not_ahead, run


def add_document(
    store: Store, ctx: Context, number: int, draft: DocumentDraft, file: Path | None = None
) -> delivery.Delivered:
    """Attaches a bill or a credit note, with a copy of its file where one is named.

    A bill posts the delivery where that waited for it. Raises Invalid, Refused, NotFound, and as posting does.
    """
    content = None if file is None else _bytes_of(file)
    problem = None if file is None or content is None else document_problem(file.name, len(content))
    if problem is not None:
        raise Invalid([problem])

    def work(op: Operation) -> dict[str, Any]:
        found = delivery.require(op, number)
        if draft.kind is DocumentKind.CREDIT_NOTE and found.billed is None:
            raise Refused(msg("A credit note needs a bill. Attach that first."), "kind")
        attach_in(op, number, draft, "" if file is None else file.name, content)
        op.said = msg("Attached {name}", name=draft.number.strip())
        now = delivery.require(op, number)
        waits = now.entry is None and not now.in_the_books and now.value is not None
        first = not q.posted(op.connection, number)
        return delivery.answer(now, post_in(op, now) if waits and first else None)

    digest = None if content is None else hashlib.sha256(content).hexdigest()
    return delivery.delivered(run(store, ctx, msg("Attached a document"), (number, draft, digest), POSTING, work))


def remove_document(store: Store, ctx: Context, number: int, document: int) -> Changes:
    """Takes a bill or a credit note off a delivery (row ids). Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = next((row for row in delivery.require(op, number).documents if row.id == document), None)
        if found is None:
            raise not_found("document")
        op.delete(t.delivery_document, document)
        op.said = msg("Took {name} off the delivery", name=found.number)
        return {}

    return run(store, ctx, msg("Took a document off"), (number, document), SUBJECTS, work).changes


def file_content(store: Store, document: int) -> tuple[str, bytes]:
    """Name and bytes of the file of a bill or a credit note, proved against its hash. Raises NotFound, StoreDamaged."""
    with store.read() as connection:
        found = q.file_of(connection, document)
    name, sha256, content = found or ("", b"", None)
    if content is None:
        raise not_found("document")
    if hashlib.sha256(content).digest() != sha256:
        raise StoreDamaged(msg("The document is not as it was saved."), msg("Take it from a copy of the shop file."))
    return name, content


def accept_difference(store: Store, ctx: Context, number: int, day: dt.date | None = None) -> delivery.Delivered:
    """Posts by how much the bill, less its credit notes, differs from what was posted; Refused where it does not.

    More is goods received on the bill; less is a credit of what was posted.
    """

    def work(op: Operation) -> dict[str, Any]:
        found, when = delivery.require(op, number), day or op.today
        if found.difference is None:
            raise Refused(msg("The bill and the posting must be there first."))
        if not found.difference:
            raise Refused(msg("The bill and what was posted are the same."))
        more = found.difference > 0
        entry = _post_more(op, found, when) if more else _credit(op, found, when)
        op.said = msg("Saved entry {number}", number=entry.number)
        return delivery.answer(found, entry)

    return delivery.delivered(run(store, ctx, msg("Accepted what a bill differs by"), (number, day), POSTING, work))


def pay(
    store: Store,
    ctx: Context,
    number: int,
    paid: int | None = None,
    discount: int = 0,
    day: dt.date | None = None,
    memo: str = "",
) -> delivery.Delivered:
    """Pays a delivery; `paid` None is all that is open less the `discount` for paying early. In minor units.

    The discount takes its share of the tax with it. Raises Refused where nothing is open or it is more than that.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = delivery.require(op, number)
        not_ahead(op, day)
        amount = found.open - discount if paid is None else paid
        if not found.open or amount < 0 or discount < 0 or not 0 < amount + discount <= found.open:
            raise Refused(msg("There is not that much open of this delivery."), "paid")
        lines = tuple(filter(None, [_money(amount), _discount(found, discount)]))
        wishes = tuple(Wish(line) for line in q.open_lines(op.connection, number))
        entry = posting.post(op, ExchangeDraft(found.party, day or op.today, lines, memo, settles=wishes))
        op.said = msg("Saved entry {number}", number=entry.number)
        return delivery.answer(found, entry)

    request = (number, paid, discount, day, memo)
    return delivery.delivered(run(store, ctx, msg("Paid a delivery"), request, POSTING, work))


def _post_more(op: Operation, found: DeliveryRow, day: dt.date) -> Entry:
    bill = next(row for row in reversed(found.documents) if row.kind is DocumentKind.BILL)
    what = op.ctx.locale.say(msg("What bill {number} asks more", number=bill.number))
    line = LineDraft(Direction.RECEIVED, Kind.GOODS, found.difference, Basis.BILL, what=what, asks=Return.MONEY)
    draft = ExchangeDraft(
        found.party, day, (line,), their_document=bill.number, due_day=bill.due, source=Source.DELIVERY
    )
    entry = posting.post(op, draft)
    op.insert(t.delivery_posting, delivery_id=found.id, difference=True, exchange_id=entry.id)
    return entry


def _credit(op: Operation, found: DeliveryRow, day: dt.date) -> Entry:
    """Takes the difference off the lines of the posting, the first first, each as far as it goes."""
    assert found.entry is not None and found.difference is not None
    exchange = posting_q.exchange_by_id(op.connection, found.entry.id)
    left, entry = -found.difference, None
    note = next((row.number for row in found.documents if row.kind is DocumentKind.CREDIT_NOTE), "")
    for row in posting_q.lines_of(op.connection, found.entry.id):
        some = min(left, row.value - posting_q.credited(op.connection, row.id).value)
        if some > 0:
            entry = ledger.credit_entry(op, exchange, some, day, row.position + 1, ("", note))
            op.insert(t.delivery_posting, delivery_id=found.id, difference=True, exchange_id=entry.id)
            left -= some
    if left or entry is None:
        raise Refused(msg("There is not that much left of entry {number} to credit.", number=found.entry.number))
    return entry


def _money(amount: int) -> LineDraft | None:
    return LineDraft(Direction.GIVEN, Kind.MONEY, amount) if amount else None


def _discount(found: DeliveryRow, discount: int) -> LineDraft | None:
    if not discount:
        return None
    taxes = {line.tax_code: line.tax_amount for line in found.lines if line.tax_amount is not None}
    whole = found.value or 0
    tax = sum(line.tax_amount or 0 for line in found.lines)
    carries = found.billed is not None and tax and whole
    return LineDraft(
        Direction.GIVEN,
        Kind.ADJUSTMENT,
        discount,
        reason=Reason.CASH_DISCOUNT,
        tax_code=next(iter(taxes)) if carries and len(taxes) == 1 else "",
        tax_amount=prorated(tax, discount, whole) if carries else None,
    )


def _bytes_of(path: Path) -> bytes:
    """As much of a file as tells that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_DOCUMENT + 1)
    except OSError as error:
        raise Refused(msg("{name} cannot be read.", name=path.name), "document") from error
