"""A till for each test: its shop is made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.services import party
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore
from tests.imports.till import NOW, Till


@pytest.fixture(scope="session")
def till_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop file with Ana in it."""
    path = tmp_path_factory.mktemp("till") / "shop.partnercrm"
    stores.new(path, NewStore("Shop", Currency("EUR", 2), "en_GB"), Clock.fixed(NOW))
    store = stores.open_shop(path)
    draft = PartyDraft("Ana", (RoleDraft(Role.CUSTOMER),), PartyKind.PERSON)
    party.add(store, stores.context(store, Clock.fixed(NOW)), draft)
    store.close()
    return path


@pytest.fixture
def till(till_made: Path, tmp_path: Path) -> Iterator[Till]:
    made = Till(Path(shutil.copyfile(till_made, tmp_path / "shop.partnercrm")).parent)
    yield made
    made.store.close()
