"""Suppliers in figures: on time and complete, days late, quality, price, spend, and who would hurt us if they closed.

Every figure names its records; those of a month, a supplier and the whole are worked out by the same functions.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import fsum
from typing import TYPE_CHECKING, TypeVar

from db.engine import Store
from db.queries import customer_figures as places
from db.queries import store as stores
from db.queries import supplier_figures as q
from partnercrm.domain.concentration import concentration
from partnercrm.domain.dates import add_months
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.local_area import NO_AREA, LocalArea
from partnercrm.domain.money import half_up
from partnercrm.domain.otif import Judged, OrderedLine, Otif, otif, words
from partnercrm.domain.period import month_number
from partnercrm.domain.record import dataclass
from partnercrm.domain.supplier_rows import MonthScore, Suppliers, SupplierScore
from partnercrm.domain.supplier_score import SupplierRule, Weights, price_part, score
from partnercrm.domain.words import Message, msg
from partnercrm.services import supplier_rule, supply_risk
from partnercrm.services.supply_risk import delivered, effective, known

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOTHING_DUE = msg("No order with a day was due yet. Note what you order and when it is promised.")
NOTHING_CAME = msg("No delivery yet. Note what comes and what of it is good.")
NO_PRICES = msg("No item came twice with a price, so no price can have changed.")
NO_SPEND = msg("No delivery with a price and no bill of a supplier yet.")
NO_ADDRESS = msg("No supplier with an address yet.")
INACTIVE = msg("Nothing was due and nothing came, so there is no score.")

OTIF = "OTIF: strict AND of on time and in full, counted ÷ due"
DAYS_LATE = "Σ share of the line that was late x days ÷ lines due, missing goods to the end of the period"
QUALITY = "Σ accepted ÷ received ÷ lines of deliveries"
DRIFT = "Σ spend x (last ÷ first unit price - 1) ÷ Σ spend"
SPEND = "Σ bills of suppliers + Σ accepted x price with tax of what stands in no ledger"
SCORE = "Σ weight x part ÷ Σ weight of what is known"

BY_PIECE = msg("Of what came, how much was good, each line of a delivery alike.")
LATE = msg("Days late, each line by the share of it that was late; what is missing counts to the end of these days.")
PRICES = msg("The last price of each item against the first one in these days, weighted by what was spent on it.")
SPENT = msg("What suppliers billed, tax included, and what came that is in the books elsewhere.")
NEARBY = msg("Of what was spent with suppliers whose address is known.")


Row = TypeVar("Row", q.Came, q.Bill)
Told = Callable[[int, int], object]
STEPS = 100
READ, SCORED = 12, 48
"""How much of the work, of `STEPS`, each of four readings is, and what all suppliers together are."""


@dataclass(frozen=True, slots=True)
class Found:
    """The figures, and what they were counted from: lines of orders, how each that was due is judged, lines of
    deliveries, and bills."""

    told: Suppliers
    ordered: Sequence[q.Ordered]
    judged: Otif
    came: Sequence[q.Came]
    bills: Sequence[q.Bill]


@dataclass(frozen=True, slots=True)
class _Part:
    """What the figures of a supplier, a month, or all of them are made of."""

    rule: SupplierRule
    first: dt.date
    last: dt.date
    today: dt.date
    ordered: Sequence[OrderedLine]
    came: Sequence[q.Came]
    bills: Sequence[q.Bill]

    def otif(self) -> Otif:
        """What was due in the part's days."""
        return otif(self.ordered, self.rule.otif, self.first, self.last, self.today)


def figures(
    store: Store,
    today: dt.date,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    told: Told | None = None,
) -> Suppliers:
    """All figures of suppliers from a day (default: a year before the last) to a day (default: today).

    `told` hears how far it is (done, of) and may raise Cancelled.
    """
    with store.read() as connection:
        return figures_in(connection, today, first, last, told).told


def figures_in(
    connection: Connection,
    today: dt.date,
    first: dt.date | None = None,
    last: dt.date | None = None,
    told: Told | None = None,
) -> Found:
    """The same within a session, with what they were counted from."""
    step = _steps(told)
    end = last or today
    begin = first or add_months(end, -12) + dt.timedelta(days=1)
    rule = supplier_rule.rule_in(connection)
    step(READ)
    ordered = q.ordered(connection, begin, end)
    step(READ)
    came = q.came(connection, begin, end)
    step(READ)
    bills = q.bills(connection, begin, end)
    whole = _Part(rule, begin, end, today, [each.line for each in ordered], came, bills)
    judged = whole.otif()
    step(READ)
    suppliers = _suppliers(connection, whole, ordered, judged, step)
    supplies = supply_risk.supplies(connection, came, today)
    shown = (*_figures(whole, judged), _local(connection, whole), _spread(whole))
    found = supply_risk.warnings(connection, supplies, rule, today)
    told_of = Suppliers(begin, end, words(rule.otif), shown, suppliers, supplies, found)
    return Found(told_of, ordered, judged, came, bills)


