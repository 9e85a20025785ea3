"""Vouchers as they stand: one by its code, batches, hand-outs, and each use net of what came back of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many, rows
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.promotion import OfferDraft, OfferForm
from partnercrm.domain.voucher import BatchGroup, VoucherState
from partnercrm.domain.voucher_match import Loose
from partnercrm.domain.voucher_rows import BatchRow, HandOutRow, RedemptionRow, VoucherRow


def root(column: str) -> str:
    """SQL for the party that the one in a column became by merging, or itself."""
    return f"coalesce((SELECT root_id FROM alias WHERE party_id = {column}), {column})"


def name_of(column: str) -> str:
    """SQL for that party's name, "" where the column is empty."""
    return f"coalesce((SELECT name FROM party WHERE id = {root(column)}), '')"


BACK = (
    "SELECT redemption_id, sum(reduction) AS reduction, sum(revenue) AS revenue, max(frees) AS frees "
    "FROM redemption_return GROUP BY redemption_id"
)
"""What came back of each redemption."""

OFFER = "o.form, o.party_id, o.percent, o.amount, o.price, o.worth, o.buy, o.get, o.least, o.things"
OFFER_WIDTH = 10

# One by one by its index: a join with all that ever came back would read it whole for one code.
_USES = """(SELECT {what} FROM redemption r WHERE r.voucher_id = v.id AND NOT EXISTS
    (SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1))"""
_TAKEN = (
    "sum(r.reduction - coalesce((SELECT sum(x.reduction) FROM redemption_return x WHERE x.redemption_id = r.id), 0))"
)
_VOUCHER = f"""
    SELECT {OFFER}, v.id, v.code, b.id, p.id, p.title, {root("o.party_id")}, {name_of("o.party_id")},
        {root("b.hander_id")}, b."group", b.uses, b.partial, coalesce(b.from_day, p.from_day),
        coalesce(b.until_day, p.until_day), p.finished_on, h.day, {name_of("h.party_id")},
        n.day, coalesce(n.reason, ''),
        {_USES.format(what="count(*)")}, {_USES.format(what=f"coalesce({_TAKEN}, 0)")},
        {_USES.format(what="max(coalesce(r.belongs_to, r.day))")}
    FROM voucher v JOIN voucher_batch b ON b.id = v.batch_id JOIN offer o ON o.id = b.offer_id
    JOIN promotion p ON p.id = b.promotion_id LEFT JOIN voucher_out w ON w.voucher_id = v.id
    LEFT JOIN voucher_hand_out h ON h.id = w.hand_out_id LEFT JOIN voucher_void n ON n.voucher_id = v.id
"""


def by_code(connection: Connection, code: str) -> VoucherRow | None:
    """The voucher of a code as records keep it."""
    found = rows.first(connection, f"{_VOUCHER} WHERE v.code = ?", (code,))
    return _voucher(found) if found else None


def by_ids(connection: Connection, numbers: Sequence[int]) -> list[VoucherRow]:
    """The vouchers of these row ids, in their order; ids that are gone are left out."""
    sql = f"{_VOUCHER} JOIN json_each(?) j ON j.value = v.id ORDER BY j.key"
    return [_voucher(found) for found in many.tuples(connection, sql, (json.dumps(list(numbers)),))]


def ids(
    connection: Connection, today: dt.date, batch: int | None = None, state: VoucherState | None = None, text: str = ""
) -> list[int]:
    """The row ids of vouchers, by batch and number; of one batch, in one state, with that text in the code."""
    parts: list[str] = []
    values: list[object] = []
    if batch is not None:
        parts.append("v.batch_id = ?")
        values.append(batch)
    if text:
        parts.append("instr(v.code, ?) > 0")
        values.append(text)
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    found = many.ids(connection, f"SELECT v.id FROM voucher v{where} ORDER BY v.batch_id DESC, v.id", tuple(values))
    if state is None:
        return found
    return [row.id for row in by_ids(connection, found) if row.state(today) is state]


def by_codes(connection: Connection, codes: Iterable[str]) -> dict[str, VoucherRow]:
    """The vouchers of these codes, by code; a code that nobody has is left out."""
    sql = f"{_VOUCHER} WHERE v.code IN (SELECT value FROM json_each(?))"
    found = [_voucher(row) for row in many.tuples(connection, sql, (json.dumps(list(codes)),))]
    return {voucher.code: voucher for voucher in found}


