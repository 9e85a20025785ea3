"""Gift cards: paid vouchers whose balance belongs to the card, whoever holds it. Money in minor units."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from partnercrm.domain import codes
from partnercrm.domain.dates import short
from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import PaymentKind
from partnercrm.domain.words import Message, msg

LONGEST_CODE = 40


class Purpose(StrEnum):
    """What it is good for; the tax follows from it, and the accountant decides."""

    SINGLE = "single_purpose"
    MULTI = "multi_purpose"


PURPOSE_WORDS: dict[Purpose, Message] = {
    Purpose.SINGLE: msg("Single-purpose"),
    Purpose.MULTI: msg("Multi-purpose"),
}


class GiftMovementKind(StrEnum):
    """What happens to the balance of a card. Used and void are below zero."""

    OPENING = "opening"
    SOLD = "sold"
    USED = "used"
    GIVEN_BACK = "given_back"
    VOID = "void"


GIFT_MOVEMENT_WORDS: dict[GiftMovementKind, Message] = {
    GiftMovementKind.OPENING: msg("Brought along"),
    GiftMovementKind.SOLD: msg("Sold"),
    GiftMovementKind.USED: msg("Used"),
    GiftMovementKind.GIVEN_BACK: msg("Given back"),
    GiftMovementKind.VOID: msg("Made void"),
}


class GiftCardState(StrEnum):
    """How a card stands on a day."""

    GOOD = "good"
    USED_UP = "used_up"
    EXPIRED = "expired"
    VOID = "void"


STATE_WORDS: dict[GiftCardState, Message] = {
    GiftCardState.GOOD: msg("Good"),
    GiftCardState.USED_UP: msg("Used up"),
    GiftCardState.EXPIRED: msg("Expired"),
    GiftCardState.VOID: msg("Void"),
}


@dataclass(frozen=True, slots=True)
class GiftCardDraft:
    """A card to be sold, or with `opening` one brought along from before. Without a code it gets a fresh one."""

    value: int
    day: dt.date | None
    purpose: Purpose = Purpose.MULTI
    buyer: int | None = None
    until_day: dt.date | None = None
    code: str = ""
    receipt: str = ""
    payment: PaymentKind = PaymentKind.CASH
    opening: bool = False

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field. Empty when it may be sold."""
        found = []
        if not 0 < self.value < VALUE_LIMIT:
            found.append(Problem("value", msg("Type what the card is worth, above zero.")))
        if self.day is None:
            found.append(Problem("day", msg("Say when it was.")))
        if self.day is not None and self.until_day is not None and self.until_day < self.day:
            found.append(Problem("until_day", msg("It cannot end before it was sold.")))
        if len(self.code) > LONGEST_CODE:
            found.append(Problem("code", msg("A code has at most {count} characters.", count=LONGEST_CODE)))
        if self.opening and not self.code.strip():
            found.append(Problem("code", msg("Type the code that is on the card.")))
        if self.payment in (PaymentKind.GIFT_CARD, PaymentKind.ON_ACCOUNT):
            found.append(Problem("payment", msg("A gift card is paid when it is sold.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class GiftCardRow:
    """A card with the sums of its movements, each above zero but `balance`, which is their roll-forward."""

    id: int
    uuid: UUID
    code: str
    purpose: Purpose
    buyer: str
    day: dt.date
    until_day: dt.date | None
    brought: int
    sold: int
    used: int
    given_back: int
    void: int
    last_used: dt.date | None
    voided: dt.date | None

    @property
    def balance(self) -> int:
        """What is left on it."""
        return self.brought + self.sold - self.used + self.given_back - self.void

    def state(self, today: dt.date) -> GiftCardState:
        """How it stands on a day."""
        if self.voided is not None:
            return GiftCardState.VOID
        if not self.balance:
            return GiftCardState.USED_UP
        late = self.until_day is not None and self.until_day < today
        return GiftCardState.EXPIRED if late else GiftCardState.GOOD

    def answer(self, today: dt.date, currency: Currency) -> Message:
        """How it stands, short enough to be read to the customer."""
        left = Amount(self.balance, currency)
        match self.state(today):
            case GiftCardState.VOID:
                return msg("Void since {day}", day=short(self.voided or today, today))
            case GiftCardState.USED_UP:
                return msg("Used up on {day}", day=short(self.last_used or self.day, today))
            case GiftCardState.EXPIRED:
                until = short(self.until_day or today, today)
                return msg("Good until {day}, {amount} were left", day=until, amount=left)
        return msg("{amount} are left on it", amount=left)


@dataclass(frozen=True, slots=True)
class GiftMovementRow:
    """What happened to a card: `amount` is what its balance grew by.

    `belongs_to` is the day on which it happened, where that lies in a closed month.
    """

    id: int
    uuid: UUID
    card: str
    kind: GiftMovementKind
    day: dt.date
    amount: int
    name: str
    receipt: str
    reason: str
    belongs_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class GiftRoll:
    """A card in a span of days: opening + sold - used + given back - void = closing."""

    code: str
    purpose: Purpose
    buyer: str
    day: dt.date
    until_day: dt.date | None
    opening: int
    sold: int
    used: int
    given_back: int
    void: int

    @property
    def closing(self) -> int:
        """What was left at the end."""
        return self.opening + self.sold - self.used + self.given_back - self.void


def shown(code: str) -> str:
    """A card's code as it is printed."""
    return codes.grouped(code)
