"""What a flow posted by itself: whether the entry that it names still stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, exists, select

from db.tables.ledger import exchange


def standing(exchange_id: Column[Any]) -> ColumnElement[bool]:
    """Whether the entry that a column refers to was not reversed."""
    reversal = exchange.alias()
    return ~exists(select(reversal.c.id).where(reversal.c.reverses_id == exchange_id))
