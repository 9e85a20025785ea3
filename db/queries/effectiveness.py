"""What the worth of partners is made of, one grouped statement a question; sums follow merges.

A partner is whoever has or had that role.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many
from db.values import day_to_int, int_to_day
from partnercrm.domain.ledger import Kind
from partnercrm.domain.ledger_rows import KindRow

_PARTNERS = """
    WITH partner(id) AS (
        SELECT DISTINCT coalesce(a.root_id, r.party_id) FROM party_role r LEFT JOIN alias a ON a.party_id = r.party_id
        WHERE r.role = 'partner'
    ),
    family(id, root) AS (
        SELECT id, id FROM partner UNION ALL
        SELECT a.party_id, a.root_id FROM alias a JOIN partner p ON p.id = a.root_id
    )
"""
_NAMES = f"""{_PARTNERS}
    SELECT p.id, p.uuid, p.name FROM party p JOIN partner ON partner.id = p.id
    WHERE p.binned_at IS NULL AND p.erased_at IS NULL ORDER BY p.sort_name, p.id
"""
# What we gave counts at what it cost us, where that is known; else at its value.
_FAVOURS = f"""{_PARTNERS}
    SELECT f.root, l.kind,
        coalesce(sum(l.sign * l.value) FILTER (WHERE l.direction = 1), 0),
        coalesce(sum(l.sign * l.value) FILTER (WHERE l.direction = -1), 0),
        coalesce(sum(l.sign) FILTER (WHERE l.direction = 1 AND l.value IS NULL), 0),
        coalesce(sum(l.sign) FILTER (WHERE l.direction = -1 AND l.value IS NULL), 0),
        coalesce(sum(l.sign * coalesce(l.cost, l.value)) FILTER (WHERE l.direction = 1), 0),
        sum(l.sign), json_group_array(DISTINCT l.exchange_id)
    FROM line l JOIN family f ON f.id = l.party_id
    WHERE l.asks = 'in_kind' AND l.day BETWEEN :first AND :last AND l.opening = 0 AND l.kind <> 'adjustment'
    GROUP BY f.root, l.kind
"""
_REFERRALS = f"""{_PARTNERS}
    SELECT f.root, r.id, r.state = 'won', r.value_won FROM referral r JOIN family f ON f.id = r.party_id
    WHERE r.way = 'sent_us' AND r.day BETWEEN :first AND :last ORDER BY r.day, r.id
"""
_CONTACTS = f"""{_PARTNERS}
    SELECT f.root, i.id, i.day, i.started_by = 'them', i.channel IN ('email', 'message')
    FROM interaction_party p JOIN family f ON f.id = p.party_id JOIN interaction i ON i.id = p.interaction_id
    WHERE p.day BETWEEN :first AND :last ORDER BY f.root, i.day, i.minute, i.id
"""
_SINCE = f"""{_PARTNERS}
    SELECT root, min(day) FROM (
        SELECT f.root AS root, min(r.from_day) AS day FROM party_role r JOIN family f ON f.id = r.party_id
            WHERE r.role = 'partner' GROUP BY f.root
        UNION ALL SELECT f.root, min(l.day) FROM line l JOIN family f ON f.id = l.party_id GROUP BY f.root
        UNION ALL SELECT f.root, min(p.day) FROM interaction_party p JOIN family f ON f.id = p.party_id GROUP BY f.root
        UNION ALL SELECT f.root, min(a.from_day) FROM agreement a JOIN agreement_party m ON m.agreement_id = a.id
            JOIN family f ON f.id = m.party_id GROUP BY f.root
    ) WHERE day IS NOT NULL GROUP BY root
"""


class Partner(NamedTuple):
    """Whose worth it is."""

    id: int
    uuid: UUID
    name: str


class KindOf(NamedTuple):
    """The favours of one kind with one partner, minor units: values as given, and what the giving cost us."""

    row: KindRow
    cost: int
    lines: int
    exchanges: tuple[int, ...]


class Sent(NamedTuple):
    """Somebody whom a partner sent us, and what that brought (minor units; None: nobody said)."""

    id: int
    won: bool
    value: int | None


class Contact(NamedTuple):
    """One time of being in touch: who began it, and whether it was in writing."""

    id: int
    day: dt.date
    theirs: bool
    written: bool


def partners(connection: Connection) -> list[Partner]:
    """Everybody who is or was a partner and is still there, by name."""
    return [Partner(number, UUID(bytes=uuid), name) for number, uuid, name in many.tuples(connection, _NAMES)]


def favours(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[KindOf]]:
    """The favours with each partner by kind; openings and adjustments left out."""
    found: dict[int, list[KindOf]] = defaultdict(list)
    for root, kind, given, received, no_given, no_received, cost, lines, ids in _of(connection, _FAVOURS, first, last):
        row = KindRow(Kind(kind), given, received, no_given, no_received)
        found[root].append(KindOf(row, cost, lines, tuple(json.loads(ids))))
    return found


def sent(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[Sent]]:
    """Whom each partner sent us."""
    found: dict[int, list[Sent]] = defaultdict(list)
    for root, number, won, value in _of(connection, _REFERRALS, first, last):
        found[root].append(Sent(number, bool(won), value))
    return found


def contacts(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[Contact]]:
    """When we were in touch with each partner, in order."""
    found: dict[int, list[Contact]] = defaultdict(list)
    for root, number, day, theirs, written in _of(connection, _CONTACTS, first, last):
        found[root].append(Contact(number, int_to_day(day), bool(theirs), bool(written)))
    return found


def since(connection: Connection) -> dict[int, dt.date]:
    """The first day of which anything is known with each partner."""
    return {root: int_to_day(day) for root, day in many.tuples(connection, _SINCE)}


def _of(connection: Connection, sql: str, first: dt.date, last: dt.date) -> list[tuple[Any, ...]]:
    return many.tuples(connection, sql, {"first": day_to_int(first), "last": day_to_int(last)})
