"""The columns of the lists of supply: items, orders, deliveries."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.supply import ORDER_WORDS, DocumentKind
from partnercrm.domain.supply_rows import DeliveryRow, OrderRow
from partnercrm.domain.words import Message, msg, plural

_TEXT, _MONEY, _NUMBER, _DATE, _COUNT = (
    ColumnKind.TEXT,
    ColumnKind.MONEY,
    ColumnKind.NUMBER,
    ColumnKind.DATE,
    ColumnKind.COUNT,
)


def item_names(row: OrderRow | DeliveryRow) -> str:
    """`Flour, Milk`."""
    return ", ".join(dict.fromkeys(line.item_name for line in row.lines))


def good_words(row: DeliveryRow) -> Message | str:
    """How many of its items were not all good; nothing where all were."""
    refused = sum(line.accepted < line.received for line in row.lines)
    return plural("{count} item not good", "{count} items not good", refused) if refused else msg("All good")


def bill_words(row: DeliveryRow) -> Message | str:
    """`R-881`, `No bill yet`, or that it stands in the books elsewhere."""
    bills = [each.number for each in row.documents if each.kind is DocumentKind.BILL]
    if bills:
        return ", ".join(bills)
    return msg("In the books already") if row.in_the_books else msg("No bill yet")


def value_of(row: DeliveryRow) -> int | None:
    """What was good is worth, or what stands in the ledger for it where nobody typed prices."""
    return row.value if row.value is not None else row.posted or None


def lasts(row: ItemRow) -> Decimal | None:
    """For how many days the stock lasts, as it was counted."""
    if row.stock is None or not row.daily_use:
        return None
    return Decimal(int(Fraction(row.stock) / Fraction(row.daily_use)))


def _lasts(row: ItemRow) -> Cell:
    return lasts(row)


ORDERS: tuple[Column[OrderRow], ...] = (
    Column("party", msg("Of whom"), _TEXT, lambda row: row.party_name, "", 22),
    Column("what", msg("What"), _TEXT, item_names, "", 26),
    Column("day", msg("Ordered"), _DATE, lambda row: row.day, "", 11),
    Column("expected", msg("Should come"), _DATE, lambda row: row.expected, "", 15),
    Column("state", msg("State"), _TEXT, lambda row: ORDER_WORDS[row.state], "", 15),
    Column("value", msg("Value"), _MONEY, lambda row: row.value, "", 11),
    Column("number", msg("Number"), _TEXT, lambda row: row.number, "", 12),
    Column("note", msg("Note"), _TEXT, lambda row: row.note, "", 20, hidden=True),
)
DELIVERIES: tuple[Column[DeliveryRow], ...] = (
    Column("party", msg("From whom"), _TEXT, lambda row: row.party_name, "", 22),
    Column("what", msg("What came"), _TEXT, item_names, "", 26),
    Column("day", msg("Came"), _DATE, lambda row: row.day, "", 11),
    Column("good", msg("Was it good?"), _TEXT, good_words, "", 17),
    Column("value", msg("Value"), _MONEY, value_of, "", 11),
    Column("bill", msg("Bill"), _TEXT, bill_words, "", 14),
    Column("open", msg("Still to pay"), _MONEY, lambda row: row.open or None, "", 13),
    Column("entry", msg("Entry"), _TEXT, lambda row: row.entry.number if row.entry else "", "", 11),
    Column("order", msg("Order"), _TEXT, lambda row: row.order_number, "", 12, hidden=True),
    Column("number", msg("Delivery note"), _TEXT, lambda row: row.number, "", 14, hidden=True),
)
ITEMS: tuple[Column[ItemRow], ...] = (
    Column("name", msg("Item"), _TEXT, lambda row: row.name, "", 24),
    Column("category", msg("Group"), _TEXT, lambda row: row.category, "", 14),
    Column("unit", msg("Unit"), _TEXT, lambda row: row.unit, "", 10),
    Column("price", msg("We take"), _MONEY, lambda row: row.price, "", 10),
    Column("cost", msg("Costs us"), _MONEY, lambda row: row.cost, "", 10),
    Column("stock", msg("On the shelf"), _NUMBER, lambda row: row.stock, "", 13),
    Column("lasts", msg("Lasts, days"), _NUMBER, _lasts, "", 12),
    Column("suppliers", msg("Suppliers"), _COUNT, lambda row: row.suppliers, "", 11),
    Column("code", msg("Number"), _TEXT, lambda row: row.code, "", 12, hidden=True),
    Column("note", msg("Note"), _TEXT, lambda row: row.note, "", 20, hidden=True),
)
"""To add a column: a line in its list."""
