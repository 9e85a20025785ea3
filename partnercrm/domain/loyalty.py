"""Loyalty: the words of programs, cards and movements, what a form fills, and how a purchase counts.

Points are exact decimals, money is minor units, a rate per point is a decimal of minor units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from partnercrm.domain.dates import LAST_YEAR, add_months
from partnercrm.domain.party import ROLE_WORDS, Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural

NOTHING = Decimal(0)
ONE = Decimal(1)
FINEST = Decimal("0.0001")
LARGEST = Decimal(10) ** 9
LONGEST_MONTHS = 600
LONGEST_NAME = 120


class ProgramKind(StrEnum):
    """What a card collects."""

    POINTS = "points"
    STAMPS = "stamps"
    TIERS = "tiers"


PROGRAM_WORDS: dict[ProgramKind, Message] = {
    ProgramKind.POINTS: msg("Points for what is paid"),
    ProgramKind.STAMPS: msg("Stamps"),
    ProgramKind.TIERS: msg("Tiers by what they spend"),
}


class Rounding(StrEnum):
    """How a purchase counts: by the full steps that were paid, or in proportion, rounded half up to whole points."""

    FULL_UNITS = "full_units"
    NEAREST = "nearest"


ROUNDING_WORDS: dict[Rounding, Message] = {
    Rounding.FULL_UNITS: msg("Only what is paid in full counts"),
    Rounding.NEAREST: msg("In proportion, to the nearest point"),
}


class ExclusionKind(StrEnum):
    """What earns nothing: what somebody in a role buys, what is bought in a span of days, or a kind of goods."""

    ROLE = "role"
    DAYS = "days"
    THING = "thing"


EXCLUSION_WORDS: dict[ExclusionKind, Message] = {
    ExclusionKind.THING: msg("Some goods"),
    ExclusionKind.ROLE: msg("Somebody's purchases"),
    ExclusionKind.DAYS: msg("Some days"),
}


class MovementKind(StrEnum):
    """What happens to the points of a card. Redeem, expire, take back and transfer out are below zero."""

    OPENING = "opening"
    EARN = "earn"
    TAKE_BACK = "take_back"
    REDEEM = "redeem"
    GIVE_BACK = "give_back"
    EXPIRE = "expire"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    ADJUST = "adjust"


MOVEMENT_WORDS: dict[MovementKind, Message] = {
    MovementKind.OPENING: msg("Brought along"),
    MovementKind.EARN: msg("Earned"),
    MovementKind.TAKE_BACK: msg("Taken back"),
    MovementKind.REDEEM: msg("Used"),
    MovementKind.GIVE_BACK: msg("Given back"),
    MovementKind.EXPIRE: msg("Expired"),
    MovementKind.TRANSFER_IN: msg("From another card"),
    MovementKind.TRANSFER_OUT: msg("To another card"),
    MovementKind.ADJUST: msg("Put right"),
}


def points_words(points: Decimal, kind: ProgramKind) -> Message:
    """So many points, or stamps, in words."""
    whole = int(points)
    stamps = kind is ProgramKind.STAMPS
    if points != whole:
        return msg("{points} stamps", points=points) if stamps else msg("{points} points", points=points)
    if stamps:
        return plural("{count} stamp", "{count} stamps", whole)
    return plural("{count} point", "{count} points", whole)


# How a purchase counts


@dataclass(frozen=True, slots=True)
class Rule:
    """So many points for each `per_amount` (minor units) that was paid; None: for each piece."""

    points: Decimal
    per_amount: int | None
    rounding: Rounding = Rounding.FULL_UNITS

    def times(self, factor: Decimal) -> Rule:
        """The rule of a tier, its points to four decimals, half up."""
        return Rule(fine(self.points * factor), self.per_amount, self.rounding)

    def counted(self, amount: Decimal) -> Decimal:
        """The points for an amount: minor units paid, or pieces. Nothing for what is not above zero."""
        if amount <= 0:
            return NOTHING
        step = Decimal(ONE if self.per_amount is None else self.per_amount)
        if self.rounding is Rounding.NEAREST:
            return (amount * self.points / step).quantize(ONE, ROUND_HALF_UP)
        return (amount / step).to_integral_value(ROUND_FLOOR) * self.points


def fine(points: Decimal) -> Decimal:
    """To four decimals, half up."""
    return points.quantize(FINEST, ROUND_HALF_UP)


def is_fine(points: Decimal) -> bool:
    """Whether a number has at most four decimals."""
    return points == fine(points)


def worth(points: Decimal, rate: Decimal) -> int:
    """Points at a rate in minor units, rounded once, half up."""
    return int((points * rate).quantize(ONE, ROUND_HALF_UP))


def expiry_of(day: dt.date, months: int | None) -> dt.date | None:
    """The last day on which points earned on a day are good; None: for ever."""
    if months is None or day.year + months // 12 >= LAST_YEAR:
        return None
    return add_months(day, months)


def refund_of(
    rule: Rule, bought: Decimal, refunded_before: Decimal, refunded: Decimal, standing: Decimal, gone: Decimal
) -> Decimal:
    """How many points a refund takes back: what stands of the earning less what the rest of the purchase counts.

    `standing` is the earning less what was taken back before, `gone` what of it expired: that is not asked for again.
    """
    due = rule.counted(bought - refunded_before - refunded)
    return min(max(standing - due, NOTHING), max(standing - gone, NOTHING))


# What a program says


@dataclass(frozen=True, slots=True)
class TierDraft:
    """Who spent at least `from_spend` (minor units) collects `factor` times the points."""

    name: str
    from_spend: int
    factor: Decimal = ONE


def tier_at(tiers: Iterable[TierDraft], spend: int) -> TierDraft | None:
    """The highest tier that a spending reaches, or None."""
    reached = [tier for tier in tiers if tier.from_spend <= spend]
    return max(reached, key=lambda tier: tier.from_spend, default=None)


def tier_from(day: dt.date, months: int | None) -> dt.date:
    """The first day whose purchases count for the tier on a day."""
    return dt.date.min if months is None else add_months(day, -months) + dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RewardDraft:
    """What points are good for. `value` is its price, `cost` what it costs us, both minor units."""

    name: str
    points: Decimal
    value: int | None = None
    cost: int | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ExclusionDraft:
    """What earns nothing. `what` says so in words, such as "Gift cards" or "Sale week"."""

    kind: ExclusionKind
    what: str = ""
    role: Role | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None

    @property
    def said(self) -> Message | str:
        """Its words, else whose purchases or which days earn nothing."""
        if self.what:
            return self.what
        if self.kind is ExclusionKind.ROLE and self.role is not None:
            return ROLE_WORDS[self.role]
        if self.from_day is not None and self.until_day is not None:
            return msg("{first} to {last}", first=self.from_day, last=self.until_day)
        if self.from_day is not None:
            return msg("from {first} on", first=self.from_day)
        return msg("until {last}", last=self.until_day or dt.date.max)

    def bars(self, day: dt.date, roles: Iterable[Role]) -> bool:
        """Whether somebody in these roles earns nothing on a day. Goods are left out at the desk, by their amount."""
        if self.kind is ExclusionKind.ROLE:
            return self.role in tuple(roles)
        return self.kind is ExclusionKind.DAYS and within(day, self.from_day, self.until_day)


def within(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    """Whether a day lies in a span; an end that is None is open."""
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """A program as a form or a template says it. Rates in minor units per point, `breakage` as a share of 1.

    `points` are given for each `per_amount` (minor units) paid, or for each piece where that is None.
    """

    name: str
    kind: ProgramKind
    points: Decimal
    per_amount: int | None
    point_value: Decimal
    from_day: dt.date | None
    point_cost: Decimal = NOTHING
    breakage: Decimal = NOTHING
    rounding: Rounding = Rounding.FULL_UNITS
    expiry_months: int | None = None
    tier_months: int | None = None
    offline_limit: Decimal | None = None
    until_day: dt.date | None = None
    tiers: tuple[TierDraft, ...] = ()
    rewards: tuple[RewardDraft, ...] = ()
    exclusions: tuple[ExclusionDraft, ...] = ()

    @property
    def rule(self) -> Rule:
        """How it counts before a tier's factor."""
        return Rule(self.points, self.per_amount, self.rounding)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field. Empty when it may be saved."""
        found = [*self._head_problems(), *self._rate_problems(), *self._tier_problems()]
        for number, reward in enumerate(self.rewards):
            found += _reward_problems(number, reward)
        for number, exclusion in enumerate(self.exclusions):
            found += _exclusion_problems(number, exclusion)
        return tuple(found)

    def _head_problems(self) -> list[Problem]:
        found = []
        if not self.name.strip():
            found.append(Problem("name", msg("Give the program a name.")))
        elif len(self.name) > LONGEST_NAME:
            found.append(Problem("name", msg("Use at most {count} letters.", count=LONGEST_NAME)))
        if self.from_day is None:
            found.append(Problem("from_day", msg("Say from when it runs.")))
        elif self.until_day is not None and self.until_day < self.from_day:
            found.append(Problem("until_day", msg("It cannot end before it begins.")))
        for field, months in (("expiry_months", self.expiry_months), ("tier_months", self.tier_months)):
            if months is not None and not 0 < months <= LONGEST_MONTHS:
                found.append(Problem(field, msg("Choose between 1 and {count} months.", count=LONGEST_MONTHS)))
        return found

    def _rate_problems(self) -> list[Problem]:
        found = []
        if not (NOTHING < self.points < LARGEST and is_fine(self.points)):
            found.append(Problem("points", msg("Say how many points there are, above 0.")))
        if self.per_amount is not None and self.per_amount <= 0:
            found.append(Problem("per_amount", msg("Say for how much money, above 0.")))
        for field, rate in (("point_value", self.point_value), ("point_cost", self.point_cost)):
            if not (NOTHING <= rate < LARGEST and is_fine(rate)):
                found.append(Problem(field, msg("A rate is 0 or more, with at most 4 decimals of the smallest coin.")))
        if not (NOTHING <= self.breakage < ONE and is_fine(self.breakage)):
            found.append(Problem("breakage", msg("The share that is never used lies between 0 and 100 %.")))
        limit = self.offline_limit
        if limit is not None and not (NOTHING <= limit < LARGEST and is_fine(limit)):
            found.append(Problem("offline_limit", msg("A limit is 0 or more.")))
        return found

    def _tier_problems(self) -> list[Problem]:
        found = []
        if self.kind is ProgramKind.TIERS and not self.tiers:
            found.append(Problem("tiers", msg("Name at least one tier.")))
        for number, tier in enumerate(self.tiers):
            if not tier.name.strip():
                found.append(Problem(f"tiers.{number}.name", msg("Give the tier a name.")))
            if tier.from_spend < 0 or any(tier.from_spend == other.from_spend for other in self.tiers[:number]):
                found.append(Problem(f"tiers.{number}.from_spend", msg("Each tier begins at an amount of its own.")))
            if not (NOTHING < tier.factor < LARGEST and is_fine(tier.factor)):
                found.append(Problem(f"tiers.{number}.factor", msg("A factor is above 0.")))
        return found


def _reward_problems(number: int, reward: RewardDraft) -> list[Problem]:
    found = []
    if not reward.name.strip():
        found.append(Problem(f"rewards.{number}.name", msg("Give the reward a name.")))
    if not (NOTHING < reward.points < LARGEST and is_fine(reward.points)):
        found.append(Problem(f"rewards.{number}.points", msg("Say how many points it takes, above 0.")))
    for field, money in (("value", reward.value), ("cost", reward.cost)):
        if money is not None and money < 0:
            found.append(Problem(f"rewards.{number}.{field}", msg("An amount is 0 or more.")))
    if reward.from_day and reward.until_day and reward.until_day < reward.from_day:
        found.append(Problem(f"rewards.{number}.until_day", msg("It cannot end before it begins.")))
    return found


def _exclusion_problems(number: int, exclusion: ExclusionDraft) -> list[Problem]:
    place = f"exclusions.{number}"
    if exclusion.kind is ExclusionKind.ROLE and exclusion.role is None:
        return [Problem(f"{place}.role", msg("Say whose purchases earn nothing."))]
    if exclusion.kind is ExclusionKind.DAYS and exclusion.from_day is None and exclusion.until_day is None:
        return [Problem(f"{place}.from_day", msg("Say on which days nothing is earned."))]
    if exclusion.from_day and exclusion.until_day and exclusion.until_day < exclusion.from_day:
        return [Problem(f"{place}.until_day", msg("It cannot end before it begins."))]
    if exclusion.kind is ExclusionKind.THING and not exclusion.what.strip():
        return [Problem(f"{place}.what", msg("Say what earns nothing."))]
    return []


# Templates that work at once


def templates(unit: int, today: dt.date) -> Sequence[ProgramDraft]:
    """Programs to begin with, in a currency of which a coffee costs about three times `unit` minor units."""
    cent = Decimal(unit) / 100
    money_off = RewardDraft("Money off", Decimal(60), 3 * unit, 3 * unit // 2)
    points = ProgramDraft(
        name="Points for every purchase",
        kind=ProgramKind.POINTS,
        points=ONE,
        per_amount=unit,
        point_value=fine(5 * cent),
        point_cost=fine(5 * cent / 2),
        breakage=Decimal("0.1"),
        expiry_months=12,
        from_day=today,
        rewards=(money_off,),
    )
    stamps = ProgramDraft(
        name="Ten and one free",
        kind=ProgramKind.STAMPS,
        points=ONE,
        per_amount=None,
        point_value=fine(30 * cent),
        point_cost=fine(10 * cent),
        breakage=Decimal("0.25"),
        from_day=today,
        rewards=(RewardDraft("One free", Decimal(10), 3 * unit, unit),),
    )
    tiers = ProgramDraft(
        name="The more, the better",
        kind=ProgramKind.TIERS,
        points=ONE,
        per_amount=unit,
        point_value=fine(5 * cent),
        point_cost=fine(5 * cent / 2),
        breakage=Decimal("0.1"),
        expiry_months=12,
        tier_months=12,
        from_day=today,
        tiers=(
            TierDraft("Friend", 0),
            TierDraft("Regular", 300 * unit, Decimal("1.5")),
            TierDraft("Family", 1000 * unit, Decimal(2)),
        ),
        rewards=(money_off,),
    )
    return points, stamps, tiers
