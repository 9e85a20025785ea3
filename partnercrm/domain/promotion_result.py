"""What a cross-promotion brought, for us and for each partner by the same arithmetic (figures.md 4).

The margin is that on the list price, revenue and reduction together, so that the reduction counts once: as a cost.
Incremental = treated - control x n_t / n_c, where a code that was handed out counts, or a person where all are known;
without a comparison group an estimate against the season (`domain.seasonal`), which says so.
ROI = (incremental margin - cost) / cost. Redemption rates say what was done, not what it brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from partnercrm.domain.intervals import Interval, Sums, share_difference, sum_difference, wilson
from partnercrm.domain.money import half_up
from partnercrm.domain.promotion_rows import PartnerRow, Promotion
from partnercrm.domain.record import dataclass
from partnercrm.domain.seasonal import Season
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.voucher import BatchGroup
from partnercrm.domain.words import Message, msg

FEWEST: Final = 10
"""So many must have used a voucher, and so many cards to compare with be out, before an effect is told (our choice)."""


class Known(StrEnum):
    """Whether the effect of a side can be told."""

    NO_CONTROL = "no_control"
    ESTIMATE = "estimate"
    TOO_FEW = "too_few"
    KNOWN = "known"


KNOWN_WORDS: dict[Known, Message] = {
    Known.NO_CONTROL: msg("Without a comparison group nothing can be said"),
    Known.ESTIMATE: msg("An estimate, against the same weeks a year before"),
    Known.TOO_FEW: msg("Too few redemptions yet"),
    Known.KNOWN: msg("Against the comparison group"),
}


class Measure(StrEnum):
    """What is counted in both groups."""

    CODES = "codes"
    PEOPLE = "people"
    SHOP = "shop"


MEASURE_WORDS: dict[Measure, Message] = {
    Measure.CODES: msg("What was bought with the cards of each group"),
    Measure.PEOPLE: msg("All that the people of each group bought"),
    Measure.SHOP: msg("All that the shop sold"),
}


@dataclass(frozen=True, slots=True)
class GroupSums:
    """The vouchers of one group, good in one shop and handed out by one side (None is us). Minor units.

    `issued` are codes handed out (one that was used was), `redeemed` codes used, `uses` how often; `value` sums the
    list price by code: what was paid and what came off. `booked` is the part of `reduction` with a sale behind it.
    """

    shop: int | None
    hander: int | None
    group: BatchGroup
    made: int
    issued: int
    redeemed: int
    uses: int
    new_customers: int
    asked: int
    revenue: int
    with_revenue: int
    reduction: int
    booked: int
    value: int
    squares: int


@dataclass(frozen=True, slots=True)
class PeopleSums:
    """The people of one group who were handed vouchers for our shop: how many, how many bought, and for how much."""

    group: BatchGroup
    people: int
    buyers: int
    value: int
    squares: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What the offer added against the comparison group; the figures are None unless it is KNOWN.

    `buyers` how many more bought, `margin` in minor units; each with its 95 % interval. An ESTIMATE has a margin and
    the `season` that it comes from.
    """

    known: Known
    measure: Measure = Measure.CODES
    treated: int = 0
    control: int = 0
    treated_buyers: int = 0
    control_buyers: int = 0
    buyers: float | None = None
    buyers_interval: Interval | None = None
    margin: int | None = None
    margin_interval: Interval | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class SideResult:
    """The result of one side: None, "" is our shop. Money in minor units; what nobody said is None.

    `booked` is the part of `reduction` that stands on sales of our till.
    """

    party: int | None
    name: str
    made: int
    issued: int
    redeemed: int
    uses: int
    new_customers: int
    asked: int
    revenue: int
    with_revenue: int
    reduction: int
    booked: int
    margin_rate: Decimal | None
    borne_here: int
    borne_there: int
    costs: int
    effect: Effect

    @property
    def rate(self) -> float | None:
        """Codes used of those handed out."""
        return self.redeemed / self.issued if self.issued else None

    @property
    def rate_interval(self) -> Interval | None:
        """Its Wilson interval."""
        return wilson(self.redeemed, self.issued)

    @property
    def margin(self) -> int | None:
        """The margin on what was bought with vouchers, before the promotion's cost."""
        return _share_of(self.revenue + self.reduction, self.margin_rate)

    @property
    def cost(self) -> int:
        """What the promotion cost this side: its part of what came off in both shops, and its own costs."""
        return self.borne_here + self.borne_there + self.costs

    @property
    def net(self) -> int | None:
        """The incremental margin less the cost."""
        return None if self.effect.margin is None else self.effect.margin - self.cost

    @property
    def roi(self) -> float | None:
        """(Incremental margin - cost) / cost."""
        return self.net / self.cost if self.net is not None and self.cost else None

    @property
    def roi_interval(self) -> Interval | None:
        """Its interval, from that of the incremental margin."""
        margin = self.effect.margin_interval
        if margin is None or not self.cost:
            return None
        return Interval((margin.low - self.cost) / self.cost, (margin.high - self.cost) / self.cost)


