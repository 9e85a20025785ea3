"""The example as a person looks around in it: whole or not there, one a day, taken away with all that it left."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Cancelled, Refused
from partnercrm.domain.money import Currency
from partnercrm.services import backup, example
from partnercrm.services import store as stores

CLOCK = Clock.fixed(dt.date(2026, 11, 21))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "PartnerCRM" / "Examples"


def test_it_is_made_once_a_day_and_goes_with_its_copies(own_folder: Path) -> None:
    told: list[tuple[int, int]] = []
    own_folder.mkdir(parents=True)
    (own_folder / "The Local Brew 2026-11-21 (being made).partnercrm").write_text("what a killed making left")
    path = example.make(CLOCK, lambda done, of: told.append((done, of)))
    assert path == own_folder / "The Local Brew 2026-11-21.partnercrm"
    assert told[-1][0] == told[-1][1] and len(told) > 1
    made = path.stat().st_ino
    assert example.make(CLOCK).stat().st_ino == made
    assert [each.name for each in own_folder.iterdir()] == [path.name]
    store = stores.open_shop(path)
    assert stores.facts(store).example
    backup.copy_now(store, stores.context(store, CLOCK))
    store.close()
    example.remove(path)
    assert list(own_folder.iterdir()) == []


def test_half_an_example_never_takes_its_name(own_folder: Path) -> None:
    def call_off(_done: int, _of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        example.make(CLOCK, call_off)
    assert list(own_folder.iterdir()) == []


def test_somebodys_shop_is_never_removed(tmp_path: Path) -> None:
    path = tmp_path / "mine.partnercrm"
    stores.new(path, stores.NewStore("Mine", Currency("EUR", 2), "en_GB"), CLOCK)
    with pytest.raises(Refused, match="no example"):
        example.remove(path)
    assert path.exists()
