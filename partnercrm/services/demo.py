"""The Local Brew: a year of a coffee shop ending today, the same every time but for the date."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.tables.party import tie
from partnercrm.domain.dates import Clock, add_months
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Source
from partnercrm.domain.money import Currency
from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, PartyKind, Role, RoleDraft, TieKind
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import (
    demo_agreement,
    demo_coalition,
    demo_feedback,
    demo_gift_card,
    demo_lending,
    demo_loyalty,
    demo_promotion,
    demo_referral,
    demo_sale,
    demo_supply,
    demo_team,
    ledger,
    party,
    period,
    posting,
)
from partnercrm.services import demo_story as story
from partnercrm.services import draft as drafts
from partnercrm.services import follow_up as follow_ups
from partnercrm.services import interaction as interactions
from partnercrm.services import store as stores
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.demo_chapter import Chapter, Month, Shop
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import NewStore, Store

MONTHS = 12
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED
Progress = Callable[[int, int], None]
CHAPTERS: tuple[Chapter, ...] = (
    demo_sale.tell,
    demo_supply.tell,
    demo_feedback.tell,
    demo_team.tell,
    demo_agreement.tell,
    demo_gift_card.tell,
    demo_referral.tell,
    demo_lending.tell,
    demo_loyalty.tell,
    demo_coalition.tell,
    demo_promotion.tell,
)
"""What further subjects tell of each month, after its talks and entries, in this order."""


def build(path: Path, clock: Clock, progress: Progress | None = None) -> None:
    """Makes the example shop at `path`. Raises StoreExists and other StoreProblems; `progress(done, of)` per month."""
    area = (story.TOWN, story.POSTCODE)
    shop = NewStore(story.SHOP, Currency("EUR", 2), "en_GB", owner=story.OWNER, local_area=area, example=True)
    stores.new(path, shop, clock)
    store = stores.open_shop(path)
    try:
        _Year(store, clock.today()).tell(progress or (lambda _done, _of: None))
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class _Bill:
    """A bill still to be paid: with whom, on which day it was due, how much, and who owes it."""

    who: str
    due: dt.date
    value: int
    direction: Direction


class _Year:
    """Tells the year month by month, each month as one operation on its last day, so that moments look real."""

    def __init__(self, store: Store, today: dt.date) -> None:
        self.store, self.today = store, today
        self.random = random.Random(7)
        self.ids: dict[str, int] = {}
        self.customers: list[str] = []
        self.bills: list[_Bill] = []
        self.numbers: dict[str, str] = {}

    def tell(self, progress: Progress) -> None:
        """The people first, then each month, then what is open today."""
        first = self._month_start(MONTHS)
        self._do(first, "Start with the people we know", self._people)
        for name in story.TEAM:
            stores.add_user(self.store, self._ctx(first), name)
        self._do(self._month_start(MONTHS - 1), "Open items from before", self._openings)
        for back in range(MONTHS - 1, -1, -1):
            start = self._month_start(back)
            end = min(add_months(start, 1) - dt.timedelta(days=1), self.today)
            self._do(end, "Record the month", lambda op, a=start, b=end: self._month(op, a, b))  # type: ignore[misc]
            for tell in CHAPTERS:
                tell(Shop(self.store, self.today, self.ids, self.customers), Month(MONTHS - 1 - back, start, end))
            progress(MONTHS - back, MONTHS + 1)
        self._today()
        self._close_old_months()
        progress(MONTHS + 1, MONTHS + 1)

    # When and how

    def _month_start(self, back: int) -> dt.date:
        return add_months(self.today.replace(day=1), -back)

    def _ctx(self, day: dt.date) -> Context:
        return stores.context(self.store, Clock.fixed(dt.datetime.combine(day, dt.time(17, 30))))

    def _do(self, day: dt.date, name: str, work: Callable[[Operation], None]) -> None:
        def told(op: Operation) -> dict[str, Any]:
            work(op)
            op.undoable = False
            return {}

        run(self.store, self._ctx(day), msg(name), (name, day), ("party", "interaction", "ledger"), told)

    # The people

    def _people(self, op: Operation) -> None:
        for draft in (story.GRIND, story.HILLSIDE, story.COASTLINE, *story.PEOPLE, *self._customer_drafts()):
            self.ids[draft.name] = party.add_in(op, draft)
        for person, kind, organisation in (
            ("Mark", TieKind.WORKS_AT, "The Daily Grind"),
            ("Hillside Roasters", TieKind.COLLABORATES_WITH, "The Daily Grind"),
            ("Corner Cup", TieKind.MEMBER_OF, "Ashby Chamber of Commerce"),
            ("The Daily Grind", TieKind.MEMBER_OF, "Ashby Chamber of Commerce"),
            ("Nina of Ashby Eats", TieKind.REFERS_TO, "The Daily Grind"),
        ):
            op.insert(
                tie,
                uuid=uuid.uuid4(),
                from_party_id=self.ids[person],
                to_party_id=self.ids[organisation],
                kind=kind,
                note="",
            )

    def _customer_drafts(self) -> Iterator[PartyDraft]:
        for number in range(story.CUSTOMERS):
            first = story.FIRST_NAMES[number % len(story.FIRST_NAMES)]
            last = story.LAST_NAMES[(number * 7 + number // len(story.FIRST_NAMES)) % len(story.LAST_NAMES)]
            name = f"{first} {last}"
            self.customers.append(name)
            phone = ContactDraft(ContactKind.PHONE, f"07700 901 {number:03d}")
            email = ContactDraft(ContactKind.EMAIL, f"{first}.{last}@mail.example".lower())
            town, postcode = story.TOWNS[number % len(story.TOWNS)]
            home = ContactDraft(ContactKind.ADDRESS, label="Home", town=town, postcode=postcode)
            yield PartyDraft(
                name,
                (RoleDraft(Role.CUSTOMER),),
                PartyKind.PERSON,
                about=self.random.choice(("Regular", "Comes on Saturdays", "Office nearby", "Since the newsletter")),
                contacts=((phone, email, home) if number % 2 else (phone, email)) if number % 3 else (email, home),
                tags=(story.CUSTOMER_TAGS[number % len(story.CUSTOMER_TAGS)],) if number % 2 else (),
                preferences=(self.random.choice(story.PREFERENCES),) if number % 4 == 0 else (),
                interval_days=45 if number in story.KEPT_IN_TOUCH else None,
            )

    # The ledger

    def _openings(self, op: Operation) -> None:
        before = self._month_start(MONTHS - 1) - dt.timedelta(days=1)
        due = before + dt.timedelta(days=20)
        line = _bought(Kind.GOODS, 31840, "Coffee beans")
        self._post(op, "Coastline Coffee Distribution", before, line, due=due, theirs="CD-4410", source=Source.OPENING)
        self.bills.append(_Bill("Coastline Coffee Distribution", due, 31840, RECEIVED))

    def _month(self, op: Operation, start: dt.date, end: dt.date) -> None:
        month = MONTHS - 1 - self._months_back(start)
        for step in (self._beans, self._pastries, self._coffee, self._favours, self._team, self._community):
            step(op, month, start, end)
        self._pay(op, end)
        self._talk(op, start, end)

    def _months_back(self, start: dt.date) -> int:
        return (self.today.year - start.year) * 12 + self.today.month - start.month

    def _beans(self, op: Operation, month: int, start: dt.date, end: dt.date) -> None:
        if month < 3:
            value = 29800 + 740 * month
            self._bill(op, "Coastline Coffee Distribution", start, end, 5, 30, value, f"CD-{4500 + month}")
            return
        sacks = 8 + month % 3
        for day, document in ((4, "a"), (18, "b")):
            self._bill(op, "Hillside Roasters", start, end, day, 21, sacks * 2568 // 2, f"HR-{300 + month}{document}")

    def _pastries(self, op: Operation, month: int, start: dt.date, end: dt.date) -> None:
        value = 18210 + 611 * month
        self._bill(op, "The Daily Grind", start, end, 8, 14, value, f"DG-{120 + month}", what="Rolls and pastries")

    def _coffee(self, op: Operation, month: int, start: dt.date, end: dt.date) -> None:
        if month % 3 == 1:
            day = start + dt.timedelta(days=11)
            line = LineDraft(
                GIVEN, Kind.GOODS, 8400 + 300 * month, Basis.BILL, Decimal(6), "kg", "Ground coffee", cost=5100
            )
            self._sell(op, "The Daily Grind", day, end, line, f"LB-{40 + month}")
        for name in self.customers[month * 3 % 40 :: 29]:
            day = start + dt.timedelta(days=14)
            line = LineDraft(
                GIVEN, Kind.SERVICE, 6500 + 450 * month, Basis.BILL, what="Coffee for an office meeting", cost=2900
            )
            self._sell(op, name, day, end, line, f"LB-{60 + month}-{name[:2]}")

    def _favours(self, op: Operation, month: int, start: dt.date, end: dt.date) -> None:
        oven = LineDraft(RECEIVED, Kind.SPACE_AND_EQUIPMENT, 2400, Basis.AGREED, Decimal(2), "hour", "Oven")
        mention = LineDraft(GIVEN, Kind.EXPOSURE, 2500, Basis.AGREED, what="Newsletter mention", cost=400)
        free_oven = replace(oven, value=None, basis=None)
        parking = LineDraft(
            RECEIVED, Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(1), unit="day", what="Parking in the yard"
        )
        plan: list[tuple[int, str, LineDraft]] = []
        if month >= 2:
            plan += [(6, "The Daily Grind", mention), (13, "The Daily Grind", oven if month % 4 else free_oven)]
        if month >= 3 and month % 2:
            evening = LineDraft(GIVEN, Kind.EXPOSURE, 3000, Basis.ESTIMATE, what="Cupping evening in our shop")
            samples = LineDraft(RECEIVED, Kind.GOODS, 2700, Basis.ESTIMATE, Decimal(3), "kg", "Beans to taste")
            plan += [(9, "Hillside Roasters", evening), (16, "Hillside Roasters", samples)]
        if month >= 2:
            plan.append((20, "Corner Cup", parking))
        if month % 4 == 3:
            plan.append((21, "Corner Cup", replace(parking, direction=GIVEN, what="Our place in the yard")))
        if month >= 5 and month % 3 == 0:
            plan.append((17, "Nina of Ashby Eats", LineDraft(RECEIVED, Kind.EXPOSURE, what="A story about us")))
        for day, who, line in plan:
            self._post_by(op, who, start + dt.timedelta(days=day), end, line)

    def _team(self, op: Operation, month: int, start: dt.date, end: dt.date) -> None:
        if month == 6:
            training = LineDraft(GIVEN, Kind.KNOWLEDGE, what="A day of barista training", cost=28000)
            self._post_by(op, "Lena", start + dt.timedelta(days=9), end, training)

    def _community(self, op: Operation, month: int, start: dt.date, end: dt.date) -> None:
        if month >= 6:
            cake = LineDraft(
                GIVEN, Kind.GOODS, quantity=Decimal(14), unit="piece", what="Cake of the day before", gift=True
            )
            self._post_by(op, "Harbour Food Bank", start + dt.timedelta(days=24), end, cake)
        if month == 6:
            stand = LineDraft(RECEIVED, Kind.SPACE_AND_EQUIPMENT, 6000, Basis.ESTIMATE, what="Stand on market day")
            self._post_by(op, "Ashby Chamber of Commerce", start + dt.timedelta(days=2), end, stand)
        if month == 9:
            room = LineDraft(
                GIVEN, Kind.SPACE_AND_EQUIPMENT, 5000, Basis.ESTIMATE, Decimal(3), "hour", "Our room for an evening"
            )
            self._post_by(op, "Ashby Chamber of Commerce", start + dt.timedelta(days=12), end, room)

    def _bill(
        self,
        op: Operation,
        who: str,
        start: dt.date,
        end: dt.date,
        day: int,
        days: int,
        value: int,
        document: str,
        what: str = "Coffee beans",
    ) -> None:
        when = start + dt.timedelta(days=day)
        if when > end:
            return
        due = when + dt.timedelta(days=days)
        entry = self._post(op, who, when, _bought(Kind.GOODS, value, what), due=due, theirs=document)
        self.numbers[document] = entry.number
        self.bills.append(_Bill(who, due, value, RECEIVED))

    def _sell(self, op: Operation, who: str, day: dt.date, end: dt.date, line: LineDraft, document: str) -> None:
        if day > end:
            return
        due = day + dt.timedelta(days=14)
        self._post(op, who, day, line, due=due, ours=document)
        self.bills.append(_Bill(who, due, line.value or 0, GIVEN))

    def _pay(self, op: Operation, end: dt.date) -> None:
        """What fell due in the month is paid a day before; what the example shows as late stays open."""
        latest = end if end < self.today else end - dt.timedelta(days=12)
        for bill in [each for each in self.bills if each.due <= latest]:
            self.bills.remove(bill)
            line = LineDraft(bill.direction.other, Kind.MONEY, bill.value)
            self._post(op, bill.who, bill.due - dt.timedelta(days=1), line, memo="Paid")

    def _post_by(self, op: Operation, who: str, day: dt.date, end: dt.date, line: LineDraft) -> None:
        if day <= end:
            self._post(op, who, day, line)

    def _post(
        self,
        op: Operation,
        who: str,
        day: dt.date,
        *lines: LineDraft,
        due: dt.date | None = None,
        memo: str = "",
        ours: str = "",
        theirs: str = "",
        source: Source = Source.TYPED_IN,
    ) -> Entry:
        draft = ExchangeDraft(self.ids[who], day, lines, memo, ours, theirs, due, source)
        return posting.post(op, draft)

    # What was said

    def _talk(self, op: Operation, start: dt.date, end: dt.date) -> None:
        days = (end - start).days + 1
        said = [each for each in story.MILESTONES if start <= self.today - dt.timedelta(days=each.ago) <= end]
        if start <= self._day(-story.LAST_SEEN) <= end:
            for number in story.KEPT_IN_TOUCH:
                self._say(
                    op, self._day(-story.LAST_SEEN), self.customers[number], "visit", "Told us about the new office"
                )
        for each in said:
            self._say(op, self.today - dt.timedelta(days=each.ago), each.who, each.channel, each.summary, each.mood)
        for who in ("The Daily Grind", "Hillside Roasters" if start > self._month_start(8) else "The Daily Grind"):
            channel, summary = self.random.choice(story.PARTNER_TALK)
            self._say(op, start + dt.timedelta(days=self.random.randrange(days)), who, channel, summary)
        for _ in range(max(3, days // 3)):
            channel, summary = self.random.choice(story.SMALL_TALK)
            day = start + dt.timedelta(days=self.random.randrange(days))
            self._say(
                op, day, self.random.choice(self.customers), channel, summary, self.random.choice((None, 1, 1, 2))
            )

    def _say(self, op: Operation, day: dt.date, who: str, channel: str, summary: str, mood: int | None = None) -> None:
        minute = self.random.randrange(8 * 4, 18 * 4) * 15
        draft = InteractionDraft((self.ids[who],), Channel(channel), day, minute, summary, mood=mood)
        interactions.log_in(op, draft)

    # What is open today

    def _today(self) -> None:
        self._do(self.today, "What is open today", self._open_ends)
        self._mistakes()

    def _open_ends(self, op: Operation) -> None:
        steps = (
            (-3, "The Daily Grind", "Send Mark the dates for the Christmas bag"),
            (-1, "Oak Street Yoga", "Offer the breakfast card"),
            (0, "Hillside Roasters", "Confirm the winter blend"),
            (0, "Councillor Reed", "Ask about the lights in Market Street"),
            (1, "Nina of Ashby Eats", "Send the guest list of the cupping evening"),
            (4, "Brightside Bookkeeping", "Hand over the workbook"),
            (9, "Ashby Chamber of Commerce", "Book the stand for spring"),
        )
        for days, who, title in steps:
            follow_ups.add_in(op, FollowUpDraft(title, self._day(days), self.ids[who]))
        rolls = _bought(Kind.GOODS, 23112, "Rolls and pastries")
        self._post(op, "The Daily Grind", self._day(-5), rolls, due=self._day(11), theirs="R-881")
        coffee = LineDraft(GIVEN, Kind.GOODS, 12000, Basis.BILL, Decimal(8), "kg", "Ground coffee", cost=7200)
        self._post(op, "The Daily Grind", self._day(-19), coffee, due=self._day(-5), ours="LB-97")
        catering = LineDraft(GIVEN, Kind.SERVICE, 18500, Basis.BILL, what="Breakfast for twelve", cost=8300)
        self._post(op, self.customers[4], self._day(-16), catering, due=self._day(-2), ours="LB-98")

    def _day(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def _mistakes(self) -> None:
        """A corrected entry, a credit, a discount taken, and a draft that is not finished."""
        ctx = self._ctx(self.today)
        wrong = LineDraft(RECEIVED, Kind.SPACE_AND_EQUIPMENT, 4200, Basis.ESTIMATE, Decimal(2), "hour", "Mixer")
        day = self.today - dt.timedelta(days=4)
        posted = ledger.post(self.store, ctx, ExchangeDraft(self.ids["Corner Cup"], day, (wrong,)))
        made = ledger.correct(self.store, ctx.keyed(""), posted.number, "It was the bakery's mixer")
        right = replace(drafts.get(self.store, made.draft), party=self.ids["The Daily Grind"])
        drafts.save(self.store, ctx.keyed(""), right, made.draft)
        ledger.post_draft(self.store, ctx.keyed(""), made.draft)
        self._short_delivery(ctx)
        unsure = LineDraft(GIVEN, Kind.EXPOSURE, what="Poster in our window")
        drafts.save(self.store, ctx.keyed(""), ExchangeDraft(self.ids["Oak Street Yoga"], self.today, (unsure,)))

    def _short_delivery(self, ctx: Context) -> None:
        day = self.today - dt.timedelta(days=17)
        bill = LineDraft(
            RECEIVED, Kind.GOODS, 25680, Basis.BILL, Decimal(10), "sack", "Winter blend", tax_code="7", tax_amount=1680
        )
        draft = ExchangeDraft(
            self.ids["Hillside Roasters"],
            day,
            (bill,),
            their_document="HR-399",
            due_day=self.today + dt.timedelta(days=6),
        )
        posted = ledger.post(self.store, ctx.keyed(""), draft)
        ledger.credit(self.store, ctx.keyed(""), posted.number, 2568, memo="One sack short", their_document="HR-C12")
        early = (
            LineDraft(GIVEN, Kind.MONEY, 11328),
            LineDraft(GIVEN, Kind.ADJUSTMENT, 231, reason=Reason.CASH_DISCOUNT),
        )
        ledger.post(
            self.store,
            ctx.keyed(""),
            ExchangeDraft(self.ids["Hillside Roasters"], self.today, early, "Paid early, 2 % off"),
        )

    def _close_old_months(self) -> None:
        ctx = self._ctx(self.today)
        for row in period.listed(self.store):
            old = row.month < month_number(self._month_start(1))
            if old and row.state is PeriodState.OPEN and row.drafts == 0:
                period.close(self.store, ctx.keyed(""), row.month)


def _bought(kind: Kind, value: int, what: str) -> LineDraft:
    """Goods received on a bill, with 7 % tax in it."""
    tax = round(value * 7 / 107)
    return LineDraft(RECEIVED, kind, value, Basis.BILL, what=what, tax_code="7", tax_amount=tax)
