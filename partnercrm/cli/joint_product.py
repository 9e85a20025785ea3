"""Commands about joint products: one price, two shops."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.joint_product import JointProductDraft, JointSaleDraft, Seller, Split
from partnercrm.domain.joint_product_rows import JointProductRow, JointSaleRow
from partnercrm.services import agreement as agreements
from partnercrm.services import joint_product as products
from partnercrm.services.joint_product import Sold


def listed(words: argparse.Namespace) -> None:
    """The products of two shops with what was sold."""
    with shop(words.store, read_only=True) as opened:
        found = products.listed(opened.store, opened.party(words.party))
        rows([_row(opened, each, with_periods=words.json) for each in found], words.json)


def add(words: argparse.Namespace) -> None:
    """Makes a product of two shops."""
    with shop(words.store, key=words.op) as opened:
        split = Split(
            price=reading.amount(words.price, opened.currency, "price"),
            commission=reading.decimal(words.commission, "commission"),
            their_amount=reading.amount(words.their_part, opened.currency, "their_part") if words.their_part else None,
            their_percent=reading.decimal(words.their_percent, "their_percent") if words.their_percent else None,
        )
        agreement = agreements.find(opened.store, words.agreement) if words.agreement else None
        draft = JointProductDraft(opened.party(words.party), words.what, split, agreement)
        done = products.add(opened.store, opened.ctx, draft)
        emit({"product": done.uuid}) if words.json else say(f"{opened.ctx.locale.say(done.changes.said)}.")


def sold(words: argparse.Namespace) -> None:
    """Enters what was sold in a period."""
    with shop(words.store, key=words.op) as opened:
        draft = JointSaleDraft(
            reading.day(words.from_day, "from"),
            reading.day(words.to_day, "to"),
            reading.decimal(words.quantity, "quantity"),
            reading.word(Seller, words.seller, "seller"),
        )
        number = products.find(opened.store, words.product)
        _answer(products.sell(opened.store, opened.ctx, number, draft), opened, words)


def again(words: argparse.Namespace) -> None:
    """Posts a period again whose entry was reversed."""
    with shop(words.store, key=words.op) as opened:
        number = products.find_sale(opened.store, reading.uuid(words.id))
        _answer(products.post_again(opened.store, opened.ctx, number), opened, words)


def end(words: argparse.Namespace) -> None:
    """No more is sold after a day."""
    with shop(words.store, key=words.op) as opened:
        number = products.find(opened.store, words.product)
        changes = products.end(opened.store, opened.ctx, number, reading.day(words.date))
        row = products.get(opened.store, number)
        emit({"product": row.uuid, "ended": row.ended_on}) if words.json else say(
            f"{opened.ctx.locale.say(changes.said)}."
        )


def _answer(done: Sold, opened: Shop, words: argparse.Namespace) -> None:
    if words.json:
        emit({"period": done.uuid, **_parts(opened, done.parts), "number": done.entry or None})
    else:
        posted = f" What the seller owes is entry {done.entry}." if done.entry else ""
        say(f"{opened.ctx.locale.say(done.changes.said)}.{posted}")


def _parts(opened: Shop, parts: Any) -> dict[str, Any]:
    names = ("total", "commission", "theirs", "ours")
    return {name: opened.money(getattr(parts, name)) for name in names}


def _row(opened: Shop, row: JointProductRow, *, with_periods: bool) -> dict[str, Any]:
    found = {
        "id": row.uuid,
        "what": row.name,
        "party": row.party_name,
        "price": opened.money(row.split.price),
        "commission": row.split.commission,
        "their_part": opened.money(row.split.their_amount),
        "their_percent": row.split.their_percent,
        "agreement": row.agreement_title or None,
        "ended": row.ended_on,
        "sold_by_us": row.sold(Seller.US),
        "sold_by_them": row.sold(Seller.THEM),
        "we_owed": opened.money(row.owed(Seller.US)),
        "they_owed": opened.money(row.owed(Seller.THEM)),
    }
    return found | ({"periods": [_period(opened, each) for each in row.sales]} if with_periods else {})


def _period(opened: Shop, row: JointSaleRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "from": row.from_day,
        "to": row.to_day,
        "seller": row.seller,
        "quantity": row.quantity,
        **_parts(opened, row.parts),
        "number": row.entry or None,
        "taken_back": not row.standing,
    }
