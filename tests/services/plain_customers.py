"""The figures of customers by hand: from sales, their items, addresses, costs and estimates, one by one."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from partnercrm.domain.figure import Figure
from partnercrm.domain.rfm import GRID
from tests.services.plain import IN, Number, Of, Plain, Worked, day_of, half_up, middle, once

Sales = list[tuple[int, int, int]]


def parties(figure: Figure) -> tuple[int, ...]:
    return tuple(figure.records.get("party", ()))


def purchases(sales: Sales) -> list[dt.date]:
    return [day_of(day) for day, amount, _price in sales if amount >= 0]


def days(sales: Sales) -> list[dt.date]:
    return sorted(set(purchases(sales)))


def spent(sales: Sales) -> int:
    return sum(price for _day, _amount, price in sales)


def between(shop: Plain, first: dt.date, last: dt.date) -> dict[int, Sales]:
    """Who bought between two days, and what."""
    found = {
        party: [sale for sale in sales if first <= day_of(sale[0]) <= last] for party, sales in shop.bought().items()
    }
    return {party: sales for party, sales in found.items() if purchases(sales)}


def _customers(shop: Plain, figure: Figure, of: Of) -> Number | None:
    assert sorted(parties(figure)) == sorted(shop.bought())
    return len(parties(figure)) or None


def _revenue(shop: Plain, figure: Figure, of: Of) -> Number | None:
    mine = [shop.bought()[party] for party in parties(figure)]
    assert figure.n == sum(len(purchases(sales)) for sales in mine)
    return sum(map(spent, mine)) if mine else None


def _average(shop: Plain, figure: Figure, of: Of) -> Number | None:
    mine = [shop.bought()[party] for party in parties(figure)]
    count = sum(len(purchases(sales)) for sales in mine)
    return half_up(Fraction(sum(map(spent, mine)), count)) if count else None


def _new(shop: Plain, figure: Figure, of: Of) -> Number | None:
    if not shop.bought():
        return None
    days_of: Any = figure.convention.values["days"]
    said = days_of.values
    begun = [min(purchases(shop.bought()[party])) for party in parties(figure)]
    assert all(said.get("first", day) <= day <= said["last"] for day in begun)
    others = [sales for party, sales in shop.bought().items() if party not in parties(figure)]
    assert all(min(purchases(sales)) < said["first"] for sales in others)
    return len(begun)


def _repeat(shop: Plain, figure: Figure, of: Of) -> Number | None:
    mine = [len(days(shop.bought()[party])) for party in parties(figure)]
    return Fraction(sum(count > 1 for count in mine), len(mine)) if mine else None


def rhythm(shop: Plain, sales: Sales) -> tuple[float, int] | None:
    """The median gap between purchase days, and for how many days nothing was bought."""
    came = days(sales)
    if len(came) < 3:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(came)]
    return middle(gaps), (shop.today - came[-1]).days


@once
def quiet(shop: Plain) -> dict[int, tuple[float, int]]:
    """Who is silent for more than two and a half times their gap, a week at least."""
    found = {party: rhythm(shop, sales) for party, sales in shop.bought().items()}
    return {party: each for party, each in found.items() if each and each[1] > 2.5 * max(each[0], 7)}


def _lapsed(shop: Plain, figure: Figure, of: Of) -> Number | None:
    judged = sum(rhythm(shop, sales) is not None for sales in shop.bought().values())
    if not judged:
        return None
    assert figure.n == judged
    assert set(parties(figure)) == set(quiet(shop))
    return len(parties(figure))


# --- what a new customer costs


def _within(noted: tuple[Any, ...], first: dt.date, last: dt.date) -> int:
    """The part by days of (amount, first day, last day) that lies in some days."""
    amount, begins, ends = noted
    shared = (min(day_of(ends), last) - max(day_of(begins), first)).days + 1
    return half_up(Fraction(amount * shared, (day_of(ends) - day_of(begins)).days + 1)) if shared > 0 else 0


def _cost(shop: Plain, figure: Figure, of: Of, kinds: set[str], registers: bool) -> Number | None:
    new = parties(figure)
    begun = {party: min(purchases(sales)) for party, sales in shop.bought().items()}
    assert all(of.first <= begun[party] <= of.last for party in new)
    noted = shop.rows("acquisition_cost", "kind, amount, from_day, to_day", figure.records.get("acquisition_cost", ()))
    total = sum(_within(row[1:], of.first, of.last) for row in noted if row[0] in kinds)
    if registers:
        used = json.dumps(list(figure.records["redemption"]))
        total += sum(row[0] for row in shop.read(f"SELECT reduction FROM redemption WHERE id {IN}", used))
        back = shop.read(f"SELECT reduction FROM redemption_return WHERE redemption_id {IN}", used)
        total -= sum(row[0] for row in back)
        rewards = shop.read(
            "SELECT l.sign * l.value FROM referral_posting p JOIN line l ON l.exchange_id = p.exchange_id "
            f"WHERE p.part = 'reward' AND l.direction = 1 AND p.referral_id {IN}",
            json.dumps(list(figure.records["referral"])),
        )
        total += sum(row[0] for row in rewards)
    return half_up(Fraction(total, len(new))) if new and total else None


def _cac_paid(shop: Plain, figure: Figure, of: Of) -> Number | None:
    return _cost(shop, figure, of, {"ads", "other"}, registers=True)


def _cac_loaded(shop: Plain, figure: Figure, of: Of) -> Number | None:
    return _cost(shop, figure, of, {"ads", "other", "staff_time"}, registers=True)


def _cac_local(shop: Plain, figure: Figure, of: Of) -> Number | None:
    assert all(nearby(shop, party) for party in parties(figure))
    return _cost(shop, figure, of, {"ads", "other", "staff_time"}, registers=False)


def nearby(shop: Plain, party: int) -> bool | None:
    """Whether an address of somebody lies in the local area; None without an address."""
    with shop.store.read() as connection:
        from db.queries.store import facts

        area = [part.replace(" ", "").casefold() for part in facts(connection).local_area]
    sql = (
        "SELECT postcode, town FROM contact_point WHERE (postcode <> '' OR town <> '') AND "
        "coalesce((SELECT root_id FROM alias a WHERE a.party_id = contact_point.party_id), party_id) = ?"
    )
    found = [[text.replace(" ", "").casefold() for text in row] for row in shop.read(sql, party)]
    if not found:
        return None
    return any(
        town == part or postcode == part or (any(map(str.isdigit, part)) and postcode.startswith(part))
        for postcode, town in found
        for part in area
    )


def _local(shop: Plain, figure: Figure, of: Of) -> Number | None:
    judged = {party: nearby(shop, party) for party in between(shop, of.first, of.last)}
    known = {party: inside for party, inside in judged.items() if inside is not None}
    assert sorted(parties(figure)) == sorted(known)
    return Fraction(sum(known[party] for party in parties(figure)), len(known)) if known else None


def _market(shop: Plain, figure: Figure, of: Of) -> Number | None:
    said = shop.rows("market_estimate", "amount, from_day, to_day", figure.records.get("market_estimate", ()))
    if not said:
        return None
    bought = between(shop, of.first, of.last)
    assert {party for party in bought if nearby(shop, party)} == set(parties(figure))
    return Fraction(sum(spent(bought[party]) for party in parties(figure)), _within(said[0], of.first, of.last))


# --- worth


def _of_repeaters(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Nothing below a hundred who came again; above that `test_clv` works it out from the parameters."""
    again = sum(len(days(sales)) > 1 for sales in shop.bought().values())
    assert figure.n == again < 100
    return None


