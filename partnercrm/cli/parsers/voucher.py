"""What can be said of vouchers."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from partnercrm.cli.parser import add_verb, add_verbs

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(commands: Verbs) -> None:
    """`partnercrm voucher STORE make|hand-out|void|batches|list|show|uses|check|redeem|give-back|take-back`."""
    verbs = add_verbs(commands, "voucher", "Make vouchers, hand them out, check and redeem them.")
    _batches(verbs)
    _reading(verbs)
    _using(verbs)


def _batches(verbs: Verbs) -> None:
    made = add_verb(verbs, "make", "voucher:make", "Make a batch of vouchers.")
    made.add_argument("promotion", metavar="PROMOTION", help="its name or id")
    made.add_argument("--count", type=int, default=0)
    made.add_argument("--code", action="append", default=[], help="a code that was printed elsewhere; several times")
    made.add_argument("--shop", default="us", help="where they are good: us, or a partner")
    made.add_argument("--hander", help="who hands them out: us, or a partner; the other side unless said")
    made.add_argument("--offer", type=int, default=1, help="which of the shop's offers, from 1")
    made.add_argument("--control", action="store_true", help="cards that take nothing off, to compare with")
    made.add_argument("--uses", default="1", help="how often each code: a number, or any")
    made.add_argument("--partial", action="store_true", help="an amount may be used in parts")
    made.add_argument("--from", dest="from_day", metavar="DATE")
    made.add_argument("--to", dest="to_day", metavar="DATE")
    made.add_argument("--title", default="", help="what the batch is called")
    out = add_verb(verbs, "hand-out", "voucher:hand_out", "Hand vouchers of a batch out.")
    out.add_argument("batch", metavar="BATCH")
    out.add_argument("--count", type=int, required=True)
    out.add_argument("--party", help="to whom; nobody in particular unless said")
    out.add_argument("--date", help="YYYY-MM-DD; today unless said")
    void = add_verb(verbs, "void", "voucher:void", "Make a voucher void, or what is left of a batch.")
    void.add_argument("code", metavar="CODE", nargs="?")
    void.add_argument("--batch")
    void.add_argument("--reason", default="")


def _reading(verbs: Verbs) -> None:
    batches = add_verb(verbs, "batches", "voucher:batches", "The batches there are.", read_only=True)
    batches.add_argument("promotion", metavar="PROMOTION", nargs="?", help="its name or id; all unless said")
    listed = add_verb(verbs, "list", "voucher:listed", "The vouchers there are.", read_only=True)
    listed.add_argument("--batch")
    listed.add_argument("--state", help="made, handed_out, part_used, used, void or expired")
    add_verb(verbs, "show", "voucher:show", "How a voucher stands.", read_only=True).add_argument(
        "code", metavar="CODE"
    )
    uses = add_verb(verbs, "uses", "voucher:uses", "Where vouchers were used.", read_only=True)
    uses.add_argument("promotion", metavar="PROMOTION", nargs="?", help="its name or id; all unless said")


def _using(verbs: Verbs) -> None:
    check = add_verb(verbs, "check", "voucher:check", "What to tell the customer about a code.", read_only=True)
    redeem = add_verb(verbs, "redeem", "voucher:redeem", "Use a voucher, once and never twice.")
    for parser in (check, redeem):
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--full", metavar="VALUE", help="what the purchase costs before the reduction")
        parser.add_argument("--shop", help="in the shop of a partner; ours unless said")
        parser.add_argument("--date", help="YYYY-MM-DD; today unless said")
    redeem.add_argument("--party", help="the customer")
    redeem.add_argument("--reduction", metavar="VALUE", help="what came off; worked out unless said")
    redeem.add_argument("--revenue", metavar="VALUE", help="what was paid")
    redeem.add_argument("--new", choices=("yes", "no"), help="whether the customer is new")
    redeem.add_argument("--receipt", metavar="N", help="the sale's receipt number, booked or still to come; or its id")
    back = add_verb(verbs, "give-back", "voucher:give_back", "Refund a purchase with a voucher; it stays used.")
    back.add_argument("use", metavar="USE", help="its id, or the code: its last use")
    back.add_argument("--reduction", metavar="VALUE", required=True)
    back.add_argument("--revenue", metavar="VALUE", required=True)
    taken = add_verb(verbs, "take-back", "voucher:take_back", "Take a use back that never was; the code is good again.")
    taken.add_argument("use", metavar="USE", help="its id, or the code: its last use")
    taken.add_argument("--reason", default="")
    for parser in (back, taken):
        parser.add_argument("--date", help="YYYY-MM-DD; today unless said")
