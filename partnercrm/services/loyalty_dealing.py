"""The cards of a party, as its page lists them, and those that it handed out as their home shop."""

from __future__ import annotations

from db.engine import Store
from db.queries import loyalty as q
from partnercrm.domain import codes
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.loyalty import points_words
from partnercrm.domain.loyalty_rows import Card, MemberFilter
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.desk import said_of_card
from partnercrm.services.loyalty import card_in


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """What the desk would say of each of the cards of a party (row id) with its aliases; closed ones come last."""
    with store.read() as connection:
        numbers = q.member_ids(connection, MemberFilter(party=party, closed=None))
        found = [card_in(connection, row, ctx.today) for row in q.members(connection, numbers)]
    found.sort(key=lambda card: card.row.closed is not None)
    return Dealings(msg("Cards"), tuple(_dealing(card, ctx) for card in found))


def _dealing(card: Card, ctx: Context) -> Dealing:
    row = card.row
    number = codes.grouped(row.number)
    coming = next(iter(card.expiries), None)
    detail = msg("Card {number}", number=number)
    if row.closed is not None or card.owed_back > 0:
        detail = msg("Card {number}: {said}", number=number, said=said_of_card(card, ctx.today, ctx.today))
    elif coming is not None:
        few = points_words(coming[1], row.kind)
        detail = msg("Card {number}, {points} until {day}", number=number, points=few, day=coming[0])
    return Dealing(row.program_name, detail, "loyalty", "members", row.id, points_words(card.spendable, row.kind))
