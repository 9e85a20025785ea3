"""The theme: contrast of every pair, a complete style sheet, and a live switch."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.common.widgets import button, icon_button
from ui.tokens import DARK, LIGHT, TONES, Tokens, contrast, ground

BOTH = pytest.mark.parametrize("each", [LIGHT, DARK], ids=lambda each: each.name)
GROUNDS = ("bg", "surface", "raised", "hover", "selected")


@pytest.fixture(autouse=True)
def light_again() -> Iterator[None]:
    yield
    theme.set_high_contrast(False)
    theme.set_text_size(100)
    theme.set_mode(theme.Mode.LIGHT)


@BOTH
@pytest.mark.parametrize("ink", ["text", "text2", "text3", "accent", "success", "warning", "danger", "info", "violet"])
def test_text_is_readable_on_every_ground(each: Tokens, ink: str) -> None:
    for place in GROUNDS:
        assert contrast(getattr(each, ink), getattr(each, place)) >= 4.5, place


@BOTH
@pytest.mark.parametrize("tone", [*TONES, "text2"])
def test_a_badge_is_readable(each: Tokens, tone: str) -> None:
    assert contrast(getattr(each, tone), getattr(each, ground(tone))) >= 4.5


@BOTH
def test_filled_buttons_and_toasts_are_readable(each: Tokens) -> None:
    assert contrast(each.on_accent, each.accent_fill) >= 4.5
    assert contrast(each.on_accent, each.accent_hover) >= 4.5
    assert contrast(each.bg, each.text) >= 4.5


@BOTH
@pytest.mark.parametrize("mark", ["focus", "border_strong", "chart1", "chart2"])
def test_rings_and_charts_are_seen_on_every_ground(each: Tokens, mark: str) -> None:
    for place in ("bg", "surface", "raised", "selected"):
        assert contrast(getattr(each, mark), getattr(each, place)) >= 3, place


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@BOTH
def test_the_style_sheet_has_no_gap_and_names_images_that_exist(each: Tokens, styled: None) -> None:
    sheet = theme.style_sheet(each)
    assert "${" not in sheet
    paths = re.findall(r"url\(([^)]+)\)", sheet)
    assert paths
    assert all(_exists(path) for path in paths)


def test_a_switch_repaints_buttons_icons_and_tells(qtbot: QtBot, qapp: QApplication) -> None:
    shown = icon_button("moon", "Switch")
    qtbot.addWidget(shown)
    before = _ink(shown)
    with qtbot.waitSignal(theme.theme_signals.changed):
        theme.set_mode(theme.Mode.DARK)
    assert theme.current() == DARK
    assert qapp.palette().window().color().name().upper() == DARK.bg
    assert _ink(shown) != before


def test_high_contrast_makes_thin_borders_strong() -> None:
    theme.set_high_contrast(True)
    assert theme.current().border == LIGHT.border_strong
    assert contrast(theme.current().border, theme.current().surface) >= 3


def test_text_size_scales_fonts_and_controls_within_limits(qtbot: QtBot) -> None:
    made = button("Save", "primary")
    qtbot.addWidget(made)
    small = made.sizeHint()
    theme.set_text_size(150)
    assert theme.font("body").pixelSize() == round(13 * 1.5)
    made.ensurePolished()
    assert made.sizeHint().height() > small.height()
    theme.set_text_size(400)
    assert theme.text_size() == 150


def test_an_unknown_system_means_light() -> None:
    theme.set_mode(theme.Mode.SYSTEM)
    assert theme.current().name == "light"


def test_a_property_restyles(qtbot: QtBot) -> None:
    holder = QWidget()
    made = QPushButton("Archive", holder)
    qtbot.addWidget(holder)
    made.ensurePolished()
    theme.set_property(made, "kind", "danger")
    assert made.palette().buttonText().color().name().upper() == LIGHT.danger


def _exists(path: str) -> bool:
    from pathlib import Path

    return Path(path).is_file()


def _ink(shown: QToolButton) -> str:
    image = shown.icon().pixmap(18).toImage()
    solid = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(solid, key=lambda color: color.alpha()).name()


class Restyled(QObject):
    """Counts how often a widget is told that its style changed."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_a_switch_restyles_a_dressed_window_twice_however_deep_it_is(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme.dress(window)
    inner = window
    for _layer in range(8):
        inner = QFrame(inner)
    words = QLabel("Deep", inner)
    words.setProperty("role", "muted")
    window.show()
    counter = Restyled()
    words.installEventFilter(counter)
    theme.set_mode(theme.Mode.DARK)
    assert 1 <= counter.times <= 2
    assert words.palette().color(words.foregroundRole()).name().upper() == DARK.text2
    theme.start(qapp, theme.Mode.LIGHT)
    assert words.palette().color(words.foregroundRole()).name().upper() == LIGHT.text2
