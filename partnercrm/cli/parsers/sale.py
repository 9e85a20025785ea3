"""What can be said of sales."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm sale STORE record|refund|post|items|show`."""
    verbs = add_verbs(commands, "sale", "Record a sale, say what was bought, give back for one, post what is not paid.")
    record = add_verb(verbs, "record", "sale:record", "Record a sale; what is not paid of it is posted.")
    record.add_argument("--paid", required=True, help="money at the till, without tip and gift card")
    record.add_argument("--amount", help="the price before the reduction; what was paid and the reduction unless said")
    record.add_argument("--reduction", default="0")
    record.add_argument(
        "--rounding", default="0", help="what cash was rounded up; below zero where it was rounded down"
    )
    record.add_argument("--tip", default="0")
    record.add_argument("--party", help="UUID, external reference or exact name; nobody for a walk-in customer")
    record.add_argument("--card", default="", help="the member card that was shown")
    record.add_argument("--voucher", default="")
    record.add_argument("--gift-card", default="", metavar="CODE")
    record.add_argument("--gift-card-amount", default="0")
    record.add_argument("--due", help="when the rest is due, YYYY-MM-DD")
    record.add_argument("--channel", default="")
    _items(record, "what was bought; may be said several times")
    _when(record)
    refund = add_verb(verbs, "refund", "sale:refund", "Give back for a sale, on a day of its own.")
    refund.add_argument("sale", metavar="SALE", help="its id or its receipt number")
    refund.add_argument("--paid", default="0", help="money that is given back")
    refund.add_argument("--amount", help="the list price of what came back; shared out unless said")
    refund.add_argument("--gift-card-amount", default="0", help="what goes back to the gift card")
    refund.add_argument("--off-bill", default="0", help="what is taken off that was not paid yet")
    _items(refund, "what came back; may be said several times")
    _when(refund)
    items = add_verb(verbs, "items", "sale:items", "Say what was bought with a sale that is there; its sums stay.")
    items.add_argument("sale", metavar="SALE", help="its id or its receipt number")
    _items(items, "what was bought; may be said several times")
    post = add_verb(verbs, "post", "sale:post", "Post what is not paid of a sale again, after its entry was reversed.")
    post.add_argument("sale", metavar="SALE", help="its id or its receipt number")
    show = add_verb(verbs, "show", "sale:show", "One with its items, its refunds and what it posted.", read_only=True)
    show.add_argument("sale", metavar="SALE", help="its id or its receipt number")


def _items(parser: argparse.ArgumentParser, words: str) -> None:
    parser.add_argument("--item", action="append", default=[], metavar="NAME[:QUANTITY][=AMOUNT]", help=words)


def _when(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", help="YYYY-MM-DD; today unless said")
    parser.add_argument("--time", help="HH:MM")
    parser.add_argument("--receipt", default="", help="the receipt number; the same one of a source is there once")
    parser.add_argument("--source", default="", help="where it comes from, such as till")
    parser.add_argument("--payment", help="cash, card, transfer, gift_card or on_account")
