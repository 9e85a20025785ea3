"""No number on Today without its records: each figure and row is opened and worked out anew from what is behind it.

Nothing here reads what the store keeps as a sum: only lines, settlements, interactions, follow-ups, orders and lots.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_store
from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.alert import USUAL, AlertKind, step
from partnercrm.domain.dates import Clock, add_months
from partnercrm.domain.party import Mode
from partnercrm.domain.today_rows import EndKind, Figure, FigureKey, Today
from partnercrm.services import (
    agreement,
    agreement_write,
    alert,
    demo,
    loyalty_figures,
    party_edit,
    purchase,
    supplier_figures,
    today,
)
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
DAY = NOW.date()
SIDES = {FigureKey.THEY_OWE: 1, FigureKey.WE_OWE: -1, FigureKey.FAVOURS_GIVEN: 1, FigureKey.FAVOURS_RECEIVED: -1}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Context]]:
    """The example's shop, a band around its bakery, and its alerts as they are found."""
    path: Path = tmp_path_factory.mktemp("today") / "brew.partnercrm"
    demo.build(path, Clock.fixed(NOW))
    store = open_store(path)
    ctx = stores.context(store, Clock.fixed(NOW))
    party_edit.set_mode(store, ctx, [1], Mode.BALANCED, band=1)
    for days, renews, notice in ((20, None, None), (60, 12, 55)):
        until = DAY + dt.timedelta(days=days)
        oven = AgreementDraft("Oven", AgreementKind.SHARED_RESOURCE, (1,), dt.date(2026, 1, 1), until)
        agreement_write.add(store, ctx, replace(oven, renew_months=renews, notice_days=notice, remind_days=3))
    alert.evaluate(store, ctx)
    yield store, ctx
    store.close()


@pytest.fixture
def shown(shop: tuple[Store, Context]) -> Today:
    """Today, all of it."""
    return today.show(*shop, shown=1_000)


def read(store: Store, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with store.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql, values).all()]


def among(ids: Any) -> str:
    return json.dumps(list(ids))


IN = "IN (SELECT value FROM json_each(?))"


def open_rests(store: Store, exchanges: Any, side: int) -> int:
    """What is open on a side: each line that asks for money less what settlements took of it."""
    lines = read(
        store,
        f"SELECT id, value, sign, direction, kind, opening FROM line WHERE exchange_id {IN} AND asks = 'money'",
        among(exchanges),
    )
    taken: dict[int, int] = {}
    for item, paying, amount in read(store, "SELECT item_line_id, paying_line_id, amount FROM settlement"):
        taken[item] = taken.get(item, 0) + amount
        taken[paying] = taken.get(paying, 0) + amount
    total = 0
    for line, value, sign, direction, kind, opening in lines:
        rest, way = (value or 0) - taken.get(line, 0), sign * direction
        waits = not opening and (sign < 0 or kind == "money")
        if (-way if waits else way) == side:
            total += -rest if waits else rest
    return total


def favours(store: Store, exchanges: Any, side: int) -> tuple[int, int]:
    """What was given on a side, and how much of it has no price."""
    sql = (
        f"SELECT value, sign FROM line WHERE exchange_id {IN} AND asks = 'in_kind' AND opening = 0 "
        "AND kind <> 'adjustment' AND direction = ?"
    )
    lines = read(store, sql, among(exchanges), side)
    return sum((value or 0) * sign for value, sign in lines), sum(sign for value, sign in lines if value is None)


def sold(store: Store, sales: Any, first: int, last: int) -> int:
    """What sales of some days come to; those behind a month are all of it."""
    sql = f"SELECT coalesce(sum(amount - reduction + rounding), 0) FROM sale WHERE id {IN} AND day BETWEEN ? AND ?"
    ((total,),) = read(store, sql, among(sales), first, last)
    return int(total)


def recomputed(store: Store, ctx: Context, key: FigureKey, month: int) -> tuple[int, int]:
    """A figure of a month from its records alone: the value, and what has no price."""
    found = today.behind(store, ctx, key, month)
    if key is FigureKey.IN_TOUCH:
        sql = f"SELECT count(DISTINCT party_id) FROM interaction_party WHERE party_id {IN} AND day BETWEEN ? AND ?"
        ((met,),) = read(store, sql, among(found.ids), month * 100, month * 100 + 31)
        assert met == len(found.ids)  # everybody behind it was met in that month
        return met, 0
    if key is FigureKey.LATE:
        sql = f"SELECT count(*) FROM follow_up WHERE id {IN} AND state = 'open' AND due < 20261121"
        ((late,),) = read(store, sql, among(found.ids))
        assert late == len(found.ids)
        return late, 0
    if key is FigureKey.SALES:
        return sold(store, found.ids, month * 100, month * 100 + 31), 0
    assert found.subject == "exchange"
    if key in (FigureKey.THEY_OWE, FigureKey.WE_OWE):
        return open_rests(store, found.ids, SIDES[key]), 0
    return favours(store, found.ids, SIDES[key])


