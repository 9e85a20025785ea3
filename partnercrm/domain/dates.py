"""Days of the business's calendar: the clock, what a person types for a day, months, and how far away a day is.

A year without its century lies between 80 years back and 19 ahead. A day is between 1900 and 2199: what lies
outside is a slip of the finger.
"""

from __future__ import annotations

import calendar
import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg, plural

if TYPE_CHECKING:
    from partnercrm.domain.locale import Locale

Prefer: TypeAlias = Literal["past", "future", "nearest"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_WEEKDAYS = {name: at for at, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTHS = {
    name: at
    for at, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,4}) ?([./-]) ?(\d{1,2})(?: ?\2 ?(\d{4}|\d{2}))?\.?", re.ASCII)
_ALONE = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?", re.ASCII)
_MOVED = re.compile(r"([+-]) ?(\d{1,4}) ?([dwmy]?)", re.ASCII)
_MOVED_IN_WORDS = re.compile(r"(in )?(\d{1,4}) (day|week|month|year)s?( ago)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm|a\.m\.|p\.m\.|h|uhr)?|(\d{1,2})(\d{2})", re.ASCII)
_CLEAR_TIME = re.compile(r"\d{1,2}(:\d{2}|[:.]\d{2} ?(am|pm|uhr)|h\d{2}|h| ?(am|pm|a\.m\.|p\.m\.|uhr))", re.ASCII)
_SPLIT_WHEN = re.compile(r"(.+?)(?:,| at| um)? (\d{1,2}(?:[:.h]\d{2})?(?: ?(?:am|pm|a\.m\.|p\.m\.|h|uhr))?)", re.ASCII)


class ShortDay(dt.date):
    """A day that a sentence names without its year: `2 Dec`."""

    def __str__(self) -> str:
        return f"{self.day} {calendar.month_abbr[self.month]}"


def short(day: dt.date, today: dt.date) -> dt.date:
    """The day as a sentence says it: without its year where nobody would ask for it."""
    return ShortDay(day.year, day.month, day.day) if abs((day - today).days) < 300 else day


class WholeMonth(dt.date):
    """A month that a sentence names, held as its first day: `October 2026`."""

    def __str__(self) -> str:
        return f"{calendar.month_name[self.month]} {self.year}"


@dataclass(frozen=True, slots=True)
class Clock:
    """What day and time it is. `fixed_at` is local time, or None for the computer's clock."""

    fixed_at: dt.datetime | None = None

    @classmethod
    def system(cls) -> Clock:
        """The computer's clock, or the moment in PARTNERCRM_TODAY (`2026-11-27` or `2026-11-27T10:20`, local)."""
        told = os.environ.get("PARTNERCRM_TODAY", "").strip()
        if not told:
            return cls()
        try:
            moment = dt.datetime.fromisoformat(told)
        except ValueError as error:
            raise Refused(msg("PARTNERCRM_TODAY is {text}. Write it like 2026-11-27.", text=told)) from error
        return cls.fixed(moment if len(told) > len("2026-11-27") else moment.date())

    @classmethod
    def fixed(cls, moment: dt.date) -> Clock:
        """A clock that stands still at a local moment, or at noon of a day."""
        if isinstance(moment, dt.datetime):
            return cls(moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment)
        return cls(dt.datetime.combine(moment, dt.time(12)))

    def local(self) -> dt.datetime:
        """The local date and time, without a zone."""
        return self.fixed_at or dt.datetime.now().astimezone().replace(tzinfo=None)

    def today(self) -> dt.date:
        """The local calendar day."""
        return self.local().date()

    def now(self) -> dt.datetime:
        """The moment, in UTC."""
        return self.local().astimezone(dt.UTC) if self.fixed_at else dt.datetime.now(dt.UTC)


# Numbers and months


def int_day(number: int) -> dt.date:
    """The day of the store's integer. Raises ValueError if there is none."""
    return dt.date(number // 10_000, number // 100 % 100, number % 100)


def fiscal_year(day: dt.date, start_month: int) -> int:
    """The fiscal year of a day, named after the calendar year in which it starts."""
    return day.year if day.month >= start_month else day.year - 1


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of that month. Raises ValueError beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError(f"no year {year}")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# How far away


def relative_words(day: dt.date, today: dt.date) -> Message:
    """`Today`, `Yesterday`, `2 days ago`, `4 weeks ago`, `in 3 days`."""
    days = (day - today).days
    named = {0: msg("Today"), -1: msg("Yesterday"), 1: msg("Tomorrow")}
    if days in named:
        return named[days]
    count, unit = _rough(abs(days))
    words = _RELATIVE[unit, days > 0]
    return plural(words.key, words.plural, count)


def due_words(due: dt.date, today: dt.date) -> Message:
    """`2 days late`, `due today`, `due tomorrow`, `due 2 Dec`."""
    late = (today - due).days
    if late > 0:
        return plural("{count} day late", "{count} days late", late)
    if late == 0:
        return msg("due today")
    return msg("due tomorrow") if late == -1 else msg("due {day}", day=short(due, today))


_RELATIVE = {
    ("day", False): plural("{count} day ago", "{count} days ago", 1),
    ("day", True): plural("in {count} day", "in {count} days", 1),
    ("week", False): plural("{count} week ago", "{count} weeks ago", 1),
    ("week", True): plural("in {count} week", "in {count} weeks", 1),
    ("month", False): plural("{count} month ago", "{count} months ago", 1),
    ("month", True): plural("in {count} month", "in {count} months", 1),
    ("year", False): plural("{count} year ago", "{count} years ago", 1),
    ("year", True): plural("in {count} year", "in {count} years", 1),
}


def _rough(days: int) -> tuple[int, str]:
    if days < 14:
        return days, "day"
    if days < 63:
        return days // 7, "week"
    return (int(days / 30.44), "month") if days < 730 else (int(days / 365.25), "year")


# What a person types


def parse_day(text: str, today: dt.date, locale: Locale, prefer: Prefer = "nearest") -> dt.date:
    """The day that a person means: `today`, `fri`, `last fri`, `+2w`, `27/11`, `27 nov`, `27`, `2026-11-27`.

    A name of a weekday is the next such day, or with `prefer="past"` the last, never today. What leaves out its
    year or month is the closest in the direction of `prefer`, today included. Refused with the way out otherwise.
    """
    reader = _Reader(text.strip(), today, locale, prefer)
    return reader.within(reader.day(reader.tidy(text)))


def require_near(day: dt.date, typed: str) -> dt.date:
    """The day, unless its year was a slip of the finger. Raises Refused then, naming what was typed."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise _too_far(typed)


def _too_far(typed: str) -> Refused:
    years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
    return Refused(msg("{text} is too far away. Write a year from {first} to {last}.", text=typed, **years))


def parse_time(text: str) -> dt.time:
    """The time of day of `10:20`, `9`, `9.30`, `930`, `9 pm`. Refused otherwise."""
    found = _TIME.fullmatch(" ".join(fold(text).split()))
    if found:
        hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
        half = (found[3] or "").replace(".", "")
        if half in ("am", "pm"):
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 24
        if hour < 24 and minute < 60:
            return dt.time(hour, minute)
    raise Refused(msg("{text} is not a time. Write it like 10:20.", text=text.strip()))


def parse_when(
    text: str, now: dt.datetime, locale: Locale, prefer: Prefer = "nearest"
) -> tuple[dt.date, dt.time | None]:
    """Day and perhaps time of `today 10:20`, `yest 9`, `27/11 9 am`, `10:20` (today), `fri`. `now` is local time."""
    typed = " ".join(fold(text).split())
    if _CLEAR_TIME.fullmatch(typed):
        return now.date(), parse_time(typed)
    split = _SPLIT_WHEN.fullmatch(typed)
    if split:
        try:
            return parse_day(split[1], now.date(), locale, prefer), parse_time(split[2])
        except Refused:
            if ":" in split[2]:
                raise
    return parse_day(text, now.date(), locale, prefer), None


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reading of a typed day. Each method answers None where the text is not of its kind."""

    typed: str
    today: dt.date
    locale: Locale
    prefer: Prefer

    @staticmethod
    def tidy(text: str) -> str:
        return " ".join(fold(text).replace(",", " ").replace("\N{MINUS SIGN}", "-").split())

    def day(self, tidy: str) -> dt.date:
        for read in (self.named, self.moved, self.numeric, self.alone, self.with_month, self.weekday, self.checked):
            day = read(tidy)
            if day is not None:
                return day
        if not tidy:
            raise Refused(msg("Write a date, such as {example}.", example=self.locale.date(self.today)))
        raise Refused(
            msg("{text} is not a date. Write it like {example}.", text=self.typed, example=self.locale.date(self.today))
        )

    def within(self, day: dt.date) -> dt.date:
        return require_near(day, self.typed)

    def too_far(self) -> Refused:
        return _too_far(self.typed)

    def named(self, tidy: str) -> dt.date | None:
        for days, name in ((0, "today"), (-1, "yesterday"), (1, "tomorrow")):
            if tidy in self.words(name) or (len(tidy) >= 3 and name.startswith(tidy)):
                return self.today + dt.timedelta(days)
        return None

    def moved(self, tidy: str) -> dt.date | None:
        if found := _MOVED.fullmatch(tidy):
            count = int(found[2]) * (1 if found[1] == "+" else -1)
            return self.after(count, found[3] or "d")
        found = _MOVED_IN_WORDS.fullmatch(tidy)
        if found and bool(found[1]) != bool(found[4]):
            return self.after(int(found[2]) * (1 if found[1] else -1), found[3][0])
        return None

    def after(self, count: int, unit: str) -> dt.date:
        try:
            if unit in "dw":
                return self.today + dt.timedelta(count * (7 if unit == "w" else 1))
            return add_months(self.today, count * (12 if unit == "y" else 1))
        except (ValueError, OverflowError) as error:
            raise self.too_far() from error

    def numeric(self, tidy: str) -> dt.date | None:
        if found := _ISO.fullmatch(tidy):
            return self.exact(int(found[1]), int(found[2]), int(found[3]))
        found = _NUMERIC.fullmatch(tidy)
        if not found:
            return None
        first, second, third = found[1], found[3], found[4]
        if third and (len(first) == 4 or (self.locale.date_order == "ymd" and len(third) == 2)):
            return self.exact(self.full_year(first), int(second), int(third))
        if len(first) > 2:
            return None
        day, month = (int(first), int(second)) if self.locale.day_first else (int(second), int(first))
        self.check_month(day, month, found[2])
        return self.exact(self.full_year(third), month, day) if third else self.closest_year(month, day)

    def check_month(self, day: int, month: int, sign: str) -> None:
        if 1 <= month <= 12:
            return
        if 1 <= day <= 12 and 1 <= month <= 31:
            parts = (month, day) if self.locale.day_first else (day, month)
            raise Refused(msg("There is no month {month}. Try {fix}.", month=month, fix=f"{parts[0]}{sign}{parts[1]}"))
        raise Refused(msg("There is no month {month}. A year has 12.", month=month))

    def alone(self, tidy: str) -> dt.date | None:
        found = _ALONE.fullmatch(tidy)
        if not found:
            return None
        number = int(found[1])
        if not 1 <= number <= 31:
            raise Refused(msg("There is no day {day} in a month. Write 1 to 31.", day=number))
        firsts = [add_months(self.today.replace(day=1), months) for months in range(-2, 3)]
        return self.closest(first.replace(day=number) for first in firsts if number <= _last(first.year, first.month))

    def with_month(self, tidy: str) -> dt.date | None:
        words = [word for word in re.findall(r"[^\W\d_]+", tidy) if word not in ("st", "nd", "rd", "th", "of", "de")]
        numbers = re.findall(r"\d+", tidy)
        month = _number_of(words[0], _MONTHS, self.locale.months) if len(words) == 1 else None
        if month is None or not 1 <= len(numbers) <= 2 or not re.fullmatch(r"[\w\s.'/-]+", tidy):
            return None
        year = next((number for number in numbers if len(number) == 4), numbers[1] if len(numbers) == 2 else "")
        days = [number for number in numbers if number is not year]
        if len(days) != 1 or len(days[0]) > 2 or len(year) not in (0, 2, 4):
            return None
        return self.exact(self.full_year(year), month, int(days[0])) if year else self.closest_year(month, int(days[0]))

    def weekday(self, tidy: str) -> dt.date | None:
        head, _, tail = tidy.rpartition(" ")
        wanted = _number_of(tail, _WEEKDAYS, self.locale.weekdays)
        back = head in self.words("last") or (not head and self.prefer == "past")
        if wanted is None or not (back or head in ("", "this") or head in self.words("next")):
            return None
        if back:
            return self.today - dt.timedelta((self.today.weekday() - wanted - 1) % 7 + 1)
        return self.today + dt.timedelta((wanted - self.today.weekday() - 1) % 7 + 1)

    def checked(self, tidy: str) -> dt.date | None:
        """A date with its weekday in front: `Fri 27 Nov`."""
        head, _, rest = tidy.partition(" ")
        wanted = _number_of(head, _WEEKDAYS, self.locale.weekdays)
        if wanted is None or not any(letter.isdigit() for letter in rest):
            return None
        day = self.day(rest)
        if day.weekday() == wanted:
            return day
        raise Refused(msg("{date} is a {weekday}.", date=self.locale.long_date(day), weekday=self.locale.day_name(day)))

    def words(self, key: str) -> set[str]:
        return {key, *fold(self.locale.text(key)).split()}

    def full_year(self, digits: str) -> int:
        year = int(digits)
        if len(digits) > 2:
            return year
        year += self.today.year // 100 * 100
        return year - 100 if year > self.today.year + 19 else year + 100 if year < self.today.year - 80 else year

    def exact(self, year: int, month: int, day: int) -> dt.date:
        if not 1 <= month <= 12:
            raise Refused(msg("There is no month {month}. A year has 12.", month=month))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.too_far()
        last = _last(year, month)
        if 1 <= day <= last:
            return dt.date(year, month, day)
        name = self.locale.month_name(month)
        if month == 2 and day == 29:
            raise Refused(
                msg("{month} {year} has {last} days. Try {last} {month}.", month=name, year=str(year), last=last)
            )
        raise Refused(msg("{month} has {last} days. Try {last} {month}.", month=name, last=last))

    def closest_year(self, month: int, day: int) -> dt.date:
        years = [year for year in range(self.today.year - 1, self.today.year + 2) if 1 <= day <= _last(year, month)]
        if not years:
            return self.exact(self.today.year, month, day)
        return self.closest(dt.date(year, month, day) for year in years)

    def closest(self, days: Iterable[dt.date]) -> dt.date:
        every = list(days)
        fitting = [
            day
            for day in every
            if self.prefer == "nearest" or day == self.today or (day > self.today) == (self.prefer == "future")
        ]
        return min(fitting or every, key=lambda day: (abs((day - self.today).days), day < self.today))


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _number_of(word: str, *names: Mapping[str, int]) -> int | None:
    """The number of a name, or of the one name that begins so; three letters at least for a beginning."""
    bare = word.strip(".")
    for known in names:
        if bare in known:
            return known[bare]
    found = {number for known in names for name, number in known.items() if len(bare) >= 3 and name.startswith(bare)}
    return found.pop() if len(found) == 1 else None