@dataclass(frozen=True, slots=True)
class Mutual:
    """What we and a partner gave each other in the promotion: discounts borne, and mentions at their values.

    Money in minor units; `unpriced` mentions have no value. `posted_given` and `posted_received` stand in the ledger.
    `they_bear` is their part of what came off in our shop, `we_bear` ours of what came off in theirs: nobody gave it as
    a favour, so it is not posted but billed by whoever agreed so.
    """

    party: int
    name: str
    discounts_given: int
    discounts_received: int
    seen_given: int
    seen_received: int
    unpriced_given: int
    unpriced_received: int
    posted_given: int
    posted_received: int
    they_bear: int = 0
    we_bear: int = 0

    @property
    def given(self) -> int:
        """All that has a value."""
        return self.discounts_given + self.seen_given

    @property
    def received(self) -> int:
        """All that has a value."""
        return self.discounts_received + self.seen_received

    @property
    def reciprocity(self) -> Decimal | None:
        """1 perfectly mutual, 0 one-sided; None is a dash."""
        return reciprocity(self.given, self.received, self.unpriced_given, self.unpriced_received)


@dataclass(frozen=True, slots=True)
class PromotionResult:
    """The whole result: ours first, then each partner's; and what passed between us and each."""

    promotion: Promotion
    sides: tuple[SideResult, ...]
    mutual: tuple[Mutual, ...]


def side_results(
    promotion: Promotion, groups: Sequence[GroupSums], people: Sequence[PeopleSums], season: Season | None = None
) -> tuple[SideResult, ...]:
    """The sides' results, ours first; `season` stands in for a comparison group that we do not have."""
    ours = _side(promotion, None, groups, people)
    if season is not None and ours.effect.known is Known.NO_CONTROL and ours.effect.treated_buyers >= FEWEST:
        ours = replace(
            ours, effect=estimated(ours.effect, season, promotion.margin_rate, ours.revenue + ours.reduction)
        )
    return (ours, *(_side(promotion, partner, groups, ()) for partner in promotion.partners))


def shop_share(promotion: Promotion, shop: int | None, hander: int | None) -> Decimal:
    """How many per cent of what came off a shop bears of vouchers that a side handed out; the hander bears the rest."""
    partner = promotion.partner(hander or 0) if shop is None else promotion.partner(shop)
    if shop == hander or partner is None:
        return Decimal(100)
    return partner.our_share if shop is None else partner.their_share


def borne_by_shop(promotion: Promotion, group: GroupSums) -> int:
    """What the shop bears of what came off with a group of vouchers, rounded half up once."""
    share = shop_share(promotion, group.shop, group.hander)
    return half_up(Fraction(group.reduction) * Fraction(share) / 100)


