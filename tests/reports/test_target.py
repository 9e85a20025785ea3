"""Where a workbook goes: each place that cannot be written says so, with a new name where that helps."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from partnercrm.domain.errors import WorkbookTarget
from partnercrm.reports.target import Target, free_name

FULL_DISK = """
import resource, sys
from pathlib import Path
from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.errors import DiskFull
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.words import msg
from partnercrm.reports.workbook import About, Workbook
import datetime as dt
about = About(msg("Ledger"), "Shop", msg("2026"), "Sarah", dt.datetime.now(dt.UTC), (), "0")
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    with Workbook(Path("a.xlsx"), about, Locale(), Currency("EUR", 2), longest=int(sys.argv[1])) as book:
        book.data(msg("Rows"), [Column("a", msg("A"), ColumnKind.TEXT, str)], range(30_000), table="Rows")
except DiskFull as error:
    print(error)
"""


def refused(path: Path) -> str:
    with pytest.raises(WorkbookTarget) as caught:
        Target(path)
    return str(caught.value)


def test_an_open_workbook_gets_a_new_name(tmp_path: Path) -> None:
    path = tmp_path / "Ledger.xlsx"
    path.write_bytes(b"good")
    (tmp_path / "Ledger (2).xlsx").touch()
    for lock in (".~lock.Ledger.xlsx#", "~$Ledger.xlsx"):
        (tmp_path / lock).touch()

        said = refused(path)

        assert "Ledger.xlsx is open in a spreadsheet program." in said
        assert "save this one as Ledger (3).xlsx" in said
        (tmp_path / lock).unlink()
    assert path.read_bytes() == b"good"


def test_a_read_only_workbook_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Ledger.xlsx"
    path.write_bytes(b"good")
    path.chmod(0o444)

    assert "read-only" in refused(path)
    assert path.read_bytes() == b"good"


def test_places_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()

    assert "is a folder" in refused(tmp_path / "folder.xlsx")
    assert "There is no folder" in refused(tmp_path / "gone" / "a.xlsx")
    assert "shorter name" in refused(tmp_path / ("x" * 250))


def test_a_place_that_gets_locked_meanwhile_is_not_touched(tmp_path: Path) -> None:
    """A folder in its place stands for a lock: neither can be replaced by a file."""
    target = Target(tmp_path / "a.xlsx")
    target.part.write_bytes(b"new")
    (tmp_path / "a.xlsx").mkdir()

    with pytest.raises(WorkbookTarget, match=r"a\.xlsx cannot be written.*a \(2\)\.xlsx"):
        target.commit()

    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("longest", [0, 30_000])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, longest: int) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(longest)], cwd=tmp_path, capture_output=True, text=True)

    assert (done.stderr, done.returncode) == ("", 0)
    assert "There is no room left on the disk for a.xlsx." in done.stdout
    assert not list(tmp_path.iterdir())


def test_what_a_killed_export_left_is_removed_after_a_day(tmp_path: Path) -> None:
    path = tmp_path / "[a].xlsx"
    left, fresh = Target(path), Target(path)
    (left.folder / "half").write_text("customers")
    yesterday = time.time() - 25 * 3600
    os.utime(left.folder, (yesterday, yesterday))

    Target(path).discard()

    assert not left.folder.exists()
    assert fresh.folder.exists()


def test_the_first_free_name(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a (2).xlsx"):
        (tmp_path / name).touch()

    assert free_name(tmp_path / "a.xlsx").name == "a (3).xlsx"
