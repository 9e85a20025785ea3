"""Where a store may lie. Not on a network share and not in a synchronised folder: both have emptied such files.

To know another synchronising program, add the name of its folder or of the file that it leaves there.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from partnercrm.domain.errors import StorePlace
from partnercrm.domain.words import Message, msg

LITTLE_ROOM: Final = 500 * 1000 * 1000
"""Bytes. With less free room somebody is told."""

_FOLDERS: Final = {
    "onedrive": "OneDrive",
    "skydrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "iclouddrive": "iCloud Drive",
    "icloud drive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "com~apple~clouddocs": "iCloud Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pclouddrive": "pCloud",
    "box sync": "Box",
    "mega": "MEGA",
    "megasync": "MEGA",
    "seafile": "Seafile",
    "yandex.disk": "Yandex Disk",
}
_MARKS: Final = {
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".dropbox.cache": "Dropbox",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".megaignore": "MEGA",
}
_VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "davfs", "ceph", "glusterfs", "lustre"}
    | {"vboxsf", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs2", "fuse.vmhgfs-fuse", "fuse.smbnetfs"}
    | {"fuse.glusterfs", "fuse.onedriver", "fuse.google-drive-ocamlfuse", "fuse.s3fs"}
)
_MOUNTS: Final = Path("/proc/mounts")
_REMOTE_DRIVE: Final = 4


def check(path: Path, mounts: str | None = None, environ: Mapping[str, str] | None = None) -> None:
    """Raises StorePlace when a store at `path` would lie on a network share or in a synchronised folder.

    `mounts` (the text of /proc/mounts) and `environ` are the machine's own where they are not given.
    """
    given = os.fspath(path)
    place = Path(os.path.abspath(path)).resolve()
    if given.startswith(("\\\\", "//")) or str(place).startswith("\\\\") or _remote_drive(place):
        raise _network(path)
    if _mount_type(place, _read_mounts() if mounts is None else mounts) in _NETWORK:
        raise _network(path)
    program = synchronised_by(place, os.environ if environ is None else environ)
    if program:
        raise _synchronised(path, program)


def synchronised_by(place: Path, environ: Mapping[str, str]) -> str:
    """The program that copies this place to other computers; empty when none is known."""
    for variable in _VARIABLES:
        if environ.get(variable) and place.is_relative_to(environ[variable]):
            return "OneDrive"
    for folder in place.parents:
        found = _by_name(folder) or _by_mark(folder)
        if found:
            return found
    return ""


def local_place(name: str) -> Path:
    """Where a store of this file name may lie: a folder of the user's own on this computer."""
    from platformdirs import user_data_path

    return user_data_path("PartnerCRM", appauthor=False) / name


def free_room(path: Path) -> int:
    """Bytes that can still be written where `path` lies or will lie."""
    return shutil.disk_usage(path if path.is_dir() else path.parent).free


def little_room(path: Path, free: int | None = None) -> Message | None:
    """A warning when less than 500 MB are free (`free` bytes, else as measured); None when there is room."""
    left = free_room(path) if free is None else free
    if left >= LITTLE_ROOM:
        return None
    return msg("Only {megabytes} MB are free on the disk of your shop file.", megabytes=left // 1_000_000)


def _by_name(folder: Path) -> str:
    name = folder.name.casefold()
    if folder.parent.name == "CloudStorage":  # where macOS keeps them all
        return _FOLDERS.get(name.partition("-")[0], folder.name)
    plain = re.split(r" - | \(|-", name, maxsplit=1)[0]
    return _FOLDERS.get(name) or _FOLDERS.get(plain, "")


def _by_mark(folder: Path) -> str:
    return next((program for mark, program in _MARKS.items() if (folder / mark).exists()), "")


def _read_mounts() -> str:
    return _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""


def _mount_type(place: Path, mounts: str) -> str:
    """The type of the file system that holds `place`: that of the longest mount point above it."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), words[1])
        if place.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), words[2]
    return kind


def _remote_drive(place: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(place.anchor)) == _REMOTE_DRIVE


def _network(path: Path) -> StorePlace:
    return StorePlace(
        msg("{path} is on a network share, where a shop file can be spoiled or lost.", path=str(path)), _advice(path)
    )


def _synchronised(path: Path, program: str) -> StorePlace:
    return StorePlace(
        msg(
            "{path} is in a folder that {program} copies to other computers. An older file can take its place.",
            path=str(path),
            program=program,
        ),
        _advice(path),
    )


def _advice(path: Path) -> Message:
    return msg("Keep it on this computer, for example as {place}.", place=str(local_place(path.name)))
