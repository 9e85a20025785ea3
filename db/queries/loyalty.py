"""Programs and cards as lists, pages and the desk show them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from db.queries import many, rows
from db.queries.many import tuples
from db.queries.party import family
from db.tables import loyalty as t
from db.values import int_to_day, int_to_moment, int_to_quantity
from partnercrm.domain import codes
from partnercrm.domain.loyalty import (
    NOTHING,
    ExclusionDraft,
    MovementKind,
    ProgramDraft,
    ProgramKind,
    RewardDraft,
    TierDraft,
    within,
)
from partnercrm.domain.loyalty_rows import LotRow, MemberFilter, MemberRow, MovementRow, ProgramRow, RewardRow
from partnercrm.domain.search import plain

_FOR_EVER = 99_999_999
_MEMBER = """
    SELECT m.id, m.uuid, m.number, m.program_id, g.name, g.kind, coalesce(p.id, 0), coalesce(p.name, ''),
        m.home_party_id, coalesce(h.name, ''), m.joined, m.closed, m.merged_into_id, k.balance
    FROM {source} JOIN program g ON g.id = m.program_id JOIN kept_member k ON k.member_id = m.id
    LEFT JOIN alias a ON a.party_id = m.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, m.party_id)
    LEFT JOIN alias b ON b.party_id = m.home_party_id LEFT JOIN party h ON h.id = coalesce(b.root_id, m.home_party_id)
"""
_BY_NUMBER = _MEMBER.format(source="member m") + " WHERE m.number = ?"
_PAGE = _MEMBER.format(source="json_each(?) j CROSS JOIN member m ON m.id = j.value") + " ORDER BY j.key"
_LOTS = """
    SELECT l.id, l.day, l.expiry, coalesce(p.name, ''), l.points, coalesce(k.rest, 0)
    FROM lot l LEFT JOIN kept_lot k ON k.lot_id = l.id
    LEFT JOIN alias a ON a.party_id = l.issuer_party_id
    LEFT JOIN party p ON p.id = coalesce(a.root_id, l.issuer_party_id)
"""
_ALL_LOTS = _LOTS + " WHERE l.member_id = ? ORDER BY l.day DESC, l.id DESC"
_OPEN_LOTS = "SELECT lot_id, day, expiry, issuer_party_id, rest FROM kept_lot WHERE member_id = ?"
_NAMES = """
    SELECT j.value, p.name FROM json_each(?) j LEFT JOIN alias a ON a.party_id = j.value
    JOIN party p ON p.id = coalesce(a.root_id, j.value)
"""
_MOVEMENTS = """
    SELECT v.id, v.uuid, v.member_id, m.number, coalesce(p.name, ''), v.kind, v.points, v.day, v.recorded_at, v.paid,
        v.pieces, coalesce(r.name, ''), coalesce(c.code, ''), coalesce(i.name, ''), coalesce(s.name, ''), v.returns_id,
        v.sale_id, v.reason, v.belongs_to
    FROM json_each(?) j CROSS JOIN movement v ON v.id = j.value JOIN member m ON m.id = v.member_id
    LEFT JOIN alias a ON a.party_id = m.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, m.party_id)
    LEFT JOIN reward r ON r.id = v.reward_id LEFT JOIN member_code c ON c.id = v.code_id
    LEFT JOIN party i ON i.id = v.issuer_party_id LEFT JOIN party s ON s.id = v.shop_party_id
    ORDER BY j.key
