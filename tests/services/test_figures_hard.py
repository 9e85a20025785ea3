"""Figures where shops are untidy: refunds, mistakes, merges, bins, closed months, leap days, other currencies.

Each shop here is told through the services; then every figure of every subject is worked out anew from its records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partnercrm.domain.acquisition import CostDraft, CostKind
from partnercrm.domain.figure import Figure
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.domain.today_rows import FigureKey
from partnercrm.services import (
    acquisition,
    clv,
    customer_figures,
    effectiveness,
    feedback_figures,
    sale_figures,
    segment,
    supplier_figures,
    team_figures,
    today,
)
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store
from tests.services.hard_shop import LEAP, Hard, of_today, untidy
from tests.services.plain import Of, Plain
from tests.services.plain_walk import WORKED, check, held


def every(store: Store, today: dt.date) -> Iterator[tuple[str, str, Figure, Of]]:
    """All figures that the views, workbooks and the command line take theirs from, by subject."""
    year = today - dt.timedelta(365)
    window, ever = Window(year, today), Window(None, today)
    of = Of(year, today)
    customers = [
        *customer_figures.figures(store, ever),
        *customer_figures.groups(store, ever).figures,
        *acquisition.figures(store, year, today),
        sale_figures.pairs(store, window).figure,
        sale_figures.busy_times(store, window).figure,
        *(each.figure for each in sale_figures.forecasts(store, today)),
        *clv.worth(store, today).figures,
        *(row.figure for row in segment.listed(store, today)),
    ]
    yield from (("customers", figure.key, figure, of) for figure in customers)
    for subject, thing in (
        ("partners", effectiveness.figures(store, today)),
        ("suppliers", supplier_figures.figures(store, today)),
        ("team", team_figures.figures(store, today)),
        ("feedback", feedback_figures.figures(store, today)),
    ):
        yield from ((subject, *found) for found in held(thing, of))


def prove(store: Store, today: dt.date) -> dict[tuple[str, str], list[Figure]]:
    """Works everything out anew, and answers the figures by subject and key."""
    shop, found = Plain(store, today), dict[tuple[str, str], list[Figure]]()
    for subject, key, figure, of in every(store, today):
        check(shop, key, figure, of, WORKED[subject])
        found.setdefault((subject, key), []).append(figure)
    return found


@pytest.fixture
def hard(tmp_path: Path) -> Iterator[Callable[..., Hard]]:
    """`hard(currency, today)` makes such a shop."""
    made: list[Hard] = []

    def make(currency: Currency, today: dt.date) -> Hard:
        made.append(Hard(tmp_path / f"{currency.code}.partnercrm", currency, today))
        return made[-1]

    yield make
    for each in made:
        each.store.close()


@pytest.mark.parametrize(
    ("currency", "today"), [(Currency("KWD", 3), LEAP), (Currency("JPY", 0), dt.date(2026, 1, 1))], ids=["KWD", "JPY"]
)
def test_an_untidy_shop_comes_to_what_its_records_come_to(
    hard: Callable[..., Hard], currency: Currency, today: dt.date
) -> None:
    shop = hard(currency, today)
    found = untidy(shop)
    known = prove(shop.store, today)
    assert known["customers", "customers"][0].value == 8  # Ana and Anna are one
    assert known["customers", "lapsed"][0].value == 1  # Hal; Gil is silent, but not for long enough
    scores = {row.party: row.figure for row in effectiveness.figures(shop.store, today).partners}
    for name in ("Mistaken", "Called", "Quiet"):
        assert scores[found[name]].value is None, f"{name} has a score out of nothing"
    assert known["feedback", "csat"][0].n == 1


def test_a_shop_that_opened_today(hard: Callable[..., Hard]) -> None:
    shop = hard(Currency("EUR", 2), LEAP)
    of_today(shop)
    known = prove(shop.store, LEAP)
    assert known["customers", "customers"][0].value == 1
    assert known["customers", "repeat_rate"][0].value == 0
    assert known["feedback", "nps"][0].value == 100


def test_half_a_cent_goes_up(hard: Callable[..., Hard]) -> None:
    """A mean of 2.5 cents is 3, as everywhere else in the program, and so is what half a new customer costs."""
    shop = hard(Currency("EUR", 2), LEAP)
    for name, amount in (("Ana", 2), ("Ben", 3)):
        shop.buy(shop.who(name, Role.CUSTOMER), 1, amount)
    acquisition.note_cost(shop.store, shop.ctx, CostDraft(CostKind.ADS, 5, shop.ago(3), shop.ago(0)))
    known = prove(shop.store, LEAP)
    assert known["customers", "average_purchase"][0].value == 3
    assert known["customers", "cac_paid"][0].value == 3


def test_a_sale_of_a_day_to_come_is_not_sold_yet(hard: Callable[..., Hard]) -> None:
    """Somebody types the 28th instead of the 18th: until then it is in no figure of this month, nor behind one."""
    shop = hard(Currency("EUR", 2), dt.date(2026, 11, 21))
    sold = shop.buy(shop.who("Ana", Role.CUSTOMER), 1, 10_00)
    shop.buy(None, -7, 50_00)
    figure = next(each for each in today.show(shop.store, shop.ctx).figures if each.key is FigureKey.SALES)
    assert (figure.value, figure.series[-1]) == (10_00, 10_00)
    assert today.behind(shop.store, shop.ctx, FigureKey.SALES).ids == (sold,)
    prove(shop.store, shop.today)


def test_an_empty_shop_has_no_value_and_says_what_is_missing(hard: Callable[..., Hard]) -> None:
    shop = hard(Currency("EUR", 2), LEAP)
    for figures in prove(shop.store, LEAP).values():
        for figure in figures:
            assert figure.value is None and figure.missing is not None and figure.interval is None, figure.key
            assert figure.n == 0 and figure.coverage is None, figure.key
