"""The desk: one field for a card, a name or a voucher, and answers short enough to be read to the customer.

Whatever is typed is looked up in this order: a card number, a code of ours by its kind, then a name. What a key does
with the answer stands in `loyalty_moves.py` and, for a voucher, in `voucher.py`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_points as points_q
from db.queries import loyalty_sales as sales_q
from partnercrm.domain import codes
from partnercrm.domain.codes import CodeKind
from partnercrm.domain.dates import short
from partnercrm.domain.errors import NotFound, Refused, not_found
from partnercrm.domain.loyalty import MovementKind, points_words
from partnercrm.domain.loyalty_moves import EarnDraft, GiveBackDraft, RefundDraft
from partnercrm.domain.loyalty_rows import Card, MemberRow, RewardRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import PaymentKind, SaleDraft
from partnercrm.domain.voucher_rows import Answer as VoucherAnswer
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import loyalty_points as points
from partnercrm.services import sale as sales
from partnercrm.services import search, voucher
from partnercrm.services.context import Context
from partnercrm.services.loyalty import card_in
from partnercrm.services.loyalty_cards import require_card
from partnercrm.services.loyalty_moves import Moved, moved_of, told
from partnercrm.services.operations import Operation, run

_NOTHING = {
    MovementKind.EARN: msg("Card {card} has no purchase whose points could be taken back."),
    MovementKind.REDEEM: msg("Card {card} has no use of points that could be given back."),
}
MOST_NAMES = 9
SOURCE = "desk"
SOON = dt.timedelta(days=31)
"""How long before points end the desk says so."""


class Found(StrEnum):
    """What the field holds."""

    NOTHING = "nothing"
    CARD = "card"
    NAMES = "names"
    VOUCHER = "voucher"
    MISREAD = "misread"


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """What was found and what to say. `card` is the card as it stands, `names` whose cards could be meant, `rewards`
    what the card's points are good for today, `affordable` first; `voucher` what a voucher's code answers."""

    found: Found
    said: Message
    card: Card | None = None
    names: tuple[MemberRow, ...] = ()
    rewards: tuple[RewardRow, ...] = ()
    voucher: VoucherAnswer | None = None


def answer(store: Store, ctx: Context, text: str, day: dt.date | None = None) -> DeskAnswer:
    """What to tell about a card number, a code or a name on a day (today unless said). Never raises Refused."""
    typed = text.strip()
    if not typed:
        return DeskAnswer(Found.NOTHING, msg("Type a card, a name or a voucher."))
    when = day or ctx.today
    with store.read() as connection:
        found = q.by_number(connection, codes.kept(typed))
        if found is not None:
            return _card(connection, ctx, found, when)
        coded = _code(connection, ctx, typed, when)
        return coded if coded is not None else _named(connection, ctx, typed, when)


def answer_card(store: Store, ctx: Context, member: int, day: dt.date | None = None) -> DeskAnswer:
    """The same of one of the cards that an answer named."""
    with store.read() as connection:
        found = q.members(connection, [member])
        if not found:
            return DeskAnswer(Found.NOTHING, msg("There is no such card."))
        return _card(connection, ctx, found[0], day or ctx.today)


def _code(connection: Connection, ctx: Context, typed: str, day: dt.date) -> DeskAnswer | None:
    """What a code of ours, or what looks like one misread, answers; None where it looks like a name."""
    kind = codes.kind_of(codes.normal(typed))
    if kind is CodeKind.VOUCHER:
        said = voucher.check_in(connection, ctx, typed, day=day)
        return DeskAnswer(Found.VOUCHER, said.said, voucher=said)
    if kind is CodeKind.ONE_USE:
        return DeskAnswer(Found.MISREAD, _one_use(connection, ctx, codes.normal(typed)))
    if kind is CodeKind.GIFT_CARD:
        return DeskAnswer(Found.MISREAD, msg("This is a gift card. It pays in the gift card view."))
    if kind is CodeKind.CARD:
        return DeskAnswer(Found.MISREAD, not_found("card", typed).message)
    known = voucher.check_in(connection, ctx, typed, day=day)
    if known.voucher is not None:
        return DeskAnswer(Found.VOUCHER, known.said, voucher=known)
    wrong = codes.problem(typed)
    if wrong is not None and _looks_like_code(typed):
        return DeskAnswer(Found.MISREAD, wrong)
    return None


def _looks_like_code(typed: str) -> bool:
    """Whether somebody read out a code: as many signs as ours and a figure among them, or so by kind and length."""
    code = codes.normal(typed)
    figures = any(sign.isdigit() for sign in typed)
    return figures and len(code) in range(codes.LENGTH - 1, codes.LENGTH + 2) and not code.isdigit()


def _one_use(connection: Connection, ctx: Context, code: str) -> Message:
    found, used = points_q.code_used(connection, code)
    if used is not None:
        return msg("Used on {day}", day=short(used, ctx.today))
    if found is None:
        return msg("This code is from another shop. Type the card first, then the code with the points.")
    return msg("This code is for our partners' shops. Here the card itself does.")


def _named(connection: Connection, ctx: Context, typed: str, day: dt.date) -> DeskAnswer:
    hits = search.find_in(connection, typed, MOST_NAMES)
    numbers = q.of_parties(connection, [hit.party for hit in hits], MOST_NAMES) if hits else []
    numbers = numbers or q.beginning(connection, codes.normal(typed), MOST_NAMES)
    found = q.members(connection, numbers)
    if len(found) == 1:
        return _card(connection, ctx, found[0], day)
    if found:
        return DeskAnswer(
            Found.NAMES, plural("One card fits.", "{count} cards fit. Choose one.", len(found)), names=tuple(found)
        )
    if len(hits) == 1:
        return DeskAnswer(Found.NOTHING, msg("{name} has no card yet.", name=hits[0].name))
    return DeskAnswer(Found.NOTHING, msg("No card, name or voucher {text} here. Check how it is written.", text=typed))


def _card(connection: Connection, ctx: Context, row: MemberRow, day: dt.date) -> DeskAnswer:
    while row.merged_into is not None:
        (row,) = q.members(connection, [row.merged_into])
    shown = card_in(connection, row, day)
    rewards = tuple(
        sorted(
            q.rewards_on(connection, row.program, day), key=lambda each: (each.points > shown.spendable, each.points)
        )
    )
    return DeskAnswer(Found.CARD, said_of_card(shown, ctx.today, day), shown, rewards=rewards)


def said_of_card(card: Card, today: dt.date, day: dt.date) -> Message:
    """A card as it is read to the customer."""
    row = card.row
    who, has = row.name or codes.grouped(row.number), points_words(card.spendable, row.kind)
    if row.closed is not None and row.closed <= day:
        return msg("Closed on {day}", day=short(row.closed, today))
    if row.home:
        return msg("This one is for {home}. Here it has {points}.", home=row.home, points=has)
    if card.owed_back > 0:
        return msg("{name} has {points} to make up first.", name=who, points=points_words(card.owed_back, row.kind))
    if card.spendable == 0 and card.last_used is not None:
        return msg("Used on {day}", day=short(card.last_used, today))
    coming = next((each for each in card.expiries if each[0] >= day), None)
    if coming is None or coming[0] > day + SOON:
        return msg("{name} has {points}.", name=who, points=has)
    ends, few = coming
    return msg("{name} has {points}, {few} until {day}.", name=who, points=has, few=few, day=short(ends, today))


# What one key does


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a customer bought, as the desk enters it: `paid` in minor units, or `pieces`; on its real day.

    `excluded` of what was paid earns nothing, such as gift cards. `receipt` is noted, so that the till's file does not
    count the same purchase again. `record` also records the sale, under its receipt number if there is one.
    """

    member: int
    day: dt.date
    paid: int | None = None
    pieces: Decimal | None = None
    excluded: int = 0
    record: bool = False
    receipt: str = ""


