"""Fields that hold several things, one a line: preferences, needs, important dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from partnercrm.domain.dates import parse_day
from partnercrm.domain.errors import Refused
from partnercrm.domain.party import DateDraft
from partnercrm.domain.words import msg
from ui.common.fields import NotesField
from ui.words import locale

_DATE = re.compile(r"(?P<label>[^\d]*?)[\s:,]*(?P<when>\d.*)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LEAP = 2024


class LinesField(NotesField):
    """Texts, one a line. What was shown and not touched is given back as it was, line breaks inside included."""

    def __init__(self, text: str, *, placeholder: str = "", lines: int = 2) -> None:
        super().__init__(text, placeholder=placeholder, lines=lines)
        self._shown: tuple[str, tuple[str, ...]] = ("", ())

    def texts(self) -> tuple[str, ...]:
        """The lines that are not empty."""
        typed = self.value()
        if typed == self._shown[0]:
            return self._shown[1]
        return tuple(line.strip() for line in typed.splitlines() if line.strip())

    def set_texts(self, texts: Sequence[str]) -> None:
        """Show these."""
        self.set_value("\n".join(texts))
        self._shown = (self.value(), tuple(texts))


class DatesField(NotesField):
    """Important dates, one a line: `Birthday 4 May`, `Opened 12 March 2019`."""

    def __init__(self, text: str, today: Callable[[], dt.date], *, placeholder: str = "") -> None:
        super().__init__(text, placeholder=placeholder, lines=2)
        self._today = today

    def dates(self) -> tuple[DateDraft, ...]:
        """The dates. Raises Refused for a line that holds none."""
        lines = [line.strip() for line in self.value().splitlines() if line.strip()]
        return tuple(self._read(line) for line in lines)

    def set_dates(self, dates: Sequence[DateDraft]) -> None:
        """Show these."""
        self.set_value("\n".join(_said(date) for date in dates))

    def _read(self, line: str) -> DateDraft:
        found = _DATE.fullmatch(line)
        if found is None:
            raise Refused(msg("Write a day behind it, such as: birthday 4 May."), "dates")
        when = found["when"].strip()
        year = _YEAR.search(when)
        day = parse_day(when, self._today(), locale()) if year else self._yearly(when)
        return DateDraft(found["label"].strip(), day.month, day.day, day.year if year else None)

    def _yearly(self, when: str) -> dt.date:
        """A day of every year; a leap year lets 29 February be one."""
        for written in (f"{when} {_LEAP}", f"{when}/{_LEAP}", f"{when}.{_LEAP}"):
            try:
                return parse_day(written, self._today(), locale())
            except Refused:
                continue
        return parse_day(when, self._today(), locale())


def _said(date: DateDraft) -> str:
    day = f"{date.label} {date.day} {locale().month_name(date.month)}"
    return f"{day} {date.year}" if date.year else day
