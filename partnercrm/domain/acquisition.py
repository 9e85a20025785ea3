"""What a new customer costs, and the shop's share of the local market (figures.md 7).

Acquisition cost = what was spent on winning customers / customers whose first purchase lies in the same window. *Paid*
counts what was noted, reductions by vouchers used here and rewards for referrals; *fully loaded* adds the team's time.
What was noted for more days than the window counts by days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class CostKind(StrEnum):
    """What somebody noted that was spent on winning customers; vouchers and rewards stand in registers of their own."""

    ADS = "ads"
    STAFF_TIME = "staff_time"
    OTHER = "other"


COST_WORDS: dict[CostKind, Message] = {
    CostKind.ADS: msg("Ads and flyers"),
    CostKind.STAFF_TIME: msg("The team's time"),
    CostKind.OTHER: msg("Other"),
}


@dataclass(frozen=True, slots=True)
class CostDraft:
    """What was spent from a day to a day, in minor units; `local` where it was for people nearby alone."""

    kind: CostKind
    amount: int
    from_day: dt.date
    to_day: dt.date
    local: bool = False
    what: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        return (*_amount_problems(self.amount), *_span_problems(self.from_day, self.to_day))


@dataclass(frozen=True, slots=True)
class MarketDraft:
    """What others estimate that people nearby spend on such things in a span, in minor units, and who says so."""

    amount: int
    from_day: dt.date
    to_day: dt.date
    source: str
    said_on: dt.date

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: without its source an estimate is not worth keeping."""
        found = [*_amount_problems(self.amount), *_span_problems(self.from_day, self.to_day)]
        if not self.source.strip():
            found.append(Problem("source", msg("Say where the estimate comes from.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent within a window, in minor units: outside, and with the team's time; the rows it comes from."""

    paid: int
    loaded: int
    ids: tuple[int, ...]


def spent(costs: Iterable[tuple[int, CostDraft]], first: dt.date, last: dt.date, *, local: bool = False) -> Spent:
    """The costs (row id, cost) as far as they lie between two days; with `local` those for people nearby alone."""
    paid, loaded, ids = 0, 0, []
    for number, cost in costs:
        within = amount_within(cost.amount, cost.from_day, cost.to_day, first, last)
        if not within or (local and not cost.local):
            continue
        ids.append(number)
        loaded += within
        paid += within if cost.kind is not CostKind.STAFF_TIME else 0
    return Spent(paid, loaded, tuple(ids))


def amount_within(amount: int, begins: dt.date, ends: dt.date, first: dt.date, last: dt.date) -> int:
    """The part of an amount from `begins` to `ends` that falls between `first` and `last`, by days, rounded half up."""
    days = (min(ends, last) - max(begins, first)).days + 1
    whole = (ends - begins).days + 1
    return (amount * days * 2 + whole) // (2 * whole) if days > 0 else 0


def _amount_problems(amount: int) -> list[Problem]:
    return [] if amount > 0 else [Problem("amount", msg("Type an amount above zero."))]


def _span_problems(first: dt.date, last: dt.date) -> list[Problem]:
    return [] if first <= last else [Problem("to_day", msg("It ends before it begins."))]
