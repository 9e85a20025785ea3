"""What is behind a cell of a chart of customers: each is a figure of its own, with the records that make it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import customer_figures as q
from db.queries import customer_records as records_q
from partnercrm.domain import busy, forecast
from partnercrm.domain.figure import Figure, Unit, unknown
from partnercrm.domain.words import Message, msg
from partnercrm.services.customer_figures import Window
from partnercrm.services.sale_figures import BUSY, FORECAST, FORECAST_FORMULA, NO_SALES, PAIRS, ItemForecast, PairRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

DAY = msg(
    "The mean of the same weekday over the last {weeks} weeks, moved by the season ({season}); the sales are those of "
    "these days.",
    weeks=forecast.WEEKS,
    season="…",
)
NOT_SOLD = msg("None of it was sold on that weekday in the last weeks: the shop was closed, or nobody wanted it.")
WEEK = msg("{rule} The sales are those of the last {weeks} weeks.", rule=FORECAST, weeks=forecast.WEEKS)


def hour(store: Store, window: Window, weekday: int, at: int, title: Message) -> Figure:
    """Sales on a usual day in one hour of a weekday (0 is Monday), with all sales that make it up."""
    with store.read() as connection:
        found = records_q.of_hour(connection, window.first, window.last, weekday, at)
        days = busy.busy(q.slots(connection, window.first, window.last)).weekdays
    opened = sum(day.days for day in days if day.weekday == weekday)
    formula = "sales in that hour / days of that weekday with any sale"
    if not opened:
        return unknown("hour", title, Unit.NUMBER, NO_SALES, BUSY, formula=formula)
    behind = {"sale": tuple(found)}
    return Figure("hour", title, Unit.NUMBER, len(found) / opened, BUSY, len(found), formula, behind)


def day_of_item(store: Store, each: ItemForecast, day: dt.date, on: dt.date, title: Message) -> Figure:
    """What one day will want of an item, with the sales of the same weekday that it rests on."""
    back = [dt.date.fromordinal(past) for past in forecast.same_days(day.toordinal(), on.toordinal())]
    with store.read() as connection:
        numbers = _sales(connection, each.item, back)
    value = next((expected for found, expected in each.found.days if found == day), 0.0)
    rule = msg(DAY.key, weeks=forecast.WEEKS, season=f"{each.found.season:.2f}")
    if not numbers:
        return unknown("forecast_day", title, Unit.NUMBER, NOT_SOLD, rule, formula=FORECAST_FORMULA)
    behind = {"sale": numbers}
    return Figure("forecast_day", title, Unit.NUMBER, value, rule, len(numbers), FORECAST_FORMULA, behind)


def week_of_item(store: Store, each: ItemForecast, on: dt.date) -> Figure:
    """What the next seven days will want of an item, with the sales of the last weeks that it rests on."""
    back = [on - dt.timedelta(days) for days in range(forecast.WEEKS * forecast.DAYS)]
    with store.read() as connection:
        numbers = _sales(connection, each.item, back)
    figure = each.figure
    return Figure(
        figure.key,
        figure.title,
        figure.unit,
        figure.value,
        WEEK,
        len(numbers),
        figure.formula,
        {"sale": numbers},
        figure.coverage,
        figure.missing,
    )


def pair(store: Store, window: Window, row: PairRow) -> Figure:
    """On how many receipts two items stand together, with these receipts."""
    with store.read() as connection:
        found = records_q.of_pair(connection, window.first, window.last, row.pair.first, row.pair.second)
    title = msg("{first} and {second}", first=row.first, second=row.second)
    formula = "lift = P(both) / (P(one) x P(other))"
    return Figure("pair", title, Unit.COUNT, len(found), PAIRS, len(found), formula, {"sale": tuple(found)})


def cohort(store: Store, last: dt.date, first_month: int, month: int | None) -> list[int]:
    """Customers who came first in a month (yyyymm); with `month` those of them who bought in that month."""
    with store.read() as connection:
        return records_q.of_cohort(connection, last, first_month, month)


def hours(store: Store, window: Window) -> dict[tuple[int, int], list[int]]:
    """The sales behind each hour (weekday from 0, hour) of a window."""
    with store.read() as connection:
        return records_q.by_hour(connection, window.first, window.last)


def pairs(store: Store, window: Window, rows: Sequence[PairRow]) -> dict[tuple[int, int], list[int]]:
    """The sales behind each pair of items (row ids)."""
    wanted = [(row.pair.first, row.pair.second) for row in rows]
    with store.read() as connection:
        return records_q.by_pair(connection, window.first, window.last, wanted)


def cohorts(store: Store, last: dt.date) -> dict[int, list[int]]:
    """The customers of each first month (yyyymm)."""
    with store.read() as connection:
        return records_q.by_cohort(connection, last)


def _sales(connection: Connection, item: int, days: list[dt.date]) -> tuple[int, ...]:
    return tuple(number for number, _quantity in records_q.of_item(connection, item, days))
