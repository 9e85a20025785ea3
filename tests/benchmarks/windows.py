"""The window against an empty PySide6 window with a table: first paint, first rows, Today filled, memory.

Each measurement is a process of its own under the offscreen platform.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stopwatch import paired

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
        empty = _child("empty", None)
        for size, path in paths.items():
            peak = _child("rows", path)
            yield f"{name} ({size})", {}, "<= 160 MiB", f"{peak:.0f} MiB, empty window {empty:.0f} MiB"


def _ratio(moment: str, path: Path) -> float:
    return paired(lambda: _child(moment, path), lambda: _child("empty", None), ROUNDS).ratio


def _child(moment: str, path: Path | None) -> float:
    """Runs the process up to a moment; answers its peak memory in MiB."""
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
        command = [sys.executable, __file__, moment, str(path or "")]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    return float(json.loads(done.stdout.strip().splitlines()[-1])["peak"])


def _empty_window() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            QTimer.singleShot(0, app.quit)

    app = QApplication(sys.argv[:1])
    window = Window()
    window.setCentralWidget(QTableView())
    window.resize(1366, 768)
    window.show()
    app.exec()


def _our_window(moment: str, path: Path) -> None:
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

    def look() -> None:
        if window.opened is not None and tasks.idle and _filled(window):
            watch.stop()
            app.quit()

    if moment == "painted":
        window.painted.connect(app.quit)
    else:
        watch.timeout.connect(look)
        watch.start()
    window.show()
    app.exec()
    program.close(window)


def _filled(window: object) -> bool:
    from PySide6.QtWidgets import QTableView

    tab = window.workspace.current()  # type: ignore[attr-defined] # the main window
    if tab is None:
        return False
    tables = tab.findChildren(QTableView)
    return not tables or any(table.model() is not None and table.model().rowCount() > 0 for table in tables)


def _say_peak() -> None:
    import resource

    sys.stdout.write(json.dumps({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty_window()
    else:
        _our_window(sys.argv[1], Path(sys.argv[2]))
    _say_peak()
