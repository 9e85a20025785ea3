"""A session: the driver's connection, with SQLAlchemy's above it once somebody asks for more than rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from db.engine import Store, create_store
from db.queries.rows import driver_of
from db.tables.store import setting

SAYS = """
import sys
from pathlib import Path
from db.engine import open_store
from db.queries.many import tuples
store = open_store(Path(sys.argv[1]))
with store.read() as connection:
    tuples(connection, "SELECT name FROM setting")
store.checkpoint(), store.data_version()
seen = ["sqlalchemy" in sys.modules]
with store.read() as connection:
    connection.exec_driver_sql("SELECT 1")
print([*seen, "sqlalchemy" in sys.modules])
store.close()
"""


def test_reading_rows_needs_no_sqlalchemy(tmp_path: Path) -> None:
    create_store(tmp_path / "shop.partnercrm")
    done = subprocess.run(
        [sys.executable, "-c", SAYS, str(tmp_path / "shop.partnercrm")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[False, True]"


FIRST_USE = """
import sys
from pathlib import Path
from db import core
from db.engine import open_store
from db.tables import store as t
store = open_store(Path(sys.argv[1]))
assert "sqlalchemy" not in sys.modules
try:
    with store.write() as connection:
        assert {"sqlalchemy", "db.tables.voucher"} <= set(sys.modules)
        connection.raw.execute("INSERT INTO setting (name, value) VALUES ('before', '')")
        connection.execute(core.insert(t.setting).values(name="after", value=""))
        assert connection.raw.in_transaction
        raise ZeroDivisionError
except ZeroDivisionError:
    pass
with store.read() as connection:
    print(connection.raw.execute("SELECT count(*) FROM setting").fetchone()[0])
store.close()
"""


def test_a_writing_session_brings_in_all_it_needs_before_it_holds_others_up(tmp_path: Path) -> None:
    create_store(tmp_path / "shop.partnercrm")
    done = subprocess.run(
        [sys.executable, "-c", FIRST_USE, str(tmp_path / "shop.partnercrm")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"


def test_driver_and_sqlalchemy_share_one_transaction(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        driver_of(connection).execute("INSERT INTO setting (name, value) VALUES ('driver', '')")
        connection.execute(insert(setting).values(name="core", value=""))
        assert connection.execute(select(setting.c.name).order_by(setting.c.name)).scalars().all() == ["core", "driver"]
        raise ZeroDivisionError
    with store.write() as connection:
        connection.execute(insert(setting).values(name="kept", value=""))
    with store.read() as connection:
        assert connection.execute(select(setting.c.name)).scalars().all() == ["kept"]


def test_a_reader_sees_what_was_there_when_it_began(store: Store) -> None:
    with store.read() as before:
        assert before.execute(select(setting.c.name)).all() == []
        with store.write() as connection:
            connection.execute(insert(setting).values(name="meanwhile", value=""))
        assert before.execute(select(setting.c.name)).all() == []
    with store.read() as after:
        assert after.execute(select(setting.c.name)).scalars().all() == ["meanwhile"]
