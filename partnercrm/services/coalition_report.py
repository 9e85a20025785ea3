"""What the workbook tells of settlements, read at the same moment as the rest of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from db.queries import coalition as q
from db.queries.store import facts
from partnercrm.domain.coalition import SettlementState
from partnercrm.domain.coalition_rows import SettlementView
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.services import coalition_settlement as settling


@dataclass(frozen=True, slots=True)
class Told:
    """Settlements, and what the store has of them: gross and payments of all, posted points of the signed ones, and
    what of all belongs to earlier months."""

    views: tuple[SettlementView, ...]
    us: str
    currency: Currency
    gross: int
    payments: int
    posted: int
    earlier: int


def told(connection: Connection, first: dt.date | None, last: dt.date | None) -> Told:
    """The settlements whose last day lies in a span, the oldest first."""
    heads = [
        head
        for head in reversed(q.settlements(connection))
        if (first is None or head.until_day >= first) and (last is None or head.until_day <= last)
    ]
    views = tuple(settling.view_in(connection, head.id) for head in heads)
    signed = [view.row.id for view in views if view.row.state is SettlementState.SIGNED]
    shop = facts(connection)
    numbers = [head.id for head in heads]
    sums, posted = q.sums(connection, numbers), q.posted_points(connection, signed)
    return Told(views, shop.name, shop.currency, *sums, posted, q.earlier_sum(connection, numbers))
