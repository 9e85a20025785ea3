"""What can be said of agreements, agreed values, joint products and goods on consignment."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from partnercrm.cli.parser import add_verb, add_verbs

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(commands: Verbs) -> None:
    """`partnercrm agreement STORE list|show|add|clause|sign|end|fulfilment|...`."""
    verbs = add_verbs(
        commands,
        "agreement",
        "What both sides promised and how far it is kept; agreed values, joint products, consignment.",
    )
    _reading_verbs(verbs)
    _writing_verbs(verbs)
    _document_verbs(verbs)
    _value_verbs(verbs)
    _joint_verbs(verbs)
    _consignment_verbs(verbs)


def _reading_verbs(verbs: Verbs) -> None:
    listed = add_verb(verbs, "list", "agreement:listed", "The agreements there are.", read_only=True)
    listed.add_argument("--party")
    listed.add_argument("--kind")
    listed.add_argument("--running", action="store_true", help="without those that ended")
    show = add_verb(verbs, "show", "agreement:show", "An agreement with both sides and its documents.", read_only=True)
    _agreement(show)
    kept = add_verb(
        verbs, "fulfilment", "agreement:fulfilment", "Each promise: open, partly, fulfilled, lapsed.", read_only=True
    )
    kept.add_argument("agreement", metavar="AGREEMENT", nargs="?", help="its name or id; all unless said")
    kept.add_argument("--party")
    table = add_verb(verbs, "benefits", "agreement:table", "What each side has of what we do together.", read_only=True)
    table.add_argument("--party")


def _writing_verbs(verbs: Verbs) -> None:
    made = add_verb(verbs, "add", "agreement:add", "Make an agreement.")
    made.add_argument("--title", required=True)
    made.add_argument("--kind", required=True, help="referral, supply, cross_promotion, joint_product, ...")
    made.add_argument("--party", action="append", required=True, help="with whom; may be said several times")
    made.add_argument("--from", dest="from_day", metavar="DATE", help="today unless said")
    made.add_argument("--to", dest="to_day", metavar="DATE", help="open unless said")
    made.add_argument("--signed", metavar="DATE")
    made.add_argument("--by", default="", help="by whom it was signed")
    made.add_argument("--notice", type=int, metavar="DAYS")
    made.add_argument("--renew", type=int, metavar="MONTHS", help="it goes on by so many months")
    made.add_argument("--remind", type=int, default=30, metavar="DAYS", help="so long before notice or the end")
    made.add_argument("--note", default="")
    change = add_verb(
        verbs, "change", "agreement:change", "Renew it: change until when it holds, its notice, its note."
    )
    _agreement(change)
    change.add_argument("--to", dest="to_day", metavar="DATE", help='its last day; "" leaves it open')
    change.add_argument("--notice", type=int, metavar="DAYS")
    change.add_argument("--renew", type=int, metavar="MONTHS", help="it goes on by so many months; 0: it does not")
    change.add_argument("--remind", type=int, metavar="DAYS", help="so long before notice or the end")
    change.add_argument("--note")
    clause = add_verb(verbs, "clause", "agreement:clause", "Add a promise of one side.")
    _agreement(clause)
    for side, words in (("given", "what we give"), ("received", "what they give")):
        clause.add_argument(f"--{side}", metavar="KIND[:COUNT [UNIT]][=AMOUNT]", help=words)
    clause.add_argument("--what", default="")
    clause.add_argument("--rhythm", default="once", help="once, monthly, quarterly or yearly")
    clause.add_argument("--due", metavar="DATE", help="the due day of the first time")
    clause.add_argument("--party", help="with which of several")
    sign = add_verb(verbs, "sign", "agreement:sign", "Say when it was signed, and by whom.")
    _agreement(sign)
    sign.add_argument("--date", help="YYYY-MM-DD; today unless said")
    sign.add_argument("--by", default="")
    end = add_verb(verbs, "end", "agreement:end", "End an agreement early.")
    _agreement(end)
    end.add_argument("--date", help="its last day, YYYY-MM-DD; today unless said")
    end.add_argument("--reason", default="")
    _agreement(add_verb(verbs, "remove", "agreement:remove", "Take an agreement away."))
    name = add_verb(verbs, "name", "agreement:name", "Say that an entry counts for one agreement only.")
    name.add_argument("number", metavar="NUMBER", help="the entry")
    name.add_argument("agreement", metavar="AGREEMENT", nargs="?", help="its name or id; none takes it off again")
    add_verb(verbs, "remind", "agreement:remind", "Make the reminders that are missing.")


def _document_verbs(verbs: Verbs) -> None:
    attach = add_verb(verbs, "attach", "agreement:attach", "Keep a document inside the shop file, at most 10 MB.")
    _agreement(attach)
    attach.add_argument("file", metavar="FILE")
    document = add_verb(verbs, "document", "agreement:document", "Write a document to a file.", read_only=True)
    document.add_argument("id", metavar="ID")
    document.add_argument("-o", dest="file", required=True, metavar="FILE")
    add_verb(verbs, "detach", "agreement:detach", "Take a document off.").add_argument("id", metavar="ID")


def _value_verbs(verbs: Verbs) -> None:
    values = add_verb(verbs, "values", "agreed_value:listed", "The agreed values there are.", read_only=True)
    values.add_argument("--party")
    value = add_verb(verbs, "value", "agreed_value:put", "Agree on a value, or change one.")
    value.add_argument("id", metavar="ID", nargs="?", help="the one that is changed; a new one unless said")
    value.add_argument("--party")
    value.add_argument("--kind")
    value.add_argument("--value", help="what one is worth")
    value.add_argument("--unit")
    value.add_argument("--what")
    value.add_argument("--from", dest="from_day", metavar="DATE")
    value.add_argument("--to", dest="to_day", metavar="DATE")
    found = add_verb(verbs, "value-for", "agreed_value:found", "The value that would be taken.", read_only=True)
    found.add_argument("--party", required=True)
    found.add_argument("--kind", required=True)
    found.add_argument("--unit", default="")
    found.add_argument("--what", default="")
    found.add_argument("--date", help="YYYY-MM-DD; today unless said")
    add_verb(verbs, "remove-value", "agreed_value:remove", "Take an agreed value away.").add_argument(
        "id", metavar="ID"
    )


def _joint_verbs(verbs: Verbs) -> None:
    listed = add_verb(verbs, "joint-products", "joint_product:listed", "The products of two shops.", read_only=True)
    listed.add_argument("--party")
    made = add_verb(verbs, "joint-product", "joint_product:add", "Make a product of two shops.")
    made.add_argument("--party", required=True)
    made.add_argument("--what", required=True, help="what it is called")
    made.add_argument("--price", required=True, help="of one")
    made.add_argument("--commission", default="0", metavar="PERCENT", help="what the seller keeps first")
    made.add_argument("--their-part", metavar="VALUE", help="an amount of each")
    made.add_argument("--their-percent", metavar="PERCENT", help="of what is left after the commission")
    made.add_argument("--agreement")
    sold = add_verb(verbs, "joint-sold", "joint_product:sold", "Enter what was sold in a period; it posts their part.")
    sold.add_argument("product", metavar="PRODUCT", help="its name or id")
    sold.add_argument("--from", dest="from_day", metavar="DATE", required=True)
    sold.add_argument("--to", dest="to_day", metavar="DATE", required=True)
    sold.add_argument("--quantity", required=True)
    sold.add_argument("--seller", default="us", help="us or them")
    again = add_verb(verbs, "joint-again", "joint_product:again", "Post a period again whose entry was reversed.")
    again.add_argument("id", metavar="ID")
    end = add_verb(verbs, "joint-end", "joint_product:end", "No more is sold after a day.")
    end.add_argument("product", metavar="PRODUCT")
    end.add_argument("--date", help="YYYY-MM-DD; today unless said")


def _consignment_verbs(verbs: Verbs) -> None:
    listed = add_verb(verbs, "consignments", "consignment:listed", "The goods on consignment.", read_only=True)
    listed.add_argument("--party")
    made = add_verb(verbs, "consign", "consignment:add", "Put goods on consignment.")
    made.add_argument("--party", required=True)
    made.add_argument("--what", required=True)
    made.add_argument("--price", required=True, help="of one")
    made.add_argument("--unit", default="")
    made.add_argument("--commission", default="0", metavar="PERCENT", help="what the seller keeps")
    made.add_argument("--owner", default="theirs", help="theirs or ours")
    made.add_argument("--agreement")
    for kind, words in (
        ("brought", "Goods were brought; nothing is posted."),
        ("sold", "Goods were sold; price less commission is posted."),
        ("returned", "Goods went back unsold; nothing is posted."),
    ):
        moved = add_verb(verbs, kind, "consignment:move", words)
        moved.set_defaults(movement=kind)
        moved.add_argument("goods", metavar="GOODS", help="what they are, or their id")
        moved.add_argument("quantity", metavar="QUANTITY")
        moved.add_argument("--date", help="YYYY-MM-DD; today unless said")
    again = add_verb(verbs, "sold-again", "consignment:again", "Post a sale again whose entry was reversed.")
    again.add_argument("id", metavar="ID")


def _agreement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("agreement", metavar="AGREEMENT", help="its name or id")
