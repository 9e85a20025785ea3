"""Verify proves an intact shop, and finds and locates whatever was changed behind the program's back.

PARTNERCRM_ROUNDS=10 tampers ten times as often.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from db import driver, opening
from db.engine import open_store
from db.queries import verify as queries
from db.tables import triggers
from partnercrm.domain import chain
from partnercrm.domain.chain import Anchor
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind
from partnercrm.domain.party import Role
from partnercrm.services import backup, draft, ledger, merge, period, settlement, undo, verify
from partnercrm.services import store as stores
from partnercrm.services.backup import Copy
from partnercrm.services.store import Store
from partnercrm.services.verify import Finding, Report

if TYPE_CHECKING:
    from tests.services.worked_examples import Book, Worked

D = dt.date
NOV = D(2026, 11, 25)
ROUNDS = 24 * int(os.environ.get("PARTNERCRM_ROUNDS", "1"))


@pytest.fixture(scope="session")
def full_shop(empty_store: Path, tmp_path_factory: pytest.TempPathFactory, worked: Worked) -> Path:
    """A shop in which everything happened once: entries, reversals, credits, settlements, months, a merge, an undo."""
    from tests.services.worked_examples import Book

    path = tmp_path_factory.mktemp("full") / "shop.partnercrm"
    shutil.copyfile(empty_store, path)
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
    return path


@pytest.fixture
def copied(full_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(full_shop, tmp_path / "tampered.partnercrm"))


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


@pytest.fixture(scope="session")
def anchor(full_shop: Path) -> Anchor:
    """What a copy's manifest says of the shop as it was."""
    report = look(full_shop)
    assert report.head is not None
    return Anchor(report.entries, report.head)


def test_an_intact_shop_is_intact(full_shop: Path, anchor: Anchor) -> None:
    report = look(full_shop, (anchor, Anchor(0, chain.START)))
    assert (report.problems, report.intact) == ((), True)
    assert report.said.key == "The one entry is intact."
    assert str(report.said) == f"All {report.entries} entries intact."
    assert report.entries > 25


def test_an_empty_shop_is_intact(store: Store) -> None:
    report = verify.verify(store)
    assert (report.entries, report.head, report.problems) == (0, None, ())


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_whatever_is_tampered_with_is_found_and_located(copied: Path, anchor: Anchor, seed: int) -> None:
    with closing(Tamperer(copied, seed)) as tamperer:
        way = WAYS[seed % len(WAYS)]
        places = getattr(tamperer, way)()
    report = look(copied, (anchor,))
    assert report.problems, way
    found = {problem.where for problem in report.problems}
    assert places == {"*"} or places & found, (way, places, report.problems)


def test_a_cut_end_is_found_by_the_anchor_alone(copied: Path, anchor: Anchor) -> None:
    cut_by_a_knower(copied)
    assert said_of(copied) == set()
    assert [problem.message.key for problem in look(copied, (anchor,)).problems] == [CUT]


def test_a_chain_that_was_made_anew_differs_from_the_anchor(full_shop: Path, anchor: Anchor) -> None:
    forged = Anchor(anchor.entries - 3, anchor.head)
    problems = look(full_shop, (forged,)).problems
    assert [problem.message.key for problem in problems] == [OTHER]


def cut_by_a_knower(path: Path, seed: int = 1) -> None:
    """The end is gone, every kept sum and trigger is made anew: in the file itself nothing is wrong."""
    with closing(Tamperer(path, seed)) as tamperer:
        tamperer.cut_the_end()
    store = open_store(path)
    with store.write() as connection:
        queries.rebuild(connection)
        triggers.create_all(connection)
    store.close()


