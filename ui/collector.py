"""Python's cyclic collector, kept to the window's thread.

Left alone it runs on whichever thread allocates next. On a worker it would take Qt objects apart there, while the
window's thread waits for Qt's own locks with Python's lock in its hand: both then wait for each other for ever.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
PATIENCE = 600
"""So many looks, five minutes, it waits for work to end: collecting goes through all that a worker holds meanwhile, a
row each of a million sales, and the window stands still."""
_running: list[bool] = []
"""For each collector that runs, whether Python's own was on before it."""


class Collector(QObject):
    """While one runs, cyclic garbage is collected by its timer alone, as often as Python would have."""

    def __init__(self, parent: QObject, idle: Callable[[], bool] = lambda: True) -> None:
        """`idle` says whether no worker is at work."""
        super().__init__(parent)
        self._idle, self._waited = idle, 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
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

    def _look(self) -> None:
        if self._idle() or self._waited >= PATIENCE:
            self._waited = 0
            collect_due()
        else:
            self._waited += 1


def collect_due() -> None:
    """Collect the generations whose thresholds are passed, here and now."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if limits[generation] and counts[generation] > limits[generation]:
            gc.collect(generation)
            return
