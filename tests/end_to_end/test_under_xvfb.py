"""The program as it is started, on a real X screen: keys, pictures, names for who cannot see, and a good end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 120  # seconds
PATIENCE = "wait 1.2"  # a picture that stands still for a quarter of a second may be one not drawn yet
Drive = Callable[..., None]

ON_THE_FIRST_PAGE = (
    "waitwin PartnerCRM",
    'expectname button "Start my shop"',
    "waitwin PartnerCRM",
    "shot welcome",
    "expectallnamed",
    "key Return",
    "type Corner Cup",
    PATIENCE,
    "shot start",
    "expectchange welcome start 20",
    "key Return",
    'waitwin "Corner Cup"',
    "shot first",
    "expectchange start first 20",
    "expectallnamed",
    "key ctrl+q",
    "expectexit",
)


@pytest.fixture
def drive(xvfb_tools: Path, tmp_path: Path) -> Drive:
    """Starts the program on a private screen with folders of its own and drives it; every step must hold."""

    def do(steps: Sequence[str], *arguments: str) -> None:
        script = tmp_path / "steps.txt"
        script.write_text("\n".join(steps))
        command = [sys.executable, str(xvfb_tools), "--out", str(tmp_path), "--script", str(script), "--pause", "0.05"]
        command += ["--cwd", str(ROOT), "--", sys.executable, "-m", "partnercrm", *arguments]
        folders = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        here = os.environ | folders | {"HOME": str(tmp_path)}
        done = subprocess.run(command, env=here, capture_output=True, text=True, timeout=LONGEST, check=False)
        told = (tmp_path / "app.log").read_text()
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{told}"
        assert "Traceback" not in told

    return do


def test_a_person_starts_a_shop_on_the_first_page(drive: Drive, tmp_path: Path) -> None:
    drive(ON_THE_FIRST_PAGE)
    assert [path.name for path in tmp_path.rglob("Corner Cup.partnercrm")] == ["Corner Cup.partnercrm"]
