"""The first sheet with a table, out of an XLSX file that nobody vouches for. Runs in the child process only.

What it finds leaves as lines of JSON (see `wire.py`). Anything raised here but `Refused` means: the file is damaged.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.imports.table import Limits, letter
from partnercrm.imports.wire import Plain, end_line, row_line, sheet_line, unreadable

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMULA_OR_MERGED = re.compile(rb"<(?:\w+:)?(?:f|mergeCell)[\s/>]")
# openpyxl has undone _x005F_ in shared texts already: only what nobody would write by hand is decoded.
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
_MOST_PARTS = 10_000
_MOST_COVERED = 1_000
_TABLE = 2

Position: TypeAlias = tuple[int, int]


class _Sheet(Protocol):
    """What we use of openpyxl's read-only sheet, whose type stubs say less than it has."""

    title: str
    sheet_state: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self) -> Iterator[tuple[Any, ...]]: ...
    def _get_source(self) -> IO[bytes]: ...


def lines(path: Path, sheet: str, limits: Limits) -> Iterator[str]:
    """The sheet's line, one line a filled row, and the end line. Refused in words if it is not a usable workbook."""
    refuse_other_packages(path, limits)
    from openpyxl import load_workbook

    with path.open("rb") as file:  # by its name openpyxl would refuse a workbook that is called .csv
        yield from _lines(load_workbook(file, read_only=True, data_only=True, keep_links=False), sheet, limits)


def _lines(book: Workbook, sheet: str, limits: Limits) -> Iterator[str]:
    try:
        chosen, rows = _choose(book, sheet, limits)
        notes = _notes(book, chosen)
        yield sheet_line(notes, [each.title for each in book.worksheets])
        text = 0
        for line in rows:
            text += len(line)
            if text > limits.text:
                raise _too_large(limits.text)
            yield line
        yield end_line()
    finally:
        book.close()


def refuse_other_packages(path: Path, limits: Limits) -> None:
    """A zip file is a workbook only if it has a workbook's parts, and may be opened only if it unpacks to little."""
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        names = {part.filename.replace("\\", "/") for part in parts}
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
            raise _too_large(limits.unpacked_bytes)
        if "mimetype" in names:
            raise Refused(msg("This is an OpenDocument file. Open it and save it as an Excel workbook (.xlsx) or CSV."))
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused(msg("This is a binary Excel workbook (.xlsb). Open it in Excel and save it as .xlsx or CSV."))
    if not any(name.endswith(".xml") for name in names) or "[Content_Types].xml" not in names:
        raise Refused(msg("This is a zip archive. Unpack it and choose the table inside."))
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refused(msg("This is a text document or a presentation. Copy its table into a workbook first."))


def _too_large(limit: int) -> Refused:
    return Refused(
        msg(
            "The workbook unpacks to more than {count} MB. Copy the table that is needed into a new workbook, "
            "or save it as CSV.",
            count=limit // 1_000_000,
        )
    )


def _notes(book: Workbook, chosen: _Sheet) -> list[Message]:
    if len(book.worksheets) == 1:
        return [msg("The sheet {name} was read.", name=chosen.title)]
    return [
        msg("The workbook has {count} sheets; {name} was read.", count=len(book.worksheets), name=chosen.title),
    ]


def _choose(book: Workbook, name: str, limits: Limits) -> tuple[_Sheet, list[str]]:
    """The named sheet, else the first with two rows of several cells, else of one, else any; hidden sheets come last.

    So a cover sheet of a few lines is passed over where a table follows.
    """
    sheets = cast(list[_Sheet], list(book.worksheets))
    if name:
        named = [sheet for sheet in sheets if sheet.title == name]
        if not named:
            raise Refused(msg("There is no sheet {name}. There are: {names}.", name=name, names=_titles(sheets)))
        return named[0], list(_sheet_lines(named[0], limits))
    best: tuple[int, _Sheet, list[str]] | None = None
    for sheet in sorted(sheets, key=lambda one: one.sheet_state != "visible"):
        rows = list(_sheet_lines(sheet, limits))
        likely = _likely(rows)
        if likely == _TABLE:
            return sheet, rows
        if rows and (best is None or likely > best[0]):
            best = (likely, sheet, rows)
    if best is None:
        raise Refused(msg("There is no table in this workbook. Choose another file."))
    return best[1:]


def _likely(rows: list[str]) -> int:
    """How much like a table: 2 two rows have several cells, 1 there are two rows, 0 less."""
    wide = (line for line in rows if sum(cell != "" for cell in json.loads(line)[1:]) > 1)
    return _TABLE if len(list(islice(wide, 2))) == 2 else int(len(rows) > 1)


def _titles(sheets: list[_Sheet]) -> str:
    return ", ".join(sheet.title for sheet in sheets)


