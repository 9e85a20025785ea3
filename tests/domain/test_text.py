"""Text folded for searching, trimmed for keeping, and cleaned for a sheet."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.text import (
    CELL_LIMIT,
    CUT_MARK,
    can_be_kept,
    clean_for_sheet,
    fold,
    fold_beside,
    sheet_name,
    trim,
    words_of,
)

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("ŁÓDŹ", "lodz"),
        ("Smørrebrød", "smorrebrod"),
        ("Đorđe", "dorde"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδός", "οδοσ"),
        ("Ægir", "aegir"),
        ("Œuvre", "oeuvre"),
        ("Þór", "thor"),
        ("Diyarbakır", "diyarbakir"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("ＡＢＣ１", "abc1"),
        ("Zoë’s", "zoe’s"),
        ("한국", "한국"),
        ("", ""),
    ],
)
def test_folding_takes_off_marks_and_capitals(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("aäöüßéłøđæœþıİςΣÅ zZ"))
def test_capitals_fold_alike(text: str) -> None:
    assert fold(text.upper().lower()) == fold(text.lower())


def test_the_database_folds_plain_letters_itself() -> None:
    assert [fold_beside("Mark"), fold_beside("Zoë")] == [None, "zoe"]
    assert [can_be_kept(text) for text in ("Mark", "Zoë 😀", "\ud83d")] == [True, True, False]


def test_words_of_a_folded_text() -> None:
    assert words_of(fold("The Daily-Grind, No. 12 (café)")) == ["the", "daily", "grind", "no", "12", "cafe"]
    assert words_of("") == []


def test_a_name_is_trimmed() -> None:
    assert trim("  The\u00a0 Daily\t\nGrind\u200b ") == "The Daily Grind"
    assert trim("Zoe\u0308") == "Zoë"
    assert trim(" \u200b ") == ""


@given(any_text)
def test_trimming_twice_changes_nothing(text: str) -> None:
    once = trim(text)
    assert trim(once) == once
    assert once == once.strip()


@given(any_text)
def test_a_cleaned_cell_is_xml(text: str) -> None:
    clean, cut = clean_for_sheet(text)
    assert not cut
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    ElementTree.fromstring(f"<t>{escaped}</t>".encode())


def test_what_a_sheet_cannot_hold_is_shown_as_such() -> None:
    assert clean_for_sheet("a\x00b\x0bc\x1f\ud800\ufffe\uffff\x7f") == ("a\ufffdb\ufffdc" + "\ufffd" * 5, False)
    assert clean_for_sheet("tab\t line\n return\r =1+1 é 😀") == ("tab\t line\n return\r =1+1 é 😀", False)


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert CELL_LIMIT == 32_767
    assert clean_for_sheet("x" * CELL_LIMIT) == ("x" * CELL_LIMIT, False)
    clean, cut = clean_for_sheet("x" * (CELL_LIMIT + 1))
    assert cut
    assert clean == "x" * (CELL_LIMIT - len(CUT_MARK)) + CUT_MARK
    wide, cut = clean_for_sheet("😀" * CELL_LIMIT)
    assert cut
    assert len(wide.encode("utf-16-le")) // 2 in (CELL_LIMIT, CELL_LIMIT - 1)
    assert wide.startswith("😀😀")


def test_naughty_strings_come_through(shared: Path) -> None:
    strings = json.loads((shared / "data/strings/blns.json").read_text(encoding="utf-8"))
    for text in strings:
        clean, cut = clean_for_sheet(text)
        assert not cut
        assert len(clean) == len(text)
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Open items", "Open items"),
        ("A/B: [x]*?\\", "A B x"),
        ("'quoted'", "quoted"),
        ("", "Sheet"),
        ("   ", "Sheet"),
        ("History", "History_"),
        ("HISTORY", "HISTORY_"),
        ("nul\x00l", "nul l"),
        ("Statement of The Very Long Named Bakery", "Statement of The Very Long Name"),
        ("x" * 30 + "'y", "x" * 30),
    ],
)
def test_a_sheet_has_a_name_that_excel_accepts(text: str, name: str) -> None:
    assert sheet_name(text, ()) == name


def test_a_sheet_name_is_never_taken_twice() -> None:
    taken: set[str] = set()
    for _ in range(12):
        taken.add(sheet_name("Statement of The Very Long Named Bakery", taken).casefold())
    assert len(taken) == 12
    assert "statement of the very long (12)" in taken


@given(any_text, st.sets(st.sampled_from(["sheet", "a", "b", "sheet (2)"])))
def test_any_text_gives_a_sheet_name(text: str, taken: set[str]) -> None:
    name = sheet_name(text, taken)
    assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
    assert not set(name) & set("[]:*?/\\\x00")
    assert name.strip("'") == name
    assert name.casefold() not in {*taken, "history"}
