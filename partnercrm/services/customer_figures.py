"""Customers in figures: who buys how lately, often and for how much, who comes again, who is silent for too long.

Everything rests on sales that say who bought; `coverage` is their share of the revenue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import customer_figures as q
from partnercrm.domain import retention, rfm
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.money import half_up
from partnercrm.domain.period import month_number
from partnercrm.domain.record import dataclass
from partnercrm.domain.retention import Cohort, Rhythm
from partnercrm.domain.rfm import Buyer, Rfm
from partnercrm.domain.segment import Customer
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import customer_rule

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOBODY = msg("No sale says who bought yet. Scan a card or type the customer's name at the till.")
NAMED = msg("Sales that say who bought, refunds taken off.")
REPEAT = msg("Of all customers, those who bought on two days or more. One person on one day counts once.")
LAPSED = msg(
    "Silent for more than {times} times the usual gap between their own purchases; of those who bought on {days} days.",
    times=retention.LONGER,
    days=retention.DAYS_NEEDED,
)
NEW = msg("Customers whose first purchase ever lies in these days: {days}.")
GROUPED = msg("Each customer is compared with the others: how lately, how often, for how much they bought.")
RFM_FORMULA = "RFM: 1 + number of the 20/40/60/80 % marks exceeded (recency reversed), grid of recency x frequency"
RFM_FORMULA_FEW = (
    "RFM in thirds: 1, 3 or 5 by the 33/67 % marks exceeded (recency reversed), grid of recency x frequency"
)


@dataclass(frozen=True, slots=True)
class Window:
    """Sales from a day (None: the first) to a day; figures of silence are counted to the last."""

    first: dt.date | None
    last: dt.date


@dataclass(frozen=True, slots=True)
class Groups:
    """All customers by recency, frequency and money, or None and why; `figures` has one for each group."""

    rfm: Rfm | None
    figures: tuple[Figure, ...]
    n: int
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Silence:
    """Who is silent for longer than usual, the most overdue first; how many customers there are, how many of them are
    silent, and how many came again."""

    rows: tuple[Rhythm, ...]
    figures: tuple[Figure, ...]


def figures(store: Store, window: Window) -> tuple[Figure, ...]:
    """The figures of all customers in a window: how many, new, coming again, silent, and what they bring."""
    with store.read() as connection:
        return figures_in(connection, window)


def figures_in(connection: Connection, window: Window) -> tuple[Figure, ...]:
    """The same within a session."""
    known = q.customers(connection, window.first, window.last)
    ever = known if window.first is None else q.customers(connection, None, window.last)
    longer = customer_rule.rule_in(connection).longer
    rhythms = rhythms_in(connection, window.last)
    covered = coverage_in(connection, window)
    return (
        _count(known, covered),
        _revenue(known, covered),
        _average(known, covered),
        _new(ever, window, covered),
        _repeat(known, covered),
        _lapsed(rhythms, len(ever), covered, longer),
    )


def groups(store: Store, window: Window) -> Groups:
    """Every customer with scores 1 to 5 and a group's name. Archived people are left out: nobody would call them."""
    with store.read() as connection:
        return groups_in(connection, window)


def groups_in(connection: Connection, window: Window) -> Groups:
    """The same within a session."""
    covered = coverage_in(connection, window)
    found = scored_in(connection, window)
    if found is None:
        count = len(q.customers(connection, window.first, window.last))
        return Groups(None, (_too_few(count),), count, covered)
    formula = RFM_FORMULA if found.parts == 5 else RFM_FORMULA_FEW
    shown = [
        Figure(
            f"group_{segment.value}",
            rfm.SEGMENT_WORDS[segment],
            Unit.COUNT,
            len(parties),
            GROUPED,
            len(found.buyers),
            formula,
            {"party": parties},
            covered,
        )
        for segment, parties in found.members().items()
    ]
    return Groups(found, tuple(shown), len(found.buyers), covered)


def scored_in(connection: Connection, window: Window) -> Rfm | None:
    """The scores of everybody who is in the directory; None where there are too few."""
    today, there = window.last.toordinal(), q.listed(connection)
    buyers = [
        Buyer(row.party, today - row.last, row.purchases, row.amount)
        for row in q.customers(connection, window.first, window.last)
        if row.party in there
    ]
    return rfm.scored(buyers)


def silent(store: Store, on: dt.date) -> list[Rhythm]:
    """Who is silent for longer than usual on a day, the most overdue first; archived people are left out."""
    return list(silence(store, on).rows)


def silence(store: Store, on: dt.date) -> Silence:
    """The same with the figures beside it."""
    window = Window(None, on)
    with store.read() as connection:
        there, known = q.listed(connection), q.customers(connection, None, on)
        rhythms, covered = rhythms_in(connection, on), coverage_in(connection, window)
        longer = customer_rule.rule_in(connection).longer
    found = [row for row in rhythms if row.lapsed and row.party in there]
    figures = (_count(known, covered), _lapsed(rhythms, len(known), covered, longer), _repeat(known, covered))
    return Silence(tuple(sorted(found, key=lambda row: (-row.lateness, row.party))), figures)


def rhythms_in(connection: Connection, on: dt.date) -> list[Rhythm]:
    """Everybody's own rhythm on a day, as far as they have one."""
    today, longer = on.toordinal(), customer_rule.rule_in(connection).longer
    found = (
        retention.rhythm(party, days, today, longer) for party, days, _sums in q.purchase_days(connection, None, on)
    )
    return [row for row in found if row is not None]


def cohorts(store: Store, window: Window) -> tuple[Cohort, ...]:
    """Customers by the month of their first purchase, in a window, and how many bought in each month after."""
    with store.read() as connection:
        return cohorts_in(connection, window)


