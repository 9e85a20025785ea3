"""What the Today tab shows: short lists over ranges of indexes, and figures from the kept months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db.queries import many, rows
from db.queries.balance import HELD
from db.tables.kept_triggers import MONTH_FIGURES, favour
from db.values import day_to_int, int_to_day
from partnercrm.domain.today_rows import COUNTED, ImportantDateRow, MonthRow, TurnRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ASLEEP = "snoozed_until IS NOT NULL AND snoozed_until > ?"
_STEPS = f"SELECT id FROM follow_up WHERE state = 'open' AND due <= ? AND NOT ({_ASLEEP})"
_USED = "p.archived_at IS NULL AND p.binned_at IS NULL AND p.erased_at IS NULL AND p.walk_in = 0"
_BILLS = f"""
    SELECT coalesce(a.root_id, k.party_id), k.due_day, k.line_id FROM kept_open k CROSS JOIN line l ON l.id = k.line_id
    LEFT JOIN alias a ON a.party_id = k.party_id WHERE (k.due_day, k.line_id) > (?, ?) AND k.due_day <= ? AND {HELD} = 1
    ORDER BY k.due_day, k.line_id LIMIT {COUNTED}
"""
_DATES = f"""
    SELECT d.id, p.id, p.name, d.label, d.month, d.day, d.year FROM important_date d
    LEFT JOIN alias a ON a.party_id = d.party_id CROSS JOIN party p ON p.id = coalesce(a.root_id, d.party_id)
    WHERE d.month = ? AND d.day BETWEEN ? AND ? AND {_USED} ORDER BY d.day, d.id LIMIT {COUNTED}
"""
_TURNS = f"""
    SELECT p.id, p.name, w.given_days, w.received_days, w.last_received FROM kept_whose_turn w
    CROSS JOIN party p ON p.id = w.party_id WHERE w.waiting > 0 AND p.mode <> 'generous' AND {_USED}
    ORDER BY w.waiting DESC, w.last_received DESC, w.party_id DESC LIMIT {COUNTED}
"""
_MONTHS = """
    WITH RECURSIVE first (entry, draft) AS (SELECT (SELECT min(day) FROM exchange), (SELECT min(day) FROM draft)),
    waiting (month) AS (
        SELECT min(coalesce(entry, draft), coalesce(draft, entry)) / 100 FROM first
        UNION ALL
        SELECT (SELECT min(day) FROM (
            SELECT * FROM (SELECT day FROM exchange WHERE day > w.month * 100 + 31 ORDER BY day LIMIT 1)
            UNION ALL SELECT * FROM (SELECT day FROM draft WHERE day > w.month * 100 + 31 ORDER BY day LIMIT 1)
        )) / 100 FROM waiting w WHERE w.month IS NOT NULL AND w.month < ?
    )
    SELECT w.month, (SELECT count(*) FROM draft d WHERE d.day BETWEEN w.month * 100 AND w.month * 100 + 31)
    FROM waiting w LEFT JOIN period s ON s.month = w.month
    WHERE w.month < ? AND (s.state IS NULL OR s.state = 'open') ORDER BY w.month