def _sheet_lines(sheet: _Sheet, limits: Limits) -> Iterator[str]:
    sheet.reset_dimensions()
    hidden = _hidden(sheet)
    count = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if not cells:
            continue
        plain = [_plain(cell, limits) for cell in cells]
        hidden.reveal(number, plain)
        while plain and isinstance(plain[-1], str) and not plain[-1].strip():
            plain.pop()
        if not plain:
            continue
        _refuse_far(number, len(plain), limits)
        count += 1
        if count > limits.rows + 1:
            raise Refused(msg("The table has more than {count} rows. Divide it into smaller files.", count=limits.rows))
        yield row_line(number, plain)


def _refuse_far(row: int, columns: int, limits: Limits) -> None:
    if columns > limits.columns:
        raise Refused(
            msg(
                "Row {row} has something in column {column}; a table may have {count} columns. "
                "Delete what stands beside the table.",
                row=row,
                column=letter(columns - 1),
                count=limits.columns,
            )
        )


def _plain(cell: Any, limits: Limits) -> Plain:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return unreadable(msg("The cell shows the error {error}.", error=str(value)))
    if isinstance(value, str):
        if len(value) > limits.cell:
            return unreadable(msg("The text is longer than {count} characters.", count=limits.cell))
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
    return _KINDS[type(value)](value)


def _number(value: float) -> Plain:
    """A spreadsheet counts with 15 digits and shows no more: 18.400000000000002 is 18.4."""
    shown = float(f"{value:.15g}")
    return int(shown) if shown.is_integer() and abs(shown) < 1e15 else shown


def _moment(value: dt.datetime) -> Plain:
    if value.time() == dt.time():
        return _date(value.date())
    return {"t": value.replace(microsecond=0).isoformat()}


def _date(value: dt.date) -> Plain:
    return {"d": value.isoformat()}


def _time(value: dt.time) -> Plain:
    return value.isoformat("minutes" if not value.second else "seconds")


def _duration(value: dt.timedelta) -> Plain:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


_KINDS: dict[type, Callable[[Any], Plain]] = {
    bool: bool,
    int: int,
    float: _number,
    dt.datetime: _moment,
    dt.date: _date,
    dt.time: _time,
    dt.timedelta: _duration,
}


# What openpyxl does not tell: formulas that were never computed, and cells covered by a merged one


@dataclass(slots=True)
class _Hidden:
    """`never_computed`: row -> columns; `merged`: top row -> (column, last row); `covered`: row -> column -> top."""

    never_computed: dict[int, list[int]] = field(default_factory=dict)
    merged: dict[int, list[Position]] = field(default_factory=dict)
    covered: dict[int, dict[int, int]] = field(default_factory=dict)

    def reveal(self, number: int, plain: list[Plain]) -> None:
        """Put a reason into the row's cells where a person sees something and the file has no value.

        The value of a merged cell is not repeated below: a total would count it more than once.
        """
        for column in self.never_computed.get(number, ()):
            _put(plain, column, msg("The formula has no saved value. Open the file in Excel, save it, try again."))
        if any(cell != "" for cell in plain):
            for column, top in self.covered.pop(number, {}).items():
                _put(plain, column, msg("The cell is merged with the one in row {row}. Separate them.", row=top))
        for column, bottom in self.merged.get(number, ()):
            if column <= len(plain) and plain[column - 1] != "":
                for row in range(number + 1, bottom + 1):
                    self.covered.setdefault(row, {})[column] = number


def _put(plain: list[Plain], column: int, reason: Message) -> None:
    plain.extend([""] * (column - len(plain)))
    if plain[column - 1] == "":
        plain[column - 1] = unreadable(reason)


def _hidden(sheet: _Sheet) -> _Hidden:
    found = _Hidden()
    with sheet._get_source() as source:
        if not _FORMULA_OR_MERGED.search(source.read()):
            return found
    with sheet._get_source() as source:
        _scan(source, found)
    return found


def _scan(source: IO[bytes], found: _Hidden) -> None:
    from defusedxml.ElementTree import iterparse

    row = column = 0
    for event, element in iterparse(source, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r") or row + 1), 0
        elif tag == "c":
            row, column = _position(element.get("r"), (row, column + 1))
            if _never_computed(element):
                found.never_computed.setdefault(row, []).append(column)
            element.clear()
        elif tag == "row":
            element.clear()
        elif tag == "mergeCell":
            _add_merged(element.get("ref", ""), found)


def _position(reference: str | None, expected: Position) -> Position:
    from openpyxl.utils.cell import coordinate_to_tuple

    return coordinate_to_tuple(reference) if reference else expected


def _never_computed(cell: Any) -> bool:
    """A formula with an empty value; `t="str"` says that the empty text is its result."""
    parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
    return "f" in parts and not parts.get("v") and cell.get("t") != "str"


def _add_merged(reference: str, found: _Hidden) -> None:
    from openpyxl.utils.cell import range_boundaries

    column, top, _, bottom = range_boundaries(reference)
    if column and top and bottom and bottom > top:
        found.merged.setdefault(top, []).append((column, min(bottom, top + _MOST_COVERED)))
