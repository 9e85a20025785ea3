"""The entries that a flow posted, as it shows them: which stand, and whether a draft of one waits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many, rows
from db.queries.flow import current
from db.values import int_to_day
from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.ledger import entry_number


def currents(connection: Connection, exchanges: Sequence[int]) -> list[int]:
    """What stands of these entries, or of what corrected them or entered them again."""
    one = f"SELECT DISTINCT {current('j.value')} AS id FROM json_each(?) j"
    return many.ids(connection, f"SELECT id FROM ({one}) WHERE id IS NOT NULL", (json.dumps(list(exchanges)),))


def waits(connection: Connection, exchanges: Sequence[int]) -> bool:
    """Whether a draft waits that corrects one of these entries or enters it again."""
    sql = (
        "WITH RECURSIVE made (id) AS (SELECT value FROM json_each(?) UNION SELECT e.id FROM made m "
        "JOIN exchange e ON e.corrects_id = m.id OR e.enters_again_id = m.id) "
        "SELECT 1 FROM draft d WHERE d.corrects_id IN made OR d.enters_again_id IN made LIMIT 1"
    )
    return rows.first(connection, sql, (json.dumps(list(exchanges)),)) is not None


def entries(connection: Connection, numbers: Iterable[int | None]) -> dict[int, FlowEntry]:
    """These entries by their row id, as a flow shows them."""
    sql = (
        "SELECT e.id, e.uuid, e.fiscal_year, e.sequence, e.day, (SELECT sum(l.sign * l.value) FROM line l "
        "WHERE l.exchange_id = e.id) FROM json_each(?) j CROSS JOIN exchange e ON e.id = j.value"
    )
    wanted = json.dumps([number for number in numbers if number is not None])
    return {
        number: FlowEntry(number, UUID(bytes=uuid), entry_number(year, sequence), int_to_day(day), value)
        for number, uuid, year, sequence, day, value in many.tuples(connection, sql, (wanted,))
    }
