"""Workbooks: types kept, formulas without value told, the right sheet found, and none of them can hurt the program."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from partnercrm.domain.errors import Refused
from partnercrm.imports import readers
from partnercrm.imports.readers import read_table
from partnercrm.imports.table import Limits, Row, Table, Unreadable
from partnercrm.imports.wire import parse
from partnercrm.imports.xlsx_reader import lines


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: a second saved per file. The child has tests of its own below."""

    def read(path: Path, sheet: str, limits: Limits) -> tuple[list[Row], list[object], tuple[str, ...]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse(list(lines(path, sheet, limits)))  # type: ignore[return-value]

    monkeypatch.setattr(readers, "read_in_child", read)


def book(path: Path, fill: Callable[[Worksheet], object]) -> Path:
    made = openpyxl.Workbook()
    assert isinstance(made.active, Worksheet)
    fill(made.active)
    made.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with one part changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def reasons(table: Table) -> list[tuple[int, str]]:
    return [(row.number, str(cell.reason)) for row in table.rows for cell in row.cells if isinstance(cell, Unreadable)]


SHEET = "xl/worksheets/sheet1.xml"


# The child process


def test_values_keep_their_type_through_the_child(tmp_path: Path) -> None:
    moment = dt.datetime.fromisoformat("2026-11-21T10:30")
    values = ["Ana", 440.0, 12.345, 18.5, 7, True, dt.date(2026, 11, 21), moment, dt.time(9, 5), None]

    def fill(sheet: Worksheet) -> None:
        sheet.append([f"c{index}" for index in range(len(values))])
        sheet.append(values)

    path = book(tmp_path / "a.xlsx", fill)
    row = read_table(rewritten(path, SHEET, lambda data: data.replace(b"18.5", b"18.400000000000002"))).rows[0]

    assert row.number == 2
    assert row.cells == (
        "Ana", Decimal(440), Decimal("12.345"), Decimal("18.4"), Decimal(7), True,
        dt.date(2026, 11, 21), moment, "09:05", "",
    )  # fmt: skip
    assert [type(cell) for cell in row.cells[1:6]] == [Decimal] * 4 + [bool]


def test_a_refusal_of_the_child_comes_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"There is no sheet Ben\. There are: Sheet"):
        read_table(book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"])), sheet="Ben")


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"]))

    with pytest.raises(Refused, match="took longer than 0 seconds"):
        read_table(path, limits=Limits(seconds=0.01))


def test_a_workbook_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"]))

    with pytest.raises(Refused, match="damaged or too complicated"):
        read_table(path, limits=Limits(memory=10_000_000))


def test_the_child_takes_no_code_from_the_folder_it_starts_in(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"]))
    (tmp_path / "openpyxl.py").write_text("raise SystemExit('stolen')")
    script = (
        "from pathlib import Path; from partnercrm.imports.readers import read_table; "
        "print(read_table(Path('a.xlsx')).header)"
    )

    done = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )

    assert (done.stdout.strip(), done.stderr) == ("('name',)", "")


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_workbook_is_refused(tmp_path: Path, where: float) -> None:
    path = book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"]))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * where)])

    with pytest.raises(Refused, match="damaged"):
        read_table(path)


@pytest.mark.parametrize("entity", ["'ha'", "SYSTEM 'file:///etc/hostname'"])
def test_a_workbook_with_entities_is_refused(tmp_path: Path, entity: str) -> None:
    path = book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"]))
    doctype = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e {entity}>]>".encode()
    rewritten(path, SHEET, lambda data: doctype + re.sub(rb"^<\?xml.*?\?>", b"", data))

    with pytest.raises(Refused, match="damaged"):
        read_table(path)


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", lambda sheet: sheet.append(["name"]))
    rewritten(path, SHEET, lambda data: data + b" " * 51_000_000)
    assert path.stat().st_size < 100_000

    with pytest.raises(Refused, match="unpacks to more than 50 MB"):
        read_table(path)


# What is found in it


