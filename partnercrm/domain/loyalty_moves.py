"""What a desk, a script or a file asks to do with a card, and what is wrong with it before the store is asked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.domain.loyalty import LARGEST, NOTHING, is_fine
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

LONGEST_REASON = 500
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A card. An empty `number` makes a new one; `home` (row id) is the shop that handed it out, None us."""

    program: int
    party: int | None = None
    number: str = ""
    home: int | None = None
    joined: dt.date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if len(self.number) > LONGEST_NUMBER:
            return (Problem("number", msg("Use at most {count} letters.", count=LONGEST_NUMBER)),)
        if self.party is None and self.home is None:
            return (Problem("party", msg("Say whose card it is.")),)
        return ()


@dataclass(frozen=True, slots=True)
class EarnDraft:
    """A purchase that counts: `paid` in minor units or `pieces`, as the program counts.

    `points` says how many it is where the issuer already counted them, such as a partner's file; `issuer` (row id) is
    who promised them and `shop` where it was, None us. `sale` is the row id of the sale.
    """

    member: int
    day: dt.date
    paid: int | None = None
    pieces: Decimal | None = None
    points: Decimal | None = None
    issuer: int | None = None
    shop: int | None = None
    sale: int | None = None
    expiry: dt.date | None = None
    reason: str = ""
    source: str | None = None
    external_id: str | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if self.paid is not None and self.paid < 0:
            return (Problem("paid", msg("What was paid is 0 or more. Give something back as a refund.")),)
        for field, number in (("pieces", self.pieces), ("points", self.points)):
            if number is not None and not (NOTHING <= number < LARGEST and is_fine(number)):
                return (Problem(field, msg("Say how many, 0 or more, with at most 4 decimals.")),)
        return reason_problems(self.reason)


@dataclass(frozen=True, slots=True)
class RedeemDraft:
    """Points that are used: so many, or for a reward, so many times.

    `shop` (row id) is where, None here. `beyond` is how many points the card may use that no lot has, for a card of
    another home shop or one that was used elsewhere; None: as the program says. `code` is a one-use code.
    """

    member: int
    day: dt.date
    points: Decimal | None = None
    reward: int | None = None
    times: int = 1
    shop: int | None = None
    code: str = ""
    beyond: Decimal | None = None
    sale: int | None = None
    reason: str = ""
    source: str | None = None
    external_id: str | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if (self.points is None) == (self.reward is None):
            return (Problem("points", msg("Say how many points, or choose a reward.")),)
        if self.points is not None and not above_nothing(self.points):
            return (Problem("points", msg("Say how many points, above 0, with at most 4 decimals.")),)
        if self.times < 1:
            return (Problem("times", msg("Say how many times, 1 or more.")),)
        return reason_problems(self.reason)


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """Money or pieces given back for a purchase that earned (row id of the movement); neither: all that is left."""

    earning: int
    day: dt.date
    paid: int | None = None
    pieces: Decimal | None = None
    sale: int | None = None
    reason: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if self.paid is not None and self.paid <= 0:
            return (Problem("paid", msg("Say how much money was given back, above 0.")),)
        if self.pieces is not None and not above_nothing(self.pieces):
            return (Problem("pieces", msg("Say how many were given back, above 0.")),)
        return reason_problems(self.reason)


@dataclass(frozen=True, slots=True)
class GiveBackDraft:
    """Points of a redemption (row id of the movement) that return to the card; None: all that is left of it."""

    redemption: int
    day: dt.date
    points: Decimal | None = None
    reason: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if self.points is not None and not above_nothing(self.points):
            return (Problem("points", msg("Say how many points, above 0, with at most 4 decimals.")),)
        return reason_problems(self.reason)


@dataclass(frozen=True, slots=True)
class AdjustDraft:
    """Points put right, above or below zero, with the reason."""

    member: int
    day: dt.date
    points: Decimal
    reason: str

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if not above_nothing(abs(self.points)):
            return (Problem("points", msg("Say how many points, with at most 4 decimals.")),)
        return needed_reason(self.reason)


@dataclass(frozen=True, slots=True)
class TransferDraft:
    """Points that go from one card to another, with the reason; None: all that can be used."""

    member: int
    to: int
    day: dt.date
    reason: str
    points: Decimal | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if self.member == self.to:
            return (Problem("to", msg("Choose another card.")),)
        if self.points is not None and not above_nothing(self.points):
            return (Problem("points", msg("Say how many points, above 0, with at most 4 decimals.")),)
        return needed_reason(self.reason)


@dataclass(frozen=True, slots=True)
class OpeningDraft:
    """Points that a card brings along: dated the day before the first day."""

    member: int
    day: dt.date
    points: Decimal
    expiry: dt.date | None = None
    issuer: int | None = None
    source: str | None = None
    external_id: str | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if not above_nothing(self.points):
            return (Problem("points", msg("Say how many points, above 0, with at most 4 decimals.")),)
        if self.expiry is not None and self.expiry < self.day:
            return (Problem("expiry", msg("These points have ended already.")),)
        return ()


@dataclass(frozen=True, slots=True)
class BroughtDraft:
    """A card of before with points of one expiry: the holder (row id), the program (row id), the day before the first
    day. A card that is there already gets the points; `points` 0 only makes the card."""

    number: str
    program: int
    party: int | None
    day: dt.date
    points: Decimal
    expiry: dt.date | None = None
    source: str | None = None
    external_id: str | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        if not self.number.strip():
            return (Problem("card", msg("Say which card it is.")),)
        card = MemberDraft(self.program, self.party or 0, self.number).problems()
        return card or (self.opening(0).problems() if self.points else ())

    def opening(self, member: int) -> OpeningDraft:
        """The points once the card has a row id."""
        return OpeningDraft(
            member, self.day, self.points, self.expiry, source=self.source, external_id=self.external_id
        )


def above_nothing(points: Decimal) -> bool:
    """Whether a number of points can be moved."""
    return NOTHING < points < LARGEST and is_fine(points)


def needed_reason(reason: str) -> tuple[Problem, ...]:
    """A reason must be there."""
    return reason_problems(reason) if reason.strip() else (Problem("reason", msg("Say why.")),)


def reason_problems(reason: str) -> tuple[Problem, ...]:
    """A reason is a few words."""
    if len(reason) > LONGEST_REASON:
        return (Problem("reason", msg("Use at most {count} letters.", count=LONGEST_REASON)),)
    return ()
