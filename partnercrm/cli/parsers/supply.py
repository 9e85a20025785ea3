"""What can be said of items, suppliers, orders and deliveries."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs

LINE = "ITEM=QUANTITY[@PRICE]"
CAME = "ITEM=RECEIVED[/ACCEPTED][@PRICE]"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm supply STORE items|item|offer|order|deliver|bill|pay|...`."""
    verbs = add_verbs(commands, "supply", "What we buy: items, who can bring them, orders, deliveries and their bills.")
    _items(verbs)
    _offers(verbs)
    _orders(verbs)
    _deliveries(verbs)
    rule = add_verb(verbs, "rule", "supply:rule", "Show or change how suppliers are counted.")
    rule.add_argument("--by", choices=("line", "order"), help="count lines of orders, or whole orders")
    rule.add_argument("--against", choices=("promised", "requested"), help="which day counts")
    rule.add_argument("--days", type=int, help="so many days late still count as on time")
    rule.add_argument("--percent", help="so many percent less still count as complete")
    rule.add_argument("--single", type=int, metavar="PERCENT", help="from this share on one supplier is the only one")
    for key, words in (("otif", "being on time and complete"), ("quality", "quality"), ("price-drift", "the price")):
        rule.add_argument(f"--weigh-{key}", type=int, metavar="N", help=f"how much {words} counts for the score")


