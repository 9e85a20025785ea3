"""Commands about what points come to: what ended, what is promised, from opening to closing."""

from __future__ import annotations

import argparse

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.loyalty import worth
from partnercrm.domain.words import plural
from partnercrm.services import loyalty, loyalty_figures
from partnercrm.services import loyalty_moves as moves


def expire(words: argparse.Namespace) -> None:
    """Writes off what ended."""
    with shop(words.store, key=words.op) as opened:
        program = _only(opened, words)
        done = moves.expire(opened.store, opened.ctx, reading.day(words.date), program)
        if words.json:
            emit({"cards": done.cards, "points": done.points})
        else:
            said = plural(
                "{points} points of {count} card have ended.",
                "{points} points of {count} cards have ended.",
                done.cards,
                points=done.points,
            )
            say(opened.ctx.locale.say(said))


def expiries(words: argparse.Namespace) -> None:
    """The next days on which points end."""
    with shop(words.store, read_only=True) as opened:
        found = loyalty_figures.next_expiries(opened.store, opened.ctx.today, _only(opened, words))
        rows([{"program": name, "until": day, "points": points} for name, day, points in found], words.json)


def liability(words: argparse.Namespace) -> None:
    """What points promise, in two views; both are estimates, neither is posted."""
    with shop(words.store, read_only=True) as opened:
        on = reading.day(words.on, "on")
        found = loyalty_figures.liabilities(opened.store, opened.ctx.today, on, _only(opened, words))
        shown = [
            {
                "program": each.name,
                "outstanding": each.sums.outstanding,
                "owed_back": each.sums.owed_back,
                "breakage": each.draft.breakage,
                "cost_view": opened.money(each.views.cost),
                "revenue_view": opened.money(each.views.revenue),
                "allocated": opened.money(each.views.allocated),
                "recognised": opened.money(each.views.recognised),
                "at_full_value": opened.money(worth(each.sums.outstanding, each.draft.point_value)),
            }
            for each in found
        ]
        rows(shown, words.json)


def rollforward(words: argparse.Namespace) -> None:
    """Opening to closing, in points and at the rate."""
    with shop(words.store, read_only=True) as opened:
        last = reading.day(words.to_day, "to") or opened.ctx.today
        first = reading.day(words.from_day, "from") or last.replace(day=1)
        found = loyalty_figures.roll_forwards(opened.store, first, last, _only(opened, words))
        names = "opening issued taken_back redeemed given_back expired transferred adjusted closing".split()
        shown = []
        for each in found:
            parts = {name: getattr(each.rolled, name) for name in names}
            money = {name: opened.money(each.money(points)) for name, points in parts.items()}
            shown.append({"program": each.name, "from": first, "to": last, "points": parts, "money": money})
        rows(shown, words.json)


def _only(opened: Shop, words: argparse.Namespace) -> int | None:
    return loyalty.find_program(opened.store, words.program) if words.program else None