def first_months(store: Store, window: Window) -> tuple[tuple[Cohort, ...], tuple[Figure, ...]]:
    """The same, with how many customers they are together and how many of them came again."""
    with store.read() as connection:
        known, covered = q.customers(connection, None, window.last), coverage_in(connection, window)
        found = _cohorts(connection, window, known)
    begun = _begun(window)
    known = [row for row in known if month_number(dt.date.fromordinal(row.first)) >= begun]
    return found, (_count(known, covered), _repeat(known, covered))


def cohorts_in(connection: Connection, window: Window) -> tuple[Cohort, ...]:
    """The same as `cohorts` within a session."""
    return _cohorts(connection, window, q.customers(connection, None, window.last))


def _cohorts(connection: Connection, window: Window, known: Sequence[Customer]) -> tuple[Cohort, ...]:
    active = q.cohort_months(connection, window.last)
    again: dict[int, int] = {}
    for row in known:
        month = month_number(dt.date.fromordinal(row.first))
        again[month] = again.get(month, 0) + (row.days > 1)
    begun = _begun(window)
    wanted = [row for row in active if row[0] >= begun]
    return retention.cohorts(wanted, again.items(), month_number(window.last))


def _begun(window: Window) -> int:
    return 0 if window.first is None else month_number(window.first)


def coverage_in(connection: Connection, window: Window) -> float | None:
    """The share of the revenue whose buyer is known, 0 to 1; None where nothing was sold."""
    _named, known, _others, walk_in = q.shares(connection, window.first, window.last)
    whole = known + walk_in
    return min(1.0, max(0.0, known / whole)) if whole > 0 else None


def names(store: Store, parties: Sequence[int]) -> dict[int, tuple[str, bytes]]:
    """Names and UUIDs of parties, to show what is behind a figure."""
    with store.read() as connection:
        return q.names(connection, parties)


def _too_few(count: int) -> Figure:
    title = msg("Customers by group")
    if not count:
        return unknown("groups", title, Unit.COUNT, NOBODY, GROUPED, formula=RFM_FORMULA)
    missing = plural(
        "Only {count} customer has bought: from {least} on they can be compared.",
        "Only {count} customers have bought: from {least} on they can be compared.",
        count,
        least=rfm.LEAST,
    )
    return unknown("groups", title, Unit.COUNT, missing, GROUPED, n=count, formula=RFM_FORMULA)


def _parties(rows: Sequence[Customer]) -> dict[str, tuple[int, ...]]:
    return {"party": tuple(row.party for row in rows)}


def _count(known: Sequence[Customer], covered: float | None) -> Figure:
    title = msg("Customers we know")
    if not known:
        return unknown("customers", title, Unit.COUNT, NOBODY, NAMED)
    return Figure("customers", title, Unit.COUNT, len(known), NAMED, len(known), "", _parties(known), covered)


def _revenue(known: Sequence[Customer], covered: float | None) -> Figure:
    title = msg("What they bought for")
    if not known:
        return unknown("customer_revenue", title, Unit.MONEY, NOBODY, NAMED)
    total, count = sum(row.amount for row in known), sum(row.purchases for row in known)
    return Figure("customer_revenue", title, Unit.MONEY, total, NAMED, count, "", _parties(known), covered)


def _average(known: Sequence[Customer], covered: float | None) -> Figure:
    title, rule = msg("Usual purchase"), msg("What they bought for, shared by all their purchases.")
    count = sum(row.purchases for row in known)
    if not count:
        return unknown("average_purchase", title, Unit.MONEY, NOBODY, rule)
    mean = half_up(Fraction(sum(row.amount for row in known), count))
    return Figure("average_purchase", title, Unit.MONEY, mean, rule, count, "mean", _parties(known), covered)


def _new(ever: Sequence[Customer], window: Window, covered: float | None) -> Figure:
    title, rule = msg("New customers"), msg(NEW.key, days=_days(window))
    if not ever:
        return unknown("new_customers", title, Unit.COUNT, NOBODY, rule)
    begun = 0 if window.first is None else window.first.toordinal()
    found = [row for row in ever if row.first >= begun]
    return Figure("new_customers", title, Unit.COUNT, len(found), rule, len(ever), "", _parties(found), covered)


def _days(window: Window) -> Message:
    if window.first is None:
        return msg("until {last}", last=window.last)
    return msg("{first} to {last}", first=window.first, last=window.last)


def _repeat(known: Sequence[Customer], covered: float | None) -> Figure:
    hits = sum(row.days > 1 for row in known)
    return share(
        "repeat_rate",
        msg("Came again"),
        hits,
        len(known),
        NOBODY,
        REPEAT,
        formula="repeat rate = customers with 2 or more purchase days / customers; Wilson interval",
        records=_parties(known),
        coverage=covered,
    )


def _lapsed(rhythms: Sequence[Rhythm], customers: int, covered: float | None, longer: Decimal) -> Figure:
    title, rule = msg("Silent for longer than usual"), msg(LAPSED.key, times=longer, days=retention.DAYS_NEEDED)
    formula = f"lapsed: days since the last purchase > {longer} x own median gap (at least a week)"
    if not rhythms:
        missing: Message = msg("Nobody has bought on {days} days yet.", days=retention.DAYS_NEEDED)
        return unknown("lapsed", title, Unit.COUNT, missing, rule, n=customers, formula=formula)
    found = tuple(row.party for row in rhythms if row.lapsed)
    judged = len(rhythms) / customers
    return Figure("lapsed", title, Unit.COUNT, len(found), rule, len(rhythms), formula, {"party": found}, judged)
