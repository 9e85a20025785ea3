"""What customers will bring: a plain statement where too few came again, the published model where enough did."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from threading import Event

import pytest

from partnercrm.domain import clv as rules
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.sale import SaleDraft
from partnercrm.services import clv
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.sales import TODAY, Shop

SEPTEMBER = dt.date(1997, 9, 30)


@pytest.fixture
def shop(store: Store, ctx: Context) -> Shop:
    return Shop(store, ctx)


@pytest.fixture
def cdnow(shop: Shop, shared: Path) -> Shop:
    """The 2,357 customers of CDNOW and their purchases, as sales of this shop."""
    rows = [line.split() for line in (shared / "data" / "cdnow" / "CDNOW_sample.txt").read_text().splitlines()]
    shop.people(dict.fromkeys(row[1] for row in rows))
    sales = []
    for _master, customer, written, _count, dollars in rows:
        day = dt.date(int(written[:4]), int(written[4:6]), int(written[6:]))
        cents = round(float(dollars) * 100)
        sales.append(SaleDraft(day, cents, cents, shop.ids[customer]))
    shop.sell(sales)
    return shop


def test_nobody_and_too_few_say_so(shop: Shop) -> None:
    (value, *_more) = clv.worth(shop.store, TODAY).figures
    assert "No sale says who bought" in str(value.missing)
    names = [f"Customer {n}" for n in range(rules.ENOUGH - 1)]
    shop.people(names)
    shop.buy(*((name, ago, 5_00 + n) for n, name in enumerate(names) for ago in (n, 2 * n + 1)))
    found = clv.worth(shop.store, TODAY)
    assert (found.customers, found.purchases, len(found.figures)) == ((), None, 3)
    assert {figure.value for figure in found.figures} == {None}
    assert str(found.figures[0].missing).startswith("99 customers came again. From about 100 on")
    assert (found.figures[0].n, len(found.figures[0].records["party"])) == (99, 99)


def test_customers_all_alike_have_no_forecast(shop: Shop) -> None:
    names = [f"Customer {n}" for n in range(rules.ENOUGH)]
    shop.people(names)
    shop.buy(*((name, ago, 5_00) for name in names for ago in (10, 20, 30)))
    found = clv.worth(shop.store, TODAY)
    assert found.customers == ()
    assert "too much alike" in str(found.figures[0].missing)


def test_the_published_customers_from_sales_in_the_shop(cdnow: Shop) -> None:
    steps: list[tuple[int, int]] = []
    found = clv.worth(cdnow.store, SEPTEMBER, progress=lambda done, of: steps.append((done, of)))
    assert found.purchases is not None
    assert found.spending is not None
    told = found.purchases
    assert (told.r, told.alpha, told.a, told.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.005)
    assert (found.spending.p, found.spending.q, found.spending.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    assert found.correlation == pytest.approx(0.114, abs=0.001)
    assert len(found.customers) == 2357
    first = next(row for row in found.customers if row.name == "0001")
    assert (first.repeats, first.spend) == (2, 24_65)
    assert first.p_alive == pytest.approx(0.7266, abs=0.0005)
    assert 0.93 * first.expected * first.spend < first.value < first.expected * first.spend
    once = next(row for row in found.customers if row.repeats == 0)
    assert (once.p_alive, once.spend) == (None, 35_17)
    figures = {figure.key: figure for figure in found.figures}
    assert figures["customer_value"].value == sum(row.value for row in found.customers)
    assert (figures["still_with_us"].n, figures["customer_value"].n) == (946, 2357)
    assert steps[-1][0] > 100
    half = clv.worth(cdnow.store, SEPTEMBER, margin=0.5)
    assert half.customers[0].value == pytest.approx(found.customers[0].value / 2, abs=1)
    assert "margin of 50 %" in str(half.figures[0].convention)
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        clv.worth(cdnow.store, SEPTEMBER, cancel=cancel)
