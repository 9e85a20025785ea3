"""What the database keeps by triggers, said once more as plain sums: to prove it, and to make it anew.

A new kept table stands in `EXPECTED` with the query that gives its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.tables.kept_triggers import (
    MONTH_FIGURES,
    clocks,
    closing_month,
    described,
    favour,
    owed,
    root,
    turn_days,
)
from db.tables.loyalty_triggers import REST
from db.tables.sale_day_triggers import sums as sold

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ROOT = root("i.party_id")


def _months() -> str:
    """Every row of kept_month: what its parts add up to; months where all figures are 0 are left out."""
    value, unpriced = "coalesce(l.value, 0)", "(l.value IS NULL)"
    figures = (
        f"{owed('l', 1)} * {value}",
        f"{owed('l', -1)} * {value}",
        f"{favour('l', 1)} * {value}",
        f"{favour('l', -1)} * {value}",
        f"{favour('l', 1)} * {unpriced}",
        f"{favour('l', -1)} * {unpriced}",
    )
    paid = f"-s.amount * {owed('l', 1)}, -s.amount * {owed('l', -1)}"
    parts = [
        f"SELECT DISTINCT i.day / 100 AS month, {_ROOT} AS party, 1 AS in_touch, {_zeros(7)} FROM interaction_party i",
        f"SELECT l.day / 100, l.id, 0, {', '.join(figures)}, 0 FROM line l",
        f"SELECT s.day / 100, s.id, 0, {paid}, {_zeros(5)} FROM settlement s "
        "JOIN line l ON l.id IN (s.paying_line_id, s.item_line_id)",
        f"SELECT f.due / 100, f.id, {_zeros(7)}, 1 FROM follow_up f",
        f"SELECT {closing_month('f')}, f.id, {_zeros(7)}, -1 FROM follow_up f WHERE f.closed_at IS NOT NULL",
    ]
    names = ", ".join(("month", "record", *MONTH_FIGURES))
    sums = ", ".join(f"sum({figure}) AS {figure}" for figure in MONTH_FIGURES)
    filled = " OR ".join(f"{figure} <> 0" for figure in MONTH_FIGURES)
    return (
        f"WITH parts ({names}) AS ({' UNION ALL '.join(parts)}) "
        f"SELECT * FROM (SELECT month, {sums} FROM parts GROUP BY month) WHERE {filled}"
    )


def _zeros(count: int) -> str:
    return ", ".join("0" * count)


EXPECTED: dict[str, str] = {
    "kept_contact": f"SELECT {_ROOT} AS party_id, max(i.day) AS day FROM interaction_party i GROUP BY 1",
    "kept_contact_month": (
        f"SELECT {_ROOT} AS party_id, i.day / 100 AS month, count(*) AS count FROM interaction_party i GROUP BY 1, 2"
    ),
    "kept_touch": clocks("1"),
    "kept_whose_turn": turn_days("1", root("t.party_id")),
    "kept_month": _months(),
    "kept_member": (
        "SELECT m.id AS member_id, coalesce(sum(v.points), 0) AS balance FROM member m "
        "LEFT JOIN movement v ON v.member_id = m.id GROUP BY m.id"
    ),
    "kept_lot": (
        "SELECT * FROM (SELECT l.id AS lot_id, l.program_id, l.member_id, l.issuer_party_id, l.day, l.expiry, "
        f"{REST} AS rest FROM lot l) WHERE rest <> 0"
    ),
    "kept_sale_day": sold(),
}
_STANDING = {"kept_month": "SELECT * FROM kept_month WHERE " + " OR ".join(f"{name} <> 0" for name in MONTH_FIGURES)}
_DESCRIPTIONS = (
    "INSERT INTO past_description (folded, kind, direction, times, line_id) "
    f"SELECT folded, kind, direction, count(*), max(id) FROM ({described('1')}) GROUP BY folded, kind, direction"
)
_WORDS = (
    "INSERT INTO search_interaction (rowid, folded) "
    "SELECT id, coalesce(folded, lower(summary || ' ' || notes)) FROM interaction"
)


def differences(connection: Connection, table: str) -> int:
    """In how many rows a kept table differs from what it should say; 0 where it is right."""
    kept, expected = _STANDING.get(table, f"SELECT * FROM {table}"), EXPECTED[table]
    sql = (
        f"WITH kept AS ({kept}), expected AS (SELECT * FROM ({expected})) SELECT count(*) FROM ("
        "SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM expected) UNION ALL "
        "SELECT * FROM (SELECT * FROM expected EXCEPT SELECT * FROM kept))"
    )
    return int(connection.exec_driver_sql(sql).scalar_one())


def rebuild(connection: Connection) -> None:
    """Makes all of it anew, such as after a load without triggers. Needs a writing session."""
    # Filling who was in touch adds to the months by trigger, so the months come last.
    for table, expected in EXPECTED.items():
        connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM ({expected})")
    connection.exec_driver_sql("DELETE FROM past_description")
    connection.exec_driver_sql(_DESCRIPTIONS)
    connection.exec_driver_sql("INSERT INTO search_interaction (search_interaction) VALUES ('delete-all')")
    connection.exec_driver_sql(_WORDS)
