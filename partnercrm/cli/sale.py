"""Commands about sales: record one, give back for it, post what is not paid of it."""

from __future__ import annotations

import argparse
from decimal import Decimal

from partnercrm.cli import reading, shapes
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, plain, say
from partnercrm.domain.dates import parse_time
from partnercrm.domain.sale import PaymentKind, RefundDraft, SaleDraft
from partnercrm.domain.sale_item import SaleItem
from partnercrm.services import sale as sales
from partnercrm.services import sale_item, sale_page
from partnercrm.services.sale import Recorded


def record(words: argparse.Namespace) -> None:
    """Records a sale."""
    with shop(words.store, key=words.op) as opened:
        sums = {
            name: _sum(words, opened, name) for name in ("paid", "reduction", "rounding", "tip", "gift_card_amount")
        }
        usual = sums["paid"] + sums["reduction"] - sums["rounding"] + sums["gift_card_amount"]
        draft = SaleDraft(
            day=reading.day(words.date) or opened.ctx.today,
            minute=_minute(words.time),
            amount=usual if words.amount is None else _sum(words, opened, "amount"),
            party=opened.party(words.party),
            payment=_payment(words.payment) or PaymentKind.CASH,
            receipt=words.receipt,
            card=words.card,
            voucher=words.voucher,
            gift_card=words.gift_card,
            channel=words.channel,
            due_day=reading.day(words.due, "due"),
            source=words.source,
            paid=sums["paid"],
            reduction=sums["reduction"],
            rounding=sums["rounding"],
            tip=sums["tip"],
            gift_card_amount=sums["gift_card_amount"],
            items=_items(words, opened),
        )
        _answer(sales.record(opened.store, opened.ctx, draft), opened, words)


def refund(words: argparse.Namespace) -> None:
    """Gives back for a sale."""
    with shop(words.store, key=words.op) as opened:
        draft = RefundDraft(
            sale=sales.find(opened.store, words.sale),
            day=reading.day(words.date) or opened.ctx.today,
            minute=_minute(words.time),
            paid=_sum(words, opened, "paid"),
            amount=None if words.amount is None else _sum(words, opened, "amount"),
            gift_card_amount=_sum(words, opened, "gift_card_amount"),
            off_bill=_sum(words, opened, "off_bill"),
            receipt=words.receipt,
            payment=_payment(words.payment),
            source=words.source,
            items=_items(words, opened),
        )
        _answer(sales.refund(opened.store, opened.ctx, draft), opened, words)


def items(words: argparse.Namespace) -> None:
    """Says what was bought with a sale that is there."""
    with shop(words.store, key=words.op) as opened:
        number = sales.find(opened.store, words.sale)
        done = sale_item.change(opened.store, opened.ctx, number, _items(words, opened))
        if words.json:
            emit({"operation": done.operation})
        else:
            say(f"{opened.ctx.locale.say(done.said)}.")


def post(words: argparse.Namespace) -> None:
    """Posts what is not paid of a sale again."""
    with shop(words.store, key=words.op) as opened:
        _answer(sales.post_rest(opened.store, opened.ctx, sales.find(opened.store, words.sale)), opened, words)


def show(words: argparse.Namespace) -> None:
    """Tells all of one sale: its items, what it came to, its refunds, and the entries of what was not paid."""
    with shop(words.store, read_only=True) as opened:
        page = sale_page.page(opened.store, sales.find(opened.store, words.sale))
        refunds = [shapes.sale(opened, row) for row in page.refunds]
        if words.json:
            whole = shapes.sale(opened, page.sale, page.items)
            emit({**whole, "left": opened.money(page.left), "refunded_by": refunds, "entries": page.entries})
            return
        for name, value in shapes.sale(opened, page.sale, page.items, False).items():
            if value and value != opened.money(0):
                say(f"{name}: {', '.join(value) if isinstance(value, list) else plain(value)}")
        for row in refunds:
            say(f"given back on {plain(row['date'])}: {row['paid']}")
        for number in page.entries:
            say(f"entry: {number}")


def _answer(done: Recorded, opened: Shop, words: argparse.Namespace) -> None:
    if words.json:
        emit({"sale": done.uuid, "number": done.number})
    else:
        rest = f" What is not paid is entry {done.number}." if done.number else ""
        say(f"{opened.ctx.locale.say(done.changes.said)}.{rest}")


def _sum(words: argparse.Namespace, opened: Shop, name: str) -> int:
    return reading.amount(getattr(words, name), opened.currency, name, signed=name == "rounding")


def _items(words: argparse.Namespace, opened: Shop) -> tuple[SaleItem, ...]:
    """`Rye bread:2=9.20`: a name or a code, how many, and what they cost together."""
    found = []
    for text in words.item:
        named, _equals, amount = text.partition("=")
        name, colon, count = named.rpartition(":")
        quantity = reading.decimal(count, "item") if colon else Decimal(1)
        price = reading.amount(amount, opened.currency, "item") if amount else None
        found.append(SaleItem((name if colon else named).strip(), quantity, price))
    return tuple(found)


def _minute(text: str | None) -> int | None:
    time = parse_time(text) if text else None
    return None if time is None else time.hour * 60 + time.minute


def _payment(text: str | None) -> PaymentKind | None:
    return reading.word(PaymentKind, text, "payment") if text else None
