"""What can be said of alerts."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm alert STORE rules|set|look|snooze`."""
    verbs = add_verbs(commands, "alert", "Say when to be told of what, and put an alert aside.")
    add_verb(verbs, "rules", "alert:rules", "At what each kind comes and goes.", read_only=True)
    change = add_verb(verbs, "set", "alert:change", "Say at what a kind comes and goes.")
    change.add_argument("kind", metavar="KIND")
    change.add_argument("--on", metavar="NUMBER", help="it comes at this")
    change.add_argument("--off", metavar="NUMBER", help="it goes at this")
    change.add_argument("--name", metavar="NAME", help="what it is called; empty: as usual")
    change.add_argument("--rest", metavar="DAYS", type=int, help="for how many days it is quiet once put aside")
    switch = change.add_mutually_exclusive_group()
    switch.add_argument("--stop", action="store_true", help="never tell of it")
    switch.add_argument("--start", action="store_true", help="tell of it again")
    add_verb(verbs, "look", "alert:look", "Look for them now, and keep what stands.")
    later = add_verb(verbs, "snooze", "alert:snooze", "Put alerts aside for a while.")
    later.add_argument("alerts", nargs="+", metavar="ALERT", help="the UUID of one that is kept")
    until = later.add_mutually_exclusive_group()
    until.add_argument("--until", metavar="DATE", help="the next step of what ends, or a week, unless said")
    until.add_argument("--wake", action="store_true", help="tell of them again")
