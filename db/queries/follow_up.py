"""Follow-ups as they stand: the ids of a list, its rows by page, and the rows that a change starts from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.queries import many
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day, int_to_moment
from partnercrm.domain.interaction import FollowUpState, Origin
from partnercrm.domain.interaction_rows import FollowUpFilter, FollowUpRow, FollowUpSort
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection

AWAKE = "(f.snoozed_until IS NULL OR f.snoozed_until <= ?)"
_NAME = "SELECT p.sort_name FROM party p WHERE p.id = coalesce(a.root_id, f.party_id)"
_SORTS = {
    FollowUpSort.DUE: "f.due",
    FollowUpSort.TITLE: "f.title COLLATE NOCASE",
    FollowUpSort.PARTY: f"({_NAME})",
    FollowUpSort.ASSIGNEE: "(SELECT name FROM user WHERE id = f.assignee_id)",
    FollowUpSort.MADE: "f.made_at",
}
_PAGE = """
    SELECT f.id, f.uuid, f.title, f.due, f.state, f.snoozed_until, p.id, coalesce(p.name, ''), u.id, u.name, f.origin,
        f.rule, f.interaction_id, f.made_at, f.closed_at
    FROM json_each(?) j CROSS JOIN follow_up f ON f.id = j.value JOIN user u ON u.id = f.assignee_id
    LEFT JOIN alias a ON a.party_id = f.party_id LEFT JOIN party p ON p.id = coalesce(a.root_id, f.party_id)
    ORDER BY j.key
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a change needs to know of a follow-up."""

    id: int
    title: str
    state: FollowUpState
    party: int | None


def ids(
    connection: Connection,
    wanted: FollowUpFilter,
    today: dt.date,
    sort: FollowUpSort = FollowUpSort.DUE,
    *,
    ascending: bool = True,
) -> list[int]:
    """The row ids that a filter lets through, in order: open ones before closed ones, and equal ones by due day."""
    where, values = _where(wanted, today)
    way = "ASC" if ascending else "DESC"
    order = f"{_SORTS[sort]} {way}, f.due, f.id" if sort is not FollowUpSort.DUE else f"f.due {way}, f.id {way}"
    opened = "" if wanted.state else "f.state <> 'open', "
    merged = " LEFT JOIN alias a ON a.party_id = f.party_id" if sort is FollowUpSort.PARTY else ""
    found = many.ids(connection, f"SELECT f.id FROM follow_up f{merged}{where} ORDER BY {opened}{order}", tuple(values))
    return _saying(connection, found, wanted.text) if wanted.text.strip() else found


def _where(wanted: FollowUpFilter, today: dt.date) -> tuple[str, list[Any]]:
    parts: list[tuple[str, tuple[Any, ...]]] = []
    state = FollowUpState.OPEN if wanted.late else wanted.state
    if state is not None:
        parts.append(("f.state = ?", (state.value,)))
    if wanted.late:
        parts.append(("f.due < ?", (day_to_int(today),)))
    if wanted.late or wanted.awake:
        parts.append((AWAKE, (day_to_int(today),)))
    if wanted.user is not None:
        parts.append(("f.assignee_id = ?", (wanted.user,)))
    if wanted.party is not None:
        parts.append((f"f.party_id IN ({family('?')})", (wanted.party, wanted.party)))
    if wanted.due_until is not None:
        parts.append(("f.due <= ?", (day_to_int(wanted.due_until),)))
    where = " AND ".join(condition for condition, _values in parts)
    return f" WHERE {where}" if where else "", [value for _condition, values in parts for value in values]


def _saying(connection: Connection, numbers: Sequence[int], text: str) -> list[int]:
    """Those whose title or party holds the text. Titles are short and open ones few, so they are read and folded."""
    wanted = fold(text).split()
    sql = (
        "SELECT f.id, f.title, coalesce(p.name, '') FROM json_each(?) j CROSS JOIN follow_up f ON f.id = j.value "
        "LEFT JOIN party p ON p.id = f.party_id ORDER BY j.key"
    )
    rows = many.tuples(connection, sql, (json.dumps(list(numbers)),))
    return [number for number, title, name in rows if all(word in fold(f"{title} {name}") for word in wanted)]


def page_rows(connection: Connection, numbers: Sequence[int]) -> list[FollowUpRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    return [_row(found) for found in many.tuples(connection, _PAGE, (json.dumps(list(numbers)),))]


def _row(found: Sequence[Any]) -> FollowUpRow:
    number, uuid, title, due, state, snoozed, party, name, user, user_name, origin, rule, source, made, closed = found
    return FollowUpRow(
        id=number,
        uuid=UUID(bytes=uuid),
        title=title,
        due=int_to_day(due),
        state=FollowUpState(state),
        snoozed_until=None if snoozed is None else int_to_day(snoozed),
        party=party,
        name=name,
        assignee=user,
        assignee_name=user_name,
        origin=Origin(origin),
        rule=rule,
        interaction=source,
        made_at=int_to_moment(made),
        closed_at=None if closed is None else int_to_moment(closed),
    )


def standings(connection: Connection, numbers: Sequence[int]) -> list[Standing]:
    """How these follow-ups stand, in their order; rows that are not there are left out."""
    sql = (
        "SELECT f.id, f.title, f.state, coalesce(a.root_id, f.party_id) FROM json_each(?) j "
        "JOIN follow_up f ON f.id = j.value LEFT JOIN alias a ON a.party_id = f.party_id ORDER BY j.key"
    )
    rows = many.tuples(connection, sql, (json.dumps(list(numbers)),))
    return [Standing(row[0], row[1], FollowUpState(row[2]), row[3]) for row in rows]


def is_user(connection: Connection, number: int) -> bool:
    """Whether somebody with that row id works here."""
    return connection.exec_driver_sql("SELECT 1 FROM user WHERE id = ? AND active = 1", (number,)).first() is not None
