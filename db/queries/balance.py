"""Balances in the three lenses, from the kept rows where they are of today and from the lines where they are of a day.

Sums follow the alias of a merged party. No lens is ever added to another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from db.tables import ledger as t
from db.tables.party import alias, party
from partnercrm.domain.ledger import Kind, Lens, Return

LENS_ASKS = {Lens.TO_PAY: Return.MONEY, Lens.FAVOURS: Return.IN_KIND}


@dataclass(frozen=True, slots=True)
class LensSums:
    """One party in one priced lens, minor units; counts of lines without a price; volumes leave openings out."""

    party: int
    given: int = 0
    received: int = 0
    given_unpriced: int = 0
    received_unpriced: int = 0
    volume_given: int = 0
    volume_received: int = 0
    volume_given_unpriced: int = 0
    volume_received_unpriced: int = 0
    opening_given: int = 0
    opening_received: int = 0


@dataclass(frozen=True, slots=True)
class TurnSums:
    """On how many days each side gave something that asks for no money."""

    party: int
    given: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class PartyName:
    """How a balance's row names its party."""

    id: int
    uuid: UUID
    name: str


_SUMS = (
    "given",
    "received",
    "given_unpriced",
    "received_unpriced",
    "volume_given",
    "volume_received",
    "volume_given_unpriced",
    "volume_received_unpriced",
    "opening_given",
    "opening_received",
)


def _root(column: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(alias.c.root_id, column)


def lens_sums(connection: Connection, asks: Return, parties: Sequence[int] | None = None) -> list[LensSums]:
    """All-time sums of every party (or of these families) in one lens, by party id, from the kept rows."""
    k = t.kept_balance.c
    root = _root(k.party_id).label("party")
    sums = [func.sum(k[name]).label(name) for name in _SUMS]
    wanted = select(root, *sums).outerjoin(alias, alias.c.party_id == k.party_id).where(k.asks == asks)
    if parties is not None:
        wanted = wanted.where(k.party_id.in_(parties))
    return [LensSums(*row) for row in connection.execute(wanted.group_by(root).order_by(root))]


def lens_sums_between(
    connection: Connection,
    asks: Return,
    from_day: dt.date | None,
    to_day: dt.date | None,
    parties: Sequence[int] | None = None,
) -> list[LensSums]:
    """Sums of the lines dated between two days (both included), by party id."""
    line = t.line.c
    root = _root(line.party_id).label("party")
    value, count = line.sign * func.coalesce(line.value, 0), line.sign * line.value.is_(None)
    given, received = line.direction == 1, line.direction == -1
    volume = and_(line.opening == 0, line.kind != Kind.ADJUSTMENT)
    picked = [
        (value, given),
        (value, received),
        (count, given),
        (count, received),
        (value, and_(given, volume)),
        (value, and_(received, volume)),
        (count, and_(given, volume)),
        (count, and_(received, volume)),
        (value, and_(given, line.opening == 1)),
        (value, and_(received, line.opening == 1)),
    ]
    sums = [func.coalesce(func.sum(what).filter(where), 0) for what, where in picked]
    wanted = select(root, *sums).select_from(t.line).outerjoin(alias, alias.c.party_id == line.party_id)
    wanted = wanted.where(line.asks == asks)
    if from_day is not None:
        wanted = wanted.where(line.day >= from_day)
    if to_day is not None:
        wanted = wanted.where(line.day <= to_day)
    if parties is not None:
        wanted = wanted.where(line.party_id.in_(parties))
    return [LensSums(*row) for row in connection.execute(wanted.group_by(root).order_by(root))]


def turn_sums(connection: Connection, parties: Sequence[int] | None = None) -> list[TurnSums]:
    """All-time turns of every party (or of these families), by party id, from the kept rows."""
    k = t.kept_turn.c
    root = _root(k.party_id)
    days = select(root.label("party"), k.direction, func.sum(k.count).label("signs"))
    days = days.outerjoin(alias, alias.c.party_id == k.party_id)
    if parties is not None:
        days = days.where(k.party_id.in_(parties))
    return _turns(connection, days.group_by(root, k.day, k.direction).subquery())


def turn_sums_between(
    connection: Connection, from_day: dt.date | None, to_day: dt.date | None, parties: Sequence[int] | None = None
) -> list[TurnSums]:
    """Turns on days between two days (both included), known by then: lines dated later do not count."""
    line = t.line.c
    root = _root(line.party_id)
    days = select(root.label("party"), line.direction, func.sum(line.sign).label("signs"))
    days = days.select_from(t.line).outerjoin(alias, alias.c.party_id == line.party_id)
    days = days.where(line.turn_day.is_not(None))
    if from_day is not None:
        days = days.where(line.turn_day >= from_day)
    if to_day is not None:
        days = days.where(line.turn_day <= to_day, line.day <= to_day)
    if parties is not None:
        days = days.where(line.party_id.in_(parties))
    return _turns(connection, days.group_by(root, line.turn_day, line.direction).subquery())


def _turns(connection: Connection, days: object) -> list[TurnSums]:
    d = days.c  # type: ignore[attr-defined]
    given = func.count().filter(and_(d.direction == 1, d.signs > 0))
    received = func.count().filter(and_(d.direction == -1, d.signs > 0))
    wanted = select(d.party, given, received).group_by(d.party).order_by(d.party)
    return [TurnSums(*row) for row in connection.execute(wanted)]


def favours_of(connection: Connection, family: Sequence[int]) -> LensSums:
    """The all-time favours of one party with its aliases."""
    found = lens_sums(connection, Return.IN_KIND, family)
    return found[0] if found else LensSums(family[0])


def names(connection: Connection, parties: Iterable[int]) -> dict[int, PartyName]:
    """UUID and name of parties, by row id."""
    wanted = list(parties)
    found: dict[int, PartyName] = {}
    for start in range(0, len(wanted), 500):
        some = select(party.c.id, party.c.uuid, party.c.name).where(party.c.id.in_(wanted[start : start + 500]))
        found.update({row.id: PartyName(row.id, row.uuid, row.name) for row in connection.execute(some)})
    return found
