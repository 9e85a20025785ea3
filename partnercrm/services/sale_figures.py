"""What sales say beside who bought: pairs of items, busy hours and days, and what to bake and order next week."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import customer_figures as q
from db.queries import item as items_q
from partnercrm.domain import basket, busy, forecast
from partnercrm.domain.basket import Pair
from partnercrm.domain.busy import Busy
from partnercrm.domain.figure import Figure, Unit, unknown
from partnercrm.domain.forecast import Forecast
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services.customer_figures import Window

if TYPE_CHECKING:
    from sqlalchemy import Connection

BACK = 2 * forecast.YEAR
"""Days of sales that a forecast looks at: the year and the weeks before the season of a year ago."""

NO_ITEMS = msg("No sale says what was bought. Bring in the till's file with a column for the item.")
NO_SALES = msg("Nothing was sold in these days.")
FORECAST = msg(
    "The mean of the same weekday over the last {weeks} weeks, moved by the season of a year ago. Days on which "
    "nothing was sold count as closed.",
    weeks=forecast.WEEKS,
)
FORECAST_FORMULA = (
    "mean of the same weekday x season (3 weeks around that week a year ago / the 8 weeks before it, 0.5 to 2); error: "
    "WAPE of the same rule over the last 4 weeks"
)
PAIRS = msg("Receipts with both items, where that is more often than by chance; refunds left out.")
BUSY = msg("Sales by weekday and hour; days on which nothing was sold count as closed, refunds are left out.")


@dataclass(frozen=True, slots=True)
class ItemForecast:
    """An item, its name and unit, what is expected on each of the next days, and the figure of the week."""

    item: int
    name: str
    unit: str
    found: Forecast
    figure: Figure

    @property
    def order(self) -> int | None:
        """What to have ready for the week, whole pieces; None where it is not known."""
        return math.ceil(self.found.total - 1e-9) if self.found.days else None


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two items that go together, by name."""

    pair: Pair
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a window, the most frequent first, and how many receipts say their items."""

    rows: tuple[PairRow, ...]
    figure: Figure


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """Hours and days of a window; the figure counts the sales that say their time."""

    busy: Busy
    figure: Figure


def forecasts(store: Store, on: dt.date, first: dt.date | None = None) -> tuple[ItemForecast, ...]:
    """Every item that was sold in the last weeks: what the next seven days will want, with the rule's error so far.

    Sales before `first` are left out.
    """
    with store.read() as connection:
        return forecasts_in(connection, on, first)


def forecasts_in(connection: Connection, on: dt.date, first: dt.date | None = None) -> tuple[ItemForecast, ...]:
    """The same within a session."""
    sold = q.sold_by_day(connection, max(first or dt.date.min, on - dt.timedelta(BACK)), on)
    recent = on.toordinal() - forecast.WEEKS * forecast.DAYS
    live = {item for item, days in sold.items() if any(day > recent for day in days)}
    rows = {row.id: row for row in items_q.by_ids(connection, live) if not row.retired}
    covered = q.covered(connection, on - dt.timedelta(forecast.WEEKS * forecast.DAYS - 1), on)
    coverage = covered.itemised / covered.sales if covered.sales else None
    found = [each for each in forecast.forecasts(sold, on) if each.item in rows]
    made = [
        ItemForecast(each.item, rows[each.item].name, rows[each.item].unit, each, _figure(each, coverage))
        for each in found
    ]
    return tuple(sorted(made, key=lambda each: (-each.found.total, each.name)))


def no_forecast() -> Figure:
    """What is said where no sale has items."""
    return unknown("forecast", _NEXT_WEEK, Unit.NUMBER, NO_ITEMS, FORECAST, formula=FORECAST_FORMULA)


def pairs(store: Store, window: Window) -> Pairs:
    """What is bought together in a window."""
    with store.read() as connection:
        return pairs_in(connection, window)


def pairs_in(connection: Connection, window: Window) -> Pairs:
    """The same within a session."""
    together, on, receipts = q.pairs(connection, window.first, window.last)
    found = basket.pairs(together, on, receipts)
    wanted = {number for pair in found for number in (pair.first, pair.second)}
    names = {row.id: row.name for row in items_q.by_ids(connection, wanted)}
    covered = q.covered(connection, window.first, window.last)
    rows = tuple(PairRow(pair, names[pair.first], names[pair.second]) for pair in found)
    title, formula = msg("Bought together"), "lift = P(both) / (P(one) x P(other)) > 1; at least 5 receipts"
    if not receipts:
        return Pairs((), unknown("pairs", title, Unit.COUNT, NO_ITEMS, PAIRS, formula=formula))
    coverage = covered.itemised / covered.sales if covered.sales else None
    figure = Figure("pairs", title, Unit.COUNT, len(rows), PAIRS, receipts, formula, _items(sorted(wanted)), coverage)
    return Pairs(rows, figure)


def busy_times(store: Store, window: Window) -> BusyTimes:
    """Busy hours and days of a window."""
    with store.read() as connection:
        return busy_in(connection, window)


def busy_in(connection: Connection, window: Window) -> BusyTimes:
    """The same within a session."""
    found = busy.busy(q.slots(connection, window.first, window.last))
    behind = {"sale": q.sales(connection, window.first, window.last)}
    title = msg("Sales that say their time")
    if not found.sales:
        return BusyTimes(found, unknown("busy", title, Unit.COUNT, NO_SALES, BUSY))
    share = found.timed / found.sales
    return BusyTimes(found, Figure("busy", title, Unit.COUNT, found.timed, BUSY, found.sales, "", behind, share))


def _figure(found: Forecast, coverage: float | None) -> Figure:
    records = _items([found.item])
    if not found.days:
        missing: Message = plural(
            "It is sold for less than {count} week: too short for a forecast.",
            "It is sold for less than {count} weeks: too short for a forecast.",
            forecast.LEAST_WEEKS,
        )
        return unknown(
            "forecast", _NEXT_WEEK, Unit.NUMBER, missing, FORECAST, formula=FORECAST_FORMULA, records=records
        )
    return Figure(
        "forecast",
        _NEXT_WEEK,
        Unit.NUMBER,
        found.total,
        FORECAST,
        found.trial.days,
        FORECAST_FORMULA,
        records,
        coverage,
    )


def _items(numbers: Sequence[int]) -> dict[str, tuple[int, ...]]:
    return {"item": tuple(numbers)}


_NEXT_WEEK = msg("Next seven days")
