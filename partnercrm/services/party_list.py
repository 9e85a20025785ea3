"""The directory: which parties a filter leaves, the rows of a page of them, and the counts on its chips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import party_list as q
from db.queries import party_page_rows
from db.queries.search_index import country
from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyCounts, PartyFilter, PartyRow, PartySort
from partnercrm.domain.search import asked
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVERYBODY = PartyFilter()


def ids(
    store: Store,
    ctx: Context,
    wanted: PartyFilter = EVERYBODY,
    sort: PartySort = PartySort.NAME,
    *,
    ascending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The row ids that a filter leaves, sorted; `limit` asks for the first ones only.

    Parties without what is sorted by come last either way. A filter of nothing but text leaves the first 500 hits.
    """
    with store.read() as connection:
        return ids_in(connection, wanted, ctx.today, sort, ascending=ascending, limit=limit)


def ids_in(
    connection: Connection,
    wanted: PartyFilter,
    today: dt.date,
    sort: PartySort = PartySort.NAME,
    *,
    ascending: bool = True,
    limit: int | None = None,
) -> list[int]:
    """The same within an open session, for lists that fetch ids and rows in one view of the store."""
    text = asked(wanted.text, country(connection))
    most = -1 if limit is None else limit
    return q.ids(connection, wanted, text, today, sort, ascending=ascending, limit=most)


def rows(store: Store, ctx: Context, parties: Sequence[int]) -> list[PartyRow]:
    """The directory's rows of these ids, in their order; one that is not there any more is left out."""
    with store.read() as connection:
        return party_page_rows.rows(connection, parties, ctx.today)


def counts(store: Store, ctx: Context) -> PartyCounts:
    """How many parties stand behind each of the directory's usual filters."""
    with store.read() as connection:
        return q.counts(connection, ctx.today)


def role_counts(store: Store, ctx: Context) -> dict[Role, int]:
    """How many listed parties hold each role today; roles that nobody holds are left out."""
    with store.read() as connection:
        return q.role_counts(connection, ctx.today)


def tags(store: Store) -> list[tuple[str, int]]:
    """The tags in use, each with the number of listed parties that have it, by name."""
    with store.read() as connection:
        return q.tags(connection)
