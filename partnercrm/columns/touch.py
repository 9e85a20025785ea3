"""What the list of those with whom we are losing touch shows; the workbook shows the same."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.today_rows import TouchRow
from partnercrm.domain.words import msg

COLUMNS: tuple[Column[TouchRow], ...] = (
    Column("party", msg("Name"), ColumnKind.TEXT, lambda row: row.name, "", 26),
    Column("last_contact", msg("Last contact"), ColumnKind.DATE, lambda row: None if row.never else row.since, "", 12),
    Column("days", msg("Days since"), ColumnKind.COUNT, lambda row: row.days, "", 10),
    Column("interval", msg("Wanted every (days)"), ColumnKind.COUNT, lambda row: row.interval_days, "", 16),
    Column("late", msg("Days late"), ColumnKind.COUNT, lambda row: row.late_days, "", 10),
)
"""In the order of urgency, which cannot be changed."""
