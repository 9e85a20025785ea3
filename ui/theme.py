"""The theme: tokens become the palette and one style sheet, fonts and colours are cached for painting.

A painted widget reads `current()` when it paints; setting the style sheet repaints every widget, so a live switch
needs nothing else. What keeps pixmaps or icons of its own listens to `theme_signals.changed`.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from enum import Enum
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from resources import resource_text
from ui import icons
from ui.tokens import DARK, LIGHT, TYPE, Tokens, colors

Weight = QFont.Weight
TEXT_SIZES = (90, 100, 110, 120, 130, 140, 150)


class Mode(Enum):
    """Which theme the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ThemeSignals(QObject):
    """`changed` comes after a switch of theme, contrast or text size, when everything is restyled."""

    changed = Signal()


theme_signals = ThemeSignals()


class _State:
    def __init__(self) -> None:
        self.tokens: Tokens = LIGHT
        self.mode: Mode = Mode.SYSTEM
        self.high_contrast = False
        self.percent = 100
        self.followed: QApplication | None = None
        self.fusion = False
        self.by_window = False
        """Whether every window is dressed, so that the program itself needs no sheet."""
        self.dressed: WeakSet[QWidget] = WeakSet()


_state = _State()


def current() -> Tokens:
    """The tokens in use."""
    return _state.tokens


def token(name: str) -> str:
    """One colour of the current theme by its name: `token("text2")`."""
    return str(getattr(_state.tokens, name))


def mode() -> Mode:
    """What the user chose: the system's theme, light or dark."""
    return _state.mode


def high_contrast() -> bool:
    """Whether thin borders are drawn strong."""
    return _state.high_contrast


def text_size() -> int:
    """The text size in per cent, 90 to 150."""
    return _state.percent


def make_app(program: str) -> QApplication:
    """The Qt program in the style that the sheet is written for.

    As an argument it comes quickly: `setStyle` would give Python a QStyle with all its enums before the first paint.
    """
    _state.fusion = _state.by_window = True
    return QApplication([program, "-style", "fusion"])


def dress(window: QWidget) -> None:
    """Give a window the style sheet, now and on every switch.

    With the program's own sheet Qt restyles each widget once for every layer above it, with a window's sheet twice.
    """
    _state.dressed.add(window)
    window.setStyleSheet(style_sheet(_state.tokens))


def start(app: QApplication, chosen: Mode = Mode.SYSTEM, *, contrast: bool = False, percent: int = 100) -> None:
    """Style the program as chosen and follow the system's light and dark from now on."""
    _state.mode, _state.high_contrast, _state.percent = chosen, contrast, _clamped(percent)
    if _state.followed is not app:
        _state.followed = app
        app.styleHints().colorSchemeChanged.connect(_on_system_changed)
    apply(app, wanted_tokens())


def set_mode(chosen: Mode) -> None:
    """Switch to the system's theme, light or dark."""
    _state.mode = chosen
    _restyle()


def set_high_contrast(on: bool) -> None:
    """Draw thin borders strong, or thin again."""
    _state.high_contrast = on
    _restyle()


def set_text_size(percent: int) -> None:
    """Scale text and controls; kept between 90 and 150 per cent."""
    _state.percent = _clamped(percent)
    _restyle()


def wanted_tokens() -> Tokens:
    """The tokens that mode, system and contrast ask for. A system that does not say means light."""
    dark = _state.mode is Mode.DARK or (_state.mode is Mode.SYSTEM and _system_is_dark())
    tokens = DARK if dark else LIGHT
    return tokens._replace(border=tokens.border_strong) if _state.high_contrast else tokens


def apply(app: QApplication, tokens: Tokens) -> None:
    """Set style, font and palette of the program and the sheet of its windows, and tell `theme_signals.changed`."""
    _state.tokens = tokens
    font.cache_clear()
    metrics.cache_clear()
    if not _state.fusion:
        app.setStyle("Fusion")
        _state.fusion = True
    base = base_font()
    if app.font() != base:
        app.setFont(base)
    app.setPalette(palette(tokens))
    _set_sheet(app, style_sheet(tokens))
    _refresh_icons()
    theme_signals.changed.emit()


def px(logical: float) -> int:
    """A measure in logical px at 100 % text size, as it is at the chosen one."""
    return round(logical * _state.percent / 100)


@functools.lru_cache(maxsize=256)
def font(size: str | int = "body", weight: QFont.Weight = Weight.Normal, tabular: bool = False) -> QFont:
    """A font for painting, cached: building one in paint() is the main cost of a Python delegate."""
    made = base_font()
    made.setPixelSize(px(TYPE[size] if isinstance(size, str) else size))
    made.setWeight(weight)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@functools.lru_cache(maxsize=256)
def metrics(size: str | int = "body", weight: QFont.Weight = Weight.Normal, tabular: bool = False) -> QFontMetricsF:
    """The metrics of `font` with the same arguments, cached."""
    return QFontMetricsF(font(size, weight, tabular))


@functools.lru_cache(maxsize=256)
def color(text: str) -> QColor:
    """A cached QColor of `#RRGGBB`; never change it, copy it."""
    return QColor(text)


def usable_font() -> bool:
    """Whether the machine has any font: without one every letter is an empty box and Qt says nothing."""
    return bool(QFontDatabase.families())


