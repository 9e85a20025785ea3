"""What Enter or a click on a cell of a chart of customers opens: its people, or its figure with the sales behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from partnercrm.columns.customer import WEEKDAYS
from partnercrm.domain.busy import Hour
from partnercrm.domain.dates import add_months
from partnercrm.domain.figure import Figure
from partnercrm.domain.retention import Cohort
from partnercrm.domain.rfm import SEGMENT_WORDS, Cell
from partnercrm.domain.words import msg
from partnercrm.services import customer_records
from partnercrm.services.sale_figures import ItemForecast, PairRow
from ui.common.explain import Line, Section, explain
from ui.common.figure_words import DASH, per_cent
from ui.common.tab import Shell
from ui.effectiveness.customer_charts import month_name, plain
from ui.effectiveness.customer_parts import Days
from ui.tasks import Tasks
from ui.words import date, say, tr

ShowPeople = Callable[[str, Sequence[int]], None]


class CellOpener:
    """Reads on the worker what is behind a cell, then shows it."""

    def __init__(self, shell: Shell, owner: Any, show_people: ShowPeople) -> None:
        self._shell, self._owner, self._show_people = shell, owner, show_people
        self.days = Days(shell.session.clock.today())

    def group(self, cell: Cell) -> None:
        """The customers of a cell of the grid."""
        self._show_people(say(SEGMENT_WORDS[cell.segment]), cell.parties)

    def hour(self, hour: Hour) -> None:
        """The sales of an hour of a weekday, in the days that are looked at."""
        title = msg(
            "{weekday} from {hour} to {end}: sales on a usual day",
            weekday=WEEKDAYS[hour.weekday],
            hour=hour.hour,
            end=hour.hour + 1,
        )
        window, store = self.days.year(), self._shell.session.store
        self._explain(lambda: customer_records.hour(store, window, hour.weekday, hour.hour, title))

    def cohort(self, of: tuple[Cohort, int | None]) -> None:
        """The customers of a first month, or those of them who bought so many months later."""
        row, later = of
        first = dt.date(row.month // 100, row.month % 100, 1)
        then = None if later is None else add_months(first, later)
        month = None if then is None else then.year * 100 + then.month
        title = tr("First in {month}", month=month_name(row.month))
        if month is not None:
            title = tr("{title}, bought in {month}", title=title, month=month_name(month))
        store, until = self._shell.session.store, self.days.until
        self._tasks().run_read(
            lambda: customer_records.cohort(store, until, row.month, month),
            lambda people: self._show_people(title, people),
            owner=self._owner,
        )

    def forecast(self, of: tuple[ItemForecast, dt.date | None]) -> None:
        """The sales that a forecast rests on: of an item and a weekday, or of its last weeks."""
        each, day = of
        store, today = self._shell.session.store, self._today()
        if day is None:
            sections = [each_week(each), each_day(each)]
            self._explain(lambda: customer_records.week_of_item(store, each, today), each.name, sections)
            return
        title = msg("{item} on {day}", item=each.name, day=day)
        self._explain(lambda: customer_records.day_of_item(store, each, day, today, title))

    def pair(self, row: PairRow) -> None:
        """The receipts on which two items stand together."""
        store, window = self._shell.session.store, self.days.year()
        self._explain(lambda: customer_records.pair(store, window, row))

    def _explain(self, read: Callable[[], Figure], of: str = "", sections: Sequence[Section] = ()) -> None:
        self._tasks().run_read(
            read, lambda figure: explain(self._shell, figure, of=of, sections=sections), owner=self._owner
        )

    def _tasks(self) -> Tasks:
        return self._shell.tasks

    def _today(self) -> dt.date:
        return self._shell.session.clock.today()


def each_week(each: ItemForecast) -> Section:
    """What the same rule would have said of the last weeks, and what was sold."""
    lines = [
        Line(
            tr("From {day}", day=date(week.first)),
            tr("{count} sold", count=plain(week.sold)),
            tr(
                "The forecast would have said {count}; off by {off}, day by day",
                count=plain(week.forecast),
                off=per_cent(week.off / week.sold) if week.sold else DASH,
            ),
        )
        for week in each.found.trial.weeks
    ]
    return Section(tr("The last weeks, tried"), lines)


def each_day(each: ItemForecast) -> Section:
    """What each of the next days will want."""
    lines = [
        Line(tr("{weekday}, {day}", weekday=WEEKDAYS[day.weekday()], day=date(day)), plain(expected))
        for day, expected in each.found.days
    ]
    return Section(tr("The next seven days"), lines)
