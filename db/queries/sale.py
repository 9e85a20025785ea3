"""Sales: which are there, their rows by page, their sums, and what of them stands in the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from db.queries import many
from db.queries.flow import standing
from db.queries.party import family
from db.tables import sale as t
from db.values import day_to_int, int_to_day
from partnercrm.domain import codes
from partnercrm.domain.item import name_key
from partnercrm.domain.ledger import entry_number
from partnercrm.domain.sale import PaymentKind
from partnercrm.domain.sale_rows import SaleFilter, SaleRow, SaleSort, SaleTotals

MANY = 400
_PAGE = """
    SELECT s.id, s.uuid, s.day, s.minute, coalesce(p.id, 0), coalesce(p.name, ''), s.receipt, s.amount, s.reduction,
        s.rounding, s.paid, s.gift_card_amount, s.rest, s.tip, s.payment, s.card, s.voucher, s.gift_card, s.channel,
        s.source, o.uuid,
        (SELECT coalesce(sum(r.amount - r.reduction + r.rounding), 0) FROM sale r WHERE r.refunds_id = s.id),
        (SELECT e.fiscal_year || ' ' || e.sequence FROM sale_posting x JOIN exchange e ON e.id = x.exchange_id
         WHERE x.sale_id = s.id AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
         ORDER BY e.id DESC LIMIT 1),
        EXISTS (SELECT 1 FROM sale_posting x WHERE x.sale_id = s.id)
    FROM json_each(?) j CROSS JOIN sale s ON s.id = j.value LEFT JOIN sale o ON o.id = s.refunds_id
    LEFT JOIN alias a ON a.party_id = s.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, s.party_id)
    ORDER BY j.key
"""
_TOTALS = """
    SELECT count(*) FILTER (WHERE s.refunds_id IS NULL AND s.amount >= 0),
        count(*) FILTER (WHERE s.refunds_id IS NOT NULL OR s.amount < 0),
        coalesce(sum(s.amount), 0), coalesce(sum(s.reduction), 0), coalesce(sum(s.rounding), 0),
        coalesce(sum(s.paid), 0), coalesce(sum(s.gift_card_amount), 0), coalesce(sum(s.rest), 0),
        coalesce(sum(s.tip), 0)
    FROM sale s
