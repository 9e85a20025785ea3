"""What is asked of a file before it is opened for work: whose it is, which version, and whether it may be written.

Nothing here changes the file, its log or its companions, so that a newer store stays byte for byte as it was.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from db import driver, failures, identity
from db.driver import IMMUTABLE, MODULE, READ_BESIDE, Raw
from db.identity import Kind
from db.version import APPLICATION_ID, SCHEMA_VERSION
from partnercrm.domain.errors import StoreDamaged, StoreReadOnly
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One of our stores: its key for `driver.connect`, the schema it has, and whether it may be written."""

    key: str
    schema: int
    writable: bool


def inspect(path: Path, passphrase: str = "") -> Found:
    """Looks at a store without touching it. Raises StoreProblem for everything that is not a store we can open."""
    driver.check_driver()
    key = _key(path, passphrase)
    try:
        application, schema = _marks(path, key)
    except MODULE.Error as error:
        raise _why(path, error) from error
    if application != APPLICATION_ID:
        raise failures.foreign(path)
    if schema > SCHEMA_VERSION:
        raise failures.newer(path)
    return Found(key, schema, driver.writable(path))


def looking_mode(path: Path) -> str:
    """How to read where nothing can be written: as it lies, unless entries wait in the log."""
    return READ_BESIDE if driver.has_log(path) else IMMUTABLE


def quick_check(raw: Raw) -> bool:
    """Whether every page proves itself and every tree hangs together: 0.7 s for 140 MB."""
    return _says_ok(raw, "quick_check")


def integrity_check(raw: Raw) -> bool:
    """As `quick_check`, and every index row against its table: ten times slower."""
    return _says_ok(raw, "integrity_check")


def _says_ok(raw: Raw, pragma: str) -> bool:
    try:
        return [row[0] for row in raw.execute(f"PRAGMA {pragma}(1)")] == ["ok"]
    except MODULE.DatabaseError as error:
        if failures.was_stopped(error):
            raise
        return False


def _key(path: Path, passphrase: str) -> str:
    try:
        found = identity.look(path)
    except IsADirectoryError as error:
        raise failures.not_a_store(path) from error
    except PermissionError as error:
        raise failures.unreadable(path) from error
    except OSError as error:
        raise failures.damaged(path) from error
    if found.kind is not Kind.OURS:
        raise _NOT_OURS[found.kind](path)
    return identity.key_literal(found.salt, passphrase)


_NOT_OURS = {
    Kind.MISSING: failures.missing,
    Kind.EMPTY: failures.empty,
    Kind.SQLITE: failures.foreign,
    Kind.OTHER: failures.not_a_store,
    Kind.NEWER: failures.newer,
}


def _marks(path: Path, key: str) -> tuple[int, int]:
    """application_id and user_version. A file at rest is read as it lies, which locks nothing and makes nothing."""
    if not driver.log_of(path).exists():
        with suppress(MODULE.DatabaseError):  # somebody may just have opened it and be writing this very page
            return _read_marks(path, key, IMMUTABLE)
    return _read_marks(path, key, READ_BESIDE if driver.has_log(path) or driver.writable(path) else IMMUTABLE)


def _read_marks(path: Path, key: str, mode: str) -> tuple[int, int]:
    with driver.connected(path, key, mode) as raw:
        return (
            int(raw.execute("PRAGMA application_id").fetchone()[0]),
            int(raw.execute("PRAGMA user_version").fetchone()[0]),
        )


def _why(path: Path, error: Exception) -> Exception:
    problem = failures.problem_of(error, path)
    if isinstance(problem, StoreDamaged) and identity.look(path).key_byte == identity.PASSPHRASE_KEY:
        return failures.damaged_or_wrong(path)
    if isinstance(problem, StoreReadOnly) and driver.has_log(path):
        return failures.unfinished_log(path)
    return problem or error
