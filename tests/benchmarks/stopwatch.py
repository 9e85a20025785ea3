"""Times two ways of the same work in turn, so that a machine whose speed drifts treats both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """The median of the pairwise ratios ours / raw, and the medians of both sides: wall and our CPU, in seconds."""

    ratio: float
    ours: float
    raw: float
    cpu: float


def paired(ours: Callable[[], object], raw: Callable[[], object], rounds: int) -> Timing:
    """Runs both once to warm up, then in turn."""
    ours()
    raw()
    pairs, cpu = [], []
    for _ in range(rounds):
        spent = time.process_time()
        mine = _timed(ours)
        cpu.append(time.process_time() - spent)
        pairs.append((mine, _timed(raw)))
    return Timing(
        statistics.median(mine / max(theirs, 1e-9) for mine, theirs in pairs),
        statistics.median(mine for mine, _theirs in pairs),
        statistics.median(theirs for _mine, theirs in pairs),
        statistics.median(cpu),
    )


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun
    finally:
        gc.enable()
