"""The business's own facts, its users and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, select

from db.tables import store as t
from partnercrm.domain.money import Currency


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
    row = connection.execute(select(t.store)).one()
    area = tuple(filter(None, (part.strip() for part in row.local_area.split(","))))
    currency = Currency(row.currency, row.digits)
    return StoreFacts(row.uuid, row.name, currency, row.locale, row.fiscal_year_start, area, row.example)


def identity(connection: Connection) -> str:
    """The store's UUID in hex, as the manifests of its copies name it; empty before it has one."""
    found: str | None = connection.execute(select(func.hex(t.store.c.uuid))).scalar()
    return (found or "").lower()


def users(connection: Connection) -> list[UserRow]:
    """The active users, the owner first."""
    c = t.user.c
    wanted = select(c.id, c.uuid, c.name, c.owner).where(c.active.is_(True)).order_by(c.owner.desc(), c.name)
    return [UserRow(**row._mapping) for row in connection.execute(wanted)]


def is_owner(connection: Connection, number: int) -> bool:
    """Whether a user is the owner."""
    return bool(connection.execute(select(t.user.c.owner).where(t.user.c.id == number)).scalar())


def setting(connection: Connection, name: str) -> str | None:
    """A setting of the store, kept as JSON text."""
    found: str | None = connection.execute(select(t.setting.c.value).where(t.setting.c.name == name)).scalar()
    return found


def has_entries(connection: Connection) -> bool:
    """Whether anything was ever posted."""
    return connection.exec_driver_sql("SELECT 1 FROM exchange LIMIT 1").first() is not None
