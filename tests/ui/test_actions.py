"""Menus and actions: every one reached by keys, letters unique, what cannot be done greyed."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from ui.actions import ALWAYS, KEYLESS, MENUS, SEPARATOR, WRITING, Actions, plain_text
from ui.shortcuts import KEYS
from ui.tabs import FORMS


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def actions(qtbot: QtBot, ran: list[str]) -> Actions:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Actions(window, ran.append)
    assert list(made) == [], "the first paint needs only the titles"
    made.fill()
    made.window = window  # type: ignore[attr-defined]  # kept alive with the actions
    return made


def _menus(actions: Actions) -> list[QMenu]:
    return actions._menus


def _letter(text: str) -> str:
    at = text.replace("&&", "  ").find("&")
    return text[at + 1].casefold() if at >= 0 else ""


def test_every_key_of_the_program_is_in_a_menu(actions: Actions) -> None:
    assert {key for key, each in KEYS.items() if not each.fixed} <= set(actions)


def test_every_line_has_a_key_of_its_own_or_a_letter(actions: Actions) -> None:
    titles = [_letter(title) for title, _keys in MENUS]
    assert "" not in titles and len(set(titles)) == len(titles)
    for menu in _menus(actions):
        letters = [_letter(each.text()) for each in menu.actions() if not each.isSeparator()]
        assert "" not in letters, menu.title()
        assert [letter for letter, count in Counter(letters).items() if count > 1] == [], menu.title()


def test_an_action_runs_what_it_is_called(actions: Actions, ran: list[str]) -> None:
    for key in actions:
        actions[key].trigger()
    assert ran == [key for _title, keys in MENUS for key in keys if key != SEPARATOR]


def test_larger_text_has_both_its_keys(actions: Actions) -> None:
    assert [each.toString() for each in actions["larger"].shortcuts()] == ["Ctrl++", "Ctrl+="]


def test_without_a_shop_only_what_needs_none(actions: Actions) -> None:
    actions.enable(False)
    assert {key for key in actions if actions[key].isEnabled()} == ALWAYS


def test_a_window_that_looks_writes_nothing(actions: Actions) -> None:
    actions.enable(True, read_only=True)
    assert {key for key in actions if not actions[key].isEnabled()} == WRITING & set(actions)


def test_what_writes_is_an_action_or_a_form() -> None:
    assert set(KEYS) | set(KEYLESS) | set(FORMS) >= WRITING


def test_a_name_in_an_action_keeps_its_letter_and_its_ampersand(actions: Actions) -> None:
    letter = _letter(actions["undo"].text())
    actions.rename("undo", "Undo: Add Smith & Sons")
    assert plain_text(actions["undo"]) == "Undo: Add Smith & Sons"
    assert _letter(actions["undo"].text()) == letter
    actions.rename("undo", "Zurück: ß")
    assert plain_text(actions["undo"]) == "Zurück: ß"


def test_keys_work_in_the_whole_window_only(actions: Actions) -> None:
    contexts = {actions[key].shortcutContext() for key in actions}
    assert contexts == {Qt.ShortcutContext.WindowShortcut}


def test_plain_text_is_what_a_person_reads() -> None:
    assert plain_text(QAction("A && B &C")) == "A & B C"