def months() -> list[int]:
    first = [add_months(DAY.replace(day=1), back) for back in range(1 - today.MONTHS_SHOWN, 1)]
    return [day.year * 100 + day.month for day in first]


def test_the_example_has_something_in_every_figure_and_list(shown: Today) -> None:
    assert [figure.key for figure in shown.figures] == list(FigureKey)
    assert all(any(figure.series) for figure in shown.figures)
    lists = (shown.follow_ups, shown.bills, shown.turns, shown.alerts, shown.ending, shown.deliveries)
    assert all(each.total == len(each.rows) for each in lists)
    assert [each.total > 0 for each in lists] == [True] * len(lists)


@pytest.mark.parametrize("key", FigureKey)
def test_every_figure_is_what_its_records_come_to(shop: tuple[Store, Context], shown: Today, key: FigureKey) -> None:
    store, ctx = shop
    figure: Figure = next(each for each in shown.figures if each.key is key)
    assert recomputed(store, ctx, key, months()[-1]) == (figure.value, figure.unpriced)
    assert figure.value == figure.series[-1]
    before = figure.series[-2]
    if key is FigureKey.SALES:
        october = today.behind(store, ctx, key, months()[-2]).ids
        before = sold(store, october, 20261001, 20261021)
    assert figure.before == before
    if key in (FigureKey.SALES, FigureKey.IN_TOUCH, FigureKey.FAVOURS_GIVEN, FigureKey.FAVOURS_RECEIVED):
        assert [recomputed(store, ctx, key, month)[0] for month in months()] == list(figure.series)


def test_every_bill_is_what_its_entries_come_to(shop: tuple[Store, Context], shown: Today) -> None:
    for row in shown.bills.rows:
        sides = [open_rests(shop[0], row.exchanges, side) for side in (1, -1)]
        assert sides == [row.they_owe, row.we_owe]


def test_every_turn_is_what_the_days_of_its_lines_come_to(shop: tuple[Store, Context], shown: Today) -> None:
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM line WHERE party_id = ? AND direction = ? AND turn_day > 0 "
        "GROUP BY turn_day HAVING sum(sign) > 0)"
    )
    for row in shown.turns.rows:
        given, received = (read(shop[0], sql, row.party, side)[0][0] for side in (1, -1))
        assert (given, received) == (row.given_days, row.received_days)


def test_every_alert_is_what_its_records_come_to(shop: tuple[Store, Context], shown: Today) -> None:
    store, ctx = shop
    seen = set()
    for row in shown.alerts.rows:
        for key in (row.key, *row.others):
            level = alert.behind(store, DAY, key).level
            kind = level.key.kind
            seen.add(kind)
            assert any(level.records.values())
            assert USUAL[kind].stands(False, level.level)
            assert recompute_alert(store, ctx, kind, level.records, level) == pytest.approx(
                float(level.level), abs=0.001
            )
    assert {AlertKind.BALANCE, AlertKind.PROMISE, AlertKind.SINGLE, AlertKind.POINTS} <= seen


def recompute_alert(store: Store, ctx: Context, kind: AlertKind, records: Any, level: Any) -> float:
    if kind is AlertKind.BALANCE:
        sql = f"SELECT coalesce(sum(sign * direction * value), 0) FROM line WHERE exchange_id {IN} AND asks = 'in_kind'"
        ((drift,),) = read(store, sql, among(records["exchange"]))
        return float(abs(drift) * 100)  # of a band of one cent
    if kind is AlertKind.PROMISE:
        row = agreement.get(store, ctx, records["agreement"][0])
        clause = next(each for each in row.clauses if each.id == level.key.row)
        dues = [each.due for each in clause.instances if each.due is not None and each.done < each.promised]
        assert level.due in dues
        return float((level.due - DAY).days)
    if kind is AlertKind.SINGLE:
        supply = next(each for each in supplier_figures.figures(store, DAY).items if each.item == records["item"][0])
        return 100 * next(share for party, _name, share in supply.shares if party == records["party"][0])
    assert kind is AlertKind.POINTS
    costs = [
        loyalty_figures.liabilities(store, DAY, day, records["program"][0])[0].views.cost
        for day in (DAY - dt.timedelta(days=90), DAY)
    ]
    return float(Decimal(costs[1] - costs[0]) * 100 / costs[0])


