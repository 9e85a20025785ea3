"""The entries of a party as a statement reads them, and what stood to pay before the first of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from db.queries import rows
from db.queries.posting import marks
from db.types import day_to_int


class Raw(NamedTuple):
    """One entry as the store keeps it: days as yyyymmdd, UUID as bytes; `given` to `unpriced_received` are sums.

    The favours at agreed values, bills and price lists stand apart from all favours, as a reader may see only them.
    """

    id: int
    day: int
    fiscal_year: int
    sequence: int
    uuid: bytes
    belongs_to: int | None
    due: int | None
    memo: str
    our_document: str
    their_document: str
    taken_year: int | None
    taken_sequence: int | None
    given: int
    received: int
    favours_given: int
    favours_received: int
    unpriced_given: int
    unpriced_received: int
    agreed_given: int
    agreed_received: int


_SUMS = ", ".join(
    f"sum(iif(l.direction = {side} AND {which}, {what}, 0))"
    for which, what in (
        ("l.asks = 'money'", "l.sign * l.value"),
        ("l.asks = 'in_kind'", "l.sign * coalesce(l.value, 0)"),
        ("l.asks = 'in_kind'", "l.sign * (l.value IS NULL)"),
        ("l.asks = 'in_kind' AND l.basis IN ('bill', 'agreed', 'price_list')", "l.sign * coalesce(l.value, 0)"),
    )
    for side in (1, -1)
)
# Both halves of a corrected pair are left out where both lie in the span; the plus keeps to the index on reverses_id.
_UNFOLDED = """
    AND NOT EXISTS (SELECT 1 FROM exchange o WHERE o.id = e.reverses_id AND +o.day BETWEEN ? AND ?)
    AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id AND +r.day BETWEEN ? AND ?)
"""
# The same where the span has no end on either side.
_STANDING = """
    AND e.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
"""
_ENTRIES = """
    SELECT e.id, e.day, e.fiscal_year, e.sequence, e.uuid, e.belongs_to, e.due_day, coalesce(x.memo, ''),
        coalesce(x.our_document, ''), coalesce(x.their_document, ''), t.fiscal_year, t.sequence, {sums}
    FROM ({picked}) p CROSS JOIN exchange e ON e.id = p.id CROSS JOIN line l ON l.exchange_id = e.id
    LEFT JOIN exchange_text x ON x.exchange_id = e.id
    LEFT JOIN exchange t ON t.id = coalesce(e.reverses_id, e.credits_id)
    GROUP BY e.day, e.id ORDER BY e.day {way}, e.id {way}
"""


def span(
    connection: Connection, family: Sequence[int], from_day: dt.date | None, to_day: dt.date | None, *, folded: bool
) -> list[Raw]:
    """The entries of a party with its aliases between two days (both included), in their order."""
    first, last = day_to_int(from_day or dt.date.min), day_to_int(to_day or dt.date.max)
    picked = (
        f"SELECT e.id FROM exchange e WHERE e.party_id IN ({marks(family)}) AND e.day BETWEEN ? AND ?"
        f"{_UNFOLDED if folded else ''}"
    )
    values = (*family, first, last, *((first, last) * 2 if folded else ()))
    return _read(connection, picked, values, "ASC")


def latest(
    connection: Connection, family: Sequence[int], below: tuple[int, int] | None, count: int, *, folded: bool
) -> list[Raw]:
    """The latest entries of a party with its aliases, latest first, below the key (yyyymmdd, row id) if given."""
    one = (
        "SELECT * FROM (SELECT e.id, e.day FROM exchange e WHERE e.party_id = ?"
        f"{' AND (e.day, e.id) < (?, ?)' if below else ''}{_STANDING if folded else ''} "
        "ORDER BY e.day DESC, e.id DESC LIMIT ?)"
    )
    values = [(each, *(below or ()), count) for each in family]
    picked = " UNION ALL ".join([one] * len(family))
    if len(family) > 1:
        picked = f"SELECT id FROM ({picked}) ORDER BY day DESC, id DESC LIMIT {count:d}"
    return _read(connection, picked, tuple(value for each in values for value in each), "DESC")


def to_pay_before(connection: Connection, family: Sequence[int], day: dt.date) -> int:
    """What they owed us less what we owed them at the end of the day before `day`, in minor units."""
    sql = (
        "SELECT coalesce(sum(direction * sign * value), 0) FROM line "
        f"WHERE party_id IN ({marks(family)}) AND asks = 'money' AND day < ?"
    )
    return int(rows.first(connection, sql, (*family, day_to_int(day)))[0])


def _read(connection: Connection, picked: str, values: Sequence[object], way: str) -> list[Raw]:
    sql = _ENTRIES.format(sums=_SUMS, picked=picked, way=way)
    return list(map(Raw._make, rows.driver_of(connection).execute(sql, values)))
