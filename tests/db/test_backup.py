"""Copies are proved before they count, and a store comes back from one whole or stays as it was."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import backup, copies, driver, identity, opening
from db.engine import Store, create_store, open_store
from db.version import SCHEMA_VERSION
from partnercrm.domain import stopping
from partnercrm.domain.errors import (
    Cancelled,
    DiskFull,
    StoreDamaged,
    StoreExists,
    StoreForeign,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
)

Fill = Callable[..., None]
Child = Callable[..., Any]
NOW = dt.datetime(2026, 11, 21, 18, 15, 2, tzinfo=dt.UTC)


def count(path: Path, **how: Any) -> int:
    store = open_store(path, **how)
    with store.read() as connection:
        found = int(connection.exec_driver_sql("SELECT count(*) FROM exchange").scalar_one())
    store.close()
    return found


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def spoil(path: Path, place: int = -100) -> None:
    whole = bytearray(path.read_bytes())
    whole[place] ^= 1
    path.write_bytes(whole)


def test_the_backup_interface_gives_an_encrypted_copy(store: Store, fill: Fill, tmp_path: Path) -> None:
    """SQLCipher's notes once said that it does not; every copy of ours rests on it."""
    fill(store, 20)
    key = identity.key_literal(identity.look(store.path).salt)
    target = tmp_path / "copy"
    with driver.connected(store.path, key) as source, closing(driver.create(target, key)) as to:
        source.backup(to)
    assert identity.look(target) == identity.look(store.path)
    content = target.read_bytes()
    assert b"CREATE TABLE" not in content
    assert b"exchange" not in content
    assert count(target) == 20


def test_a_copy_of_an_open_store_is_whole_and_says_what_it_holds(store: Store, fill: Fill, tmp_path: Path) -> None:
    fill(store, 30)
    with store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO store (uuid, name, currency, digits, locale, fiscal_year_start, local_area, example,"
            " created_at) VALUES (x'00112233445566778899aabbccddeeff', 'Brew', 'EUR', 2, 'en', 1, '', 0, 0)"
        )
    with store.read() as connection:
        head = connection.exec_driver_sql("SELECT hash FROM exchange WHERE id = 30").scalar_one()
    with store.read() as reader:
        reader.exec_driver_sql("SELECT * FROM party").all()
        copy = backup.make_copy(store.path, tmp_path / "copy.partnercrm", now=NOW)
    manifest = copy.manifest
    assert (manifest.entries, manifest.chain_head, manifest.schema) == (30, head.hex(), SCHEMA_VERSION)
    assert (manifest.made_at, manifest.store) == (NOW, "00112233445566778899aabbccddeeff")
    assert manifest.sha256 == backup.file_hash(copy.path)
    assert copies.list_copies(tmp_path) == [copy]
    assert backup.verify_copy(copy.path) == manifest
    assert {"copy.partnercrm", "copy.partnercrm.json"} <= names(tmp_path)
    assert not [name for name in names(tmp_path) if name.endswith((".part", "-wal", "-shm", "-journal"))]


