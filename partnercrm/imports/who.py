"""Whom the rows of a file mean: by external id, exact name or UUID, looked up once for the whole file."""

from __future__ import annotations

from collections.abc import Iterable

from partnercrm.domain.words import Message, msg
from partnercrm.services.known import parties_by_word
from partnercrm.services.store import Store


class Who:
    """Answers the row id of a party, or the sentence that says why there is none."""

    def __init__(self, store: Store, words: Iterable[str]) -> None:
        self._found = parties_by_word(store, (word for word in words if word))

    def named(self, word: str) -> int | Message | None:
        """The party of that name; None where nobody is named."""
        if not word:
            return None
        found = self._found[word]
        if not found:
            return msg("There is nobody called {name} in this shop. Add them first.", name=word)
        if len(found) > 1:
            return msg("{count} are called {name}. Write the id instead.", name=word, count=len(found))
        return found[0]
