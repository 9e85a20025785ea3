"""What can be said of coalitions and the settlement of their points."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm settlement STORE terms|partner|partners|paid|make|show|list|sign|delete|reverse`."""
    verbs = add_verbs(commands, "settlement", "Settle the points of neighbours who share one card.")
    terms = add_verb(verbs, "terms", "settlement:terms", "Say what the shops of a program agreed.")
    terms.add_argument("--due", default="burnt", help="burnt, by the lot's issuer, or issued, to the pot's keeper")
    terms.add_argument("--keeper", metavar="PARTY", help="who keeps the pot; we unless said")
    terms.add_argument("--overspending", default="home_shop", help="who bears it: redeemer, home_shop or shared")
    partner = add_verb(verbs, "partner", "settlement:partner", "Let a shop take part, or change what it agreed.")
    partner.add_argument("--party", required=True)
    partner.add_argument("--rate", required=True, help="what a point is worth, such as 0.05")
    only = partner.add_mutually_exclusive_group()
    only.add_argument("--earn-only", action="store_true", help="points are only collected there")
    only.add_argument("--redeem-only", action="store_true", help="points are only used there")
    partner.add_argument("--prepaid", action="store_true", help="it pays beforehand, into a pot")
    partner.add_argument("--alert", metavar="V", help="tell when so much is open, or when its pot falls below")
    partner.add_argument("--from", dest="from_day", metavar="DATE")
    partner.add_argument("--until", dest="until_day", metavar="DATE")
    partners = add_verb(
        verbs, "partners", "settlement:partners", "Who takes part, and how each stands.", read_only=True
    )
    paid = add_verb(verbs, "paid", "settlement:paid", "Note what two partners paid each other without us.")
    paid.add_argument("--payer", required=True, metavar="PARTY")
    paid.add_argument("--payee", required=True, metavar="PARTY")
    paid.add_argument("--value", required=True)
    paid.add_argument("--date", help="YYYY-MM-DD; today unless said")
    paid.add_argument("--note", default="")
    make = add_verb(verbs, "make", "settlement:make", "Make the draft of a settlement.")
    make.add_argument("--until", help="its last day; today unless said")
    make.add_argument("--from", dest="from_day", metavar="DATE", help="its first day; after the last one unless said")
    for parser in (terms, partner, partners, paid, make):
        parser.add_argument("--program", default="", help="its name, where there are several")
    _standing(verbs)


def _standing(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    show = add_verb(verbs, "show", "settlement:show", "A settlement with its arithmetic.", read_only=True)
    sign = add_verb(verbs, "sign", "settlement:sign", "Post a draft that all signed.")
    sign.add_argument("--document", required=True, help="the document that all signed")
    sign.add_argument("--date", help="when it was signed; today unless said")
    delete = add_verb(verbs, "delete", "settlement:delete", "Delete a draft.")
    reverse = add_verb(verbs, "reverse", "settlement:reverse", "Take a signed settlement back.")
    for parser in (show, sign, delete, reverse):
        parser.add_argument(
            "settlement", nargs="?", default="", metavar="SETTLEMENT", help="its id or document; the newest unless said"
        )
    for parser in (sign, reverse):
        parser.add_argument("--reason", default="")
    add_verb(verbs, "list", "settlement:listed", "All settlements.", read_only=True)