def _steps(told: Told | None) -> Callable[[float], None]:
    """Says of each part of the work that it is done."""
    done = 0.0

    def step(part: float) -> None:
        nonlocal done
        done += part
        if told is not None:
            told(min(int(done), STEPS - 1), STEPS)

    return step


# --- one supplier, one month


def _suppliers(
    connection: Connection, whole: _Part, ordered: Sequence[q.Ordered], judged: Otif, step: Callable[[float], None]
) -> tuple[SupplierScore, ...]:
    lines: dict[int, list[OrderedLine]] = defaultdict(list)
    undated: dict[int, int] = defaultdict(int)
    for each in ordered:
        lines[each.party].append(each.line)
        undated[each.party] += each.line.due(whole.rule.otif) is None
    party_of = {each.line.order: each.party for each in ordered}
    mine: dict[int, list[Judged]] = defaultdict(list)
    for one in judged.judged:
        mine[party_of[one.order]].append(one)
    came, bills = _by_party(whole.came), _by_party(whole.bills)
    found, names = [], q.suppliers(connection)
    for party, name in names.items():
        step(SCORED / len(names))
        part = replace(whole, ordered=lines[party], came=came[party], bills=bills[party])
        own = Otif(tuple(mine[party]), undated[party])
        found.append(SupplierScore(party, name, _scored(part, own), _months(part)))
    return tuple(found)


