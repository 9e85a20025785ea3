"""Drafts as they stand: one with its lines, and the list of what is unfinished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.sql import func

from db.tables import ledger as t
from db.tables.party import party
from partnercrm.domain.period import first_day, last_day
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list. `given` and `received` are the sums of its lines in minor units."""

    id: int
    uuid: UUID
    party_id: int | None
    party: str
    day: dt.date | None
    memo: str
    our_document: str
    their_document: str
    given: int
    received: int


def listed(connection: Connection, from_day: dt.date | None = None, to_day: dt.date | None = None) -> list[DraftRow]:
    """Unfinished drafts by date; with days, only those dated between them."""
    d, line = t.draft.c, t.draft_line.c
    value = line.sign * func.coalesce(line.value, 0)
    wanted = (
        select(
            d.id,
            d.uuid,
            d.party_id,
            func.coalesce(party.c.name, "").label("party"),
            d.day,
            d.memo,
            d.our_document,
            d.their_document,
            func.coalesce(func.sum(value).filter(line.direction == 1), 0).label("given"),
            func.coalesce(func.sum(value).filter(line.direction == -1), 0).label("received"),
        )
        .select_from(t.draft)
        .outerjoin(party, party.c.id == d.party_id)
        .outerjoin(t.draft_line, line.draft_id == d.id)
        .group_by(d.id)
        .order_by(d.day, d.id)
    )
    if from_day is not None:
        wanted = wanted.where(d.day >= from_day)
    if to_day is not None:
        wanted = wanted.where(d.day <= to_day)
    return [DraftRow(**row._mapping) for row in connection.execute(wanted)]


def count_in_month(connection: Connection, month: int) -> int:
    """How many drafts are dated in a month given as yyyymm."""
    day = t.draft.c.day
    wanted = select(func.count()).select_from(t.draft).where(day.between(first_day(month), last_day(month)))
    return int(connection.execute(wanted).scalar_one())


def by_id(connection: Connection, number: int) -> Row[Any] | None:
    """A draft's own row."""
    return connection.execute(select(t.draft).where(t.draft.c.id == number)).first()


def by_uuid(connection: Connection, uuid: UUID) -> Row[Any] | None:
    """A draft's own row by its UUID."""
    return connection.execute(select(t.draft).where(t.draft.c.uuid == uuid)).first()


def lines_of(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """The lines of a draft in order."""
    wanted = select(t.draft_line).where(t.draft_line.c.draft_id == number).order_by(t.draft_line.c.position)
    return connection.execute(wanted).all()
