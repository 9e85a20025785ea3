"""An entry at the end of the chain: its number, what is sealed of it, and its rows.

Nothing else inserts exchanges or lines. The rules were asked before, in `posting.py`. One entry or many, they go
through a `Book`, so that both write the very same rows.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from db.queries import posting as q
from db.queries import rows
from db.tables import ledger as t
from partnercrm.domain import chain
from partnercrm.domain.dates import fiscal_year
from partnercrm.domain.ledger import ExchangeDraft, LineDraft, Source, entry_number
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.services.operations import Operation

if TYPE_CHECKING:
    from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class Links:
    """Row ids of the exchanges that a posting names."""

    reverses: int | None = None
    credits: int | None = None
    corrects: int | None = None
    enters_again: int | None = None
    linked: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting: its row id, UUID, number, party (row id) and the row ids of its lines in order."""

    id: int
    uuid: UUID
    number: str
    party: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is beside its draft: the day on which it counts as a turn, and the line that it takes back."""

    turn_day: dt.date | None = None
    takes_back: int | None = None
    takes_back_position: int | None = None


NO_LINKS = Links()
Stored: TypeAlias = "dict[str, Any]"
"""A row as the store keeps it, by column."""

_NO_BYTES: dict[str, bytes | None] = dict.fromkeys(("reverses", "credits", "corrects", "enters_again", "linked"))
_TABLES = (t.exchange, t.exchange_text, t.line, t.line_text)


class Book:
    """Entries of one operation on their way to the end of the chain: what they stand on is read once.

    Their rows go in together at `flush`; until then only the book knows of them, so whoever reads the ledger calls it
    before. Parties, months and settings do not change while it is in use, and nothing else adds entries.
    """

    def __init__(self, op: Operation) -> None:
        self.op = op
        self._facts: dict[tuple[int, dt.date], q.PartyFacts | None] = {}
        self._states: dict[int, PeriodState] = {}
        self._ground: dict[int, q.Ground] = {}
        self._last: dict[int, int] = {}
        self._head, self._exchange, self._line = chain.START, 0, 0
        self._waiting: dict[Table, list[Stored]] = {table: [] for table in _TABLES}

    def facts(self, party: int, day: dt.date) -> q.PartyFacts | None:
        """The facts of a party (row id), its roles as of that day."""
        if (party, day) not in self._facts:
            self._facts[party, day] = q.party_facts(self.op.connection, party, day)
        return self._facts[party, day]

    def is_open(self, day: dt.date) -> bool:
        """Whether entries may be dated that day."""
        month = month_number(day)
        if month not in self._states:
            self._states[month] = q.period_state(self.op.connection, month)
        return self._states[month] is PeriodState.OPEN

    def add(self, draft: ExchangeDraft, party: q.PartyFacts, links: Links, marks: Sequence[Mark]) -> Entry:
        """Puts an entry at the end of the chain. Its day is set and its lines are complete."""
        assert draft.day is not None
        op, ground = self.op, self._ground_of(draft.day.year)
        year = fiscal_year(draft.day, ground.year_start)
        sequence = self._last[year] + 1
        number, salt = uuid.uuid4(), secrets.token_bytes(16)
        lines = [_line(party.id, draft, n, mark) for n, mark in enumerate(marks)]
        stored = _exchange(op, draft, party, links, (number, year, sequence))
        stored["text_hash"] = chain.text_hash(salt, *_words(draft))
        sealed = chain.ChainEntry(
            number=entry_number(year, sequence),
            exchange=number.bytes,
            party=party.uuid.bytes,
            posted_by=ground.user.bytes,
            operation=op.uuid.bytes,
            external=chain.external(draft.import_source, draft.external_id),
            text_hash=stored["text_hash"],
            lines=[_sealed(line, mark) for line, mark in zip(lines, marks, strict=True)],
            day=stored["day"],
            due_day=stored["due_day"],
            belongs_to=stored["belongs_to"],
            source=stored["source"],
            posted_at=stored["posted_at"],
            **_link_bytes(op, links),
        )
        stored["hash"] = self._head = chain.entry_hash(self._head, sealed)
        self._last[year] = sequence
        ids = self._put(stored, salt, draft, lines)
        op.touch(party.id)
        return Entry(self._exchange, number, sealed.number, party.id, ids)

    def flush(self) -> None:
        """Writes what waits, table by table, each in its order."""
        for table, waiting in self._waiting.items():
            rows.add_stored(self.op.connection, table, waiting)
            waiting.clear()

    def _ground_of(self, year: int) -> q.Ground:
        """What entries of a calendar year stand on; the first that is read says where the chain ends."""
        if year not in self._ground:
            found = q.ground(self.op.connection, self.op.ctx.actor, year)
            if not self._ground:
                self._head, self._exchange, self._line = found.head or chain.START, found.exchange, found.line
            for fiscal in found.last:
                self._last.setdefault(fiscal, found.last_sequence(fiscal))
            self._ground[year] = found
        return self._ground[year]

    def _put(self, exchange: Stored, salt: bytes, draft: ExchangeDraft, lines: list[Stored]) -> tuple[int, ...]:
        """Lets the rows of an entry wait under the next free numbers; answers those of its lines."""
        self._exchange += 1
        self._waiting[t.exchange].append({"id": self._exchange, **exchange})
        self._waiting[t.exchange_text].append(_text(self._exchange, salt, draft))
        first = self._line + 1
        for line, said in zip(lines, draft.lines, strict=True):
            self._line += 1
            self._waiting[t.line].append({"id": self._line, "exchange_id": self._exchange, **line})
            if said.what:
                folded = None if said.what.isascii() else fold(said.what)
                words = {"line_id": self._line, "what": said.what, "folded": folded}
                self._waiting[t.line_text].append(words)
        return tuple(range(first, self._line + 1))


def insert(op: Operation, draft: ExchangeDraft, party: q.PartyFacts, links: Links, marks: Sequence[Mark]) -> Entry:
    """Writes one entry at the end of the chain as it stands. Its day is set and its lines are complete."""
    book = Book(op)
    entry = book.add(draft, party, links, marks)
    book.flush()
    return entry


def line_values(line: LineDraft, position: int) -> dict[str, Any]:
    """The columns that a posted line and a draft's line share."""
    return {
        "position": position,
        "direction": line.direction.factor,
        "sign": line.sign,
        "kind": line.kind,
        "quantity": line.quantity,
        "unit": line.unit,
        "value": line.value,
        "basis": line.basis,
        "asks": line.asks,
        "tax_code": line.tax_code,
        "tax_amount": line.tax_amount,
        "cost": line.cost,
        "reason": line.reason,
        "foreign_currency": line.foreign_currency,
        "foreign_amount": None if line.foreign_amount is None else str(line.foreign_amount),
        "foreign_rate": None if line.foreign_rate is None else str(line.foreign_rate),
    }


