"""A writer that is killed has lost nothing that it acknowledged. `make faults` runs hundreds of these."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db import driver, identity, opening
from db.engine import open_store

POST = """
import sys
from pathlib import Path
from db.engine import open_store
store = open_store(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 1_000_000):
    with store.write() as connection:
        for half in "ab":
            row = (f"{n}{half}", "x" * (n % 900))
            connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", row)
    print(n, flush=True)
"""


def test_what_was_acknowledged_is_there(shop: Path, run_child: Callable[..., Any]) -> None:
    dice = random.Random(7)
    acknowledged: set[int] = set()
    following = 0
    for _ in range(3):
        writer = run_child(POST, shop, following)
        said = [int(writer.stdout.readline()) for _ in range(dice.choice((1, 2, 5, 20)))]
        time.sleep(dice.random() * 0.01)
        writer.kill()
        acknowledged.update(said, map(int, writer.stdout.read().split()))
        assert writer.stderr.read() == ""
        store = open_store(shop)
        with store.read() as connection:
            names = set(connection.exec_driver_sql("SELECT name FROM setting").scalars())
        store.close()
        found = {int(name[:-1]) for name in names}
        assert acknowledged <= found
        assert len(found - acknowledged) <= 1
        assert names == {f"{n}{half}" for n in found for half in "ab"}
        acknowledged |= found
        following = max(found) + 1
    with driver.connected(shop, identity.key_literal(identity.look(shop).salt)) as raw:
        assert opening.integrity_check(raw)
