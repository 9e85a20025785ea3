"""The sheet Checks: it says OK where it is so, CHECK where it is not, and LibreOffice comes to the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partnercrm.columns.column import ColumnKind
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.words import msg
from partnercrm.reports.checks import Check
from partnercrm.reports.sheets import Figure
from partnercrm.reports.workbook import Workbook

Peek = Callable[..., dict[str, list[tuple[Any, ...]]]]
Recalculated = Callable[..., list[Path]]
Computed = dict[str, tuple[Path, Path]]


def entries(sample: Any, count: int) -> list[Any]:
    return [sample.Entry(f"2026-{n:04}", memo="=1/0", given=n * 7 + 1, received=n) for n in range(1, count + 1)]


@pytest.fixture(scope="module")
def computed(sample: Any, recalculated: Recalculated, tmp_path_factory: pytest.TempPathFactory) -> Computed:
    """By name: a workbook as it was written and as LibreOffice computed it, all in one go."""
    folder = tmp_path_factory.mktemp("checks")
    opening = {"number": "Opening", "balance": 10_000}
    paths = [
        *(
            sample.write(folder / f"{name}.xlsx", entries(sample, 50), longest=longest, opening=opening)
            for name, longest in (("table", 0), ("filter", 20_001))
        ),
        _wrong_on_purpose(folder / "alive.xlsx", sample),
        *(_typed_in(folder / f"{till}.xlsx", sample) for till in ("0.45", "0.40")),
        _days_and_words(folder / "kinds.xlsx", sample),
    ]
    return {path.stem: (path, there) for path, there in zip(paths, recalculated(*paths), strict=True)}


def _wrong_on_purpose(path: Path, sample: Any) -> Path:
    with Workbook(path, sample.about, Locale(), Currency("EUR", 2)) as book:
        summary = book.words(msg("Summary"))
        sheet = book.data(msg("Entries"), sample.columns, entries(sample, 3), table="Entries", totals=("given",))
        total = sheet.sum("given")
        wrong = Figure(999_999, total.kind, total.formula)
        result = book.checks([Check(msg("Given"), 45, wrong), Check(msg("One too few"), 44, total)])
        summary.line(msg("All checks"), result)
    return path


def _typed_in(path: Path, sample: Any) -> Path:
    sample.write(path, entries(sample, 3))
    book = openpyxl.load_workbook(path)
    assert book["Checks"]["B6"].fill.fgColor.rgb == "FFFFF8D6"
    book["Checks"]["B6"] = float(path.stem)
    book.save(path)
    return path


def _days_and_words(path: Path, sample: Any) -> Path:
    rows = entries(sample, 3)
    with Workbook(path, sample.about, Locale(), Currency("EUR", 2)) as book:
        sheet = book.data(msg("Entries"), sample.columns, rows, table="Entries")
        book.checks(
            [
                Check(msg("Wrong number"), "2026-0004", sheet.bottom("number")),
                Check(msg("First day"), rows[0].day, sheet.top("day")),
                Check(msg("Last number"), "2026-0003", sheet.bottom("number")),
            ]
        )
    return path


def test_a_true_workbook_is_ok_and_a_false_one_is_not(tmp_path: Path, sample: Any, peek: Peek) -> None:
    good = peek(sample.write(tmp_path / "good.xlsx", entries(sample, 3)))
    bad = peek(sample.write(tmp_path / "bad.xlsx", entries(sample, 3), expected=4_400))

    assert [row[4] for row in good["Checks"][1:]] == ["OK"] * 4 + ["to fill in", "OK"]
    assert good["Checks"][1][:5] == ("Given", 0.45, 0.45, 0, "OK")
    assert bad["Checks"][1][:5] == ("Given", 44, 0.45, -43.55, "CHECK")
    assert [row[4] for row in bad["Checks"][2:]] == ["OK"] * 3 + ["to fill in", "CHECK"]
    assert bad["Summary"][-1][:2] == ("All checks", "CHECK")


@pytest.mark.parametrize("name", ["table", "filter"])
def test_libreoffice_comes_to_the_same_without_one_error(computed: Computed, peek: Peek, name: str) -> None:
    here, there = map(peek, computed[name])
    assert [row[4] for row in there["Checks"][1:]] == ["OK"] * 4 + ["to fill in", "OK"]
    assert there["Summary"][-1][:2] == ("All checks", "OK")
    assert there["Entries"][-1][4:7] == pytest.approx(here["Entries"][-1][4:7])
    every = [cell for rows in there.values() for row in rows for cell in row]
    assert not [cell for cell in every if isinstance(cell, str) and cell.startswith(("#", "Err:"))]


def test_the_formulas_are_alive(computed: Computed, peek: Peek) -> None:
    """What stands in the cells until then is wrong on purpose; a changed amount must be noticed as well."""
    here, there = map(peek, computed["alive"])
    assert [row[4] for row in here["Checks"][1:]] == ["CHECK"] * 3
    assert there["Checks"][1][2:5] == (0.45, 0, "OK")
    assert there["Checks"][2][2:5] == (0.45, 0.01, "CHECK")
    assert there["Summary"][0][:2] == ("All checks", "CHECK")


def test_a_figure_from_outside_is_compared_once_it_is_typed_in(computed: Computed, peek: Peek) -> None:
    same, other = (peek(computed[till][1])["Checks"][5] for till in ("0.45", "0.40"))
    assert same[:1] + same[3:6] == ("Till total", 0, "OK", "The till's report")
    assert other[:1] + other[3:6] == ("Till total", 0.05, "CHECK", "The till's report")


def test_days_and_words_are_compared_too(computed: Computed, peek: Peek) -> None:
    for found in map(peek, computed["kinds"]):
        assert [row[4] for row in found["Checks"][1:]] == ["CHECK", "OK", "OK", "CHECK"]


def test_a_sum_that_no_cell_can_count_with_is_no_error(tmp_path: Path, sample: Any, peek: Peek) -> None:
    path = sample.write(tmp_path / "a.xlsx", [sample.Entry("1", given=10**15)])

    assert peek(path)["Checks"][1][:5] == ("Given", "10000000000000.00", 0, None, "CHECK")


def test_the_unit_of_a_figure_is_that_of_its_kind(sample: Any, tmp_path: Path) -> None:
    sample.write(tmp_path / "a.xlsx", entries(sample, 3))

    assert sample.sheet.sum("given") == Figure(45, ColumnKind.MONEY, "SUM('Entries'!$E$2:$E$4)")
    assert sample.sheet.count() == Figure(3, ColumnKind.COUNT, "COUNTA('Entries'!$A$2:$A$4)")