"""


# Programs


def programs(connection: Connection) -> list[ProgramRow]:
    """All programs with what they say, by name."""
    found = connection.execute(select(t.program).order_by(t.program.c.name, t.program.c.id)).all()
    return [_program(connection, row) for row in found]


def program_ids(connection: Connection) -> list[int]:
    """The row ids of all programs, by name."""
    return list(connection.execute(select(t.program.c.id).order_by(t.program.c.name, t.program.c.id)).scalars())


def program(connection: Connection, number: int) -> ProgramRow | None:
    """One program."""
    found = connection.execute(select(t.program).where(t.program.c.id == number)).first()
    return None if found is None else _program(connection, found)


def children(connection: Connection, table: Any, program: int) -> Sequence[Row[Any]]:
    """The tiers, rewards or exclusions of a program."""
    return connection.execute(select(table).where(table.c.program_id == program).order_by(table.c.id)).all()


def find_programs(connection: Connection, name: str) -> list[int]:
    """The programs of that name, or of that UUID."""
    c = t.program.c
    found = list(connection.execute(select(c.id).where(c.name == name)).scalars())
    try:
        return found or list(connection.execute(select(c.id).where(c.uuid == UUID(name))).scalars())
    except ValueError:
        return found


def rewards_on(connection: Connection, program: int, day: dt.date) -> list[RewardRow]:
    """The rewards of a program that are offered on a day."""
    sql = "SELECT id, uuid, name, points, value, cost, from_day, until_day FROM reward WHERE program_id = ? ORDER BY id"
    found = [
        RewardRow(number, UUID(bytes=uuid), name, int_to_quantity(points), value, cost, _day(first), _day(last))
        for number, uuid, name, points, value, cost, first, last in tuples(connection, sql, (program,))
    ]
    return [reward for reward in found if within(day, reward.from_day, reward.until_day)]


def _reward(row: Row[Any]) -> RewardRow:
    return RewardRow(row.id, row.uuid, row.name, row.points, row.value, row.cost, row.from_day, row.until_day)


def reward_used(connection: Connection, reward: int) -> bool:
    """Whether points were used for a reward."""
    return rows.first(connection, "SELECT 1 FROM movement WHERE reward_id = ? LIMIT 1", (reward,)) is not None


def counts_already(connection: Connection, program: int) -> bool:
    """Whether anything moved in a program."""
    return rows.first(connection, "SELECT 1 FROM movement WHERE program_id = ? LIMIT 1", (program,)) is not None


def draft_of(connection: Connection, number: int) -> ProgramDraft:
    """What a program says; it must be there."""
    return _draft(connection, connection.execute(select(t.program).where(t.program.c.id == number)).one())


def _program(connection: Connection, row: Row[Any]) -> ProgramRow:
    members, outstanding = rows.first(
        connection,
        "SELECT (SELECT count(*) FROM member WHERE program_id = ? AND closed IS NULL), "
        "(SELECT coalesce(sum(rest), 0) FROM kept_lot WHERE program_id = ?)",
        (row.id, row.id),
    )
    rewards = tuple(_reward(each) for each in children(connection, t.reward, row.id))
    return ProgramRow(row.id, row.uuid, _draft(connection, row), rewards, members, int_to_quantity(outstanding))


def _draft(connection: Connection, row: Row[Any]) -> ProgramDraft:
    return ProgramDraft(
        name=row.name,
        kind=row.kind,
        points=row.points,
        per_amount=row.per_amount,
        point_value=row.point_value,
        from_day=row.from_day,
        point_cost=row.point_cost,
        breakage=row.breakage,
        rounding=row.rounding,
        expiry_months=row.expiry_months,
        tier_months=row.tier_months,
        offline_limit=row.offline_limit,
        until_day=row.until_day,
        tiers=tuple(
            TierDraft(each.name, each.from_spend, each.factor)
            for each in sorted(children(connection, t.program_tier, row.id), key=lambda each: int(each.from_spend))
        ),
        rewards=tuple(
            RewardDraft(r.name, r.points, r.value, r.cost, r.from_day, r.until_day)
            for r in children(connection, t.reward, row.id)
        ),
        exclusions=tuple(
            ExclusionDraft(each.kind, each.what, each.role, each.from_day, each.until_day)
            for each in children(connection, t.program_exclusion, row.id)
        ),
    )


# Cards


def member_ids(connection: Connection, wanted: MemberFilter) -> list[int]:
    """The row ids of the cards that a filter lets through, by holder's name and number."""
    parts: list[str] = ["1"]
    values: list[Any] = []
    if wanted.program is not None:
        parts.append("m.program_id = ?")
        values.append(wanted.program)
    if wanted.party is not None:
        parts.append("m.party_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(family(connection, wanted.party)))
    if wanted.closed is not None:
        parts.append("m.closed IS NOT NULL" if wanted.closed else "m.closed IS NULL")
    if wanted.text.strip():
        parts.append("(m.number LIKE ? ESCAPE '\\' OR p.sort_name LIKE ? ESCAPE '\\')")
        values += [f"%{_plain(codes.kept(wanted.text))}%", f"%{_plain(plain(wanted.text))}%"]
    if wanted.elsewhere:
        parts.append("m.home_party_id IS NOT NULL")
    sql = (
        "SELECT m.id AS id FROM member m LEFT JOIN alias a ON a.party_id = m.party_id "
        "LEFT JOIN party p ON p.id = coalesce(a.root_id, m.party_id) "
        f"WHERE {' AND '.join(parts)} ORDER BY p.sort_name IS NULL, p.sort_name, m.number"
    )
    return many.ids(connection, sql, tuple(values))


def of_parties(connection: Connection, parties: Sequence[int], limit: int) -> list[int]:
    """The open cards of these parties with their aliases, in their order."""
    sql = (
        "SELECT m.id AS id FROM json_each(?) j CROSS JOIN member m ON m.party_id = j.value OR m.party_id IN "
        "(SELECT party_id FROM alias WHERE root_id = j.value) WHERE m.closed IS NULL ORDER BY j.key, m.id LIMIT ?"
    )
    return many.ids(connection, sql, (json.dumps(list(parties)), limit))


def beginning(connection: Connection, number: str, limit: int) -> list[int]:
    """The cards whose number begins with a text."""
    sql = "SELECT id FROM member WHERE number >= ? AND number < ? ORDER BY number LIMIT ?"
    return many.ids(connection, sql, (number, number + "\U0010ffff", limit))


def by_number(connection: Connection, number: str) -> MemberRow | None:
    """The card of a number, in the spelling in which records keep it."""
    found = rows.first(connection, _BY_NUMBER, (number,))
    return None if found is None else _member(found)


def members(connection: Connection, numbers: Sequence[int]) -> list[MemberRow]:
    """The cards of these row ids, in their order; ids that are gone are left out."""
    return [_member(row) for row in tuples(connection, _PAGE, (json.dumps(list(numbers)),))]


def member_by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a card by its UUID."""
    return connection.execute(select(t.member.c.id).where(t.member.c.uuid == uuid)).scalar()


def numbers_known(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """Which of these card numbers there are, with their row ids."""
    sql = "SELECT m.number, m.id FROM json_each(?) j CROSS JOIN member m ON m.number = j.value"
    return dict(tuples(connection, sql, (json.dumps(list(numbers)),)))


def open_lots(connection: Connection, member: int) -> list[LotRow]:
    """The lots of a card that have points left, as they are drawn on; how many they began with is not read."""
    found = sorted(tuples(connection, _OPEN_LOTS, (member,)), key=lambda row: (row[2] or _FOR_EVER, row[1], row[0]))
    others = sorted({row[3] for row in found if row[3] is not None})
    names = dict(tuples(connection, _NAMES, (json.dumps(others),))) if others else {}
    return [
        LotRow(lot, int_to_day(day), _day(expiry), names.get(issuer, ""), NOTHING, int_to_quantity(rest))
        for lot, day, expiry, issuer, rest in found
    ]


def all_lots(connection: Connection, member: int) -> list[LotRow]:
    """All lots of a card, the newest first."""
    return [_lot(row) for row in tuples(connection, _ALL_LOTS, (member,))]


# Movements


def movement_ids(connection: Connection, member: int | None, limit: int) -> list[int]:
    """The row ids of the last movements of a card, newest first; None: as they were recorded, of all cards."""
    if member is None:
        return many.ids(connection, "SELECT id FROM movement ORDER BY id DESC LIMIT ?", (limit,))
    sql = "SELECT id FROM movement WHERE member_id = ? ORDER BY day DESC, id DESC LIMIT ?"
    return many.ids(connection, sql, (member, limit))


def movements(connection: Connection, numbers: Sequence[int]) -> list[MovementRow]:
    """The movements of these row ids, in their order."""
    return [_movement(row) for row in tuples(connection, _MOVEMENTS, (json.dumps(list(numbers)),))]


def movement_by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a movement by its UUID."""
    return connection.execute(select(t.movement.c.id).where(t.movement.c.uuid == uuid)).scalar()


def earning_of(connection: Connection, sale: int) -> list[int]:
    """The earnings that counted a sale."""
    sql = "SELECT id FROM movement WHERE sale_id = ? AND kind = 'earn' ORDER BY id"
    return many.ids(connection, sql, (sale,))


def _member(row: Sequence[Any]) -> MemberRow:
    number, uuid, card, program, title, kind, party, name, home_party, home, joined, closed, merged, balance = row
    return MemberRow(
        number,
        UUID(bytes=uuid),
        card,
        program,
        title,
        ProgramKind(kind),
        party,
        name,
        home_party,
        home,
        int_to_day(joined),
        _day(closed),
        merged,
        int_to_quantity(balance),
    )


def _lot(row: Sequence[Any]) -> LotRow:
    number, day, expiry, issuer, points, rest = row
    return LotRow(number, int_to_day(day), _day(expiry), issuer, int_to_quantity(points), int_to_quantity(rest))


def _movement(row: Sequence[Any]) -> MovementRow:
    number, uuid, member, card, name, kind, points, day, recorded, paid, pieces = row[:11]
    reward, code, issuer, shop, returns, sale, reason, belongs_to = row[11:]
    return MovementRow(
        number,
        UUID(bytes=uuid),
        member,
        card,
        name,
        MovementKind(kind),
        int_to_quantity(points),
        int_to_day(day),
        int_to_moment(recorded),
        paid,
        None if pieces is None else int_to_quantity(pieces),
        reward,
        code,
        issuer,
        shop,
        returns,
        sale,
        reason,
        _day(belongs_to),
    )


def _plain(text: str) -> str:
    """A text as LIKE takes it word for word."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
