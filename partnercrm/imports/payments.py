"""How a till says that something was paid: its own words, card brands, another language, as one of our kinds."""

from __future__ import annotations

import re

from partnercrm.domain.sale import PaymentKind
from partnercrm.domain.text import fold

# The first kind whose words are in the text; "gift card" and "on account" before the card and the account in them.
_SAID: tuple[tuple[PaymentKind, str], ...] = (
    (PaymentKind.GIFT_CARD, "gift card, giftcard, gutschein, geschenkkarte, geschenkgutschein"),
    (PaymentKind.ON_ACCOUNT, "on account, account, invoice, tab, unpaid, rechnung, offen"),
    (PaymentKind.TRANSFER, "transfer, wire, bank, sepa, direct debit, paypal, uberweisung, lastschrift, vorkasse"),
    (
        PaymentKind.CARD,
        "card, debit, credit, visa, mastercard, maestro, amex, american express, contactless, nfc, apple pay, "
        "google pay, stripe, sumup, terminal, karte, ec, girocard, giro, kreditkarte, debitkarte, kartenzahlung",
    ),
    (PaymentKind.CASH, "cash, coins, bar, bargeld, barzahlung"),
)
_WORDS = tuple((kind, tuple(words.split(", "))) for kind, words in _SAID)
_WORD = re.compile(r"[^\W\d_]+")


def payment_of(text: str) -> PaymentKind | None:
    """The kind that a till's words mean, such as `Visa **** 1234`, `EC-Karte` or `Bar`; None where none can be told."""
    said = f" {' '.join(_WORD.findall(fold(text)))} "
    return next((kind for kind, words in _WORDS if any(f" {word} " in said for word in words)), None)
