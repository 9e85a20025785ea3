"""One window a store: who has it is told, and a program that died holds nothing."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import lock
from db.lock import Lock
from partnercrm.domain.errors import StoreLocked, StoreMissing

Child = Callable[..., Any]

TAKE = """
import sys, time
from pathlib import Path
from db.lock import Lock
held = Lock.take(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""
NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


def test_the_second_window_is_told_who_has_it(shop: Path) -> None:
    held = Lock.take(shop, NOW)
    with pytest.raises(StoreLocked) as seen:
        Lock.take(shop)
    values = seen.value.message.values
    assert values["user"] == getpass.getuser()
    assert values["host"] == platform.node()
    assert values["since"] == NOW
    assert lock.holder_of(shop) == lock.Holder(getpass.getuser(), platform.node(), os.getpid(), NOW)
    held.release()
    held.release()
    assert list(shop.parent.iterdir()) == [shop]
    Lock.take(shop).release()


def test_a_killed_window_holds_nothing(shop: Path, run_child: Child) -> None:
    window = run_child(TAKE, shop)
    assert window.stdout.readline() == "held\n"
    with pytest.raises(StoreLocked, match=f"process {window.pid}"):
        Lock.take(shop)
    window.kill()
    window.wait()
    assert lock.lock_file(shop).exists()
    held = Lock.take(shop)
    told = lock.holder_of(shop)
    assert told is not None
    assert told.pid == os.getpid()
    held.release()


def test_a_lock_file_of_garbage_does_not_keep_anybody_out(shop: Path) -> None:
    lock.lock_file(shop).write_bytes(b"\xff{")
    held = Lock.take(shop)
    lock.lock_file(shop).write_bytes(b"\xff{")
    with pytest.raises(StoreLocked, match="open in another window"):
        Lock.take(shop)
    held.release()


def test_a_lock_creates_nothing_beside_a_missing_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Lock.take(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_nobody_needs_it(shop: Path, disk: Any) -> None:
    path = Path(shutil.copy(shop, disk.folder))
    disk.shut()
    first, second = Lock.take(path), Lock.take(path)
    first.release()
    second.release()
    assert list(disk.folder.iterdir()) == [path]
