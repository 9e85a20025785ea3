"""Today: what needs a person now, the figures with their history, and the first steps of a new shop. Nothing nags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from partnercrm.domain.record import dataclass
from partnercrm.domain.today_rows import Behind, FigureKey, FirstSteps, MonthRow, Short, Today
from partnercrm.services import today as todays
from ui import theme
from ui.common.tab import Shell, Tab
from ui.common.widgets import Banner, EmptyState, button, card, label
from ui.today.alert_lists import AlertLists
from ui.today.charts import Charts
from ui.today.figure import figure_cards, show_figures
from ui.today.first_steps import FirstStepsPanel, neighbour
from ui.today.lists import TodayLists
from ui.today.step_forms import Neighbour
from ui.tokens import PAGE_MARGINS
from ui.words import locale, tr, trn

if TYPE_CHECKING:
    from partnercrm.domain.coalition_rows import PartnerRow
    from partnercrm.domain.feedback_rows import RequestRow

GAP = 14
FOUR_ABREAST = 1100
TWO_ABREAST = 760
_MONTH_CLOSED = "today/month_end"


@dataclass(frozen=True, slots=True)
class _Read:
    today: Today
    steps: FirstSteps
    neighbour: Neighbour | None


class TodayTab(Tab):
    """The first tab. It is read in one go on the reader."""

    subjects = frozenset(
        "party interaction follow_up ledger period settings alert agreement promotion coalition loyalty supply "
        "sale feedback".split()
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._columns = 0
        self.shown: Today | None = None
        self.greeting = label("", "title")
        self.needs = label("", "muted")
        self.month_end = Banner("", "info", "calendar-check")
        self.month_end.hide()
        self.steps = FirstStepsPanel(shell, self.refresh)
        self.cards, self.blocks = figure_cards(self._open_figure)
        self.charts = Charts(shell)
        self.charts.favours_opened.connect(self._open_month)
        self.charts.sales_opened.connect(
            lambda first, last: shell.go("effectiveness", view="sales", first=first, last=last)
        )
        self.lists = TodayLists(shell)
        self.noticed = AlertLists(shell)
        self.empty = EmptyState(
            "messages-square",
            tr("Nothing is to be done"),
            tr("Log a call, a visit or a favour, and what needs you appears here."),
            (tr("Log interaction"), lambda: shell.run("log")),
        )
        self._content = QWidget()
        self._body = QWidget()
        self._lay_out()

    def reload(self) -> None:
        session = self.shell.session

        def read() -> _Read:
            store, ctx = session.store, session.ctx()
            steps = todays.first_steps(store)
            return _Read(todays.show(store, ctx), steps, neighbour(store, ctx) if steps.open else None)

        self.shell.tasks.run_read(read, self._show, owner=self, latest_key="today")
        self.shell.tasks.run_read(
            lambda: todays.shared_cards(session.store, session.ctx()),
            self._show_cards,
            owner=self,
            latest_key="today cards",
        )
        self.shell.tasks.run_read(
            lambda: todays.to_ask(session.store, session.ctx()),
            self._show_asks,
            owner=self,
            latest_key="today asks",
        )

    def find_here(self) -> None:
        """There is no filter here; the search box finds everything."""
        self.shell.run("palette")

    def _show(self, read: _Read) -> None:
        self.shown = read.today
        self._greet(read.today)
        self._show_months(read.today.months)
        self.steps.show_steps(read.steps, read.neighbour)
        fresh = _is_fresh(read.today)
        self._body.setVisible(not fresh)
        self.empty.setVisible(fresh and not self.steps.isVisibleTo(self))
        figures = {figure.key: figure for figure in read.today.figures}
        show_figures(self.blocks, read.today.figures)
        self.charts.show_figures(figures, self.shell.session.clock.today())
        self.lists.show_follow_ups(read.today.follow_ups)
        self.lists.show_touch(read.today.losing_touch)
        self.lists.show_bills(read.today.bills)
        self.lists.show_turns(read.today.turns)
        self.lists.show_dates(read.today.dates)
        self.noticed.show_alerts(read.today.alerts)
        self.noticed.show_deliveries(read.today.deliveries)
        self.noticed.show_ending(read.today.ending)

    def _show_cards(self, short: Short[PartnerRow]) -> None:
        """They come a moment after the rest; a shop of which nothing else is to be said is not empty with them."""
        self.lists.show_cards(short)
        self._is_not_empty(short)

    def _show_asks(self, short: Short[RequestRow]) -> None:
        self.lists.show_asks(short)
        self._is_not_empty(short)

    def _is_not_empty(self, short: Short[Any]) -> None:
        if short.total:
            self._body.show()
            self.empty.hide()

    def _greet(self, shown: Today) -> None:
        session = self.shell.session
        now = session.clock.local()
        name = session.own_name
        self.greeting.setText(f"{_greeting(now)}, {name}" if name else _greeting(now))
        day = f"{locale().day_name(now.date())} {locale().long_date(now.date())}."
        self.needs.setText(" ".join((day, *_needs(shown, now.date()))))

    def _show_months(self, months: Short[MonthRow]) -> None:
        self.month_end.clear_buttons()
        first = months.rows[0] if months.rows else None
        put_aside = self.shell.settings.words(_MONTH_CLOSED)
        self.month_end.setVisible(first is not None and put_aside != _months_key(months.rows))
        if first is None:
            return
        named = f"{locale().month_name(first.month % 100)} {first.month // 100}"
        said = tr("{month} can be closed.", month=named)
        if first.drafts:
            drafts = trn("{count} entry is unfinished.", "{count} entries are unfinished.", first.drafts)
            said = f"{tr('{month} is not closed yet.', month=named)} {drafts}"
        if months.total > 1:
            said += " " + trn("{count} later month too.", "{count} later months too.", months.total - 1)
        self.month_end.set_text(said)
        self.month_end.add_button(tr("Month end"), lambda: self.shell.run("month_end", month=first.month))
        key = _months_key(months.rows)
        self.month_end.add_close(lambda: self.shell.settings.put_words(_MONTH_CLOSED, key))

    def _open_figure(self, key: FigureKey) -> None:
        if key is FigureKey.SALES:
            self.shell.go("effectiveness", view="sales", span="month")
        elif key is FigureKey.LATE:
            self.shell.go("interactions", view="follow_ups", chip="late")
        elif key is FigureKey.IN_TOUCH:
            self.shell.go("interactions", view="everything", span="month")
        elif key in (FigureKey.THEY_OWE, FigureKey.WE_OWE):
            self.shell.go("ledger", view="open_items")
        else:
            self._go_to_favours(key, None)

    def _open_month(self, month: int, given: bool) -> None:
        self._go_to_favours(FigureKey.FAVOURS_GIVEN if given else FigureKey.FAVOURS_RECEIVED, month)

    def _go_to_favours(self, key: FigureKey, month: int | None) -> None:
        session = self.shell.session

        def go(found: Behind) -> None:
            self.shell.go("ledger", exchanges=found.ids)

        self.shell.tasks.run_read(lambda: todays.behind(session.store, session.ctx(), key, month), go, owner=self)

    # Where everything stands

    def _lay_out(self) -> None:
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setWidget(self._content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroller)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP)
        column.addLayout(self._head())
        for each in (self.month_end, self.steps, self.empty, self._body):
            column.addWidget(each)
        column.addStretch()
        self._figures = QGridLayout()
        self._figures.setSpacing(GAP)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._beside = QHBoxLayout()
        self._beside.setSpacing(GAP)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GAP)
        body.addLayout(self._figures)
        body.addLayout(self._beside)
        self._fill_columns()
        lists, noticed = self.lists, self.noticed
        first = (lists.follow_ups, noticed.alerts, lists.touch, lists.asks)
        for before, after in pairwise(
            (*first, lists.bills, noticed.deliveries, noticed.ending, lists.cards, lists.dates, lists.turns)
        ):
            after.follow(before)
        self._body.hide()
        self.empty.hide()

    def _head(self) -> QLayout:
        row = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.greeting)
        texts.addWidget(self.needs)
        row.addLayout(texts, 1)
        workbook = button(tr("Make the workbook"), icon="download")
        workbook.clicked.connect(lambda: self.shell.run("workbook"))
        row.addWidget(workbook, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _fill_columns(self) -> None:
        frame, inside = card()
        inside.addWidget(self.charts, 1)
        frame.setMinimumHeight(theme.px(330))
        for column, widgets in (
            (
                self._left,
                (
                    frame,
                    self.lists.bills,
                    self.noticed.deliveries,
                    self.noticed.ending,
                    self.lists.cards,
                    self.lists.dates,
                    self.lists.turns,
                ),
            ),
            (self._right, (self.lists.follow_ups, self.noticed.alerts, self.lists.touch, self.lists.asks)),
        ):
            column.setSpacing(GAP)
            for each in widgets:
                column.addWidget(each)
            column.addStretch(1)  # takes what is left, so that no card grows
            self._beside.addLayout(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(TWO_ABREAST)
        self._beside.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        columns = 4 if self.width() >= theme.px(FOUR_ABREAST) else 2
        if columns == self._columns:
            return
        self._columns = columns
        for at, each in enumerate(self.cards):
            self._figures.addWidget(each, at // columns, at % columns)
        for at in range(4):
            self._figures.setColumnStretch(at, 1 if at < columns else 0)


def _greeting(now: dt.datetime) -> str:
    if now.hour < 12:
        return tr("Good morning")
    return tr("Good afternoon") if now.hour < 18 else tr("Good evening")


def _needs(shown: Today, today: dt.date) -> list[str]:
    """What needs attention, each in a short sentence."""
    due = shown.follow_ups.total
    late = sum(row.late for row in shown.bills.rows)
    said = []
    if due:
        said.append(trn("{count} follow-up needs you today.", "{count} follow-ups need you today.", due))
    if late:
        said.append(trn("{count} bill is late.", "{count} bills are late.", late))
    look, overdue = shown.alerts.total, shown.deliveries.total
    if look:
        said.append(trn("{count} thing needs a look.", "{count} things need a look.", look))
    if overdue:
        said.append(trn("{count} delivery is late.", "{count} deliveries are late.", overdue))
    return said or [tr("Nothing needs you today.")]


def _is_fresh(shown: Today) -> bool:
    """Whether nothing was ever written that a figure or a list could show."""
    mine = (shown.follow_ups, shown.losing_touch, shown.bills, shown.dates, shown.turns)
    found = (shown.alerts, shown.deliveries, shown.ending)
    return not any(short.total for short in (*mine, *found)) and not any(any(figure.series) for figure in shown.figures)


def _months_key(rows: Sequence[MonthRow]) -> str:
    return ",".join(str(row.month) for row in rows)
