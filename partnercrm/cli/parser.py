"""What can be said on the command line. Nothing heavy is imported: each command loads its own file when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from importlib import import_module

SIDE = "KIND[:QUANTITY [UNIT]][=VALUE[@BASIS]]"


class WrongUse(Exception):
    """Words that do not go together; the command ends with exit code 2."""


# The files of `partnercrm.cli.parsers`, in the order in which their commands are listed.
SUBJECTS: tuple[str, ...] = (
    "sale",
    "agreement",
    "loyalty",
    "giftcard",
    "settlement",
    "referral",
    "lending",
    "joint_buying",
    "promotion",
    "voucher",
    "supply",
    "feedback",
    "team",
    "segment",
    "scoring",
    "alert",
    "metrics",
)

Command = Callable[[argparse.Namespace], int | None]


@cache
def build() -> argparse.ArgumentParser:
    """The parser of all commands, made once: its hundreds of words take longer than most commands."""
    parser = argparse.ArgumentParser(
        prog="partnercrm",
        description="Who are the people around a small shop, what passed between us, and whose turn it is.",
        epilog="partnercrm [STORE] alone opens the window.",
    )
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")
    for add in (_shop_commands, _entry_commands, _draft_commands, _reading_commands, _file_commands):
        add(commands)
    for subject in SUBJECTS:
        import_module(f"partnercrm.cli.parsers.{subject}").add(commands)
    return parser


def late(place: str) -> Command:
    """A command by `module:function`, loaded when it is run."""

    def run(words: argparse.Namespace) -> int | None:
        module, _colon, name = place.partition(":")
        found: int | None = getattr(import_module(f"partnercrm.cli.{module}"), name)(words)
        return found

    return run


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, place: str, words: str
) -> argparse.ArgumentParser:
    """A command of the name, done by the function at `module:function`, that works on a shop file."""
    made = commands.add_parser(name, help=words, description=words)
    made.set_defaults(command=late(place))
    made.add_argument("store", metavar="STORE", help="the shop file")
    return made


def add_verbs(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """A command of several verbs on a shop file: `partnercrm NAME STORE VERB`; `add_verb` adds them."""
    made = commands.add_parser(name, help=words, description=words)
    made.add_argument("store", metavar="STORE", help="the shop file")
    return made.add_subparsers(dest="verb", required=True, metavar="VERB")


def add_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    place: str,
    words: str,
    *,
    read_only: bool = False,
) -> argparse.ArgumentParser:
    """A verb, done by the function at `module:function`. It takes `--op` and `--json`, a reading one only `--json`."""
    made = verbs.add_parser(name, help=words, description=words)
    made.set_defaults(command=late(place))
    reads(made) if read_only else writes(made)
    return made


def _shop_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = add_command(commands, "new", "shop:new", "Start a shop file.")
    new.add_argument("--name", required=True, help="the shop's name")
    new.add_argument("--currency", required=True, help="three letters, such as EUR")
    new.add_argument("--locale", default="", help="how dates and numbers are written, such as de_DE")
    new.add_argument("--year-start", type=int, default=1, metavar="MONTH", help="the month in which the year starts")
    new.add_argument("--owner", default="", help="the owner's name")
    add_command(commands, "demo", "shop:demo", "Build the example shop, The Local Brew.")
    undo = add_command(commands, "undo", "shop:undo", "Undo the last operation, or a certain one.")
    undo.add_argument("operation", nargs="?", metavar="OPERATION", help="its key or its number")
    undo.add_argument("--today", action="store_true", help="reverse with today's date what lies in a closed month")
    reads(undo)
    reads(
        add_command(commands, "verify", "shop:verify", "Check the chain, the numbers, every sum and every open item.")
    )
    backup = add_command(commands, "backup", "shop:backup", "Make a verified copy.")
    backup.add_argument("file", metavar="FILE")
    restore = commands.add_parser("restore", help="Put a copy back.", description="Put a copy back.")
    restore.set_defaults(command=late("shop:restore"))
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("store", metavar="STORE")


def _entry_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    post = add_command(commands, "post", "entries:post", "Save what was given and received.")
    post.add_argument("--stdin", action="store_true", help="read one JSON object a line")
    post.add_argument("--party", help="UUID, external reference or exact name")
    post.add_argument("--date", help="YYYY-MM-DD; today unless said")
    for side in ("given", "received"):
        post.add_argument(f"--{side}", action="append", default=[], metavar=SIDE)
    post.add_argument("--memo", default="")
    post.add_argument("--our-document", default="")
    post.add_argument("--their-document", default="")
    post.add_argument("--due", help="YYYY-MM-DD")
    post.add_argument("--settles", action="append", default=[], metavar="NUMBER[=V]", help="an entry that it pays")
    post.add_argument("--reason", default="", help="why it may go past the limit set for this party")
    post.add_argument("--op", default="", metavar="KEY", help="a retry under the same key is answered, not done twice")
    reads(post)
    for name, words in (("reverse", "Reverse an entry."), ("correct", "Reverse an entry and prepare a copy.")):
        made = add_command(commands, name, f"entries:{name}", words)
        made.add_argument("number", metavar="NUMBER")
        made.add_argument("--reason", default="")
        writes(made)
    again = add_command(commands, "enter-again", "entries:enter_again", "Prepare a copy of an entry that was reversed.")
    again.add_argument("number", metavar="NUMBER")
    writes(again)
    credit = add_command(
        commands, "credit", "entries:credit", "Take something off an entry: returned goods, a reduction."
    )
    credit.add_argument("number", metavar="NUMBER")
    credit.add_argument("--value", required=True)
    credit.add_argument("--date", help="YYYY-MM-DD; today unless said")
    credit.add_argument("--line", type=int, help="which line, from 1, where several have a price")
    credit.add_argument("--memo", default="")
    credit.add_argument("--their-document", default="")
    writes(credit)
    settle = add_command(commands, "settle", "entries:settle", "Say which items a payment or a credit pays.")
    settle.add_argument("--with", dest="number", required=True, metavar="NUMBER")
    settle.add_argument("--item", action="append", required=True, metavar="NUMBER[=V]")
    writes(settle)
    _balancing_commands(commands)


def _balancing_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    off = add_command(commands, "set-off", "entries:set_off", "Set what they owe off against what we owe.")
    off.add_argument("--party", required=True)
    off.add_argument("--document", required=True, help="the document that both signed")
    off.add_argument("--value", help="as much as both sides allow unless said")
    off.add_argument("--date")
    writes(off)
    even = add_command(commands, "call-even", "entries:call_even", "Close the favours between us, with a note.")
    even.add_argument("--party", required=True)
    even.add_argument("--note", default="")
    even.add_argument("--date")
    writes(even)


def _draft_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    draft = add_command(commands, "draft", "entries:draft", "List, post or delete what is unfinished.")
    draft.add_argument("what", choices=("list", "post", "delete"))
    draft.add_argument("id", nargs="?", metavar="ID", help="the draft's UUID")
    reads(draft)
    period = add_command(commands, "period", "entries:period", "List, close, reopen or lock months.")
    period.add_argument("what", choices=("list", "close", "reopen", "lock"))
    period.add_argument("month", nargs="?", metavar="YYYY-MM")
    period.add_argument("--reason", default="")
    writes(period)


def _reading_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    balance = add_command(commands, "balance", "lists:balance", "Who stands how with us, in three lenses.")
    balance.add_argument("--party")
    balance.add_argument("--lens", choices=("to-pay", "favours", "turns"))
    balance.add_argument("--on", metavar="DATE", help="as it stood on that day")
    reads(balance)
    listed = add_command(commands, "list", "lists:listed", "List records.")
    what = ("parties", "interactions", "follow-ups", "exchanges", "lines", "open-items", "periods", "sales")
    listed.add_argument("what", choices=what)
    listed.add_argument("--role")
    listed.add_argument("--party")
    listed.add_argument("--from", dest="from_day", metavar="DATE")
    listed.add_argument("--to", dest="to_day", metavar="DATE")
    listed.add_argument("--unpaid", action="store_true", help="sales of which something was not paid at once")
    listed.add_argument("--text", default="", help="sales by part of a receipt number, a name, an item or a code")
    reads(listed)
    search = add_command(commands, "search", "lists:search", "Find people and businesses.")
    search.add_argument("text", metavar="TEXT")
    reads(search)


def _file_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    brought = add_command(commands, "import", "files:import_file", "Bring in a CSV or XLSX file.")
    brought.add_argument("file", metavar="FILE")
    people, till = ("parties", "interactions", "exchanges", "sales"), ("loyalty", "redemptions", "points", "gift_cards")
    kinds = (*people, *till, "items", "deliveries", "responses", "trainings", "reviews")
    brought.add_argument("--as", dest="kind", required=True, choices=kinds)
    brought.add_argument("--role", help="what the parties are to us, such as customer")
    brought.add_argument("--source", default="", help="the name of where the file comes from")
    brought.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD")
    brought.add_argument("--basis", help="how the values are known where the file does not say: bill, agreed, ...")
    brought.add_argument("--take-doubles", action="store_true", help="bring in what waits for a decision, too")
    brought.add_argument("--dry-run", action="store_true", help="say what would come in, change nothing")
    writes(brought)
    report = add_command(commands, "report", "files:report", "Make a workbook.")
    report.add_argument("report", metavar="NAME", choices=("ledger", "partners", "customers", "suppliers", "feedback"))
    report.add_argument("-o", dest="file", required=True, metavar="FILE.xlsx")
    report.add_argument("--from", dest="from_day", metavar="DATE")
    report.add_argument("--to", dest="to_day", metavar="DATE")
    report.add_argument("--party")
    reads(report)


def reads(parser: argparse.ArgumentParser) -> None:
    """A command that can answer in JSON."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def writes(parser: argparse.ArgumentParser) -> None:
    """A command that writes: it takes the key of its operation."""
    parser.add_argument(
        "--op", default="", metavar="KEY", help="a retry under the same key is answered, not done twice"
    )
    reads(parser)