def codes_known(connection: Connection, codes: Iterable[str]) -> set[str]:
    """Those of these codes that some voucher has."""
    sql = "SELECT v.code FROM json_each(?) j CROSS JOIN voucher v ON v.code = j.value"
    return {code for (code,) in many.tuples(connection, sql, (json.dumps(list(codes)),))}


def free_ids(connection: Connection, batch: int, most: int) -> list[int]:
    """The first vouchers of a batch that were not handed out, not used and not made void."""
    sql = (
        "SELECT v.id FROM voucher v WHERE v.batch_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM voucher_out w WHERE w.voucher_id = v.id) "
        "AND NOT EXISTS (SELECT 1 FROM voucher_void n WHERE n.voucher_id = v.id) "
        "AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.voucher_id = v.id) ORDER BY v.id LIMIT ?"
    )
    return many.ids(connection, sql, (batch, most))


def open_ids(connection: Connection, batch: int) -> list[int]:
    """The vouchers of a batch that were neither used nor made void."""
    sql = (
        "SELECT v.id FROM voucher v WHERE v.batch_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM voucher_void n WHERE n.voucher_id = v.id) "
        "AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.voucher_id = v.id AND NOT EXISTS "
        "(SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1)) ORDER BY v.id"
    )
    return many.ids(connection, sql, (batch,))


_USED = (
    "SELECT v.batch_id, count(DISTINCT v.id) AS used, count(*) AS uses FROM redemption r "
    f"JOIN voucher v ON v.id = r.voucher_id LEFT JOIN ({BACK}) x ON x.redemption_id = r.id "
    "WHERE coalesce(x.frees, 0) = 0 GROUP BY v.batch_id"
)
_COUNTS = (
    "SELECT v.batch_id, count(w.id) AS handed, count(n.id) AS void FROM voucher v "
    "LEFT JOIN voucher_out w ON w.voucher_id = v.id LEFT JOIN voucher_void n ON n.voucher_id = v.id GROUP BY v.batch_id"
)
_BATCH = f"""
    SELECT {OFFER}, b.id, b.uuid, p.id, p.title, o.id, {root("o.party_id")}, {name_of("o.party_id")},
        {root("b.hander_id")}, {name_of("b.hander_id")}, b."group", b.name, b.uses, b.partial,
        coalesce(b.from_day, p.from_day), coalesce(b.until_day, p.until_day), b.size, coalesce(c.handed, 0),
        coalesce(u.used, 0), coalesce(u.uses, 0), coalesce(c.void, 0)
    FROM voucher_batch b JOIN offer o ON o.id = b.offer_id JOIN promotion p ON p.id = b.promotion_id
    LEFT JOIN ({_COUNTS}) c ON c.batch_id = b.id LEFT JOIN ({_USED}) u ON u.batch_id = b.id
"""


def batches(connection: Connection, promotion: int | None = None) -> list[BatchRow]:
    """The batches, latest first: of one promotion, or all."""
    where, values = (" WHERE b.promotion_id = ?", (promotion,)) if promotion is not None else ("", ())
    return [_batch(found) for found in many.tuples(connection, f"{_BATCH}{where} ORDER BY b.id DESC", values)]


def batch(connection: Connection, number: int) -> BatchRow | None:
    """One batch."""
    found = rows.first(connection, f"{_BATCH} WHERE b.id = ?", (number,))
    return _batch(found) if found else None


def batches_named(connection: Connection, named: str) -> list[int]:
    """The row ids of the batches of that UUID or that name."""
    sql = "SELECT id FROM voucher_batch WHERE lower(hex(uuid)) = ? OR name = ? ORDER BY id"
    return many.ids(connection, sql, (named.replace("-", "").lower(), named))


def hand_outs(connection: Connection, number: int) -> list[HandOutRow]:
    """Who was handed how many of a batch, latest first."""
    sql = (
        f"SELECT h.id, h.day, {root('h.party_id')}, {name_of('h.party_id')}, h.count FROM voucher_hand_out h "
        "WHERE h.batch_id = ? ORDER BY h.day DESC, h.id DESC"
    )
    found = many.tuples(connection, sql, (number,))
    return [HandOutRow(row, int_to_day(day), party, name, count) for row, day, party, name, count in found]


