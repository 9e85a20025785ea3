"""A `Locale` turns values and messages into its reader's text. It is an argument everywhere, never a global.

babel is imported at the first need of it and not with this module, for it would delay the first window.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from typing import TYPE_CHECKING

from partnercrm.domain.dates import ShortDay, WholeMonth, relative_words
from partnercrm.domain.errors import Refused
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, Value, msg

if TYPE_CHECKING:
    from babel import Locale as BabelLocale

MINUS = "\N{MINUS SIGN}"
FALLBACK = "en_GB"

# ISO 4217. babel's own digits follow daily use, where it says 0 for RSD or ALL: that would not be the ledger's unit.
_ISO_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_LETTER_PAPER = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())
_DIGITS = re.compile(r"[0-9]{1,15}")
_EURO_BEFORE_BABEL_KNEW = {"BG": "EUR"}
_DATE_FIELDS = {
    "d": "{0.day}",
    "dd": "{0.day:02d}",
    "M": "{0.month}",
    "MM": "{0.month:02d}",
}


@dataclass(frozen=True)
class Locale:
    """A language and a country, such as `de_DE`. Nothing is looked up before it is needed; see `checked`."""

    code: str = FALLBACK

    @classmethod
    def checked(cls, code: str) -> Locale:
        """The locale of a code that a person typed (`de_DE`, `de-DE`). Refused if it is not known."""
        from babel import UnknownLocaleError

        wanted = re.split(r"[.@]", code.strip().replace("-", "_"))[0]
        try:
            known = cls(wanted)._babel
        except (UnknownLocaleError, ValueError):
            known = None
        if known is None or ("_" in wanted and not known.territory):
            raise Refused(msg("{code} is not a known language and country. Write en_GB or de_DE.", code=code))
        return cls(str(known))

    @classmethod
    def system(cls) -> Locale:
        """What the computer is set to, as far as that is known; otherwise en_GB."""
        for code in _system_codes():
            try:
                return cls.checked(code)
            except Refused:
                continue
        return cls(FALLBACK)

    def __reduce__(self) -> tuple[type[Locale], tuple[str]]:
        """Only the code goes to another process: catalogues cannot."""
        return (Locale, (self.code,))

    # Words

    def say(self, message: Message) -> str:
        """The sentence in this language, its values written as this locale writes them."""
        if message.plural:
            sentence = self.ntext(message.key, message.plural, message.count)
        else:
            sentence = self.text(message.key)
        return sentence.format_map({name: self.said(value) for name, value in message.values.items()})

    def said(self, value: Value) -> str:
        """One value of a message as text: amounts as money, dates short, moments local, months named."""
        match value:
            case str():
                return value
            case Amount():
                return self.money(value)
            case Message():
                return self.say(value)
            case dt.datetime():
                return self.moment(value)
            case ShortDay():
                return self.day_and_month(value)
            case WholeMonth():
                return f"{self.month_name(value.month)} {value.year}"
            case dt.date():
                return self.date(value)
        return self.number(value)

    def say_all(self, messages: Iterable[Message]) -> str:
        """Sentences and phrases one after the other; a phrase becomes a sentence: `We owe 5.00. They owe 3.00.`"""
        return " ".join(_as_sentence(self.say(message)) for message in messages)

    def text(self, key: str) -> str:
        """The words for an English key, or the key itself where the catalogue has none."""
        return self._catalogue.gettext(key)

    def ntext(self, one: str, many: str, count: int) -> str:
        """The words for a count, by this language's rule of plurals."""
        return self._catalogue.ngettext(one, many, count)

    # Money and numbers

    def money(self, amount: Amount, *, code: bool = False, sign: bool = False) -> str:
        """`1,234.50`; with `code` `1,234.50 EUR` (no-break space); with `sign` a plus before what is above zero."""
        text = self.amount(amount.minor, amount.currency)
        if sign and amount.minor > 0:
            text = "+" + text
        return f"{text}\N{NO-BREAK SPACE}{amount.currency.code}" if code else text

    def amount(self, minor: int, currency: Currency) -> str:
        """Minor units as the locale writes them, all minor digits shown: for painting, without an `Amount`."""
        digits = currency.digits
        text = str(abs(minor))
        if digits:
            text = text.rjust(digits + 1, "0")
            text = self._grouped(text[:-digits]) + self.decimal + text[-digits:]
        else:
            text = self._grouped(text)
        return MINUS + text if minor < 0 else text

    def number(self, value: Decimal | int) -> str:
        """A count or a quantity, grouped, without zeros at the end: `1,234`, `2.5`."""
        whole, _, rest = f"{abs(value):f}".partition(".") if isinstance(value, Decimal) else (str(abs(value)), "", "")
        rest = rest.rstrip("0")
        text = self._grouped(whole) + (self.decimal + rest if rest else "")
        return MINUS + text if value < 0 else text

    def read_number(self, text: str) -> Decimal | None:
        """The number, 0 or more, that a person typed, grouped or not. None for anything else, such as `1,5` where the
        comma groups: it is never taken for 15."""
        group = _plain_sign(self.group)
        whole, point, rest = _plain_sign(text.strip()).partition(self.decimal)
        digits = whole.replace(group, "")
        if not _DIGITS.fullmatch(digits) or (point and not _DIGITS.fullmatch(rest)):
            return None
        if group in whole and whole != _plain_sign(self._grouped(digits)):
            return None
        return Decimal(f"{digits}.{rest or 0}")

    def _grouped(self, whole: str) -> str:
        if len(whole) <= 3:
            return whole
        step = self.group_size
        head, parts = whole[:-3], [whole[-3:]]
        while len(head) > step:
            head, part = head[:-step], head[-step:]
            parts.append(part)
        return self.group.join([head, *reversed(parts)])

    @cached_property
    def decimal(self) -> str:
        """The decimal sign, `.` or `,`."""
        return str(self._babel.number_symbols["latn"]["decimal"])

    @cached_property
    def group(self) -> str:
        """The sign between groups of digits: `,` `.` `’` or a narrow or wide no-break space."""
        return str(self._babel.number_symbols["latn"]["group"])

    @cached_property
    def group_size(self) -> int:
        """Digits in each group before the last three: 3, in India 2."""
        return int(self._babel.decimal_formats[None].grouping[1])

    # Days and moments

    def date(self, day: dt.date) -> str:
        """Short, the year with four digits: `27/11/2026`, `27.11.2026`, `11/27/2026`."""
        return self._date_template.format(day)

    def long_date(self, day: dt.date) -> str:
        """`27 November 2026`."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self._babel)

    def day_name(self, day: dt.date) -> str:
        """`Friday`."""
        return str(self._babel.days["stand-alone"]["wide"][day.weekday()])

    def month_name(self, month: int) -> str:
        """`November`, as it stands alone; 1 is January."""
        return str(self._babel.months["stand-alone"]["wide"][month])

    def short_day(self, day: dt.date) -> str:
        """`Fri 27 Nov`."""
        return _skeleton(self.code, "MMMEd", day).replace(",", "")

    def day_and_month(self, day: dt.date) -> str:
        """`27 Nov`."""
        return _skeleton(self.code, "MMMd", day)

    def relative_day(self, day: dt.date, today: dt.date) -> str:
        """`Today`, `2 days ago`, `in 3 weeks`."""
        return self.say(relative_words(day, today))

    def time(self, time: dt.time) -> str:
        """`10:20` or `10:20 AM`."""
        return _time(self.code, time.hour, time.minute)

    def moment(self, moment: dt.datetime) -> str:
        """Short date and time where the reader is: `27/11/2026 10:20`. Without a zone it is taken as UTC."""
        local = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone()
        return f"{self.date(local)} {self.time(local.timetz())}"

    @cached_property
    def date_order(self) -> str:
        """`dmy`, `mdy` or `ymd`: how the short date reads."""
        letters = re.sub(r"'[^']*'|[^dMy]", "", self._short_pattern)
        return "".join(dict.fromkeys(letters.lower()))

    @property
    def day_first(self) -> bool:
        """Whether 3/4 is the third of April."""
        return self.date_order.index("d") < self.date_order.index("m")

    @cached_property
    def first_weekday(self) -> int:
        """The first day of a week, 0 for Monday."""
        return int(self._babel.first_week_day)

    @cached_property
    def weekdays(self) -> Mapping[str, int]:
        """Names and short names of weekdays in this language, folded, to 0 for Monday."""
        return _names(self._babel.days, range(7))

    @cached_property
    def months(self) -> Mapping[str, int]:
        """Names and short names of months in this language, folded, to 1 for January."""
        return _names(self._babel.months, range(1, 13))

    # The country

    @cached_property
    def territory(self) -> str:
        """ISO code of the country; for a bare language the one where most of its speakers live."""
        from babel import Locale as BabelLocale
        from babel.core import get_global

        if self._babel.territory:
            return self._babel.territory
        likely = get_global("likely_subtags").get(self._babel.language, "und_GB")
        return BabelLocale.parse(likely).territory or "GB"

    @property
    def title(self) -> str:
        """The language and country by their own name: `Deutsch (Deutschland)`."""
        name = str(self._babel.get_display_name() or self.code)
        return name[:1].upper() + name[1:]

    @property
    def paper(self) -> str:
        """`A4` or `Letter`."""
        return "Letter" if self.territory in _LETTER_PAPER else "A4"

    def guess_currency(self) -> Currency:
        """What is paid with in this country today; EUR where nobody knows."""
        from babel.numbers import get_territory_currencies

        codes = get_territory_currencies(self.territory) or ["EUR"]
        return self.currency(_EURO_BEFORE_BABEL_KNEW.get(self.territory, codes[0]))

    def currency(self, code: str) -> Currency:
        """The currency of an ISO code with its minor digits. Refused unless it is money somewhere today."""
        wanted = code.strip().upper()
        if wanted not in current_currencies():
            raise Refused(msg("{code} is not a currency. Write its three letters, such as EUR or GBP.", code=code))
        return Currency(wanted, _ISO_DIGITS.get(wanted, 2))

    def currency_signs(self, currency: Currency) -> frozenset[str]:
        """What a person may write beside an amount of this currency, casefolded: `eur`, `€`."""
        from babel.numbers import get_currency_symbol

        here = get_currency_symbol(currency.code, self._babel)
        narrow = get_currency_symbol(currency.code, "en").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return frozenset(sign.casefold() for sign in (currency.code, here, narrow) if sign)

    def is_money_sign(self, sign: str) -> bool:
        """Whether this stands for some currency: a code, or text with a sign such as `us$`."""
        return sign.upper() in current_currencies() or any(unicodedata.category(letter) == "Sc" for letter in sign)

    # Where it comes from

    @cached_property
    def _babel(self) -> BabelLocale:
        from babel import Locale as BabelLocale

        return BabelLocale.parse(self.code)

    @cached_property
    def _short_pattern(self) -> str:
        return str(self._babel.date_formats["short"].pattern)

    @cached_property
    def _date_template(self) -> str:
        def field(found: re.Match[str]) -> str:
            letters = found.group()
            if letters.startswith("'"):
                return letters.strip("'")
            return _DATE_FIELDS.get(letters, "{0.year:04d}")

        return re.sub(r"'[^']*'|d+|M+|y+", field, self._short_pattern)

    @cached_property
    def _catalogue(self) -> NullTranslations:
        from resources import resource

        language = self.code.partition("_")[0]
        for name in (self.code, language):
            try:
                with resource(f"translations/{name}/LC_MESSAGES/partnercrm.mo").open("rb") as file:
                    return GNUTranslations(file)
            except FileNotFoundError:
                continue
        return NullTranslations()


@cache
def current_currencies() -> frozenset[str]:
    """ISO codes of all currencies that are legal tender somewhere today."""
    from babel.core import get_global

    return frozenset(
        code
        for history in get_global("territory_currencies").values()
        for code, _start, end, tender in history
        if tender and not end
    )


def _as_sentence(said: str) -> str:
    return said if said.endswith((".", "!", "?", "。")) else said[:1].upper() + said[1:] + "."


def _system_codes() -> list[str]:
    import locale
    import os

    codes = [os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LC_NUMERIC", "LANG")]
    codes.append(locale.setlocale(locale.LC_CTYPE))
    return [code for code in codes if code.partition(".")[0] not in ("", "C", "POSIX")]


def _names(widths: Mapping[str, Mapping[str, Mapping[int, str]]], numbers: range) -> dict[str, int]:
    """All names that a person may type for a number, without the dots of abbreviations."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = widths[context][width]
            found.update({fold(names[number]).strip("."): number for number in numbers})
    return found


@cache
def _skeleton(code: str, skeleton: str, day: dt.date) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, day, locale=code)


@cache
def _time(code: str, hour: int, minute: int) -> str:
    from babel.dates import format_time

    return format_time(dt.time(hour, minute), "short", locale=code)


def _plain_sign(text: str) -> str:
    """Every kind of space as a space, every apostrophe as the one that groups."""
    return "".join(" " if each.isspace() else each for each in text).replace("'", "’")
