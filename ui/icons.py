"""Icons: Lucide, written once as ready SVG and drawn once as PNG in the user's cache folder; later starts read those.

Reading the package's own database costs 50 to 85 ms at every start. To add an icon, add its name to `NAMES`.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

from ui import folders

_WANTED = """
archive archive-restore arrow-down arrow-down-right arrow-left arrow-left-right arrow-right arrow-up arrow-up-right
award badge-percent ban bell bookmark building-2 cake calculator calendar calendar-check calendar-clock check
chevron-down chevron-left chevron-right chevron-up chevrons-up-down circle-alert circle-check circle-help clock coins
columns-3 copy corner-down-left credit-card crown database download ellipsis external-link eye eye-off file-down
file-pen-line file-spreadsheet file-text flag folder-open gift globe hand-helping handshake heart history hourglass
house id-card info keyboard layout-dashboard lightbulb link list-filter lock lock-open log-out mail map-pin megaphone
merge message-circle messages-square minus monitor moon network package panel-right paperclip pause pencil percent
phone play plus printer qr-code receipt redo-2 refresh-cw repeat rotate-ccw save scale scan-line search send settings
shield-check shopping-bag sliders-horizontal sparkles split square-check-big stamp star sticky-note store sun tag
target ticket ticket-percent trash-2 triangle-alert trophy truck undo-2 unlink upload user user-plus users wallet
warehouse wrench x zap
"""
NAMES = frozenset(_WANTED.split())

_RENAMED = {
    "building-2": "building-complex",
    "circle-help": "circle-question-mark",
    "history": "rotate-ccw-clock",
    "trash-2": "trash",
}
"""Names that Lucide calls differently by now; ours stay."""

STROKE = 1.75
_FOLDER = "lucide-2"


@functools.lru_cache(maxsize=1)
def folder() -> Path:
    """Where the ready files lie: the user's cache folder, or a folder of this run where that cannot be written."""
    wanted = folders.cache() / _FOLDER
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        import tempfile  # late: only the first start of all writes files

        return Path(tempfile.mkdtemp(prefix="partnercrm-icons-"))
    return wanted


def write_all(target: Path) -> None:
    """Write every icon of `NAMES` as a ready SVG file (`currentColor`, our stroke) into `target`."""
    from lucide import lucide_icon

    for name in sorted(NAMES):
        text = str(lucide_icon(_RENAMED.get(name, name))).replace('stroke-width="2"', f'stroke-width="{STROKE}"')
        _write(target / f"{name}.svg", text.encode())


def icon_pixmap(name: str, color: str, size: int = 16, ratio: float = 1.0, pad: int = 0) -> QPixmap:
    """One icon in one colour, `size` logical px high, `pad` px wider at the right (the gap before a button's text)."""
    return _pixmap(name, color, size, ratio, pad)


def icon(name: str, color: str, size: int = 16, on: str | None = None, pad: int = 0) -> QIcon:
    """An icon in `color`, in `on` where the control is checked or selected. Cached."""
    return _icon(name, color, size, on, pad, _screen_ratio())


def program_icon() -> QIcon:
    """The program's own mark for windows and task bars: a handshake on an accent square."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(mark(size))
    return made


def mark(size: int, ratio: float = 1.0, fill: str = "#4F51DB") -> QPixmap:
    """The mark at `size` logical px."""
    made = _empty(size, size, ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size / 4, size / 4)
    inner = round(size * 0.64)
    painter.drawPixmap(
        QPointF((size - inner) / 2, (size - inner) / 2), _pixmap("handshake", "#FFFFFF", inner, ratio, 0)
    )
    painter.end()
    return made


def tinted_file(name: str, color: str, stroke: float = STROKE) -> Path:
    """An SVG file of the icon in `color`, for style sheets, which take image files only."""
    path = folder() / f"{name}-{color.lstrip('#')}-{stroke:g}.svg"
    if not path.is_file():
        text = (
            _source(name).replace("currentColor", color).replace(f'stroke-width="{STROKE}"', f'stroke-width="{stroke}"')
        )
        _write(path, text.encode())
    return path


@functools.lru_cache(maxsize=512)
def _source(name: str) -> str:
    path = folder() / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        write_all(folder())
        return path.read_text(encoding="utf-8")


def _write(path: Path, content: bytes) -> None:
    import tempfile

    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(part).replace(path)


def _empty(width: int, height: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(round(width * ratio), round(height * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    return made


@functools.lru_cache(maxsize=512)
def _shape(name: str, size: int, ratio: float, pad: int) -> QPixmap:
    """The icon in black: drawing the SVG is what costs time, so it is done once for all colours and starts."""
    if name not in NAMES:
        raise KeyError(name)
    path = folder() / f"{name}-{size}+{pad}x{ratio:g}.png"
    made = QPixmap(str(path)) if path.is_file() else QPixmap()
    if made.isNull():
        made = _draw(_source(name), size, ratio, pad)
        _write(path, _png(made))
    made.setDevicePixelRatio(ratio)
    return made


def _draw(text: str, size: int, ratio: float, pad: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # late: most starts find every drawing ready

    drawing = QSvgRenderer(QByteArray(text.encode()))
    made = _empty(size + pad, size, ratio)
    painter = QPainter(made)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


def _png(drawn: QPixmap) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.save(content, "PNG")
    return bytes(content.data().data())


@functools.lru_cache(maxsize=2048)
def _pixmap(name: str, color: str, size: int, ratio: float, pad: int) -> QPixmap:
    made = QPixmap(_shape(name, size, ratio, pad))
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRect(0, 0, size + pad, size)  # not `fillRect`, which brings in the names of Qt's 180 gradients
    painter.end()
    return made


@functools.lru_cache(maxsize=1024)
def _icon(name: str, color: str, size: int, on: str | None, pad: int, ratio: float) -> QIcon:
    made = QIcon()
    for each in sorted({1.0, ratio}):
        made.addPixmap(_pixmap(name, color, size, each, pad), QIcon.Mode.Normal, QIcon.State.Off)
        if on is not None:
            made.addPixmap(_pixmap(name, on, size, each, pad), QIcon.Mode.Normal, QIcon.State.On)
            made.addPixmap(_pixmap(name, on, size, each, pad), QIcon.Mode.Selected, QIcon.State.Off)
    return made


def _screen_ratio() -> float:
    screens = QGuiApplication.screens()
    return max((screen.devicePixelRatio() for screen in screens), default=1.0)
