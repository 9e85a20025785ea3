"""With whom contact is due again, from the clocks that the database keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.queries import many, rows
from partnercrm.domain.today_rows import TouchRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DUE = """
    SELECT t.party_id, p.name, t.last_day, t.interval_days, k.day
    FROM (
        SELECT party_id, last_day, interval_days FROM kept_touch WHERE from_day <= ?
        ORDER BY (? - last_day - interval_days) * 1.0 / interval_days DESC, last_day, party_id LIMIT ?
    ) t CROSS JOIN party p ON p.id = t.party_id LEFT JOIN kept_contact k ON k.party_id = t.party_id
    ORDER BY (? - t.last_day - t.interval_days) * 1.0 / t.interval_days DESC, t.last_day, t.party_id
"""
_COUNT = "SELECT count(*) FROM kept_touch WHERE from_day <= ?"


def due(connection: Connection, today: dt.date, limit: int) -> list[TouchRow]:
    """The parties with which contact is overdue and not snoozed, the most urgent first."""
    now = today.toordinal()
    return [_row(found, now) for found in many.tuples(connection, _DUE, (now, now, limit, now))]


def due_count(connection: Connection, today: dt.date) -> int:
    """With how many it is."""
    return int(rows.first(connection, _COUNT, (today.toordinal(),))[0])


def due_ids(connection: Connection, today: dt.date) -> list[int]:
    """With whom it is, in no order."""
    return many.ids(connection, "SELECT party_id AS id FROM kept_touch WHERE from_day <= ?", (today.toordinal(),))


def _row(found: Sequence[Any], now: int) -> TouchRow:
    party, name, last, interval, contact = found
    since = dt.date.fromordinal(last)
    days = now - last
    never = contact is None or contact < since.year * 10000 + since.month * 100 + since.day
    return TouchRow(party, name, since, never, interval, days, Decimal(max(days - interval, 0)) / Decimal(interval))


def clock(connection: Connection, party: int) -> tuple[dt.date, int, dt.date] | None:
    """The last contact (or the start of the clock), the interval, and the day from which contact is overdue.

    None where no clock runs: without an interval, archived, in the bin.
    """
    sql = "SELECT last_day, interval_days, from_day FROM kept_touch WHERE party_id = ?"
    found = rows.first(connection, sql, (party,))
    if found is None:
        return None
    return dt.date.fromordinal(found[0]), found[1], dt.date.fromordinal(found[2])


def snooze_of(connection: Connection, party: int) -> int | None:
    """The row id of a party's snooze."""
    found = rows.first(connection, "SELECT id FROM touch_snooze WHERE party_id = ?", (party,))
    return found[0] if found else None
