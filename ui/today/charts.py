"""The charts of Today in one card: sales beside a year before, and favours given and received."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from partnercrm.domain.dates import add_months
from partnercrm.domain.today_rows import Figure, FigureKey
from ui.common.choices import Option, Segment
from ui.common.tab import Shell
from ui.today.chart import FAVOURS, SALES, FavoursChart, months_of
from ui.words import tr

FAVOURS_KEY, SALES_KEY = "favours", "sales"
_MEMORY = "today/chart"


class Charts(QStackedWidget):
    """The segment at the head of each chart shows the other; the one that was chosen last is shown first."""

    favours_opened = Signal(int, bool)
    """A month (yyyymm) of favours, and whether those that were given."""
    sales_opened = Signal(object, object)
    """The first and the last day of sales."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._segments = {key: self._segment(key) for key in (FAVOURS_KEY, SALES_KEY)}
        self.favours = FavoursChart(FAVOURS, self._segments[FAVOURS_KEY])
        self.sales = FavoursChart(SALES, self._segments[SALES_KEY])
        for each in (self.favours, self.sales):
            self.addWidget(each)
        self.favours.month_opened.connect(self.favours_opened)
        self.sales.month_opened.connect(self._open_sales)
        self.show_chart(shell.settings.words(_MEMORY))

    def show_figures(self, figures: Mapping[FigureKey, Figure], today: dt.date) -> None:
        """The last months of both."""
        given, received = figures[FigureKey.FAVOURS_GIVEN], figures[FigureKey.FAVOURS_RECEIVED]
        sold = figures[FigureKey.SALES]
        self.favours.show_months(months_of(given.series, received.series, today))
        self.sales.show_months(months_of(sold.series, sold.year_before, today))

    def show_chart(self, key: str) -> None:
        """Show one by its key; favours for a key that is none."""
        sales = key == SALES_KEY
        self.setCurrentWidget(self.sales if sales else self.favours)
        self._segments[SALES_KEY if sales else FAVOURS_KEY].set_value(SALES_KEY if sales else FAVOURS_KEY)

    def _segment(self, key: str) -> Segment:
        options = [Option(FAVOURS_KEY, tr("Favours")), Option(SALES_KEY, tr("Sales"))]
        made = Segment(tr("Chart"), options, key)
        made.chosen.connect(self._choose)
        return made

    def _choose(self, key: str) -> None:
        self._shell.settings.put_words(_MEMORY, key)
        self.show_chart(key)
        for each, segment in self._segments.items():
            segment.set_value(each)
        self._segments[key].button(key).setFocus()

    def _open_sales(self, month: int, this_time: bool) -> None:
        first = dt.date(month // 100, month % 100, 1)
        first = first if this_time else add_months(first, -12)
        self.sales_opened.emit(first, add_months(first, 1) - dt.timedelta(days=1))
