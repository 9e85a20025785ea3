"""Commands about cross-promotions. Their JSON shapes stand in `resources/help/cli.md`."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from partnercrm.cli import promotion_shapes as shapes
from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.dates import add_months
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Direction
from partnercrm.domain.period import month_text, parse_month
from partnercrm.domain.promotion import ExposureDraft, OfferDraft, OfferForm, PartnerDraft, PromotionDraft
from partnercrm.domain.rehearsal import RehearsalDraft
from partnercrm.domain.words import msg
from partnercrm.services import promotion, promotion_posting, promotion_result, rehearsal
from partnercrm.services import since as comparing
from partnercrm.services.promotion_posting import Due


def plan(words: argparse.Namespace) -> None:
    """Plans a cross-promotion."""
    with shop(words.store, key=words.op) as opened:
        done = promotion.add(opened.store, opened.ctx, _draft(opened, words))
        if words.json:
            emit({"promotion": done.uuid})
        else:
            say(f"{words.title} is planned.")


def finish(words: argparse.Namespace) -> None:
    """Ends one before its time."""
    with shop(words.store, key=words.op) as opened:
        number = promotion.find(opened.store, words.promotion)
        promotion.finish(opened.store, opened.ctx, number, reading.day(words.date))
        _state(opened, number, words)


def resume(words: argparse.Namespace) -> None:
    """Lets one run on."""
    with shop(words.store, key=words.op) as opened:
        number = promotion.find(opened.store, words.promotion)
        promotion.resume(opened.store, opened.ctx, number)
        _state(opened, number, words)


def remove(words: argparse.Namespace) -> None:
    """Takes one away."""
    with shop(words.store, key=words.op) as opened:
        number = promotion.find(opened.store, words.promotion)
        uuid = promotion.get(opened.store, number).uuid
        done = promotion.remove(opened.store, opened.ctx, number)
        emit({"removed": uuid}) if words.json else say(f"{opened.ctx.locale.say(done.said)}.")


def seen(words: argparse.Namespace) -> None:
    """Adds a mention or the like."""
    if (words.given is None) == (words.received is None):
        raise WrongUse("say either --given or --received")
    side = Direction.GIVEN if words.given is not None else Direction.RECEIVED
    with shop(words.store, key=words.op) as opened:
        number = promotion.find(opened.store, words.promotion)
        draft = ExposureDraft(
            opened.party(words.party) or promotion.get(opened.store, number).partners[0].party,
            side,
            reading.day(words.date) or opened.ctx.today,
            words.given if words.given is not None else words.received,
            reading.decimal(words.quantity, "quantity"),
            reading.amount(words.value, opened.currency, "value") if words.value else None,
        )
        added = promotion.add_exposure(opened.store, opened.ctx, number, draft).exposure
        found = next(each for each in promotion.get(opened.store, number).exposures if each.id == added)
        emit({"seen": found.uuid}) if words.json else say(f"Added {draft.what}.")


def listed(words: argparse.Namespace) -> None:
    """The cross-promotions there are."""
    with shop(words.store, read_only=True) as opened:
        found = promotion.listed(opened.store, opened.ctx, opened.party(words.party))
        rows([shapes.listed(row) for row in found], words.json)


def show(words: argparse.Namespace) -> None:
    """One whole."""
    with shop(words.store, read_only=True) as opened:
        found = promotion.get(opened.store, promotion.find(opened.store, words.promotion))
        shape = shapes.promotion(opened, found)
        emit(shape) if words.json else rows([shape], as_json=False)


def result(words: argparse.Namespace) -> None:
    """What it brought to each side."""
    with shop(words.store, read_only=True) as opened:
        number = promotion.find(opened.store, words.promotion)
        found = promotion_result.result(opened.store, opened.ctx, number)
        shape = shapes.result(opened, found)
        if words.json:
            emit(shape)
            return
        rows(shape["sides"], as_json=False)
        rows(shape["between_us"], as_json=False)


def months(words: argparse.Namespace) -> None:
    """What each month posted."""
    with shop(words.store, read_only=True) as opened:
        number = promotion.find(opened.store, words.promotion)
        found = promotion_posting.months(opened.store, opened.ctx, number)
        rows([shapes.month(row) for row in found], words.json)


def due(words: argparse.Namespace) -> None:
    """The months that are to be posted."""
    with shop(words.store, read_only=True) as opened:
        found = promotion_posting.due(opened.store, opened.ctx)
        rows([{"promotion": each.title, "month": month_text(each.month)} for each in found], words.json)


def post(words: argparse.Namespace) -> None:
    """Posts a month, or all that is due; each month under a key of its own."""
    if words.month and not words.promotion:
        raise WrongUse("--month needs a PROMOTION")
    with shop(words.store, key=words.op) as opened:
        made = []
        for number, each in enumerate(_wanted(opened, words)):
            key = f"{words.op}-{number}" if words.op and not words.month else words.op
            done = promotion_posting.post(opened.store, opened.ctx.keyed(key), each.promotion, each.month)
            made.append({"promotion": each.title, "month": month_text(each.month), "entries": done.entries})
        if not made and not words.json:
            say("Nothing is to be posted.")
        rows(made, words.json)


def rehearse(words: argparse.Namespace) -> None:
    """Replays an offer on past sales."""
    with shop(words.store, read_only=True) as opened:
        today = opened.ctx.today
        last = reading.day(words.to_day, "to") or today
        draft = RehearsalDraft(
            _offer(opened, words.offer, words.least, None, "offer"),
            reading.day(words.from_day, "from") or add_months(today, -12),
            last,
            reading.decimal(words.margin, "margin"),
            reading.decimal(words.uptake, "uptake"),
            reading.decimal(words.our_share, "our_share"),
            reading.amount(words.cost, opened.currency, "cost") if words.cost else 0,
        )
        if draft.from_day is not None and last > today:
            draft = rehearsal.a_year_before(draft, draft.from_day, last)
        shape = shapes.rehearsal(opened, rehearsal.try_out(opened.store, draft))
        emit(shape) if words.json else rows([shape], as_json=False)


def since(words: argparse.Namespace) -> None:
    """Before and after we began to work with one."""
    with shop(words.store, read_only=True) as opened:
        party = opened.party(words.party) or 0
        found = comparing.since(opened.store, opened.ctx, party, reading.day(words.date))
        shape = shapes.since(opened, found)
        emit(shape) if words.json else rows([shape["before"], shape["after"]], as_json=False)


def _wanted(opened: Shop, words: argparse.Namespace) -> list[Due]:
    number = promotion.find(opened.store, words.promotion) if words.promotion else None
    if not words.month or number is None:
        return promotion_posting.due(opened.store, opened.ctx, number)
    month = parse_month(words.month)
    if month is None:
        raise Refused(msg("{text} is not a month. Write it like 2026-11.", text=words.month), "month")
    return [Due(number, promotion.get(opened.store, number).title, month)]


def _state(opened: Shop, number: int, words: argparse.Namespace) -> None:
    found = promotion.get(opened.store, number)
    state = found.state(opened.ctx.today)
    if words.json:
        emit({"promotion": found.uuid, "state": state, "to": found.last_day()})
    else:
        say(f"{found.title}: {state.value}.")


def _draft(opened: Shop, words: argparse.Namespace) -> PromotionDraft:
    parties = [opened.party(named) or 0 for named in words.party]
    offers = [_offer(opened, text, words.least, None, "our_offer") for text in words.our_offer]
    offers += [
        _offer(opened, text, words.least, party, "their_offer") for text in words.their_offer for party in parties
    ]
    return PromotionDraft(
        title=words.title,
        from_day=reading.day(words.from_day, "from"),
        until_day=reading.day(words.to_day, "to"),
        partners=tuple(_partner(opened, party, words) for party in parties),
        offers=tuple(offers),
        audience=words.audience,
        target=words.target,
        margin_rate=_percent(words.margin, "margin"),
        costs=reading.amount(words.cost, opened.currency, "cost") if words.cost else 0,
        note=words.note,
    )


def _partner(opened: Shop, party: int, words: argparse.Namespace) -> PartnerDraft:
    return PartnerDraft(
        party,
        reading.decimal(words.our_share, "our_share"),
        reading.decimal(words.their_share, "their_share"),
        _percent(words.their_margin, "their_margin"),
        reading.amount(words.their_cost, opened.currency, "their_cost") if words.their_cost else 0,
    )


def _percent(text: str | None, field: str) -> Decimal | None:
    return reading.decimal(text, field) if text else None


def _offer(opened: Shop, text: str, least: str | None, party: int | None, field: str) -> OfferDraft:
    """`percent=10`, `amount=2.00`, `gift=espresso@2.20`, `bundle=coffee and pastry@4.50`, `buy=10+1 rolls`."""
    form, _equals, rest = text.partition("=")
    what, _at, value = rest.partition("@")
    smallest = reading.amount(least, opened.currency, "least") if least else None
    more: dict[str, Any] = {"party": party, "least": smallest}
    worth = reading.amount(value, opened.currency, field) if value.strip() else None
    match form.strip():
        case "percent":
            return OfferDraft(OfferForm.PERCENT, percent=reading.decimal(what, field), **more)
        case "amount":
            return OfferDraft(OfferForm.AMOUNT, amount=reading.amount(what, opened.currency, field), **more)
        case "gift":
            return OfferDraft(OfferForm.GIFT, things=what.strip(), worth=worth, **more)
        case "bundle":
            return OfferDraft(OfferForm.BUNDLE, things=what.strip(), price=worth, **more)
        case "buy":
            counts, _space, things = what.strip().partition(" ")
            buy, _plus, get = counts.partition("+")
            if buy.isdecimal() and get.isdecimal():
                more |= {"buy": int(buy), "get": int(get), "things": things.strip()}
                return OfferDraft(OfferForm.BUY_X_GET_Y, worth=worth, **more)
    raise Refused(msg("{text} is no offer. Write it like percent=10 or amount=2.00.", text=text), field)
