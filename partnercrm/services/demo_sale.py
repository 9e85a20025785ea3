"""What the example's till told: regulars with rhythms of their own, some of whom fell silent, and the counter."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from partnercrm.domain.acquisition import CostDraft, CostKind, MarketDraft
from partnercrm.domain.dates import add_months
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.party import ConsentState, ContactKind
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import PaymentKind, SaleDraft
from partnercrm.domain.sale_item import SaleItem
from partnercrm.domain.segment import Reach, SegmentDraft, SegmentRule
from partnercrm.domain.words import msg
from partnercrm.services import acquisition, contact, item, party, sale, segment
from partnercrm.services.context import Context
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

ITEMS = (
    ItemDraft("Flat white", "101", "cup", "Coffee", 3_40, 95),
    ItemDraft("Espresso", "102", "cup", "Coffee", 2_20, 60),
    ItemDraft("Cappuccino", "103", "cup", "Coffee", 3_20, 90),
    ItemDraft("Pot of tea", "104", "pot", "Tea", 2_80, 40),
    ItemDraft("Croissant", "201", "piece", "Pastry", 2_60, 1_10),
    ItemDraft("Cinnamon roll", "202", "piece", "Pastry", 3_10, 1_30),
    ItemDraft("Plum cake", "203", "slice", "Cake", 3_90, 1_40),
    ItemDraft("Cheese roll", "204", "piece", "Lunch", 4_60, 1_90),
    ItemDraft("Beans to take home", "301", "bag", "Beans", 11_50, 6_20),
)
DRINKS, FOOD, BEANS = ITEMS[:4], ITEMS[4:8], ITEMS[8]
WITH_IT = {
    "Flat white": "Croissant",
    "Cappuccino": "Cinnamon roll",
    "Pot of tea": "Plum cake",
    "Espresso": "Cheese roll",
}
COUNTER_FROM, REGULARS, SUNDAY = 8, 46, 6
"""The month from which the counter's receipts are told, and how many customers come more or less regularly."""
BY_WEEKDAY = (6, 7, 7, 8, 11, 14)
HOURS = (8, 8, 8, 9, 9, 10, 11, 12, 12, 13, 15, 15, 16)


@dataclass(frozen=True, slots=True)
class _Regular:
    """A customer's rhythm in days: since when, how often, and until when, counted from the first day of the year."""

    name: str
    begins: int
    gap: int
    ends: int


def tell(shop: Shop, month: Month) -> None:
    """The sales of a month, what winning customers cost in it, and the lists that Sarah keeps."""
    chance = random.Random(900 + month.number)

    def work(op: Operation) -> dict[str, Any]:
        if month.number == 0:
            item.add_many(op, ITEMS)
        drafts = [*_visits(shop, month, chance)]
        if month.number >= COUNTER_FROM:
            drafts += _counter(month, chance)
        sale.record_many(op, sorted(drafts, key=lambda draft: (draft.day, draft.minute)))
        op.undoable = False
        return {}

    run(shop.store, shop.ctx(month.end), msg("Record the sales of the month"), month, ("sale", "party"), work)
    _notes(shop, month)


def _regulars(shop: Shop) -> Iterator[_Regular]:
    """Most come on, each in their own time; every seventh fell silent, and the last ones came but once."""
    for place, name in enumerate(shop.customers[:REGULARS]):
        chance = random.Random(place)
        begins = 4 + place * 6 + chance.randrange(8)
        gap = chance.choice((6, 8, 11, 14, 14, 21, 28))
        if place > REGULARS - 8:
            once = 355 - 9 * (REGULARS - place)
            yield _Regular(name, once, gap, once)
        else:
            yield _Regular(name, begins, gap, 255 + chance.randrange(30) if place % 7 == 3 else 400)


