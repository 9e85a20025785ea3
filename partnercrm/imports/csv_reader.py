"""Text files with columns: the separator is found by trial, and one torn row never takes the others along."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from io import StringIO

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.imports.encodings import decode
from partnercrm.imports.table import Cell, Limits, Row, RowProblem, Table, Unreadable, header_index, shape

_SEPARATORS = {"\t": msg("tab"), ";": msg("semicolon"), "|": msg("upright bar"), ",": msg("comma")}
_BETWEEN_CELLS = " \r\n" + "".join(_SEPARATORS)
_SAMPLE_LINES = 300
_SAMPLE_TEXT = 65_536
_SEPARATOR_LINE = re.compile(r"sep=([;,|\t])(?:\r\n|\r|\n)", re.IGNORECASE)
_PROTECTED = re.compile(r"'[=+\-@\t\r]")
_NUMBER = re.compile(r"\s*[-+]?[\d.,'\s]*\d\s*")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\N{REPLACEMENT CHARACTER}]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file marks its columns. `spaced`: a quotation mark counts after a space, too."""

    separator: str
    spaced: bool = False


@dataclass(slots=True)
class _Records:
    """The records of a text, blank ones left out."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read_text(data: bytes, limits: Limits, language: str = "") -> Table:
    """The table in the bytes of a CSV or TSV file. Refused if they are no text or hold no table."""
    text, encoding = decode(data, language)
    if len(_NOT_TEXT.findall(text[:_SAMPLE_TEXT])) > len(text[:_SAMPLE_TEXT]) / 20:
        raise Refused(msg("This file is neither a table of text nor a workbook. Save it as CSV or XLSX."))
    named = _SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text
    dialect = _spaced(text, named[1]) if named else sniff(text)
    records = _records(text, dialect, limits) if text.strip(_BETWEEN_CELLS) else _Records()
    notes = [encoding]
    if dialect.separator in text:
        notes.append(msg("The columns are separated by {separator}.", separator=_SEPARATORS[dialect.separator]))
    return shape(records.rows, notes, records.problems, limits)


def sniff(text: str) -> Dialect:
    """The separator under which the rows are most alike; comma where there is but one column."""
    best, score = ",", 0.0
    for separator in _SEPARATORS:
        value = _alike(_sample(text, Dialect(separator)), separator)
        if value > score:
            best, score = separator, value
    return _spaced(text, best)


def _spaced(text: str, separator: str) -> Dialect:
    """Spaces before quotation marks are taken as such only where the rows get more alike by it."""
    plain, spaced = Dialect(separator), Dialect(separator, spaced=True)
    if not re.search(re.escape(separator) + ' +"', text[:_SAMPLE_TEXT]):
        return plain
    better = _alike(_sample(text, spaced), separator) > _alike(_sample(text, plain), separator)
    return spaced if better else plain


def _sample(text: str, dialect: Dialect) -> list[list[str]]:
    lines = list(StringIO(text[:_SAMPLE_TEXT], newline=""))[:_SAMPLE_LINES]
    if len(lines) > 1 and len(text) > _SAMPLE_TEXT:
        lines.pop()
    return [row for row in _lenient(lines, dialect) if "".join(row).strip()]


def _lenient(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=dialect.separator, skipinitialspace=dialect.spaced)
    except csv.Error:
        return


def _alike(rows: Sequence[list[str]], separator: str) -> float:
    """0 for one column; more, the more rows are equally wide, the wider, and the better the first one names columns.

    The names decide between `1,5;2,5` read at its semicolons or at its commas.
    """
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0
    width, count = widths.most_common(1)[0]
    head = rows[header_index(rows[:50])]
    others = [other for other in _SEPARATORS if other != separator]
    named = len(head) == width and not any(
        _NUMBER.fullmatch(cell) or any(other in cell for other in others) for cell in head
    )
    return (count / len(rows)) ** 2 * math.log(width) * (2 if named else 1)


def _records(text: str, dialect: Dialect, limits: Limits) -> _Records:
    """All records, or if a quotation mark is amiss somewhere, all that can be told apart without doubt."""
    found = _Records()
    suspicious = _NOT_TEXT.search(text) is not None
    protected = _PROTECTED.search(text) is not None
    try:
        for number, cells in enumerate(_strict(StringIO(text, newline=""), dialect), 1):
            _keep(found, number, cells, limits, suspicious, protected)
        return found
    except csv.Error:
        pass
    found = _Records()
    for number, cells_or_problem in enumerate(_one_by_one(text, dialect, limits), 1):
        if isinstance(cells_or_problem, Message):
            found.problems.append(RowProblem(number, cells_or_problem))
            _refuse_noise(found.problems, limits)
        else:
            _keep(found, number, cells_or_problem, limits, suspicious, protected)
    return found


def _strict(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=dialect.separator, skipinitialspace=dialect.spaced, strict=True)


def _one_by_one(text: str, dialect: Dialect, limits: Limits) -> Iterator[list[str] | Message]:
    """Records or what is wrong with them; after a bad one it goes on at the next line."""
    lines = list(StringIO(text, newline=""))
    at = 0
    while at < len(lines):
        reader = csv.reader(
            _within(lines, at, limits.cell),
            delimiter=dialect.separator,
            skipinitialspace=dialect.spaced,
            strict=True,
        )
        try:
            yield next(reader)
            at += reader.line_num
        except csv.Error:
            yield msg(
                "A quotation mark in this row is not closed, or stands alone inside a quoted cell. "
                "Close it, or write it twice."
            )
            at += 1


def _within(lines: Sequence[str], at: int, length: int) -> Iterator[str]:
    """Lines from `at` on while they may still belong to one cell; so an open quotation mark costs little."""
    taken = 0
    while at < len(lines) and taken <= length:
        yield lines[at]
        taken += len(lines[at])
        at += 1


def _refuse_noise(problems: Sequence[RowProblem], limits: Limits) -> None:
    if len(problems) > limits.problems:
        raise Refused(
            msg("More than {count} rows of this file cannot be read. Is it a table at all?", count=limits.problems)
        )


def _keep(found: _Records, number: int, cells: list[str], limits: Limits, suspicious: bool, protected: bool) -> None:
    if not "".join(cells).strip():
        return
    if len(found.rows) > limits.rows:
        raise Refused(msg("The table has more than {count} rows. Divide it into smaller files.", count=limits.rows))
    row: tuple[Cell, ...] = tuple(cells)
    if protected:
        row = tuple(cell[1:] if _PROTECTED.match(cell) else cell for cell in cells)
    if suspicious or len(max(cells, key=len)) > limits.cell:
        row = tuple(_readable(str(cell), limits) for cell in row)
    found.rows.append(Row(number, row))


def _readable(cell: str, limits: Limits) -> Cell:
    if len(cell) > limits.cell:
        return Unreadable(msg("The text is longer than {count} characters.", count=limits.cell))
    if "\x00" in cell or "\N{REPLACEMENT CHARACTER}" in cell:
        return Unreadable(msg("The text holds characters that cannot be read."))
    return cell
