"""One window a store: a lock beside it that the operating system holds, and frees when the program dies.

The lock file says who has it. There is no way to take it from somebody, because the system knows better than a file.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import platform
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from db import failures
from partnercrm.domain.errors import StoreLocked
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

_FAR: Final = 0x7FFF0000
"""The byte that is locked on Windows, where a locked byte cannot be read: far behind the text."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a store open, since a moment in UTC."""

    user: str
    host: str
    pid: int
    since: dt.datetime


class Lock:
    """A held lock; `release` it, or let the process end."""

    def __init__(self, path: Path, handle: int | None) -> None:
        self.path = path
        self._handle = handle

    @classmethod
    def take(cls, store: Path, now: dt.datetime | None = None) -> Lock:
        """Takes the lock of the store at `store`.

        Where nothing can be written nobody can spoil anything: there the lock holds nothing.
        Raises StoreLocked, which says who has it, and StoreMissing.
        """
        if not store.exists():
            raise failures.missing(store)
        path = lock_file(store)
        handle = None
        while handle is None:
            if not os.access(store.parent, os.W_OK):
                return cls(path, None)
            handle = _try(store, path)
        _write(handle, Holder(_user(), platform.node(), os.getpid(), now or dt.datetime.now(dt.UTC)))
        return cls(path, handle)

    def release(self) -> None:
        """Gives the lock back; a second call does nothing."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        if sys.platform == "win32":
            _let_go(handle)
            os.close(handle)
            with suppress(OSError):
                self.path.unlink()
        else:
            self.path.unlink(missing_ok=True)  # while it is held, so that nobody waits at a name that goes
            os.close(handle)


def lock_file(store: Path) -> Path:
    """Where the lock of a store lies."""
    return store.with_name(store.name + ".lock")


def holder_of(store: Path) -> Holder | None:
    """Who wrote the lock file; it may be left over from a program that died. None when nobody did."""
    try:
        told = json.loads(lock_file(store).read_text(encoding="utf-8"))
        return Holder(
            str(told["user"]), str(told["host"]), int(told["pid"]), dt.datetime.fromisoformat(str(told["since"]))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _try(store: Path, path: Path) -> int | None:
    """The locked file, or None when the name went to another file meanwhile. Raises StoreLocked, DiskFull."""
    handle = _open(path)
    if not _hold(handle):
        os.close(handle)
        raise _held(store)
    if _still_there(handle, path):
        if os.access(path, os.W_OK):
            return handle
        path.unlink()  # left over from another user, whose file we may not write
    os.close(handle)
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except PermissionError:
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        raise failures.of_new_file(error, path) or error from error


def _held(store: Path) -> StoreLocked:
    holder = holder_of(store)
    advice = msg("Close it there first, or open it here for looking only.")
    if holder is None:
        return StoreLocked(msg("The shop file {path} is open in another window.", path=str(store)), advice)
    return StoreLocked(
        msg(
            "{user} has the shop file {path} open on {host} since {since} (process {pid}).",
            user=holder.user,
            host=holder.host,
            since=holder.since,
            pid=str(holder.pid),
            path=str(store),
        ),
        advice,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name in the environment nor in the system's list
        return "?"


def _write(handle: int, holder: Holder) -> None:
    told = {"user": holder.user, "host": holder.host, "pid": holder.pid, "since": holder.since.isoformat()}
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(told).encode())


def _still_there(handle: int, path: Path) -> bool:
    """Whether the name still leads to what we locked: its last holder may have removed it in between."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _hold(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _hold(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
