"""Where a shop file goes when somebody starts one: a safe name, a folder of this computer, room on its disk."""

from __future__ import annotations

import os
import unicodedata
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path, user_documents_path

from db import files, place
from partnercrm.domain.errors import StorePlace, StoreReadOnly
from partnercrm.domain.words import Message, msg

ENDING = ".partnercrm"
_FORBIDDEN = frozenset('<>:"/\\|?*')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
_LONGEST = 120
"""Bytes of a file's name before its ending: copies put a date behind it, and every system takes 255."""


def file_name(name: str) -> str:
    """A file name that every system takes for a shop of this name: `Ann's Café` -> `Ann's Café.partnercrm`."""
    kept = "".join(" " if sign in _FORBIDDEN or unicodedata.category(sign)[0] == "C" else sign for sign in name)
    stem = " ".join(kept.split()).strip(" .")
    while len(stem.encode()) > _LONGEST:
        stem = stem[:-1].rstrip(" .")
    if stem.split(".")[0].casefold() in _RESERVED:
        stem = f"Shop {stem}"
    return (stem or "My shop") + ENDING


def folder() -> Path:
    """Where a new shop file goes: the owner's documents, or where those are copied to other computers or cannot be
    written, the program's own folder."""
    documents = user_documents_path()
    if documents.is_dir() and os.access(documents, os.W_OK):
        with suppress(StorePlace):
            place.check(documents / ENDING)
            return documents
    return user_data_path("PartnerCRM", appauthor=False)


def free(path: Path) -> Path:
    """The path itself, or the same with a number behind its name while something has that name."""
    return files.free_name(path)


def on_this_computer(path: Path) -> Path:
    """A free place in the program's own folder for a shop file that lies where none should."""
    return files.free_name(place.local_place(path.name))


def make_folder(path: Path) -> None:
    """Makes the folder that a new shop file will lie in. Raises StoreReadOnly."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreReadOnly(
            msg("The folder {path} cannot be made.", path=str(path.parent)), msg("Choose another place.")
        ) from error


def little_room(path: Path) -> Message | None:
    """A warning when the disk of a shop file is nearly full; None while there is room."""
    return place.little_room(path)
