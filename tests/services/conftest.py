"""A real store, made once and copied for each test, and the owner's context in it."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from db.engine import open_store
from db.queries.rows import driver_of
from db.tables import party as tables
from partnercrm.domain.chain import Anchor
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Mode, PartyKind, Role
from partnercrm.domain.text import fold
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store
from tests.services.loyalty_till import Till
from tests.services.tampering import fill, look
from tests.services.worked_examples import Book, Worked

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
def fresh_store(empty_store: Path, tmp_path: Path) -> Callable[[], AbstractContextManager[Store]]:
    """`with fresh_store() as store:` opens another copy of the empty store, for each example of a property."""

    @contextmanager
    def opened() -> Iterator[Store]:
        path = tmp_path / f"{uuid.uuid4()}.partnercrm"
        shutil.copyfile(empty_store, path)
        store = open_store(path)
        yield store
        store.close()
        path.unlink()

    return opened


@pytest.fixture
def make_party_in() -> Callable[..., int]:
    """`make_party_in(store, "Ana", Role.CUSTOMER, interval_days=30)` adds a party and answers its row id."""

    def make(store: Store, name: str, *roles: Role, **values: object) -> int:
        fixed = {"uuid": uuid.uuid4(), "kind": PartyKind.ORGANISATION, "about": "", "language": "", "walk_in": False}
        days = {"mode": Mode.BALANCED, "clock_start": dt.date(2026, 1, 1), "created_at": NOW}
        with store.write() as connection:
            row = {"name": name, "sort_name": fold(name), **fixed, **days, **values}
            party = int(connection.execute(insert(tables.party).values(row)).lastrowid)
            for role in roles:
                connection.execute(insert(tables.party_role).values(party_id=party, role=role))
        return party

    return make


@pytest.fixture
def make_party(store: Store, make_party_in: Callable[..., int]) -> Callable[..., int]:
    """The same in the test's own store: `make_party("The Daily Grind", Role.PARTNER)`."""
    return partial(make_party_in, store)


@pytest.fixture
def till(store: Store, book: Book) -> Till:
    """The test's own shop with a card program, Ana's card, Ben and the bakery."""
    return Till(store, book)


Everything = Callable[[], dict[str, list[str]]]


@pytest.fixture
def everything(store: Store) -> Everything:
    """All rows of all tables but the trail of operations; it proves on the way that the search index fits its texts."""

    def read() -> dict[str, list[str]]:
        with store.write() as connection:
            raw = driver_of(connection)  # a hundred result objects would cost more than the rows
            raw.execute("INSERT INTO search_trigram (search_trigram) VALUES ('integrity-check')")
            tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
            own = [name for name in tables if not name.startswith(("sqlite_", "search_trigram", "search_interaction"))]
            return {
                name: sorted(map(repr, raw.execute(f'SELECT * FROM "{name}"').fetchall()))
                for name in own
                if name not in ("operation", "audit")
            }

    return read


@pytest.fixture
def german_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store whose phone numbers are written the German way."""
    path = tmp_path / "laden.partnercrm"
    stores.new(path, NewStore("Der Laden", Currency("EUR", 2), "de_DE", owner="Sarah"), Clock.fixed(NOW))
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture
def german_ctx(german_store: Store) -> Context:
    """Its owner's context."""
    return stores.context(german_store, Clock.fixed(NOW))


@pytest.fixture(scope="session")
def full_shop(empty_store: Path, tmp_path_factory: pytest.TempPathFactory, worked: Worked) -> Path:
    """A shop in which everything happened once; see `tampering.fill`."""
    path = tmp_path_factory.mktemp("full") / "shop.partnercrm"
    shutil.copyfile(empty_store, path)
    fill(path, worked)
    return path


@pytest.fixture
def copied(full_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(full_shop, tmp_path / "tampered.partnercrm"))


@pytest.fixture(scope="session")
def anchor(full_shop: Path) -> Anchor:
    """What a copy's manifest says of the shop as it was."""
    report = look(full_shop)
    assert report.head is not None
    return Anchor(report.entries, report.head)
