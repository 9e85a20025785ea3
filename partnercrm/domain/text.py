"""Text of names and cells: folded for searching, trimmed for keeping, cleaned for a sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

CELL_LIMIT = 32_767
CUT_MARK = " [cut]"
SHEET_NAME_LIMIT = 31

# Letters that NFKD leaves whole, as people without that key write them.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ı": "i",
        "ς": "σ",
        "ß": "ss",
    }
)
_WORD = re.compile(r"\w+")
_UNFIT_FOR_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNFIT_FOR_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


def fold(text: str) -> str:
    """Text as the search sees it: no marks, no capitals, one spelling for each letter (`Łódź` -> `lodz`)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


def fold_beside(text: str) -> str | None:
    """The folded text where the database cannot make it by itself; None for ASCII, where it is the lower case."""
    return None if text.isascii() else fold(text)


def can_be_kept(text: str) -> bool:
    """Whether a store can hold the text: half of a surrogate pair is no letter."""
    return text.isascii() or not _SURROGATE.search(text)


def words_of(folded: str) -> list[str]:
    """The runs of letters and digits of a folded text, in its order."""
    return _WORD.findall(folded)


def trim(text: str) -> str:
    """A name as it is kept: NFC, each run of white space one space, none around it, no invisible marks."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def clean_for_sheet(text: str) -> tuple[str, bool]:
    """Text that a workbook can hold, and whether it had to be cut: XML's forbidden characters become U+FFFD."""
    clean = _UNFIT_FOR_CELL.sub("\ufffd", text)
    if _cell_units(clean) <= CELL_LIMIT:
        return clean, False
    return _cut(clean, CELL_LIMIT - len(CUT_MARK)) + CUT_MARK, True


def sheet_name(text: str, taken: Container[str]) -> str:
    """A sheet name that Excel accepts and that is not in `taken` (compared without capitals; hold them casefolded).

    At most 31 characters, none of `[]:*?/\\`, no apostrophe at either end, not `History`.
    """
    bare = " ".join(_UNFIT_FOR_SHEET_NAME.sub(" ", text).split()).strip("' ") or "Sheet"
    if bare.casefold() == "history":
        bare += "_"
    name = _cut(bare, SHEET_NAME_LIMIT).strip("' ")
    number = 2
    while name.casefold() in taken:
        mark = f" ({number})"
        name = _cut(bare, SHEET_NAME_LIMIT - len(mark)).rstrip("' ") + mark
        number += 1
    return name


def _cell_units(text: str) -> int:
    """Excel counts UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _cut(text: str, units: int) -> str:
    """The longest beginning of at most so many UTF-16 units; no letter is halved."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
