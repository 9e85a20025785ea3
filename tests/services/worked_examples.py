"""The accountant's worked examples as shops to look at: what happened, told through the services.

A test asks for `book` (a shop's ledger in few words) or `worked` (the examples by their letter) and looks at what
stands there: through the services, on the page, in the statement, in the workbook.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Source
from partnercrm.domain.party import Mode, PartyDraft, PartyKind, Role, RoleDraft

if TYPE_CHECKING:
    from partnercrm.services.context import Context
    from partnercrm.services.store import Store

G, R = Direction.GIVEN, Direction.RECEIVED


def day(month: int, number: int, year: int = 2026) -> dt.date:
    """A day of the examples' year."""
    return dt.date(year, month, number)


def gave(kind: Kind, value: int | None = None, basis: Basis | None = None, **more: Any) -> LineDraft:
    """A line that we gave."""
    return LineDraft(G, kind, value, basis, **more)


def got(kind: Kind, value: int | None = None, basis: Basis | None = None, **more: Any) -> LineDraft:
    """A line that we received."""
    return LineDraft(R, kind, value, basis, **more)


class Book:
    """A shop's ledger in few words. Each deed has its own day, as the owner would sit down on it."""

    gave = staticmethod(gave)
    got = staticmethod(got)
    day = staticmethod(day)

    def __init__(self, store: Store) -> None:
        self.store = store

    def on(self, when: dt.date, key: str = "") -> Context:
        """The owner on that day."""
        from partnercrm.services import store as stores

        return stores.context(
            self.store, Clock.fixed(dt.datetime(when.year, when.month, when.day, 9, 30, tzinfo=dt.UTC)), key
        )

    def party(self, name: str, *roles: Role, mode: Mode | None = None) -> int:
        """Adds a party and answers its row id."""
        from partnercrm.services import party

        kind = PartyKind.PERSON if set(roles) & {Role.EMPLOYEE, Role.CUSTOMER} else PartyKind.ORGANISATION
        draft = PartyDraft(name, tuple(RoleDraft(role) for role in roles), kind, mode=mode)
        return party.add(self.store, self.on(day(1, 2)), draft).party

    def post(self, party: int, when: dt.date, *lines: LineDraft, today: dt.date | None = None, **more: Any) -> str:
        """Posts an entry and answers its number. It is typed in on its own day unless `today` is said."""
        from partnercrm.services import ledger

        draft = ExchangeDraft(party, when, lines, **more)
        return ledger.post(self.store, self.on(today or when), draft).number


@dataclass(frozen=True)
class Delivery:
    """Example D: the party, the delivery's entry, the payment's once it is paid."""

    mill: int
    delivery: str
    payment: str = ""


@dataclass(frozen=True)
class Barter:
    """Example G: the design received, the catering given, the set-off and the payment once they are there."""

    studio: int
    design: str
    catering: str
    set_off: str = ""
    payment: str = ""


@dataclass(frozen=True)
class MidYear:
    """Example H: the bakery and the mill, and the three openings."""

    bakery: int
    mill: int
    bill: str
    owed: str
    favours: str


@dataclass(frozen=True)
class Bakery:
    """Examples K and L: one party and its entries in order."""

    bakery: int
    entries: tuple[str, ...]


