"""A store made once and copied for each test, rows to fill it, children to disturb it, and a disk that can be shut."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BLOB, Connection, Integer, Table

from db.engine import Store, create_store, open_store
from db.tables.ledger import exchange, line
from db.tables.operation import operation
from db.tables.party import party
from db.tables.store import user

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.partnercrm"
    create_store(path)
    return path


@pytest.fixture
def shop(empty_shop: Path, tmp_path: Path) -> Path:
    """A new store of the test's own, closed."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Path(shutil.copy(empty_shop, folder))


@pytest.fixture
def store(shop: Path) -> Iterator[Store]:
    """The same, open."""
    opened = open_store(shop)
    yield opened
    opened.close()


def _value(column: Any) -> object:
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, Integer):
        return 0
    return os.urandom(16) if isinstance(kind, BLOB) or "BINARY" in type(kind).__name__.upper() else ""


def insert_row(connection: Connection, table: Table, **values: object) -> None:
    """A row with something in every column that must not be empty."""
    needed = {c.name: _value(c) for c in table.columns if not c.nullable and c.name != "id"} | values
    marks = ", ".join("?" * len(needed))
    names = ", ".join(needed)
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', tuple(needed.values()))


def _fill(connection: Connection, start: int, count: int) -> None:
    if start == 1:
        insert_row(connection, user, id=1)
        insert_row(connection, party, id=1)
        insert_row(connection, operation, id=1, actor_id=1)
    for n in range(start, start + count):
        insert_row(
            connection,
            exchange,
            id=n,
            fiscal_year=2026,
            sequence=n,
            party_id=1,
            day=20261121,
            posted_by=1,
            operation_id=1,
            line_count=1,
        )
        insert_row(connection, line, id=n, exchange_id=n, party_id=1, direction=1, sign=1, value=n, asks="kind")


@pytest.fixture
def fill() -> Callable[..., None]:
    """`fill(store, count, start=1)` puts entries into a store."""

    def into(store: Store, count: int, start: int = 1) -> None:
        with store.write() as connection:
            _fill(connection, start, count)

    return into


@pytest.fixture
def run_child() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python code in a process of its own, with arguments; it is killed with the test if need be."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: object) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


class Disk:
    """A small disk of its own that can be shut against writing and opened again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def shut(self) -> None:
        _mount(self.folder, "remount,ro")

    def open(self, size: str = "64m") -> None:
        _mount(self.folder, f"remount,rw,size={size}")


def _mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk that only somebody who may mount one can give."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        _mount(folder, "size=64m")
    except (subprocess.CalledProcessError, OSError) as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
