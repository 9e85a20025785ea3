"""Saved segments: named conditions on customers, all of which must hold. "Local, bought twice, silent for 60 days"."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.rfm import SEGMENT_WORDS, Segment
from partnercrm.domain.text import can_be_kept, fold
from partnercrm.domain.words import Message, msg, plural


class Reach(StrEnum):
    """How a list is used: to call, to mail, to print and post."""

    PHONE = "phone"
    EMAIL = "email"
    MAIL_AGREED = "mail_agreed"
    ADDRESS = "address"


REACH_WORDS: dict[Reach, Message] = {
    Reach.PHONE: msg("has a phone number"),
    Reach.EMAIL: msg("has an e-mail address"),
    Reach.MAIL_AGREED: msg("said yes to mail"),
    Reach.ADDRESS: msg("has a postal address"),
}


THIS_MONTH = 0
"""The month of the day asked, as `date_month`."""


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """The conditions; None, "" and empty ask for nothing. Money in minor units, days counted up to the day asked.

    `least_purchases` and `most_purchases` count purchase days; `silent_days` asks for so many days without a purchase,
    `within_days` for one within so many; `new_days` for a first purchase within so many. `lapsed` is by own rhythm.
    `date_month` asks for a birthday or another date of theirs in a month, 1 to 12, or THIS_MONTH. `member` asks for a
    card, of `program` where one is named.
    """

    local: bool | None = None
    tag: str = ""
    least_purchases: int | None = None
    most_purchases: int | None = None
    silent_days: int | None = None
    within_days: int | None = None
    new_days: int | None = None
    least_spent: int | None = None
    most_spent: int | None = None
    lapsed: bool | None = None
    groups: tuple[Segment, ...] = ()
    item: UUID | None = None
    reach: Reach | None = None
    date_month: int | None = None
    member: bool | None = None
    program: UUID | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = [Problem(name, _BELOW) for name in _COUNTS if (getattr(self, name) or 0) < 0]
        if self == SegmentRule():
            found.append(Problem("rule", msg("Choose at least one condition.")))
        if self.date_month is not None and not THIS_MONTH <= self.date_month <= 12:
            found.append(Problem("date_month", msg("A month lies between 1 and 12.")))
        for low, high in (("least_purchases", "most_purchases"), ("least_spent", "most_spent")):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and most < least:
                found.append(Problem(high, msg("Nobody can be both: the upper limit is below the lower one.")))
        return tuple(found)

    def words(self, currency: Currency, item: str = "", program: str = "") -> tuple[Message, ...]:
        """The conditions in the owner's words; `item` and `program` are the names of those."""
        return (*_words(self, currency, item), *_more_words(self, program))

    def as_json(self) -> str:
        """The conditions as they are kept, without those that ask for nothing."""
        empty = SegmentRule()
        kept = {name: getattr(self, name) for name in _FIELDS if getattr(self, name) != getattr(empty, name)}
        return json.dumps(kept, default=str, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """A segment to be saved."""

    name: str
    rule: SegmentRule = field(default_factory=SegmentRule)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = []
        if not self.name.strip() or not can_be_kept(self.name):
            found.append(Problem("name", msg("Give the segment a name.")))
        return (*found, *self.rule.problems())


class Customer(NamedTuple):
    """What a customer bought up to a day: ordinals of the first and last purchase day, purchases (receipts), purchase
    days, and money in minor units, refunds taken off."""

    party: int
    first: int
    last: int
    purchases: int
    days: int
    amount: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a segment: how to reach them where they did not refuse, what they bought (minor units), and when.

    `agreed` says whether they said yes to mail at that address.
    """

    party: int
    uuid: UUID
    name: str
    phone: str
    email: str
    address: str
    purchases: int
    amount: int
    last_day: dt.date
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What conditions need beside a customer's sums: sets of parties, as far as a rule asks for them."""

    today: int
    local: Collection[int] = frozenset()
    tagged: Collection[int] = frozenset()
    lapsed: Collection[int] = frozenset()
    bought: Collection[int] = frozenset()
    reached: Collection[int] = frozenset()
    groups: Mapping[int, Segment] = field(default_factory=dict)
    dated: Collection[int] = frozenset()
    members: Collection[int] = frozenset()


def holds(rule: SegmentRule, of: Customer, known: Known) -> bool:
    """Whether a customer is in the segment."""
    return _holds_sums(rule, of, known.today) and _holds_sets(rule, of.party, known)


def _holds_sums(rule: SegmentRule, of: Customer, today: int) -> bool:
    return (
        _between(of.days, rule.least_purchases, rule.most_purchases)
        and _between(of.amount, rule.least_spent, rule.most_spent)
        and _between(today - of.last, rule.silent_days, rule.within_days)
        and _between(today - of.first, None, rule.new_days)
    )


def _holds_sets(rule: SegmentRule, party: int, known: Known) -> bool:
    return (
        (rule.local is None or (party in known.local) is rule.local)
        and (rule.lapsed is None or (party in known.lapsed) is rule.lapsed)
        and (not rule.tag or party in known.tagged)
        and (rule.item is None or party in known.bought)
        and (rule.reach is None or party in known.reached)
        and (rule.date_month is None or party in known.dated)
        and (rule.member is None or (party in known.members) is rule.member)
        and (not rule.groups or known.groups.get(party) in rule.groups)
    )


def _between(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def rule_of(kept: str) -> SegmentRule:
    """The conditions as they were kept; a condition of a newer program is refused with ValueError."""
    said: dict[str, Any] = json.loads(kept)
    unknown = set(said) - set(_FIELDS)
    if unknown:
        raise ValueError(f"conditions that are not known here: {sorted(unknown)}")
    rule = SegmentRule(**{name: value for name, value in said.items() if name not in _TYPED})
    groups = tuple(Segment(each) for each in said.get("groups", ()))
    item, program, reach = (said.get(name) for name in ("item", "program", "reach"))
    return replace(
        rule,
        groups=groups,
        item=UUID(item) if item else None,
        program=UUID(program) if program else None,
        reach=Reach(reach) if reach else None,
    )


def name_key(name: str) -> str:
    """A segment's name as names are compared."""
    return " ".join(fold(name).split())


def _words(rule: SegmentRule, currency: Currency, item: str) -> list[Message]:
    found: list[Message] = []
    if rule.local is not None:
        found.append(msg("local") if rule.local else msg("not local"))
    if rule.tag:
        found.append(msg("tagged {tag}", tag=rule.tag))
    found += _purchase_words(rule)
    for count, words in ((rule.least_spent, "spent at least {amount}"), (rule.most_spent, "spent at most {amount}")):
        if count is not None:
            found.append(msg(words, amount=Amount(count, currency)))
    if rule.lapsed is not None:
        found.append(msg("silent for longer than usual") if rule.lapsed else msg("not silent for longer than usual"))
    found += [SEGMENT_WORDS[group] for group in rule.groups]
    if rule.item is not None:
        found.append(msg("bought {item}", item=item or str(rule.item)))
    if rule.reach is not None:
        found.append(REACH_WORDS[rule.reach])
    return found


def _more_words(rule: SegmentRule, program: str) -> list[Message]:
    found: list[Message] = []
    if rule.date_month is not None:
        found.append(
            msg("has a birthday or another date this month")
            if rule.date_month == THIS_MONTH
            else msg("has a birthday or another date in {month}", month=MONTHS[rule.date_month - 1])
        )
    if rule.member is not None:
        of = msg("a card of {program}", program=program) if rule.program is not None else msg("a card")
        found.append(msg("has {what}", what=of) if rule.member else msg("does not have {what}", what=of))
    return found


def _purchase_words(rule: SegmentRule) -> list[Message]:
    said = (
        (rule.least_purchases, "bought on at least {count} day", "bought on at least {count} days"),
        (rule.most_purchases, "bought on at most {count} day", "bought on at most {count} days"),
        (rule.silent_days, "silent for {count} day", "silent for {count} days"),
        (rule.within_days, "bought within {count} day", "bought within {count} days"),
        (rule.new_days, "new within {count} day", "new within {count} days"),
    )
    return [plural(one, many, count) for count, one, many in said if count is not None]


_COUNTS = ("least_purchases", "most_purchases", "silent_days", "within_days", "new_days", "least_spent", "most_spent")
_TYPED = ("groups", "item", "program", "reach")
_FIELDS = ("local", "tag", *_COUNTS, "lapsed", *_TYPED, "date_month", "member")
MONTHS: tuple[Message, ...] = (
    msg("January"),
    msg("February"),
    msg("March"),
    msg("April"),
    msg("May"),
    msg("June"),
    msg("July"),
    msg("August"),
    msg("September"),
    msg("October"),
    msg("November"),
    msg("December"),
)
_BELOW = msg("It cannot be below zero.")
