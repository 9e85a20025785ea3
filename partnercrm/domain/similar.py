"""How alike two names are: for pointing out a likely duplicate while somebody types, never for merging by itself.

A name is a bag of words. Words are equal, or one abbreviates the other, or they differ by a slip of the finger; a
number is equal or it is not. What every second business calls itself counts little.
"""

from __future__ import annotations

import re
from functools import lru_cache

from partnercrm.domain.text import fold, words_of

LIKELY = 0.84

_LEGAL_FORMS = frozenset(
    "ab ag aps as asbl bv bvba co company corp corporation cv doo dba eg ek ev eurl gbr gmbh inc incorporated kft kg kk"
    " limited llc llp lp ltd mbh nfp nv oe ohg oy oyj plc pty pvt sa sarl sas se sl sp spa sprl srl srls sro ug"
    " vof zoo".split()
)
_SMALL_WORDS = frozenset(
    "a al an and at by da das de del der des di die du e el et for for in la las le les los lo of on the to u und van"
    " von y zu".split()
)
_COMMON_WORDS = frozenset(
    "bakery bar bistro boutique business cafe care center centre child children church club coffee community deli day"
    " early education family food garden group home hotel house kids kitchen learning market park pizza preschool"
    " public restaurant roasters salon school service services shop store street studio traders trading".split()
)
_SPELT = {
    "acad": "academy",
    "assn": "association",
    "assoc": "association",
    "bros": "brothers",
    "centre": "center",
    "dept": "department",
    "intl": "international",
    "mfg": "manufacturing",
    "n": "and",
    "sch": "school",
    "str": "street",
    "univ": "university",
    "svc": "service",
    "svcs": "services",
}
_SMALL_WEIGHT, _COMMON_WEIGHT = 0.1, 0.5
_ROMAN = frozenset("ii iii iv vi vii viii ix".split())
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_NO_DIGITS = re.compile(r"[^0-9]+")
_SURE_OF_ITS_FIRST = 6  # nobody mistypes the first letter of a short word: Hill is not Mill
_ABBREVIATED, _INITIAL = 0.8, 0.7
_WITHIN, _ENOUGH_IN_COMMON = 0.5, 3


def similarity(one: str, other: str) -> float:
    """0 nothing in common, 1 the same name but for spelling, legal form and order of words."""
    first, second = sorted((_words(one), _words(other)))
    if not first or not second:
        return 0.0
    if first == second or _joined(first) == _joined(second):
        return 1.0
    return max(_aligned(first, second), _run_together(first, second))


def likely_same(one: str, other: str) -> bool:
    """Whether a person should look at the two names."""
    return similarity(one, other) >= LIKELY


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    text = _DOTTED.sub(_undotted, fold(name)).replace("&", " and ").replace("+", " and ")
    text = text.replace("'", "").replace("’", "")
    words = [_SPELT.get(word, word) for word in words_of(text)]
    bare = dict.fromkeys(word for word in words if word not in _LEGAL_FORMS)
    return tuple(bare or dict.fromkeys(words))


def _undotted(found: re.Match[str]) -> str:
    """`g.m.b.h.` is one word, `j.r.` are two initials."""
    bare = found.group().replace(".", "")
    return bare if bare in _LEGAL_FORMS else " ".join(bare)


def _joined(words: tuple[str, ...]) -> str:
    return "".join(word for word in words if word not in _SMALL_WORDS)


@lru_cache(maxsize=16384)
def _weight(word: str) -> float:
    if word in _SMALL_WORDS:
        return _SMALL_WEIGHT
    return _COMMON_WEIGHT if word in _COMMON_WORDS else 1.0


def _aligned(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """The weight of words that find their like, each once, over the weight of all."""
    lonely = [word for word in first if word not in second]
    rest = [word for word in second if word not in first]
    total = sum(map(_weight, first)) + sum(map(_weight, second))
    shared = total - sum(map(_weight, lonely)) - sum(map(_weight, rest))
    within = shared >= _ENOUGH_IN_COMMON
    for word in tuple(lonely):
        best, like = max(((_alike(word, candidate), candidate) for candidate in rest), default=(0.0, ""))
        if best:
            lonely.remove(word)
            rest.remove(like)
            shared += best * (_weight(word) + _weight(like))
    score = shared / total
    extra = sum(map(_weight, lonely)), sum(map(_weight, rest))
    return score + (1 - score) * _WITHIN if within and min(extra) < _COMMON_WEIGHT else score


def _run_together(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """Names that differ in where their words end, and perhaps by a slip: `Day Care` and `Daycare`."""
    one, other = _joined(first), _joined(second)
    if len(first) == len(second) or _NO_DIGITS.sub("", one) != _NO_DIGITS.sub("", other):
        return 0.0
    slips = _slips(one, other)
    return 0.0 if slips is None else 1 - 2 * slips / (len(one) + len(other))


def _alike(one: str, other: str) -> float:
    if _is_number(one) or _is_number(other):
        return 0.0
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == 1:
        return _INITIAL if long[0] == short else 0.0
    if short[0] != long[0] and len(long) < _SURE_OF_ITS_FIRST:
        return 0.0
    slips = _slips(short, long)
    if slips is not None:
        return 1 - slips / len(long)
    return _ABBREVIATED if _abbreviates(short, long) else 0.0


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _ROMAN


def _abbreviates(short: str, long: str) -> bool:
    """`assoc` for association: the beginning of a word; `ctr` for center, `st` for street: its consonants."""
    if short[0] != long[0]:
        return False
    if len(short) >= 3 and long.startswith(short):
        return True
    if len(short) > 4 or short[-1] != long[-1] or any(letter in "aeiou" for letter in short):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _slips(one: str, other: str) -> int | None:
    """Letters added, dropped, changed or swapped: at most one in four, and none in three letters; else None."""
    longest = max(len(one), len(other))
    allowed = 0 if longest < 4 else 1 if longest < 8 else 2
    if abs(len(one) - len(other)) > allowed:
        return None
    start = 0
    while start < len(one) and start < len(other) and one[start] == other[start]:
        start += 1
    end_one, end_other = len(one), len(other)
    while end_one > start and end_other > start and one[end_one - 1] == other[end_other - 1]:
        end_one, end_other = end_one - 1, end_other - 1
    left, right = one[start:end_one], other[start:end_other]
    if max(len(left), len(right)) > 2 * allowed + 1:
        return None
    slips = _distance(left, right)
    return slips if slips <= allowed else None


def _distance(one: str, other: str) -> int:
    """Edit distance with swaps of neighbours."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        older, before, row = before, row, [at + 1]
        for to, wanted in enumerate(other):
            cost = min(before[to] + (letter != wanted), before[to + 1] + 1, row[to] + 1)
            if at and to and letter == other[to - 1] and one[at - 1] == wanted:
                cost = min(cost, older[to - 1] + 1)
            row.append(cost)
    return row[-1]
