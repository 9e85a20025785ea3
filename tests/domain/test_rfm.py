"""Scores and names: the published five customers from the raw orders, and a grid without a hole."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.rfm import ADVICE, GRID, SEGMENT_WORDS, Buyer, Rfm, Segment, scored


def test_the_published_five_from_the_raw_orders(shared: Path) -> None:
    published = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))["rfm_orders"]
    orders: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    with (shared / "data" / "rfm_orders" / "rfm_data_orders.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            orders[row["customer_id"]].append((dt.date.fromisoformat(row["order_date"]), int(row["revenue"])))
    today = dt.date(2006, 12, 31)
    names = list(orders)
    buyers = [
        Buyer(place, (today - max(day for day, _sum in rows)).days, len(rows), sum(each for _day, each in rows))
        for place, rows in enumerate(orders.values())
    ]
    found = scored(buyers)
    assert found is not None
    assert (len(found.buyers), found.parts) == (published["customers"], 5)
    assert sum(buyer.amount for buyer in found.buyers) == published["revenue_total"]
    by_name = {names[buyer.party]: buyer for buyer in found.buyers}
    for name, said in published["first_five"].items():
        buyer = by_name[name]
        told = (said["recency_days"], said["transactions"], said["amount"], str(said["rfm"]))
        assert (buyer.recency, buyer.purchases, buyer.amount, buyer.code) == told


def test_every_cell_has_one_name_and_every_name_a_cell() -> None:
    assert [len(row) for row in GRID] == [5] * 5
    assert {segment for row in GRID for segment in row} == set(Segment) == set(SEGMENT_WORDS) == set(ADVICE)
    assert GRID[4][4] is Segment.CHAMPION
    assert GRID[0][4] is Segment.MUST_KEEP
    assert GRID[4][0] is Segment.NEW
    assert GRID[0][0] is Segment.LOST


def test_a_few_are_cut_in_three_and_fewer_are_not_compared() -> None:
    some = [Buyer(n, 10 * n, 12 - n, 100 * n) for n in range(1, 10)]
    found = scored(some)
    assert found is not None
    assert found.parts == 3
    assert {(buyer.r, buyer.f, buyer.m) for buyer in found.buyers} == {(5, 5, 1), (3, 3, 3), (1, 1, 5)}
    cells = found.grid()
    assert [(cell.r, cell.f) for cell in cells] == [(r, f) for r in range(5, 0, -1) for f in range(1, 6)]
    assert all(cell.segment is GRID[cell.r - 1][cell.f - 1] for cell in cells)
    assert {cell.parties: cell.amount for cell in cells if cell.parties} == {
        (1, 2, 3): 600,
        (4, 5, 6): 1_500,
        (7, 8, 9): 2_400,
    }
    assert (found.recency_of(5), found.purchases_of(1), found.recency_of(2)) == ((10, 30), (3, 5), None)
    assert scored(some[:4]) is None
    assert scored([]) is None


def test_customers_all_alike_are_alike() -> None:
    found = scored([Buyer(n, 3, 1, 500) for n in range(40)])
    assert found is not None
    assert {(buyer.r, buyer.f, buyer.m) for buyer in found.buyers} == {(5, 1, 1)}
    assert len(found.members()[Segment.NEW]) == 40


numbers = st.integers(0, 60)


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=5, max_size=80))
def test_better_is_never_scored_lower_and_nobody_is_left_out(rows: list[tuple[int, int, int]]) -> None:
    found = scored([Buyer(place, *row) for place, row in enumerate(rows)])
    assert found is not None
    _holds(found, len(rows))


def _holds(found: Rfm, count: int) -> None:
    assert sum(len(parties) for parties in found.members().values()) == count == found.cells().total()
    for values in (
        [(-buyer.recency, buyer.r) for buyer in found.buyers],
        [(buyer.purchases, buyer.f) for buyer in found.buyers],
        [(buyer.amount, buyer.m) for buyer in found.buyers],
    ):
        ordered = sorted(values)
        scores = [score for _value, score in ordered]
        assert scores == sorted(scores)
        assert len(set(ordered)) == len({value for value, _score in ordered})


@pytest.mark.parametrize("count", [29, 30])
def test_from_thirty_on_there_are_five_parts(count: int) -> None:
    found = scored([Buyer(n, n, n, n) for n in range(count)])
    assert found is not None
    assert found.parts == (3 if count < 30 else 5)
    assert {buyer.r for buyer in found.buyers} == ({1, 3, 5} if count < 30 else {1, 2, 3, 4, 5})
