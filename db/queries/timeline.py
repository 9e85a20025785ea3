"""What happened with one party, span by span backwards: each source gives whole days, so that they can be merged.

The spans are found by keys, never by counting rows from the top.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.queries import many, rows
from db.values import day_to_int, int_to_day, int_to_moment, int_to_quantity, moment_to_int
from partnercrm.domain.interaction import Channel, FollowUpState
from partnercrm.domain.ledger import Basis, Direction, Kind, LineDraft, Reason, Return, Source, entry_number
from partnercrm.domain.record import dataclass

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Span:
    """A party with its aliases, and the local days from `first` to `last`, both included; `first` None is the start."""

    parties: tuple[int, ...]
    first: dt.date | None
    last: dt.date

    def days(self) -> tuple[int, int]:
        """The days as the store keeps them."""
        return 0 if self.first is None else day_to_int(self.first), day_to_int(self.last)

    def moments(self) -> tuple[int, int]:
        """The moment at which the first day begins here, and that at which the last one has ended."""
        return 0 if self.first is None else _begins(self.first), _begins(self.last + dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class SaidInteraction:
    """An interaction; `others` are the names of those with whom it was beside the party."""

    id: int
    uuid: UUID
    day: dt.date
    minute: int | None
    channel: Channel
    summary: str
    notes: str


@dataclass(frozen=True, slots=True)
class SaidExchange:
    """An entry that is no reversal and that no later one replaces. `minute` is that of the interaction it came of."""

    id: int
    uuid: UUID
    day: dt.date
    minute: int | None
    posted_at: dt.datetime
    number: str
    source: Source
    due_day: dt.date | None
    memo: str
    credits: str | None
    replaces: bool
    taken_back: bool


@dataclass(frozen=True, slots=True)
class SaidFollowUp:
    """A follow-up at the moment at which it was made, or closed."""

    id: int
    uuid: UUID
    moment: dt.datetime
    title: str
    due: dt.date
    state: FollowUpState


@dataclass(frozen=True, slots=True)
class SaidNote:
    """A private note."""

    id: int
    moment: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class SaidSale:
    """A sale, or a refund, whose sums are below zero. Minor units."""

    id: int
    uuid: UUID
    day: dt.date
    minute: int | None
    price: int
    reduction: int
    gift_card_amount: int
    rest: int


_BY_DAY = ("interaction_party", "exchange", "sale")
_BY_MOMENT = (("follow_up", "made_at"), ("follow_up", "closed_at"), ("note", "written_at"))
_INTERACTIONS = """
    SELECT DISTINCT i.id, i.uuid, i.day, i.minute, i.channel, i.summary, i.notes
    FROM json_each(?) j CROSS JOIN interaction_party x ON x.party_id = j.value AND x.day BETWEEN ? AND ?
    JOIN interaction i ON i.id = x.interaction_id
"""
# Without the plus sign the index of reversals would be walked for entries that are none: nearly all.
_EXCHANGES = """
    SELECT e.id, e.uuid, e.day, (SELECT min(i.minute) FROM interaction i WHERE i.exchange_id = e.id), e.posted_at,
        e.fiscal_year, e.sequence, e.source, e.due_day, coalesce(x.memo, ''), c.fiscal_year, c.sequence,
        e.corrects_id IS NOT NULL OR e.enters_again_id IS NOT NULL,
        EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
    FROM json_each(?) j CROSS JOIN exchange e ON e.party_id = j.value AND e.day BETWEEN ? AND ?
    LEFT JOIN exchange_text x ON x.exchange_id = e.id LEFT JOIN exchange c ON c.id = e.credits_id
    WHERE +e.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM exchange n WHERE n.corrects_id = e.id OR n.enters_again_id = e.id)
"""
_FOLLOW_UPS = """
    SELECT f.id, f.uuid, f.{moment}, f.title, f.due, f.state FROM json_each(?) j
    CROSS JOIN follow_up f ON f.party_id = j.value AND f.{moment} >= ? AND f.{moment} < ? {only}
