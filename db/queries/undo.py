"""What an operation touched beside its audited rows: entries, settlements, and the parties that rows belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from db.tables import ledger as t
from db.tables.metadata import metadata


def exchanges_of(connection: Connection, operation: int) -> list[int]:
    """The entries that an operation posted, in order; of entries that are linked only the first."""
    c = t.exchange.c
    wanted = select(c.id).where(c.operation_id == operation, c.linked_id.is_(None)).order_by(c.id)
    return list(connection.execute(wanted).scalars())


def loose_settlements_of(connection: Connection, operation: int) -> Sequence[Row[Any]]:
    """The settlement rows that an operation wrote without posting an entry."""
    c = t.settlement.c
    wanted = select(t.settlement).where(c.operation_id == operation, c.exchange_id.is_(None)).order_by(c.id)
    return connection.execute(wanted).all()


def parties_of(connection: Connection, table: str, row: int) -> list[int]:
    """The parties whose words a row holds, as it stands now; none where the row is gone."""
    if table == "party":
        return [row]
    columns = metadata.tables[table].columns
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
