"""Each movement of points as one operation: earn, use, refund, give back, put right, pass on, expire, close a card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_points as points_q
from db.queries.loyalty_points import Holder
from db.tables import loyalty as t
from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.dates import short
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.loyalty import NOTHING, MovementKind
from partnercrm.domain.loyalty_lots import LotRest, draw
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    BroughtDraft,
    EarnDraft,
    GiveBackDraft,
    MemberDraft,
    OpeningDraft,
    RedeemDraft,
    RefundDraft,
    TransferDraft,
)
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import closed_month
from partnercrm.services import loyalty_points as points
from partnercrm.services.closed_month import Dated
from partnercrm.services.context import Context
from partnercrm.services.loyalty import SUBJECTS, add_member_in
from partnercrm.services.loyalty_cards import begin, draw_on, move, require_card
from partnercrm.services.operations import Done, Operation, run

CLOSED = "Card closed"


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a movement: row id, UUID, its signed points, the card's balance after it, and what to say.

    `when` is the day under which it is written, and the one it belongs to where that lies in a closed month.
    """

    movement: int
    uuid: UUID
    member: int
    points: Decimal
    balance: Decimal
    said: Message
    when: Dated
    changes: Changes


def earn(store: Store, ctx: Context, draft: EarnDraft) -> Moved:
    """Points for a purchase. Raises as `loyalty_points.earn_in`."""
    return _moved(store, ctx, msg("Earn points"), draft, lambda op: points.earn_in(op, draft))


def redeem(store: Store, ctx: Context, draft: RedeemDraft) -> Moved:
    """Points used. Raises as `loyalty_points.redeem_in`."""
    return _moved(store, ctx, msg("Use points"), draft, lambda op: points.redeem_in(op, draft))


def refund(store: Store, ctx: Context, draft: RefundDraft) -> Moved:
    """Takes back the points of a refunded purchase. Raises as `loyalty_points.refund_in`."""
    return _moved(store, ctx, msg("Take points back"), draft, lambda op: points.refund_in(op, draft))


def give_back(store: Store, ctx: Context, draft: GiveBackDraft) -> Moved:
    """Points of a redemption return to their lots. Raises as `loyalty_points.give_back_in`."""
    return _moved(store, ctx, msg("Give points back"), draft, lambda op: points.give_back_in(op, draft))


def adjust(store: Store, ctx: Context, draft: AdjustDraft) -> Moved:
    """Puts points right, with a reason. Raises as `loyalty_points.adjust_in`."""
    return _moved(store, ctx, msg("Put points right"), draft, lambda op: points.adjust_in(op, draft))


def transfer(store: Store, ctx: Context, draft: TransferDraft) -> Moved:
    """Passes points on to another card, with a reason. Raises as `loyalty_points.transfer_in`."""
    return _moved(store, ctx, msg("Pass points on"), draft, lambda op: points.transfer_in(op, draft))


def bring(store: Store, ctx: Context, draft: OpeningDraft) -> Moved:
    """Points that a card brings along. Raises as `loyalty_points.open_in`."""
    return _moved(store, ctx, msg("Bring points along"), draft, lambda op: points.open_in(op, draft))


def bring_many(op: Operation, drafts: Sequence[BroughtDraft]) -> None:
    """Cards of before, with what is on them, within a running operation. Raises as the others, naming the card."""
    known = q.numbers_known(op.connection, [codes.kept(draft.number) for draft in drafts])
    for draft in drafts:
        number = codes.kept(draft.number)
        try:
            if number not in known:
                card = MemberDraft(draft.program, draft.party, number, joined=draft.day)
                known[number] = add_member_in(op, card)
            if draft.points:
                points.open_in(op, draft.opening(known[number]))
        except Refused as refused:
            raise Refused(msg("Card {card}: {why}", card=draft.number, why=refused.message), "card") from refused


@dataclass(frozen=True, slots=True)
class Expired:
    """What was written off: of how many cards, and how many points."""

    cards: int
    points: Decimal
    changes: Changes


def expire(store: Store, ctx: Context, day: dt.date | None = None, program: int | None = None) -> Expired:
    """Writes off, dated `day` (today), the points whose last good day was before it. Raises PeriodClosed or Refused."""
    when = day or ctx.today

    def work(op: Operation) -> dict[str, Any]:
        if when > op.today:
            raise Refused(msg("That day has not come yet."), "day")
        cards, total = points.expire_in(op, when, program)
        some = plural("Points of {count} card ended", "Points of {count} cards ended", cards)
        op.said = some if cards else msg("No points have ended")
        return {"cards": cards, "points": str(total)}

    done = run(store, ctx, msg("Let points expire"), (when, program), SUBJECTS, work)
    return Expired(done.answer["cards"], Decimal(done.answer["points"]), done.changes)


