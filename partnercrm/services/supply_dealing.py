"""What the party's page says of supply: orders on their way, the last deliveries, and bills that ask for more."""

from __future__ import annotations

from db.engine import Store
from partnercrm.domain.dates import due_words, short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.money import Amount
from partnercrm.domain.supply import ORDER_WORDS, OrderState
from partnercrm.domain.supply_rows import DeliveryFilter, DeliveryRow, OrderFilter, OrderRow
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import delivery, purchase
from partnercrm.services import store as stores
from partnercrm.services.context import Context

SHOWN = 3
TAB, VIEW = "effectiveness", "suppliers"


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The orders of a party (row id) that are to come, late ones first, and the last deliveries."""
    orders = purchase.listed(store, ctx, OrderFilter(party, open=True))
    late = sorted(orders, key=lambda row: (row.state is not OrderState.LATE, row.expected or row.day))
    came = delivery.page_rows(store, delivery.ids(store, DeliveryFilter(party))[:SHOWN])
    rows = [*(_order(row, ctx) for row in late), *(_delivery(row, store, ctx) for row in came)]
    return Dealings(msg("Supply"), tuple(rows))


def _order(row: OrderRow, ctx: Context) -> Dealing:
    said = due_words(row.expected, ctx.today) if row.expected else msg("{day}", day=short(row.day, ctx.today))
    detail = said if row.state is OrderState.LATE else msg("{state}, {due}", state=ORDER_WORDS[row.state], due=said)
    title = msg("Order {number}: {what}", number=row.number, what=", ".join(line.item_name for line in row.lines))
    return Dealing(title, detail, TAB, VIEW, row.id, late=row.state is OrderState.LATE, part="orders")


def _delivery(row: DeliveryRow, store: Store, ctx: Context) -> Dealing:
    what = msg("Delivery: {what}", what=", ".join(line.item_name for line in row.lines))
    said: Message = msg("{day}", day=short(row.day, ctx.today))
    if row.difference:
        asked = Amount(row.difference, stores.facts(store).currency)
        said = msg("{day}, the bill asks {amount} more than was accepted", day=short(row.day, ctx.today), amount=asked)
    refused = sum(line.accepted < line.received for line in row.lines)
    amount = plural("{count} item not good", "{count} items not good", refused) if refused else None
    return Dealing(what, said, TAB, VIEW, row.id, amount, part="deliveries")
