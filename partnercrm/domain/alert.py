"""Alerts: what needs a person now. Each has a level, a rule with separate on and off thresholds, and can be put aside.

Between the two thresholds an alert stays what it was, so that it never flaps. Whose turn it is never alerts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

STEPS = (30, 7, 0)
"""Days before an end at which something is told of it again."""
GRACE_DAYS = 30
"""For how long after its day a promise that was not kept is still told of."""
MOST = Decimal(10_000)
WEEK = 7
MOST_DAYS = 365
LONGEST_NAME = 60
_DIGITS = Decimal("0.0001")


class AlertKind(StrEnum):
    """What alerts are about, the most pressing first."""

    PROMISE = "promise"
    LATE = "late"
    BALANCE = "balance"
    SINGLE = "single"
    COOLING = "cooling"
    SATISFACTION = "satisfaction"
    SEGMENT = "segment"
    POINTS = "points"
    ENDING = "ending"


KIND_TITLES: dict[AlertKind, Message] = {
    AlertKind.PROMISE: msg("A promise falls due"),
    AlertKind.LATE: msg("A delivery is late"),
    AlertKind.BALANCE: msg("Favours are out of their band"),
    AlertKind.SINGLE: msg("One supplier alone"),
    AlertKind.COOLING: msg("A relationship cools down"),
    AlertKind.SATISFACTION: msg("Satisfaction falls"),
    AlertKind.SEGMENT: msg("A group of customers shrinks"),
    AlertKind.POINTS: msg("Promised points grow"),
    AlertKind.ENDING: msg("Something ends soon"),
}
LEVEL_WORDS: dict[AlertKind, Message] = {
    AlertKind.PROMISE: msg("Days that are left until it is due."),
    AlertKind.LATE: msg("Days after the day that was promised."),
    AlertKind.BALANCE: msg("How far favours drifted, in percent of the band or of the limit that you set."),
    AlertKind.SINGLE: msg("The share of an item that one supplier brings, in percent."),
    AlertKind.COOLING: msg("Days of silence as a multiple of the usual days between two contacts of the last year."),
    AlertKind.SATISFACTION: msg("Points of 100 fallen: the last 90 days against the nine months before."),
    AlertKind.SEGMENT: msg("Percent fewer people in it than 90 days ago."),
    AlertKind.POINTS: msg("Percent more that promised points will cost than 90 days ago."),
    AlertKind.ENDING: msg("Days that are left until an agreement, a promotion or points end."),
}
UNITS: dict[AlertKind, Unit] = dict.fromkeys(AlertKind, Unit.NUMBER) | {
    AlertKind.PROMISE: Unit.DAYS,
    AlertKind.LATE: Unit.DAYS,
    AlertKind.SATISFACTION: Unit.SCORE,
    AlertKind.ENDING: Unit.DAYS,
}
LOW_IS_BAD = frozenset({AlertKind.PROMISE, AlertKind.ENDING})


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When an alert of a kind comes (`on`) and when it goes again (`off`); one that is not `active` never comes.

    `name` is what the owner calls it ("" the usual title); for `rest_days` it is quiet once it was put aside.
    """

    kind: AlertKind
    on: Decimal
    off: Decimal
    active: bool = True
    name: str = ""
    rest_days: int = WEEK

    @property
    def title(self) -> Message:
        """What it is called."""
        return titled(self.kind, self.name)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `on`, `off`, `name`, `rest_days`."""
        found = self._off_limits()
        if len(self.name) > LONGEST_NAME:
            found.append(Problem("name", msg("Use at most {most} characters.", most=LONGEST_NAME)))
        if not 1 <= self.rest_days <= MOST_DAYS:
            found.append(Problem("rest_days", msg("Give a number from {least} to {most}.", least=1, most=MOST_DAYS)))
        return tuple(found)

    def _off_limits(self) -> list[Problem]:
        found = [
            Problem(name, msg("Give a number from 0 to {most}.", most=MOST))
            for name, value in (("on", self.on), ("off", self.off))
            if not value.is_finite() or not 0 <= value <= MOST or value != value.quantize(_DIGITS)
        ]
        if not found and self.kind in LOW_IS_BAD and self.off <= self.on:
            found.append(Problem("off", msg("It must go at more than at what it comes.")))
        elif not found and self.kind not in LOW_IS_BAD and self.off >= self.on:
            found.append(Problem("off", msg("It must go at less than at what it comes.")))
        return found

    def stands(self, before: bool, level: Decimal) -> bool:
        """Whether an alert of that level stands, given whether it stood before."""
        if not self.active:
            return False
        sign = -1 if self.kind in LOW_IS_BAD else 1
        return sign * level > sign * self.off if before else sign * level >= sign * self.on


USUAL: dict[AlertKind, AlertRule] = {
    kind: AlertRule(kind, Decimal(on), Decimal(off))
    for kind, on, off in (
        (AlertKind.PROMISE, 30, 45),
        (AlertKind.LATE, 1, 0),
        (AlertKind.BALANCE, 100, 80),
        (AlertKind.SINGLE, 80, 70),
        (AlertKind.COOLING, 3, "1.5"),
        (AlertKind.SATISFACTION, 10, 5),
        (AlertKind.SEGMENT, 20, 10),
        (AlertKind.POINTS, 25, 15),
        (AlertKind.ENDING, 30, 45),
    )
}
"""The rules while the owner said nothing else."""


def titled(kind: AlertKind, name: str) -> Message:
    """What alerts of a kind are called: as the owner does, else as usual."""
    return msg("{name}", name=name) if name else KIND_TITLES[kind]


class AlertKey(NamedTuple):
    """Which alert it is: its kind and what it is about (subject, row id, and a mark where one row has several)."""

    kind: AlertKind
    subject: str
    row: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """How things stand with what an alert may be about. `said` leaves `{name}` to the party, where there is one.

    `records` are row ids by subject; `due` is the day on which something ends.
    """

    key: AlertKey
    level: Decimal
    said: Message
    records: Mapping[str, Sequence[int]] = field(default_factory=dict)
    party: int | None = None
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert that stands: `others` are further ones of the same party, told of later.

    `name` and `rest_days` are those of its rule.
    """

    id: int
    uuid: UUID
    key: AlertKey
    level: Decimal
    said: Message
    party: int | None
    first_seen: dt.date
    due: dt.date | None
    snoozed_until: dt.date | None
    others: tuple[AlertKey, ...] = ()
    name: str = ""
    rest_days: int = WEEK

    @property
    def title(self) -> Message:
        """What its rule is called."""
        return titled(self.key.kind, self.name)

    def quiet(self, today: dt.date) -> bool:
        """Whether it was put aside until a day that is still to come."""
        return self.snoozed_until is not None and today < self.snoozed_until

    def later(self, today: dt.date) -> dt.date:
        """Until when *Later* puts it aside, see `later`."""
        return later(self.due, today, self.rest_days)


