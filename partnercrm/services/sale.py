"""Sales: record one, refund it, list them. What was paid at the till posts nothing; only an unpaid rest does.

A till's file comes in through `partnercrm.imports.sales`; whoever draws points or vouchers on a sale records it within
its own operation by `record_in`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from db.engine import Store
from db.queries import gift_card as gift_cards
from db.queries import loyalty as cards
from db.queries import party as parties
from db.queries import posting as posting_q
from db.queries import sale as q
from db.tables import sale as t
from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.dates import short
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Source
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.domain.sale_rows import SaleFilter, SaleRow, SaleTotals
from partnercrm.domain.words import Message, msg
from partnercrm.services import gift_card, ledger, posting, sale_item, voucher_sale
from partnercrm.services.chain import Book, Entry
from partnercrm.services.closed_month import Dated
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, not_ahead, run

__all__ = ["RefundDraft", "SaleDraft", "SaleFilter", "SaleRow", "SaleTotals"]

SUBJECTS = ("sale", "party")
EVERYTHING = SaleFilter()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A sale that was recorded: row id, UUID, and the number of the entry that its unpaid rest posted, or None."""

    sale: int
    uuid: UUID
    number: str | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class RecordedIn:
    """A sale recorded within an operation; `party` is the buyer as kept, None for a walk-in customer."""

    id: int
    uuid: UUID
    party: int | None
    number: str | None = None


def record(store: Store, ctx: Context, draft: SaleDraft) -> Recorded:
    """Records a sale or a refund, and posts what of it is not paid.

    Raises Invalid, NotFound, Refused where its receipt is there already or nobody has the voucher or the card that it
    names, or what posting raises.
    """

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.day)
        noted = False if draft.refund else _require_known(op, draft)
        made = record_in(op, draft)
        if noted and op.said is not None:
            card = codes.kept(draft.card)
            op.said = msg("{said}; the card {card} is only noted, there is no card program", said=op.said, card=card)
        return {"sale": made.id, "uuid": str(made.uuid), "number": made.number}

    name = msg("Record a refund") if draft.refund else msg("Record a sale")
    done = run(store, ctx, name, draft, SUBJECTS, work)
    return Recorded(done.answer["sale"], UUID(done.answer["uuid"]), done.answer["number"], done.changes)


def refund(store: Store, ctx: Context, draft: RefundDraft) -> Recorded:
    """Gives back for a sale, wholly or in part. Raises NotFound, or as `record` does."""
    with store.read() as connection:
        found = q.by_id(connection, draft.sale)
    if found is None:
        raise not_found("sale")
    return record(store, ctx, draft.of(_draft_of(found)))


def _require_known(op: Operation, draft: SaleDraft) -> bool:
    """Refuses a voucher or a card that nobody has; answers whether the card is only noted, for want of a program."""
    if codes.kept(draft.voucher):
        voucher_sale.require_known(op, draft.voucher)
    card = codes.kept(draft.card)
    if not card or cards.numbers_known(op.connection, [card]):
        return False
    if cards.program_ids(op.connection):
        raise not_found("card", draft.card, "card")
    return True


def record_in(op: Operation, draft: SaleDraft) -> RecordedIn:
    """The same as `record` within a running operation."""
    kept = _checked(op, draft)
    if kept.external_id and q.references(op.connection, kept.source, [kept.external_id]):
        raise Refused(msg("The receipt {receipt} is there already.", receipt=kept.receipt), "receipt")
    made = uuid.uuid4()
    number = op.insert(t.sale, uuid=made, recorded_at=op.now, **_values(kept))
    sale_item.add_in(op, {number: kept.items})
    said_before = op.said
    moved = _move_gift_card(op, kept, number)
    voucher_sale.use_with_sale_in(op, number, kept)
    entry = _post_rest(op, kept, number)
    op.subjects.update(SUBJECTS)
    op.said = said_before or _said(op, kept)
    if moved is not None and moved.belongs_to is not None:
        day = short(moved.day, op.today)
        op.said = msg("{said}; what the gift card paid is dated {day}", said=op.said, day=day)
    if kept.party is not None:
        op.touch(kept.party)
    return RecordedIn(number, made, kept.party, entry.number if entry else None)


def record_many(op: Operation, drafts: Sequence[SaleDraft]) -> list[int]:
    """Records sales within a running operation; answers their row ids in order.

    Their external references must be new; `known` tells which are not. Refunds come after the others, so that the
    sale that one names may be among them. Raises as `record` does, naming the receipt.
    """
    made: dict[int, int] = {}
    sales = {place: _named(op, draft) for place, draft in enumerate(drafts) if not draft.refund}
    made |= zip(sales, _record_some(op, list(sales.values())), strict=True)
    for place, draft in enumerate(drafts):
        if draft.refund:
            try:
                made[place] = record_in(op, draft).id
            except Refused as refused:
                raise _naming(draft, refused) from refused
    return [made[place] for place in range(len(drafts))]