"""
# Whatever a person may remember of a sale: its receipt, a code, who bought, what.
_HOLDS = r"""(
    s.receipt LIKE ? ESCAPE '\' OR ? IN (s.card, s.voucher, s.gift_card)
    OR s.party_id IN (SELECT id FROM party WHERE sort_name LIKE ? ESCAPE '\')
    OR s.id IN (SELECT x.sale_id FROM item i CROSS JOIN sale_item x ON x.item_id = i.id
        WHERE i.name_key LIKE ? ESCAPE '\')
)"""
_SORTS = {
    SaleSort.DAY: "",
    SaleSort.PRICE: "s.amount - s.reduction + s.rounding {way}, ",
    SaleSort.NAME: "(SELECT sort_name FROM party WHERE id = s.party_id) {way}, ",
}


def ids(
    connection: Connection, wanted: SaleFilter, *, ascending: bool = False, sort: SaleSort = SaleSort.DAY
) -> list[int]:
    """The row ids that a filter lets through, the latest (or highest) first unless `ascending`."""
    where, values = _where(connection, wanted)
    way = "ASC" if ascending else "DESC"
    order = f"ORDER BY {_SORTS[sort].format(way=way)}s.day {way}, s.minute {way}, s.id {way}"
    return many.ids(connection, f"SELECT s.id AS id FROM sale s {where} {order}", values)


def page_rows(connection: Connection, numbers: Sequence[int]) -> list[SaleRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    return [_row(row) for row in many.tuples(connection, _PAGE, (json.dumps(list(numbers)),))]


def totals(connection: Connection, wanted: SaleFilter) -> SaleTotals:
    """The sums over what a filter lets through."""
    where, values = _where(connection, wanted)
    ((*found,),) = many.tuples(connection, f"{_TOTALS} {where}", values)
    return SaleTotals(*found)


def among(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Those of these row ids that are there, the latest first."""
    found = "SELECT s.id FROM json_each(?) j CROSS JOIN sale s ON s.id = j.value"
    sql = f"{found} ORDER BY s.day DESC, s.minute DESC, s.id DESC"
    return many.ids(connection, sql, (json.dumps(list(numbers)),))


def totals_among(connection: Connection, numbers: Sequence[int]) -> SaleTotals:
    """The sums over these row ids."""
    where = "WHERE s.id IN (SELECT value FROM json_each(?))"
    ((*found,),) = many.tuples(connection, f"{_TOTALS} {where}", (json.dumps(list(numbers)),))
    return SaleTotals(*found)


def by_id(connection: Connection, number: int) -> Row[Any] | None:
    """The row of a sale."""
    return connection.execute(select(t.sale).where(t.sale.c.id == number)).first()


def find(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a sale by its UUID."""
    return connection.execute(select(t.sale.c.id).where(t.sale.c.uuid == uuid)).scalar()


def by_receipt(connection: Connection, receipt: str) -> list[int]:
    """The row ids of the sales of that receipt number, of whatever source."""
    return list(connection.execute(select(t.sale.c.id).where(t.sale.c.receipt == receipt)).scalars())


def references(connection: Connection, source: str, external_ids: Sequence[str]) -> dict[str, int]:
    """The sales of a source that are there, by what the source calls them."""
    found: dict[str, int] = {}
    for start in range(0, len(external_ids), MANY):
        c = t.sale.c
        some = external_ids[start : start + MANY]
        wanted = select(c.external_id, c.id).where(c.source == source, c.external_id.in_(some))
        found |= {row.external_id: row.id for row in connection.execute(wanted)}
    return found


def refunded(connection: Connection, number: int) -> tuple[int, int]:
    """What was taken back from a sale so far: of its price and of what was paid by gift card, both below zero."""
    c = t.sale.c
    sums = (func.coalesce(func.sum(part), 0) for part in (c.amount - c.reduction + c.rounding, c.gift_card_amount))
    price, gift_card = connection.execute(select(*sums).where(c.refunds_id == number)).one()
    return price, gift_card


def posted(connection: Connection, number: int) -> int | None:
    """The entry of a sale's unpaid rest that stands, or None."""
    c = t.sale_posting.c
    wanted = select(c.exchange_id).where(c.sale_id == number, standing(c.exchange_id))
    return connection.execute(wanted.order_by(c.id.desc())).scalar()


def _where(connection: Connection, wanted: SaleFilter) -> tuple[str, tuple[Any, ...]]:
    parts: list[tuple[str, Any]] = []
    held: tuple[str, ...] = ()
    if wanted.party is not None:
        mine = json.dumps(family(connection, wanted.party))
        parts.append(("s.party_id IN (SELECT value FROM json_each(?))", mine))
    if wanted.from_day is not None:
        parts.append(("s.day >= ?", day_to_int(wanted.from_day)))
    if wanted.to_day is not None:
        parts.append(("s.day <= ?", day_to_int(wanted.to_day)))
    if wanted.source is not None:
        parts.append(("s.source = ?", wanted.source))
    if wanted.refunds is not None:
        parts.append(("(s.refunds_id IS NOT NULL OR s.amount < 0) = ?", int(wanted.refunds)))
    conditions = [part for part, _value in parts]
    if wanted.unpaid:
        conditions.append("s.rest > 0")
    if wanted.text.strip():
        conditions.append(_HOLDS)
        held = _held(wanted.text.strip())
    where = "WHERE " + " AND ".join(conditions) if conditions else ""
    return where, (*(value for _part, value in parts), *held)


def _held(text: str) -> tuple[str, ...]:
    name = name_key(text)
    parts = (text, name, name)
    receipt, party, item = ("%" + re.sub(r"([\\%_])", r"\\\1", part) + "%" for part in parts)
    return receipt, codes.kept(text) or "-", party, item


def _row(row: Sequence[Any]) -> SaleRow:
    number, uuid, day, minute, party, name, receipt = row[:7]
    amount, reduction, rounding, paid, gift_card_amount, rest, tip = row[7:14]
    payment, card, voucher, gift_card, channel, source, refunds, back, entry, posted = row[14:]
    return SaleRow(
        id=number,
        uuid=UUID(bytes=uuid),
        day=int_to_day(day),
        minute=minute,
        party=party,
        name=name,
        receipt=receipt,
        amount=amount,
        reduction=reduction,
        rounding=rounding,
        paid=paid,
        gift_card_amount=gift_card_amount,
        rest=rest,
        tip=tip,
        payment=PaymentKind(payment),
        card=card,
        voucher=voucher,
        gift_card=gift_card,
        channel=channel,
        source=source,
        refunds=None if refunds is None else UUID(bytes=refunds),
        refunded=back,
        entry=entry_number(*map(int, entry.split())) if entry else "",
        taken_back=bool(posted) and not entry,
    )