_REDEMPTION = f"""
    SELECT r.id, r.uuid, r.voucher_id, v.code, r.day, r.belongs_to, {root("r.shop_id")}, {name_of("r.shop_id")},
        {root("r.party_id")}, {name_of("r.party_id")}, r.sale_id, s.uuid,
        coalesce(nullif(r.receipt, ''), s.receipt, ''), r.reduction - coalesce(x.reduction, 0),
        r.revenue - coalesce(x.revenue, 0), r.new_customer, coalesce(x.frees, 0)
    FROM redemption r JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
    LEFT JOIN sale s ON s.id = r.sale_id LEFT JOIN ({BACK}) x ON x.redemption_id = r.id
"""
_LOOSE = """
    SELECT r.id, v.code, coalesce(r.belongs_to, r.day), r.receipt, r.reduction, r.revenue, r.party_id, r.new_customer
    FROM {source} WHERE r.sale_id IS NULL AND r.shop_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1)
"""
_BY_CODE = "json_each(?) j CROSS JOIN voucher v ON v.code = j.value CROSS JOIN redemption r ON r.voucher_id = v.id"
_BY_RECEIPT = (
    "json_each(?) j CROSS JOIN redemption r ON r.receipt = j.value AND r.receipt <> '' "
    "JOIN voucher v ON v.id = r.voucher_id"
)


def redemptions(
    connection: Connection,
    *,
    promotion: int | None = None,
    voucher: int | None = None,
    party: int | None = None,
    sale: int | None = None,
) -> list[RedemptionRow]:
    """Uses of vouchers, latest first: of one promotion, one code, one customer or one sale."""
    wanted = {"b.promotion_id": promotion, "r.voucher_id": voucher, root("r.party_id"): party, "r.sale_id": sale}
    chosen = {column: value for column, value in wanted.items() if value is not None}
    where = " AND ".join(f"{column} = ?" for column in chosen) or "1"
    sql = f"{_REDEMPTION} WHERE {where} ORDER BY r.day DESC, r.id DESC"
    return [_redemption(found) for found in many.tuples(connection, sql, tuple(chosen.values()))]


def redemption(connection: Connection, number: int) -> RedemptionRow | None:
    """One use by its row id."""
    found = rows.first(connection, f"{_REDEMPTION} WHERE r.id = ?", (number,))
    return _redemption(found) if found else None


def loose(connection: Connection, codes: Iterable[str], receipts: Iterable[str]) -> list[Loose]:
    """The uses in our shop of these codes or receipts that stand and that no sale stands behind yet, in their order."""
    sql = f"{_LOOSE.format(source=_BY_CODE)} UNION {_LOOSE.format(source=_BY_RECEIPT)} ORDER BY 1"
    asked = (json.dumps(sorted(set(codes))), json.dumps(sorted(set(receipts))))
    return [
        Loose(number, code, int_to_day(day), receipt, off, paid, party, None if new is None else bool(new))
        for number, code, day, receipt, off, paid, party, new in many.tuples(connection, sql, asked)
    ]


