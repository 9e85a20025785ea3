"""The story's cross-promotion to test with: 10 % off with us on the bakery's vouchers, and the other way round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft, PromotionDraft
from partnercrm.domain.voucher import BatchDraft, UseDraft

if TYPE_CHECKING:
    from partnercrm.services.context import Context
    from partnercrm.services.store import Store
    from partnercrm.services.voucher import Used

FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 11, 30)
TEN = Decimal(10)


@dataclass
class Campaign:
    """A promotion with the bakery in a store, told in few words; each deed has its own day."""

    store: Store
    bakery: int
    promotion: int
    here: int
    there: int

    def on(self, day: dt.date, key: str = "") -> Context:
        """The owner on that day."""
        from partnercrm.services import store as stores

        return stores.context(self.store, Clock.fixed(day), key)

    def batch(self, count: int, *, there: bool = False, day: dt.date = FIRST, **more: Any) -> list[str]:
        """Makes and hands out vouchers of the bakery's, good in our shop, or of ours, good in theirs; the codes."""
        from partnercrm.services import voucher_batch

        offer, hander = (self.there, None) if there else (self.here, self.bakery)
        draft = BatchDraft(offer, count, more.pop("hander", hander), **more)
        made = voucher_batch.make(self.store, self.on(day), draft)
        return list(voucher_batch.hand_out(self.store, self.on(day), made.batch, made.count).codes)

    def use(
        self, code: str, day: dt.date | None, full: int | None = 1840, today: dt.date | None = None, **more: Any
    ) -> Used:
        """Uses a voucher on a day; `today` where it is entered later."""
        from partnercrm.services import voucher

        entered = today or day
        assert entered is not None
        return voucher.use(self.store, self.on(entered), UseDraft(code, day, full=full, **more))


Plan = Callable[..., Campaign]


@pytest.fixture
def plan(store: Store, make_party: Callable[..., int]) -> Plan:
    """`plan(our_share=Decimal(60))` adds the promotion of October and November with The Daily Grind."""
    return lambda **more: plan_in(store, make_party("The Daily Grind", Role.PARTNER), **more)


def plan_in(store: Store, bakery: int, **more: Any) -> Campaign:
    """The same in any store, with a partner who is there."""
    from partnercrm.services import promotion as promotions
    from partnercrm.services import store as stores

    shares = {name: more.pop(name) for name in ("our_share", "their_share") if name in more}
    partner = PartnerDraft(bakery, margin_rate=Decimal(55), **shares)
    offers = (OfferDraft(OfferForm.PERCENT, None, TEN), OfferDraft(OfferForm.PERCENT, bakery, TEN))
    draft = PromotionDraft("Pastry and coffee", FIRST, LAST, (partner,), offers, margin_rate=Decimal(60), **more)
    ctx = stores.context(store, Clock.fixed(FIRST))
    made = promotions.add(store, ctx, draft)
    known = promotions.get(store, made.promotion)
    return Campaign(store, bakery, made.promotion, known.offers[0].id, known.offers[1].id)


@pytest.fixture
def new_shop(tmp_path: Path) -> Iterator[Plan]:
    """`new_shop(our_share=Decimal(60))` as `plan`, in a shop file of its own, where no other fixture opens one."""
    from partnercrm.domain.money import Currency
    from partnercrm.domain.party import PartyDraft, PartyKind, RoleDraft
    from partnercrm.services import party as parties
    from partnercrm.services import store as stores
    from partnercrm.services.store import NewStore

    path, clock = tmp_path / "promoted.partnercrm", Clock.fixed(FIRST)
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah"), clock)
    store = stores.open_shop(path)
    grind = PartyDraft("The Daily Grind", (RoleDraft(Role.PARTNER),), PartyKind.ORGANISATION)
    bakery = parties.add(store, stores.context(store, clock), grind).party
    yield lambda **more: plan_in(store, bakery, **more)
    store.close()


@dataclass
class Discounted:
    """The accountant's example A, and B once it is told: Ana, her card and her sale, the voucher, October's entry."""

    shop: Campaign
    ana: int
    card: int
    sale: int
    code: str
    october: str = ""
    credit: str = ""


def tell_a(shop: Campaign) -> Discounted:
    """27 Oct: Ana buys for 18.40 with a bakery voucher of 10 %, pays 16.56, gets 16 points; October is posted."""
    from partnercrm.domain.loyalty_moves import EarnDraft, MemberDraft
    from partnercrm.domain.sale import SaleDraft
    from partnercrm.services import loyalty, loyalty_moves, promotion_posting, sale
    from tests.services.worked_examples import Book

    day, book = dt.date(2026, 10, 27), Book(shop.store)
    ana, ctx = book.party("Ana", Role.CUSTOMER), book.on(day)
    points = replace(loyalty.program_templates(shop.store, ctx)[0], from_day=dt.date(2026, 1, 1))
    program = loyalty.add_program(shop.store, ctx, points).id
    card = loyalty.add_member(shop.store, ctx, MemberDraft(program, ana)).id
    (code,) = shop.batch(1)
    bought = SaleDraft(day, 18_40, 16_56, ana, reduction=1_84, voucher=code, receipt="T-1")
    made = sale.record(shop.store, ctx, bought)
    loyalty_moves.earn(shop.store, ctx, EarnDraft(card, day, 16_56, sale=made.sale))
    (october,) = promotion_posting.post(shop.store, shop.on(dt.date(2026, 11, 1)), shop.promotion, 202610).entries
    return Discounted(shop, ana, card, made.sale, code, october)


def tell_b(told: Discounted) -> None:
    """October is closed; 3 Nov: an item of 4.60 comes back, 4.14 is refunded; November is posted when it is over."""
    from partnercrm.domain.loyalty_moves import RefundDraft
    from partnercrm.domain.sale import RefundDraft as SaleRefund
    from partnercrm.services import loyalty, loyalty_moves, period, promotion_posting, sale

    shop, day = told.shop, dt.date(2026, 11, 3)
    period.close(shop.store, shop.on(day), 202610)
    sale.refund(shop.store, shop.on(day), SaleRefund(told.sale, day, 4_14, 4_60))
    (earned,) = loyalty.movements(shop.store, told.card)
    loyalty_moves.refund(shop.store, shop.on(day), RefundDraft(earned.id, day, 4_14))
    (told.credit,) = promotion_posting.post(shop.store, shop.on(dt.date(2026, 12, 1)), shop.promotion, 202611).entries
