"""The example's gift cards: two brought along from before, some sold for birthdays and Christmas, used bit by bit."""

from __future__ import annotations

import random
from typing import Any

from db.queries import gift_card as q
from partnercrm.domain import codes
from partnercrm.domain.codes import CodeKind
from partnercrm.domain.dates import add_months
from partnercrm.domain.gift_card import GiftCardDraft, Purpose
from partnercrm.domain.sale import PaymentKind, SaleDraft
from partnercrm.domain.words import msg
from partnercrm.services import gift_card, sale
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

BROUGHT = (("GC-0011", 20_00), ("GC-0017", 12_50))
SOLD = ((3, 25_00), (9, 15_00), (14, 50_00))
"""Day of the month and value of the cards sold in each of the last months."""
FIRST_MONTH = 7
LONGEST_GOOD = 36


def tell(shop: Shop, month: Month) -> None:
    """What happened to gift cards in a month."""
    if month.number and month.number < FIRST_MONTH:
        return
    chance = random.Random(100 + month.number)

    def work(op: Operation) -> dict[str, Any]:
        if not month.number:
            day = month.start
            gift_card.bring_many(op, [GiftCardDraft(value, day, code=code) for code, value in BROUGHT])
        else:
            _month(op, shop, month, chance)
        op.undoable = False
        return {}

    subjects = ("gift_card", "sale", "party")
    run(shop.store, shop.ctx(month.end), msg("Record the gift cards of the month"), month, subjects, work)


def _month(op: Operation, shop: Shop, month: Month, chance: random.Random) -> None:
    for place, (number, value) in enumerate(SOLD):
        if month.has(number) and (place < 2 or month.number % 2):
            code = codes.fresh(CodeKind.GIFT_CARD, chance.randrange)
            buyer = shop.ids[chance.choice(list(shop.customers))]
            purpose = Purpose.SINGLE if place == 1 else Purpose.MULTI
            day = month.day(number)
            draft = GiftCardDraft(value, day, purpose, buyer, add_months(day, LONGEST_GOOD), code)
            gift_card.sell_in(op, draft)
    for number in q.ids(op.connection, open_only=True)[:4]:
        _use(op, shop, month, number, chance)


def _use(op: Operation, shop: Shop, month: Month, number: int, chance: random.Random) -> None:
    """Somebody pays with a card, wholly or the rest in money."""
    (row,) = q.page_rows(op.connection, [number])
    day = month.day(16 + chance.randrange(10))
    if day < row.day or not month.has(16):
        return
    price = 3_00 + 10 * chance.randrange(120)
    by_card = min(row.balance, price)
    draft = SaleDraft(
        day=day,
        minute=8 * 60 + chance.randrange(540),
        amount=price,
        paid=price - by_card,
        party=shop.ids[chance.choice(list(shop.customers))] if chance.random() < 0.5 else None,
        gift_card=row.code,
        gift_card_amount=by_card,
        payment=PaymentKind.GIFT_CARD if by_card == price else PaymentKind.CARD,
    )
    sale.record_in(op, draft)