def _exchange(
    op: Operation, draft: ExchangeDraft, party: q.PartyFacts, links: Links, named: tuple[UUID, int, int]
) -> dict[str, Any]:
    number, year, sequence = named
    values = {
        "uuid": number,
        "fiscal_year": year,
        "sequence": sequence,
        "party_id": party.id,
        "day": draft.day,
        "due_day": draft.due_day,
        "belongs_to": draft.belongs_to,
        "source": draft.source,
        "posted_at": op.now,
        "posted_by": op.ctx.actor,
        "operation_id": op.id,
        "reverses_id": links.reverses,
        "credits_id": links.credits,
        "corrects_id": links.corrects,
        "enters_again_id": links.enters_again,
        "linked_id": links.linked,
        "line_count": len(draft.lines),
        "import_source": draft.import_source or None,
        "external_id": draft.external_id or None,
    }
    return rows.raw(t.exchange, values)


def _line(party: int, draft: ExchangeDraft, position: int, mark: Mark) -> dict[str, Any]:
    values = {
        "party_id": party,
        "day": draft.day,
        "due_day": draft.due_day or draft.day,
        "turn_day": mark.turn_day,
        "opening": int(draft.source is Source.OPENING),
        "takes_back_id": mark.takes_back,
        **line_values(draft.lines[position], position),
    }
    return rows.raw(t.line, values)


def _sealed(line: dict[str, Any], mark: Mark) -> list[chain.Field]:
    known = {**line, "takes_back": mark.takes_back_position}
    return [known[name] for name in chain.LINE_FIELDS]


def _link_bytes(op: Operation, links: Links) -> dict[str, bytes | None]:
    if links is NO_LINKS:
        return _NO_BYTES
    named = {
        "reverses": links.reverses,
        "credits": links.credits,
        "corrects": links.corrects,
        "enters_again": links.enters_again,
        "linked": links.linked,
    }
    return {name: chain.uuid_bytes(q.exchange_uuid(op.connection, number)) for name, number in named.items()}


def _words(draft: ExchangeDraft) -> tuple[str, str, str, list[str]]:
    """What somebody typed, in the order in which it is sealed."""
    whats = [line.what for line in draft.lines]
    return draft.memo, draft.our_document, draft.their_document, [draft.reason, *whats]


def _text(exchange: int, salt: bytes, draft: ExchangeDraft) -> Stored:
    return {
        "exchange_id": exchange,
        "salt": salt,
        "memo": draft.memo,
        "our_document": draft.our_document,
        "their_document": draft.their_document,
        "reason": draft.reason,
    }
