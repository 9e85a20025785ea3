"""What happens to us when a supplier closes: how long we last, how long until somebody else delivers (figures.md 10).

After Simchi-Levi (HBR 2014, 2015): time to survive, TTS, is the days that stock lasts while the others go on bringing
their share; time to recover, TTR, the days until the lost share is replaced. We are at risk where TTS < TTR, and what
is at stake is TTR x the margin that a day without the item loses. Suppliers understate their TTR, so ours is kept
beside theirs and the longer one counts; an alternate that was tested replaces it within its own lead time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from partnercrm.domain.dates import add_months
from partnercrm.domain.record import dataclass

TESTED_MONTHS = 12
"""For how long a test of an alternate is believed."""


@dataclass(frozen=True, slots=True)
class Source:
    """One who can bring an item (row id of the party); `share` is 0 to 1, all else as in `SupplierItemDraft`."""

    party: int
    share: Fraction
    lead_days: int | None = None
    tested_on: dt.date | None = None
    recover_says: int | None = None
    recover_we_think: int | None = None

    def qualified(self, today: dt.date) -> bool:
        """Whether somebody tried not long ago that they can step in."""
        return self.tested_on is not None and add_months(self.tested_on, TESTED_MONTHS) >= today


@dataclass(frozen=True, slots=True)
class Need:
    """What we need of an item: `stock` on the shelf, `daily_use`, and the `margin` that a day without it loses."""

    stock: Decimal | None
    daily_use: Decimal | None
    margin: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What losing one supplier of an item would mean. None where something is not known.

    `survive` and `recover` in days, `exposure` in minor units; `alternates` are the parties that were tested.
    """

    party: int
    share: Fraction
    survive: Fraction | None
    recover: int | None
    exposure: int | None
    alternates: tuple[int, ...]

    @property
    def at_risk(self) -> bool | None:
        """Whether stock ends before the supplier is replaced; None where nobody can say."""
        return None if self.survive is None or self.recover is None else self.survive < self.recover


def losses(need: Need, sources: Sequence[Source], today: dt.date) -> list[Loss]:
    """What losing each of them would mean, those who bring nothing at present left out."""
    return [_loss(need, each, sources, today) for each in sources if each.share > 0]


def _loss(need: Need, lost: Source, sources: Sequence[Source], today: dt.date) -> Loss:
    others = [each for each in sources if each.party != lost.party and each.qualified(today)]
    recover = _recover(lost, others)
    return Loss(
        lost.party,
        lost.share,
        _survive(need, lost.share),
        recover,
        None if recover is None or need.margin is None else recover * need.margin,
        tuple(each.party for each in others),
    )


def _survive(need: Need, lost: Fraction) -> Fraction | None:
    """Days until the shelf is empty when the lost share is drawn from it."""
    if need.stock is None or not need.daily_use:
        return None
    return Fraction(need.stock) / (Fraction(need.daily_use) * lost)


def _recover(lost: Source, others: Sequence[Source]) -> int | None:
    own = [days for days in (lost.recover_says, lost.recover_we_think) if days is not None]
    elsewhere = [each.lead_days for each in others if each.lead_days is not None]
    ways = [*([max(own)] if own else []), *elsewhere]
    return min(ways) if ways else None
