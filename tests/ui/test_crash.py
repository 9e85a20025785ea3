"""Crash reports: written once a place, without values, offered at the next start."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from ui import crash

DIES = """
import faulthandler, sys
from pathlib import Path
from ui import crash
crash.install(Path(sys.argv[1]))
faulthandler._sigsegv()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    hooks = sys.excepthook, threading.excepthook
    yield tmp_path
    crash.uninstall()
    sys.excepthook, threading.excepthook = hooks


def test_a_report_names_places_and_versions_but_no_values(folder: Path) -> None:
    told: list[Path] = []
    crash.install(folder, told.append)
    path = crash.report(_error("Maple Lane Florist owes 37.75"))
    assert path is not None
    text = path.read_text()
    assert "ValueError" in text and "test_crash.py" in text and "PySide6" in text
    assert "37.75" not in text.replace('_error("Maple Lane Florist owes 37.75")', "")
    assert told == [path]


def test_the_same_place_is_reported_once(folder: Path) -> None:
    crash.install(folder)
    assert len({crash.report(_error(str(number))) for number in range(5)}) == 1


def test_a_report_waits_until_it_was_offered(folder: Path) -> None:
    crash.install(folder)
    assert crash.pending_report(folder) is None
    path = crash.report(_error("x"))
    assert crash.pending_report(folder) == path
    assert path is not None
    crash.report_seen(path)
    assert crash.pending_report(folder) is None


@pytest.mark.expects_log("Uncaught ValueError")
def test_what_nothing_caught_in_a_thread_is_reported(folder: Path) -> None:
    crash.install(folder, lambda _path: pytest.fail("told on another thread"))
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    assert crash.pending_report(folder) is not None


@pytest.mark.expects_log("partnercrm.qt: default: Odd")
def test_qts_messages_go_to_the_log(folder: Path) -> None:
    crash.install(folder)
    qWarning("Odd")


def test_a_death_of_the_process_is_offered_too(folder: Path) -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", DIES, str(folder)], cwd=root, check=False, capture_output=True)
    path = crash.pending_report(folder)
    assert path is not None and "Segmentation fault" in path.read_text()


def _error(text: str) -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def _fail() -> None:
    raise ValueError("in a thread")