def close(store: Store, ctx: Context, member: int, reason: str) -> Changes:
    """Closes a card; what is left on it is put to 0. Raises NotFound or Refused."""

    def work(op: Operation) -> dict[str, Any]:
        card, _program, _when = begin(op, member, op.today, ())
        lots = points_q.lots(op.connection, card.id)
        ended = [lot for lot in lots if lot.expiry is not None and lot.expiry < op.today]
        left = card.balance - sum((lot.rest for lot in ended), NOTHING)
        if left < 0:
            raise Refused(msg("The card owes points back. Put them right first."), "card")
        _empty(op, card, MovementKind.EXPIRE, ended, "")
        _empty(op, card, MovementKind.ADJUST, [lot for lot in lots if lot not in ended], reason.strip() or CLOSED)
        op.update(t.member, card.id, closed=op.today)
        op.said = msg("Closed the card {card}", card=codes.grouped(card.number))
        return {}

    return run(store, ctx, msg("Close a card"), (member, reason), SUBJECTS, work).changes


def _empty(op: Operation, card: Holder, kind: MovementKind, lots: Sequence[LotRest], reason: str) -> None:
    """A movement that draws all that these lots have."""
    total = sum((lot.rest for lot in lots), NOTHING)
    if total > 0:
        number = move(op, card, kind, -total, Dated(op.today), reason=reason)
        for lot in lots:
            draw_on(op, number, draw((lot,), lot.rest, op.today, lot.id))


def void_code(store: Store, ctx: Context, code: str) -> Changes:
    """Makes a one-use code worthless. Raises Refused where there is none or it was used."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Made the one-use code {code} void", code=codes.grouped(codes.right(code)))
        found, used = points_q.code_used(op.connection, codes.right(code))
        if found is None:
            raise not_found("code", code, "code")
        if used is not None:
            raise Refused(msg("Used on {day}.", day=short(used, op.today)), "code")
        op.update(t.member_code, found.id, void=op.today)
        return {}

    return run(store, ctx, msg("Void a one-use code"), code, SUBJECTS, work).changes


def merge_cards(op: Operation, keep: int, other: int) -> None:
    """Within the merging of two parties: of each program the points of the other one's cards go to the card that the
    first one has, and the old numbers lead there. Who has no card of a program keeps the other's as it is."""
    for row in q.members(op.connection, q.of_parties(op.connection, [other], -1)):
        op.subjects.add("loyalty")
        mine = q.members(op.connection, q.of_parties(op.connection, [keep], -1))
        to = next((m for m in mine if (m.program, m.home_party) == (row.program, row.home_party)), None)
        if to is not None and row.balance >= 0:
            _join_cards(op, row.id, to.id)


def _join_cards(op: Operation, member: int, to: int) -> None:
    card, kept = require_card(op, member), require_card(op, to)
    points.hand_on(op, card.id, kept, Dated(op.today))
    op.update(t.member, card.id, closed=op.today, merged_into_id=kept.id)


def _moved(store: Store, ctx: Context, name: Message, request: object, work: Callable[[Operation], int]) -> Moved:
    return moved_of(run(store, ctx, name, request, SUBJECTS, lambda op: told(op, work(op))))


def told(op: Operation, number: int) -> dict[str, Any]:
    """What an operation answers of a movement, and says of it."""
    movement = points_q.movement(op.connection, number)
    assert movement is not None
    card = require_card(op, movement.member_id)
    when = Dated(movement.day, movement.belongs_to)
    op.said = closed_month.said_of(said_of(movement.kind, movement.points, card.balance), when, op.today)
    return {
        "movement": movement.id,
        "uuid": str(movement.uuid),
        "kind": movement.kind.value,
        "member": card.id,
        "points": str(movement.points),
        "balance": str(card.balance),
        "days": closed_month.packed(when),
    }


def moved_of(done: Done) -> Moved:
    """The same as the caller gets it."""
    found = done.answer
    points, balance = Decimal(found["points"]), Decimal(found["balance"])
    when = closed_month.unpacked(found["days"])
    said = closed_month.said_of(said_of(MovementKind(found["kind"]), points, balance), when, when.day)
    return Moved(found["movement"], UUID(found["uuid"]), found["member"], points, balance, said, when, done.changes)


_SAID = {
    MovementKind.EARN: msg("{points} earned, {balance} on the card"),
    MovementKind.REDEEM: msg("{points} used, {balance} left"),
    MovementKind.TAKE_BACK: msg("{points} taken back, {balance} left"),
    MovementKind.GIVE_BACK: msg("{points} given back, {balance} on the card"),
    MovementKind.ADJUST: msg("Put right, {balance} on the card"),
    MovementKind.TRANSFER_OUT: msg("{points} passed on, {balance} left"),
    MovementKind.OPENING: msg("{points} brought along, {balance} on the card"),
}
_OWES = msg("{points} taken back. The card owes {owed}; the next earning fills it.")


def said_of(kind: MovementKind, moved: Decimal, balance: Decimal) -> Message:
    """A movement as it is read to the customer."""
    if balance < 0:
        return msg(_OWES.key, points=abs(moved), owed=-balance)
    return msg(_SAID[kind].key, points=abs(moved), balance=balance)
