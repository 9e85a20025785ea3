"""What can be said of the ways to score partners."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm scoring STORE list|save|use|remove`."""
    verbs = add_verbs(commands, "scoring", "Say what counts how much when partners are compared.")
    add_verb(verbs, "list", "partner_metrics:listed", "The saved ways to score.", read_only=True)
    save = add_verb(verbs, "save", "partner_metrics:save", "Save one under its name, and use it.")
    save.add_argument("name", metavar="NAME")
    save.add_argument(
        "--part",
        action="append",
        default=[],
        metavar="PART=WEIGHT[:FLOOR:TARGET]",
        help="money in major units, shares 0 to 1; weight 0 leaves it out",
    )
    save.add_argument("--band", action="append", default=[], metavar="FROM=NAME", help="all of them, such as 70=Strong")
    save.add_argument("--margin", metavar="PERCENT", help="what is left of what customers brought")
    for name, place, words in (
        ("use", "partner_metrics:use", "Count by another one."),
        ("remove", "partner_metrics:remove", "Forget one."),
    ):
        add_verb(verbs, name, place, words).add_argument("name", metavar="NAME")