def _record_some(op: Operation, kept: Sequence[SaleDraft]) -> list[int]:
    rows = [{"uuid": uuid.uuid4(), "recorded_at": op.now, **_values(draft)} for draft in kept]
    made = list(op.insert_many(t.sale, rows))
    sale_item.add_in(op, {number: draft.items for number, draft in zip(made, kept, strict=True)})
    book, posted = Book(op), []
    for number, draft in zip(made, kept, strict=True):
        try:
            _move_gift_card(op, draft, number)
            if draft.rest:
                posted.append({"sale_id": number, "exchange_id": posting.post_into(book, _rest_draft(draft)).id})
        except Refused as refused:
            raise _naming(draft, refused) from refused
    book.flush()
    op.insert_many(t.sale_posting, posted)
    if posted:
        op.subjects.add("ledger")
    op.touch(*{draft.party for draft in kept if draft.party is not None})
    voucher_sale.use_with_sales_in(op, dict(zip(made, kept, strict=True)))
    return made


def _named(op: Operation, draft: SaleDraft) -> SaleDraft:
    try:
        return _checked(op, draft)
    except Refused as refused:
        raise _naming(draft, refused) from refused


def _naming(draft: SaleDraft, refused: Refused) -> Refused:
    """The reason, with the receipt of the sale that it is about."""
    if not draft.receipt:
        return refused
    return Refused(msg("Receipt {receipt}: {why}", receipt=draft.receipt, why=refused.message), refused.field)


def post_rest(store: Store, ctx: Context, sale: int) -> Recorded:
    """Posts the unpaid rest of a sale again after its entry was reversed. Raises Refused where nothing is left."""

    def work(op: Operation) -> dict[str, Any]:
        found = _require(op, sale)
        if found.rest <= 0 or q.posted(op.connection, sale) is not None:
            raise Refused(msg("Of this sale nothing is left to post."))
        entry = _post_rest(op, _draft_of(found), sale)
        return {"sale": sale, "uuid": str(found.uuid), "number": entry.number if entry else None}

    done = run(store, ctx, msg("Post what is not paid of a sale"), sale, SUBJECTS, work)
    return Recorded(sale, UUID(done.answer["uuid"]), done.answer["number"], done.changes)


def ids(store: Store, wanted: SaleFilter = EVERYTHING, *, ascending: bool = False) -> list[int]:
    """The row ids that a filter lets through, newest first unless `ascending`."""
    with store.read() as connection:
        return q.ids(connection, wanted, ascending=ascending)


