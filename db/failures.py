"""What a file or a machine can do to a store, as sentences with advice; and which one a driver's error means.

Errors about what was written (a constraint, a trigger's refusal) are no failures of the store and are not turned here.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from partnercrm.domain.errors import (
    Cancelled,
    DiskFull,
    Refused,
    StoreDamaged,
    StoreEmpty,
    StoreExists,
    StoreForeign,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    StoreProblem,
    StoreReadOnly,
)
from partnercrm.domain.words import msg

_BUSY: Final = 5
_LOCKED: Final = 6
_READONLY: Final = 8
_INTERRUPT: Final = 9
_IOERR: Final = 10
_CORRUPT: Final = 11
_FULL: Final = 13
_CANTOPEN: Final = 14
_CONSTRAINT: Final = 19
_NOTADB: Final = 26
_DRIVER: Final = "sqlcipher3.dbapi2"
_BY_TEXT: Final = {
    "database is locked": _BUSY,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "file is not a database": _NOTADB,
}
"""The driver's backup says what went wrong in words alone."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_READING: Final = frozenset({"SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS"})

_RESTORE: Final = msg("Restore the last verified copy. The file you have is kept, under another name.")


def missing(path: Path) -> StoreMissing:
    """There is no file."""
    return StoreMissing(
        msg("There is no shop file at {path}.", path=str(path)),
        msg("Look whether it was moved or renamed, or whether its drive is plugged in. No new file was made."),
    )


def vanished(path: Path) -> StoreMissing:
    """The file went while it was open."""
    return StoreMissing(
        msg("The shop file {path} was moved or deleted while it was open.", path=str(path)),
        msg("Nothing more is saved. Put the file back or restore the last verified copy, then open it again."),
    )


def replaced(path: Path) -> StoreMissing:
    """Another file stands where ours was."""
    return StoreMissing(
        msg("Another file was put in the place of the shop file {path} while it was open.", path=str(path)),
        msg("Nothing more is saved, so that neither is spoiled. Close this window and open the file again."),
    )


def empty(path: Path) -> StoreEmpty:
    """A file of no bytes."""
    return StoreEmpty(
        msg("The file {path} is empty: there is not one byte in it.", path=str(path)),
        msg("If it was your shop file, restore the last verified copy. The empty file was left as it is."),
    )


def foreign(path: Path) -> StoreForeign:
    """An SQLite file of another program."""
    return StoreForeign(
        msg("The file {path} belongs to another program. It was not changed.", path=str(path)),
        msg("Open it with the program that made it, or choose your shop file."),
    )


def not_a_store(path: Path) -> StoreForeign:
    """No database of any kind that we know."""
    return StoreForeign(
        msg("The file {path} is not a shop file. It was not changed.", path=str(path)),
        msg(
            "Choose another file. If it used to be your shop, its beginning is damaged: restore the last verified copy."
        ),
    )


def unreadable(path: Path) -> StoreReadOnly:
    """The system does not let us read."""
    return StoreReadOnly(
        msg("The file {path} may not be read by you.", path=str(path)),
        msg("Ask whoever looks after this computer to give you the right to read and write it."),
    )


def newer(path: Path) -> StoreNewer:
    """A newer program wrote it."""
    return StoreNewer(
        msg("The shop file {path} was written by a newer version of PartnerCRM. It was not changed.", path=str(path)),
        msg("Install the newer version on this computer, then open the file again."),
    )


def older(path: Path) -> StoreReadOnly:
    """It would have to be brought up to date, which looking must not do."""
    return StoreReadOnly(
        msg("The shop file {path} is from an older version and must be brought up to date first.", path=str(path)),
        msg("Open it once where it can be written."),
    )


def damaged(path: Path) -> StoreDamaged:
    """Its pages do not prove themselves."""
    return StoreDamaged(msg("The shop file {path} is damaged.", path=str(path)), _RESTORE)


def damaged_or_wrong(path: Path) -> StoreDamaged:
    """Keyed with a passphrase, and the key does not fit: the file cannot say which of the two it is."""
    return StoreDamaged(
        msg("The shop file {path} does not open: the passphrase is wrong, or the file is damaged.", path=str(path)),
        msg("Type the passphrase again. If you are sure of it, restore the last verified copy."),
    )


def locked(path: Path) -> StoreLocked:
    """Another program wrote for longer than we wait."""
    return StoreLocked(
        msg("Another program is writing to the shop file {path}. Nothing was changed.", path=str(path)),
        msg("Wait until it has finished, or close it, and try again."),
    )


def in_use(path: Path) -> StoreLocked:
    """Somebody has it open while another file is to take its place."""
    return StoreLocked(
        msg("The shop file {path} is open in a window or another program. Nothing was changed.", path=str(path)),
        msg("Close it there, then try again."),
    )


def read_only(path: Path) -> StoreReadOnly:
    """The medium or its rights forbid writing."""
    return StoreReadOnly(
        msg("The shop file {path} can be looked at only: its place cannot be written.", path=str(path)),
        msg("Copy it to a folder of your own on this computer and open the copy."),
    )


