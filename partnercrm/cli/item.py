"""Commands about what the shop buys and sells."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.errors import NotFound
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.item_rows import ItemRow
from partnercrm.services import item as items


def listed(words: argparse.Namespace) -> None:
    """Lists items."""
    with shop(words.store, read_only=True) as opened:
        rows([_item(opened, row) for row in items.listed(opened.store, retired=words.all)], words.json)


def put(words: argparse.Namespace) -> None:
    """Adds an item, or changes the one of that name; what is not said stays."""
    with shop(words.store, key=words.op) as opened:
        try:
            known: ItemRow | None = items.find(opened.store, words.item)
        except NotFound:
            known = None
        draft = _draft(opened, words, ItemDraft(words.item) if known is None else items.draft_of(known))
        if known is None:
            made = items.add(opened.store, opened.ctx, draft)
            number, changes = made.uuid, made.changes
        else:
            number, changes = known.uuid, items.change(opened.store, opened.ctx, known.id, draft)
        emit({"item": number}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}: {number}.")


def put_away(words: argparse.Namespace) -> None:
    """Puts an item away, or takes it back."""
    with shop(words.store, key=words.op) as opened:
        found = items.find(opened.store, words.item)
        changes = items.retire(opened.store, opened.ctx, found.id, back=words.back)
        emit({"item": found.uuid}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}.")


def _draft(opened: Shop, words: argparse.Namespace, known: ItemDraft) -> ItemDraft:
    said: dict[str, Any] = {"name": words.rename}
    said |= {name: getattr(words, name) for name in ("code", "unit", "category", "note")}
    for name in ("price", "cost", "margin_a_day"):
        text = getattr(words, name)
        said[name] = None if text is None else reading.amount(text, opened.currency, name)
    for name in ("stock", "daily_use"):
        text = getattr(words, name)
        said[name] = None if text is None else reading.decimal(text, name)
    if said["stock"] is not None:
        said["stock_day"] = opened.ctx.today
    return replace(known, **{name: value for name, value in said.items() if value is not None})


def _item(opened: Shop, row: ItemRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "name": row.name,
        "code": row.code,
        "unit": row.unit,
        "category": row.category,
        "price": opened.money(row.price),
        "cost": opened.money(row.cost),
        "stock": row.stock,
        "stock_day": row.stock_day,
        "daily_use": row.daily_use,
        "margin_a_day": opened.money(row.margin_a_day),
        "suppliers": row.suppliers,
        "retired": row.retired,
        "note": row.note,
    }
