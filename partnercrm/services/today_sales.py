"""The sales of this month as Today shows them: beside as many days of the month before and of the year before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from db.queries import today as q
from partnercrm.domain.dates import add_months, short
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.period import month_number
from partnercrm.domain.today_rows import Figure, FigureKey
from partnercrm.domain.words import Message, msg

if TYPE_CHECKING:
    from sqlalchemy import Connection

TITLE = msg("Sales this month")
YEAR = 12


def figure(connection: Connection, today: dt.date, currency: Currency, months: int) -> Figure:
    """What was sold this month, the `months` up to it, and how it compares. Money in minor units."""
    this = today.replace(day=1)
    sold = q.sold(connection, add_months(this, 1 - 2 * YEAR), today)  # one typed with a day to come is not sold yet
    wanted = [add_months(this, back) for back in range(1 - months, 1)]
    series = tuple(sold.get(month_number(month), 0) for month in wanted)
    earlier = tuple(sold.get(month_number(add_months(month, -YEAR)), 0) for month in wanted)
    before, year_before = (_until(connection, add_months(today, -back)) for back in (1, YEAR))
    missing = None if sold or q.ever_sold(connection) else msg("no sale recorded yet")
    compared = _compared(series[-1], before, year_before, today, currency)
    return Figure(
        FigureKey.SALES,
        TITLE,
        series[-1],
        before or 0,
        series,
        missing or compared,
        money=True,
        missing=missing,
        year_before=earlier,
    )


def _until(connection: Connection, last: dt.date) -> int | None:
    """What was sold from the first of a month to a day of it; None where nothing was."""
    return q.sold_within(connection, last.replace(day=1), last)


def _compared(value: int, before: int | None, year_before: int | None, today: dt.date, currency: Currency) -> Message:
    month_ago, year_ago = add_months(today, -1), add_months(today, -YEAR)
    if before is None:
        said = msg("nothing sold by {day}", day=short(month_ago, today))
    else:
        said = _than(value - before, month_ago, today, currency)
    if year_before is None:
        return said
    return msg("{said}, {more}", said=said, more=_than(value - year_before, year_ago, today, currency))


def _than(more: int, day: dt.date, today: dt.date, currency: Currency) -> Message:
    """The difference to what was sold in as many days of an earlier month."""
    until, amount = short(day, today), Amount(abs(more), currency)
    if more == 0:
        return msg("as much as by {day}", day=until)
    if more > 0:
        return msg("{amount} more than by {day}", amount=amount, day=until)
    return msg("{amount} less than by {day}", amount=amount, day=until)
