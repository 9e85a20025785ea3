"""Rows, columns and a model for the tests of tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.words import msg
from ui.common.paged_table_model import PagedTableModel
from ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A row as a query gives it."""

    id: int
    name: str
    owed: int


class Book:
    """Rows by id, and which ids were asked for, page by page."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gone: set[int] = set()
        self.suffix = ""

    def fetch(self, ids: list[int]) -> Sequence[Neighbour]:
        """The rows of these ids, in another order than asked."""
        self.asked.append(ids)
        return [
            Neighbour(each, f"Neighbour {each}{self.suffix}", each * 100) for each in ids[::-1] if each not in self.gone
        ]


COLUMNS: list[Column[Neighbour]] = [
    Column("name", msg("Name"), ColumnKind.TEXT, lambda row: row.name, "name", 20),
    Column("owed", msg("To pay"), ColumnKind.MONEY, lambda row: row.owed, "owed", 10),
    Column("initial", msg("Initial"), ColumnKind.TEXT, lambda row: row.name[0], hidden=True),
]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def make_model(book: Book) -> Callable[..., PagedTableModel]:
    """A model over `book` with ids 1 to `count`; on the reader if it gets `tasks`."""

    def make(count: int = 3, tasks: Tasks | None = None, editable: frozenset[str] = frozenset()) -> PagedTableModel:
        model = PagedTableModel(COLUMNS, book.fetch, tasks, editable=editable)
        model.set_ids(range(1, count + 1))
        return model

    return make
