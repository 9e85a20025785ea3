"""Alerts: the rules that were changed, what stands, and what the levels of relationships are read off."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from db.queries import many, rows
from db.queries.posting import family_of, marks
from db.tables.listed import LISTED
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.alert import WEEK, AlertKey, AlertKind, AlertRow, AlertRule
from partnercrm.domain.packing import unpack
from partnercrm.domain.words import Message

if TYPE_CHECKING:
    from sqlalchemy import Connection

_EMPLOYEE = """
    EXISTS (SELECT 1 FROM party_role r LEFT JOIN alias b ON b.party_id = r.party_id
        WHERE coalesce(b.root_id, r.party_id) = p.id AND r.role = 'employee'
        AND coalesce(r.from_day, 0) <= :today AND coalesce(r.until_day, 99991231) >= :today)
"""
_OURS = f"p.{LISTED.replace(' AND ', ' AND p.')} AND p.id NOT IN (SELECT party_id FROM alias) AND NOT {_EMPLOYEE}"
# Who has an interval is told of under "losing touch".
_CONTACTS = f"""
    WITH met AS (
        SELECT coalesce(a.root_id, x.party_id) AS party, count(DISTINCT x.day) AS days, min(x.day) AS first,
            max(x.day) AS last
        FROM interaction_party x LEFT JOIN alias a ON a.party_id = x.party_id
        WHERE x.day BETWEEN :first AND :today GROUP BY 1 HAVING count(DISTINCT x.day) >= :least
    )
    SELECT p.id, m.days, m.first, m.last FROM met m CROSS JOIN party p ON p.id = m.party
    WHERE p.interval_days IS NULL AND {_OURS} ORDER BY p.id
"""
_BANDS = f"""
    SELECT p.id, coalesce(p.band, p.soft_limit), (
        SELECT coalesce(sum(k.given - k.received), 0) FROM kept_balance k WHERE k.asks = 'in_kind'
        AND k.party_id IN (SELECT p.id UNION ALL SELECT a.party_id FROM alias a WHERE a.root_id = p.id))
    FROM party p
    WHERE coalesce(p.band, p.soft_limit) IS NOT NULL AND p.mode <> 'generous' AND {_OURS} ORDER BY p.id
"""
_STATES = """
    SELECT s.id, s.uuid, s.kind, s.subject, s.subject_id, s.mark, s.level, s.said, s.party_id, p.name, s.first_seen,
        s.due, z.until, coalesce(r.name, ''), r.rest_days
    FROM alert_state s LEFT JOIN alert_rule r ON r.kind = s.kind LEFT JOIN alias a ON a.party_id = s.party_id
    LEFT JOIN party p ON p.id = coalesce(a.root_id, s.party_id) LEFT JOIN alert_snooze z
    ON (z.kind, z.subject, z.subject_id, z.mark) = (s.kind, s.subject, s.subject_id, s.mark)
    WHERE :ids IS NULL OR s.id IN (SELECT value FROM json_each(:ids)) ORDER BY s.id
"""
# The most pressing first: by the kind, what ends sooner, what is new, then the older row.
_AWAKE = f"""
    SELECT s.id, coalesce(a.root_id, s.party_id)
    FROM alert_state s LEFT JOIN alias a ON a.party_id = s.party_id LEFT JOIN alert_snooze z
    ON (z.kind, z.subject, z.subject_id, z.mark) = (s.kind, s.subject, s.subject_id, s.mark)
    WHERE s.kind NOT IN (SELECT value FROM json_each(:apart)) AND coalesce(z.until, 0) <= :today
    ORDER BY CASE s.kind {" ".join(f"WHEN '{kind.value}' THEN {at}" for at, kind in enumerate(AlertKind))} END,
        coalesce(s.due, :today), s.first_seen DESC, s.id
