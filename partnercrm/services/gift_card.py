"""Gift cards: sell one, use it in part, give back to it, make it void. Its balance is read within the write itself, so
that two programs at once cannot spend the same money twice.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import gift_card as q
from db.queries import party as parties
from db.queries.store import facts
from db.tables import gift_card as t
from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.codes import CodeKind
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.gift_card import (
    GiftCardDraft,
    GiftCardRow,
    GiftCardState,
    GiftMovementKind,
    GiftMovementRow,
    GiftRoll,
)
from partnercrm.domain.money import Amount
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import PaymentKind
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import closed_month
from partnercrm.services.closed_month import Dated
from partnercrm.services.context import Context
from partnercrm.services.operations import Done, Operation, run

__all__ = ["GiftCardDraft", "GiftCardRow", "GiftMovementRow", "GiftRoll"]

SUBJECTS = ("gift_card",)
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Sold:
    """A card that was sold or brought along: row id, UUID, code in its one spelling, the day it is written under."""

    card: int
    uuid: UUID
    code: str
    when: Dated
    changes: Changes


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened to a card's balance: the movement, the day it is written under, and what is left on it."""

    card: int
    movement: UUID
    balance: int
    when: Dated
    changes: Changes


def sell(store: Store, ctx: Context, draft: GiftCardDraft) -> Sold:
    """Sells a card, or with `draft.opening` brings one along from before. Posts nothing: it was paid.

    Raises Invalid, NotFound, Refused where the code is there already, or PeriodClosed where today's month is closed
    and that of its day is too.
    """

    def work(op: Operation) -> dict[str, Any]:
        number, made, code, when = sell_in(op, draft)
        op.said = closed_month.said_of(_said(draft, code), when, op.today)
        return {"card": number, "uuid": str(made), "code": code, "days": closed_month.packed(when)}

    name = msg("Bring a gift card along") if draft.opening else msg("Sell a gift card")
    done = run(store, ctx, name, draft, SUBJECTS, work)
    said = done.answer
    return Sold(said["card"], UUID(said["uuid"]), said["code"], closed_month.unpacked(said["days"]), done.changes)


def sell_in(op: Operation, draft: GiftCardDraft) -> tuple[int, UUID, str, Dated]:
    """The same within a running operation: row id, UUID, code and the day under which it is written."""
    problems = draft.problems()
    if problems or draft.day is None:
        raise Invalid(problems)
    when = closed_month.dated(op, draft.day)
    code, buyer, made = _free_code(op, draft.code), _party(op, draft.buyer), uuid.uuid4()
    head = {"purpose": draft.purpose, "buyer_id": buyer, "day": draft.day, "until_day": draft.until_day}
    number = op.insert(t.gift_card, uuid=made, code=code, **head)
    kind = GiftMovementKind.OPENING if draft.opening else GiftMovementKind.SOLD
    paid = None if draft.opening else draft.payment
    _move(op, number, kind, draft.value, when, party=buyer, receipt=draft.receipt.strip(), payment=paid)
    op.said = op.said or _said(draft, code)
    return number, made, code, when


def _said(draft: GiftCardDraft, code: str) -> Message:
    if draft.opening:
        return msg("Brought the gift card {code} along", code=codes.grouped(code))
    return msg("Sold the gift card {code}", code=codes.grouped(code))


def use(
    store: Store,
    ctx: Context,
    code: str,
    amount: int,
    day: dt.date | None = None,
    *,
    party: int | None = None,
    receipt: str = "",
) -> Moved:
    """Uses `amount` (minor units) of a card, in whole or in part; `party` is who used it, where that is known.

    Raises NotFound, Refused where it is void, expired, or has less on it, or PeriodClosed.
    """

    def work(op: Operation) -> dict[str, Any]:
        card = require(op, code)
        used, when = use_in(op, card, amount, day or op.today, party=party, receipt=receipt)
        return _answer(op, card, used, when)

    request = (code, amount, day, party, receipt)
    return _moved(run(store, ctx, msg("Use a gift card"), request, SUBJECTS, work))


