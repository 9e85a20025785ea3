"""What passed: a line that offers past descriptions and copies what stood there then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.ledger import KIND_WORDS, Direction, Kind
from partnercrm.domain.suggestion_rows import Past
from partnercrm.services import suggestion
from ui.common.suggest import Answer, SuggestField, Suggestion
from ui.common.tab import Shell
from ui.words import money, say, tr

OFFERED = 6


class WhatField(SuggestField):
    """`taken` gives a `Past`. `side` None offers what either side gave."""

    def __init__(
        self,
        text: str,
        shell: Shell,
        party: Callable[[], int | None],
        side: Direction | None = None,
        placeholder: str = "",
    ) -> None:
        super().__init__(text, self._find, placeholder=placeholder)
        self._shell, self._party, self._side = shell, party, side

    def _find(self, text: str, answer: Answer) -> None:
        store, party = self._shell.session.store, self._party()

        def offer(found: Sequence[Past]) -> None:
            fitting = [past for past in found if past.kind is not Kind.ADJUSTMENT and self._fits(past)]
            answer([Suggestion(past, past.what, self._detail(past)) for past in fitting[:OFFERED]])

        self._shell.tasks.run_read(
            lambda: suggestion.past_descriptions(store, text, party, 3 * OFFERED),
            offer,
            owner=self,
            latest_key=f"what {id(self)}",
        )

    def _fits(self, past: Past) -> bool:
        return self._side is None or past.direction is self._side

    def _detail(self, past: Past) -> str:
        parts = [say(KIND_WORDS[past.kind])]
        if self._side is None:
            parts.insert(0, tr("we gave") if past.direction is Direction.GIVEN else tr("they gave"))
        if past.value is not None:
            parts.append(money(past.value))
        return ", ".join(parts)
