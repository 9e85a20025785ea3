"""What goes up of people and organisations: a row of the directory, a whole page, hits of the search, likely doubles.

Down goes a filter. Rows hold typed values; words for screens and sheets are made of them above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from partnercrm.domain.ledger import Kind
from partnercrm.domain.party import ConsentState, ContactKind, Mode, PartyKind, Role, Side, TieKind
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message


class PartySort(StrEnum):
    """What the directory can be sorted by."""

    NAME = "name"
    ROLE = "role"
    LAST_CONTACT = "last_contact"
    NEXT_STEP = "next_step"
    TO_PAY = "to_pay"
    FAVOURS = "favours"


MAIN_ROLES = (Role.PARTNER, Role.SUPPLIER, Role.CUSTOMER, Role.EMPLOYEE)
"""The roles that most people around a shop hold; the directory has a chip for each."""


@dataclass(frozen=True, slots=True)
class PartyCounts:
    """How many parties are listed, hold each main role today or none of them, are late with a follow-up, have
    something to pay on either side, how many we are losing touch with, and how many are archived."""

    listed: int
    roles: Mapping[Role, int]
    no_main_role: int
    late: int
    owing: int
    losing_touch: int
    archived: int


@dataclass(frozen=True, slots=True)
class PartyFilter:
    """Which parties a list shows; all that is set must hold. `tag` is a tag's name in any spelling.

    Archived parties and those in the bin are listed by themselves and nowhere else. `text` is what the search box
    holds. `no_contact_days` leaves those without any contact for that many days, `owing` those with whom either side
    has something to pay, `no_main_role` those that hold none of MAIN_ROLES today, `losing_touch` those with whom
    contact is overdue and not snoozed.
    """

    role: Role | None = None
    text: str = ""
    tag: str = ""
    archived: bool = False
    in_bin: bool = False
    late: bool = False
    no_contact_days: int | None = None
    they_owe: bool = False
    we_owe: bool = False
    owing: bool = False
    no_main_role: bool = False
    losing_touch: bool = False

    def narrows(self) -> bool:
        """Whether more is asked than the search text."""
        days = self.no_contact_days is not None
        owing = self.they_owe or self.we_owe or self.owing
        return bool(self.role or self.tag or self.late or days or owing or self.no_main_role or self.losing_touch)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: the earliest open follow-up, or keeping in touch (`follow_up` None, no title)."""

    due: dt.date
    title: str = ""
    follow_up: int | None = None


class PartyRow(NamedTuple):
    """One line of the directory. Money in minor units; sums are all-time and hold those of merged parties.

    `they_owe` and `we_owe` are the rests of open items (below zero: held for the other side), `they_due` and `we_due`
    the earliest due day of each side;
    given and received of To pay and Favours are the lens's sums. `months` counts interactions and entries of the
    last twelve months, the oldest first. `reciprocity` is that of the favours.
    """

    id: int
    uuid_bytes: bytes
    kind: PartyKind
    name: str
    about: str
    mode: Mode
    roles: tuple[Role, ...]
    tags: tuple[str, ...]
    archived: bool
    in_bin: bool
    last_contact: dt.date | None
    next_step: NextStep | None
    to_pay_given: int
    to_pay_received: int
    they_owe: int
    we_owe: int
    they_due: dt.date | None
    we_due: dt.date | None
    favours_given: int
    favours_received: int
    favours_given_unpriced: int
    favours_received_unpriced: int
    reciprocity: Decimal | None
    turns_given: int
    turns_received: int
    months: tuple[int, ...]

    @property
    def uuid(self) -> UUID:
        """What it is known by outside of the store; few rows are asked for it."""
        return UUID(bytes=self.uuid_bytes)

    @property
    def to_pay(self) -> int:
        """What they owe us less what we owe them."""
        return self.to_pay_given - self.to_pay_received

    @property
    def favours(self) -> int:
        """By how much we are ahead, where favours have a price."""
        return self.favours_given - self.favours_received


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with its dates; `current` as of the day on which the page was read."""

    id: int
    role: Role
    from_day: dt.date | None
    until_day: dt.date | None
    current: bool


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What somebody answered when asked whether we may use a contact point for a purpose."""

    id: int
    purpose: str
    state: ConsentState
    day: dt.date
    how: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One way to reach a party."""

    id: int
    kind: ContactKind
    label: str
    value: str
    street: str
    postcode: str
    town: str
    region: str
    country: str
    consents: tuple[ConsentRow, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A private note, who wrote it and when (UTC)."""

    id: int
    text: str
    written_at: dt.datetime
    author: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """A tag, or a preference."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """An important date."""

    id: int
    label: str
    month: int
    day: int
    year: int | None


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie as it reads from the page's side: `reads` is "works at" or "employs"; `party` is the other one."""

    id: int
    kind: TieKind
    reads: Message
    outgoing: bool
    party: int
    name: str
    note: str
    from_day: dt.date | None
    until_day: dt.date | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need or an offer, and the kind of value that it would be."""

    id: int
    side: Side
    text: str
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class AliasRow:
    """A party that was merged into the page's one."""

    party: int
    uuid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PartyPage:
    """Everything that a party's page says of the party itself; notes come latest first."""

    id: int
    uuid: UUID
    kind: PartyKind
    name: str
    about: str
    mode: Mode
    interval_days: int | None
    clock_start: dt.date
    language: str
    band: int | None
    settle_by: dt.date | None
    soft_limit: int | None
    hard_limit: int | None
    created_at: dt.datetime
    archived_at: dt.datetime | None
    binned_at: dt.datetime | None
    source: str
    external_id: str
    roles: tuple[RoleRow, ...]
    contacts: tuple[ContactRow, ...]
    tags: tuple[TextRow, ...]
    notes: tuple[NoteRow, ...]
    preferences: tuple[TextRow, ...]
    dates: tuple[DateRow, ...]
    ties: tuple[TieRow, ...]
    needs: tuple[NeedRow, ...]
    offers: tuple[NeedRow, ...]
    aliases: tuple[AliasRow, ...]
    last_contact: dt.date | None
    next_step: NextStep | None


class Hit(NamedTuple):
    """One party that the search found. `sub` is what stands under the name, `why` what matched if the name did not."""

    party: int
    name: str
    sub: str
    roles: tuple[Role, ...]
    archived: bool
    why: Message | None


@dataclass(frozen=True, slots=True)
class Likely:
    """A party that may be the one being typed, and why; `certain` where phone or e-mail is the very same."""

    party: int
    name: str
    sub: str
    why: Message
    certain: bool
    likeness: float
