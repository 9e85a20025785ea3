"""What is not settled: from the kept rows as of now, from lines and settlements as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.queries import rows
from db.queries.balance import HELD
from db.queries.posting import marks
from db.values import day_to_int, int_to_day
from partnercrm.domain.ledger import Kind, entry_number
from partnercrm.domain.ledger_rows import OpenItem, OpenSide

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NOW = "SELECT line_id, effective, rest FROM kept_open"
_PAID = "coalesce((SELECT sum(s.amount) FROM settlement s WHERE s.{side}_line_id = m.id AND s.day <= ?), 0)"
_THEN = (
    "SELECT * FROM (SELECT m.id AS line_id, m.direction * m.sign AS effective, "
    f"m.value - {_PAID.format(side='item')} - {_PAID.format(side='paying')} AS rest "
    "FROM line m WHERE m.asks = 'money' AND m.day <= ?{among}) WHERE rest <> 0"
)
_ITEMS = """
    SELECT o.line_id, e.fiscal_year, e.sequence, e.uuid, p.id, p.uuid, p.name, o.effective * {held}, l.kind, l.day,
        l.due_day, coalesce(x.memo, ''), coalesce(x.our_document, ''), coalesce(x.their_document, ''), l.value,
        o.rest * {held}
    FROM ({open}) o JOIN line l ON l.id = o.line_id JOIN exchange e ON e.id = l.exchange_id
    LEFT JOIN exchange_text x ON x.exchange_id = e.id LEFT JOIN alias a ON a.party_id = l.party_id
    JOIN party p ON p.id = coalesce(a.root_id, l.party_id)
    ORDER BY p.sort_name, p.id, l.due_day, l.id
"""


def listed(
    connection: Connection, today: dt.date, on: dt.date | None = None, family: Sequence[int] | None = None
) -> list[OpenItem]:
    """Open items by party and due day: as of the end of `on`, else as they stand; age is counted on that day, else
    today. `family` is a party with all that were merged into it."""
    among = "" if family is None else f" party_id IN ({marks(family)})"
    if on is None:
        source, values = _NOW + (f" WHERE{among}" if among else ""), tuple(family or ())
    else:
        day = day_to_int(on)
        source, values = _THEN.format(among=f" AND{among}" if among else ""), (day, day, day, *(family or ()))
    found = rows.driver_of(connection).execute(_ITEMS.format(held=HELD, open=source), values)
    return [_item(row, on or today) for row in found]


def _item(row: tuple[Any, ...], on: dt.date) -> OpenItem:
    line, year, sequence, exchange, party, uuid, name, side, kind, day, due, memo, ours, theirs, value, rest = row
    due_day = int_to_day(due)
    return OpenItem(
        line=line,
        number=entry_number(year, sequence),
        exchange=UUID(bytes=exchange),
        party=party,
        party_uuid=UUID(bytes=uuid),
        name=name,
        side=OpenSide.RECEIVABLE if side > 0 else OpenSide.PAYABLE,
        kind=Kind(kind),
        day=int_to_day(day),
        due=due_day,
        memo=memo,
        our_document=ours,
        their_document=theirs,
        value=value,
        open=rest,
        days_late=max(0, (on - due_day).days) if rest > 0 else 0,
    )