def use_in(
    op: Operation,
    card: int,
    amount: int,
    day: dt.date,
    *,
    party: int | None = None,
    sale: int | None = None,
    receipt: str = "",
) -> tuple[UUID, Dated]:
    """The same within a running operation, for a card by its row id; answers the movement's UUID and day."""
    row = _row(op, card)
    currency = facts(op.connection).currency
    if amount <= 0:
        raise Refused(msg("Type how much of the card is used."), "amount")
    if row.state(day) is not GiftCardState.GOOD:
        raise Refused(row.answer(day, currency), "code")
    if amount > row.balance:
        left = Amount(row.balance, currency)
        raise Refused(msg("Only {amount} are left on it.", amount=left), "amount")
    if day < row.day:
        raise Refused(msg("It was sold on a later day."), "day")
    op.subjects.update(SUBJECTS)
    op.said = op.said or msg("Used {amount} of a gift card", amount=Amount(amount, currency))
    when = closed_month.dated(op, day)
    user = _party(op, party)
    return _move(op, card, GiftMovementKind.USED, -amount, when, party=user, sale=sale, receipt=receipt), when


def give_back(
    store: Store, ctx: Context, code: str, amount: int, day: dt.date | None = None, *, reason: str = ""
) -> Moved:
    """Gives what was used back to a card, at most as much. Raises NotFound, Refused or PeriodClosed."""

    def work(op: Operation) -> dict[str, Any]:
        card = require(op, code)
        return _answer(op, card, *give_back_in(op, card, amount, day or op.today, reason=reason))

    return _moved(run(store, ctx, msg("Give back to a gift card"), (code, amount, day, reason), SUBJECTS, work))


def give_back_in(
    op: Operation, card: int, amount: int, day: dt.date, *, sale: int | None = None, reason: str = ""
) -> tuple[UUID, Dated]:
    """The same within a running operation; `sale` is the refund."""
    if q.voided(op.connection, card):
        raise Refused(_row(op, card).answer(day, facts(op.connection).currency), "code")
    if not 0 < amount <= q.used_less_given_back(op.connection, card):
        raise Refused(msg("No more can be given back than was used of it."), "amount")
    op.subjects.update(SUBJECTS)
    op.said = op.said or msg("Gave back to the gift card {code}", code=codes.grouped(_row(op, card).code))
    when = closed_month.dated(op, day)
    return _move(op, card, GiftMovementKind.GIVEN_BACK, amount, when, sale=sale, reason=reason), when


def void(store: Store, ctx: Context, code: str, reason: str, day: dt.date | None = None) -> Moved:
    """Makes a card void, with a reason; what is left on it is gone. Raises NotFound, Refused or PeriodClosed."""

    def work(op: Operation) -> dict[str, Any]:
        card = require(op, code)
        if not reason.strip():
            raise Refused(msg("Say why the card is made void."), "reason")
        if q.voided(op.connection, card):
            raise Refused(msg("It is void already."), "code")
        left = q.balance(op.connection, card)
        when = closed_month.dated(op, day or op.today)
        made = _move(op, card, GiftMovementKind.VOID, -left, when, reason=reason.strip())
        op.said = msg("Made the gift card {code} void", code=codes.grouped(_row(op, card).code))
        return _answer(op, card, made, when)

    return _moved(run(store, ctx, msg("Make a gift card void"), (code, reason, day), SUBJECTS, work))


def require(op: Operation, code: str) -> int:
    """The row id of a card by its code, however it is typed. Raises NotFound, or Refused where a sign is wrong."""
    found = q.by_code(op.connection, codes.kept(code))
    if found is None:
        raise _unknown(code)
    return found


def find(store: Store, named: str) -> int:
    """The row id of a card by its code, however typed, or by its UUID. Raises as `require` does."""
    with store.read() as connection:
        found = q.by_code(connection, codes.kept(named))
        if found is None and len(named) > codes.LENGTH:
            try:
                found = q.by_uuid(connection, UUID(named))
            except ValueError:
                found = None
    if found is None:
        raise _unknown(named)
    return found


def ids(store: Store, *, open_only: bool = False) -> list[int]:
    """The row ids of all cards, or of those on which something is left, the newest first."""
    with store.read() as connection:
        return q.ids(connection, open_only=open_only)


