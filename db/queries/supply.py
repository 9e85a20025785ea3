"""Who can supply what, and their prices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many
from db.tables.kept_triggers import family
from db.values import int_to_day, int_to_quantity
from partnercrm.domain.supply import Price
from partnercrm.domain.supply_rows import PriceRow, SupplierItemFilter, SupplierItemRow

_ROWS = """
    SELECT s.id, s.uuid, i.id, i.name, i.unit, p.id, p.uuid, p.name, s.share, s.lead_days, s.minimum, s.their_code,
        s.tested_on, s.recover_says, s.recover_we_think, s.note, s.ended_on
    FROM supplier_item s JOIN item i ON i.id = s.item_id LEFT JOIN alias a ON a.party_id = s.party_id
    JOIN party p ON p.id = coalesce(a.root_id, s.party_id)
"""


def supplier_items(connection: Connection, wanted: SupplierItemFilter) -> list[SupplierItemRow]:
    """What a filter lets through, by item and supplier."""
    parts, values = ["1"], []
    if wanted.party is not None:
        parts.append(f"s.party_id IN ({family('?')})")
        values += [wanted.party, wanted.party]
    if wanted.item is not None:
        parts.append("s.item_id = ?")
        values.append(wanted.item)
    if not wanted.ended:
        parts.append("s.ended_on IS NULL")
    sql = f"{_ROWS} WHERE {' AND '.join(parts)} ORDER BY i.name_key, p.sort_name, s.id"
    return _with_prices(connection, many.tuples(connection, sql, tuple(values)))


def by_ids(connection: Connection, numbers: Sequence[int]) -> list[SupplierItemRow]:
    """These rows, by row id."""
    sql = f"{_ROWS} WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id"
    return _with_prices(connection, many.tuples(connection, sql, (json.dumps(list(numbers)),)))


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of an offer."""
    found = many.tuples(connection, "SELECT id FROM supplier_item WHERE uuid = ?", (uuid.bytes,))
    return int(found[0][0]) if found else None


def pairs(connection: Connection) -> dict[tuple[int, int], int]:
    """All offers, ended ones too: the row id by item and supplier as it stands now."""
    sql = (
        "SELECT s.item_id, coalesce(a.root_id, s.party_id), s.id FROM supplier_item s "
        "LEFT JOIN alias a ON a.party_id = s.party_id ORDER BY s.id DESC"
    )
    return {(item, party): number for item, party, number in many.tuples(connection, sql)}


def last_prices(connection: Connection, numbers: Sequence[int]) -> dict[int, list[PriceRow]]:
    """The prices of these offers by the offer's row id, the earliest first."""
    sql = (
        "SELECT supplier_item_id, id, uuid, from_day, price, tax_on_top FROM supplier_price "
        "WHERE supplier_item_id IN (SELECT value FROM json_each(?)) ORDER BY supplier_item_id, from_day"
    )
    found: dict[int, list[PriceRow]] = {}
    for offer, number, uuid, day, price, tax in many.tuples(connection, sql, (json.dumps(list(numbers)),)):
        row = PriceRow(number, UUID(bytes=uuid), int_to_day(day), price_of(price, tax))
        found.setdefault(offer, []).append(row)
    return found


def price_of(price: int, tax: int | None) -> Price:
    """A price as two columns keep it."""
    return Price(price, quantity(tax))


def quantity(number: int | None) -> Decimal | None:
    """A quantity as a column keeps it."""
    return None if number is None else int_to_quantity(number)


def _with_prices(connection: Connection, found: Sequence[tuple[Any, ...]]) -> list[SupplierItemRow]:
    prices = last_prices(connection, [row[0] for row in found])
    return [_row(row, tuple(prices.get(row[0], ()))) for row in found]


def _row(found: Sequence[Any], prices: tuple[PriceRow, ...]) -> SupplierItemRow:
    number, uuid, item, item_name, unit, party, party_uuid, party_name, share, lead, minimum, code = found[:12]
    tested, says, think, note, ended = found[12:]
    return SupplierItemRow(
        id=number,
        uuid=UUID(bytes=uuid),
        item=item,
        item_name=item_name,
        unit=unit,
        party=party,
        party_uuid=UUID(bytes=party_uuid),
        party_name=party_name,
        share=quantity(share),
        lead_days=lead,
        minimum=quantity(minimum),
        their_code=code,
        tested_on=None if tested is None else int_to_day(tested),
        recover_says=says,
        recover_we_think=think,
        note=note,
        ended_on=None if ended is None else int_to_day(ended),
        prices=prices,
    )
