"""What the window's tests stand on: the styled program, a shown window, started workers, English."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from ui import messages, theme, words
from ui.tasks import Tasks


@pytest.fixture(scope="session", autouse=True)
def styled(qapp: QApplication) -> None:
    """The whole suite runs in the light theme, as a first start does."""
    theme.start(qapp, theme.Mode.LIGHT)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The words of en_GB and euros."""
    words.set_locale(Locale("en_GB"))
    words.set_currency(Currency("EUR", 2))
    yield
    words.set_locale(None)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """A shown window of 1366 x 768 in which messages appear."""
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    messages.install(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    messages.install(None)


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    """Started workers, closed at the end."""
    made = Tasks()
    made.start()
    yield made
    made.close()


@pytest.fixture
def unnamed() -> Callable[[QWidget], list[str]]:
    """Finds the controls of a widget that a person who cannot see would meet without a name."""

    def find(root: QWidget) -> list[str]:
        buddies = {label.buddy() for label in root.findChildren(QLabel)}
        found = []
        for each in root.findChildren(QWidget):
            is_control = isinstance(each, QAbstractButton | QLineEdit | QComboBox | QAbstractSpinBox)
            inner = isinstance(each.parent(), QAbstractSpinBox | QComboBox | QLineEdit)
            text = each.text() if isinstance(each, QAbstractButton) else ""
            if is_control and not inner and not (each.accessibleName() or text or each in buddies):
                found.append(f"{type(each).__name__} in {type(each.parent()).__name__}")
        return found

    return find
