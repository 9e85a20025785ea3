"""Whatever a user typed stays text, unchanged, in both ways in which a workbook keeps its texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.text import clean_for_sheet
from partnercrm.imports.readers import read_table

Peek = Callable[..., dict[str, list[tuple[Any, ...]]]]
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "{=1+1}",
    '=HYPERLINK("http://x","y")',
    "=cmd|'/c calc'!A1",
    "#REF!",
    "#N/A",
    "TRUE",
    "08123",
    "1e5",
    "12345678901234567890",
    "2026-11-21",
    "http://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "  spaces around  ",
    "two\nlines",
    "'=1",
    "<r>bold</r>",
    "<r><t>x</t></r>",
    "<r>&lt;</r>",
    "<b>&amp;",
    "_x0041_",
    "😀",
    "\u202eabc",
    "None",
]


def unescaped(text: object) -> object:
    """openpyxl hands out control characters and underscores as the file spells them."""
    if not isinstance(text, str):
        return text
    return re.sub(r"_x(00[01][0-9A-F]|005F)_", lambda found: chr(int(found[1], 16)), text)


def memos(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path)["Entries"]
    cells = [row[3] for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row - 1)]
    assert {cell.data_type for cell in cells} <= {"s"}
    assert all(cell.quotePrefix for cell in cells)
    return [unescaped(cell.value) for cell in cells]


@pytest.mark.parametrize("longest", [0, 20_001])
def test_nasty_text_stays_text(tmp_path: Path, sample: Any, longest: int) -> None:
    rows = [sample.Entry(str(number), memo=text) for number, text in enumerate(NASTY)]

    path = sample.write(tmp_path / "a.xlsx", rows, longest=longest)

    assert memos(path) == NASTY


@pytest.mark.parametrize("longest", [0, 20_001])
def test_what_no_cell_can_hold_is_replaced_or_cut_and_told(
    tmp_path: Path, sample: Any, peek: Peek, longest: int
) -> None:
    texts = ["nul\x00 \x0b \ufffe \uffff \ud800.", "x" * 40_000, "<r>" + "&" * 32_000 + "</r>"]
    rows = [sample.Entry(str(number), memo=text) for number, text in enumerate(texts)]

    path = sample.write(tmp_path / "a.xlsx", rows, longest=longest)

    first, second, third = (str(text) for text in memos(path))
    assert first == "nul\ufffd \ufffd \ufffd \ufffd \ufffd."
    assert (len(second), second[-6:]) == (32_767, " [cut]")
    assert (third[:4], third[-6:]) == ("<r>&", " [cut]")
    assert "2 texts were longer than a cell can hold" in str(peek(path)["About"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=30))
def test_any_text_comes_back(tmp_path: Path, sample: Any, texts: list[str]) -> None:
    rows = [sample.Entry(str(number), memo=text) for number, text in enumerate(texts)]

    path = sample.write(tmp_path / "a.xlsx", rows, longest=20_001)

    expected = [clean_for_sheet(text)[0] for text in texts]
    assert memos(path) == [unescaped(text) for text in expected]


def test_our_reader_gets_back_what_was_written(tmp_path: Path, sample: Any) -> None:
    rows = [sample.Entry(f"n{number}", memo=text) for number, text in enumerate(NASTY)]

    table = read_table(sample.write(tmp_path / "a.xlsx", rows), sheet="Entries")

    assert [row.cells[3] for row in table.rows[:-1]] == NASTY


def naughty(shared: Path) -> list[str]:
    strings = shared / "data/strings"
    payloads = (strings / "csv-injection-payloadbox.txt").read_text("utf-8").splitlines()
    return [text for text in json.loads((strings / "blns.json").read_text("utf-8")) if text] + payloads


def test_the_big_list_of_naughty_strings_and_the_payloads(
    shared: Path, tmp_path: Path, sample: Any, recalculated: Callable[..., list[Path]]
) -> None:
    texts = naughty(shared)
    rows = [sample.Entry(f"n{number}", memo=text) for number, text in enumerate(texts)]
    path = sample.write(tmp_path / "naughty.xlsx", rows)
    clean = [clean_for_sheet(text)[0] for text in texts]

    assert len(texts) > 500
    assert memos(path) == clean
    there = openpyxl.load_workbook(recalculated(path)[0])["Entries"]
    cells = [row[3] for row in there.iter_rows(min_row=2, max_row=len(texts) + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
