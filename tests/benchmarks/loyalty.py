"""Cards: the desk's answer beside a look-up by row number, what is promised and what expires beside plain SQL.

The stores are its own: a tenth of the cards for S, 200,000 cards with 2,000,000 movements for L.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from db.engine import open_store
from db.queries import kept
from db.queries.images import image_sql
from db.queries.rows import driver_of
from db.tables import triggers
from db.values import day_to_int
from partnercrm.domain.dates import Clock
from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft
from partnercrm.domain.words import msg
from partnercrm.services import desk, loyalty, loyalty_figures, loyalty_points, party
from partnercrm.services import store as stores
from partnercrm.services.operations import Operation, run
from tests.benchmarks.maker import MICRO, TODAY, Size
from tests.benchmarks.stopwatch import paired
from tests.benchmarks.works import Ground, ground

Measured = tuple[str, dict[str, float], str, str]
CARDS = {"S": 20_000, "L": 200_000}
MOVES = 10
DAYS = 700
ROUNDS = {"desk": 200, "figures": 9, "expire": 3}


class Undone(Exception):
    """What was measured is not kept."""


def measured(paths: dict[str, Path], only: str) -> Iterator[Measured]:
    """Each bench of this file that is wanted."""
    benches: tuple[tuple[str, str, Callable[[Ground], float]], ...] = (
        ("the desk answers a card against a look-up by row number", "<= 20", answer),
        ("the liability of points against plain SQL", "<= 1.5", promised),
        ("the expiry of points against plain SQL", "<= 1.5", expire),
    )
    wanted = [bench for bench in benches if only in bench[0]]
    made = {size: _store(path, CARDS.get(size, 500)) for size, path in paths.items()} if wanted else {}
    for name, target, bench in wanted:
        ratios = {}
        for size, path in made.items():
            with ground(path, Size(size, 0, 0)) as at:
                ratios[size] = bench(at)
        yield name, ratios, target, "S 20,000, L 200,000 cards of 10 movements"


def answer(at: Ground) -> float:
    """A number typed at the desk, against the card's row by its number in the table."""
    ctx = stores.context(at.store, Clock.fixed(TODAY))
    (cards,) = at.raw.execute("SELECT count(*) FROM member").fetchone()
    ours, raw = random.Random(3), random.Random(3)

    def look_up() -> None:
        at.raw.execute("SELECT * FROM member WHERE id = ?", (raw.randrange(cards) + 1,)).fetchone()

    def ask() -> None:
        assert desk.answer(at.store, ctx, _number(ours.randrange(cards) + 1)).card is not None

    return paired(ask, look_up, ROUNDS["desk"]).ratio


def promised(at: Ground) -> float:
    """Outstanding, owed, brought along, issued, redeemed and sold: the same sums by the driver."""
    sums = (
        "SELECT sum(rest) FROM kept_lot WHERE program_id = 1 AND issuer_party_id IS NULL",
        "SELECT sum(-k.balance) FROM kept_member k JOIN member m ON m.id = k.member_id "
        "WHERE m.program_id = 1 AND k.balance < 0",
        "SELECT sum(points) FILTER (WHERE kind = 'opening'), sum(points) FILTER (WHERE kind IN ('earn', 'take_back')), "
        "sum(points) FILTER (WHERE kind IN ('redeem', 'give_back')), sum(paid) FROM movement WHERE program_id = 1",
    )

    def plain() -> None:
        for sql in sums:
            at.raw.execute(sql).fetchone()

    return paired(lambda: loyalty_figures.liabilities(at.store, TODAY), plain, ROUNDS["figures"]).ratio


