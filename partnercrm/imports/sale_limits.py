"""What rows of a till's file may still take: refunds of what is left of their sale, gift cards of what is left on them.

Asked before anything is written, row after row, so that one that takes too much stays out beside its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import field, replace

from partnercrm.domain import codes
from partnercrm.domain.gift_card import GiftCardRow, GiftCardState
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.sale_page import Left
from partnercrm.domain.words import Message, msg
from partnercrm.services import gift_card, sale_page
from partnercrm.services.store import Store


@dataclass(slots=True)
class Limits:
    """What is left of sales, by receipt, and on gift cards, by code; each row that fits takes its part."""

    currency: Currency
    sales: dict[str, Left]
    cards: dict[str, GiftCardRow]
    taken: dict[str, int] = field(default_factory=dict)

    def why_not(self, draft: SaleDraft) -> Message | None:
        """Why a row cannot go in after those before it, or None: then it has its part."""
        if draft.refund:
            return self._refund(draft)
        if draft.receipt and draft.receipt not in self.sales:
            self.sales[draft.receipt] = Left(draft.day or dt.date.max, draft.price, draft.gift_card_amount, False)
        return self._card(draft)

    def _refund(self, draft: SaleDraft) -> Message | None:
        found = self.sales.get(draft.refunds_receipt)
        if found is None:
            return None
        if draft.day is not None and draft.day < found.day:
            return msg("The sale was on a later day. A refund has a day of its own.")
        if found.is_refund:
            return msg("That is itself a refund. Name the sale.")
        price, card = found.price + draft.price, found.gift_card_amount + draft.gift_card_amount
        if price < 0:
            return msg("That is more than is left of the sale.")
        if card < 0:
            return msg("That is more than the gift card paid for it.")
        self.sales[draft.refunds_receipt] = replace(found, price=price, gift_card_amount=card)
        return None

    def _card(self, draft: SaleDraft) -> Message | None:
        code = codes.kept(draft.gift_card)
        row = self.cards.get(code)
        if row is None or draft.gift_card_amount <= 0 or draft.day is None:
            return None
        if row.state(draft.day) is not GiftCardState.GOOD:
            return msg("Gift card {code}: {why}.", code=code, why=row.answer(draft.day, self.currency))
        if draft.day < row.day:
            return msg("Gift card {code} was sold on a later day.", code=code)
        left = row.balance - self.taken.get(code, 0)
        if draft.gift_card_amount > left:
            return msg("Gift card {code}: only {amount} are left on it.", code=code, amount=Amount(left, self.currency))
        self.taken[code] = self.taken.get(code, 0) + draft.gift_card_amount
        return None


def limits(store: Store, source: str, drafts: Iterable[SaleDraft], currency: Currency) -> Limits:
    """What is left before the file comes in, of all that its rows name."""
    found = list(drafts)
    receipts = sorted({draft.refunds_receipt for draft in found} - {""})
    cards = {codes.kept(draft.gift_card) for draft in found if draft.gift_card} - {""}
    return Limits(currency, sale_page.left(store, source, receipts), gift_card.by_codes(store, sorted(cards)))
