"""Records of an import that are there already: sets in, sets out, some hundred to a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from db.tables import ledger as t
from db.tables.interaction import interaction
from db.tables.party import alias, contact_point, party
from partnercrm.domain.period import PeriodState
from partnercrm.domain.search import plain

MANY = 400
Hit = tuple[int, str]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(values)
    return (wanted[start : start + MANY] for start in range(0, len(wanted), MANY))


def by_external_ids(connection: Connection, source: str, external_ids: Sequence[str]) -> dict[str, Hit]:
    """Row id and name by external id of a source."""
    c = party.c
    found: dict[str, Hit] = {}
    for some in _chunks(external_ids):
        wanted = select(c.external_id, c.id, c.name).where(c.source == source, c.external_id.in_(some))
        found |= {row.external_id: (row.id, row.name) for row in connection.execute(wanted)}
    return found


def by_match_keys(connection: Connection, keys: set[str]) -> dict[str, Hit]:
    """Row id and name of the first party in use that has a contact point with that key."""
    found: dict[str, Hit] = {}
    for some in _chunks(keys):
        c = contact_point.c
        wanted = select(c.match_key, party.c.id, party.c.name).join(party, party.c.id == c.party_id)
        wanted = wanted.where(c.match_key.in_(some), party.c.binned_at.is_(None), party.c.erased_at.is_(None))
        for row in connection.execute(wanted.order_by(party.c.id)):
            found.setdefault(row.match_key, (row.id, row.name))
    return found


def by_sort_names(connection: Connection, names: set[str]) -> dict[str, Hit]:
    """Row id and name of the first party in use of that folded name."""
    c = party.c
    found: dict[str, Hit] = {}
    for some in _chunks(names):
        wanted = select(c.sort_name, c.id, c.name).where(c.sort_name.in_(some), c.binned_at.is_(None))
        for row in connection.execute(wanted.order_by(c.id)):
            found.setdefault(row.sort_name, (row.id, row.name))
    return found


def references(connection: Connection, table: str, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which external ids of a source are there. An entry that was reversed does not count."""
    undone = t.exchange.alias("undone")
    found: set[str] = set()
    for some in _chunks(external_ids):
        if table == "interaction":
            i = interaction.c
            wanted = select(i.external_id).where(i.source == source, i.external_id.in_(some))
        elif table == "draft":
            d = t.draft.c
            wanted = select(d.external_id).where(d.import_source == source, d.external_id.in_(some))
        else:
            e = t.exchange.c
            wanted = select(e.external_id).outerjoin(undone, undone.c.reverses_id == e.id)
            wanted = wanted.where(e.import_source == source, e.external_id.in_(some), undone.c.id.is_(None))
        found.update(connection.execute(wanted).scalars())
    return found


def parties_by_word(connection: Connection, words: set[str]) -> dict[str, list[int]]:
    """Row ids by external id, exact name or UUID; a merged party is the one that it became."""
    c = party.c
    usable = (c.binned_at.is_(None), c.erased_at.is_(None), c.walk_in.is_(False))
    found: dict[str, set[int]] = {word: set() for word in words}
    for some in _chunks(words):
        for column in (c.external_id, c.name):
            for word, number in connection.execute(select(column, c.id).where(column.in_(some), *usable)):
                found[word].add(number)
        _add_by(connection, found, c.sort_name, {plain(word): word for word in some if not found[word]})
        uuids = {uuid: word for word in some if (uuid := _uuid(word)) is not None}
        for uuid, number in connection.execute(select(c.uuid, c.id).where(c.uuid.in_(uuids), *usable)):
            found[uuids[uuid]].add(number)
    roots = dict(connection.execute(select(alias.c.party_id, alias.c.root_id)).all())
    return {word: sorted({roots.get(number, number) for number in numbers}) for word, numbers in found.items()}


def _add_by(
    connection: Connection, found: dict[str, set[int]], column: ColumnElement[str], words: dict[str, str]
) -> None:
    wanted = select(column, party.c.id).where(column.in_(words), party.c.binned_at.is_(None))
    for folded, number in connection.execute(wanted):
        found[words[folded]].add(number)


def closed_months(connection: Connection) -> frozenset[int]:
    """The months that are closed or locked."""
    wanted = select(t.period.c.month).where(t.period.c.state != PeriodState.OPEN)
    return frozenset(connection.execute(wanted).scalars())


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
