"""The next step of a talk: a chip says when, a line says what. `None` leaves the line away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partnercrm.domain.dates import parse_day
from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import FollowUpDraft
from partnercrm.domain.words import msg
from ui import theme
from ui.common.choices import ChipRow, Option
from ui.common.fields import DateField, TextField
from ui.common.widgets import label
from ui.words import locale, tr

NONE, TOMORROW, FRIDAY, TWO_WEEKS, PICK = "none", "tomorrow", "friday", "two_weeks", "pick"
FRIDAY_AT = 4
_NO_DAY = msg("Say by when: tomorrow, fri, +2w or a date.")


class NextStep(QWidget):
    """Chips None, Tomorrow, next Friday, In 2 weeks, Pick date; then the title and, if picked, the day."""

    edited = Signal()

    def __init__(self, today: Callable[[], dt.date]) -> None:
        super().__init__()
        self._today = today
        self._suggested = ""
        friday = next_friday(today())
        self.chips = ChipRow(
            tr("Next step"),
            (
                Option(NONE, tr("None")),
                Option(TOMORROW, tr("Tomorrow")),
                Option(FRIDAY, f"{locale().day_name(friday)} {locale().day_and_month(friday)}"),
                Option(TWO_WEEKS, tr("In 2 weeks")),
                Option(PICK, tr("Pick date")),
            ),
        )
        self.day = DateField(tr("By when"), today)
        self.title = TextField(tr("What is to be done"))
        self._lay_out()
        self.chips.changed.connect(self._on_chip)
        for field in (self.day, self.title):
            field.edited.connect(self.edited)

    def suggest(self, title: str) -> None:
        """What is to be done where nobody types it; it stands in the empty line."""
        self._suggested = title
        self.title.edit.setPlaceholderText(title)

    def value(self) -> FollowUpDraft | None:
        """The follow-up to note, or None. Raises Refused for a day that is none."""
        chosen = self.chips.value()
        if chosen == NONE:
            return None
        due = self.day.value() if chosen == PICK else self._days()[chosen]
        if due is None:
            raise Refused(_NO_DAY, "due")
        return FollowUpDraft(self.title.value() or self._suggested, due)

    def content(self) -> dict[str, str]:
        """What to keep of a half-made step."""
        return {"chip": self.chips.value(), "day": self.day.text(), "title": self.title.edit.text()}

    def set_content(self, content: dict[str, str]) -> None:
        """Show what was kept."""
        self.chips.set_values([content.get("chip") or NONE])
        self.day.edit.setText(content.get("day", ""))
        self.title.set_value(content.get("title", ""))
        self._show_fields()

    def _days(self) -> dict[str, dt.date]:
        today = self._today()
        return {
            TOMORROW: today + dt.timedelta(days=1),
            FRIDAY: next_friday(today),
            TWO_WEEKS: parse_day("+2w", today, locale()),
        }

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(tr("Next step"), "label"))
        column.addWidget(self.chips)
        for field in (self.day, self.title):
            column.addWidget(field)
            field.hide()
        self.day.setMaximumWidth(theme.px(280))

    def _on_chip(self) -> None:
        self._show_fields()
        if self.chips.value() == PICK:
            self.day.take_focus()
        self.edited.emit()

    def _show_fields(self) -> None:
        chosen = self.chips.value()
        self.title.setVisible(chosen != NONE)
        self.day.setVisible(chosen == PICK)


def next_friday(today: dt.date) -> dt.date:
    """The Friday after today."""
    return today + dt.timedelta(days=(FRIDAY_AT - today.weekday() - 1) % 7 + 1)
