"""What can be said of saved segments and of what winning customers costs."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from partnercrm.cli.parser import add_verb, add_verbs

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(commands: Verbs) -> None:
    """`segment STORE save|members|plan|rule|remove` and `acquisition STORE cost|market|list|remove`."""
    verbs = add_verbs(commands, "segment", "Save customers under conditions, and use them as a list.")
    _conditions(add_verb(verbs, "save", "segment:save", "Save a segment: all its conditions must hold."))
    members = add_verb(verbs, "members", "segment:members", "Who is in it now, and how to reach them.", read_only=True)
    members.add_argument("segment", metavar="SEGMENT", help="its name or id")
    members.add_argument("--on", metavar="DATE", help="as of that day; today unless said")
    plan = add_verb(verbs, "plan", "segment:plan", "Add a follow-up for everybody who is in it now.")
    plan.add_argument("segment", metavar="SEGMENT", help="its name or id")
    plan.add_argument("--title", required=True, help="what is to be done")
    plan.add_argument("--due", required=True, metavar="DATE")
    rule = add_verb(verbs, "rule", "segment:rule", "Show or change how customers are counted.")
    rule.add_argument("--margin", metavar="PERCENT", help="what is left of a sale; none: not known")
    rule.add_argument("--longer", metavar="TIMES", help="silent after so many of their own usual gaps, 2 to 3")
    remove = add_verb(verbs, "remove", "segment:remove", "Take a segment away.")
    remove.add_argument("segment", metavar="SEGMENT", help="its name or id")
    _acquisition(commands)


def _conditions(save: argparse.ArgumentParser) -> None:
    save.add_argument("name", metavar="NAME")
    save.add_argument("--segment", help="the one to change, by its name or id")
    save.add_argument("--local", choices=("yes", "no"), help="from the local area of the settings")
    save.add_argument("--tag", default="")
    save.add_argument("--bought", type=int, metavar="DAYS", help="bought on at least so many days")
    save.add_argument("--bought-at-most", type=int, metavar="DAYS")
    save.add_argument("--silent", type=int, metavar="DAYS", help="bought nothing for so many days")
    save.add_argument("--within", type=int, metavar="DAYS", help="bought within so many days")
    save.add_argument("--new", type=int, metavar="DAYS", help="bought for the first time within so many days")
    save.add_argument("--spent", metavar="VALUE", help="at least")
    save.add_argument("--spent-at-most", metavar="VALUE")
    save.add_argument("--lapsed", choices=("yes", "no"), help="silent for longer than is usual for them")
    save.add_argument(
        "--group", action="append", default=[], help="such as champion or at_risk; may be said several times"
    )
    save.add_argument("--item", help="bought this, by name, code or id")
    save.add_argument("--reach", help="phone, email or address: has one and did not refuse; mail_agreed: said yes")
    save.add_argument(
        "--month", metavar="M", help="has a birthday or another date in month 1 to 12, or in this one: this"
    )
    save.add_argument("--card", choices=("yes", "no"), help="has a card")
    save.add_argument("--program", help="of this program, by name or id")


def _acquisition(commands: Verbs) -> None:
    verbs = add_verbs(commands, "acquisition", "Note what winning customers costs, and how large the local market is.")
    cost = add_verb(verbs, "cost", "segment:cost", "Note a cost; it posts nothing.")
    cost.add_argument("--kind", required=True, help="ads, staff_time or other; vouchers and rewards are known already")
    cost.add_argument("--amount", required=True)
    cost.add_argument("--local", action="store_true", help="spent on people nearby alone")
    cost.add_argument("--what", default="")
    market = add_verb(verbs, "market", "segment:market", "Note an estimate of what people nearby spend.")
    market.add_argument("--amount", required=True)
    market.add_argument("--source", required=True, help="who says so")
    market.add_argument("--said", metavar="DATE", help="when they said so; today unless said")
    listed = add_verb(verbs, "list", "segment:noted", "List what was noted.", read_only=True)
    for parser in (cost, market, listed):
        parser.add_argument("--from", dest="from_day", metavar="DATE")
        parser.add_argument("--to", dest="to_day", metavar="DATE")
    remove = add_verb(verbs, "remove", "segment:take_back", "Take back what was noted.")
    remove.add_argument("id", metavar="ID")
