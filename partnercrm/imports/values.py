"""A cell of a file to a typed value, or the sentence that says why not. Nothing is guessed: what is unclear is refused.

Each function answers None for an empty cell and a `Message` for one that cannot be used; the caller knows the row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from partnercrm.domain.dates import FIRST_YEAR, LAST_YEAR, parse_day, parse_time
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import LARGEST, Currency, parse_money
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg
from partnercrm.imports.table import Cell, Unreadable, blank

QUANTITY_DECIMALS = 4
LONGEST_QUANTITY = 15

E = TypeVar("E", bound=Enum)

_NEGATIVE = re.compile(r"\((?P<inner>[^()]+)\)|(?P<before>[^-].*\d)\s*-")
_RECKONED = re.compile(r"[*/()]|\d\s*[-+]")
_DAY_WITH_YEAR = re.compile(r"\d{1,4}([-./ ])\s?\d{1,2}\1\s?\d{1,4}\.?|(?=.*\d{4})(?=.*\b\d{1,2}\b)(?=.*[^\W\d_]{3}).+")
_TIME_BEHIND = re.compile(r"(.*\d)[T ]+(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap]\.?m\.?)?", re.I)
_WITH_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})", re.I)
_YES = ("true", "yes", "y", "1", "x", "on")
_NO = ("false", "no", "n", "0", "off")
_YES_AND_NO = (msg("Yes"), msg("No"))


def text(cell: Cell) -> str | Message:
    """The cell as a person reads it, white space around it off; "" if empty. 8123 as a number is "8123"."""
    if isinstance(cell, Unreadable):
        return cell.reason
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes" if not cell.second else "seconds")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell).lower()


def money(
    cell: Cell, currency: Currency, locale: Locale, *, signed: bool = False, round_half_up: bool = False
) -> int | Message | None:
    """Minor units. A number of a workbook is taken exactly; text by the locale's signs, `(12.50)` and `12.50-` below
    zero. More decimals than the currency has are an error unless the caller says `round_half_up`.
    """
    if blank(cell):
        return None
    if isinstance(cell, Decimal):
        return _money_of_number(cell, currency, signed, round_half_up)
    if not isinstance(cell, str):
        return _reason(cell, msg("{text} is not an amount.", text=_shown(cell)))
    negative = _NEGATIVE.fullmatch(cell.strip())
    typed = (negative["inner"] or negative["before"]) if negative else cell.strip()
    if _RECKONED.search(typed) or (negative and "-" in typed):
        return msg("{text} is not an amount.", text=_shown(cell))
    try:
        return parse_money(f"-{typed}" if negative else typed, currency, locale, signed=signed)
    except Refused as refused:
        return refused.message


def _money_of_number(number: Decimal, currency: Currency, signed: bool, round_half_up: bool) -> int | Message:
    minor = currency.rounded(number)
    if currency.major(minor) != number and not round_half_up:
        return msg("{number} has more decimals than {code}.", number=f"{number:f}", code=currency.code)
    if minor < 0 and not signed:
        return msg("An amount is never below zero here. Leave out the minus and choose who gave it.")
    if abs(minor) > LARGEST:
        return msg("That is more than an amount can hold: 15 digits with the cents.")
    return minor


def date(cell: Cell, locale: Locale, today: dt.date) -> dt.date | Message | None:
    """A day with its year: a date cell, ISO, or in the locale's order; a time behind it is left off. `today` decides
    the century of a year with two digits.
    """
    if blank(cell):
        return None
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return cell if FIRST_YEAR <= cell.year <= LAST_YEAR else _no_date(cell, locale, today)
    if not isinstance(cell, str):
        return _reason(cell, _no_date(cell, locale, today))
    day, _ = _split(cell)
    return _day(day, locale, today)


def moment(cell: Cell, locale: Locale, today: dt.date) -> tuple[dt.date, dt.time | None] | Message | None:
    """A local day and, where the cell has one, the time of day. A midnight counts as no time."""
    if isinstance(cell, dt.datetime):
        return (cell.date(), cell.time()) if FIRST_YEAR <= cell.year <= LAST_YEAR else _no_date(cell, locale, today)
    day = date(cell, locale, today)
    if day is None or isinstance(day, Message):
        return day
    time = _split(cell)[1] if isinstance(cell, str) else ""
    try:
        found = parse_time(time) if time else None
    except Refused as refused:
        return refused.message
    return day, found if found != dt.time() else None


def _split(cell: str) -> tuple[str, str]:
    """Day and time; seconds are of no use to a shop's calendar. A time with a zone becomes local time."""
    typed = cell.strip()
    if _WITH_ZONE.fullmatch(typed):
        local = dt.datetime.fromisoformat(typed.replace(" +", "+").replace(" -", "-")).astimezone()
        return local.date().isoformat(), f"{local:%H:%M}"
    found = _TIME_BEHIND.fullmatch(typed)
    return (found[1], found[2] + (found[3] or "")) if found else (typed, "")


