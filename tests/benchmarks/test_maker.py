"""The stores that the benches run on are honest: their chain holds and most of what is to be paid is paid."""

from __future__ import annotations

from pathlib import Path

from db.engine import open_store
from db.queries.many import tuples
from partnercrm.services import verify
from tests.benchmarks import maker


def test_a_made_store_proves_itself(tmp_path: Path) -> None:
    path = tmp_path / "tiny.partnercrm"
    maker.make(path, maker.TINY)
    store = open_store(path)
    try:
        assert verify.verify(store).intact
        with store.read() as connection:
            ((lines, still_open),) = tuples(
                connection, "SELECT (SELECT count(*) FROM line WHERE asks = 'money'), (SELECT count(*) FROM kept_open)"
            )
        assert 0 < still_open < lines / 3
    finally:
        store.close()