@pytest.mark.usefixtures("here")
def test_one_long_text_used_in_many_cells_does_not_fill_the_memory(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for _ in range(20):
            sheet.append(["x" * 1_000] * 10)

    with pytest.raises(Refused, match="unpacks to more"):
        read_table(book(tmp_path / "a.xlsx", fill), limits=Limits(text=100_000))


@pytest.mark.usefixtures("here")
def test_a_far_cell_is_refused_and_a_low_one_costs_nothing(tmp_path: Path) -> None:
    def far(sheet: Worksheet) -> None:
        sheet["A1"], sheet["XFD1048576"] = "name", 1

    def low(sheet: Worksheet) -> None:
        sheet["A1"], sheet["A1048576"] = "name", "Ana"

    with pytest.raises(Refused, match="Row 1048576 has something in column XFD"):
        read_table(book(tmp_path / "far.xlsx", far))
    assert read_table(book(tmp_path / "low.xlsx", low)).rows == (Row(1_048_576, ("Ana",)),)


@pytest.mark.usefixtures("here")
def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for number in range(5):
            sheet.append([number])

    assert len(read_table(book(tmp_path / "a.xlsx", fill), limits=Limits(rows=4)).rows) == 4
    with pytest.raises(Refused, match="more than 3 rows"):
        read_table(tmp_path / "a.xlsx", limits=Limits(rows=3))


@pytest.mark.usefixtures("here")
def test_formulas_without_a_saved_value_are_told_and_never_zero(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["name", "amount"])
        sheet.append(["Ana", "=1+1"])
        sheet.append(["Ben", 2])

    table = read_table(book(tmp_path / "a.xlsx", fill))

    assert reasons(table) == [(2, "The formula has no saved value. Open the file in Excel, save it, try again.")]
    assert table.rows[1].cells == ("Ben", Decimal(2))


@pytest.mark.usefixtures("here")
def test_formulas_with_saved_values_are_read_the_empty_text_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["name", "amount", "note", "error"])
        sheet.write_formula(1, 0, '="A"&"na"', None, "Ana")
        sheet.write_formula(1, 1, "=440/1", None, 440)
        sheet.write_formula(1, 2, '=""', None, "x")
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    rewritten(path, SHEET, lambda data: data.replace(b"<v>x</v>", b"<v></v>"))

    table = read_table(path)

    assert table.rows[0].cells[:3] == ("Ana", Decimal(440), "")
    assert reasons(table) == [(2, "The cell shows the error #DIV/0!.")]


