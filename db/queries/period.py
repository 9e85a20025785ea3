"""Months as they stand, with how much was posted in each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select

from db.tables import ledger as t
from partnercrm.domain.period import PeriodState
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A month (yyyymm) that has entries, drafts or a state of its own."""

    month: int
    state: PeriodState
    entries: int
    drafts: int
    reason: str
    changed_at: dt.datetime | None


def by_month(connection: Connection, month: int) -> Row[Any] | None:
    """The row of a month, if anybody ever closed it."""
    return connection.execute(select(t.period).where(t.period.c.month == month)).first()


def listed(connection: Connection) -> list[PeriodRow]:
    """All months with entries, drafts or a state, in order."""
    entries = _counts(connection, t.exchange)
    drafts = _counts(connection, t.draft)
    states = {row.month: row for row in connection.execute(select(t.period))}
    return [
        PeriodRow(
            month,
            states[month].state if month in states else PeriodState.OPEN,
            entries.get(month, 0),
            drafts.get(month, 0),
            states[month].reason if month in states else "",
            states[month].changed_at if month in states else None,
        )
        for month in sorted(entries.keys() | drafts.keys() | states.keys())
    ]


def _counts(connection: Connection, table: Any) -> dict[int, int]:
    sql = f'SELECT day / 100, count(*) FROM "{table.name}" WHERE day IS NOT NULL GROUP BY day / 100'
    return {int(month): int(count) for month, count in connection.exec_driver_sql(sql)}