def base_font() -> QFont:
    """The program's font at body size: the platform's own interface font first."""
    made = QFont()
    made.setFamilies(_families())
    made.setPixelSize(px(TYPE["body"]))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def set_icon(
    holder: QAbstractButton | QAction, name: str, tone: str = "text2", size: int = 16, on: str = "", pad: int = 0
) -> None:
    """Give a button or an action an icon in token colours, which follows every theme switch.

    `tone` and `on` (checked) are token names; `pad` widens the gap to a button's text.
    """
    holder.setProperty("themeIcon", f"{name} {tone} {size} {on or '-'} {pad}")
    holder.setIcon(_themed_icon(name, tone, size, on, pad))


def themed_icon(name: str, tone: str = "text2", size: int = 16, on: str = "") -> QIcon:
    """An icon in today's token colours, for what is filled anew on a switch (tabs, list rows)."""
    return _themed_icon(name, tone, size, on, 0)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at a widget again after one of its properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet selects on (`kind`, `role`, `tone`, `error`), and restyle."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


def palette(tokens: Tokens) -> QPalette:
    """The palette for the parts of Fusion that the style sheet does not reach."""
    made = QPalette()
    for role, value in _palette_roles(tokens):
        made.setColor(role, QColor(value))
    roles = QPalette.ColorRole
    for each in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.text3))
    return made


def style_sheet(tokens: Tokens) -> str:
    """The style sheet of `resources/styles/app.qss` with tokens, sizes and tinted images filled in."""
    values = colors(tokens) | _sizes() | _images(tokens)
    return re.sub(r"\$\{(\w+)\}", lambda found: values[found.group(1)], resource_text("styles/app.qss"))


def _set_sheet(app: QApplication, sheet: str) -> None:
    windows = [window for window in _state.dressed if isValid(window)]
    for window in windows:
        window.setStyleSheet(sheet)
    if not windows and not _state.by_window:
        app.setStyleSheet(sheet)


def _palette_roles(tokens: Tokens) -> list[tuple[QPalette.ColorRole, str]]:
    role = QPalette.ColorRole
    return [
        (role.Window, tokens.bg),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.hover),
        (role.Text, tokens.text),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.danger),
        (role.Highlight, tokens.accent_fill),
        (role.HighlightedText, tokens.on_accent),
        (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.text3),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.border),
        (role.Mid, tokens.border),
        (role.Dark, tokens.border_strong),
        (role.Shadow, "#000000"),
        (role.Accent, tokens.accent_fill),
    ]


def _sizes() -> dict[str, str]:
    """`t_body` text size, `h_30` a height of 30 px at 100 %, both at the chosen text size."""
    texts = {f"t_{name}": f"{px(size)}px" for name, size in TYPE.items()}
    heights = {f"h_{height}": f"{px(height)}px" for height in (14, 16, 22, 24, 26, 28, 30, 34, 42, 44)}
    return texts | heights


def _images(tokens: Tokens) -> dict[str, str]:
    """Paths of the few images that the style sheet names, tinted for this theme."""
    wanted = {
        "chev": ("chevron-down", tokens.text3, icons.STROKE),
        "chevup": ("chevron-up", tokens.text3, icons.STROKE),
        "chevright": ("chevron-right", tokens.text3, icons.STROKE),
        "chevleft": ("chevron-left", tokens.text3, icons.STROKE),
        "check": ("check", tokens.on_accent, 3.0),
        "minus": ("minus", tokens.on_accent, 3.0),
        "tick": ("check", tokens.text, 2.0),
    }
    return {f"img_{key}": icons.tinted_file(*each).as_posix() for key, each in wanted.items()}


def _families() -> list[str]:
    if sys.platform == "win32":
        return ["Segoe UI Variable Text", "Segoe UI", "Noto Sans"]
    if sys.platform == "darwin":
        return [".AppleSystemUIFont", "SF Pro Text", "Helvetica Neue"]
    return ["Inter", "Noto Sans", "Cantarell", "DejaVu Sans"]


def _clamped(percent: int) -> int:
    return max(TEXT_SIZES[0], min(TEXT_SIZES[-1], percent))


def _system_is_dark() -> bool:
    app = _state.followed
    return app is not None and app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _on_system_changed(_scheme: Qt.ColorScheme) -> None:
    if _state.mode is Mode.SYSTEM:
        _restyle()


def _restyle() -> None:
    if _state.followed is not None:
        apply(_state.followed, wanted_tokens())


def _themed_icon(name: str, tone: str, size: int, on: str, pad: int) -> QIcon:
    return icons.icon(name, token(tone), px(size), token(on) if on else None, pad)


def _refresh_icons() -> None:
    windows = QApplication.topLevelWidgets()
    actions = [action for window in windows for action in window.findChildren(QAction)]
    buttons = [widget for widget in QApplication.allWidgets() if isinstance(widget, QAbstractButton)]
    holders: list[QAbstractButton | QAction] = [*actions, *buttons]
    for holder in holders:
        wanted = holder.property("themeIcon")
        if isinstance(wanted, str):
            _give_icon(holder.setIcon, wanted)


def _give_icon(give: Callable[[QIcon], None], wanted: str) -> None:
    name, tone, size, on, pad = wanted.split()
    give(_themed_icon(name, tone, int(size), "" if on == "-" else on, int(pad)))
