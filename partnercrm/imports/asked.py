"""A file on its way in, as the newer kinds of import get it: where it goes, what its columns are, what it is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Cells, Fingerprints, Preview, PreviewRow, Reader, Reasons, bad_rows, places
from partnercrm.imports.table import Table
from partnercrm.services.context import Context
from partnercrm.services.store import Store

THERE = msg("It is there already.")


@dataclass(frozen=True, slots=True)
class Asked:
    """The file, the shop, and under which source its ids are kept."""

    store: Store
    ctx: Context
    table: Table
    mapping: Mapping[int, str]
    source: str
    currency: Currency

    @property
    def locale(self) -> Locale:
        """How the shop writes dates and numbers."""
        return self.ctx.locale

    @property
    def today(self) -> dt.date:
        """The day of the import."""
        return self.ctx.today

    def cells(self) -> list[Cells]:
        """The rows by field."""
        where = places(self.mapping)
        return [Cells(row, where) for row in self.table.rows]

    def preview(self, kind: ImportKind, rows: Sequence[PreviewRow], notes: Sequence[Message] = ()) -> Preview:
        """The preview of these rows and of those that the reader left out."""
        found = sorted([*bad_rows(self.table), *rows], key=lambda row: row.numbers)
        told = (*self.table.notes, *notes)
        return Preview(kind, self.source, self.table.header, self.mapping, tuple(found), told)


def once(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Each sentence once, in their order."""
    found: list[Message] = []
    for each in messages:
        if each not in found:
            found.append(each)
    return tuple(found)


class Row:
    """One row being read: typed values by field, and what is wrong with it."""

    def __init__(self, cells: Cells, asked: Asked, reader: Reader) -> None:
        self.cells, self._asked, self._reader = cells, asked, reader
        self.reasons = Reasons(cells.unreadable())

    @property
    def number(self) -> int:
        """Its number in the file."""
        return self.cells.row.number

    def text(self, field: str) -> str:
        """The text of a field."""
        return self.cells.text(field)

    def date(self, field: str) -> dt.date | None:
        """The day of a field."""
        return self.reasons.take(self._reader.date(self.cells.cell(field)))

    def past(self, field: str) -> dt.date | None:
        """The day of a field, which cannot lie in the future."""
        found = self.date(field)
        if found is not None and found > self._asked.today:
            self.reasons.bad.append(msg("It lies in the future."))
        return found

    def money(self, field: str) -> int | None:
        """The minor units of a field."""
        return self.reasons.take(values.money(self.cells.cell(field), self._asked.currency, self._asked.locale))

    def decimal(self, field: str) -> Decimal | None:
        """The number of a field."""
        return self.reasons.take(values.decimal(self.cells.cell(field), self._asked.locale))

    def whole(self, field: str) -> int | None:
        """The whole number of a field."""
        found = self.decimal(field)
        if found is not None and found != int(found):
            self.reasons.bad.append(msg("{text} is not a whole number.", text=self.text(field)))
        return None if found is None else int(found)

    def yes(self, field: str) -> bool | None:
        """The yes or no of a field."""
        return self.reasons.take(values.boolean(self.cells.cell(field), self._asked.locale))

    def name(self, prints: Fingerprints) -> str:
        """What the source calls it, or what stands for that."""
        own = self.text("external_id")
        return own or prints.of([fold(str(cell)) for cell in self.cells.row.cells])
