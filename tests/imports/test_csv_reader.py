"""Text files as people save them: separators, encodings, quotation marks, titles above, torn rows."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.errors import Refused
from partnercrm.imports.csv_reader import read_text, sniff
from partnercrm.imports.readers import read_table
from partnercrm.imports.table import Limits, Table, Unreadable

NAMES = ("name", "phone", "amount")


def read(text: str, encoding: str = "utf-8", **limits: int) -> Table:
    return read_text(text.encode(encoding), Limits(**limits))


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def said(table: Table) -> str:
    return " ".join(str(note) for note in table.notes)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_finds_the_separator_whatever_ends_the_lines(separator: str, end: str) -> None:
    rows = [NAMES, ("Ana", "08 123", "12,50"), ("Ben", "", "7.00")]
    text = end.join(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows)

    table = read(text)

    assert table.header == NAMES
    assert cells(table) == [rows[1], rows[2]]


def test_commas_of_amounts_do_not_separate() -> None:
    assert sniff("a;b;c\n" + "1,5;2,5;3,5\n" * 100).separator == ";"
    assert sniff("name;value\n" + "Ana;1,50\n" * 3).separator == ";"
    assert sniff("name,address\n" + '"Main; st",x\n' * 3).separator == ","
    assert sniff("name\taddress\n" + "Ana\tMain st 5, flat 2, door; 3\n" * 3).separator == "\t"


def test_a_first_line_that_names_the_separator_is_obeyed() -> None:
    table = read("sep=|\nname|note\nAna|a;b;c\n")

    assert table.header == ("name", "note")
    assert cells(table) == [("Ana", "a;b;c")]


def test_one_column_needs_no_separator() -> None:
    table = read("name\nAna\nBen\n")

    assert table.header == ("name",)
    assert cells(table) == [("Ana",), ("Ben",)]
    assert "separated" not in said(table)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Müller €"),
        ("utf-8-sig", "Müller €"),
        ("utf-16", "Müller €"),
        ("utf-16-le", "Müller €"),
        ("utf-16-be", "Müller €"),
        ("cp1252", "Müller & Søn, 5 €"),
        ("cp1252", "Crème brûlée"),
        ("cp1250", "Wałęsa, Łódź, ściągnąć"),
        ("cp1250", "Dvořák, Jiří, žluťoučký kůň"),
        ("cp1250", "Őry Fülöp, hűtő, zöldségesbolt, három"),
        ("cp1251", "Кафе Пекарня на углу"),
    ],
)
def test_reads_the_letters_of_each_encoding(encoding: str, text: str) -> None:
    table = read(f'name;note\n"{text}";x\n', encoding)

    assert cells(table) == [(text, "x")]
    assert ("guess" in said(table)) == encoding.startswith("cp")


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        ("cp1253", "el_GR", "Καφενείο"),
        ("cp1254", "tr", "Işık Kuruyemiş"),
        ("cp932", "ja_JP", "コーヒー豆の店"),
        ("gbk", "zh_CN", "咖啡店"),
        ("big5", "zh_TW", "咖啡店"),
        ("cp1250", "hu", "Kovács Őri"),
        ("cp1252", "bg_BG", "Müller"),
    ],
)
def test_the_language_of_the_shop_settles_what_letters_cannot(encoding: str, language: str, text: str) -> None:
    table = read_text(f"name;note\n{text};x\n".encode(encoding), Limits(), language)

    assert cells(table) == [(text, "x")]


def test_a_torn_byte_does_not_spoil_the_other_letters() -> None:
    data = b"name;note\n" + "Zoë Žižek Müller;ok\n".encode() * 3 + b"M\xffller;torn\n"

    table = read_text(data, Limits())

    assert cells(table)[0] == ("Zoë Žižek Müller", "ok")
    assert isinstance(cells(table)[3][0], Unreadable)


def test_quoted_cells_hold_line_ends_and_rows_keep_their_number() -> None:
    table = read('name;note\n\nAna;"first\nsecond"\n\nBen;"say ""hi"""\n')

    assert [(row.number, row.cells) for row in table.rows] == [
        (3, ("Ana", "first\nsecond")),
        (5, ("Ben", 'say "hi"')),
    ]


