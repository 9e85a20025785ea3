"""Single parties as they stand: who is who after merges, how one is named, and what hangs on one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db import core
from db.queries.many import tuples
from db.tables import party as t
from db.tables.listed import ARCHIVED, LISTED
from partnercrm.domain.party import Role
from partnercrm.domain.record import dataclass

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Table

_FAMILY = "SELECT ? UNION ALL SELECT party_id FROM alias WHERE root_id = ?"
_SOURCES = (
    "WITH RECURSIVE known(source) AS (SELECT min(source) FROM party UNION ALL "
    "SELECT (SELECT min(source) FROM party WHERE source > known.source) FROM known WHERE known.source IS NOT NULL) "
    "SELECT p.id FROM known JOIN party p ON p.source = known.source AND p.external_id = ?"
)
_NAMED = (
    "SELECT id FROM party WHERE sort_name = :name AND "
    f"{LISTED} UNION ALL SELECT id FROM party WHERE sort_name = :name AND {ARCHIVED}"
)

_GO_ALONG = frozenset(
    "alias contact_point important_date need_or_offer note party_role party_tag preference search_text tie "
    "touch_snooze follow_up interaction_party".split()
)
"""What is taken away together with a party, or as its last interaction."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a party is by itself; `root` is the party that it became by merging, or itself."""

    id: int
    uuid: UUID
    name: str
    root: int
    archived: bool
    binned: bool
    erased: bool
    walk_in: bool

    @property
    def gone(self) -> bool:
        """Whether it is in the bin or erased."""
        return self.binned or self.erased


@cache
def roles_of(text: str | None) -> tuple[Role, ...]:
    """Roles in their order from a text that names them; the texts that a store holds are few."""
    held = (text or "").split()
    return tuple(role for role in Role if role in held)


def standing(connection: Connection, party: int) -> Standing | None:
    """How a party stands, or None where there is no such row."""
    found = standings(connection, [party])
    return found[0] if found else None


def standings(connection: Connection, parties: Iterable[int]) -> list[Standing]:
    """How these parties stand, in their order; rows that are not there are left out."""
    sql = (
        "SELECT p.id, p.uuid, p.name, coalesce(a.root_id, p.id), p.archived_at IS NOT NULL, p.binned_at IS NOT NULL, "
        "p.erased_at IS NOT NULL, p.walk_in FROM json_each(?) j CROSS JOIN party p ON p.id = j.value "
        "LEFT JOIN alias a ON a.party_id = p.id ORDER BY j.key"
    )
    rows = tuples(connection, sql, (json.dumps(list(parties)),))
    return [Standing(row[0], UUID(bytes=row[1]), row[2], row[3], *map(bool, row[4:])) for row in rows]


def family(connection: Connection, root: int) -> list[int]:
    """A party and all that became its aliases."""
    return [party for (party,) in tuples(connection, _FAMILY, (root, root))]


def by_uuid(connection: Connection, uuid: UUID) -> list[int]:
    """The party of a UUID, as a list of one or none."""
    return list(connection.exec_driver_sql("SELECT id FROM party WHERE uuid = ?", (uuid.bytes,)).scalars())


def by_references(connection: Connection, references: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The parties of those of these external references (source, id) that are known."""
    sql = (
        "SELECT p.source, p.external_id, p.id FROM json_each(?) j CROSS JOIN party p "
        "ON p.source = j.value ->> 0 AND p.external_id = j.value ->> 1"
    )
    found = connection.exec_driver_sql(sql, (json.dumps(list(references)),)) if references else ()
    return {(source, external_id): party for source, external_id, party in found}


def by_external_id(connection: Connection, external_id: str) -> list[int]:
    """The parties that any source calls so."""
    return list(connection.exec_driver_sql(_SOURCES, (external_id,)).scalars())


def by_sort_name(connection: Connection, folded: str) -> list[int]:
    """The parties with that folded name that are neither in the bin nor erased nor the walk-in party."""
    return list(connection.exec_driver_sql(_NAMED, {"name": folded}).scalars())


def walk_in(connection: Connection) -> int | None:
    """The party that stands for unknown buyers, once it was needed."""
    return connection.exec_driver_sql("SELECT min(id) FROM party WHERE walk_in = 1").scalar()


def in_records(connection: Connection, parties: Sequence[int]) -> list[int]:
    """Those of these parties, aliases included, that a record names which does not go with them: an entry or a draft,
    a sale, a card, a loan, an agreement, ..."""
    sql = (
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM "
        "(SELECT j.value AS id UNION ALL SELECT party_id FROM alias WHERE root_id = j.value) f WHERE "
        f"{_named_in()})"
    )
    return list(connection.exec_driver_sql(sql, (json.dumps(list(parties)),)).scalars())


@cache
def _named_in() -> str:
    """SQL for whether any table but those that go with a party names the party f.id."""
    named = [
        f"EXISTS (SELECT 1 FROM {table.name} WHERE {column.name} = f.id)"
        for table in t.party.metadata.sorted_tables
        if table.name not in _GO_ALONG and not table.name.startswith("kept_")
        for column in table.columns
        if any(key.column.table is t.party for key in column.foreign_keys)
    ]
    return " OR ".join(named)


def row(connection: Connection, party: int) -> Row[Any]:
    """A party's own row; it must be there."""
    return connection.execute(core.select(t.party).where(t.party.c.id == party)).one()


def children(connection: Connection, table: Table, party: int) -> Sequence[Row[Any]]:
    """The rows of a table that hang on a party, in the order in which they were made."""
    return connection.execute(core.select(table).where(table.c.party_id == party).order_by(table.c.id)).all()


def ties(connection: Connection, party: int) -> Sequence[Row[Any]]:
    """The ties from and to a party."""
    c = t.tie.c
    wanted = core.select(t.tie).where((c.from_party_id == party) | (c.to_party_id == party)).order_by(c.id)
    return connection.execute(wanted).all()


def consents(connection: Connection, contact: int) -> Sequence[Row[Any]]:
    """What was answered about a contact point."""
    c = t.consent.c
    return connection.execute(core.select(t.consent).where(c.contact_point_id == contact).order_by(c.id)).all()


def aliases_of(connection: Connection, root: int) -> Sequence[Row[Any]]:
    """The alias rows that lead to a party."""
    return connection.execute(core.select(t.alias).where(t.alias.c.root_id == root).order_by(t.alias.c.id)).all()


def tag_ids(connection: Connection, folded: Iterable[str]) -> dict[str, int]:
    """The row ids of tags that are known, by their folded names."""
    sql = "SELECT t.folded, t.id FROM json_each(?) j CROSS JOIN tag t ON t.folded = j.value"
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql, (json.dumps(sorted(set(folded))),))}


def contact(connection: Connection, number: int) -> Row[Any] | None:
    """A contact point by its row id."""
    return connection.execute(core.select(t.contact_point).where(t.contact_point.c.id == number)).first()


def tie(connection: Connection, number: int) -> Row[Any] | None:
    """A tie by its row id."""
    return connection.execute(core.select(t.tie).where(t.tie.c.id == number)).first()


def in_use(connection: Connection, parties: Iterable[int]) -> set[int]:
    """Those of these parties that stand for themselves and are neither in the bin nor erased nor the walk-in party."""
    found = standings(connection, parties)
    return {party.id for party in found if party.root == party.id and not party.gone and not party.walk_in}
