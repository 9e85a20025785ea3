"""What can be said of gift cards."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm giftcard STORE sell|open|use|give-back|void|show|list`."""
    verbs = add_verbs(commands, "giftcard", "Sell gift cards, use them, look at what is left.")
    for name, words in (("sell", "Sell a gift card."), ("open", "Bring along a gift card that was sold before.")):
        made = add_verb(verbs, name, f"gift_card:{name}_card", words)
        made.add_argument("--value", required=True, help="what is on it")
        made.add_argument("--code", default="", required=name == "open", help="a fresh code unless said")
        made.add_argument("--single-purpose", action="store_true", help="good for one kind of thing only")
        made.add_argument("--party", help="who bought it")
        made.add_argument("--until", help="the last day on which it is good, YYYY-MM-DD")
        made.add_argument("--date", help="YYYY-MM-DD; today unless said")
        if name == "sell":
            made.add_argument("--receipt", default="")
            made.add_argument("--payment", default="cash", help="cash, card or transfer")
    _moving(verbs)
    add_verb(
        verbs, "show", "gift_card:show", "How a card stands, and what happened to it.", read_only=True
    ).add_argument("code", metavar="CODE")
    listed = add_verb(verbs, "list", "gift_card:listed", "All cards.", read_only=True)
    listed.add_argument("--open", action="store_true", help="only those on which something is left")


def _moving(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    use = add_verb(verbs, "use", "gift_card:use", "Use a card, in whole or in part.")
    use.add_argument("code", metavar="CODE")
    use.add_argument("--value", required=True)
    use.add_argument("--party", help="who used it")
    use.add_argument("--receipt", default="")
    back = add_verb(verbs, "give-back", "gift_card:give_back", "Give back to a card what was used of it.")
    back.add_argument("code", metavar="CODE")
    back.add_argument("--value", required=True)
    back.add_argument("--reason", default="")
    void = add_verb(verbs, "void", "gift_card:void", "Make a card void; what is left on it is gone.")
    void.add_argument("code", metavar="CODE")
    void.add_argument("--reason", required=True)
    for parser in (use, back, void):
        parser.add_argument("--date", help="YYYY-MM-DD; today unless said")
