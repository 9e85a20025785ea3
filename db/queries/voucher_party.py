"""Vouchers from the side of a party: what it was handed, and what it used."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy import Connection

from db.queries import many
from db.queries.party import family
from db.queries.voucher import BACK, name_of
from db.values import int_to_day
from partnercrm.domain.record import dataclass

_STANDS = (
    "EXISTS (SELECT 1 FROM redemption r WHERE r.voucher_id = v.id AND NOT EXISTS "
    "(SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1))"
)
_HANDED = f"""
    SELECT p.id, p.title, count(*), sum({_STANDS}), max(h.day)
    FROM voucher_hand_out h JOIN voucher_out w ON w.hand_out_id = h.id JOIN voucher v ON v.id = w.voucher_id
    JOIN voucher_batch b ON b.id = v.batch_id JOIN promotion p ON p.id = b.promotion_id
    WHERE h.party_id IN (SELECT value FROM json_each(?)) GROUP BY p.id ORDER BY max(h.day) DESC, p.id DESC
"""
_USED = f"""
    SELECT p.id, p.title, coalesce(r.belongs_to, r.day), {name_of("r.shop_id")}, r.reduction - coalesce(x.reduction, 0)
    FROM redemption r JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
    JOIN promotion p ON p.id = b.promotion_id LEFT JOIN ({BACK}) x ON x.redemption_id = r.id
    WHERE r.party_id IN (SELECT value FROM json_each(?)) AND coalesce(x.frees, 0) = 0 ORDER BY 3 DESC, r.id DESC
"""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a party was handed of a promotion's vouchers: how many, how many of them were used, and when last."""

    promotion: int
    title: str
    count: int
    used: int
    last: dt.date


@dataclass(frozen=True, slots=True)
class UsedBy:
    """A use by a party: in whose shop ("" ours), and what came off, in minor units."""

    promotion: int
    title: str
    day: dt.date
    shop: str
    reduction: int


def handed(connection: Connection, party: int) -> list[Handed]:
    """What a party with its aliases was handed, by promotion, the latest first."""
    found = many.tuples(connection, _HANDED, (_family(connection, party),))
    return [Handed(number, title, count, used, int_to_day(day)) for number, title, count, used, day in found]


def used(connection: Connection, party: int) -> list[UsedBy]:
    """What a party with its aliases used, the latest first."""
    found = many.tuples(connection, _USED, (_family(connection, party),))
    return [UsedBy(number, title, int_to_day(day), shop, off) for number, title, day, shop, off in found]


def _family(connection: Connection, party: int) -> str:
    return json.dumps(family(connection, party))
