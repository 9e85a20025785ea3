"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from partnercrm.domain.interaction import InteractionDraft
from partnercrm.domain.ledger import ExchangeDraft
from partnercrm.domain.party import PartyDraft
from partnercrm.domain.words import Message
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.table import Cell, Row, Table
from partnercrm.imports.values import text

Value = TypeVar("Value")


class RowState(StrEnum):
    """What becomes of a row: it goes in, it is there already, or it cannot go in as it is."""

    NEW = "new"
    KNOWN = "known"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One record: the numbers of its rows in the file, what it says, what becomes of it, and why.

    A new row may have reasons too: warnings. `post` is False for an exchange that goes in as a draft.
    """

    numbers: tuple[int, ...]
    said: str
    state: RowState
    reasons: tuple[Message, ...] = ()
    draft: PartyDraft | InteractionDraft | ExchangeDraft | None = None
    post: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would come in. `mapping` says which column (by place) is which field."""

    kind: ImportKind
    source: str
    header: tuple[str, ...]
    mapping: Mapping[int, str]
    rows: tuple[PreviewRow, ...]
    notes: tuple[Message, ...] = ()

    def count(self, state: RowState) -> int:
        """How many records are in that state."""
        return sum(1 for row in self.rows if row.state is state)

    def of(self, state: RowState) -> list[PreviewRow]:
        """The records in that state."""
        return [row for row in self.rows if row.state is state]


class Cells:
    """The cells of one row by field."""

    def __init__(self, row: Row, mapping: Mapping[int, str]) -> None:
        self.row = row
        self._mapping = mapping

    def cell(self, key: str) -> Cell:
        """The first cell of a field, "" if there is none."""
        return next((self.row.cells[place] for place, name in self._mapping.items() if name == key), "")

    def text(self, key: str) -> str:
        """A field's text; what cannot be read counts as nothing, `unreadable` tells it."""
        found = text(self.cell(key))
        return found if isinstance(found, str) else ""

    def texts(self, key: str) -> list[str]:
        """The texts of all columns of a field, empty ones left out."""
        found = (text(self.row.cells[place]) for place, name in self._mapping.items() if name == key)
        return [each for each in found if isinstance(each, str) and each]

    def unreadable(self) -> list[Message]:
        """The reasons of cells that cannot be read."""
        found = (text(self.row.cells[place]) for place in self._mapping)
        return [each for each in found if isinstance(each, Message)]


@dataclass(slots=True)
class Reasons:
    """Collects what is wrong with one record while it is read."""

    bad: list[Message] = field(default_factory=list)

    def take(self, value: Value | Message | None) -> Value | None:
        """A value, or None and a reason noted."""
        if isinstance(value, Message):
            self.bad.append(value)
            return None
        return value


class Fingerprints:
    """An id for rows that have none: what the row says, and the how manieth equal row it is."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, values: Sequence[str]) -> str:
        """The id; equal rows of one file get different ones, the same file again gets the same ones."""
        digest = hashlib.sha256("\x1f".join(values).encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self._seen[digest] += 1
        return f"row:{digest}:{self._seen[digest]}"


def bad_rows(table: Table) -> list[PreviewRow]:
    """The rows that the reader itself had to leave out."""
    found = (problem for problem in table.problems if not problem.kept)
    return [PreviewRow((problem.number,), "", RowState.BAD, (problem.message,)) for problem in found]
