"""How interactions read: words for moods and times of day."""

from __future__ import annotations

import datetime as dt

from ui.words import locale, tr


def mood_words(mood: int | None) -> str:
    """How it went, "" where nobody said."""
    words = {-2: tr("Bad"), -1: tr("Difficult"), 0: tr("So-so"), 1: tr("Good"), 2: tr("Very good")}
    return "" if mood is None else words[mood]


def mood_options() -> list[tuple[int | None, str]]:
    """The moods to choose from, best first."""
    return [(None, tr("Not said")), *((mood, mood_words(mood)) for mood in (2, 1, 0, -1, -2))]


def minute_words(minute: int | None) -> str:
    """The minute of a day as a time, "" where nobody said."""
    return "" if minute is None else locale().time(dt.time(minute // 60, minute % 60))


def when_words(day: dt.date, minute: int | None, today: dt.date) -> str:
    """A past moment in short: `Today 10:20`, `Yesterday`, `Fri 13 Nov`."""
    near = (today - day).days in (0, 1)
    named = locale().relative_day(day, today) if near else locale().short_day(day)
    return f"{named} {minute_words(minute)}".strip() if near else named
