"""The people of The Local Brew and the sentences of its year. Only the example uses them."""

from __future__ import annotations

from typing import Any

from partnercrm.domain.party import (
    ContactDraft,
    ContactKind,
    DateDraft,
    Mode,
    PartyDraft,
    PartyKind,
    Role,
    RoleDraft,
)
from partnercrm.domain.record import dataclass

SHOP, OWNER, TEAM = "The Local Brew", "Sarah", ("Lena", "Tom")
TOWN, POSTCODE = "Ashby", "AS1"
TOWNS = (("Ashby", "AS1 3RT"), ("Ashby", "AS1 4LD"), ("Ashby", ""), ("Millbrook", "MB4 1QP"), ("Ashby", "AS1 2QT"))


def _org(name: str, about: str, *roles: Role, phone: str = "", email: str = "", **more: Any) -> PartyDraft:
    return _party(PartyKind.ORGANISATION, name, about, roles, phone, email, more)


def _person(name: str, about: str, *roles: Role, phone: str = "", email: str = "", **more: Any) -> PartyDraft:
    return _party(PartyKind.PERSON, name, about, roles, phone, email, more)


def _party(
    kind: PartyKind, name: str, about: str, roles: tuple[Role, ...], phone: str, email: str, more: dict[str, Any]
) -> PartyDraft:
    contacts = []
    if phone:
        contacts.append(ContactDraft(ContactKind.PHONE, phone))
    if email:
        contacts.append(ContactDraft(ContactKind.EMAIL, email))
    contacts.extend(more.pop("contacts", ()))
    held = tuple(RoleDraft(role) for role in roles)
    return PartyDraft(name, held, kind, about, tuple(contacts), **more)


GRIND = _org(
    "The Daily Grind",
    "Mark's bakery next door",
    Role.PARTNER,
    Role.SUPPLIER,
    Role.CUSTOMER,
    phone="01632 960 112",
    email="mark@dailygrind.example",
    contacts=(
        ContactDraft(ContactKind.ADDRESS, label="Shop", street="14 Market Street", town="Ashby", postcode="AS1 2QT"),
    ),
    tags=("local", "cross-promotion"),
    notes=("Mark prefers a call before 6 in the morning or after 3.",),
    preferences=("Oat milk flat white", "Call after 3"),
    needs=("More people on Monday mornings", "Somebody to take day-old bread"),
    offers=("Oven hours in the afternoon", "Pastries at trade price", "Space on the bread bags"),
    interval_days=21,
)
HILLSIDE = _org(
    "Hillside Roasters",
    "Small roaster just outside town",
    Role.SUPPLIER,
    Role.PARTNER,
    phone="01632 960 245",
    email="hello@hillside.example",
    contacts=(
        ContactDraft(ContactKind.ADDRESS, label="Roastery", street="Hill Lane", town="Ashby", postcode="AS1 9LN"),
    ),
    tags=("local", "coffee"),
    notes=("Roasts on Tuesdays and Thursdays; order by Monday noon.",),
    needs=("A cafe that tells where the beans come from",),
    offers=("Cupping evenings", "Fresh beans within two days"),
    interval_days=30,
)
COASTLINE = _org(
    "Coastline Coffee Distribution",
    "National distributor, until the switch",
    Role.SUPPLIER,
    phone="020 7946 0310",
    contacts=(ContactDraft(ContactKind.ADDRESS, label="Depot", town="London", postcode="E16 2XX"),),
    tags=("national",),
    notes=("Dear and slow: eleven days from order to door.",),
)
PEOPLE: tuple[PartyDraft, ...] = (
    _person(
        "Mark", "Owner of The Daily Grind", Role.PARTNER, phone="07700 900 112", dates=(DateDraft("Birthday", 12, 2),)
    ),
    _org(
        "Ashby Chamber of Commerce",
        "Networking evenings, market stands",
        Role.COMMUNITY_GROUP,
        Role.SUPPORT_SERVICE,
        email="office@ashbychamber.example",
        tags=("local",),
        interval_days=60,
    ),
    _person("Councillor Reed", "Pavement licences and the market", Role.AUTHORITY, phone="01632 960 400"),
    _org(
        "Harbour Food Bank",
        "Takes what is left on Fridays",
        Role.COMMUNITY_GROUP,
        phone="01632 960 518",
        tags=("local", "charity"),
        mode=Mode.GENEROUS,
        needs=("Day-old cake", "A collection box"),
    ),
    _org(
        "Corner Cup",
        "The other coffee shop; we share the yard's parking",
        Role.COMPETITOR,
        Role.PARTNER,
        phone="01632 960 733",
        tags=("local",),
        needs=("A place to park on delivery days",),
    ),
    _org("Riverside Energy", "Power and heat", Role.INFRASTRUCTURE_PROVIDER, phone="01632 960 900"),
    _org("Brightside Bookkeeping", "Our accountant", Role.SUPPORT_SERVICE, email="jo@brightside.example"),
    _person("Nina of Ashby Eats", "Writes about food in town", Role.INFLUENCER, email="nina@ashbyeats.example"),
    _org("Oak Street Yoga", "Might want a breakfast card", Role.PROSPECT, phone="01632 960 871", interval_days=30),
    _person("Lena", "Front of house", Role.EMPLOYEE, phone="07700 900 201", dates=(DateDraft("Started", 3, 1, 2024),)),
    _person("Tom", "Barista", Role.EMPLOYEE, phone="07700 900 202"),
    _person("Amira", "Saturdays and newsletter", Role.EMPLOYEE, phone="07700 900 203"),
)

