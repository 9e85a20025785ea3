"""What can be said of cross-promotions."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from partnercrm.cli.parser import add_verb, add_verbs

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
OFFER = "percent=10 | amount=2.00 | gift=WHAT[@WORTH] | bundle=WHAT@PRICE | buy=10+1 WHAT[@WORTH]"


def add(commands: Verbs) -> None:
    """`partnercrm promotion STORE plan|list|show|finish|resume|remove|seen|result|months|due|post|rehearse|since`."""
    verbs = add_verbs(commands, "promotion", "What partners offer to each other's customers, and what came of it.")
    _planning(verbs)
    _reading(verbs)
    post = add_verb(verbs, "post", "promotion:post", "Post what each side gave in a month, or all that is due.")
    post.add_argument("promotion", metavar="PROMOTION", nargs="?", help="its name or id; all unless said")
    post.add_argument("--month", metavar="YYYY-MM")
    _asking(verbs)


def _planning(verbs: Verbs) -> None:
    plan = add_verb(verbs, "plan", "promotion:plan", "Plan a cross-promotion.")
    plan.add_argument("--title", required=True)
    plan.add_argument("--party", action="append", required=True, help="a partner; may be said several times")
    plan.add_argument("--from", dest="from_day", metavar="DATE", required=True)
    plan.add_argument("--to", dest="to_day", metavar="DATE", help="open unless said")
    plan.add_argument("--our-offer", action="append", default=[], metavar="OFFER", help=f"in our shop: {OFFER}")
    plan.add_argument("--their-offer", action="append", default=[], metavar="OFFER", help="in the shop of each partner")
    plan.add_argument("--least", metavar="VALUE", help="the smallest purchase for which the offers are good")
    plan.add_argument("--our-share", default="100", metavar="PERCENT", help="our part of what comes off in our shop")
    plan.add_argument("--their-share", default="100", metavar="PERCENT", help="theirs of what comes off in theirs")
    plan.add_argument("--margin", metavar="PERCENT", help="what is left of our list price")
    plan.add_argument("--their-margin", metavar="PERCENT")
    plan.add_argument("--cost", metavar="VALUE", help="what it costs us besides, such as printing")
    plan.add_argument("--their-cost", metavar="VALUE")
    plan.add_argument("--audience", default="", help="whom it is for")
    plan.add_argument("--target", type=int, help="how many vouchers should come back")
    plan.add_argument("--note", default="")
    finish = add_verb(verbs, "finish", "promotion:finish", "End one before its time.")
    _promotion(finish)
    finish.add_argument("--date", help="its last day, YYYY-MM-DD; today unless said")
    _promotion(add_verb(verbs, "resume", "promotion:resume", "Let one run on that was ended before its time."))
    _promotion(add_verb(verbs, "remove", "promotion:remove", "Take one away that has no vouchers and no entries."))
    seen = add_verb(verbs, "seen", "promotion:seen", "Add what one side did so that the other is seen.")
    _promotion(seen)
    for side, words in (("given", "what we did for them"), ("received", "what they did for us")):
        seen.add_argument(f"--{side}", metavar="WHAT", help=words)
    seen.add_argument("--party", help="with which of several partners")
    seen.add_argument("--date", help="YYYY-MM-DD; today unless said")
    seen.add_argument("--quantity", default="1")
    seen.add_argument("--value", help="of all of it; the agreed value unless said")


def _reading(verbs: Verbs) -> None:
    listed = add_verb(verbs, "list", "promotion:listed", "The cross-promotions there are.", read_only=True)
    listed.add_argument("--party")
    for name, words in (
        ("show", "One with its partners and offers."),
        ("result", "What it brought to us and to each partner."),
        ("months", "What each month posted, and how much waits."),
    ):
        _promotion(add_verb(verbs, name, f"promotion:{name}", words, read_only=True))
    add_verb(verbs, "due", "promotion:due", "The months that are to be posted.", read_only=True)


def _asking(verbs: Verbs) -> None:
    rehearse = add_verb(
        verbs,
        "rehearse",
        "promotion:rehearse",
        "Replay an offer on past sales: what it would have cost.",
        read_only=True,
    )
    rehearse.add_argument("--offer", required=True, metavar="OFFER", help=OFFER)
    rehearse.add_argument("--from", dest="from_day", metavar="DATE", help="a year ago unless said")
    rehearse.add_argument("--to", dest="to_day", metavar="DATE", help="today unless said; days to come: a year before")
    rehearse.add_argument("--margin", required=True, metavar="PERCENT")
    rehearse.add_argument("--uptake", default="100", metavar="PERCENT", help="how many purchases would have used it")
    rehearse.add_argument("--our-share", default="100", metavar="PERCENT")
    rehearse.add_argument("--least", metavar="VALUE")
    rehearse.add_argument("--cost", metavar="VALUE")
    since = add_verb(verbs, "since", "promotion:since", "Before and after we began to work with one.", read_only=True)
    since.add_argument("--party", required=True)
    since.add_argument("--date", help="since when; the first promotion or agreement unless said")


def _promotion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("promotion", metavar="PROMOTION", help="its name or id")
