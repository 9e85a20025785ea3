"""Clauses: what one side promised, when each instance of it is due, and how far it is fulfilled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from partnercrm.domain.dates import add_months
from partnercrm.domain.ledger import QUANTITY_DIGITS, VALUE_LIMIT, Direction, Kind
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept, fold, words_of
from partnercrm.domain.words import Message, msg

UNFIT = msg("Some of these characters cannot be kept. Type the text again.")
MOST_INSTANCES = 1200
"""No clause has more instances than a hundred years of months."""


class Rhythm(StrEnum):
    """How often a clause is to be fulfilled."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    @property
    def months(self) -> int:
        """The months from one instance to the next; 0 for once."""
        return _MONTHS[self]


_MONTHS = {Rhythm.ONCE: 0, Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}
RHYTHM_WORDS: dict[Rhythm, Message] = {
    Rhythm.ONCE: msg("Once"),
    Rhythm.MONTHLY: msg("Each month"),
    Rhythm.QUARTERLY: msg("Each quarter"),
    Rhythm.YEARLY: msg("Each year"),
}


class ClauseState(StrEnum):
    """How far an instance is fulfilled."""

    OPEN = "open"
    PARTLY = "partly"
    FULFILLED = "fulfilled"
    LAPSED = "lapsed"


CLAUSE_STATE_WORDS: dict[ClauseState, Message] = {
    ClauseState.OPEN: msg("Open"),
    ClauseState.PARTLY: msg("Partly"),
    ClauseState.FULFILLED: msg("Fulfilled"),
    ClauseState.LAPSED: msg("Lapsed"),
}


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """What one side promises: an amount in minor units, or a count with its unit; never both.

    `due` is the due day of the first instance, the end of its first span unless said. `party` (row id) says with
    whom, where the agreement has several; None is all of them together. `id` is the row id of a clause that is there.
    """

    side: Direction
    kind: Kind
    amount: int | None = None
    count: Decimal | None = None
    unit: str = ""
    what: str = ""
    rhythm: Rhythm = Rhythm.ONCE
    due: dt.date | None = None
    party: int | None = None
    id: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `kind`, `amount`, `count`, `what`, `unit`."""
        found: list[Problem] = []
        if self.kind is Kind.ADJUSTMENT:
            found.append(Problem("kind", msg("Nobody promises an adjustment. Choose what is given.")))
        found += self._measure_problems()
        found += [Problem(name, UNFIT) for name in ("what", "unit") if not can_be_kept(getattr(self, name))]
        return tuple(found)

    def _measure_problems(self) -> list[Problem]:
        if (self.amount is None) == (self.count is None):
            return [Problem("count", msg("Say how much: an amount of money, or a count."))]
        if self.amount is not None:
            fits = 0 < self.amount < VALUE_LIMIT
            return [] if fits else [Problem("amount", msg("The amount must be above zero."))]
        return [] if _is_count(self.count) else [Problem("count", msg("The count must be above zero."))]


def _is_count(count: Decimal | None) -> bool:
    if count is None or not count.is_finite() or not 0 < count < VALUE_LIMIT:
        return False
    exponent = count.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -QUANTITY_DIGITS


@dataclass(frozen=True, slots=True)
class Promise:
    """How much a clause promises, as fulfilment measures it: an amount in minor units or a count of a unit."""

    amount: int | None
    count: Decimal | None
    unit: str

    @property
    def measure(self) -> Decimal:
        """The promised number: minor units, or pieces of the unit."""
        return Decimal(self.amount) if self.amount is not None else self.count or Decimal(0)


@dataclass(frozen=True, slots=True)
class Instance:
    """One span (both days included) in which a promise is to be kept; `due` None is open-ended."""

    first: dt.date
    due: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether what was done on that day counts for it."""
        return day >= self.first and (self.due is None or day <= self.due)


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done towards a promise: a line of an entry less its credits, or vouchers that were redeemed."""

    day: dt.date
    value: int | None
    quantity: Decimal | None
    unit: str


def instances(
    rhythm: Rhythm, due: dt.date | None, first: dt.date, last: dt.date | None, today: dt.date
) -> Iterator[Instance]:
    """The spans from the first day to the last (None: open) that have begun by today; the very first one always.

    The first ends on its due day, each further one a rhythm later on the same day of the month; without a due day each
    ends on the evening before the next one begins, a rhythm after the first day.
    """
    if rhythm is Rhythm.ONCE:
        yield Instance(first, _earlier(due, last))
        return
    begin = first
    for number in range(MOST_INSTANCES):
        if due is not None and due >= first:
            end = add_months(due, number * rhythm.months)
        else:
            end = add_months(first, (number + 1) * rhythm.months) - dt.timedelta(days=1)
        yield Instance(begin, _earlier(end, last))
        begin = end + dt.timedelta(days=1)
        if begin > today or (last is not None and begin > last):
            return


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def measured(promise: Promise, deed: Deed) -> Decimal:
    """How much a deed adds: its value where money is promised, else its quantity of the promised unit.

    Where pieces or times are promised, a deed without such a quantity counts as one.
    """
    if promise.amount is not None:
        return Decimal(deed.value or 0)
    if deed.quantity is not None and same_unit(deed.unit, promise.unit):
        return deed.quantity
    return Decimal(1) if is_piece(promise.unit) else Decimal(0)


def done(promise: Promise, instance: Instance, deeds: Iterable[Deed]) -> Decimal:
    """How much of a promise was done within an instance."""
    return sum((measured(promise, deed) for deed in deeds if instance.holds(deed.day)), Decimal(0))


def state_of(promise: Promise, reached: Decimal, due: dt.date | None, today: dt.date) -> ClauseState:
    """How far an instance is fulfilled as of today; what falls short after its due day has lapsed."""
    if reached >= promise.measure:
        return ClauseState.FULFILLED
    if due is not None and today > due:
        return ClauseState.LAPSED
    return ClauseState.PARTLY if reached > 0 else ClauseState.OPEN


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One instance as it stands: its span, how much was promised and done (minor units or pieces of the unit)."""

    first: dt.date
    due: dt.date | None
    promised: Decimal
    done: Decimal
    state: ClauseState


