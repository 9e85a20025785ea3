"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from partnercrm.domain.feedback import ResponseDraft, ReviewDraft
from partnercrm.domain.gift_card import GiftCardDraft
from partnercrm.domain.interaction import InteractionDraft
from partnercrm.domain.ledger import ExchangeDraft
from partnercrm.domain.locale import Locale
from partnercrm.domain.loyalty_moves import BroughtDraft, EarnDraft, RedeemDraft
from partnercrm.domain.party import PartyDraft
from partnercrm.domain.period import month_number, named_month
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.supply_brought import BroughtItem, BroughtOrder
from partnercrm.domain.team import TrainingDraft
from partnercrm.domain.voucher import UseDraft
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.table import Cell, Row, Table, Unreadable
from partnercrm.imports.values import text

Value = TypeVar("Value")
Member = TypeVar("Member", bound=StrEnum)


Draft: TypeAlias = (
    PartyDraft
    | InteractionDraft
    | ExchangeDraft
    | SaleDraft
    | UseDraft
    | BroughtDraft
    | EarnDraft
    | RedeemDraft
    | GiftCardDraft
    | BroughtItem
    | BroughtOrder
    | ResponseDraft
    | TrainingDraft
    | ReviewDraft
)


class RowState(StrEnum):
    """What becomes of a row: it goes in, it is there already, somebody must decide, or it cannot go in as it is."""

    NEW = "new"
    KNOWN = "known"
    DOUBTFUL = "doubtful"
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
    draft: Draft | None = None
    post: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would come in. `mapping` says which column (by place) is which field; `chosen` what of it somebody
    chose by the column's name, to be remembered for the source."""

    kind: ImportKind
    source: str
    header: tuple[str, ...]
    mapping: Mapping[int, str]
    rows: tuple[PreviewRow, ...]
    notes: tuple[Message, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)

    def count(self, state: RowState) -> int:
        """How many records are in that state."""
        return sum(1 for row in self.rows if row.state is state)

    def of(self, state: RowState) -> list[PreviewRow]:
        """The records in that state."""
        return [row for row in self.rows if row.state is state]


Places = Mapping[str, Sequence[int]]


def places(mapping: Mapping[int, str]) -> Places:
    """The places of each field's columns."""
    found: dict[str, list[int]] = {}
    for place, key in mapping.items():
        found.setdefault(key, []).append(place)
    return found


class Cells:
    """The cells of one row by field."""

    __slots__ = ("_places", "row")

    def __init__(self, row: Row, where: Places) -> None:
        self.row = row
        self._places = where

    def cell(self, key: str) -> Cell:
        """The first cell of a field, "" if there is none."""
        found = self._places.get(key)
        return self.row.cells[found[0]] if found else ""

    def has(self, key: str) -> bool:
        """Whether the file has a column of a field."""
        return key in self._places

    def text(self, key: str) -> str:
        """A field's text; what cannot be read counts as nothing, `unreadable` tells it."""
        found = text(self.cell(key))
        return found if isinstance(found, str) else ""

    def texts(self, key: str) -> list[str]:
        """The texts of all columns of a field, empty ones left out."""
        found = (text(self.row.cells[place]) for place in self._places.get(key, ()))
        return [each for each in found if isinstance(each, str) and each]

    def unreadable(self) -> list[Message]:
        """The reasons of cells that cannot be read."""
        found = (self.row.cells[place] for some in self._places.values() for place in some)
        return [each.reason for each in found if isinstance(each, Unreadable)]


class Reader:
    """Reads what repeats from row to row: words of a list and days, each spelling once a file."""

    def __init__(self, locale: Locale, today: dt.date) -> None:
        self._locale, self._today = locale, today
        self._words: dict[tuple[int, str], Any] = {}
        self._days: dict[str, dt.date | Message | None] = {}

    def one_of(self, cell: Cell, words: Mapping[Member, Message]) -> Member | Message | None:
        """As `values.one_of`; `words` is one of the lists that last as long as the program."""
        if not isinstance(cell, str):
            return values.one_of(cell, words, self._locale)
        key = (id(words), cell)
        if key not in self._words:
            self._words[key] = values.one_of(cell, words, self._locale)
        found: Member | Message | None = self._words[key]
        return found

    def date(self, cell: Cell) -> dt.date | Message | None:
        """As `values.date`."""
        if not isinstance(cell, str):
            return values.date(cell, self._locale, self._today)
        if cell not in self._days:
            self._days[cell] = values.date(cell, self._locale, self._today)
        return self._days[cell]


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


def closed_warning(day: dt.date | None, closed: frozenset[int]) -> tuple[Message, ...]:
    """What to tell of a row that goes in though its month is closed: registers date it today and say its day."""
    if day is None or month_number(day) not in closed:
        return ()
    month = named_month(month_number(day))
    return (msg("{month} is closed: it is dated today and belongs to {day}.", month=month, day=day),)
