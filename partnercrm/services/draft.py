"""Drafts: exchanges that are not posted yet. A half-typed form is not one; it is kept as a form copy."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import draft as q
from db.queries import posting
from db.queries.draft import DraftRow
from db.tables import ledger as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import not_found
from partnercrm.domain.ledger import Direction, ExchangeDraft, LineDraft, Return
from partnercrm.domain.record import dataclass
from partnercrm.domain.settlement import Wish
from partnercrm.domain.words import msg, plural
from partnercrm.services.chain import line_values
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Row

__all__ = ["DraftRow"]

SUBJECTS = ("ledger",)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that was made or changed: row id and UUID."""

    draft: int
    uuid: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class Made:
    """A draft made within an operation."""

    id: int
    uuid: UUID


def listed(store: Store, from_day: dt.date | None = None, to_day: dt.date | None = None) -> list[DraftRow]:
    """Unfinished drafts by date."""
    with store.read() as connection:
        return q.listed(connection, from_day, to_day)


def find(store: Store, uuid: UUID) -> int:
    """The row id of a draft by its UUID. Raises NotFound."""
    with store.read() as connection:
        found = q.by_uuid(connection, uuid)
    if found is None:
        raise not_found("draft", str(uuid))
    return int(found.id)


def get(store: Store, number: int) -> ExchangeDraft:
    """What a draft says, to fill the form. Raises NotFound."""
    with store.read() as connection:
        found = q.by_id(connection, number)
        if found is None:
            raise not_found("draft")
        return content(found, [line_draft(row) for row in q.lines_of(connection, number)], _links(connection, found))


def save(store: Store, ctx: Context, draft: ExchangeDraft, number: int | None = None) -> Drafted:
    """Keeps a draft, new or in place of what draft `number` said. It may still be incomplete."""

    def work(op: Operation) -> dict[str, Any]:
        if number is None:
            made = add(op, draft)
            return {"draft": made.id, "draft_uuid": str(made.uuid)}
        found = require(op, number)
        op.update(t.draft, number, **_values(op, draft))
        _replace_lines(op, number, draft)
        return {"draft": number, "draft_uuid": str(found.uuid)}

    done = run(store, ctx, msg("Keep a draft"), (draft, number), SUBJECTS, work)
    return Drafted(done.answer["draft"], UUID(done.answer["draft_uuid"]), done.changes)


def delete(store: Store, ctx: Context, numbers: tuple[int, ...]) -> Changes:
    """Deletes drafts; undoable."""

    def work(op: Operation) -> dict[str, Any]:
        for number in numbers:
            require(op, number)
            remove(op, number)
        return {}

    name = plural("Delete a draft", "Delete {count} drafts", len(numbers))
    return run(store, ctx, name, numbers, SUBJECTS, work).changes


def move(store: Store, ctx: Context, numbers: tuple[int, ...], day: dt.date) -> Changes:
    """Moves drafts to another day: one of the three ways out at month end."""

    def work(op: Operation) -> dict[str, Any]:
        for number in numbers:
            require(op, number)
            op.update(t.draft, number, day=day)
        return {}

    name = plural("Move a draft to {day}", "Move {count} drafts to {day}", len(numbers), day=day)
    return run(store, ctx, name, (numbers, day), SUBJECTS, work).changes


def add(op: Operation, draft: ExchangeDraft) -> Made:
    """Adds a draft within a running operation."""
    made = uuid.uuid4()
    number = op.insert(t.draft, uuid=made, made_at=op.now, made_by=op.ctx.actor, **_values(op, draft))
    _add_lines(op, number, draft)
    return Made(number, made)


def require(op: Operation, number: int) -> Row[Any]:
    """A draft's row. Raises NotFound."""
    found = q.by_id(op.connection, number)
    if found is None:
        raise not_found("draft")
    return found


def remove(op: Operation, number: int) -> None:
    """Takes a draft and its lines away within a running operation."""
    for row in q.lines_of(op.connection, number):
        op.delete(t.draft_line, row.id)
    op.delete(t.draft, number)


def read(op: Operation, number: int) -> ExchangeDraft:
    """What a draft says, within a running operation. Raises NotFound."""
    found = require(op, number)
    lines = [line_draft(row) for row in q.lines_of(op.connection, number)]
    return content(found, lines, _links(op.connection, found))


def content(found: Row[Any], lines: list[LineDraft], links: tuple[UUID | None, UUID | None]) -> ExchangeDraft:
    """A draft's row and lines as the form fills them."""
    return ExchangeDraft(
        party=found.party_id,
        day=found.day,
        lines=tuple(lines),
        memo=found.memo,
        our_document=found.our_document,
        their_document=found.their_document,
        due_day=found.due_day,
        source=found.source,
        belongs_to=found.belongs_to,
        import_source=found.import_source or "",
        external_id=found.external_id or "",
        reason=found.reason,
        settles=tuple(Wish(line, amount) for line, amount in json.loads(found.settles)),
        corrects=links[0],
        enters_again=links[1],
    )


def line_draft(row: Row[Any]) -> LineDraft:
    """A posted line, or a draft's, as a form would say it. A draft's line need not be complete."""
    return LineDraft(
        direction=Direction.GIVEN if row.direction > 0 else Direction.RECEIVED,
        kind=row.kind,
        value=row.value,
        basis=row.basis,
        quantity=row.quantity,
        unit=row.unit,
        what=row.what,
        asks=row.asks,
        cost=row.cost,
        tax_code=row.tax_code,
        tax_amount=row.tax_amount,
        reason=row.reason,
        foreign_currency=row.foreign_currency,
        foreign_amount=None if row.foreign_amount is None else Decimal(row.foreign_amount),
        foreign_rate=None if row.foreign_rate is None else Decimal(row.foreign_rate),
        sign=row.sign,
    )


def _links(connection: Any, found: Row[Any]) -> tuple[UUID | None, UUID | None]:
    corrects = posting.exchange_uuid(connection, found.corrects_id)
    return corrects, posting.exchange_uuid(connection, found.enters_again_id)


def _values(op: Operation, draft: ExchangeDraft) -> dict[str, Any]:
    def row(link: UUID | None) -> int | None:
        found = posting.exchange_by_uuid(op.connection, link) if link else None
        return found.id if found else None

    return {
        "party_id": draft.party,
        "day": draft.day,
        "due_day": draft.due_day,
        "belongs_to": draft.belongs_to,
        "source": draft.source,
        "memo": draft.memo,
        "our_document": draft.our_document,
        "their_document": draft.their_document,
        "corrects_id": row(draft.corrects),
        "enters_again_id": row(draft.enters_again),
        "import_source": draft.import_source or None,
        "external_id": draft.external_id or None,
        "reason": draft.reason,
        "settles": json.dumps([[wish.line, wish.amount] for wish in draft.settles]),
    }


def _replace_lines(op: Operation, number: int, draft: ExchangeDraft) -> None:
    for row in q.lines_of(op.connection, number):
        op.delete(t.draft_line, row.id)
    _add_lines(op, number, draft)


def _add_lines(op: Operation, number: int, draft: ExchangeDraft) -> None:
    for position, line in enumerate(draft.lines):
        asks = Return.NOTHING if line.gift and line.asks is None else line.asks
        values = line_values(replace(line, asks=asks), position)
        op.insert(t.draft_line, draft_id=number, what=line.what, **values)
