"""One typed line about a talk: `called Mark, follow up Friday` is a call, and a follow-up due on Friday.

What it is about stays as it was typed; only the part about the next step is taken off.
"""

from __future__ import annotations

import datetime as dt
import re

from partnercrm.domain.dates import parse_day
from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import Channel
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold

_VERBS: tuple[tuple[Channel, str], ...] = (
    (Channel.EMAIL, r"e-?mail(?:ed)?|mailed|wrote"),
    (Channel.MESSAGE, r"message[d]?|texted|text|chatted"),
    (Channel.CALL, r"call(?:ed)?|phoned?|rang|spoke"),
    (Channel.VISIT, r"visit(?:ed)?|dropped in|came by|stopped by"),
    (Channel.EVENT, r"event|market|fair|party"),
    (Channel.MEETING, r"met|meeting|meet|coffee|lunch"),
)
_CHANNELS = [(channel, re.compile(rf"(?:{words})\b")) for channel, words in _VERBS]
_NEXT = re.compile(
    r"(?P<before>.*?)(?:^|[\s,.;]+)follow[\s-]?up:?\s+(?P<when>[^,;:]+?)(?:[,;:]\s*(?P<title>.*))?$", re.I
)
_ABOUT = re.compile(r"(?P<when>.+?)\s+(?:about|on|to|for|with)\s+(?P<title>.+)$", re.I)
_LEADING = re.compile(r"^(?:on|by|in(?=\s+\d))\s+", re.I)


@dataclass(frozen=True, slots=True)
class QuickLog:
    """What the line says. `summary` is empty where it only plans; `title` is that of the follow-up, or empty."""

    channel: Channel
    summary: str
    due: dt.date | None = None
    title: str = ""


def read_line(text: str, today: dt.date, locale: Locale) -> QuickLog:
    """Reads a line; a talk without a word for how it was held counts as a visit.

    A follow-up whose day cannot be read stays part of the summary: nothing that was typed is lost.
    """
    line = " ".join(text.split())
    found = _NEXT.match(line)
    if found is not None:
        due, title = _due(found["when"], today, locale)
        if due is not None:
            summary = found["before"].rstrip(" ,.;")
            return QuickLog(_channel(summary), summary, due, title or (found["title"] or "").strip())
    return QuickLog(_channel(line), line)


def _due(text: str, today: dt.date, locale: Locale) -> tuple[dt.date | None, str]:
    day = _day(text, today, locale)
    if day is not None:
        return day, ""
    about = _ABOUT.match(text)
    if about is None:
        return None, ""
    return _day(about["when"], today, locale), about["title"].strip()


def _day(text: str, today: dt.date, locale: Locale) -> dt.date | None:
    """A day from today on; what was typed may begin with a little word."""
    for words in (text, _LEADING.sub("", text)):
        try:
            day = parse_day(words, today, locale)
        except Refused:
            continue
        if day >= today:
            return day
    return None


def _channel(text: str) -> Channel:
    """By the first word that tells how."""
    folded = fold(text)
    hits = [(found.start(), channel) for channel, words in _CHANNELS if (found := _first(words, folded)) is not None]
    return min(hits, default=(0, Channel.VISIT), key=lambda hit: hit[0])[1]


def _first(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next((found for found in words.finditer(text) if found.start() == 0 or text[found.start() - 1] == " "), None)
