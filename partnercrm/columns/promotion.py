"""What the list of cross-promotions shows, and the columns of the workbook's sheet *Promotion result*."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.intervals import Interval
from partnercrm.domain.locale import Locale
from partnercrm.domain.promotion import PROMOTION_STATE_WORDS, PromotionState
from partnercrm.domain.promotion_result import KNOWN_WORDS, Mutual, SideResult
from partnercrm.domain.promotion_rows import Promotion, PromotionRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

_TEXT, _MONEY, _DATE = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE
_COUNT, _SHARE = ColumnKind.COUNT, ColumnKind.SHARE
_DIGITS = Decimal("0.0001")


def promotions() -> tuple[Column[PromotionRow], ...]:
    """The list's columns."""
    return (
        Column("title", msg("Cross-promotion"), _TEXT, lambda row: row.title, "title", 30),
        Column("partners", msg("With"), _TEXT, lambda row: ", ".join(row.partners), "", 24),
        Column("state", msg("State"), _TEXT, lambda row: PROMOTION_STATE_WORDS[row.state], "", 11),
        Column("from", msg("From"), _DATE, lambda row: row.from_day, "", 12),
        Column("to", msg("Until"), _DATE, lambda row: row.finished_on or row.until_day, "", 12),
        Column("handed_out", msg("Handed out"), _COUNT, lambda row: row.handed_out, "", 11),
        Column("here", msg("Used with us"), _COUNT, lambda row: row.redeemed_here, "", 12),
        Column("there", msg("Used with them"), _COUNT, lambda row: row.redeemed_there, "", 14),
        Column("target", msg("Target"), _COUNT, lambda row: row.target, "", 9, hidden=True),
    )


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One side of one promotion, and, for a partner's side, what passed between us."""

    promotion: Promotion
    state: PromotionState
    side: SideResult
    mutual: Mutual | None = None


def results(locale: Locale, shop: str) -> tuple[Column[ResultLine], ...]:
    """The sheet's columns; `shop` is what our own side is called."""
    return (
        Column("promotion", msg("Cross-promotion"), _TEXT, lambda row: row.promotion.title, width=30),
        Column("shop", msg("Shop"), _TEXT, lambda row: row.side.name or shop, width=24),
        Column("state", msg("State"), _TEXT, lambda row: locale.say(PROMOTION_STATE_WORDS[row.state]), width=11),
        Column("from", msg("From"), _DATE, lambda row: row.promotion.from_day, width=12),
        Column("until", msg("Until"), _DATE, lambda row: row.promotion.last_day(), width=12),
        *_activity(),
        *_money(),
        *_effect(locale),
        *_between(),
    )


def _activity() -> tuple[Column[ResultLine], ...]:
    return (
        Column("made", msg("Vouchers made"), _COUNT, lambda row: row.side.made),
        Column("issued", msg("Handed out"), _COUNT, lambda row: row.side.issued),
        Column("redeemed", msg("Vouchers used"), _COUNT, lambda row: row.side.redeemed, width=15),
        Column("rate", msg("Used of handed out"), _SHARE, lambda row: _decimal(row.side.rate)),
        Column("uses", msg("Uses"), _COUNT, lambda row: row.side.uses),
        Column("new_customers", msg("New customers"), _COUNT, lambda row: row.side.new_customers, width=16),
    )


def _money() -> tuple[Column[ResultLine], ...]:
    return (
        Column("revenue", msg("Revenue"), _MONEY, lambda row: row.side.revenue),
        Column("reduction", msg("Came off"), _MONEY, lambda row: row.side.reduction),
        Column("margin_rate", msg("Margin in per cent"), ColumnKind.NUMBER, lambda row: row.side.margin_rate),
        Column("margin", msg("Margin"), _MONEY, lambda row: row.side.margin),
        Column("borne_here", msg("Bears of what came off here"), _MONEY, lambda row: row.side.borne_here, width=19),
        Column(
            "borne_there", msg("Bears of what came off elsewhere"), _MONEY, lambda row: row.side.borne_there, width=19
        ),
        Column("costs", msg("Other costs"), _MONEY, lambda row: row.side.costs),
        Column("cost", msg("Cost"), _MONEY, lambda row: row.side.cost),
    )


def _effect(locale: Locale) -> tuple[Column[ResultLine], ...]:
    return (
        Column("effect", msg("Effect"), _TEXT, lambda row: locale.say(KNOWN_WORDS[row.side.effect.known]), width=42),
        Column("treated", msg("With the offer"), _COUNT, lambda row: row.side.effect.treated),
        Column("control", msg("For comparison"), _COUNT, lambda row: row.side.effect.control),
        Column("buyers", msg("More bought"), ColumnKind.NUMBER, lambda row: _decimal(row.side.effect.buyers)),
        Column("added", msg("Added margin"), _MONEY, lambda row: row.side.effect.margin),
        Column("added_low", msg("At least"), _MONEY, lambda row: _end(row.side.effect.margin_interval, high=False)),
        Column("added_high", msg("At most"), _MONEY, lambda row: _end(row.side.effect.margin_interval, high=True)),
        Column("net", msg("Added margin less cost"), _MONEY, lambda row: row.side.net),
        Column("roi", msg("Return on cost"), _SHARE, lambda row: _decimal(row.side.roi)),
    )


def _between() -> tuple[Column[ResultLine], ...]:
    return (
        Column("given", msg("We gave"), _MONEY, lambda row: row.mutual.given if row.mutual else None),
        Column("received", msg("They gave"), _MONEY, lambda row: row.mutual.received if row.mutual else None),
        Column("reciprocity", msg("Reciprocity"), _SHARE, _reciprocity),
        Column(
            "posted_given", msg("Saved as given"), _MONEY, lambda row: row.mutual.posted_given if row.mutual else None
        ),
        Column(
            "posted_received",
            msg("Saved as got"),
            _MONEY,
            lambda row: row.mutual.posted_received if row.mutual else None,
        ),
        Column("booked", msg("Came off on sales"), _MONEY, lambda row: row.side.booked),
        Column("they_bear", msg("They bear of ours"), _MONEY, lambda row: row.mutual.they_bear if row.mutual else None),
        Column("we_bear", msg("We bear of theirs"), _MONEY, lambda row: row.mutual.we_bear if row.mutual else None),
    )


def _reciprocity(row: ResultLine) -> Decimal | None:
    found = row.mutual.reciprocity if row.mutual else None
    return None if found is None else found.quantize(_DIGITS)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_DIGITS)


def _end(interval: Interval | None, *, high: bool) -> int | None:
    return None if interval is None else round(interval.high if high else interval.low)
