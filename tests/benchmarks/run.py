"""`make bench`: the program beside the raw driver on the same stores, as ratios with their targets.

    run.py [--sizes S,L] [--only WORDS] [--keep FOLDER]

Never an absolute time: the median of the pairwise ratios of one run. Stores are made first; L takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks import customers, files, loyalty, maker, today, windows
from tests.benchmarks.benches import BENCHES, Bench
from tests.benchmarks.stopwatch import Timing, paired
from tests.benchmarks.works import ground

SIZES = {size.name: size for size in (maker.SMALL, maker.LARGE, maker.TINY)}
ROW = "{name:<58} {s:>8} {l:>8} {target:>8}  {note}"


def main() -> int:
    """Prints the table; answers 0 whatever the ratios are: they are read, not asserted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="S,L")
    parser.add_argument("--only", default="", help="benches whose name holds these words")
    parser.add_argument("--keep", type=Path, help="where made stores are kept for the next run")
    words = parser.parse_args()
    sizes = [SIZES[name] for name in words.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = words.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        paths = {size.name: _store(folder, size) for size in sizes}
        print(
            ROW.format(
                name="work", s="S", l="L", target="target", note="the same by CPU time; growth of CPU time from S to L"
            )
        )
        for bench in BENCHES:
            if words.only in bench.name:
                _print(
                    bench, {name: _run(bench, path, SIZES[name]) for name, path in paths.items()}, _growth(bench, paths)
                )
        for name, ratios, target, note in _others(paths, words.only):
            shown = {size: f"x{ratio:.2f}" for size, ratio in ratios.items()}
            print(
                ROW.format(name=name, s=shown.get("S", ""), l=shown.get("L", ""), target=target, note=note), flush=True
            )
    return 0


def _others(paths: dict[str, Path], only: str) -> Iterable[tuple[str, dict[str, float], str, str]]:
    yield from files.measured(paths, only)
    yield from loyalty.measured(paths, only)
    yield from customers.measured(paths, only)
    yield from today.measured(paths, only)
    yield from windows.measured(paths, only)


def _store(folder: Path, size: maker.Size) -> Path:
    path = folder / f"{size.name}.partnercrm"
    if not path.exists():
        begun = time.perf_counter()
        maker.make(path, size)
        print(
            f"made {size.name}: {size.parties} parties, {size.lines} lines, {time.perf_counter() - begun:.0f} s",
            flush=True,
        )
    return path


def _run(bench: Bench, path: Path, size: maker.Size) -> Timing:
    with ground(path, size) as at:
        ours, raw = bench.make(at)
        return paired(ours, raw, bench.rounds)


def _growth(bench: Bench, paths: dict[str, Path]) -> float | None:
    """What our work costs at L over what it costs at S in CPU time, both in turn."""
    if bench.growth is None or not {"S", "L"} <= paths.keys():
        return None
    with ground(paths["S"], SIZES["S"]) as small, ground(paths["L"], SIZES["L"]) as large:
        return paired(bench.make(large)[0], bench.make(small)[0], bench.rounds).cpu_ratio


def _print(bench: Bench, found: dict[str, Timing], growth: float | None) -> None:
    small, large = found.get("S"), found.get("L")
    notes = ["CPU " + " ".join(f"{size} x{timing.cpu_ratio:.2f}" for size, timing in found.items())]
    if growth is not None:
        notes.append(f"growth x{growth:.2f} (<= {bench.growth})")
    shown = [f"x{timing.ratio:.2f}" if timing else "" for timing in (small, large)]
    target = f"<= {bench.target}" if bench.target else ""
    print(ROW.format(name=bench.name, s=shown[0], l=shown[1], target=target, note="; ".join(notes)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
