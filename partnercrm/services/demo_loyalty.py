"""The example's cards: a card together with The Daily Grind, and stamps for coffee; earned, used, given back, ended."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.queries import loyalty as q
from db.queries import loyalty_points as points_q
from partnercrm.domain import codes
from partnercrm.domain.codes import CodeKind
from partnercrm.domain.loyalty import ExclusionDraft, ExclusionKind, RewardDraft, templates
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    EarnDraft,
    MemberDraft,
    RedeemDraft,
    RefundDraft,
    TransferDraft,
)
from partnercrm.domain.loyalty_rows import MemberFilter
from partnercrm.domain.sale import PaymentKind, SaleDraft
from partnercrm.domain.words import msg
from partnercrm.services import loyalty, sale
from partnercrm.services import loyalty_points as points
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

CARD, STAMPS, BAKERY = "Brew and Bread card", "Ten coffees, one free", "The Daily Grind"
BEGUN, GOOD_MONTHS = 2, 8
JOINING, STAMPED = 3, 6
"""How many customers take a card in each month, and how many collect stamps."""
CUP = RewardDraft("Coffee and a pastry", Decimal(40), 6_20, 2_30)


def tell(shop: Shop, month: Month) -> None:
    """What happened with cards in a month; the card began in the third."""
    if month.number < BEGUN:
        return
    chance = random.Random(200 + month.number)

    def work(op: Operation) -> dict[str, Any]:
        if month.number == BEGUN:
            _begin(op, shop, month)
        _join(op, shop, month, chance)
        _buy(op, shop, month, chance)
        _stamps(op, month, chance)
        if month.end == shop.today:
            _lately(op, shop, month)
        points.expire_in(op, month.end)
        op.undoable = False
        return {}

    run(
        shop.store, shop.ctx(month.end), msg("Record the cards of the month"), month, ("loyalty", "sale", "party"), work
    )


def _begin(op: Operation, shop: Shop, month: Month) -> None:
    card, stamps, _tiers = templates(100, month.start)
    gift_cards = ExclusionDraft(ExclusionKind.THING, "Gift cards")
    together = replace(
        card,
        name=CARD,
        expiry_months=GOOD_MONTHS,
        offline_limit=Decimal(50),
        rewards=(CUP, *card.rewards),
        exclusions=(gift_cards,),
    )
    number, _uuid = loyalty.add_program_in(op, together)
    loyalty.add_program_in(op, replace(stamps, name=STAMPS))
    loyalty.add_member_in(op, MemberDraft(number, home=shop.ids[BAKERY], number="DG-2041", joined=month.start))


def _join(op: Operation, shop: Shop, month: Month, chance: random.Random) -> None:
    first = (month.number - BEGUN) * JOINING
    (card,), (stamps,) = q.find_programs(op.connection, CARD), q.find_programs(op.connection, STAMPS)
    for place, name in enumerate(shop.customers[first : first + JOINING]):
        day = month.day(2 + 3 * place)
        number = codes.fresh(CodeKind.CARD, chance.randrange)
        loyalty.add_member_in(op, MemberDraft(card, shop.ids[name], number, joined=day))
    if month.number < BEGUN + STAMPED:
        name = shop.customers[-1 - month.number]
        number = codes.fresh(CodeKind.CARD, chance.randrange)
        loyalty.add_member_in(op, MemberDraft(stamps, shop.ids[name], number, joined=month.day(4)))


def _cards(op: Operation, name: str) -> list[int]:
    (program,) = q.find_programs(op.connection, name)
    return q.member_ids(op.connection, MemberFilter(program))


def _buy(op: Operation, shop: Shop, month: Month, chance: random.Random) -> None:
    """Purchases with the card, some of them next door; now and then somebody takes a reward, here or there."""
    bakery = shop.ids[BAKERY]
    for card in _cards(op, CARD):
        holder = points_q.holder(op.connection, card)
        assert holder is not None
        day = month.day(max(3 + chance.randrange(24), holder.joined.day if holder.joined >= month.start else 1))
        next_door = chance.random() < 0.25 or holder.home_party is not None
        paid = 8_00 + 10 * chance.randrange(260)
        if next_door:
            points.earn_in(op, EarnDraft(card, day, paid, issuer=bakery, shop=bakery))
        else:
            _sell(op, card, holder, paid, day)
        if holder.balance >= CUP.points and chance.random() < 0.6:
            shop_of = bakery if chance.random() < 0.3 else None
            (cup, *_more) = q.rewards_on(op.connection, holder.program, day)
            points.redeem_in(op, RedeemDraft(card, day, reward=cup.id, shop=shop_of))


def _sell(op: Operation, card: int, holder: points_q.Holder, paid: int, day: Any) -> int:
    draft = SaleDraft(day, paid, paid, holder.party, payment=PaymentKind.CARD, card=holder.number)
    made = sale.record_in(op, draft)
    return points.earn_in(op, EarnDraft(card, day, paid, sale=made.id))


def _stamps(op: Operation, month: Month, chance: random.Random) -> None:
    for card in _cards(op, STAMPS):
        day = month.day(6 + chance.randrange(20))
        points.earn_in(op, EarnDraft(card, day, pieces=Decimal(1 + chance.randrange(3))))
        holder = points_q.holder(op.connection, card)
        if holder is not None and holder.balance >= 10:
            (free,) = q.rewards_on(op.connection, holder.program, day)
            points.redeem_in(op, RedeemDraft(card, day, reward=free.id))


def _lately(op: Operation, shop: Shop, month: Month) -> None:
    """A refund whose points were spent already, points passed on, and a slip put right."""
    cards = [card for card in _cards(op, CARD) if q.members(op.connection, [card])[0].home_party is None]
    spent, passed, given, slip = cards[:4]
    holder = points_q.holder(op.connection, spent)
    assert holder is not None
    day = month.end
    bought = _sell(op, spent, holder, 14_60, day)
    there = points_q.holder(op.connection, spent)
    assert there is not None
    if there.balance > 0:
        points.redeem_in(op, RedeemDraft(spent, day, there.balance))
    points.refund_in(op, RefundDraft(bought, day, 4_60, reason="Cake was sold out"))
    other = points_q.holder(op.connection, passed)
    if other is not None and other.balance >= 5:
        points.transfer_in(op, TransferDraft(passed, given, day, "A present", Decimal(5)))
    points.adjust_in(op, AdjustDraft(slip, day, Decimal(10), "Card was forgotten at home"))
