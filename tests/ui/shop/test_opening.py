"""Opening a shop file: what stands in the way is said in words, nothing is changed, and there is a way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore
from ui import app, words
from ui.common.overlay import Layer, top_layer
from ui.common.toast import Toast
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.shop.welcome import WelcomePage

Settle = Callable[[MainWindow], None]
Asked = Callable[[MainWindow], Layer]
Press = Callable[[QWidget, str], None]
Make = Callable[[Path | None], MainWindow]


def _missing(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (title)")
    other.commit()
    other.close()


def _noise(path: Path) -> None:
    path.write_bytes(b"a shopping list: flour, milk, eggs" * 40)


def _newer(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4] = 9
    path.write_bytes(content)


def _damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "says", "way_out"),
    [
        (_missing, "no shop file", "Go back to a copy"),
        (_empty, "empty", "Go back to a copy"),
        (_foreign, "another program", "Close"),
        (_noise, "not a shop file", "Close"),
        (_newer, "newer", "Close"),
        (_damaged, "damaged", "Go back to a copy"),
    ],
)
def test_a_file_that_cannot_be_opened_is_named_in_words(
    make_window: Make,
    shop_path: Path,
    asked: Asked,
    spoil: Callable[[Path], None],
    says: str,
    way_out: str,
) -> None:
    spoil(shop_path)
    before = shop_path.read_bytes() if shop_path.exists() else None
    window = make_window(shop_path)
    said = asked(window)
    assert said.accessibleName() == "The shop file cannot be opened"
    assert says in said.accessibleDescription()
    assert way_out in _buttons(said)
    assert isinstance(window.pages.currentWidget(), WelcomePage)
    assert (shop_path.read_bytes() if shop_path.exists() else None) == before


def test_a_shop_that_is_open_elsewhere_may_be_looked_at(
    make_window: Make, shop_path: Path, asked: Asked, press: Press, settle: Settle, qtbot: QtBot
) -> None:
    lock = stores.hold(shop_path)
    words.set_locale(None)
    try:
        window = make_window(shop_path)
        said = asked(window)
        assert said.accessibleName() == "The shop is open elsewhere"
        assert "open on" in said.accessibleDescription()
        assert "+00:00" not in said.accessibleDescription(), "a moment is written as people write it"
        settle(window)
        at = QApplication.focusWidget()
        assert at is not None and said.isAncestorOf(at), "Enter answers what is asked"
        press(said, "Look only")
        qtbot.waitUntil(lambda: window.opened is not None)
        settle(window)
        assert window.session.read_only
        assert "only looking" in window.banner.accessibleName()
        assert "nothing here can be changed" in window.status.saved.text()
        assert not window.actions_["log"].isEnabled()
        assert not window.top_bar.log.isEnabled()
        assert window.actions_["workbook"].isEnabled()
        window.run("new_party", name="Somebody")
        assert top_layer(window) is None
        assert "only looking" in _toast(window)
    finally:
        lock.release()


def test_a_shop_that_came_free_can_be_opened_for_work(
    make_window: Make, shop_path: Path, asked: Asked, press: Press, settle: Settle, qtbot: QtBot
) -> None:
    lock = stores.hold(shop_path)
    window = make_window(shop_path)
    press(asked(window), "Look only")
    qtbot.waitUntil(lambda: window.opened is not None)
    settle(window)
    lock.release()
    press(window.banner, "Try to open it for work")
    qtbot.waitUntil(lambda: window.opened is not None and not window.session.read_only)
    settle(window)
    assert not window.banner.isVisible()
    assert window.actions_["log"].isEnabled()


def test_the_same_shop_twice_is_only_said(shop_window: MainWindow, shop_path: Path) -> None:
    before = shop_window.session
    shop_window.open_shop(shop_path)
    assert shop_window.session is before
    assert _toast(shop_window) == "The Local Brew is open already."


def test_another_shop_takes_the_place_of_the_first(
    shop_window: MainWindow, shop_file: Path, tmp_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    first, second = shop_window.session, tmp_path / "second.partnercrm"
    second.write_bytes(shop_file.read_bytes())
    shop_window.open_shop(second)
    qtbot.waitUntil(lambda: shop_window.opened is not first)
    settle(shop_window)
    assert shop_window.session.path == second
    assert shop_window.left == []
    stores.hold(first.path).release()  # the first one is closed and free
    assert shop_window.settings.texts(Key.RECENT_STORES) == [str(second), str(first.path)]


def test_a_file_that_is_not_one_leaves_the_open_shop_alone(
    shop_window: MainWindow, tmp_path: Path, asked: Asked, press: Press
) -> None:
    before = shop_window.session
    (tmp_path / "list.txt").write_text("flour")
    shop_window.open_shop(tmp_path / "list.txt")
    press(asked(shop_window), "Close")
    assert shop_window.session is before
    assert shop_window.pages.currentWidget() is shop_window.workspace


def test_a_day_that_cannot_be_read_is_said(
    make_window: Make, shop_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERCRM_TODAY", "tomorrow")
    assert "PARTNERCRM_TODAY is tomorrow" in asked(make_window(shop_path)).accessibleDescription()


def test_a_shop_in_a_synchronised_folder_can_be_brought_here(
    make_window: Make,
    shop_file: Path,
    tmp_path: Path,
    asked: Asked,
    press: Press,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    there = tmp_path / "Dropbox" / "shop.partnercrm"
    there.parent.mkdir()
    there.write_bytes(shop_file.read_bytes())
    window = make_window(there)
    said = asked(window)
    assert "Dropbox" in said.accessibleDescription()
    press(said, "Copy it to this computer")
    qtbot.waitUntil(lambda: window.opened is not None, timeout=10_000)
    assert window.session.path == tmp_path / "data" / "PartnerCRM" / "shop.partnercrm"
    assert there.read_bytes() == shop_file.read_bytes()


def test_the_window_comes_back_where_it_was(
    make_window: Make, shop_path: Path, window_settings: Settings, settle: Settle, qtbot: QtBot
) -> None:
    window_settings.put(Key.TAB, "today")
    first = make_window(shop_path)
    qtbot.waitUntil(lambda: first.opened is not None)
    settle(first)
    first.resize(760, 620)
    first.go("directory")
    settle(first)
    first.close()
    app.close(first)
    second = make_window(None)
    assert second.size().toTuple() == (760, 620)
    qtbot.waitUntil(lambda: second.opened is not None)
    settle(second)
    assert second.session.path == shop_path
    assert second.workspace.current_key() == "directory"


def test_a_window_that_ends_while_it_opens_gives_the_shop_back(
    make_window: Make, shop_path: Path, settle: Settle
) -> None:
    window = make_window(None)
    settle(window)
    window.open_shop(shop_path)
    app.close(window)
    assert window.opened is None
    assert not shop_path.with_name(shop_path.name + ".lock").exists()


def test_each_shop_has_its_own_size_of_window(
    shop_window: MainWindow, shop_path: Path, tmp_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    other = tmp_path / "other.partnercrm"
    stores.new(other, NewStore("Other", Currency("EUR", 2), "en_GB"), Clock.system())
    for path, size in ((other, (700, 600)), (shop_path, (760, 620))):
        shop_window.resize(*size)
        qtbot.wait(500)  # until it is remembered
        before = shop_window.opened
        shop_window.open_shop(path)
        qtbot.waitUntil(lambda before=before: shop_window.opened not in (None, before), timeout=10_000)  # type: ignore[misc]  # bound by default
        settle(shop_window)
    assert shop_window.size().toTuple() == (700, 600)


def _buttons(layer: Layer) -> list[str]:
    return [each.text() for each in layer.findChildren(QPushButton)]


def _toast(window: MainWindow) -> str:
    return window.findChildren(Toast)[-1].accessibleName()