def page_rows(store: Store, numbers: Sequence[int]) -> list[GiftCardRow]:
    """The rows of these ids, in their order."""
    with store.read() as connection:
        return q.page_rows(connection, numbers)


def movements(store: Store, card: int) -> list[GiftMovementRow]:
    """What happened to a card, in order."""
    with store.read() as connection:
        return q.movements(connection, card)


def answer(store: Store, ctx: Context, code: str) -> Message:
    """How a card stands, short enough to be read to the customer. Raises as `require` does."""
    (row,) = page_rows(store, [find(store, code)])
    with store.read() as connection:
        return row.answer(ctx.today, facts(connection).currency)


def roll(store: Store, first: dt.date | None = None, last: dt.date | None = None) -> list[GiftRoll]:
    """The roll-forward of every card that moved until the last day."""
    with store.read() as connection:
        return q.roll(connection, first, last)


def known_codes(store: Store, wanted: Sequence[str]) -> set[str]:
    """Which of these codes, in their one spelling, are cards already."""
    with store.read() as connection:
        return q.known_codes(connection, wanted)


def by_codes(store: Store, wanted: Sequence[str]) -> dict[str, GiftCardRow]:
    """The cards of these codes, in their one spelling."""
    with store.read() as connection:
        numbers = [q.by_code(connection, code) for code in sorted(q.known_codes(connection, wanted))]
        found = q.page_rows(connection, [number for number in numbers if number is not None])
    return {row.code: row for row in found}


def bring_many(op: Operation, drafts: Sequence[GiftCardDraft]) -> list[int]:
    """Brings cards along within a running operation. Raises as `sell` does."""
    made = [sell_in(op, replace(draft, opening=True))[0] for draft in drafts]
    op.said = plural("Brought {count} gift card along", "Brought {count} gift cards along", len(made))
    return made


def _unknown(code: str) -> Refused:
    wrong = codes.problem(code) if len(codes.normal(code)) == codes.LENGTH else None
    return not_found("gift card", code) if wrong is None else Refused(wrong, "code")


def _free_code(op: Operation, typed: str) -> str:
    if not typed.strip():
        tries = (codes.fresh(CodeKind.GIFT_CARD, secrets.randbelow) for _ in range(MOST_TRIES))
        return next(code for code in tries if q.by_code(op.connection, code) is None)
    code = codes.kept(typed)
    if q.by_code(op.connection, code) is not None:
        raise Refused(msg("There is a gift card {code} already.", code=codes.grouped(code)), "code")
    return code


def _party(op: Operation, party: int | None) -> int | None:
    if party is None:
        return None
    found = parties.standing(op.connection, party)
    if found is None or found.binned or found.erased:
        raise not_found("person or business")
    op.touch(found.root)
    return None if found.walk_in else found.root


def _row(op: Operation, card: int) -> GiftCardRow:
    (row,) = q.page_rows(op.connection, [card])
    return row


def _move(
    op: Operation,
    card: int,
    kind: GiftMovementKind,
    amount: int,
    when: Dated,
    *,
    party: int | None = None,
    sale: int | None = None,
    receipt: str = "",
    reason: str = "",
    payment: PaymentKind | None = None,
) -> UUID:
    made = uuid.uuid4()
    fixed = {"uuid": made, "gift_card_id": card, "kind": kind, "amount": amount}
    days = {"day": when.day, "belongs_to": when.belongs_to, "recorded_at": op.now}
    more = {"party_id": party, "sale_id": sale, "receipt": receipt, "reason": reason, "payment": payment}
    op.insert(t.gift_card_movement, **fixed, **days, **more)
    return made


def _answer(op: Operation, card: int, made: UUID, when: Dated) -> dict[str, Any]:
    if op.said is not None:
        op.said = closed_month.said_of(op.said, when, op.today)
    balance, days = q.balance(op.connection, card), closed_month.packed(when)
    return {"card": card, "movement": str(made), "balance": balance, "days": days}


def _moved(done: Done) -> Moved:
    said = done.answer
    when = closed_month.unpacked(said["days"])
    return Moved(said["card"], UUID(said["movement"]), said["balance"], when, done.changes)
