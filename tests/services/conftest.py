"""A real store, made once and copied for each test, and the owner's context in it."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from db.engine import open_store
from db.tables import party as tables
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Mode, PartyKind, Role
from partnercrm.domain.text import fold
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


@pytest.fixture
def make_party(store: Store) -> Callable[..., int]:
    """`make_party("The Daily Grind", Role.PARTNER, interval_days=30)` adds a party and answers its row id."""

    def make(name: str, *roles: Role, **values: object) -> int:
        fixed = {"uuid": uuid.uuid4(), "kind": PartyKind.ORGANISATION, "about": "", "language": "", "walk_in": False}
        days = {"mode": Mode.BALANCED, "clock_start": dt.date(2026, 1, 1), "created_at": NOW}
        with store.write() as connection:
            row = {"name": name, "sort_name": fold(name), **fixed, **days, **values}
            party = int(connection.execute(insert(tables.party).values(row)).lastrowid)
            for role in roles:
                connection.execute(insert(tables.party_role).values(party_id=party, role=role))
        return party

    return make
