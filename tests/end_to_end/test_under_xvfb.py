"""The program as it is started, on a real X screen: keys, pictures, names for who cannot see, and a good end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from partnercrm.services import interaction
from partnercrm.services import store as stores
from ui.shortcuts import KEYS
from ui.tabs import TABS

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 120  # seconds
PATIENCE = "wait 1.2"  # a picture that stands still for a quarter of a second may be one not drawn yet
BRIEFLY = "wait 0.5"
Drive = Callable[..., None]


def _press(action: str) -> str:
    """The step that presses an action's key."""
    return f"key {KEYS[action].keys.lower()}"


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

SEEN = TABS[1::2]
"""Pictures take long; every tab is gone through in the real window elsewhere."""
TALK = "Agreed the Christmas window"
IN_THE_EXAMPLE = (
    'waitwin "The Local Brew"',
    PATIENCE,
    "shot begin",
    _press("palette"),
    BRIEFLY,
    "type grind",
    BRIEFLY,
    "shot palette",
    "key Return",
    PATIENCE,
    "shot party",
    "expectchange palette party 20",
    _press("log"),
    BRIEFLY,
    f"type {TALK}",
    "shot log",
    "expectchange party log 20",
    "expectallnamed",
    "key ctrl+Return",
    BRIEFLY,
    "shot saved",
    "expectchange log saved 20",
    *(step for spec in SEEN for step in (_press(spec.key), PATIENCE, f"shot {spec.key}")),
    *(f"expectchange {before.key} {after.key} 20" for before, after in pairwise(SEEN)),
    _press("theme"),
    "wait 2",
    "shot dark",
    f"expectchange {SEEN[-1].key} dark 500",
    _press("quit"),
    "expectexit",
)


@pytest.fixture
def drive(xvfb_tools: Path, tmp_path: Path) -> Drive:
    """Starts the program on a private screen with folders of its own and drives it; every step must hold."""

    def do(steps: Sequence[str], *arguments: str, **settings: str) -> None:
        script = tmp_path / "steps.txt"
        script.write_text("\n".join(steps))
        command = [sys.executable, str(xvfb_tools), "--out", str(tmp_path), "--script", str(script), "--pause", "0.05"]
        command += ["--cwd", str(ROOT), "--", sys.executable, "-m", "partnercrm", *arguments]
        folders = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        here = os.environ | folders | {"HOME": str(tmp_path)} | settings
        done = subprocess.run(command, env=here, capture_output=True, text=True, timeout=LONGEST, check=False)
        told = (tmp_path / "app.log").read_text()
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{told}"
        assert "Traceback" not in told

    return do


@pytest.fixture
def brew(copy_of_example: Callable[[Path], Path], tmp_path: Path) -> Path:
    return copy_of_example(tmp_path / "The Local Brew.partnercrm")


def test_a_person_starts_a_shop_on_the_first_page(drive: Drive, tmp_path: Path) -> None:
    drive(ON_THE_FIRST_PAGE)
    assert [path.name for path in tmp_path.rglob("Corner Cup.partnercrm")] == ["Corner Cup.partnercrm"]


def test_a_person_goes_through_the_example_and_logs_a_talk(drive: Drive, brew: Path) -> None:
    drive(IN_THE_EXAMPLE, str(brew), PARTNERCRM_TODAY="2026-11-21")
    store = stores.open_shop(brew)
    try:
        newest, *_rest = interaction.page_rows(store, interaction.ids(store)[:1])
    finally:
        store.close()
    assert newest.summary == TALK
