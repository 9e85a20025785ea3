"""What customers will bring over the next twelve months, where enough of them came again to say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

from db.engine import Store
from db.queries import customer_figures as q
from db.queries import store as stores_q
from partnercrm.domain import clv, stopping
from partnercrm.domain.clv import BgNbd, GammaGamma, History
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.figure import Figure, Unit, unknown
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import customer_rule
from partnercrm.services.customer_figures import NOBODY, Window, coverage_in

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEPS = 800
"""About how many steps the search for the parameters takes; for telling its progress."""

RULE = msg(
    "By how often and how lately each customer came so far: purchases of the next twelve months x what they usually "
    "spend, later months counting a little less. Whoever came once is counted as still with us."
)
FORMULA = (
    "BG/NBD (Fader, Hardie, Lee 2005) x Gamma-Gamma (Hardie, note 025); weeks, days merged, 12 months, 1 % a month; "
    "P(alive) = 1 by definition of the model where x = 0"
)


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """A customer: repeat purchase days, chance to be still with us (None where they came once), purchases expected and
    what they are worth over twelve months, and what a purchase will come to, in minor units."""

    party: int
    name: str
    uuid: UUID
    repeats: int
    p_alive: float | None
    expected: float
    spend: int
    value: int


@dataclass(frozen=True, slots=True)
class Worth:
    """All customers, the most worth first, with the models; or none, and `figures` say why. `correlation` of how often
    and how much should be near 0."""

    customers: tuple[CustomerValue, ...]
    figures: tuple[Figure, ...]
    purchases: BgNbd | None = None
    spending: GammaGamma | None = None
    correlation: float | None = None


@dataclass(frozen=True, slots=True)
class Bought:
    """A customer's history and the mean of their repeat purchases in major units."""

    party: int
    history: History
    mean: float


@dataclass(frozen=True, slots=True)
class Histories:
    """What everybody bought, their names and UUIDs, its share of the revenue, minor units to the major one, and the
    shop's margin, 0 to 1, where it said one."""

    bought: list[Bought]
    names: dict[int, tuple[str, bytes]]
    coverage: float | None
    unit: int
    margin: float | None = None


