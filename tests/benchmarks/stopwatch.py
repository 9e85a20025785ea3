"""Times two ways of the same work in turn, so that a machine whose speed drifts treats both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

LEAST_SECONDS = 2.0
MOST_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Timing:
    """The medians of the pairwise ratios ours / raw, by the clock and by CPU time.

    Where others use the machine too, only the CPU time says much; where a work waits for the disk, only the clock.
    """

    ratio: float
    cpu_ratio: float


def paired(ours: Callable[[], object], raw: Callable[[], object], rounds: int) -> Timing:
    """Runs both once to warm up, then in turn: so many rounds, or more until they took two seconds together."""
    ours()
    raw()
    pairs: list[tuple[tuple[float, float], tuple[float, float]]] = []
    begun = time.perf_counter()
    while len(pairs) < rounds or (time.perf_counter() - begun < LEAST_SECONDS and len(pairs) < MOST_ROUNDS):
        if len(pairs) % 2:
            theirs, mine = _timed(raw), _timed(ours)
        else:
            mine, theirs = _timed(ours), _timed(raw)
        pairs.append((mine, theirs))
    return Timing(
        statistics.median(mine[0] / max(theirs[0], 1e-9) for mine, theirs in pairs),
        statistics.median(mine[1] / max(theirs[1], 1e-9) for mine, theirs in pairs),
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU time."""
    gc.collect()
    gc.disable()
    try:
        begun, spent = time.perf_counter(), time.process_time()
        work()
        return time.perf_counter() - begun, time.process_time() - spent
    finally:
        gc.enable()
