"""Cross-promotions: what partners offer to each other's customers, until when, at whose cost, and how that stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from partnercrm.domain.ledger import VALUE_LIMIT, Direction
from partnercrm.domain.money import half_up
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

WHOLE = Decimal(100)


class PromotionState(StrEnum):
    """Read off the dates and the day on which somebody finished it."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"


PROMOTION_STATE_WORDS: dict[PromotionState, Message] = {
    PromotionState.PLANNED: msg("Planned"),
    PromotionState.RUNNING: msg("Running"),
    PromotionState.FINISHED: msg("Finished"),
}


class OfferForm(StrEnum):
    """What an offer gives."""

    PERCENT = "percent"
    AMOUNT = "amount"
    GIFT = "gift"
    BUNDLE = "bundle"
    BUY_X_GET_Y = "buy_x_get_y"


OFFER_FORM_WORDS: dict[OfferForm, Message] = {
    OfferForm.PERCENT: msg("So many per cent off"),
    OfferForm.AMOUNT: msg("An amount off"),
    OfferForm.GIFT: msg("A gift"),
    OfferForm.BUNDLE: msg("Several things at one price"),
    OfferForm.BUY_X_GET_Y: msg("Buy some, get more"),
}


def state_of(
    from_day: dt.date, until_day: dt.date | None, finished_on: dt.date | None, today: dt.date
) -> PromotionState:
    """How a promotion stands today; it runs on its first and on its last day."""
    if finished_on is not None and finished_on <= today:
        return PromotionState.FINISHED
    if until_day is not None and until_day < today:
        return PromotionState.FINISHED
    return PromotionState.PLANNED if today < from_day else PromotionState.RUNNING


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What a shop gives: `party` is the partner in whose shop it is good, None is ours.

    `percent` as 10 for 10 %; `amount`, `price` (of a bundle), `worth` (of a gift, a free piece or what a bundle saves)
    and `least` (the smallest purchase) in minor units; `buy` and `get` in pieces.
    """

    form: OfferForm
    party: int | None = None
    percent: Decimal | None = None
    amount: int | None = None
    price: int | None = None
    worth: int | None = None
    buy: int | None = None
    get: int | None = None
    least: int | None = None
    things: str = ""

    def reduction(self, full: int) -> int:
        """What comes off a purchase of `full` minor units, rounded half up, never more than it costs."""
        return min(full, self._off(full)) if full >= (self.least or 0) else 0

    def off_paid(self, paid: int) -> int | None:
        """What a percentage took off where only what was paid is known; None for other offers, and for all of it."""
        share = Fraction(self.percent or 0)
        if self.form is not OfferForm.PERCENT or share >= 100:
            return None
        return half_up(Fraction(paid) * share / (100 - share))

    def _off(self, full: int) -> int:
        if self.form is OfferForm.PERCENT:
            return half_up(Fraction(full) * Fraction(self.percent or 0) / 100)
        if self.form is OfferForm.AMOUNT:
            return self.amount or 0
        return (self.worth or 0) * (self.get or 1)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field."""
        found = [*_needed(self), *_bounds(self)]
        if self.form is OfferForm.PERCENT and self.percent is not None and not 0 < self.percent <= WHOLE:
            found.append(Problem("percent", msg("Give a number above 0 and at most 100.")))
        return tuple(found)


_NEEDED: dict[OfferForm, tuple[str, ...]] = {
    OfferForm.PERCENT: ("percent",),
    OfferForm.AMOUNT: ("amount",),
    OfferForm.GIFT: ("things",),
    OfferForm.BUNDLE: ("things", "price"),
    OfferForm.BUY_X_GET_Y: ("buy", "get", "things"),
}
_ASKED: dict[str, Message] = {
    "percent": msg("Say how many per cent."),
    "amount": msg("Say how much comes off."),
    "things": msg("Say what it is."),
    "price": msg("Say what it costs together."),
    "buy": msg("Say how many are bought."),
    "get": msg("Say how many are added."),
}


def _needed(offer: OfferDraft) -> list[Problem]:
    wanted = _NEEDED[offer.form]
    return [Problem(name, _ASKED[name]) for name in wanted if getattr(offer, name) in (None, "")]


