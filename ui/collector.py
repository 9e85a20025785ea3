"""Python's cyclic collector, kept to the window's thread.

Left alone it runs on whichever thread allocates next. On a worker it would take Qt objects apart there, while the
window's thread waits for Qt's own locks with Python's lock in its hand: both then wait for each other for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
_running: list[bool] = []
"""For each collector that runs, whether Python's own was on before it."""


class Collector(QObject):
    """While one runs, cyclic garbage is collected by its timer alone, as often as Python would have."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(collect_due)
        self._runs = False

    def start(self) -> None:
        """Take the collector over. Safe to call twice."""
        if not self._runs:
            self._runs = True
            _running.append(gc.isenabled())
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """Give the collector back, once no worker is left and no other window has it. Safe to call twice."""
        if self._runs:
            self._runs = False
            self._timer.stop()
            was_on = _running.pop()
            if not _running and was_on:
                gc.enable()


def collect_due() -> None:
    """Collect the generations whose thresholds are passed, here and now."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if limits[generation] and counts[generation] > limits[generation]:
            gc.collect(generation)
            return
