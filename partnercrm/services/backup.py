"""Verified copies of the shop file: the daily one, one on request, one before an import, and the way back."""

from __future__ import annotations

from pathlib import Path

from db import backup, copies
from db.copies import Copy
from db.engine import Store
from db.queries import store as q
from partnercrm.domain.chain import Anchor
from partnercrm.services.context import Context

__all__ = ["Copy"]


def latest(store: Store) -> Copy | None:
    """The last verified copy of this store in its own folder of copies."""
    return next(iter(copies.list_copies(copies.default_folder(store.path), _identity(store))), None)


def anchors(store: Store) -> list[Anchor]:
    """What the copies in that folder prove of the store: so many entries, ending so."""
    return copies.anchors(copies.default_folder(store.path), _identity(store))


def copies_of(path: Path) -> list[Copy]:
    """The verified copies in the folder beside a shop file, the newest first; the file itself need not be there."""
    return copies.list_copies(copies.default_folder(path))


def copy_now(store: Store, ctx: Context, target: Path | None = None) -> Copy:
    """Makes a verified copy at `target`, or in the store's own folder of copies, which is thinned then.

    Nothing is thinned while the older ones prove that something was changed or taken away since.
    """
    if target is not None:
        return backup.make_copy(store.path, target, now=ctx.now)
    folder = copies.default_folder(store.path)
    made = backup.copy_into(folder, store.path, now=ctx.now)
    if backup.holds(made.path, copies.anchors(folder, made.manifest.store)):
        copies.thin(folder, made.manifest.store)
    return made


def daily_copy(store: Store, ctx: Context) -> Copy | None:
    """Makes today's copy unless it is there already; answers the latest one. A store opened for looking gets none."""
    last = latest(store)
    if store.read_only or (last is not None and last.manifest.made_at.date() >= ctx.now.date()):
        return last
    return copy_now(store, ctx)


def look(copy: Path) -> Copy:
    """What is in a copy, proved page by page. Raises StoreDamaged or another StoreProblem."""
    return Copy(copy, backup.verify_copy(copy))


def restore(copy: Path, target: Path) -> Path | None:
    """Puts a copy back as the shop file `target`; answers where the file that stood there is kept.

    There is no context: the shop that it would be of is closed while this runs.
    """
    return backup.restore(copy, target)


def _identity(store: Store) -> str:
    with store.read() as connection:
        return q.identity(connection)
