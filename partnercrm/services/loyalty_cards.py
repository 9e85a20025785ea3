"""What a movement of points stands on: the card, what it may use on a day, and the rows that it writes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.queries import loyalty as programs_q
from db.queries import loyalty_points as q
from db.queries.loyalty_points import Holder
from db.tables import loyalty as t
from partnercrm.domain.dates import short
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.loyalty import NOTHING, MovementKind, ProgramDraft, Rule, tier_at, tier_from
from partnercrm.domain.loyalty_lots import LotRest, Take, fill, good, in_order, lowest_from
from partnercrm.domain.problems import Problem
from partnercrm.domain.words import msg
from partnercrm.services import closed_month
from partnercrm.services.closed_month import Dated
from partnercrm.services.operations import Operation

_EMPTY = {
    "belongs_to": None,
    "sale_id": None,
    "reward_id": None,
    "code_id": None,
    "issuer_party_id": None,
    "shop_party_id": None,
    "returns_id": None,
    "linked_id": None,
    "paid": None,
    "pieces": None,
    "rule_points": None,
    "rule_amount": None,
    "reason": "",
    "source": None,
    "external_id": None,
}


def lots_on(op: Operation, member: int, day: dt.date) -> list[LotRest]:
    """The lots of a card with what an entry for a day may use of each: what came back later was not there then."""
    found = q.lots(op.connection, member)
    return [
        lot
        if lot.returned is None or lot.returned <= day
        else replace(lot, rest=min(lot.rest, lowest_from(*q.history(op.connection, lot.id), day)))
        for lot in found
    ]


def spendable(lots: Iterable[LotRest], card: Holder, when: Dated) -> Decimal:
    """What can be used on a day: what the lots have that are good, less what the card owes back."""
    known = list(lots)
    owed = sum((lot.rest for lot in known), NOTHING) - card.balance
    return max(good(known, when.day, when.happened) - max(owed, NOTHING), NOTHING)


def require_card(op: Operation, member: int) -> Holder:
    """The card, or the one that its points went to when its holder was merged. Raises NotFound."""
    found = q.holder(op.connection, member)
    while found is not None and found.merged_into is not None:
        found = q.holder(op.connection, found.merged_into)
    if found is None:
        raise not_found("card")
    return found


def rule_of(op: Operation, card: Holder, program: ProgramDraft, day: dt.date) -> Rule:
    """How a purchase counts for a card on a day: as the program says, times its tier's factor."""
    if not program.tiers:
        return program.rule
    spent = q.spend(op.connection, card.id, tier_from(day, program.tier_months), day)
    tier = tier_at(program.tiers, spent)
    return program.rule.times(tier.factor) if tier else program.rule


def begin(
    op: Operation, member: int, day: dt.date, problems: Sequence[Problem], after: Dated | None = None
) -> tuple[Holder, ProgramDraft, Dated]:
    """Checks what every movement needs: the draft, the day, an open card; answers also the day to write it under.

    `after` is what it takes or gives back: that came first, and what counted late is taken back no sooner. Raises
    Invalid, NotFound, Refused, or PeriodClosed where today's month is closed too.
    """
    if problems:
        raise Invalid(problems)
    if day > op.today:
        raise Refused(msg("That day has not come yet."), "day")
    if after is not None and day < after.happened:
        first = short(after.happened, op.today)
        raise Refused(msg("That was on {day}. Choose this day or a later one.", day=first), "day")
    when = closed_month.dated(op, day)
    if after is not None and when.day < after.day:
        when = Dated(after.day, day)
    card = require_card(op, member)
    if card.closed is not None and day >= card.closed:
        raise Refused(msg("This card was closed on {day}.", day=short(card.closed, op.today)), "card")
    op.subjects.add("loyalty")
    if card.party is not None:
        op.touch(card.party)
    return card, programs_q.draft_of(op.connection, card.program), when


def move(op: Operation, card: Holder, kind: MovementKind, points: Decimal, when: Dated, **more: Any) -> int:
    """Writes a movement."""
    fixed = {"uuid": uuid.uuid4(), "program_id": card.program, "member_id": card.id, "kind": kind}
    days = {"day": when.day, "belongs_to": when.belongs_to, "recorded_at": op.now}
    return op.insert(t.movement, **{**_EMPTY, **fixed, **days, "points": points, **more})


def open_lot(
    op: Operation,
    card: Holder,
    movement: int,
    points: Decimal,
    day: dt.date,
    expiry: dt.date | None,
    issuer: int | None,
) -> None:
    """Writes the lot that a movement opens, if there are points in it."""
    if points > 0:
        values = {"program_id": card.program, "member_id": card.id, "movement_id": movement, "issuer_party_id": issuer}
        op.insert(t.lot, day=day, expiry=expiry, points=points, **values)


def draw_on(op: Operation, movement: int, takes: Iterable[Take], sign: int = -1) -> None:
    """Writes what a movement draws on lots, or returns to them (`sign` 1)."""
    for take in takes:
        op.insert(t.lot_draw, lot_id=take.lot, movement_id=movement, day=take.day, points=sign * take.points)


def fill_owed(op: Operation, card: int) -> None:
    """Fills what a card (row id) owes back from what its lots have now, as it is after every movement: what is still
    owed back is more than any good lot has."""
    now = q.holder(op.connection, card)
    if now is None:
        return
    lots = q.lots(op.connection, card)
    if sum((lot.rest for lot in lots), NOTHING) > now.balance:
        for movement, take in fill(lots, q.uncovered(op.connection, card)):
            day = closed_month.dated(op, take.day).day
            draw_on(op, movement, (replace(take, day=day),))


def ended_since(op: Operation, member: int, when: Dated) -> list[LotRest]:
    """The lots of a card that were good when something happened and were written off since, with what of each was there
    then; `returned` is the first day on which they were."""
    if when.happened >= op.today:
        return []
    found = []
    for lot, since in q.written_off(op.connection, member):
        if lot.good_on(when.happened):
            rest = lot.rest
            if when.day < since:
                points, changes = q.history(op.connection, lot.id)
                rest = min(rest, lowest_from(points, [each for each in changes if each[0] < since], when.day))
            found.append(replace(lot, rest=rest, returned=since))
    return in_order(found)


def draw_on_ended(
    op: Operation, card: Holder, movement: int, ended: Iterable[LotRest], points: Decimal, when: Dated
) -> None:
    """Draws on lots that were written off since: what was used before it ended did not end."""
    for lot in ended:
        part = min(lot.rest, points)
        if part > 0:
            back = closed_month.dated(op, max(lot.returned or when.day, when.day))
            reason = op.ctx.locale.say(msg("Used on {day}, before it ended", day=when.happened))
            undone = move(op, card, MovementKind.EXPIRE, part, back, reason=reason)
            draw_on(op, undone, [Take(lot.id, back.day, part)], sign=1)
            day = when.day if back.belongs_to is None else back.day
            draw_on(op, movement, [Take(lot.id, day, part)])
            points -= part
