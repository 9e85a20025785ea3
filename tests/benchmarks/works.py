"""The works that are timed: each as the window asks for it, and through the raw driver on the same store.

Both sides read or write the same rows; what the raw side inserts are copies of rows that the program wrote.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maker import TODAY, Size, name_of

from db import driver, identity
from db.engine import open_store
from partnercrm.domain.dates import Clock
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, Lens, LineDraft
from partnercrm.services import balance, interaction, ledger, party_list, search, statement
from partnercrm.services import store as stores
from partnercrm.services.store import Store

Work = tuple[Callable[[], object], Callable[[], object]]
BIGGEST = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """An open store and a raw connection to the same file."""

    store: Store
    raw: Any
    size: Size


@contextmanager
def ground(path: Path, size: Size) -> Iterator[Ground]:
    """Opens a store twice: as the program does, and raw."""
    store = open_store(path)
    found = identity.look(path)
    assert found.salt is not None
    with driver.connected(path, identity.key_literal(found.salt)) as raw:
        try:
            yield Ground(store, raw, size)
        finally:
            store.close()


def _copied(raw: Any, table: str, where: str) -> tuple[str, list[list[Any]], list[str]]:
    """The insert of a table, and the rows that fit, as lists."""
    found = raw.execute(f'SELECT * FROM "{table}" WHERE {where}')
    names = [column[0] for column in found.description]
    marks = ", ".join("?" for _ in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', [list(row) for row in found], names


class RawCopies:
    """Inserts what one operation wrote once more, under new numbers: the same rows, by the driver alone."""

    def __init__(self, raw: Any, operation: int, tables: dict[str, str]) -> None:
        self._raw = raw
        self._tables = [
            (table, *_copied(raw, table, where.format(operation=operation))) for table, where in tables.items()
        ]
        self._shifts = itertools.count(1_000_000_000, 1000)

    def insert(self) -> None:
        """One transaction."""
        by = next(self._shifts)
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        for table, sql, rows, names in self._tables:
            for row in rows:
                raw.execute(sql, self._moved(table, row, names, by))
        raw.execute("COMMIT")

    def _moved(self, table: str, row: list[Any], names: list[str], by: int) -> list[Any]:
        keys = {"operation": ("id",), "exchange": ("id", "sequence"), "audit": ("id", "row_number")}
        moved = list(row)
        for place, name in enumerate(names):
            value = moved[place]
            if name == "uuid":
                moved[place] = os.urandom(16)
            elif name == "key":
                moved[place] = os.urandom(16).hex()
            elif value is None:
                continue
            elif name in keys.get(table, ("id",)) or name in (
                "operation_id",
                "exchange_id",
                "line_id",
                "interaction_id",
            ):
                moved[place] = value + by
        return moved


def post_one(at: Ground) -> Work:
    """Post one exchange of two lines, durable."""
    ctx = stores.context(at.store, Clock.fixed(TODAY))
    lines = (
        LineDraft(Direction.GIVEN, Kind.EXPOSURE, 2500, Basis.AGREED, what="Newsletter mention"),
        LineDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, 2400, Basis.AGREED, what="Oven"),
    )
    draft = ExchangeDraft(17, TODAY, lines, "Thanks")
    done = ledger.post(at.store, ctx, draft)
    ours = f"SELECT id FROM exchange WHERE operation_id = {done.changes.operation}"
    raw = RawCopies(
        at.raw,
        done.changes.operation,
        {
            "operation": "id = {operation}",
            "exchange": "operation_id = {operation}",
            "exchange_text": f"exchange_id IN ({ours})",
            "line": f"exchange_id IN ({ours})",
            "line_text": f"line_id IN (SELECT id FROM line WHERE exchange_id IN ({ours}))",
        },
    )
    return lambda: ledger.post(at.store, ctx.keyed(os.urandom(8).hex()), draft), raw.insert


def log_one(at: Ground) -> Work:
    """Log one interaction, durable."""
    ctx = stores.context(at.store, Clock.fixed(TODAY))
    draft = InteractionDraft((17,), Channel.CALL, TODAY, 600, "Talked about Saturday")
    done = interaction.log(at.store, ctx, draft)
    raw = RawCopies(
        at.raw,
        done.changes.operation,
        {
            "operation": "id = {operation}",
            "interaction": f"id = {done.interaction}",
            "interaction_party": f"interaction_id = {done.interaction}",
            "audit": "operation_id = {operation}",
        },
    )
    return lambda: interaction.log(at.store, ctx.keyed(os.urandom(8).hex()), draft), raw.insert


COVERED = "SELECT party_id, sum(direction * sign * value) FROM line WHERE asks = 'money' "


def balance_of_all(at: Ground) -> Work:
    """The balance of all parties in one lens, against one sum over the covering index."""
    sql = COVERED + "GROUP BY party_id"
    return lambda: balance.balances(at.store, Lens.TO_PAY), lambda: at.raw.execute(sql).fetchall()


def balance_of_one(at: Ground) -> Work:
    """The balance of the biggest party in all three lenses, against the same sums over its lines."""
    sums = (
        "SELECT asks, direction, sum(sign * value), sum(value IS NULL) FROM line WHERE party_id = ? GROUP BY 1, 2",
        "SELECT direction, count(DISTINCT turn_day) FROM line WHERE party_id = ? AND turn_day IS NOT NULL GROUP BY 1",
    )
    return (
        lambda: balance.party_balance(at.store, BIGGEST, TODAY),
        lambda: [at.raw.execute(sql, (BIGGEST,)).fetchall() for sql in sums],
    )


def latest_statement(at: Ground) -> Work:
    """The latest 100 of the biggest party with a running balance, against one indexed select."""
    sql = """
        SELECT e.fiscal_year, e.sequence, e.uuid, e.day, e.belongs_to, e.due_day, t.memo, t.our_document,
            t.their_document, e.reverses_id, e.credits_id,
            (SELECT sum(direction * sign * value) FROM line l WHERE l.exchange_id = e.id AND l.asks = 'money')
        FROM exchange e JOIN exchange_text t ON t.exchange_id = e.id
        WHERE e.party_id = ? ORDER BY e.day DESC, e.id DESC LIMIT 100"""
    return (
        lambda: statement.latest(at.store, BIGGEST, 100),
        lambda: at.raw.execute(sql, (BIGGEST,)).fetchall(),
    )


def monthly_totals(at: Ground) -> Work:
    """Monthly totals by party and direction over five years, against one grouped select."""
    sql = """
        SELECT party_id, asks, day / 100, direction, sum(sign * coalesce(value, 0)), sum(sign * (value IS NULL))
        FROM line GROUP BY party_id, asks, day / 100, direction"""
    return lambda: balance.months(at.store), lambda: at.raw.execute(sql).fetchall()


def each_keystroke(at: Ground) -> Work:
    """A search at each keystroke from the first, against FTS5 (from three letters) or a range of words."""
    words = ["grace hugo", "bakery 5", "01632 0", "zzz nobody", name_of(at.size.parties // 2).lower()]
    typed = [word[:length] for word in words for length in range(1, len(word) + 1)]
    by_word = "SELECT DISTINCT party_id FROM token WHERE word >= ? AND word < ? LIMIT 50"
    by_trigram = "SELECT rowid FROM search_trigram WHERE search_trigram MATCH ? LIMIT 50"
    names = "SELECT id, name, about FROM party WHERE id IN ({})"

    def raw() -> None:
        for text in typed:
            parts = text.split()
            if not parts:
                continue
            if all(len(part) >= 3 for part in parts):
                quoted = " AND ".join(f'"{part}"' for part in parts)
                found = at.raw.execute(by_trigram, (quoted,)).fetchall()
            else:
                found = at.raw.execute(by_word, (parts[0], parts[0] + "\U0010ffff")).fetchall()
            at.raw.execute(names.format(",".join(str(row[0]) for row in found) or "0")).fetchall()

    return lambda: [search.search(at.store, text) for text in typed], raw


def first_rows(at: Ground) -> Work:
    """Open the store and read the first 50 rows of the directory, against open + select."""
    path, size = at.store.path, at.size

    def ours() -> None:
        store = open_store(path)
        try:
            ctx = stores.context(store, Clock.fixed(TODAY))
            ids = party_list.ids(store, ctx, limit=50)
            assert len(party_list.rows(store, ctx, ids)) == min(50, size.parties)
        finally:
            store.close()

    def raw() -> None:
        found = identity.look(path)
        assert found.salt is not None
        with driver.connected(path, identity.key_literal(found.salt)) as own:
            own.execute("SELECT * FROM party ORDER BY sort_name, id LIMIT 50").fetchall()

    return ours, raw


def a_page_anywhere(at: Ground) -> Work:
    """A page of 100 directory rows from the middle, by id, against the same rows raw by key."""
    ctx = stores.context(at.store, Clock.fixed(TODAY))
    ids = party_list.ids(at.store, ctx)
    some = ids[len(ids) // 2 : len(ids) // 2 + 100]
    sql = f"""
        SELECT p.*, k.given, k.received, f.given, f.received, c.day,
            (SELECT group_concat(role) FROM party_role r WHERE r.party_id = p.id),
            (SELECT sum(rest) FROM kept_open o WHERE o.party_id = p.id),
            (SELECT min(due) FROM follow_up u WHERE u.party_id = p.id AND u.state = 'open')
        FROM party p LEFT JOIN kept_balance k ON k.party_id = p.id AND k.asks = 'money'
        LEFT JOIN kept_balance f ON f.party_id = p.id AND f.asks = 'in_kind'
        LEFT JOIN kept_contact c ON c.party_id = p.id
        WHERE p.id IN ({",".join(map(str, some))})"""
    months = f"""
        SELECT party_id, day / 100, count(*) FROM exchange WHERE party_id IN ({",".join(map(str, some))})
        AND day >= {(TODAY - dt.timedelta(days=365)).strftime("%Y%m%d")} GROUP BY 1, 2"""
    return (
        lambda: party_list.rows(at.store, ctx, some),
        lambda: (at.raw.execute(sql).fetchall(), at.raw.execute(months).fetchall()),
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """A work, its target ratio, how often it is run, and by how much its CPU time may grow from S to L (None: any)."""

    name: str
    make: Callable[[Ground], Work]
    target: float
    rounds: int = 15
    growth: float | None = None


BENCHES = (
    Bench("post one exchange of two lines, durable", post_one, 2.0, 40, 1.5),
    Bench("log one interaction, durable", log_one, 2.0, 40),
    Bench("balance of all parties", balance_of_all, 0.5, 9),
    Bench("balance of one party, all three lenses", balance_of_one, 0.25, 40, 1.5),
    Bench("statement: latest 100 of the biggest party", latest_statement, 2.5, 40, 1.3),
    Bench("monthly totals by party and direction", monthly_totals, 1.3, 5),
    Bench("search, each keystroke from the first", each_keystroke, 2.5, 7, 3.0),
    Bench("open the store, first 50 rows", first_rows, 3.5, 15, 1.3),
    Bench("a page of 100 rows anywhere in the directory", a_page_anywhere, 2.0, 25, 1.3),
)
