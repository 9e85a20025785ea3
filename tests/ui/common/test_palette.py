"""The palette by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui.common.palette import CommandPalette, PaletteEntry, PaletteGroup

Answer = Callable[[Sequence[PaletteEntry]], None]


class Ran(list[str]):
    """What was run, by its text."""

    def entry(self, text: str, detail: str = "", keys: str = "") -> PaletteEntry:
        return PaletteEntry(text, lambda: self.append(text), detail, keys=keys)


@pytest.fixture
def ran() -> Ran:
    return Ran()


@pytest.fixture
def palette(window: QWidget, ran: Ran) -> CommandPalette:
    people = [ran.entry("Café Brightwater", "Supplier"), ran.entry("Maple Lane Florist", "Partner")]
    commands = [ran.entry("Log interaction", keys="Ctrl+L"), ran.entry("Larger text", keys="Ctrl++")]
    groups = [PaletteGroup("Commands", commands), PaletteGroup("Go to", [ran.entry("Ledger", keys="Ctrl+4")])]
    behind = QLineEdit(window)
    QVBoxLayout(window).addWidget(behind)
    behind.setFocus()

    def search(text: str, answer: Answer) -> None:
        answer([each for each in people if text.lower() in each.text.lower()])

    made = CommandPalette(window, groups, search, lambda text: [ran.entry(f'Create "{text}" as partner')])
    made.open()
    return made


def texts(palette: CommandPalette) -> list[str]:
    return [each.text for each in palette.entries()]


def test_people_come_first_then_commands_then_tabs(palette: CommandPalette) -> None:
    assert texts(palette) == ["Café Brightwater", "Maple Lane Florist", "Log interaction", "Larger text", "Ledger"]
    assert palette.edit.hasFocus()


def test_words_in_any_order_and_without_accents_find(palette: CommandPalette) -> None:
    QTest.keyClicks(palette.edit, "text lar")
    assert texts(palette) == ["Larger text", 'Create "text lar" as partner']


def test_enter_runs_the_first_and_gives_the_focus_back(palette: CommandPalette, ran: Ran) -> None:
    QTest.keyClicks(palette.edit, "ledger")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert ran == ["Ledger"]
    assert not palette.isVisible()


def test_arrows_go_over_headings_and_around(palette: CommandPalette, ran: Ran) -> None:
    for _ in range(2):
        QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    assert palette.highlighted() is not None and palette.highlighted().text == "Log interaction"  # type: ignore[union-attr]
    for _ in range(3):
        QTest.keyClick(palette.edit, Qt.Key.Key_Up)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert ran == ["Ledger"]


def test_what_is_not_there_can_be_created(palette: CommandPalette, ran: Ran) -> None:
    QTest.keyClicks(palette.edit, "Rosewood")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert ran == ['Create "Rosewood" as partner']


def test_late_people_do_not_move_what_a_person_moved_to(window: QWidget, ran: Ran) -> None:
    answers: list[Answer] = []
    commands = PaletteGroup("Commands", [ran.entry("Log interaction"), ran.entry("Log out")])
    palette = CommandPalette(window, [commands], lambda _text, answer: answers.append(answer))
    palette.open()
    QTest.keyClicks(palette.edit, "lo")
    QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    answers[1]([ran.entry("Too late")])
    assert texts(palette) == ["Log interaction", "Log out"]
    answers[-1]([ran.entry("Lorenzo")])
    assert texts(palette) == ["Lorenzo", "Log interaction", "Log out"]
    highlighted = palette.highlighted()
    assert highlighted is not None and highlighted.text == "Log out"


def test_esc_leaves_everything_as_it_was(palette: CommandPalette, window: QWidget, ran: Ran) -> None:
    QTest.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert ran == []
    assert isinstance(window.focusWidget(), QLineEdit)
    assert not palette.isVisible()


def test_a_click_beside_it_closes_it(palette: CommandPalette) -> None:
    scrim = palette.parentWidget()
    assert scrim is not None
    QTest.mouseClick(scrim, Qt.MouseButton.LeftButton, pos=scrim.rect().bottomRight())
    assert not palette.isVisible()


def test_it_is_painted_and_named(palette: CommandPalette, unnamed: Callable[[QWidget], list[str]]) -> None:
    QApplication.processEvents()
    assert not palette.grab().isNull()
    assert unnamed(palette) == []
