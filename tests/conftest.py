"""The ground that every test stands on: a screenless Qt, folders of its own, a fixed language, and nothing left behind.

A test fails on Python warnings (pytest), Qt warnings (pytest-qt), unexpected warnings in our log, and on threads that
it leaves running. What a test borrows from outside (`../shared`, Xvfb, LibreOffice) it asks for by fixture; where that
is missing the test skips, is counted in the closing line, and fails the run under PARTNERCRM_REQUIRE_ALL=1.
"""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
import re
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.services.worked_examples", "tests.services.promotions"]

ROOT = Path(__file__).resolve().parent.parent
OUR_LOGGERS = ("partnercrm", "ui", "db", "resources")
BORROWED = ("shared", "Xvfb", "LibreOffice")
SKIPPED_FOR_WANT = re.compile(rf"for want of ({'|'.join(BORROWED)}):")
XVFB_PROGRAMS = ("Xvfb", "xdotool", "openbox", "dbus-daemon")
FOREIGN = ("LC_ALL", "LANGUAGE", "PARTNERCRM_TODAY", "DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP")
THREAD_GRACE = 10.0  # seconds
EXAMPLE_TAKES = 300.0  # seconds, at the most
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 4 << 30  # bytes


def _live_in_memory() -> None:
    """Keep the tests' files, some gigabytes in the course of a run, in memory where the machine lends it."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY:
        tempfile.tempdir = str(MEMORY)


def _stand_apart() -> Path:
    """Point Qt, the user's folders and the language away from the machine's own, before anything reads them."""
    home = Path(tempfile.mkdtemp(prefix="partnercrm-tests-"))
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": home / "runtime",
    }
    for name, folder in folders.items():
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(folder)
    for name in FOREIGN:
        os.environ.pop(name, None)
    # The language is read from LANG; LC_CTYPE keeps Qt content where that locale was never generated.
    os.environ.update(LANG="en_GB.UTF-8", LC_CTYPE="C.UTF-8", TZ="UTC", QT_QPA_PLATFORM="offscreen")
    # Without it a Qt program under Xvfb may start a D-Bus daemon that nobody ends.
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    if hasattr(time, "tzset"):
        time.tzset()
    return home


_live_in_memory()
HOME = _stand_apart()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: Python's collector need not walk through it at every turn."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some tests wait for a screen, another program or a lock, and others go on."""
    return (os.cpu_count() or 1) + 1


# --- what is borrowed from outside ---------------------------------------------------------------


def lend(what: str, missing: str) -> None:
    """Skip the test if something borrowed is missing; `missing` says which part."""
    if missing:
        pytest.skip(f"for want of {what}: {missing}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the project's common data and tools: `../shared`, or PARTNERCRM_SHARED."""
    folder = Path(os.environ.get("PARTNERCRM_SHARED") or ROOT.parent / "shared").resolve()
    lend("shared", "" if (folder / "data").is_dir() else f"no {folder.name}/data beside the repository")
    return folder


@pytest.fixture(scope="session")
def xvfb_tools(shared: Path) -> Path:
    """`drive_ui.py`, which starts a program under a private Xvfb and drives it like a person would."""
    missing = [name for name in XVFB_PROGRAMS if not shutil.which(name)]
    lend("Xvfb", ", ".join(missing))
    return shared / "tools" / "drive_ui.py"


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """The LibreOffice program. Give each run a profile of its own: `-env:UserInstallation=file:///...`."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    lend("LibreOffice", "" if program else "no soffice on the path")
    return str(program)


def _wanting(terminal: pytest.TerminalReporter) -> Counter[str]:
    reasons = (report.longrepr[2] for report in terminal.stats.get("skipped", []) if isinstance(report.longrepr, tuple))
    return Counter(found[1] for reason in reasons if (found := SKIPPED_FOR_WANT.search(reason)))


def _terminal(config: pytest.Config) -> pytest.TerminalReporter | None:
    plugin = config.pluginmanager.get_plugin("terminalreporter")
    return plugin if isinstance(plugin, pytest.TerminalReporter) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    wanting = _wanting(terminalreporter)
    terminalreporter.write_line("skipped for want of: " + ", ".join(f"{name} {wanting[name]}" for name in BORROWED))


def pytest_sessionfinish(session: pytest.Session) -> None:
    terminal = _terminal(session.config)
    required = os.environ.get("PARTNERCRM_REQUIRE_ALL") == "1"
    if required and terminal and _wanting(terminal) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- what takes long to make ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def example_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Local Brew on 21 November 2026, made once for all workers of a run. Nobody writes into it: copy it."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    path, half = folder / "The Local Brew.partnercrm", folder / "half"
    try:
        half.mkdir()
    except FileExistsError:
        _wait_for(path)
        return path
    from partnercrm.domain.dates import Clock
    from partnercrm.services import demo

    demo.build(half / path.name, Clock.fixed(dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)))
    return (half / path.name).rename(path)


def _wait_for(path: Path) -> None:
    """Until another worker has made it."""
    ending = time.monotonic() + EXAMPLE_TAKES
    while not path.exists():
        assert time.monotonic() < ending, f"no worker made {path.name}"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def copy_of_example(example_made: Path) -> Callable[[Path], Path]:
    """`copy_of_example(path)`: a copy of the example at `path`."""
    return lambda path: Path(shutil.copyfile(example_made, path))


# --- what a test may not leave behind ------------------------------------------------------------


class _OurWarnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] in OUR_LOGGERS:
            self.texts.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our own warnings fail the test, unless it is marked `expects_log` with a pattern that matches them."""
    patterns = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    handler = _OurWarnings()
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
    unexpected = [text for text in handler.texts if not any(re.search(pattern, text) for pattern in patterns)]
    unheard = [pattern for pattern in patterns if not any(re.search(pattern, text) for text in handler.texts)]
    assert not unexpected, f"logged without being expected: {unexpected}"
    assert not unheard, f"expected in the log, not found: {unheard}"


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that a test started must have ended soon after it; daemon threads die with the process."""
    before = set(threading.enumerate())
    yield
    ending = time.monotonic() + THREAD_GRACE
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(max(0.0, ending - time.monotonic()))
    left = [thread.name for thread in set(threading.enumerate()) - before if not thread.daemon]
    assert not left, f"threads left running: {left}"
