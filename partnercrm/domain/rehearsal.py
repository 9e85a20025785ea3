"""Deal rehearsal: an offer replayed on past sales, before anybody signs: what it would have cost, what they must send.

Of the purchases that we had anyway, so many per cent would have used the offer; that is given away. Each visit that
the partner sends brings the average purchase's margin less the same reduction. Break even = given / that, rounded up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from math import ceil

from partnercrm.domain.ledger import VALUE_LIMIT
from partnercrm.domain.money import half_up
from partnercrm.domain.problems import Problem
from partnercrm.domain.promotion import WHOLE, OfferDraft, OfferForm
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg


@dataclass(frozen=True, slots=True)
class RehearsalDraft:
    """What is tried: an offer in our shop on the sales of a span. Shares and rate in per cent, money in minor units.

    `uptake`: how many of the purchases that we had anyway would have used it. `our_share`: our part of what comes off.
    """

    offer: OfferDraft
    from_day: dt.date | None
    until_day: dt.date | None
    margin_rate: Decimal | None
    uptake: Decimal = WHOLE
    our_share: Decimal = WHOLE
    costs: int = 0

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field. Empty when it can be tried."""
        found = [Problem(f"offer.{problem.field}", problem.message) for problem in self.offer.problems()]
        if self.offer.form not in (OfferForm.PERCENT, OfferForm.AMOUNT) and self.offer.worth is None:
            found.append(Problem("offer.worth", msg("Say what it is worth.")))
        if self.from_day is None:
            found.append(Problem("from_day", msg("Say from when.")))
        if self.until_day is None:
            found.append(Problem("until_day", msg("Say until when.")))
        if self.from_day is not None and self.until_day is not None and self.until_day < self.from_day:
            found.append(Problem("until_day", msg("It cannot end before it begins.")))
        if self.margin_rate is None:
            found.append(Problem("margin_rate", msg("Say what is left of a purchase, in per cent.")))
        for name in ("margin_rate", "uptake", "our_share"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= WHOLE:
                found.append(Problem(name, msg("Give a number from 0 to 100.")))
        if not 0 <= self.costs < VALUE_LIMIT:
            found.append(Problem("costs", msg("The cost cannot be below zero.")))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it. Money in minor units; `sent` is None where no number of visits would do.

    `purchases` in the span, `fitting` of them are large enough; `revenue` what those cost, `reduction` what would have
    come off all of them; `given` our part of it at the uptake, with the costs; `per_visit` what a sent visit leaves.
    `covered` says whether the shop knows sales of the whole span.
    """

    draft: RehearsalDraft = field(repr=False)
    purchases: int
    fitting: int
    revenue: int
    reduction: int
    given: int
    average: int
    per_visit: int
    sent: int | None
    covered: bool = True


def rehearse(draft: RehearsalDraft, amounts: Mapping[int, int], *, covered: bool = True) -> Rehearsal:
    """Replays an offer on purchases: how many there were (values) of each list price (keys, minor units)."""
    fits = {full: count for full, count in amounts.items() if full >= (draft.offer.least or 0)}
    fitting, revenue = sum(fits.values()), sum(full * count for full, count in fits.items())
    reduction = sum(draft.offer.reduction(full) * count for full, count in fits.items())
    share = Fraction(draft.our_share) / 100
    given = half_up(reduction * share * Fraction(draft.uptake) / 100) + draft.costs
    margin = revenue * Fraction(draft.margin_rate or 0) / 100 - reduction * share
    per_visit = margin / fitting if fitting else Fraction(0)
    return Rehearsal(
        draft=draft,
        purchases=sum(amounts.values()),
        fitting=fitting,
        revenue=revenue,
        reduction=reduction,
        given=given,
        average=half_up(Fraction(revenue, fitting)) if fitting else 0,
        per_visit=half_up(per_visit),
        sent=ceil(given / per_visit) if per_visit > 0 else None,
        covered=covered,
    )
