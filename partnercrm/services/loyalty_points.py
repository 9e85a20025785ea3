"""Points of a card within a running operation: earn, use, take and give back, put right, pass on, let expire.

Every rule is checked in the writing transaction, so that nobody spends the same points twice. What lots a movement
draws on is written beside it; what no lot has is owed back, and whatever comes to the card next fills it.

A refund may draw on lots of another issuer where its own are used up: for a settlement that is a use at our shop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from db.queries import loyalty as programs_q
from db.queries import loyalty_points as q
from db.queries import posting as posting_q
from db.queries.loyalty_points import Holder
from db.tables import loyalty as t
from db.values import day_to_int, moment_to_int
from partnercrm.domain import codes
from partnercrm.domain.dates import short
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.loyalty import (
    NOTHING,
    MovementKind,
    ProgramDraft,
    Rule,
    expiry_of,
    refund_of,
    within,
)
from partnercrm.domain.loyalty_lots import LotRest, draw, give_back
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    EarnDraft,
    GiveBackDraft,
    OpeningDraft,
    RedeemDraft,
    RefundDraft,
    TransferDraft,
)
from partnercrm.domain.problems import Problem
from partnercrm.domain.words import Message, msg
from partnercrm.services.closed_month import Dated
from partnercrm.services.loyalty_cards import (
    begin,
    draw_on,
    draw_on_ended,
    ended_since,
    fill_owed,
    lots_on,
    move,
    open_lot,
    require_card,
    rule_of,
    spendable,
)
from partnercrm.services.matching import require_open
from partnercrm.services.operations import Operation

MERGED = "Holders merged"
_ELSEWHERE = "Here this card is good for {points} more points. For others it takes a one-use code."


def earn_in(op: Operation, draft: EarnDraft) -> int:
    """Points for a purchase; answers the movement. Raises Invalid, NotFound, PeriodClosed, or Refused where the
    program does not run or what they buy earns nothing."""
    card, program, when = begin(op, draft.member, draft.day, draft.problems())
    if draft.points is None:
        _require_counting(op, card, program, draft.day)
    rule = rule_of(op, card, program, draft.day)
    points = _counted(rule, draft) if draft.points is None else draft.points
    expiry = draft.expiry or expiry_of(when.day, program.expiry_months)
    number = move(
        op,
        card,
        MovementKind.EARN,
        points,
        when,
        paid=draft.paid,
        pieces=draft.pieces,
        rule_points=None if draft.points is not None else rule.points,
        rule_amount=None if draft.points is not None else rule.per_amount,
        sale_id=draft.sale,
        issuer_party_id=draft.issuer,
        shop_party_id=draft.shop,
        reason=draft.reason,
        source=draft.source,
        external_id=draft.external_id,
    )
    open_lot(op, card, number, points, when.day, expiry, draft.issuer)
    fill_owed(op, card.id)
    return number


def redeem_in(op: Operation, draft: RedeemDraft) -> int:
    """Points used; answers the movement. Raises Invalid, NotFound, PeriodClosed, or Refused with the reason."""
    card, program, when = begin(op, draft.member, draft.day, draft.problems())
    points = draft.points if draft.reward is None else _reward_points(op, card, draft)
    assert points is not None
    code = _use_code(op, card, draft, points) if draft.code else None
    lots, ended = lots_on(op, card.id, when.day), ended_since(op, card.id, when)
    past = min(points, sum((lot.rest for lot in ended), NOTHING))
    usable = spendable(lots, card, when)
    beyond = points if code is not None else _beyond(card, program, draft)
    if points > past + usable + beyond:
        if card.home_party is not None:
            raise Refused(msg(_ELSEWHERE, points=past + usable + beyond), "code")
        raise Refused(_too_few(op, card, past + usable, points), "points")
    number = move(
        op,
        card,
        MovementKind.REDEEM,
        -points,
        when,
        reward_id=draft.reward,
        code_id=code,
        shop_party_id=draft.shop,
        sale_id=draft.sale,
        reason=draft.reason,
        source=draft.source,
        external_id=draft.external_id,
    )
    draw_on_ended(op, card, number, ended, past, when)
    draw_on(op, number, draw(lots, min(points - past, usable), when.day, happened=draft.day))
    fill_owed(op, card.id)
    return number


def refund_in(op: Operation, draft: RefundDraft) -> int:
    """Takes back the points of a purchase that was refunded, wholly or in part; answers the movement.

    Raises Invalid, NotFound, PeriodClosed, or Refused where there is not so much left of it.
    """
    earning = _require_movement(op, draft.earning, MovementKind.EARN, "purchase with that card")
    bought = Dated(earning.day, earning.belongs_to)
    card, program, when = begin(op, earning.member_id, draft.day, draft.problems(), after=bought)
    points, paid, pieces = _refunded(op, program, earning, draft)
    number = move(
        op,
        card,
        MovementKind.TAKE_BACK,
        -points,
        when,
        returns_id=earning.id,
        paid=paid,
        pieces=pieces,
        sale_id=draft.sale,
        issuer_party_id=earning.issuer_party_id,
        shop_party_id=earning.shop_party_id,
        reason=draft.reason,
    )
    own = q.lot_of(op.connection, earning.id)
    lots = lots_on(op, card.id, when.day)
    draw_on(op, number, draw(lots, points, when.day, own.id if own else None, draft.day))
    fill_owed(op, card.id)
    return number


def give_back_in(op: Operation, draft: GiveBackDraft) -> int:
    """Points of a redemption return to their lots; answers the movement. Raises as the others, or Refused where there
    are not so many left of it."""
    redemption = _require_movement(op, draft.redemption, MovementKind.REDEEM, "use of points with that number")
    used_on = Dated(redemption.day, redemption.belongs_to)
    card, _program, when = begin(op, redemption.member_id, draft.day, draft.problems(), after=used_on)
    back, _paid, _pieces = q.returned_of(op.connection, redemption.id, MovementKind.GIVE_BACK)
    left = -redemption.points - back
    points = left if draft.points is None else draft.points
    if not NOTHING < points <= left:
        raise Refused(msg("Of that, {left} points are left to give back.", left=left), "points")
    drawn = q.drawn(op.connection, redemption.id)
    uncovered = left - sum((take.points for take in drawn), NOTHING)
    used = q.holder(op.connection, redemption.member_id)
    assert used is not None
    number = move(
        op,
        used,
        MovementKind.GIVE_BACK,
        points,
        when,
        returns_id=redemption.id,
        shop_party_id=redemption.shop_party_id,
        reason=draft.reason,
    )
    draw_on(op, number, give_back(drawn, uncovered, points, when.day), sign=1)
    fill_owed(op, used.id)
    if used.id != card.id:
        hand_on(op, used.id, card, when)
    return number


def hand_on(op: Operation, member: int, to: Holder, when: Dated) -> None:
    """What a card that became another one can use goes there."""
    card = q.holder(op.connection, member)
    assert card is not None
    lots = lots_on(op, card.id, when.day)
    usable = spendable(lots, card, when)
    if usable > 0:
        pass_on(op, card, to, lots, usable, when, MERGED)


def adjust_in(op: Operation, draft: AdjustDraft) -> int:
    """Points put right with a reason; answers the movement. Raises as `redeem_in` does."""
    card, program, when = begin(op, draft.member, draft.day, draft.problems())
    lots = lots_on(op, card.id, when.day)
    usable = spendable(lots, card, when)
    if -draft.points > usable:
        raise Refused(_too_few(op, card, usable, -draft.points), "points")
    number = move(op, card, MovementKind.ADJUST, draft.points, when, reason=draft.reason.strip())
    if draft.points > 0:
        expiry = expiry_of(when.day, program.expiry_months)
        open_lot(op, card, number, draft.points, when.day, expiry, None)
        fill_owed(op, card.id)
    else:
        draw_on(op, number, draw(lots, -draft.points, when.day, happened=draft.day))
    return number


def transfer_in(op: Operation, draft: TransferDraft) -> int:
    """Points pass to another card of the program, with issuer and expiry; answers the movement out. Raises as the
    others."""
    card, _program, when = begin(op, draft.member, draft.day, draft.problems())
    to, _same, _when = begin(op, draft.to, draft.day, ())
    if to.id == card.id or to.program != card.program:
        raise Refused(msg("Choose another card of the same program."), "to")
    lots = lots_on(op, card.id, when.day)
    usable = spendable(lots, card, when)
    points = usable if draft.points is None else draft.points
    if not NOTHING < points <= usable:
        raise Refused(_too_few(op, card, usable, max(points, NOTHING)), "points")
    return pass_on(op, card, to, lots, points, when, draft.reason.strip())


def pass_on(
    op: Operation, card: Holder, to: Holder, lots: Sequence[LotRest], points: Decimal, when: Dated, reason: str
) -> int:
    """The two movements of a transfer, and a lot on the other card for each that was drawn on."""
    number = move(op, card, MovementKind.TRANSFER_OUT, -points, when, reason=reason)
    taken = draw(lots, points, when.day, happened=when.happened)
    draw_on(op, number, taken)
    arrived = move(op, to, MovementKind.TRANSFER_IN, points, when, linked_id=number, reason=reason)
    by_id = {lot.id: lot for lot in lots}
    for take in taken:
        open_lot(op, to, arrived, take.points, when.day, by_id[take.lot].expiry, by_id[take.lot].issuer)
    fill_owed(op, to.id)
    return number


def open_in(op: Operation, draft: OpeningDraft) -> int:
    """Points that a card brings along; answers the movement. Raises as the others."""
    card, _program, when = begin(op, draft.member, draft.day, draft.problems())
    values = {"issuer_party_id": draft.issuer, "source": draft.source, "external_id": draft.external_id}
    number = move(op, card, MovementKind.OPENING, draft.points, when, **values)
    open_lot(op, card, number, draft.points, when.day, draft.expiry, draft.issuer)
    fill_owed(op, card.id)
    return number


def expire_in(op: Operation, day: dt.date, program: int | None = None) -> tuple[int, Decimal]:
    """Writes off, dated `day`, what ended before it; answers how many cards and points it was. Raises PeriodClosed."""
    require_open(op, day)
    op.subjects.add("loyalty")
    values = (day_to_int(day), moment_to_int(op.now), program)
    past = day < op.today
    made = op.insert_selected(t.movement, q.write_off(past=past), values)
    op.insert_selected(t.lot_draw, q.draw_off(past=past), (day_to_int(day), made.start))
    return len(made), -q.total(op.connection, made)


def _require_counting(op: Operation, card: Holder, program: ProgramDraft, day: dt.date) -> None:
    if not within(day, program.from_day, program.until_day):
        raise Refused(msg("{program} does not run on {day}.", program=program.name, day=day), "day")
    if not program.exclusions:
        return
    facts = posting_q.party_facts(op.connection, card.party, day) if card.party is not None else None
    roles = facts.roles if facts else frozenset()
    barred = next((exclusion for exclusion in program.exclusions if exclusion.bars(day, roles)), None)
    if barred is not None:
        raise Refused(msg("This earns nothing here: {what}.", what=barred.said), "card")


def _counted(rule: Rule, draft: EarnDraft) -> Decimal:
    if rule.per_amount is None:
        if draft.pieces is None:
            raise Invalid([Problem("pieces", msg("Say how many pieces count."))])
        return rule.counted(draft.pieces)
    if draft.paid is None:
        raise Invalid([Problem("paid", msg("Say how much was paid."))])
    return rule.counted(Decimal(draft.paid))


def _reward_points(op: Operation, card: Holder, draft: RedeemDraft) -> Decimal:
    rewards = programs_q.children(op.connection, t.reward, card.program)
    found = next((reward for reward in rewards if reward.id == draft.reward), None)
    if found is None:
        raise not_found("reward of this card's program")
    if not within(draft.day, found.from_day, found.until_day):
        raise Refused(msg("{reward} is not offered on that day.", reward=found.name), "reward")
    points: Decimal = found.points * draft.times
    return points


def _refunded(
    op: Operation, program: ProgramDraft, earning: Row[Any], draft: RefundDraft
) -> tuple[Decimal, int | None, Decimal | None]:
    """Points to take back, and the amount or pieces that go with them (below zero)."""
    taken, paid, pieces = q.returned_of(op.connection, earning.id, MovementKind.TAKE_BACK)
    by_piece = earning.paid is None and earning.pieces is not None
    bought = Decimal(earning.pieces if by_piece else earning.paid or 0)
    before = -(pieces if by_piece else Decimal(paid))
    asked = draft.pieces if by_piece else (None if draft.paid is None else Decimal(draft.paid))
    refunded = bought - before if asked is None else asked
    standing = earning.points + taken
    if refunded > bought - before or (refunded <= 0 and standing <= 0):
        field = "pieces" if by_piece else "paid"
        raise Refused(msg("That is more than is left of this purchase."), field)
    lot = q.lot_of(op.connection, earning.id)
    gone = q.expired_of(op.connection, lot.id) if lot else NOTHING
    if earning.rule_points is None:
        points = min(standing, max(standing - gone, NOTHING)) if refunded == bought - before else NOTHING
    else:
        rule = Rule(earning.rule_points, earning.rule_amount, program.rounding)
        points = refund_of(rule, bought, before, refunded, standing, gone)
    amount = -refunded if refunded else NOTHING
    return points, None if by_piece else int(amount), amount if by_piece else None


def _beyond(card: Holder, program: ProgramDraft, draft: RedeemDraft) -> Decimal:
    """How many points a card may use that no lot has here: as agreed, or up to the offline limit of cards elsewhere."""
    if draft.beyond is not None:
        return draft.beyond
    if card.home_party is None or program.offline_limit is None:
        return NOTHING
    return max(program.offline_limit - max(-card.balance, NOTHING), NOTHING)


def _use_code(op: Operation, card: Holder, draft: RedeemDraft, points: Decimal) -> int:
    """The row of a one-use code, which nobody used before. Codes of another home shop are kept when they come."""
    code = codes.right(draft.code)
    found, used = q.code_used(op.connection, code)
    if used is not None:
        raise Refused(msg("Used on {day}.", day=short(used, op.today)), "code")
    if found is None:
        if card.home_party is None:
            raise not_found("code", draft.code, "code")
        return op.insert(t.member_code, code=code, member_id=card.id, points=None, made=draft.day)
    if require_card(op, found.member_id).id != card.id:
        raise Refused(msg("This code belongs to another card."), "code")
    if found.void is not None or (found.until_day is not None and found.until_day < draft.day):
        raise Refused(msg("This code is not good any more."), "code")
    if found.points is not None and points > found.points:
        raise Refused(msg("This code is good for {points} points at most.", points=found.points), "code")
    return int(found.id)


def _too_few(op: Operation, card: Holder, usable: Decimal, points: Decimal) -> Message:
    last = q.last_used(op.connection, card.id)
    if card.balance < 0:
        return msg("The card has {owed} points to make up first.", owed=-card.balance)
    if usable == 0 and last is not None:
        return msg("Used on {day}. No points are left.", day=short(last, op.today))
    return msg("The card has {usable} points, {points} are needed.", usable=usable, points=points)


def _require_movement(op: Operation, number: int, kind: MovementKind, what: str) -> Row[Any]:
    found = q.movement(op.connection, number)
    if found is None or found.kind is not kind:
        raise not_found(what)
    return found
