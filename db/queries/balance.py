"""Balances in the three lenses, from the kept rows where they are of now and from the lines where they are of a day.

Sums stand with the party that others were merged into. No lens is ever added to another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from db.queries import rows
from db.queries.posting import family_of, marks, root_of
from db.tables.triggers import KEPT_SUMS, kept_held, kept_sums
from db.values import day_to_int, int_to_day
from partnercrm.domain.errors import not_found
from partnercrm.domain.ledger import Kind, Lens, Return
from partnercrm.domain.ledger_rows import BALANCE_ROWS, BalanceRow, KindRow, MonthTotal, TurnRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

LENS_ASKS = {Lens.TO_PAY: Return.MONEY, Lens.FAVOURS: Return.IN_KIND}
SUMS = KEPT_SUMS[:8]


def now(connection: Connection, lens: Lens, parties: Sequence[int] | None = None) -> list[BalanceRow]:
    """All-time balances in one lens, in the order of the parties: of all that have any, or of these (not merged)."""
    if lens is Lens.TURNS:
        return _turns_now(connection, parties)
    family = None if parties is None else list(chain.from_iterable(family_of(connection, one) for one in parties))
    among = "" if family is None else f" AND k.party_id IN ({marks(family)})"
    sql = (
        f"SELECT p.id, p.uuid, p.name, {', '.join(f'k.{name}' for name in SUMS)} "
        f"FROM kept_balance k CROSS JOIN party p ON p.id = k.party_id WHERE k.asks = ?{among} ORDER BY k.party_id"
    )
    found = rows.driver_of(connection).execute(sql, (LENS_ASKS[lens].value, *(family or ())))
    balances = list(map(BALANCE_ROWS[lens]._make, found))
    alone = parties is not None and family is not None and len(family) == len(parties)
    return balances if alone else _merged(connection, lens, balances)


def _turns_now(connection: Connection, parties: Sequence[int] | None) -> list[BalanceRow]:
    days = "k.given_days, k.received_days"
    among = "" if parties is None else f" WHERE k.party_id IN ({marks(parties)})"
    sql = (
        f"SELECT p.id, p.uuid, p.name, {days}, 0, 0, {days}, 0, 0 "
        f"FROM kept_whose_turn k CROSS JOIN party p ON p.id = k.party_id{among} ORDER BY k.party_id"
    )
    return list(map(TurnRow._make, rows.driver_of(connection).execute(sql, tuple(parties or ()))))


def between(
    connection: Connection,
    lens: Lens,
    from_day: dt.date | None,
    to_day: dt.date | None,
    parties: Sequence[int] | None = None,
) -> list[BalanceRow]:
    """As `now`, of what happened between two days (both included) and was known by then."""
    family = None if parties is None else list(chain.from_iterable(family_of(connection, one) for one in parties))
    first, last = day_to_int(from_day or dt.date.min), day_to_int(to_day or dt.date.max)
    among = "" if family is None else f" AND l.party_id IN ({marks(family)})"
    if lens is Lens.TURNS:
        sums, values = _turn_days(among), (first, last, last, *(family or ()))
    else:
        sums = (
            f"SELECT coalesce(a.root_id, l.party_id) AS party, {', '.join(f'sum({s})' for s in kept_sums('l')[:8])} "
            "FROM line l LEFT JOIN alias a ON a.party_id = l.party_id "
            f"WHERE l.asks = '{LENS_ASKS[lens].value}' AND l.day BETWEEN ? AND ?{among} GROUP BY 1"
        )
        values = (first, last, *(family or ()))
    sql = f"SELECT p.id, p.uuid, p.name, s.* FROM ({sums}) s JOIN party p ON p.id = s.party ORDER BY p.id"
    found = rows.driver_of(connection).execute(sql, values)
    return [BALANCE_ROWS[lens](party, key, name, *sums) for party, key, name, _party, *sums in found]


def _turn_days(among: str) -> str:
    days = (
        "SELECT coalesce(a.root_id, l.party_id) AS party, l.direction AS direction FROM line l "
        "LEFT JOIN alias a ON a.party_id = l.party_id "
        f"WHERE l.turn_day BETWEEN ? AND ? AND l.day <= ?{among} GROUP BY 1, l.turn_day, 2 HAVING sum(l.sign) > 0"
    )
    given, received = "sum(direction = 1)", "sum(direction = -1)"
    return f"SELECT party, {given}, {received}, 0, 0, {given}, {received} FROM ({days}) GROUP BY party"


def _merged(connection: Connection, lens: Lens, found: list[BalanceRow]) -> list[BalanceRow]:
    """The rows of aliases added to those of the party that they became."""
    roots: dict[int, int] = dict(rows.driver_of(connection).execute("SELECT party_id, root_id FROM alias").fetchall())
    if not roots:
        return found
    families: dict[int, list[BalanceRow]] = {}
    for row in found:
        families.setdefault(roots.get(row.party_id, row.party_id), []).append(row)
    return [_sum(connection, lens, root, family) for root, family in sorted(families.items())]


def _sum(connection: Connection, lens: Lens, root: int, family: list[BalanceRow]) -> BalanceRow:
    if len(family) == 1 and family[0].party_id == root:
        return family[0]
    sums: list[int] = [sum(column) for column in zip(*(row[3:] for row in family), strict=True)]
    return BALANCE_ROWS[lens](root, *named(connection, root), *sums)


def named(connection: Connection, party: int) -> tuple[bytes, str]:
    """UUID (16 bytes) and name of a party. Raises NotFound."""
    found: tuple[bytes, str] | None = rows.first(connection, "SELECT uuid, name FROM party WHERE id = ?", (party,))
    if found is None:
        raise not_found("person or business")
    return found


def of_party(connection: Connection, party: int, lens: Lens) -> BalanceRow:
    """The all-time balance of one party (not merged) in one lens, all zero where there was nothing yet."""
    found = now(connection, lens, [party])
    return found[0] if found else BALANCE_ROWS[lens](party, *named(connection, party))


def by_kind(
    connection: Connection, party: int, from_day: dt.date | None = None, to_day: dt.date | None = None
) -> list[KindRow]:
    """The favours with one party by kind, the kinds in their own order; those of which nothing is left stay out."""
    family = family_of(connection, root_of(connection, party))
    sums = ", ".join(f"sum({figure})" for figure in kept_sums("l")[4:8])
    sql = (
        f"SELECT l.kind, {sums} FROM line l WHERE l.party_id IN ({marks(family)}) AND l.asks = 'in_kind' "
        "AND l.day BETWEEN ? AND ? AND l.opening = 0 AND l.kind <> 'adjustment' GROUP BY l.kind"
    )
    span = day_to_int(from_day or dt.date.min), day_to_int(to_day or dt.date.max)
    found = {row[0]: row for row in rows.driver_of(connection).execute(sql, (*family, *span))}
    return [KindRow(kind, *found[kind.value][1:]) for kind in Kind if any(found.get(kind.value, ())[1:])]


def open_sides(connection: Connection, party: int) -> list[tuple[int, int, dt.date | None]]:
    """(side, amount, oldest due day) of what is open with a party (not merged): side +1 they owe it, -1 we do.

    What waits to be used, money or a credit, is taken off its side.
    """
    family = family_of(connection, party)
    sql = (
        "SELECT effective * (1 - 2 * held), sum(rest * (1 - 2 * held)), min(iif(held, NULL, due_day)) "
        f"FROM kept_open WHERE party_id IN ({marks(family)}) GROUP BY 1"
    )
    found = rows.driver_of(connection).execute(sql, tuple(family))
    return [(side, amount, None if due is None else int_to_day(due)) for side, amount, due in found]


# -1 for a line l that only waits to be used for something on the other side, else 1.
HELD = f"(1 - 2 * {kept_held('l')})"


def months(connection: Connection, from_day: dt.date | None, to_day: dt.date | None) -> list[MonthTotal]:
    """What each side gave in each month with each party, by what it asks for; openings and adjustments left out."""
    merged = rows.first(connection, "SELECT 1 FROM alias LIMIT 1") is not None
    party = (
        "coalesce((SELECT root_id FROM alias a WHERE a.party_id = l.party_id), l.party_id)" if merged else "l.party_id"
    )
    sql = (
        f"SELECT {party}, l.asks, l.day / 100, l.direction, coalesce(sum(l.sign * l.value), 0), "
        "sum(iif(l.value IS NULL, l.sign, 0)) FROM line l "
        "WHERE l.day BETWEEN ? AND ? AND l.opening = 0 AND l.kind <> 'adjustment' GROUP BY 1, 2, 3, 4"
    )
    span = day_to_int(from_day or dt.date.min), day_to_int(to_day or dt.date.max)
    return list(map(MonthTotal._make, rows.driver_of(connection).execute(sql, span)))
