"""Opens a store and hands out sessions: one that writes, several that read beside it.

A session is a SQLAlchemy Core connection inside one transaction; SQLAlchemy itself is imported once somebody needs more
than the driver. Every failure of the file or the machine leaves here as one of `partnercrm.domain.errors.StoreProblem`,
in words.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db import core, driver, failures, files, identity, opening, place
from db.driver import MODULE, READ_WRITE, Raw
from db.session import Session, as_connection
from db.version import SCHEMA_VERSION
from partnercrm.domain import stopping
from partnercrm.domain.errors import Cancelled, StorePlace, StoreProblem

if TYPE_CHECKING:
    from sqlalchemy import Connection

_READERS_KEPT: Final = 5
_CHECKPOINT_WAIT_MS: Final = 200
_BUSY_MS: Final = int(driver.BUSY_SECONDS * 1000)


class Store:
    """An open store. Any thread may read; writing sessions queue up. Made by `open_store`."""

    def __init__(self, path: Path, key: str, *, mode: str = READ_WRITE, durable: Sequence[str] = ()) -> None:
        """`durable` as in `driver.settle`; without it the store is for looking only."""
        self.path = path
        self.read_only = not durable
        self._durable = durable
        self._key = key
        self._mode = mode
        self._file = _file_id(path)
        self._readers: list[Session] = []
        self._turn = threading.Lock()
        self._writer: Session | None = None
        self._writing_thread: int | None = None
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of the store: plain BEGIN, always rolled back; writing in it is refused.

        Raises StoreProblem, and Cancelled in the middle of a statement once the work is called off (`stopping`);
        anything else that goes wrong inside is passed on, unless the file turns out damaged.
        """
        self._still_open()
        stopping.check()
        with self._in_words():
            session = self._reader()
            try:
                session.ask(stopping.asked(), driver.ASKED_EVERY)
                session.raw.execute("BEGIN")
                yield as_connection(session)
            except BaseException as error:
                self._leave(session, sound=failures.is_ours(error))
                if failures.was_stopped(error):
                    raise Cancelled from error
                raise
            self._leave(session, sound=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing session: BEGIN IMMEDIATE, durable commit on leaving, rolled back on any exception.

        Waits for another thread's session, and up to 5 s for another program's. Raises StoreProblem.
        """
        if self.read_only:
            raise failures.looking_only(self.path) if self._mode == READ_WRITE else failures.read_only(self.path)
        self._still_open()
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("this thread has a writing session open already")
        with self._in_words(), self._turn:
            self._writing_thread = threading.get_ident()
            try:
                yield from self._session()
            finally:
                self._writing_thread = None

    def checkpoint(self) -> bool:
        """Moves the log into the file, so that the file alone is complete. False while readers keep it busy."""
        if self.read_only:
            return False
        self._still_open()
        with self._in_words(), self._own_connection() as raw:
            raw.execute(f"PRAGMA busy_timeout={_CHECKPOINT_WAIT_MS}")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            return not busy

    def has_log(self) -> bool:
        """Whether something may lie in the log that is not in the file yet."""
        return driver.has_log(self.path)

    def data_version(self) -> int:
        """A number that changes when somebody else wrote: another program or connection, never our own `write`.

        Raises StoreMissing once the file is gone, or another one lies in its place.
        """
        self._still_open()
        with self._in_words(), self._own_connection() as raw:
            self._same_file()
            return int(raw.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Checkpoint, then every connection closed. Call it once no session is open; a second call does nothing.

        What a damaged or vanished file keeps from a checkpoint stays in the log, where the next opening finds it.
        """
        if self._closed:
            return
        with suppress(StoreProblem):
            self.checkpoint()
        self._closed = True
        with self._turn:
            self._drop_writer()
        while self._readers:
            self._readers.pop().close()

    def _still_open(self) -> None:
        if self._closed:
            raise RuntimeError("the store is closed")

    def _reader(self) -> Session:
        """One that is kept, the last one used, or a new one."""
        try:
            return self._readers.pop()
        except IndexError:
            return Session(self._connect())

    def _leave(self, session: Session, *, sound: bool) -> None:
        """Rolled back and kept; one that met a failure of the store is not used again."""
        if sound:
            with suppress(MODULE.Error):
                session.ask(None)
                session.raw.rollback()
                if not self._closed and len(self._readers) < _READERS_KEPT:
                    self._readers.append(session)
                    return
        session.close()

    def _session(self) -> Iterator[Connection]:
        core.warm()
        session = self._writing_session()
        try:
            session.raw.execute("BEGIN IMMEDIATE")
            yield as_connection(session)
            self._same_file()
            if not session.raw.in_transaction:
                raise RuntimeError("the writing session lost its transaction")
            session.raw.commit()
            stopping.no_more()
        except BaseException as error:
            self._abandon(session, error)
            raise

    def _abandon(self, session: Session, error: BaseException) -> None:
        """Rolled back; a connection that met a failure of the store is not used again."""
        if failures.is_ours(error):
            with suppress(MODULE.Error):
                session.raw.rollback()
                return
        self._drop_writer()

    @contextmanager
    def _own_connection(self) -> Iterator[Raw]:
        with self._turn:
            raw = self._writing_session().raw
            try:
                yield raw
            except BaseException:
                self._drop_writer()
                raise

    def _writing_session(self) -> Session:
        """The session that writes: kept, so that its statements stay prepared and `data_version` means others."""
        if self._writer is None:
            raw = self._connect()
            if not self.read_only:
                raw.execute("PRAGMA query_only=OFF")
            self._writer = Session(raw)
        return self._writer

    def _drop_writer(self) -> None:
        session, self._writer = self._writer, None
        if session is not None:
            session.close()

    def _connect(self) -> Raw:
        self._same_file()
        raw = driver.connect(self.path, self._key, self._mode)
        try:
            driver.settle(raw, self._durable)
            raw.execute("PRAGMA query_only=ON")
        except BaseException:
            raw.close()
            raise
        return raw

    def _same_file(self) -> None:
        """The path still leads to the file that was opened. Raises StoreMissing."""
        try:
            found = _file_id(self.path)
        except FileNotFoundError:
            raise failures.vanished(self.path) from None
        if found != self._file:
            raise failures.replaced(self.path)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if failures.is_ours(error):
                raise
            problem = failures.problem_of(error, self.path)
            if problem is None and not self._sound():
                problem = failures.damaged(self.path)
            if problem is None:
                raise
            raise problem from error

    def _sound(self) -> bool:
        """Whether every page proves itself, asked after an error that nobody can explain."""
        try:
            with driver.connected(self.path, self._key, self._mode) as raw:
                return opening.quick_check(raw)
        except MODULE.Error:
            return False


def open_store(path: Path, *, read_only: bool = False, passphrase: str = "", insist: bool = False) -> Store:
    """Opens the store at `path`; never creates one. An older one is copied, then brought up to date.

    `read_only` opens it for looking beside a window that writes; so does a place that cannot be written.
    `insist` opens it on a network share or in a synchronised folder all the same: slower, and readers wait.
    Raises StoreProblem: missing, empty, foreign, newer, damaged, locked, place, each in its own words.
    """
    found = opening.inspect(path, passphrase)
    if read_only or not found.writable:
        if found.schema < SCHEMA_VERSION:
            raise failures.older(path)
        return Store(path, found.key, mode=READ_WRITE if found.writable else opening.looking_mode(path))
    durable = _durable_at(path, insist)
    if found.schema < SCHEMA_VERSION:
        from db import migrate  # late: a store of today must not wait for Alembic

        migrate.upgrade(path, passphrase=passphrase)
    return Store(path, found.key, durable=durable)


def _durable_at(path: Path, insist: bool) -> Sequence[str]:
    try:
        place.check(path)
    except StorePlace:
        if not insist:
            raise
        return driver.ON_A_SHARE
    return driver.LOGGED


def create_store(path: Path, *, passphrase: str = "", insist: bool = False) -> None:
    """Makes a new, empty store: all tables, no rows. It stands at `path` complete, or nothing does.

    Raises StoreExists when anything is there already, StoreMissing without its folder, StorePlace, DiskFull,
    StoreReadOnly.
    """
    driver.check_driver()
    durable = _durable_at(path, insist)
    if not path.parent.is_dir():
        raise failures.no_folder(path.parent)
    if os.path.lexists(path):
        raise failures.exists(path)
    part = files.part_of(path)
    try:
        files.forget(part)
        _build(part, passphrase, durable)
        files.put(part, path)
    except FileExistsError as error:
        raise failures.exists(path) from error
    except (MODULE.Error, OSError) as error:
        raise failures.of_new_file(error, path) or error from error
    finally:
        with suppress(OSError):
            files.forget(part)


def _build(part: Path, passphrase: str, durable: Sequence[str]) -> None:
    from db import schema  # late: opening a store must not wait for every table

    salt = identity.new_salt(identity.PASSPHRASE_KEY if passphrase else identity.PUBLISHED_KEY)
    session = Session(driver.create(part, identity.key_literal(salt, passphrase)))
    try:
        session.raw.execute("PRAGMA synchronous=OFF")
        session.raw.execute("BEGIN")
        schema.build(as_connection(session))
        session.raw.commit()
        for setting in durable:
            session.raw.execute(f"PRAGMA {setting}")
    except core.DBAPIError as error:
        raise error.orig or error from error
    finally:
        session.close()


def _file_id(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
