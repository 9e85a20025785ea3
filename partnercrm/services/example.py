"""The example shop as a person looks around in it: made once a day in the program's own folder, taken away whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_data_path

from db import files
from db.lock import lock_file
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Refused
from partnercrm.domain.words import msg
from partnercrm.services import place
from partnercrm.services import store as stores


def path_on(clock: Clock) -> Path:
    """Where the example of that day lies or will lie."""
    name = f"The Local Brew {clock.today()}{place.ENDING}"
    return user_data_path("PartnerCRM", appauthor=False) / "Examples" / name


def make(clock: Clock, progress: Callable[[int, int], None] | None = None) -> Path:
    """The example of the day: the one that is there, else a new one. `progress(done, of)` may raise to call it off.

    Half an example never takes its name. Raises StoreProblem.
    """
    from partnercrm.services import demo

    path = path_on(clock)
    if path.exists():
        return path
    place.make_folder(path)
    part = path.with_name(f"{path.stem} (being made){path.suffix}")
    files.forget(part)
    try:
        demo.build(part, clock, progress)
        files.put(part, path)
    finally:
        files.forget(part)
    return path


def remove(path: Path) -> None:
    """Deletes an example with its copies, once it is closed. Raises Refused for a shop that is no example."""
    store = stores.open_shop(path, read_only=True)
    try:
        example = stores.facts(store).example
    finally:
        store.close()
    if not example:
        raise Refused(msg("This is no example but a shop of somebody. It stays."))
    files.forget(path)
    lock_file(path).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(f"{path.stem} copies"), ignore_errors=True)
