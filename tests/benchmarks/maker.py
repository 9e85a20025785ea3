"""Makes the stores that the benches run on: Zipf-like over five years, the same every time.

Rows go in through the raw driver with the triggers off; the kept sums are then rebuilt by the program itself.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.engine import open_store
from db.queries import verify as kept
from db.queries.rows import driver_of
from db.tables import triggers
from db.values import day_to_int
from partnercrm.domain import chain
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.services import search_index
from partnercrm.services import store as stores

TODAY = dt.date(2026, 11, 21)
FIRST = dt.date(2021, 11, 22)
MICRO = 1_000_000
FORENAMES = (
    "Ana Ben Clara David Elena Farid Grace Hugo Iris Jonas Kate Liam Mona Noah Olga Paul Rosa Samir Tess Uma".split()
)
SURNAMES = (
    "Abbott Barker Castle Dunn Ellis Foster Grant Hayes Irving Jarvis Keane Lowe Marsh Norris Osborne Palmer".split()
)
TRADES = "Bakery Florist Books Yoga Print Dairy Cycles Ceramics Catering Roasters Studio Market Garden Tailor".split()
KINDS = (("goods", "bill", "money"), ("exposure", "agreed", "in_kind"), ("service", "estimate", "in_kind"))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a store is."""

    name: str
    parties: int
    lines: int

    @property
    def interactions(self) -> int:
        """As many interactions as parties: a contact each on average."""
        return self.parties


SMALL = Size("S", 10_000, 100_000)
LARGE = Size("L", 100_000, 1_000_000)
TINY = Size("tiny", 200, 2_000)


def make(path: Path, size: Size) -> None:
    """Makes a store of a size at `path`."""
    clock = Clock.fixed(TODAY)
    stores.new(path, stores.NewStore("Bench", Currency("EUR", 2), "en_GB"), clock)
    store = open_store(path)
    try:
        with store.write() as connection:
            triggers.drop_all(connection)
            raw = driver_of(connection)
            rng = random.Random(7)
            parties = _parties(raw, size, rng)
            _entries(raw, size, rng, parties)
            _interactions(raw, size, rng)
            triggers.create_all(connection)
            search_index.refresh(connection, range(1, size.parties + 1))
            kept.rebuild(connection)
            raw.execute("ANALYZE")
    finally:
        store.close()


