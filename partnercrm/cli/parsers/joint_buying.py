"""What can be said of buying together."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm joint-buying STORE list|add|take|post|take-back|remove`."""
    verbs = add_verbs(commands, "joint-buying", "What neighbours buy together: quantities, shares, and who owes what.")
    listed = add_verb(verbs, "list", "joint_buying:listed", "List what is bought together.", read_only=True)
    listed.add_argument("--party", help="who takes some of it, or sells it")
    made = add_verb(verbs, "add", "joint_buying:add", "Start buying something together.")
    made.add_argument("what", metavar="WHAT")
    made.add_argument("--unit", default="", help="sack, kg, box")
    made.add_argument(
        "--step", action="append", default=[], metavar="FROM=PRICE", help="what a unit costs from there on"
    )
    made.add_argument("--supplier", metavar="PARTY")
    made.add_argument("--date", help="YYYY-MM-DD; today unless said")
    made.add_argument("--freight", default="0")
    made.add_argument("--rule", choices=("by_quantity", "by_value", "equally"), default="by_quantity")
    made.add_argument("--bill", help="what the bill says of the goods, where that is not quantity times price")
    made.add_argument("--note", default="")
    made.add_argument("--take", action="append", default=[], metavar="PARTY=QUANTITY", help="`us` stands for ourselves")
    take = add_verb(verbs, "take", "joint_buying:take", "Say how much somebody takes; 0 takes it off the list.")
    _one(take)
    take.add_argument("take", metavar="PARTY=QUANTITY", help="`us` stands for ourselves")
    post = add_verb(verbs, "post", "joint_buying:post", "Post what each neighbour owes us; what stands is left out.")
    _one(post)
    post.add_argument("--due", metavar="DATE", help="when they pay")
    post.add_argument("--document", default="", help="our bill's number")
    back = add_verb(verbs, "take-back", "joint_buying:take_back", "Reverse all shares, to change them.")
    _one(back)
    back.add_argument("--reason", default="")
    _one(add_verb(verbs, "remove", "joint_buying:remove", "Take it away where no share was ever posted."))


def _one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="its UUID, or what is bought")
