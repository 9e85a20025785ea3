"""Our own bugs: each becomes a report file in the user's log folder, which the next start offers to show.

A report holds the versions and the places in our code, never a value: an error's own text may name a customer.
"""

from __future__ import annotations

import datetime as dt
import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ui import folders

KEPT = 20
_log = logging.getLogger("partnercrm.window")
_qt_log = logging.getLogger("partnercrm.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _Installed:
    def __init__(self) -> None:
        self.folder: Path | None = None
        self.told: Callable[[Path], None] | None = None
        self.written: dict[str, Path] = {}
        self.faults: TextIO | None = None


_installed = _Installed()


def log_folder() -> Path:
    """The user's log folder for this program."""
    return folders.log()


def install(folder: Path | None = None, told: Callable[[Path], None] | None = None) -> None:
    """Catch what nothing else caught, in every thread, and Qt's own messages.

    `told` hears of each new report on the thread of the window, never on another.
    """
    _installed.folder, _installed.told = folder or log_folder(), told
    _installed.written.clear()
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_thread_uncaught
    qInstallMessageHandler(_on_qt_message)
    _watch_faults(_installed.folder)


def uninstall() -> None:
    """Give the hooks back to Python and Qt."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    qInstallMessageHandler(None)
    if _installed.faults is not None:
        faulthandler.disable()
        _installed.faults.close()
        _installed.faults = None
    _installed.told = None


def report(error: BaseException) -> Path | None:
    """Write a report of an error, once for each place that it comes from; None where nothing can be written."""
    import hashlib

    text = report_text(error)
    digest = hashlib.sha256(text.partition("\n\n")[2].encode()).hexdigest()[:12]
    if digest in _installed.written:
        return _installed.written[digest]
    path = _write(text, digest)
    if path is not None:
        _installed.written[digest] = path
        _tell(path)
    return path


def report_text(error: BaseException) -> str:
    """Versions, then the places that led to the error, without any value."""
    import platform

    head = [
        f"PartnerCRM {_version()}",
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}",
    ]
    return "\n".join(head) + "\n\n" + "\n".join(_places(error)) + "\n"


def pending_report(folder: Path | None = None) -> Path | None:
    """The newest report that was not yet offered to the user, from this start or an earlier one."""
    return max(_reports(folder or log_folder()), default=None, key=lambda path: path.name)


def report_seen(path: Path) -> None:
    """Remember that the user was told of a report, and of all older ones."""
    for each in _reports(path.parent):
        if each.name <= path.name:
            each.rename(each.with_suffix(".seen"))


def _on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.error("Uncaught %s", kind.__name__, exc_info=(kind, error, trace))
    report(error)


def _on_thread_uncaught(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", text)


def _tell(path: Path) -> None:
    if _installed.told is not None and threading.current_thread() is threading.main_thread():
        _installed.told(path)


def _write(text: str, digest: str) -> Path | None:
    folder = _installed.folder or log_folder()
    path = folder / f"crash-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}-{digest}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        _drop_old(folder)
    except OSError:
        _log.exception("The crash report could not be written")
        return None
    return path


def _drop_old(folder: Path) -> None:
    for path in sorted(folder.glob("crash-*"), key=lambda each: each.name)[:-KEPT]:
        path.unlink(missing_ok=True)


def _reports(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("crash-*.txt") if path.stat().st_size)


def _watch_faults(folder: Path) -> None:
    """Let Python write where it was when the process itself dies; the file stays empty otherwise."""
    name = f"crash-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}-died.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("crash-*-died.txt"):
            if not path.stat().st_size:
                path.unlink(missing_ok=True)
        _installed.faults = (folder / name).open("w", encoding="utf-8")
    except OSError:
        _log.exception("The log folder cannot be written")
        return
    faulthandler.enable(_installed.faults)


def _places(error: BaseException) -> Iterator[str]:
    for each in _chain(error):
        yield f"{type(each).__module__}.{type(each).__qualname__}"
        for frame in traceback.extract_tb(each.__traceback__):
            yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
            if frame.line:
                yield f"    {frame.line}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in seen:
        seen.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return reversed(seen)


def _short(name: str) -> str:
    """The last three parts of a path: enough to find it, without the user's folders."""
    return "/".join(Path(name).parts[-3:])


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("partnercrm")
    except PackageNotFoundError:
        return "from its folder"
