"""Icons are written once; later starts read only the ready files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui import icons

SECOND_START = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
from ui import icons
assert not icons.icon("phone", "#123456").isNull()
sys.exit(1 if {"lucide", "PySide6.QtSvg"} & set(sys.modules) else 0)
"""


def test_every_name_is_written_as_a_ready_file(tmp_path: Path) -> None:
    icons.write_all(tmp_path)
    assert {path.stem for path in tmp_path.glob("*.svg")} == icons.NAMES
    assert not list(tmp_path.glob("*.part"))
    text = (tmp_path / "phone.svg").read_text()
    assert 'stroke="currentColor"' in text and 'stroke-width="1.75"' in text


def test_a_later_start_loads_neither_lucide_nor_the_drawing_of_svg(qapp: QApplication) -> None:
    icons.icon("phone", "#123456")
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", SECOND_START], cwd=root, check=False)
    assert done.returncode == 0


def test_an_icon_has_its_colour_and_another_when_checked(qapp: QApplication) -> None:
    made = icons.icon_pixmap("square-check-big", "#ff0000", 32).toImage()
    colors = {
        made.pixelColor(x, y).name() for x in range(32) for y in range(32) if made.pixelColor(x, y).alpha() == 255
    }
    assert colors == {"#ff0000"}
    assert icons.icon_pixmap("phone", "#000000", 16, 2.0).width() == 32


def test_an_unknown_name_is_our_bug(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icons.icon("no-such-icon", "#000000")


def test_the_program_has_a_mark_in_every_size(qapp: QApplication) -> None:
    assert {size.width() for size in icons.program_icon().availableSizes()} >= {16, 32, 256}


def test_a_damaged_drawing_is_made_again(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icons, "folder", lambda: tmp_path)
    icons._shape.cache_clear()
    icons._source.cache_clear()
    drawn = icons._shape("phone", 16, 1.0, 0).toImage()
    (file,) = tmp_path.glob("phone-*.png")
    file.write_bytes(file.read_bytes()[:40])
    icons._shape.cache_clear()
    assert icons._shape("phone", 16, 1.0, 0).toImage() == drawn
    assert len(file.read_bytes()) > 40
    icons._shape.cache_clear()
    icons._source.cache_clear()
