"""The business's own facts, its users and its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from db.queries.many import tuples
from db.queries.rows import first
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store says of its business."""

    uuid: UUID
    name: str
    currency: Currency
    locale: str
    fiscal_year_start: int
    local_area: tuple[str, ...]
    example: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user: who may be assigned a follow-up."""

    id: int
    uuid: UUID
    name: str
    owner: bool


def facts(connection: Connection) -> StoreFacts:
    """The business's facts."""
    sql = "SELECT uuid, name, currency, digits, locale, fiscal_year_start, local_area, example FROM store"
    ((uuid, name, currency, digits, locale, year_start, places, example),) = tuples(connection, sql)
    area = tuple(filter(None, (part.strip() for part in places.split(","))))
    return StoreFacts(UUID(bytes=uuid), name, Currency(currency, digits), locale, year_start, area, bool(example))


def identity(connection: Connection) -> str:
    """The store's UUID in hex, as the manifests of its copies name it; empty before it has one."""
    found = first(connection, "SELECT uuid FROM store")
    return UUID(bytes=found[0]).hex if found else ""


def users(connection: Connection) -> list[UserRow]:
    """The active users, the owner first."""
    sql = "SELECT id, uuid, name, owner FROM user WHERE active ORDER BY owner DESC, name"
    return [UserRow(user, UUID(bytes=uuid), name, bool(owner)) for user, uuid, name, owner in tuples(connection, sql)]


def is_owner(connection: Connection, number: int) -> bool:
    """Whether a user is the owner."""
    found = first(connection, "SELECT owner FROM user WHERE id = ?", (number,))
    return found is not None and bool(found[0])


def setting(connection: Connection, name: str) -> str | None:
    """A setting of the store, kept as JSON text."""
    found = first(connection, "SELECT value FROM setting WHERE name = ?", (name,))
    return None if found is None else str(found[0])


def setting_id(connection: Connection, name: str) -> int | None:
    """The row id of a setting of the store."""
    found = first(connection, "SELECT id FROM setting WHERE name = ?", (name,))
    return None if found is None else int(found[0])


def has_entries(connection: Connection) -> bool:
    """Whether anything was ever posted."""
    return first(connection, "SELECT 1 FROM exchange LIMIT 1") is not None
