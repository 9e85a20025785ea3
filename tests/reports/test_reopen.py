"""A workbook is read again before it takes its place: a lost row, a changed amount or a torn file is noticed."""

from __future__ import annotations

import dataclasses
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partnercrm.domain.errors import StoreProblem
from partnercrm.reports.reopen import Expected, reopen_and_check

SHEET = "xl/worksheets/sheet2.xml"
Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module", params=[0, 20_001])
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Expected]:
    sample = request.getfixturevalue("sample")
    rows = [sample.Entry(f"2026-{n:04}", memo="x" * 400, given=n * 7, received=-n, pieces=n) for n in range(5_000)]
    path = sample.write(tmp_path_factory.mktemp("original") / "a.xlsx", rows, longest=request.param)
    return path, Expected.of(1, sample.sheet, 100)


@pytest.fixture
def written(original: tuple[Path, Expected], tmp_path: Path) -> tuple[Path, Expected]:
    return Path(shutil.copy(original[0], tmp_path)), original[1]


def changed(path: Path, change: Change) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert change(parts[SHEET]) != parts[SHEET]
    parts[SHEET] = change(parts[SHEET])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def test_what_was_written_is_found(written: tuple[Path, Expected]) -> None:
    path, expected = written

    reopen_and_check(path, [expected])

    assert expected.rows == 5_000
    assert expected.sums["E"] == 7 * 5_000 * 4_999 // 2


@pytest.mark.parametrize(
    "change",
    [
        lambda data: re.sub(rb'(<c r="E2500" s="\d+"><v>)[^<]*', rb"\g<1>0.01", data),
        lambda data: re.sub(rb'<c r="K2000" s="\d+"><v>[^<]*</v></c>', b"", data),
        lambda data: re.sub(rb'<row r="3500".*?</row>', b"", data),
        lambda data: data.replace(b"</worksheet>", b""),
        lambda data: data[: len(data) // 2],
    ],
)
def test_what_is_not_there_is_noticed(written: tuple[Path, Expected], change: Change) -> None:
    path, expected = written
    changed(path, change)

    with pytest.raises(StoreProblem, match="does not hold"):
        reopen_and_check(path, [expected])


def test_a_torn_file_is_noticed(written: tuple[Path, Expected]) -> None:
    path, expected = written
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(StoreProblem, match="does not hold"):
        reopen_and_check(path, [expected])


def test_more_rows_than_were_read_from_the_store_are_noticed(written: tuple[Path, Expected]) -> None:
    path, expected = written

    with pytest.raises(StoreProblem, match="Entries does not hold"):
        reopen_and_check(path, [dataclasses.replace(expected, rows=4_999)])


def test_a_workbook_that_came_out_wrong_never_takes_the_place(
    tmp_path: Path, sample: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk lies: what is read back is another workbook."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"last month")
    real = zipfile.ZipFile.open

    def lying(package: zipfile.ZipFile, name: Any, mode: Any = "r", *rest: Any, **options: Any) -> Any:
        return real(package, "xl/worksheets/sheet1.xml" if name == SHEET else name, mode, *rest, **options)

    monkeypatch.setattr(zipfile.ZipFile, "open", lying)
    with pytest.raises(StoreProblem, match="Nothing was replaced"):
        sample.write(path, [sample.Entry("1", given=5)])

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"last month"]
