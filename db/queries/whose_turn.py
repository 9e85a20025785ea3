"""Whose turn it is: the kept days of both sides, what each gave last, and what they could use."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many, party
from db.values import int_to_day
from partnercrm.domain.ledger import Direction, Kind
from partnercrm.domain.lending_rows import LastFavour
from partnercrm.domain.party import Mode
from partnercrm.domain.record import dataclass

_EMPLOYED = "EXISTS (SELECT 1 FROM party_role r WHERE r.party_id = p.id AND r.role = 'employee')"
_USED = "p.archived_at IS NULL AND p.binned_at IS NULL AND p.erased_at IS NULL AND p.walk_in = 0"
_TURNS = "SELECT p.id, p.uuid, p.name, p.mode, w.given_days, w.received_days FROM kept_whose_turn w "
_LISTED = f"""
    {_TURNS} CROSS JOIN party p ON p.id = w.party_id WHERE {_USED} AND NOT {_EMPLOYED}
    ORDER BY CASE WHEN p.mode = 'generous' THEN 0 ELSE max(w.received_days - w.given_days, 0) END DESC,
        w.last_received DESC, w.last_given DESC, p.id LIMIT ?
"""
_ONE = (
    "SELECT p.id, p.uuid, p.name, p.mode, coalesce(w.given_days, 0), coalesce(w.received_days, 0) FROM party p "
    "LEFT JOIN kept_whose_turn w ON w.party_id = p.id WHERE p.id = ?"
)


@dataclass(frozen=True, slots=True)
class Turns:
    """On how many days each side gave, and how the two keep score."""

    party: int
    uuid: UUID
    name: str
    mode: Mode
    given_days: int
    received_days: int


def listed(connection: Connection, limit: int) -> list[Turns]:
    """Those with whom something passed, where it is our turn first, then by how lately they gave; not the team."""
    return [_turns(row) for row in many.tuples(connection, _LISTED, (limit,))]


def one(connection: Connection, number: int) -> Turns:
    """One party, which must be there."""
    return _turns(many.tuples(connection, _ONE, (number,))[0])


def _turns(found: Sequence[object]) -> Turns:
    number, uuid, name, mode, given, received = found
    return Turns(number, UUID(bytes=uuid), name, Mode(mode), given, received)  # type: ignore[arg-type]


def last(connection: Connection, number: int, direction: Direction) -> LastFavour | None:
    """The last thing that one side gave that counts as a turn and still stands."""
    family = party.family(connection, number)
    sql = (
        "SELECT l.day, l.exchange_id, l.kind, coalesce(x.what, '') FROM line l "
        "LEFT JOIN line_text x ON x.line_id = l.id "
        f"WHERE l.party_id IN ({', '.join('?' * len(family))}) AND l.asks IN ('in_kind', 'nothing') "
        "AND l.direction = ? AND l.turn_day IS NOT NULL AND l.sign = 1 "
        "AND NOT EXISTS (SELECT 1 FROM exchange v WHERE v.reverses_id = l.exchange_id) "
        "ORDER BY l.day DESC, l.id DESC LIMIT 1"
    )
    found = many.tuples(connection, sql, (*family, direction.factor))
    if not found:
        return None
    day, exchange, kind, what = found[0]
    return LastFavour(what, Kind(kind), int_to_day(day), exchange)


def needs(connection: Connection, number: int) -> list[tuple[str, Kind | None]]:
    """What a party could use, in its order."""
    sql = "SELECT text, kind FROM need_or_offer WHERE party_id = ? AND side = 'need' ORDER BY id"
    found = many.tuples(connection, sql, (number,))
    return [(text, None if kind is None else Kind(kind)) for text, kind in found]
