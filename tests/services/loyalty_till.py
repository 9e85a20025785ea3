"""A shop with a card program in few words, for the tests of cards and of the desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from partnercrm.domain.loyalty import ProgramDraft
from partnercrm.domain.loyalty_moves import EarnDraft, MemberDraft, OpeningDraft, RedeemDraft, RefundDraft
from partnercrm.domain.loyalty_rows import Card
from partnercrm.domain.party import Role
from partnercrm.services import desk, loyalty, loyalty_moves
from partnercrm.services.loyalty_moves import Moved
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

OCT_27, NOV_3, NOV_20 = dt.date(2026, 10, 27), dt.date(2026, 11, 3), dt.date(2026, 11, 20)


class Till:
    """The example's shop: Ana, Ben, the bakery, a card program of a point a euro."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store, self.book = store, book
        self.ctx = book.on(NOV_20)
        self.ana, self.ben = book.party("Ana", Role.CUSTOMER), book.party("Ben", Role.CUSTOMER)
        self.bakery = book.party("The Daily Grind", Role.PARTNER)
        self.points, self.stamps, self.tiers = (
            replace(draft, from_day=dt.date(2026, 1, 1)) for draft in loyalty.program_templates(store, self.ctx)
        )
        self.program = loyalty.add_program(store, self.ctx, replace(self.points, offline_limit=Decimal(50))).id
        self.card = self.join(self.ana)

    def start(self, draft: ProgramDraft) -> int:
        return loyalty.add_program(self.store, self.ctx, draft).id

    def join(self, party: int | None, program: int | None = None, **more: Any) -> int:
        draft = MemberDraft(program or self.program, party, **more)
        return loyalty.add_member(self.store, self.ctx, draft).id

    def earn(self, paid: int, day: dt.date = OCT_27, card: int | None = None, **more: Any) -> Moved:
        return loyalty_moves.earn(self.store, self.ctx, EarnDraft(card or self.card, day, paid, **more))

    def use(self, points: int, day: dt.date = NOV_3, card: int | None = None, **more: Any) -> Moved:
        draft = RedeemDraft(card or self.card, day, Decimal(points), **more)
        return loyalty_moves.redeem(self.store, self.ctx, draft)

    def refund(self, earning: Moved, paid: int | None = None, day: dt.date = NOV_3) -> Moved:
        return loyalty_moves.refund(self.store, self.ctx, RefundDraft(earning.movement, day, paid))

    def shown(self, card: int | None = None) -> Card:
        return loyalty.card(self.store, self.ctx, card or self.card)

    def number(self, card: int | None = None) -> str:
        return self.shown(card).row.number

    def say(self, text: str, day: dt.date | None = None) -> str:
        return str(desk.answer(self.store, self.ctx, text, day).said)

    def expiring(self, points: int, *days: dt.date) -> None:
        for day in days:
            draft = OpeningDraft(self.card, dt.date(2026, 1, 1), Decimal(points), day)
            loyalty_moves.bring(self.store, self.ctx, draft)
