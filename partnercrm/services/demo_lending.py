"""What the example's neighbours lend each other, buy together, and what we could give in return."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from partnercrm.domain.joint_buying import FreightRule, JointBuyingDraft, Step, Wanted
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.lending import LoanDraft, ResourceDraft, ReturnDraft
from partnercrm.domain.words import msg
from partnercrm.services import joint_buying, ledger, lending, loan
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

GRIND, CUP, CHAMBER, HILLSIDE = "The Daily Grind", "Corner Cup", "Ashby Chamber of Commerce", "Hillside Roasters"
HANDS = Kind.TIME_OF_PEOPLE
SHELF: tuple[tuple[str, str | None, Kind, str, str], ...] = (
    ("Mixer", None, Kind.SPACE_AND_EQUIPMENT, "day", "20 litres, with two bowls"),
    ("Our place in the yard", None, Kind.SPACE_AND_EQUIPMENT, "day", ""),
    ("A pair of hands", None, HANDS, "hour", "Tom, not on Saturdays"),
    ("Delivery run", None, HANDS, "run", "Fridays, with the small van"),
    ("Oven", GRIND, Kind.SPACE_AND_EQUIPMENT, "hour", "Afternoons"),
    ("Market tent", CHAMBER, Kind.SPACE_AND_EQUIPMENT, "", "Three by three metres"),
)
OFFERS = (("A mention in the newsletter", Kind.EXPOSURE), ("Monday morning coffee for their guests", Kind.GOODS))
LENT: tuple[tuple[int, int, str, str, int, str | None, int | None], ...] = (
    # Month, day, what, with whom, for how many days, how many units, at which price.
    (4, 8, "A pair of hands", GRIND, 0, "3", None),
    (6, 11, "Market tent", CHAMBER, 2, None, None),
    (8, 5, "Delivery run", HILLSIDE, 0, "1", None),
    (9, 13, "Mixer", CUP, 2, "2", 6_00),
    (10, 17, "Oven", GRIND, 0, "1.5", None),
)
CUPS = (Step(Decimal(0), 78_00), Step(Decimal(5), 69_50), Step(Decimal(10), 61_00))


def tell(shop: Shop, month: Month) -> None:
    """The month's part of the story."""
    if month.number == 3:
        _shelf(shop, month)
    for told, day, what, who, days, quantity, price in LENT:
        if told == month.number:
            number, used = _thing(shop, what), None if quantity is None else Decimal(quantity)
            start = month.day(day)
            end = min(start + dt.timedelta(days=days), month.end)
            draft = LoanDraft(number, shop.ids[who], start, quantity=used, price=price)
            loan.lend(shop.store, shop.ctx(end), draft, ReturnDraft(end, "as it was"))
    if month.number == 9:
        _cups(shop, month)
    if month.end == shop.today:
        _out_today(shop)


def _shelf(shop: Shop, month: Month) -> None:
    def work(op: Operation) -> dict[str, Any]:
        for name, owner, kind, unit, note in SHELF:
            lending.add_in(op, ResourceDraft(name, kind, shop.ids[owner] if owner else None, unit, note))
        op.undoable = False
        return {}

    run(shop.store, shop.ctx(month.start), msg("Fill the shelf"), month, ("lending",), work)
    for text, what in OFFERS:
        lending.add_offer(shop.store, shop.ctx(month.start), text, what)


def _thing(shop: Shop, name: str) -> int:
    return lending.find(shop.store, name).id


def _cups(shop: Shop, month: Month) -> None:
    """Cups bought together, and paid by both neighbours."""
    day = month.day(6)
    wanted = [Wanted(None, Decimal(4)), Wanted(shop.ids[GRIND], Decimal(3)), Wanted(shop.ids[CUP], Decimal("2.5"))]
    draft = JointBuyingDraft("Paper cups", "carton", CUPS, day, freight=29_00, freight_rule=FreightRule.BY_VALUE)
    number = joint_buying.add(shop.store, shop.ctx(day), draft, wanted).joint
    joint_buying.post(shop.store, shop.ctx(day), number, day + dt.timedelta(days=14), "LB-J1")
    (row,) = joint_buying.page_rows(shop.store, [number])
    for share in row.shares:
        if share.party is not None:
            paid = LineDraft(Direction.RECEIVED, Kind.MONEY, share.value)
            ledger.post(shop.store, shop.ctx(month.day(15)), ExchangeDraft(share.party, month.day(15), (paid,), "Paid"))


def _out_today(shop: Shop) -> None:
    """What is out: our mixer, and a tent that should be back by now; and the next cups, still being collected."""
    today = shop.today
    mixer = LoanDraft(
        _thing(shop, "Mixer"),
        shop.ids[GRIND],
        today - dt.timedelta(days=6),
        today + dt.timedelta(days=3),
        condition="clean, both bowls",
    )
    loan.lend(shop.store, shop.ctx(today), mixer)
    tent = LoanDraft(_thing(shop, "Market tent"), None, today - dt.timedelta(days=4), today - dt.timedelta(days=1))
    loan.lend(shop.store, shop.ctx(today), tent)
    wanted = [Wanted(None, Decimal(4)), Wanted(shop.ids[GRIND], Decimal(3))]
    draft = JointBuyingDraft("Napkins", "carton", (Step(Decimal(0), 31_00), Step(Decimal(8), 27_50)), today)
    joint_buying.add(shop.store, shop.ctx(today), draft, wanted)
