"""The JSON shapes of records: a contract with scripts, described in `resources/help/cli.md`.

Money is text in major units, dates are ISO, keys are snake_case; what is unknown is null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from partnercrm.cli.opened import Shop
from partnercrm.domain.interaction_rows import FollowUpRow, InteractionRow
from partnercrm.domain.ledger import Lens
from partnercrm.domain.ledger_rows import BalanceRow, EntryRow, LineRow, OpenItem
from partnercrm.domain.party_rows import Hit, PartyRow
from partnercrm.domain.period import month_text
from partnercrm.domain.sale_item import SaleItemRow
from partnercrm.domain.sale_rows import SaleRow
from partnercrm.services.draft import DraftRow
from partnercrm.services.period import PeriodRow


def balance(opened: Shop, row: BalanceRow) -> dict[str, Any]:
    """One party in one lens: money, or whole days in the lens of turns."""
    days = row.lens is Lens.TURNS
    return {
        "party": row.name,
        "party_id": row.party,
        "lens": row.lens.value.replace("_", "-"),
        "given": str(row.given) if days else opened.money(row.given),
        "received": str(row.received) if days else opened.money(row.received),
        "unpriced": {"given": row.given_unpriced, "received": row.received_unpriced},
        "balance": str(row.balance) if days else opened.money(row.balance),
        "reciprocity": None if row.reciprocity is None else f"{row.reciprocity:.4f}",
    }


def party(opened: Shop, row: PartyRow) -> dict[str, Any]:
    """A person or business, as in the directory."""
    return {
        "id": row.uuid,
        "kind": row.kind,
        "name": row.name,
        "about": row.about,
        "roles": row.roles,
        "tags": row.tags,
        "mode": row.mode,
        "archived": row.archived,
        "last_contact": row.last_contact,
        "next_step": row.next_step.due if row.next_step else None,
        "they_owe": opened.money(row.they_owe),
        "we_owe": opened.money(row.we_owe),
    }


def hit(opened: Shop, row: Hit, uuid: UUID) -> dict[str, Any]:
    """Somebody whom the search found, and why."""
    return {
        "id": uuid,
        "name": row.name,
        "about": row.sub,
        "roles": row.roles,
        "archived": row.archived,
        "why": opened.ctx.locale.say(row.why) if row.why else None,
    }


def interaction(row: InteractionRow) -> dict[str, Any]:
    """Something said or done."""
    return {
        "id": row.uuid,
        "date": row.day,
        "time": time_of(row.minute),
        "channel": row.channel,
        "started_by": row.started_by,
        "parties": row.names,
        "summary": row.summary,
        "notes": row.notes,
        "mood": row.mood,
        "logged_by": row.logged_by,
        "logged_at": row.logged_at,
        "entry": row.entry,
    }


def follow_up(row: FollowUpRow, today: dt.date) -> dict[str, Any]:
    """Something to be done."""
    return {
        "id": row.uuid,
        "title": row.title,
        "due": row.due,
        "state": row.state,
        "late": row.late(today),
        "party": row.name or None,
        "assignee": row.assignee_name,
        "snoozed_until": row.snoozed_until,
        "origin": row.origin,
    }


def exchange(opened: Shop, row: EntryRow) -> dict[str, Any]:
    """A posted entry. `open` is what of it is not settled, above zero where they owe it."""
    return {
        "number": row.number,
        "exchange": row.uuid,
        "party": row.party,
        "party_id": row.party_uuid,
        "date": row.day,
        "due": row.due,
        "belongs_to": row.belongs_to,
        "memo": row.memo,
        "our_document": row.our_document,
        "their_document": row.their_document,
        "source": row.source,
        "kinds": row.kinds,
        "to_pay": {"given": opened.money(row.given), "received": opened.money(row.received)},
        "favours": {
            "given": opened.money(row.favours_given),
            "received": opened.money(row.favours_received),
            "unpriced_given": row.unpriced_given,
            "unpriced_received": row.unpriced_received,
        },
        "open": opened.money(row.open),
        "reverses": row.reverses or None,
        "reversed_by": row.reversed_by or None,
        "credits": row.credits or None,
        "corrects": row.corrects or None,
        "enters_again": row.enters_again or None,
        "linked": row.linked or None,
        "posted_at": row.posted_at,
        "posted_by": row.posted_by,
    }


def line(opened: Shop, row: LineRow) -> dict[str, Any]:
    """One flow of a posted entry."""
    view = row.line
    return {
        "number": row.number,
        "exchange": row.exchange,
        "line": view.position + 1,
        "party": row.party,
        "party_id": row.party_uuid,
        "date": row.day,
        "due": row.due,
        "memo": row.memo,
        "our_document": row.our_document,
        "their_document": row.their_document,
        "source": row.source,
        "direction": view.direction,
        "sign": view.sign,
        "kind": view.kind,
        "what": view.what,
        "quantity": view.quantity,
        "unit": view.unit,
        "value": opened.money(view.value),
        "basis": view.basis,
        "return": view.asks,
        "reason": view.reason,
        "tax_code": view.tax_code,
        "tax_amount": opened.money(view.tax_amount),
        "cost": opened.money(view.cost),
        "open": opened.money(view.open),
    }


def open_item(opened: Shop, row: OpenItem) -> dict[str, Any]:
    """What is still to be paid by either side."""
    return {
        "number": row.number,
        "exchange": row.exchange,
        "party": row.name,
        "party_id": row.party_uuid,
        "side": row.side,
        "kind": row.kind,
        "date": row.day,
        "due": row.due,
        "days_late": row.days_late,
        "memo": row.memo,
        "our_document": row.our_document,
        "their_document": row.their_document,
        "value": opened.money(row.value),
        "open": opened.money(row.open),
    }


def period(row: PeriodRow) -> dict[str, Any]:
    """A month."""
    return {
        "month": month_text(row.month),
        "state": row.state,
        "entries": row.entries,
        "drafts": row.drafts,
        "reason": row.reason,
    }


def draft(opened: Shop, row: DraftRow) -> dict[str, Any]:
    """Something unfinished, with the sums of its lines."""
    return {
        "id": row.uuid,
        "party": row.party,
        "date": row.day,
        "memo": row.memo,
        "our_document": row.our_document,
        "their_document": row.their_document,
        "given": opened.money(row.given),
        "received": opened.money(row.received),
    }


def sale(opened: Shop, row: SaleRow, items: Sequence[SaleItemRow] = (), as_json: bool = True) -> dict[str, Any]:
    """A sale or a refund. Its sums are below zero in a refund; `rest` is what was not paid at the till."""
    return {
        "id": row.uuid,
        "date": row.day,
        "time": time_of(row.minute),
        "party": row.name or None,
        "receipt": row.receipt,
        "source": row.source,
        "amount": opened.money(row.amount),
        "reduction": opened.money(row.reduction),
        "rounding": opened.money(row.rounding),
        "paid": opened.money(row.paid),
        "gift_card_amount": opened.money(row.gift_card_amount),
        "rest": opened.money(row.rest),
        "tip": opened.money(row.tip),
        "payment": row.payment,
        "card": row.card,
        "voucher": row.voucher,
        "gift_card": row.gift_card,
        "channel": row.channel,
        "refunds": row.refunds,
        "refunded": opened.money(row.refunded),
        "entry": row.entry or None,
        "taken_back": row.taken_back,
        "items": [_sale_item(opened, line) if as_json else f"{line.quantity:f} {line.name}" for line in items],
    }


def _sale_item(opened: Shop, line: SaleItemRow) -> dict[str, Any]:
    amount = opened.money(line.amount)
    return {"item": line.name, "id": line.uuid, "quantity": f"{line.quantity:f}", "amount": amount}


def time_of(minute: int | None) -> str | None:
    """A minute of the day as `10:20`."""
    return None if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"
