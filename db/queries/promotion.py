"""Cross-promotions as they stand: the list, one whole, and what belongs to which offer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many, rows
from db.queries.voucher import BACK, OFFER, OFFER_WIDTH, name_of, offer_of, root
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.ledger import Direction
from partnercrm.domain.promotion_rows import ExposureRow, OfferRow, PartnerRow, Promotion, PromotionRow

_HANDED = """
    SELECT b.promotion_id, count(*) AS made, count(w.id) AS handed FROM voucher v
    LEFT JOIN voucher_out w ON w.voucher_id = v.id JOIN voucher_batch b ON b.id = v.batch_id
    WHERE b."group" = 'test' GROUP BY b.promotion_id
"""
_USES = (
    "SELECT b.promotion_id, sum(r.shop_id IS NULL) AS here, sum(r.shop_id IS NOT NULL) AS there FROM redemption r "
    "JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id "
    f"LEFT JOIN ({BACK}) x ON x.redemption_id = r.id "
    "WHERE coalesce(x.frees, 0) = 0 AND b.\"group\" = 'test' GROUP BY b.promotion_id"
)
_LIST = f"""
    SELECT p.id, p.uuid, p.title, p.from_day, p.until_day, p.finished_on, p.target,
        (SELECT json_group_array({name_of("m.party_id")}) FROM promotion_partner m WHERE m.promotion_id = p.id),
        (SELECT json_group_array({root("m.party_id")}) FROM promotion_partner m WHERE m.promotion_id = p.id),
        coalesce(h.made, 0), coalesce(h.handed, 0), coalesce(u.here, 0), coalesce(u.there, 0)
    FROM promotion p LEFT JOIN ({_HANDED}) h ON h.promotion_id = p.id LEFT JOIN ({_USES}) u ON u.promotion_id = p.id
