"""Codes that people read aloud and type: gift cards, vouchers, member cards, one-use codes.

The 23 signs look like no other and are a prime number of them, so that weights of 1 to 22 on the places, summed modulo
23, find every single wrong sign and every swap of two neighbours. What looks like one of the signs is read as it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from partnercrm.domain.errors import Refused
from partnercrm.domain.words import Message, msg

ALPHABET = "23456789ACEFHJKMNPRTWXY"
BASE = len(ALPHABET)
LENGTH = 10
"""Signs of a code that we make: its kind, eight free ones, the check character."""
LONGEST = BASE - 1
GROUP = 5

_READ_AS = str.maketrans({"B": "8", "S": "5", "Z": "2", "G": "6"})
_SEPARATORS = str.maketrans("", "", " \t-–—./_·\N{NO-BREAK SPACE}")
_PLACE = {sign: place for place, sign in enumerate(ALPHABET)}


class CodeKind(StrEnum):
    """What a code is for: the sign that it begins with."""

    CARD = "C"
    GIFT_CARD = "F"
    VOUCHER = "P"
    ONE_USE = "X"


_KINDS = frozenset(kind.value for kind in CodeKind)


def normal(text: str) -> str:
    """The one spelling of a typed code: capital letters, nothing between them, look-alikes as our signs."""
    return text.translate(_SEPARATORS).upper().translate(_READ_AS)


def kept(text: str) -> str:
    """A code as records keep it: ours in its one spelling, anybody else's as it stands, without white space around."""
    return normal(text) if is_ours(normal(text)) else text.strip()


def check_character(body: str) -> str:
    """The sign that completes a body of our signs. Raises ValueError for another sign or a body too long."""
    if not 0 < len(body) < LONGEST:
        raise ValueError(f"a code has at most {LONGEST} characters")
    total = sum(weight * _place(sign) for weight, sign in enumerate(reversed(body), 2))
    return ALPHABET[-total % BASE]


def complete(body: str) -> str:
    """The body with its check character. Raises ValueError as `check_character` does."""
    return body + check_character(body)


def is_right(code: str) -> bool:
    """Whether a code in its one spelling has our signs only and its check character fits."""
    ours = 1 < len(code) <= LONGEST and all(sign in _PLACE for sign in code)
    return ours and check_character(code[:-1]) == code[-1]


def is_ours(code: str) -> bool:
    """Whether a code in its one spelling is one that we could have made."""
    return len(code) == LENGTH and code[0] in _KINDS and is_right(code)


def kind_of(code: str) -> CodeKind | None:
    """What a code in its one spelling is for, or None where it is none of ours."""
    return CodeKind(code[0]) if is_ours(code) else None


def problem(text: str) -> Message | None:
    """What is wrong with one of our codes as it was read, in words for the customer; None where it is right."""
    code = normal(text)
    foreign = next((sign for sign in code if sign not in _PLACE), None)
    if foreign is not None:
        return msg("Our codes have no {sign}. Please read it again.", sign=foreign)
    if len(code) != LENGTH:
        return msg("A code has {count} characters, this one has {found}.", count=LENGTH, found=len(code))
    return None if is_ours(code) else msg("One character is wrong, please read it again.")


def right(text: str) -> str:
    """The one spelling of one of our codes. Raises Refused, field `code`, with what is wrong."""
    wrong = problem(text)
    if wrong is not None:
        raise Refused(wrong, "code")
    return normal(text)


def grouped(code: str) -> str:
    """A code as it is printed: `F2345-6789A`. Codes that are not ours stay as they are."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP)) if is_ours(code) else code


def fresh(kind: CodeKind, below: Callable[[int], int]) -> str:
    """A new code; `below(n)` answers a random whole number from 0 to n - 1 (`secrets.randbelow`)."""
    return complete(kind.value + "".join(ALPHABET[below(BASE)] for _ in range(LENGTH - 2)))


def _place(sign: str) -> int:
    try:
        return _PLACE[sign]
    except KeyError as error:
        raise ValueError(f"{sign} is no sign of a code") from error
