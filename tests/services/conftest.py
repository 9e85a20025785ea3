"""A real store, made once and copied for each test, and the owner's context in it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import open_store
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop file without any party, in euro, English words."""
    path = tmp_path_factory.mktemp("store") / "empty.partnercrm"
    wanted = NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah")
    stores.new(path, wanted, Clock.fixed(NOW))
    return path


@pytest.fixture
def store(empty_store: Path, tmp_path: Path) -> Iterator[Store]:
    """An open copy of the empty store."""
    path = tmp_path / "shop.partnercrm"
    shutil.copyfile(empty_store, path)
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture
def ctx(store: Store) -> Context:
    """The owner on 21 November 2026."""
    return stores.context(store, Clock.fixed(NOW))
