"""Agreements as they stand: their parties as the records that they are today, clauses, documents, and what was done."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import many, rows
from db.queries.posting import family_of, marks
from db.values import day_to_int, int_to_day, int_to_moment, int_to_quantity
from partnercrm.domain.agreement import AgreementKind, Term
from partnercrm.domain.agreement_rows import AgreementFilter, AgreementRow, ClauseRow, DocumentRow, PartyName
from partnercrm.domain.clause import Promise, Rhythm
from partnercrm.domain.ledger import Direction, Kind, Source
from partnercrm.domain.record import dataclass

VOUCHER = "voucher"
_HEADS = """
    SELECT g.id, g.uuid, g.title, g.kind, g.from_day, g.to_day, g.notice_days, g.renew_months, g.remind_days,
        g.ended_on, g.signed_on, g.signed_by, g.end_reason, g.note
    FROM json_each(?) j JOIN agreement g ON g.id = j.value ORDER BY j.key
"""
_PARTIES = """
    SELECT DISTINCT m.agreement_id, p.id, p.uuid, p.name FROM json_each(?) j
    JOIN agreement_party m ON m.agreement_id = j.value LEFT JOIN alias a ON a.party_id = m.party_id
    JOIN party p ON p.id = coalesce(a.root_id, m.party_id) ORDER BY p.sort_name, p.id
"""
_CLAUSES = """
    SELECT c.agreement_id, c.id, c.uuid, c.direction, c.kind, c.amount, c.count, c.unit, c.what, c.rhythm, c.due_day,
        p.id, p.uuid, p.name
    FROM json_each(?) j JOIN clause c ON c.agreement_id = j.value LEFT JOIN alias a ON a.party_id = c.party_id
    LEFT JOIN party p ON p.id = coalesce(a.root_id, c.party_id) ORDER BY c.agreement_id, c.position, c.id
"""
_DOCUMENTS = """
    SELECT d.agreement_id, d.id, d.uuid, d.name, d.size, d.sha256, d.added_at, u.name
    FROM json_each(?) j JOIN agreement_document d ON d.agreement_id = j.value JOIN user u ON u.id = d.added_by
    ORDER BY d.id
"""


def ids(connection: Connection, wanted: AgreementFilter) -> list[int]:
    """The agreements of a filter by their name; whether they ended is told by the rows."""
    sql = "SELECT g.id FROM agreement g WHERE 1"
    values: list[Any] = []
    if wanted.kind is not None:
        sql, values = sql + " AND g.kind = ?", [wanted.kind.value]
    if wanted.party is not None:
        family = family_of(connection, wanted.party)
        sql += f" AND g.id IN (SELECT agreement_id FROM agreement_party WHERE party_id IN ({marks(family)}))"
        values += family
    return many.ids(connection, f"{sql} ORDER BY lower(g.title), g.id", tuple(values))


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of an agreement."""
    found = rows.first(connection, "SELECT id FROM agreement WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def titled(connection: Connection, title: str) -> list[int]:
    """The agreements of that very name, capitals apart."""
    return many.ids(connection, "SELECT id FROM agreement WHERE lower(title) = lower(?)", (title,))


def read(connection: Connection, numbers: Sequence[int], today: dt.date) -> list[AgreementRow]:
    """The agreements of these ids in their order, their clauses without instances; ids that are gone are left out."""
    wanted = (json.dumps(list(numbers)),)
    parties = _grouped(many.tuples(connection, _PARTIES, wanted), _party)
    clauses = _grouped(many.tuples(connection, _CLAUSES, wanted), _clause)
    documents = _grouped(many.tuples(connection, _DOCUMENTS, wanted), _document)
    return [
        AgreementRow(
            id=row[0],
            uuid=UUID(bytes=row[1]),
            title=row[2],
            kind=AgreementKind(row[3]),
            parties=parties[row[0]],
            term=Term(int_to_day(row[4]), _day(row[5]), row[6], row[7], row[8], _day(row[9])),
            signed_on=_day(row[10]),
            signed_by=row[11],
            end_reason=row[12],
            note=row[13],
            clauses=clauses[row[0]],
            documents=documents[row[0]],
            today=today,
        )
        for row in many.tuples(connection, _HEADS, wanted)
    ]


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A line that stands, less what was credited: the party's root, its day (that to which it belongs), the agreement
    that its entry names, and where the entry comes from; or a voucher that was used."""

    party: int
    day: dt.date
    direction: Direction
    kind: Kind
    value: int | None
    quantity: Decimal | None
    unit: str
    what: str = ""
    agreement: int | None = None
    source: Source | None = None
    exchange: int | None = None


# A correction and what is entered again stand for the entry that named the agreement.
NAMED = """
    WITH RECURSIVE named(agreement_id, exchange_id) AS (
        SELECT agreement_id, exchange_id FROM agreement_exchange UNION
        SELECT n.agreement_id, e.id FROM named n
        JOIN exchange e ON e.corrects_id = n.exchange_id OR e.enters_again_id = n.exchange_id
    )
"""
CREDITED = """
    (SELECT coalesce(sum(k.value), 0) FROM line k JOIN exchange x ON x.id = k.exchange_id AND x.credits_id IS NOT NULL
        WHERE k.takes_back_id = l.id AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = x.id))
