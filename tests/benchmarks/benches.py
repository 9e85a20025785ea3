"""Every bench of a made store: its work, its target, how often it is run. To add one, add a line to `BENCHES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks import tables, works


@dataclass(frozen=True, slots=True)
class Bench:
    """A work, its target ratio, how often it is run, and by how much its CPU time may grow from S to L; None: any."""

    name: str
    make: Callable[[works.Ground], works.Work]
    target: float | None
    rounds: int = 15
    growth: float | None = None


BENCHES = (
    Bench("post one exchange of two lines, durable", works.post_one, 2.0, 40, 1.5),
    Bench("log one interaction, durable", works.log_one, 2.0, 40),
    Bench("balance of all parties", works.balance_of_all, 0.5, 9),
    Bench("balance of one party, all three lenses", works.balance_of_one, 0.25, 40, 1.5),
    Bench("statement: latest 100 of the biggest party", works.latest_statement, 2.5, 40, 1.3),
    Bench("monthly totals by party and direction", works.monthly_totals, 1.3, 5),
    Bench("search, each keystroke from the first", works.each_keystroke, 2.5, 7, 3.0),
    Bench("open the store, first 50 rows", works.first_rows, None, 15, 1.3),
    Bench("a page of 100 rows anywhere in the directory", works.a_page_anywhere, 2.0, 25, 1.3),
    Bench("keystroke to repainted table", tables.keystroke_to_repainted, 1.5, 7, 3.0),
    Bench("fill and paint, sorted; jump to five places", tables.fill_and_jump, 2.0, 9),
)
