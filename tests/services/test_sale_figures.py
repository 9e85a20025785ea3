"""Pairs, busy hours, and what to bake next week, from sales with items."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.services import item, sale_figures
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store
from tests.services.sales import TODAY, Shop, with_items

ALL = Window(None, TODAY)
DAY = dt.timedelta(1)


@pytest.fixture
def shop(store: Store, ctx: Context) -> Shop:
    return Shop(store, ctx)


def test_without_sales_nothing_is_made_up(shop: Shop) -> None:
    assert sale_figures.forecasts(shop.store, TODAY) == ()
    for figure in (
        sale_figures.pairs(shop.store, ALL).figure,
        sale_figures.busy_times(shop.store, ALL).figure,
        sale_figures.no_forecast(),
    ):
        assert (figure.value, figure.missing is not None) == (None, True)


def test_what_to_bake_next_week(shop: Shop) -> None:
    weekdays = {0: 10, 1: 20, 2: 30, 3: 40, 4: 50, 5: 90}
    days = [TODAY - n * DAY for n in range(70)]
    shop.sell([with_items(day, ("Rye bread", weekdays[day.weekday()])) for day in days if day.weekday() in weekdays])
    shop.sell([with_items(TODAY - n * DAY, ("Plum cake", 2)) for n in range(5)])
    shop.buy((None, 3, 5_00))
    rye, cake = sale_figures.forecasts(shop.store, TODAY)
    assert (rye.name, rye.figure.value, rye.order) == ("Rye bread", 240, 240)
    assert (rye.found.trial.error, rye.figure.n) == (0.0, 24)
    assert rye.figure.coverage == pytest.approx(1 - 1 / (48 + 5 + 1))
    assert [quantity for _day, quantity in rye.found.days][:2] == [0, 10]
    assert (cake.figure.value, cake.order) == (None, None)
    assert "less than 3 weeks" in str(cake.figure.missing)
    item.retire(shop.store, shop.ctx, rye.item)
    assert [each.name for each in sale_figures.forecasts(shop.store, TODAY)] == ["Plum cake"]
    assert sale_figures.forecasts(shop.store, TODAY + 90 * DAY) == ()


def test_what_is_bought_together(shop: Shop) -> None:
    shop.sell(
        [with_items(TODAY, ("Rye bread", 1), ("Plum jam", 1), ("Rye bread", 1))] * 6
        + [with_items(TODAY, ("Tea", 1))] * 6
        + [with_items(TODAY, ("Rye bread", 1))] * 2
    )
    found = sale_figures.pairs(shop.store, ALL)
    (row,) = found.rows
    assert {row.first, row.second} == {"Rye bread", "Plum jam"}
    assert (row.pair.together, row.pair.receipts, found.figure.n) == (6, 14, 14)
    assert row.pair.lift == pytest.approx(6 * 14 / (8 * 6))
    assert sale_figures.pairs(shop.store, Window(None, TODAY - DAY)).rows == ()


def test_busy_hours(shop: Shop) -> None:
    shop.sell([with_items(TODAY, ("Tea", 1), minute=9 * 60 + n) for n in range(4)] + [with_items(TODAY, ("Tea", 1))])
    shop.buy((None, 0, -5_00))
    found = sale_figures.busy_times(shop.store, ALL)
    ((hour,), (day,)) = found.busy.hours, found.busy.weekdays
    assert (hour.hour, hour.sales, day.sales, day.revenue) == (9, 4, 5, 5_00)
    assert (found.figure.value, found.figure.n, found.figure.coverage) == (4, 5, 0.8)
