"""What the search reads of an interaction, and what somebody typed as the words that it looks for.

Words are found from their beginning. A script without spaces is kept letter by letter, so that a run of letters is
found anywhere.
"""

from __future__ import annotations

import re

from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold_beside, words_of

_LETTER_ALONE = re.compile("([\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for; `whole` where it has to be the whole word and not only its beginning."""

    word: str
    whole: bool = False


def searchable(summary: str, notes: str) -> str | None:
    """The words that the index gets, or None where they are no more than the lower case of both texts in ASCII."""
    folded = fold_beside(f"{summary} {notes}")
    return None if folded is None else _LETTER_ALONE.sub(r" \1 ", folded)


def terms(text: str) -> list[Term]:
    """The words to look for, folded; a run of letters that stand alone is one term, spaced as in the index.

    One letter begins too many words to be worth a search: it has to be a word, or is left out while it is the last and
    perhaps not typed to its end.
    """
    folded = fold_beside(text)
    plain = text.lower() if folded is None else folded
    words = [" ".join(_LETTER_ALONE.sub(r" \1 ", word).split()) for word in words_of(plain.replace("_", " "))]
    single = [len(word) == 1 and not _LETTER_ALONE.fullmatch(word) for word in words]
    if single and single[-1]:
        words.pop()
    return [Term(word, alone) for word, alone in zip(words, single, strict=False)]
