"""One process of the window's benches: an empty window, or ours up to a moment. Prints when it got there as JSON.

    window_child.py empty
    window_child.py painted|rows|today STORE

Nothing but what the program itself imports is imported before the moment, and the program is started by its own `main`.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False  # `typing` would count
if TYPE_CHECKING:
    from typing import Any

    from ui.main_window import MainWindow

Moment = tuple[float, float]
"""The machine's clock, and the CPU time of this process with all its threads, in seconds."""


def main(moment: str, store: str) -> None:
    """Runs to the moment and says it."""
    at = _empty_window() if moment == "empty" else _our_window(moment, store)
    _say(*at)


def _now() -> Moment:
    return time.monotonic(), time.process_time()


def _empty_window() -> Moment:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            QTimer.singleShot(0, reached)

    def reached() -> None:
        at.append(_now())
        app.quit()

    at: list[Moment] = []
    app = QApplication(sys.argv[:1])
    window = Window()
    window.setCentralWidget(QTableView())
    window.resize(1366, 768)
    window.show()
    app.exec()
    return at[0]


def _our_window(moment: str, store: str) -> Moment:
    import gc

    gc.disable()  # the first thing that `main` does; here something is imported before it
    from partnercrm.__main__ import main as program
    from ui import app

    at: list[Moment] = []
    built = app.build

    def build(*wanted: Any) -> MainWindow:
        window = built(*wanted)
        _watch(window, moment, at)
        return window

    app.build = build  # type: ignore[assignment] # the same call
    program([store])
    return at[0]


def _watch(window: MainWindow, moment: str, at: list[Moment]) -> None:
    """Notes the moment and closes the window."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    def reached() -> None:
        if not at:
            at.append(_now())
            window.ending = True
            QTimer.singleShot(0, window.close)

    class Watch(QObject):
        def eventFilter(self, _window: QObject, event: QEvent) -> bool:
            """What is there when the window is painted is seen once that is done."""
            if event.type() is QEvent.Type.UpdateRequest and not at and _filled(window, moment):
                QTimer.singleShot(0, reached)
            return False

    if moment == "painted":
        window.painted.connect(reached)
    else:
        window.installEventFilter(Watch(window))


def _filled(window: MainWindow, moment: str) -> bool:
    """Whether the shown tab has what it is to show: Today its lists, the directory the page of its first row."""
    tab: Any = window.workspace.current()  # of the tab that the settings name
    if tab is None:
        return False
    return tab.shown is not None if moment == "today" else bool(tab.model.ids) and tab.model.row_at(0) is not None


def _say(clock: float, cpu: float) -> None:
    import json

    from tests.benchmarks.memory import peak_mib

    sys.stdout.write(json.dumps({"at": clock, "cpu": cpu, "peak": peak_mib()}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
