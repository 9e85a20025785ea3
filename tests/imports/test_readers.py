"""What kind of file it is, by its bytes; each kind that is not ours is refused with the way out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from partnercrm.domain.errors import NotFound, Refused
from partnercrm.imports.readers import read_table
from partnercrm.imports.table import Limits


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return data.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"BM\x3a\x00\x00\x00", "picture"),
        (b"\x1f\x8b\x08", "archive"),
        (b"SQLite format 3\x00", "database"),
        (b"PCRM\x01\x01", "shop file"),
        (b"{\\rtf1", "text document"),
        (b"  <!DOCTYPE html><table>", "web page"),
        (b"\xef\xbb\xbf<html>", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"BEGIN:VCARD\r\nVERSION:3.0", "vCard"),
        (OLE, ".xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped("mimetype", "content.xml"), "OpenDocument"),
        (zipped("[Content_Types].xml", "word/document.xml"), "text document"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (zipped("customers.csv"), "zip archive"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
    ],
)
def test_other_kinds_are_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(data)

    with pytest.raises(Refused, match=words) as refused:
        read_table(file)

    assert str(refused.value).endswith((".", "?"))


def test_a_table_may_begin_like_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "cars.csv"
    file.write_text("BMW;Audi\n1;2\n")

    assert read_table(file).header == ("BMW", "Audi")


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "customers.xlsx"
    file.write_text("name;phone\nAna;1\n")

    assert read_table(file).rows[0].cells == ("Ana", "1")


def test_places_without_a_readable_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no file gone\.csv"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(Refused, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(Refused, match="cannot be read"):
        read_table(tmp_path / ("x" * 300))


def test_too_large_a_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    file.write_text("name\n" + "x\n" * 1_000)

    with pytest.raises(Refused, match="more than 0 MB"):
        read_table(file, limits=Limits(file_bytes=1_000))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("csv/messytables-horror/simple.zip", "zip archive"),
        ("csv/messytables-horror/simple.unknown", "empty"),
        ("xlsx/calamine/OOM_alloc3.xls", ".xls"),
        ("xlsx/calamine/date.xls", ".xls"),
        ("xlsx/calamine/number_rows_repeated.ods", "OpenDocument"),
        ("xlsx/calamine/pass_protected.xlsx", "password"),
        ("xlsx/messytables/simple.xls", "OpenDocument|.xls"),
        ("vcards/ez-vcard/John_Doe_ANDROID.vcf", "vCard"),
    ],
)
def test_files_of_others_that_are_no_tables(shared: Path, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_table(shared / "data" / name)
