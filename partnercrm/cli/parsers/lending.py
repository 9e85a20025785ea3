"""What can be said of lending, and of whose turn it is."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs

KINDS = ("space_and_equipment", "time_of_people")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm lending STORE shelf|put|lend|return|list|turns|...`."""
    verbs = add_verbs(commands, "lending", "What neighbours lend each other, and whose turn it is.")
    shelf = add_verb(verbs, "shelf", "lending:shelf", "List what can be lent, ours first.", read_only=True)
    shelf.add_argument("--all", action="store_true", help="also what was put away")
    put = add_verb(verbs, "put", "lending:put", "Put something on the shelf.")
    put.add_argument("what", metavar="NAME")
    put.add_argument("--owner", metavar="PARTY", help="whose it is; ours unless said")
    put.add_argument("--kind", choices=KINDS, default=KINDS[0])
    put.add_argument("--unit", default="", help="hour, day, run; nothing for a thing")
    put.add_argument("--note", default="")
    for name, words in (("put-away", "Take something off the shelf."), ("put-back", "Put it back on the shelf.")):
        _thing(add_verb(verbs, name, f"lending:{name.replace('-', '_')}", words))
    _loans(verbs)
    turns = add_verb(verbs, "turns", "lending:turns", "Whose turn it is, and what would fit.", read_only=True)
    turns.add_argument("--party")
    add_verb(verbs, "offers", "lending:offers", "List what else we could give.", read_only=True)
    offer = add_verb(verbs, "offer", "lending:offer", "Say what else we could give.")
    offer.add_argument("what", metavar="TEXT")
    offer.add_argument("--kind", help="a kind of value, such as exposure")
    withdraw = add_verb(verbs, "withdraw", "lending:withdraw", "Take an offer of ours away.")
    withdraw.add_argument("id", metavar="ID", help="its UUID, or its words")


def _loans(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lend = add_verb(verbs, "lend", "lending:lend", "Lend what is ours, or borrow what is theirs.")
    _thing(lend)
    lend.add_argument("--party", help="who gets it; of theirs it is whose it is")
    lend.add_argument("--date", help="YYYY-MM-DD; today unless said")
    lend.add_argument("--due", metavar="DATE", help="makes one reminder")
    lend.add_argument("--condition", default="", help="how it is as it goes out")
    lend.add_argument("--note", default="")
    lend.add_argument("--returned", metavar="DATE", help="it is back already")
    _measure(lend)
    back = add_verb(verbs, "return", "lending:bring_back", "It came back: posted once.")
    _loan(back)
    back.add_argument("--date", help="YYYY-MM-DD; today unless said")
    back.add_argument("--condition", default="", help="how it is as it comes back")
    _measure(back)
    for name, words in (
        ("post", "Post a returned loan again, after its entry was reversed."),
        ("reopen", "It is out after all; its entry is reversed."),
        ("remove", "Take a loan away that was noted by mistake and never posted."),
    ):
        _loan(add_verb(verbs, name, f"lending:{name}", words))
    listed = add_verb(verbs, "list", "lending:listed", "List loans: what is out first.", read_only=True)
    listed.add_argument("--party")
    for option in ("out", "late", "returned", "not-in-ledger"):
        listed.add_argument(f"--{option}", action="store_true")


def _thing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("thing", metavar="THING", help="its UUID or exact name")


def _loan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="its UUID, or what is lent")


def _measure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quantity", help="how many units")
    parser.add_argument("--price", help="what both agreed a unit is worth; the agreed value unless said")
    parser.add_argument("--without-price", action="store_true", help="the two want no value on it")
