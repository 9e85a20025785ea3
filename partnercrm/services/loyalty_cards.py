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
from partnercrm.domain.loyalty_lots import LotRest, Take, fill, good, lowest_from
from partnercrm.domain.problems import Problem
from partnercrm.domain.words import msg
from partnercrm.services.matching import require_open
from partnercrm.services.operations import Operation

_EMPTY = {
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


def spendable(lots: Iterable[LotRest], card: Holder, day: dt.date) -> Decimal:
    """What can be used on a day: what the lots have that are good, less what the card owes back."""
    known = list(lots)
    owed = sum((lot.rest for lot in known), NOTHING) - card.balance
    return max(good(known, day) - max(owed, NOTHING), NOTHING)


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
    op: Operation, member: int, day: dt.date, problems: Sequence[Problem], after: dt.date | None = None
) -> tuple[Holder, ProgramDraft]:
    """Checks what every movement needs: the draft, the day, an open month and an open card. Raises as it says there."""
    if problems:
        raise Invalid(problems)
    if day > op.today:
        raise Refused(msg("That day has not come yet."), "day")
    if after is not None and day < after:
        raise Refused(msg("That was on {day}. Choose this day or a later one.", day=after), "day")
    require_open(op, day)
    card = require_card(op, member)
    if card.closed is not None and day >= card.closed:
        raise Refused(msg("This card was closed on {day}.", day=short(card.closed, op.today)), "card")
    op.subjects.add("loyalty")
    if card.party is not None:
        op.touch(card.party)
    return card, programs_q.draft_of(op.connection, card.program)


def row(
    op: Operation, program: int, member: int, kind: MovementKind, points: Decimal, day: dt.date, **more: Any
) -> dict[str, Any]:
    """A movement's row."""
    fixed = {"uuid": uuid.uuid4(), "program_id": program, "member_id": member, "kind": kind, "recorded_at": op.now}
    return {**_EMPTY, **fixed, "points": points, "day": day, **more}


def move(op: Operation, card: Holder, kind: MovementKind, points: Decimal, day: dt.date, **more: Any) -> int:
    """Writes a movement."""
    return op.insert(t.movement, **row(op, card.program, card.id, kind, points, day, **more))


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


def fill_owed(op: Operation, card: Holder) -> None:
    """Fills what the card owes back from what its lots have now."""
    now = q.holder(op.connection, card.id)
    assert now is not None
    lots = q.lots(op.connection, card.id)
    if sum((lot.rest for lot in lots), NOTHING) > now.balance:
        for movement, take in fill(lots, q.uncovered(op.connection, card.id)):
            draw_on(op, movement, (take,))