def _day(typed: str, locale: Locale, today: dt.date) -> dt.date | Message:
    if not _DAY_WITH_YEAR.fullmatch(typed):
        return _no_date(typed, locale, today)
    try:
        return parse_day(typed, today, locale)
    except Refused as refused:
        return refused.message


def _no_date(cell: Cell, locale: Locale, today: dt.date) -> Message:
    return msg(
        "{text} is not a date. Write it with its year, like {example}.",
        text=_shown(cell),
        example=locale.date(today),
    )


def decimal(cell: Cell, locale: Locale, *, signed: bool = False) -> Decimal | Message | None:
    """A quantity with at most four decimals; text by the locale's signs."""
    if blank(cell):
        return None
    if isinstance(cell, str):
        number = _number_in(cell.strip(), locale)
    else:
        number = cell if isinstance(cell, Decimal) else None
    if number is None:
        example = f"1{locale.decimal}5"
        return _reason(
            cell, msg("{text} is not a number. Write it like {example}.", text=_shown(cell), example=example)
        )
    if number != round(number, QUANTITY_DECIMALS) or len(number.as_tuple().digits) > LONGEST_QUANTITY:
        return msg("{text} has more than {count} decimals.", text=_shown(cell), count=QUANTITY_DECIMALS)
    if number < 0 and not signed:
        return msg("A quantity is never below zero here.")
    return number


def _number_in(typed: str, locale: Locale) -> Decimal | None:
    """`1,234.5` where the locale groups by `,`. What groups wrongly or ends in the other sign is no number."""
    groups = {locale.group, "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", " ", "'", "’"} - {locale.decimal}
    sign = "[" + re.escape("".join(groups)) + "]"
    grouped = rf"[-+\N{{MINUS SIGN}}]?(\d+|\d{{1,3}}({sign}\d{{2,3}})*{sign}\d{{3}})({re.escape(locale.decimal)}\d*)?"
    if not re.fullmatch(grouped, typed, re.ASCII):
        return None
    bare = re.sub(sign, "", typed).replace("\N{MINUS SIGN}", "-").replace(locale.decimal, ".")
    return Decimal(bare) if _not_thousands(typed, locale) else None


def _not_thousands(typed: str, locale: Locale) -> bool:
    """1.250 may mean 1250 to whoever wrote it; then it is not taken."""
    return not re.fullmatch(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", typed) or locale.decimal not in typed


def boolean(cell: Cell, locale: Locale) -> bool | Message | None:
    """Yes or no, in English or in the locale's words, as 1 and 0, or as a workbook's own kind."""
    if blank(cell) or isinstance(cell, bool):
        return cell if isinstance(cell, bool) else None
    typed = fold(str(text(cell)))
    yes, no = (fold(locale.say(word)) for word in _YES_AND_NO)
    if typed in (*_YES, yes):
        return True
    if typed in (*_NO, no):
        return False
    return _reason(cell, msg("{text} is neither yes nor no.", text=_shown(cell)))


def one_of(cell: Cell, words: Mapping[E, Message], locale: Locale) -> E | Message | None:
    """The member that the cell names: by its name, its value, or the word that screens show for it."""
    if blank(cell):
        return None
    if isinstance(cell, Unreadable):
        return cell.reason
    typed = _key(str(text(cell)))
    for member, word in words.items():
        if typed in (_key(member.name), _key(str(member.value)), _key(locale.say(word)), _key(str(word))):
            return member
    allowed = ", ".join(locale.say(word) for word in words.values())
    return msg("{text} is not known here. There are: {allowed}.", text=_shown(cell), allowed=allowed)


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", fold(name)).strip()


def _reason(cell: Cell, otherwise: Message) -> Message:
    return cell.reason if isinstance(cell, Unreadable) else otherwise


def _shown(cell: Cell) -> str:
    short = " ".join(str(text(cell)).split())
    return short if len(short) <= 30 else short[:29] + "…"