def worth(
    store: Store,
    on: dt.date,
    *,
    first: dt.date | None = None,
    margin: float | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Worth:
    """Fits both models to all sales up to a day (from `first` on) and answers every customer. `margin` is a
    share, 0 to 1; that of the shop's settings unless said.

    Raises Cancelled; `progress` hears (steps, about of).
    """
    with store.read() as connection:
        found = read(connection, on, first)
    return of(found, margin=margin, progress=progress, cancel=cancel)


def read(connection: Connection, on: dt.date, first: dt.date | None = None) -> Histories:
    """What everybody bought up to a day, within a session; from `first` on where it is said."""
    unit = 10 ** stores_q.facts(connection).currency.digits
    bought = [_of(party, days, sums, on, unit) for party, days, sums in q.purchase_days(connection, first, on)]
    names = q.names(connection, [each.party for each in bought])
    percent = customer_rule.rule_in(connection).margin
    margin = None if percent is None else float(percent) / 100
    return Histories(bought, names, coverage_in(connection, Window(first, on)), unit, margin)


def of(
    found: Histories,
    *,
    margin: float | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Worth:
    """The same as `worth` of what was read; it takes seconds where customers are many, so no session is held."""
    bought, names, covered, unit = found.bought, found.names, found.coverage, found.unit
    margin = found.margin if margin is None else margin
    repeaters = [each for each in bought if each.history.x]
    if len(repeaters) < clv.ENOUGH:
        return Worth((), _none(bought, repeaters, _too_few(len(bought), len(repeaters)), margin))
    watch = _watch(progress, cancel)
    model = clv.fit_purchases([each.history for each in bought], watch)
    spent = [(each.history.x, each.mean) for each in repeaters]
    spending = None if model is None else clv.fit_spending(spent, watch)
    if model is None or spending is None:
        return Worth((), _none(bought, repeaters, _alike(model is None), margin))
    coming: dict[History, tuple[float, float]] = {}  # many came equally often and lately
    rows = [_valued(each, model, spending, margin, unit, names, coming) for each in bought]
    rows.sort(key=lambda row: (-row.value, row.party))
    related = clv.correlation([(float(each.history.x), each.mean) for each in repeaters])
    return Worth(tuple(rows), _figures(rows, repeaters, covered, margin), model, spending, related)


def _of(party: int, days: list[int], sums: list[int], on: dt.date, unit: int) -> Bought:
    repeats = len(days) - 1
    begun = days[0]
    history = History(repeats, (days[-1] - begun) / clv.WEEK, (on.toordinal() - begun) / clv.WEEK)
    return Bought(party, history, max(0.0, sum(sums[1:]) / repeats / unit) if repeats else 0.0)


def _watch(progress: Callable[[int, int], object] | None, cancel: Event | None) -> clv.Watch:
    steps = 0

    def watch() -> None:
        nonlocal steps
        steps += 1
        if cancel is not None and cancel.is_set():
            raise Cancelled
        if progress is not None and steps % 10 == 0:
            progress(min(steps, STEPS), STEPS)

    return watch


def _valued(
    each: Bought,
    model: BgNbd,
    spending: GammaGamma,
    margin: float | None,
    unit: int,
    names: dict[int, tuple[str, bytes]],
    coming: dict[History, tuple[float, float]],
) -> CustomerValue:
    stopping.check()
    spend = spending.expected(each.history.x, each.mean)
    if each.history not in coming:
        coming[each.history] = clv.coming(model, each.history)
    expected, counted = coming[each.history]
    name, uuid = names[each.party]
    return CustomerValue(
        party=each.party,
        name=name,
        uuid=UUID(bytes=uuid),
        repeats=each.history.x,
        p_alive=model.p_alive(each.history) if each.history.x else None,
        expected=expected,
        spend=round(spend * unit),
        value=round(spend * (1.0 if margin is None else margin) * counted * unit),
    )


def _figures(
    rows: list[CustomerValue], repeaters: list[Bought], covered: float | None, margin: float | None
) -> tuple[Figure, ...]:
    rule, everybody = _rule(margin), {"party": tuple(row.party for row in rows)}
    judged = [row.p_alive for row in rows if row.p_alive is not None]
    with_us = msg("Of customers who came again, added up: how many are probably still with us.")
    again = {"party": tuple(each.party for each in repeaters)}
    count = len(rows)
    value, expected = sum(row.value for row in rows), sum(row.expected for row in rows)
    return (
        Figure("customer_value", _VALUE, Unit.MONEY, value, rule, count, FORMULA, everybody, covered),
        Figure("expected_purchases", _EXPECTED, Unit.NUMBER, expected, rule, count, FORMULA, everybody, covered),
        Figure(
            "still_with_us", _ALIVE, Unit.NUMBER, sum(judged), with_us, len(judged), FORMULA, again, len(judged) / count
        ),
    )


def _none(bought: list[Bought], repeaters: list[Bought], missing: Message, margin: float | None) -> tuple[Figure, ...]:
    records = {"party": tuple(each.party for each in bought)}
    titles = (
        ("customer_value", _VALUE, Unit.MONEY),
        ("expected_purchases", _EXPECTED, Unit.NUMBER),
        ("still_with_us", _ALIVE, Unit.NUMBER),
    )
    return tuple(
        unknown(key, title, unit, missing, _rule(margin), n=len(repeaters), formula=FORMULA, records=records)
        for key, title, unit in titles
    )


def _rule(margin: float | None) -> Message:
    if margin is None:
        return msg("{rule} Counted as what they pay: nobody said yet what is left of a sale.", rule=RULE)
    return msg("{rule} Of that the margin of {margin} %.", rule=RULE, margin=f"{margin * 100:g}")


def _too_few(customers: int, repeaters: int) -> Message:
    if not customers:
        return NOBODY
    return plural(
        "{count} customer came again. From about {enough} on it can be said who will; look at the groups and at who "
        "is silent until then.",
        "{count} customers came again. From about {enough} on it can be said who will; look at the groups and at who "
        "is silent until then.",
        repeaters,
        enough=clv.ENOUGH,
    )


def _alike(purchases: bool) -> Message:
    if purchases:
        return msg("Your customers come too much alike for a forecast of each: the model finds no difference.")
    return msg("Your customers spend too much alike for a forecast of each: the model finds no difference.")


_VALUE = msg("What customers will bring in twelve months")
_EXPECTED = msg("Purchases expected in twelve months")
_ALIVE = msg("Probably still with us")
