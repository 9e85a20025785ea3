"""Commands about programs, cards and points. Points are text with '.', money is text in major units."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain import codes
from partnercrm.domain.errors import NotFound, not_found
from partnercrm.domain.loyalty import MovementKind, ProgramDraft, ProgramKind
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    GiveBackDraft,
    MemberDraft,
    RedeemDraft,
    RefundDraft,
    TransferDraft,
)
from partnercrm.domain.loyalty_rows import Card, MemberFilter, MemberRow, MovementRow
from partnercrm.services import desk as desks
from partnercrm.services import loyalty, loyalty_sales
from partnercrm.services import loyalty_moves as moves
from partnercrm.services.loyalty_moves import Moved

MANY = 1000


# Programs


def programs(words: argparse.Namespace) -> None:
    """The programs there are."""
    with shop(words.store, read_only=True) as opened:
        found = [
            {
                "id": row.uuid,
                **_program(opened, row.draft),
                "cards": row.members,
                "outstanding": row.outstanding,
                "rewards": [_reward(opened, each) for each in row.draft.rewards],
            }
            for row in loyalty.programs(opened.store)
        ]
        rows(found if words.json else [{k: v for k, v in row.items() if k != "rewards"} for row in found], words.json)


def templates(words: argparse.Namespace) -> None:
    """Programs that work at once."""
    with shop(words.store, read_only=True) as opened:
        rows([_program(opened, draft) for draft in loyalty.program_templates(opened.store, opened.ctx)], words.json)


def start(words: argparse.Namespace) -> None:
    """Starts a program from a template."""
    from dataclasses import replace

    with shop(words.store, key=words.op) as opened:
        made = {draft.kind: draft for draft in loyalty.program_templates(opened.store, opened.ctx)}
        draft = made[ProgramKind(words.template)]
        first = reading.day(words.from_day, "from") or draft.from_day
        done = loyalty.add_program(
            opened.store, opened.ctx, replace(draft, name=words.name.strip() or draft.name, from_day=first)
        )
        if words.json:
            emit({"program": done.uuid})
        else:
            say(f"The program runs: {words.name.strip() or draft.name}.")


def _program(opened: Shop, draft: ProgramDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "kind": draft.kind,
        "points": draft.points,
        "per_amount": opened.money(draft.per_amount),
        "point_value": _rate(opened, draft.point_value),
        "point_cost": _rate(opened, draft.point_cost),
        "breakage": draft.breakage,
        "expiry_months": draft.expiry_months,
        "from": draft.from_day,
        "until": draft.until_day,
    }


def _reward(opened: Shop, reward: Any) -> dict[str, Any]:
    return {"name": reward.name, "points": reward.points, "value": opened.money(reward.value)}


def _rate(opened: Shop, rate: Decimal) -> str:
    """Minor units a point in major units, however small."""
    return format(rate.scaleb(-opened.currency.digits), "f")


# Cards


def join(words: argparse.Namespace) -> None:
    """Gives somebody a card."""
    with shop(words.store, key=words.op) as opened:
        draft = MemberDraft(
            loyalty.find_program(opened.store, words.program),
            opened.party(words.party),
            words.card,
            opened.party(words.home),
        )
        done = loyalty.add_member(opened.store, opened.ctx, draft)
        if words.json:
            emit({"card": done.number, "member": done.uuid})
        else:
            say(f"{opened.ctx.locale.say(done.changes.said)}.")


def cards(words: argparse.Namespace) -> None:
    """The cards there are."""
    with shop(words.store, read_only=True) as opened:
        program = loyalty.find_program(opened.store, words.program) if words.program else None
        wanted = MemberFilter(program, opened.party(words.party), closed=words.closed)
        numbers = loyalty.member_ids(opened.store, wanted)
        found = [
            row for at in range(0, len(numbers), MANY) for row in loyalty.members(opened.store, numbers[at : at + MANY])
        ]
        rows([_member(row) for row in found], words.json)


def card(words: argparse.Namespace) -> None:
    """A card with its lots."""
    with shop(words.store, read_only=True) as opened:
        found = loyalty.card(opened.store, opened.ctx, loyalty.find_member(opened.store, words.card))
        if words.json:
            emit(_card(found))
            return
        say(opened.ctx.locale.say(desks.said_of_card(found, opened.ctx.today, opened.ctx.today)))
        rows([_lot(lot) for lot in found.lots], as_json=False)


def desk(words: argparse.Namespace) -> None:
    """What the desk says."""
    with shop(words.store, read_only=True) as opened:
        day = reading.day(words.date)
        found = desks.answer(opened.store, opened.ctx, words.text, day)
        said = opened.ctx.locale.say(found.said)
        if words.json:
            emit(
                {
                    "found": found.found,
                    "said": said,
                    "card": _card(found.card) if found.card else None,
                    "names": [_member(row) for row in found.names],
                    "rewards": [_reward(opened, each) for each in found.rewards],
                }
            )
        else:
            say(said)
            rows([_member(row) for row in found.names], as_json=False)


def movements(words: argparse.Namespace) -> None:
    """What happened on a card."""
    with shop(words.store, read_only=True) as opened:
        member = loyalty.find_member(opened.store, words.card) if words.card else None
        rows([_movement(opened, row) for row in loyalty.movements(opened.store, member, MANY)], words.json)


def close(words: argparse.Namespace) -> None:
    """Closes a card."""
    with shop(words.store, key=words.op) as opened:
        done = moves.close(opened.store, opened.ctx, loyalty.find_member(opened.store, words.card), words.reason)
        if words.json:
            emit({"card": codes.kept(words.card), "operation": done.operation})
        else:
            say(f"{opened.ctx.locale.say(done.said)}.")


def make_codes(words: argparse.Namespace) -> None:
    """Makes one-use codes."""
    with shop(words.store, key=words.op) as opened:
        made, _changes = loyalty.make_codes(
            opened.store,
            opened.ctx,
            loyalty.find_member(opened.store, words.card),
            words.count,
            _points(words.points),
            reading.day(words.until, "until"),
        )
        if words.json:
            emit({"codes": made})
        else:
            for code in made:
                say(codes.grouped(code))


def _member(row: MemberRow) -> dict[str, Any]:
    return {
        "card": row.number,
        "member": row.uuid,
        "program": row.program_name,
        "party": row.name or None,
        "home": row.home or None,
        "joined": row.joined,
        "closed": row.closed,
        "balance": row.balance,
    }


def _card(found: Card) -> dict[str, Any]:
    return {
        **_member(found.row),
        "spendable": found.spendable,
        "owed_back": found.owed_back,
        "tier": found.tier or None,
        "last_used": found.last_used,
        "next_expiries": [{"until": day, "points": points} for day, points in found.expiries],
        "lots": [_lot(lot) for lot in found.lots],
    }


def _lot(lot: Any) -> dict[str, Any]:
    return {"since": lot.day, "until": lot.expiry, "issuer": lot.issuer or None, "points": lot.rest}


def _movement(opened: Shop, row: MovementRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "date": row.day,
        "card": row.number,
        "party": row.name or None,
        "kind": row.kind,
        "points": row.points,
        "paid": opened.money(row.paid),
        "pieces": row.pieces,
        "reward": row.reward or None,
        "code": row.code or None,
        "issuer": row.issuer or None,
        "shop": row.shop or None,
        "reason": row.reason or None,
        "belongs_to": row.belongs_to,
        "recorded_at": row.recorded_at,
    }


# Points


def earn(words: argparse.Namespace) -> None:
    """Points for a purchase."""

    def act(opened: Shop) -> Moved:
        purchase = desks.Purchase(
            loyalty.find_member(opened.store, words.card),
            reading.day(words.date) or opened.ctx.today,
            _money(opened, words.paid, "paid"),
            _points(words.pieces, "pieces"),
            _money(opened, words.excluded, "excluded") or 0,
            words.record_sale,
            words.receipt,
        )
        return desks.earn(opened.store, opened.ctx, purchase)

    _do(words, act)


def count_sales(words: argparse.Namespace) -> None:
    """Points for sales that name a card and did not count yet."""
    with shop(words.store, key=words.op) as opened:
        done = loyalty_sales.count(opened.store, opened.ctx, reading.day(words.since, "since"), words.source)
        if words.json:
            emit({"counted": done.counted, "left": done.left, "points": done.points, "late": done.late})
        else:
            say(f"{opened.ctx.locale.say(done.changes.said)}.")


def redeem(words: argparse.Namespace) -> None:
    """Points used."""

    def act(opened: Shop) -> Moved:
        member = loyalty.find_member(opened.store, words.card)
        draft = RedeemDraft(
            member,
            reading.day(words.date) or opened.ctx.today,
            _points(words.points),
            _reward_id(opened, member, words.reward) if words.reward else None,
            words.times,
            shop=opened.party(words.shop),
            code=words.code,
            reason=words.reason,
        )
        return moves.redeem(opened.store, opened.ctx, draft)

    _do(words, act)


def refund(words: argparse.Namespace) -> None:
    """Points taken back."""

    def act(opened: Shop) -> Moved:
        draft = RefundDraft(
            _movement_of(opened, words.movement, MovementKind.EARN),
            reading.day(words.date) or opened.ctx.today,
            _money(opened, words.paid, "paid"),
            _points(words.pieces, "pieces"),
            reason=words.reason,
        )
        return moves.refund(opened.store, opened.ctx, draft)

    _do(words, act)


def give_back(words: argparse.Namespace) -> None:
    """Points given back."""

    def act(opened: Shop) -> Moved:
        number = _movement_of(opened, words.movement, MovementKind.REDEEM)
        day = reading.day(words.date) or opened.ctx.today
        draft = GiveBackDraft(number, day, _points(words.points), words.reason)
        return moves.give_back(opened.store, opened.ctx, draft)

    _do(words, act)


def adjust(words: argparse.Namespace) -> None:
    """Points put right."""

    def act(opened: Shop) -> Moved:
        number = loyalty.find_member(opened.store, words.card)
        day = reading.day(words.date) or opened.ctx.today
        draft = AdjustDraft(number, day, reading.decimal(words.points, "points"), words.reason)
        return moves.adjust(opened.store, opened.ctx, draft)

    _do(words, act)


def transfer(words: argparse.Namespace) -> None:
    """Points passed on."""

    def act(opened: Shop) -> Moved:
        member, to = (loyalty.find_member(opened.store, number) for number in (words.card, words.to))
        day = reading.day(words.date) or opened.ctx.today
        draft = TransferDraft(member, to, day, words.reason, _points(words.points))
        return moves.transfer(opened.store, opened.ctx, draft)

    _do(words, act)


def _do(words: argparse.Namespace, act: Callable[[Shop], Moved]) -> None:
    with shop(words.store, key=words.op) as opened:
        done = act(opened)
        if words.json:
            when = {"date": done.when.day, "belongs_to": done.when.belongs_to}
            emit({"movement": done.uuid, "points": done.points, "balance": done.balance, **when})
        else:
            say(f"{opened.ctx.locale.say(done.said)}.")


def _movement_of(opened: Shop, named: str, kind: MovementKind) -> int:
    """A movement by its id, or the last one of its kind on the card of that number."""
    try:
        return loyalty.find_movement(opened.store, named)
    except NotFound:
        member = loyalty.find_member(opened.store, named)
    found = (row.id for row in loyalty.movements(opened.store, member, MANY) if row.kind is kind)
    number = next(found, None)
    if number is None:
        raise desks.nothing_of(kind, named)
    return number


def _reward_id(opened: Shop, member: int, name: str) -> int:
    program = loyalty.members(opened.store, [member])[0].program
    for row in loyalty.programs(opened.store):
        for reward in row.rewards if row.id == program else ():
            if reward.name.casefold() == name.strip().casefold():
                return reward.id
    raise not_found(f"reward called {name}")


def _points(text: str | None, field: str = "points") -> Decimal | None:
    return None if text is None else reading.decimal(text, field)


def _money(opened: Shop, text: str | None, field: str) -> int | None:
    return None if text is None else reading.amount(text, opened.currency, field)
