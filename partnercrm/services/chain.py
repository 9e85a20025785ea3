"""An entry at the end of the chain: its number, what is sealed of it, and its rows.

Nothing else inserts exchanges or lines. The rules were asked before, in `posting.py`.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.queries import posting as q
from db.queries import rows
from db.tables import ledger as t
from partnercrm.domain import chain
from partnercrm.domain.dates import fiscal_year
from partnercrm.domain.ledger import ExchangeDraft, LineDraft, Source, entry_number
from partnercrm.domain.text import fold
from partnercrm.services.operations import Operation


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


def insert(op: Operation, draft: ExchangeDraft, party: q.PartyFacts, links: Links, marks: Sequence[Mark]) -> Entry:
    """Writes an entry at the end of the chain as it stands. Its day is set and its lines are complete."""
    assert draft.day is not None
    ground = q.ground(op.connection, op.ctx.actor, draft.day.year)
    year = fiscal_year(draft.day, ground.year_start)
    sequence = ground.last_sequence(year) + 1
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
    stored["hash"] = chain.entry_hash(ground.head or chain.START, sealed)
    exchange = rows.add_raw(op.connection, t.exchange, stored)
    _add_words(op, exchange, salt, draft)
    ids = tuple(_add_line(op, exchange, line, said.what) for line, said in zip(lines, draft.lines, strict=True))
    op.touch(party.id)
    return Entry(exchange, number, sealed.number, party.id, ids)


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


def _add_words(op: Operation, exchange: int, salt: bytes, draft: ExchangeDraft) -> None:
    words = {
        "exchange_id": exchange,
        "salt": salt,
        "memo": draft.memo,
        "our_document": draft.our_document,
        "their_document": draft.their_document,
        "reason": draft.reason,
    }
    rows.add_raw(op.connection, t.exchange_text, words)


def _add_line(op: Operation, exchange: int, line: dict[str, Any], what: str) -> int:
    number = rows.add_raw(op.connection, t.line, {"exchange_id": exchange, **line})
    if what:
        folded = None if what.isascii() else fold(what)
        rows.add_raw(op.connection, t.line_text, {"line_id": number, "what": what, "folded": folded})
    return number
