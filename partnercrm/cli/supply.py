"""Commands about who can bring what, and about how suppliers are counted."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import NotFound
from partnercrm.domain.otif import Against, By, OtifRule
from partnercrm.domain.supplier_score import SupplierRule, Weights
from partnercrm.domain.supply import Price, SupplierItemDraft
from partnercrm.domain.supply_rows import SupplierItemFilter, SupplierItemRow
from partnercrm.services import item as items
from partnercrm.services import supplier_rule
from partnercrm.services import supply as supplies


def offers(words: argparse.Namespace) -> None:
    """Lists who can bring what."""
    with shop(words.store, read_only=True) as opened:
        item = items.find(opened.store, words.item).id if words.item else None
        wanted = SupplierItemFilter(opened.party(words.party), item, words.all)
        rows([_offer(opened, row) for row in supplies.listed(opened.store, wanted)], words.json)


def offer(words: argparse.Namespace) -> None:
    """Says that a supplier can bring an item, or changes what is known; what is not said stays."""
    with shop(words.store, key=words.op) as opened:
        party = opened.party(words.party)
        assert party is not None
        try:
            known: SupplierItemRow | None = supplies.find(opened.store, words.item, party)
        except NotFound:
            known = None
        item = items.find(opened.store, words.item).id if known is None else known.item
        said = _said(words, SupplierItemDraft(item, party) if known is None else supplies.draft_of(known))
        at = price(opened, words.price, words.tax) if words.price else None
        day = reading.day(words.from_day, "from")
        if known is None:
            made = supplies.add(opened.store, opened.ctx, said, at, day)
            _done(opened, words, made.uuid, made.changes)
            return
        changes = supplies.change(opened.store, opened.ctx, known.id, said)
        if at is not None:
            changes = supplies.set_price(opened.store, opened.ctx.keyed(""), known.id, at, day)
        _done(opened, words, known.uuid, changes)


def test(words: argparse.Namespace) -> None:
    """Notes that an alternate was tested."""
    with shop(words.store, key=words.op) as opened:
        found = _found(opened, words)
        _done(opened, words, found.uuid, supplies.tested(opened.store, opened.ctx, found.id, reading.day(words.date)))


def end(words: argparse.Namespace) -> None:
    """A supplier brings an item no more."""
    with shop(words.store, key=words.op) as opened:
        found, day = _found(opened, words), reading.day(words.date)
        _done(opened, words, found.uuid, supplies.end(opened.store, opened.ctx, found.id, day, again=words.again))


def rule(words: argparse.Namespace) -> None:
    """Shows or changes how suppliers are counted."""
    with shop(words.store, key=words.op) as opened:
        known = supplier_rule.rule(opened.store)
        otif = OtifRule(
            By(words.by) if words.by else known.otif.by,
            Against(words.against) if words.against else known.otif.against,
            known.otif.days if words.days is None else words.days,
            known.otif.percent if words.percent is None else reading.decimal(words.percent, "percent"),
        )
        said = {key: getattr(words, f"weigh_{key}") for key in known.weights.by_key()}
        weights = Weights(**{key: known.weights.by_key()[key] if new is None else new for key, new in said.items()})
        wanted = SupplierRule(otif, known.single_share if words.single is None else words.single, weights)
        if wanted != known:
            supplier_rule.change(opened.store, opened.ctx, wanted)
        shown = {
            "by": otif.by,
            "against": otif.against,
            "days": otif.days,
            "percent": otif.percent,
            "single": wanted.single_share,
            "weights": wanted.weights.by_key(),
        }
        emit(shown) if words.json else rows([shown], False)


def price(opened: Shop, text: str, tax: str | None) -> Price:
    """An amount for one unit, with the percent of tax that comes on top. Raises Refused."""
    return Price(reading.amount(text, opened.currency, "price"), reading.decimal(tax, "tax") if tax else None)


def price_shape(opened: Shop, found: Price | None) -> dict[str, Any] | None:
    """A price as JSON."""
    return None if found is None else {"price": opened.money(found.price), "tax_on_top": found.tax_on_top}


def _found(opened: Shop, words: argparse.Namespace) -> SupplierItemRow:
    party = opened.party(words.party)
    assert party is not None
    return supplies.find(opened.store, words.item, party)


def _said(words: argparse.Namespace, known: SupplierItemDraft) -> SupplierItemDraft:
    said: dict[str, Any] = {
        "share": reading.decimal(words.share, "share") if words.share else None,
        "minimum": reading.decimal(words.minimum, "minimum") if words.minimum else None,
        "lead_days": words.lead_days,
        "their_code": words.their_code,
        "recover_says": words.recover_says,
        "recover_we_think": words.recover_we_think,
        "note": words.note,
    }
    return replace(known, **{name: value for name, value in said.items() if value is not None})


def _offer(opened: Shop, row: SupplierItemRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "item": row.item_name,
        "party": row.party_name,
        "share": row.share,
        "price": price_shape(opened, row.price_on(opened.ctx.today)),
        "prices": [f"{each.from_day.isoformat()}={opened.money(each.price.price)}" for each in row.prices],
        "lead_days": row.lead_days,
        "minimum": row.minimum,
        "tested_on": row.tested_on,
        "recover_says": row.recover_says,
        "recover_we_think": row.recover_we_think,
        "ended_on": row.ended_on,
        "note": row.note,
    }


def _done(opened: Shop, words: argparse.Namespace, number: object, changes: Changes) -> None:
    emit({"offer": number}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}: {number}.")
