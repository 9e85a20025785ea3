"""One keyed connection of the driver to one file, with the settings that keep entries through a power cut."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from urllib.parse import quote

from sqlcipher3 import dbapi2

from db import failures
from db.version import OLDEST_SQLITE
from partnercrm.domain import stopping
from partnercrm.domain.errors import Cancelled, StoreProblem
from partnercrm.domain.words import msg

if TYPE_CHECKING:
    import sqlite3

Raw: TypeAlias = "sqlite3.Connection"
"""A driver's connection; sqlcipher3 has the very methods of sqlite3."""

MODULE: Final[Any] = dbapi2
BUSY_SECONDS: Final = 5.0
ASKED_EVERY: Final = 50_000
"""Steps of a statement, some milliseconds of it, between two questions whether its work was called off."""

READ_WRITE: Final = "mode=rw"
READ_BESIDE: Final = "mode=ro"
IMMUTABLE: Final = "mode=ro&immutable=1"
"""For a medium that nobody can write: no lock, no log, no file made beside it."""
_CREATE: Final = "mode=rwc"

_STATEMENTS: Final = 512
_CAREFUL: Final = ("trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY", "mmap_size=0")
_WRITING: Final = ("foreign_keys=ON", "secure_delete=ON", "recursive_triggers=ON")
LOGGED: Final = ("journal_mode=WAL", "synchronous=FULL")
"""What keeps every acknowledged entry through a power cut, with readers beside the writer."""
ON_A_SHARE: Final = ("journal_mode=DELETE", "synchronous=EXTRA")
"""The same where no log can be shared; slow, and readers and writer wait for each other."""
_MAC: Final = ("fullfsync=ON", "checkpoint_fullfsync=ON") if sys.platform == "darwin" else ()


def check_driver() -> None:
    """Refuses to work with an SQLite that can damage a store. Raises StoreProblem."""
    if MODULE.sqlite_version_info < OLDEST_SQLITE:
        raise StoreProblem(
            msg(
                "This program came with SQLite {found}, which can damage a shop file; it needs {needed} or newer.",
                found=MODULE.sqlite_version,
                needed=".".join(map(str, OLDEST_SQLITE)),
            ),
            msg("Install PartnerCRM again from its own package."),
        )


def connect(path: Path, key: str, mode: str = READ_WRITE) -> Raw:
    """A connection that has the key (an `identity.key_literal`) and nothing else set. It never creates a file."""
    raw = MODULE.connect(
        _uri(path, mode),
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    try:
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f'PRAGMA key = "{key}"')
    except BaseException:
        raw.close()
        raise
    return cast("Raw", raw)


def create(path: Path, key: str) -> Raw:
    """A connection to a new file at a place where there is none. Raises FileExistsError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return connect(path, key, _CREATE)


def settle(raw: Raw, durable: Sequence[str]) -> Raw:
    """The settings of a working connection: `LOGGED`, `ON_A_SHARE`, or nothing for one that never writes."""
    for setting in (*durable, *_WRITING, *_MAC, *_CAREFUL):
        raw.execute(f"PRAGMA {setting}")
    return raw


@contextmanager
def connected(path: Path, key: str, mode: str = READ_WRITE) -> Iterator[Raw]:
    """A keyed connection that is closed on leaving. Raises Cancelled in a statement whose work is called off."""
    raw = connect(path, key, mode)
    asked = stopping.asked()
    try:
        if asked is not None:
            raw.set_progress_handler(asked, ASKED_EVERY)
        yield raw
    except MODULE.Error as error:
        if failures.was_stopped(error):
            raise Cancelled from error
        raise
    finally:
        raw.close()


def log_of(path: Path) -> Path:
    """The write-ahead log beside a store."""
    return path.with_name(path.name + "-wal")


def has_log(path: Path) -> bool:
    """Whether entries may lie in the log that are not in the file yet."""
    try:
        return log_of(path).stat().st_size > 0
    except FileNotFoundError:
        return False


def writable(path: Path) -> bool:
    """Whether the file and the folder, which takes the log, can be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def resting_mode(path: Path) -> str:
    """How to read a store without changing it: as it lies, or beside those that have it open."""
    return READ_BESIDE if log_of(path).exists() else IMMUTABLE


def _uri(path: Path, mode: str) -> str:
    place = Path(os.path.abspath(path)).as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(os.fsencode(place))}?{mode}"
