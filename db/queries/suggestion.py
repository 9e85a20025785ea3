"""What forms offer: parties by how lately and how often they came up, descriptions by how often they were written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.queries import many
from db.tables.kept_triggers import LONGEST_DESCRIPTION
from db.values import int_to_quantity
from partnercrm.domain.ledger import Basis, Direction, Kind
from partnercrm.domain.search import AFTER_ALL
from partnercrm.domain.suggestion_rows import Past, RecentParty

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOOKED_BACK = 100
_LATELY = f"""
    SELECT party FROM (
        SELECT * FROM (SELECT i.logged_at AS moment, x.party_id AS party
            FROM (SELECT id, logged_at FROM interaction ORDER BY id DESC LIMIT {LOOKED_BACK}) i
            CROSS JOIN interaction_party x ON x.interaction_id = i.id)
        UNION ALL
        SELECT * FROM (SELECT posted_at, party_id FROM exchange WHERE +reverses_id IS NULL
            ORDER BY id DESC LIMIT {LOOKED_BACK})
    ) ORDER BY moment DESC
"""
_NAMES = """
    SELECT j.value, p.id, p.name, p.about FROM json_each(?) j LEFT JOIN alias a ON a.party_id = j.value
    CROSS JOIN party p ON p.id = coalesce(a.root_id, j.value)
    WHERE p.archived_at IS NULL AND p.binned_at IS NULL AND p.erased_at IS NULL AND p.walk_in = 0
"""
_LINE = "x.what, l.kind, l.direction, l.value, l.basis, l.unit, l.quantity"
_EVERYWHERE = f"""
    SELECT {_LINE}, d.times, d.folded FROM (
        SELECT folded, times, line_id FROM past_description WHERE folded >= ? AND folded < ?
        ORDER BY times DESC, line_id DESC LIMIT ?
    ) d CROSS JOIN line l ON l.id = d.line_id JOIN line_text x ON x.line_id = l.id
    ORDER BY d.times DESC, d.line_id DESC
"""
_LATEST = f"""
    SELECT {_LINE}, d.times, d.folded FROM (
        SELECT folded, times, line_id FROM past_description ORDER BY line_id DESC LIMIT ?
    ) d CROSS JOIN line l ON l.id = d.line_id JOIN line_text x ON x.line_id = l.id ORDER BY d.line_id DESC
"""
_OF_PARTY = f"""
    SELECT {_LINE}, 1, trim(coalesce(x.folded, lower(x.what))) FROM (
        SELECT id FROM exchange WHERE party_id = ? ORDER BY day DESC, id DESC LIMIT {LOOKED_BACK}
    ) e CROSS JOIN line l ON l.exchange_id = e.id CROSS JOIN line_text x ON x.line_id = l.id
    WHERE l.sign = 1 AND length(x.what) <= {LONGEST_DESCRIPTION} ORDER BY l.day DESC, l.exchange_id DESC, l.position
"""


def lately(connection: Connection) -> list[int]:
    """The parties of the last interactions and entries, the latest first, each as often as it came up."""
    return [party for (party,) in many.tuples(connection, _LATELY)]


def names(connection: Connection, parties_as_json: str) -> dict[int, RecentParty]:
    """Those of these parties that can be chosen, by the id that was asked for; merged ones as what they became."""
    found = many.tuples(connection, _NAMES, (parties_as_json,))
    return {asked: RecentParty(party, name, about) for asked, party, name, about in found}


def descriptions(connection: Connection, folded: str, limit: int) -> list[tuple[str, Past]]:
    """Descriptions that begin so, the most frequent first; for "" the latest. Each with how it is compared."""
    if not folded:
        return _read(connection, _LATEST, (limit,))
    return _read(connection, _EVERYWHERE, (folded, folded + AFTER_ALL, limit))


def descriptions_of(connection: Connection, party: int) -> list[tuple[str, Past]]:
    """What stands on the latest lines with one party, the latest first, each line once."""
    return _read(connection, _OF_PARTY, (party,))


def _read(connection: Connection, sql: str, values: tuple[Any, ...]) -> list[tuple[str, Past]]:
    return [(row[-1], _past(row)) for row in many.tuples(connection, sql, values)]


def _past(row: Sequence[Any]) -> Past:
    what, kind, direction, value, basis, unit, quantity, times, _folded = row
    return Past(
        what=what,
        kind=Kind(kind),
        direction=Direction.GIVEN if direction > 0 else Direction.RECEIVED,
        value=value,
        basis=Basis(basis),
        unit=unit,
        quantity=None if quantity is None else int_to_quantity(quantity),
        times=times,
    )
