"""The charts of the view *Customers*: what a part read, as the rows, columns and cells of a grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from partnercrm.columns.customer import WEEKDAYS
from partnercrm.domain.busy import Busy, Hour
from partnercrm.domain.figure import Unit
from partnercrm.domain.record import dataclass
from partnercrm.domain.retention import Cohort
from partnercrm.domain.rfm import SEGMENT_WORDS, Cell, Rfm, Segment
from partnercrm.services.sale_figures import ItemForecast
from ui.common.figure_words import DASH, per_cent, worth
from ui.effectiveness.heat_grid import HeatCell, Place
from ui.words import date, locale, money, number, say, tr, trn

MONTHS = 12
"""So many later months a chart of first months shows."""

TONES: dict[Segment, str] = {
    Segment.CHAMPION: "success",
    Segment.LOYAL: "success",
    Segment.POTENTIAL: "info",
    Segment.NEW: "info",
    Segment.PROMISING: "info",
    Segment.ATTENTION: "warning",
    Segment.DRIFTING: "warning",
    Segment.AT_RISK: "danger",
    Segment.MUST_KEEP: "danger",
    Segment.ASLEEP: "neutral",
    Segment.LOST: "neutral",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """What a grid shows, and what each cell stands for."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[Place, HeatCell]
    of: Mapping[Place, object]


def groups(found: Rfm) -> Chart:
    """Five rows by how lately, five columns by how often; each cell its name, how many, and what they bought for."""
    cells, of = {}, {}
    for at, cell in enumerate(found.grid()):
        place = divmod(at, 5)
        cells[place], of[place] = _group(cell), cell
    rows = [_lately(found, r) for r in range(5, 0, -1)]
    return Chart(rows, [_often(found, f) for f in range(1, 6)], cells, of)


def _group(cell: Cell) -> HeatCell:
    name, count = say(SEGMENT_WORDS[cell.segment]), len(cell.parties)
    people = trn("{count} customer", "{count} customers", count)
    said = tr("{group}: {people}, {amount}", group=name, people=people, amount=money(cell.amount))
    below = money(cell.amount) if count else ""
    return HeatCell(number(count), said, name, below, tone=TONES[cell.segment], opens=bool(count))


def _lately(found: Rfm, r: int) -> str:
    """The head of a row: what the score means in days."""
    name = tr("Lately") if r == 5 else tr("Long ago") if r == 1 else ""
    ends = found.recency_of(r)
    if ends is None:
        return name or DASH
    first, last = ends
    days = (
        tr("today")
        if not last
        else trn("{count} day ago", "{count} days ago", last)
        if first == last
        else tr("{first} to {last} days ago", first=number(first), last=number(last))
    )
    return f"{name}\n{days}" if name else days


def _often(found: Rfm, f: int) -> str:
    """The head of a column: what the score means in purchases."""
    name = tr("Seldom") if f == 1 else tr("Often") if f == 5 else ""
    ends = found.purchases_of(f)
    if ends is None:
        return name or DASH
    first, last = ends
    times = (
        trn("once", "{count} times", last)
        if first == last
        else tr("{first} to {last} times", first=number(first), last=number(last))
    )
    return tr("{name}: {times}", name=name, times=times) if name else times


