"""The works that are timed: each as the window asks for it, and through the raw driver on the same store.

Both sides read or write the same rows; what the raw side inserts are copies of rows that the program wrote.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import driver, identity
from db.engine import open_store
from db.tables.listed import LISTED
from partnercrm.domain.dates import Clock
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, Lens, LineDraft
from partnercrm.services import balance, interaction, ledger, party_list, search, statement
from partnercrm.services import store as stores
from partnercrm.services.store import Store
from tests.benchmarks.maker import TODAY, Size, name_of

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
        driver.settle(raw, driver.LOGGED)
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


SUMS = ", ".join(
    f"sum({counted} * (direction = {side}) * sign * {what})"
    for counted in ("1", "(opening = 0 AND kind <> 'adjustment')")
    for what in ("coalesce(value, 0)", "(value IS NULL)")
    for side in (1, -1)
)


def balance_of_all(at: Ground) -> Work:
    """The balance of all parties in one lens with their names, against one sum of the same over the covering index."""
    sql = f"""
        SELECT p.id, p.uuid, p.name, s.*
        FROM (SELECT party_id, {SUMS} FROM line WHERE asks = 'money' GROUP BY party_id) s
        CROSS JOIN party p ON p.id = s.party_id"""
    return lambda: balance.balances(at.store, Lens.TO_PAY), lambda: at.raw.execute(sql).fetchall()


def balance_of_one(at: Ground) -> Work:
    """The balance of the biggest party in all three lenses with what is open, against the same sums over its lines."""
    sums = (
        f"SELECT asks, {SUMS} FROM line WHERE party_id = ? GROUP BY 1",
        "SELECT direction, count(DISTINCT turn_day) FROM line WHERE party_id = ? AND turn_day IS NOT NULL GROUP BY 1",
        """SELECT direction * sign, kind = 'money', sum(rest), min(due_day) FROM (
            SELECT direction, sign, kind, due_day,
                value - coalesce((SELECT sum(amount) FROM settlement WHERE item_line_id = l.id), 0)
                - coalesce((SELECT sum(amount) FROM settlement WHERE paying_line_id = l.id), 0) AS rest
            FROM line l WHERE party_id = ? AND asks = 'money') WHERE rest <> 0 GROUP BY 1, 2""",
    )
    return (
        lambda: balance.party_balance(at.store, BIGGEST, TODAY),
        lambda: [at.raw.execute(sql, (BIGGEST,)).fetchall() for sql in sums],
    )


def latest_statement(at: Ground) -> Work:
    """The latest 100 of the biggest party with a running balance, against one indexed select of the same columns."""
    sql = """
        SELECT e.id, e.day, e.fiscal_year, e.sequence, e.uuid, e.belongs_to, e.due_day, t.memo, t.our_document,
            t.their_document, o.fiscal_year, o.sequence,
            sum((l.asks = 'money') * (l.direction = 1) * l.sign * l.value),
            sum((l.asks = 'money') * (l.direction = -1) * l.sign * l.value),
            sum((l.asks = 'in_kind') * (l.direction = 1) * l.sign * coalesce(l.value, 0)),
            sum((l.asks = 'in_kind') * (l.direction = -1) * l.sign * coalesce(l.value, 0)),
            sum((l.asks = 'in_kind') * (l.direction = 1) * l.sign * (l.value IS NULL)),
            sum((l.asks = 'in_kind') * (l.direction = -1) * l.sign * (l.value IS NULL))
        FROM (SELECT id FROM exchange WHERE party_id = ? ORDER BY day DESC, id DESC LIMIT 100) p
        CROSS JOIN exchange e ON e.id = p.id CROSS JOIN line l ON l.exchange_id = e.id
        LEFT JOIN exchange_text t ON t.exchange_id = e.id
        LEFT JOIN exchange o ON o.id = coalesce(e.reverses_id, e.credits_id)
        GROUP BY e.day, e.id ORDER BY e.day DESC, e.id DESC"""
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


def typed_texts(size: Size) -> list[str]:
    """What a search box holds at each keystroke from the first, over several searches."""
    words = ["grace hugo", "bakery 5", "01632 0", "zzz nobody", name_of(size.parties // 2).lower()]
    return [word[:length] for word in words for length in range(1, len(word) + 1)]


def raw_hits(raw: Any, text: str, limit: int) -> list[int]:
    """What FTS5 finds of the words of three letters and more, or else a range of words of the first one."""
    words = text.split()
    long = [word for word in words if len(word) >= 3]
    if long:
        sql = "SELECT rowid FROM search_trigram WHERE search_trigram MATCH ? LIMIT ?"
        return [row[0] for row in raw.execute(sql, (" AND ".join(f'"{word}"' for word in long), limit))]
    sql = "SELECT DISTINCT party_id FROM token WHERE word >= ? AND word < ? LIMIT ?"
    return [row[0] for row in raw.execute(sql, (words[0], words[0] + "\U0010ffff", limit))]


def each_keystroke(at: Ground) -> Work:
    """A search at each keystroke from the first, against FTS5 (from three letters) or a range of words."""
    typed = typed_texts(at.size)
    names = """
        SELECT id, name, about, sort_name, archived_at IS NOT NULL, (SELECT group_concat(role) FROM party_role r
            WHERE r.party_id = party.id AND r.until_day IS NULL) FROM party WHERE id IN ({})"""

    def raw() -> None:
        for text in typed:
            found = raw_hits(at.raw, text, 50)
            at.raw.execute(names.format(",".join(map(str, found)) or "0")).fetchall()

    return lambda: [search.search(at.store, text) for text in typed], raw


FIRST_BY_NAME = f"SELECT id FROM party WHERE {LISTED} ORDER BY sort_name, id LIMIT 50"


def first_rows(at: Ground) -> Work:
    """Open the store and read the first 50 rows of the directory, against open + select of the same."""
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
            driver.settle(own, driver.LOGGED)
            page_by_key(own, [row[0] for row in own.execute(FIRST_BY_NAME)])

    return ours, raw


def page_by_key(raw: Any, parties: Sequence[int]) -> None:
    """Reads what a directory row shows of these parties, raw by key."""
    wanted, year = ",".join(map(str, parties)), (TODAY - dt.timedelta(days=365)).strftime("%Y%m")
    for sql in (
        f"""SELECT p.id, p.uuid, p.kind, p.name, p.about, p.mode, p.archived_at, p.binned_at, c.day, w.given_days,
            w.received_days FROM party p LEFT JOIN kept_contact c ON c.party_id = p.id
            LEFT JOIN kept_whose_turn w ON w.party_id = p.id WHERE p.id IN ({wanted})""",
        f"SELECT party_id, group_concat(role) FROM party_role WHERE party_id IN ({wanted}) GROUP BY 1",
        f"SELECT x.party_id, t.name FROM party_tag x JOIN tag t ON t.id = x.tag_id WHERE x.party_id IN ({wanted})",
        f"SELECT * FROM kept_balance WHERE party_id IN ({wanted})",
        f"""SELECT party_id, effective, sum(rest), min(due_day) FROM kept_open
            WHERE party_id IN ({wanted}) GROUP BY 1, 2""",
        f"""SELECT party_id, day / 100, count(*) FROM exchange
            WHERE party_id IN ({wanted}) AND day >= {year}00 GROUP BY 1, 2""",
        f"SELECT party_id, month, count FROM kept_contact_month WHERE party_id IN ({wanted}) AND month >= {year}",
        f"SELECT party_id, from_day, last_day, interval_days FROM kept_touch WHERE party_id IN ({wanted})",
        f"SELECT party_id, min(due), title FROM follow_up WHERE party_id IN ({wanted}) AND state = 'open' GROUP BY 1",
    ):
        raw.execute(sql).fetchall()


def a_page_anywhere(at: Ground) -> Work:
    """A page of 100 directory rows from the middle, by id, against the same rows raw by key."""
    ctx = stores.context(at.store, Clock.fixed(TODAY))
    ids = party_list.ids(at.store, ctx)
    some = ids[len(ids) // 2 : len(ids) // 2 + 100]
    return lambda: party_list.rows(at.store, ctx, some), lambda: page_by_key(at.raw, some)
