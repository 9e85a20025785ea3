"""From the first page to the first workbook by keyboard alone, in the real window; LibreOffice computes it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.today_rows import Card
from ui.common.overlay import top_layer
from ui.interaction.form import LogForm
from ui.main_window import MainWindow
from ui.reports.workbook import WorkbookSheet
from ui.shop.start_form import StartForm
from ui.shop.welcome import WelcomePage
from ui.today.first_steps import FirstStepsPanel
from ui.today.tab import TodayTab

Settle = Callable[[MainWindow], None]
Make = Callable[[Path | None], MainWindow]
Key = Qt.Key
ENTER, TAB = Key.Key_Return, Key.Key_Tab
CONTROL = Qt.KeyboardModifier.ControlModifier
MOST_TABS = 60
OPENS_MS = 30_000


class Keyboard:
    """A person who has nothing but keys."""

    def __init__(self, window: MainWindow, settle: Settle) -> None:
        self.window, self._settle = window, settle

    def press(self, *keys: Qt.Key | str, control: bool = False) -> None:
        """Press or type where the cursor is, and let the program finish after each."""
        for key in keys:
            target = QApplication.focusWidget() or self.window
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key, CONTROL if control else Qt.KeyboardModifier.NoModifier)
            self._settle(self.window)

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until the cursor is there."""
        for _press in range(MOST_TABS):
            if QApplication.focusWidget() is wanted:
                return
            self.press(TAB)
        raise AssertionError(f"Tab never came to {wanted}")


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The owner's documents, of the test's own."""
    folder = tmp_path / "Documents"
    folder.mkdir()
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return folder


@pytest.fixture
def keyboard(make_window: Make, settle: Settle, documents: Path) -> Keyboard:
    """On the first page, where no shop is open."""
    return Keyboard(make_window(None), settle)


def test_from_the_first_page_to_a_workbook_that_agrees(
    keyboard: Keyboard, documents: Path, qtbot: QtBot, recalculated: Callable[..., list[Path]]
) -> None:
    start_the_shop(keyboard, qtbot)
    steps = first_steps(keyboard.window)
    answer_the_cards(keyboard, steps)
    said = make_the_workbook(keyboard, steps)
    undo_the_last(keyboard, steps)

    [path] = documents.glob("*.xlsx")
    cells = cells_of(*recalculated(path))
    summary = cells["Summary"]
    sentences = summary[summary.index("How it stands today") + 1 : summary.index("To pay (GBP)")]
    assert sentences[0] == "They owe you 120.00 in all."
    assert said == f"{path.name} is ready: 2 entries. All checks are OK. {' '.join(map(str, sentences))}"
    assert summary[summary.index("All checks") + 1] == "OK"
    results = [cell for cell in cells["Checks"] if cell in ("OK", "CHECK")]
    assert len(results) > 10 and set(results) == {"OK"}
    assert not [cell for found in cells.values() for cell in found if str(cell).startswith("#")]


def cells_of(path: Path) -> dict[str, list[object]]:
    """What stands in the cells of each sheet, row by row, the empty ones left out."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        for sheet in book.worksheets
    }


def start_the_shop(keyboard: Keyboard, qtbot: QtBot) -> None:
    """A name, nothing else."""
    window = keyboard.window
    page = window.pages.currentWidget()
    assert isinstance(page, WelcomePage)
    qtbot.waitUntil(page.start.hasFocus)
    keyboard.press(ENTER)
    form = top_layer(window)
    assert isinstance(form, StartForm)
    qtbot.waitUntil(form.start.isEnabled)
    keyboard.press("Corner Cup", ENTER)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=OPENS_MS)
    keyboard.press()
    assert window.session.path.name == "Corner Cup.partnercrm"


def first_steps(window: MainWindow) -> FirstStepsPanel:
    """The cards on Today."""
    tab = window.workspace.current()
    assert isinstance(tab, TodayTab)
    return tab.steps


def answer_the_cards(keyboard: Keyboard, steps: FirstStepsPanel) -> None:
    """Neighbour, what passed, what is open, when to talk again; each ticks itself."""
    keyboard.press("The Daily Grind", TAB, TAB, "020 7946 0018", ENTER)
    assert steps.cards[Card.NEIGHBOUR].ticked

    keyboard.press(Key.Key_Space)
    form = top_layer(keyboard.window)
    assert isinstance(form, LogForm)
    keyboard.press("Lent each other a hand")
    for field, words in ((form.gave, "lent the grinder about 25"), (form.got, "newsletter mention about 40")):
        keyboard.tab_to(field.edit)
        keyboard.press(words)
    keyboard.press(ENTER, control=True)
    assert steps.cards[Card.EXCHANGE].ticked

    keyboard.tab_to(steps.opening_form.amount.edit)
    keyboard.press("120.00", TAB, "+2w", TAB, "R-118", ENTER)
    assert steps.cards[Card.OPENING].ticked

    keyboard.tab_to(steps.talk_form.day.edit)
    keyboard.press("fri", ENTER)
    assert steps.cards[Card.NEXT_TALK].ticked


def make_the_workbook(keyboard: Keyboard, steps: FirstStepsPanel) -> str:
    """The fifth card; what the window says of it."""
    assert steps.workbook.isVisible()
    keyboard.press(Key.Key_Space)
    form = top_layer(keyboard.window)
    assert isinstance(form, WorkbookSheet)
    keyboard.press(ENTER)
    said = form.notice.accessibleName()
    keyboard.press(Key.Key_Escape)
    return said


def undo_the_last(keyboard: Keyboard, steps: FirstStepsPanel) -> None:
    """Ctrl+Z takes the next talk back: its card asks again."""
    keyboard.press(Key.Key_Z, control=True)
    assert not steps.cards[Card.NEXT_TALK].ticked
