"""What the window's tests stand on: the styled program, a shown window, started workers, English."""

from __future__ import annotations

import datetime as dt
import faulthandler
import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.exceptions import TimeoutError as WaitedInVain
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from partnercrm.domain.dates import Clock
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.services import party as parties
from partnercrm.services import store as stores
from ui import app, crash, messages, theme, words
from ui.collector import collect_due
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.tasks import Tasks

TODAY = "2026-11-21"
NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
LONGEST_WAIT_MS = 60_000
"""Nobody waits that long unless something is broken: a machine that has other work to do may be slow."""
QUIET_ROUNDS = 4

NEIGHBOURS = (
    PartyDraft(
        "The Daily Grind",
        (RoleDraft(Role.PARTNER), RoleDraft(Role.SUPPLIER)),
        about="Bakery",
        contacts=(ContactDraft(ContactKind.PHONE, "020 7946 0018"),),
    ),
    PartyDraft("Hillside Roasters", (RoleDraft(Role.SUPPLIER),)),
    PartyDraft("Ana", (RoleDraft(Role.CUSTOMER),), PartyKind.PERSON),
    PartyDraft("Lena", (RoleDraft(Role.EMPLOYEE),), PartyKind.PERSON),
)


class PatientBot(QtBot):
    """Waits as long as a slow machine may need, whatever a test says, and dresses what stands alone."""

    def addWidget(self, widget: QWidget, **more: Any) -> None:
        if widget.isWindow() and not widget.styleSheet():
            theme.dress(widget)
        super().addWidget(widget, **more)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 0) -> None:
        try:
            super().waitUntil(callback, timeout=max(timeout, LONGEST_WAIT_MS))
        except WaitedInVain:
            faulthandler.dump_traceback(2)  # what each thread waits for
            raise

    def waitSignal(self, signal: SignalInstance, *, timeout: int = LONGEST_WAIT_MS, **more: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The program as it is started: each window has the style sheet, not the program."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else theme.make_app("partnercrm")


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, with patience."""
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def styled(qapp: QApplication) -> None:
    """The whole suite runs in the light theme, as a first start does."""
    theme.start(qapp, theme.Mode.LIGHT)


@pytest.fixture(autouse=True)
def deleted_in_good_order(qapp: QApplication) -> Iterator[None]:
    """What a test closed is deleted by Qt before Python's own collector comes by.

    The collector takes a window's parts in any order, and layouts within layouts do not survive that. It runs here
    alone, on the window's thread, as in the program: the threads of the test runner must not take Qt objects apart.
    """
    gc.disable()
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collect_due()
    gc.enable()


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


# --- a shop in the real window --------------------------------------------------------------------


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Local Brew with four parties, made once; tests work on copies of it (`shop_path`)."""
    path = tmp_path_factory.mktemp("shop") / "The Local Brew.partnercrm"
    clock = Clock.fixed(NOW)
    stores.new(path, stores.NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah"), clock)
    store = stores.open_shop(path)
    for draft in NEIGHBOURS:
        parties.add(store, stores.context(store, clock), draft)
    store.close()
    return path


@pytest.fixture
def shop_path(shop_file: Path, tmp_path: Path) -> Path:
    """A shop file of the test's own: The Daily Grind, Hillside Roasters, Ana and Lena."""
    return Path(shutil.copyfile(shop_file, tmp_path / shop_file.name))


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """The window's day: 21 November 2026."""
    monkeypatch.setenv("PARTNERCRM_TODAY", TODAY)
    return dt.date.fromisoformat(TODAY)


@pytest.fixture
def window_settings(tmp_path: Path) -> Settings:
    """What the window remembers, in a file of the test's own."""
    return Settings(tmp_path / "window.ini")


@pytest.fixture
def first_tab() -> str:
    """The tab that `shop_window` begins with; a folder of tests overrides it with its own."""
    return "today"


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Waits until the window's workers have nothing left to do, some turns on end, and what they brought is shown."""

    def wait(window: MainWindow) -> None:
        quiet = 0
        while quiet < QUIET_ROUNDS:
            QApplication.processEvents()
            quiet += 1
            if not window.tasks.idle:
                quiet = 0
                qtbot.waitUntil(lambda: window.tasks.idle)

    return wait


@pytest.fixture
def make_window(
    qtbot: QtBot, today: dt.date, window_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path | None], MainWindow]]:
    """Makes the real window, shown and painted, on a shop file or without one; it is closed when the test ends."""
    monkeypatch.setattr(crash, "log_folder", lambda: window_settings.path.parent / "log")
    made: list[MainWindow] = []

    def make(path: Path | None) -> MainWindow:
        window = app.build(Tasks(), window_settings, path)
        made.append(window)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.painted, timeout=LONGEST_WAIT_MS):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield make
    for window in made:
        app.close(window)
        window.close()
    messages.install(None)


@pytest.fixture
def shop_window(
    qtbot: QtBot,
    make_window: Callable[[Path | None], MainWindow],
    shop_path: Path,
    settle: Callable[[MainWindow], None],
    window_settings: Settings,
    first_tab: str,
) -> MainWindow:
    """The real window on a shop of its own: painted, opened, its first tab filled."""
    window_settings.put(Key.TAB, first_tab)
    window = make_window(shop_path)
    qtbot.waitUntil(lambda: window.opened is not None, timeout=LONGEST_WAIT_MS)
    settle(window)
    return window


Press = Callable[..., None]


@pytest.fixture
def press(shop_window: MainWindow, settle: Callable[[MainWindow], None]) -> Press:
    """Types texts and presses keys (alone or with a modifier) where the focus is, and waits for the workers."""

    def do(*steps: str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
        for step in steps:
            target: QWidget = QApplication.focusWidget() or shop_window
            if isinstance(step, str):
                QTest.keyClicks(target, step)
            elif isinstance(step, tuple):
                QTest.keyClick(target, step[0], step[1])
            else:
                QTest.keyClick(target, step)
            settle(shop_window)

    return do