# --- saved segments and groups


def in_segment(shop: Plain, rule: dict[str, Any]) -> set[int]:
    """Who meets the conditions of a segment."""
    ask: dict[str, Callable[[int, Sales, Any], bool]] = {
        "least_purchases": lambda party, sales, value: len(days(sales)) >= value,
        "most_purchases": lambda party, sales, value: len(days(sales)) <= value,
        "silent_days": lambda party, sales, value: (shop.today - days(sales)[-1]).days >= value,
        "within_days": lambda party, sales, value: (shop.today - days(sales)[-1]).days <= value,
        "new_days": lambda party, sales, value: (shop.today - days(sales)[0]).days <= value,
        "least_spent": lambda party, sales, value: spent(sales) >= value,
        "most_spent": lambda party, sales, value: spent(sales) <= value,
        "local": lambda party, sales, value: bool(nearby(shop, party)) is value,
        "lapsed": lambda party, sales, value: (party in quiet(shop)) is value,
    }
    return {
        party
        for party, sales in listed(shop).items()
        if all(ask[name](party, sales, value) for name, value in rule.items())
    }


@once
def listed(shop: Plain) -> dict[int, Sales]:
    """Customers who are in the directory: nobody archived."""
    away = {party for (party,) in shop.read("SELECT id FROM party WHERE archived_at IS NOT NULL")}
    return {party: sales for party, sales in shop.bought().items() if party not in away}


