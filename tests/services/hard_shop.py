"""Untidy shops for the tests of figures: refunds, mistakes, merges, what came late, who left, in any currency."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.engine import open_store
from partnercrm.domain.dates import Clock
from partnercrm.domain.feedback import ResponseDraft, SurveyDraft, SurveyKind
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.referral import ReferralDraft, Way
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.domain.sale_item import SaleItem
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft, OrderDraft, OrderLineDraft, Price
from partnercrm.domain.team import SkillDraft, TalkDraft, ThanksDraft, TrainingDraft, WishDraft
from partnercrm.services import (
    archive,
    delivery,
    feedback,
    interaction,
    item,
    ledger,
    merge,
    party,
    party_edit,
    period,
    purchase,
    referral,
    sale,
    team,
    undo,
)
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore
from tests.services.worked_examples import gave, got

LEAP = dt.date(2028, 2, 29)


class Hard:
    """A shop that anything happens to; days are counted back from its today."""

    def __init__(self, path: Path, currency: Currency, today: dt.date) -> None:
        self.today = today
        self.clock = Clock.fixed(dt.datetime(today.year, today.month, today.day, 9, 30, tzinfo=dt.UTC))
        stores.new(path, NewStore("Hard", currency, "en_GB", owner="Sarah"), self.clock)
        self.store = open_store(path)

    @property
    def ctx(self) -> Context:
        return stores.context(self.store, self.clock)

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days)

    def who(self, name: str, *roles: Role) -> int:
        person = PartyKind.PERSON if {Role.CUSTOMER, Role.EMPLOYEE} & set(roles) else PartyKind.ORGANISATION
        return party.add(self.store, self.ctx, PartyDraft(name, tuple(map(RoleDraft, roles)), person)).party

    def buy(self, who: int | None, days: int, amount: int, *items: str, minute: int | None = None) -> int:
        """Below zero `days` lie ahead: of a computer whose clock was wrong."""
        lines = tuple(SaleItem(name, Decimal(1), amount // len(items)) for name in items)
        draft = SaleDraft(self.ago(days), amount, amount, who, minute, items=lines)
        clock = self.clock if days >= 0 else Clock.fixed(self.clock.now() - dt.timedelta(days))
        return sale.record(self.store, stores.context(self.store, clock), draft).sale

    def back(self, number: int, days: int, paid: int) -> None:
        sale.refund(self.store, self.ctx, RefundDraft(number, self.ago(days), paid))

    def post(self, who: int, days: int, *lines: Any) -> str:
        return ledger.post(self.store, self.ctx, ExchangeDraft(who, self.ago(days), lines)).number

    def bring(self, who: int, what: int, days: int, due: int, came: tuple[int, int], *, post: bool = True) -> int:
        """Ten are ordered a month before they are due; `came` are received and accepted."""
        lines = (OrderLineDraft(what, Decimal(10), Price(1_000)),)
        draft = OrderDraft(who, self.ago(due + 30), lines, promised=self.ago(due))
        order = purchase.order(self.store, self.ctx, draft).order
        line = DeliveryLineDraft(what, Decimal(came[0]), Decimal(came[1]), Price(1_000 + days))
        done = delivery.deliver(
            self.store, self.ctx, DeliveryDraft(who, self.ago(days), (line,), order, in_the_books=not post)
        )
        return done.delivery


def customers(shop: Hard) -> None:
    """Merged, archived, refunded wholly and in part, undone, twice a day, in the far past, silent, without a name."""
    ana, anna, ben, carl, dora = (shop.who(name, Role.CUSTOMER) for name in ("Ana", "Anna", "Ben", "Carl", "Dora"))
    first = shop.buy(ana, 200, 1_000, "Rye bread", "Flat white", minute=600)
    for days in (150, 120, 90):
        shop.buy(ana, days, 500, "Rye bread", "Flat white", minute=610)
    shop.buy(anna, 200, 250, "Rye bread", "Flat white", minute=1439)
    shop.buy(anna, 20, 250, "Rye bread", "Flat white", minute=0)
    merge.merge(shop.store, shop.ctx, ana, anna)
    shop.back(first, 10, 400)
    shop.back(shop.buy(ben, 30, 900), 29, 900)
    shop.buy(carl, 365, 700)
    shop.buy(carl, 0, 300)
    archive.archive(shop.store, shop.ctx, [carl])
    shop.buy(dora, 5, 0)
    sold = shop.buy(dora, 3, 999)
    shop.buy(None, 4, 1_234, "Flat white")
    undo.undo(shop.store, shop.ctx)
    assert sold
    for name in ("Eve", "Finn"):
        shop.buy(shop.who(name, Role.CUSTOMER), 7, 10_01)
    # Silent for 2.25 and for 2.75 of their usual 20 days: only the second one longer than the rule's 2.5.
    for name, last in (("Gil", 45), ("Hal", 55)):
        who = shop.who(name, Role.CUSTOMER)
        for days in (last + 40, last + 20, last):
            shop.buy(who, days, 400)


def partners(shop: Hard) -> dict[str, int]:
    """Favours, a mistake that was taken back, a merge, a call and no more, and one who is everything at once."""
    names = ("Bakery", "Old bakery", "Mistaken", "Called", "Quiet", "All in one")
    found = {name: shop.who(name, Role.PARTNER) for name in names}
    bakery = found["Bakery"]
    shop.post(bakery, 40, gave(Kind.EXPOSURE, 25_00, Basis.AGREED, cost=5_00), got(Kind.SPACE_AND_EQUIPMENT, 24_00))
    shop.post(found["Old bakery"], 300, got(Kind.TIME_OF_PEOPLE))
    shop.post(found["Old bakery"], 30, got(Kind.EXPOSURE, 12_00, Basis.AGREED))
    merge.merge(shop.store, shop.ctx, bakery, found["Old bakery"])
    wrong = shop.post(found["Mistaken"], 20, gave(Kind.EXPOSURE, 80_00, Basis.AGREED))
    ledger.reverse(shop.store, shop.ctx, wrong, "never happened")
    interaction.log(
        shop.store, shop.ctx, InteractionDraft((found["Called"],), Channel.CALL, shop.ago(2), summary="Hello")
    )
    everything = found["All in one"]
    party_edit.set_roles(shop.store, shop.ctx, [everything], [Role.PARTNER, Role.SUPPLIER, Role.CUSTOMER])
    shop.post(everything, 15, got(Kind.GOODS, 231_12, Basis.BILL), gave(Kind.GOODS, 120_00, Basis.BILL))
    shop.post(everything, 14, gave(Kind.KNOWLEDGE), got(Kind.KNOWLEDGE, 3_00, Basis.ESTIMATE))
    guest = shop.who("Guest", Role.CUSTOMER)
    referral.add(shop.store, shop.ctx, ReferralDraft(Way.SENT_US, bakery, guest, day=shop.ago(60)))
    return found


def suppliers(shop: Hard) -> None:
    """Late, short, refused, posted and taken back, beside the ledger, of two that were one, and still to come."""
    mill, mills, dairy = (shop.who(name, Role.SUPPLIER) for name in ("Old Mill", "Old Mill Ltd", "Dairy"))
    flour, milk = (item.add(shop.store, shop.ctx, ItemDraft(name)).item for name in ("Flour", "Milk"))
    shop.bring(mill, flour, 100, 105, (10, 10))
    shop.bring(mills, flour, 60, 60, (10, 9))
    shop.bring(dairy, milk, 31, 30, (8, 0), post=False)
    gone = shop.bring(dairy, milk, 10, 12, (10, 10))
    delivery.take_back(shop.store, shop.ctx, gone, "not ours")
    shop.bring(dairy, milk, 0, 0, (3, 3), post=False)
    purchase.order(
        shop.store, shop.ctx, OrderDraft(mill, shop.ago(3), (OrderLineDraft(flour, Decimal(5)),), promised=shop.ago(-9))
    )
    merge.merge(shop.store, shop.ctx, mill, mills)


def people(shop: Hard, partner: int) -> None:
    """Two of the team of whom one left, answers with and without a name, one taken back."""
    lena, tom = (shop.who(name, Role.EMPLOYEE) for name in ("Lena", "Tom"))
    for draft in (
        TrainingDraft(lena, "Barista", done=shop.ago(30), cost=280_00),
        TrainingDraft(lena, "First aid", due=shop.ago(5)),
        TrainingDraft(tom, "Hygiene", done=shop.ago(400), valid_until=shop.ago(35)),
        TrainingDraft(tom, "Latte art", due=shop.ago(-5)),
    ):
        team.add_training(shop.store, shop.ctx, draft)
    team.set_skill(shop.store, shop.ctx, SkillDraft(lena, "Till", 4, shop.ago(9)))
    team.talk(shop.store, shop.ctx, TalkDraft(lena, shop.ago(366), "Well"))
    team.talk(shop.store, shop.ctx, TalkDraft(tom, shop.ago(365), "Well", next=shop.ago(-1)))
    team.add_wish(shop.store, shop.ctx, WishDraft(tom, shop.ago(1), "A grinder"))
    team.thank(shop.store, shop.ctx, ThanksDraft(lena, shop.ago(0), "Stayed late"))
    for kind, scores in ((SurveyKind.NPS, (10, 6, 0)), (SurveyKind.CSAT, (5, 1))):
        survey = feedback.add_survey(shop.store, shop.ctx, SurveyDraft(kind.value, kind, shop.ago(100))).id
        for score in scores:
            feedback.respond(shop.store, shop.ctx, ResponseDraft(survey, shop.ago(9), score, party=partner))
    undo.undo(shop.store, shop.ctx)


def untidy(shop: Hard) -> dict[str, int]:
    """All of it, and a closed month; answers the partners by name."""
    customers(shop)
    found = partners(shop)
    suppliers(shop)
    people(shop, found["Bakery"])
    month = shop.ago(95)
    period.close(shop.store, shop.ctx, month.year * 100 + month.month)
    return found


def of_today(shop: Hard) -> None:
    """One day old: one customer, one purchase, one partner with one favour, one delivery, one answer."""
    shop.buy(shop.who("Ana", Role.CUSTOMER), 0, 3_40, "Flat white", minute=601)
    bakery = shop.who("Bakery", Role.PARTNER, Role.SUPPLIER, Role.CUSTOMER)
    shop.post(bakery, 0, gave(Kind.EXPOSURE, 1, Basis.AGREED))
    flour = item.add(shop.store, shop.ctx, ItemDraft("Flour")).item
    shop.bring(bakery, flour, 0, 0, (1, 1))
    team.thank(shop.store, shop.ctx, ThanksDraft(shop.who("Lena", Role.EMPLOYEE), shop.ago(0), "Opened with us"))
    survey = feedback.add_survey(shop.store, shop.ctx, SurveyDraft("First", SurveyKind.NPS, shop.today)).id
    feedback.respond(shop.store, shop.ctx, ResponseDraft(survey, shop.today, 9))