def test_every_late_delivery_is_an_order_that_is_late(shop: tuple[Store, Context], shown: Today) -> None:
    store, ctx = shop
    orders = {row.id: row for row in purchase.listed(store, ctx)}
    for row in shown.deliveries.rows:
        order = orders[row.order]
        assert (order.state.value, order.expected, order.party_name) == ("late", row.expected, row.name)
        assert row.days == (DAY - row.expected).days
        assert row.items == tuple(line.item_name for line in order.lines)


def test_everything_that_ends_soon_ends_then(shop: tuple[Store, Context], shown: Today) -> None:
    store, ctx = shop
    for row in shown.ending.rows:
        assert row.step == step((row.day - DAY).days)
        if row.kind is EndKind.AGREEMENT:
            found = agreement.get(store, ctx, row.id)
            assert row.day in (found.end, found.notice_day)
        elif row.kind is EndKind.PROMOTION:
            sql = "SELECT until_day FROM promotion WHERE id = ? AND finished_on IS NULL"
            assert read(store, sql, row.id) == [(int(row.day.strftime("%Y%m%d")),)]
        else:
            days = {day: points for name, day, points in loyalty_figures.next_expiries(store, DAY, row.id, 100)}
            last = DAY + dt.timedelta(days=30)
            ends = {day: points for day, points in days.items() if day <= last}
            assert (min(ends), ctx.locale.say(row.said).split()[0]) == (row.day, f"{sum(ends.values()):g}")


def test_every_list_of_today_is_worked_out_anew() -> None:
    """One that somebody adds is added here, with a test that counts it from its records."""
    tried = "follow_ups losing_touch bills dates turns months figures alerts ending deliveries"
    assert {each.name for each in fields(Today)} == set(tried.split())


def test_every_follow_up_is_open_due_and_not_put_aside(shop: tuple[Store, Context], shown: Today) -> None:
    sql = (
        "SELECT id FROM follow_up WHERE state = 'open' AND due <= 20261121 AND coalesce(snoozed_until, 0) <= 20261121 "
        "ORDER BY due, id"
    )
    assert [row.id for row in shown.follow_ups.rows] == [number for (number,) in read(shop[0], sql)]


def test_everybody_with_whom_we_lose_touch_was_not_met_for_longer_than_wanted(
    shop: tuple[Store, Context], shown: Today
) -> None:
    sql = (
        "SELECT p.id, p.interval_days, p.clock_start, "
        "(SELECT max(day) FROM interaction_party i WHERE i.party_id = p.id) FROM party p "
        "WHERE p.interval_days > 0 AND p.archived_at IS NULL AND p.binned_at IS NULL AND p.id NOT IN "
        "(SELECT party_id FROM touch_snooze WHERE until > 20261121)"
    )
    found = {}
    for party, wanted, start, met in read(shop[0], sql):
        silent = (DAY - max(day_of(day) for day in (start, met) if day)).days
        if silent > wanted:
            found[party] = (silent, Decimal(silent - wanted) / wanted)
    assert {row.party: (row.days, row.urgency) for row in shown.losing_touch.rows} == found
    urgencies = [row.urgency for row in shown.losing_touch.rows]
    assert urgencies == sorted(urgencies, reverse=True)


def test_every_important_date_comes_within_two_weeks(shop: tuple[Store, Context], shown: Today) -> None:
    found = set()
    for number, month, day in read(shop[0], "SELECT id, month, day FROM important_date"):
        for year in (DAY.year, DAY.year + 1):
            when = dt.date(year, month, day)
            if DAY <= when <= DAY + dt.timedelta(14):
                found.add((number, when))
    assert {(row.id, row.day) for row in shown.dates.rows} == found


def test_every_month_that_can_be_closed_has_entries_and_is_open(shop: tuple[Store, Context], shown: Today) -> None:
    used = {day // 100 for (day,) in read(shop[0], "SELECT day FROM exchange UNION ALL SELECT day FROM draft")}
    closed = {month for (month,) in read(shop[0], "SELECT month FROM period WHERE state <> 'open'")}
    months = sorted(month for month in used - closed if month < 202611)
    assert [row.month for row in shown.months.rows] == months
    for row in shown.months.rows:
        sql = "SELECT count(*) FROM draft WHERE day / 100 = ?"
        assert row.drafts == read(shop[0], sql, row.month)[0][0]


def day_of(number: int) -> dt.date:
    return dt.date(number // 10000, number // 100 % 100, number % 100)