class Worked:
    """The examples by their letter, each told in an empty shop or after another one."""

    def d(self, store: Store, *, paid: bool = False) -> Delivery:
        """Delivery, bill, short: nine of ten sacks, bill R-881 less its credit note, due 2 Dec; paid early less 2 %."""
        book = Book(store)
        mill = book.party("Old Mill", Role.SUPPLIER)
        sacks = got(Kind.GOODS, 231_12, Basis.BILL, what="flour", tax_code="7", tax_amount=15_12)
        known: dict[str, Any] = {"their_document": "R-881", "source": Source.DELIVERY, "due_day": day(12, 2)}
        delivery = book.post(mill, day(11, 2), sacks, memo="9 of 10 sacks", **known)
        if not paid:
            return Delivery(mill, delivery)
        discount = gave(Kind.ADJUSTMENT, 4_62, reason=Reason.CASH_DISCOUNT, tax_code="7", tax_amount=30)
        return Delivery(mill, delivery, book.post(mill, day(11, 30), gave(Kind.MONEY, 226_50), discount))

    def g(self, store: Store, *, until: str = "") -> Barter:
        """Barter with tax: design received, catering given; `until` "set off" or "paid" goes on."""
        from partnercrm.services import settlement

        book = Book(store)
        studio = book.party("Studio North", Role.SUPPLIER, Role.CUSTOMER)
        line = got(Kind.SERVICE, 600_00, Basis.BILL, what="menu design", tax_code="20", tax_amount=100_00)
        design = book.post(studio, day(11, 12), line, their_document="D-17", due_day=day(12, 12))
        line = gave(Kind.SERVICE, 550_00, Basis.BILL, what="catering", tax_code="10", tax_amount=50_00)
        catering = book.post(studio, day(11, 12), line, our_document="2026-031", due_day=day(12, 12))
        if not until:
            return Barter(studio, design, catering)
        set_off = settlement.set_off(store, book.on(day(11, 20)), studio, "Set-off of 20 November").number
        if until == "set off":
            return Barter(studio, design, catering, set_off)
        payment = book.post(studio, day(12, 1), gave(Kind.MONEY, 50_00))
        return Barter(studio, design, catering, set_off, payment)

    def h(self, store: Store) -> MidYear:
        """Starting in mid-year: what was open on 30 June, each with its own document and due date."""
        book = Book(store)
        bakery = book.party("The Daily Grind", Role.PARTNER, Role.SUPPLIER, Role.CUSTOMER)
        mill = book.party("Old Mill", Role.SUPPLIER)
        begun: dict[str, Any] = {"source": Source.OPENING, "today": day(7, 1)}
        bill = book.post(
            bakery,
            day(6, 30),
            gave(Kind.GOODS, 120_00, Basis.BILL),
            our_document="2026-014",
            due_day=day(7, 3),
            memo="Bill of 3 June",
            **begun,
        )
        goods = got(Kind.GOODS, 231_12, Basis.BILL)
        owed = book.post(mill, day(6, 30), goods, their_document="R-790", due_day=day(7, 10), **begun)
        ahead = gave(Kind.EXPOSURE), gave(Kind.TIME_OF_PEOPLE)
        return MidYear(bakery, mill, bill, owed, book.post(bakery, day(6, 30), *ahead, **begun))

    def k(self, store: Store) -> Bakery:
        """Supplier, customer and partner at once, as it stands on 25 November."""
        book = Book(store)
        bakery = book.party("The Daily Grind", Role.PARTNER, Role.SUPPLIER, Role.CUSTOMER)
        oven = got(Kind.SPACE_AND_EQUIPMENT, 24_00, Basis.AGREED, what="oven")
        favours = book.post(bakery, day(11, 5), gave(Kind.EXPOSURE, 25_00, Basis.AGREED, what="mention"), oven)
        coffee = gave(Kind.GOODS, 120_00, Basis.BILL, what="coffee")
        bill = book.post(bakery, day(11, 6), coffee, our_document="2026-030", due_day=day(11, 20))
        rolls = got(Kind.GOODS, 231_12, Basis.BILL, what="rolls")
        rolls_bill = book.post(bakery, day(11, 18), rolls, their_document="R-902", due_day=day(12, 2))
        return Bakery(bakery, (favours, bill, rolls_bill))

    def l(self, store: Store) -> Bakery:  # noqa: E743
        """The old trap: 10,000.00 of rolls bought and paid over a year, 500.00 of favours given, none returned."""
        book = Book(store)
        bakery = book.party("The Daily Grind", Role.PARTNER, Role.SUPPLIER)
        entries = []
        for month in range(1, 11):
            rolls = got(Kind.GOODS, 1_000_00, Basis.BILL, what="rolls")
            entries.append(book.post(bakery, day(month, 10), rolls, due_day=day(month, 24)))
            entries.append(book.post(bakery, day(month, 20), gave(Kind.MONEY, 1_000_00)))
        mention = gave(Kind.EXPOSURE, 50_00, Basis.AGREED, what="mention")
        entries += [book.post(bakery, day(month, 15), mention) for month in range(1, 11)]
        return Bakery(bakery, tuple(entries))


@pytest.fixture
def book(store: Store) -> Book:
    """The test's own shop in few words."""
    return Book(store)


@pytest.fixture(scope="session")
def worked() -> Worked:
    """The worked examples by their letter: `worked.k(store)`."""
    return Worked()
