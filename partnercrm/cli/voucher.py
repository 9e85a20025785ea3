"""Commands about vouchers. A code and an id are printed only after the commit is durable."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import promotion_shapes as shapes
from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.codes import grouped
from partnercrm.domain.errors import Refused
from partnercrm.domain.voucher import BatchDraft, BatchGroup, UseDraft, VoucherState
from partnercrm.domain.words import msg, plural
from partnercrm.services import promotion, sale, voucher_batch
from partnercrm.services import voucher as vouchers

PAGE = 500


def make(words: argparse.Namespace) -> None:
    """Makes a batch."""
    if bool(words.count) == bool(words.code):
        raise WrongUse("say either --count or --code")
    with shop(words.store, key=words.op) as opened:
        done = voucher_batch.make(opened.store, opened.ctx, _batch(opened, words))
        found = vouchers.ids(opened.store, opened.ctx, batch=done.batch)
        codes = [row.code for row in _paged(opened, found)]
        if words.json:
            emit({"batch": done.uuid, "codes": codes})
        else:
            say("\n".join([f"Batch {done.uuid}", *map(grouped, codes)]))


def hand_out(words: argparse.Namespace) -> None:
    """Hands vouchers out."""
    with shop(words.store, key=words.op) as opened:
        number, day = voucher_batch.find(opened.store, words.batch), reading.day(words.date)
        party = opened.party(words.party)
        done = voucher_batch.hand_out(opened.store, opened.ctx, number, words.count, party, day)
        emit({"codes": done.codes}) if words.json else say("\n".join(map(grouped, done.codes)))


def void(words: argparse.Namespace) -> None:
    """Makes one void, or the rest of a batch."""
    if (words.code is None) == (words.batch is None):
        raise WrongUse("say either a CODE or --batch")
    with shop(words.store, key=words.op) as opened:
        if words.code is not None:
            done = voucher_batch.void(opened.store, opened.ctx, words.code, words.reason)
        else:
            number = voucher_batch.find(opened.store, words.batch)
            done = voucher_batch.void_rest(opened.store, opened.ctx, number, words.reason)
        said = opened.ctx.locale.say(done.said)
        emit({"said": said}) if words.json else say(f"{said}.")


def batches(words: argparse.Namespace) -> None:
    """The batches there are."""
    with shop(words.store, read_only=True) as opened:
        found = voucher_batch.batches(opened.store, _promotion(opened, words.promotion))
        rows([shapes.batch(opened, row) for row in found], words.json)


def listed(words: argparse.Namespace) -> None:
    """The vouchers there are."""
    with shop(words.store, read_only=True) as opened:
        batch = voucher_batch.find(opened.store, words.batch) if words.batch else None
        state = reading.word(VoucherState, words.state, "state") if words.state else None
        found = vouchers.ids(opened.store, opened.ctx, batch=batch, state=state)
        rows([shapes.voucher(opened, row) for row in _paged(opened, found)], words.json)


def show(words: argparse.Namespace) -> None:
    """How a voucher stands, with each use of it."""
    with shop(words.store, read_only=True) as opened:
        row = vouchers.find(opened.store, words.code)
        used = [shapes.use(opened, each) for each in vouchers.redemptions(opened.store, voucher=row.id)]
        if words.json:
            emit({**shapes.voucher(opened, row), "used": used})
            return
        rows([shapes.voucher(opened, row)], as_json=False)
        rows(used, as_json=False)


def uses(words: argparse.Namespace) -> None:
    """Where vouchers were used."""
    with shop(words.store, read_only=True) as opened:
        found = vouchers.redemptions(opened.store, promotion=_promotion(opened, words.promotion))
        rows([shapes.use(opened, row) for row in found], words.json)


def check(words: argparse.Namespace) -> None:
    """What to tell the customer."""
    with shop(words.store, read_only=True) as opened:
        said = vouchers.check(
            opened.store,
            opened.ctx,
            words.code,
            day=reading.day(words.date),
            shop=opened.party(words.shop),
            full=_money(opened, words.full, "full"),
        )
        shape = shapes.answer(opened, said)
        emit(shape) if words.json else say(shape["said"])


def redeem(words: argparse.Namespace) -> None:
    """Uses a voucher."""
    with shop(words.store, key=words.op) as opened:
        draft = UseDraft(
            code=words.code,
            day=reading.day(words.date),
            shop=opened.party(words.shop),
            party=opened.party(words.party),
            **_bought(opened, words.receipt),
            full=_money(opened, words.full, "full"),
            reduction=_money(opened, words.reduction, "reduction"),
            revenue=_money(opened, words.revenue, "revenue"),
            new_customer=None if words.new is None else words.new == "yes",
        )
        done = vouchers.use(opened.store, opened.ctx, draft)
        if words.json:
            emit({"redemption": done.uuid, "reduction": opened.money(done.reduction)})
        else:
            late = f" Dated today, belongs to {done.belongs_to.isoformat()}." if done.belongs_to else ""
            say(f"{opened.money(done.reduction)} off.{late}")


def give_back(words: argparse.Namespace) -> None:
    """Refunds a purchase with a voucher."""
    with shop(words.store, key=words.op) as opened:
        number = vouchers.find_redemption(opened.store, words.use)
        off, paid = (reading.amount(getattr(words, name), opened.currency, name) for name in ("reduction", "revenue"))
        day = reading.day(words.date) or opened.ctx.today
        vouchers.give_back(opened.store, opened.ctx, number, off, paid, day)
        emit({"redemption": words.use, "given_back": opened.money(off)}) if words.json else say("Given back.")


def take_back(words: argparse.Namespace) -> None:
    """Takes a use back."""
    with shop(words.store, key=words.op) as opened:
        number = vouchers.find_redemption(opened.store, words.use)
        vouchers.take_back(opened.store, opened.ctx, number, words.reason, reading.day(words.date))
        emit({"redemption": words.use, "taken_back": True}) if words.json else say("Taken back.")


def _bought(opened: Shop, named: str | None) -> dict[str, Any]:
    """A sale by its id, or by a receipt number that may be booked later."""
    if named and sale.is_uuid(named):
        return {"sale": sale.find(opened.store, named)}
    return {"receipt": named or ""}


def _batch(opened: Shop, words: argparse.Namespace) -> BatchDraft:
    number = promotion.find(opened.store, words.promotion)
    found = promotion.get(opened.store, number)
    good_at = _side(opened, words.shop)
    own = [offer for offer in found.offers if offer.draft.party == good_at]
    if not 1 <= words.offer <= len(own):
        said = plural("There is {count} offer in that shop.", "There are {count} offers in that shop.", len(own))
        raise Refused(said, "offer")
    other = found.partners[0].party if good_at is None else None
    return BatchDraft(
        offer=own[words.offer - 1].id,
        count=words.count,
        hander=other if words.hander is None else _side(opened, words.hander),
        group=BatchGroup.CONTROL if words.control else BatchGroup.TEST,
        uses=_uses(words.uses),
        partial=words.partial,
        from_day=reading.day(words.from_day, "from"),
        until_day=reading.day(words.to_day, "to"),
        name=words.title,
        codes=tuple(words.code),
    )


def _uses(text: str) -> int | None:
    if text == "any":
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Refused(msg("Write a whole number, or any."), "uses")
    return int(text)


def _side(opened: Shop, named: str) -> int | None:
    return None if named == "us" else opened.party(named)


def _promotion(opened: Shop, named: str | None) -> int | None:
    return promotion.find(opened.store, named) if named else None


def _money(opened: Shop, text: str | None, field: str) -> int | None:
    return reading.amount(text, opened.currency, field) if text else None


def _paged(opened: Shop, found: list[int]) -> list[Any]:
    return [row for at in range(0, len(found), PAGE) for row in vouchers.page_rows(opened.store, found[at : at + PAGE])]
