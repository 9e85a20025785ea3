"""The JSON shapes of cross-promotions and vouchers: a contract with scripts, in `resources/help/cli.md`.

Money is text in major units, shares are numbers of per cent as text, what is unknown is null; a shop of null is ours.
"""

from __future__ import annotations

from typing import Any

from partnercrm.cli.opened import Shop
from partnercrm.domain.intervals import Interval
from partnercrm.domain.period import month_text
from partnercrm.domain.promotion import OfferDraft
from partnercrm.domain.promotion_result import Effect, Mutual, PromotionResult, SideResult
from partnercrm.domain.promotion_rows import MonthRow, PartnerRow, Promotion, PromotionRow
from partnercrm.domain.rehearsal import Rehearsal
from partnercrm.domain.seasonal import Season
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.domain.voucher_rows import Answer, BatchRow, RedemptionRow, VoucherRow
from partnercrm.services.since import Bought, Since, Span


def listed(row: PromotionRow) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": row.uuid,
        "title": row.title,
        "state": row.state,
        "partners": row.partners,
        "from": row.from_day,
        "to": row.until_day,
        "finished": row.finished_on,
        "target": row.target,
        "handed_out": row.handed_out,
        "redeemed_here": row.redeemed_here,
        "redeemed_there": row.redeemed_there,
    }


def promotion(opened: Shop, found: Promotion) -> dict[str, Any]:
    """One whole."""
    return {
        "id": found.uuid,
        "title": found.title,
        "state": found.state(opened.ctx.today),
        "audience": found.audience,
        "from": found.from_day,
        "to": found.until_day,
        "finished": found.finished_on,
        "target": found.target,
        "margin": found.margin_rate,
        "costs": opened.money(found.costs),
        "note": found.note,
        "partners": [_partner(opened, partner) for partner in found.partners],
        "offers": [
            {"id": offer.uuid, "shop": offer.name or None, "offer": offer_text(opened, offer.draft)}
            for offer in found.offers
        ],
        "seen": [
            {
                "id": each.uuid,
                "party": each.name,
                "side": each.direction,
                "date": each.day,
                "what": each.what,
                "quantity": each.quantity,
                "value": opened.money(each.value),
            }
            for each in found.exposures
        ],
    }


def offer_text(opened: Shop, offer: OfferDraft) -> str:
    """An offer in words."""
    return opened.ctx.locale.say(offer_words(offer, opened.currency))


def _partner(opened: Shop, partner: PartnerRow) -> dict[str, Any]:
    return {
        "party": partner.name,
        "our_share": partner.our_share,
        "their_share": partner.their_share,
        "margin": partner.margin_rate,
        "costs": opened.money(partner.costs),
    }


def result(opened: Shop, found: PromotionResult) -> dict[str, Any]:
    """Ours first, then each partner's; and what passed between us."""
    return {
        "title": found.promotion.title,
        "state": found.promotion.state(opened.ctx.today),
        "sides": [_side(opened, side) for side in found.sides],
        "between_us": [_mutual(opened, each) for each in found.mutual],
    }


def _side(opened: Shop, side: SideResult) -> dict[str, Any]:
    return {
        "shop": side.name or None,
        "made": side.made,
        "issued": side.issued,
        "redeemed": side.redeemed,
        "uses": side.uses,
        "rate": _share(side.rate),
        "rate_interval": _around(side.rate_interval),
        "new_customers": side.new_customers,
        "asked": side.asked,
        "revenue": opened.money(side.revenue),
        "reduction": opened.money(side.reduction),
        "reduction_on_sales": opened.money(side.booked),
        "margin_rate": side.margin_rate,
        "margin": opened.money(side.margin),
        "cost": opened.money(side.cost),
        "cost_of_ours": opened.money(side.borne_here),
        "cost_elsewhere": opened.money(side.borne_there),
        "other_costs": opened.money(side.costs),
        "effect": _effect(opened, side.effect),
        "net": opened.money(side.net),
        "roi": _share(side.roi),
        "roi_interval": _around(side.roi_interval),
    }


def _effect(opened: Shop, effect: Effect) -> dict[str, Any]:
    around = effect.margin_interval
    money = None if around is None else [opened.money(round(each)) for each in (around.low, around.high)]
    return {
        "known": effect.known,
        "measure": effect.measure,
        "treated": effect.treated,
        "control": effect.control,
        "treated_buyers": effect.treated_buyers,
        "control_buyers": effect.control_buyers,
        "buyers": None if effect.buyers is None else f"{effect.buyers:.1f}",
        "buyers_interval": _around(effect.buyers_interval, 1),
        "margin": opened.money(effect.margin),
        "margin_interval": money,
        "season": _season(opened, effect.season),
    }


def _season(opened: Shop, found: Season | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "from": found.first,
        "to": found.last,
        "sold": opened.money(found.sold),
        "year_before": opened.money(found.before),
        "growth": f"{found.growth:.4f}",
        "expected": opened.money(found.expected),
    }


