"""The sheet *Promotion result*: each cross-promotion of the span, our side and the partners' by the same arithmetic."""

from __future__ import annotations

from partnercrm.columns import promotion as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.columns.promotion import ResultLine
from partnercrm.domain.promotion_result import PromotionResult
from partnercrm.domain.words import msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import DataSheet, Figure
from partnercrm.reports.workbook import Workbook
from partnercrm.services import promotion_result
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span

TOTALS = (
    "made issued redeemed uses new_customers revenue reduction borne_here borne_there costs cost "
    "given received posted_given posted_received booked they_bear we_bear"
).split()


def add(book: Workbook, reading: Reading, ctx: Context, span: Span) -> list[Check]:
    """Adds the sheet and answers its checks; nothing where no promotion ran in the span."""
    found = promotion_result.of_span(reading.connection, ctx.today, span.from_day, span.to_day)
    if not found:
        return []
    rows = [line for each in found for line in _lines(each, ctx)]
    sheet = book.data(
        msg("Promotion result"),
        columns.results(ctx.locale, ctx.locale.say(msg("Our shop"))),
        rows,
        table="PromotionResult",
        totals=TOTALS,
        key_columns=2,
        pages_wide=3,
    )
    known = promotion_result.known(reading.connection, [each.promotion.id for each in found])
    return [
        Check(msg("Promotions: vouchers used, how often"), known.uses, sheet.sum("uses")),
        Check(msg("Promotions: what came off"), known.reduction, sheet.sum("reduction")),
        Check(msg("Promotions: what came off on sales"), known.booked, sheet.sum("booked")),
        Check(msg("Promotions: what came off = what the sides bear"), known.reduction, _borne(sheet)),
        Check(msg("Promotions: saved as given, as it stands"), known.posted_given, sheet.sum("posted_given")),
        Check(msg("Promotions: saved as received, as it stands"), known.posted_received, sheet.sum("posted_received")),
    ]


def _lines(found: PromotionResult, ctx: Context) -> list[ResultLine]:
    state = found.promotion.state(ctx.today)
    mutual = {each.party: each for each in found.mutual}
    return [ResultLine(found.promotion, state, side, mutual.get(side.party or 0)) for side in found.sides]


def _borne(sheet: DataSheet) -> Figure:
    parts = [sheet.sum(key) for key in ("borne_here", "borne_there")]
    total = sum(int(sheet.tallies[key].total) for key in ("borne_here", "borne_there"))
    return Figure(total, ColumnKind.MONEY, "+".join(part.formula for part in parts))