"""
_NOTES = """
    SELECT n.id, n.written_at, n.text FROM json_each(?) j
    CROSS JOIN note n ON n.party_id = j.value AND n.written_at >= ? AND n.written_at < ?
"""
_SALES = """
    SELECT s.id, s.uuid, s.day, s.minute, s.amount - s.reduction + s.rounding, s.reduction, s.gift_card_amount, s.rest
    FROM json_each(?) j CROSS JOIN sale s ON s.party_id = j.value AND s.day BETWEEN ? AND ?
"""
_OTHERS = """
    SELECT x.interaction_id, p.id, p.name FROM json_each(?) j
    CROSS JOIN interaction_party x ON x.interaction_id = j.value
    LEFT JOIN alias a ON a.party_id = x.party_id JOIN party p ON p.id = coalesce(a.root_id, x.party_id)
    WHERE p.id <> ? ORDER BY x.id
"""
_LINES = """
    SELECT l.exchange_id, l.direction, l.kind, l.value, l.basis, l.quantity, l.unit, coalesce(x.what, ''), l.asks,
        l.reason, l.sign
    FROM json_each(?) j CROSS JOIN line l ON l.exchange_id = j.value LEFT JOIN line_text x ON x.line_id = l.id
    ORDER BY l.exchange_id, l.position
"""
_DUE = """
    SELECT l.exchange_id, min(k.due_day) FROM json_each(?) j CROSS JOIN line l ON l.exchange_id = j.value
    JOIN kept_open k ON k.line_id = l.id WHERE l.kind NOT IN ('money', 'adjustment') AND l.sign = 1
    GROUP BY l.exchange_id
