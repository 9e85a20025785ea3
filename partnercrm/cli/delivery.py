"""Commands about what suppliers bring, and about their bills."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.purchase import parts
from partnercrm.cli.supply import price
from partnercrm.domain.changes import Changes
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft, DocumentDraft, DocumentKind
from partnercrm.domain.supply_rows import DeliveryFilter, DeliveryLineRow, DeliveryRow
from partnercrm.services import delivery as deliveries
from partnercrm.services import delivery_bill
from partnercrm.services import item as items
from partnercrm.services import purchase as purchases
from partnercrm.services.delivery import Delivered


def listed(words: argparse.Namespace) -> None:
    """Lists deliveries."""
    with shop(words.store, read_only=True) as opened:
        wanted = DeliveryFilter(opened.party(words.party), not_in_ledger=words.not_in_ledger)
        rows([_delivery(opened, row) for row in deliveries.listed(opened.store, wanted)], words.json)


def deliver(words: argparse.Namespace) -> None:
    """Notes what came."""
    with shop(words.store, key=words.op) as opened:
        order = purchases.find(opened.store, opened.ctx, words.order) if words.order else None
        day = reading.day(words.date) or opened.ctx.today
        lines = tuple(_line(opened, text, words) for text in words.line)
        draft = DeliveryDraft(
            opened.party(words.party),
            day,
            lines,
            order.id if order else None,
            words.number,
            reading.day(words.due, "due"),
            in_the_books=words.in_the_books,
            bill=_bill(opened, words, day),
            wait_for_bill=words.wait_for_bill,
            entry=words.entry,
            the_rest=order is not None and not lines,
        )
        made = deliveries.deliver(opened.store, opened.ctx, draft)
        _told(opened, words, made)


def bill(words: argparse.Namespace) -> None:
    """Attaches a bill."""
    _document(words, DocumentKind.BILL)


def credit_note(words: argparse.Namespace) -> None:
    """Attaches a credit note."""
    _document(words, DocumentKind.CREDIT_NOTE)


def accept(words: argparse.Namespace) -> None:
    """Posts what a bill differs by."""
    with shop(words.store, key=words.op) as opened:
        found = deliveries.find(opened.store, words.delivery)
        day = reading.day(words.date)
        _told(opened, words, delivery_bill.accept_difference(opened.store, opened.ctx, found.id, day))


def pay(words: argparse.Namespace) -> None:
    """Pays a delivery."""
    with shop(words.store, key=words.op) as opened:
        found = deliveries.find(opened.store, words.delivery)
        paid = reading.amount(words.paid, opened.currency, "paid") if words.paid else None
        discount = reading.amount(words.discount, opened.currency, "discount")
        day = reading.day(words.date)
        _told(opened, words, delivery_bill.pay(opened.store, opened.ctx, found.id, paid, discount, day))


def post(words: argparse.Namespace) -> None:
    """Posts a delivery."""
    with shop(words.store, key=words.op) as opened:
        found = deliveries.find(opened.store, words.delivery)
        _told(opened, words, deliveries.post(opened.store, opened.ctx, found.id))


def take_back(words: argparse.Namespace) -> None:
    """Reverses what a delivery posted."""
    with shop(words.store, key=words.op) as opened:
        found = deliveries.find(opened.store, words.delivery)
        _done(opened, words, found, deliveries.take_back(opened.store, opened.ctx, found.id, words.why))


def remove(words: argparse.Namespace) -> None:
    """Takes a delivery away."""
    with shop(words.store, key=words.op) as opened:
        found = deliveries.find(opened.store, words.delivery)
        _done(opened, words, found, deliveries.remove(opened.store, opened.ctx, found.id))


def _document(words: argparse.Namespace, kind: DocumentKind) -> None:
    with shop(words.store, key=words.op) as opened:
        found = deliveries.find(opened.store, words.delivery)
        day: dt.date = reading.day(words.date) or opened.ctx.today
        amount = reading.amount(words.amount, opened.currency, "amount")
        draft = DocumentDraft(kind, words.number, day, amount, reading.day(words.due, "due"))
        file = Path(words.file) if words.file else None
        _told(opened, words, delivery_bill.add_document(opened.store, opened.ctx, found.id, draft, file))


def _bill(opened: Shop, words: argparse.Namespace, day: dt.date) -> DocumentDraft | None:
    """The bill that came with the goods; it asks for what was accepted unless somebody says otherwise."""
    if not words.bill:
        return None
    amount = reading.amount(words.bill_amount, opened.currency, "bill_amount") if words.bill_amount else None
    return DocumentDraft(DocumentKind.BILL, words.bill, day, amount, reading.day(words.due, "due"))


def _line(opened: Shop, text: str, words: argparse.Namespace) -> DeliveryLineDraft:
    named, quantity, cost = parts(text)
    received, slash, accepted = quantity.partition("/")
    return DeliveryLineDraft(
        items.find(opened.store, named).id,
        reading.decimal(received, "line"),
        reading.decimal(accepted, "line") if slash else None,
        price(opened, cost, words.tax) if cost else None,
        why_refused=words.why_refused if slash else "",
    )


def _delivery(opened: Shop, row: DeliveryRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "party": row.party_name,
        "order": row.order_number,
        "day": row.day,
        "number": row.number,
        "value": opened.money(row.value),
        "billed": opened.money(row.billed),
        "difference": opened.money(row.difference),
        "posted": opened.money(row.posted),
        "open": opened.money(row.open),
        "entry": row.entry.number if row.entry else None,
        "in_the_books": row.in_the_books,
        "lines": [_shown(line) for line in row.lines],
        "documents": [f"{each.kind} {each.number} {opened.money(each.amount)}" for each in row.documents],
    }


def _shown(row: DeliveryLineRow) -> str:
    return f"{row.item_name}: {row.accepted} of {row.received} {row.unit}".strip()


def _told(opened: Shop, words: argparse.Namespace, made: Delivered) -> None:
    if words.json:
        emit({"delivery": made.uuid, "number": made.number or None})
    else:
        say(f"{opened.ctx.locale.say(made.changes.said)}: {made.uuid}.")


def _done(opened: Shop, words: argparse.Namespace, row: DeliveryRow, changes: Changes) -> None:
    emit({"delivery": row.uuid}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}: {row.uuid}.")
