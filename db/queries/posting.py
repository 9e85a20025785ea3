"""What posting asks of the store, and the only place that inserts into the ledger's tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, or_, select
from sqlalchemy.sql import func

from db.tables import ledger as t
from db.tables.party import alias, party, party_role
from db.tables.store import store, user
from db.types import int_to_day
from partnercrm.domain.ledger import Return
from partnercrm.domain.party import Role
from partnercrm.domain.period import PeriodState
from partnercrm.domain.settlement import OpenLine


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What posting needs to know of a party; `id` is the one that it became if it was merged."""

    id: int
    uuid: UUID
    name: str
    walk_in: bool
    gone: bool
    hard_limit: int | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the last posting's row id and hash."""

    id: int
    hash: bytes


def root_of(connection: Connection, number: int) -> int:
    """The party that this one became by merging, or itself."""
    root = connection.execute(select(alias.c.root_id).where(alias.c.party_id == number)).scalar()
    return int(root) if root is not None else number


def family_of(connection: Connection, root: int) -> list[int]:
    """A party and all that became its aliases."""
    others = connection.execute(select(alias.c.party_id).where(alias.c.root_id == root)).scalars()
    return [root, *others]


def party_facts(connection: Connection, number: int, day: dt.date) -> PartyFacts | None:
    """The facts of a party, its roles as of that day."""
    root = root_of(connection, number)
    found = connection.execute(select(party).where(party.c.id == root)).first()
    if found is None:
        return None
    r = party_role.c
    held = select(r.role).where(
        r.party_id == root, or_(r.from_day.is_(None), r.from_day <= day), or_(r.until_day.is_(None), r.until_day >= day)
    )
    gone = found.binned_at is not None or found.erased_at is not None
    roles = frozenset(connection.execute(held).scalars())
    return PartyFacts(root, found.uuid, found.name, found.walk_in, gone, found.hard_limit, roles)


def party_of(connection: Connection, number: int) -> PartyFacts:
    """The facts of the very party that an entry was posted to, merged or not; a reversal goes where the entry went."""
    found = connection.execute(select(party).where(party.c.id == number)).one()
    return PartyFacts(found.id, found.uuid, found.name, found.walk_in, False, None, frozenset())


def fiscal_year_start(connection: Connection) -> int:
    """The month in which the fiscal year starts."""
    return int(connection.execute(select(store.c.fiscal_year_start)).scalar_one())


def user_uuid(connection: Connection, number: int) -> UUID:
    """The UUID of a user, which the chain seals."""
    found: UUID = connection.execute(select(user.c.uuid).where(user.c.id == number)).scalar_one()
    return found


def period_state(connection: Connection, month: int) -> PeriodState:
    """The state of a month given as yyyymm; months that nobody closed are open."""
    found: PeriodState | None = connection.execute(select(t.period.c.state).where(t.period.c.month == month)).scalar()
    return found or PeriodState.OPEN


def head(connection: Connection) -> Head | None:
    """The end of the chain, or None before the first posting."""
    wanted = select(t.exchange.c.id, t.exchange.c.hash).order_by(t.exchange.c.id.desc()).limit(1)
    found = connection.execute(wanted).first()
    return Head(found.id, found.hash) if found else None


def next_sequence(connection: Connection, fiscal_year: int) -> int:
    """The next entry number of a fiscal year."""
    wanted = select(func.max(t.exchange.c.sequence)).where(t.exchange.c.fiscal_year == fiscal_year)
    return int(connection.execute(wanted).scalar() or 0) + 1


def exchange_by_number(connection: Connection, fiscal_year: int, sequence: int) -> Row[Any] | None:
    """A posted exchange by its entry number."""
    c = t.exchange.c
    return connection.execute(select(t.exchange).where(c.fiscal_year == fiscal_year, c.sequence == sequence)).first()


def exchange_by_id(connection: Connection, number: int) -> Row[Any]:
    """A posted exchange by its row id; it must be there."""
    return connection.execute(select(t.exchange).where(t.exchange.c.id == number)).one()


def exchange_by_uuid(connection: Connection, uuid: UUID) -> Row[Any] | None:
    """A posted exchange by its UUID."""
    return connection.execute(select(t.exchange).where(t.exchange.c.uuid == uuid)).first()


def exchange_uuid(connection: Connection, number: int | None) -> UUID | None:
    """The UUID of an exchange that another one names."""
    if number is None:
        return None
    found: UUID = connection.execute(select(t.exchange.c.uuid).where(t.exchange.c.id == number)).scalar_one()
    return found


def text_of(connection: Connection, number: int) -> Row[Any] | None:
    """Memo, documents and reason of an exchange; None once the person was erased."""
    return connection.execute(select(t.exchange_text).where(t.exchange_text.c.exchange_id == number)).first()


