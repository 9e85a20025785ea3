"""On time in full, strictly; Northwind's late and unshipped orders from its own file."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.otif import Against, Arrival, By, OrderedLine, OtifRule, otif, words

DUE = dt.date(2026, 11, 10)
FIRST, LAST, TODAY = dt.date(2026, 11, 1), dt.date(2026, 11, 30), dt.date(2026, 12, 5)
RULE = OtifRule()


def line(*came: tuple[int, int], ordered: int = 10, number: int = 1, order: int = 1, **more: Any) -> OrderedLine:
    """A line due on 10 November; `came` are (days after that, accepted)."""
    arrivals = tuple(Arrival(DUE + dt.timedelta(days=days), Decimal(n), Decimal(n)) for days, n in came)
    known = {"promised": DUE, "requested": None} | more
    return OrderedLine(number, order, Decimal(ordered), arrivals=arrivals, **known)


def judged(one: OrderedLine, rule: OtifRule = RULE, today: dt.date = TODAY) -> tuple[bool, bool, bool]:
    (found,) = otif([one], rule, FIRST, LAST, today).judged
    return found.on_time, found.in_full, found.otif


@pytest.mark.parametrize(
    ("came", "on_time", "in_full"),
    [
        ([(0, 10)], True, True),
        ([(-3, 4), (0, 6)], True, True),
        ([(0, 9)], True, False),
        ([(1, 10)], False, True),
        ([(0, 5), (2, 5)], False, True),
        ([(0, 5), (2, 2)], False, False),
        ([], False, False),
        ([(0, 10), (5, 3)], True, True),
    ],
)
def test_both_or_it_does_not_count(came: list[tuple[int, int]], on_time: bool, in_full: bool) -> None:
    assert judged(line(*came)) == (on_time, in_full, on_time and in_full)


def test_the_convention_decides() -> None:
    late, short = line((1, 10)), line((0, 9))
    assert judged(late, OtifRule(days=1)) == (True, True, True)
    assert judged(short, OtifRule(percent=Decimal(10))) == (True, True, True)
    asked = line((0, 10), requested=DUE - dt.timedelta(days=2))
    assert judged(asked)[2]
    assert not judged(asked, OtifRule(against=Against.REQUESTED))[2]
    assert judged(line((0, 10), promised=None, requested=DUE))[2]
    assert "days 2" in str(words(OtifRule(days=2)))


def test_an_order_counts_whole() -> None:
    lines = [line((0, 10), number=1), line((0, 9), number=2), line((0, 10), number=3, order=2)]
    by_line, by_order = (otif(lines, OtifRule(by=by), FIRST, LAST, TODAY) for by in (By.LINE, By.ORDER))
    assert (by_line.good, by_line.due) == (2, 3)
    assert (by_order.good, by_order.due) == (1, 2)
    assert by_order.judged[0].lines == (1, 2)


def test_what_is_due_today_may_still_come() -> None:
    assert otif([line()], RULE, FIRST, LAST, DUE).judged == ()
    assert otif([line((0, 10))], RULE, FIRST, LAST, DUE).good == 1
    assert otif([line()], RULE, FIRST, LAST, DUE + dt.timedelta(days=1)).due == 1
    assert otif([line((0, 10))], RULE, DUE + dt.timedelta(days=1), LAST, TODAY).due == 0


def test_a_line_without_a_day_is_left_out_and_told() -> None:
    found = otif([line((0, 10)), line((0, 10), promised=None)], RULE, FIRST, LAST, TODAY)
    assert (found.due, found.undated, found.coverage) == (1, 1, 0.5)
    nothing = otif([], RULE, FIRST, LAST, TODAY)
    assert (nothing.days_late, nothing.coverage, nothing.good) == (None, None, 0)


def test_days_late_go_on_for_what_is_missing() -> None:
    """5 of 10 on time, 3 four days late, 2 missing until the month ends 20 days later: (3 x 4 + 2 x 20) / 10."""
    assert otif([line((0, 5), (4, 3))], RULE, FIRST, LAST, TODAY).days_late == Fraction(52, 10)
    closed = line((0, 5), (4, 3), closed=DUE + dt.timedelta(days=6))
    assert otif([closed], RULE, FIRST, LAST, TODAY).days_late == Fraction(24, 10)
    assert otif([line((-2, 10))], RULE, FIRST, LAST, TODAY).days_late == 0


def test_the_example_of_the_glossaries() -> None:
    """Of 100 due 93 on time, 85 of them full: 85, not 93 % of 92 %."""
    lines = [line((0, 10), number=n) for n in range(85)] + [line((0, 9), number=n) for n in range(8)]
    found = otif([*lines, *(line((3, 10), number=n) for n in range(7))], RULE, FIRST, LAST, TODAY)
    assert (found.due, found.on_time, found.in_full, found.good) == (100, 93, 92, 85)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 12)), max_size=5), st.integers(1, 10))
def test_on_time_in_full_is_both(came: list[tuple[int, int]], ordered: int) -> None:
    found = otif([line(*came, ordered=ordered)], RULE, FIRST, LAST, TODAY)
    by_due = sum(n for days, n in came if days <= 0)
    assert found.good == (by_due >= ordered)
    assert found.good <= min(found.on_time, found.in_full)
    assert found.days_late is not None and 0 <= found.days_late <= 20


def test_northwind_orders_late_and_never_shipped(shared: Path) -> None:
    wanted = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))["northwind"]
    with (shared / "data" / "northwind" / "Orders.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [order_of(row) for row in rows]
    end = dt.date(1998, 12, 31)
    found = otif(lines, OtifRule(by=By.ORDER), dt.date(1996, 1, 1), end, end)
    never = {each.order for each in lines if not each.arrivals}
    late = [each for each in found.judged if not each.on_time and each.order not in never]
    assert found.due == wanted["orders"]
    assert len(late) == wanted["orders_shipped_late_ShippedDate_after_RequiredDate"]
    assert len(never) == wanted["orders_not_shipped"]
    assert found.good == wanted["orders"] - len(late) - len(never)
    by_shipper = {row["OrderID"]: row["ShipVia"] for row in rows}
    for shipper, (count, shipped) in wanted["late_by_shipper_id"].items():
        mine = [each for each in found.judged if by_shipper[str(each.order)] == shipper and each.order not in never]
        assert (sum(not each.on_time for each in mine), len(mine)) == (count, shipped)


def order_of(row: dict[str, str]) -> OrderedLine:
    shipped, number = row["ShippedDate"], int(row["OrderID"])
    came = () if shipped in ("", "NULL") else (Arrival(dt.date.fromisoformat(shipped[:10]), Decimal(1), Decimal(1)),)
    return OrderedLine(number, number, Decimal(1), None, dt.date.fromisoformat(row["RequiredDate"][:10]), came)
