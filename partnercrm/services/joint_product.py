"""Joint products: make one, enter what was sold in a period, which posts the other shop's part once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import joint_product as q
from db.queries import party as parties
from db.queries.posting import family_of, root_of
from db.tables import joint_product as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Ambiguous, Invalid, Refused, not_found
from partnercrm.domain.joint_product import JointProductDraft, JointSaleDraft, Parts, Split, direction_of
from partnercrm.domain.joint_product_rows import JointProductRow, JointSaleRow
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind, LineDraft, Return, Source
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import agreement_write, flow
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["JointProductDraft", "JointProductRow", "JointSaleDraft", "JointSaleRow", "Split"]

SUBJECTS = ("agreement",)
POSTED = ("agreement", "ledger", "party")


@dataclass(frozen=True, slots=True)
class Added:
    """A joint product that was made: row id and UUID."""

    id: int
    uuid: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class Sold:
    """A period that was entered: row id, UUID, the parts, and the number of the entry that posted the other one's part,
    "" where it has none."""

    id: int
    uuid: UUID
    parts: Parts
    entry: str
    changes: Changes


def listed(store: Store, party: int | None = None) -> list[JointProductRow]:
    """All joint products with what was sold, or those with one party (row id)."""
    with store.read() as connection:
        return q.listed(connection, None if party is None else family_of(connection, root_of(connection, party)))


def get(store: Store, number: int) -> JointProductRow:
    """One by its row id. Raises NotFound."""
    with store.read() as connection:
        return _require(connection, number)


def find(store: Store, named: str) -> int:
    """The row id of a joint product by its UUID or name. Raises NotFound or Ambiguous."""
    with store.read() as connection:
        try:
            number = q.by_uuid(connection, UUID(named))
            found = [] if number is None else [number]
        except ValueError:
            found = q.named(connection, named.strip())
    if len(found) > 1:
        raise Ambiguous(msg("Several joint products are called {name}. Name one by its id.", name=named))
    if not found:
        raise not_found("joint product", named)
    return found[0]


def find_sale(store: Store, uuid: UUID) -> int:
    """The row id of a period by its UUID. Raises NotFound."""
    with store.read() as connection:
        found = q.sale_by_uuid(connection, uuid)
    if found is None:
        raise not_found("period", str(uuid))
    return found


def add(store: Store, ctx: Context, draft: JointProductDraft) -> Added:
    """Makes a joint product. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        made, values = uuid.uuid4(), _values(op, draft)
        op.said = msg("Saved {name}", name=draft.name.strip())
        return {"id": op.insert(t.joint_product, uuid=made, ended_on=None, **values), "uuid": str(made)}

    done = run(store, ctx, msg("Make the joint product {name}", name=draft.name.strip()), draft, SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.changes)


def change(store: Store, ctx: Context, number: int, draft: JointProductDraft) -> Changes:
    """Changes name, price, split or agreement from now on; what was sold keeps its parts, and the party its product.

    Raises Invalid or NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found, values = _require(op.connection, number), _values(op, draft)
        if found.sales and values["party_id"] != found.party:
            raise Invalid([Problem("party", msg("It was sold already. Make a new one with them."))])
        op.update(t.joint_product, number, **values)
        op.said = msg("Changed {name}", name=draft.name.strip())
        return {}

    return run(store, ctx, msg("Change a joint product"), (number, draft), SUBJECTS, work).changes


def end(store: Store, ctx: Context, number: int, day: dt.date | None = None) -> Changes:
    """No more is sold after a day (today unless said). Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = _require(op.connection, number)
        op.touch(found.party)
        op.update(t.joint_product, number, ended_on=day or op.today)
        op.said = msg("{name} is no longer sold", name=found.name)
        return {}

    return run(store, ctx, msg("End a joint product"), (number, day), SUBJECTS, work).changes


