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
from db.queries.flow import current
from db.values import day_to_int, int_to_day
from partnercrm.domain.ledger import Kind
from partnercrm.domain.ledger_rows import KindRow
from partnercrm.domain.party import Mode

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
_STANDING = f"""(
    SELECT max({current("x.exchange_id")}) FROM referral_posting x WHERE x.referral_id = r.id AND x.part = 'reward')
"""
_WON = _STANDING.replace("'reward'", "'won'")
_NAMES = f"""{_PARTNERS}
    SELECT p.id, p.uuid, p.name, p.mode FROM party p JOIN partner ON partner.id = p.id
    WHERE p.binned_at IS NULL AND p.erased_at IS NULL ORDER BY p.sort_name, p.id
"""
# The entries of introductions that count at what they brought, with what was credited of them: they count once.
_INTRODUCED = f""",
    introduced(id) AS (
        SELECT {current("x.exchange_id")} FROM referral_posting x JOIN referral r ON r.id = x.referral_id
        WHERE :brought AND x.part = 'won' AND r.way = 'sent_us' AND r.state = 'won' AND r.value_won IS NOT NULL
    ),
    counted(id) AS (
        SELECT id FROM introduced WHERE id IS NOT NULL
        UNION SELECT e.id FROM introduced i JOIN exchange e ON e.credits_id = i.id
    )
"""
# Net benefit counts presents too, and what we gave at what it cost us where that is known, else at its value. The
# favours kind by kind are those that ask for something in kind.
_FAVOURS = f"""{_PARTNERS}{_INTRODUCED}
    SELECT f.root, l.kind,
        coalesce(sum(l.sign * l.value) FILTER (WHERE l.asks = 'in_kind' AND l.direction = 1), 0),
        coalesce(sum(l.sign * l.value) FILTER (WHERE l.asks = 'in_kind' AND l.direction = -1), 0),
        coalesce(sum(l.sign) FILTER (WHERE l.asks = 'in_kind' AND l.direction = 1 AND l.value IS NULL), 0),
        coalesce(sum(l.sign) FILTER (WHERE l.asks = 'in_kind' AND l.direction = -1 AND l.value IS NULL), 0),
        coalesce(sum(l.sign) FILTER (WHERE l.asks = 'in_kind'), 0),
        json_group_array(DISTINCT l.exchange_id) FILTER (WHERE l.asks = 'in_kind'),
        coalesce(sum(l.sign * l.value) FILTER (WHERE l.direction = -1 AND c.id IS NULL), 0),
        coalesce(sum(l.sign * coalesce(l.cost, l.value)) FILTER (WHERE l.direction = 1), 0),
        coalesce(sum(l.sign) FILTER (WHERE c.id IS NULL), 0),
        coalesce(sum(l.sign) FILTER (
            WHERE c.id IS NULL AND coalesce(iif(l.direction = 1, l.cost, NULL), l.value) IS NULL), 0),
        json_group_array(DISTINCT l.exchange_id) FILTER (WHERE c.id IS NULL)
    FROM line l JOIN family f ON f.id = l.party_id LEFT JOIN counted c ON c.id = l.exchange_id AND l.direction = -1
    WHERE l.asks <> 'money' AND l.day BETWEEN :first AND :last AND l.opening = 0 AND l.kind <> 'adjustment'
    GROUP BY f.root, l.kind
"""
_TURNS = f"""{_PARTNERS}
    SELECT f.root, l.turn_day, l.direction = -1, json_group_array(DISTINCT l.exchange_id)
    FROM line l JOIN family f ON f.id = l.party_id
    WHERE l.asks <> 'money' AND l.turn_day BETWEEN :first AND :last AND l.opening = 0 AND l.kind <> 'adjustment'
    GROUP BY f.root, l.turn_day, l.direction HAVING sum(l.sign) > 0 ORDER BY f.root, l.turn_day, l.direction DESC
"""
_DAYS = f"""{_PARTNERS}
    SELECT f.root, l.day, coalesce(sum(l.sign * l.value) FILTER (WHERE l.direction = 1), 0),
        coalesce(sum(l.sign * l.value) FILTER (WHERE l.direction = -1), 0)
    FROM line l JOIN family f ON f.id = l.party_id
    WHERE l.asks = 'in_kind' AND l.day BETWEEN :first AND :last AND l.opening = 0 AND l.kind <> 'adjustment'
    GROUP BY f.root, l.day
"""
_TRADED = f"""{_PARTNERS}
    SELECT DISTINCT f.root FROM line l JOIN family f ON f.id = l.party_id
    WHERE l.day BETWEEN :first AND :last AND l.opening = 0
"""
_REFERRALS = f"""{_PARTNERS}
    SELECT f.root, r.id, r.day, r.state = 'won', r.value_won, r.decided_day, r.qualified, {_WON} IS NOT NULL,
        iif({_STANDING} IS NULL, 0, coalesce((SELECT w.value FROM referral_reward w WHERE w.referral_id = r.id), 0))
    FROM referral r JOIN family f ON f.id = r.party_id
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
# Ties by the days in which they held, and agreements among several; sums follow merges, who is gone is left out.
_TIES = """
    WITH pair(one, other) AS (
        SELECT from_party_id, to_party_id FROM tie
        WHERE coalesce(from_day, 0) <= :last AND coalesce(until_day, 99999999) >= :first
        UNION ALL
        SELECT x.party_id, y.party_id FROM agreement a
        JOIN agreement_party x ON x.agreement_id = a.id JOIN agreement_party y ON y.agreement_id = a.id
        WHERE x.party_id < y.party_id AND a.signed_on IS NOT NULL AND a.from_day <= :last
            AND coalesce(a.ended_on, a.to_day, 99999999) >= :first
    )
    SELECT DISTINCT p.id, q.id FROM pair LEFT JOIN alias a ON a.party_id = pair.one
    LEFT JOIN alias b ON b.party_id = pair.other
    JOIN party p ON p.id = coalesce(a.root_id, pair.one) JOIN party q ON q.id = coalesce(b.root_id, pair.other)
    WHERE p.id <> q.id AND p.binned_at IS NULL AND p.erased_at IS NULL AND q.binned_at IS NULL AND q.erased_at IS NULL
    ORDER BY p.id, q.id LIMIT :most
