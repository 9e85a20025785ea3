"""What every way of settling has: fields, a verb for the button, and what it writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger_rows import OpenItem, PartyBalance
from partnercrm.domain.party import Mode
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import ledger
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common.fields import DateField, Field, MoneyField
from ui.common.tab import Shell
from ui.common.who import Who

Write = Callable[[Store, Context], ledger.Posted]


@dataclass(frozen=True, slots=True)
class Stand:
    """How we stand with a party: its mode, balances and open items; `number` is the entry from which somebody came."""

    who: Who
    mode: Mode
    balance: PartyBalance
    items: Sequence[OpenItem]
    number: str | None


class Pane(QWidget):
    """One way of settling."""

    verb = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use, in order."""
        raise NotImplementedError(type(self).__name__)

    def first(self) -> QWidget:
        """Where the cursor begins."""
        return next(iter(self.fields().values())).control

    def writer(self, party: int | None) -> Write:
        """What is to be written. Raises Refused, naming the field, for what is missing or cannot be read."""
        raise NotImplementedError(type(self).__name__)

    def show_stand(self, stand: Stand) -> None:
        """How we stand with the party that was chosen."""


def require_party(party: int | None) -> int:
    """The party, or Refused."""
    if party is None:
        raise Refused(msg("Say with whom."), "party")
    return party


def amount_of(key: str, field: MoneyField) -> int | None:
    """A field's amount; its refusal names the field."""
    try:
        return field.value()
    except Refused as error:
        raise Refused(error.message, key) from error


def day_of(key: str, field: DateField) -> dt.date | None:
    """A field's day; its refusal names the field."""
    try:
        return field.value()
    except Refused as error:
        raise Refused(error.message, key) from error


def row_of_fields(*fields: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields side by side, aligned at the top."""
    row = QHBoxLayout()
    row.setSpacing(10)
    for field, stretch in fields:
        column = QVBoxLayout()
        column.addWidget(field)
        column.addStretch()
        row.addLayout(column, stretch)
    return row