def last_receipts(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """The receipt number of the last use that stands of each of these codes, where it has one."""
    sql = f"""
        SELECT v.code, coalesce(nullif(r.receipt, ''), s.receipt, '') FROM {_BY_CODE}
        LEFT JOIN sale s ON s.id = r.sale_id
        WHERE NOT EXISTS (SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1)
        ORDER BY r.day, r.id
    """
    found = dict(many.tuples(connection, sql, (json.dumps(sorted(set(codes))),)))
    return {code: receipt for code, receipt in found.items() if receipt}


def redemption_named(connection: Connection, named: str, code: str) -> int | None:
    """The row id of a use by its UUID, or the last one of a code that stands."""
    sql = (
        "SELECT r.id FROM redemption r JOIN voucher v ON v.id = r.voucher_id WHERE lower(hex(r.uuid)) = ? "
        "OR (v.code = ? AND NOT EXISTS "
        "(SELECT 1 FROM redemption_return x WHERE x.redemption_id = r.id AND x.frees = 1)) ORDER BY r.id DESC LIMIT 1"
    )
    found = rows.first(connection, sql, (named.replace("-", "").lower(), code))
    return int(found[0]) if found else None


def references(connection: Connection, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which external ids of a source some redemption has."""
    sql = "SELECT r.external_id FROM json_each(?) j CROSS JOIN redemption r ON r.source = ? AND r.external_id = j.value"
    return {one for (one,) in many.tuples(connection, sql, (json.dumps(list(external_ids)), source))}


def bought_before(connection: Connection, party: int, day: dt.date) -> bool:
    """Whether a customer (not merged) bought from us or used a voucher with us before a day."""
    family = "SELECT ? UNION ALL SELECT party_id FROM alias WHERE root_id = ?"
    sql = (
        f"SELECT EXISTS (SELECT 1 FROM sale WHERE party_id IN ({family}) AND day < ?) "
        f"OR EXISTS (SELECT 1 FROM redemption WHERE party_id IN ({family}) AND shop_id IS NULL AND day < ?)"
    )
    when = day_to_int(day)
    return bool(rows.first(connection, sql, (party, party, when, party, party, when))[0])


def offer_of(found: Sequence[Any]) -> OfferDraft:
    """The terms that stand in the columns of `OFFER`."""
    form, party, percent, amount, price, worth, buy, get, least, things = found
    off = None if percent is None else int_to_quantity(percent)
    return OfferDraft(OfferForm(form), party, off, amount, price, worth, buy, get, least, things)


def _voucher(found: Sequence[Any]) -> VoucherRow:
    terms, rest = offer_of(found[:OFFER_WIDTH]), found[OFFER_WIDTH:]
    number, code, in_batch, promotion, title, shop, shop_name, hander, group, uses, partial, first, *more = rest
    last, finished, handed, handed_to, void_on, why, used, taken, last_used = more
    return VoucherRow(
        id=number,
        code=code,
        batch=in_batch,
        promotion=promotion,
        title=title,
        terms=terms,
        shop=shop,
        shop_name=shop_name,
        hander=hander,
        group=BatchGroup(group),
        most_uses=uses,
        partial=bool(partial),
        from_day=int_to_day(first),
        until_day=_day(last),
        finished_on=_day(finished),
        handed_out=_day(handed),
        handed_to=handed_to,
        void_on=_day(void_on),
        void_reason=why,
        uses=used,
        taken=taken,
        last_used=_day(last_used),
    )


def _batch(found: Sequence[Any]) -> BatchRow:
    terms, rest = offer_of(found[:OFFER_WIDTH]), found[OFFER_WIDTH:]
    number, uuid, promotion, title, offer, shop, shop_name, hander, hander_name, group, name, *more = rest
    uses, partial, first, last, size, handed, used, redeemed, void = more
    return BatchRow(
        id=number,
        uuid=UUID(bytes=uuid),
        promotion=promotion,
        title=title,
        offer=offer,
        terms=terms,
        shop=shop,
        shop_name=shop_name,
        hander=hander,
        hander_name=hander_name,
        group=BatchGroup(group),
        name=name,
        uses=uses,
        partial=bool(partial),
        from_day=int_to_day(first),
        until_day=_day(last),
        size=size,
        handed_out=handed,
        used=used,
        redemptions=redeemed,
        void=void,
    )


def _redemption(found: Sequence[Any]) -> RedemptionRow:
    number, uuid, voucher, code, day, belongs_to, shop, shop_name, party, name, *more = found
    sale, booked, receipt, reduction, revenue, new, freed = more
    return RedemptionRow(
        id=number,
        uuid=UUID(bytes=uuid),
        voucher=voucher,
        code=code,
        day=int_to_day(day),
        belongs_to=_day(belongs_to),
        shop=shop,
        shop_name=shop_name,
        party=party,
        name=name,
        sale=sale,
        booked=UUID(bytes=booked) if booked else None,
        receipt=receipt,
        reduction=reduction,
        revenue=revenue,
        new_customer=None if new is None else bool(new),
        freed=bool(freed),
    )


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