def _by_party(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for each in rows:
        found[each.party].append(each)
    return found


def _by_month(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for each in rows:
        found[month_number(each.day)].append(each)
    return found


def _months(part: _Part) -> tuple[MonthScore, ...]:
    """The months in which something was due or came, the earliest first."""
    due: dict[int, list[OrderedLine]] = defaultdict(list)
    for line in part.ordered:
        day = line.due(part.rule.otif)
        if day is not None:
            due[month_number(day)].append(line)
    came, bills = _by_month(part.came), _by_month(part.bills)
    found, start = [], part.first.replace(day=1)
    while start <= part.last:
        end = min(add_months(start, 1) - dt.timedelta(days=1), part.last)
        begin = max(start, part.first)
        mine = replace(
            part,
            first=begin,
            last=end,
            ordered=due[month_number(start)],
            came=came[month_number(start)],
            bills=bills[month_number(start)],
        )
        judged = mine.otif()
        if mine.came or mine.bills or judged.due:
            found.append(MonthScore(start, _scored(mine, judged)))
        start = add_months(start, 1)
    return tuple(found)


def _scored(part: _Part, found: Otif) -> tuple[Figure, ...]:
    """The figures of a supplier in some days, and the score they make."""
    shown = _figures(part, found)
    return (*shown, _score(part, found, {each.key: each for each in shown}))


def _figures(part: _Part, found: Otif) -> tuple[Figure, ...]:
    records = {"purchase_order": tuple(dict.fromkeys(each.order for each in found.judged))}
    convention = words(part.rule.otif)

    def of_due(key: str, title: Message, hits: int) -> Figure:
        return share(
            key,
            title,
            hits,
            found.due,
            NOTHING_DUE,
            convention,
            formula=OTIF,
            records=records,
            coverage=found.coverage if found.due else None,
        )

    return (
        of_due("otif", msg("On time and complete"), found.good),
        of_due("on_time", msg("On time"), found.on_time),
        of_due("in_full", msg("Complete"), found.in_full),
        known(
            "days_late", msg("Days late"), Unit.DAYS, found.days_late, NOTHING_DUE, LATE, found.due, DAYS_LATE, records
        ),
        _quality(part),
        _drift(part),
        _spend(part),
    )


def _quality(part: _Part) -> Figure:
    lines = [each for each in part.came if each.received]
    good = (1.0 if each.accepted == each.received else float(each.accepted / each.received) for each in lines)
    value = fsum(good) / len(lines) if lines else None
    title = msg("Good of what came")
    return known("quality", title, Unit.SHARE, value, NOTHING_CAME, BY_PIECE, len(lines), QUALITY, delivered(lines))


def _drift(part: _Part) -> Figure:
    value, lines = _price_drift(part.came)
    title, count = msg("Price change"), len(lines)
    return known("price_drift", title, Unit.SHARE, value, NO_PRICES, PRICES, count, DRIFT, delivered(lines))


def _price_drift(came: Sequence[q.Came]) -> tuple[float | None, list[q.Came]]:
    """By how much prices changed, and the lines it was read off: of each supplier's items that came twice or more."""
    by_item: dict[tuple[int, int], list[q.Came]] = defaultdict(list)
    for each in came:
        if each.price and each.value:
            by_item[each.party, each.item].append(each)
    several = [lines for lines in by_item.values() if lines[0].day != lines[-1].day]  # the earliest comes first
    spent = [sum(each.value or 0 for each in lines) for lines in several]
    whole = sum(spent)
    if not whole:
        return None, []
    changed = (
        value * (lines[-1].with_tax - lines[0].with_tax) / lines[0].with_tax
        for value, lines in zip(spent, several, strict=True)
    )
    return fsum(changed) / whole, [each for lines in several for each in lines]


def _spend(part: _Part) -> Figure:
    """What was billed, and what came that stands in no ledger at the price that is known for it."""
    beside = [each for each in part.came if not each.posted]
    lines = [each for each in beside if each.value is not None]
    value = sum(each.value or 0 for each in lines) + sum(bill.value for bill in part.bills)
    records = {**delivered(lines), "exchange": tuple(dict.fromkeys(bill.exchange for bill in part.bills))}
    count = len(lines) + len(part.bills)
    if not count:
        return unknown("spend", msg("Spent"), Unit.MONEY, NO_SPEND, SPENT, formula=SPEND)
    covered = count / (count + len(beside) - len(lines))
    return Figure("spend", msg("Spent"), Unit.MONEY, value, SPENT, count, SPEND, records, covered)


def _spent(part: _Part) -> list[tuple[int, int]]:
    """The same by party, one pair a line or a bill."""
    beside = [(each.party, each.value or 0) for each in part.came if not each.posted]
    return beside + [(bill.party, bill.value) for bill in part.bills]


def _score(part: _Part, found: Otif, shown: Mapping[str, Figure]) -> Figure:
    """One number for a supplier in a period; none in a period without activity."""
    quality, drift = shown["quality"].value, shown["price_drift"].value
    parts = {
        "otif": Fraction(found.good, found.due) if found.due else None,
        "quality": None if quality is None else Fraction(quality),
        "price_drift": price_part(None if drift is None else Fraction(drift)),
    }
    weights = part.rule.weights
    result, title, weighed = score(parts, weights), msg("Score"), _weighed(weights)
    records = {**shown["otif"].records, **shown["quality"].records}
    if result is None:
        return unknown("score", title, Unit.SCORE, INACTIVE, weighed, formula=SCORE)
    count = found.due + len(part.came)
    return Figure(
        "score", title, Unit.SCORE, float(result.value), weighed, count, SCORE, records, float(result.coverage)
    )


def _weighed(weights: Weights) -> Message:
    """What the score weighs, as shares of a hundred."""
    whole = sum(weights.by_key().values())
    shares = {key: half_up(Fraction(100 * weight, whole)) for key, weight in weights.by_key().items()}
    return msg(
        "On time and complete {otif} %, quality {quality} %, price {price_drift} %; "
        "what is not known gives its weight away.",
        **shares,
    )


# --- all of them


def _local(connection: Connection, part: _Part) -> Figure:
    """How much of the spend stays nearby."""
    title = msg("Spent nearby")
    area = LocalArea.of(stores.facts(connection).local_area)
    if not area.known:
        return unknown("local_spend", title, Unit.SHARE, NO_AREA, NEARBY)
    near = {party: area.holds_any(found) for party, found in places.addresses(connection).items()}
    sums: dict[int, int] = defaultdict(int)
    for party, spent in _spent(part):
        sums[party] += spent
    known = {party: value for party, value in sums.items() if near.get(party) is not None}
    whole = sum(known.values())
    if whole <= 0:
        return unknown("local_spend", title, Unit.SHARE, NO_ADDRESS if sums else NO_SPEND, NEARBY)
    local = sum(value for party, value in known.items() if near[party])
    coverage = whole / sum(sums.values()) if sum(sums.values()) > 0 else None
    records = {"party": tuple(sorted(known))}
    formula = "Σ spend with local suppliers ÷ Σ spend with suppliers of known address"
    value = float(Fraction(local, whole))
    return Figure("local_spend", title, Unit.SHARE, value, NEARBY, len(known), formula, records, coverage)


def _spread(part: _Part) -> Figure:
    """As if there were so many equal suppliers of all we buy; the items tell more."""
    found = concentration(_spent(part))
    parties = {"party": tuple(found.shares)} if found else {}
    return effective("effective_suppliers", found, NO_SPEND, SPENT, parties)
