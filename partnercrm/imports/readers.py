"""One door for files that come in: what kind it is, who reads it, and a sentence for each kind that is not ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from partnercrm.domain.errors import NotFound, Refused
from partnercrm.domain.words import Message, msg
from partnercrm.imports.child import read_in_child
from partnercrm.imports.csv_reader import read_text
from partnercrm.imports.table import Limits, Row, Table, shape

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PICTURE = msg("This is a picture. A table saved as XLSX or CSV is needed.")
_ARCHIVE = msg("This is an archive. Unpack it and choose the table inside.")
_OTHER_KINDS: tuple[tuple[bytes, Message], ...] = (
    (b"%PDF", msg("This is a PDF. Ask for the table as XLSX or CSV, or copy it into a workbook.")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"BM", _PICTURE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"SQLite format 3", msg("This is a database of another program. Export its table as CSV.")),
    (b"PCRM", msg("This is a shop file. Open it with File > Open.")),
    (b"{\\rtf", msg("This is a text document. Copy its table into a workbook first.")),
)
_WORDED_KINDS: tuple[tuple[bytes, Message], ...] = (
    (b"<!doctype html", msg("This is a web page. Open it in a spreadsheet program and save it as XLSX or CSV.")),
    (b"<html", msg("This is a web page. Open it in a spreadsheet program and save it as XLSX or CSV.")),
    (b"<?xml", msg("This is an XML file. Open it in a spreadsheet program and save it as XLSX or CSV.")),
    (b"begin:vcard", msg("This is a file of contact cards (vCard). Export the contacts as CSV.")),
    (b"begin:vcalendar", msg("This is a calendar file. A table saved as XLSX or CSV is needed.")),
)


def read_table(path: Path, *, limits: Limits = Limits(), sheet: str = "", language: str = "") -> Table:  # noqa: B008
    """The table of a CSV, TSV or XLSX file, whatever its name says.

    `sheet` names the sheet of a workbook ("" = the first with a table); `language` (`de`, `pl_PL`) helps to read old
    text files. Refused, with the way out, if there is no table to be had; never another exception for a bad file.
    """
    data = _bytes(path, limits)
    _refuse_other_kinds(data)
    if data.startswith(b"PK\x03\x04"):
        rows, notes, sheets = read_in_child(path, sheet, limits)
        return replace(shape(_even(rows), notes, (), limits), sheets=sheets)
    return read_text(data, limits, language)


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise Refused(msg("{name} is a folder. Choose a file.", name=path.name))
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise NotFound(msg("There is no file {name} at this place.", name=path.name)) from error
    except OSError as error:
        raise Refused(
            msg("{name} cannot be read. Close it in other programs, or copy it to this computer.", name=path.name)
        ) from error
    if len(data) > limits.file_bytes:
        raise Refused(
            msg("The file has more than {count} MB. Divide it into smaller ones.", count=limits.file_bytes // 1_000_000)
        )
    return data


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise Refused(msg("The file is empty. Choose another one."))
    if data.startswith(_OLD_OFFICE):
        raise Refused(_old_office(data))
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for kinds, beginning in ((_OTHER_KINDS, data), (_WORDED_KINDS, start)):
        for mark, message in kinds:
            if beginning.startswith(mark) and not _only_looks_so(mark, data):
                raise Refused(message)


def _only_looks_so(mark: bytes, data: bytes) -> bool:
    """A table may begin with the letters BM; a picture has bytes that no text has."""
    return mark.isalnum() and len(mark) == 2 and b"\x00" not in data[:200]


def _old_office(data: bytes) -> Message:
    if _ENCRYPTED in data:
        return msg("The workbook is protected with a password. Open it, save a copy without password, choose that.")
    return msg("This is a workbook of the old kind (.xls). Open it and save it as an Excel workbook (.xlsx) or CSV.")


def _even(rows: list[Row]) -> list[Row]:
    """A sheet has no torn rows: where one ends early, its cells are empty."""
    width = max((len(row.cells) for row in rows), default=0)
    return [Row(row.number, row.cells + ("",) * (width - len(row.cells))) for row in rows]
