"""The records behind a cell of a chart: the sales of an hour, of an item or of a pair, the people of a month."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.queries import many
from db.queries.customer_figures import BOUGHT, DAYS, IN_ORDER, SPAN, THERE, span
from db.values import day_to_int

if TYPE_CHECKING:
    from sqlalchemy import Connection


def of_hour(connection: Connection, first: dt.date | None, last: dt.date, weekday: int, hour: int) -> list[int]:
    """The sales (row ids) of a span in one hour of a weekday (0 is Monday), refunds left out."""
    sql = f"""
        WITH sold AS MATERIALIZED (
            SELECT s.id FROM sale s WHERE {SPAN} AND s.minute / 60 = :hour
                AND strftime('%w', printf('%d-%02d-%02d', s.day / 10000, s.day / 100 % 100, s.day % 100)) = :weekday
            ORDER BY s.id
        )
        SELECT s.id AS id FROM sold s CROSS JOIN sale x ON x.id = s.id WHERE x.{BOUGHT}
    """
    return many.ids(connection, sql, {**span(first, last), "hour": hour, "weekday": str((weekday + 1) % 7)})


def of_item(connection: Connection, item: int, days: Sequence[dt.date]) -> list[tuple[int, float]]:
    """The sales (row id) with an item on some days, and how much of it stands on each; what came back is negative."""
    sql = """
        SELECT s.id, sum(l.quantity) / 10000.0 FROM sale s JOIN sale_item l ON l.sale_id = s.id
        WHERE l.item_id = ? AND s.day IN (SELECT value FROM json_each(?)) GROUP BY s.id ORDER BY s.id
    """
    values = (item, json.dumps([day_to_int(day) for day in days]))
    return [(number, quantity) for number, quantity in many.tuples(connection, sql, values)]


def of_pair(connection: Connection, first: dt.date | None, last: dt.date, one: int, other: int) -> list[int]:
    """The sales of a span on which two items stand together."""
    sql = f"""
        WITH {IN_ORDER} SELECT s.id AS id FROM sold s
        WHERE EXISTS (SELECT 1 FROM sale_item l WHERE l.sale_id = s.id AND l.item_id = :one AND l.quantity > 0)
            AND EXISTS (SELECT 1 FROM sale_item l WHERE l.sale_id = s.id AND l.item_id = :other AND l.quantity > 0)
        ORDER BY s.id
    """
    return many.ids(connection, sql, {**span(first, last), "one": one, "other": other})


def of_cohort(connection: Connection, last: dt.date, first_month: int, month: int | None) -> list[int]:
    """Customers whose first purchase lies in a month (yyyymm); with `month` those who bought in that month."""
    sql = f"""
        WITH bought AS MATERIALIZED (SELECT party, day / 100 AS month FROM ({DAYS}) WHERE purchases)
        SELECT party AS id FROM bought WHERE party IN ({THERE}) GROUP BY party
        HAVING min(month) = :first_month AND (:month IS NULL OR sum(month = :month))
    """
    return many.ids(connection, sql, {**span(None, last), "first_month": first_month, "month": month})


def by_hour(connection: Connection, first: dt.date | None, last: dt.date) -> dict[tuple[int, int], list[int]]:
    """The sales (row ids) of a span that say their time, by weekday (0 is Monday) and hour, refunds left out."""
    sql = f"""
        SELECT (strftime('%w', printf('%d-%02d-%02d', s.day / 10000, s.day / 100 % 100, s.day % 100)) + 6) % 7,
            s.minute / 60, json_group_array(s.id)
        FROM sale s WHERE {SPAN} AND s.minute IS NOT NULL AND s.{BOUGHT} GROUP BY 1, 2
    """
    found = many.tuples(connection, sql, span(first, last))
    return {(weekday, hour): sorted(json.loads(ids)) for weekday, hour, ids in found}


def by_pair(
    connection: Connection, first: dt.date | None, last: dt.date, pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], list[int]]:
    """The sales of a span on which two items stand together, of each of these pairs."""
    sql = f"""
        SELECT p.value ->> 0, p.value ->> 1, json_group_array(DISTINCT s.id)
        FROM json_each(:pairs) p JOIN sale_item x ON x.item_id = p.value ->> 0 AND x.quantity > 0
        JOIN sale_item y ON y.sale_id = x.sale_id AND y.item_id = p.value ->> 1 AND y.quantity > 0
        JOIN sale s ON s.id = x.sale_id WHERE {SPAN} GROUP BY 1, 2
    """
    found = many.tuples(connection, sql, {**span(first, last), "pairs": json.dumps(list(pairs))})
    return {(one, other): sorted(json.loads(ids)) for one, other, ids in found}


def by_cohort(connection: Connection, last: dt.date) -> dict[int, list[int]]:
    """Customers by the month (yyyymm) of their first purchase."""
    sql = f"""
        WITH bought AS MATERIALIZED (SELECT party, day / 100 AS month FROM ({DAYS}) WHERE purchases)
        SELECT first, json_group_array(party) FROM (
            SELECT party, min(month) AS first FROM bought WHERE party IN ({THERE}) GROUP BY party
        ) GROUP BY first
    """
    found = many.tuples(connection, sql, span(None, last))
    return {month: sorted(json.loads(ids)) for month, ids in found}
