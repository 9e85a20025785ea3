"""Starts the program with a window: style, crash reports, the first paint, and only then everything that is heavy."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from ui import crash, icons, messages, theme
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.tabs import load
from ui.tasks import Tasks
from ui.words import tr

SIZE = (1366, 768)
NO_FONTS = (
    "This computer has no fonts: every letter is an empty box. Install some, such as fonts-inter or fonts-noto-core.\n"
)


def run(path: Path | None) -> int:
    """Shows the window: on `path`, else on the last shop, else on the welcome page. Answers the exit code."""
    settings = Settings()
    app = start(settings)
    window = build(Tasks(), settings, Path(os.path.abspath(path)) if path else None)
    window.show()
    with ExitStack() as ends:
        window.painted.connect(lambda: ends.enter_context(_ending_when_asked(window)))
        code = app.exec()
    close(window)
    delete(window)  # here and now: the collector would take its parts in any order, which Qt does not survive
    return code


def start(settings: Settings) -> QApplication:
    """The Qt program, styled as remembered."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else theme.make_app(sys.argv[0])
    app.setApplicationName("PartnerCRM")
    app.setDesktopFileName("partnercrm")
    crash.install(told=_say_that_it_stumbled)
    mode = settings.text(Key.THEME)
    known = {each.value for each in theme.Mode}
    theme.start(
        app,
        theme.Mode(mode) if mode in known else theme.Mode.SYSTEM,
        contrast=settings.flag(Key.HIGH_CONTRAST),
        percent=settings.number(Key.TEXT_SIZE),
    )
    return app


def build(tasks: Tasks, settings: Settings, path: Path | None) -> MainWindow:
    """The window, which opens its shop after the first paint."""
    last = settings.text(Key.LAST_STORE)
    wanted = path or (Path(last) if last else None)
    window = MainWindow(tasks, settings)
    window.resize(*SIZE)
    if last and str(wanted) == last:
        settings.use_store(settings.text(Key.LAST_UUID))
        window.restoreGeometry(settings.state("window"))
    if wanted is None:
        window.show_welcome()
    else:
        window.top_bar.set_open(wanted.stem, True)
    window.painted.connect(lambda: QTimer.singleShot(0, window, lambda: _begin(window, wanted)))
    return window


def close(window: MainWindow) -> None:
    """Finish every write, end the workers, close the shop. Safe to call twice."""
    if window.watch is not None:
        window.watch.stop()
        window.watch = None
    window.settings.save()
    window.tasks.close()
    for session in (*window.left, window.opened):
        if session is not None:
            session.close()


def _begin(window: MainWindow, path: Path | None) -> None:
    """After the first paint: the program's icon, the workers, the shop, and the report of a last time that failed."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    if not theme.usable_font():
        sys.stderr.write(NO_FONTS)  # nobody could read it in the window
    QApplication.setWindowIcon(icons.program_icon())
    window.tasks.start()
    window.tasks.run_write(_warm_up, lambda _: window.open_shop(path) if path else None, owner=window)
    window.tasks.run_file(lambda _work: crash.pending_report(), lambda report: _offer(window, report), owner=window)


def _warm_up() -> None:
    """Bring in the services on the worker, so that the window's thread finds them loaded."""
    import ui.session  # noqa: F401


def _offer(window: MainWindow, report: Path | None) -> None:
    if report is not None:
        load("ui.shop.crash_offer:offer")(window, report)


@contextmanager
def _ending_when_asked(window: MainWindow) -> Iterator[None]:
    """End in good order when the computer shuts down, or when Ctrl+C is pressed where the program was started.

    Python hears of a signal only while it runs: the signal's byte wakes Qt, whose notifier lets Python run.
    """

    import signal
    import socket

    def end(_number: int, _frame: object) -> None:
        window.ending = True
        window.close()

    told, heard = socket.socketpair()
    told.setblocking(False)
    with told, heard:
        notifier = QSocketNotifier(heard.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda *_: heard.recv(64))
        signal.set_wakeup_fd(told.fileno())
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, end)
        yield
        signal.set_wakeup_fd(-1)
        notifier.setEnabled(False)


def _say_that_it_stumbled(_report: Path) -> None:
    """Later, for it may have happened in the middle of a paint."""
    said = tr("Something went wrong in the program. What you saved is safe.")
    QTimer.singleShot(0, lambda: messages.toast(said))
