"""The shelf and the loans as they stand: the ids of a list, and its rows by page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow_entry, many, rows
from db.queries.flow import current
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.ledger import Direction, Kind
from partnercrm.domain.lending import loan_state
from partnercrm.domain.lending_rows import LoanFilter, LoanRow, LoanSort, OfferRow, ResourceRow
from partnercrm.domain.text import fold

_STANDING = f"(SELECT max({current('x.exchange_id')}) FROM loan_posting x WHERE x.loan_id = l.id)"
_FROM = "loan l JOIN shared_resource s ON s.id = l.resource_id LEFT JOIN alias a ON a.party_id = l.party_id"
_SORTS = {
    LoanSort.DUE: "coalesce(l.due_day, 99991231)",
    LoanSort.DAY: "l.day",
    LoanSort.RESOURCE: "s.name COLLATE NOCASE",
    LoanSort.PARTY: "(SELECT sort_name FROM party WHERE id = coalesce(a.root_id, l.party_id))",
}
_PAGE = f"""
    SELECT l.id, l.uuid, s.id, s.uuid, s.name, s.kind, s.owner_id, p.id, p.uuid, p.name, l.day, l.due_day,
        l.returned_day, l.quantity, l.unit, l.price, l.condition_out, l.condition_back, l.note,
        f.id, f.title, f.due, f.state, {_STANDING}
    FROM json_each(?) j CROSS JOIN loan l ON l.id = j.value JOIN shared_resource s ON s.id = l.resource_id
    LEFT JOIN alias a ON a.party_id = l.party_id JOIN party p ON p.id = coalesce(a.root_id, l.party_id)
    LEFT JOIN follow_up f ON f.id = l.follow_up_id ORDER BY j.key
"""
_SHELF = """
    SELECT s.id, s.uuid, s.name, s.kind, p.id, p.uuid, coalesce(p.name, ''), s.unit, s.note, s.retired_at IS NOT NULL,
        (SELECT json_group_array(name) FROM (SELECT q.name FROM loan l LEFT JOIN alias b ON b.party_id = l.party_id
            JOIN party q ON q.id = coalesce(b.root_id, l.party_id) WHERE l.resource_id = s.id AND l.returned_day IS NULL
            ORDER BY coalesce(l.due_day, 99991231), l.id)),
        (SELECT count(*) FROM loan l WHERE l.resource_id = s.id)
    FROM shared_resource s LEFT JOIN alias a ON a.party_id = s.owner_id
    LEFT JOIN party p ON p.id = coalesce(a.root_id, s.owner_id)
"""


def shelf(connection: Connection, *, retired: bool = False) -> list[ResourceRow]:
    """All that is on the shelf, ours first, by name; with `retired` also what was put away."""
    where = "" if retired else "WHERE s.retired_at IS NULL "
    order = "ORDER BY s.owner_id IS NOT NULL, s.name COLLATE NOCASE, s.id"
    return [_resource(row) for row in many.tuples(connection, f"{_SHELF} {where}{order}")]


def resource(connection: Connection, number: int) -> ResourceRow | None:
    """One thing on the shelf, also one that was put away."""
    found = many.tuples(connection, f"{_SHELF} WHERE s.id = ?", (number,))
    return _resource(found[0]) if found else None


def _resource(found: Sequence[Any]) -> ResourceRow:
    number, uuid, name, kind, owner, owner_uuid, owner_name, unit, note, retired, out_with, loans = found
    return ResourceRow(
        id=number,
        uuid=UUID(bytes=uuid),
        name=name,
        kind=Kind(kind),
        owner=owner,
        owner_uuid=None if owner_uuid is None else UUID(bytes=owner_uuid),
        owner_name=owner_name,
        unit=unit,
        note=note,
        retired=bool(retired),
        out_with=tuple(json.loads(out_with)),
        loans=loans,
    )


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a loan."""
    found = rows.first(connection, "SELECT id FROM loan WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def ids(
    connection: Connection,
    wanted: LoanFilter,
    today: dt.date,
    sort: LoanSort = LoanSort.DUE,
    *,
    ascending: bool = True,
) -> list[int]:
    """The row ids that a filter lets through, what is out before what is back, the latest returned first."""
    where, values = _where(wanted, today)
    way = "ASC" if ascending else "DESC"
    back = "l.returned_day IS NOT NULL, l.returned_day DESC, " if sort is LoanSort.DUE else ""
    sql = f"SELECT l.id FROM {_FROM} WHERE {where} ORDER BY {back}{_SORTS[sort]} {way}, l.day {way}, l.id {way}"
    found = many.ids(connection, sql, tuple(values))
    return _saying(connection, found, wanted.text) if wanted.text.strip() else found


