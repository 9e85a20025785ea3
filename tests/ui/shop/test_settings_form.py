"""Settings: the shop's facts go into its file, the look changes at once and stays on this computer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.services import ledger, party, undo
from partnercrm.services import store as stores
from ui import theme, words
from ui.common.overlay import open_layers, top_layer
from ui.main_window import MainWindow
from ui.settings import Key
from ui.shop.settings_form import SettingsForm
from ui.today.tab import TodayTab

Settle = Callable[[MainWindow], None]
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def look_as_before(qapp: QApplication) -> Iterator[None]:
    """The other tests run in light at 100 %."""
    yield
    theme.start(qapp, theme.Mode.LIGHT)


@pytest.fixture
def form(shop_window: MainWindow, settle: Settle) -> SettingsForm:
    """The settings over the shop, filled in."""
    shop_window.run("settings")
    settle(shop_window)
    found = top_layer(shop_window)
    assert isinstance(found, SettingsForm)
    return found


def test_it_shows_what_the_shop_says_of_itself(
    form: SettingsForm, unnamed: Callable[..., list[str]], shop_window: MainWindow
) -> None:
    assert form.name.value() == "The Local Brew"
    assert (form.language.value(), form.currency.value(), form.year_start.value()) == ("en_GB", "EUR", 1)
    assert form.own_name.value() == "Sarah" and form.team.text() == "Only you so far."
    assert unnamed(form) == []


def test_facts_are_saved_with_ctrl_enter_and_can_be_undone(
    form: SettingsForm, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    form.name.set_value("The Corner Brew")
    form.area.set_value("AB1, Market Town")
    QTest.keyClick(form.name.edit, Qt.Key.Key_Return, Ctrl)
    settle(shop_window)
    assert open_layers(shop_window) == []
    store = shop_window.session.store
    assert stores.facts(store).name == "The Corner Brew"
    assert stores.facts(store).local_area == ("AB1", "Market Town")
    assert shop_window.top_bar.brand.text() == "The Corner Brew"
    assert shop_window.windowTitle() == "The Corner Brew - PartnerCRM"
    shop_window.run("undo")
    settle(shop_window)
    assert stores.facts(store).name == "The Local Brew"
    assert shop_window.top_bar.brand.text() == "The Local Brew"


def test_another_language_takes_effect_at_once(form: SettingsForm, shop_window: MainWindow, settle: Settle) -> None:
    before = shop_window.workspace
    form.language.set_value("de_DE")
    form.press_primary()
    settle(shop_window)
    assert words.money(123450) == "1.234,50"
    assert shop_window.session.locale.code == "de_DE"
    assert shop_window.workspace is not before and shop_window.workspace.current() is not None
    assert shop_window.pages.currentWidget() is shop_window.workspace
    words.set_locale(None)


def test_a_shop_without_a_name_is_refused_beside_the_field(form: SettingsForm, shop_window: MainWindow) -> None:
    form.name.set_value("  ")
    form.press_primary()
    assert form.name.error.text() == "Type the name of your shop."
    assert stores.facts(shop_window.session.store).name == "The Local Brew"


def test_the_currency_stays_once_something_is_posted(
    form: SettingsForm, shop_window: MainWindow, settle: Settle
) -> None:
    session = shop_window.session
    baker = party.find(session.store, "The Daily Grind")
    line = LineDraft(Direction.GIVEN, Kind.GOODS, 1200)
    ledger.post(session.store, session.ctx(), ExchangeDraft(baker, session.clock.today(), (line,)))
    form.currency.set_value("GBP")
    form.press_primary()
    settle(shop_window)
    assert form.currency.error.text() == "Entries are posted in EUR already."
    assert stores.facts(session.store).currency.code == "EUR"


def test_a_team_member_is_added_with_enter(
    form: SettingsForm, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    QTest.keyClicks(form.member.edit, "Tom")
    QTest.keyClick(form.member.edit, Qt.Key.Key_Return)
    settle(shop_window)
    assert form.team.text() == "With you: Tom" and form.member.value() == ""
    assert [user.name for user in shop_window.session.users] == ["Sarah", "Tom"]
    undo.undo(shop_window.session.store, shop_window.session.ctx())
    assert [user.name for user in stores.users(shop_window.session.store)] == ["Sarah"]


def test_the_owner_gives_her_own_name(form: SettingsForm, shop_window: MainWindow, settle: Settle) -> None:
    form.own_name.set_value("Sarah Miller")
    QTest.keyClick(form.own_name.edit, Qt.Key.Key_Return)
    settle(shop_window)
    assert [user.name for user in shop_window.session.users] == ["Sarah Miller"]
    form.own_name.set_value(" ")
    QTest.keyClick(form.own_name.edit, Qt.Key.Key_Return)
    settle(shop_window)
    assert form.own_name.error.text() == "Type a name."
    undo.undo(shop_window.session.store, shop_window.session.ctx())
    assert [user.name for user in stores.users(shop_window.session.store)] == ["Sarah"]


def test_an_owner_who_never_said_her_name_is_not_called_owner(shop_window: MainWindow, settle: Settle) -> None:
    session = shop_window.session
    stores.rename_user(session.store, session.ctx(), session.actor, stores.UNNAMED)
    shop_window.refresh()
    settle(shop_window)
    assert shop_window.session.own_name == ""
    tab = shop_window.workspace.current()
    assert isinstance(tab, TodayTab) and tab.greeting.text() == "Good afternoon"


def test_nobody_is_no_team_member(form: SettingsForm, shop_window: MainWindow, settle: Settle) -> None:
    QTest.keyClick(form.member.edit, Qt.Key.Key_Return)
    settle(shop_window)
    assert form.member.error.text() == "Type a name."


def test_the_look_changes_at_once_and_is_kept(
    look_as_before: None, form: SettingsForm, shop_window: MainWindow, qtbot: QtBot
) -> None:
    form.mode.button("dark").click()
    assert theme.current().dark and shop_window.settings.text(Key.THEME) == "dark"
    form.contrast.click()
    assert theme.high_contrast() and shop_window.settings.flag(Key.HIGH_CONTRAST)
    form.text_size.set_value(120)
    form.text_size.edited.emit()
    assert theme.text_size() == 120 and shop_window.settings.number(Key.TEXT_SIZE) == 120
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert open_layers(shop_window) == [] and theme.current().dark
