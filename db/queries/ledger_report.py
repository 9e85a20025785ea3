"""What the workbook of the ledger reads: sums by party, the lines in the order of the chain, the ends of the chain.

Lines are streamed, so that a workbook of a million rows needs no more memory than one of a thousand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from db.values import day_to_int, int_to_day
from partnercrm.domain.report_rows import Ends, FavourSums, PartySums, ReportLine

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVER, NEVER = 0, 99_999_999
CHUNK = 2_000


_PARTY = "coalesce(a.root_id, l.party_id)"
_EMPLOYEE = "EXISTS (SELECT 1 FROM party_role r WHERE r.party_id = p.id AND r.role = 'employee')"


def to_pay_sums(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> list[PartySums]:
    """What every party had to pay or to get, by name."""
    first, last = _span(from_day, to_day)
    amount, moved = "l.sign * l.value", "l.day >= ? AND l.opening = 0"
    sql = f"""
        SELECT p.id, p.name, {_EMPLOYEE},
            coalesce(sum(l.direction * {amount}) FILTER (WHERE NOT ({moved})), 0),
            coalesce(sum({amount}) FILTER (WHERE l.direction = 1 AND {moved}), 0),
            coalesce(sum({amount}) FILTER (WHERE l.direction = -1 AND {moved}), 0)
        FROM line l LEFT JOIN alias a ON a.party_id = l.party_id JOIN party p ON p.id = {_PARTY}
        WHERE l.asks = 'money' AND l.day <= ?
        GROUP BY p.id ORDER BY p.sort_name, p.id"""
    rows = connection.exec_driver_sql(sql, (first, first, first, last))
    return [PartySums(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]


def favour_sums(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> list[FavourSums]:
    """What every party gave and got in favours, by name; who only gave gifts stands there for the turns."""
    first, last = _span(from_day, to_day)
    value, count = "l.sign * coalesce(l.value, 0)", "l.sign * (l.value IS NULL)"
    favour, moved = "l.asks = 'in_kind'", "l.asks = 'in_kind' AND l.day >= ? AND l.opening = 0"
    volume = f"{moved} AND l.kind <> 'adjustment'"
    picked = [
        (f"l.direction * {value}", f"{favour} AND NOT (l.day >= ? AND l.opening = 0)"),
        *((what, f"l.direction = {side} AND {moved}") for what in (value, count) for side in (1, -1)),
        *((what, f"l.direction = {side} AND {volume}") for what in (value, count) for side in (1, -1)),
    ]
    sums = ", ".join(f"coalesce(sum({what}) FILTER (WHERE {where}), 0)" for what, where in picked)
    sql = f"""
        SELECT p.id, p.name, {_EMPLOYEE}, {sums}
        FROM line l LEFT JOIN alias a ON a.party_id = l.party_id JOIN party p ON p.id = {_PARTY}
        WHERE l.asks <> 'money' AND l.day <= ?
        GROUP BY p.id ORDER BY p.sort_name, p.id"""
    turns = _turns(connection, first, last)
    rows = connection.exec_driver_sql(sql, (*([first] * len(picked)), last))
    return [FavourSums(row[0], row[1], bool(row[2]), *(*row[3:], *turns.get(row[0], (0, 0)))) for row in rows]


def _turns(connection: Connection, first: int, last: int) -> dict[int, tuple[int, int]]:
    sql = f"""
        SELECT party, sum(direction = 1), sum(direction = -1) FROM (
            SELECT {_PARTY} AS party, l.direction AS direction FROM line l
            LEFT JOIN alias a ON a.party_id = l.party_id
            WHERE l.turn_day BETWEEN ? AND ? AND l.day <= ?
            GROUP BY 1, l.turn_day, l.direction HAVING sum(l.sign) > 0)
        GROUP BY party"""
    return {row[0]: (row[1], row[2]) for row in connection.exec_driver_sql(sql, (first, last, last))}


def lines(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> Iterator[ReportLine]:
    """The lines of the entries of a span, in the order of the chain."""
    sql = f"""
        SELECT e.fiscal_year, e.sequence, l.position, e.day, e.posted_at, u.name, p.name, {_EMPLOYEE}, e.source,
            coalesce(t.memo, ''), coalesce(t.our_document, ''), coalesce(t.their_document, ''), e.due_day, e.belongs_to,
            v.fiscal_year, v.sequence, c.fiscal_year, c.sequence, l.direction, l.sign, l.kind, coalesce(w.what, ''),
            l.quantity, l.unit, l.basis, l.asks, l.tax_code, l.value, l.tax_amount, l.reason
        FROM exchange e JOIN line l ON l.exchange_id = e.id
        LEFT JOIN alias a ON a.party_id = l.party_id JOIN party p ON p.id = {_PARTY}
        JOIN user u ON u.id = e.posted_by
        LEFT JOIN exchange_text t ON t.exchange_id = e.id LEFT JOIN line_text w ON w.line_id = l.id
        LEFT JOIN exchange v ON v.id = e.reverses_id LEFT JOIN exchange c ON c.id = e.credits_id
        WHERE e.day BETWEEN ? AND ? ORDER BY e.id, l.position"""
    found = connection.exec_driver_sql(sql, _span(from_day, to_day))
    while chunk := found.fetchmany(CHUNK):
        yield from map(ReportLine._make, chunk)


def employees(connection: Connection) -> frozenset[UUID]:
    """The parties who are, or were, employees."""
    sql = "SELECT DISTINCT p.uuid FROM party p JOIN party_role r ON r.party_id = p.id WHERE r.role = 'employee'"
    return frozenset(UUID(bytes=row[0]) for row in connection.exec_driver_sql(sql))


def is_employee(connection: Connection, party: int) -> bool:
    """Whether a party, or what it became, is or was an employee."""
    sql = f"""SELECT {_EMPLOYEE} FROM party p
        WHERE p.id = coalesce((SELECT root_id FROM alias WHERE party_id = ?), ?)"""
    return bool(connection.exec_driver_sql(sql, (party, party)).scalar())


def money_sums(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> tuple[int, int, int]:
    """Money paid, money received, and what else was given to be paid, minor units; openings left out."""
    sql = """
        SELECT coalesce(sum(sign * value) FILTER (WHERE direction = 1 AND kind = 'money'), 0),
            coalesce(sum(sign * value) FILTER (WHERE direction = -1 AND kind = 'money'), 0),
            coalesce(sum(sign * value) FILTER (WHERE direction = 1 AND kind NOT IN ('money', 'adjustment')), 0)
        FROM line WHERE asks = 'money' AND opening = 0 AND day BETWEEN ? AND ?"""
    paid, received, sold = connection.exec_driver_sql(sql, _span(from_day, to_day)).one()
    return int(paid), int(received), int(sold)


def line_count(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> int:
    """How many lines the entries of a span have."""
    sql = "SELECT coalesce(sum(line_count), 0) FROM exchange WHERE day BETWEEN ? AND ?"
    return int(connection.exec_driver_sql(sql, _span(from_day, to_day)).scalar_one())


def ends(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> Ends:
    """How many entries a span has, which is the first and the last of the chain among them, and the chain's end."""
    where, span = "WHERE day BETWEEN ? AND ?", _span(from_day, to_day)
    sql = f"SELECT count(*), min(id), max(id), min(day), max(day) FROM exchange {where}"
    count, first, last, *days = connection.exec_driver_sql(sql, span).one()
    head = connection.exec_driver_sql("SELECT hash FROM exchange ORDER BY id DESC LIMIT 1").scalar()
    first_day, last_day = (None if day is None else int_to_day(day) for day in days)
    return Ends(int(count), _numbered(connection, first), _numbered(connection, last), head, first_day, last_day)


def whole_years(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> dict[int, int]:
    """The fiscal years all of whose entries lie in the span, with the last number given in each."""
    sql = """SELECT fiscal_year, max(sequence) FROM exchange GROUP BY fiscal_year
             HAVING min(day) >= ? AND max(day) <= ? ORDER BY fiscal_year"""
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql, _span(from_day, to_day))}


def _numbered(connection: Connection, number: int | None) -> tuple[int, int] | None:
    if number is None:
        return None
    found = connection.exec_driver_sql("SELECT fiscal_year, sequence FROM exchange WHERE id = ?", (number,)).one()
    return found[0], found[1]


def _span(from_day: dt.date | None, to_day: dt.date | None) -> tuple[int, int]:
    return day_to_int(from_day) if from_day else EVER, day_to_int(to_day) if to_day else NEVER