def fulfilments(
    promise: Promise, spans: Iterable[Instance], deeds: Iterable[Deed], today: dt.date
) -> tuple[Fulfilment, ...]:
    """Each instance with what was done in it."""
    known = list(deeds)
    found = []
    for span in spans:
        reached = done(promise, span, known)
        state = state_of(promise, reached, span.due, today)
        found.append(Fulfilment(span.first, span.due, promise.measure, reached, state))
    return tuple(found)


_PIECES = frozenset({"", "piece", "pieces", "pc", "pcs", "time", "times", "x"})
_UNITS = {"h": "hour", "hr": "hour", "d": "day"}


def is_piece(unit: str) -> bool:
    """Whether a unit counts pieces or times."""
    return fold(unit.strip()) in _PIECES


def says_same(one: str, other: str) -> bool:
    """Whether two texts say the same thing, one of them in more words: `Oven` and `the bakery's ovens`."""
    known, said = thing_words(one), thing_words(other)
    return bool(known and said) and (known <= said or said <= known)


@lru_cache(maxsize=1024)
def thing_words(text: str) -> frozenset[str]:
    """The words of a text that says what something is, in the singular and without capitals."""
    return frozenset(word.removesuffix("s") or word for word in words_of(fold(text)))


def same_unit(one: str, other: str) -> bool:
    """Whether two units mean the same: `hour` and `hours`, `piece` and none."""
    return (is_piece(one) and is_piece(other)) or _unit(one) == _unit(other)


def _unit(text: str) -> str:
    word = fold(text.strip())
    single = word.removesuffix("s") if len(word) > 1 else word
    return _UNITS.get(single, single)
