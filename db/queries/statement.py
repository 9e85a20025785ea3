"""The entries of a party as a statement reads them, and what stood to pay before the first of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from db.queries import rows
from db.queries.posting import marks
from db.values import day_to_int

if TYPE_CHECKING:
    from sqlalchemy import Connection


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


# Both halves of a corrected pair are left out where both lie in the span; the plus keeps to the index on reverses_id.
_UNFOLDED = """
    AND NOT EXISTS (SELECT 1 FROM exchange o WHERE o.id = e.reverses_id AND +o.day BETWEEN ? AND ?)
    AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id AND +r.day BETWEEN ? AND ?)
"""
# The same where the span has no end on either side.
_STANDING = """
    AND +e.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
"""
_LINES = """
    SELECT e.id, e.day, e.fiscal_year, e.sequence, e.uuid, e.belongs_to, e.due_day, coalesce(x.memo, ''),
        coalesce(x.our_document, ''), coalesce(x.their_document, ''), t.fiscal_year, t.sequence,
        l.direction, l.asks, l.sign, l.value, l.basis
    FROM ({picked}) p CROSS JOIN exchange e ON e.id = p.id CROSS JOIN line l ON l.exchange_id = e.id
    LEFT JOIN exchange_text x ON x.exchange_id = e.id
    LEFT JOIN exchange t ON t.id = coalesce(e.reverses_id, e.credits_id)
"""
_AGREED = frozenset({"bill", "agreed", "price_list"})


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
    return _read(connection, picked, values, latest_first=False)


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
    flat = tuple(value for each in values for value in each)
    return _read(connection, picked, flat, latest_first=True)


def to_pay_before(connection: Connection, family: Sequence[int], day: dt.date) -> int:
    """What they owed us less what we owed them at the end of the day before `day`, in minor units."""
    sql = (
        "SELECT coalesce(sum(direction * sign * value), 0) FROM line "
        f"WHERE party_id IN ({marks(family)}) AND asks = 'money' AND day < ?"
    )
    return int(rows.first(connection, sql, (*family, day_to_int(day)))[0])


def _read(connection: Connection, picked: str, values: Sequence[object], *, latest_first: bool) -> list[Raw]:
    """The entries of the picked row ids; their lines are summed here, which is quicker than eight sums in SQL."""
    found: dict[int, tuple[Any, ...]] = {}
    sums: dict[int, list[int]] = {}
    for row in rows.driver_of(connection).execute(_LINES.format(picked=picked), values):
        number = row[0]
        if number not in found:
            found[number], sums[number] = row[:12], [0] * 8
        _add(sums[number], *row[12:])
    made = [Raw(*entry, *sums[number]) for number, entry in found.items()]
    made.sort(key=lambda entry: (entry.day, entry.id), reverse=latest_first)
    return made


def _add(sums: list[int], direction: int, asks: str, sign: int, value: int | None, basis: str) -> None:
    """One line's share of `given` to `agreed_received`."""
    at = 0 if direction > 0 else 1
    if asks == "money":
        sums[at] += sign * (value or 0)
    elif asks == "in_kind" and value is None:
        sums[at + 4] += sign
    elif asks == "in_kind":
        sums[at + 2] += sign * (value or 0)
        sums[at + 6] += sign * (value or 0) if basis in _AGREED else 0
