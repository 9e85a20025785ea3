"""No number without its records: each figure of the tab Effectiveness opens them and is worked out anew from them.

What is walked is what the window shows, list by list and explanation by explanation, so a figure that somebody adds
fails here until its arithmetic stands in one of the `plain_...` files beside the tests of the services.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from partnercrm.columns.column import ColumnKind
from partnercrm.domain.dates import add_months
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.words import msg
from partnercrm.services import customer_records, effectiveness, sale_figures
from partnercrm.services.customer_figures import Window
from tests.services import plain_customers, plain_partners, plain_sales
from tests.services.plain import Of, Plain
from tests.services.plain_walk import WORKED, Found, check, held
from ui.common import figure_words
from ui.common.rows_table import RowsTable
from ui.common.views_tab import View, ViewsTab
from ui.effectiveness import customer_parts
from ui.effectiveness.customer_parts import hour_id
from ui.effectiveness.customers_view import CustomersView
from ui.effectiveness.parts_view import FigureColumn, PartsView
from ui.main_window import MainWindow
from ui.words import number

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)
YEAR = Of(dt.date(2025, 11, 22), TODAY)
"""What the views look at unless told otherwise: the year that ends today."""
SEVERAL = ("new_customers", "segment")
"""Figures that stand several times in one view: of several spans, of each segment."""
VIEWS = ("partners", "customers", "suppliers", "team", "feedback")
NUMBERS = (ColumnKind.MONEY, ColumnKind.COUNT, ColumnKind.NUMBER, ColumnKind.SHARE)


@pytest.fixture
def views(example_window: MainWindow, settle: Settle) -> dict[str, View]:
    """Every view of the tab, each part of each once shown."""
    example_window.go("effectiveness", view=VIEWS[0])
    settle(example_window)
    tab = example_window.workspace.current()
    assert isinstance(tab, ViewsTab)
    assert [spec.key for spec in tab.views if not spec.under] == list(VIEWS)
    assert {spec.key for spec in tab.views if spec.under} == {"sales"}, "a list of records, or figures nobody walks?"
    found = {}
    for key in VIEWS:
        example_window.go("effectiveness", view=key)
        settle(example_window)
        found[key] = tab.view()
        for part in getattr(found[key], "lists", {}):
            example_window.go("effectiveness", view=key, part=part)
            settle(example_window)
    return found


# --- what is shown


def shown(view: View) -> list[Found]:
    """Every figure that a view holds, in its rows, heads, charts and explanations, each once."""
    found: dict[int, Found] = {}
    whole = getattr(view, "found", None)
    start = dataclasses.replace(YEAR, row=whole)
    widgets: list[QWidget] = [view, *view.findChildren(QWidget)]
    for value in [whole, *(value for widget in widgets for value in vars(widget).values())]:
        for key, figure, of in held(value, start):
            found.setdefault(id(figure), (key, figure, of))
    return list(found.values())


def columns(view: View) -> Iterator[Figure]:
    """The figures of columns, which lists work out from their rows."""
    if isinstance(view, PartsView):
        for part in view.parts():
            for row in view.lists[part.key].rows.values():
                yield from (column.figure(row) for column in part.columns if isinstance(column, FigureColumn))


def said_of(row: Any, of: Of) -> set[str]:
    """All that a row may say in a cell without saying anything of its own: its figures in words."""
    found = [figure for _key, figure, _of in held(row, of)]
    words = (figure_words.short, figure_words.value, figure_words.known, figure_words.around, lambda each: str(each.n))
    return {str(word(figure)) for figure in found for word in words}


def own(row: Any, of: Of) -> list[Any]:
    """What a list of records says of each: its own values, no figures."""
    record = getattr(row, "of", row)
    named = dataclasses.is_dataclass(record) and hasattr(record, "uuid") and not list(held(record, of))
    return [getattr(record, each.name) for each in dataclasses.fields(record)] if named else []


def check_cells(shop: Plain, name: str, key: str, shown_list: RowsTable, of: Of) -> None:
    """Every number in a list is a figure that explains itself, or what the records of the row come to."""
    numbers = [column for column in shown_list.model.columns if column.kind in NUMBERS]
    expected = plain_sales.LISTS[key](shop, YEAR) if name == "customers" and key in plain_sales.LISTS else {}
    assert not expected or set(shown_list.rows) == set(expected), key
    for at, row in shown_list.rows.items():
        of_figures = said_of(row, of)
        for column in numbers:
            value = column.value(row)
            if at in expected and column.key in expected[at]:
                wanted = expected[at][column.key]
                assert value is not None and float(str(value)) == pytest.approx(float(wanted)), (key, column.key, row)
            elif value is not None and value not in own(row, of):
                assert str(value) in of_figures, f"nobody works {column.key} of {name} {key} out anew"


def check_charts(shop: Plain, view: CustomersView) -> None:
    """A chart says what the table beside it says, and each cell opens to a figure of the records that make it up."""
    lists = plain_sales.LISTS
    cells, months, hours = (lists[key](shop, YEAR) for key in ("cells", "cohorts", "hours"))
    week = plain_sales.next_week(shop)
    spoken: dict[str, Callable[[Any], str]] = {
        "groups": lambda of: number(len(plain_customers.in_cells(shop).get((of.r, of.f), ()))),
        "cohorts": lambda of: cohort_said(months[of[0].month], of[1]),
        "week": lambda of: "" if of[1] is None else figure_words.worth(Unit.NUMBER, week[of[0].item][0][ahead(of[1])]),
        "hours": lambda of: figure_words.worth(Unit.NUMBER, hours[hour_id(of)]["sales"] / hours[hour_id(of)]["open"]),
    }
    assert len(cells) == 25
    assert set(view.charts) == set(spoken), "nobody works a chart out anew"
    for key, grid in view.charts.items():
        chart = customer_parts.READERS[key](shop.store, customer_parts.Days(TODAY)).chart
        assert chart is not None and chart.of, key
        for place, of in chart.of.items():
            cell = grid.cell(*place)
            assert cell is not None
            assert cell.number == (spoken[key](of) or cell.number), (key, cell)
            for name, figure, row in opened(shop, key, of):
                check(shop, name, figure, dataclasses.replace(YEAR, first=LAST_YEAR, row=row), WORKED["customers"])


LAST_YEAR = TODAY - dt.timedelta(365)


def ahead(day: dt.date) -> int:
    return (day - TODAY).days - 1


def cohort_said(cells: dict[str, Any], later: int | None) -> str:
    count = cells["size"] if later is None else cells[f"after_{later}"]
    return number(count) if later is None else figure_words.per_cent(count / cells["size"])


def opened(shop: Plain, key: str, of: Any) -> Iterator[tuple[str, Figure, Any]]:
    """The figure that a cell of a chart opens, as the window makes it."""
    store, window, title = shop.store, Window(LAST_YEAR, TODAY), msg("A cell")
    if key == "hours":
        at = (of.weekday, of.hour)
        yield "hour", customer_records.hour(store, window, *at, title), at
    elif key == "week" and of[1] is None:
        yield "forecast", customer_records.week_of_item(store, of[0], TODAY), of[0].item
    elif key == "week":
        figure = customer_records.day_of_item(store, of[0], of[1], TODAY, title)
        yield "forecast_day", figure, (of[0].item, of[1])
    elif key == "cohorts":
        begun = dt.date(of[0].month // 100, of[0].month % 100, 1)
        month = None if of[1] is None else int(f"{add_months(begun, of[1]):%Y%m}")
        people = customer_records.cohort(store, TODAY, of[0].month, month)
        bought = [{day.year * 100 + day.month for day in plain_customers.days(shop.bought()[each])} for each in people]
        assert all(min(months) == of[0].month and (month is None or month in months) for months in bought)
        assert len(people) == (of[0].size if month is None else of[0].active[of[1] - 1])


def check_pairs(shop: Plain) -> None:
    """Each pair opens the receipts on which both stand."""
    window = Window(LAST_YEAR, TODAY)
    for row in sale_figures.pairs(shop.store, window).rows:
        figure = customer_records.pair(shop.store, window, row)
        check(shop, "pair", figure, Of(LAST_YEAR, TODAY, (row.pair.first, row.pair.second)), WORKED["customers"])
        assert figure.value == row.pair.together


def test_every_figure_is_what_its_records_come_to(example_window: MainWindow, views: dict[str, View]) -> None:
    shop = Plain(example_window.session.store, TODAY)
    for name, view in views.items():
        figures = shown(view)
        for key, figure, of in figures:
            check(shop, key, figure, of, WORKED[name])
        known = {(figure.key, figure.value, figure.n) for _key, figure, _of in figures}
        assert known, name
        for figure in columns(view):
            assert (figure.key, figure.value, figure.n) in known, figure.key
        within = dataclasses.replace(YEAR, row=getattr(view, "found", None))
        names = {table: key for key, table in getattr(view, "lists", {}).items()}
        for table in view.findChildren(RowsTable):
            check_cells(shop, name, names.get(table, table.table.accessibleName()), table, within)
    customers = views["customers"]
    values = {(key, figure.value) for key, figure, _of in shown(customers) if key not in SEVERAL}
    assert len({key for key, _value in values}) == len(values), "a figure with two values in one view"
    assert isinstance(customers, CustomersView)
    check_charts(shop, customers)
    check_pairs(shop)


def test_every_partner_is_mutual_kind_by_kind(example_window: MainWindow) -> None:
    shop = Plain(example_window.session.store, TODAY)
    for partner in effectiveness.figures(shop.store, TODAY).partners:
        plain_partners.kinds(shop, partner)
