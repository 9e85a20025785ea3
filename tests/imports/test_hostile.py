"""Files made to hurt: each is read or refused in words, within its time, and never ends in another exception."""

from __future__ import annotations

import importlib.util
import random
import time
from pathlib import Path

import pytest

from partnercrm.domain.errors import Refused
from partnercrm.imports.readers import read_table
from partnercrm.imports.table import Table

NAMES = ["name", "phone", "amount"]
NASTY = ["=1+1", "=cmd|'/c calc'!A1", "\t=1", "'=1", "\u202eabc", "a" * 40_000, "1e400", "31.02.2024", "Robert'); DROP"]


def outcome(path: Path) -> Table | str:
    started = time.monotonic()
    try:
        return read_table(path)
    except Refused as refused:
        return str(refused)
    finally:
        assert time.monotonic() - started < 30


@pytest.mark.parametrize("seed", range(25))
def test_damaged_text_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    rows = [NAMES, *([rnd.choice(NASTY) for _ in NAMES] for _ in range(20))]
    data = bytearray("\r\n".join(";".join(row) for row in rows).encode())
    for _ in range(rnd.randrange(1, 30)):
        data[rnd.randrange(len(data))] = rnd.randrange(256)
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    found = outcome(path)

    if isinstance(found, Table):
        assert all(len(row.cells) == len(found.header) for row in found.rows)
        assert {row.number for row in found.rows} <= set(range(1, 60))


@pytest.mark.parametrize(
    "data", [b"\x00" * 5_000, b"\xff\xfe\x00", b";" * 30_000, b'"' * 9_999, b"a;" * 20_000, b"\x1a"]
)
def test_bytes_without_a_table_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    assert isinstance(outcome(path), str)


def test_the_generator_of_the_fault_harness(shared: Path, tmp_path: Path) -> None:
    """Its fourteen kinds; what must not get in, does not."""
    source = importlib.util.spec_from_file_location("faults", shared / "tools/faults/faults.py")
    assert source and source.loader
    faults = importlib.util.module_from_spec(source)
    source.loader.exec_module(faults)
    rnd = random.Random(11)
    must_not = {"cut", "entity bomb", "external entity", "far cell", "zip bomb", "wide", "not a table"}
    for number in range(14):
        suffix, data, kind = faults.hostile(number, rnd, NAMES)
        path = tmp_path / f"hostile{suffix}"
        path.write_bytes(data)
        found = outcome(path)
        if kind in must_not:
            assert isinstance(found, str), kind
        if kind == "nasty values":
            assert isinstance(found, Table) and found.header == tuple(NAMES)
