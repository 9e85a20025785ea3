"""Customers in figures: nobody, one and many; refunds, merges and walk-in customers; every figure from its records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from partnercrm.domain.customer_rule import CustomerRule
from partnercrm.domain.errors import Invalid
from partnercrm.domain.figure import Figure
from partnercrm.domain.rfm import Segment
from partnercrm.services import archive, customer_figures, customer_rule, merge
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store
from tests.services.sales import TODAY, Shop

ALL = Window(None, TODAY)


@pytest.fixture
def shop(store: Store, ctx: Context) -> Shop:
    return Shop(store, ctx)


def by_key(figures: tuple[Figure, ...]) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures}


def test_a_shop_without_sales_says_what_is_missing(shop: Shop) -> None:
    found = customer_figures.figures(shop.store, ALL)
    assert [figure.value for figure in found] == [None] * 6
    assert all(figure.missing is not None and figure.n == 0 for figure in found)
    groups = customer_figures.groups(shop.store, ALL)
    assert (groups.rfm, groups.coverage, groups.figures[0].known) == (None, None, False)
    assert customer_figures.silent(shop.store, TODAY) == []
    assert customer_figures.cohorts(shop.store, ALL) == ()


def test_one_customer(shop: Shop) -> None:
    ana = shop.person("Ana")
    shop.buy(("Ana", 3, 5_00), (None, 3, 15_00))
    found = by_key(customer_figures.figures(shop.store, ALL))
    assert (found["customers"].value, found["repeat_rate"].value, found["customer_revenue"].value) == (1, 0.0, 5_00)
    assert found["customers"].records == {"party": (ana,)}
    assert found["customers"].coverage == 0.25
    assert not found["lapsed"].known
    groups = customer_figures.groups(shop.store, ALL)
    assert groups.rfm is None
    assert "from 5 on" in str(groups.figures[0].missing)


def test_days_purchases_and_refunds(shop: Shop) -> None:
    shop.people(("Ana", "Ben", "Cleo"))
    shop.buy(("Ana", 30, 10_00), ("Ana", 30, 4_00), ("Ana", 10, 6_00), ("Ana", 5, -2_00), ("Ben", 8, 3_00))
    shop.buy(("Cleo", 3, 1_00), ("Cleo", 3, 2_00))  # twice on one day is not coming again
    found = by_key(customer_figures.figures(shop.store, ALL))
    assert (found["customers"].value, found["customer_revenue"].value) == (3, 24_00)
    assert (found["average_purchase"].value, found["average_purchase"].n) == (4_00, 6)
    assert found["repeat_rate"].value == pytest.approx(1 / 3)
    recent = by_key(customer_figures.figures(shop.store, Window(TODAY - dt.timedelta(9), TODAY)))
    assert recent["customers"].value == 2
    assert set(recent["new_customers"].records["party"]) == {shop.ids["Ben"], shop.ids["Cleo"]}


def test_sums_follow_a_merge_and_one_day_stays_one_day(shop: Shop) -> None:
    shop.people(("Ana", "Anna", "Ben"))
    shop.buy(("Ana", 10, 5_00), ("Anna", 10, 7_00), ("Anna", 40, 1_00), ("Ben", 2, 1_00))
    merge.merge(shop.store, shop.ctx, shop.ids["Anna"], shop.ids["Ana"])
    found = by_key(customer_figures.figures(shop.store, ALL))
    assert (found["customers"].value, found["customer_revenue"].value) == (2, 14_00)
    assert set(found["customers"].records["party"]) == {shop.ids["Anna"], shop.ids["Ben"]}
    cohorts = customer_figures.cohorts(shop.store, ALL)
    assert [(row.month, row.size, row.again) for row in cohorts] == [(202610, 1, 1), (202611, 1, 0)]
    assert cohorts[0].active == (1,)


def test_groups_name_everybody_once_and_leave_the_archived_out(shop: Shop) -> None:
    names = [f"Customer {n}" for n in range(40)]
    shop.people(names)
    shop.buy(*((name, 3 * n + visit, 10_00) for n, name in enumerate(names) for visit in range(0, 80 - 2 * n, 8)))
    archive.archive(shop.store, shop.ctx, [shop.ids["Customer 0"]])
    groups = customer_figures.groups(shop.store, ALL)
    assert groups.rfm is not None
    counted = sum(int(figure.value or 0) for figure in groups.figures)
    assert counted == groups.n == len(groups.rfm.buyers)
    assert shop.ids["Customer 0"] not in {buyer.party for buyer in groups.rfm.buyers}
    by_segment = groups.rfm.members()
    assert by_segment[Segment.CHAMPION]
    for figure in groups.figures:
        assert figure.value == len(figure.records["party"])


def test_silent_for_longer_than_usual_by_own_rhythm(shop: Shop) -> None:
    shop.people(("Weekly", "Monthly", "Once", "Fortnightly"))
    shop.buy(
        *(("Weekly", 60 + 7 * n, 5_00) for n in range(5)),
        *(("Monthly", 60 + 30 * n, 5_00) for n in range(5)),
        ("Once", 200, 5_00),
    )
    found = customer_figures.silent(shop.store, TODAY)
    assert [(row.party, row.gap, row.silent) for row in found] == [(shop.ids["Weekly"], 7.0, 60)]
    figure = by_key(customer_figures.figures(shop.store, ALL))["lapsed"]
    assert (figure.value, figure.n) == (1, 2)
    assert figure.coverage == pytest.approx(2 / 3)
    assert "more than 2.5 times" in str(figure.convention)
    customer_rule.change(shop.store, shop.ctx, CustomerRule(longer=Decimal(2)))
    shop.buy(("Fortnightly", 30, 5_00), ("Fortnightly", 44, 5_00), ("Fortnightly", 58, 5_00))
    found = customer_figures.silent(shop.store, TODAY)
    assert [row.party for row in found] == [shop.ids["Weekly"], shop.ids["Fortnightly"]]
    changed = by_key(customer_figures.figures(shop.store, ALL))["lapsed"]
    assert "more than 2 times" in str(changed.convention)
    for wrong in ("1.9", "3.1"):
        with pytest.raises(Invalid):
            customer_rule.change(shop.store, shop.ctx, CustomerRule(longer=Decimal(wrong)))


def test_the_figures_can_be_counted_anew_from_their_records(shop: Shop) -> None:
    names = [f"Customer {n}" for n in range(12)]
    shop.people(names)
    shop.buy(*((name, 5 * n + visit, 3_00 + n) for n, name in enumerate(names) for visit in range(0, 40, 20)))
    found = by_key(customer_figures.figures(shop.store, ALL))
    parties = found["customer_revenue"].records["party"]
    with shop.store.read() as connection:
        marks = ", ".join(str(number) for number in parties)
        sql = f"SELECT sum(amount - reduction + rounding), count(*) FROM sale WHERE party_id IN ({marks})"
        revenue, count = connection.exec_driver_sql(sql).one()
    assert (found["customer_revenue"].value, found["customer_revenue"].n) == (revenue, count)
