"""Quantities, prices and orders in a few words, as sheets and lines say them."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.sentences import amount_of
from partnercrm.domain.supply import Price
from ui.words import locale, money, number, say, tr


def amount(quantity: Decimal, unit: str) -> str:
    """`10 sacks`, or only how many."""
    return say(amount_of(quantity, unit)) if unit else locale().number(quantity)


def price_words(price: Price | None) -> str:
    """`24.00 + 7 % tax`, `24.00`, or nothing."""
    if price is None:
        return ""
    if not price.tax_on_top:
        return money(price.price)
    return tr("{price} + {rate} % tax", price=money(price.price), rate=number(price.tax_on_top.normalize()))


def at_price(quantity: Decimal, unit: str, price: Price | None) -> str:
    """`10 sacks at 24.00 + 7 % tax`."""
    if price is None:
        return amount(quantity, unit)
    return tr("{amount} at {price}", amount=amount(quantity, unit), price=price_words(price))
