"""The directory's ids: those that a filter leaves, sorted.

The ids come in the order of names from an index that covers them. What else is asked or sorted by is read from small
tables of its own, so that no query walks through the parties themselves.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from db.queries import search, touch
from db.queries.many import ids as ids_of
from db.queries.many import pairs, tuples
from db.queries.party_steps import next_days
from db.tables.listed import ARCHIVED, LISTED
from db.values import day_to_int
from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import MAIN_ROLES, PartyCounts, PartyFilter, PartySort
from partnercrm.domain.search import Asked, plain

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOUND_AT_MOST = 500
"""How many hits a list that is only searched shows: more than anybody reads, few enough for each keystroke."""

_BINNED = "binned_at IS NOT NULL AND erased_at IS NULL"
_BY_NAME = (
    "SELECT id FROM party {index} WHERE {where} AND id NOT IN (SELECT party_id FROM alias) "
    "ORDER BY sort_name {way}, id {way} LIMIT ?"
)
_CURRENT = "(from_day IS NULL OR from_day <= :today) AND (until_day IS NULL OR until_day >= :today)"
_RESTS = (
    "SELECT coalesce(a.root_id, k.party_id) AS id FROM kept_open k LEFT JOIN alias a ON a.party_id = k.party_id "
    "WHERE k.effective = ? AND k.held = 0"
)
_LATE = (
    "SELECT party_id AS id FROM follow_up WHERE state = 'open' AND due < :today AND party_id IS NOT NULL "
    "AND (snoozed_until IS NULL OR snoozed_until <= :today)"
)
_OWING = (
    "SELECT coalesce(a.root_id, k.party_id) AS id FROM kept_open k LEFT JOIN alias a ON a.party_id = k.party_id "
    "WHERE k.held = 0"
)
_MAIN = f"SELECT party_id AS id FROM party_role WHERE role IN ({', '.join(repr(str(r)) for r in MAIN_ROLES)}) "
_MAIN += f"AND {_CURRENT}"
_COUNT = "SELECT count(*) FROM party {index} WHERE {where} AND id NOT IN (SELECT party_id FROM alias)"
_TAGGED = "SELECT party_id AS id FROM party_tag WHERE tag_id = (SELECT id FROM tag WHERE folded = ?)"
_STARTED = f"SELECT id FROM party INDEXED BY ix_party_listed WHERE clock_start <= ? AND {LISTED}"
_HEARD = "SELECT party_id AS id FROM kept_contact WHERE day > ?"


def ids(
    connection: Connection,
    wanted: PartyFilter,
    asked: Asked,
    today: dt.date,
    sort: PartySort = PartySort.NAME,
    *,
    ascending: bool = True,
    limit: int = -1,
) -> list[int]:
    """The row ids that a filter leaves, sorted; those without what is sorted by come last either way.

    `asked` is the filter's text. A list that is only searched shows at most FOUND_AT_MOST hits; sorted by name, names
    that begin with the text come first. Equal rows stand in the order of names. `limit` cuts the list.
    """
    searched = asked.whole and not wanted.in_bin
    if searched and not wanted.narrows():
        found = _found(connection, wanted, asked)
        if sort is PartySort.NAME:
            return (found if ascending else found[::-1])[: limit if limit >= 0 else None]
    else:
        whole = sort is PartySort.NAME and not wanted.narrows() and not searched
        down = sort is PartySort.NAME and not ascending
        found = _by_name(connection, wanted, ascending=not down, limit=limit if whole else -1)
        for allowed in _allowed(connection, wanted, asked, today):
            found = [party for party in found if party in allowed]
        if wanted.no_main_role:
            held = set(ids_of(connection, _MAIN, {"today": day_to_int(today)}))
            found = [party for party in found if party not in held]
    if sort is not PartySort.NAME:
        found = _sorted(found, *_KEYS[sort](connection, today), ascending=ascending)
    return found[:limit] if limit >= 0 else found


def counts(connection: Connection, today: dt.date) -> PartyCounts:
    """How many parties stand behind each of the directory's usual filters."""
    day = {"today": day_to_int(today)}

    def count(of: str = "", *, held: str = "IN") -> int:
        sql = _COUNT.format(index="INDEXED BY ix_party_listed", where=LISTED)
        return int(tuples(connection, f"{sql} AND id {held} ({of})" if of else sql, day if of else ())[0][0])

    holding = {role: f"SELECT party_id FROM party_role WHERE role = '{role}' AND {_CURRENT}" for role in MAIN_ROLES}
    archived = tuples(connection, _COUNT.format(index="", where=ARCHIVED))
    return PartyCounts(
        listed=count(),
        roles={role: count(sql) for role, sql in holding.items()},
        no_main_role=count(_MAIN, held="NOT IN"),
        late=count(_LATE),
        owing=count(_OWING),
        losing_touch=touch.due_count(connection, today),
        archived=int(archived[0][0]),
    )


def role_counts(connection: Connection, today: dt.date) -> dict[Role, int]:
    """How many listed parties hold each role today; roles that nobody holds are left out."""
    listed = set(_by_name(connection, PartyFilter()))
    counts = {role: len(listed.intersection(_holding(connection, role, today))) for role in Role}
    return {role: count for role, count in counts.items() if count}


