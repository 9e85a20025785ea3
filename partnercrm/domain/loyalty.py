"""Loyalty: the words of programs, cards and movements."""

from __future__ import annotations

from enum import StrEnum


class ProgramKind(StrEnum):
    """What a card collects."""

    POINTS = "points"
    STAMPS = "stamps"
    TIERS = "tiers"


class Rounding(StrEnum):
    """How a purchase counts: by the full steps that were paid, or in proportion, rounded half up to whole points."""

    FULL_UNITS = "full_units"
    NEAREST = "nearest"


class ExclusionKind(StrEnum):
    """What earns nothing: what somebody in a role buys, what is bought in a span of days, or a kind of goods."""

    ROLE = "role"
    DAYS = "days"
    THING = "thing"


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
