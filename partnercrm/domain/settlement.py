"""Which items a payment pays: named ones first as far as asked, else the oldest due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
class Match:
    """So much of a paying line goes to an item's line, in minor units."""

    paying: int
    item: int
    amount: int


def match_named(paying: OpenLine, items: Sequence[tuple[OpenLine, int | None]]) -> tuple[Match, ...]:
    """Pays the items in the order given, each wholly or the amount named.

    Raises SettlementRefused when an item is on the same side, or when more is asked than there is.
    """
    left = paying.rest
    matches: list[Match] = []
    for item, asked in items:
        if item.effective == paying.effective:
            raise SettlementRefused(msg("That item is on the same side as the payment, so it cannot be paid by it."))
        amount = min(item.rest, left) if asked is None else asked
        if not 0 < amount <= min(item.rest, left):
            raise SettlementRefused(msg("There is not that much left to settle. Choose a smaller amount."))
        matches.append(Match(paying.line, item.line, amount))
        left -= amount
    return tuple(matches)


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