@pytest.mark.usefixtures("here")
def test_merged_cells_are_read_once_and_told_below(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Customers of the shop"])
        sheet.append(["name", "amount", "note"])
        sheet.append(["Ana", 12, "x"])
        sheet.append([None, None, "y"])
        sheet.append(["Ben", 3, None])
        sheet.append(["Cem", 4, None])
        sheet["B7"].number_format = "0.00"
        for area in ("A1:C1", "B3:B4", "C5:C6", "A6:A9", "A11:B14"):
            sheet.merge_cells(area)

    table = read_table(book(tmp_path / "a.xlsx", fill))

    assert table.header == ("name", "amount", "note")
    assert [row.number for row in table.rows] == [3, 4, 5, 6]
    assert reasons(table) == [(4, "The cell is merged with the one in row 3. Separate them.")]


@pytest.mark.usefixtures("here")
def test_the_first_sheet_with_a_table_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    hidden = made.create_sheet("Lists", 0)
    hidden.sheet_state = "hidden"
    for sheet, rows in ((hidden, ["x", "y"]), (made["Sheet"], ["A title"]), (made.create_sheet("Data"), ["n", "Ana"])):
        for value in rows:
            sheet.append([value])
    made.save(path)

    assert [str(note) for note in read_table(path).notes] == ["The workbook has 3 sheets; Data was read."]
    assert read_table(path, sheet="Lists").header == ("x",)
    assert read_table(path, sheet="Lists").sheets == tuple(openpyxl.load_workbook(path).sheetnames)


@pytest.mark.usefixtures("here")
def test_a_cover_sheet_is_passed_over_where_a_table_follows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    data = made.create_sheet("Data")
    for line in ("Our suppliers", "Printed on 3 November", "For the accountant"):
        made["Sheet"].append([line])
    for row in (["Suppliers of 2026"], ["Name", "Phone"], ["Old Mill", "030 55"]):
        data.append(row)
    made.save(tmp_path / "a.xlsx")

    table = read_table(tmp_path / "a.xlsx")
    assert (table.header, [row.cells for row in table.rows]) == (("Name", "Phone"), [("Old Mill", "030 55")])


def test_a_workbook_may_have_any_name(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Name"])
        sheet.append(["Ana"])

    assert read_table(book(tmp_path / "a.xlsx", fill).rename(tmp_path / "a.csv")).rows[0].cells == ("Ana",)


@pytest.mark.usefixtures("here")
def test_days_are_days_in_both_calendars(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["day"])
        sheet.append([dt.date(2026, 11, 21)])

    def fill_1904(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.epoch = dt.datetime.fromisoformat("1904-01-01T00:00")
        fill(sheet)

    for number, filled in enumerate((fill, fill_1904)):
        assert read_table(book(tmp_path / f"{number}.xlsx", filled)).rows[0].cells == (dt.date(2026, 11, 21),)


@pytest.mark.usefixtures("here")
def test_a_day_that_no_calendar_has_is_told(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["day"])
        sheet.append([99_999_999])
        sheet["A2"].number_format = "yyyy-mm-dd"

    assert reasons(read_table(book(tmp_path / "a.xlsx", fill))) == [(2, "The cell shows the error #VALUE!.")]


@pytest.mark.usefixtures("here")
def test_text_comes_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = ["'=1", " spaces ", "line\nbreak", "_x0041_", "08123", "😀", "carriage\rreturn"]
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        for row, text in enumerate(["name", *texts]):
            sheet.write_string(row, 0, text)

    assert [row.cells[0] for row in read_table(path).rows] == texts


@pytest.mark.usefixtures("here")
def test_a_book_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no table in this workbook"):
        read_table(book(tmp_path / "a.xlsx", lambda sheet: None))


# Files of others


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "header", "first"),
    [
        ("calamine/date.xlsx", ("2021-01-01", "15"), (dt.date(2021, 1, 2), Decimal(16))),
        ("calamine/date_1904.xlsx", ("2021-01-01", "15"), (dt.date(2021, 1, 2), Decimal(16))),
        ("calamine/date_iso.xlsx", ("2021-01-01",), (dt.datetime.fromisoformat("2021-01-01T10:10:10"),)),
        ("calamine/header-row.xlsx", ("Columns", "Column A", "Column B", "Column C"),
         ("put data here", Decimal(1), Decimal(2), Decimal(3))),
        ("calamine/inlineStr_cdata.xlsx", ("Hello CDATA", "World"), ("12345", "NormalText")),
        ("calamine/inventory-table.xlsx", ("Item", "Type", "Quantity"), (Decimal(1), "Apple", Decimal(50))),
        ("calamine/nonstandard-xml-ns-prefix.xlsx", ("a", "b"), (Decimal(1), Decimal(3))),
        ("calamine/temperature.xlsx", ("label", "value"), ("celsius", Decimal("22.2222"))),
        ("messytables/simple.xlsx", ("date", "temperature", "place"), (dt.date(2011, 1, 1), Decimal(1), "Galway")),
    ],
)  # fmt: skip
def test_tables_of_others(shared: Path, name: str, header: tuple[str, ...], first: tuple[object, ...]) -> None:
    table = read_table(shared / "data/xlsx" / name)

    assert table.header == header
    assert table.rows[0].cells == first


@pytest.mark.usefixtures("here")
def test_every_workbook_of_others_is_read_or_refused_in_words(shared: Path) -> None:
    read, refused = 0, set()
    for file in sorted((shared / "data/xlsx").rglob("*.xls[xm]")):
        if file.name == "issue_530.xlsx":
            continue
        try:
            table = read_table(file)
        except Refused as error:
            refused.add((file.name, str(error.message.key).partition(".")[0]))
        else:
            read += 1
            assert all(len(row.cells) == len(table.header) for row in table.rows), file.name
    empty = "There is no table in this workbook"
    assert refused == {
        ("empty_sheet.xlsx", empty),
        ("libreoffice.xlsx", empty),
        ("pass_protected.xlsx", "The workbook is protected with a password"),
        ("picture.xlsx", empty),
        ("vba.xlsm", empty),
    }
    assert read == 34


def test_a_package_with_broken_part_names_is_refused(shared: Path) -> None:
    with pytest.raises(Refused, match="damaged"):
        read_table(shared / "data/xlsx/calamine/issue_530.xlsx")
