"""Every table, for the migrations and for whoever needs the whole metadata. Add a subject's file here."""

from __future__ import annotations

from db.tables import interaction, ledger, operation, party, sale, search, store, suggestion, today, touch
from db.tables.metadata import metadata

__all__ = [
    "interaction",
    "ledger",
    "metadata",
    "operation",
    "party",
    "sale",
    "search",
    "store",
    "suggestion",
    "today",
    "touch",
]