"""


def steps(connection: Connection, until: dt.date, today: dt.date, limit: int) -> list[int]:
    """The open follow-ups due by a day that are not snoozed, the oldest due first."""
    values = (day_to_int(until), day_to_int(today), limit)
    return many.ids(connection, f"{_STEPS} ORDER BY due, id LIMIT ?", values)


def steps_count(connection: Connection, until: dt.date, today: dt.date) -> int:
    """How many they are."""
    sql = f"SELECT count(*) FROM ({_STEPS})"
    return int(rows.first(connection, sql, (day_to_int(until), day_to_int(today)))[0])


def parties_with_bills(connection: Connection, until: dt.date, enough: int) -> tuple[list[int], bool]:
    """The parties with a bill due by a day, by the earliest, merged ones as one; and whether there may be more.

    Looks at COUNTED bills, and at so many more each time while they are of fewer than `enough` parties.
    """
    found: dict[int, None] = {}
    after = (0, 0)
    while True:
        some = many.tuples(connection, _BILLS, (*after, day_to_int(until)))
        found.update(dict.fromkeys(party for party, _due, _line in some))
        if len(some) < COUNTED or len(found) >= enough:
            return list(found), len(some) == COUNTED
        after = some[-1][1:]


def open_exchanges(connection: Connection, family: Sequence[int]) -> list[int]:
    """The entries with something open of a party with its aliases, by due day."""
    sql = (
        "SELECT l.exchange_id AS id FROM kept_open k CROSS JOIN line l ON l.id = k.line_id "
        f"WHERE k.party_id IN ({', '.join('?' * len(family))}) GROUP BY l.exchange_id ORDER BY min(k.due_day), 1"
    )
    return many.ids(connection, sql, tuple(family))


def dates(connection: Connection, today: dt.date, days: int) -> list[ImportantDateRow]:
    """The important dates of the coming days, today included, in their order, at most COUNTED.

    29 February comes up on 28 in a year without it.
    """
    last = today + dt.timedelta(days=days)
    found: list[ImportantDateRow] = []
    for first, end in _within_months(today, last):
        leap_day = first.month == 2 and end.day == 28 and (end + dt.timedelta(days=1)).month == 3
        values = (first.month, first.day, 29 if leap_day else end.day)
        for number, party, name, label, month, day, year in many.tuples(connection, _DATES, values):
            when = dt.date(first.year, month, min(day, 28) if leap_day else day)
            years = None if year is None else when.year - year
            found.append(ImportantDateRow(number, party, name, label, when, years))
    return sorted(found, key=lambda row: (row.day, row.id))[:COUNTED]


def _within_months(first: dt.date, last: dt.date) -> Iterable[tuple[dt.date, dt.date]]:
    """A span cut at the ends of months."""
    while first <= last:
        next_month = (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        yield first, min(last, next_month - dt.timedelta(days=1))
        first = next_month


def turns(connection: Connection) -> list[TurnRow]:
    """The parties that gave last and on more days than we did, the most days first, at most COUNTED.

    Those whose mode is generous are left out, and those that are not listed.
    """
    return [
        TurnRow(party, name, given, received, int_to_day(last))
        for party, name, given, received, last in many.tuples(connection, _TURNS)
    ]


def open_months(connection: Connection, before: int) -> list[MonthRow]:
    """The open months before that one (yyyymm) in which there is an entry or a draft, the oldest first."""
    return [MonthRow(month, drafts) for month, drafts in many.tuples(connection, _MONTHS, (before, before))]


def months(connection: Connection) -> dict[int, dict[str, int]]:
    """The kept figures of every month (yyyymm), in order."""
    sql = f"SELECT month, {', '.join(MONTH_FIGURES)} FROM kept_month ORDER BY month"
    return {row[0]: dict(zip(MONTH_FIGURES, row[1:], strict=True)) for row in many.tuples(connection, sql)}


def in_touch(connection: Connection, month: int) -> list[int]:
    """The parties that were in touch in a month (yyyymm), merged ones as one."""
    sql = (
        "SELECT DISTINCT coalesce(a.root_id, x.party_id) AS id FROM interaction i "
        "CROSS JOIN interaction_party x ON x.interaction_id = i.id LEFT JOIN alias a ON a.party_id = x.party_id "
        "WHERE i.day BETWEEN ? AND ? ORDER BY 1"
    )
    return many.ids(connection, sql, _days(month))


def favours(connection: Connection, month: int, side: int) -> list[int]:
    """The entries of a month (yyyymm) in which a favour was given (+1) or received (-1)."""
    sql = (
        "SELECT DISTINCT e.id AS id FROM exchange e CROSS JOIN line l ON l.exchange_id = e.id "
        f"WHERE e.day BETWEEN ? AND ? AND {favour('l', side)} <> 0 ORDER BY 1"
    )
    return many.ids(connection, sql, _days(month))


def open_items(connection: Connection, side: int) -> list[int]:
    """The entries with something open on a side: +1 they owe it, -1 we do."""
    sql = (
        "SELECT DISTINCT l.exchange_id AS id FROM kept_open k CROSS JOIN line l ON l.id = k.line_id "
        f"WHERE k.effective * {HELD} = ? ORDER BY 1"
    )
    return many.ids(connection, sql, (side,))


def sold(connection: Connection, first: dt.date, last: dt.date) -> dict[int, int]:
    """What was sold in each month (yyyymm) with sales from a day to a day, minor units, less what was given back."""
    sql = "SELECT day / 100, sum(amount) FROM kept_sale_day WHERE day BETWEEN ? AND ? GROUP BY 1"
    return dict(many.tuples(connection, sql, (day_to_int(first), day_to_int(last))))


def sold_within(connection: Connection, first: dt.date, last: dt.date) -> int | None:
    """The same of all days together; None where nothing was sold."""
    sql = "SELECT sum(amount) FROM kept_sale_day WHERE day BETWEEN ? AND ?"
    found: int | None = rows.first(connection, sql, (day_to_int(first), day_to_int(last)))[0]
    return found


def ever_sold(connection: Connection) -> bool:
    """Whether any sale is recorded."""
    return rows.first(connection, "SELECT 1 FROM kept_sale_day WHERE sales > 0 LIMIT 1") is not None


def sales(connection: Connection, month: int, today: dt.date) -> list[int]:
    """The sales and refunds of a month (yyyymm) up to today, the newest first."""
    first, last = _days(month)
    sql = "SELECT id FROM sale WHERE day BETWEEN ? AND ? ORDER BY day DESC, minute DESC, id DESC"
    return many.ids(connection, sql, (first, min(last, day_to_int(today))))


def _days(month: int) -> tuple[int, int]:
    return month * 100, month * 100 + 31


def has_alerts(connection: Connection) -> bool:
    """Whether we want to be told how any shop of a coalition stands."""
    sql = "SELECT 1 FROM coalition_partner WHERE alert_value IS NOT NULL LIMIT 1"
    return rows.first(connection, sql) is not None


def has_surveys(connection: Connection) -> bool:
    """Whether anybody is ever asked anything."""
    return rows.first(connection, "SELECT 1 FROM survey LIMIT 1") is not None


def partner_with_phone(connection: Connection) -> bool:
    """Whether there is a partner whom we can call."""
    sql = (
        "SELECT 1 FROM party_role r CROSS JOIN contact_point c ON c.party_id = r.party_id "
        "WHERE r.role = 'partner' AND c.kind = 'phone' LIMIT 1"
    )
    return rows.first(connection, sql) is not None


def has_exchange(connection: Connection) -> bool:
    """Whether anything but openings was posted."""
    return rows.first(connection, "SELECT 1 FROM exchange WHERE source <> 'opening' LIMIT 1") is not None


def has_opening(connection: Connection) -> bool:
    """Whether something that was open from before was posted."""
    return rows.first(connection, "SELECT 1 FROM exchange WHERE source = 'opening' LIMIT 1") is not None


def has_next_talk(connection: Connection) -> bool:
    """Whether there is a follow-up, or a party with an interval."""
    sql = "SELECT EXISTS (SELECT 1 FROM follow_up) OR EXISTS (SELECT 1 FROM kept_touch)"
    return bool(rows.first(connection, sql)[0])
