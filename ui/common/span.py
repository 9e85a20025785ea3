"""Which days a list, a statement or a workbook covers: chips or a choice of usual spans, or two days picked by hand."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.dates import add_months, fiscal_year
from partnercrm.domain.errors import Refused
from ui import theme
from ui.common.choices import ChipRow, Option
from ui.common.fields import ChoiceField, DateField
from ui.common.tab import Shell
from ui.words import tr

Span = tuple[dt.date | None, dt.date | None]
ALL, MONTH, LAST_MONTH, YEAR, LAST_YEAR, PICK = "all", "month", "last_month", "year", "last_year", "pick"
_DATE_WIDTH = 118


def span_of(key: str, today: dt.date, start_month: int) -> Span:
    """First and last day of a usual span; a year is the business's own. `all` and `pick` have no bounds."""
    first = today.replace(day=1)
    if key == MONTH:
        return first, add_months(first, 1) - dt.timedelta(days=1)
    if key == LAST_MONTH:
        return add_months(first, -1), first - dt.timedelta(days=1)
    if key in (YEAR, LAST_YEAR):
        start = dt.date(fiscal_year(today, start_month), start_month, 1)
        start = start if key == YEAR else add_months(start, -12)
        return start, add_months(start, 12) - dt.timedelta(days=1)
    return None, None


def options(whole: str = "") -> list[tuple[str, str]]:
    """The spans that are offered, in order; `whole` is what having no bounds is called, all time unless said."""
    return [
        (ALL, whole or tr("All time")),
        (MONTH, tr("This month")),
        (LAST_MONTH, tr("Last month")),
        (YEAR, tr("This year")),
        (LAST_YEAR, tr("Last year")),
        (PICK, tr("Pick days")),
    ]


class SpanPicker(QWidget):
    """Chips in a form, one choice in a filter; `pick` shows two fields for days."""

    changed = Signal()

    def __init__(self, shell: Shell, value: str = ALL, *, chips: bool = True, whole: str = "") -> None:
        super().__init__()
        self._shell = shell
        self._chips = ChipRow(tr("Days"), [Option(*each) for each in options(whole)]) if chips else None
        self._choice: ChoiceField[str] | None = None if chips else ChoiceField(tr("Days"), options(whole))
        self.first = DateField(tr("From"), shell.session.clock.today, placeholder=tr("from"))
        self.last = DateField(tr("To"), shell.session.clock.today, placeholder=tr("to"))
        self._lay_out()
        self.set_value(value)
        if self._chips is not None:
            self._chips.changed.connect(self._on_chosen)
        if self._choice is not None:
            self._choice.edited.connect(self._on_chosen)
        for field in (self.first, self.last):
            field.edit.editingFinished.connect(self._on_picked)

    def value(self) -> str:
        """The key of the chosen span."""
        if self._choice is not None:
            return self._choice.value()
        assert self._chips is not None
        return self._chips.value() or ALL

    def set_value(self, key: str) -> None:
        """Choose a span, without a signal; an unknown key is all time."""
        known = key if key in dict(options()) else ALL
        if self._choice is not None:
            self._choice.set_value(known)
        elif self._chips is not None:
            self._chips.set_values([known])
        self._show_days()

    def set_days(self, first: dt.date | None, last: dt.date | None) -> None:
        """Choose two days, without a signal."""
        self.set_value(PICK)
        self.first.set_value(first)
        self.last.set_value(last)

    def span(self) -> Span:
        """First and last day, None where it has no bound. What cannot be read as a day is no bound, and says so."""
        if self.value() != PICK:
            facts = self._shell.session.facts
            return span_of(self.value(), self._shell.session.clock.today(), facts.fiscal_year_start)
        return _read(self.first), _read(self.last)

    def _on_chosen(self) -> None:
        self._show_days()
        if self.value() == PICK:
            self.first.take_focus()
        self.changed.emit()

    def _on_picked(self) -> None:
        if self.value() == PICK:
            self.changed.emit()

    def _show_days(self) -> None:
        for field in (self.first, self.last):
            field.setVisible(self.value() == PICK)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self) if self._chips is not None else QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        if self._chips is not None:
            box.addWidget(self._chips)
        if self._choice is not None:
            self._choice.caption.hide()
            box.addWidget(self._choice)
        days = QHBoxLayout()
        days.setSpacing(6)
        for field in (self.first, self.last):
            field.understood.hide()
            field.caption.setVisible(self._chips is not None)
            field.setFixedWidth(theme.px(_DATE_WIDTH))
            days.addWidget(field)
        days.addStretch()
        box.addLayout(days)


def _read(field: DateField) -> dt.date | None:
    try:
        return field.value()
    except Refused:
        field.take()
        return None
