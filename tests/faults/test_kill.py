"""Whatever was acknowledged is there after kill -9: a short round of its own; the long one is `make faults`."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from partnercrm import cli
from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.services import entry, verify
from partnercrm.services import store as stores

ROOT = Path(__file__).resolve().parents[2]
KILLS = 3
MANY = 4000


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path, people = tmp_path / "shop.partnercrm", tmp_path / "people.csv"
    people.write_text("Name\nAna\n", encoding="utf-8")
    assert cli.main(["new", str(path), "--name", "Shop", "--currency", "EUR", "--locale", "en_GB"]) == 0
    assert cli.main(["import", str(path), str(people), "--as", "parties", "--role", "customer"]) == 0
    return path


def lines(run: int) -> bytes:
    """What a till would send, under keys of its own."""
    sold = [{"kind": "goods", "value": "1.00", "basis": "bill"}]
    said = ({"op": f"{run}-{n}", "party": "Ana", "memo": "x" * (n % 300), "given": sold} for n in range(MANY))
    return "".join(json.dumps(each) + "\n" for each in said).encode()


def test_kill_nine_loses_nothing_that_was_acknowledged(shop: Path, tmp_path: Path) -> None:
    chance, acknowledged, kills = random.Random(7), {}, 0
    for run in range(KILLS):
        said = tmp_path / "lines.jsonl"
        said.write_bytes(lines(run))
        with said.open("rb") as stdin:
            command = [sys.executable, "-m", "partnercrm", "post", str(shop), "--stdin"]
            child = subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, env=dict(os.environ))
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        kills += child.poll() is None
        child.send_signal(signal.SIGKILL)
        for text in [first, *child.stdout]:
            if text.endswith(b"\n"):
                answer = json.loads(text)
                acknowledged[answer["exchange"]] = answer["number"]
        child.stdout.close()
        child.wait()
    assert kills >= KILLS - 1
    store = stores.open_shop(shop)
    ctx_day = stores.context(store, Clock.system()).today
    rows = entry.page_rows(store, entry.ids(store, EntryFilter(folded=False), ctx_day))
    found, report = {str(row.uuid): row.number for row in rows}, verify.verify(store)
    store.close()
    assert acknowledged.items() <= found.items()
    assert len(found) <= len(acknowledged) + KILLS
    assert report.intact
