"""What a cross-promotion posted, what of it stands, and what waits to be posted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from db.queries import many
from db.queries.flow import current
from db.queries.voucher import root
from db.values import int_to_day
from partnercrm.domain.ledger import Direction, entry_number
from partnercrm.domain.promotion_posting import Back, History, Seen, Standing, Use
from partnercrm.domain.record import dataclass

_STANDS = f"""
    SELECT s.id, s.month, {root("s.party_id")} AS party, {current("s.exchange_id")} AS exchange
    FROM promotion_posting s WHERE s.promotion_id = :promotion
"""
_ITEM = (
    "(SELECT p.exchange FROM promotion_posting_item i JOIN stands p ON p.id = i.posting_id "
    "WHERE i.{column} = {row} AND p.exchange IS NOT NULL)"
)
# The partner whom a use concerns: who handed the voucher out, in our shop; whose shop it was, on a voucher of ours.
_USES = f"""
    WITH stands AS MATERIALIZED ({_STANDS})
    SELECT r.id, r.day, r.shop_id IS NULL, iif(r.shop_id IS NULL, {root("b.hander_id")}, {root("r.shop_id")}),
        r.reduction, {_ITEM.format(column="redemption_id", row="r.id")}
    FROM redemption r JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
    WHERE b.promotion_id = :promotion AND (r.shop_id IS NULL) <> (b.hander_id IS NULL) ORDER BY r.day, r.id
"""
_BACKS = f"""
    WITH stands AS MATERIALIZED ({_STANDS})
    SELECT x.id, x.redemption_id, x.day, x.reduction, {_ITEM.format(column="return_id", row="x.id")}
    FROM redemption_return x JOIN redemption r ON r.id = x.redemption_id JOIN voucher v ON v.id = r.voucher_id
    JOIN voucher_batch b ON b.id = v.batch_id WHERE b.promotion_id = :promotion ORDER BY x.day, x.id
"""
_SEEN = f"""
    WITH stands AS MATERIALIZED ({_STANDS})
    SELECT e.id, e.day, {root("e.party_id")}, {_ITEM.format(column="exposure_id", row="e.id")}
    FROM promotion_exposure e WHERE e.promotion_id = :promotion ORDER BY e.day, e.id
"""
_LINES = f"""
    WITH stands AS MATERIALIZED ({_STANDS})
    SELECT l.exchange_id, l.direction, l.value, l.position + 1, l.value + coalesce((SELECT sum(t.sign * t.value)
        FROM line t WHERE t.takes_back_id = l.id OR t.takes_back_id IN (SELECT id FROM line WHERE takes_back_id = l.id)
    ), 0)
    FROM (SELECT DISTINCT exchange FROM stands WHERE exchange IS NOT NULL) s JOIN exchange e ON e.id = s.exchange
    JOIN line l ON l.exchange_id = e.id AND l.kind = 'discount' AND l.value IS NOT NULL
    WHERE e.credits_id IS NULL ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that a month posted to a partner: where it stands now, or None once it was reversed."""

    month: int
    party: int
    exchange: int | None
    number: str
    credit: bool


def history(connection: Connection, promotion: int) -> History:
    """All that concerns the ledger: uses, what came back, what was seen, and the lines that stand."""
    asked = {"promotion": promotion}
    lines = many.tuples(connection, _LINES, asked)
    return History(
        [_use(*row) for row in many.tuples(connection, _USES, asked)],
        [Back(n, use, int_to_day(day), off, at) for n, use, day, off, at in many.tuples(connection, _BACKS, asked)],
        [Seen(n, int_to_day(day), party, at) for n, day, party, at in many.tuples(connection, _SEEN, asked)],
        [Standing(exchange, _side(side), value, left, place) for exchange, side, value, place, left in lines],
    )


def posted(connection: Connection, promotion: int) -> list[Posted]:
    """Every entry that it posted, reversed ones too, in the order of months and entries."""
    sql = (
        f"WITH stands AS MATERIALIZED ({_STANDS}) SELECT p.month, p.party, p.exchange, e.fiscal_year, e.sequence, "
        "e.credits_id IS NOT NULL FROM stands p JOIN promotion_posting s ON s.id = p.id "
        "JOIN exchange e ON e.id = coalesce(p.exchange, s.exchange_id) ORDER BY p.month, p.party, p.id"
    )
    return [
        Posted(month, party, exchange, entry_number(year, sequence), bool(credit))
        for month, party, exchange, year, sequence, credit in many.tuples(connection, sql, {"promotion": promotion})
    ]


def exchanges(connection: Connection, promotion: int, party: int) -> list[int]:
    """All entries that were ever posted to a partner (not merged)."""
    sql = (
        "SELECT s.exchange_id AS id FROM promotion_posting s "
        f"WHERE s.promotion_id = ? AND {root('s.party_id')} = ? ORDER BY s.id"
    )
    return many.ids(connection, sql, (promotion, party))


def running(connection: Connection) -> list[int]:
    """The promotions of which something ever concerned the ledger: they have vouchers or were seen."""
    sql = (
        "SELECT p.id FROM promotion p WHERE EXISTS (SELECT 1 FROM voucher_batch b WHERE b.promotion_id = p.id) "
        "OR EXISTS (SELECT 1 FROM promotion_exposure e WHERE e.promotion_id = p.id) ORDER BY p.id"
    )
    return many.ids(connection, sql)


def _use(number: int, day: int, here: int, party: int, reduction: int, exchange: Any) -> Use:
    side = Direction.GIVEN if here else Direction.RECEIVED
    return Use(number, int_to_day(day), party, side, reduction, exchange)


def _side(direction: int) -> Direction:
    return Direction.GIVEN if direction > 0 else Direction.RECEIVED
