"""The result of a cross-promotion for us and for each partner, and what passed between us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from db.engine import Store
from db.queries import promotion as promotions
from db.queries import promotion_past as past
from db.queries import promotion_posting as postings
from db.queries import promotion_result as q
from partnercrm.domain.ledger import Basis, Direction, Kind, LineDraft
from partnercrm.domain.promotion_result import (
    GroupSums,
    Mutual,
    PromotionResult,
    borne_by_shop,
    side_results,
)
from partnercrm.domain.promotion_rows import ExposureRow, PartnerRow, Promotion
from partnercrm.domain.seasonal import Season, days_needed, season
from partnercrm.domain.voucher import BatchGroup
from partnercrm.services import agreed_value, promotion
from partnercrm.services.context import Context

__all__ = ["PromotionResult"]


def result(store: Store, ctx: Context, number: int) -> PromotionResult:
    """The result as it stands today. Raises NotFound."""
    with store.read() as connection:
        return result_in(connection, number, ctx.today)


def result_in(connection: Connection, number: int, today: dt.date) -> PromotionResult:
    """The same within an open session."""
    found = promotion.require(connection, number)
    groups = q.groups(connection, number)
    sides = side_results(found, groups, q.people(connection, number, today), _season(connection, found, today))
    mutual = tuple(_mutual(connection, found, partner, groups) for partner in found.partners)
    return PromotionResult(found, sides, mutual)


def of_span(
    connection: Connection, today: dt.date, first: dt.date | None, last: dt.date | None
) -> list[PromotionResult]:
    """The results, as they stand today, of the promotions that ran between two days, the oldest first."""
    wanted = promotions.ran_between(connection, first, last)
    return [result_in(connection, number, today) for number in wanted]


def known(connection: Connection, numbers: Sequence[int]) -> q.Known:
    """What the store has of these promotions, added up by itself: uses, what came off, what stands in the ledger."""
    return q.known(connection, numbers)


def _season(connection: Connection, found: Promotion, today: dt.date) -> Season | None:
    """The sales of a year before as a stand-in for a comparison group; None where the shop does not know them all."""
    known = past.sales_known(connection)
    first, last = found.from_day, min(found.last_day() or today, today)
    if known is None or known[0] > days_needed(first):
        return None
    last = min(last, known[1])
    return season(past.sold_by_day(connection, days_needed(first), last), first, last)


def _mutual(connection: Connection, found: Promotion, partner: PartnerRow, groups: Sequence[GroupSums]) -> Mutual:
    party = partner.party
    test = [group for group in groups if group.group is BatchGroup.TEST]
    here = [group for group in test if group.shop is None and group.hander == party]
    there = [group for group in test if group.shop == party and group.hander is None]
    given, received = _borne(found, here), _borne(found, there)
    seen = [each for each in found.exposures if each.party == party]
    seen_given, unpriced_given = _seen(connection, seen, Direction.GIVEN)
    seen_received, unpriced_received = _seen(connection, seen, Direction.RECEIVED)
    stands = [
        each.exchange
        for each in postings.posted(connection, found.id)
        if each.party == party and each.exchange is not None
    ]
    return Mutual(
        party,
        partner.name,
        given,
        received,
        seen_given,
        seen_received,
        unpriced_given,
        unpriced_received,
        *q.posted(connection, stands),
        they_bear=sum(group.reduction for group in here) - given,
        we_bear=sum(group.reduction for group in there) - received,
    )


def _borne(found: Promotion, groups: Iterable[GroupSums]) -> int:
    return sum(borne_by_shop(found, group) for group in groups)


def _seen(connection: Connection, seen: Iterable[ExposureRow], side: Direction) -> tuple[int, int]:
    """What mentions of one side are worth, and how many have no value."""
    lines = [exposure_line(connection, each) for each in seen if each.direction is side]
    return sum(line.value or 0 for line in lines), sum(line.value is None for line in lines)


def exposure_line(connection: Connection, seen: ExposureRow) -> LineDraft:
    """A mention as it is posted: at its own value, at the agreed one of its day, or without a price."""
    basis = None if seen.value is None else Basis.AGREED
    line = LineDraft(seen.direction, Kind.EXPOSURE, seen.value, basis, seen.quantity, what=seen.what)
    return agreed_value.fill_line(connection, seen.party, seen.day, line)
