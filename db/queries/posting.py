"""What posting asks of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db import core
from db.queries import rows
from db.tables import ledger as t
from db.tables import party as p
from db.values import day_to_int, int_to_day
from partnercrm.domain.ledger import Return
from partnercrm.domain.party import Role
from partnercrm.domain.period import PeriodState
from partnercrm.domain.record import dataclass
from partnercrm.domain.settlement import OpenLine

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


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
class Ground:
    """What the next entry stands on: the month in which years start, who posts, the chain's end, the last numbers.

    `exchange` and `line` are the last row numbers that were given, `last` the last entry numbers by fiscal year.
    """

    year_start: int
    user: UUID
    head: bytes | None
    exchange: int
    line: int
    last: dict[int, int | None]

    def last_sequence(self, fiscal_year: int) -> int:
        """The last entry number given in a fiscal year, 0 where there is none yet."""
        return self.last[fiscal_year] or 0


@dataclass(frozen=True, slots=True)
class LineMark:
    """Where a line stands: its exchange's UUID, its position there, and its day."""

    exchange: UUID
    position: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Credited:
    """What was taken off a line, tax included, and the tax in it. Minor units."""

    value: int
    tax: int


@dataclass(frozen=True, slots=True)
class Pair:
    """How much a paying line still pays of an item's line, and the last day on which it did."""

    paying: int
    item: int
    amount: int
    day: dt.date


def root_of(connection: Connection, number: int) -> int:
    """The party that this one became by merging, or itself."""
    found = rows.first(connection, "SELECT root_id FROM alias WHERE party_id = ?", (number,))
    return int(found[0]) if found else number


def family_of(connection: Connection, root: int) -> list[int]:
    """A party and all that became its aliases."""
    sql = "SELECT party_id FROM alias WHERE root_id = ? ORDER BY party_id"
    return [root, *(number for (number,) in rows.driver_of(connection).execute(sql, (root,)))]


def party_facts(connection: Connection, number: int, day: dt.date) -> PartyFacts | None:
    """The facts of a party, its roles as of that day."""
    when = day_to_int(day)
    found = rows.first(connection, _FACTS, (when, when, number, number))
    if found is None:
        return None
    root, uuid, name, walk_in, gone, hard_limit, roles = found
    held = frozenset(Role(role) for role in roles.split(",")) if roles else frozenset()
    return PartyFacts(root, UUID(bytes=uuid), name, bool(walk_in), bool(gone), hard_limit, held)


_FACTS = """
    SELECT p.id, p.uuid, p.name, p.walk_in, p.binned_at IS NOT NULL OR p.erased_at IS NOT NULL, p.hard_limit,
        (SELECT group_concat(r.role) FROM party_role r WHERE r.party_id = p.id
            AND (r.from_day IS NULL OR r.from_day <= ?) AND (r.until_day IS NULL OR r.until_day >= ?))
    FROM party p WHERE p.id = coalesce((SELECT root_id FROM alias WHERE party_id = ?), ?)
"""


def party_of(connection: Connection, number: int) -> PartyFacts:
    """The facts of the very party that an entry was posted to, merged or not; a reversal goes where the entry went."""
    found = connection.execute(core.select(p.party).where(p.party.c.id == number)).one()
    return PartyFacts(found.id, found.uuid, found.name, found.walk_in, False, None, frozenset())


def period_state(connection: Connection, month: int) -> PeriodState:
    """The state of a month given as yyyymm; months that nobody closed are open."""
    found = rows.first(connection, "SELECT state FROM period WHERE month = ?", (month,))
    return PeriodState(found[0]) if found else PeriodState.OPEN


def ground(connection: Connection, user: int, year: int) -> Ground:
    """What an entry of a calendar year stands on: `user` is the row id of who posts."""
    start, uuid, head, exchange, line, this, before = rows.first(connection, _GROUND, (user, year, year - 1))
    return Ground(start, UUID(bytes=uuid), head, exchange, line, {year: this, year - 1: before})


_GROUND = """
    SELECT (SELECT fiscal_year_start FROM store), (SELECT uuid FROM user WHERE id = ?),
        (SELECT hash FROM exchange ORDER BY id DESC LIMIT 1),
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'exchange'), (SELECT max(id) FROM exchange), 0),
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'line'), (SELECT max(id) FROM line), 0),
        (SELECT max(sequence) FROM exchange WHERE fiscal_year = ?),
        (SELECT max(sequence) FROM exchange WHERE fiscal_year = ?)
"""