def test_a_passphrase_goes_with_the_copy(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    create_store(shop, passphrase="oat milk")
    copy = backup.make_copy(shop, tmp_path / "copy", passphrase="oat milk")
    assert count(copy.path, passphrase="oat milk") == 0
    with pytest.raises(StoreDamaged):
        open_store(copy.path, passphrase="cow milk")


def test_a_copy_never_takes_the_place_of_a_file(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(StoreExists):
        backup.make_copy(shop, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"
    with pytest.raises(StoreMissing):
        backup.make_copy(shop, tmp_path / "none" / "copy")


def test_a_damaged_store_gives_no_copy(shop: Path, fill: Fill, tmp_path: Path) -> None:
    store = open_store(shop)
    fill(store, 300)
    store.close()
    spoil(shop)
    with pytest.raises(StoreDamaged):
        backup.make_copy(shop, tmp_path / "copy")
    assert names(tmp_path) == {"shop"}


def test_the_way_back(shop: Path, fill: Fill, tmp_path: Path) -> None:
    store = open_store(shop)
    fill(store, 10)
    copy = backup.make_copy(shop, tmp_path / "copy")
    fill(store, 5, start=11)
    store.close()
    kept = backup.restore(copy.path, shop, now=NOW)
    assert kept == shop.with_name("shop replaced 2026-11-21 181502.partnercrm")
    assert count(shop) == 10
    assert count(kept) == 15
    assert names(shop.parent) == {shop.name, kept.name}
    again = backup.restore(copy.path, shop, now=NOW)
    assert again not in (None, kept)
    assert count(kept) == 15
    assert backup.verify_copy(copy.path) == copy.manifest


def test_copies_that_hold_more_than_the_shop_went_back_to_are_kept_and_marked(shop: Path, fill: Fill) -> None:
    folder, made = copies.default_folder(shop), []
    store = open_store(shop)
    for start in (1, 11, 21):
        fill(store, 10, start=start)
        made.append(backup.copy_into(folder, shop))
    store.close()

    def marked() -> list[bool]:
        found = [copies.read_manifest(copy.path) for copy in made]
        return [told.superseded for told in found if told is not None]

    backup.restore(made[1].path, shop)
    assert marked() == [False, False, True]
    assert [anchor.entries for anchor in copies.anchors(folder, "")] == [20, 10]
    assert backup.verify_copy(made[2].path) == replace(made[2].manifest, superseded=True)
    backup.restore(made[0].path, shop)
    assert marked() == [False, True, True]
    backup.restore(made[2].path, shop)
    assert marked() == [False, False, False]


def test_a_copy_that_cannot_be_marked_leaves_the_shop_as_it_was(shop: Path, fill: Fill) -> None:
    folder = copies.default_folder(shop)
    one = backup.copy_into(folder, shop)
    store = open_store(shop)
    fill(store, 10)
    store.close()
    other = backup.copy_into(folder, shop)
    (folder / f"{other.path.name}.json.part").mkdir()
    with pytest.raises(OSError, match="part"):
        backup.restore(one.path, shop)
    assert count(shop) == 10
    assert not [name for name in names(shop.parent) if "replaced" in name or name.endswith(".part")]


def test_a_store_that_is_open_is_not_replaced(store: Store, fill: Fill, tmp_path: Path) -> None:
    copy = backup.make_copy(store.path, tmp_path / "copy")
    fill(store, 5)
    with pytest.raises(StoreLocked, match="open in a window"):
        backup.restore(copy.path, store.path)
    assert not [name for name in names(store.path.parent) if "replaced" in name or name.endswith(".part")]
    fill(store, 5, start=6)
    assert count(store.path) == 10


def test_a_lost_store_comes_back_without_the_log_of_the_lost_one(shop: Path, fill: Fill, tmp_path: Path) -> None:
    store = open_store(shop)
    fill(store, 10)
    copy = backup.make_copy(shop, tmp_path / "copy")
    fill(store, 5, start=11)
    shutil.copy(driver.log_of(shop), tmp_path / "log")
    store.close()
    shop.unlink()
    shutil.copy(tmp_path / "log", driver.log_of(shop))
    assert backup.restore(copy.path, shop, now=NOW) is None
    assert count(shop) == 10
    assert names(shop.parent) == {shop.name, "shop left over 2026-11-21 181502.partnercrm-wal"}


def test_a_damaged_store_is_kept_with_its_log(shop: Path, fill: Fill, tmp_path: Path) -> None:
    store = open_store(shop)
    fill(store, 10)
    copy = backup.make_copy(shop, tmp_path / "copy")
    fill(store, 5, start=11)
    log = driver.log_of(shop).read_bytes()
    store.close()
    spoil(shop, 20)
    damaged = shop.read_bytes()
    driver.log_of(shop).write_bytes(log)
    kept = backup.restore(copy.path, shop, now=NOW)
    assert kept is not None
    assert (kept.read_bytes(), driver.log_of(kept).read_bytes()) == (damaged, log)
    assert count(shop) == 10


@pytest.mark.parametrize("with_manifest", [True, False])
def test_a_damaged_copy_replaces_nothing(shop: Path, fill: Fill, tmp_path: Path, with_manifest: bool) -> None:
    store = open_store(shop)
    fill(store, 300)
    copy = backup.make_copy(shop, tmp_path / "copy")
    store.close()
    before = shop.read_bytes()
    spoil(copy.path)
    if not with_manifest:
        copies.manifest_file(copy.path).unlink()
    with pytest.raises(StoreDamaged, match="not changed"):
        backup.restore(copy.path, shop)
    with pytest.raises(StoreDamaged):
        backup.verify_copy(copy.path)
    assert shop.read_bytes() == before
    assert names(shop.parent) == {shop.name}


def test_a_copy_that_is_not_what_its_manifest_says(shop: Path, fill: Fill, tmp_path: Path) -> None:
    store = open_store(shop)
    fill(store, 3)
    one = backup.make_copy(shop, tmp_path / "one")
    fill(store, 3, start=4)
    store.close()
    other = backup.make_copy(shop, tmp_path / "other")
    shutil.copy(one.path, other.path)
    with pytest.raises(StoreDamaged):
        backup.restore(other.path, shop)
    with one.path.open("ab") as file:
        file.write(b"no page of ours")
    with pytest.raises(StoreDamaged):
        backup.restore(one.path, shop)
    for entries, head in ((5, other.manifest.chain_head), (6, "00")):
        copies.write_manifest(other.path, replace(one.manifest, entries=entries, chain_head=head))
        with pytest.raises(StoreDamaged):
            backup.restore(other.path, shop)
    assert count(shop) == 6


def test_a_copy_on_a_disk_that_cannot_be_written(shop: Path, fill: Fill, disk: Any) -> None:
    store = open_store(shop)
    fill(store, 7)
    store.close()
    logged = Path(shutil.copy(shop, disk.folder / "plain copy in log mode"))
    proved = backup.make_copy(shop, disk.folder / "copy")
    disk.shut()
    for copy in (logged, proved.path):
        shop.unlink(missing_ok=True)
        assert backup.verify_copy(copy).entries == 7
        backup.restore(copy, shop)
        assert count(shop) == 7
    with pytest.raises(StoreReadOnly):
        backup.make_copy(shop, disk.folder / "another")
    with pytest.raises(StoreReadOnly):
        backup.restore(proved.path, disk.folder / "restored")


def test_a_full_disk_leaves_the_old_ones_whole(shop: Path, fill: Fill, disk: Any) -> None:
    store = open_store(shop)
    fill(store, 300)
    store.close()
    copy = backup.make_copy(shop, disk.folder / "copy")
    target = Path(shutil.copy(shop, disk.folder / "shop"))
    before = names(disk.folder)
    used = sum(file.stat().st_size for file in disk.folder.iterdir())
    disk.open(f"{used // 1024 + 100}k")
    with pytest.raises(DiskFull):
        backup.make_copy(shop, disk.folder / "second")
    with pytest.raises(DiskFull):
        backup.restore(copy.path, target)
    assert names(disk.folder) == before
    assert backup.verify_copy(copy.path) == copy.manifest
    disk.open()
    assert count(target) == 300


def test_what_is_not_a_store_is_not_restored(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear Anna, thank you for the bread")
    with pytest.raises(StoreForeign):
        backup.restore(tmp_path / "letter", shop)
    assert count(shop) == 0


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    shop: Path, fill: Fill, tmp_path: Path, run_child: Child
) -> None:
    store = open_store(shop)
    fill(store, 10)
    copy = backup.make_copy(shop, tmp_path / "copy")
    fill(store, 5, start=11)
    store.close()
    code = """
    import os, sys
    from pathlib import Path
    from db import backup
    calls = [int(sys.argv[3])]
    def stop(event, arguments):
        if event in ("os.link", "os.rename", "os.remove", "open"):
            calls[0] -= 1
            if calls[0] == 0:
                os.kill(os.getpid(), 9)
    backup._program()
    sys.addaudithook(stop)
    backup.restore(Path(sys.argv[1]), Path(sys.argv[2]))
    """
    for steps in range(1, 40, 3):
        child = run_child(code, copy.path, shop, steps)
        child.wait(60)
        assert count(shop) in (10, 15)
        if child.returncode == 0:
            break
    assert child.returncode == 0
    assert count(shop) == 10


def test_quick_and_thorough_checks(shop: Path, fill: Fill) -> None:
    store = open_store(shop)
    fill(store, 300)
    store.close()
    key = identity.key_literal(identity.look(shop).salt)
    with driver.connected(shop, key) as raw:
        assert opening.quick_check(raw)
        assert opening.integrity_check(raw)
    with shop.open("r+b") as file:
        file.seek(shop.stat().st_size - 4096)
        file.write(os.urandom(4096))
    with driver.connected(shop, key) as raw:
        assert not opening.quick_check(raw)
        assert not opening.integrity_check(raw)


def test_a_copy_that_is_called_off_leaves_nothing(
    store: Store, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 20)
    monkeypatch.setattr(driver, "ASKED_EVERY", 1)
    before = names(tmp_path)
    for patience in range(0, 60, 7):
        asked = iter(range(patience + 1))
        with pytest.raises(Cancelled), stopping.until(lambda asked=asked: next(asked, None) is None):  # type: ignore[misc]
            backup.make_copy(store.path, tmp_path / "copy")
        assert names(tmp_path) == before
