"""About and the manual: only what exists, a page for every tab, the notices that the licences ask for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from resources import resource_text
from ui.actions import KEYLESS, MENUS
from ui.common.overlay import Layer, top_layer
from ui.main_window import MainWindow
from ui.shop import about
from ui.shortcuts import KEYS
from ui.tabs import TABS

Asked = Callable[[MainWindow], Layer]


def test_every_tab_has_its_page() -> None:
    assert {spec.title for spec in TABS} <= set(about.pages())
    assert all(text for text in about.pages().values())


@pytest.mark.parametrize("tab", [spec.key for spec in TABS])
def test_f1_opens_the_page_of_the_tab(window: QWidget, tab: str) -> None:
    title = next(spec.title for spec in TABS if spec.key == tab)
    sheet = about.HelpSheet(window, title)
    sheet.open()
    assert sheet.list.currentItem().text() == title
    assert sheet.text.toPlainText().startswith(title)


def test_f1_works_from_the_window_and_closes_with_esc(shop_window: MainWindow, asked: Asked) -> None:
    QTest.keyClick(QApplication.focusWidget() or shop_window, Qt.Key.Key_F1)
    sheet = asked(shop_window)
    assert isinstance(sheet, about.HelpSheet)
    assert sheet.list.currentItem().text() == "Today"
    QTest.keyClick(sheet.list, Qt.Key.Key_Down)
    assert sheet.text.toPlainText().startswith("Directory")
    QTest.keyClick(sheet.list, Qt.Key.Key_Escape)
    assert top_layer(shop_window) is None


def test_the_manual_names_only_keys_that_exist() -> None:
    known = {each.keys for each in KEYS.values()} | {"Alt", "Enter", "Ctrl+Enter"}
    named = set(re.findall(r"\*\*((?:Ctrl|Alt|Shift|F\d)[^* ]*)\*\*", resource_text("help/manual.md")))
    assert named and named - known == set()


def test_the_manual_names_only_commands_that_exist() -> None:
    commands = {text.replace("&", "") for text, _keys in MENUS} | set(KEYLESS.values())
    commands |= {each.text for each in KEYS.values()}
    for menu, command in re.findall(
        r"\*(File|Edit|View|Go|Record|Reports|Help), ([^*]+)\*", resource_text("help/manual.md")
    ):
        assert menu in commands and command in commands, (menu, command)


def test_the_manual_says_what_an_owner_must_know() -> None:
    text = resource_text("help/manual.md")
    for must in ("whoever has the file can read it", "never added together", "Another computer", "Month end"):
        assert must in text


def test_about_names_versions_and_licences(
    shop_window: MainWindow, asked: Asked, unnamed: Callable[..., list[str]]
) -> None:
    shop_window.run("about")
    sheet = asked(shop_window)
    assert isinstance(sheet, about.AboutSheet)
    said = sheet.text.toPlainText()
    for must in ("ZETETIC LLC", "GNU Lesser General Public License", "Lucide Contributors", "MIT licence"):
        assert must in said
    assert dict(about.versions())["Qt / PySide6"] == "6.11.3"
    assert unnamed(sheet) == []
    sheet.press_primary()
    assert "PartnerCRM" in QApplication.clipboard().text()