def looking_only(path: Path) -> StoreReadOnly:
    """Opened for looking, beside a window that writes."""
    return StoreReadOnly(
        msg("The shop file {path} was opened here for looking only.", path=str(path)),
        msg("Make the change in the window that has it open, or close that window and open the file again."),
    )


def unfinished_log(path: Path) -> StoreReadOnly:
    """Entries lie in the log beside the file, and a medium that cannot be written does not let them be read."""
    return StoreReadOnly(
        msg("The shop file {path} was not closed properly, and its place cannot be written.", path=str(path)),
        msg("Copy it together with the file that ends in -wal to a folder of your own, and open the copy."),
    )


def disk_full(path: Path) -> DiskFull:
    """No room, or no more allowed."""
    return DiskFull(
        msg("There is no room left for the shop file {path}. What you just did was not saved.", path=str(path)),
        msg(
            "Free some room on the disk or ask for a larger quota, and do it again. All that was saved before is whole."
        ),
    )


def disk_refuses(path: Path) -> DiskFull:
    """A quota or a limit of file sizes: the system then says the same as of a failing disk."""
    return DiskFull(
        msg("The disk did not take what you just did in the shop file {path}; it was not saved.", path=str(path)),
        msg(
            "Your room may be used up, or the disk is failing. Free some room, make a copy elsewhere, and do it again."
        ),
    )


def exists(path: Path) -> StoreExists:
    """A new file never takes the place of another."""
    return StoreExists(
        msg("There is a file at {path} already. It was not changed.", path=str(path)),
        msg("Choose another name, or open the file that is there."),
    )


def no_folder(path: Path) -> StoreMissing:
    """The folder for a new file is not there."""
    return StoreMissing(
        msg("There is no folder {path}.", path=str(path)), msg("Make the folder first, or choose another one.")
    )


def no_room_for(path: Path) -> DiskFull:
    """A file that was being made does not fit."""
    return DiskFull(
        msg("There is no room for {path}. Nothing was made or changed.", path=str(path)),
        msg("Free some room on the disk or ask for a larger quota, or choose another disk."),
    )


def no_right_to_make(path: Path) -> StoreReadOnly:
    """The folder takes no new file."""
    return StoreReadOnly(
        msg("No file can be made in the folder {path}: it cannot be written.", path=str(path.parent)),
        msg("Choose a folder of your own on this computer."),
    )


def code_of(error: BaseException) -> int | None:
    """The driver's extended code, also of an error that SQLAlchemy wrapped; None when there is none."""
    driven = getattr(error, "orig", None) or error
    code = getattr(driven, "sqlite_errorcode", None)
    if code is None and type(driven).__module__ == _DRIVER:
        return _BY_TEXT.get(str(driven))
    return code if isinstance(code, int) else None


def is_ours(error: BaseException) -> bool:
    """A refusal, a failure in words, a cancellation, another file's error, a constraint: passed on as it is."""
    if not isinstance(error, Exception) or isinstance(error, (Refused, StoreProblem, Cancelled, OSError)):
        return True
    code = code_of(error)
    return code is not None and code & 0xFF in (_CONSTRAINT, _INTERRUPT)


def was_stopped(error: BaseException) -> bool:
    """Whether a statement was interrupted because its work was called off."""
    code = code_of(error)
    return code is not None and code & 0xFF == _INTERRUPT


def problem_of(error: BaseException, path: Path) -> StoreProblem | None:
    """The failure of the store that a driver's error means; None when it means another thing."""
    code = code_of(error)
    if code is None:
        return None
    name = getattr(getattr(error, "orig", None) or error, "sqlite_errorname", "")
    found = code & 0xFF
    if found in (_BUSY, _LOCKED):
        return locked(path)
    if found == _READONLY:
        return read_only(path)
    if found in (_CORRUPT, _NOTADB) or name in _READING:
        return damaged(path)
    if found == _FULL:
        return disk_full(path)
    if found == _IOERR:
        return _of_writing(path)
    return _of_opening(path) if found == _CANTOPEN else None


def of_new_file(error: BaseException, path: Path) -> StoreProblem | None:
    """As `problem_of`, for a file that is being made, where the system itself may refuse."""
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return no_room_for(path)
        return no_right_to_make(path) if error.errno in _NO_RIGHT else None
    code = code_of(error)
    if code is None:
        return None
    if code & 0xFF in (_FULL, _IOERR):
        return no_room_for(path)
    return no_right_to_make(path) if code & 0xFF in (_READONLY, _CANTOPEN) else problem_of(error, path)


def of_new_folder(error: OSError, path: Path) -> StoreProblem:
    """A folder that cannot be made: for want of room or of rights, or because a file has its name."""
    return of_new_file(error, path) or (exists(path) if path.exists() else no_folder(path.parent))


def of_copying(error: BaseException, source: Path, target: Path) -> StoreProblem | None:
    """As `problem_of`, where pages go from one file to a new one: only reading can find damage or a lock."""
    problem = problem_of(error, source)
    return problem if isinstance(problem, (StoreDamaged, StoreLocked)) else of_new_file(error, target)


def _of_writing(path: Path) -> StoreProblem:
    return disk_refuses(path) if path.exists() else vanished(path)


def _of_opening(path: Path) -> StoreProblem:
    return missing(path) if not path.exists() else read_only(path)