def rounded(value: Decimal | float | int) -> Decimal:
    """A level as it is kept: with four decimals."""
    return Decimal(value).quantize(_DIGITS)


def step(days_left: int) -> int | None:
    """The step at which something stands that ends in so many days: 30, 7 or 0; None while it is far away."""
    reached = [each for each in STEPS if days_left <= each]
    return min(reached, default=None)


def next_step(due: dt.date | None, today: dt.date) -> dt.date | None:
    """The day on which the next step before an end begins; None where none is left."""
    if due is None:
        return None
    days = [due - dt.timedelta(days=each) for each in STEPS]
    return min((day for day in days if day > today), default=None)


def later(due: dt.date | None, today: dt.date, rest_days: int) -> dt.date:
    """Until when something is put aside: the next step before its end; after the last one it is not told of again.

    What has no end rests for so many days.
    """
    if due is None:
        return today + dt.timedelta(days=rest_days)
    return next_step(due, today) or max(due, today) + dt.timedelta(days=GRACE_DAYS + 1)


def figure_of(level: Level, said: Message, rule: AlertRule) -> Figure:
    """How things stand as a figure that explains itself, with its thresholds as the formula."""
    above = rule.kind not in LOW_IS_BAD
    formula = f"x {'>=' if above else '<='} {rule.on}, until x {'<=' if above else '>='} {rule.off} (hysteresis)"
    count = max((len(numbers) for numbers in level.records.values()), default=0)
    words, unit = LEVEL_WORDS[rule.kind], UNITS[rule.kind]
    return Figure(rule.kind.value, said, unit, level.level, words, count, formula, level.records)


def standing(levels: Iterable[Level], before: set[AlertKey], rules: Mapping[AlertKind, AlertRule]) -> list[Level]:
    """Those of which an alert stands now."""
    return [each for each in levels if rules[each.key.kind].stands(each.key in before, each.level)]


def one_each(awake: Iterable[tuple[int, int | None]]) -> list[list[int]]:
    """One reminder a party: of row ids of alerts and whom they are about, the most pressing first, those of each party.

    The first of each is told of; what is about nobody stands for itself.
    """
    told: dict[int, list[int]] = {}
    for number, party in awake:
        told.setdefault(-number if party is None else party, []).append(number)
    return list(told.values())
