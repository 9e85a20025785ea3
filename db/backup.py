"""Verified copies of a store, and the way back from one.

A copy is made beside its place, proved page by page, and only then takes its name; so does a store that is restored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import closing, suppress
from importlib import metadata
from pathlib import Path
from typing import Final

from db import copies, driver, failures, files, opening
from db.copies import Copy, Manifest
from db.driver import MODULE, READ_WRITE, Raw
from partnercrm.domain.chain import Anchor
from partnercrm.domain.errors import StoreDamaged, StoreLocked, StoreProblem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

_BUSY_MS: Final = 500


def make_copy(store: Path, target: Path, *, passphrase: str = "", now: dt.datetime | None = None) -> Copy:
    """Copies the store at `store`, open or not, to the new file `target`, proves the copy and writes its manifest.

    Raises StoreExists, StoreDamaged when the copy does not prove itself, DiskFull, and whatever opening raises.
    """
    found = opening.inspect(store, passphrase)
    part = _new(target)
    try:
        _copy_pages(store, part, found.key, READ_WRITE if found.writable else driver.resting_mode(store))
        seen = _prove(part, found.key)
        manifest = Manifest(
            entries=seen.entries,
            chain_head=seen.chain_head,
            sha256=file_hash(part),
            schema=found.schema,
            program=_program(),
            made_at=now or dt.datetime.now(dt.UTC),
            store=seen.store,
        )
        files.put(part, target)
        copies.write_manifest(target, manifest)
    except (MODULE.Error, OSError) as error:
        raise failures.of_copying(error, store, target) or error from error
    finally:
        _forget(part)
    return Copy(target, manifest)


def copy_into(folder: Path, store: Path, *, passphrase: str = "", now: dt.datetime | None = None) -> Copy:
    """As `make_copy`, under a dated name in a folder of copies, which is made if need be."""
    moment = now or dt.datetime.now(dt.UTC)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise failures.of_new_folder(error, folder) from error
    return make_copy(store, copies.new_path(folder, store, moment), passphrase=passphrase, now=moment)


def restore(copy: Path, target: Path, *, passphrase: str = "", now: dt.datetime | None = None) -> Path | None:
    """Puts a copy back as the store `target`, proved first; returns where the store that stood there is kept.

    Close the store before. The copy is only read, so it may lie where nothing can be written.
    Raises StoreDamaged when the copy does not prove itself, StoreLocked while the store is open, DiskFull,
    StoreMissing and so on; `target` is then as it was.
    """
    found = opening.inspect(copy, passphrase)
    told = copies.read_manifest(copy)
    if told is not None and file_hash(copy) != told.sha256:
        raise _bad_copy(copy)
    part = files.part_of(target)
    try:
        files.forget(part)
        _copy_pages(copy, part, found.key, driver.resting_mode(copy))
        seen = _prove(part, found.key)
        if told is not None and (seen.entries, seen.chain_head) != (told.entries, told.chain_head):
            raise _bad_copy(copy)
        _supersede(part, found.key, copies.default_folder(target), seen.store)
        return _take_place(part, target, now or dt.datetime.now(dt.UTC), passphrase)
    except StoreDamaged as error:
        raise _bad_copy(copy) from error
    except (MODULE.Error, OSError) as error:
        raise failures.of_copying(error, copy, target) or error from error
    finally:
        _forget(part)


def verify_copy(copy: Path, *, passphrase: str = "") -> Manifest:
    """Proves a copy as it lies, against its manifest if it has one. Raises StoreDamaged."""
    found = opening.inspect(copy, passphrase)
    told = copies.read_manifest(copy)
    seen = _prove(copy, found.key)
    fresh = Manifest(
        seen.entries,
        seen.chain_head,
        file_hash(copy),
        found.schema,
        told.program if told else "",
        told.made_at if told else dt.datetime.fromtimestamp(copy.stat().st_mtime, dt.UTC),
        seen.store,
        told is not None and told.superseded,
    )
    if told is not None and fresh != told:
        raise _bad_copy(copy)
    return fresh


def holds(store: Path, anchors: Iterable[Anchor], *, passphrase: str = "") -> bool:
    """Whether a store or a copy agrees with all of these. Raises what opening raises."""
    found = opening.inspect(store, passphrase)
    wanted = set(anchors)
    with driver.connected(store, found.key, driver.resting_mode(store)) as raw:
        return _held(raw, wanted) == wanted


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Seen:
    entries: int
    chain_head: str
    store: str


def _new(target: Path) -> Path:
    if not target.parent.is_dir():
        raise failures.no_folder(target.parent)
    if os.path.lexists(target):
        raise failures.exists(target)
    part = files.part_of(target)
    _forget(part)
    return part


def _copy_pages(source: Path, part: Path, key: str, mode: str) -> None:
    """All pages in one go, under the same key and salt. The copy needs no log, so that it can be read anywhere."""
    with driver.connected(source, key, mode) as pages, closing(driver.create(part, key)) as to:
        to.execute("PRAGMA synchronous=OFF")
        pages.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")


def _prove(path: Path, key: str) -> _Seen:
    """Reads every page from the disk again. Raises StoreDamaged."""
    with driver.connected(path, key, driver.resting_mode(path)) as raw:
        if not opening.integrity_check(raw):
            raise failures.damaged(path)
        entries, head = raw.execute(
            "SELECT count(*), (SELECT hex(hash) FROM exchange ORDER BY id DESC LIMIT 1) FROM exchange"
        ).fetchone()
        named = raw.execute("SELECT hex(uuid) FROM store").fetchone()
    return _Seen(entries, (head or "").lower(), named[0].lower() if named else "")


def _supersede(part: Path, key: str, folder: Path, store: str) -> None:
    """Before the part becomes the store: newer copies of it, whose entries it lacks, are kept but prove it no more."""
    found = copies.list_copies(folder, store)
    with driver.connected(part, key, driver.resting_mode(part)) as raw:
        held = _held(raw, [copy.manifest.anchor for copy in found])
    copies.supersede(found, held)


def _held(raw: Raw, anchors: Iterable[Anchor]) -> set[Anchor]:
    """Those that the store agrees with, looked up in one pass."""
    wanted = set(anchors)
    counts = json.dumps(sorted({anchor.entries for anchor in wanted}))
    numbered = "SELECT row_number() OVER (ORDER BY id) AS place, hash FROM exchange"
    sql = f"SELECT place, hash FROM ({numbered}) WHERE place IN (SELECT value FROM json_each(?))"
    return wanted & {Anchor(0, b""), *(Anchor(*row) for row in raw.execute(sql, (counts,)))}


def _take_place(part: Path, target: Path, now: dt.datetime, passphrase: str) -> Path | None:
    """The finished part becomes the store; at every moment there is a whole one under its name."""
    kept = None
    if os.path.lexists(target):
        _settle_log(target, passphrase)
        kept = _dated(target, "replaced", now)
        _second_name(target, kept)
    _set_log_aside(target, kept or _dated(target, "left over", now))
    files.sync(part)
    part.replace(target)
    files.sync_folder(target.parent)
    return kept


def _dated(target: Path, why: str, now: dt.datetime) -> Path:
    return files.free_name(target.with_name(f"{target.stem} {why} {now:%Y-%m-%d %H%M%S}{target.suffix}"))


def _settle_log(store: Path, passphrase: str) -> None:
    """What waits in the log goes into the old file, if it can still be opened. Raises StoreLocked while it is open."""
    try:
        found = opening.inspect(store, passphrase)
        with driver.connected(store, found.key) as raw:
            raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            raw.execute("PRAGMA journal_mode=DELETE")
    except StoreLocked as error:
        raise failures.in_use(store) from error
    except StoreProblem:
        return  # what cannot be opened is kept as it lies, its log beside it
    except MODULE.Error as error:
        if isinstance(failures.problem_of(error, store), StoreLocked):
            raise failures.in_use(store) from error


def _set_log_aside(target: Path, kept: Path) -> None:
    """A log that stayed would be written into the restored file."""
    log = driver.log_of(target)
    if log.exists():
        log.rename(driver.log_of(kept))
    files.forget_companions(target)


def _second_name(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except OSError:
        path.rename(name)


def _forget(part: Path) -> None:
    with suppress(OSError):
        files.forget(part)


def _program() -> str:
    return metadata.version("partnercrm")


def _bad_copy(copy: Path) -> StoreDamaged:
    return StoreDamaged(
        msg("The copy {path} is damaged. Your shop file was not changed.", path=str(copy)),
        msg("Choose another copy: an older one, or one from another disk."),
    )
