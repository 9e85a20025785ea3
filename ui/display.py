"""Whether a window can be shown at all, asked before Qt starts: Qt would abort the process without a word to help."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

WAYS_OUT = (
    "  make demo                     builds the example shop and its workbook without a screen\n"
    "  QT_QPA_PLATFORM=vnc make run  shows the window to a VNC viewer on port 5900"
)
SCREENLESS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
BROKEN_BINDING = (6, 12)
SAFE_PYTHON = (3, 12)
_PATIENCE = 2.0  # seconds


def problem(environ: Mapping[str, str] = os.environ) -> str:
    """Why no window can be shown here, with the ways out; "" when it can."""
    if not sys.platform.startswith("linux") or environ.get("QT_QPA_PLATFORM", "").split(":")[0] in SCREENLESS:
        return ""
    if _wayland(environ) or _x11(environ.get("DISPLAY", "")):
        return ""
    named = environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY")
    what = f"The display {named} does not answer." if named else "There is no display to show the window on."
    return f"{what} What you can do:\n{WAYS_OUT}"


def binding_problem() -> str:
    """Why the Qt binding that is installed cannot be used, with the way out; "" when it can."""
    try:
        import PySide6

        if kills_the_process(PySide6.__version__, sys.version_info[:2]):
            return (
                f"PySide6 {PySide6.__version__} crashes on Python older than 3.12. "
                "Run `make setup`, which installs 6.11.3."
            )
        import PySide6.QtWidgets
    except ImportError as error:
        return f"Qt cannot start: {error}. Run `make system`, which installs what it needs."
    return ""


def kills_the_process(binding: str, python: tuple[int, ...]) -> bool:
    """Whether this version of PySide6 makes this Python abort after some 5,400 calls."""
    major, minor = (int(part) for part in binding.split(".")[:2])
    return (major, minor) == BROKEN_BINDING and python < SAFE_PYTHON


def _wayland(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _answers(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))


def _x11(display: str) -> bool:
    """Try the socket of `:0`, `host:10.0` or a path; X listens on a file, an abstract name or a port."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    if host not in ("", "unix"):
        return _answers((host.rpartition("/")[2], 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _answers(path) or _answers("\0" + path)


def _answers(address: str | tuple[str, int]) -> bool:
    import socket  # late: where nothing is to be asked the first paint need not wait for it

    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PATIENCE)
        probe.connect(address)
        return True
    return False
