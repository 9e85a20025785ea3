"""What the party's page says of cross-promotions: those with it, and the vouchers that it was handed or used."""

from __future__ import annotations

from db.engine import Store
from db.queries import promotion as q
from db.queries import voucher_party
from db.queries.posting import root_of
from db.queries.store import facts
from db.queries.voucher_party import Handed, UsedBy
from partnercrm.domain.dates import short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.promotion import PROMOTION_STATE_WORDS, PromotionState
from partnercrm.domain.promotion_rows import PromotionRow
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services.context import Context

SHOWN = 5
TAB, VIEW = "promotions", "promotions"


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The promotions with a party (row id), what it was handed, and its latest uses of vouchers."""
    with store.read() as connection:
        currency = facts(connection).currency
        promotions = q.listed(connection, ctx.today, root_of(connection, party))
        handed = voucher_party.handed(connection, party)
        used = voucher_party.used(connection, party)
    rows = [_promotion(row, ctx) for row in promotions[:SHOWN]]
    rows += [_handed(row, ctx) for row in handed[:SHOWN]]
    rows += [_used(row, currency, ctx) for row in used[:SHOWN]]
    return Dealings(msg("Cross-promotions and vouchers"), tuple(rows))


def _promotion(row: PromotionRow, ctx: Context) -> Dealing:
    counts = {"handed": row.handed_out, "here": row.redeemed_here, "there": row.redeemed_there}
    detail = msg(
        "{state}: {handed} handed out, {here} used with us, {there} with them", state=_state(row, ctx), **counts
    )
    return Dealing(row.title, detail, TAB, VIEW, row.id)


def _state(row: PromotionRow, ctx: Context) -> Message:
    word, last = PROMOTION_STATE_WORDS[row.state], row.finished_on or row.until_day
    if row.state is PromotionState.PLANNED:
        return msg("{state} from {day}", state=word, day=short(row.from_day, ctx.today))
    if last is None:
        return msg("{state} since {day}", state=word, day=short(row.from_day, ctx.today))
    if row.state is PromotionState.FINISHED:
        return msg("{state} on {day}", state=word, day=short(last, ctx.today))
    return msg("{state} until {day}", state=word, day=short(last, ctx.today))


def _handed(row: Handed, ctx: Context) -> Dealing:
    last = short(row.last, ctx.today)
    detail = plural(
        "{count} voucher handed to them, {day}: {used} used",
        "{count} vouchers handed to them, the last {day}: {used} used",
        row.count,
        day=last,
        used=row.used,
    )
    return Dealing(row.title, detail, TAB, VIEW, row.promotion)


def _used(row: UsedBy, currency: Currency, ctx: Context) -> Dealing:
    day = short(row.day, ctx.today)
    detail = msg("Used a voucher, {day}", day=day)
    if row.shop:
        detail = msg("Used a voucher at {shop}, {day}", shop=row.shop, day=day)
    amount = msg("{amount} off", amount=Amount(row.reduction, currency)) if row.reduction else None
    return Dealing(row.title, detail, TAB, VIEW, row.promotion, amount)
