"""One gift card to read: what is left on it, what happened to it, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.gift_card import GIFT_MOVEMENT_WORDS, PURPOSE_WORDS, GiftCardRow, GiftMovementRow, shown
from partnercrm.services import gift_card
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.gift_card import deeds
from ui.words import currency, locale, money, say, tr


class GiftCardSheet(RecordSheet):
    """`read` looks up its movements and opens it."""

    def __init__(self, shell: Shell, owner: QWidget, row: GiftCardRow) -> None:
        super().__init__(shell, tr("Gift card {code}", code=shown(row.code)))
        self._row, self._owner = row, owner

    def read(self) -> None:
        """Read what happened to it, then open."""
        store, number = self.shell.session.store, self._row.id
        self.shell.tasks.run_read(
            lambda: gift_card.movements(store, number), self._show, owner=self, latest_key=f"gift card {id(self)}"
        )

    def _show(self, found: list[GiftMovementRow]) -> None:
        row = self._row
        today = self.shell.session.clock.today()
        self.sentence(tr("{answer}.", answer=say(row.answer(today, currency()))), "strong")
        if row.buyer:
            self.sentence(tr("Bought by {name}. What is on it belongs to whoever holds it.", name=row.buyer))
        if row.until_day is not None:
            self.sentence(tr("Good until {day}.", day=locale().long_date(row.until_day)))
        self.sentence(tr("{purpose}: a label for the accountant.", purpose=say(PURPOSE_WORDS[row.purpose])))
        for text, run in deeds.of(self.shell, self._owner, row):
            self.deed(text, run)
        for move in reversed(found):
            words = tr("{what} {amount}", what=say(GIFT_MOVEMENT_WORDS[move.kind]), amount=money(abs(move.amount)))
            late = tr("belongs to {day}", day=locale().long_date(move.belongs_to)) if move.belongs_to else ""
            parts = (locale().long_date(move.day), late, move.name, move.receipt, move.reason)
            self.line(words, ", ".join(filter(None, parts)))
        self.start()
