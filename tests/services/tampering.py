"""Somebody who changes a shop behind the program's back, and what Verify says then."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import closing
from pathlib import Path
from typing import Any

from db import driver, opening
from db.engine import open_store
from db.queries import verify as queries
from db.tables import triggers
from partnercrm.domain.chain import Anchor
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind
from partnercrm.domain.party import Role
from partnercrm.services import draft, ledger, merge, period, settlement, undo, verify
from partnercrm.services.verify import Report
from tests.services.worked_examples import Book, Worked

D = dt.date
NOV = D(2026, 11, 25)

CUT = "Something was taken away at the end, after entry {number}."
OTHER = "Up to entry {number}, this is not what was there before."


def fill(path: Path, worked: Worked) -> None:
    """Everything happens once: entries, reversals, credits, settlements, months, a merge, an undo."""
    store = open_store(path)
    book, ctx = Book(store), Book(store).on(NOV)
    worked.d(store, paid=True)
    worked.g(store, until="paid")
    bakery = worked.k(store).bakery
    hill = book.party("Hillside", Role.SUPPLIER, Role.CUSTOMER)
    paid = book.post(hill, D(2026, 10, 3), book.gave(Kind.MONEY, 100_00), memo="Überweisung")
    bill = book.post(hill, D(2026, 10, 4), book.got(Kind.GOODS, 60_00, Basis.BILL, what="Röstkaffee"))
    settlement.settle(store, ctx, paid, [(bill, 50_00)])
    ledger.credit(store, ctx, bill, 10_00)
    ledger.reverse(store, ctx, book.post(bakery, D(2026, 11, 8), book.got(Kind.KNOWLEDGE, what="advice")), "wrong")
    done = ledger.correct(store, ctx, book.post(hill, D(2026, 11, 9), book.gave(Kind.EXPOSURE, 5_00)))
    ledger.post_draft(store, ctx, done.draft)
    settlement.transfer(store, ctx, bakery, hill, 20_00, "signed by three")
    settlement.call_even(store, ctx, bakery, "a coffee together")
    twin = book.party("Hillside Roasters", Role.SUPPLIER)
    book.post(twin, D(2026, 10, 5), book.got(Kind.GOODS, 5_00, Basis.BILL), import_source="bills.csv", external_id="7")
    merge.merge(store, ctx, hill, twin)
    settlement.set_off(store, ctx, bakery, "signed")
    undo.undo(store, ctx)
    undo.redo(store, ctx)
    draft.save(store, ctx, ExchangeDraft(bakery, D(2026, 11, 1), (book.gave(Kind.EXPOSURE),)))
    period.close(store, ctx, 202610)
    store.close()


class Tamperer:
    """Somebody with the key, a database tool and no triggers in the way; answers where it must be found."""

    def __init__(self, path: Path, seed: int) -> None:
        self.raw = driver.connect(path, opening.inspect(path, "").key)
        self.random = random.Random(seed)
        for (name,) in self.raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self.raw.execute(f'DROP TRIGGER "{name}"')

    def close(self) -> None:
        self.raw.close()

    def all(self, sql: str, *values: Any) -> list[Any]:
        return self.raw.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        return self.random.choice(self.all(sql, *values))

    def number(self, exchange: int) -> str:
        year, sequence = self.all("SELECT fiscal_year, sequence FROM exchange WHERE id = ?", exchange)[0]
        return f"{year}-{sequence:04d}"

    def other_value(self, value: Any) -> Any:
        """Something else in its place: another number, another word, another byte, nothing, or something at all."""
        if value is None:
            return self.random.choice([1, 20261101, "x"])
        if isinstance(value, int):
            return value + self.random.choice([-1, 1, 100])
        if isinstance(value, bytes):
            at = self.random.randrange(len(value))
            return value[:at] + bytes([value[at] ^ (1 << self.random.randrange(8))]) + value[at + 1 :]
        return self.random.choice([value + "x", value[1:], " " + value]) or "y"

    def edit(self, table: str, key: str, leave: tuple[str, ...] = ()) -> tuple[int, Any]:
        """Changes one column of one row; answers the row's key and what is there to locate it by."""
        columns = [row[1] for row in self.all(f"PRAGMA table_info({table})") if row[1] not in ("id", key, *leave)]
        column = self.random.choice(columns)
        row, value = self.one(f"SELECT {key}, {column} FROM {table}")
        self.raw.execute("PRAGMA ignore_check_constraints = ON")
        self.raw.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (self.other_value(value), row))
        return row, column

    # Each answers the places at which it must be found

    def edit_entry(self) -> set[str]:
        numbers = {row: self.number(row) for (row,) in self.all("SELECT id FROM exchange")}
        row, _column = self.edit("exchange", "id", ("fiscal_year", "sequence"))
        return {numbers[row]}

    def edit_line(self) -> set[str]:
        owners = dict(self.all("SELECT id, exchange_id FROM line"))
        row, _column = self.edit("line", "id")
        return {self.number(owners[row])}

    def edit_words(self) -> set[str]:
        return {self.number(self.edit("exchange_text", "exchange_id")[0])}

    def edit_line_words(self) -> set[str]:
        row, _column = self.edit("line_text", "line_id")
        return {self.number(self.all("SELECT exchange_id FROM line WHERE id = ?", row)[0][0])}

    def _of_settlement(self, row: int) -> set[str]:
        sql = "SELECT l.exchange_id FROM settlement s JOIN line l ON l.id IN (s.paying_line_id, s.item_line_id)"
        return {self.number(exchange) for (exchange,) in self.all(f"{sql} WHERE s.id = ?", row)}

    def edit_settlement(self) -> set[str]:
        places = {row: self._of_settlement(row) for (row,) in self.all("SELECT id FROM settlement")}
        return places[self.edit("settlement", "id")[0]]

    def edit_party(self) -> set[str]:
        party, uuid = self.one("SELECT id, uuid FROM party WHERE id IN (SELECT party_id FROM exchange)")
        self.raw.execute("UPDATE party SET uuid = ? WHERE id = ?", (self.other_value(uuid), party))
        return {self.number(self.one("SELECT id FROM exchange WHERE party_id = ?", party)[0])}

    def edit_balance(self) -> set[str]:
        party, name = self.one("SELECT k.party_id, p.name FROM kept_balance k JOIN party p ON p.id = k.party_id")
        column = self.random.choice(triggers.KEPT_SUMS)
        self.raw.execute(f"UPDATE kept_balance SET {column} = {column} + 1 WHERE party_id = ?", (party,))
        return {name}

    def edit_turn(self) -> set[str]:
        party, name = self.one("SELECT k.party_id, p.name FROM kept_turn k JOIN party p ON p.id = k.party_id")
        self.raw.execute("UPDATE kept_turn SET count = count + 1 WHERE party_id = ?", (party,))
        return {name}

    def edit_open(self) -> set[str]:
        line, exchange = self.one("SELECT k.line_id, l.exchange_id FROM kept_open k JOIN line l ON l.id = k.line_id")
        change = self.random.choice(
            ["rest = rest - 1", "due_day = 20200101", "effective = -effective", "held = 1 - held", "party_id = 1"]
        )
        self.raw.execute(f"UPDATE kept_open SET {change} WHERE line_id = ?", (line,))
        if "party_id" in change and not self.all("SELECT 1 FROM line WHERE id = ? AND party_id <> 1", line):
            self.raw.execute("DELETE FROM kept_open WHERE line_id = ?", (line,))
        return {self.number(exchange)}

    def edit_month(self) -> set[str]:
        change = self.random.choice(
            ["UPDATE period SET state = 'open'", "UPDATE period SET reason = 'x'", "DELETE FROM period"]
        )
        self.raw.execute(change)
        return {"2026-10"}

    def delete_line(self) -> set[str]:
        line, exchange = self.one("SELECT id, exchange_id FROM line")
        self.raw.execute("DELETE FROM line WHERE id = ?", (line,))
        return {self.number(exchange)}

    def delete_words(self) -> set[str]:
        table, key = self.random.choice([("exchange_text", "exchange_id"), ("line_text", "line_id")])
        (row,) = self.one(f"SELECT {key} FROM {table}")
        self.raw.execute(f"DELETE FROM {table} WHERE {key} = ?", (row,))
        owner = "SELECT exchange_id FROM line WHERE id = ?"
        return {self.number(row if key == "exchange_id" else self.all(owner, row)[0][0])}

    def delete_settlement(self) -> set[str]:
        (row,) = self.one("SELECT id FROM settlement")
        places = self._of_settlement(row)
        self.raw.execute("DELETE FROM settlement WHERE id = ?", (row,))
        return places

    def delete_entry(self) -> set[str]:
        """One from the middle with all that hangs on it, and the kept sums put right."""
        (exchange,) = self.one("SELECT id FROM exchange WHERE id < (SELECT max(id) FROM exchange)")
        number = self.number(exchange)
        last = self.all("SELECT max(sequence) FROM exchange WHERE fiscal_year = ?", int(number[:4]))[0][0]
        self._cut([exchange])
        return {number} if int(number[5:]) < last else {f"{number[:4]}-{last - 1:04d}"}

    def insert_line(self) -> set[str]:
        (exchange,) = self.one("SELECT id FROM exchange")
        columns = [row[1] for row in self.all("PRAGMA table_info(line)") if row[1] not in ("id", "position")]
        listed = ", ".join(columns)
        self.raw.execute(
            f"INSERT INTO line (position, {listed}) SELECT 77, {listed} FROM line WHERE exchange_id = ? LIMIT 1",
            (exchange,),
        )
        return {self.number(exchange)}

    def insert_entry(self) -> set[str]:
        """A forged copy of an entry at the end."""
        (exchange,) = self.one("SELECT id FROM exchange")
        columns = [row[1] for row in self.all("PRAGMA table_info(exchange)")]
        others = ", ".join(c for c in columns if c not in ("id", "uuid", "sequence", "reverses_id"))
        self.raw.execute(
            f"INSERT INTO exchange (uuid, sequence, {others}) SELECT randomblob(16), "
            "(SELECT max(sequence) + 1 FROM exchange WHERE fiscal_year = e.fiscal_year), "
            f"{others} FROM exchange e WHERE id = ?",
            (exchange,),
        )
        return {self.number(self.all("SELECT max(id) FROM exchange")[0][0])}

    def _two(self) -> tuple[int, int]:
        one, other = self.random.sample([row for (row,) in self.all("SELECT id FROM exchange")], 2)
        return one, other

    def swap_numbers(self) -> set[str]:
        one, other = self._two()
        places = {self.number(one), self.number(other)}
        sequences = [self.all("SELECT sequence FROM exchange WHERE id = ?", row)[0][0] for row in (one, other)]
        self.raw.execute("UPDATE exchange SET sequence = -1 WHERE id = ?", (one,))
        self.raw.execute("UPDATE exchange SET sequence = ? WHERE id = ?", (sequences[0], other))
        self.raw.execute("UPDATE exchange SET sequence = ? WHERE id = ?", (sequences[1], one))
        return places

    def swap_entries(self) -> set[str]:
        """Two entries change their places in the chain, their lines and words with them."""
        one, other = self._two()
        places = {self.number(one), self.number(other)}
        for table, column in (("exchange", "id"), ("line", "exchange_id"), ("exchange_text", "exchange_id")):
            for source, target in ((one, -1), (other, one), (-1, other)):
                self.raw.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (target, source))
        return places

    def swap_lines(self) -> set[str]:
        """A line is moved to another entry."""
        one, other = self._two()
        (line,) = self.one("SELECT id FROM line WHERE exchange_id = ?", one)
        self.raw.execute("UPDATE line SET exchange_id = ?, position = position + 50 WHERE id = ?", (other, line))
        return {self.number(one), self.number(other)}

    def _cut(self, exchanges: list[int]) -> None:
        marks = ", ".join(map(str, exchanges))
        lines = f"SELECT id FROM line WHERE exchange_id IN ({marks})"
        self.raw.execute(f"DELETE FROM settlement WHERE paying_line_id IN ({lines}) OR item_line_id IN ({lines})")
        self.raw.execute(f"DELETE FROM line_text WHERE line_id IN ({lines})")
        self.raw.execute(f"DELETE FROM line WHERE exchange_id IN ({marks})")
        self.raw.execute(f"DELETE FROM exchange_text WHERE exchange_id IN ({marks})")
        self.raw.execute(f"DELETE FROM exchange WHERE id IN ({marks})")

    def cut_the_end(self) -> set[str]:
        """The last entries go with all that hangs on them, and nothing in the file says that they were there."""
        count = self.random.randint(1, 6)
        gone = [row for (row,) in self.all("SELECT id FROM exchange ORDER BY id DESC LIMIT ?", count)]
        self._cut(gone)
        for table in ("exchange", "line", "settlement"):
            self.raw.execute(f"UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM {table}) WHERE name = '{table}'")
        return {"*"}


WAYS = [name for name in vars(Tamperer) if name.startswith(("edit_", "delete_", "insert_", "swap_", "cut_"))]


def look(path: Path, anchors: tuple[Anchor, ...] = ()) -> Report:
    store = open_store(path, read_only=True)
    try:
        return verify.verify(store, anchors=anchors)
    finally:
        store.close()


def said_of(path: Path) -> set[str]:
    return {problem.message.key for problem in look(path).problems}


def cut_by_a_knower(path: Path, seed: int = 1) -> None:
    """The end is gone, every kept sum and trigger is made anew: in the file itself nothing is wrong."""
    with closing(Tamperer(path, seed)) as tamperer:
        tamperer.cut_the_end()
    store = open_store(path)
    with store.write() as connection:
        queries.rebuild(connection)
        triggers.create_all(connection)
    store.close()
