"""The first page: look around, start a shop by its name alone, open one of before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.dates import Clock
from partnercrm.services import example, place
from partnercrm.services import store as stores
from ui.common.overlay import Layer, open_layers, top_layer
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.shop.example import MakingSheet
from ui.shop.start_form import StartForm
from ui.shop.welcome import WelcomePage

Settle = Callable[[MainWindow], None]
Asked = Callable[[MainWindow], Layer]
Press = Callable[[QWidget, str], None]
Make = Callable[[Path | None], MainWindow]
OPENS_MS = 30_000


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The owner's documents and the program's folder, of the test's own."""
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "Documents"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "Documents").mkdir()
    return tmp_path / "Documents"


@pytest.fixture
def start_form(make_window: Make, settle: Settle) -> StartForm:
    """The form over the first page, what it guessed filled in."""
    window = make_window(None)
    window.run("new_shop")
    settle(window)
    found = top_layer(window)
    assert isinstance(found, StartForm)
    return found


def test_the_first_page_is_ready_for_enter(make_window: Make, qtbot: QtBot, unnamed: Callable[..., list[str]]) -> None:
    window = make_window(None)
    page = window.pages.currentWidget()
    assert isinstance(page, WelcomePage)
    qtbot.waitUntil(page.start.hasFocus)
    assert unnamed(page) == []
    assert not window.status.isVisible() and not window.top_bar.log.isVisible()
    assert window.actions_["open_store"].isEnabled() and not window.actions_["log"].isEnabled()
    QTest.keyClick(page.start, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(top_layer(window), StartForm))


def test_a_shop_is_started_by_its_name_alone(
    start_form: StartForm, folders: Path, settle: Settle, qtbot: QtBot
) -> None:
    window = start_form._window
    assert start_form.name.edit.hasFocus()
    assert start_form.guessed.words.text() == "Amounts in GBP, dates like 21/11/2026, the year starts in January."
    start_form.name.edit.setText("Ann's / Café?")  # Qt's simulated keys know no accents
    assert start_form.placed.words.text() == f"Kept as Ann's Café.partnercrm in {folders}"
    QTest.keyClick(start_form.name.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=OPENS_MS)
    settle(window)
    facts = window.session.facts
    assert (facts.name, facts.currency.code, facts.locale, facts.fiscal_year_start, facts.example) == (
        "Ann's / Café?",
        "GBP",
        "en_GB",
        1,
        False,
    )
    assert window.session.path == folders / "Ann's Café.partnercrm"
    assert window.workspace.current_key() == "today"
    assert window.pages.currentWidget() is window.workspace
    assert open_layers(window) == []


def test_what_was_guessed_can_be_changed(start_form: StartForm, folders: Path, settle: Settle, qtbot: QtBot) -> None:
    window = start_form._window
    start_form.name.edit.setText("Rösterei")
    start_form.guessed.verb.click()
    start_form.language.set_value("de_DE")
    start_form.currency.set_value("CHF")
    start_form.year_start.set_value(7)
    start_form.press_primary()
    qtbot.waitUntil(lambda: window.opened is not None, timeout=OPENS_MS)
    settle(window)
    facts = window.session.facts
    assert (facts.currency.code, facts.locale, facts.fiscal_year_start) == ("CHF", "de_DE", 7)


def test_without_a_name_the_field_says_so(start_form: StartForm, folders: Path) -> None:
    start_form.press_primary()
    assert start_form.name.error.text() == "Type the name of your shop."
    assert start_form.name.edit.hasFocus() and start_form.start.isEnabled()
    assert list(folders.iterdir()) == []
    QTest.keyClicks(start_form.name.edit, "A")
    assert not start_form.name.has_error()


def test_a_file_that_is_there_is_never_overwritten(start_form: StartForm, folders: Path) -> None:
    (folders / "Brew.partnercrm").write_text("mine")
    QTest.keyClicks(start_form.name.edit, "Brew")
    assert start_form.path == folders / "Brew 2.partnercrm"