"""


def first_day(connection: Connection, parties: Sequence[int], last: dt.date, enough: int) -> dt.date | None:
    """The latest day such that some source alone has `enough` rows from it to `last`; None where none has so many."""
    found = [
        _day_of(connection, f'SELECT day FROM "{table}" WHERE party_id = ? AND day <= ?', "day", party, last, enough)
        for table in _BY_DAY
        for party in parties
    ]
    found += [
        _moment_of(connection, table, moment, party, last, enough) for table, moment in _BY_MOMENT for party in parties
    ]
    return max((day for day in found if day is not None), default=None)


def _day_of(connection: Connection, sql: str, column: str, party: int, last: dt.date, enough: int) -> dt.date | None:
    ordered = f"{sql} ORDER BY {column} DESC LIMIT 1 OFFSET ?"
    found = rows.first(connection, ordered, (party, day_to_int(last), enough - 1))
    return int_to_day(found[0]) if found else None


def _moment_of(
    connection: Connection, table: str, moment: str, party: int, last: dt.date, enough: int
) -> dt.date | None:
    sql = f"SELECT {moment} FROM {table} WHERE party_id = ? AND {moment} < ? ORDER BY {moment} DESC LIMIT 1 OFFSET ?"
    ends = _begins(last + dt.timedelta(days=1))
    found = rows.first(connection, sql, (party, ends, enough - 1))
    return int_to_moment(found[0]).astimezone().date() if found else None


def _begins(day: dt.date) -> int:
    """The moment at which a day begins here; no record is older than 1970, and some systems know no time before."""
    if day.year <= 1970:
        return 0
    return moment_to_int(dt.datetime.combine(day, dt.time()).astimezone())


def interactions(connection: Connection, span: Span) -> list[SaidInteraction]:
    """The interactions of a span, in no order."""
    found = many.tuples(connection, _INTERACTIONS, (json.dumps(span.parties), *span.days()))
    return [
        SaidInteraction(number, UUID(bytes=uuid), int_to_day(day), minute, Channel(channel), summary, notes)
        for number, uuid, day, minute, channel, summary, notes in found
    ]


def exchanges(connection: Connection, span: Span) -> list[SaidExchange]:
    """The entries of a span, in no order; of a corrected pair only what stands now."""
    found = many.tuples(connection, _EXCHANGES, (json.dumps(span.parties), *span.days()))
    return [_exchange(row) for row in found]


def _exchange(row: Sequence[Any]) -> SaidExchange:
    number, uuid, day, minute, posted, year, sequence, source, due, memo, credit_year, credit, replaces, back = row
    return SaidExchange(
        id=number,
        uuid=UUID(bytes=uuid),
        day=int_to_day(day),
        minute=minute,
        posted_at=int_to_moment(posted),
        number=entry_number(year, sequence),
        source=Source(source),
        due_day=None if due is None else int_to_day(due),
        memo=memo,
        credits=None if credit_year is None else entry_number(credit_year, credit),
        replaces=bool(replaces),
        taken_back=bool(back),
    )


def follow_ups_made(connection: Connection, span: Span) -> list[SaidFollowUp]:
    """The follow-ups made in a span that came of no interaction, in no order."""
    return _follow_ups(connection, span, "made_at", "AND f.interaction_id IS NULL")


def follow_ups_closed(connection: Connection, span: Span) -> list[SaidFollowUp]:
    """The follow-ups done or dropped in a span, in no order."""
    return _follow_ups(connection, span, "closed_at", "")


def _follow_ups(connection: Connection, span: Span, moment: str, only: str) -> list[SaidFollowUp]:
    sql = _FOLLOW_UPS.format(moment=moment, only=only)
    found = many.tuples(connection, sql, (json.dumps(span.parties), *span.moments()))
    return [
        SaidFollowUp(number, UUID(bytes=uuid), int_to_moment(at), title, int_to_day(due), FollowUpState(state))
        for number, uuid, at, title, due, state in found
    ]


def notes(connection: Connection, span: Span) -> list[SaidNote]:
    """The notes written in a span, in no order."""
    found = many.tuples(connection, _NOTES, (json.dumps(span.parties), *span.moments()))
    return [SaidNote(number, int_to_moment(at), text) for number, at, text in found]


def sales(connection: Connection, span: Span) -> list[SaidSale]:
    """The sales and refunds of a span, in no order."""
    found = many.tuples(connection, _SALES, (json.dumps(span.parties), *span.days()))
    return [
        SaidSale(number, UUID(bytes=uuid), int_to_day(day), minute, *sums) for number, uuid, day, minute, *sums in found
    ]


def others(connection: Connection, numbers: Sequence[int], party: int) -> dict[int, list[str]]:
    """With whom these interactions were beside a party, by name."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, other, name in many.tuples(connection, _OTHERS, (json.dumps(list(numbers)), party)):
        found[number][other] = name
    return {number: list(names.values()) for number, names in found.items()}


def lines(connection: Connection, numbers: Sequence[int]) -> dict[int, list[LineDraft]]:
    """The lines of these entries in order, as far as a sentence needs them."""
    found: defaultdict[int, list[LineDraft]] = defaultdict(list)
    for row in many.tuples(connection, _LINES, (json.dumps(list(numbers)),)):
        found[row[0]].append(_line(row))
    return found


def _line(row: Sequence[Any]) -> LineDraft:
    _number, direction, kind, value, basis, quantity, unit, what, asks, reason, sign = row
    return LineDraft(
        direction=Direction.GIVEN if direction > 0 else Direction.RECEIVED,
        kind=Kind(kind),
        value=value,
        basis=Basis(basis),
        quantity=None if quantity is None else int_to_quantity(quantity),
        unit=unit,
        what=what,
        asks=Return(asks),
        reason=None if reason is None else Reason(reason),
        sign=sign,
    )


def open_dues(connection: Connection, numbers: Sequence[int]) -> dict[int, dt.date]:
    """When those of these entries that have an open bill are due first."""
    found = many.tuples(connection, _DUE, (json.dumps(list(numbers)),))
    return {number: int_to_day(due) for number, due in found}
