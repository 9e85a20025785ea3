"""What the desk says about a voucher, short enough to be read to the customer."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain import codes
from partnercrm.domain.dates import short
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.promotion import OfferDraft, OfferForm
from partnercrm.domain.voucher import BatchGroup
from partnercrm.domain.voucher_rows import Answer, Reason, VoucherRow
from partnercrm.domain.words import Message, msg, plural


def answer(
    code: str,
    voucher: VoucherRow | None,
    currency: Currency,
    today: dt.date,
    day: dt.date,
    shop: int | None = None,
    full: int | None = None,
) -> Answer:
    """Whether a code is good on a day in a shop (None ours), and what to say; `full` in minor units."""
    if voucher is None:
        wrong = codes.problem(code)
        unknown = Answer(msg("No voucher has this code."), Reason.UNKNOWN)
        return Answer(wrong, Reason.MISREAD) if wrong else unknown
    refused = _refused(voucher, today, day, shop)
    if refused is not None:
        return Answer(refused[1], refused[0], voucher)
    off = None if full is None else _off(voucher, full)
    return Answer(_good(voucher, currency, today), None, voucher, off)


def offer_words(offer: OfferDraft, currency: Currency) -> Message:
    """What an offer gives: `10% off`, `2.00 off`, `a free espresso`."""
    match offer.form:
        case OfferForm.PERCENT:
            return msg("{percent}% off", percent=offer.percent or 0)
        case OfferForm.AMOUNT:
            return msg("{amount} off", amount=Amount(offer.amount or 0, currency))
        case OfferForm.GIFT:
            return msg("{things} for free", things=offer.things)
        case OfferForm.BUNDLE:
            return msg("{things} for {amount}", things=offer.things, amount=Amount(offer.price or 0, currency))
    return msg("{get} more of {things} for {buy} bought", get=offer.get or 0, things=offer.things, buy=offer.buy or 0)


def _refused(voucher: VoucherRow, today: dt.date, day: dt.date, shop: int | None) -> tuple[Reason, Message] | None:
    if voucher.void_on is not None:
        return Reason.VOID, msg("Void since {day}", day=short(voucher.void_on, today))
    if voucher.spent and voucher.last_used is not None:
        return Reason.USED, _used(voucher, short(voucher.last_used, today))
    if voucher.shop != shop:
        here = msg("This one is for our shop") if voucher.shop is None else None
        return Reason.ELSEWHERE, here or msg("This one is for {name}", name=voucher.shop_name)
    if day < voucher.from_day:
        return Reason.EARLY, msg("Good from {day}", day=short(voucher.from_day, today))
    if voucher.last_day is not None and voucher.last_day < day:
        return Reason.LATE, msg("It was good until {day}", day=short(voucher.last_day, today))
    return None


def _used(voucher: VoucherRow, day: dt.date) -> Message:
    if voucher.uses == 1:
        return msg("Used on {day}", day=day)
    return plural("Used on {day}", "Used {count} times, last on {day}", voucher.uses, day=day)


def _off(voucher: VoucherRow, full: int) -> int:
    if voucher.group is BatchGroup.CONTROL:
        return 0
    off = voucher.terms.reduction(full)
    return off if voucher.rest is None else min(off, voucher.rest)


def _good(voucher: VoucherRow, currency: Currency, today: dt.date) -> Message:
    if voucher.group is BatchGroup.CONTROL:
        return msg("Nothing comes off, please enter the purchase all the same")
    terms = offer_words(voucher.terms, currency)
    if voucher.rest is not None:
        terms = msg("{amount} off", amount=Amount(voucher.rest, currency))
    if voucher.last_day is None:
        return msg("Good for {terms}", terms=terms)
    return msg("Good for {terms} until {day}", terms=terms, day=short(voucher.last_day, today))