def _items(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = add_verb(verbs, "items", "item:listed", "List what we buy and sell.", read_only=True)
    listed.add_argument("--all", action="store_true", help="also what was put away")
    item = add_verb(verbs, "item", "item:put", "Add an item, or change the one of that name.")
    item.add_argument("item", metavar="NAME")
    item.add_argument("--rename", metavar="NAME")
    for name, words in (
        ("code", "its number in the till"),
        ("unit", "sack, kg, piece"),
        ("category", "what it belongs to"),
        ("note", "anything else"),
    ):
        item.add_argument(f"--{name}", help=words)
    item.add_argument("--price", help="what we take for one unit")
    item.add_argument("--cost", help="what one unit costs us")
    item.add_argument("--stock", metavar="QUANTITY", help="what was counted today")
    item.add_argument("--daily-use", metavar="QUANTITY", help="what a day uses")
    item.add_argument("--margin-a-day", metavar="AMOUNT", help="the margin that a day without it loses")
    away = add_verb(verbs, "put-away-item", "item:put_away", "We have it no more; what names it stays.")
    away.add_argument("item", metavar="ITEM")
    away.add_argument("--back", action="store_true", help="we have it again")


def _offers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = add_verb(verbs, "offers", "supply:offers", "List who can bring what, with prices.", read_only=True)
    listed.add_argument("--party")
    listed.add_argument("--item")
    listed.add_argument("--all", action="store_true", help="also those who bring it no more")
    offer = add_verb(verbs, "offer", "supply:offer", "Say that a supplier can bring an item, or change what is known.")
    _who_and_what(offer)
    offer.add_argument("--share", metavar="PERCENT", help="of what we need")
    offer.add_argument("--lead-days", type=int, help="from order to door")
    offer.add_argument("--minimum", metavar="QUANTITY", help="the smallest order")
    offer.add_argument("--their-code", help="its number with them")
    offer.add_argument("--recover-says", type=int, metavar="DAYS", help="until they deliver again, they say")
    offer.add_argument("--recover-we-think", type=int, metavar="DAYS", help="until they deliver again, we think")
    offer.add_argument("--note")
    _price(offer)
    test = add_verb(verbs, "test", "supply:test", "Note that somebody tried whether they can step in.")
    _who_and_what(test)
    test.add_argument("--date", help="YYYY-MM-DD; today unless said")
    end = add_verb(verbs, "end", "supply:end", "They bring it no more.")
    _who_and_what(end)
    end.add_argument("--date", help="YYYY-MM-DD; today unless said")
    end.add_argument("--again", action="store_true", help="they do bring it again")


def _orders(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = add_verb(verbs, "orders", "purchase:listed", "List orders.", read_only=True)
    listed.add_argument("--party")
    listed.add_argument("--open", action="store_true", help="only what is still to come")
    listed.add_argument("--late", action="store_true", help="only what is late")
    order = add_verb(verbs, "order", "purchase:order", "Order something.")
    order.add_argument("--party", required=True)
    order.add_argument("--line", action="append", required=True, metavar=LINE)
    order.add_argument("--tax", metavar="PERCENT", help="tax that comes on top of the prices")
    order.add_argument("--requested", metavar="DATE", help="when we want it")
    order.add_argument("--promised", metavar="DATE", help="when they say it comes")
    order.add_argument("--number", default="", help="our order number")
    order.add_argument("--date", help="YYYY-MM-DD; today unless said")
    order.add_argument("--note", default="")
    promise = add_verb(verbs, "promise", "purchase:promise", "Note when an order comes.")
    promise.add_argument("order", metavar="ORDER", help="its id or its number")
    promise.add_argument("--promised", metavar="DATE", required=True)
    close = add_verb(verbs, "close-order", "purchase:close", "Expect no more of an order.")
    close.add_argument("order", metavar="ORDER")
    close.add_argument("--why", default="")
    close.add_argument("--again", action="store_true", help="expect it after all")
    remove = add_verb(verbs, "remove-order", "purchase:remove", "Take an order away of which nothing came.")
    remove.add_argument("order", metavar="ORDER")


def _deliveries(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = add_verb(verbs, "deliveries", "delivery:listed", "List deliveries.", read_only=True)
    listed.add_argument("--party")
    listed.add_argument("--not-in-ledger", action="store_true", help="only those without an entry that stands")
    came = add_verb(verbs, "deliver", "delivery:deliver", "Note what came; it posts once, for what was accepted.")
    came.add_argument("--party", help="who brought it; of an order it is whose it is")
    came.add_argument("--order", metavar="ORDER", help="the order that it fills, by id or number")
    came.add_argument("--line", action="append", default=[], metavar=CAME, help="of an order: all it lacks unless said")
    came.add_argument("--tax", metavar="PERCENT", help="tax that comes on top of the prices")
    came.add_argument("--why-refused", default="")
    came.add_argument("--date", help="YYYY-MM-DD; today unless said")
    came.add_argument("--number", default="", help="the number of the delivery note")
    came.add_argument("--bill", metavar="NUMBER", help="their bill, where it came with the goods")
    came.add_argument("--bill-amount", metavar="AMOUNT", help="what it asks; what was accepted unless said")
    came.add_argument("--due", metavar="DATE")
    came.add_argument("--in-the-books", action="store_true", help="count it, post nothing")
    came.add_argument("--entry", default="", metavar="NUMBER", help="its entry, where that was typed in before")
    came.add_argument("--wait-for-bill", action="store_true", help="post only once its bill is attached")
    for name, words in (("bill", "Attach a bill."), ("credit-note", "Attach a credit note.")):
        document = add_verb(verbs, name, f"delivery:{name.replace('-', '_')}", words)
        _delivery(document)
        document.add_argument("--number", required=True)
        document.add_argument("--amount", required=True)
        document.add_argument("--date", help="YYYY-MM-DD; today unless said")
        document.add_argument("--due", metavar="DATE")
        document.add_argument("--file", metavar="FILE", help="a copy of it is kept in the shop file")
    accept = add_verb(verbs, "accept-difference", "delivery:accept", "Post what a bill differs by.")
    _delivery(accept)
    accept.add_argument("--date", help="YYYY-MM-DD; today unless said")
    pay = add_verb(verbs, "pay", "delivery:pay", "Pay a delivery.")
    _delivery(pay)
    pay.add_argument("--paid", metavar="AMOUNT", help="all that is open, less the discount, unless said")
    pay.add_argument("--discount", default="0", metavar="AMOUNT", help="taken off for paying early")
    pay.add_argument("--date", help="YYYY-MM-DD; today unless said")
    _delivery(add_verb(verbs, "post", "delivery:post", "Post a delivery that stands in no ledger."))
    back = add_verb(verbs, "take-back", "delivery:take_back", "Reverse what a delivery posted.")
    _delivery(back)
    back.add_argument("--why", default="")
    _delivery(add_verb(verbs, "remove-delivery", "delivery:remove", "Take a delivery away that was never posted."))


def _who_and_what(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM", help="its name, its code or its id")
    parser.add_argument("--party", required=True, help="who brings it")


def _price(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--price", help="for one unit")
    parser.add_argument("--tax", metavar="PERCENT", help="tax that comes on top; in the price unless said")
    parser.add_argument("--from", dest="from_day", metavar="DATE", help="from when the price holds; today unless said")


def _delivery(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("delivery", metavar="DELIVERY", help="its id, its number, or the number of its bill")
