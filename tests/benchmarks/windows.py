"""The window against an empty PySide6 window with a table: first paint, first rows, Today filled, memory.

Each measurement is a process of its own under the offscreen platform. The clock of the machine, which all processes
share, says when it got to the moment; what a worker still does afterwards does not count.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODULE = "tests.benchmarks.windows"
Measured = tuple[str, dict[str, float], str, str]
MOMENTS = (("painted", "<= 1.5"), ("rows", "<= 3.5"), ("today", "<= 4.5"))
ROUNDS = 5


def measured(paths: dict[str, Path], only: str) -> Iterator[Measured]:
    """Each bench of this file that is wanted."""
    for moment, target in MOMENTS:
        name = f"process start to: {moment}"
        if only in name:
            yield name, {size: _ratio(moment, path) for size, path in paths.items()}, target, "over an empty window"
    name = "peak memory, window open, list filled"
    if only in name:
        empty = _child("empty", None).peak
        for size, path in paths.items():
            peak = _child("rows", path).peak
            yield f"{name} ({size})", {}, "<= 160 MiB", f"{peak:.0f} MiB, empty window {empty:.0f} MiB"


def _ratio(moment: str, path: Path) -> float:
    """How long a process takes to a moment of ours over how long an empty window takes to its paint."""
    pairs = [(_child(moment, path).took, _child("empty", None).took) for _ in range(ROUNDS + 1)]
    return statistics.median(ours / empty for ours, empty in pairs[1:])


@dataclass(frozen=True, slots=True)
class Child:
    """A process that has ended: the seconds from its start to the moment, and its peak memory in MiB."""

    took: float
    peak: float


def _child(moment: str, path: Path | None) -> Child:
    """Runs the process up to a moment."""
    with tempfile.TemporaryDirectory() as home:
        shared = Path(tempfile.gettempdir()) / "partnercrm-bench-cache"
        shared.mkdir(exist_ok=True)
        environ = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": home,
            "XDG_DATA_HOME": home,
            "XDG_CACHE_HOME": str(shared),
            "XDG_STATE_HOME": home,
            "PARTNERCRM_TODAY": "2026-11-21",
        }
        command = [sys.executable, "-m", MODULE, moment, str(path or "")]
        begun = time.monotonic()
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Child(said["at"] - begun, said["peak"])


def _empty_window() -> float:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            QTimer.singleShot(0, reached)

    def reached() -> None:
        at.append(time.monotonic())
        app.quit()

    at: list[float] = []
    app = QApplication(sys.argv[:1])
    window = Window()
    window.setCentralWidget(QTableView())
    window.resize(1366, 768)
    window.show()
    app.exec()
    return at[0]


def _our_window(moment: str, path: Path) -> float:
    from PySide6.QtCore import QTimer

    from ui import app as program
    from ui.settings import Key, Settings
    from ui.tasks import Tasks

    settings = Settings()
    settings.put(Key.TAB, "today" if moment == "today" else "directory")
    app = program.start(settings)
    tasks = Tasks()
    window = program.build(tasks, settings, path)
    watch = QTimer(interval=2)
    at: list[float] = []

    def reached() -> None:
        at.append(time.monotonic())
        app.quit()

    def look() -> None:
        if window.opened is not None and tasks.idle and _filled(window):
            watch.stop()
            reached()

    if moment == "painted":
        window.painted.connect(reached)
    else:
        watch.timeout.connect(look)
        watch.start()
    window.show()
    app.exec()
    program.close(window)
    return at[0]


def _filled(window: object) -> bool:
    from PySide6.QtWidgets import QTableView

    tab = window.workspace.current()  # type: ignore[attr-defined] # the main window
    if tab is None:
        return False
    tables = tab.findChildren(QTableView)
    return not tables or any(table.model() is not None and table.model().rowCount() > 0 for table in tables)


def _say(at: float) -> None:
    import resource

    said = {"at": at, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    _say(_empty_window() if sys.argv[1] == "empty" else _our_window(sys.argv[1], Path(sys.argv[2])))
