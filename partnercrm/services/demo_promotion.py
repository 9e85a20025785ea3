"""The example's cross-promotions with the bakery: the first one of the story, the one that runs, the one to come."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.queries import promotion as q
from db.queries import voucher as vouchers_q
from partnercrm.domain.dates import add_months
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft, PromotionDraft
from partnercrm.domain.sale import PaymentKind, SaleDraft
from partnercrm.domain.voucher import BatchDraft, BatchGroup, UseDraft
from partnercrm.domain.words import msg
from partnercrm.services import promotion, promotion_posting, sale, voucher, voucher_batch
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

GRIND = "The Daily Grind"
FIRST, RUNNING, COMING = "Pastry and coffee", "Coffee and pastry, second round", "Christmas bag"
FIRST_MONTH, SECOND_MONTH, LAST_MONTH = 2, 8, 11
FLYER, NEWSLETTER, CONTROL = "Bakery flyers", "Our flyers at the counter", "Cards to compare with"
ONE_DAY = dt.timedelta(1)


def tell(shop: Shop, month: Month) -> None:
    """The month's part of the story."""
    if month.number == FIRST_MONTH:
        last = add_months(month.start, SECOND_MONTH - FIRST_MONTH) - ONE_DAY
        _begin(shop, month, FIRST, last, {FLYER: 90, NEWSLETTER: 80, CONTROL: 45})
    if month.number == SECOND_MONTH:
        last = add_months(month.start, LAST_MONTH - SECOND_MONTH + 2) - ONE_DAY
        _begin(shop, month, RUNNING, last, {FLYER: 60, NEWSLETTER: 60})
    if month.number >= FIRST_MONTH:
        _uses(shop, month)
        for due in promotion_posting.due(shop.store, shop.ctx(month.end)):
            promotion_posting.post(shop.store, shop.ctx(month.end), due.promotion, due.month)
    if month.number == LAST_MONTH:
        first = add_months(month.start, 1)
        _plan(shop, month, COMING, first, first + dt.timedelta(23), _bag(shop))


def _begin(shop: Shop, month: Month, title: str, last: dt.date, batches: dict[str, int]) -> None:
    """The mutual discount: 10 % in our shop on the bakery's vouchers, and the other way round."""
    ten = Decimal(10)
    offers = (
        OfferDraft(OfferForm.PERCENT, None, ten),
        OfferDraft(OfferForm.PERCENT, shop.ids[GRIND], ten),
    )
    number = _plan(shop, month, title, month.start, last, offers)
    ours, theirs = promotion.get(shop.store, number).offers
    chance = random.Random(month.number)
    for name, count in batches.items():
        offer, hander = (theirs, None) if name == NEWSLETTER else (ours, shop.ids[GRIND])
        group = BatchGroup.CONTROL if name == CONTROL else BatchGroup.TEST
        draft = BatchDraft(offer.id, count, hander, group, name=name)
        made = voucher_batch.make(shop.store, shop.ctx(month.start), draft, chance.randrange)
        out = count if title == FIRST else count * 2 // 3
        voucher_batch.hand_out(shop.store, shop.ctx(month.start), made.batch, out)


def _bag(shop: Shop) -> tuple[OfferDraft, ...]:
    return (
        OfferDraft(OfferForm.GIFT, None, things="a hot chocolate", worth=320),
        OfferDraft(OfferForm.AMOUNT, shop.ids[GRIND], amount=200, least=1500),
    )


def _plan(shop: Shop, month: Month, title: str, first: dt.date, last: dt.date, offers: tuple[OfferDraft, ...]) -> int:
    partner = PartnerDraft(shop.ids[GRIND], margin_rate=Decimal(55), costs=15_00)
    draft = PromotionDraft(
        title,
        first,
        last,
        (partner,),
        offers,
        audience="Whoever shows a receipt or a flyer of the other shop",
        target=60,
        margin_rate=Decimal(62),
        costs=20_00,
    )
    return promotion.add(shop.store, shop.ctx(month.start), draft).promotion


def _uses(shop: Shop, month: Month) -> None:
    """What was used in a month, in both shops, as one operation on its last day."""
    title = FIRST if month.number < SECOND_MONTH else RUNNING
    number = promotion.find(shop.store, title)
    chance = random.Random(200 + month.number)

    def work(op: Operation) -> dict[str, Any]:
        for batch in vouchers_q.batches(op.connection, number):
            plenty = {FLYER: (4, 7), NEWSLETTER: (3, 6), CONTROL: (1, 2)}[batch.name]
            free = q.unused_codes(op.connection, batch.id)
            for code in free[: chance.randint(*plenty)]:
                _use(op, shop, month, code, batch.shop, chance)
        op.undoable = False
        return {}

    run(shop.store, shop.ctx(month.end), msg("Record the vouchers of the month"), month, voucher.SUBJECTS, work)


def _use(op: Operation, shop: Shop, month: Month, code: str, where: int | None, chance: random.Random) -> None:
    day = month.day(chance.randint(1, 28))
    known = shop.ids[chance.choice(list(shop.customers))] if where is None and chance.random() < 0.4 else None
    new = None if known is not None else chance.random() < 0.45
    full, receipt = 10 * chance.randint(62, 238), f"{day:%y%m%d}-{code[-3:]}" if where is None else ""
    draft = UseDraft(code, day, where, known, receipt=receipt, full=full, new_customer=new)
    off = voucher.use_in(op, draft).reduction
    if where is None:
        # The till redeems before it books.
        bought = SaleDraft(day, full, full - off, known, reduction=off, voucher=code, receipt=receipt, source="till")
        sale.record_in(op, replace(bought, payment=PaymentKind.CARD))