"""


def listed(connection: Connection, today: dt.date, party: int | None = None) -> list[PromotionRow]:
    """All promotions with their states that day, the latest beginning first; of one partner (not merged), or all."""
    among = (
        f" WHERE EXISTS (SELECT 1 FROM promotion_partner m WHERE m.promotion_id = p.id AND {root('m.party_id')} = ?)"
    )
    where, values = (among, (party,)) if party is not None else ("", ())
    found = many.tuples(connection, f"{_LIST}{where} ORDER BY p.from_day DESC, p.id DESC", values)
    return [_listed(row).on(today) for row in found]


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a promotion by its UUID."""
    found = rows.first(connection, "SELECT id FROM promotion WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def by_title(connection: Connection, title: str) -> list[int]:
    """The row ids of the promotions of exactly that title."""
    return many.ids(connection, "SELECT id FROM promotion WHERE title = ? ORDER BY id", (title,))


def of_offer(connection: Connection, offer: int) -> int | None:
    """The promotion that an offer belongs to."""
    found = rows.first(connection, "SELECT promotion_id FROM offer WHERE id = ?", (offer,))
    return int(found[0]) if found else None


def promotion(connection: Connection, number: int) -> Promotion | None:
    """One promotion with its partners, offers and exposures."""
    sql = (
        "SELECT id, uuid, title, audience, from_day, until_day, finished_on, target, margin_rate, costs, note "
        "FROM promotion WHERE id = ?"
    )
    found = rows.first(connection, sql, (number,))
    if found is None:
        return None
    row, uuid, title, audience, first, last, finished, target, rate, costs, note = found
    return Promotion(
        id=row,
        uuid=UUID(bytes=uuid),
        title=title,
        audience=audience,
        from_day=int_to_day(first),
        until_day=_day(last),
        finished_on=_day(finished),
        target=target,
        margin_rate=None if rate is None else int_to_quantity(rate),
        costs=costs,
        note=note,
        partners=tuple(_partners(connection, number)),
        offers=tuple(_offers(connection, number)),
        exposures=tuple(_exposures(connection, number)),
    )


def free_codes(connection: Connection, batch: int) -> list[tuple[int, str]]:
    """Row ids and codes of the vouchers of a batch that were neither handed out nor made void."""
    sql = (
        "SELECT v.id, v.code FROM voucher v WHERE v.batch_id = ? AND v.id NOT IN (SELECT voucher_id FROM voucher_out) "
        "AND v.id NOT IN (SELECT voucher_id FROM voucher_void) ORDER BY v.id"
    )
    return [(number, code) for number, code in many.tuples(connection, sql, (batch,))]


def unused_codes(connection: Connection, batch: int) -> list[str]:
    """The codes of a batch that were handed out and neither used nor made void."""
    sql = (
        "SELECT v.code FROM voucher v JOIN voucher_out w ON w.voucher_id = v.id WHERE v.batch_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM voucher_void n WHERE n.voucher_id = v.id) "
        "AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.voucher_id = v.id) ORDER BY v.id"
    )
    return [code for (code,) in many.tuples(connection, sql, (batch,))]


def used_offers(connection: Connection, offers: Sequence[int]) -> set[int]:
    """Those of these offers for which vouchers were made."""
    sql = "SELECT DISTINCT offer_id AS id FROM voucher_batch WHERE offer_id IN (SELECT value FROM json_each(?))"
    return set(many.ids(connection, sql, (json.dumps(list(offers)),)))


def partner_rows(connection: Connection, number: int) -> list[tuple[int, int]]:
    """(party, row id) of the partners of a promotion, merges followed."""
    sql = f"SELECT {root('m.party_id')}, m.id FROM promotion_partner m WHERE m.promotion_id = ? ORDER BY m.id"
    return [(party, row) for party, row in many.tuples(connection, sql, (number,))]


def hangs_on(connection: Connection, number: int, party: int) -> bool:
    """Whether a partner hands out vouchers of a promotion, did something to be seen, or was posted something."""
    sql = (
        f"SELECT EXISTS (SELECT 1 FROM voucher_batch b WHERE b.promotion_id = ?1 AND {root('b.hander_id')} = ?2) "
        f"OR EXISTS (SELECT 1 FROM promotion_exposure e WHERE e.promotion_id = ?1 AND {root('e.party_id')} = ?2) "
        f"OR EXISTS (SELECT 1 FROM promotion_posting s WHERE s.promotion_id = ?1 AND {root('s.party_id')} = ?2)"
    )
    return bool(rows.first(connection, sql, (number, party))[0])


def was_posted(connection: Connection, exposure: int) -> bool:
    """Whether some posting, standing or reversed, is made of an exposure."""
    sql = "SELECT EXISTS (SELECT 1 FROM promotion_posting_item WHERE exposure_id = ?)"
    return bool(rows.first(connection, sql, (exposure,))[0])


def rows_of(connection: Connection, table: str, number: int) -> list[int]:
    """The row ids of what a table holds of a promotion."""
    return many.ids(connection, f'SELECT id FROM "{table}" WHERE promotion_id = ? ORDER BY id', (number,))


def ran_between(connection: Connection, first: dt.date | None, last: dt.date | None) -> list[int]:
    """The promotions that ran on some day between two (both included, None is open), the oldest first."""
    sql = (
        "SELECT id FROM promotion WHERE from_day <= ? "
        "AND coalesce(min(coalesce(until_day, finished_on), coalesce(finished_on, until_day)), ?) >= ? "
        "ORDER BY from_day, id"
    )
    ever = day_to_int(dt.date.max)
    begin, end = (day_to_int(first) if first else 0), (day_to_int(last) if last else ever)
    return many.ids(connection, sql, (end, ever, begin))


def _partners(connection: Connection, number: int) -> list[PartnerRow]:
    """The partners; of two that were merged into one only the first row counts."""
    sql = (
        f"SELECT {root('m.party_id')}, {name_of('m.party_id')}, m.our_share, m.their_share, m.margin_rate, m.costs "
        "FROM promotion_partner m WHERE m.promotion_id = ? ORDER BY m.id"
    )
    found: dict[int, PartnerRow] = {}
    for party, name, ours, theirs, rate, costs in many.tuples(connection, sql, (number,)):
        shares = int_to_quantity(ours), int_to_quantity(theirs)
        margin = None if rate is None else int_to_quantity(rate)
        found.setdefault(party, PartnerRow(party, name, *shares, margin, costs))
    return list(found.values())


def _offers(connection: Connection, number: int) -> list[OfferRow]:
    sql = (
        f"SELECT {OFFER}, o.id, o.uuid, {name_of('o.party_id')}, {root('o.party_id')} FROM offer o "
        "WHERE o.promotion_id = ? ORDER BY o.id"
    )
    made = []
    for found in many.tuples(connection, sql, (number,)):
        row, uuid, name, shop = found[OFFER_WIDTH:]
        terms = offer_of((found[0], shop, *found[2:OFFER_WIDTH]))
        made.append(OfferRow(row, UUID(bytes=uuid), name, terms))
    return made


def _exposures(connection: Connection, number: int) -> list[ExposureRow]:
    sql = (
        f"SELECT e.id, e.uuid, {root('e.party_id')}, {name_of('e.party_id')}, e.direction, e.day, e.what, e.quantity, "
        "e.value FROM promotion_exposure e WHERE e.promotion_id = ? ORDER BY e.day, e.id"
    )
    return [
        ExposureRow(
            row, UUID(bytes=uuid), party, name, Direction(side), int_to_day(day), what, int_to_quantity(count), value
        )
        for row, uuid, party, name, side, day, what, count, value in many.tuples(connection, sql, (number,))
    ]


def _listed(found: Sequence[Any]) -> PromotionRow:
    row, uuid, title, first, last, finished, target, names, parties, *counts = found
    days = int_to_day(first), _day(last), _day(finished)
    return PromotionRow(
        row, UUID(bytes=uuid), title, *days, target, tuple(json.loads(names)), tuple(json.loads(parties)), *counts
    )


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
