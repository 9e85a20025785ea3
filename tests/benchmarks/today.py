"""Today at 1,000,000 sales against Today at 10,000: all that the tab reads, on a store that is opened for it.

The stores are those of the customers' benches: a customer for each hundred sales.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from db.engine import Store, open_store
from partnercrm.domain.dates import Clock
from partnercrm.services import alert, today
from partnercrm.services import store as stores
from tests.benchmarks import customers
from tests.benchmarks.maker import TODAY
from tests.benchmarks.stopwatch import paired

Measured = customers.Measured
FEW, MANY, ROUNDS = 100, 10_000, 25
TITLE = "Today at 1,000,000 sales over Today at 10,000"


def measured(paths: dict[str, Path], only: str) -> Iterator[Measured]:
    """Each bench of this file that is wanted; only where the large size is."""
    benches: tuple[tuple[str, Callable[[Path, Path], float]], ...] = (
        (f"{TITLE}, filled", filled),
        (f"{TITLE}, opened and filled", opened),
    )
    wanted = [bench for bench in benches if only in bench[0]] if "L" in paths else []
    if not wanted:
        return
    few = customers.store_of(paths["L"].with_name("few.partnercrm"), FEW)
    many = customers.store_of(paths["L"], MANY)
    for name, bench in wanted:
        yield name, {"L": bench(few, many)}, "<= 1.5", "by the clock, both in turn"


def fill(store: Store) -> None:
    """All that the tab reads before it shows its rows."""
    ctx = stores.context(store, Clock.fixed(TODAY))
    assert today.first_steps(store).cards
    shown = today.show(store, ctx)
    assert any(any(figure.series) for figure in shown.figures)
    today.shared_cards(store, ctx)


def filled(few: Path, many: Path) -> float:
    """The tab read again, as after each change."""
    small, large = open_store(few), open_store(many)
    try:
        for store in (small, large):  # what stands is kept: looking is done beside, once a day
            alert.evaluate(store, stores.context(store, Clock.fixed(TODAY)))
        return paired(lambda: fill(large), lambda: fill(small), ROUNDS).ratio
    finally:
        small.close()
        large.close()


def opened(few: Path, many: Path) -> float:
    """The first sight of it, in a program that opens the store."""

    def at(path: Path) -> None:
        store = open_store(path)
        try:
            fill(store)
        finally:
            store.close()

    return paired(lambda: at(many), lambda: at(few), ROUNDS).ratio