"""
_DONE = f"""
    {NAMED}
    SELECT coalesce(a.root_id, l.party_id), coalesce(e.belongs_to, l.day), l.direction, l.kind, l.value - {CREDITED},
        l.quantity, l.unit, coalesce(w.what, ''), (SELECT n.agreement_id FROM named n WHERE n.exchange_id = e.id),
        e.source, e.id
    FROM json_each(?) j JOIN line l ON l.party_id = j.value JOIN exchange e ON e.id = l.exchange_id
    LEFT JOIN alias a ON a.party_id = l.party_id LEFT JOIN line_text w ON w.line_id = l.id
    WHERE l.asks IN ('money', 'in_kind', 'nothing') AND l.day >= ? AND l.sign = 1 AND l.opening = 0
        AND l.kind IN (SELECT value FROM json_each(?)) AND e.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
"""


def done_lines(
    connection: Connection, parties: Iterable[int], kinds: Iterable[Kind], from_day: dt.date
) -> list[DoneLine]:
    """What passed with these parties (roots) of these kinds since a day: entries that stand, openings left out."""
    families = sorted({each for party in parties for each in family_of(connection, party)})
    values = (json.dumps(families), day_to_int(from_day), json.dumps([kind.value for kind in kinds]))
    return [_done(row) for row in many.tuples(connection, _DONE, values)]


# We give what their vouchers take off in our shop, they give what ours take off in theirs. What was all given back is
# out: the code is free again.
_USED = """
    SELECT coalesce(a.root_id, u.party_id), u.day, u.direction FROM (
        SELECT b.hander_id AS party_id, r.day, 1 AS direction, r.id FROM redemption r
        JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
        WHERE r.shop_id IS NULL AND b.hander_id IS NOT NULL
        UNION ALL
        SELECT r.shop_id, r.day, -1, r.id FROM redemption r
        JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
        WHERE r.shop_id IS NOT NULL AND b.hander_id IS NULL
    ) u LEFT JOIN alias a ON a.party_id = u.party_id
    WHERE u.day >= ? AND u.party_id IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (SELECT 1 FROM redemption_return x WHERE x.redemption_id = u.id AND x.frees = 1)
