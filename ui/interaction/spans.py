"""Spans of time to filter by, in words and as days."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain.dates import add_months
from partnercrm.domain.record import dataclass
from ui.words import tr

ANY = "any"


@dataclass(frozen=True, slots=True)
class Span:
    """From and to, both included; None is open."""

    first: dt.date | None = None
    last: dt.date | None = None


def span_choices() -> list[tuple[str, str]]:
    """The spans to choose from."""
    return [
        (ANY, tr("Any time")),
        ("today", tr("Today")),
        ("week", tr("This week")),
        ("month", tr("This month")),
        ("last_month", tr("Last month")),
        ("quarter", tr("Last 3 months")),
        ("year", tr("This year")),
    ]


def span_of(key: str, today: dt.date) -> Span:
    """The days of a span's key; an unknown one is any time."""
    month = today.replace(day=1)
    found = {
        "today": Span(today, today),
        "week": Span(today - dt.timedelta(days=today.weekday()), today),
        "month": Span(month, today),
        "last_month": Span(add_months(month, -1), month - dt.timedelta(days=1)),
        "quarter": Span(add_months(today, -3), today),
        "year": Span(dt.date(today.year, 1, 1), today),
    }
    return found.get(key, Span())