def _bounds(offer: OfferDraft) -> list[Problem]:
    found = []
    for name in ("amount", "price", "worth", "buy", "get", "least"):
        value = getattr(offer, name)
        if value is not None and not 0 < value < VALUE_LIMIT:
            found.append(Problem(name, msg("Give a number above zero, or leave it empty.")))
    return found


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """A partner in a promotion, and how it bears the cost.

    `our_share`: our part, in per cent, of what their customers' vouchers take off in our shop; `their_share`: their
    part of what our customers' vouchers take off in theirs; the other side bears the rest. `margin_rate` in per cent
    of their list price, as they said it; `costs` are their own, such as printing, in minor units.
    """

    party: int
    our_share: Decimal = WHOLE
    their_share: Decimal = WHOLE
    margin_rate: Decimal | None = None
    costs: int = 0


@dataclass(frozen=True, slots=True)
class ExposureDraft:
    """A mention, a poster, a place in the window: what one side does to be seen for the other, at the agreed value.

    `value` in minor units for all of it; None takes the agreed value of `what` when it is posted, if there is one.
    """

    party: int
    direction: Direction
    day: dt.date
    what: str
    quantity: Decimal = Decimal(1)
    value: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field. Empty when it may be kept."""
        found = []
        if not self.what.strip():
            found.append(Problem("what", msg("Say what it is.")))
        if not 0 < self.quantity < VALUE_LIMIT:
            found.append(Problem("quantity", msg("The quantity must be above zero.")))
        if self.value is not None and not 0 < self.value < VALUE_LIMIT:
            found.append(Problem("value", msg("Give a number above zero, or leave it empty.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PromotionDraft:
    """A cross-promotion as the form or a script says it. `target` is how many vouchers should come back.

    `margin_rate` is ours, in per cent of the list price, said by the owner; `costs` are ours, in minor units.
    """

    title: str
    from_day: dt.date | None
    until_day: dt.date | None = None
    partners: tuple[PartnerDraft, ...] = ()
    offers: tuple[OfferDraft, ...] = ()
    audience: str = ""
    target: int | None = None
    margin_rate: Decimal | None = None
    costs: int = 0
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `title`, `partners.0.our_share`, `offers.1.percent`. Empty when it may be kept."""
        return (*self._head_problems(), *self._partner_problems(), *self._offer_problems())

    def _head_problems(self) -> tuple[Problem, ...]:
        found = []
        if not self.title.strip():
            found.append(Problem("title", msg("Give it a name.")))
        if self.from_day is None:
            found.append(Problem("from_day", msg("Say from when.")))
        elif self.until_day is not None and self.until_day < self.from_day:
            found.append(Problem("until_day", msg("It cannot end before it begins.")))
        if self.target is not None and self.target <= 0:
            found.append(Problem("target", msg("Give a number above zero, or leave it empty.")))
        if not 0 <= self.costs < VALUE_LIMIT:
            found.append(Problem("costs", msg("The cost cannot be below zero.")))
        found.extend(_share_problems("margin_rate", self.margin_rate))
        return tuple(found)

    def _partner_problems(self) -> tuple[Problem, ...]:
        found = []
        if not self.partners:
            found.append(Problem("partners", msg("Say with whom.")))
        if len({partner.party for partner in self.partners}) < len(self.partners):
            found.append(Problem("partners", msg("Name each partner once.")))
        for number, partner in enumerate(self.partners):
            place = f"partners.{number}."
            for name in ("our_share", "their_share", "margin_rate"):
                found.extend(_share_problems(place + name, getattr(partner, name)))
            if not 0 <= partner.costs < VALUE_LIMIT:
                found.append(Problem(place + "costs", msg("The cost cannot be below zero.")))
        return tuple(found)

    def _offer_problems(self) -> tuple[Problem, ...]:
        found = []
        if not self.offers:
            found.append(Problem("offers", msg("Say what is offered.")))
        partners = {partner.party for partner in self.partners}
        for number, offer in enumerate(self.offers):
            place = f"offers.{number}."
            found.extend(Problem(place + problem.field, problem.message) for problem in offer.problems())
            if offer.party is not None and offer.party not in partners:
                found.append(Problem(place + "party", msg("Only a partner of this promotion can offer something.")))
        return tuple(found)


def _share_problems(field: str, value: Decimal | None) -> list[Problem]:
    if value is None or 0 <= value <= WHOLE:
        return []
    return [Problem(field, msg("Give a number from 0 to 100."))]