"""


class Partner(NamedTuple):
    """Whose worth it is."""

    id: int
    uuid: UUID
    name: str
    mode: Mode


class KindOf(NamedTuple):
    """What passed of one kind with one partner and asked for no money, minor units.

    `row`, `lines` and `exchanges` are of favours; what follows counts presents too: what we received, what our giving
    cost us, how many lines, how many of those say neither value nor cost, and their entries; but no introduction that
    counts at what it brought.
    """

    row: KindRow
    lines: int
    exchanges: tuple[int, ...]
    received: int
    cost: int
    all_lines: int
    unknown: int
    all_exchanges: tuple[int, ...]


class Day(NamedTuple):
    """What the favours of one day come to, minor units."""

    day: dt.date
    given: int
    received: int


class Turn(NamedTuple):
    """A day on which one side gave something that asks for no money, and its entries."""

    day: dt.date
    theirs: bool
    exchanges: tuple[int, ...]


class Sent(NamedTuple):
    """Somebody whom a partner sent us, what that brought (minor units; None: nobody said), whether the introduction
    stands in the ledger, and the reward posted."""

    id: int
    day: dt.date
    won: bool
    value: int | None
    decided: dt.date | None
    qualified: bool
    entered: bool
    reward: int


class Contact(NamedTuple):
    """One time of being in touch: who began it, and whether it was in writing."""

    id: int
    day: dt.date
    theirs: bool
    written: bool


def partners(connection: Connection) -> list[Partner]:
    """Everybody who is or was a partner and is still there, by name."""
    rows = many.tuples(connection, _NAMES)
    return [Partner(number, UUID(bytes=uuid), name, Mode(mode)) for number, uuid, name, mode in rows]


def favours(connection: Connection, first: dt.date, last: dt.date, *, brought: bool = False) -> dict[int, list[KindOf]]:
    """What passed with each partner by kind and asked for no money; openings and adjustments left out.

    With `brought` an introduction of which is known what it brought counts at that, so its entry is no benefit too.
    """
    found: dict[int, list[KindOf]] = defaultdict(list)
    values = {"first": day_to_int(first), "last": day_to_int(last), "brought": brought}
    for root, kind, given, received, no_given, no_received, *rest in many.tuples(connection, _FAVOURS, values):
        lines, ids, all_received, cost, all_lines, unknown, all_ids = rest
        row = KindRow(Kind(kind), given, received, no_given, no_received)
        exchanges, all_exchanges = tuple(json.loads(ids)), tuple(json.loads(all_ids))
        found[root].append(KindOf(row, lines, exchanges, all_received, cost, all_lines, unknown, all_exchanges))
    return found


def turns(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[Turn]]:
    """On which days each side gave, in order; of one day ours comes first."""
    found: dict[int, list[Turn]] = defaultdict(list)
    for root, day, theirs, ids in _of(connection, _TURNS, first, last):
        found[root].append(Turn(int_to_day(day), bool(theirs), tuple(json.loads(ids))))
    return found


def days(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[Day]]:
    """The favours with each partner day by day, minor units."""
    found: dict[int, list[Day]] = defaultdict(list)
    for root, day, given, received in _of(connection, _DAYS, first, last):
        found[root].append(Day(int_to_day(day), given, received))
    return found


def traded(connection: Connection, first: dt.date, last: dt.date) -> frozenset[int]:
    """The partners with whom anything was entered, favour or bill."""
    return frozenset(root for (root,) in _of(connection, _TRADED, first, last))


def sent(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[Sent]]:
    """Whom each partner sent us."""
    found: dict[int, list[Sent]] = defaultdict(list)
    for root, number, day, won, value, decided, fitted, entered, reward in _of(connection, _REFERRALS, first, last):
        on = None if decided is None else int_to_day(decided)
        sent = Sent(number, int_to_day(day), bool(won), value, on, bool(fitted), bool(entered), reward)
        found[root].append(sent)
    return found


def ties(connection: Connection, first: dt.date, last: dt.date, most: int) -> list[tuple[int, int]]:
    """Who was tied to whom, at most so many ties."""
    values = {"first": day_to_int(first), "last": day_to_int(last), "most": most}
    return [(one, other) for one, other in many.tuples(connection, _TIES, values)]


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