def _share(value: float | None) -> str | None:
    return None if value is None else f"{value:.4f}"


def _around(interval: Interval | None, digits: int = 4) -> list[str] | None:
    return None if interval is None else [f"{each:.{digits}f}" for each in (interval.low, interval.high)]


def _mutual(opened: Shop, each: Mutual) -> dict[str, Any]:
    return {
        "party": each.name,
        "discounts_given": opened.money(each.discounts_given),
        "discounts_received": opened.money(each.discounts_received),
        "seen_given": opened.money(each.seen_given),
        "seen_received": opened.money(each.seen_received),
        "unpriced": {"given": each.unpriced_given, "received": each.unpriced_received},
        "posted_given": opened.money(each.posted_given),
        "posted_received": opened.money(each.posted_received),
        "they_bear": opened.money(each.they_bear),
        "we_bear": opened.money(each.we_bear),
        "reciprocity": None if each.reciprocity is None else f"{each.reciprocity:.4f}",
    }


def month(row: MonthRow) -> dict[str, Any]:
    """A month with a partner."""
    return {"month": month_text(row.month), "party": row.name, "entries": row.entries, "waiting": row.waiting}


def rehearsal(opened: Shop, found: Rehearsal) -> dict[str, Any]:
    """What an offer would have cost."""
    return {
        "offer": offer_text(opened, found.draft.offer),
        "from": found.draft.from_day,
        "to": found.draft.until_day,
        "purchases": found.purchases,
        "fitting": found.fitting,
        "revenue": opened.money(found.revenue),
        "reduction": opened.money(found.reduction),
        "given": opened.money(found.given),
        "average": opened.money(found.average),
        "per_visit": opened.money(found.per_visit),
        "must_send": found.sent,
        "sales_known": found.covered,
    }


def since(opened: Shop, found: Since) -> dict[str, Any]:
    """Before and after."""
    return {
        "party": found.name,
        "since": found.day,
        "shared_customers": found.customers,
        "before": _span(opened, found.before),
        "after": _span(opened, found.after),
    }


def _span(opened: Shop, span: Span) -> dict[str, Any]:
    return {
        "from": span.first,
        "to": span.last,
        "visits": span.everybody.visits,
        "revenue": opened.money(span.everybody.revenue),
        "shared_visits": span.shared.visits,
        "shared_revenue": opened.money(span.shared.revenue),
        "favours_given": opened.money(span.given),
        "favours_received": opened.money(span.received),
        "sales_known": span.covered,
        "year_before": _bought(opened, span.year_before),
        "also_began": [f"{each.day.isoformat()} {each.title}" for each in span.changes if not each.ended],
        "also_ended": [f"{each.day.isoformat()} {each.title}" for each in span.changes if each.ended],
    }


def _bought(opened: Shop, found: Bought | None) -> dict[str, Any] | None:
    return None if found is None else {"visits": found.visits, "revenue": opened.money(found.revenue)}


# Vouchers


def batch(opened: Shop, row: BatchRow) -> dict[str, Any]:
    """A batch of codes."""
    return {
        "id": row.uuid,
        "promotion": row.title,
        "title": row.name,
        "offer": offer_text(opened, row.terms),
        "shop": row.shop_name or None,
        "hander": row.hander_name or None,
        "group": row.group,
        "uses_per_code": row.uses,
        "partial": row.partial,
        "from": row.from_day,
        "to": row.until_day,
        "made": row.size,
        "handed_out": row.handed_out,
        "used": row.used,
        "uses": row.redemptions,
        "void": row.void,
    }


def voucher(opened: Shop, row: VoucherRow) -> dict[str, Any]:
    """One code."""
    return {
        "code": row.code,
        "state": row.state(opened.ctx.today),
        "promotion": row.title,
        "offer": offer_text(opened, row.terms),
        "shop": row.shop_name or None,
        "group": row.group,
        "from": row.from_day,
        "to": row.last_day,
        "handed_out": row.handed_out,
        "handed_to": row.handed_to or None,
        "uses": row.uses,
        "last_used": row.last_used,
        "rest": opened.money(row.rest),
    }


def use(opened: Shop, row: RedemptionRow) -> dict[str, Any]:
    """One use."""
    return {
        "id": row.uuid,
        "code": row.code,
        "date": row.day,
        "belongs_to": row.belongs_to,
        "shop": row.shop_name or None,
        "party": row.name or None,
        "receipt": row.receipt or None,
        "sale": row.booked,
        "reduction": opened.money(row.reduction),
        "revenue": opened.money(row.revenue),
        "new_customer": row.new_customer,
        "taken_back": row.freed,
    }


def answer(opened: Shop, said: Answer) -> dict[str, Any]:
    """What the desk says."""
    return {
        "good": said.good,
        "said": opened.ctx.locale.say(said.said),
        "reason": said.reason,
        "reduction": opened.money(said.reduction),
    }
