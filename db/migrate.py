"""Brings an older store up to date: whole or not at all, and never without a verified copy.

Everything happens in one transaction on a connection of its own. Foreign keys are off before it begins, because
rebuilding a table would otherwise delete what refers to it; they are checked, and the ledger's rows counted, at
its end.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from db import backup, copies, driver, failures, opening
from db.driver import MODULE, Raw
from db.tables import triggers
from db.version import REVISION, SCHEMA_VERSION
from partnercrm.domain.errors import StoreProblem
from partnercrm.domain.words import msg

SCRIPTS: Final = Path(__file__).parent / "migrations"
_DURABLE: Final = ("synchronous=EXTRA",)
LEDGER: Final = ("exchange", "line", "settlement")


class _Lossy(Exception):
    """A migration that would lose rows or leave rows that refer to nothing."""


def upgrade(
    store: Path,
    *,
    passphrase: str = "",
    copies_in: Path | None = None,
    now: dt.datetime | None = None,
    scripts: Path = SCRIPTS,
    revision: str = REVISION,
    version: int = SCHEMA_VERSION,
) -> copies.Copy:
    """Copies the store into the folder `copies_in` (beside it by default), then migrates it; returns the copy.

    Raises StoreProblem when it cannot be done; the store is then as it was, from the copy if need be.
    """
    moment = now or dt.datetime.now(dt.UTC)
    found = opening.inspect(store, passphrase)
    before = backup.copy_into(copies_in or copies.default_folder(store), store, passphrase=passphrase, now=moment)
    try:
        with closing(driver.settle(driver.connect(store, found.key), _DURABLE)) as raw:
            _migrate(raw, scripts, revision, version)
    except Exception as error:
        _return_to(before, store, found, passphrase, moment)
        raise _not_done(error, store, before.path) from error
    return before


def _migrate(raw: Raw, scripts: Path, revision: str, version: int) -> None:
    raw.execute("PRAGMA foreign_keys=OFF")
    engine = create_engine("sqlite://", module=MODULE, creator=lambda: raw, poolclass=StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        counted = _count(connection)
        triggers.drop_all(connection)
        run_scripts(connection, scripts, revision)
        triggers.create_all(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise _Lossy("a row refers to nothing")
        if _count(connection) != counted:
            raise _Lossy(f"{counted} rows before, {_count(connection)} after")
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
        connection.commit()


def run_scripts(connection: Connection, scripts: Path = SCRIPTS, revision: str = REVISION) -> None:
    """Runs what leads from the revision that the store names to `revision`, inside the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _count(connection: Connection) -> list[int]:
    return [int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()) for table in LEDGER]


def _return_to(before: copies.Copy, store: Path, found: opening.Found, passphrase: str, moment: dt.datetime) -> None:
    """The transaction was rolled back, which is enough unless the file itself suffered."""
    try:
        whole = opening.inspect(store, passphrase).schema == found.schema
        with driver.connected(store, found.key) as raw:
            whole = whole and opening.quick_check(raw)
    except (StoreProblem, MODULE.Error):
        whole = False
    if not whole:
        backup.restore(before.path, store, passphrase=passphrase, now=moment)


def _not_done(error: Exception, store: Path, copy: Path) -> Exception:
    """A full disk or a lock in its own words; for the rest, what stands where."""
    return failures.problem_of(error, store) or StoreProblem(
        msg("The shop file {path} could not be brought up to date. It is as it was before.", path=str(store)),
        msg("Go on with the version you had, and tell us. A verified copy lies at {copy}.", copy=str(copy)),
    )
