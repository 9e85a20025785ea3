"""Sessions: one that writes durably, several that read beside it, and what each connection is set to."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError, OperationalError

from db import driver, files
from db.engine import Store, create_store, open_store
from db.queries.rows import driver_of
from db.version import APPLICATION_ID, SCHEMA_VERSION
from partnercrm.domain import stopping
from partnercrm.domain.errors import Cancelled, Refused, StoreExists, StoreMissing, StorePlace, StoreReadOnly
from partnercrm.domain.words import msg

Fill = Callable[..., None]
Child = Callable[..., object]


def put(connection: Connection, name: str) -> None:
    connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, '')", (name,))


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.exec_driver_sql("SELECT name FROM setting ORDER BY id").scalars())


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_a_new_store_is_complete_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "shop.partnercrm"
    create_store(path)
    assert [file.name for file in tmp_path.iterdir()] == ["shop.partnercrm"]
    store = open_store(path)
    with store.read() as connection:
        assert pragma(connection, "application_id") == APPLICATION_ID
        assert pragma(connection, "user_version") == SCHEMA_VERSION
        assert pragma(connection, "integrity_check") == "ok"
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type='trigger'").scalar_one() > 10
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["shop.partnercrm"]


def test_a_new_store_never_takes_the_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear Anna")
    with pytest.raises(StoreExists):
        create_store(path)
    real_put = files.put
    monkeypatch.setattr(files, "put", lambda part, target: (target.write_text("meanwhile"), real_put(part, target)))
    with pytest.raises(StoreExists):
        create_store(tmp_path / "late")
    assert path.read_text() == "dear Anna"
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "letter.txt": "dear Anna",
        "late": "meanwhile",
    }


def test_a_new_store_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="no folder"):
        create_store(tmp_path / "none" / "shop")


@pytest.mark.parametrize("session", ["read", "write"])
def test_the_settings_of_every_connection(store: Store, session: str) -> None:
    wanted: dict[str, object] = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "recursive_triggers": 1,
        "mmap_size": 0,
        "query_only": int(session == "read"),
    }
    with getattr(store, session)() as connection:
        assert {name: pragma(connection, name) for name in wanted} == wanted


def test_writing_is_kept_and_reading_is_not(store: Store) -> None:
    with store.write() as connection:
        put(connection, "kept")
    with pytest.raises(StoreReadOnly), store.read() as connection:
        put(connection, "not kept")
    assert names(store) == ["kept"]


def test_any_exception_rolls_the_session_back(store: Store) -> None:
    refusals: list[BaseException] = [Refused(msg("No.")), ValueError("ours"), KeyboardInterrupt()]
    for refusal in refusals:
        with pytest.raises(type(refusal)) as seen, store.write() as connection:
            put(connection, "gone")
            raise refusal
        assert seen.value is refusal
    with store.write() as connection:
        put(connection, "next")
    assert names(store) == ["next"]


def test_constraints_and_triggers_speak_for_themselves(store: Store, fill: Fill) -> None:
    fill(store, 1)
    with pytest.raises(IntegrityError, match="UNIQUE constraint failed"), store.write() as connection:
        put(connection, "twice")
        put(connection, "twice")
    with pytest.raises(IntegrityError, match="posted is never changed"), store.write() as connection:
        connection.exec_driver_sql("UPDATE exchange SET day = 20260101")
    with pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"), store.write() as connection:
        connection.exec_driver_sql("UPDATE alias SET root_id = 7")
        connection.exec_driver_sql("INSERT INTO alias (party_id, root_id) VALUES (1, 7)")
    assert names(store) == []


def test_an_error_of_ours_in_a_healthy_store_stays_what_it_is(store: Store) -> None:
    with pytest.raises(OperationalError, match="no such table"), store.read() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")


def test_a_reader_keeps_its_view_while_another_writes(store: Store) -> None:
    with store.read() as reader:
        count = "SELECT count(*) FROM setting"
        assert reader.exec_driver_sql(count).scalar_one() == 0
        with store.write() as writer:
            put(writer, "new")
        assert reader.exec_driver_sql(count).scalar_one() == 0
    assert names(store) == ["new"]


def test_writing_sessions_of_threads_queue_up(store: Store) -> None:
    def work(number: int) -> None:
        for n in range(10):
            with store.write() as connection:
                put(connection, f"{number}-{n}")
            names(store)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(store)) == 40


def test_a_session_inside_a_session_is_our_mistake(store: Store) -> None:
    with pytest.raises(RuntimeError, match="open already"), store.write(), store.write():
        pass
    with store.write() as connection:
        put(connection, "after")


def test_data_version_means_the_others(store: Store) -> None:
    before = store.data_version()
    with store.write() as connection:
        put(connection, "ours")
    store.checkpoint()
    assert store.data_version() == before
    other = open_store(store.path)
    with other.write() as connection:
        put(connection, "theirs")
    other.close()
    assert store.data_version() != before


def test_after_a_checkpoint_the_file_alone_is_whole(store: Store, fill: Fill, tmp_path: Path) -> None:
    fill(store, 50)
    assert store.checkpoint()
    copy = Path(shutil.copy(store.path, tmp_path / "naive copy"))
    alone = open_store(copy)
    with alone.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM exchange").scalar_one() == 50
    alone.close()


def test_a_reader_only_delays_a_checkpoint(store: Store) -> None:
    with store.write() as connection:
        put(connection, "a")
    with store.read() as reader:
        reader.exec_driver_sql("SELECT * FROM setting").all()
        with store.write() as connection:
            put(connection, "b")
        assert not store.checkpoint()
    assert store.checkpoint()


def test_closing_twice_leaves_one_file(shop: Path) -> None:
    store = open_store(shop)
    with store.write() as connection:
        put(connection, "a")
    store.close()
    store.close()
    assert [file.name for file in shop.parent.iterdir()] == [shop.name]
    for session in (store.read, store.write):
        with pytest.raises(RuntimeError, match="closed"), session():
            pass
    assert [file.name for file in shop.parent.iterdir()] == [shop.name]


def test_a_second_look_changes_nothing(store: Store) -> None:
    second = open_store(store.path, read_only=True)
    assert second.read_only
    with pytest.raises(StoreReadOnly, match="looking only"), second.write():
        pass
    assert not second.checkpoint()
    before = second.data_version()
    with store.write() as connection:
        put(connection, "seen")
    assert names(second) == ["seen"]
    assert second.data_version() != before
    second.close()


def test_a_name_with_every_odd_sign_opens(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%41 d&mode=ro;é'\".partnercrm"
    create_store(path)
    store = open_store(path)
    with store.write() as connection:
        put(connection, "a")
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_owner_who_insists_gets_a_store_without_a_log(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - The Local Brew"
    folder.mkdir()
    path = folder / "shop.partnercrm"
    with pytest.raises(StorePlace, match="OneDrive"):
        create_store(path)
    create_store(path, insist=True)
    with pytest.raises(StorePlace):
        open_store(path)
    store = open_store(path, insist=True)
    with store.write() as connection:
        assert (pragma(connection, "journal_mode"), pragma(connection, "synchronous")) == ("delete", 3)
        put(connection, "a")
    assert not driver.log_of(path).exists()
    assert names(store) == ["a"]
    store.close()
    looking = open_store(path, read_only=True)
    assert names(looking) == ["a"]
    looking.close()


def test_what_a_start_does_not_import(shop: Path, run_child: Child) -> None:
    code = """
    import sys
    from pathlib import Path
    from db import copies, identity, lock, place, version
    assert "sqlalchemy" not in sys.modules and "sqlcipher3" not in sys.modules, "looking at a file"
    from db.engine import open_store
    store = open_store(Path(sys.argv[1]))
    with store.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    store.close()
    for name in ("alembic", "sqlalchemy.orm", "sqlite3", "db.tables.ledger"):
        assert name not in sys.modules, name
    """
    child = run_child(code, shop)
    out, err = child.communicate(timeout=30)  # type: ignore[attr-defined]
    assert (out, err) == ("", "")


def test_no_row_goes_because_another_goes(store: Store) -> None:
    with store.read() as connection:
        schema = "\n".join(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql NOT NULL").scalars())
    assert "REFERENCES" in schema
    assert "CASCADE" not in schema.upper()


def test_the_driver_is_not_pythons_own() -> None:
    driver.check_driver()
    assert driver.MODULE.__name__ == "sqlcipher3.dbapi2"
    assert create_engine("sqlite://", module=driver.MODULE).dialect.name == "sqlite"


def test_what_reads_is_interrupted_and_what_was_saved_is_not(tmp_path: Path) -> None:
    create_store(tmp_path / "shop.partnercrm")
    store, calls = open_store(tmp_path / "shop.partnercrm"), 0
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    def off() -> bool:
        nonlocal calls
        calls += 1
        return calls > 3

    with pytest.raises(Cancelled), stopping.until(off), store.read() as connection:
        driver_of(connection).execute(endless).fetchall()
    assert calls == 4
    with stopping.until(lambda: True):
        with pytest.raises(Cancelled), store.read():
            pytest.fail("nothing is begun that is called off")
        with store.write() as connection:
            put(connection, "kept")
        assert names(store) == ["kept"]  # a thing was saved: what follows is told to the end
    assert names(store) == ["kept"]
    store.close()
