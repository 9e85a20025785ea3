"""Commands about what we order."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.supply import price
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.supply import OrderDraft, OrderLineDraft
from partnercrm.domain.supply_rows import OrderFilter, OrderLineRow, OrderRow
from partnercrm.domain.words import msg
from partnercrm.services import item as items
from partnercrm.services import purchase as purchases


def listed(words: argparse.Namespace) -> None:
    """Lists orders."""
    with shop(words.store, read_only=True) as opened:
        wanted = OrderFilter(opened.party(words.party), open=words.open, late=words.late)
        rows([_order(opened, row) for row in purchases.listed(opened.store, opened.ctx, wanted)], words.json)


def order(words: argparse.Namespace) -> None:
    """Orders something."""
    with shop(words.store, key=words.op) as opened:
        draft = OrderDraft(
            opened.party(words.party),
            reading.day(words.date) or opened.ctx.today,
            tuple(_line(opened, text, words.tax) for text in words.line),
            reading.day(words.requested, "requested"),
            reading.day(words.promised, "promised"),
            words.number,
            words.note,
        )
        made = purchases.order(opened.store, opened.ctx, draft)
        _done(opened, words, made.uuid, made.changes)


def promise(words: argparse.Namespace) -> None:
    """Notes when an order comes."""
    with shop(words.store, key=words.op) as opened:
        found = purchases.find(opened.store, opened.ctx, words.order)
        day = reading.day(words.promised, "promised")
        _done(opened, words, found.uuid, purchases.promise(opened.store, opened.ctx, found.id, day))


def close(words: argparse.Namespace) -> None:
    """Expects no more of an order."""
    with shop(words.store, key=words.op) as opened:
        found = purchases.find(opened.store, opened.ctx, words.order)
        changes = purchases.close(opened.store, opened.ctx, found.id, words.why, again=words.again)
        _done(opened, words, found.uuid, changes)


def remove(words: argparse.Namespace) -> None:
    """Takes an order away."""
    with shop(words.store, key=words.op) as opened:
        found = purchases.find(opened.store, opened.ctx, words.order)
        _done(opened, words, found.uuid, purchases.remove(opened.store, opened.ctx, found.id))


def parts(text: str) -> tuple[str, str, str]:
    """`ITEM=QUANTITY[@PRICE]` as its three texts. Raises Refused."""
    named, equals, rest = text.partition("=")
    if not equals or not named.strip():
        raise Refused(msg("Write {text} as ITEM=QUANTITY, with @PRICE where you know it.", text=text), "line")
    quantity, _at, cost = rest.partition("@")
    return named.strip(), quantity.strip(), cost.strip()


def _line(opened: Shop, text: str, tax: str | None) -> OrderLineDraft:
    named, quantity, cost = parts(text)
    at = price(opened, cost, tax) if cost else None
    return OrderLineDraft(items.find(opened.store, named).id, reading.decimal(quantity, "line"), at)


def _order(opened: Shop, row: OrderRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "party": row.party_name,
        "number": row.number,
        "day": row.day,
        "requested": row.requested,
        "promised": row.promised,
        "closed": row.closed,
        "state": row.state,
        "value": opened.money(row.value),
        "lines": [_shown(row) for row in row.lines],
    }


def _shown(row: OrderLineRow) -> str:
    return f"{row.item_name}: {row.accepted} of {row.quantity} {row.unit}".strip()


def _done(opened: Shop, words: argparse.Namespace, number: object, changes: Changes) -> None:
    emit({"order": number}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}: {number}.")
