"""What was bought with a sale, line by line, where the till or the owner says it. A sale without items stays whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.errors import Refused
from partnercrm.domain.item import is_count, name_key
from partnercrm.domain.ledger import QUANTITY_DIGITS, VALUE_LIMIT
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency, parse_money
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import msg

_COUNT = re.compile(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*(?:[x\N{MULTIPLICATION SIGN}]\s*)?\s(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SaleItem:
    """An item by its name or code, how many, and what they cost together in minor units before the sale's reduction.

    None where only the whole is known. Both are below zero where it comes back.
    """

    item: str
    quantity: Decimal = Decimal(1)
    amount: int | None = None

    def back(self) -> SaleItem:
        """The same, given back."""
        return SaleItem(self.item, -self.quantity, None if self.amount is None else -self.amount)


@dataclass(frozen=True, slots=True)
class SaleItemRow:
    """A line of a sale (row id) as lists show it; `text` is the till's word for it where it is not the item's name."""

    sale: int
    item: int
    uuid: UUID
    name: str
    text: str
    quantity: Decimal
    amount: int | None


def item_problems(items: Sequence[SaleItem]) -> list[Problem]:
    """What is wrong with the lines of a sale. A line may come back while others are bought."""
    found = []
    for line in items:
        if not line.item.strip() or not can_be_kept(line.item):
            found.append(Problem("items", msg("Say what was bought.")))
        elif not is_count(abs(line.quantity)) or not line.quantity:
            text = msg(
                "How many {item}? At most {digits} decimals, and not none.", item=line.item, digits=QUANTITY_DIGITS
            )
            found.append(Problem("items", text))
        elif (line.amount or 0) * line.quantity < 0:
            text = msg("{item}: what comes back is below zero, both how many and how much.", item=line.item)
            found.append(Problem("items", text))
        elif abs(line.amount or 0) >= VALUE_LIMIT:
            found.append(Problem("items", msg("The value is too large.")))
    return found


def typed_items(text: str, currency: Currency, locale: Locale) -> tuple[SaleItem, ...]:
    """What a person typed, a line each: `2 Flat white = 6.80`; without a number it is one, the price may be left out.

    Raises Refused naming the line.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        named, equals, price = line.rpartition("=")
        name = (named if equals else line).strip()
        count = _COUNT.match(name)
        try:
            amount = parse_money(price, currency, locale) if equals else None
        except Refused as refused:
            raise Refused(msg("{line}: {why}", line=line, why=refused.message), "items") from refused
        quantity = Decimal(count[1].replace(",", ".")) if count else Decimal(1)
        found.append(SaleItem(name[count.end() :] if count else name, quantity, amount))
    return tuple(found)


def with_one_more(text: str, name: str) -> str:
    """What a person typed with one more of an item: its line counts one more, or it gets one of its own."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        count = _COUNT.match(line.strip())
        typed = line.strip()[count.end() :] if count else line.strip()
        if name_key(typed) == name_key(name):
            number = Decimal(count[1].replace(",", ".")) if count else Decimal(1)
            lines[place] = f"{number + 1:f} {typed}"
            return "\n".join(lines)
    return "\n".join([*filter(str.strip, lines), name])


def items_total(items: Sequence[SaleItem]) -> int | None:
    """What the lines come to in minor units; None where there are none or one says no amount."""
    amounts = [line.amount for line in items]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if items and len(known) == len(amounts) else None
