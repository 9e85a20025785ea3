"""Reading entries: the register's ids and rows, one entry whole, lists of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from db.engine import Store
from db.queries import entry as q
from partnercrm.domain.errors import NotFound
from partnercrm.domain.ledger_rows import (
    EntryFilter,
    EntryRow,
    EntrySort,
    EntryState,
    EntryView,
    LineRow,
    LineView,
    SettledView,
)
from partnercrm.domain.words import msg

__all__ = ["EntryFilter", "EntryRow", "EntrySort", "EntryState", "EntryView", "LineRow", "LineView", "SettledView"]


def ids(
    store: Store,
    wanted: EntryFilter,
    today: dt.date,
    sort: EntrySort = EntrySort.DAY,
    *,
    ascending: bool = True,
) -> list[int]:
    """The row ids of the entries that a filter lets through, in order; `today` says what is late."""
    with store.read() as connection:
        return q.ids(connection, wanted, today, sort, ascending=ascending)


def page_rows(store: Store, wanted: Sequence[int]) -> list[EntryRow]:
    """The entries of these row ids, in their order."""
    with store.read() as connection:
        return q.page_rows(connection, wanted)


def entry(store: Store, named: str | UUID) -> EntryView:
    """A whole entry by its number (`2026-0412`) or UUID. Raises NotFound."""
    with store.read() as connection:
        number = q.find(connection, named)
        if number is None:
            raise NotFound(msg("There is no entry {number} in this shop.", number=str(named)), "number")
        return EntryView(
            row=q.page_rows(connection, [number])[0],
            lines=q.lines_of(connection, number),
            reason=q.reason_of(connection, number),
            settled=q.settled_of(connection, number),
            credited_by=q.named_by(connection, number, "credits"),
            corrected_by=q.named_by(connection, number, "corrects"),
            entered_again_by=q.named_by(connection, number, "enters_again"),
            linked_with=q.named_by(connection, number, "linked"),
        )


def lines(store: Store, wanted: EntryFilter, today: dt.date) -> list[LineRow]:
    """The lines of the entries that a filter lets through, in the order of the days and the chain."""
    with store.read() as connection:
        return q.line_rows(connection, wanted, today)