def cohorts(found: Sequence[Cohort]) -> Chart:
    """A row for each first month, the latest first; a column for each month after; the share that bought then."""
    longest = min(MONTHS, max((len(row.active) for row in found), default=0))
    cells: dict[Place, HeatCell] = {}
    of: dict[Place, object] = {}
    for at, row in enumerate(found):
        month = month_name(row.month)
        people = trn("{count} customer", "{count} customers", row.size)
        cells[at, 0] = HeatCell(
            number(row.size), tr("First in {month}: {people}", month=month, people=people), tone="plain"
        )
        again = tr(
            "First in {month}: {count} of {size} came on another day",
            month=month,
            count=number(row.again),
            size=number(row.size),
        )
        cells[at, 1] = HeatCell(per_cent(row.repeat_rate), again, share=row.repeat_rate, opens=False)
        of[at, 0] = (row, None)
        for later, count in enumerate(row.active[:longest]):
            said = tr(
                "First in {month}: {count} of {size} bought {later} months later",
                month=month,
                count=number(count),
                size=number(row.size),
                later=number(later + 1),
            )
            share = count / row.size
            cells[at, later + 2] = HeatCell(per_cent(share), said, share=share, opens=bool(count))
            of[at, later + 2] = (row, later + 1)
    heads = [tr("People"), tr("Again"), *(f"+{number(later + 1)}" for later in range(longest))]
    return Chart([month_name(row.month) for row in found], heads, cells, of)


def month_name(month: int) -> str:
    """A month yyyymm: `Nov 2026`."""
    return f"{locale().month_name(month % 100)[:3]} {month // 100}"


def hours(found: Busy) -> Chart:
    """A row for each weekday, a column for each hour in which anything was sold; sales on a usual day."""
    by_place = {(hour.weekday, hour.hour): hour for hour in found.hours}
    shown = sorted({hour.hour for hour in found.hours})
    span = range(shown[0], shown[-1] + 1) if shown else range(0)
    most = max((hour.usual for hour in found.hours), default=0.0)
    cells: dict[Place, HeatCell] = {}
    of: dict[Place, object] = {}
    for day in range(7):
        for at, hour in enumerate(span):
            known = by_place.get((day, hour))
            if known is not None:
                cells[day, at], of[day, at] = _hour(known, most), known
    rows = [say(WEEKDAYS[day]) for day in range(7)]
    return Chart(rows, [f"{hour}\N{EN DASH}{hour + 1}" for hour in span], cells, of)


def _hour(hour: Hour, most: float) -> HeatCell:
    said = tr(
        "{weekday} from {hour} to {end}: {usual} sales on a usual day, {sales} in all, {revenue}",
        weekday=WEEKDAYS[hour.weekday],
        hour=hour.hour,
        end=hour.hour + 1,
        usual=plain(hour.usual),
        sales=number(hour.sales),
        revenue=money(hour.revenue),
    )
    return HeatCell(plain(hour.usual), said, share=hour.usual / most if most else 0.0)


def week(found: Sequence[ItemForecast]) -> Chart:
    """A row for each item; what to have ready, by how much the rule was off so far, and what each day will want."""
    cells: dict[Place, HeatCell] = {}
    of: dict[Place, object] = {}
    days = [day for day, _expected in found[0].found.days] if found else []
    for at, each in enumerate(found):
        off = DASH if each.found.trial.error is None else per_cent(each.found.trial.error)
        ready = tr("{item}: have {count} ready for the week", item=each.name, count=number(each.order or 0))
        cells[at, 0] = HeatCell(number(each.order or 0), ready, tone="plain")
        told = tr("{item}: the forecast of the last weeks was off by {off}, day by day", item=each.name, off=off)
        cells[at, 1] = HeatCell(off, told, tone="plain")
        of[at, 0] = of[at, 1] = (each, None)
        most = max((expected for _day, expected in each.found.days), default=0.0)
        for place, (day, expected) in enumerate(each.found.days, 2):
            said = tr("{item} on {day}: about {count}", item=each.name, day=date(day), count=plain(expected))
            cells[at, place] = HeatCell(plain(expected), said, share=expected / most if most else 0.0)
            of[at, place] = (each, day)
    heads = [tr("Have ready"), tr("Off by"), *(day_head(day) for day in days)]
    return Chart([each.name for each in found], heads, cells, of)


def plain(found: float) -> str:
    """A number with at most one decimal."""
    return worth(Unit.NUMBER, found)


def day_head(day: dt.date) -> str:
    """A day as the head of a narrow column: `Mon 23`."""
    return f"{say(WEEKDAYS[day.weekday()])[:3]} {day.day}"
