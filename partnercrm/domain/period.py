"""Months: open, closed, or locked once the accountant has filed the year."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from partnercrm.domain.dates import WholeMonth
from partnercrm.domain.words import Message, msg, plural


class PeriodState(StrEnum):
    """Closed forbids every way of posting into the month; locked is never reopened."""

    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"


PERIOD_WORDS: dict[PeriodState, Message] = {
    PeriodState.OPEN: msg("Open"),
    PeriodState.CLOSED: msg("Closed"),
    PeriodState.LOCKED: msg("Locked"),
}


def month_number(day: dt.date) -> int:
    """The month of a day as yyyymm."""
    return day.year * 100 + day.month


def month_text(month: int) -> str:
    """yyyymm as scripts write it: 2026-10."""
    return f"{month // 100}-{month % 100:02d}"


def named_month(month: int) -> WholeMonth:
    """yyyymm as sentences name it: October 2026."""
    return WholeMonth(month // 100, month % 100, 1)


def parse_month(text: str) -> int | None:
    """`2026-10` as 202610, or None if it names no month."""
    year, dash, month = text.strip().partition("-")
    if not (dash and year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit()):
        return None
    return int(year) * 100 + int(month) if 1 <= int(month) <= 12 else None


def first_day(month: int) -> dt.date:
    """The first day of a month given as yyyymm."""
    return dt.date(month // 100, month % 100, 1)


def last_day(month: int) -> dt.date:
    """The last day of a month given as yyyymm."""
    return (first_day(month) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def closing_problem(month: int, today: dt.date, drafts: int, state: PeriodState) -> Message | None:
    """Why a month cannot be closed now, or None when it can."""
    if state is not PeriodState.OPEN:
        return msg("{month} is closed already.", month=named_month(month))
    if month > month_number(today):
        return msg("{month} has not begun yet.", month=named_month(month))
    if drafts:
        return plural(
            "{month} has an unfinished draft. Save, move or delete it first.",
            "{month} has {count} unfinished drafts. Save, move or delete them first.",
            drafts,
            month=named_month(month),
        )
    return None


def reopening_problem(month: int, state: PeriodState, owner: bool, reason: str) -> Message | None:
    """Why a month cannot be reopened, or None when it can: the owner's, with a reason, never once it is locked."""
    if state is PeriodState.OPEN:
        return msg("{month} is open.", month=named_month(month))
    if state is PeriodState.LOCKED:
        return msg("{month} is locked: the year has been filed. Post a correction today.", month=named_month(month))
    if not owner:
        return msg("Only the owner can reopen a month.")
    if not reason.strip():
        return msg("Say why {month} is reopened. The reason is kept.", month=named_month(month))
    return None


def locking_problem(month: int, state: PeriodState, owner: bool) -> Message | None:
    """Why a month cannot be locked, or None when it can: only a closed one, and only by the owner."""
    if state is PeriodState.LOCKED:
        return msg("{month} is locked already.", month=named_month(month))
    if state is PeriodState.OPEN:
        return msg("Close {month} before locking it.", month=named_month(month))
    return None if owner else msg("Only the owner can lock a month.")
