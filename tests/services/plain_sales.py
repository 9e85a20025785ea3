"""What customers bought by hand: pairs of items, busy hours, next week, and what the lists of customers show."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from partnercrm.domain.figure import Figure
from partnercrm.domain.rfm import Segment
from tests.services.plain import IN, Number, Of, Plain, Worked, day_of, once, whole
from tests.services.plain_customers import Sales, days, grouped, in_cells, in_segment, listed, quiet, spent

Cells = dict[int, dict[str, Any]]
"""What a list shows: row id -> the key of each column that is a number -> the number."""


def receipts(shop: Plain, first: dt.date, last: dt.date) -> list[set[int]]:
    """The items on each receipt between two days that says its items; what came back is left out."""
    found = defaultdict(set)
    sql = (
        "SELECT l.sale_id, l.item_id FROM sale_item l JOIN sale s ON s.id = l.sale_id "
        "WHERE l.quantity > 0 AND s.day BETWEEN ? AND ?"
    )
    for sale, item in shop.read(sql, whole(first), whole(last)):
        found[sale].add(item)
    return list(found.values())


def together(shop: Plain, first: dt.date, last: dt.date) -> dict[tuple[int, int], tuple[int, int, int, float]]:
    """Pairs of items on five receipts at least, more often than by chance: with both, each, times by chance."""
    baskets = receipts(shop, first, last)
    on = Counter(item for basket in baskets for item in basket)
    both = Counter((one, other) for basket in baskets for one in basket for other in basket if one < other)
    lifts = {pair: count * len(baskets) / (on[pair[0]] * on[pair[1]]) for pair, count in both.items() if count >= 5}
    return {pair: (both[pair], on[pair[0]], on[pair[1]], lift) for pair, lift in lifts.items() if lift > 1}


EVER = dt.date(1, 1, 1)


def _pairs(shop: Plain, figure: Figure, of: Of) -> Number | None:
    for first in (EVER, of.first):
        baskets = receipts(shop, first, of.last)
        if len(baskets) == figure.n:
            found = together(shop, first, of.last)
            assert set(figure.records.get("item", ())) == {item for pair in found for item in pair}
            return len(found) if baskets else None
    raise AssertionError(f"{figure.n} receipts are counted")


def _busy(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.rows("sale", "minute, amount", figure.records.get("sale", ()))
    assert all(amount >= 0 for _minute, amount in behind)
    assert figure.n == len(behind)
    return sum(minute is not None for minute, _amount in behind) if behind else None


@once
def sold(shop: Plain) -> dict[int, dict[int, float]]:
    """What was sold of each item on each day (ordinal) of the last two years, what came back taken off."""
    sql = "SELECT l.item_id, s.day, l.quantity FROM sale_item l JOIN sale s ON s.id = l.sale_id WHERE s.day <= ?"
    found: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for item, day, quantity in shop.read(sql, whole(shop.today)):
        if (shop.today - day_of(day)).days <= 2 * 364:
            found[item][day_of(day).toordinal()] += quantity / 10_000
    return found


@once
def next_week(shop: Plain) -> dict[int, tuple[list[float], float]]:
    """Of each item what each of the next seven days will want, and the season."""
    items, now = sold(shop), shop.today.toordinal()
    whole_shop: dict[int, float] = defaultdict(float)
    for each in items.values():
        for day, quantity in each.items():
            whole_shop[day] += quantity
    season = _season(whole_shop, now + 1)
    found = {}
    for item, each in items.items():
        begun = min(day for day, quantity in each.items() if quantity)
        if now - begun >= 21 and any(day > now - 56 for day in each):
            found[item] = [_usual(each, whole_shop, now + ahead, begun) * season for ahead in range(1, 8)], season
    return found


def _usual(sold_of: dict[int, float], shop: dict[int, float], day: int, begun: int) -> float:
    """The mean of eight such weekdays before, days without any sale left out."""
    past = [day - 7 * week for week in range(1, 9)]
    counted = [sold_of.get(each, 0.0) for each in past if shop.get(each) and each >= begun]
    return max(0.0, sum(counted) / len(counted)) if counted else 0.0


def _season(shop: dict[int, float], first: int) -> float:
    then = first - 364
    if min(shop, default=first) >= then - 56:
        return 1.0
    around = [shop[day] for day in range(then - 7, then + 14) if shop.get(day)]
    before = [shop[day] for day in range(then - 56, then) if shop.get(day)]
    if not around or not before:
        return 1.0
    return min(2.0, max(0.5, (sum(around) / len(around)) / (sum(before) / len(before))))


def _forecast(shop: Plain, figure: Figure, of: Of) -> Number | None:
    item = figure.records["item"][0] if "item" in figure.records else of.row
    assert all(item in items for items in behind(shop, figure))
    found = next_week(shop).get(item)
    return sum(found[0]) if found else None


def behind(shop: Plain, figure: Figure) -> list[set[int]]:
    """The items of each sale behind a figure."""
    found: dict[int, set[int]] = {number: set() for number in figure.records.get("sale", ())}
    for sale, item in shop.read(
        f"SELECT sale_id, item_id FROM sale_item WHERE sale_id {IN} AND quantity <> 0", json.dumps(list(found))
    ):
        found[sale].add(item)
    return list(found.values())


def _day_of_item(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """What a day will want of an item (both in `of.row`), from the sales of the same weekday."""
    item, day = of.row
    assert all(item in items for items in behind(shop, figure))
    days_behind = [day_of(each) for (each,) in shop.rows("sale", "day", figure.records.get("sale", ()))]
    assert all(each.weekday() == day.weekday() for each in days_behind)
    return next_week(shop)[item][0][(day - shop.today).days - 1] if days_behind else None


def _pair(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """The receipts on which two items (`of.row`) stand together."""
    baskets = behind(shop, figure)
    assert all(set(of.row) <= items for items in baskets)
    return len(baskets) or None


def _hour(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Sales in an hour of a weekday (`of.row`) on a usual day."""
    sold_then = shop.rows("sale", "day, minute, amount", figure.records.get("sale", ()))
    assert all(amount >= 0 for *_when, amount in sold_then)
    assert all((day_of(day).weekday(), minute // 60) == of.row for day, minute, _amount in sold_then)
    opened = [
        day_of(day)
        for (day,) in shop.read(
            "SELECT DISTINCT day FROM sale WHERE amount >= 0 AND day BETWEEN ? AND ?", whole(of.first), whole(of.last)
        )
    ]
    count = sum(day.weekday() == of.row[0] for day in opened)
    return Fraction(len(sold_then), count) if count else None


# --- what lists show beside figures


def rounded(value: float, digits: int) -> float:
    """A half goes up, as whoever learned to round by hand does it."""
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _groups_list(shop: Plain, of: Of) -> Cells:
    known, names = listed(shop), list(dict.fromkeys(cell.value for cell in Segment))
    found = grouped(shop)
    return {
        names.index(name) + 1: {
            "customers": len(found.get(name, ())),
            "amount": sum(spent(known[party]) for party in found.get(name, ())),
        }
        for name in names
    }


def _silent_list(shop: Plain, of: Of) -> Cells:
    there = listed(shop)
    return {party: {"gap": gap, "silent": silent} for party, (gap, silent) in quiet(shop).items() if party in there}


def _segments_list(shop: Plain, of: Of) -> Cells:
    return {
        number: {"customers": len(in_segment(shop, json.loads(rule)))}
        for number, rule in shop.read("SELECT id, rule FROM segment")
    }


def _cohorts_list(shop: Plain, of: Of) -> Cells:
    """By first month: how many, how many bought on a second day, and how many bought in each later month."""
    months: dict[int, list[Sales]] = defaultdict(list)
    for sales in shop.bought().values():
        months[_month(days(sales)[0])].append(sales)
    found: Cells = {}
    for month, mine in months.items():
        again = sum(len(days(sales)) > 1 for sales in mine)
        cells: dict[str, Any] = {"size": len(mine), "again": again, "rate": rounded(again / len(mine), 4)}
        later = _later(month)
        for at in range(1, 61):
            if later > _month(shop.today):
                break
            cells[f"after_{at}"] = sum(any(_month(day) == later for day in days(sales)) for sales in mine)
            later = _later(later)
        found[month] = cells
    return found


def _month(day: dt.date) -> int:
    return day.year * 100 + day.month


def _later(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def _pairs_list(shop: Plain, of: Of) -> Cells:
    """By their place: the most frequent first."""
    found = sorted(together(shop, of.first, of.last).values(), key=lambda pair: (-pair[0], -pair[3]))
    return {
        at: {"together": both, "of_first": one, "of_second": other, "lift": rounded(lift, 2)}
        for at, (both, one, other, lift) in enumerate(found, 1)
    }


def _week_list(shop: Plain, of: Of) -> Cells:
    found: Cells = {}
    for item, (wanted, season) in next_week(shop).items():
        cells: dict[str, Any] = {"order": math.ceil(sum(wanted) - 1e-9), "season": rounded(season, 2)}
        cells |= {f"day_{at}": rounded(value, 1) for at, value in enumerate(wanted)}
        found[item] = cells | {"off_by": rounded(off_by(shop, item), 4)}
    return found


def off_by(shop: Plain, item: int) -> float:
    """By how much the rule would have been off in each of the last four weeks, knowing only what came before it."""
    items, now = sold(shop), shop.today.toordinal()
    whole_shop: dict[int, float] = defaultdict(float)
    for each in items.values():
        for day, quantity in each.items():
            whole_shop[day] += quantity
    mine, missed, was = items[item], 0.0, 0.0
    begun = min(day for day, quantity in mine.items() if quantity)
    for first in [now + 1 - 7 * week for week in range(1, 5)]:
        if first - 1 - begun < 21:
            continue
        for day in range(first, first + 7):
            if whole_shop.get(day):
                expected = _usual(mine, whole_shop, day, begun) * _season(whole_shop, first)
                missed, was = missed + abs(expected - mine.get(day, 0.0)), was + mine.get(day, 0.0)
    return missed / was


def _hours_list(shop: Plain, of: Of) -> Cells:
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    opened: dict[int, set[dt.date]] = defaultdict(set)
    sql = "SELECT day, minute, amount - reduction + rounding FROM sale WHERE amount >= 0 AND day BETWEEN ? AND ?"
    for number, minute, price in shop.read(sql, whole(of.first), whole(of.last)):
        day = day_of(number)
        opened[day.weekday()].add(day)
        if minute is not None:
            found[day.weekday(), minute // 60].append(price)
    return {
        weekday * 24 + hour + 1: {
            "hour": hour,
            "sales": len(prices),
            "revenue": sum(prices),
            "open": len(opened[weekday]),
            "usual": rounded(len(prices) / len(opened[weekday]), 2),
        }
        for (weekday, hour), prices in found.items()
    }


def _worth_list(shop: Plain, of: Of) -> Cells:
    """Nothing below a hundred who came again; above that `test_clv` works it out from the parameters."""
    assert sum(len(days(sales)) > 1 for sales in shop.bought().values()) < 100
    return {}


def _cells_list(shop: Plain, of: Of) -> Cells:
    """The grid row by row, who bought last at the top."""
    found, known = in_cells(shop), listed(shop)
    return {
        at * 5 + f: {
            "r": 5 - at,
            "f": f,
            "customers": len(found.get((5 - at, f), ())),
            "amount": sum(spent(known[party]) for party in found.get((5 - at, f), ())),
        }
        for at in range(5)
        for f in range(1, 6)
    }


def _noted_list(shop: Plain, of: Of) -> Cells:
    """What was noted, the latest first: costs and estimates."""
    noted = shop.read(
        "SELECT from_day, amount FROM acquisition_cost UNION ALL SELECT from_day, amount FROM market_estimate"
    )
    return {at: {"amount": amount} for at, (_day, amount) in enumerate(sorted(noted, key=lambda row: -row[0]), 1)}


LISTS: dict[str, Callable[[Plain, Of], Cells]] = {
    "groups": _groups_list,
    "silent": _silent_list,
    "segments": _segments_list,
    "cohorts": _cohorts_list,
    "pairs": _pairs_list,
    "week": _week_list,
    "hours": _hours_list,
    "worth": _worth_list,
    "cells": _cells_list,
    "winning": _noted_list,
}
"""What each list of the view shows in its columns of numbers."""

WORKED: dict[str, Worked] = {
    "pairs": _pairs,
    "busy": _busy,
    "forecast": _forecast,
    "forecast_day": _day_of_item,
    "pair": _pair,
    "hour": _hour,
}
