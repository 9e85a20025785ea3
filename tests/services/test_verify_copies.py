"""Verify holds a shop against its copies: an end that was cut is found even where the file itself is in order."""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from db.engine import open_store
from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger import Kind
from partnercrm.services import backup
from partnercrm.services import store as stores
from partnercrm.services.backup import Copy
from tests.services.tampering import CUT, NOV, OTHER, Tamperer, cut_by_a_knower, look, said_of

if TYPE_CHECKING:
    from tests.services.worked_examples import Book


def copy_of(path: Path, hour: int = 9) -> Copy:
    """A verified copy, made as the window makes it, so many hours after 25 November began."""
    now = dt.datetime(2026, 11, 25, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
    store = open_store(path)
    made = backup.copy_now(store, stores.context(store, Clock.fixed(now)))
    store.close()
    return made


def test_the_daily_copy_remembers_what_was_there(copied: Path) -> None:
    copy_of(copied)
    assert said_of(copied) == set()
    cut_by_a_knower(copied)
    assert said_of(copied) == {CUT}


def test_a_later_copy_of_what_was_cut_does_not_hide_it(copied: Path, book: Book) -> None:
    before = copy_of(copied)
    cut_by_a_knower(copied)
    copy_of(copied, 10)
    assert said_of(copied) == {CUT}
    store = open_store(copied)
    again = type(book)(store)
    while look(copied).entries < before.manifest.entries:
        again.post(again.party("Somebody new"), NOV, again.gave(Kind.EXPOSURE, 5_00))
    store.close()
    copy_of(copied, 11)
    assert said_of(copied) == {OTHER}


def test_after_going_back_the_newer_copies_prove_nothing_until_one_goes_forward_again(copied: Path, book: Book) -> None:
    older = copy_of(copied)
    store = open_store(copied)
    again = type(book)(store)
    again.post(again.party("Somebody new"), NOV, again.gave(Kind.EXPOSURE, 5_00))
    store.close()
    newer = copy_of(copied, 33)
    backup.restore(older.path, copied)
    assert said_of(copied) == set()
    cut_by_a_knower(copied)
    assert said_of(copied) == {CUT}
    backup.restore(newer.path, copied)
    assert said_of(copied) == set()
    cut_by_a_knower(copied)
    assert CUT in said_of(copied)


def test_another_shop_under_the_same_name_is_not_held_against_its_copies(copied: Path, empty_store: Path) -> None:
    old = copy_of(copied)
    shutil.copyfile(empty_store, copied)
    with closing(Tamperer(copied, 1)) as tamperer:
        tamperer.raw.execute("UPDATE store SET uuid = randomblob(16)")
    assert CUT not in said_of(copied)
    store = open_store(copied)
    assert backup.latest(store) is None
    made = backup.daily_copy(store, stores.context(store, Clock.fixed(old.manifest.made_at)))
    assert made is not None
    assert made.manifest.store != old.manifest.store
    assert backup.latest(store) == made
    store.close()