def earn(store: Store, ctx: Context, purchase: Purchase) -> Moved:
    """Points for a purchase, with its sale if wanted: one operation. Raises Refused where its receipt counted already,
    or as `loyalty_points.earn_in` and `sale.record_in`."""
    receipt = purchase.receipt.strip()

    def work(op: Operation) -> dict[str, Any]:
        _refuse_counted(op, purchase, receipt)
        sale = _record(op, purchase)
        counted = None if purchase.paid is None else purchase.paid - purchase.excluded
        if counted is not None and counted < 0:
            raise Refused(msg("That is more than was paid."), "excluded")
        draft = EarnDraft(
            purchase.member, purchase.day, counted, purchase.pieces, sale=sale, external_id=receipt or None
        )
        return told(op, points.earn_in(op, draft))

    return moved_of(run(store, ctx, msg("Earn points"), purchase, ("loyalty",), work))


def refund(
    store: Store, ctx: Context, member: int, day: dt.date, paid: int | None = None, pieces: Decimal | None = None
) -> Moved:
    """Takes points of the card's last purchase back: of so much money or so many pieces, or all of it. Raises as
    `loyalty_points.refund_in`."""

    def work(op: Operation) -> dict[str, Any]:
        draft = RefundDraft(_last(op, member, MovementKind.EARN), day, paid, pieces)
        return told(op, points.refund_in(op, draft))

    request = ("refund", member, day, paid, pieces)
    return moved_of(run(store, ctx, msg("Take points back"), request, ("loyalty",), work))


def give_back(store: Store, ctx: Context, member: int, day: dt.date, number: Decimal | None = None) -> Moved:
    """Gives the points of the card's last use back, or so many of them. Raises as `loyalty_points.give_back_in`."""

    def work(op: Operation) -> dict[str, Any]:
        draft = GiveBackDraft(_last(op, member, MovementKind.REDEEM), day, number)
        return told(op, points.give_back_in(op, draft))

    request = ("give back", member, day, number)
    return moved_of(run(store, ctx, msg("Give points back"), request, ("loyalty",), work))


def _last(op: Operation, member: int, kind: MovementKind) -> int:
    found = points_q.last_of(op.connection, member, kind)
    if found is None:
        raise nothing_of(kind, codes.grouped(require_card(op, member).number))
    return found


def nothing_of(kind: MovementKind, card: str) -> NotFound:
    """The answer where a card has no purchase to take back, or no use of points to give back."""
    return NotFound(msg(_NOTHING[kind].key, card=card), "card")


def _refuse_counted(op: Operation, purchase: Purchase, receipt: str) -> None:
    card = require_card(op, purchase.member)
    counted = sales_q.counted_on(op.connection, card, receipt, purchase.day) if receipt else None
    if counted is not None:
        day = short(counted, op.today)
        raise Refused(msg("Receipt {receipt} was counted on {day}.", receipt=receipt, day=day), "receipt")


def _record(op: Operation, purchase: Purchase) -> int | None:
    if not purchase.record or purchase.paid is None:
        return None
    row = q.members(op.connection, [purchase.member])[0]
    draft = SaleDraft(
        day=purchase.day,
        amount=purchase.paid,
        paid=purchase.paid,
        party=row.party or None,
        payment=PaymentKind.CASH,
        receipt=purchase.receipt,
        card=row.number,
        source=SOURCE,
    )
    return sales.record_in(op, draft).id
