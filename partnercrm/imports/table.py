"""What a reader hands up: the table of a file, row by row, with the numbers that a person sees beside the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

HEADER_WITHIN = 50
NAMED = 0.6


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell without a usable value (`#REF!`, a formula never computed). Whoever needs the value tells the reason."""

    reason: Message


Cell: TypeAlias = str | Decimal | bool | dt.date | dt.datetime | Unreadable


class Row(NamedTuple):
    """A row and its number as a spreadsheet shows it (1 = first). An empty cell is ""."""

    number: int
    cells: tuple[Cell, ...]


class RowProblem(NamedTuple):
    """What is wrong with a whole row. `kept`: it is among the rows all the same."""

    number: int
    message: Message
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of us. Bytes, counts, characters, seconds."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 50_000_000
    rows: int = 100_000
    columns: int = 200
    cell: int = 32_767
    text: int = 100_000_000
    seconds: float = 20
    memory: int = 1_000_000_000
    problems: int = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """`header` names the cells of every row, each name once. `notes` say how the file was understood.

    `sheets` are the names of all sheets of the workbook, of which this is one.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Message, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    sheets: tuple[str, ...] = ()


def shape(rows: Sequence[Row], notes: Sequence[Message], problems: Sequence[RowProblem], limits: Limits) -> Table:
    """Find the header among rows that have at least one filled cell each, and give every row its width.

    Rows longer than the header's are left out and told; a shorter one is filled up, and told. Columns with neither a
    name nor a value are dropped. Refused without any row or with too many columns.
    """
    if not rows:
        raise Refused(msg("There is nothing in this file. Choose another one."))
    at = header_index([row.cells for row in rows[:HEADER_WITHIN]])
    head = rows[at]
    body, ragged = _even(rows[at + 1 :], len(head.cells))
    columns = _used(head.cells, body)
    if len(columns) > limits.columns:
        raise Refused(
            msg("The table has more than {count} columns. Keep only those to be imported.", count=limits.columns)
        )
    if columns != list(range(len(head.cells))):
        body = [Row(row.number, tuple(row.cells[column] for column in columns)) for row in body]
    found = (msg("The column names were found in row {row}.", row=head.number),) if head.number > 1 else ()
    told = sorted([*problems, *ragged], key=lambda problem: problem.number)
    return Table(_names(head.cells, columns), tuple(body), (*notes, *found), tuple(told))


def header_index(rows: Sequence[Sequence[Cell]]) -> int:
    """Which row names the columns: the first that is about as full as the table. Titles above fill a cell or two.

    The second fullest row is the measure, for one row may be torn.
    """
    filled = [sum(1 for cell in row if not blank(cell)) for row in rows]
    fullest = sorted(filled)[-2 if len(filled) > 2 else -1]
    return next(index for index, count in enumerate(filled) if count >= NAMED * fullest)


def blank(cell: Cell) -> bool:
    """Nothing, or nothing but spaces."""
    return isinstance(cell, str) and not cell.strip()


def letter(column: int) -> str:
    """What a spreadsheet calls a column: 0 -> A, 26 -> AA."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def _even(rows: Iterable[Row], width: int) -> tuple[list[Row], list[RowProblem]]:
    even: list[Row] = []
    problems: list[RowProblem] = []
    for row in rows:
        missing = width - len(row.cells)
        if not missing:
            even.append(row)
        elif missing > 0:
            even.append(Row(row.number, row.cells + ("",) * missing))
            problems.append(RowProblem(row.number, _short(len(row.cells), width), kept=True))
        elif all(blank(cell) for cell in row.cells[width:]):
            even.append(Row(row.number, row.cells[:width]))
        else:
            problems.append(RowProblem(row.number, _long(len(row.cells), width)))
    return even, problems


def _short(cells: int, width: int) -> Message:
    return msg("This row has {cells} cells, the header {width}; the rest was taken as empty.", cells=cells, width=width)


def _long(cells: int, width: int) -> Message:
    return msg(
        "This row has {cells} cells, the header only {width}. Put text that holds the separator into quotation marks.",
        cells=cells,
        width=width,
    )


def _used(head: Sequence[Cell], body: Iterable[Row]) -> list[int]:
    """Columns that have a name, or a value in some row."""
    empty = {column for column, name in enumerate(head) if blank(name)}
    for row in body:
        if not empty:
            break
        empty -= {column for column in empty if not blank(row.cells[column])}
    return [column for column in range(len(head)) if column not in empty]


def _names(head: Sequence[Cell], columns: Iterable[int]) -> tuple[str, ...]:
    """One name a column, spaces and line ends within made one space; what has none is called by its letter."""
    names: list[str] = []
    for column in columns:
        name = " ".join(_name(head[column]).split()) or f"({letter(column)})"
        again, unique = 1, name
        while unique in names:
            again += 1
            unique = f"{name} ({again})"
        names.append(unique)
    return tuple(names)


def _name(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if isinstance(cell, Unreadable) else str(cell)
