"""Without a display a plain message names the ways out: exit code 2 and no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ui import display

ROOT = Path(__file__).parents[2]


def _start(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    command = [sys.executable, "-m", "partnercrm", str(tmp_path / "no.partnercrm")]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environ}, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "There is no display"),
        ({"DISPLAY": ":99"}, "The display :99 does not answer."),
        ({"DISPLAY": "nonsense"}, "The display nonsense does not answer."),
        ({"WAYLAND_DISPLAY": "wayland-9"}, "The display wayland-9 does not answer."),
    ],
)
def test_no_display_is_said_with_the_ways_out(tmp_path: Path, environ: dict[str, str], says: str) -> None:
    done = _start(tmp_path, **environ)
    assert done.returncode == 2
    assert says in done.stderr
    assert "make demo" in done.stderr and "vnc" in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:port=5901", "linuxfb"])
def test_platforms_without_a_display_need_none(platform: str) -> None:
    assert display.problem({"QT_QPA_PLATFORM": platform}) == ""


def test_a_display_that_answers_is_enough(tmp_path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "wayland-1"))
    listener.listen()
    environ = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-1"}
    assert display.problem(environ) == ""
    listener.close()
    assert "does not answer" in display.problem(environ)


def test_an_x_server_may_listen_on_a_port() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    number = listener.getsockname()[1] - 6000
    assert number > 0
    assert display.problem({"DISPLAY": f"127.0.0.1:{number}.0"}) == ""
    listener.close()


@pytest.mark.parametrize(
    ("binding", "python", "kills"),
    [("6.12.0", (3, 11), True), ("6.12.3", (3, 10), True), ("6.12.0", (3, 12), False), ("6.11.3", (3, 11), False)],
)
def test_the_binding_that_kills_older_pythons_is_known(binding: str, python: tuple[int, int], kills: bool) -> None:
    assert display.kills_the_process(binding, python) is kills


def test_it_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import PySide6

    monkeypatch.setattr(PySide6, "__version__", "6.12.0")
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    assert "6.12.0 crashes on Python older than 3.12" in display.binding_problem()
    assert "make setup" in display.binding_problem()


def test_a_missing_system_library_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    assert display.binding_problem().startswith("Qt cannot start: ")
    assert "make system" in display.binding_problem()


def test_the_binding_that_is_installed_is_fine() -> None:
    assert display.binding_problem() == ""
