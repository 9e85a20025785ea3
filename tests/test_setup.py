"""The two scripts behind `make`: they name what a machine lacks, and as root they fetch it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QT_HERE = "libglib-2.0.so.0 libEGL.so.1 libGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon.so.0"
XCB_HERE = "libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxkbcommon-x11.so.0"


class Machine:
    """A machine that says what the test wants: each program it asks is a script of one line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installed = folder / "installed.txt"
        self.has("apt-get", f'echo "$@" >> {self.installed}')
        self.has("apt-cache", "exit 1")
        self.has("dpkg-query", "exit 1")
        self.user(1000)

    def has(self, program: str, line: str) -> None:
        path = self.folder / program
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.has("id", f"echo {number}")

    def libraries(self, names: str) -> None:
        self.has("ldconfig", "".join(f"echo '\t{name} (libc6,x86-64) => /lib/{name}';" for name in names.split()))

    def run(self, script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", str(ROOT / ".ci" / script), *words],
            env=os.environ | {"PATH": path} | environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.libraries(f"{QT_HERE} {XCB_HERE}")
    return machine


def test_nothing_missing_says_nothing(machine: Machine) -> None:
    done = machine.run("system-libraries", "offscreen")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_root_the_one_line_to_run_is_printed(machine: Machine) -> None:
    done = machine.run("system-libraries", "screen", "python3.11-venv")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "    sudo apt-get install --no-install-recommends libxcb-cursor0 python3.11-venv fonts-inter"
    ]
    assert not machine.installed.exists()


def test_a_missing_font_alone_stops_nobody(machine: Machine) -> None:
    machine.libraries(f"{QT_HERE} {XCB_HERE} libxcb-cursor.so.0")
    done = machine.run("system-libraries", "screen")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_renamed_library_is_named_as_this_system_does(machine: Machine) -> None:
    machine.libraries(QT_HERE.replace("libglib-2.0.so.0", ""))
    machine.has("apt-cache", 'test "$2" = libglib2.0-0t64')
    assert " libglib2.0-0t64" in machine.run("system-libraries", "offscreen").stderr


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.user(0)
    done = machine.run("system-libraries", "screen")
    assert done.returncode == 0
    update, install = machine.installed.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libxcb-cursor0 fonts-inter")


def test_a_failed_installation_is_not_hidden(machine: Machine) -> None:
    machine.user(0)
    machine.has("apt-get", "echo no network >&2; exit 100")
    done = machine.run("system-libraries", "screen")
    assert done.returncode != 0
    assert "no network" in done.stderr


def test_a_python_that_is_too_old_is_said_so(machine: Machine, tmp_path: Path) -> None:
    machine.has("python3", "test $1 = --version && echo Python 3.10.12")
    done = machine.run("environment", str(tmp_path / "venv"), PYTHON="python3")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; here is Python 3.10.12." in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_without_venv_names_its_package(machine: Machine, tmp_path: Path) -> None:
    machine.has("python3", 'case $2 in *"import ensurepip"*) exit 1 ;; *print*) echo python3.12-venv ;; esac')
    done = machine.run("environment", str(tmp_path / "venv"), PYTHON="python3")
    assert done.returncode == 1
    assert " python3.12-venv" in done.stderr
    assert not (tmp_path / "venv").exists()