def expire(at: Ground) -> float:
    """All that ended, written off and rolled back, against statements that write the same rows."""
    ctx, day = stores.context(at.store, Clock.fixed(TODAY)), day_to_int(TODAY)

    def ours() -> None:
        def work(op: Operation) -> dict[str, Any]:
            loyalty_points.expire_in(op, TODAY)
            raise Undone

        with suppress(Undone):
            run(at.store, ctx, msg("Let points expire"), None, ("loyalty",), work)

    moves = (
        "INSERT INTO movement (uuid, program_id, member_id, kind, points, day, recorded_at, reason) "
        "SELECT randomblob(16), program_id, member_id, 'expire', -sum(rest), ?1, 0, '' FROM kept_lot "
        "WHERE expiry < ?1 GROUP BY member_id"
    )
    draws = (
        "INSERT INTO lot_draw (lot_id, movement_id, day, points) SELECT k.lot_id, m.id, ?1, -k.rest "
        "FROM kept_lot k JOIN movement m ON m.member_id = k.member_id AND m.id > ?2 WHERE k.expiry < ?1"
    )
    audit = {
        table: f"INSERT INTO audit (operation_id, row_table, row_number, after) SELECT 1, '{table}', id, "
        f"{image_sql(table)} FROM {table} WHERE id > ?"
        for table in ("movement", "lot_draw")
    }

    def plain() -> None:
        raw = at.raw
        raw.execute("BEGIN IMMEDIATE")
        (move,), (draw,) = (
            raw.execute(f"SELECT max(id) FROM {table}").fetchone() for table in ("movement", "lot_draw")
        )
        raw.execute(moves, (day,))
        raw.execute(draws, (day, move))
        raw.execute(audit["movement"], (move,))
        raw.execute(audit["lot_draw"], (draw,))
        raw.execute("ROLLBACK")

    return paired(ours, plain, ROUNDS["expire"]).ratio


# The stores


def _number(card: int) -> str:
    return f"49{card:08d}"


def _store(path: Path, cards: int) -> Path:
    """The store of cards beside the one at `path`, made once."""
    made = path.with_name(f"{path.stem}-cards.partnercrm")
    if made.exists():
        return made
    clock = Clock.fixed(TODAY)
    stores.new(made, stores.NewStore("Bench", Currency("EUR", 2), "en_GB"), clock)
    store = open_store(made)
    try:
        ctx = stores.context(store, clock)
        holder = party.add(store, ctx, PartyDraft("Ana")).party
        program = loyalty.add_program(store, ctx, loyalty.program_templates(store, ctx)[0]).id
        loyalty.add_member(store, ctx, MemberDraft(program, holder, _number(1)))
        with store.write() as connection:
            triggers.drop_all(connection)
            raw = driver_of(connection)
            for table in ("kept_member", "member"):
                raw.execute(f"DELETE FROM {table}")
            _fill(raw, cards)
            triggers.create_all(connection)
            kept.rebuild(connection)
            raw.execute("ANALYZE")
    finally:
        store.close()
    return made


def _fill(raw: Any, cards: int) -> None:
    """Each card earns eight times and uses points twice; a quarter of its lots have ended or end soon."""
    rng, begun = random.Random(11), TODAY - dt.timedelta(days=DAYS)
    stamp = int(dt.datetime.combine(begun, dt.time(), dt.UTC).timestamp()) * MICRO
    members: list[Any] = []
    moves: list[Any] = []
    lots: list[Any] = []
    draws: list[Any] = []
    for card in range(1, cards + 1):
        members.append((card, _bytes(rng), 1, _number(card), 1, day_to_int(begun)))
        days = sorted(rng.randrange(DAYS) for _move in range(MOVES))
        for place, days_in in enumerate(days):
            number, when = (card - 1) * MOVES + place + 1, begun + dt.timedelta(days=days_in)
            day = day_to_int(when)
            if place in (3, 7):
                moves.append((number, _bytes(rng), 1, card, "redeem", -50_000, day, stamp, None, ""))
                draws.append((number - 3, number, day, -50_000))
            else:
                points = rng.randrange(6, 40) * 10_000
                moves.append((number, _bytes(rng), 1, card, "earn", points, day, stamp, points // 100, ""))
                expiry = day_to_int(when + dt.timedelta(days=600))
                lots.append((number, 1, card, number, day, expiry, points))
        if card % 5_000 == 0 or card == cards:
            _write(raw, members, moves, lots, draws)
            for some in (members, moves, lots, draws):
                some.clear()


def _write(raw: Any, members: list[Any], moves: list[Any], lots: list[Any], draws: list[Any]) -> None:
    inserts = (
        ("member (id, uuid, program_id, number, party_id, joined)", members),
        ("movement (id, uuid, program_id, member_id, kind, points, day, recorded_at, paid, reason)", moves),
        ("lot (id, program_id, member_id, movement_id, day, expiry, points)", lots),
        ("lot_draw (lot_id, movement_id, day, points)", draws),
    )
    for into, rows in inserts:
        marks = ", ".join("?" * len(rows[0]))
        raw.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def _bytes(rng: random.Random) -> bytes:
    return uuid.UUID(int=rng.getrandbits(128), version=4).bytes
