"""What neighbours buy together, as it stands: the ids of the list, and each with its shares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow_entry, many, rows
from db.queries.flow import current
from db.tables.kept_triggers import family
from db.values import int_to_day, int_to_quantity
from partnercrm.domain.joint_buying import FreightRule, Share, Step, Wanted, goods_value, next_step, shares, unit_price
from partnercrm.domain.joint_buying_rows import JointRow, ShareRow

_PAGE = """
    SELECT g.id, g.uuid, g.what, g.unit, p.id, coalesce(p.name, ''), g.day, g.freight, g.freight_rule, g.goods_bill,
        g.note, (SELECT json_group_array(json_array(s.from_quantity, s.price)) FROM (SELECT * FROM joint_buying_step
            WHERE joint_buying_id = g.id ORDER BY from_quantity) s)
    FROM json_each(?) j CROSS JOIN joint_buying g ON g.id = j.value LEFT JOIN alias a ON a.party_id = g.supplier_id
    LEFT JOIN party p ON p.id = coalesce(a.root_id, g.supplier_id) ORDER BY j.key
"""
_SHARES = f"""
    SELECT s.joint_buying_id, s.id, p.id, p.uuid, coalesce(p.name, ''), s.quantity,
        (SELECT max({current("x.exchange_id")}) FROM joint_buying_posting x WHERE x.share_id = s.id)
    FROM json_each(?) j CROSS JOIN joint_buying_share s ON s.joint_buying_id = j.value
    LEFT JOIN alias a ON a.party_id = s.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, s.party_id)
    ORDER BY s.party_id IS NOT NULL, s.id
"""


def ids(connection: Connection, party: int | None = None) -> list[int]:
    """All that was bought together, the latest first; of a party only that of which it took some or which it sold."""
    if party is None:
        return many.ids(connection, "SELECT id FROM joint_buying ORDER BY day DESC, id DESC")
    sql = (
        f"SELECT g.id FROM joint_buying g WHERE g.supplier_id IN ({family('?')}) OR EXISTS (SELECT 1 FROM "
        f"joint_buying_share s WHERE s.joint_buying_id = g.id AND s.party_id IN ({family('?')})) "
        "ORDER BY g.day DESC, g.id DESC"
    )
    return many.ids(connection, sql, (party,) * 4)


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of something bought together."""
    found = rows.first(connection, "SELECT id FROM joint_buying WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def page_rows(connection: Connection, numbers: Sequence[int]) -> list[JointRow]:
    """The rows of these ids with their shares, ours first; ids that are gone are left out."""
    wanted = json.dumps(list(numbers))
    of: dict[int, list[tuple[Any, ...]]] = {}
    found = many.tuples(connection, _SHARES, (wanted,))
    for row in found:
        of.setdefault(row[0], []).append(row[1:])
    entries = flow_entry.entries(connection, [row[-1] for row in found])
    return [_joint(row, of.get(row[0], []), entries) for row in many.tuples(connection, _PAGE, (wanted,))]


def _joint(found: Sequence[Any], taken: Sequence[tuple[Any, ...]], entries: Any) -> JointRow:
    steps = tuple(Step(int_to_quantity(start), price) for start, price in json.loads(found[11]))
    freight, rule, goods_bill = found[7], FreightRule(found[8]), found[9]
    wanted = [Wanted(party, int_to_quantity(quantity)) for _id, party, _uuid, _name, quantity, _entry in taken]
    total = sum((each.quantity for each in wanted), Decimal(0))
    split = shares(wanted, steps, freight, rule, goods_bill) if wanted else []
    return JointRow(
        id=found[0],
        uuid=UUID(bytes=found[1]),
        what=found[2],
        unit=found[3],
        supplier=found[4],
        supplier_name=found[5],
        day=int_to_day(found[6]),
        steps=steps,
        freight=freight,
        freight_rule=rule,
        goods_bill=goods_bill,
        note=found[10],
        quantity=total,
        price=unit_price(steps, total),
        goods=goods_value(steps, total) if goods_bill is None else goods_bill,
        cheaper=next_step(steps, total),
        shares=tuple(_share(row, share, entries) for row, share in zip(taken, split, strict=True)),
    )


def _share(found: Sequence[Any], share: Share, entries: Any) -> ShareRow:
    number, party, uuid, name, _quantity, entry = found
    party_uuid = None if uuid is None else UUID(bytes=uuid)
    return ShareRow(number, party, party_uuid, name, share.quantity, share.goods, share.freight, entries.get(entry))


def posted(connection: Connection, share: int) -> list[int]:
    """The entries that were ever posted of a share, in order."""
    sql = "SELECT exchange_id AS id FROM joint_buying_posting WHERE share_id = ? ORDER BY id"
    return many.ids(connection, sql, (share,))


def step_ids(connection: Connection, joint: int) -> list[int]:
    """The row ids of its volume prices."""
    return many.ids(connection, "SELECT id FROM joint_buying_step WHERE joint_buying_id = ? ORDER BY id", (joint,))
