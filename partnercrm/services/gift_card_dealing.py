"""What the party's page says of gift cards: those that it bought. What is on one belongs to whoever holds it."""

from __future__ import annotations

from db.engine import Store
from db.queries import gift_card as q
from db.queries.store import facts
from partnercrm.domain.dates import short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.gift_card import GiftCardRow, GiftCardState, shown
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.words import msg
from partnercrm.services.context import Context

SHOWN = 5
TAB, VIEW = "loyalty", "gift_cards"


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The cards that a party (row id) with its aliases bought: those with something left first, then the latest."""
    with store.read() as connection:
        currency = facts(connection).currency
        found = q.page_rows(connection, q.bought_by(connection, party))
    found.sort(key=lambda row: (row.state(ctx.today) is not GiftCardState.GOOD, -row.day.toordinal(), -row.id))
    return Dealings(msg("Gift cards they bought"), tuple(_dealing(row, currency, ctx) for row in found[:SHOWN]))


def _dealing(row: GiftCardRow, currency: Currency, ctx: Context) -> Dealing:
    bought, code = short(row.day, ctx.today), shown(row.code)
    if row.state(ctx.today) is GiftCardState.GOOD:
        left = msg("{amount} left", amount=Amount(row.balance, currency))
        return Dealing(code, msg("Bought {day}", day=bought), TAB, VIEW, amount=left)
    said = row.answer(ctx.today, currency)
    return Dealing(code, msg("Bought {day}. {said}", day=bought, said=said), TAB, VIEW)