def lines_of(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """The lines of an exchange in order, each with what it was (`what`)."""
    wanted = (
        select(t.line, func.coalesce(t.line_text.c.what, "").label("what"))
        .outerjoin(t.line_text, t.line_text.c.line_id == t.line.c.id)
        .where(t.line.c.exchange_id == number)
        .order_by(t.line.c.position)
    )
    return connection.execute(wanted).all()


def reversal_of(connection: Connection, number: int) -> int | None:
    """The exchange that reverses this one."""
    return connection.execute(select(t.exchange.c.id).where(t.exchange.c.reverses_id == number)).scalar()


def credits_of(connection: Connection, number: int) -> list[int]:
    """The credits of an exchange that were not reversed themselves."""
    undone = t.exchange.alias("undone")
    wanted = (
        select(t.exchange.c.id)
        .outerjoin(undone, undone.c.reverses_id == t.exchange.c.id)
        .where(t.exchange.c.credits_id == number, undone.c.id.is_(None))
    )
    return list(connection.execute(wanted).scalars())


def credited_amount(connection: Connection, line: int) -> int:
    """How much of a line was credited, credits that were reversed left out. Minor units."""
    c = t.line.c
    wanted = select(func.coalesce(func.sum(-c.sign * c.value), 0)).where(
        c.takes_back_id.in_(_taking_back(line)) | (c.takes_back_id == line)
    )
    return int(connection.execute(wanted).scalar_one())


def _taking_back(line: int) -> Select[int]:
    return select(t.line.c.id).where(t.line.c.takes_back_id == line)


def linked_with(connection: Connection, number: int) -> list[int]:
    """The entries that belong together with this one (set-off, transfer), itself included, in order."""
    c = t.exchange.c
    first = connection.execute(select(c.linked_id).where(c.id == number)).scalar() or number
    wanted = select(c.id).where(or_(c.id == first, c.linked_id == first)).order_by(c.id)
    return list(connection.execute(wanted).scalars())


def open_lines(connection: Connection, parties: Iterable[int]) -> list[OpenLine]:
    """What of these parties is not settled, oldest due first."""
    k = t.kept_open.c
    wanted = select(k.line_id, k.effective, k.rest, k.due_day).where(k.party_id.in_(list(parties)))
    rows = connection.execute(wanted.order_by(k.due_day, k.line_id))
    return [OpenLine(row.line_id, row.effective, row.rest, row.due_day) for row in rows]


def open_line(connection: Connection, number: int) -> OpenLine | None:
    """What of one line is not settled, or None when nothing is."""
    k = t.kept_open.c
    found = connection.execute(select(k.line_id, k.effective, k.rest, k.due_day).where(k.line_id == number)).first()
    return OpenLine(found.line_id, found.effective, found.rest, found.due_day) if found else None


def settled_pairs(connection: Connection, number: int) -> list[tuple[int, int, int]]:
    """(paying line, item line, amount still settled between them) for every pair that a line is part of."""
    s = t.settlement.c
    total = func.sum(s.amount)
    wanted = (
        select(s.paying_line_id, s.item_line_id, total)
        .where(or_(s.paying_line_id == number, s.item_line_id == number))
        .group_by(s.paying_line_id, s.item_line_id)
        .having(total != 0)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted)]


def to_pay_total(connection: Connection, parties: Iterable[int]) -> int:
    """What these parties owe us in all (below zero: what we owe them)."""
    k = t.kept_balance.c
    wanted = select(func.coalesce(func.sum(k.given - k.received), 0)).where(
        k.party_id.in_(list(parties)), k.asks == Return.MONEY
    )
    return int(connection.execute(wanted).scalar_one())


def add_exchange(connection: Connection, values: dict[str, Any]) -> int:
    """Inserts a posted exchange and returns its row id."""
    return int(connection.execute(insert(t.exchange).values(values)).lastrowid)


def add_text(connection: Connection, values: dict[str, Any]) -> None:
    """Inserts the words of a posted exchange."""
    connection.execute(insert(t.exchange_text).values(values))


def add_line(connection: Connection, values: dict[str, Any], what: str) -> int:
    """Inserts a line and its words, and returns its row id."""
    number = int(connection.execute(insert(t.line).values(values)).lastrowid)
    if what:
        connection.execute(insert(t.line_text).values(line_id=number, what=what))
    return number


def add_settlements(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Inserts settlement rows."""
    if rows:
        connection.execute(insert(t.settlement), rows)


def day_of(number: int) -> dt.date:
    """A day as the store keeps it."""
    return int_to_day(number)