def test_spaces_before_quotation_marks_count_only_where_that_makes_sense() -> None:
    assert cells(read('a, b, c\n1, "6,000", x\n')) == [("1", "6,000", "x")]
    assert cells(read("a,b,c\n1, spaced,x\n")) == [("1", " spaced", "x")]


def test_titles_above_the_header_are_passed_over_and_told() -> None:
    table = read("Customers of the shop;;;\n;;;\nname;phone;amount;\nAna;1;2;\nBen;3;4;\n")

    assert table.header == NAMES
    assert [row.number for row in table.rows] == [4, 5]
    assert "row 3" in said(table)


def test_one_row_torn_wide_does_not_pass_for_the_header() -> None:
    table = read("name;phone;amount\nAna;1;2\n" + ";".join("torn") * 3 + "\nBen;3;4\n")

    assert table.header == NAMES
    assert [problem.number for problem in table.problems] == [3]


def test_columns_without_name_and_value_go_but_values_without_name_stay() -> None:
    table = read("name;;amount;;\nAna;note;1;;\nBen;;2;;\n")

    assert table.header == ("name", "(B)", "amount")
    assert cells(table) == [("Ana", "note", "1"), ("Ben", "", "2")]


def test_equal_and_broken_names_are_made_clear() -> None:
    assert read('name;name;"first\n name"\n1;2;3\n').header == ("name", "name (2)", "first name")


def test_torn_rows_are_told_with_their_number() -> None:
    table = read("name;phone;amount\nAna;1;2\nBen;1;2;3\nCem;1\nDora;1;2;\n")

    assert [(problem.number, problem.kept) for problem in table.problems] == [(3, False), (4, True)]
    assert "4 cells" in str(table.problems[0].message)
    assert [row.cells for row in table.rows] == [("Ana", "1", "2"), ("Cem", "1", ""), ("Dora", "1", "2")]


def test_an_open_quotation_mark_takes_only_its_own_row() -> None:
    table = read('name;note\nAna;1\nBen;"open\nCem;"two\nlines"\nDora;"in "side"\nEva;5\n')

    assert [row.cells for row in table.rows] == [("Ana", "1"), ("Cem", "two\nlines"), ("Eva", "5")]
    assert [problem.number for problem in table.problems] == [3, 5]
    assert "quotation mark" in str(table.problems[0].message)


def test_thousands_of_open_quotation_marks_are_refused_soon() -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read("name;note\n" + 'x;"open\n' * 5_000)


def test_undoes_one_protecting_quote_of_our_own_export() -> None:
    table = read("name;note\n'=1+1;'+49 30\n'-5;'@home\n'\tx;\"'\ry\"\n'quoted';''=1\n")

    assert cells(table) == [("=1+1", "+49 30"), ("-5", "@home"), ("\tx", "\ry"), ("'quoted'", "''=1")]


@pytest.mark.parametrize("text", ["", "\n\n;;\n", "   \n\t\n"])
def test_a_file_without_a_row_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="nothing in this file"):
        read(text)


def test_noise_is_refused() -> None:
    with pytest.raises(Refused, match="neither a table"):
        read_text(bytes(range(256)) * 20, Limits())


def test_limits_are_refusals_with_a_way_out() -> None:
    with pytest.raises(Refused, match=r"more than 3 rows\. Divide"):
        read("name\n" + "x\n" * 4, rows=3)
    with pytest.raises(Refused, match="more than 3 columns"):
        read("a;b;c;d\n1;2;3;4\n", columns=3)
    long = cells(read("name;note\n" + "x" * 11 + ";y\n", cell=10))[0]
    assert isinstance(long[0], Unreadable)
    assert long[1] == "y"


def test_nul_in_a_cell_is_unreadable_and_the_rest_is_not() -> None:
    row = cells(read("name;note\na\x00b;y\n" + "Ana;long enough to be text\n" * 20))[0]

    assert isinstance(row[0], Unreadable)
    assert row[1] == "y"


SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'\ufffd") | st.sampled_from('\t\r\n"')
ROWS = st.lists(st.lists(st.text(SIGNS, max_size=12), min_size=3, max_size=3), max_size=8)


@given(ROWS, st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_comes_back(rows: list[list[str]], separator: str) -> None:
    kept = [row for row in rows if "".join(row).strip()]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([NAMES, *kept])

    table = read(file.getvalue(), "utf-8")

    assert table.header == NAMES
    assert [list(row.cells) for row in table.rows] == kept


# Files of others


def test_csv_spectrum(shared: Path) -> None:
    for file in sorted((shared / "data/csv/csv-spectrum/csvs").glob("*.csv")):
        answer = json.loads((file.parent.parent / "json" / f"{file.stem}.json").read_text("utf-8"))
        table = read_table(file)
        found = [dict(zip(table.header, row.cells, strict=True)) for row in table.rows]
        if b"\r\n" not in file.read_bytes():
            answer = json.loads(json.dumps(answer).replace("\\r\\n", "\\n"))
        assert found == answer, file.name
        assert not table.problems


def test_csv_test_data(shared: Path) -> None:
    folder = shared / "data/csv/csv-test-data"
    for file in sorted((folder / "csv").glob("[!b]*.csv")):
        if file.stem == "all-empty":
            continue
        answer = json.loads((folder / "json" / f"{file.stem}.json").read_text("utf-8"))
        table = read_table(file)
        rows = [list(row.cells) for row in table.rows]
        expected = [list(row.values()) for row in answer] if file.stem.startswith("header") else answer[1:]
        assert rows == [row for row in expected if "".join(row).strip()], file.name
        assert not table.problems


@pytest.mark.parametrize(
    ("name", "numbers", "words"),
    [
        ("bad-header-less-fields", [2], "2 cells"),
        ("bad-header-more-fields", [2], "4 cells"),
        ("bad-missing-quote", [2], "quotation mark"),
        ("bad-quotes-with-unescaped-quote", [2], "quotation mark"),
    ],
)
def test_bad_files_get_a_clear_message(shared: Path, name: str, numbers: list[int], words: str) -> None:
    table = read_table(shared / f"data/csv/csv-test-data/csv/{name}.csv")

    assert [problem.number for problem in table.problems] == numbers
    assert words in str(table.problems[0].message)


@pytest.mark.parametrize(
    ("name", "columns", "rows", "header"),
    [
        ("characters.csv", 18, 382, "id"),
        ("complex.csv", 4, 3, "date"),
        ("example.tsv", 17, 140, "hour"),
        ("excel_pasting.csv", 9, 16, "Year"),
        ("long.csv", 1, 3999, "foo"),
        ("mixedGLB.csv", 19, 133, "Year"),
        ("simple.csv", 3, 6, "date"),
        ("simple.psv", 6, 28, "Year"),
        ("simple.ssv", 3, 6, "date"),
        ("skip_initials.csv", 2, 2, "field1"),
        ("spanish_chars.csv", 8, 115, "GF_ID"),
        ("sparse_with_column_errors.csv", 4, 2200, "LP"),
        ("utf-16le_encoded.csv", 19, 327, "Organisation_code"),
        ("utf8bom.csv", 2, 0, "kitten"),
        ("weird_head_padding.csv", 10, 76, "(A)"),
    ],
)
def test_files_of_open_data_portals(shared: Path, name: str, columns: int, rows: int, header: str) -> None:
    table = read_table(shared / "data/csv/messytables-horror" / name)

    assert (len(table.header), len(table.rows), table.header[0]) == (columns, rows, header)
    assert all(len(row.cells) == columns for row in table.rows)


def test_letters_of_open_data_portals(shared: Path) -> None:
    folder = shared / "data/csv/messytables-horror"

    assert "Descripción" in read_table(folder / "spanish_chars.csv").header
    assert "Trägerorganisationen" in str(read_table(folder / "sparse_with_column_errors.csv").rows[0].cells[1])
    assert read_table(folder / "characters.csv", language="zh_TW").header[2].startswith("景點")
