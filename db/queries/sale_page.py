"""One sale with what hangs on it: its refunds, the entries of its rest, and the operation that brought it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.queries import many
from partnercrm.domain.ledger import entry_number

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ENTRIES = """
    SELECT e.fiscal_year, e.sequence FROM sale_posting x JOIN exchange e ON e.id = x.exchange_id
    WHERE x.sale_id = ? ORDER BY e.id
"""
_MADE = """
    SELECT a.operation_id FROM audit a
    WHERE a.row_table = 'sale' AND a.row_number = ? AND a.before IS NULL ORDER BY a.id DESC LIMIT 1
"""
_TOGETHER = "SELECT count(*) FROM audit WHERE operation_id = ? AND row_table = 'sale' AND before IS NULL"


def refunds_of(connection: Connection, sale: int) -> list[int]:
    """The refunds of a sale (row ids), the earliest first."""
    return many.ids(connection, "SELECT id FROM sale WHERE refunds_id = ? ORDER BY day, minute, id", (sale,))


def entries_of(connection: Connection, sale: int) -> list[str]:
    """The numbers of the entries that a sale or refund ever posted, the first one first."""
    return [entry_number(year, sequence) for year, sequence in many.tuples(connection, _ENTRIES, (sale,))]


def made_by(connection: Connection, sale: int) -> tuple[int, int] | None:
    """The operation that recorded a sale, and how many sales it recorded; None where that is not known any more."""
    found = many.tuples(connection, _MADE, (sale,))
    if not found:
        return None
    ((operation,),) = found
    ((together,),) = many.tuples(connection, _TOGETHER, (operation,))
    return operation, together
