"""What can be said of loyalty programs, cards and points."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from partnercrm.cli.parser import add_verb, add_verbs

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(commands: Verbs) -> None:
    """`partnercrm loyalty STORE programs|templates|start|join|card|earn|redeem|...`."""
    verbs = add_verbs(
        commands, "loyalty", "Programs, cards and points: earn, redeem, refund, expire, what is promised."
    )
    add_verb(verbs, "programs", "loyalty:programs", "The programs there are.", read_only=True)
    add_verb(verbs, "templates", "loyalty:templates", "Programs that work at once.", read_only=True)
    start = add_verb(verbs, "start", "loyalty:start", "Start a program from a template.")
    start.add_argument("template", metavar="TEMPLATE", choices=("points", "stamps", "tiers"))
    start.add_argument("--name", default="", help="as the template says unless said")
    start.add_argument("--from", dest="from_day", metavar="DATE", help="today unless said")
    _card_verbs(verbs)
    _point_verbs(verbs)
    _figure_verbs(verbs)


def _card_verbs(verbs: Verbs) -> None:
    join = add_verb(verbs, "join", "loyalty:join", "Give somebody a card.")
    join.add_argument("--party", help="UUID, external reference or exact name")
    join.add_argument("--program", default="", help="its name or UUID, where there are several")
    join.add_argument(
        "--card", default="", metavar="NUMBER", help="a number that is printed already; a new one unless said"
    )
    join.add_argument("--home", metavar="PARTY", help="the partner's shop that handed it out; ours unless said")
    cards = add_verb(verbs, "cards", "loyalty:cards", "The cards there are.", read_only=True)
    cards.add_argument("--party")
    cards.add_argument("--program", default="")
    cards.add_argument("--closed", action="store_true", help="closed ones instead of open ones")
    card = add_verb(verbs, "card", "loyalty:card", "A card: balance, lots, owed back, next expiries.", read_only=True)
    card.add_argument("card", metavar="CARD", help="its number")
    desk = add_verb(
        verbs, "desk", "loyalty:desk", "What the desk says about a card, a name or a voucher.", read_only=True
    )
    desk.add_argument("text", metavar="TEXT")
    desk.add_argument("--date", help="the day it is for, YYYY-MM-DD; today unless said")
    movements = add_verb(
        verbs, "movements", "loyalty:movements", "What happened on a card, newest first.", read_only=True
    )
    movements.add_argument("card", metavar="CARD", nargs="?", help="its number; all cards unless said")
    close = add_verb(verbs, "close", "loyalty:close", "Close a card; what is left on it is put to 0.")
    close.add_argument("card", metavar="CARD")
    close.add_argument("--reason", default="")
    made = add_verb(verbs, "codes", "loyalty:make_codes", "Make one-use codes for a card, good in partners' shops.")
    made.add_argument("card", metavar="CARD")
    made.add_argument("--count", type=int, default=1)
    made.add_argument("--points", help="how many points each is good for at most")
    made.add_argument("--until", metavar="DATE")


def _point_verbs(verbs: Verbs) -> None:
    earn = add_verb(verbs, "earn", "loyalty:earn", "Points for a purchase.")
    earn.add_argument("card", metavar="CARD")
    earn.add_argument("--paid", help="what was paid, where the program counts money")
    earn.add_argument("--pieces", help="how many, where it counts pieces")
    earn.add_argument("--excluded", default="0", help="how much of what was paid earns nothing, such as gift cards")
    earn.add_argument("--record-sale", action="store_true", help="also record the sale")
    earn.add_argument("--receipt", default="", help="the receipt number of the sale")
    _when(earn)
    sales = add_verb(verbs, "count-sales", "loyalty:count_sales", "Points for a till's sales that name a card.")
    sales.add_argument("--since", metavar="DATE", help="sales from that day on")
    sales.add_argument("--source", default="", help="only those of that source, such as till")
    redeem = add_verb(verbs, "redeem", "loyalty:redeem", "Use points, or take a reward.")
    redeem.add_argument("card", metavar="CARD")
    redeem.add_argument("--points")
    redeem.add_argument("--reward", help="its name")
    redeem.add_argument("--times", type=int, default=1, help="how many of the reward")
    redeem.add_argument("--code", default="", help="a one-use code, for a card of another shop")
    redeem.add_argument("--shop", metavar="PARTY", help="the partner's shop where it was; ours unless said")
    redeem.add_argument("--reason", default="")
    _when(redeem)
    refund = add_verb(verbs, "refund", "loyalty:refund", "Take back the points of a purchase that was refunded.")
    refund.add_argument("movement", metavar="MOVEMENT", help="the id of the earning, or the card whose last one it was")
    refund.add_argument("--paid", help="how much money was given back; all of it unless said")
    refund.add_argument("--pieces", help="how many pieces came back")
    refund.add_argument("--reason", default="")
    _when(refund)
    back = add_verb(verbs, "give-back", "loyalty:give_back", "Points of a redemption return to their lots.")
    back.add_argument(
        "movement", metavar="MOVEMENT", help="the id of the redemption, or the card whose last one it was"
    )
    back.add_argument("--points", help="all of them unless said")
    back.add_argument("--reason", default="")
    _when(back)
    adjust = add_verb(verbs, "adjust", "loyalty:adjust", "Put points right, with the reason.")
    adjust.add_argument("card", metavar="CARD")
    adjust.add_argument("--points", required=True, help="above or below zero: --points=-3")
    adjust.add_argument("--reason", required=True)
    _when(adjust)
    transfer = add_verb(verbs, "transfer", "loyalty:transfer", "Pass points on to another card, with the reason.")
    transfer.add_argument("card", metavar="CARD")
    transfer.add_argument("--to", required=True, metavar="CARD")
    transfer.add_argument("--points", help="all of them unless said")
    transfer.add_argument("--reason", required=True)
    _when(transfer)


def _figure_verbs(verbs: Verbs) -> None:
    expire = add_verb(verbs, "expire", "loyalty_figures:expire", "Write off what ended before a day.")
    expire.add_argument("--date", help="YYYY-MM-DD; today unless said")
    expire.add_argument("--program", default="", help="only this one")
    upcoming = add_verb(
        verbs, "expiries", "loyalty_figures:expiries", "The next days on which points end.", read_only=True
    )
    upcoming.add_argument("--program", default="", help="only this one")
    promised = add_verb(
        verbs, "liability", "loyalty_figures:liability", "What points promise, in two views.", read_only=True
    )
    promised.add_argument("--on", metavar="DATE", help="at the end of that day; today unless said")
    promised.add_argument("--program", default="", help="only this one")
    rolled = add_verb(
        verbs, "rollforward", "loyalty_figures:rollforward", "The points of a span, opening to closing.", read_only=True
    )
    rolled.add_argument("--from", dest="from_day", metavar="DATE", help="the first day of this month unless said")
    rolled.add_argument("--to", dest="to_day", metavar="DATE", help="today unless said")
    rolled.add_argument("--program", default="", help="only this one")


def _when(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", help="the real day, YYYY-MM-DD; today unless said")
