"""On time in full: how many of the lines, or orders, that were due came complete on their day (figures.md 10).

A strict AND, each line or order for itself: of 100 due 93 on time, 85 of these full, is 85. The share on time times the
share of what came, as some glossaries have it, only comes near that. As in ERPNext a line is due in the period in which
its day lies, and days late go on for what is still missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from partnercrm.domain.ledger import QUANTITY_DIGITS
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class By(StrEnum):
    """What is counted."""

    LINE = "line"
    ORDER = "order"


class Against(StrEnum):
    """Which day counts: the one they promised or the one we asked for; the other where that one is missing."""

    PROMISED = "promised"
    REQUESTED = "requested"


_WORDS: dict[tuple[By, Against], Message] = {
    (By.LINE, Against.PROMISED): msg("Lines of orders by the promised day; to spare: days {days}, percent {percent}"),
    (By.LINE, Against.REQUESTED): msg(
        "Lines of orders by the day we asked for; to spare: days {days}, percent {percent}"
    ),
    (By.ORDER, Against.PROMISED): msg("Whole orders by the promised day; to spare: days {days}, percent {percent}"),
    (By.ORDER, Against.REQUESTED): msg(
        "Whole orders by the day we asked for; to spare: days {days}, percent {percent}"
    ),
}


@dataclass(frozen=True, slots=True)
class OtifRule:
    """The convention. `days` late and `percent` less than ordered still count as on time and in full."""

    by: By = By.LINE
    against: Against = Against.PROMISED
    days: int = 0
    percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Arrival:
    """So much of a line was accepted on a day; `received` is what came at all."""

    day: dt.date
    received: Decimal
    accepted: Decimal


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line of an order (row ids `line` and `order`) and what came of it. `closed` is when we stopped waiting.

    `settled` says that all of it was accepted by both of its days, whatever came when: then no `arrivals` are needed.
    """

    line: int
    order: int
    ordered: Decimal
    promised: dt.date | None
    requested: dt.date | None
    arrivals: tuple[Arrival, ...] = ()
    closed: dt.date | None = None
    settled: bool = False

    def due(self, rule: OtifRule) -> dt.date | None:
        """When it should have come under the rule; None where nobody said a day."""
        if rule.against is Against.PROMISED:
            return self.promised or self.requested
        return self.requested or self.promised

    def needed(self, rule: OtifRule) -> Decimal:
        """What counts as in full."""
        return self.ordered * (100 - rule.percent) / 100 if rule.percent else self.ordered


@dataclass(frozen=True, slots=True)
class Judged:
    """A line or an order that was due: whether it was on time, in full, and how many days late on average."""

    order: int
    lines: tuple[int, ...]
    due: dt.date
    on_time: bool
    in_full: bool
    days_late: Fraction

    @property
    def otif(self) -> bool:
        """On time and in full."""
        return self.on_time and self.in_full


@dataclass(frozen=True, slots=True)
class Otif:
    """What was due in a span. `undated` lines have no day and are left out."""

    judged: tuple[Judged, ...]
    undated: int

    @property
    def due(self) -> int:
        """How many were due."""
        return len(self.judged)

    @property
    def good(self) -> int:
        """How many were on time and in full."""
        return sum(each.otif for each in self.judged)

    @property
    def on_time(self) -> int:
        """How many were on time, full or not."""
        return sum(each.on_time for each in self.judged)

    @property
    def in_full(self) -> int:
        """How many came in full, late or not."""
        return sum(each.in_full for each in self.judged)

    @property
    def days_late(self) -> Fraction | None:
        """Days late on average, each line by the share of it that was late; None of nothing."""
        if not self.judged:
            return None
        late: dict[int, int] = {}  # by denominator: whole numbers are added faster than fractions
        for each in self.judged:
            if each.days_late:
                by = each.days_late.denominator
                late[by] = late.get(by, 0) + each.days_late.numerator
        return sum((Fraction(days, by) for by, days in late.items()), NEVER) / len(self.judged)

    @property
    def coverage(self) -> float | None:
        """The share of the lines that had a day; None of nothing."""
        known = sum(len(each.lines) for each in self.judged)
        return known / (known + self.undated) if known + self.undated else None


ZERO, NEVER = Decimal(0), Fraction(0)


def otif(found: Iterable[OrderedLine], rule: OtifRule, first: dt.date, last: dt.date, today: dt.date) -> Otif:
    """The lines, or orders, due from `first` to `last`, as they stood on `last`, or today where that comes first.

    What is due today may still come, so it counts only once it came in full.
    """
    end = min(last, today)
    judged, undated = [], 0
    for each in found:
        due = each.due(rule)
        if due is None:
            undated += 1
        elif first <= due <= end and (due < today or each.settled or _came(each, rule, end)):
            judged.append(_judge(each, rule, due, end))
    return Otif(tuple(judged if rule.by is By.LINE else _by_order(judged)), undated)


def words(rule: OtifRule) -> Message:
    """The convention as a sentence."""
    return msg(_WORDS[rule.by, rule.against].key, days=rule.days, percent=rule.percent)


def _came(line: OrderedLine, rule: OtifRule, end: dt.date) -> bool:
    return _accepted(line.arrivals, end) >= line.needed(rule)


def _judge(line: OrderedLine, rule: OtifRule, due: dt.date, end: dt.date) -> Judged:
    if line.settled:
        return Judged(line.order, (line.line,), due, on_time=True, in_full=True, days_late=NEVER)  # as most are
    needed = line.needed(rule)
    by_due = _accepted(line.arrivals, min(end, due + dt.timedelta(days=rule.days)))
    at_all = _accepted(line.arrivals, end)
    return Judged(
        line.order,
        (line.line,),
        due,
        on_time=at_all > 0 and by_due >= min(needed, at_all),
        in_full=at_all >= needed,
        days_late=_days_late(line, due, end),
    )


def _accepted(arrivals: Iterable[Arrival], until: dt.date) -> Decimal:
    return sum((each.accepted for each in arrivals if each.day <= until), ZERO)


def _days_late(line: OrderedLine, due: dt.date, end: dt.date) -> Fraction:
    """Days late, each piece by its own: until it came, and what is missing until it was given up or `end`."""
    left, weighted = line.ordered, ZERO
    for each in sorted(line.arrivals, key=lambda arrival: arrival.day):
        if each.day <= end:
            taken = min(left, each.accepted)
            weighted += taken * max((each.day - due).days, 0)
            left -= taken
    if left:
        until = end if line.closed is None else min(end, line.closed)
        weighted += left * max((until - due).days, 0)
    return Fraction(_whole(weighted), _whole(line.ordered)) if weighted else NEVER


def _whole(quantity: Decimal) -> int:
    """A quantity as a whole number of its smallest parts: fractions of whole numbers are made faster."""
    return int(quantity.scaleb(QUANTITY_DIGITS))


def _by_order(judged: Sequence[Judged]) -> list[Judged]:
    by_order: dict[int, list[Judged]] = {}
    for each in judged:
        by_order.setdefault(each.order, []).append(each)
    return [
        Judged(
            order,
            tuple(line for each in lines for line in each.lines),
            max(each.due for each in lines),
            all(each.on_time for each in lines),
            all(each.in_full for each in lines),
            sum((each.days_late for each in lines), Fraction()) / len(lines),
        )
        for order, lines in by_order.items()
    ]
