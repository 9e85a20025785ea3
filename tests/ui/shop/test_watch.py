"""What goes on beside the work: others' changes are seen, a lost file is told once, copies are made by themselves.

PARTNERCRM_ROUNDS=10 copies the file alone ten times as often.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import place as disks
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft
from partnercrm.services import backup, party, place, verify
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore
from ui import messages
from ui.common.overlay import Layer, open_layers
from ui.main_window import MainWindow
from ui.settings import Key
from ui.shop import watch as watch_module

Settle = Callable[[MainWindow], None]
Asked = Callable[[MainWindow], Layer]
Press = Callable[[QWidget, str], None]
Make = Callable[[Path | None], MainWindow]
ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
WAIT_MS = 10_000


def test_all_is_said_to_be_saved_and_where(shop_window: MainWindow, shop_path: Path, settle: Settle) -> None:
    assert shop_window.status.saved.text() == "All changes saved on this computer"
    assert shop_window.status.saved.toolTip() == str(shop_path)
    _add(shop_window, "Maple Lane Florist")
    settle(shop_window)
    assert shop_window.status.saved.text() == "All changes saved on this computer, 12:00"


def test_what_tidies_is_brought_in_on_the_worker(
    shop_window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    class Service:
        def __getattr__(self, _name: str) -> object:
            threads.append(threading.current_thread().name)
            return lambda *_args: None

    for name in ("archive", "agreement_document", "agreement_reminder"):
        monkeypatch.setattr(watch_module, name, Service())
    assert shop_window.watch is not None
    shop_window.watch.tidy()
    settle(shop_window)
    assert threads == ["PartnerCRM writer"] * 3


def test_a_copy_is_made_by_itself_once_a_day(shop_window: MainWindow, shop_path: Path, settle: Settle) -> None:
    watch = shop_window.watch
    assert watch is not None
    watch.make_daily_copy()
    watch.make_daily_copy()
    settle(shop_window)
    copies = backup.copies_of(shop_path)
    assert len(copies) == 1
    assert shop_window.status.copy.text() == "Last copy today, 12:00"
    assert shop_window.status.copy.toolTip() == str(copies[0].path)


@pytest.fixture
def soon_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "IDLE_MS", 100)


@pytest.mark.usefixtures("soon_idle")
def test_once_idle_the_file_alone_holds_everything(
    shop_window: MainWindow, shop_path: Path, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    for number in range(2 * ROUNDS):
        _add(shop_window, f"Maple Lane {number}")
        settle(shop_window)
        qtbot.waitUntil(lambda: _folded_in(shop_path), timeout=WAIT_MS)
        alone = Path(shutil.copyfile(shop_path, tmp_path / f"alone {number}.partnercrm"))
        store = stores.open_shop(alone)
        assert party.find(store, f"Maple Lane {number}")
        assert verify.verify(store).intact
        store.close()


@pytest.mark.usefixtures("soon_idle")
def test_what_somebody_reads_at_that_moment_is_folded_in_later(
    shop_window: MainWindow, shop_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    with shop_window.session.store.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM party").all()
        _add(shop_window, "Maple Lane")
        settle(shop_window)
        qtbot.wait(400)
        assert not _folded_in(shop_path)
    qtbot.waitUntil(lambda: _folded_in(shop_path), timeout=WAIT_MS)


@pytest.mark.usefixtures("soon_idle")
def test_what_is_no_deed_is_folded_in_too(
    shop_window: MainWindow, shop_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    watch = shop_window.watch
    assert watch is not None
    qtbot.waitUntil(lambda: not watch._idle.isActive())
    settle(shop_window)
    stores.remember(shop_window.session.store, "closed", ["first steps"])
    assert not _folded_in(shop_path)
    watch.look_around()
    qtbot.waitUntil(lambda: _folded_in(shop_path))


def test_a_copy_that_cannot_be_made_is_said_in_red(shop_window: MainWindow, shop_path: Path, settle: Settle) -> None:
    (shop_path.parent / f"{shop_path.stem} copies").write_text("in the way")
    assert shop_window.watch is not None
    shop_window.watch.make_daily_copy()
    settle(shop_window)
    assert shop_window.status.copy.text() == "No copy made today"
    assert shop_window.status.copy.property("tone") == "danger"


def test_a_disk_that_is_nearly_full_is_said(
    shop_window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "LITTLE_ROOM", 10**18)
    assert shop_window.watch is not None
    shop_window.watch.make_daily_copy()
    settle(shop_window)
    assert "MB are free" in shop_window.status.room.text()
    assert place.little_room(shop_window.session.path) is not None


def test_what_another_program_writes_is_seen(shop_window: MainWindow, shop_path: Path, settle: Settle) -> None:
    assert shop_window.watch is not None
    shop_window.watch.look_around()
    settle(shop_window)
    other = stores.open_shop(shop_path)
    ctx = stores.context(other, Clock.system())
    stores.change(other, ctx, NewStore("The Corner Brew", stores.facts(other).currency, "en_GB"))
    other.close()
    shop_window.watch.look_around()
    settle(shop_window)
    assert shop_window.windowTitle() == "The Corner Brew - PartnerCRM"
    assert shop_window.top_bar.brand.text() == "The Corner Brew"


def test_its_own_writing_is_not_taken_for_anothers(shop_window: MainWindow, settle: Settle) -> None:
    told: list[object] = []
    assert shop_window.watch is not None
    shop_window.watch.look_around()
    settle(shop_window)
    _add(shop_window, "Maple Lane Florist")
    settle(shop_window)
    shop_window.tasks.changed.connect(told.append)
    shop_window.watch.look_around()
    settle(shop_window)
    assert told == []


def test_a_file_that_goes_away_is_told_once_and_its_return_too(
    shop_window: MainWindow, shop_path: Path, settle: Settle
) -> None:
    assert shop_window.watch is not None
    away = shop_path.rename(shop_path.with_name("elsewhere"))
    told = []
    for _look in range(3):
        shop_window.watch.look_around()
        settle(shop_window)
        told.append(shop_window.banner.findChildren(QPushButton))
    assert told[0] == told[1] == told[2], "its buttons keep the focus"
    assert shop_window.banner.isVisible() and str(shop_path) in shop_window.banner.accessibleName()
    assert shop_window.status.saved.text() == "Not saved: the shop file cannot be reached"
    assert open_layers(shop_window) == []
    away.rename(shop_path)
    shop_window.watch.look_around()
    settle(shop_window)
    assert not shop_window.banner.isVisible()
    assert shop_window.status.saved.text() == "All changes saved on this computer"


def test_writing_into_a_lost_file_is_refused_and_said_once(
    shop_window: MainWindow, shop_path: Path, settle: Settle
) -> None:
    shop_path.rename(shop_path.with_name("elsewhere"))
    for name in ("Ana Maria", "Ana Sophia"):
        _add(shop_window, name)
    settle(shop_window)
    layers = open_layers(shop_window)
    assert [each.accessibleName() for each in layers] == ["That did not work"]
    assert str(shop_path) in layers[0].accessibleDescription()


def test_another_file_in_its_place_is_opened_anew_on_request(
    shop_window: MainWindow, shop_path: Path, shop_file: Path, settle: Settle, press: Press, qtbot: QtBot
) -> None:
    before = shop_window.session
    shop_path.unlink()
    shop_path.write_bytes(shop_file.read_bytes())
    assert shop_window.watch is not None
    shop_window.watch.look_around()
    settle(shop_window)
    press(shop_window.banner, "Open it again")
    qtbot.waitUntil(lambda: shop_window.opened is not None and shop_window.opened is not before, timeout=10_000)
    settle(shop_window)
    assert not shop_window.banner.isVisible()
    assert shop_window.status.saved.text() == "All changes saved on this computer"


def test_the_same_problem_is_not_piled_up(shop_window: MainWindow) -> None:
    for _time in range(3):
        messages.problem("That did not work", "The disk is full.")
    messages.problem("That did not work", "The stick was pulled out.")
    assert len(open_layers(shop_window)) == 2


def test_the_example_says_that_nothing_is_ones_own(
    make_window: Make, tmp_path: Path, qtbot: QtBot, asked: Asked, press: Press, settle: Settle
) -> None:
    path = tmp_path / "example.partnercrm"
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_GB", example=True), Clock.system())
    window = make_window(path)
    qtbot.waitUntil(lambda: window.opened is not None)
    settle(window)
    assert "Example: nothing here is yours." in [each.text() for each in window.banner.findChildren(QLabel)]
    press(window.banner, "Remove the example")
    press(asked(window), "Remove it")
    qtbot.waitUntil(lambda: not path.exists(), timeout=10_000)
    settle(window)
    assert window.opened is None and window.pages.currentIndex() == 1
    assert list(tmp_path.glob("example*")) == []
    assert window.settings.text(Key.LAST_STORE) == ""


def _folded_in(path: Path) -> bool:
    return path.with_name(f"{path.name}-wal").stat().st_size == 0


def _add(window: MainWindow, name: str) -> None:
    session = window.session
    window.tasks.run_write(
        lambda: party.add(session.store, session.ctx(), PartyDraft(name)),
        lambda added: window.saved(added.changes),
        owner=window,
    )