def test_a_chosen_place_that_is_taken_is_refused_beside_it(
    start_form: StartForm, folders: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = folders / "Taken.partnercrm"
    taken.write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(folders / "Taken"), ""))
    QTest.keyClicks(start_form.name.edit, "Brew")
    start_form.placed.verb.click()
    assert start_form.path == taken
    start_form.press_primary()
    settle(start_form._window)
    assert str(taken) in start_form.problem.text() and start_form.problem.isVisible()
    assert start_form.start.isEnabled() and taken.read_text() == "mine"


def test_esc_leaves_nothing(start_form: StartForm, folders: Path) -> None:
    QTest.keyClicks(start_form.name.edit, "Brew")
    QTest.keyClick(start_form.name.edit, Qt.Key.Key_Escape)
    assert list(folders.iterdir()) == []
    assert open_layers(start_form._window) == []


def test_importing_a_list_starts_a_shop_first(
    make_window: Make, settle: Settle, asked: Asked, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(None)
    ran: list[str] = []
    page = window.pages.currentWidget()
    assert page is not None
    form = _pressed(page, "Import a list", window, asked)
    settle(window)
    monkeypatch.setattr(window, "run", lambda action, **_wanted: ran.append(action))
    QTest.keyClicks(form.name.edit, "Brew")
    form.press_primary()
    qtbot.waitUntil(lambda: bool(ran), timeout=OPENS_MS)
    assert ran == ["import"] and window.session.facts.name == "Brew"


def test_a_new_shop_over_an_open_one(
    shop_window: MainWindow, settle: Settle, asked: Asked, qtbot: QtBot, folders: Path
) -> None:
    before = shop_window.session
    shop_window.actions_["new_shop"].trigger()
    form = asked(shop_window)
    assert isinstance(form, StartForm)
    settle(shop_window)
    QTest.keyClicks(form.name.edit, "Second")
    form.press_primary()
    qtbot.waitUntil(lambda: shop_window.opened not in (None, before), timeout=OPENS_MS)
    settle(shop_window)
    assert shop_window.session.facts.name == "Second"
    stores.hold(before.path).release()


def test_looking_around_makes_the_example_once_a_day(
    make_window: Make, settle: Settle, asked: Asked, press: Press, qtbot: QtBot
) -> None:
    window = make_window(None)
    page = window.pages.currentWidget()
    assert isinstance(page, WelcomePage)
    page.look.click()
    assert isinstance(asked(window), MakingSheet)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=OPENS_MS)
    settle(window)
    assert window.session.facts.name == "The Local Brew" and window.session.facts.example
    assert window.session.path == example.path_on(Clock.system())
    assert window.banner.isVisible() and "nothing here is yours" in window.banner.accessibleName()
    assert open_layers(window) == []
    made = window.session.path.stat().st_ino
    press(window.banner, "Start my shop")
    assert isinstance(asked(window), StartForm)
    asked(window).ask_to_shut()
    window.run("example")
    settle(window)
    assert window.session.path.stat().st_ino == made


def test_an_example_called_off_leaves_nothing(make_window: Make, settle: Settle, asked: Asked, press: Press) -> None:
    window = make_window(None)
    window.run("example")
    press(asked(window), "Cancel")
    settle(window)
    path = example.path_on(Clock.system())
    assert window.opened is None and open_layers(window) == []
    assert not path.parent.exists() or list(path.parent.iterdir()) == []


def test_shops_of_before_are_listed(
    make_window: Make, shop_path: Path, window_settings: Settings, settle: Settle, press: Press, qtbot: QtBot
) -> None:
    window_settings.put(Key.RECENT_STORES, [str(shop_path), "/nowhere/Old & gone.partnercrm"])
    window = make_window(None)
    page = window.pages.currentWidget()
    assert page is not None
    press(page, shop_path.stem)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=OPENS_MS)
    settle(window)
    assert window.session.path == shop_path


def test_a_new_file_gets_its_ending(start_form: StartForm, monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    named = str(folders / "Brew.partnercrm")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (named, ""))
    start_form.placed.verb.click()
    assert start_form.path == Path(named) and Path(named).suffix == place.ENDING


def _pressed(page: QWidget, words: str, window: MainWindow, asked: Asked) -> StartForm:
    next(each for each in page.findChildren(QPushButton) if each.text() == words).click()
    found = asked(window)
    assert isinstance(found, StartForm)
    return found
