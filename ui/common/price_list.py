"""What was agreed with the party of a form, kept at hand so that a value stands there while somebody types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partnercrm.domain.agreed_value import AgreedValue, choose, filled
from partnercrm.domain.ledger import LineDraft
from partnercrm.services import agreed_value
from ui.common.tab import Shell


class PriceList:
    """The agreed values of one party at a time; `then` is called once another list is at hand."""

    def __init__(self, shell: Shell, owner: QWidget, then: Callable[[], None]) -> None:
        self._shell, self._owner, self._then = shell, owner, then
        self._party: int | None = None
        self._known: list[AgreedValue] = []

    def read(self, party: int | None) -> None:
        """Read what was agreed with a party (row id), unless it is the one that is at hand."""
        if party == self._party:
            return
        self._party, self._known = party, []
        if party is None:
            self._then()
            return
        store = self._shell.session.store
        self._shell.tasks.run_read(
            lambda: agreed_value.listed(store, party),
            lambda found: self._take(party, found),
            owner=self._owner,
            latest_key=f"prices {id(self)}",
        )

    def filled(self, line: LineDraft, day: dt.date) -> LineDraft:
        """The line with the agreed value of that day where nobody said one."""
        fitting = [each for each in self._known if each.kind is line.kind]
        return filled(line, choose(fitting, day, line.what, line.unit)) if fitting else line

    def _take(self, party: int, found: list[AgreedValue]) -> None:
        if party == self._party:
            self._known = found
            self._then()
