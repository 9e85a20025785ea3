"""Where a workbook goes: written in a folder of its own beside its place, and moved there whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
import time
from pathlib import Path

from partnercrm.domain.errors import DiskFull, StoreProblem, WorkbookTarget
from partnercrm.domain.words import Message, msg

_LEFT_OVER_SECONDS = 24 * 3600
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Target:
    """The place of one workbook. `folder` holds all files of the work; `part` is the workbook that grows in it."""

    def __init__(self, path: Path) -> None:
        """WorkbookTarget if nothing can be written there; then nothing was touched."""
        self.path = path
        try:
            _refuse_place(path)
            _remove_left_over(path)
            self.folder = Path(tempfile.mkdtemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent))
        except OSError as error:
            raise _full(path) if error.errno in _FULL else _no_place(path) from error
        self.part = self.folder / path.name

    def commit(self) -> None:
        """The finished part becomes the workbook, replacing an older one. Durable when this returns."""
        try:
            _sync(self.part)
            self.part.replace(self.path)
            _sync(self.path.parent)
        except OSError as error:
            raise problem(self.path, error) from error
        finally:
            self.discard()

    def discard(self) -> None:
        """Nothing of the work stays behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def free_name(path: Path) -> Path:
    """The first name beside it that is not taken: `Ledger (2).xlsx`."""
    number = 2
    while (other := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return other


def problem(path: Path, error: OSError) -> StoreProblem:
    """What the operating system said, in words."""
    if error.errno in _FULL:
        return _full(path)
    if path.exists():
        return _refused(
            path, msg("{name} cannot be written: another program has it open, or it is locked.", name=path.name)
        )
    return _no_place(path)


def _full(path: Path) -> DiskFull:
    return DiskFull(
        msg("There is no room left on the disk for {name}.", name=path.name), msg("Make room, or save it elsewhere.")
    )


def _no_place(path: Path) -> WorkbookTarget:
    return WorkbookTarget(
        msg("{name} cannot be written in the folder {folder}.", name=path.name, folder=str(path.parent)),
        msg("Choose another folder, such as your documents, or a shorter name."),
    )


def _refuse_place(path: Path) -> None:
    if path.is_dir():
        raise _refused(path, msg("{name} is a folder.", name=path.name))
    if not path.parent.is_dir():
        raise WorkbookTarget(
            msg("There is no folder {folder}.", folder=str(path.parent)), msg("Choose a folder that exists.")
        )
    if any((path.parent / lock).exists() for lock in (f".~lock.{path.name}#", f"~${path.name}")):
        raise _refused(path, msg("{name} is open in a spreadsheet program.", name=path.name))
    if not path.exists():
        return
    if not path.stat().st_mode & 0o222:
        raise _refused(path, msg("{name} may not be changed: it is marked as read-only.", name=path.name))
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise problem(path, error) from error


def _refused(path: Path, message: Message) -> WorkbookTarget:
    return WorkbookTarget(message, msg("Close it there, or save this one as {name}.", name=free_name(path).name))


def _remove_left_over(path: Path) -> None:
    """What a killed export left: a day old, nobody writes in it any more, and it holds customers' data."""
    for folder in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        if folder.is_dir() and time.time() - folder.stat().st_mtime > _LEFT_OVER_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