def copy_of(path: Path, hour: int = 9) -> Copy:
    """A verified copy, made as the window makes it, so many hours after 25 November began."""
    now = dt.datetime(2026, 11, 25, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
    store = open_store(path)
    made = backup.copy_now(store, stores.context(store, Clock.fixed(now)))
    store.close()
    return made


def said_of(path: Path) -> set[str]:
    return {problem.message.key for problem in look(path).problems}


CUT = "Something was taken away at the end, after entry {number}."
OTHER = "Up to entry {number}, this is not what was there before."


def test_the_daily_copy_remembers_what_was_there(copied: Path) -> None:
    copy_of(copied)
    assert said_of(copied) == set()
    cut_by_a_knower(copied)
    assert said_of(copied) == {CUT}


def test_a_later_copy_of_what_was_cut_does_not_hide_it(copied: Path, book: Book) -> None:
    before = copy_of(copied)
    cut_by_a_knower(copied)
    copy_of(copied, 10)
    assert said_of(copied) == {CUT}
    store = open_store(copied)
    again = type(book)(store)
    while look(copied).entries < before.manifest.entries:
        again.post(again.party("Somebody new"), NOV, again.gave(Kind.EXPOSURE, 5_00))
    store.close()
    copy_of(copied, 11)
    assert said_of(copied) == {OTHER}


def test_after_going_back_the_newer_copies_prove_nothing_until_one_goes_forward_again(copied: Path, book: Book) -> None:
    older = copy_of(copied)
    store = open_store(copied)
    again = type(book)(store)
    again.post(again.party("Somebody new"), NOV, again.gave(Kind.EXPOSURE, 5_00))
    store.close()
    newer = copy_of(copied, 33)
    backup.restore(older.path, copied)
    assert said_of(copied) == set()
    cut_by_a_knower(copied)
    assert said_of(copied) == {CUT}
    backup.restore(newer.path, copied)
    assert said_of(copied) == set()
    cut_by_a_knower(copied)
    assert CUT in said_of(copied)


def test_another_shop_under_the_same_name_is_not_held_against_its_copies(copied: Path, empty_store: Path) -> None:
    old = copy_of(copied)
    shutil.copyfile(empty_store, copied)
    with closing(Tamperer(copied, 1)) as tamperer:
        tamperer.raw.execute("UPDATE store SET uuid = randomblob(16)")
    assert CUT not in said_of(copied)
    store = open_store(copied)
    assert backup.latest(store) is None
    made = backup.daily_copy(store, stores.context(store, Clock.fixed(old.manifest.made_at)))
    assert made is not None
    assert made.manifest.store != old.manifest.store
    assert backup.latest(store) == made
    store.close()


def test_an_erased_person_leaves_the_chain_whole(copied: Path) -> None:
    store = open_store(copied)
    with store.write() as connection:
        party = connection.exec_driver_sql("SELECT id FROM party WHERE name = 'Old Mill'").scalar_one()
        connection.exec_driver_sql("UPDATE party SET erased_at = 1, name = '' WHERE id = ?", (party,))
        lines = "SELECT id FROM line WHERE party_id = ?"
        connection.exec_driver_sql(f"DELETE FROM line_text WHERE line_id IN ({lines})", (party,))
        sql = "DELETE FROM exchange_text WHERE exchange_id IN (SELECT id FROM exchange WHERE party_id = ?)"
        connection.exec_driver_sql(sql, (party,))
    assert verify.verify(store).problems == ()
    store.close()


def test_what_is_written_between_two_checks_is_not_taken_for_damage(store: Store, book: Book) -> None:
    """A connection that reads remembers the search index; the one that writes goes on and folds it together."""
    one, other = book.party("Old Mill", Role.SUPPLIER), book.party("Old Mill Bakery", Role.SUPPLIER)
    for _time in range(12):
        merge.merge(store, book.on(NOV), one, other)
        assert verify.verify(store).problems == ()
        undo.undo(store, book.on(NOV))
        assert verify.verify(store).problems == ()


def test_kept_sums_are_made_anew(copied: Path, book: Book) -> None:
    with closing(Tamperer(copied, 1)) as tamperer:
        for table in ("kept_balance", "kept_turn", "kept_open", "kept_month", "kept_whose_turn", "kept_sale_day"):
            tamperer.raw.execute(
                f"DELETE FROM {table} WHERE rowid % 2" if table == "kept_open" else f"DELETE FROM {table}"
            )
    store = open_store(copied)
    assert verify.verify(store).problems
    with store.write() as connection:
        triggers.create_all(connection)
    changes = verify.rebuild_kept(store, type(book)(store).on(NOV))
    assert verify.verify(store).problems == ()
    assert not changes.undoable
    store.close()


def test_progress_is_told_and_may_call_it_off(full_shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnercrm.services.verify.STEP", 10)
    told: list[tuple[int, int]] = []
    store = open_store(full_shop, read_only=True)
    total = verify.verify(store, lambda done, of: told.append((done, of))).entries
    assert [done for done, _of in told] == [*range(10, total + 1, 10), total][: len(told)]
    assert told[-1] == (total, total)

    def call_off(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        verify.verify(store, call_off)
    store.close()


def test_findings_speak_of_entries_as_people_know_them(copied: Path) -> None:
    with closing(Tamperer(copied, 1)) as tamperer:
        tamperer.raw.execute("UPDATE line SET value = value + 1 WHERE exchange_id = 1")
        number = tamperer.number(1)
    report = look(copied)
    first = report.problems[0]
    assert isinstance(first, Finding)
    assert str(first.message) == f"Entry {number} is not what was saved, or does not follow the one before it."
    assert str(report.said) == f"{len(report.problems)} things are not as they were saved."