FIRST_NAMES = (
    "Ana Ben Clara David Elena Farid Grace Hugo Iris Jonas Kate Liam Mona Noah Olga Paul Queenie Rosa Samir Tess "
    "Uma Victor Wendy Xavier Yara Zoe Alan Bella Carlos Dora"
).split()
LAST_NAMES = (
    "Abbott Barker Castle Dunn Ellis Foster Grant Hayes Irving Jarvis Keane Lowe Marsh Norris Osborne Palmer Quick "
    "Rowe Stokes Tanner Usher Vaughan Walsh Yates Archer Blake Cross Drew Eaton Finch"
).split()
CUSTOMERS = 60
KEPT_IN_TOUCH, LAST_SEEN = (0, 24), 52
CUSTOMER_TAGS = ("regular", "mornings", "office orders", "newsletter")

PREFERENCES = ("Oat milk", "Decaf after noon", "No sugar", "Window seat", "Large cappuccino", "Pays by card")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the year: how long ago in days, with whom (a party's name), by which channel, in which mood."""

    ago: int
    who: str
    channel: str
    summary: str
    mood: int | None = None
    notes: str = ""


MILESTONES: tuple[Said, ...] = (
    Said(352, "Coastline Coffee Distribution", "call", "Asked why the beans took eleven days", -1),
    Said(
        340, "Ashby Chamber of Commerce", "event", "Networking evening at the town hall", 1, "Met Mark of the bakery."
    ),
    Said(338, "The Daily Grind", "visit", "Proposed a discount for each other's customers", 2),
    Said(331, "The Daily Grind", "meeting", "Agreed: 10 % at ours for a pastry receipt, and the other way round", 2),
    Said(324, "Lena", "meeting", "Explained the bakery discount to the team", 1),
    Said(310, "Corner Cup", "visit", "Shared the yard's parking on delivery days", 1),
    Said(287, "Hillside Roasters", "visit", "Cupping: fresher, cheaper, and ten miles away", 2),
    Said(268, "Hillside Roasters", "call", "Agreed a trial of three months", 1),
    Said(262, "Coastline Coffee Distribution", "email", "Gave notice: we change to a local roaster", 0),
    Said(239, "Councillor Reed", "meeting", "Pavement licence for six tables", 1),
    Said(221, "Amira", "meeting", "Started the weekly newsletter: events, offers, suppliers' stories", 2),
    Said(205, "Nina of Ashby Eats", "visit", "Wrote about the new beans", 2),
    Said(190, "Harbour Food Bank", "call", "They collect on Fridays from now on", 1),
    Said(160, "Ashby Chamber of Commerce", "event", "Market day: our stand beside the bakery's", 1),
    Said(141, "Hillside Roasters", "meeting", "Made the contract long term, with a price for a year", 2),
    Said(118, "The Daily Grind", "meeting", "Half a year of the discount: both sides see new faces", 2),
    Said(96, "Brightside Bookkeeping", "meeting", "Went through the workbook together", 1),
    Said(70, "Ashby Chamber of Commerce", "email", "Asked for the dates of the spring market", 0),
    Said(74, "Oak Street Yoga", "visit", "Asked about a breakfast card for members", 1),
    Said(45, "Riverside Energy", "call", "Asked for the yearly reading", 0),
    Said(33, "Corner Cup", "message", "They need the yard on Thursday", 0),
    Said(19, "Hillside Roasters", "call", "Ordered the winter blend", 1),
    Said(12, "Nina of Ashby Eats", "email", "Invited her to the cupping evening", 1),
    Said(9, "The Daily Grind", "call", "Asked for the oven on Saturday", 1),
    Said(3, "Harbour Food Bank", "call", "Counted the cakes of the month together", 1),
    Said(1, "The Daily Grind", "visit", "Talked about a Christmas bag", 2),
)

SMALL_TALK = (
    ("visit", "Came in for the usual and said hello"),
    ("visit", "Praised the new beans"),
    ("visit", "Asked about the cake of the week"),
    ("message", "Wrote a kind review"),
    ("email", "Answered the newsletter"),
    ("visit", "Brought a friend along"),
    ("call", "Asked whether we are open on the holiday"),
    ("visit", "Missed the oat milk"),
)
PARTNER_TALK = (
    ("call", "Went through the week's order"),
    ("visit", "Dropped in with samples"),
    ("call", "Asked about the next delivery"),
    ("email", "Sent the dates of the month"),
)