def _visits(shop: Shop, month: Month, chance: random.Random) -> Iterator[SaleDraft]:
    first = add_months(month.start, -month.number)
    for regular in _regulars(shop):
        rhythm, at = random.Random(regular.name), regular.begins
        while at <= regular.ends:
            day = first + dt.timedelta(at)
            if day > month.end:
                break
            if month.start <= day and day.weekday() != SUNDAY:
                yield _receipt(day, chance, shop.ids[regular.name])
            at += max(2, regular.gap + rhythm.randrange(-2, 3))


def _counter(month: Month, chance: random.Random) -> list[SaleDraft]:
    """What walk-in customers bought at the counter; on Sundays it is closed."""
    days = [month.start + dt.timedelta(n) for n in range((month.end - month.start).days + 1)]
    return [
        _receipt(day, chance)
        for day in days
        if day.weekday() != SUNDAY
        for _ in range(BY_WEEKDAY[day.weekday()] + chance.randrange(-1, 2) + month.number % 2)
    ]


def _receipt(day: dt.date, chance: random.Random, party: int | None = None) -> SaleDraft:
    drink = chance.choice(DRINKS)
    found = [(drink, chance.choice((1, 1, 1, 2)))]
    if chance.random() < 0.55:
        usual = next(each for each in FOOD if each.name == WITH_IT[drink.name])
        found.append((usual if chance.random() < 0.7 else chance.choice(FOOD), 1))
    if chance.random() < 0.04:
        found.append((BEANS, 1))
    lines = {each.name: SaleItem(each.name, Decimal(count), (each.price or 0) * count) for each, count in found}
    total = sum(line.amount or 0 for line in lines.values())
    return SaleDraft(
        day=day,
        minute=chance.choice(HOURS) * 60 + chance.randrange(60),
        amount=total,
        paid=total,
        party=party,
        payment=PaymentKind.CARD if chance.random() < 0.7 else PaymentKind.CASH,
        channel="counter",
        items=tuple(lines.values()),
    )


def _notes(shop: Shop, month: Month) -> None:
    """Flyers and the newsletter's hours; an estimate of the market; the lists of today."""
    ctx = shop.ctx(month.end)
    if month.number in (2, 5, 8):
        flyers = CostDraft(CostKind.ADS, 64_00, month.start, month.end, local=True, what="Flyers in Ashby")
        acquisition.note_cost(shop.store, ctx, flyers)
    if month.number >= 2:
        letter = CostDraft(CostKind.STAFF_TIME, 36_00, month.start, month.end, what="Two hours for the newsletter")
        acquisition.note_cost(shop.store, ctx, letter)
    if month.number == 6:
        begun = add_months(month.start, -6)
        ended = add_months(begun, 12) - dt.timedelta(1)
        estimate = MarketDraft(310_000_00, begun, ended, "Ashby Chamber of Commerce", month.start)
        acquisition.note_market(shop.store, ctx, estimate)
    if month.end == shop.today:
        win_back = SegmentRule(local=True, least_purchases=2, silent_days=60)
        segment.save(shop.store, ctx, SegmentDraft("Win back", win_back))
        segment.save(shop.store, ctx, SegmentDraft("New this month", SegmentRule(new_days=30)))
        segment.save(
            shop.store, ctx, SegmentDraft("Regulars to thank", SegmentRule(least_purchases=12, within_days=30))
        )
        _answers(shop, ctx)


def _answers(shop: Shop, ctx: Context) -> None:
    """What customers said when the newsletter asked for their address: many nothing yet."""
    for place, person in enumerate(segment.members(shop.store, SegmentRule(reach=Reach.EMAIL), ctx.today)):
        state = ConsentState.GIVEN if place % 3 == 0 else ConsentState.REFUSED if place % 11 == 5 else None
        ways = party.page(shop.store, ctx, person.party).contacts if state else ()
        mail = next((way.id for way in ways if way.kind is ContactKind.EMAIL), None)
        if state and mail:
            contact.set_consent(shop.store, ctx, mail, "newsletter", state, how="asked at the counter")
