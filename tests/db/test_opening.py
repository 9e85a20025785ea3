"""What is not a store that we can open gets a message of its own, and is not touched."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import driver, identity
from db.engine import open_store
from db.version import SCHEMA_VERSION
from partnercrm.domain.errors import (
    StoreDamaged,
    StoreEmpty,
    StoreForeign,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    StoreProblem,
    StoreReadOnly,
)

Fill = Callable[..., None]
Child = Callable[..., Any]

HOLD = """
import sys, time
from pathlib import Path
from db.engine import open_store
with open_store(Path(sys.argv[1])).write() as connection:
    print("held", flush=True)
    time.sleep(60)
"""
LEAVE_A_LOG = """
import os, sys
from pathlib import Path
from db import driver, identity
path = Path(sys.argv[1])
raw = driver.connect(path, identity.key_literal(identity.look(path).salt))
raw.execute(sys.argv[2])
os._exit(9)
"""


def everything(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def set_marks(path: Path, sql: str) -> None:
    with driver.connected(path, identity.key_literal(identity.look(path).salt)) as raw:
        raw.execute(sql)


def refused(path: Path, **how: Any) -> StoreProblem:
    before = everything(path.parent)
    with pytest.raises(StoreProblem) as seen:
        open_store(path, **how)
    assert everything(path.parent) == before, "the folder was changed"
    assert seen.value.advice is not None
    assert str(path) in str(seen.value.message)
    return seen.value


def test_each_obstacle_has_a_message_of_its_own(shop: Path, tmp_path: Path) -> None:
    def other(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        return folder / "shop.partnercrm"

    empty, note, foreign, foreign_keyed, newer, newer_format, damaged = map(other, "abcdefg")
    empty.touch()
    note.write_text("flour, sugar, eggs and so on")
    with closing(sqlite3.connect(foreign)) as plain:
        plain.execute("CREATE TABLE bookmark (id INTEGER)")
    for path, marks in ((foreign_keyed, "application_id = 7"), (newer, f"user_version = {SCHEMA_VERSION + 1}")):
        set_marks(Path(shutil.copy(shop, path)), f"PRAGMA {marks}")
    newer_format.write_bytes(b"PCRM\x02" + shop.read_bytes()[5:])
    damaged.write_bytes(shop.read_bytes()[:16] + os.urandom(40_000))
    expected: list[tuple[Path, type[StoreProblem]]] = [
        (other("h"), StoreMissing),
        (empty, StoreEmpty),
        (note, StoreForeign),
        (foreign, StoreForeign),
        (damaged, StoreDamaged),
        (newer, StoreNewer),
    ]
    problems = [(refused(path), kind) for path, kind in expected]
    assert all(type(problem) is kind for problem, kind in problems)
    assert len({problem.message.key for problem, _ in problems}) == len(expected)
    assert len({str(problem.advice) for problem, _ in problems}) == len(expected)
    assert isinstance(refused(foreign_keyed), StoreForeign)
    assert isinstance(refused(newer_format), StoreNewer)
    with pytest.raises(StoreForeign):
        open_store(tmp_path)
    assert [file.name for file in (tmp_path / "h").iterdir()] == []


def test_a_newer_store_with_entries_in_its_log_stays_byte_for_byte(shop: Path, run_child: Child) -> None:
    run_child(LEAVE_A_LOG, shop, f"PRAGMA user_version = {SCHEMA_VERSION + 1}").wait(30)
    assert driver.has_log(shop)
    with driver.connected(shop, identity.key_literal(identity.look(shop).salt), driver.IMMUTABLE) as file_alone:
        assert file_alone.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    before = {name: sha for name, sha in everything(shop.parent).items() if not name.endswith("-shm")}
    for read_only in (False, True):
        with pytest.raises(StoreNewer):
            open_store(shop, read_only=read_only)
    after = {name: sha for name, sha in everything(shop.parent).items() if not name.endswith("-shm")}
    assert after == before


def test_a_store_left_by_a_killed_program_opens_with_all_it_holds(shop: Path, run_child: Child) -> None:
    run_child(LEAVE_A_LOG, shop, "INSERT INTO setting (name, value) VALUES ('a', 'b')").wait(30)
    store = open_store(shop)
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM setting").scalar_one() == "a"
    store.close()


def test_a_lock_by_another_program_is_waited_for_then_told(
    shop: Path, run_child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert driver.BUSY_SECONDS == 5
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.3)
    holder = run_child(HOLD, shop)
    assert holder.stdout.readline() == "held\n"
    store = open_store(shop)
    started = time.monotonic()
    with pytest.raises(StoreLocked, match="Another program is writing"), store.write():
        pass
    assert time.monotonic() - started > 0.25
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM party").scalar_one() == 0
    holder.kill()
    holder.wait()
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('a', 'b')")
    store.close()


def test_a_place_that_cannot_be_written_can_be_looked_at(shop: Path, disk: Any, fill: Fill) -> None:
    store = open_store(shop)
    fill(store, 3)
    store.close()
    path = Path(shutil.copy(shop, disk.folder))
    disk.shut()
    before = everything(disk.folder)
    looking = open_store(path)
    assert looking.read_only
    with looking.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM exchange").scalar_one() == 3
    with pytest.raises(StoreReadOnly, match="place cannot be written"), looking.write():
        pass
    assert looking.data_version() == looking.data_version()
    looking.close()
    assert everything(disk.folder) == before


def test_entries_in_a_log_that_cannot_be_read_are_not_left_out(shop: Path, disk: Any, run_child: Child) -> None:
    run_child(LEAVE_A_LOG, shop, "INSERT INTO setting (name, value) VALUES ('a', 'b')").wait(30)
    for file in (shop, driver.log_of(shop)):
        shutil.copy(file, disk.folder)
    disk.shut()
    problem = refused(disk.folder / shop.name)
    assert isinstance(problem, StoreReadOnly)
    assert "not closed properly" in str(problem)


def test_a_log_that_can_be_read_is_read_where_nothing_can_be_written(shop: Path, disk: Any, run_child: Child) -> None:
    run_child(LEAVE_A_LOG, shop, "INSERT INTO setting (name, value) VALUES ('a', 'b')").wait(30)
    for file in shop.parent.iterdir():
        shutil.copy(file, disk.folder)
    disk.shut()
    looking = open_store(disk.folder / shop.name)
    assert looking.read_only
    with looking.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM setting").scalar_one() == "a"
    looking.close()


def test_damage_is_noticed_wherever_it_is(shop: Path, fill: Fill) -> None:
    store = open_store(shop)
    fill(store, 300)
    with store.read() as connection:
        everything_in_it = read_all(connection)
    store.close()
    whole = shop.read_bytes()
    dice = random.Random(7)
    places = [*range(16), *(dice.randrange(16, len(whole)) for _ in range(60))]
    for place in places:
        shop.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :])
        assert seen(shop) in (everything_in_it, "refused"), f"bit flipped at {place}"
    for length in (1, 15, 100, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        shop.write_bytes(whole[:length])
        assert seen(shop) == "refused", f"cut at {length}"
    shop.write_bytes(whole)
    assert seen(shop) == everything_in_it


def read_all(connection: Any) -> object:
    tables = ("exchange", "line", "party", "user", "operation", "kept_balance", "kept_turn", "sqlite_master")
    return [connection.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in tables]


def seen(path: Path) -> object:
    """All that is in a store, or that it was refused in words."""
    try:
        store = open_store(path)
    except StoreProblem:
        return "refused"
    try:
        with store.read() as connection:
            return read_all(connection)
    except StoreDamaged as problem:
        assert "last verified copy" in str(problem.advice)
        return "refused"
    finally:
        store.close()
