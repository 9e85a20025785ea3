"""Goods on consignment: what was brought, sold and went back. Bringing posts nothing, selling price less commission."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import consignment as q
from db.queries import party as parties
from db.queries.posting import family_of, root_of
from db.tables import consignment as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.consignment import (
    MOVEMENT_WORDS,
    ConsignmentDraft,
    Movement,
    MovementKind,
    Owner,
    Proceeds,
    direction_of,
    problem_of,
    proceeds,
)
from partnercrm.domain.consignment_rows import ConsignmentRow, MovementRow
from partnercrm.domain.errors import Ambiguous, Invalid, Refused, not_found
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind, LineDraft, Return, Source
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import agreement_write, flow
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["ConsignmentDraft", "ConsignmentRow", "MovementKind", "MovementRow", "Owner"]

SUBJECTS = ("agreement",)
POSTED = ("agreement", "ledger", "party")
NOTHING = Proceeds(0, 0)


@dataclass(frozen=True, slots=True)
class Added:
    """Goods that were put on consignment: row id and UUID."""

    id: int
    uuid: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement: row id, UUID, what a sale brought, and the number of its entry, "" where nothing was posted."""

    id: int
    uuid: UUID
    proceeds: Proceeds
    entry: str
    changes: Changes


def listed(store: Store, party: int | None = None) -> list[ConsignmentRow]:
    """All goods on consignment, or those with one party (row id)."""
    with store.read() as connection:
        return q.listed(connection, None if party is None else family_of(connection, root_of(connection, party)))


def get(store: Store, number: int) -> ConsignmentRow:
    """One by its row id. Raises NotFound."""
    with store.read() as connection:
        return _require(connection, number)


def find(store: Store, named: str) -> int:
    """The row id of goods on consignment by their UUID or what they are. Raises NotFound or Ambiguous."""
    with store.read() as connection:
        try:
            number = q.by_uuid(connection, UUID(named))
            found = [] if number is None else [number]
        except ValueError:
            found = q.named(connection, named.strip())
    if len(found) > 1:
        raise Ambiguous(msg("Several goods on consignment are called {name}. Name one by its id.", name=named))
    if not found:
        raise not_found("consignment", named)
    return found[0]


def find_movement(store: Store, uuid: UUID) -> int:
    """The row id of a movement by its UUID. Raises NotFound."""
    with store.read() as connection:
        found = q.movement(connection, uuid)
    if found is None:
        raise not_found("movement", str(uuid))
    return found[0]


def add(store: Store, ctx: Context, draft: ConsignmentDraft) -> Added:
    """Puts goods on consignment; nothing is there yet. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        made, values = uuid.uuid4(), _values(op, draft)
        op.said = msg("Saved {name}", name=draft.what.strip())
        return {"id": op.insert(t.consignment, uuid=made, moves=0, **values), "uuid": str(made)}

    done = run(store, ctx, msg("Put {name} on consignment", name=draft.what.strip()), draft, SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.changes)


def change(store: Store, ctx: Context, number: int, draft: ConsignmentDraft) -> Changes:
    """Changes price, commission and words from now on. Whose goods they are, and with whom, stays once they moved.

    Raises Invalid or NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found, values = _require(op.connection, number), _values(op, draft)
        if found.movements and (values["party_id"], draft.owner) != (found.party, found.owner):
            raise Invalid([Problem("party", msg("These goods moved already. Put new ones on consignment."))])
        op.update(t.consignment, number, **values)
        op.said = msg("Changed {name}", name=draft.what.strip())
        return {}

    return run(store, ctx, msg("Change goods on consignment"), (number, draft), SUBJECTS, work).changes


