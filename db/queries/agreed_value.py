"""Price lists as they stand: what was agreed with a party and with all that was merged into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many
from db.queries.posting import family_of, marks
from db.values import int_to_day
from partnercrm.domain.agreed_value import AgreedValue
from partnercrm.domain.ledger import Kind

_SELECT = """
    SELECT v.id, v.uuid, p.id, p.name, v.kind, v.what, v.unit, v.value, v.from_day, v.to_day
    FROM agreed_value v LEFT JOIN alias a ON a.party_id = v.party_id
    JOIN party p ON p.id = coalesce(a.root_id, v.party_id)
"""
_ORDER = " ORDER BY p.sort_name, p.id, v.kind, v.what, v.from_day IS NULL DESC, v.from_day, v.id"


def of_kind(connection: Connection, party: int, kind: Kind) -> list[AgreedValue]:
    """What was agreed with a party (the root of its family) for one kind."""
    family = family_of(connection, party)
    sql = f"{_SELECT} WHERE v.party_id IN ({marks(family)}) AND v.kind = ?{_ORDER}"
    return [_row(row) for row in many.tuples(connection, sql, (*family, kind.value))]


def listed(connection: Connection, family: Sequence[int] | None = None) -> list[AgreedValue]:
    """All of it by party, or that of one family."""
    among = "" if family is None else f" WHERE v.party_id IN ({marks(family)})"
    return [_row(row) for row in many.tuples(connection, f"{_SELECT}{among}{_ORDER}", tuple(family or ()))]


def one(connection: Connection, number: int) -> AgreedValue | None:
    """One line by its row id."""
    found = many.tuples(connection, f"{_SELECT} WHERE v.id = ?", (number,))
    return _row(found[0]) if found else None


def by_uuid(connection: Connection, uuid: UUID) -> AgreedValue | None:
    """One line by its UUID."""
    found = many.tuples(connection, f"{_SELECT} WHERE v.uuid = ?", (uuid.bytes,))
    return _row(found[0]) if found else None


def _row(row: tuple[Any, ...]) -> AgreedValue:
    number, uuid, party, name, kind, what, unit, value, first, last = row
    return AgreedValue(number, UUID(bytes=uuid), party, name, Kind(kind), what, unit, value, _day(first), _day(last))


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
