"""What can be said of referrals."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm referral STORE list|add|win|lose|reward|chain|conversion` and what takes them back."""
    verbs = add_verbs(commands, "referral", "Who sent whom, what became of it, and its reward.")
    listed = add_verb(verbs, "list", "referral:listed", "List referrals, the latest first.", read_only=True)
    _filter(listed)
    listed.add_argument("--state", choices=("open", "won", "lost"))
    listed.add_argument("--not-in-ledger", action="store_true", help="won, and nothing of it stands in the ledger")
    made = add_verb(verbs, "add", "referral:add", "Note who sent whom.")
    made.add_argument("--from", dest="sender", metavar="PARTY", help="who sent us somebody")
    made.add_argument("--to", dest="receiver", metavar="PARTY", help="whom we sent somebody")
    made.add_argument("--who", required=True, metavar="PARTY", help="who was sent")
    made.add_argument("--date", help="YYYY-MM-DD; today unless said")
    made.add_argument("--event", default="", help="what for; once per pair and event")
    made.add_argument("--note", default="")
    made.add_argument("--next-step", default="", help="a follow-up with the prospect")
    made.add_argument("--next-date", metavar="DATE", help="when it is due")
    _outcomes(verbs)
    _rewards(verbs)
    chain = add_verb(verbs, "chain", "referral:chain", "Who introduced whom, up and down.", read_only=True)
    chain.add_argument("--party", required=True)
    share = add_verb(verbs, "conversion", "referral:conversion", "How many referrals were won.", read_only=True)
    _filter(share)
    share.add_argument("--window", type=int, metavar="DAYS", help="leave out younger ones; the usual time unless said")


def _outcomes(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    win = _one(verbs, "win", "It was won: posted once, at the agreed value.")
    win.add_argument("--brought", help="what it brought, for information")
    lose = _one(verbs, "lose", "It was lost.")
    lose.add_argument("--why", default="")
    lose.add_argument("--not-for-us", action="store_true", help="it never fitted and counts in no conversion")
    _one(verbs, "refund", "The purchase was refunded: its entry and its reward are taken back.")
    for name, words in (
        ("post", "Post a won one again, after its entry was reversed."),
        ("reopen", "Open a decided one again; what it posted is reversed."),
        ("remove", "Take one away that was noted by mistake and never posted."),
    ):
        _one(verbs, name, words, dated=False)


def _rewards(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    promise = _one(verbs, "promise", "Say what whoever sent somebody gets once it is won.", dated=False)
    promise.add_argument("--what", required=True)
    promise.add_argument("--value", help="nothing for a reward without a price")
    promise.add_argument("--kind", choices=("goods", "service", "discount"), default="goods")
    promise.add_argument("--hold-days", type=int, default=14, help="how long to wait for a refund; 14 unless said")
    _one(verbs, "reward", "Hand the reward over: posted once, after the hold.")
    back = _one(verbs, "take-back", "Take the reward back; what it posted is reversed.")
    back.add_argument("--why", default="")


def _one(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str, *, dated: bool = True
) -> argparse.ArgumentParser:
    made = add_verb(verbs, name, f"referral:{name.replace('-', '_')}", words)
    made.add_argument("id", metavar="ID", help="its UUID, or who was sent")
    if dated:
        made.add_argument("--date", help="YYYY-MM-DD; today unless said")
    return made


def _filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--party", help="at either end; of a conversion whoever sent")
    parser.add_argument("--way", choices=("sent_us", "we_sent"))
    parser.add_argument("--from", dest="from_day", metavar="DATE")
    parser.add_argument("--to", dest="to_day", metavar="DATE")
