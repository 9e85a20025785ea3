"""A hundred thousand sales: every figure has a value that fits the sums, and can be counted anew from its records."""

from __future__ import annotations

import datetime as dt
import math
import random
import uuid

import pytest

from db.queries.rows import driver_of
from db.values import day_to_int
from partnercrm.domain.figure import Figure, Unit
from partnercrm.services import acquisition, clv, customer_figures, sale_figures
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store
from tests.services.sales import TODAY, Shop

CUSTOMERS, SALES, DAYS = 1_000, 100_000, 730
ALL = Window(None, TODAY)


@pytest.fixture
def many(store: Store, ctx: Context) -> Store:
    """Customers who differ in how often they come and when they stop, and ten items."""
    shop = Shop(store, ctx)
    shop.people(f"Customer {n}" for n in range(CUSTOMERS))
    with store.write() as connection:
        raw = driver_of(connection)
        for number in range(1, 11):
            raw.execute(
                "INSERT INTO item (id, uuid, name, name_key, code, unit, category, note) "
                "VALUES (?, ?, ?, ?, '', '', '', '')",
                (number, _name(number), f"Item {number}", f"item {number}"),
            )
        _fill(raw, sorted(shop.ids.values()))
    return store


def _name(number: int) -> bytes:
    return uuid.UUID(int=number, version=4).bytes


def _fill(raw: object, people: list[int]) -> None:
    rng = random.Random(4)
    habits = [(party, rng.randrange(DAYS), rng.randrange(DAYS // 4, 2 * DAYS)) for party in people]
    sales, lines = [], []
    for number in range(1, SALES + 1):
        party, begins, lasts = habits[min(len(habits) - 1, int(rng.paretovariate(0.6)) - 1)]
        day = begins + rng.randrange(max(1, min(lasts, DAYS - begins)))
        buyer = None if rng.random() < 0.2 else party
        price = rng.randrange(200, 2_000)
        when = day_to_int(TODAY - dt.timedelta(DAYS - min(day, DAYS)))
        sales.append((number, _name(number), when, rng.randrange(480, 1_080), buyer, str(number), price, price))
        lines.append((number, 0, rng.randrange(1, 11), rng.randrange(1, 4) * 10_000, price))
    insert = (
        "INSERT INTO sale (id, uuid, day, minute, party_id, receipt, amount, reduction, rounding, paid, "
        "gift_card_amount, rest, tip, payment, card, voucher, gift_card, channel, source, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0, 0, 0, 'card', '', '', '', '', '', 0)"
    )
    raw.executemany(insert, sales)  # type: ignore[attr-defined]
    item = "INSERT INTO sale_item (sale_id, position, item_id, text, quantity, amount) VALUES (?, ?, ?, '', ?, ?)"
    raw.executemany(item, lines)  # type: ignore[attr-defined]


def test_every_figure_of_a_hundred_thousand_sales(many: Store) -> None:
    found = {figure.key: figure for figure in customer_figures.figures(many, ALL)}
    groups = customer_figures.groups(many, ALL)
    busy = sale_figures.busy_times(many, ALL)
    costs = acquisition.figures(many, TODAY - dt.timedelta(365), TODAY)
    week = sale_figures.forecasts(many, TODAY)
    everything = [*found.values(), *groups.figures, busy.figure, *costs, *(each.figure for each in week)]
    everything += clv.worth(many, TODAY).figures
    for figure in everything:
        _is_sound(figure)
    assert all(figure.known for figure in found.values())
    assert (busy.figure.value, busy.figure.n) == (SALES, SALES)
    assert len(week) == 10
    assert groups.n == found["customers"].value
    _recounted(many, found)


def _is_sound(figure: Figure) -> None:
    """A finite value with its count, or a sentence; a share between 0 and 1; all of it explained."""
    assert str(figure.convention)
    if figure.value is None:
        assert str(figure.missing)
        return
    assert math.isfinite(figure.value)
    assert figure.n > 0, figure.key
    assert figure.unit is not Unit.SHARE or 0 <= figure.value <= 1
    assert figure.coverage is None or 0 <= figure.coverage <= 1
    assert any(figure.records.values()) or not figure.value, figure.key


def _recounted(store: Store, found: dict[str, Figure]) -> None:
    """The same from nothing but the records behind each figure."""

    def sql(query: str, figure: str) -> tuple[int, ...]:
        marks = ", ".join(map(str, found[figure].records["party"]))
        with store.read() as connection:
            return tuple(connection.exec_driver_sql(query.format(people=marks)).one())

    assert sql("SELECT count(*) FROM party WHERE id IN ({people})", "customers") == (found["customers"].value,)
    revenue = "SELECT sum(amount - reduction + rounding), count(*) FROM sale WHERE party_id IN ({people})"
    assert sql(revenue, "customer_revenue") == (found["customer_revenue"].value, found["customer_revenue"].n)
    again = (
        "SELECT count(*) FILTER (WHERE days > 1), count(*) FROM "
        "(SELECT count(DISTINCT day) AS days FROM sale WHERE party_id IN ({people}) GROUP BY party_id)"
    )
    hits, count = sql(again, "repeat_rate")
    assert (found["repeat_rate"].value, found["repeat_rate"].n) == (hits / count, count)
