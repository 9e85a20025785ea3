"""A field that finds one party while its name is typed; only somebody who is there is an answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from partnercrm.domain.party_rows import Hit
from partnercrm.services import search
from ui.common.party_words import role_words
from ui.common.suggest import Answer, SuggestField, Suggestion
from ui.common.tab import Shell
from ui.words import tr

OFFERED = 8


def party_field(text: str, shell: Shell, *, leave_out: int | None = None) -> SuggestField:
    """A `SuggestField` whose value is a party's row id."""
    held: list[QObject] = []
    made = SuggestField(
        text,
        lambda typed, answer: _find(shell, held[0], leave_out, typed, answer),
        placeholder=tr("Name, phone or tag"),
        highlight_first=True,
    )
    held.append(made)
    return made


def _find(shell: Shell, owner: QObject, leave_out: int | None, typed: str, answer: Answer) -> None:
    store = shell.session.store
    offer: Callable[[list[Hit]], None] = partial(_offer, leave_out, answer)
    shell.tasks.run_read(
        lambda: search.search(store, typed, OFFERED + 1), offer, owner=owner, latest_key=f"finder {id(owner)}"
    )


def _offer(leave_out: int | None, answer: Answer, hits: list[Hit]) -> None:
    wanted = [hit for hit in hits if hit.party != leave_out][:OFFERED]
    answer([Suggestion(hit.party, hit.name, hit.sub or role_words(hit.roles)) for hit in wanted])