def _where(wanted: LoanFilter, today: dt.date) -> tuple[str, list[Any]]:
    parts: list[tuple[str, tuple[Any, ...]]] = [("1", ())]
    if wanted.direction is not None:
        parts.append((f"s.owner_id IS {'' if wanted.direction is Direction.GIVEN else 'NOT '}NULL", ()))
    if wanted.out or wanted.late:
        parts.append(("l.returned_day IS NULL", ()))
    if wanted.late:
        parts.append(("l.due_day < ?", (day_to_int(today),)))
    if wanted.returned or wanted.not_in_ledger:
        parts.append(("l.returned_day IS NOT NULL", ()))
    if wanted.not_in_ledger:
        parts.append((f"{_STANDING} IS NULL", ()))
    if wanted.party is not None:
        parts.append((f"l.party_id IN ({family('?')})", (wanted.party,) * 2))
    if wanted.resource is not None:
        parts.append(("l.resource_id = ?", (wanted.resource,)))
    where = " AND ".join(condition for condition, _values in parts)
    return where, [value for _condition, values in parts for value in values]


def _saying(connection: Connection, numbers: Sequence[int], text: str) -> list[int]:
    """Those whose thing, party or note hold the text; they are few, so they are read and folded."""
    wanted = fold(text).split()
    sql = (
        "SELECT l.id, s.name || ' ' || p.name || ' ' || l.note FROM json_each(?) j CROSS JOIN loan l ON l.id = j.value "
        "JOIN shared_resource s ON s.id = l.resource_id LEFT JOIN alias a ON a.party_id = l.party_id "
        "JOIN party p ON p.id = coalesce(a.root_id, l.party_id) ORDER BY j.key"
    )
    found = many.tuples(connection, sql, (json.dumps(list(numbers)),))
    return [number for number, said in found if all(word in fold(said) for word in wanted)]


def page_rows(connection: Connection, numbers: Sequence[int], today: dt.date) -> list[LoanRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    found = many.tuples(connection, _PAGE, (json.dumps(list(numbers)),))
    entries = flow_entry.entries(connection, [row[-1] for row in found])
    return [_loan(row, entries, today) for row in found]


def _loan(found: Sequence[Any], entries: Mapping[int, FlowEntry], today: dt.date) -> LoanRow:
    step, title, step_due, step_state = found[19:23]
    due, returned = _day(found[11]), _day(found[12])
    reminder = None if step is None else NextStepRow(step, title, int_to_day(step_due), FollowUpState(step_state))
    return LoanRow(
        id=found[0],
        uuid=UUID(bytes=found[1]),
        resource=found[2],
        resource_uuid=UUID(bytes=found[3]),
        name=found[4],
        kind=Kind(found[5]),
        direction=Direction.GIVEN if found[6] is None else Direction.RECEIVED,
        party=found[7],
        party_uuid=UUID(bytes=found[8]),
        party_name=found[9],
        day=int_to_day(found[10]),
        due=due,
        returned=returned,
        state=loan_state(returned, due, today),
        quantity=None if found[13] is None else int_to_quantity(found[13]),
        unit=found[14],
        price=found[15],
        condition_out=found[16],
        condition_back=found[17],
        note=found[18],
        reminder=reminder,
        entry=entries.get(found[23]),
    )


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)


def posted(connection: Connection, loan: int) -> list[int]:
    """The entries that were ever posted of a loan, in order."""
    return many.ids(connection, "SELECT exchange_id AS id FROM loan_posting WHERE loan_id = ? ORDER BY id", (loan,))


def offers(connection: Connection) -> list[OfferRow]:
    """What we could give beside what is on the shelf, in the order in which it was said."""
    found = many.tuples(connection, "SELECT id, uuid, text, kind FROM our_offer ORDER BY id")
    return [
        OfferRow(text, None if kind is None else Kind(kind), UUID(bytes=uuid), offer=number)
        for number, uuid, text, kind in found
    ]
