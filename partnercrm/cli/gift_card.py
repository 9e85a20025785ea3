"""Commands about gift cards. A code is printed only after the commit is durable."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.gift_card import GiftCardDraft, GiftCardRow, GiftMovementRow, Purpose, shown
from partnercrm.domain.sale import PaymentKind
from partnercrm.domain.words import msg
from partnercrm.services import closed_month, gift_card
from partnercrm.services.closed_month import Dated
from partnercrm.services.gift_card import Moved

PAGE = 500


def sell_card(words: argparse.Namespace) -> None:
    """Sells a card."""
    _new(words, opening=False)


def open_card(words: argparse.Namespace) -> None:
    """Brings a card along that was sold before."""
    _new(words, opening=True)


def use(words: argparse.Namespace) -> None:
    """Uses a card."""
    with shop(words.store, key=words.op) as opened:
        value, day = reading.amount(words.value, opened.currency, "value"), reading.day(words.date)
        party = opened.party(words.party)
        done = gift_card.use(opened.store, opened.ctx, words.code, value, day, party=party, receipt=words.receipt)
        _moved(done, opened, words)


def give_back(words: argparse.Namespace) -> None:
    """Gives back to a card."""
    with shop(words.store, key=words.op) as opened:
        value, day = reading.amount(words.value, opened.currency, "value"), reading.day(words.date)
        done = gift_card.give_back(opened.store, opened.ctx, words.code, value, day, reason=words.reason)
        _moved(done, opened, words)


def void(words: argparse.Namespace) -> None:
    """Makes a card void."""
    with shop(words.store, key=words.op) as opened:
        done = gift_card.void(opened.store, opened.ctx, words.code, words.reason, reading.day(words.date))
        _moved(done, opened, words)


def show(words: argparse.Namespace) -> None:
    """How a card stands, in words for the customer, and what happened to it."""
    with shop(words.store, read_only=True) as opened:
        number = gift_card.find(opened.store, words.code)
        (row,) = gift_card.page_rows(opened.store, [number])
        moves = [_movement(opened, each) for each in gift_card.movements(opened.store, number)]
        answer = opened.ctx.locale.say(row.answer(opened.ctx.today, opened.currency))
        if words.json:
            emit({**_card(opened, row), "answer": answer, "movements": moves})
            return
        say(f"{shown(row.code)}: {answer}.")
        rows(moves, as_json=False)


def listed(words: argparse.Namespace) -> None:
    """All cards, or those on which something is left."""
    with shop(words.store, read_only=True) as opened:
        ids = gift_card.ids(opened.store, open_only=words.open)
        found = [
            row for at in range(0, len(ids), PAGE) for row in gift_card.page_rows(opened.store, ids[at : at + PAGE])
        ]
        rows([_card(opened, row) for row in found], words.json)


def _new(words: argparse.Namespace, *, opening: bool) -> None:
    with shop(words.store, key=words.op) as opened:
        draft = GiftCardDraft(
            value=reading.amount(words.value, opened.currency, "value"),
            day=reading.day(words.date) or opened.ctx.today,
            purpose=Purpose.SINGLE if words.single_purpose else Purpose.MULTI,
            buyer=opened.party(words.party),
            until_day=reading.day(words.until, "until"),
            code=words.code,
            receipt="" if opening else words.receipt,
            payment=PaymentKind.CASH if opening else reading.word(PaymentKind, words.payment, "payment"),
            opening=opening,
        )
        done = gift_card.sell(opened.store, opened.ctx, draft)
        if words.json:
            emit({"card": done.uuid, "code": done.code, "balance": opened.money(draft.value), **_days(done.when)})
        else:
            said = closed_month.said_of(
                msg("{code} is worth {value}", code=shown(done.code), value=words.value), done.when, opened.ctx.today
            )
            say(f"{opened.ctx.locale.say(said)}.")


def _moved(done: Moved, opened: Shop, words: argparse.Namespace) -> None:
    if words.json:
        emit({"movement": done.movement, "balance": opened.money(done.balance), **_days(done.when)})
    else:
        say(f"{opened.ctx.locale.say(done.changes.said)}. {opened.money(done.balance)} are left on it.")


def _days(when: Dated) -> dict[str, Any]:
    return {"date": when.day, "belongs_to": when.belongs_to}


def _card(opened: Shop, row: GiftCardRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "code": row.code,
        "purpose": row.purpose,
        "state": row.state(opened.ctx.today),
        "balance": opened.money(row.balance),
        "brought_along": opened.money(row.brought),
        "sold": opened.money(row.sold),
        "used": opened.money(row.used),
        "given_back": opened.money(row.given_back),
        "void": opened.money(row.void),
        "date": row.day,
        "until": row.until_day,
        "buyer": row.buyer or None,
        "last_used": row.last_used,
    }


def _movement(opened: Shop, row: GiftMovementRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "kind": row.kind,
        "date": row.day,
        "amount": opened.money(row.amount),
        "party": row.name or None,
        "receipt": row.receipt,
        "reason": row.reason,
        "belongs_to": row.belongs_to,
    }