def tags(connection: Connection) -> list[tuple[str, int]]:
    """Every tag that is in use, with the number of listed parties that have it, by name."""
    listed = set(_by_name(connection, PartyFilter()))
    known = tuples(connection, "SELECT name, folded FROM tag ORDER BY folded")
    counts = [(name, len(listed.intersection(ids_of(connection, _TAGGED, (folded,))))) for name, folded in known]
    return [(name, count) for name, count in counts if count]


def _by_name(connection: Connection, wanted: PartyFilter, *, ascending: bool = True, limit: int = -1) -> list[int]:
    index, where = "INDEXED BY ix_party_listed", LISTED
    if wanted.in_bin or wanted.archived:
        index, where = "", _BINNED if wanted.in_bin else ARCHIVED
    sql = _BY_NAME.format(index=index, where=where, way="ASC" if ascending else "DESC")
    return ids_of(connection, sql, (limit,))


def _found(connection: Connection, wanted: PartyFilter, asked: Asked) -> list[int]:
    found = search.candidates(connection, asked, FOUND_AT_MOST)
    archived = search.archived(connection, found)
    return [party for party in found if (party in archived) == wanted.archived]


def _allowed(connection: Connection, wanted: PartyFilter, asked: Asked, today: dt.date) -> list[Collection[int]]:
    """The sets of parties that each part of the filter leaves."""
    sets: list[Collection[int]] = []
    if asked.whole:
        sets.append(_in_bin(connection, asked) if wanted.in_bin else search.everything(connection, asked))
    if wanted.role is not None:
        sets.append(set(_holding(connection, wanted.role, today)))
    if wanted.tag:
        sets.append(set(ids_of(connection, _TAGGED, (plain(wanted.tag),))))
    if wanted.late:
        sets.append(set(ids_of(connection, _LATE, {"today": day_to_int(today)})))
    if wanted.losing_touch:
        sets.append(set(touch.due_ids(connection, today)))
    if wanted.no_contact_days is not None:
        sets.append(_unheard(connection, day_to_int(today - dt.timedelta(days=wanted.no_contact_days))))
    if wanted.owing:
        sets.append(set(ids_of(connection, _OWING)))
    for side, asked_for in ((1, wanted.they_owe), (-1, wanted.we_owe)):
        if asked_for:
            sets.append(set(ids_of(connection, _RESTS, (side,))))
    return sets


def _in_bin(connection: Connection, asked: Asked) -> set[int]:
    """What lies in the bin is not in the index; there are few and their names do."""
    rows = connection.exec_driver_sql(f"SELECT id, sort_name FROM party WHERE {_BINNED}")
    return {party for party, name in rows if all(word in name for word in asked.words)}


def _holding(connection: Connection, role: Role, today: dt.date) -> list[int]:
    sql = f"SELECT party_id AS id FROM party_role WHERE role = :role AND {_CURRENT}"
    return ids_of(connection, sql, {"role": role.value, "today": day_to_int(today)})


def _unheard(connection: Connection, since: int) -> set[int]:
    """The listed parties without contact since a day (yyyymmdd) whose clock runs for as long."""
    return set(ids_of(connection, _STARTED, (since,))).difference(ids_of(connection, _HEARD, (since,)))


# What a list is sorted by: the key of each party that has one, and what stands in for the others (None: they come last)

Keys = tuple[Mapping[int, int], int | None]


def _roles(connection: Connection, today: dt.date) -> Keys:
    first: dict[int, int] = {}
    for place, role in reversed(list(enumerate(Role))):
        first.update(dict.fromkeys(_holding(connection, role, today), place))
    return first, None


def _contacts(connection: Connection, today: dt.date) -> Keys:
    return pairs(connection, "SELECT party_id AS id, day AS key FROM kept_contact", ()), None


def _steps(connection: Connection, today: dt.date) -> Keys:
    return next_days(connection, today), None


def _balances(asks: str) -> Callable[[Connection, dt.date], Keys]:
    sql = (
        "SELECT coalesce(a.root_id, k.party_id) AS id, sum(k.given - k.received) AS key FROM kept_balance k "
        f"LEFT JOIN alias a ON a.party_id = k.party_id WHERE k.asks = '{asks}' GROUP BY 1"
    )
    return lambda connection, _today: (pairs(connection, sql, ()), 0)


_KEYS: dict[PartySort, Callable[[Connection, dt.date], Keys]] = {
    PartySort.ROLE: _roles,
    PartySort.LAST_CONTACT: _contacts,
    PartySort.NEXT_STEP: _steps,
    PartySort.TO_PAY: _balances("money"),
    PartySort.FAVOURS: _balances("in_kind"),
}


def _sorted(parties: list[int], keys: Mapping[int, int], otherwise: int | None, *, ascending: bool) -> list[int]:
    """Parties gathered by key, each key's in the order in which they came: keys are few, so that is quicker."""
    by_key: defaultdict[int | None, list[int]] = defaultdict(list)
    for party in parties:
        by_key[keys.get(party, otherwise)].append(party)
    without = by_key.pop(None, [])
    order = sorted((key for key in by_key if key is not None), reverse=not ascending)
    return [party for key in order for party in by_key[key]] + without