def _side(
    promotion: Promotion, partner: PartnerRow | None, groups: Sequence[GroupSums], people: Sequence[PeopleSums]
) -> SideResult:
    party = partner.party if partner else None
    rate = partner.margin_rate if partner else promotion.margin_rate
    here = [group for group in groups if group.shop == party]
    test = [group for group in here if group.group is BatchGroup.TEST]
    away = [group for group in groups if group.shop != party and group.hander == party]
    return SideResult(
        party=party,
        name=partner.name if partner else "",
        made=sum(group.made for group in test),
        issued=sum(group.issued for group in test),
        redeemed=sum(group.redeemed for group in test),
        uses=sum(group.uses for group in test),
        new_customers=sum(group.new_customers for group in test),
        asked=sum(group.asked for group in test),
        revenue=sum(group.revenue for group in test),
        with_revenue=sum(group.with_revenue for group in test),
        reduction=sum(group.reduction for group in test),
        booked=sum(group.booked for group in test),
        margin_rate=rate,
        borne_here=sum(borne_by_shop(promotion, group) for group in test),
        borne_there=sum(group.reduction - borne_by_shop(promotion, group) for group in away),
        costs=partner.costs if partner else promotion.costs,
        effect=_effect(here, people, rate),
    )


def _effect(here: Sequence[GroupSums], people: Sequence[PeopleSums], rate: Decimal | None) -> Effect:
    if people:
        sides = [[each for each in people if each.group is group] for group in BatchGroup]
        treated, control = (_people(each) for each in sides)
        measure = Measure.PEOPLE
    else:
        treated, control = (_codes(each for each in here if each.group is group) for group in BatchGroup)
        measure = Measure.CODES
    return compared(measure, treated, control, rate)


def compared(measure: Measure, treated: tuple[int, Sums], control: tuple[int, Sums], rate: Decimal | None) -> Effect:
    """The effect of two groups, each its buyers and the sums of list prices; `rate` is the margin in per cent."""
    (hits, sums), (other_hits, other) = treated, control
    counts = (measure, sums.count, other.count, hits, other_hits)
    if not other.count:
        return Effect(Known.NO_CONTROL, *counts)
    if hits < FEWEST or other.count < FEWEST:
        return Effect(Known.TOO_FEW, *counts)
    difference, value = share_difference(hits, sums.count, other_hits, other.count), sum_difference(sums, other)
    assert difference is not None and value is not None
    more = hits - other_hits * sums.count / other.count
    added = None if rate is None else half_up(_incremental(sums, other) * Fraction(rate) / 100)
    around = None if rate is None else value.times(float(rate) / 100)
    return Effect(Known.KNOWN, *counts, more, difference.times(sums.count), added, around)


def estimated(effect: Effect, season: Season, rate: Decimal | None, most: int) -> Effect:
    """The effect by the season alone; `rate` is the margin in per cent.

    No more than `most`, which was bought with vouchers at list price (minor units), can have come of them.
    """
    found = replace(effect, known=Known.ESTIMATE, measure=Measure.SHOP, season=season)
    if rate is None:
        return found
    around = Interval(min(season.around.low, most), min(season.around.high, most)).times(float(rate) / 100)
    return replace(found, margin=_share_of(min(season.added, most), rate), margin_interval=around)


def _incremental(treated: Sums, control: Sums) -> Fraction:
    return Fraction(treated.total) - Fraction(control.total * treated.count, control.count)


def _codes(groups: Iterable[GroupSums]) -> tuple[int, Sums]:
    found = list(groups)
    count, total = sum(each.issued for each in found), sum(each.value for each in found)
    return sum(each.redeemed for each in found), Sums(count, total, sum(each.squares for each in found))


def _people(groups: Iterable[PeopleSums]) -> tuple[int, Sums]:
    found = list(groups)
    count, total = sum(each.people for each in found), sum(each.value for each in found)
    return sum(each.buyers for each in found), Sums(count, total, sum(each.squares for each in found))


def _share_of(amount: int, rate: Decimal | None) -> int | None:
    return None if rate is None else half_up(Fraction(amount) * Fraction(rate) / 100)
