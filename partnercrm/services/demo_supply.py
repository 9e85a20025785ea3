"""What the example buys: beans of a distributor that is dear and slow, then of the roaster nearby, and the rolls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from partnercrm.domain.dates import int_day
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import entry_number
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply import (
    DeliveryDraft,
    DeliveryLineDraft,
    DocumentDraft,
    DocumentKind,
    OrderDraft,
    OrderLineDraft,
    Price,
    SupplierItemDraft,
)
from partnercrm.domain.words import msg
from partnercrm.services import delivery, item, purchase, statement, supply
from partnercrm.services.delivery_posting import POSTING
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

COASTLINE, HILLSIDE, GRIND = "Coastline Coffee Distribution", "Hillside Roasters", "The Daily Grind"
BEANS = ItemDraft("Coffee beans", "901", "kg", "Buying", cost=12_84, daily_use=Decimal("0.7"), margin_a_day=180_00)
ROLLS = ItemDraft("Rolls and pastries", "902", "trays", "Buying", daily_use=Decimal("0.5"), margin_a_day=65_00)
SWITCH = 3
"""The month in which the roaster takes over."""
LATE, SHORT, WET = (5, 18), (8, 4), 6
"""Month and day of the roaster's one late and one short delivery; the month in which a tray of rolls got wet."""


@dataclass(frozen=True, slots=True)
class _Came:
    """A delivery whose bill stands in the ledger: by whom, when, of what, how much, and how it was ordered."""

    who: str
    day: dt.date
    what: str
    quantity: Decimal
    price: Price | None
    document: str
    promised: dt.date
    ordered_days: int
    missing: int = 0
    refused: int = 0


def tell(shop: Shop, month: Month) -> None:
    """The month's orders and what came of them."""
    if month.number in (0, SWITCH):
        _begin(shop, month)
    came = [each for each in _came(month) if each.day <= month.end]
    numbers = {name: item.find(shop.store, name).id for name in (BEANS.name, ROLLS.name)}
    entries = _entries(shop, came)

    def work(op: Operation) -> dict[str, Any]:
        offers = supply.Offers(op)
        for each in came:
            what, party = numbers[each.what], shop.ids[each.who]
            ordered = OrderLineDraft(what, each.quantity + each.missing, each.price)
            placed = each.day - dt.timedelta(days=each.ordered_days)
            order = OrderDraft(party, placed, (ordered,), promised=each.promised, number=f"LB-{each.document}")
            (number,) = purchase.order_many(op, [order], offers)
            line = DeliveryLineDraft(what, each.quantity, each.quantity - each.refused, each.price)
            entry, billed, due = entries[each.document]
            bill = DocumentDraft(DocumentKind.BILL, each.document, each.day, billed, due)
            draft = DeliveryDraft(None, each.day, (line,), number, bill=bill, entry=entry)
            delivery.deliver_in(op, draft, offers)
        op.undoable = False
        return {}

    run(shop.store, shop.ctx(month.end), msg("Note what came"), ("came", month), POSTING, work)
    for each in came:
        if each.missing or each.refused:
            found = purchase.find(shop.store, shop.ctx(month.end), f"LB-{each.document}")
            purchase.close(shop.store, shop.ctx(month.end), found.id, "Comes with the next order")
    if month.end == shop.today:
        _today(shop, numbers)


def _begin(shop: Shop, month: Month) -> None:
    """Who can bring what: at first the distributor and the bakery, then the roaster in place of the distributor."""
    store, ctx = shop.store, shop.ctx(month.start)
    if month.number == 0:
        beans, rolls = (item.add(store, ctx, draft).item for draft in (BEANS, ROLLS))
        far = SupplierItemDraft(beans, shop.ids[COASTLINE], lead_days=11, recover_says=5, recover_we_think=20)
        supply.add(store, ctx, far, Price(14_90), month.start)
        near = SupplierItemDraft(rolls, shop.ids[GRIND], lead_days=1, recover_we_think=7, note="By 6 in the morning")
        supply.add(store, ctx, near)
        return
    beans = item.find(store, BEANS.name).id
    roaster = SupplierItemDraft(
        beans, shop.ids[HILLSIDE], lead_days=3, minimum=Decimal(5), recover_says=4, recover_we_think=12
    )
    supply.add(store, ctx, roaster, Price(12_00, Decimal(7)), month.start)
    supply.end(store, ctx, supply.find(store, BEANS.name, shop.ids[COASTLINE]).id, month.start)


def _came(month: Month) -> Iterator[_Came]:
    start, number = month.start, month.number

    def on(days: int) -> dt.date:
        return start + dt.timedelta(days=days)

    if number < SWITCH:
        cost = Price(14_90 + 37 * number)
        yield _Came(COASTLINE, on(5), BEANS.name, Decimal(20), cost, f"CD-{4500 + number}", on(0), 11)
    else:
        for days, letter in ((4, "a"), (18, "b")):
            late = (number, days) == LATE
            short = int((number, days) == SHORT)
            kilos, cost = Decimal(8 + number % 3), Price(12_00, Decimal(7))
            promised = on(days - 2) if late else on(days)
            yield _Came(
                HILLSIDE, on(days), BEANS.name, kilos, cost, f"HR-{300 + number}{letter}", promised, 3, missing=short
            )
    trays, refused = Decimal(12 + number), int(number == WET)
    yield _Came(GRIND, on(8), ROLLS.name, trays, None, f"DG-{120 + number}", on(8), 2, refused=refused)


def _entries(shop: Shop, came: Sequence[_Came]) -> dict[str, tuple[str, int, dt.date | None]]:
    """The entries that these bills made, by the bill's number: their number, what they are worth, when they are due."""
    found: dict[str, tuple[str, int, dt.date | None]] = {}
    for who in {each.who for each in came}:
        first = min(each.day for each in came)
        told = statement.statement(shop.store, shop.ids[who], first)
        for row in told.rows:
            if row.their_document and row.received:
                due = None if row.due_raw is None else int_day(row.due_raw)
                found[row.their_document] = entry_number(*row.number_raw), row.received, due
    return found


def _today(shop: Shop, numbers: dict[str, int]) -> None:
    """What is on the shelf and what is on its way: beans that should be here by now, rolls for tomorrow."""
    store, ctx, today = shop.store, shop.ctx(shop.today), shop.today
    for draft, stock in ((BEANS, "6.5"), (ROLLS, "1")):
        item.change(store, ctx, numbers[draft.name], replace(draft, stock=Decimal(stock), stock_day=today))
    for who, draft, days, due, count in ((HILLSIDE, BEANS, 5, -2, 10), (GRIND, ROLLS, 1, 1, 14)):
        line = OrderLineDraft(numbers[draft.name], Decimal(count))
        day, promised = today - dt.timedelta(days=days), today + dt.timedelta(days=due)
        purchase.order(store, ctx, OrderDraft(shop.ids[who], day, (line,), promised=promised, number=f"LB-{who[:1]}99"))