def _segment(shop: Plain, figure: Figure, of: Of) -> Number | None:
    ((rule,),) = shop.read("SELECT rule FROM segment WHERE name = ?", figure.title.values["name"])
    assert set(parties(figure)) == in_segment(shop, json.loads(rule))
    return len(parties(figure))


def scores(values: Iterable[int]) -> dict[int, int]:
    """1 for a value, one more for each of the marks at 20, 40, 60 and 80 per cent that it exceeds; of few in thirds."""
    ordered = sorted(values)
    parts = 5 if len(ordered) >= 30 else 3
    marks = []
    for part in range(1, parts):
        place = Fraction(part * (len(ordered) - 1), parts)
        low = ordered[math.floor(place)]
        marks.append(low + (ordered[math.ceil(place)] - low) * (place - math.floor(place)))
    return {value: 1 + sum(value > mark for mark in marks) * (4 // (parts - 1)) for value in ordered}


@once
def in_cells(shop: Plain) -> dict[tuple[int, int], set[int]]:
    """Who is in each cell of the grid of recency and frequency, 1 to 5; nothing of fewer than five customers."""
    known = listed(shop)
    if len(known) < 5:
        return {}
    since = {party: (shop.today - days(sales)[-1]).days for party, sales in known.items()}
    often = {party: len(purchases(sales)) for party, sales in known.items()}
    r, f = scores(since.values()), scores(often.values())
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for party in known:
        found[6 - r[since[party]], f[often[party]]].add(party)
    return found


def grouped(shop: Plain) -> dict[str, set[int]]:
    """Who is in each group: the names of cells are the program's, their people are not."""
    found: dict[str, set[int]] = defaultdict(set)
    for (r, f), people in in_cells(shop).items():
        found[GRID[r - 1][f - 1].value] |= people
    return found


def _group(shop: Plain, figure: Figure, of: Of) -> Number | None:
    found = grouped(shop)
    assert set(parties(figure)) == found.get(figure.key.removeprefix("group_"), set())
    return len(parties(figure)) if found else None


WORKED: dict[str, Worked] = {
    "customers": _customers,
    "customer_revenue": _revenue,
    "average_purchase": _average,
    "new_customers": _new,
    "repeat_rate": _repeat,
    "lapsed": _lapsed,
    "cac_paid": _cac_paid,
    "cac_loaded": _cac_loaded,
    "cac_local": _cac_local,
    "local_share": _local,
    "market_share": _market,
    "customer_value": _of_repeaters,
    "expected_purchases": _of_repeaters,
    "still_with_us": _of_repeaters,
    "segment": _segment,
    "groups": _group,
    **{f"group_{cell.value}": _group for row in GRID for cell in row},
}
