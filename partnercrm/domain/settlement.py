"""Which items a payment pays: named ones first as far as asked, else the oldest due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from partnercrm.domain.errors import SettlementRefused
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A To-pay line that is not settled yet. `effective` is +1 where they owe it and -1 where we do; `rest` > 0.

    `line` and `party` are row ids, the party as it was posted to.
    """

    line: int
    effective: int
    rest: int
    due: dt.date
    party: int


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


class Age(StrEnum):
    """How late an open item is, in days."""

    NOT_DUE = "not_due"
    TO_30 = "0_30"
    TO_60 = "31_60"
    TO_90 = "61_90"
    OVER = "over_90"


AGE_WORDS: dict[Age, Message] = {
    Age.NOT_DUE: msg("Not due"),
    Age.TO_30: msg("0-30 days late"),
    Age.TO_60: msg("31-60 days late"),
    Age.TO_90: msg("61-90 days late"),
    Age.OVER: msg("Over 90 days late"),
}


def age_of(days_late: int) -> Age:
    """The age of an item that many days after its due day; on that day itself it is not late yet."""
    if days_late <= 0:
        return Age.NOT_DUE
    last_days = ((30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))
    return next((age for last, age in last_days if days_late <= last), Age.OVER)


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


def match_in_order(paying: OpenLine, items: Iterable[OpenLine]) -> tuple[Match, ...]:
    """Pays items of the other side as they come, as far as the money goes. What is left over stays open."""
    left = paying.rest
    matches: list[Match] = []
    for item in items:
        amount = min(item.rest, left)
        matches.append(Match(paying.line, item.line, amount))
        left -= amount
        if left == 0:
            break
    return tuple(matches)