"""


def vouchers_used(connection: Connection, parties: Iterable[int], from_day: dt.date) -> list[DoneLine]:
    """The vouchers of these parties (roots) that were used since a day, each as a discount of one voucher."""
    families = sorted({each for party in parties for each in family_of(connection, party)})
    return [
        DoneLine(party, int_to_day(day), _side(direction), Kind.DISCOUNT, None, Decimal(1), VOUCHER)
        for party, day, direction in many.tuples(connection, _USED, (day_to_int(from_day), json.dumps(families)))
    ]


def content(connection: Connection, document: int) -> tuple[bytes | None, bytes | None]:
    """The bytes of a document, and the hash that they had."""
    sql = (
        "SELECT b.content, d.sha256 FROM agreement_document d JOIN document_content b ON b.sha256 = d.sha256 "
        "WHERE d.id = ?"
    )
    found = rows.first(connection, sql, (document,))
    return (bytes(found[0]), bytes(found[1])) if found else (None, None)


def document_of(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a document."""
    found = rows.first(connection, "SELECT id FROM agreement_document WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def document_name(connection: Connection, document: int) -> str | None:
    """What a document is called."""
    found = rows.first(connection, "SELECT name FROM agreement_document WHERE id = ?", (document,))
    return str(found[0]) if found else None


def has_content(connection: Connection, sha256: bytes) -> bool:
    """Whether these bytes are in the store already."""
    return rows.first(connection, "SELECT 1 FROM document_content WHERE sha256 = ?", (sha256,)) is not None


_NAMES_CONTENT = "a.row_table = 'agreement_document' AND hex(b.sha256) IN (a.before ->> 'sha256', a.after ->> 'sha256')"


def unused_contents(connection: Connection, moment: int) -> list[int]:
    """The bytes (row ids) that no document has, nor had after a moment (microseconds since 1970)."""
    sql = (
        "SELECT b.id FROM document_content b "
        "WHERE NOT EXISTS (SELECT 1 FROM agreement_document d WHERE d.sha256 = b.sha256) AND NOT EXISTS "
        f"(SELECT 1 FROM audit a JOIN operation o ON o.id = a.operation_id WHERE {_NAMES_CONTENT} AND o.moment > ?)"
    )
    return many.ids(connection, sql, (moment,))


def forget_content(connection: Connection, number: int) -> None:
    """Takes bytes away for good; what put a document with them there or took it off cannot be undone any more."""
    sql = (
        "UPDATE operation SET undoable = 0 WHERE id IN (SELECT a.operation_id FROM audit a "
        f"JOIN document_content b ON {_NAMES_CONTENT} WHERE b.id = ?)"
    )
    connection.exec_driver_sql(sql, (number,))
    connection.exec_driver_sql("DELETE FROM document_content WHERE id = ?", (number,))


def reminders(connection: Connection, agreement: int) -> dict[dt.date, tuple[int, str]]:
    """The reminders that were made for an agreement by their day: row id and state of each follow-up."""
    sql = (
        "SELECT r.day, f.id, f.state FROM agreement_reminder r JOIN follow_up f ON f.id = r.follow_up_id "
        "WHERE r.agreement_id = ?"
    )
    return {int_to_day(day): (number, state) for day, number, state in many.tuples(connection, sql, (agreement,))}


def named(connection: Connection, exchange: int) -> int | None:
    """The agreement that an entry names, or the one that it corrects or enters again."""
    found = rows.first(connection, f"{NAMED} SELECT agreement_id FROM named WHERE exchange_id = ?", (exchange,))
    return int(found[0]) if found else None


def naming(connection: Connection, exchange: int) -> int | None:
    """The row that says which agreement an entry belongs to."""
    found = rows.first(connection, "SELECT id FROM agreement_exchange WHERE exchange_id = ?", (exchange,))
    return int(found[0]) if found else None


def is_used(connection: Connection, agreement: int) -> bool:
    """Whether a joint product or goods on consignment name an agreement."""
    sql = (
        "SELECT 1 FROM joint_product WHERE agreement_id = ? UNION ALL SELECT 1 FROM consignment WHERE agreement_id = ?"
    )
    return rows.first(connection, sql, (agreement, agreement)) is not None


def members(connection: Connection, agreement: int) -> list[tuple[int, int]]:
    """The rows that say whose agreement it is: row id and party as it was named."""
    sql = "SELECT id, party_id FROM agreement_party WHERE agreement_id = ? ORDER BY id"
    return [(number, party) for number, party in many.tuples(connection, sql, (agreement,))]


def running_out(connection: Connection) -> list[int]:
    """The agreements that have an end and were not ended early."""
    return many.ids(connection, "SELECT id FROM agreement WHERE to_day IS NOT NULL AND ended_on IS NULL ORDER BY id")


def children(connection: Connection, table: str, agreement: int) -> list[int]:
    """The row ids of what hangs on an agreement in one of its tables."""
    return many.ids(connection, f'SELECT id FROM "{table}" WHERE agreement_id = ? ORDER BY id', (agreement,))


def _grouped(found: Iterable[tuple[Any, ...]], made: Any) -> defaultdict[int, tuple[Any, ...]]:
    groups: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
    for number, *rest in found:
        groups[number] += (made(*rest),)
    return groups


def _party(number: int, uuid: bytes, name: str) -> PartyName:
    return PartyName(number, UUID(bytes=uuid), name)


def _clause(number: int, uuid: bytes, direction: int, kind: str, *rest: Any) -> ClauseRow:
    amount, count, unit, what, rhythm, due, party, party_uuid, name = rest
    return ClauseRow(
        id=number,
        uuid=UUID(bytes=uuid),
        side=_side(direction),
        kind=Kind(kind),
        promise=Promise(amount, None if count is None else int_to_quantity(count), unit),
        what=what,
        rhythm=Rhythm(rhythm),
        due=_day(due),
        party=None if party is None else _party(party, party_uuid, name),
    )


def _document(number: int, uuid: bytes, name: str, size: int, sha256: bytes, at: int, by: str) -> DocumentRow:
    return DocumentRow(number, UUID(bytes=uuid), name, size, bytes(sha256), int_to_moment(at), by)


def _done(row: tuple[Any, ...]) -> DoneLine:
    party, day, direction, kind, value, quantity, unit, what, agreement, source, exchange = row
    return DoneLine(
        party=party,
        day=int_to_day(day),
        direction=_side(direction),
        kind=Kind(kind),
        value=value,
        quantity=None if quantity is None else int_to_quantity(quantity),
        unit=unit,
        what=what,
        agreement=agreement,
        source=Source(source),
        exchange=exchange,
    )


def _side(direction: int) -> Direction:
    return Direction.GIVEN if direction > 0 else Direction.RECEIVED


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)
