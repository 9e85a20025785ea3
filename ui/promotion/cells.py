"""How cross-promotions are said and painted: states, days, shares, intervals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.domain.intervals import Interval
from partnercrm.domain.promotion import PROMOTION_STATE_WORDS, PromotionState
from partnercrm.domain.promotion_result import SideResult
from partnercrm.domain.promotion_rows import Promotion, PromotionRow
from ui.common.painting import BadgeSpec
from ui.words import date, locale, money, number, say, tr

_TONES = {PromotionState.PLANNED: "info", PromotionState.RUNNING: "success", PromotionState.FINISHED: ""}
DASH = "\N{EN DASH}"


def state_badge(state: PromotionState) -> BadgeSpec:
    """Planned, running or finished."""
    return BadgeSpec(say(PROMOTION_STATE_WORDS[state]), _TONES[state], dot=True)


def row_badge(row: PromotionRow) -> BadgeSpec:
    """The same of a row of the list."""
    return state_badge(row.state)


def term(found: Promotion) -> str:
    """`1 Oct 2026 to 30 Nov 2026`, or `since 1 Oct 2026`."""
    last = found.last_day()
    if last is None:
        return tr("since {first}", first=date(found.from_day))
    return tr("{first} to {last}", first=date(found.from_day), last=date(last))


def share(value: float | None) -> str:
    """A share as `34 of 100`, a dash where there is none."""
    return DASH if value is None else tr("{count} of 100", count=number(round(value * 100)))


def shares(interval: Interval | None) -> str:
    """`between 25 and 45 of 100`."""
    if interval is None:
        return ""
    low, high = (number(round(each * 100)) for each in (interval.low, interval.high))
    return tr("between {low} and {high} of 100", low=low, high=high)


def amount(minor: int | None) -> str:
    """Money, a dash where nobody knows."""
    return DASH if minor is None else money(minor)


def amounts(interval: Interval | None) -> str:
    """`between 12.00 and 40.00`."""
    if interval is None:
        return ""
    low, high = (money(round(each)) for each in (interval.low, interval.high))
    return tr("between {low} and {high}", low=low, high=high)


def counts(interval: Interval | None) -> str:
    """`between -2 and 25`."""
    if interval is None:
        return ""
    low, high = (number(round(each)) for each in (interval.low, interval.high))
    return tr("between {low} and {high}", low=low, high=high)


def per_cent(value: Decimal | None) -> str:
    """`62%`, a dash where nobody said."""
    return DASH if value is None else tr("{number}%", number=number(value))


def roi(side: SideResult) -> str:
    """`0.92 for each 1 spent`; a dash where it cannot be told."""
    if side.roi is None:
        return DASH
    return tr("{ratio} for each 1 spent", ratio=number(Decimal(str(side.roi)).quantize(Decimal("0.01"))))


def month(which: int) -> str:
    """`October 2026`."""
    return f"{locale().month_name(which % 100)} {which // 100}"


def day(which: dt.date) -> str:
    """A day, short."""
    return date(which)
