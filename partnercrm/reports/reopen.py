"""A written workbook is read once more before it takes its place: well-formed, complete, and with the same sums.

It reads what XlsxWriter writes and streams, so that a hundred thousand rows cost a fraction of their writing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO
from xml.parsers import expat

from partnercrm.columns.column import ColumnKind
from partnercrm.domain.errors import StoreProblem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.reports.sheets import DataSheet

_SUMMED = frozenset({ColumnKind.MONEY, ColumnKind.COUNT})
_CHUNK = 1 << 20
_ROW = re.compile(rb'<row r="(\d+)"')
_END = b"</row>"


@dataclass(frozen=True, slots=True)
class Expected:
    """What one data sheet should hold: body rows, and the sums of columns (letter -> whole number of 1/`unit`)."""

    index: int
    name: str
    first: int
    last: int
    rows: int
    sums: Mapping[str, int]
    units: Mapping[str, int]

    @classmethod
    def of(cls, index: int, sheet: DataSheet, unit: int) -> Expected:
        """The expectation of a sheet just written; `unit` is minor units to the major one."""
        keys = [key for key, kind in sheet.kinds.items() if kind in _SUMMED]
        return cls(
            index,
            sheet.name,
            sheet.first,
            sheet.last,
            sheet.rows,
            {sheet.letters[key]: int(sheet.tallies[key].total) for key in keys},
            {sheet.letters[key]: unit if sheet.kinds[key] is ColumnKind.MONEY else 1 for key in keys},
        )


def reopen_and_check(path: Path, expected: Sequence[Expected]) -> None:
    """StoreProblem if the file cannot be read or holds other counts or sums than were written."""
    try:
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                if part.endswith((".xml", ".rels")):
                    with package.open(part) as file:
                        _well_formed(file)
            for sheet in expected:
                with package.open(f"xl/worksheets/sheet{sheet.index + 1}.xml") as file:
                    _same(file, sheet)
    except (OSError, KeyError, zipfile.BadZipFile, expat.ExpatError, EOFError) as error:
        raise _wrong(path.name) from error


def _well_formed(file: IO[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.ParseFile(file)


def _same(file: IO[bytes], expected: Expected) -> None:
    rows, sums = 0, dict.fromkeys(expected.sums, 0)
    patterns = {column: re.compile(rb'<c r="%s\d+" s="\d+"><v>([^<]*)' % column.encode()) for column in sums}
    for block in _bodies(file, expected.first, expected.last):
        rows += block.count(_END)
        for column, pattern in patterns.items():
            unit = expected.units[column]
            sums[column] += sum(round(float(number) * unit) for number in pattern.findall(block))
    if rows != expected.rows or sums != dict(expected.sums):
        raise _wrong(expected.name)


def _bodies(file: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    """Whole rows from `first` to `last`, many at a time."""
    rest = b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        end = rest.rfind(_END) + len(_END)
        if end < len(_END):
            continue
        yield _between(rest[:end], first, last)
        rest = rest[end:]


def _between(block: bytes, first: int, last: int) -> bytes:
    inside = [found.start() for found in _ROW.finditer(block) if first <= int(found[1]) <= last]
    if not inside:
        return b""
    return block[inside[0] : block.index(_END, inside[-1]) + len(_END)]


def _wrong(name: str) -> StoreProblem:
    return StoreProblem(
        msg("The workbook was written, but {name} does not hold what the shop file holds.", name=name),
        msg("Nothing was replaced. Save it once more, on another disk if it happens again."),
    )