def move(
    store: Store, ctx: Context, number: int, kind: MovementKind, quantity: Decimal, day: dt.date | None = None
) -> Moved:
    """Enters goods that were brought, sold or went back (today unless said). Only selling posts: price less commission,
    to be paid; of a closed month today, and it says where it belongs.

    Raises Invalid where more goes than is there, LimitReached or NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found, movement = _require(op.connection, number), Movement(day or op.today, kind, quantity)
        _require_possible(found, movement)
        brought = proceeds(found.price, found.commission, quantity) if kind is MovementKind.SOLD else NOTHING
        made = uuid.uuid4()
        row = op.insert(
            t.consignment_movement,
            uuid=made,
            consignment_id=number,
            day=movement.day,
            kind=kind,
            quantity=quantity,
            price=brought.price,
            commission=brought.commission,
        )
        entry = _after(op, found, row, movement, brought)
        what = msg("{kind}: {quantity} of {name}", kind=MOVEMENT_WORDS[kind], quantity=quantity, name=found.what)
        op.said = what
        return {"id": row, "uuid": str(made), "price": brought.price, "kept": brought.commission, "entry": entry}

    subjects = POSTED if kind is MovementKind.SOLD else SUBJECTS
    done = run(store, ctx, msg("Move goods on consignment"), (number, kind, quantity, day), subjects, work)
    return _moved(done.answer, done.changes)


def post_again(store: Store, ctx: Context, movement: int) -> Moved:
    """Posts a sale anew whose entry was taken back in the register.

    Raises Refused where it stands or a draft of it waits, Invalid where the goods went meanwhile, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        goods = q.goods_of(op.connection, movement)
        if goods is None:
            raise not_found("movement")
        found = _require(op.connection, goods)
        row = next(each for each in found.movements if each.id == movement)
        if row.standing:
            raise Refused(msg("Its entry still stands. There is nothing to post again."))
        _require_possible(found, row.movement)
        entry = _after(op, found, movement, row.movement, row.proceeds)
        brought = row.proceeds
        return {
            "id": movement,
            "uuid": str(row.uuid),
            "price": brought.price,
            "kept": brought.commission,
            "entry": entry,
        }

    done = run(store, ctx, msg("Post again what was sold on consignment"), movement, POSTED, work)
    return _moved(done.answer, done.changes)


def _moved(answer: Any, changes: Changes) -> Moved:
    brought = Proceeds(answer["price"], answer["kept"])
    return Moved(answer["id"], UUID(answer["uuid"]), brought, answer["entry"], changes)


def _after(op: Operation, found: ConsignmentRow, row: int, movement: Movement, brought: Proceeds) -> str:
    """Counts the movement and posts what a sale owes; answers the entry's number, "" where nothing is posted."""
    op.touch(found.party)
    op.update(t.consignment, found.id, moves=q.moves(op.connection, found.id) + 1)
    if not brought.owed:
        return ""
    line = LineDraft(
        direction_of(found.owner),
        Kind.GOODS,
        brought.owed,
        Basis.AGREED,
        movement.quantity,
        found.unit,
        found.what,
        Return.MONEY,
    )
    memo = op.ctx.locale.say(msg("Sold on consignment"))
    draft = ExchangeDraft(found.party, movement.day, (line,), memo, source=Source.SALE)
    entry = flow.post(op, draft, q.posted(op.connection, row))
    op.insert(t.consignment_posting, movement_id=row, exchange_id=entry.id)
    if found.agreement is not None:
        agreement_write.name_in(op, entry.id, found.agreement)
    return entry.number


def _require_possible(found: ConsignmentRow, movement: Movement) -> None:
    problem = problem_of(found.standing, movement)
    if problem is not None:
        raise Invalid([problem])


def _values(op: Operation, draft: ConsignmentDraft) -> dict[str, Any]:
    problems = draft.problems()
    if problems or draft.party is None:
        raise Invalid(problems)
    found = parties.standing(op.connection, draft.party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    if draft.agreement is not None:
        agreement_write.require(op, draft.agreement)
    op.touch(found.root)
    return {
        "party_id": found.root,
        "agreement_id": draft.agreement,
        "owner": draft.owner,
        "what": " ".join(draft.what.split()),
        "unit": draft.unit.strip(),
        "price": draft.price,
        "commission": draft.commission,
    }


def _require(connection: Connection, number: int) -> ConsignmentRow:
    found = q.one(connection, number)
    if found is None:
        raise not_found("consignment")
    return found
