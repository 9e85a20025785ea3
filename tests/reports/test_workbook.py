"""The mechanics of every workbook: real types, live totals with values, page set-up, whole or not at all."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.words import msg
from partnercrm.reports.workbook import Workbook

Peek = Callable[..., dict[str, list[tuple[Any, ...]]]]
EUR = Currency("EUR", 2)


def entries(sample: Any, count: int) -> list[Any]:
    return [sample.Entry(f"2026-{n:04}", given=n * 137 + 1, received=n, pieces=n) for n in range(1, count + 1)]


def test_values_are_real(tmp_path: Path, sample: Any, peek: Peek) -> None:
    row = sample.Entry(
        "2026-0001", memo="oven", given=1250, received=-7, quantity=Decimal("2.5"), share=Decimal("0.8"), pieces=3
    )

    found = peek(sample.write(tmp_path / "a.xlsx", [row]))["Entries"]

    assert found[0] == tuple(column.title.key for column in sample.columns)
    assert found[1] == (
        "2026-0001",
        dt.datetime.fromisoformat("2026-11-21"),
        dt.datetime.fromisoformat("2026-11-21T09:30"),
        "oven",
        12.5,
        -0.07,
        None,
        2.5,
        None,
        0.8,
        3,
    )


@pytest.mark.parametrize(
    ("currency", "minor", "number", "number_format"),
    [
        (Currency("EUR", 2), 10**15 - 1, 9999999999999.99, "#,##0.00;[Red]-#,##0.00"),
        (Currency("JPY", 0), 1234, 1234, "#,##0;[Red]-#,##0"),
        (Currency("KWD", 3), -1, -0.001, "#,##0.000;[Red]-#,##0.000"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    tmp_path: Path, sample: Any, currency: Currency, minor: int, number: float, number_format: str
) -> None:
    path = sample.write(tmp_path / "a.xlsx", [sample.Entry("1", given=minor)], currency=currency)

    cell = openpyxl.load_workbook(path)["Entries"]["E2"]

    assert cell.value == number
    assert cell.number_format == number_format


@pytest.mark.parametrize(
    ("locale", "days", "paper"),
    [("en_GB", "dd/mm/yyyy", 9), ("de_DE", "dd.mm.yyyy", 9), ("en_US", "mm/dd/yyyy", 1), ("sv_SE", "yyyy-mm-dd", 9)],
)
def test_days_and_paper_follow_the_locale(tmp_path: Path, sample: Any, locale: str, days: str, paper: int) -> None:
    sheet = openpyxl.load_workbook(sample.write(tmp_path / "a.xlsx", entries(sample, 1), locale=locale)).worksheets[1]

    assert sheet["B2"].number_format == days
    assert sheet["C2"].number_format == f"{days} hh:mm"
    assert sheet.page_setup.paperSize == paper


def test_what_a_cell_cannot_count_with_stands_as_text_and_is_told(tmp_path: Path, sample: Any, peek: Peek) -> None:
    old = dt.datetime(1899, 1, 1, tzinfo=dt.UTC)
    row = sample.Entry("1", dt.date(1900, 2, 28), old, given=10**15, quantity=Decimal("1234567890.123456"))

    path = sample.write(tmp_path / "a.xlsx", [row, sample.Entry("2", given=100)])

    found = peek(path)
    assert found["Entries"][1][1:5] == ("1900-02-28", "1899-01-01 00:00", None, "10000000000000.00")
    assert found["Entries"][1][7] == "1234567890.123456"
    assert found["Entries"][3][4] == 1
    assert "5 values are outside what a cell can count with" in str(found["About"])


def test_words_are_said_by_the_locale(tmp_path: Path, sample: Any, peek: Peek) -> None:
    paid, late = msg("paid"), msg("late since {day}", day=dt.date(2026, 11, 2))
    columns = [
        Column("what", msg("What"), ColumnKind.TEXT, lambda row: row),
        Column("done", msg("Done"), ColumnKind.TEXT, lambda row: row is paid),
    ]
    path = tmp_path / "a.xlsx"
    with Workbook(path, sample.about, Locale("de_DE"), EUR) as book:
        sheet = book.data(msg("Words"), columns, [paid, late, paid], table="Words", opening={"what": msg("before")})

    assert peek(path)["Words"][1:] == [
        ("before", None),
        ("paid", "Yes"),
        ("late since 02.11.2026", "No"),
        ("paid", "Yes"),
    ]
    assert sheet.bottom("what").value == "paid"


def test_totals_are_live_and_show_their_value(tmp_path: Path, sample: Any, peek: Peek) -> None:
    path = sample.write(tmp_path / "a.xlsx", entries(sample, 3), opening={"number": "Opening", "balance": 10_000})

    values, formulas = peek(path)["Entries"], peek(path, formulas=True)["Entries"]

    assert values[1][0] == "Opening"
    assert values[1][6] == 100
    assert values[5][0] == "Total"
    assert values[5][4:7] == (8.25, 0.06, 108.19)
    assert values[5][10] == 6
    assert formulas[5][4] == "=SUBTOTAL(109,E3:E5)"
    assert formulas[5][6] == "=G2+SUM('Entries'!$E$3:$E$5)-SUM('Entries'!$F$3:$F$5)"
    assert len(values) == 6


def test_a_data_sheet_is_one_named_table_from_header_to_total(tmp_path: Path, sample: Any) -> None:
    sheet = openpyxl.load_workbook(sample.write(tmp_path / "a.xlsx", entries(sample, 3)))["Entries"]

    table = sheet.tables["Entries"]
    assert (table.ref, table.totalsRowCount, table.autoFilter.ref) == ("A1:K5", 1, "A1:K4")
    assert [column.name for column in table.tableColumns] == [column.title.key for column in sample.columns]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["D"].width == pytest.approx(30.7, abs=0.1)
    assert not sheet.merged_cells.ranges


def test_a_sheet_without_rows_keeps_its_table_and_its_checks(tmp_path: Path, sample: Any, peek: Peek) -> None:
    path = sample.write(tmp_path / "a.xlsx", [])

    assert openpyxl.load_workbook(path)["Entries"].tables["Entries"].ref == "A1:K3"
    assert [row[4] for row in peek(path)["Checks"][1:5]] == ["OK"] * 4


def test_a_large_workbook_has_filter_and_name_in_place_of_the_table(tmp_path: Path, sample: Any, peek: Peek) -> None:
    path = sample.write(tmp_path / "a.xlsx", entries(sample, 700), longest=20_001)

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Summary", "Entries", "Checks", "About"]
    assert not book["Entries"].tables
    assert book["Entries"].auto_filter.ref == "A1:K701"
    assert book.defined_names["Entries"].attr_text == "'Entries'!$A$1:$K$701"
    found = peek(path)
    assert found["Entries"][701][0] == "Total"
    assert found["Summary"][-1] == ("All checks", "OK", None)
    assert found["Checks"][1][1:5] == (sum(n * 137 + 1 for n in range(1, 701)) / 100,) * 2 + (0, "OK")


def test_pages_print_in_landscape_with_header_and_numbers(tmp_path: Path, sample: Any) -> None:
    book = openpyxl.load_workbook(sample.write(tmp_path / "a.xlsx", entries(sample, 1)))

    for sheet in book.worksheets:
        pages, foot, head = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter, sheet.oddHeader
        assert pages and foot and head and head.right
        assert pages.fitToPage
        assert sheet.page_setup.orientation == "landscape"
        one_page = sheet.title in ("Summary", "About")
        assert (sheet.page_setup.fitToWidth or 1) == 1
        assert sheet.page_setup.fitToHeight == (None if one_page else 0)  # one is what is not said
        assert (foot.left.text, foot.right.text) == ("&F", "Page &P of &N")
        assert str(head.left.text).split("\n") == ["Reciprocal ledger: &A", "November 2026, EUR"]
        assert str(head.right.text).replace("&&", "&") == "The Local Brew & friends"
    assert book["Entries"].print_title_rows == "$1:$1"


def test_properties_and_about_say_what_it_is(tmp_path: Path, sample: Any, peek: Peek) -> None:
    path = sample.write(tmp_path / "a.xlsx", entries(sample, 1))

    properties = openpyxl.load_workbook(path).properties
    assert (properties.title, properties.subject, properties.creator) == ("Reciprocal ledger", "November 2026", "Sarah")
    assert properties.created == dt.datetime.fromisoformat("2026-11-21T10:15")
    about = {row[0]: row[1] for row in peek(path)["About"]}
    assert about["Shop"] == "The Local Brew & friends"
    assert about["Made on"] == "21/11/2026 10:15"
    assert about["Program"] == "PartnerCRM 0.1.0"
    assert about["Filters"] == "Only The Daily Grind"


def test_nothing_in_it_leads_out_or_runs(tmp_path: Path, sample: Any) -> None:
    row = sample.Entry("1", memo="http://example.org =HYPERLINK")
    with zipfile.ZipFile(sample.write(tmp_path / "a.xlsx", [row])) as package:
        names = package.namelist()
        everything = b"".join(package.read(name) for name in names)

    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]
    assert b'TargetMode="External"' not in everything
    assert b"<hyperlink " not in everything


def test_headers_stand_over_their_values_and_text_keeps_a_gap(tmp_path: Path, sample: Any) -> None:
    row = sample.Entry("1", memo="x", given=1, quantity=1, unit="hours")
    sheet = openpyxl.load_workbook(sample.write(tmp_path / "a.xlsx", [row]))["Entries"]

    assert sheet["E1"].alignment.horizontal == sheet["E2"].alignment.horizontal == "right"
    assert sheet["B1"].alignment.horizontal == sheet["B2"].alignment.horizontal == "left"
    assert sheet["I1"].alignment.indent == sheet["I2"].alignment.indent == 1
    assert sheet["E1"].fill.fgColor.rgb == "FFE4E6F6"
    assert {sheet[cell].font.name for cell in ("A1", "A2", "E2", "A3", "E3")} == {"Calibri"}
    assert sheet["A2"].quotePrefix
    assert not sheet["E3"].quotePrefix


@pytest.mark.parametrize("longest", [0, 20_001])
def test_long_texts_go_on_below_and_long_amounts_have_room(tmp_path: Path, sample: Any, longest: int) -> None:
    rows = [sample.Entry("1", memo="Flour " * 20, given=123_456_789_012, received=1), sample.Entry("2", given=-1)]
    sheet = openpyxl.load_workbook(sample.write(tmp_path / "a.xlsx", rows, longest=longest))["Entries"]

    assert bool(sheet["D2"].alignment.wrap_text) is not bool(longest)
    assert (sheet["D2"].alignment.vertical, sheet["E2"].alignment.vertical) == (
        (None,) * 2 if longest else ("top",) * 2
    )
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (None if longest else 63.75, None)
    assert sheet.column_dimensions["E"].width > len("-1,234,567,890.12")
    assert sheet.column_dimensions["F"].width == pytest.approx(14.7, abs=0.1)


def test_equal_sheet_titles_are_told_apart(tmp_path: Path, sample: Any) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path, sample.about, Locale(), EUR) as book:
        names = [book.words(msg("{name}", name=name)).name for name in ("Café", "CAFÉ", "History", "a/b:" + "x" * 40)]

    assert openpyxl.load_workbook(path).sheetnames == names
    assert names[1] == "CAFÉ (2)"
    assert all(len(name) <= 31 for name in names)


def test_two_columns_of_one_title_are_our_own_mistake(tmp_path: Path, sample: Any) -> None:
    twice = [Column("a", msg("Name"), ColumnKind.TEXT, str), Column("b", msg("name"), ColumnKind.TEXT, str)]

    with (
        pytest.warns(UserWarning, match="Duplicate header"),
        pytest.raises(ValueError, match="two columns of one title"),
        Workbook(tmp_path / "a.xlsx", sample.about, Locale(), EUR) as book,
    ):
        book.data(msg("Names"), twice, ["x"], table="Names")
    assert not list(tmp_path.iterdir())


# Progress, cancelling, failing


@pytest.mark.parametrize("longest", [0, 20_001])
def test_progress_is_told(tmp_path: Path, sample: Any, longest: int) -> None:
    told: list[int] = []
    with Workbook(tmp_path / "a.xlsx", sample.about, Locale(), EUR, longest=longest, progress=told.append) as book:
        book.data(msg("Entries"), sample.columns, entries(sample, 1_234), table="Entries")

    assert told == [500, 1_000, 1_234]


@pytest.mark.parametrize("longest", [0, 20_001])
@pytest.mark.parametrize("old", [b"", b"the workbook of last month"])
def test_calling_it_off_leaves_everything_as_it_was(tmp_path: Path, sample: Any, longest: int, old: bytes) -> None:
    path, cancel = tmp_path / "a.xlsx", Event()
    if old:
        path.write_bytes(old)

    def rows() -> Iterator[Any]:
        for number in range(2_000):
            if number == 900:
                cancel.set()
            assert number <= 1_001, "went on after it was called off"
            yield sample.Entry(str(number))

    with (
        pytest.raises(Cancelled),
        Workbook(path, sample.about, Locale(), EUR, longest=longest, cancel=cancel) as book,
    ):
        book.data(msg("Entries"), sample.columns, rows(), table="Entries")

    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([old] if old else [])


def test_calling_it_off_at_the_very_end_counts(tmp_path: Path, sample: Any) -> None:
    cancel = Event()

    with (
        pytest.raises(Cancelled),
        Workbook(tmp_path / "a.xlsx", sample.about, Locale(), EUR, cancel=cancel) as book,
    ):
        book.words(msg("Summary"))
        cancel.set()

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("longest", [0, 20_001])
def test_a_failure_half_way_leaves_nothing(tmp_path: Path, sample: Any, longest: int) -> None:
    def rows() -> Iterator[Any]:
        yield from entries(sample, 700)
        raise RuntimeError("the store went away")

    with (
        pytest.raises(RuntimeError, match="went away"),
        Workbook(tmp_path / "a.xlsx", sample.about, Locale(), EUR, longest=longest) as book,
    ):
        book.data(msg("Entries"), sample.columns, rows(), table="Entries")

    assert not list(tmp_path.iterdir())


def test_it_replaces_the_workbook_of_last_month(tmp_path: Path, sample: Any, peek: Peek) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    sample.write(path, entries(sample, 2))

    assert len(peek(path)["Entries"]) == 4
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]
