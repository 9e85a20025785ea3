"""What the example agreed: discount, mentions and oven with the bakery, beans for a year, a breakfast of two shops."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.clause import ClauseDraft, Rhythm
from partnercrm.domain.consignment import ConsignmentDraft, MovementKind
from partnercrm.domain.dates import add_months
from partnercrm.domain.joint_product import JointProductDraft, JointSaleDraft, Seller, Split
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft, Return
from partnercrm.domain.settlement import Wish
from partnercrm.services import (
    agreed_value,
    agreement_document,
    agreement_write,
    consignment,
    entry,
    joint_product,
    ledger,
)
from partnercrm.services.demo_chapter import Month, Shop

GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED
GRIND, HILLSIDE = "The Daily Grind", "Hillside Roasters"
BREAKFAST, BAGS = "Pastry and coffee", "House blend, 250 g"
SIGNED = """Mutual discount

10 % at The Local Brew for a receipt of The Daily Grind, and the other way round.
A mention in the newsletter each month; two hours of oven each month.

Signed by Sarah and Mark.
"""


def tell(shop: Shop, month: Month) -> None:
    """The month's part of the story."""
    if month.number == 2:
        _with_the_bakery(shop, month)
    if month.number == 7:
        _with_the_roaster(shop, month)
    if month.number >= 8:
        _breakfast(shop, month)
        _bags(shop, month)


def _with_the_bakery(shop: Shop, month: Month) -> None:
    party, ctx = shop.ids[GRIND], shop.ctx(month.start)
    for kind, value, what, unit in (
        (Kind.SPACE_AND_EQUIPMENT, 12_00, "Oven", "hour"),
        (Kind.EXPOSURE, 25_00, "Newsletter mention", ""),
        (Kind.REFERRAL, 15_00, "Referred customer", ""),
    ):
        agreed_value.add(shop.store, ctx, AgreedValueDraft(party, kind, value, what, unit, month.start))
    draft = AgreementDraft(
        title="Mutual discount, mentions and oven",
        kind=AgreementKind.CROSS_PROMOTION,
        parties=(party,),
        from_day=month.start,
        to_day=add_months(month.start, 12) - dt.timedelta(days=1),
        signed_on=month.start,
        signed_by="Sarah and Mark",
        notice_days=30,
        renew_months=12,
        clauses=(
            ClauseDraft(GIVEN, Kind.EXPOSURE, count=Decimal(1), what="Newsletter mention", rhythm=Rhythm.MONTHLY),
            ClauseDraft(
                RECEIVED,
                Kind.SPACE_AND_EQUIPMENT,
                count=Decimal(2),
                unit="hour",
                what="Oven",
                rhythm=Rhythm.MONTHLY,
            ),
            ClauseDraft(
                RECEIVED,
                Kind.EXPOSURE,
                count=Decimal(1),
                what="Our logo on the bread bags",
                due=shop.today + dt.timedelta(days=12),
            ),
        ),
    )
    made = agreement_write.add(shop.store, ctx, draft)
    agreement_document.attach_bytes(shop.store, ctx, made.id, "Mutual discount.txt", SIGNED.encode())


def _with_the_roaster(shop: Shop, month: Month) -> None:
    party, ctx = shop.ids[HILLSIDE], shop.ctx(month.start)
    draft = AgreementDraft(
        title="Beans for a year",
        kind=AgreementKind.SUPPLY,
        parties=(party,),
        from_day=month.start,
        to_day=add_months(month.start, 12) - dt.timedelta(days=1),
        signed_on=month.start,
        signed_by="Sarah",
        notice_days=60,
        clauses=(
            ClauseDraft(RECEIVED, Kind.GOODS, amount=200_00, what="Fresh beans", rhythm=Rhythm.MONTHLY),
            ClauseDraft(GIVEN, Kind.EXPOSURE, count=Decimal(2), what="Cupping evening", rhythm=Rhythm.QUARTERLY),
        ),
    )
    agreement_write.add(shop.store, ctx, draft)


def _breakfast(shop: Shop, month: Month) -> None:
    """Each month that is over is entered on its last day, and settled in cash over the counter."""
    party, ctx = shop.ids[GRIND], shop.ctx(month.end)
    if month.number == 8:
        split = Split(6_00, Decimal(10), their_amount=2_40)
        joint_product.add(shop.store, ctx, JointProductDraft(party, BREAKFAST, split))
    if month.end == shop.today:
        return
    number = joint_product.find(shop.store, BREAKFAST)
    for seller, quantity in ((Seller.US, 20 + 4 * month.number), (Seller.THEM, 6 + month.number)):
        draft = JointSaleDraft(month.start, month.end, Decimal(quantity), seller)
        _pay(shop, month.end, party, joint_product.sell(shop.store, ctx, number, draft).entry)


def _bags(shop: Shop, month: Month) -> None:
    party, ctx = shop.ids[HILLSIDE], shop.ctx(month.end)
    if month.number == 8:
        draft = ConsignmentDraft(party, BAGS, 8_50, Decimal(20), unit="bags")
        number = consignment.add(shop.store, ctx, draft).id
        consignment.move(shop.store, ctx, number, MovementKind.BROUGHT, Decimal(40), month.start)
    if month.end == shop.today:
        return
    number = consignment.find(shop.store, BAGS)
    sold = consignment.move(shop.store, ctx, number, MovementKind.SOLD, Decimal(11), month.end)
    _pay(shop, month.end, party, sold.entry)
    if month.number == 10:
        consignment.move(shop.store, ctx, number, MovementKind.RETURNED, Decimal(3), month.end)


def _pay(shop: Shop, day: dt.date, party: int, number: str) -> None:
    [line] = entry.entry(shop.store, number).lines
    money = LineDraft(line.direction.other, Kind.MONEY, line.value, asks=Return.MONEY)
    draft = ExchangeDraft(party, day, (money,), "Paid in cash", settles=(Wish(line.id),))
    ledger.post(shop.store, shop.ctx(day), draft)
