"""Commands about the shop file as a whole: start, example, undo, verify, copies."""

from __future__ import annotations

import argparse
from pathlib import Path

from partnercrm.cli.opened import shop
from partnercrm.cli.output import emit, say
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale
from partnercrm.domain.period import named_month
from partnercrm.domain.words import msg
from partnercrm.services import backup as backups
from partnercrm.services import store as stores

REFUSED = 1


def new(words: argparse.Namespace) -> None:
    """Starts a shop file."""
    locale = Locale.checked(words.locale) if words.locale else Locale.system()
    currency = locale.currency(words.currency.upper())
    wanted = stores.NewStore(words.name, currency, locale.code, words.year_start, words.owner)
    stores.new(Path(words.store), wanted, Clock.system())
    say(f"Started {words.name.strip()}.")


def demo(words: argparse.Namespace) -> None:
    """Builds The Local Brew."""
    from partnercrm.services import demo as example

    example.build(Path(words.store), Clock.system())
    say("Built the example shop, The Local Brew.")


def undo(words: argparse.Namespace) -> None:
    """Undoes an operation, named by its key or its number."""
    from partnercrm.services import undo as undos  # late: it knows every kind of deed, the other commands none

    with shop(words.store) as opened:
        number = undos.find(opened.store, words.operation) if words.operation else None
        months = undos.closed_months(opened.store, number)
        if months and not words.today:
            named = ", ".join(opened.ctx.locale.said(named_month(month)) for month in months)
            raise Refused(
                msg(
                    "Some of its entries lie in {months}, which is closed. They would stay there and be reversed with "
                    "today's date. Say --today to do that.",
                    months=named,
                ),
                "today",
            )
        changes = undos.undo(opened.store, opened.ctx, number)
        if words.json:
            emit({"operation": changes.operation, "said": opened.ctx.locale.say(changes.said)})
        else:
            say(opened.ctx.locale.say(changes.said))


def verify(words: argparse.Namespace) -> int | None:
    """Checks that all entries are intact."""
    from partnercrm.services import verify as verifying

    with shop(words.store, read_only=True) as opened:
        report = verifying.verify(opened.store)
        said = [opened.ctx.locale.say(problem.message) for problem in report.problems]
        if words.json:
            head = report.head.hex() if report.head else None
            emit({"intact": not said, "entries": report.entries, "head": head, "problems": said})
        elif said:
            raise Refused(msg("{problems}", problems="\n".join(said)))
        else:
            say(opened.ctx.locale.say(report.said))
        return REFUSED if said else None


def backup(words: argparse.Namespace) -> None:
    """Makes a verified copy."""
    with shop(words.store, read_only=True) as opened:
        copy = backups.copy_now(opened.store, opened.ctx, Path(words.file))
        say(f"Copied and checked: {copy.manifest.entries} entries.")


def restore(words: argparse.Namespace) -> None:
    """Puts a copy back; what stood there is kept."""
    kept = backups.restore(Path(words.file), Path(words.store))
    say(f"Went back to the copy. The file that was there is kept as {kept.name}." if kept else "Went back to the copy.")
