"""Customers in figures beside plain pandas on the same sales, reading included.

The stores are its own: 1,000 customers with 100,000 sales for S, 10,000 with 1,000,000 for L, over five years.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from db.engine import open_store
from db.queries.rows import driver_of
from db.values import day_to_int
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.segment import SegmentDraft, SegmentRule
from partnercrm.domain.words import msg
from partnercrm.services import customer_figures, party, segment
from partnercrm.services import store as stores
from partnercrm.services.customer_figures import Window
from partnercrm.services.operations import Operation, run
from tests.benchmarks.maker import TODAY, Size
from tests.benchmarks.stopwatch import paired
from tests.benchmarks.works import Ground, ground

Measured = tuple[str, dict[str, float], str, str]
CUSTOMERS = {"S": 1_000, "L": 10_000}
SALES, DAYS, ROUNDS = 100, 1_825, 5
ALL = Window(None, TODAY)
SQL = "SELECT party_id, day, amount - reduction + rounding AS price FROM sale WHERE party_id IS NOT NULL"


def measured(paths: dict[str, Path], only: str) -> Iterator[Measured]:
    """Each bench of this file that is wanted."""
    benches: tuple[tuple[str, str, Callable[[Ground], float]], ...] = (
        ("RFM of all customers against plain pandas", "<= 2", groups),
        ("segments of all customers against plain pandas", "<= 2", segments),
    )
    wanted = [bench for bench in benches if only in bench[0]]
    made = {size: store_of(path, CUSTOMERS.get(size, 50)) for size, path in paths.items()} if wanted else {}
    for name, target, bench in wanted:
        ratios = {}
        for size, path in made.items():
            with ground(path, Size(size, 0, 0)) as at:
                ratios[size] = bench(at)
        yield name, ratios, target, "S 1,000, L 10,000 customers of 100 sales"


def groups(at: Ground) -> float:
    """Scores of every customer: recency, frequency and money, cut at the same marks."""
    import pandas as pd

    def ours() -> None:
        assert customer_figures.groups(at.store, ALL).rfm is not None

    def plain() -> None:
        sums = _sums(pd, at.raw)
        marks = [0.2, 0.4, 0.6, 0.8]
        for column, best_first in (("recency", False), ("count", True), ("money", True)):
            cuts = sums[column].quantile(marks)
            scores = 1 + sum((sums[column] > cut).astype(int) for cut in cuts)
            sums[column[0]] = scores if best_first else 6 - scores
        assert sums.groupby(["r", "c"]).size().sum() == len(sums)

    return paired(ours, plain, ROUNDS).ratio


def segments(at: Ground) -> float:
    """Three saved segments, counted."""
    import pandas as pd

    def ours() -> None:
        assert len(segment.listed(at.store, TODAY)) == 3

    def plain() -> None:
        sums = _sums(pd, at.raw)
        silent = ((sums["days"] >= 2) & (sums["recency"] >= 60)).sum()
        often = ((sums["days"] >= 12) & (sums["recency"] <= 30)).sum()
        assert silent + often + (sums["money"] >= 100_000).sum() >= 0

    return paired(ours, plain, ROUNDS).ratio


def _sums(pd: Any, raw: Any) -> Any:
    """Days since the last purchase, purchases, purchase days and money by customer, as anybody would write it."""
    frame = pd.DataFrame.from_records(raw.execute(SQL).fetchall(), columns=["party", "day", "price"])
    by_party = frame.groupby("party")
    sums = by_party.agg(last=("day", "max"), count=("day", "size"), money=("price", "sum"), days=("day", "nunique"))
    last = pd.to_datetime(sums["last"].astype(str), format="%Y%m%d")
    sums["recency"] = (pd.Timestamp(TODAY) - last).dt.days
    return sums


# The stores


def store_of(path: Path, customers: int) -> Path:
    """The store of sales beside the one at `path`, made once."""
    made = path.with_name(f"{path.stem}-sales.partnercrm")
    if made.exists():
        return made
    clock = Clock.fixed(TODAY)
    stores.new(made, stores.NewStore("Bench", Currency("EUR", 2), "en_GB"), clock)
    store = open_store(made)
    try:
        ctx = stores.context(store, clock)
        roles = (RoleDraft(Role.CUSTOMER),)
        drafts = [PartyDraft(f"Customer {n}", roles, PartyKind.PERSON) for n in range(customers)]

        def work(op: Operation) -> dict[str, Any]:
            party.add_many(op, drafts)
            return {}

        run(store, ctx, msg("Add customers"), customers, (), work)
        for name, rule in (
            ("Silent", SegmentRule(least_purchases=2, silent_days=60)),
            ("Often", SegmentRule(least_purchases=12, within_days=30)),
            ("Much", SegmentRule(least_spent=100_000)),
        ):
            segment.save(store, ctx, SegmentDraft(name, rule))
        with store.write() as connection:
            raw = driver_of(connection)
            (first,) = raw.execute("SELECT min(id) FROM party WHERE name LIKE 'Customer %'").fetchone()
            _fill(raw, first, customers)
            raw.execute("ANALYZE")
    finally:
        store.close()
    return made


def _fill(raw: Any, first: int, customers: int) -> None:
    """Zipf-like: a tenth of the customers buy half of the time; sales stand in the order of their days."""
    rng, begun = random.Random(12), TODAY - dt.timedelta(days=DAYS)
    days = [day_to_int(begun + dt.timedelta(days=n)) for n in range(DAYS + 1)]
    total = customers * SALES
    insert = (
        "INSERT INTO sale (uuid, day, minute, party_id, receipt, amount, reduction, rounding, paid, gift_card_amount, "
        "rest, tip, payment, card, voucher, gift_card, channel, source, external_id, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, 0, 0, 0, 'card', '', '', '', '', 'till', ?, 0)"
    )
    for start in range(0, total, 50_000):
        rows = []
        for number in range(start, min(start + 50_000, total)):
            regular = rng.random() < 0.5
            buyer = first + rng.randrange(customers // 10 if regular else customers)
            price = rng.randrange(220, 2_400, 10)
            name = uuid.UUID(int=rng.getrandbits(128), version=4).bytes
            receipt = str(number)
            day = days[number * DAYS // total]
            rows.append((name, day, rng.randrange(480, 1_080), buyer, receipt, price, price, receipt))
        raw.executemany(insert, rows)
