"""What the workbook of customers says, read in one view of the store, and the sums that prove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import customer_figures as q
from partnercrm.columns.customer import CustomerRow, GroupRow
from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from partnercrm.domain.retention import Cohort, Rhythm
from partnercrm.domain.rfm import Cell, Rfm, Scored, Segment
from partnercrm.domain.segment import Customer
from partnercrm.domain.text import fold
from partnercrm.services import acquisition, clv, customer_figures, sale_figures, segment
from partnercrm.services.clv import CustomerValue, Histories, Worth
from partnercrm.services.customer_figures import Window
from partnercrm.services.sale_figures import BusyTimes, ItemForecast, Pairs
from partnercrm.services.segment import SegmentRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

YEAR = dt.timedelta(365)


@dataclass(frozen=True, slots=True)
class Totals:
    """Added up sale by sale, apart from everything else: customers, purchases, revenue in minor units."""

    customers: int
    purchases: int
    revenue: int


@dataclass(frozen=True, slots=True)
class CustomerReport:
    """Everything about customers of a window, as of its last day."""

    window: Window
    figures: tuple[Figure, ...]
    customers: tuple[CustomerRow, ...]
    groups: tuple[GroupRow, ...]
    cells: tuple[Cell, ...]
    cohorts: tuple[Cohort, ...]
    segments: tuple[SegmentRow, ...]
    pairs: Pairs
    busy: BusyTimes
    week: tuple[ItemForecast, ...]
    worth: Worth
    totals: Totals


@dataclass(frozen=True, slots=True)
class _Read:
    """What one session read, before the slow fitting."""

    figures: tuple[Figure, ...]
    known: list[Customer]
    names: dict[int, tuple[str, bytes]]
    rfm: Rfm | None
    rhythms: list[Rhythm]
    cohorts: tuple[Cohort, ...]
    segments: tuple[SegmentRow, ...]
    pairs: Pairs
    busy: BusyTimes
    week: tuple[ItemForecast, ...]
    histories: Histories
    totals: Totals


def read(
    store: Store,
    window: Window,
    *,
    margin: float | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> CustomerReport:
    """Reads it all within one session, and fits the models outside of it. Raises Cancelled."""
    with store.read() as connection:
        found = _read(connection, window)
    worth = clv.of(found.histories, margin=margin, progress=progress, cancel=cancel)
    rows = _rows(found, worth, window)
    figures = (*found.figures, found.pairs.figure, found.busy.figure, *worth.figures)
    return CustomerReport(
        window,
        figures,
        rows,
        _groups(rows) if found.rfm else (),
        found.rfm.grid() if found.rfm else (),
        found.cohorts,
        found.segments,
        found.pairs,
        found.busy,
        found.week,
        worth,
        found.totals,
    )


def _read(connection: Connection, window: Window) -> _Read:
    first = window.first or window.last - YEAR
    known = q.customers(connection, window.first, window.last)
    costs = acquisition.figures_in(connection, first, window.last)
    return _Read(
        figures=(*customer_figures.figures_in(connection, window), *costs),
        known=known,
        names=q.names(connection, [row.party for row in known]),
        rfm=customer_figures.scored_in(connection, window),
        rhythms=customer_figures.rhythms_in(connection, window.last),
        cohorts=customer_figures.cohorts_in(connection, window),
        segments=tuple(segment.listed_in(connection, window.last)),
        pairs=sale_figures.pairs_in(connection, window),
        busy=sale_figures.busy_in(connection, window),
        week=sale_figures.forecasts_in(connection, window.last),
        histories=clv.read(connection, window.last),
        totals=Totals(*q.totals(connection, window.first, window.last)),
    )


def _rows(found: _Read, worth: Worth, window: Window) -> tuple[CustomerRow, ...]:
    scored = {row.party: row for row in found.rfm.buyers} if found.rfm else {}
    rhythms = {row.party: row for row in found.rhythms}
    values = {row.party: row for row in worth.customers}
    today = window.last.toordinal()
    rows = [
        _row(
            each,
            found.names[each.party][0],
            today,
            scored.get(each.party),
            rhythms.get(each.party),
            values.get(each.party),
        )
        for each in found.known
    ]
    return tuple(sorted(rows, key=lambda row: (-row.amount, fold(row.name), row.party)))


def _row(
    each: Customer, name: str, today: int, scored: Scored | None, rhythm: Rhythm | None, worth: CustomerValue | None
) -> CustomerRow:
    return CustomerRow(
        party=each.party,
        name=name,
        first=dt.date.fromordinal(each.first),
        last=dt.date.fromordinal(each.last),
        purchases=each.purchases,
        days=each.days,
        amount=each.amount,
        silent=today - each.last,
        scores=None if scored is None else (scored.r, scored.f, scored.m),
        group=None if scored is None else scored.segment,
        gap=None if rhythm is None else rhythm.gap,
        lapsed=None if rhythm is None else rhythm.lapsed,
        p_alive=None if worth is None else worth.p_alive,
        expected=None if worth is None else worth.expected,
        spend=None if worth is None else worth.spend,
        value=None if worth is None else worth.value,
    )


def _groups(rows: tuple[CustomerRow, ...]) -> tuple[GroupRow, ...]:
    counted = {group: [0, 0] for group in Segment}
    for row in rows:
        if row.group is not None:
            counted[row.group][0] += 1
            counted[row.group][1] += row.amount
    return tuple(GroupRow(group, count, amount) for group, (count, amount) in counted.items())
