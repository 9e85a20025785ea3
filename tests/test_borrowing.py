"""What a machine lacks is counted at the end of a run, and fails it where everything is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BORROWER = "def test_it(shared): assert shared.is_dir()\ndef test_other(): pass\n"


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_borrower.py").write_text(BORROWER)
    (folder / "pytest.ini").write_text("[pytest]\n")
    unneeded = [f"-pno:{name}" for name in ("pytest-qt", "hypothesispytest", "xdist", "pytest_cov", "cacheprovider")]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", *unneeded, str(folder)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("required", "code"), [("0", 0), ("1", 1)])
def test_a_missing_shared_folder_is_counted(tmp_path: Path, required: str, code: int) -> None:
    done = run(tmp_path, PARTNERCRM_SHARED=str(tmp_path / "nowhere"), PARTNERCRM_REQUIRE_ALL=required)
    assert "skipped for want of: shared 1, Xvfb 0, LibreOffice 0" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert done.returncode == code


def test_a_shared_folder_is_lent(tmp_path: Path) -> None:
    (tmp_path / "lent" / "data").mkdir(parents=True)
    done = run(tmp_path, PARTNERCRM_SHARED=str(tmp_path / "lent"), PARTNERCRM_REQUIRE_ALL="1")
    assert "skipped for want of: shared 0, Xvfb 0, LibreOffice 0" in done.stdout
    assert done.returncode == 0
