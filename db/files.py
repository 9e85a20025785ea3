"""A finished file is put in its place whole and durable, or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_COMPANIONS = ("-wal", "-shm", "-journal")


def part_of(target: Path) -> Path:
    """The name under which a file is made before it takes its own."""
    return target.with_name(target.name + ".part")


def free_name(path: Path) -> Path:
    """`path`, or the same with a number behind it while something has that name."""
    found, number = path, 1
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.stem} {number}{path.suffix}")
    return found


def forget(path: Path) -> None:
    """Removes a file that was being made, with what its connection may have left beside it."""
    path.unlink(missing_ok=True)
    forget_companions(path)


def forget_companions(path: Path) -> None:
    """Removes what a connection keeps beside a file."""
    for ending in _COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """The file's bytes are on the disk when this returns."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(part: Path, target: Path) -> None:
    """Gives `part` the name `target`, durably. Raises FileExistsError when something has that name already."""
    sync(part)
    if sys.platform == "win32":
        part.rename(target)
    else:
        _put_by_link(part, target)
    sync_folder(target.parent)


def _put_by_link(part: Path, target: Path) -> None:
    """A link, unlike a rename, never takes another file's place; some sticks know no links."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)
    else:
        part.unlink()


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns, where the system can promise it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