def sell(store: Store, ctx: Context, number: int, draft: JointSaleDraft) -> Sold:
    """Enters what was sold in a period and posts the other shop's part on its last day, to be paid; where that month
    is closed, today, and it says where it belongs.

    Raises Invalid (also where the period is entered already), Refused, LimitReached or NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = _require(op.connection, number)
        _require_sellable(op, found, draft)
        assert draft.quantity is not None and draft.from_day is not None and draft.to_day is not None
        parts, made = found.split.parts(draft.quantity), uuid.uuid4()
        row = op.insert(
            t.joint_sale,
            uuid=made,
            joint_product_id=number,
            from_day=draft.from_day,
            to_day=draft.to_day,
            seller=draft.seller,
            quantity=draft.quantity,
            total=parts.total,
            commission=parts.commission,
            theirs=parts.theirs,
            ours=parts.ours,
        )
        sale = q.sale(op.connection, row)
        assert sale is not None
        entry = _post(op, found, sale)
        op.said = msg("Entered {quantity} of {name}", quantity=draft.quantity, name=found.name)
        return {"id": row, "uuid": str(made), "entry": entry}

    done = run(store, ctx, msg("Enter what was sold together"), (number, draft), POSTED, work)
    return _sold(store, done.answer, done.changes)


def post_again(store: Store, ctx: Context, sale: int) -> Sold:
    """Posts a period anew whose entry was taken back in the register.

    Raises Refused where it stands or a draft of it waits, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = q.sale(op.connection, sale)
        if found is None:
            raise not_found("period")
        if found.standing:
            raise Refused(msg("Its entry still stands. There is nothing to post again."))
        product = _require(op.connection, found.product)
        _require_free(op, product, found)
        entry = _post(op, product, found)
        return {"id": sale, "uuid": str(found.uuid), "entry": entry}

    done = run(store, ctx, msg("Post again what was sold together"), sale, POSTED, work)
    return _sold(store, done.answer, done.changes)


def _sold(store: Store, answer: Any, changes: Changes) -> Sold:
    with store.read() as connection:
        found = q.sale(connection, answer["id"])
    assert found is not None
    return Sold(found.id, found.uuid, found.parts, answer["entry"], changes)


def _post(op: Operation, product: JointProductRow, sale: JointSaleRow) -> str:
    """Posts the other shop's part; answers the entry's number, "" where there is nothing to post."""
    owed = sale.parts.owed(sale.seller)
    op.touch(product.party)
    if not owed:
        return ""
    line = LineDraft(
        direction_of(sale.seller), Kind.GOODS, owed, Basis.AGREED, sale.quantity, "piece", product.name, Return.MONEY
    )
    memo = op.ctx.locale.say(
        msg("{name}, sold {first} to {last}", name=product.name, first=sale.from_day, last=sale.to_day)
    )
    draft = ExchangeDraft(product.party, sale.to_day, (line,), memo, source=Source.SALE)
    entry = flow.post(op, draft, q.posted(op.connection, sale.id))
    op.insert(t.joint_posting, joint_sale_id=sale.id, exchange_id=entry.id)
    if product.agreement is not None:
        agreement_write.name_in(op, entry.id, product.agreement)
    return entry.number


def _require_sellable(op: Operation, found: JointProductRow, draft: JointSaleDraft) -> None:
    problems = list(draft.problems())
    if draft.to_day and found.ended_on and draft.to_day > found.ended_on:
        problems.append(Problem("to_day", msg("It is no longer sold after {day}.", day=found.ended_on)))
    if problems:
        raise Invalid(problems)
    _require_free(op, found, draft)


def _require_free(op: Operation, found: JointProductRow, wanted: JointSaleDraft | JointSaleRow) -> None:
    """Each day of a seller is entered once, and no draft waits of what was taken back."""
    first, last = wanted.from_day, wanted.to_day
    assert first is not None and last is not None
    for row in found.sales:
        if row.seller is wanted.seller and row.from_day <= last and first <= row.to_day:
            if row.standing:
                said = msg("{first} to {last} is entered already.", first=row.from_day, last=row.to_day)
                raise Invalid([Problem("from_day", said)])
            flow.require_free(op, q.posted(op.connection, row.id))


def _values(op: Operation, draft: JointProductDraft) -> dict[str, Any]:
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
        "name": " ".join(draft.name.split()),
        "price": draft.split.price,
        "commission": draft.split.commission,
        "their_amount": draft.split.their_amount,
        "their_percent": draft.split.their_percent,
    }


def _require(connection: Connection, number: int) -> JointProductRow:
    found = q.one(connection, number)
    if found is None:
        raise not_found("joint product")
    return found
