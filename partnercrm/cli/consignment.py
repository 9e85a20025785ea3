"""Commands about goods on consignment: brought, sold, returned."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.consignment import ConsignmentDraft, MovementKind, Owner
from partnercrm.domain.consignment_rows import ConsignmentRow, MovementRow
from partnercrm.services import agreement as agreements
from partnercrm.services import consignment as goods
from partnercrm.services.consignment import Moved


def listed(words: argparse.Namespace) -> None:
    """The goods on consignment."""
    with shop(words.store, read_only=True) as opened:
        found = goods.listed(opened.store, opened.party(words.party))
        rows([_row(opened, each, with_movements=words.json) for each in found], words.json)


def add(words: argparse.Namespace) -> None:
    """Puts goods on consignment."""
    with shop(words.store, key=words.op) as opened:
        draft = ConsignmentDraft(
            party=opened.party(words.party),
            what=words.what,
            price=reading.amount(words.price, opened.currency, "price"),
            commission=reading.decimal(words.commission, "commission"),
            owner=reading.word(Owner, words.owner, "owner"),
            unit=words.unit,
            agreement=agreements.find(opened.store, words.agreement) if words.agreement else None,
        )
        done = goods.add(opened.store, opened.ctx, draft)
        emit({"goods": done.uuid}) if words.json else say(f"{opened.ctx.locale.say(done.changes.said)}.")


def move(words: argparse.Namespace) -> None:
    """Enters goods that were brought, sold or went back."""
    with shop(words.store, key=words.op) as opened:
        number = goods.find(opened.store, words.goods)
        quantity, day = reading.decimal(words.quantity, "quantity"), reading.day(words.date)
        _answer(
            goods.move(opened.store, opened.ctx, number, MovementKind(words.movement), quantity, day), opened, words
        )


def again(words: argparse.Namespace) -> None:
    """Posts a sale again whose entry was reversed."""
    with shop(words.store, key=words.op) as opened:
        number = goods.find_movement(opened.store, reading.uuid(words.id))
        _answer(goods.post_again(opened.store, opened.ctx, number), opened, words)


def _answer(done: Moved, opened: Shop, words: argparse.Namespace) -> None:
    if words.json:
        posted = opened.money(done.proceeds.owed) if done.entry else None
        emit({"movement": done.uuid, "posted": posted, "number": done.entry or None})
    else:
        posted = f" What is owed for it is entry {done.entry}." if done.entry else ""
        say(f"{opened.ctx.locale.say(done.changes.said)}.{posted}")


def _row(opened: Shop, row: ConsignmentRow, *, with_movements: bool) -> dict[str, Any]:
    stock = row.stock
    found = {
        "id": row.uuid,
        "what": row.what,
        "unit": row.unit,
        "party": row.party_name,
        "owner": row.owner,
        "price": opened.money(row.price),
        "commission": row.commission,
        "agreement": row.agreement_title or None,
        "brought": stock.brought,
        "sold": stock.sold,
        "returned": stock.returned,
        "there": stock.there,
        "posted": opened.money(row.posted),
    }
    return found | ({"movements": [_movement(opened, each) for each in row.movements]} if with_movements else {})


def _movement(opened: Shop, row: MovementRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "date": row.day,
        "kind": row.kind,
        "quantity": row.quantity,
        "price": opened.money(row.proceeds.price),
        "commission": opened.money(row.proceeds.commission),
        "number": row.entry or None,
        "taken_back": not row.standing,
    }
