"""One typed line about a favour, such as `oven for 2 hours` or `newsletter mention, agreed 25`, into a ledger line.

It reads a quantity with its unit, a value with how it is known, and guesses the kind from what is left. Nothing is
guessed about money: a number that the locale does not allow is refused as in every money field.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from partnercrm.domain.errors import Invalid, Refused
from partnercrm.domain.ledger import Basis, Direction, Kind, LineDraft, line_problems
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency, parse_money
from partnercrm.domain.text import fold, words_of
from partnercrm.domain.words import Message, msg

# Words that give a kind away. A translation lists its own words.
KIND_HINTS: tuple[tuple[Kind, Message], ...] = (
    (Kind.MONEY, msg("paid, cash, payment, transfer, refund")),
    (Kind.DISCOUNT, msg("discount, voucher, reduction, rebate")),
    (Kind.REFERRAL, msg("referral, referred, introduced, introduction, recommended")),
    (Kind.EXPOSURE, msg("mention, newsletter, poster, flyer, post, story, shelf, window, banner, review, advert")),
    (Kind.KNOWLEDGE, msg("training, advice, recipe, lesson, workshop, tips")),
    (Kind.SPACE_AND_EQUIPMENT, msg("oven, mixer, kitchen, room, van, parking, table, fridge, space, storage, machine")),
    (Kind.TIME_OF_PEOPLE, msg("help, helped, hand, hands, shift, cover, staff, delivery, run, errand")),
    (
        Kind.GOODS,
        msg("beans, bread, rolls, pastries, cake, coffee, milk, flowers, cups, goods, sacks, boxes"),
    ),
    (Kind.SERVICE, msg("design, repair, printing, catering, cleaning, photos, service")),
)
HOURS = msg("h, hour, hours, hrs")
DAYS = msg("d, day, days")
PIECES = msg("pc, pcs, piece, pieces, x")
UNITS: tuple[tuple[str, Message], ...] = (("hour", HOURS), ("day", DAYS), ("piece", PIECES))
BASES: tuple[tuple[Basis, Message], ...] = (
    (Basis.AGREED, msg("agreed")),
    (Basis.BILL, msg("bill, invoice")),
    (Basis.PRICE_LIST, msg("list, price list")),
    (Basis.ESTIMATE, msg("about, around, roughly, worth, guess")),
)
FILLERS = msg("for, of, at, a, an, the")
# How people begin such a line; the sentence that will stand there has its own verb.
OPENINGS = msg("lent, lend, gave, give, let, helped, have, had, us, them, me, you, him, her, with, out")
NUMBERS = msg("one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def read_favour(text: str, direction: Direction, currency: Currency, locale: Locale) -> LineDraft:
    """The line that a typed text says. Raises Refused for an amount that is not clear, Invalid for a line that is not.

    `oven for 2 hours` has a quantity and no price; `mention, agreed 25` and `mention about 25` have a value.
    """
    words = [word for word in re.split(r"\s+", text.strip().replace("~", "about ")) if word]
    quantity, unit, words = _take_quantity(words, locale)
    value, basis, words = _take_value(words, currency, locale)
    what = _tidied(_without_opening(words, locale), locale)
    line = LineDraft(direction, guess_kind(" ".join(words), locale), value, basis, quantity, unit, what)
    problems = line_problems(replace(line, basis=basis))
    if problems:
        raise Invalid(problems)
    return line


def guess_kind(what: str, locale: Locale) -> Kind:
    """What passed, from the first word that gives it away; a service where none does."""
    hinted = [(kind, _spoken(hints, locale)) for kind, hints in KIND_HINTS]
    for word in words_of(fold(what)):
        for kind, known in hinted:
            if word in known or word.removesuffix("s") in known:
                return kind
    return Kind.SERVICE


def _take_quantity(words: list[str], locale: Locale) -> tuple[Decimal | None, str, list[str]]:
    for place, word in enumerate(words):
        joined = re.fullmatch(r"(\d+(?:[.,]\d+)?)([^\W\d]+)", word)
        number, unit_word, used = (joined[1], joined[2], 1) if joined else (word, _after(words, place), 2)
        unit = _unit(unit_word, locale)
        if unit and _NUMBER.fullmatch(number):
            return _decimal(number, locale), unit, words[:place] + words[place + used :]
        if unit and fold(number) in (spelled := [fold(each) for each in locale.text(NUMBERS.key).split(", ")]):
            return Decimal(spelled.index(fold(number)) + 1), unit, words[:place] + words[place + used :]
    return None, "", words


def _take_value(words: list[str], currency: Currency, locale: Locale) -> tuple[int | None, Basis | None, list[str]]:
    basis, rest = _take_basis(words, locale)
    places = [place for place, word in enumerate(rest) if any(c.isdigit() for c in word)]
    amount = places[-1] if places else None
    if basis is None and amount != len(rest) - 1:
        amount = 0 if _is_price(words, currency) else None
    if amount is None:
        return None, None, words if basis is None else rest
    value = parse_money(rest[amount].strip(",;"), currency, locale)
    return value, basis, rest[:amount] + rest[amount + 1 :]


def _is_price(words: list[str], currency: Currency) -> bool:
    """Whether a line begins with an amount, told from `40 vouchers` by its minor digits: `12.50 pizza`."""
    priced = rf"[^\w.,-]?\d+(?:[.,]\d{{3}})*[.,]\d{{{currency.digits}}}[^\w.,]?"
    return bool(words and currency.digits and re.fullmatch(priced, words[0]))


def _take_basis(words: list[str], locale: Locale) -> tuple[Basis | None, list[str]]:
    for place, word in enumerate(words):
        for basis, spoken in BASES:
            if fold(word.strip(",;:")) in _spoken(spoken, locale):
                return basis, words[:place] + words[place + 1 :]
    return None, words


def _without_opening(words: list[str], locale: Locale) -> list[str]:
    """The words after `lent us`, `gave them`, `helped with`; all of them where nothing else is said."""
    openings, start = _spoken(OPENINGS, locale), 0
    while start < len(words) and fold(words[start]) in openings:
        start += 1
    return words[start:] if start < len(words) else words


def _tidied(words: list[str], locale: Locale) -> str:
    fillers = _spoken(FILLERS, locale)
    kept = list(words)
    while kept and fold(kept[-1].strip(",;:")) in fillers:
        kept.pop()
    while kept and fold(kept[0]) in fillers:
        kept.pop(0)
    return " ".join(kept).strip(" ,;:")


def _after(words: list[str], place: int) -> str:
    return words[place + 1] if place + 1 < len(words) else ""


def _unit(word: str, locale: Locale) -> str:
    said = fold(word.strip(",;."))
    return next((unit for unit, spoken in UNITS if said in _spoken(spoken, locale)), "")


def _decimal(number: str, locale: Locale) -> Decimal:
    try:
        return Decimal(number.replace(locale.decimal, "."))
    except InvalidOperation as error:
        raise Refused(
            msg("{text} is not clear here. Write it with {sign}.", text=number, sign=locale.decimal)
        ) from error


def _spoken(words: Message, locale: Locale) -> frozenset[str]:
    return frozenset(fold(word.strip()) for word in locale.text(words.key).split(","))
