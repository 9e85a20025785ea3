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

MODULE = "tests.benchmarks.window_child"
Measured = tuple[str, dict[str, float], str, str]
MOMENTS = (("painted", "<= 1.5"), ("rows", "<= 3.5"), ("today", "<= 4.5"))
PEAK = "<= 160 MiB"
TABS = {"rows": "directory", "today": "today", "painted": "today"}
ROUNDS = 9


def measured(paths: dict[str, Path], only: str) -> Iterator[Measured]:
    """Each bench of this file that is wanted. All moments of a size are measured in turn with the empty window."""
    names = {moment: f"process start to: {moment}" for moment, _target in MOMENTS}
    memory = "peak memory, window open, list filled"
    wanted = [moment for moment in names if only in names[moment] or (moment == "rows" and only in memory)]
    found = {size: _in_turn(wanted, path) for size, path in paths.items()} if wanted else {}
    for moment, target in MOMENTS:
        if only in names[moment]:
            ratios = {size: _median([each.took / each.of.took for each in found[size][moment]]) for size in paths}
            cpu = ", ".join(
                f"{size} x{_median([each.cpu / each.of.cpu for each in found[size][moment]]):.2f}" for size in paths
            )
            yield names[moment], ratios, target, f"over an empty window; CPU {cpu}"
    if only in memory:
        for size in paths:
            runs = found[size]["rows"]
            empty = max(each.of.peak for each in runs)
            yield f"{memory} ({size})", {}, PEAK, f"{max(each.peak for each in runs):.0f} MiB, empty {empty:.0f} MiB"


@dataclass(frozen=True, slots=True)
class Child:
    """A process that has ended: the seconds from its start to the moment, wall and CPU, and its peak memory in MiB."""

    took: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Pair(Child):
    """The same beside the empty window that was opened in the same round."""

    of: Child


def _median(numbers: list[float]) -> float:
    return statistics.median(numbers)


def _in_turn(moments: list[str], path: Path) -> dict[str, list[Pair]]:
    """Rounds in which each moment and an empty window are opened once; a first one only warms up."""
    found: dict[str, list[Pair]] = {moment: [] for moment in moments}
    with tempfile.TemporaryDirectory(prefix="bench-cache-") as cache:
        for number in range(ROUNDS + 1):
            empty = _child("empty", None, cache)
            for moment in moments:
                ours = _child(moment, path, cache)
                if number:
                    found[moment].append(Pair(ours.took, ours.cpu, ours.peak, empty))
    return found


def _child(moment: str, path: Path | None, cache: str) -> Child:
    """Runs a process up to a moment, as an installed program starts: compiled once, its icons ready, its tab known."""
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home) / "PartnerCRM" / "window.ini"
        settings.parent.mkdir()
        settings.write_text(f"[window]\ntab={TABS.get(moment, '')}\n")
        environ = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": home,
            "XDG_DATA_HOME": home,
            "XDG_CACHE_HOME": cache,
            "XDG_STATE_HOME": home,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(Path(cache) / "compiled"),
            "PARTNERCRM_TODAY": "2026-11-21",
        }
        command = [sys.executable, "-m", MODULE, moment, str(path or "")]
        begun = time.monotonic()
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Child(said["at"] - begun, said["cpu"], said["peak"])
