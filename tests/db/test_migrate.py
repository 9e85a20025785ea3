"""Migrations keep every row and every rule, happen whole or not at all, and a verified copy lies ready."""

from __future__ import annotations

import datetime as dt
import shutil
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db import backup, copies, driver, identity, migrate, schema
from db.core import engine_over
from db.engine import open_store
from db.queries import kept
from db.tables import triggers
from db.tables.all import metadata
from db.version import REVISION, SCHEMA_VERSION
from partnercrm.domain.errors import StoreExists, StoreProblem, StoreReadOnly

Fill = Callable[..., None]
Child = Callable[..., Any]
Scripts = Callable[[str], Path]
NOW = dt.datetime(2026, 11, 21, 18, 15, 2, tzinfo=dt.UTC)
REBUILD = """
with op.batch_alter_table("exchange", recreate="always") as batch:
    batch.add_column(sa.Column("colour", sa.String, nullable=False, server_default="blue"))
"""


def raw_at(path: Path) -> driver.Raw:
    return driver.connect(path, identity.key_literal(identity.look(path).salt))


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    engine = engine_over(lambda: raw_at(path))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def everything(path: Path) -> dict[str, list[Any]]:
    """Every row of every table, and the schema."""
    with closing(raw_at(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        schema_rows = raw.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        return {"schema": schema_rows} | {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}


def one(path: Path, sql: str) -> Any:
    with closing(raw_at(path)) as raw:
        return raw.execute(sql).fetchone()[0]


@pytest.fixture
def scripts(tmp_path: Path) -> Scripts:
    """`scripts(body)`: our migrations and after them one whose upgrade is `body`."""

    def with_body(body: str) -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = f"""
        import sqlalchemy as sa
        from alembic import op
        revision, down_revision = "next", {REVISION!r}
        def upgrade():
        """
        script = textwrap.dedent(text) + textwrap.indent(textwrap.dedent(body), "    ")
        (folder / "versions" / "next.py").write_text(script)
        return folder

    return with_body


@pytest.fixture
def filled(shop: Path, fill: Fill) -> Path:
    store = open_store(shop)
    fill(store, 40)
    store.close()
    return shop


def upgrade(path: Path, scripts: Path) -> copies.Copy:
    return migrate.upgrade(path, now=NOW, scripts=scripts, revision="next", version=SCHEMA_VERSION + 1)


def test_migrations_lead_to_the_schema_of_a_new_store(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "migrated"
    with closing(driver.create(path, identity.key_literal(identity.new_salt()))) as raw:
        engine = engine_over(lambda: raw)
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            migrate.run_scripts(connection)
            triggers.create_all(connection)
            connection.commit()
            migrated = connection.exec_driver_sql(_SCHEMA).all()
    with connected(shop) as connection:
        assert migrated == connection.exec_driver_sql(_SCHEMA).all()


def test_sales_that_were_there_are_counted_by_their_days(tmp_path: Path) -> None:
    columns = (
        "uuid, day, receipt, amount, reduction, rounding, paid, gift_card_amount, rest, tip, payment, card, voucher"
    )
    sold = f"INSERT INTO sale ({columns}, gift_card, channel, source, refunds_id, recorded_at) VALUES "
    row = "(randomblob(16), {day}, '', {amount}, {off}, 0, 0, 0, 0, 0, 'cash', '', '', '', '', '', {of}, 0)"
    rows = [(20261020, 1840, 184, "NULL"), (20261020, 500, 0, "NULL"), (20261103, -460, -46, "1")]
    with closing(driver.create(tmp_path / "older", identity.key_literal(identity.new_salt()))) as raw:
        engine = engine_over(lambda: raw)
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            migrate.run_scripts(connection, revision="0002")
            for day, amount, off, of in rows:
                connection.exec_driver_sql(sold + row.format(day=day, amount=amount, off=off, of=of))
            migrate.run_scripts(connection)
            days = connection.exec_driver_sql("SELECT * FROM kept_sale_day ORDER BY day").all()
            assert [tuple(day) for day in days] == [(20261020, 2, 0, 2156), (20261103, 0, 1, -414)]
            assert kept.differences(connection, "kept_sale_day") == 0
            connection.rollback()


_SCHEMA = (
    "SELECT type, name, tbl_name, replace(replace(replace(sql, char(10), ''), char(9), ''), ' ', '') "
    "FROM sqlite_master WHERE name <> 'sqlite_autoindex_alembic_version_1' ORDER BY type, name"
)


def test_alembic_finds_nothing_left_to_migrate(shop: Path) -> None:
    with connected(shop) as connection:
        context = MigrationContext.configure(connection, opts={"include_object": schema.compared})
        assert compare_metadata(context, metadata) == []
        connection.exec_driver_sql("DROP INDEX ix_exchange_day_id")
        connection.exec_driver_sql("CREATE TABLE surplus (id INTEGER)")
        assert {change[0] for change in compare_metadata(context, metadata)} == {"add_index", "remove_table"}


def test_the_numbers_in_the_code_are_those_of_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [REVISION]
    assert len(list(scripts.walk_revisions())) == SCHEMA_VERSION


def test_rebuilding_a_table_keeps_every_row_and_every_rule(filled: Path, scripts: Scripts) -> None:
    kept = "SELECT group_concat(hex(uuid)) FROM (SELECT uuid FROM exchange ORDER BY id)"
    lines, rules, rows = "SELECT sum(value) FROM line", "SELECT count(*) FROM sqlite_master WHERE type='trigger'", {}
    for sql in (kept, lines, rules):
        rows[sql] = one(filled, sql)
    copy = upgrade(filled, scripts(REBUILD))
    assert {sql: one(filled, sql) for sql in rows} == rows
    assert one(filled, "SELECT count(*) FROM exchange WHERE colour = 'blue'") == 40
    assert one(filled, "PRAGMA user_version") == SCHEMA_VERSION + 1
    assert one(filled, "SELECT version_num FROM alembic_version") == "next"
    with closing(raw_at(filled)) as raw, pytest.raises(driver.MODULE.IntegrityError, match="never changed"):
        raw.execute("UPDATE exchange SET day = 1")
    assert copy.path.parent == copies.default_folder(filled)
    assert copy.path.name == "shop 2026-11-21 181502.partnercrm"
    assert backup.verify_copy(copy.path).entries == 40


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError('a slip of ours')",
        'op.execute("DELETE FROM line WHERE id = 7")',
        'op.execute("INSERT INTO alias (party_id, root_id) VALUES (1, 99)")',
        'op.execute("CREATE TABLE half (id INTEGER)")\nop.execute("SELECT * FROM nowhere")',
    ],
    ids=["error", "lost row", "row that refers to nothing", "error half way"],
)
def test_a_migration_that_fails_changes_nothing(filled: Path, scripts: Scripts, body: str) -> None:
    before = everything(filled)
    with pytest.raises(StoreProblem, match="It is as it was before") as seen:
        upgrade(filled, scripts(body))
    assert seen.value.__cause__ is not None
    assert everything(filled) == before
    assert one(filled, "PRAGMA user_version") == SCHEMA_VERSION
    [copy] = copies.list_copies(copies.default_folder(filled))
    assert str(copy.path) in str(seen.value.advice)


def test_a_migration_that_spoils_the_file_returns_to_the_copy(filled: Path, scripts: Scripts) -> None:
    before = everything(filled)
    body = f"""
    op.execute("DROP TABLE form_copy")
    with open({str(filled)!r}, "r+b") as file:
        file.seek(4096)
        file.write(bytes(200_000))
    raise OSError("the disk had a bad day")
    """
    with pytest.raises(StoreProblem, match="It is as it was before"):
        upgrade(filled, scripts(body))
    assert everything(filled) == before
    assert filled.with_name("shop replaced 2026-11-21 181502.partnercrm").exists()


def test_a_migration_that_is_killed_rolls_back_whole(filled: Path, scripts: Scripts, run_child: Child) -> None:
    before = everything(filled)
    body = (
        REBUILD
        + """
op.execute("DELETE FROM setting")
op.get_bind().exec_driver_sql("PRAGMA cache_spill")
import os
os.kill(os.getpid(), 9)
"""
    )
    code = """
    import sys
    from pathlib import Path
    from db import migrate
    migrate.upgrade(Path(sys.argv[1]), scripts=Path(sys.argv[2]), revision="next", version=2)
    """
    child = run_child(code, filled, scripts(body))
    assert child.wait(60) == -9
    assert child.stderr.read() == ""
    store = open_store(filled)
    store.close()
    assert everything(filled) == before
    assert one(filled, "PRAGMA integrity_check") == "ok"


def test_opening_brings_an_older_store_up_to_date(filled: Path) -> None:
    before = everything(filled)
    with closing(raw_at(filled)) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    with pytest.raises(StoreReadOnly, match="older version"):
        open_store(filled, read_only=True)
    store = open_store(filled)
    store.close()
    assert one(filled, "PRAGMA user_version") == SCHEMA_VERSION
    assert everything(filled) == before
    [copy] = copies.list_copies(copies.default_folder(filled))
    assert copy.manifest.schema == SCHEMA_VERSION - 1
    backup.restore(copy.path, filled)
    open_store(filled).close()
    assert len(copies.list_copies(copies.default_folder(filled))) == 2


def test_without_a_copy_nothing_is_migrated(filled: Path, scripts: Scripts) -> None:
    copies.default_folder(filled).write_text("a file where the folder should be")
    with pytest.raises(StoreExists):
        upgrade(filled, scripts(REBUILD))
    assert one(filled, "PRAGMA user_version") == SCHEMA_VERSION
