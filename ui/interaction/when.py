"""When something was: a day and perhaps a time, typed like a person types it, in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from partnercrm.domain.dates import parse_when
from partnercrm.domain.errors import Refused
from ui.common.fields import LineField
from ui.common.widgets import label
from ui.words import locale, named_day, say, tr

Moment = tuple[dt.date, dt.time | None]


class WhenField(LineField):
    """`today 10:20`, `yesterday`, `fri 9 am`, `27/11`. Below the line stands what was understood, or what is wrong."""

    def __init__(self, text: str, now: Callable[[], dt.datetime]) -> None:
        super().__init__(text, placeholder=tr("today 10:20"))
        self._now = now
        self.understood = label("", "faint")
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.understood)
        self.edit.textChanged.connect(lambda _text: self._show_understood())
        self.edit.editingFinished.connect(self.take)

    def value(self) -> Moment | None:
        """Day and perhaps time; None for an empty line. Raises Refused for what is neither."""
        return None if self.is_empty() else parse_when(self.text(), self._now(), locale(), "past")

    def take(self) -> Moment | None:
        """The same; a refusal is shown below the line."""
        try:
            found = self.value()
        except Refused as error:
            self.set_error(say(error.message))
            return None
        if not self.has_error():
            self.set_error(None)
        return found

    def set_value(self, day: dt.date, minute: int | None) -> None:
        """Show a moment; the day of today is called so."""
        time = "" if minute is None else locale().time(dt.time(minute // 60, minute % 60))
        named = tr("today") if day == self._now().date() else locale().date(day)
        self.edit.setText(f"{named} {time}".strip())

    def set_error(self, text: str | None) -> None:
        """Say what is wrong in the place of what was understood."""
        super().set_error(text)
        if hasattr(self, "understood"):
            self.understood.setVisible(not text)

    def _show_understood(self) -> None:
        try:
            found = self.value()
        except Refused:
            found = None
        self.understood.setText("" if found is None else _said(*found, self._now().date()))


def _said(day: dt.date, time: dt.time | None, today: dt.date) -> str:
    named = named_day(day, today)
    return f"{named}, {locale().time(time)}" if time else named