def name_of(number: int) -> str:
    """The name of party `number`."""
    first, last = FORENAMES[number % len(FORENAMES)], SURNAMES[number // 20 % len(SURNAMES)]
    return f"{first} {last} {TRADES[number // 320 % len(TRADES)]} {number}"


def _insert(raw: Any, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names = list(first)
    marks = ", ".join("?" for _ in names)
    columns = ", ".join(f'"{name}"' for name in names)
    raw.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', tuple(first.values()))
    raw.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', (tuple(row.values()) for row in rows))


def _parties(raw: Any, size: Size, rng: random.Random) -> list[bytes]:
    made = [uuid.UUID(int=rng.getrandbits(128), version=4).bytes for _ in range(size.parties)]
    created = int(dt.datetime.combine(FIRST, dt.time(), dt.UTC).timestamp()) * MICRO
    common = {"kind": "organisation", "about": "", "mode": "balanced", "clock_start": day_to_int(FIRST), "language": ""}
    _insert(
        raw,
        "party",
        (
            {
                "id": n,
                "uuid": made[n - 1],
                "name": name_of(n),
                "sort_name": name_of(n).lower(),
                **common,
                "interval_days": 30 if n % 50 == 0 else None,
                "walk_in": 0,
                "created_at": created,
            }
            for n in range(1, size.parties + 1)
        ),
    )
    roles = ("customer", "customer", "customer", "supplier", "partner")
    _insert(raw, "party_role", ({"party_id": n, "role": roles[n % 5]} for n in range(1, size.parties + 1)))
    empty = dict.fromkeys(("label", "street", "postcode", "town", "region", "country"), "")
    _insert(
        raw,
        "contact_point",
        (
            {
                "party_id": n,
                "kind": "phone",
                "value": f"01632 {n:06d}",
                "match_key": f"441632{n:06d}",
                "position": 0,
                **empty,
            }
            for n in range(1, size.parties + 1)
        ),
    )
    return made


def _entries(raw: Any, size: Size, rng: random.Random, parties: list[bytes]) -> None:
    """Two lines an entry: 1/rank as many for each party, in the order of the days, so that the chain is honest."""
    count = size.lines // 2
    user = raw.execute("SELECT uuid FROM user").fetchone()[0]
    operation = uuid.UUID(int=rng.getrandbits(128), version=4).bytes
    moment = int(dt.datetime.combine(TODAY, dt.time(), dt.UTC).timestamp()) * MICRO
    raw.execute(
        "INSERT INTO operation (id, uuid, key, digest, moment, actor_id, name, words, subjects, undo_depth, undoable, "
        "answer) VALUES (1, ?, 'bench', x'00', ?, 1, 'Bench', '{}', 'ledger', 0, 0, '{}')",
        (operation, moment),
    )
    weights = _zipf(size.parties)
    who = rng.choices(range(1, size.parties + 1), cum_weights=weights, k=count)
    days = sorted(rng.randrange((TODAY - FIRST).days + 1) for _ in range(count))
    exchanges: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    sequences: dict[int, int] = {}
    previous, previous_payment = chain.START, chain.START
    for n in range(1, count + 1):
        day = FIRST + dt.timedelta(days=days[n - 1])
        sequences[day.year] = sequences.get(day.year, 0) + 1
        own = _two_lines(rng, n, who[n - 1], day)
        salt = n.to_bytes(16, "big")
        text_hash = chain.text_hash(salt, f"Entry {n}", "", "", ["", "", ""])
        number = uuid.UUID(int=rng.getrandbits(128), version=4).bytes
        sealed = chain.ChainEntry(
            number=f"{day.year}-{sequences[day.year]:04d}",
            exchange=number,
            party=parties[who[n - 1] - 1],
            day=day_to_int(day),
            due_day=None,
            belongs_to=None,
            source="typed_in",
            external=None,
            operation=operation,
            posted_at=moment,
            posted_by=user,
            reverses=None,
            credits=None,
            corrects=None,
            enters_again=None,
            linked=None,
            text_hash=text_hash,
            lines=[[{**line, "takes_back": None}[name] for name in chain.LINE_FIELDS] for line in own],
        )
        previous = chain.entry_hash(previous, sealed)
        exchanges.append(
            {
                "id": n,
                "uuid": number,
                "fiscal_year": day.year,
                "sequence": sequences[day.year],
                "party_id": who[n - 1],
                "day": day_to_int(day),
                "source": "typed_in",
                "posted_at": moment,
                "posted_by": 1,
                "operation_id": 1,
                "line_count": 2,
                "text_hash": text_hash,
                "hash": previous,
            }
        )
        texts.append(
            {
                "exchange_id": n,
                "salt": salt,
                "memo": f"Entry {n}",
                "our_document": "",
                "their_document": "",
                "reason": "",
            }
        )
        lines.extend(own)
        if own[1]["kind"] == "money":
            payments.append(_payment(n, own, operation, number, previous_payment))
            previous_payment = payments[-1]["hash"]
        if n % 20_000 == 0 or n == count:
            for table, rows in (
                ("exchange", exchanges),
                ("exchange_text", texts),
                ("line", lines),
                ("settlement", payments),
            ):
                _insert(raw, table, iter(rows))
                rows.clear()


def _payment(
    exchange: int, lines: list[dict[str, Any]], operation: bytes, number: bytes, previous: bytes
) -> dict[str, Any]:
    """What the money of an entry pays of its goods; the lines of entry n have the ids 2n - 1 and 2n."""
    goods, money = lines
    sealed = chain.ChainSettlement(operation, number, (number, 1), (number, 0), goods["day"], money["value"])
    return {
        "exchange_id": exchange,
        "operation_id": 1,
        "paying_line_id": 2 * exchange,
        "item_line_id": 2 * exchange - 1,
        "day": goods["day"],
        "amount": money["value"],
        "hash": chain.settlement_hash(previous, sealed),
    }


def _two_lines(rng: random.Random, exchange: int, party: int, day: dt.date) -> list[dict[str, Any]]:
    """Something given, something received. Of ten bills eight are paid at once, one in part, and one stays open."""
    kind, basis, asks = KINDS[exchange % len(KINDS)]
    number, paid = day_to_int(day), exchange // len(KINDS) % 10
    common = {
        "exchange_id": exchange,
        "party_id": party,
        "day": number,
        "due_day": number,
        "turn_day": None if asks == "money" else number,
        "opening": 0,
        "sign": 1,
        "kind": kind,
        "quantity": None,
        "unit": "",
        "basis": basis,
        "asks": asks,
        "tax_code": "",
        "tax_amount": None,
        "cost": None,
        "reason": None,
        "foreign_currency": "",
        "foreign_amount": None,
        "foreign_rate": None,
    }
    value = rng.randrange(100, 50_000)
    given = {**common, "position": 0, "direction": 1, "value": value}
    received = {**common, "position": 1, "direction": -1, "value": rng.randrange(100, 50_000)}
    if asks == "money" and paid > 0:
        received |= {"kind": "money", "value": value if paid > 1 else value // 2}
    return [given, received]


def _interactions(raw: Any, size: Size, rng: random.Random) -> None:
    weights = _zipf(size.parties)
    who = rng.choices(range(1, size.parties + 1), cum_weights=weights, k=size.interactions)
    days = [day_to_int(FIRST + dt.timedelta(days=rng.randrange((TODAY - FIRST).days + 1))) for _ in who]
    moment = int(dt.datetime.combine(TODAY, dt.time(), dt.UTC).timestamp()) * MICRO
    common = {"channel": "call", "started_by": "us", "notes": "", "logged_by": 1, "logged_at": moment}
    _insert(
        raw,
        "interaction",
        (
            {
                "id": n,
                "uuid": uuid.UUID(int=rng.getrandbits(128), version=4).bytes,
                "day": days[n - 1],
                "summary": f"Talked about order {n}",
                "folded": f"talked about order {n}",
                **common,
            }
            for n in range(1, size.interactions + 1)
        ),
    )
    _insert(
        raw,
        "interaction_party",
        ({"interaction_id": n, "party_id": party, "day": days[n - 1]} for n, party in enumerate(who, 1)),
    )


def _zipf(count: int) -> list[float]:
    total, weights = 0.0, []
    for rank in range(1, count + 1):
        total += 1 / (rank + 10)
        weights.append(total)
    return weights
