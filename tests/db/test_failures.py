"""What happens to a store while it is open: each failure in its own words, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import driver, failures, identity
from db.engine import Store, create_store, open_store
from partnercrm.domain.errors import DiskFull, Refused, StoreDamaged, StoreMissing, StoreProblem, StoreReadOnly
from partnercrm.domain.words import msg

Fill = Callable[..., None]
Child = Callable[..., Any]

POST_UNTIL_REFUSED = """
import resource, signal, sys
from pathlib import Path
from db.engine import open_store
from partnercrm.domain.errors import DiskFull
store = open_store(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
kept = 0
try:
    while True:
        with store.write() as connection:
            connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", (str(kept), "x" * 2000))
        kept += 1
except DiskFull as problem:
    print(kept, problem)
"""


def count(store: Store, table: str = "setting") -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def put(store: Store, name: str, value: str = "") -> None:
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", (name, value))


def test_a_deleted_store_is_noticed_before_anything_is_called_saved(store: Store) -> None:
    put(store, "a")
    store.path.unlink()
    with pytest.raises(StoreMissing, match="moved or deleted while it was open"):
        put(store, "b")
    assert not store.path.exists()


def test_a_store_deleted_in_the_middle_of_a_session_is_noticed_too(store: Store) -> None:
    with pytest.raises(StoreMissing, match="moved or deleted"), store.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('a', '')")
        store.path.rename(store.path.with_name("elsewhere"))


def test_a_store_put_back_goes_on(store: Store) -> None:
    elsewhere = store.path.with_name("elsewhere")
    store.path.rename(elsewhere)
    with pytest.raises(StoreMissing):
        put(store, "a")
    elsewhere.rename(store.path)
    put(store, "b")
    assert count(store) == 1


def test_a_replaced_store_is_not_written(store: Store, empty_shop: Path) -> None:
    put(store, "a")
    store.path.rename(store.path.with_name("old"))
    shutil.copy(empty_shop, store.path)
    before = store.path.read_bytes()
    with pytest.raises(StoreMissing, match="Another file was put in the place"):
        put(store, "b")
    assert store.path.read_bytes() == before


def test_damage_under_an_open_store_is_told_and_healthy_pages_still_read(shop: Path, fill: Fill) -> None:
    store = open_store(shop)
    fill(store, 500)
    store.checkpoint()
    size = shop.stat().st_size
    with shop.open("r+b") as file:
        file.seek(size - 4096 * 8)
        file.write(os.urandom(4096 * 8))
    fresh = open_store(shop)
    with pytest.raises(StoreDamaged, match="is damaged"), fresh.read() as connection:
        for table in ("exchange", "line", "kept_balance"):
            connection.exec_driver_sql(f"SELECT * FROM {table}").all()
    assert count(fresh, "user") == 1
    fresh.close()
    store.close()


def test_an_odd_error_in_a_damaged_store_is_damage(shop: Path, fill: Fill) -> None:
    store = open_store(shop)
    fill(store, 500)
    store.checkpoint()
    with shop.open("r+b") as file:
        file.seek(shop.stat().st_size - 4096)
        file.write(os.urandom(4096))
    for odd in (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), TypeError("NULL where none may be")):
        with pytest.raises(StoreDamaged, match="damaged") as seen, store.read():
            raise odd
        assert seen.value.__cause__ is odd
        assert "verified copy" in str(seen.value.advice)
    with pytest.raises(Refused, match="two hits"), store.read():
        raise Refused(msg("There are two hits."))
    store.close()


def test_text_that_is_no_text_is_our_error_in_a_healthy_store(store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (CAST(x'ff' AS TEXT), '')")
    with pytest.raises(Exception, match="UTF-8") as seen, store.read() as connection:
        connection.exec_driver_sql("SELECT name FROM setting").all()
    assert not isinstance(seen.value, StoreProblem)


def test_a_full_disk_refuses_and_keeps_what_was_saved(disk: Any, empty_shop: Path) -> None:
    path = Path(shutil.copy(empty_shop, disk.folder))
    room = path.stat().st_size // 1024 + 600
    disk.open(f"{room}k")
    store = open_store(path)
    kept = 0
    with pytest.raises(DiskFull, match="no room left"):
        while kept < 2000:
            put(store, str(kept), "x" * 3000)
            kept += 1
    assert 0 < kept < 2000
    assert count(store) == kept
    disk.open()
    put(store, "with room again")
    store.close()
    store = open_store(path)
    assert count(store) == kept + 1
    store.close()


def test_a_used_up_quota_refuses_in_the_other_language(shop: Path, run_child: Child) -> None:
    child = run_child(POST_UNTIL_REFUSED, shop, 300_000)
    out, err = child.communicate(timeout=60)
    assert err == ""
    kept, _, said = out.partition(" ")
    assert "room" in said
    store = open_store(shop)
    assert count(store) == int(kept) > 0
    store.close()


def test_a_new_store_on_a_full_or_shut_disk_leaves_nothing(disk: Any) -> None:
    disk.open("64k")
    with pytest.raises(DiskFull, match="no room for"):
        create_store(disk.folder / "shop")
    assert list(disk.folder.iterdir()) == []
    disk.shut()
    with pytest.raises(StoreReadOnly, match="No file can be made"):
        create_store(disk.folder / "shop")


def test_a_file_that_takes_no_more_refuses_to_write(shop: Path) -> None:
    key = identity.key_literal(identity.look(shop).salt)
    with driver.connected(shop, key, driver.IMMUTABLE) as raw, pytest.raises(driver.MODULE.Error) as seen:
        raw.execute("CREATE TABLE x (a)")
    assert isinstance(failures.problem_of(seen.value, shop), StoreReadOnly)


def test_every_message_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "shop"
    makers = (
        failures.missing, failures.vanished, failures.replaced, failures.empty, failures.foreign, failures.not_a_store,
        failures.unreadable, failures.newer, failures.older, failures.damaged, failures.damaged_or_wrong,
        failures.locked, failures.in_use, failures.read_only, failures.looking_only, failures.unfinished_log,
        failures.disk_full, failures.disk_refuses, failures.exists, failures.no_folder, failures.no_room_for,
        failures.no_right_to_make,
    )  # fmt: skip
    problems = [make(path) for make in makers]
    assert len({problem.message.key for problem in problems}) == len(makers)
    assert all(problem.advice and str(tmp_path) in str(problem) for problem in problems)
