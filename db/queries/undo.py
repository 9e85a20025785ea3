"""What an operation touched beside its audited rows: entries, settlements, and the parties that rows belong to."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.queries.posting import Pair
from db.tables import ledger as t
from db.tables.metadata import table_named
from db.values import int_to_day


def exchanges_of(connection: Connection, operation: int) -> list[int]:
    """The entries that an operation posted, in order; of entries that are linked only the first."""
    c = t.exchange.c
    wanted = select(c.id).where(c.operation_id == operation, c.linked_id.is_(None)).order_by(c.id)
    return list(connection.execute(wanted).scalars())


def copy_by_undo(connection: Connection, exchange: int) -> int | None:
    """The entry that the undo of a reversal entered in place of another one; None where there is none."""
    sql = (
        "SELECT max(e.id) FROM exchange e JOIN operation o ON o.id = e.operation_id "
        "WHERE e.enters_again_id = ? AND o.undoes_id IS NOT NULL"
    )
    found = connection.exec_driver_sql(sql, (exchange,)).scalar()
    return None if found is None else int(found)


def in_closed_months(connection: Connection, operation: int) -> list[int]:
    """The closed months (yyyymm) in which entries lie that an operation posted and that still stand."""
    sql = (
        "SELECT DISTINCT p.month FROM exchange e JOIN period p ON p.month = e.day / 100 AND p.state <> 'open' "
        "LEFT JOIN exchange v ON v.reverses_id = e.id WHERE e.operation_id = ? AND v.id IS NULL ORDER BY p.month"
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
