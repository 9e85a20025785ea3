"""Starts the program with a window: style, crash reports, the first paint, and only then everything that is heavy."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui import crash, icons, theme
from ui.main_window import MainWindow
from ui.settings import Key, Settings
from ui.tasks import Tasks

SIZE = (1366, 768)


def run(path: Path | None) -> int:
    """Shows the window: on `path`, else on the last shop, else on the welcome page. Answers the exit code."""
    app = start()
    tasks, settings = Tasks(), Settings()
    window = build(tasks, settings, path)
    window.show()
    code = app.exec()
    close(window)
    return code


def start() -> QApplication:
    """The Qt program, styled as remembered."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("PartnerCRM")
    app.setDesktopFileName("partnercrm")
    app.setWindowIcon(icons.program_icon())
    crash.install()
    settings = Settings()
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
    window = MainWindow(tasks, settings)
    window.resize(*SIZE)
    wanted = path or _last(settings)
    if wanted is None:
        window.show_welcome()
    else:
        window.top_bar.set_open(wanted.stem, True)
    window.painted.connect(lambda: _begin(window, wanted), Qt.ConnectionType.SingleShotConnection)
    return window


def close(window: MainWindow) -> None:
    """Finish every write, end the workers, close the shop."""
    if window.watch is not None:
        window.watch.stop()
    window.tasks.close()
    if window.opened is not None:
        window.opened.close()


def _begin(window: MainWindow, path: Path | None) -> None:
    window.tasks.start()
    if path is not None:
        window.tasks.run_write(_warm_up, lambda _: window.open_shop(path), owner=window)


def _warm_up() -> None:
    """Bring in the services on the worker, so that the window's thread finds them loaded."""
    import ui.session  # noqa: F401


def _last(settings: Settings) -> Path | None:
    path = settings.text(Key.LAST_STORE)
    return Path(path) if path and Path(path).exists() else None
