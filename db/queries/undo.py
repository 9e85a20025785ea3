"""What an operation touched beside its audited rows: entries, settlements, and the parties that rows belong to."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from db.queries.posting import Pair
from db.tables import ledger as t
from db.tables.metadata import table_named
from db.values import int_to_day

_REGISTERS = ("movement", "gift_card_movement", "redemption", "redemption_return")


def exchanges_of(connection: Connection, operation: int) -> list[int]:
    """The entries that an operation posted, in order; of entries that are linked only the first."""
    c = t.exchange.c
    wanted = select(c.id).where(c.operation_id == operation, c.linked_id.is_(None)).order_by(c.id)
    return list(connection.execute(wanted).scalars())


# An entry, and the copies that undoing its reversal made of it: what was entered again by hand is a deed of its own.
_COPIES = """
    WITH RECURSIVE copies (id) AS (
        {first} UNION SELECT e.id FROM copies c JOIN exchange e ON e.enters_again_id = c.id
        JOIN operation o ON o.id = e.operation_id AND o.undo_depth > 0
    )
"""
_STANDS = "NOT EXISTS (SELECT 1 FROM exchange v WHERE v.reverses_id = c.id)"


def standing(connection: Connection, exchange: int) -> int | None:
    """The entry itself where it was not reversed, else the copy of it that stands since its reversal was undone."""
    sql = f"{_COPIES.format(first='SELECT ?')} SELECT max(c.id) FROM copies c WHERE {_STANDS}"
    found: int | None = connection.exec_driver_sql(sql, (exchange,)).scalar_one()
    return found


def in_closed_months(connection: Connection, operation: int) -> list[int]:
    """The closed months (yyyymm) in which entries lie that an operation posted and that still stand."""
    sql = (
        f"{_COPIES.format(first='SELECT id FROM exchange WHERE operation_id = ?')} SELECT DISTINCT p.month "
        "FROM copies c JOIN exchange e ON e.id = c.id JOIN period p ON p.month = e.day / 100 AND p.state <> 'open' "
        f"WHERE {_STANDS} ORDER BY p.month"
    )
    return list(connection.exec_driver_sql(sql, (operation,)).scalars())


def loose_settlements_of(connection: Connection, operation: int) -> list[Pair]:
    """What an operation settled (or, below zero, took back) between lines without posting an entry for it."""
    sql = (
        "SELECT paying_line_id, item_line_id, sum(amount), max(day) FROM settlement "
        "WHERE operation_id = ? AND exchange_id IS NULL GROUP BY paying_line_id, item_line_id ORDER BY min(id)"
    )
    rows = connection.exec_driver_sql(sql, (operation,))
    return [Pair(paying, item, amount, int_to_day(day)) for paying, item, amount, day in rows]


def register_months(connection: Connection, operation: int) -> list[int]:
    """The closed months (yyyymm) in which an operation wrote points, gift cards or vouchers. What only passed from card
    to card counts nowhere."""
    sql = """
        SELECT DISTINCT p.month FROM audit a
        JOIN period p ON p.month = json_extract(coalesce(a.after, a.before), '$.day') / 100 AND p.state <> 'open'
        WHERE a.operation_id = ? AND a.row_table IN (SELECT value FROM json_each(?))
            AND coalesce(json_extract(coalesce(a.after, a.before), '$.kind'), '') NOT LIKE 'transfer%' ORDER BY p.month
    """
    return list(connection.exec_driver_sql(sql, (operation, json.dumps(_REGISTERS))).scalars())


def parties_of(connection: Connection, table: str, row: int) -> list[int]:
    """The parties whose words a row holds, as it stands now; none where the row is gone."""
    if table == "party":
        return [row]
    columns = table_named(table).columns
    names = [name for name in ("party_id", "root_id", "from_party_id", "to_party_id") if name in columns]
    if not names:
        return _by_contact(connection, table, row)
    found = connection.exec_driver_sql(f'SELECT {", ".join(names)} FROM "{table}" WHERE id = ?', (row,)).first()
    return [number for number in found if number is not None] if found else []


def _by_contact(connection: Connection, table: str, row: int) -> list[int]:
    if table != "consent":
        return []
    sql = "SELECT p.party_id FROM consent c JOIN contact_point p ON p.id = c.contact_point_id WHERE c.id = ?"
    return list(connection.exec_driver_sql(sql, (row,)).scalars())