def exchange_by_number(connection: Connection, fiscal_year: int, sequence: int) -> Row[Any] | None:
    """A posted exchange by its entry number."""
    c = t.exchange.c
    return connection.execute(
        core.select(t.exchange).where(c.fiscal_year == fiscal_year, c.sequence == sequence)
    ).first()


def exchange_by_id(connection: Connection, number: int) -> Row[Any]:
    """A posted exchange by its row id; it must be there."""
    return connection.execute(core.select(t.exchange).where(t.exchange.c.id == number)).one()


def exchange_by_uuid(connection: Connection, uuid: UUID) -> Row[Any] | None:
    """A posted exchange by its UUID."""
    return connection.execute(core.select(t.exchange).where(t.exchange.c.uuid == uuid)).first()


def exchange_uuid(connection: Connection, number: int | None) -> UUID | None:
    """The UUID of an exchange that another one names."""
    if number is None:
        return None
    found: UUID = connection.execute(core.select(t.exchange.c.uuid).where(t.exchange.c.id == number)).scalar_one()
    return found


def text_of(connection: Connection, number: int) -> Row[Any] | None:
    """Memo, documents and reason of an exchange; None once the person was erased."""
    return connection.execute(core.select(t.exchange_text).where(t.exchange_text.c.exchange_id == number)).first()


