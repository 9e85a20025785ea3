"""The files that an import writes: a template to fill, and the rows that could not go in, each with its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from partnercrm.imports.fields import FIELDS, ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.imports.table import Cell, Table
from partnercrm.imports.values import text
from ui.words import say, tr


def template_header(kind: ImportKind) -> list[str]:
    """The titles of a template, which the import knows again."""
    return [field.key.replace("_", " ").capitalize() for field in FIELDS[kind]]


def save_template(kind: ImportKind, path: Path) -> None:
    """Write an empty table. Raises OSError."""
    _write(path, [template_header(kind)])


def save_bad_rows(prepared: Preview, table: Table, path: Path) -> int:
    """Write the rows that cannot go in as they stood, with the reason at the end; answers how many. Raises OSError."""
    cells = {row.number: row.cells for row in table.rows}
    lines: list[Sequence[str]] = [(*table.header, tr("Reason"))]
    for bad in prepared.of(RowState.BAD):
        reason = " ".join(say(each) for each in bad.reasons)
        for number in bad.numbers:
            kept = cells.get(number, ("",) * len(table.header))
            lines.append((*(_text(cell) for cell in kept), reason))
    _write(path, lines)
    return len(lines) - 1


def _text(cell: Cell) -> str:
    said = text(cell)
    return said if isinstance(said, str) else say(said)


def _write(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """With a mark at its beginning, by which spreadsheet programs know its letters."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