"""


class Met(NamedTuple):
    """On how many days we were in touch with a party, the first and the last of them."""

    party: int
    days: int
    first: dt.date
    last: dt.date


class Kept(NamedTuple):
    """An alert as it is kept, and its sentence with the name of the party."""

    row: AlertRow
    named: Message


class Told(NamedTuple):
    """What is kept of an alert: row id, its sentence as JSON, the day on which something ends, and whom it is about."""

    id: int
    said: str
    due: dt.date | None
    party: int | None


def rules(connection: Connection) -> dict[AlertKind, tuple[int, AlertRule]]:
    """The rules that the owner changed, with their row ids."""
    found = many.tuples(connection, "SELECT id, kind, on_at, off_at, active, name, rest_days FROM alert_rule")
    return {
        AlertKind(kind): (
            number,
            AlertRule(AlertKind(kind), int_to_quantity(on), int_to_quantity(off), bool(active), name, rest_days),
        )
        for number, kind, on, off, active, name, rest_days in found
    }


def states(connection: Connection, numbers: Sequence[int] | None = None) -> list[Kept]:
    """All alerts that stand, or those of these row ids."""
    ids = None if numbers is None else json.dumps(list(numbers))
    return [_kept(row) for row in many.tuples(connection, _STATES, {"ids": ids})]


def awake(connection: Connection, today: dt.date, apart: Iterable[AlertKind]) -> list[tuple[int, int | None]]:
    """Row ids of all that were not put aside and whom each is about, but for kinds that stand apart; the most pressing
    first.
    """
    wanted = {"today": day_to_int(today), "apart": json.dumps([kind.value for kind in apart])}
    return [(number, party) for number, party in many.tuples(connection, _AWAKE, wanted)]


def keys(connection: Connection, kind: AlertKind | None = None) -> set[AlertKey]:
    """Which alerts, perhaps of a kind, stood when they were last looked for."""
    sql = "SELECT kind, subject, subject_id, mark FROM alert_state WHERE :kind IS NULL OR kind = :kind"
    found = many.tuples(connection, sql, {"kind": kind.value if kind else None})
    return {AlertKey(AlertKind(kind), subject, number, mark) for kind, subject, number, mark in found}


def _kept(found: Sequence[Any]) -> Kept:
    number, uuid, kind, subject, about, mark, level, said, party, name, first_seen, due, snoozed, *rule = found
    bare = unpack(json.loads(said))
    row = AlertRow(
        id=number,
        uuid=UUID(bytes=uuid),
        key=AlertKey(AlertKind(kind), subject, about, mark),
        level=int_to_quantity(level),
        said=bare,
        party=party,
        first_seen=int_to_day(first_seen),
        due=None if due is None else int_to_day(due),
        snoozed_until=None if snoozed is None else int_to_day(snoozed),
        name=rule[0],
        rest_days=rule[1] or WEEK,
    )
    return Kept(row, named(bare, name))


def told(connection: Connection, kinds: Collection[AlertKind]) -> dict[AlertKey, Told]:
    """What is kept of all alerts of these kinds."""
    sql = """
        SELECT id, said, due, party_id, kind, subject, subject_id, mark FROM alert_state
        WHERE kind IN (SELECT value FROM json_each(?))
    """
    return {
        AlertKey(AlertKind(kind), *key): Told(number, said, None if due is None else int_to_day(due), party)
        for number, said, due, party, kind, *key in many.tuples(connection, sql, (json.dumps(sorted(kinds)),))
    }


def snooze(connection: Connection, key: AlertKey) -> int | None:
    """The row id of what says until when an alert is put aside."""
    sql = "SELECT id FROM alert_snooze WHERE (kind, subject, subject_id, mark) = (?, ?, ?, ?)"
    found = rows.first(connection, sql, (key.kind.value, key.subject, key.row, key.mark))
    return None if found is None else int(found[0])


def snoozed(connection: Connection, today: dt.date, kind: AlertKind) -> set[AlertKey]:
    """What of a kind was put aside until a day that is still to come."""
    sql = "SELECT subject, subject_id, mark FROM alert_snooze WHERE kind = ? AND until > ?"
    found = many.tuples(connection, sql, (kind.value, day_to_int(today)))
    return {AlertKey(kind, subject, number, mark) for subject, number, mark in found}


def party_of(connection: Connection, key: AlertKey) -> int | None:
    """Whom an alert that stands is about, None where it is about nobody."""
    sql = "SELECT party_id FROM alert_state WHERE (kind, subject, subject_id, mark) = (?, ?, ?, ?)"
    found = rows.first(connection, sql, (key.kind.value, key.subject, key.row, key.mark))
    return None if found is None else found[0]


def named(said: Message, name: str | None) -> Message:
    """A sentence with the name of the party that it is about; who was erased has none."""
    if "{name}" not in said.key + said.plural:
        return said
    return Message(said.key, {"name": name or "", **said.values}, said.plural, said.count)


def names(connection: Connection, parties: Sequence[int]) -> dict[int, str]:
    """The names of parties."""
    sql = "SELECT id, name FROM party WHERE id IN (SELECT value FROM json_each(?))"
    return dict(many.tuples(connection, sql, (json.dumps(list(parties)),)))


def contacts(connection: Connection, first: dt.date, today: dt.date, least: int) -> list[Met]:
    """With whom we were in touch on so many days or more; no employees, nobody with an interval of their own."""
    wanted = {"first": day_to_int(first), "today": day_to_int(today), "least": least}
    found = many.tuples(connection, _CONTACTS, wanted)
    return [Met(party, days, int_to_day(begin), int_to_day(last)) for party, days, begin, last in found]


def talks(connection: Connection, party: int, first: dt.date, last: dt.date) -> list[int]:
    """The interactions with a party in these days."""
    family = family_of(connection, party)
    sql = (
        f"SELECT DISTINCT interaction_id AS id FROM interaction_party WHERE party_id IN ({marks(family)}) "
        "AND day BETWEEN ? AND ? ORDER BY 1"
    )
    return many.ids(connection, sql, (*family, day_to_int(first), day_to_int(last)))


def bands(connection: Connection, today: dt.date) -> list[tuple[int, int, int]]:
    """Who has a band or a limit, and the balance of favours with them, both in minor units.

    Nobody who does not keep score, and no employees.
    """
    found = many.tuples(connection, _BANDS, {"today": day_to_int(today)})
    return [(party, band, drift) for party, band, drift in found]


def deliveries(connection: Connection, item: int, first: dt.date, last: dt.date) -> list[int]:
    """What came of an item in these days, whoever brought it."""
    sql = """
        SELECT DISTINCT d.id FROM delivery_line l JOIN delivery d ON d.id = l.delivery_id
        WHERE l.item_id = ? AND d.day BETWEEN ? AND ? ORDER BY 1
    """
    return many.ids(connection, sql, (item, day_to_int(first), day_to_int(last)))


def holders(connection: Connection, program: int) -> list[int]:
    """Who holds points of a program; cards without a name are nobody's."""
    sql = """
        SELECT DISTINCT coalesce(a.root_id, m.party_id) AS id FROM kept_lot k JOIN member m ON m.id = k.member_id
        LEFT JOIN alias a ON a.party_id = m.party_id
        WHERE k.program_id = ? AND k.rest > 0 AND m.party_id IS NOT NULL ORDER BY 1
    """
    return many.ids(connection, sql, (program,))


def favours(connection: Connection, party: int) -> list[int]:
    """The entries that make up the favours with a party."""
    family = family_of(connection, party)
    sql = (
        "SELECT DISTINCT exchange_id AS id FROM line "
        f"WHERE party_id IN ({marks(family)}) AND asks = 'in_kind' ORDER BY 1"
    )
    return many.ids(connection, sql, tuple(family))
