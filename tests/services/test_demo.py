"""The Local Brew: the same every time but for the date, and something true to say everywhere."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import StoreExists
from partnercrm.services import (
    acquisition,
    clv,
    customer_figures,
    delivery,
    demo,
    feedback_figures,
    sale_figures,
    segment,
    supplier_figures,
    team_figures,
)
from partnercrm.services import store as stores
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store

TODAY = dt.date(2026, 11, 21)
DAYS = [dt.date(2028, 2, 29), dt.date(2026, 1, 1), *(dt.date(2027, month, 31) for month in (1, 3, 5, 7, 8, 10, 12))]
COUNTS = ("party", "exchange", "line", "interaction", "follow_up", "draft", "tie", "settlement")


@pytest.fixture(scope="module")
def brew(copy_of_example: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = stores.open_shop(copy_of_example(tmp_path_factory.mktemp("demo") / "brew.partnercrm"))
    yield store
    store.close()


def counts(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {t: connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar_one() for t in COUNTS}


def sums(store: Store) -> list[tuple[object, ...]]:
    sql = (
        "SELECT p.name, k.asks, k.given, k.received, k.given_unpriced, k.received_unpriced "
        "FROM kept_balance k JOIN party p ON p.id = k.party_id ORDER BY 1, 2"
    )
    with store.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_it_says_what_it_is(brew: Store) -> None:
    facts = stores.facts(brew)
    assert facts.example
    assert facts.name == "The Local Brew"


def test_every_place_has_something_to_say(brew: Store) -> None:
    found = counts(brew)
    assert found["party"] >= 75
    assert found["exchange"] >= 100
    assert found["interaction"] >= 120
    assert found["follow_up"] >= 7
    assert found["draft"] == 1
    assert found["settlement"] >= 30


def test_it_is_the_same_every_time(brew: Store, tmp_path: Path) -> None:
    path = tmp_path / "again.partnercrm"
    demo.build(path, Clock.fixed(TODAY))
    again = stores.open_shop(path)
    try:
        assert counts(again) == counts(brew)
        assert sums(again) == sums(brew)
    finally:
        again.close()


def test_the_story_is_told(brew: Store) -> None:
    with brew.read() as connection:
        roles = "SELECT count(DISTINCT role) FROM party_role"
        assert connection.exec_driver_sql(roles).scalar_one() == 11
        late = (
            "SELECT k.rest FROM kept_open k JOIN party p ON p.id = k.party_id "
            "WHERE p.name = 'The Daily Grind' AND k.effective = 1 AND k.due_day = 20261116"
        )
        assert connection.exec_driver_sql(late).scalar_one() == 12000
        closed = "SELECT count(*) FROM period WHERE state = 'closed'"
        assert connection.exec_driver_sql(closed).scalar_one() >= 9


def test_customers_have_something_true_to_say(brew: Store) -> None:
    window = Window(None, TODAY)
    found = {figure.key: figure for figure in customer_figures.figures(brew, window)}
    assert all(figure.known for figure in found.values())
    assert 0 < found["lapsed"].value < found["customers"].value  # type: ignore[operator]
    groups = customer_figures.groups(brew, window)
    assert groups.rfm is not None
    assert sum(bool(figure.value) for figure in groups.figures) >= 6
    assert all(row.figure.value for row in segment.listed(brew, TODAY))
    costs = acquisition.figures(brew, dt.date(2026, 1, 1), TODAY)
    assert [figure.key for figure in costs if not figure.known] == []
    (pair, *_more) = sale_figures.pairs(brew, window).rows
    assert (pair.first, pair.second) == ("Pot of tea", "Plum cake")
    week = sale_figures.forecasts(brew, TODAY)
    assert len(week) == 9
    assert all(each.figure.known and each.found.trial.error is not None for each in week)
    assert {day.weekday(): quantity for day, quantity in week[0].found.days}[6] == 0
    assert "came again" in str(clv.worth(brew, TODAY).figures[0].missing)


def test_suppliers_guests_and_the_team_have_something_true_to_say(brew: Store) -> None:
    suppliers = supplier_figures.figures(brew, TODAY)
    by_name = {row.name: row.figure("score").value or 0 for row in suppliers.suppliers}
    assert by_name["Hillside Roasters"] > 80 > by_name["Coastline Coffee Distribution"]
    assert {row.key for row in suppliers.warnings} == {"single", "untested", "at_risk", "late"}
    assert all(row.entry is not None for row in delivery.listed(brew))
    feedback = feedback_figures.figures(brew, TODAY)
    assert all(row.result.known for row in feedback.surveys)
    assert team_figures.figures(brew, TODAY).figure("trainings_in_time").known


@pytest.mark.parametrize("day", DAYS[: int(os.environ.get("PARTNERCRM_ROUNDS", "1"))])
def test_it_can_be_told_on_any_day(day: dt.date, tmp_path: Path) -> None:
    path = tmp_path / "shop.partnercrm"
    demo.build(path, Clock.fixed(day))
    assert path.exists()


def test_it_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "shop.partnercrm"
    path.write_bytes(b"mine")
    with pytest.raises(StoreExists):
        demo.build(path, Clock.fixed(TODAY))
    assert path.read_bytes() == b"mine"