def page_rows(store: Store, numbers: Sequence[int]) -> list[SaleRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.page_rows(connection, numbers)


def of_party(store: Store, party: int) -> list[SaleRow]:
    """All sales of a party with its aliases, newest first."""
    return page_rows(store, ids(store, SaleFilter(party=party)))


def totals(store: Store, wanted: SaleFilter = EVERYTHING) -> SaleTotals:
    """The sums over what a filter lets through: the revenue between two days, what a customer spent."""
    with store.read() as connection:
        return q.totals(connection, wanted)


def known(store: Store, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which of a source's receipts, or what stands for them, are there already."""
    with store.read() as connection:
        return set(q.references(connection, source, external_ids))


def find(store: Store, named: str) -> int:
    """The row id of a sale by its UUID or its receipt number. Raises NotFound, or Refused where several have it."""
    with store.read() as connection:
        number = q.find(connection, UUID(named)) if is_uuid(named) else None
        found = [number] if number is not None else q.by_receipt(connection, named) if named else []
    if not found:
        raise not_found("sale", named)
    if len(found) > 1:
        raise Refused(msg("Several sales have the receipt number {receipt}. Name the id.", receipt=named), "sale")
    return found[0]


def is_uuid(text: str) -> bool:
    """Whether a text is the id of a sale rather than a receipt number."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _checked(op: Operation, draft: SaleDraft) -> SaleDraft:
    """The draft as it is kept: the buyer as they stand now, codes in their one spelling."""
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    kept = replace(
        draft,
        party=_buyer(op, draft.party),
        card=codes.kept(draft.card),
        voucher=codes.kept(draft.voucher),
        gift_card=codes.kept(draft.gift_card),
        receipt=draft.receipt.strip(),
        external_id=draft.external_id or draft.receipt.strip(),
    )
    if kept.rest and kept.party is None:
        raise Refused(msg("Part of it is not paid. Say who owes the rest."), "party")
    if kept.refunds is None and kept.refunds_receipt:
        kept = replace(kept, refunds=_by_receipt(op, kept))
    if kept.refunds is not None:
        _check_refund(op, kept)
    return kept


def _by_receipt(op: Operation, draft: SaleDraft) -> int:
    found = q.references(op.connection, draft.source, [draft.refunds_receipt]).get(draft.refunds_receipt)
    if found is None:
        raise Refused(msg("There is no sale with the receipt {receipt}.", receipt=draft.refunds_receipt), "refunds")
    return found


def _buyer(op: Operation, party: int | None) -> int | None:
    if party is None:
        return None
    found = parties.standing(op.connection, party)
    if found is None or found.binned or found.erased:
        raise not_found("person or business")
    return None if found.walk_in else found.root


def _check_refund(op: Operation, draft: SaleDraft) -> None:
    sale = _require(op, draft.refunds or 0)
    if draft.day is not None and draft.day < sale.day:
        raise Refused(msg("The sale was on a later day. A refund has a day of its own."), "day")
    if sale.refunds_id is not None:
        raise Refused(msg("That is itself a refund. Name the sale."), "refunds")
    back, gift_card = q.refunded(op.connection, sale.id)
    if sale.amount - sale.reduction + sale.rounding + back + draft.price < 0:
        raise Refused(msg("That is more than is left of the sale."), "paid")
    if sale.gift_card_amount + gift_card + draft.gift_card_amount < 0:
        raise Refused(msg("That is more than the gift card paid for it."), "gift_card_amount")


def _require(op: Operation, sale: int) -> Row[Any]:
    found = q.by_id(op.connection, sale)
    if found is None:
        raise not_found("sale")
    return found


def _values(draft: SaleDraft) -> dict[str, Any]:
    return {
        "day": draft.day,
        "minute": draft.minute,
        "party_id": draft.party,
        "receipt": draft.receipt,
        "amount": draft.amount,
        "reduction": draft.reduction,
        "rounding": draft.rounding,
        "paid": draft.paid,
        "gift_card_amount": draft.gift_card_amount,
        "rest": draft.rest,
        "tip": draft.tip,
        "payment": draft.payment,
        "due_day": draft.due_day,
        "card": draft.card,
        "voucher": draft.voucher,
        "gift_card": draft.gift_card,
        "channel": draft.channel,
        "refunds_id": draft.refunds,
        "source": draft.source,
        "external_id": draft.external_id or None,
    }


def _draft_of(found: Row[Any]) -> SaleDraft:
    """What a sale's row says, as far as its refund and its rest need it."""
    return SaleDraft(
        day=found.day,
        amount=found.amount,
        paid=found.paid,
        party=found.party_id,
        reduction=found.reduction,
        rounding=found.rounding,
        gift_card_amount=found.gift_card_amount,
        payment=found.payment,
        receipt=found.receipt,
        card=found.card,
        gift_card=found.gift_card,
        due_day=found.due_day,
        refunds=found.refunds_id,
    )


def _rest_draft(draft: SaleDraft) -> ExchangeDraft:
    line = LineDraft(Direction.GIVEN, Kind.GOODS, draft.rest, Basis.BILL)
    day, document = draft.day, draft.receipt
    return ExchangeDraft(draft.party, day, (line,), our_document=document, due_day=draft.due_day, source=Source.SALE)


def _post_rest(op: Operation, draft: SaleDraft, sale: int) -> Entry | None:
    """Posts a rest, or takes one off the sale that is refunded; nothing where all was paid."""
    if not draft.rest:
        return None
    op.subjects.add("ledger")
    entry = posting.post(op, _rest_draft(draft)) if draft.rest > 0 else _credit(op, draft)
    op.insert(t.sale_posting, sale_id=sale, exchange_id=entry.id)
    return entry


def _credit(op: Operation, draft: SaleDraft) -> Entry:
    exchange = q.posted(op.connection, draft.refunds) if draft.refunds is not None else None
    if exchange is None or draft.day is None:
        raise Refused(msg("Of that sale nothing stands to be paid. Give the money back instead."), "paid")
    found = posting_q.exchange_by_id(op.connection, exchange)
    return ledger.credit_entry(op, found, -draft.rest, draft.day, None, ("", draft.receipt))


def _move_gift_card(op: Operation, draft: SaleDraft, sale: int) -> Dated | None:
    """Takes what a gift card paid off it, or gives it back; answers the day. A till's own card, which is not kept here,
    stays a note."""
    if not draft.gift_card or draft.day is None:
        return None
    if draft.source and gift_cards.by_code(op.connection, draft.gift_card) is None:
        return None
    card = gift_card.require(op, draft.gift_card)
    if draft.gift_card_amount > 0:
        return gift_card.use_in(op, card, draft.gift_card_amount, draft.day, party=draft.party, sale=sale)[1]
    return gift_card.give_back_in(op, card, -draft.gift_card_amount, draft.day, sale=sale)[1]


def _said(op: Operation, draft: SaleDraft) -> Message:
    if draft.party is None:
        return msg("Recorded a refund") if draft.refund else msg("Recorded a sale")
    name = parties.standings(op.connection, [draft.party])[0].name
    if draft.refund:
        return msg("Recorded a refund for {name}", name=name)
    return msg("Recorded a sale to {name}", name=name)
