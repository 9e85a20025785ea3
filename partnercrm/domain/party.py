"""People and organisations: the words, the draft that a form fills, and its rules."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from partnercrm.domain.contact import valid_email
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg


class PartyKind(StrEnum):
    """A person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Role(StrEnum):
    """What a party is to us. A party may hold several at once, each with from and until."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    PARTNER = "partner"
    EMPLOYEE = "employee"
    PROSPECT = "prospect"
    COMPETITOR = "competitor"
    COMMUNITY_GROUP = "community_group"
    AUTHORITY = "authority"
    SUPPORT_SERVICE = "support_service"
    INFRASTRUCTURE_PROVIDER = "infrastructure_provider"
    INFLUENCER = "influencer"


ROLE_WORDS: dict[Role, Message] = {
    Role.CUSTOMER: msg("Customer"),
    Role.SUPPLIER: msg("Supplier"),
    Role.PARTNER: msg("Partner"),
    Role.EMPLOYEE: msg("Employee"),
    Role.PROSPECT: msg("Prospect"),
    Role.COMPETITOR: msg("Competitor"),
    Role.COMMUNITY_GROUP: msg("Community group"),
    Role.AUTHORITY: msg("Authority"),
    Role.SUPPORT_SERVICE: msg("Support service"),
    Role.INFRASTRUCTURE_PROVIDER: msg("Infrastructure provider"),
    Role.INFLUENCER: msg("Influencer"),
}


class Mode(StrEnum):
    """How the two keep score: it hides or shows words, never figures in the ledger or the workbook."""

    GENEROUS = "generous"
    BALANCED = "balanced"
    STRICT = "strict"


MODE_WORDS: dict[Mode, Message] = {
    Mode.GENEROUS: msg("We don't"),
    Mode.BALANCED: msg("Roughly"),
    Mode.STRICT: msg("To the cent"),
}


class ContactKind(StrEnum):
    """The kinds of contact point."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WEB = "web"
    SOCIAL = "social"


CONTACT_WORDS: dict[ContactKind, Message] = {
    ContactKind.PHONE: msg("Phone"),
    ContactKind.EMAIL: msg("E-mail"),
    ContactKind.ADDRESS: msg("Address"),
    ContactKind.WEB: msg("Web"),
    ContactKind.SOCIAL: msg("Social"),
}


class ConsentState(StrEnum):
    """Whether we may use a contact point for a purpose."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CONSENT_WORDS: dict[ConsentState, Message] = {
    ConsentState.NOT_ASKED: msg("Not asked"),
    ConsentState.GIVEN: msg("Given"),
    ConsentState.REFUSED: msg("Refused"),
    ConsentState.WITHDRAWN: msg("Withdrawn"),
}


class TieKind(StrEnum):
    """A typed link between two parties; it reads both ways."""

    WORKS_AT = "works_at"
    SUPPLIES = "supplies"
    REFERS_TO = "refers_to"
    COMPETES_WITH = "competes_with"
    MEMBER_OF = "member_of"
    COLLABORATES_WITH = "collaborates_with"
    RELATED_TO_US = "related_to_us"


TIE_WORDS: dict[TieKind, tuple[Message, Message]] = {
    TieKind.WORKS_AT: (msg("works at"), msg("employs")),
    TieKind.SUPPLIES: (msg("supplies"), msg("is supplied by")),
    TieKind.REFERS_TO: (msg("refers to"), msg("is referred by")),
    TieKind.COMPETES_WITH: (msg("competes with"), msg("competes with")),
    TieKind.MEMBER_OF: (msg("is a member of"), msg("has as a member")),
    TieKind.COLLABORATES_WITH: (msg("collaborates with"), msg("collaborates with")),
    TieKind.RELATED_TO_US: (msg("is related to our family or firm through"), msg("relates our family or firm to")),
}


class Side(StrEnum):
    """What a party could use, or what it could give."""

    NEED = "need"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """One way to reach a party. `value` is the phone, e-mail, link or handle; an address fills the other fields."""

    kind: ContactKind
    value: str = ""
    label: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""

    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not any((self.value, self.street, self.postcode, self.town, self.region, self.country))


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """One role with its dates."""

    role: Role
    from_day: dt.date | None = None
    until_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DateDraft:
    """An important date: a label, month and day, and the year where it is known."""

    label: str
    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """What a form or an import says of a party; the first form fills name, roles and one contact only."""

    name: str
    roles: tuple[RoleDraft, ...] = ()
    kind: PartyKind = PartyKind.ORGANISATION
    about: str = ""
    contacts: tuple[ContactDraft, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    dates: tuple[DateDraft, ...] = ()
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    mode: Mode | None = None
    interval_days: int | None = None
    language: str = ""
    soft_limit: int | None = None
    hard_limit: int | None = None
    source: str = ""
    external_id: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `name`, `roles.N`, `contacts.N`, `dates.N`, `interval_days`."""
        return (
            *_name_problems(self.name),
            *(p for n, role in enumerate(self.roles) for p in _role_problems(n, role)),
            *(p for n, contact in enumerate(self.contacts) for p in _contact_problems(n, contact)),
            *(p for n, date in enumerate(self.dates) for p in _date_problems(n, date)),
            *_interval_problems(self.interval_days),
        )


NAME_LIMIT = 200
DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def default_mode(roles: tuple[Role, ...]) -> Mode:
    """Employees are generous, everybody else is balanced without a band."""
    return Mode.GENEROUS if Role.EMPLOYEE in roles else Mode.BALANCED


def _name_problems(name: str) -> tuple[Problem, ...]:
    if not name.strip():
        return (Problem("name", msg("Type a name.")),)
    if len(name) > NAME_LIMIT:
        return (Problem("name", msg("The name is longer than {limit} characters. Shorten it.", limit=NAME_LIMIT)),)
    return ()


def _role_problems(number: int, role: RoleDraft) -> tuple[Problem, ...]:
    if role.from_day and role.until_day and role.until_day < role.from_day:
        return (Problem(f"roles.{number}", msg("It ends before it begins. Swap the dates.")),)
    return ()


def _contact_problems(number: int, contact: ContactDraft) -> tuple[Problem, ...]:
    field = f"contacts.{number}"
    if contact.empty():
        return (Problem(field, msg("Type it, or remove the line.")),)
    if contact.kind is ContactKind.EMAIL and not valid_email(contact.value):
        return (Problem(field, msg("This does not look like an e-mail address, such as mark@example.org.")),)
    if contact.kind is ContactKind.PHONE and not any(c.isdigit() for c in contact.value):
        return (Problem(field, msg("A phone number needs digits.")),)
    return ()


def _date_problems(number: int, date: DateDraft) -> tuple[Problem, ...]:
    field = f"dates.{number}"
    if not date.label.strip():
        return (Problem(field, msg("Say what the date is, such as birthday.")),)
    if not 1 <= date.month <= 12 or not 1 <= date.day <= DAYS_IN_MONTH[date.month - 1]:
        return (Problem(field, msg("There is no such day in the calendar.")),)
    return ()


def _interval_problems(days: int | None) -> tuple[Problem, ...]:
    if days is not None and not 1 <= days <= 3650:
        return (Problem("interval_days", msg("Give a number of days from 1 to 3650, or leave it empty.")),)
    return ()
