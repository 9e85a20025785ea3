"""Which items a payment pays: named ones first as far as asked, else the oldest due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from partnercrm.domain.errors import SettlementRefused
from partnercrm.domain.words import msg


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A To-pay line that is not settled yet. `effective` is +1 where they owe it and -1 where we do; `rest` > 0."""

    line: int
    effective: int
    rest: int
    due: dt.date


@dataclass(frozen=True, slots=True)
class Wish:
    """An item to pay, by its line, and how much of it; None is as much as there is."""

    line: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """So much of a paying line goes to an item's line, in minor units."""

    paying: int
    item: int
    amount: int


def match_wishes(
    paying: OpenLine, items: Mapping[int, OpenLine], wishes: Sequence[Wish]
) -> tuple[tuple[Match, ...], tuple[Wish, ...]]:
    """Pays the items wished for, in their order; answers the matches and what of the wishes the money did not reach.

    Raises SettlementRefused when an item is not open, stands on the same side, or has less left than was asked.
    """
    left = paying.rest
    matches: list[Match] = []
    unmet: list[Wish] = []
    for wish in wishes:
        asked = _asked(paying, items.get(wish.line), wish)
        amount = min(asked, left)
        left -= amount
        if amount:
            matches.append(Match(paying.line, wish.line, amount))
        if amount < asked:
            unmet.append(Wish(wish.line, None if wish.amount is None else asked - amount))
    return tuple(matches), tuple(unmet)


def _asked(paying: OpenLine, item: OpenLine | None, wish: Wish) -> int:
    if item is None:
        raise SettlementRefused(msg("That item is settled already, or belongs to somebody else."))
    if item.effective == paying.effective:
        raise SettlementRefused(msg("That item is on the same side as the payment, so it cannot be paid by it."))
    asked = item.rest if wish.amount is None else wish.amount
    if not 0 < asked <= item.rest:
        raise SettlementRefused(msg("There is not that much left to settle. Choose a smaller amount."))
    return asked


def match_oldest(paying: OpenLine, items: Sequence[OpenLine]) -> tuple[Match, ...]:
    """Pays what is due first, as far as the money goes. What is left over stays open."""
    left = paying.rest
    matches: list[Match] = []
    for item in sorted(items, key=lambda one: (one.due, one.line)):
        if left == 0:
            break
        if item.effective != paying.effective:
            amount = min(item.rest, left)
            matches.append(Match(paying.line, item.line, amount))
            left -= amount
    return tuple(matches)
