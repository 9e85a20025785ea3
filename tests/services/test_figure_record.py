"""No number without its records: every figure of the example opens all that it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partnercrm.domain.figure import Figure
from partnercrm.domain.figure_record import SUBJECT_WORDS
from partnercrm.services import (
    acquisition,
    clv,
    customer_figures,
    effectiveness,
    feedback_figures,
    figure_record,
    sale_figures,
    segment,
    supplier_figures,
    team_figures,
)
from partnercrm.services import store as stores
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import Store

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def store(copy_of_example: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = stores.open_shop(copy_of_example(tmp_path_factory.mktemp("records") / "The Local Brew.partnercrm"))
    yield opened
    opened.close()


def every(store: Store) -> Iterator[Figure]:
    window = Window(None, TODAY)
    partners = effectiveness.figures(store, TODAY)
    yield from partners.together
    for row in partners.partners:
        yield from row.figures
    suppliers = supplier_figures.figures(store, TODAY)
    yield from suppliers.figures
    for supplier in suppliers.suppliers:
        yield from supplier.figures
        for month in supplier.months:
            yield from month.figures
    for item in suppliers.items:
        yield from item.figures
    team = team_figures.figures(store, TODAY)
    yield from team.figures
    for person in team.people:
        yield from person.figures
    told = feedback_figures.figures(store, TODAY)
    yield from told.figures
    for survey in told.surveys:
        yield from survey.figures
    yield from customer_figures.figures(store, window)
    yield from acquisition.figures(store, TODAY - dt.timedelta(365), TODAY)
    yield from (sale_figures.pairs(store, window).figure, sale_figures.busy_times(store, window).figure)
    yield from (each.figure for each in sale_figures.forecasts(store, TODAY))
    yield from clv.worth(store, TODAY).figures
    yield from (row.figure for row in segment.listed(store, TODAY))


def test_every_figure_opens_all_its_records(store: Store) -> None:
    subjects: set[str] = set()
    for figure in every(store):
        found = figure_record.behind(store, figure, most=1_000_000)
        assert {(each.subject, each.number) for each in found} == {
            (subject, number) for subject, numbers in figure.records.items() for number in numbers
        }, figure.key
        subjects |= set(figure.records)
    assert subjects <= set(SUBJECT_WORDS)
    assert {"party", "exchange", "referral", "purchase_order", "delivery", "survey_response", "training"} <= subjects


def test_a_known_figure_names_what_it_rests_on(store: Store) -> None:
    bare = {each.key for each in every(store) if each.value and not any(each.records.values())}
    assert bare == set()


def test_a_record_says_its_day_whose_it_is_and_its_sum(store: Store) -> None:
    best = effectiveness.figures(store, TODAY).partners[0]
    found = figure_record.behind(store, best.figure)
    entries = [each for each in found if each.subject == "exchange"]
    assert {each.name for each in entries} == {best.name}
    assert all(each.day is not None and each.text.startswith("202") for each in entries)
    assert [each.day for each in entries] == sorted((each.day for each in entries if each.day), reverse=True)
    assert any(each.amount for each in entries)


def test_a_long_list_is_cut(store: Store) -> None:
    figure = max(every(store), key=lambda each: max(map(len, each.records.values()), default=0))
    assert len(figure_record.behind(store, figure, most=3)) <= 3 * len(figure.records)