def lines_of(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """The lines of an exchange in order, each with what it was (`what`)."""
    wanted = (
        core.select(t.line, core.func.coalesce(t.line_text.c.what, "").label("what"))
        .outerjoin(t.line_text, t.line_text.c.line_id == t.line.c.id)
        .where(t.line.c.exchange_id == number)
        .order_by(t.line.c.position)
    )
    return connection.execute(wanted).all()


def reversal_of(connection: Connection, number: int) -> int | None:
    """The exchange that reverses this one."""
    found: int | None = connection.exec_driver_sql("SELECT id FROM exchange WHERE reverses_id = ?", (number,)).scalar()
    return found


def credits_of(connection: Connection, number: int) -> list[int]:
    """The credits of an exchange that were not reversed themselves."""
    sql = """
        SELECT id FROM exchange e WHERE credits_id = ?
            AND NOT EXISTS (SELECT 1 FROM exchange undone WHERE undone.reverses_id = e.id)
    """
    return list(connection.exec_driver_sql(sql, (number,)).scalars())


def credited(connection: Connection, line: int) -> Credited:
    """How much of a line was credited, credits that were reversed left out."""
    sql = """
        SELECT coalesce(sum(-sign * value), 0), coalesce(sum(-sign * tax_amount), 0) FROM line WHERE takes_back_id = ?
            OR takes_back_id IN (SELECT id FROM line WHERE takes_back_id = ?)
    """
    return Credited(*connection.exec_driver_sql(sql, (line, line)).one())


def linked_with(connection: Connection, number: int) -> list[int]:
    """The entries that belong together with this one (set-off, transfer), itself included, in order."""
    named = connection.exec_driver_sql("SELECT linked_id FROM exchange WHERE id = ?", (number,)).scalar()
    first = named or number
    wanted = "SELECT id FROM exchange WHERE id = ? OR linked_id = ? ORDER BY id"
    return list(connection.exec_driver_sql(wanted, (first, first)).scalars())


def oldest_open(connection: Connection, parties: Iterable[int], effective: int) -> Generator[OpenLine]:
    """What of these parties is not settled on one side (+1 they owe it, -1 we do), oldest due first.

    Close the iterator before anything is written.
    """
    wanted = list(parties)
    sql = _OPEN + f"WHERE party_id IN ({marks(wanted)}) AND effective = ? ORDER BY due_day, line_id"
    result = connection.exec_driver_sql(sql, (*wanted, effective))
    try:
        yield from map(_open_line, result)
    finally:
        result.close()


def open_lines(connection: Connection, lines: Sequence[int]) -> dict[int, OpenLine]:
    """What of these lines is not settled, by line; what is settled is not in it."""
    result = connection.exec_driver_sql(_OPEN + f"WHERE line_id IN ({marks(lines)}) ORDER BY line_id", tuple(lines))
    return {found.line: found for found in map(_open_line, result)}


def open_line(connection: Connection, number: int) -> OpenLine | None:
    """What of one line is not settled, or None when nothing is."""
    return open_lines(connection, [number]).get(number)


_OPEN = "SELECT line_id, effective, rest, due_day, party_id FROM kept_open "


def _open_line(row: Any) -> OpenLine:
    line, effective, rest, due, party_id = row
    return OpenLine(line, effective, rest, int_to_day(due), party_id)


def open_totals(connection: Connection, parties: Sequence[int]) -> tuple[int, int]:
    """What these parties owe us and what we owe them, gross, in minor units."""
    sql = (
        "SELECT coalesce(sum(rest * (effective = 1)), 0), coalesce(sum(rest * (effective = -1)), 0) "
        f"FROM kept_open WHERE party_id IN ({marks(parties)})"
    )
    owed, owing = connection.exec_driver_sql(sql, tuple(parties)).one()
    return owed, owing


def settled_pairs(connection: Connection, lines: Sequence[int]) -> list[Pair]:
    """Every pair of lines, one of them among these, between which something is still settled."""
    sql = (
        "SELECT paying_line_id, item_line_id, sum(amount), max(day) FROM settlement "
        f"WHERE paying_line_id IN ({marks(lines)}) OR item_line_id IN ({marks(lines)}) "
        "GROUP BY paying_line_id, item_line_id HAVING sum(amount) <> 0 ORDER BY paying_line_id, item_line_id"
    )
    found = connection.exec_driver_sql(sql, (*lines, *lines))
    return [Pair(paying, item, amount, int_to_day(day)) for paying, item, amount, day in found]


def settled_across(connection: Connection) -> list[Pair]:
    """What is settled between lines of different parties, as merged parties leave behind that are parted again."""
    sql = (
        "SELECT s.paying_line_id, s.item_line_id, sum(s.amount), max(s.day) FROM settlement s "
        "JOIN line p ON p.id = s.paying_line_id JOIN line i ON i.id = s.item_line_id AND i.party_id <> p.party_id "
        "LEFT JOIN alias pa ON pa.party_id = p.party_id LEFT JOIN alias ia ON ia.party_id = i.party_id "
        "WHERE coalesce(pa.root_id, p.party_id) <> coalesce(ia.root_id, i.party_id) "
        "GROUP BY s.paying_line_id, s.item_line_id HAVING sum(s.amount) <> 0 ORDER BY min(s.id)"
    )
    found = connection.exec_driver_sql(sql)
    return [Pair(paying, item, amount, int_to_day(day)) for paying, item, amount, day in found]


def settled_between(connection: Connection, paying: int, item: int) -> int:
    """How much one line still pays of another, in minor units."""
    sql = "SELECT coalesce(sum(amount), 0) FROM settlement WHERE paying_line_id = ? AND item_line_id = ?"
    return int(connection.exec_driver_sql(sql, (paying, item)).scalar_one())


def undone_by(connection: Connection, exchange: int) -> list[Pair]:
    """What an entry, a reversal, took back of settlements, as it was before."""
    sql = (
        "SELECT paying_line_id, item_line_id, -sum(amount), max(day) FROM settlement "
        "WHERE exchange_id = ? AND amount < 0 GROUP BY paying_line_id, item_line_id ORDER BY min(id)"
    )
    found = connection.exec_driver_sql(sql, (exchange,))
    return [Pair(paying, item, amount, int_to_day(day)) for paying, item, amount, day in found]


def line_marks(connection: Connection, lines: Sequence[int]) -> dict[int, LineMark]:
    """Where these lines stand."""
    sql = (
        "SELECT l.id, e.uuid, l.position, l.day FROM line l JOIN exchange e ON e.id = l.exchange_id "
        f"WHERE l.id IN ({marks(lines)})"
    )
    found = connection.exec_driver_sql(sql, tuple(lines))
    return {number: LineMark(UUID(bytes=uuid), position, int_to_day(day)) for number, uuid, position, day in found}


def settlement_head(connection: Connection) -> bytes | None:
    """The hash of the last settlement, or None before the first."""
    found: bytes | None = connection.exec_driver_sql("SELECT hash FROM settlement ORDER BY id DESC LIMIT 1").scalar()
    return found


def marks(values: Sequence[Any]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" * len(values))


def to_pay_total(connection: Connection, parties: Iterable[int]) -> int:
    """What these parties owe us in all (below zero: what we owe them)."""
    k = t.kept_balance.c
    wanted = core.select(core.func.coalesce(core.func.sum(k.given - k.received), 0)).where(
        k.party_id.in_(list(parties)), k.asks == Return.MONEY
    )
    return int(connection.execute(wanted).scalar_one())
