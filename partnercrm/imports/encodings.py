"""Bytes of a text file to text: by its mark, by UTF-8 proving itself, at last by which language its letters spell."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from partnercrm.domain.words import Message, msg

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "latin-1": "ISO 8859-1",
    "gbk": "GBK",
    "big5": "Big5",
}
# The code page that Windows gives to programs that write "CSV", by the language of the shop.
_PAGE_OF_LANGUAGE = {
    **dict.fromkeys("bs cs hr hu pl ro sk sl sq".split(), "cp1250"),
    **dict.fromkeys("be bg mk ru sr uk".split(), "cp1251"),
    **dict.fromkeys("az tr".split(), "cp1254"),
    **dict.fromkeys("ar fa ur".split(), "cp1256"),
    **dict.fromkeys("et lt lv".split(), "cp1257"),
    "el": "cp1253",
    "he": "cp1255",
    "vi": "cp1258",
    "th": "cp874",
    "ja": "cp932",
    "ko": "cp949",
    "zh": "gbk",
    "zh_hk": "big5",
    "zh_tw": "big5",
}
_ALPHABETS = {
    "cp1252": (
        "äöüßé",
        "àâæçéèêëîïôœùûüÿ",
        "áéíñóúüºª¿¡",
        "ãõáéíóúâêôçàºª",
        "àèéìíòóù",
        "éëïóöüè",
        "æøåéäöü",
        "áðéíóúýþæö",
        "àçèéíïòóúü·",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
    "cp1251": ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџѓќѕ",),
}
_NEUTRAL = frozenset("’‘“”„«»–—…€£§°©®™•\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
_BEYOND_ASCII = re.compile(r"[A-Za-z]?([^\x00-\x7f]+)[A-Za-z]?")
_SAMPLE = 200_000
_SAMPLE_RUNS = 5_000


def decode(data: bytes, language: str = "") -> tuple[str, Message]:
    """The text and a note on how it was read. Never fails: what cannot be read becomes U+FFFD.

    `language` (`de`, `pl_PL`) is the shop's; old files without a mark are most likely in its code page.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), _certain(name)
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), _certain(wide)
    try:
        return data.decode(), _certain("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode(errors="replace")
    if _mostly_right(text):
        return text, _certain("utf-8")
    page = _guess(data, language)
    return data.decode(page), msg(
        "The letters were read as {encoding}; that is a guess. If they look wrong, save the file as CSV UTF-8.",
        encoding=_NAMES.get(page, page.replace("cp", "Windows-")),
    )


def _certain(name: str) -> Message:
    return msg("The letters were read as {encoding}.", encoding=_NAMES[name])


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows by zeros, nearly all at odd or nearly all at even places."""
    start = data[:_SAMPLE]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if even + odd < len(start) / 50:
        return ""
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else ""


def _mostly_right(text: str) -> bool:
    """UTF-8 with some torn bytes: no other encoding makes so many valid sequences by chance."""
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole > 4 * broken


def _guess(data: bytes, language: str) -> str:
    code = language.lower()
    own = _PAGE_OF_LANGUAGE.get(code) or _PAGE_OF_LANGUAGE.get(code.partition("_")[0], "cp1252")
    pages = dict.fromkeys((own, *_ALPHABETS))
    read = {page: text for page in pages if (text := _strictly(data, page))}
    if not read:
        return "latin-1"
    if own in read and own not in _ALPHABETS:
        return own
    return max(read, key=lambda page: _spelled(read[page], page))


def _strictly(data: bytes, page: str) -> str:
    try:
        return data.decode(page)
    except UnicodeDecodeError:
        return ""


def _spelled(text: str, page: str) -> float:
    """The share of the letters beyond ASCII that one language of the page would use."""
    letters = Counter(_foreign(text, mixed=page != "cp1251"))
    alphabets = _ALPHABETS.get(page, ())
    total = sum(letters.values())
    return max((sum(letters[sign] for sign in alphabet) for alphabet in alphabets), default=0) / total if total else 0


def _foreign(text: str, mixed: bool) -> Iterator[str]:
    """Letters beyond ASCII, small. Not `mixed`: a run that touches an ASCII letter spells nothing ("Mьller")."""
    for found in islice(_BEYOND_ASCII.finditer(text), _SAMPLE_RUNS):
        torn = not mixed and found[0] != found[1]
        for sign in found[1]:
            if sign not in _NEUTRAL:
                yield "?" if torn else sign.lower()
