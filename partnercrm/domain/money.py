"""Money: whole minor units of the store's base currency; never a float. And amounts as people type them."""

from __future__ import annotations

import re
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

if TYPE_CHECKING:
    from partnercrm.domain.locale import Locale

LARGEST = 10**15 - 1
LONGEST_TEXT = 80

_SPACES = "\u0020\u00a0\u2009\u202f"
_SIGNS = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "×": "*", "÷": "/", "'": "’", **dict.fromkeys(_SPACES, " ")}
)
_TOKEN = re.compile(r" *(?:(?P<number>[0-9.,’](?:[0-9.,’]| (?=[0-9]))*)|(?P<sign>[-+*/()])) *")
_SIGN_BEFORE = re.compile(r"(?P<minus>-?) *(?P<sign>[^\s0-9.,’+*/()-]+\.?) *(?P<rest>.*)")
_SIGN_AFTER = re.compile(r"(?P<minus>)(?P<rest>.*?[0-9.,)]) *(?P<sign>[^\s0-9.,’+*/()-]+\.?) *")
_PLAIN = re.compile(r"(?P<minus>-?)(?P<whole>[0-9]+)(?:\.(?P<rest>[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Currency:
    """ISO 4217 code and its number of minor digits (JPY 0, EUR 2, KWD 3)."""

    code: str
    digits: int

    def major(self, minor: int) -> Decimal:
        """Minor units as an exact decimal of major units: 1250 -> 12.50."""
        return Decimal(minor).scaleb(-self.digits)

    def minor(self, major: Decimal) -> int:
        """Major units as minor units. Raises ValueError if it has more digits than the currency."""
        scaled = major.scaleb(self.digits)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{major} has more than {self.digits} decimals")
        return int(scaled)

    def rounded(self, major: Decimal) -> int:
        """Major units as minor units, half up, as a till rounds."""
        return int(major.scaleb(self.digits).quantize(Decimal(1), ROUND_HALF_UP))

    def plain(self, minor: int) -> str:
        """The text of scripts and JSON: major units, '.' and all minor digits, no grouping: `-12.50`."""
        return f"{self.major(minor):.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units together with their currency, where a sentence must show them."""

    minor: int
    currency: Currency


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero, as a till rounds."""
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole


def split_tax(gross: int, rate: Decimal) -> int:
    """The tax contained in a gross amount, in its minor units, half up. `rate` is a share: 7 % is 0.07."""
    if rate < 0:
        raise ValueError(f"a tax rate of {rate}")
    share = Fraction(rate)
    return half_up(gross * share / (1 + share))


def parse_plain(text: str, currency: Currency, *, signed: bool = False) -> int:
    """Minor units of the exact text that scripts and JSON use: `12.50`, no grouping. Refused otherwise."""
    found = _PLAIN.fullmatch(text)
    example = currency.plain(12 * 10**currency.digits + 5 * 10**currency.digits // 10)
    if not found or len(found["rest"] or "") > currency.digits:
        raise Refused(msg("{text} is not an amount. Write it like {example}.", text=_shown(text), example=example))
    if found["minus"] and not signed:
        raise _below_zero()
    minor = int(found["whole"] + (found["rest"] or "").ljust(currency.digits, "0"))
    return _checked(-minor if found["minus"] else minor)


def parse_money(text: str, currency: Currency, locale: Locale, *, signed: bool = False) -> int:
    """Minor units of what a person typed: `1,234.50`, `3*4.50`, `€ 12`, by the locale's own signs.

    Exact: only the result of a multiplication or a division is rounded, half up. What could be meant in two ways is
    refused with the way to write it, and so is what lies below zero unless it is `signed`.
    """
    typed = text.translate(_SIGNS).strip()
    if not typed:
        raise Refused(msg("Write an amount, such as {example}.", example=_example(currency, locale)))
    if len(typed) > LONGEST_TEXT:
        raise Refused(
            msg("That is too long for an amount. Write it like {example}.", example=_example(currency, locale))
        )
    minor = half_up(_Reckoning(typed, _without_currency(typed, currency, locale), currency, locale).result())
    if minor < 0 and not signed:
        raise _below_zero()
    return _checked(minor)


def _checked(minor: int) -> int:
    if abs(minor) <= LARGEST:
        return minor
    raise Refused(msg("That is more than an amount can hold: 15 digits with the cents."))


def _below_zero() -> Refused:
    return Refused(msg("An amount is never below zero here. Leave out the minus and choose who gave it."))


def _example(currency: Currency, locale: Locale) -> str:
    return locale.amount(125 * 10**currency.digits // 10, currency)


def _shown(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= 30 else short[:29] + "…"


def _without_currency(typed: str, currency: Currency, locale: Locale) -> str:
    """The text without the currency's sign or code at one of its ends. Refused for another currency."""
    found = _SIGN_BEFORE.fullmatch(typed) or _SIGN_AFTER.fullmatch(typed)
    if not found:
        return typed
    sign = found["sign"].casefold().rstrip(".")
    if sign in locale.currency_signs(currency):
        return found["minus"] + found["rest"] or typed
    if locale.is_money_sign(sign):
        raise Refused(
            msg(
                "This shop counts in {code}. Write the amount in {code}, without {sign}.", code=currency.code, sign=sign
            )
        )
    return typed


@dataclass(slots=True)
class _Reckoning:
    """A typed sum of products, read from left to right; every step is exact."""

    typed: str
    text: str
    currency: Currency
    locale: Locale
    tokens: list[str] = field(default_factory=list)
    at: int = 0

    def result(self) -> Fraction:
        """The whole text in minor units, not yet rounded."""
        self.tokens = self._split()
        total = self._sum()
        if self.at < len(self.tokens):
            raise self._nonsense(self.typed)
        return total * int(10**self.currency.digits)

    def _split(self) -> list[str]:
        tokens, at = [], 0
        while at < len(self.text):
            found = _TOKEN.match(self.text, at)
            if not found:
                raise self._nonsense(self.typed)
            tokens.append(found["number"] or found["sign"])
            at = found.end()
        return tokens

    def _next(self, wanted: str) -> str:
        """Takes and answers the next token if it is one of the wanted signs, else answers ''."""
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return ""

    def _sum(self) -> Fraction:
        total = self._product()
        while sign := self._next("+-"):
            total += self._product() * (1 if sign == "+" else -1)
        return total

    def _product(self) -> Fraction:
        total = self._factor()
        while sign := self._next("*/"):
            factor = self._factor()
            if sign == "/" and not factor:
                raise Refused(msg("Nothing can be divided by 0."))
            total = total * factor if sign == "*" else total / factor
        return total

    def _factor(self) -> Fraction:
        if sign := self._next("+-"):
            return self._factor() * (1 if sign == "+" else -1)
        if self._next("("):
            total = self._sum()
            if not self._next(")"):
                raise self._nonsense(self.typed)
            return total
        if self.at == len(self.tokens) or self.tokens[self.at] in "*/)":
            raise self._nonsense(self.typed)
        self.at += 1
        return self._literal(self.tokens[self.at - 1])

    def _literal(self, text: str) -> Fraction:
        whole, _, rest = text.partition(self.locale.decimal)
        digits = self._ungrouped(whole)
        if digits is None or not re.fullmatch("[0-9]*", rest) or not digits + rest or self._too_fine(whole, rest):
            raise self._unclear(text)
        return Fraction(int(digits + rest), int(10 ** len(rest)))

    def _ungrouped(self, whole: str) -> str | None:
        """The digits without group signs, or None where the groups are not right."""
        marks = set(whole) - set("0123456789")
        if not marks:
            return whole
        mark = marks.pop()
        if marks or mark not in (self.locale.group.translate(_SIGNS), " ", "’"):
            return None
        groups = whole.split(mark)
        inner = {len(group) for group in groups[1:-1]}
        fits = (
            len(groups[-1]) == 3 and 1 <= len(groups[0]) <= self.locale.group_size and inner <= {self.locale.group_size}
        )
        return "".join(groups) if fits and not whole.startswith("0") else None

    def _too_fine(self, whole: str, rest: str) -> bool:
        """More decimals than the currency has, but for a factor; there 1.250 could still mean 1250."""
        if len(rest) <= self.currency.digits:
            return False
        neighbours = self.tokens[max(self.at - 2, 0) : self.at - 1] + self.tokens[self.at : self.at + 1]
        thousands = len(rest) == 3 and len(whole) <= 3 and whole.strip("0") != ""
        return thousands or len(rest) > 6 or not {"*", "/"} & set(neighbours)

    def _unclear(self, text: str) -> Refused:
        found = re.fullmatch(r"([0-9.,’ ]*)[.,]([0-9]+)", text)
        if not found:
            return self._nonsense(text)
        whole, rest = re.sub("[^0-9]", "", found[1]) or "0", found[2]
        digits = self.currency.digits
        if len(rest) <= digits:
            return Refused(msg("{text} is not clear here. Write {fix}.", text=text, fix=self._written(whole, rest)))
        if len(rest) != 3 or (len(whole) > 3 and found[1].isdecimal()):
            return self._nonsense(text)
        if not found[1].isdecimal():
            one = self._written(whole + rest, "")
            return Refused(msg("{text} is not clear here. Write {fix}.", text=text, fix=one))
        fine = half_up(Fraction(int(whole + rest), 10 ** (3 - digits)))
        one, other = self._written(whole + rest, ""), self._written(*divmod(fine, 10**digits))
        return Refused(msg("{text} is not clear here. Write {fix} or {other}.", text=text, fix=one, other=other))

    def _written(self, whole: str | int, rest: str | int) -> str:
        """Digits as this locale writes an amount. `rest` is a number of minor units, or digits after the sign."""
        digits = self.currency.digits
        if not digits:
            return str(int(whole))
        decimals = f"{rest:0{digits}d}" if isinstance(rest, int) else rest.ljust(digits, "0")
        return f"{int(whole)}{self.locale.decimal}{decimals}"

    def _nonsense(self, text: str) -> Refused:
        example = _example(self.currency, self.locale)
        return Refused(msg("{text} is not an amount. Write it like {example}.", text=_shown(text), example=example))
