"""Copies of a store, as they lie in a folder: a file each, and beside it a manifest that says what was proved.

Which ones are kept: the last of each of 12 days, of 10 weeks and of 9 months.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from db import files
from partnercrm.domain.chain import Anchor
from partnercrm.domain.record import dataclass

DAYS: Final = 12
WEEKS: Final = 10
MONTHS: Final = 9
_MANIFEST: Final = ".json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was found in a copy when it was made: number of entries, hash of the last one, SHA-256 of the file (both
    hex), the schema, the program's version, the moment (UTC), and the store's UUID (hex; empty before it has one).

    `superseded` once the shop went back to an older copy: what this one holds beyond it is no longer the shop's.
    """

    entries: int
    chain_head: str
    sha256: str
    schema: int
    program: str
    made_at: dt.datetime
    store: str
    superseded: bool = False

    @property
    def anchor(self) -> Anchor:
        """What the copy proves of the store, as long as the store did not go back to before it."""
        return Anchor(self.entries, bytes.fromhex(self.chain_head))


@dataclass(frozen=True, slots=True)
class Copy:
    """One verified copy."""

    path: Path
    manifest: Manifest


def manifest_file(copy: Path) -> Path:
    """Where the manifest of a copy lies."""
    return copy.with_name(copy.name + _MANIFEST)


def new_path(folder: Path, store: Path, moment: dt.datetime) -> Path:
    """A free name for a copy made at `moment`: `shop 2026-11-21 181502.partnercrm` in `folder`."""
    return files.free_name(folder / f"{store.stem} {moment:%Y-%m-%d %H%M%S}{store.suffix}")


def default_folder(store: Path) -> Path:
    """The folder for copies beside a store."""
    return store.with_name(f"{store.stem} copies")


def list_copies(folder: Path, store: str = "") -> list[Copy]:
    """The verified copies in a folder, newest first; those of the store with UUID `store` (hex) when it is given."""
    found = []
    for file in folder.glob(f"*{_MANIFEST}"):
        path = file.with_suffix("")
        manifest = read_manifest(path)
        if manifest is not None and path.exists() and store in ("", manifest.store):
            found.append(Copy(path, manifest))
    return sorted(found, key=_age, reverse=True)


def anchors(folder: Path, store: str) -> list[Anchor]:
    """What the copies of the store with UUID `store` (hex) prove of it: each was a part of it, unless it went back."""
    return [copy.manifest.anchor for copy in list_copies(folder, store) if not copy.manifest.superseded]


def supersede(found: Iterable[Copy], held: Container[Anchor]) -> None:
    """Notes at the copies of a store which of them it no longer holds, now that it goes back to one of them."""
    for copy in found:
        fresh = replace(copy.manifest, superseded=copy.manifest.anchor not in held)
        if fresh != copy.manifest:
            write_manifest(copy.path, fresh)


def read_manifest(copy: Path) -> Manifest | None:
    """What the manifest beside a copy says; None when there is none that can be read."""
    try:
        told: dict[str, Any] = json.loads(manifest_file(copy).read_text(encoding="utf-8"))
        told["made_at"] = dt.datetime.fromisoformat(told["made_at"])
        int(told["entries"]), bytes.fromhex(told["chain_head"])
        return Manifest(**told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_manifest(copy: Path, manifest: Manifest) -> None:
    """Puts the manifest beside a copy, whole or not at all."""
    target = manifest_file(copy)
    part = files.part_of(target)
    told = asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    part.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    files.sync(part)
    part.replace(target)
    files.sync_folder(target.parent)


def to_thin(copies: Iterable[Copy]) -> list[Copy]:
    """The copies of one store that may go. None of them, as long as the newest holds fewer entries than another."""
    newest_first = sorted(copies, key=_age, reverse=True)
    if not newest_first or newest_first[0].manifest.entries < max(copy.manifest.entries for copy in newest_first):
        return []
    kept = {
        copy.path
        for rung, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS))
        for copy in _last_of_each(newest_first, rung, count)
    }
    return [copy for copy in newest_first if copy.path not in kept]


def thin(folder: Path, store: str) -> list[Copy]:
    """Deletes what the ladder does not keep of the copies of one store (UUID, hex), and returns it."""
    gone = to_thin(list_copies(folder, store))
    for copy in gone:
        copy.path.unlink(missing_ok=True)
        manifest_file(copy.path).unlink(missing_ok=True)
    return gone


def _last_of_each(newest_first: Sequence[Copy], rung: Callable[[Copy], Hashable], count: int) -> list[Copy]:
    last: dict[Hashable, Copy] = {}
    for copy in newest_first:
        last.setdefault(rung(copy), copy)
    return list(last.values())[:count]


def _age(copy: Copy) -> tuple[dt.datetime, str]:
    return copy.manifest.made_at, copy.path.name


def _day(copy: Copy) -> Hashable:
    return copy.manifest.made_at.date()


def _week(copy: Copy) -> Hashable:
    return copy.manifest.made_at.isocalendar()[:2]


def _month(copy: Copy) -> Hashable:
    return copy.manifest.made_at.year, copy.manifest.made_at.month
