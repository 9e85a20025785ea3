"""What the window remembers, in a file of its own, soon written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from ui.settings import Key, Settings


def test_a_setting_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    first = Settings(path)
    first.put(Key.TEXT_SIZE, 120)
    first.put(Key.HIGH_CONTRAST, True)
    first.put(Key.RECENT_STORES, ["a, b.partnercrm", "größer.partnercrm"])
    first.use_store("one")
    first.put_state("table/directory", QByteArray(b"\x00\x01\xff"))
    first.put_words("directory/filter", "oat milk; ü")
    again = Settings(path)
    assert again.number(Key.TEXT_SIZE) == 120
    assert again.flag(Key.HIGH_CONTRAST)
    assert again.texts(Key.RECENT_STORES) == ["a, b.partnercrm", "größer.partnercrm"]
    again.use_store("one")
    assert again.state("table/directory") == QByteArray(b"\x00\x01\xff")
    assert again.words("directory/filter") == "oat milk; ü"


def test_stores_do_not_share_their_tables(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings.use_store("one")
    settings.put_state("table/directory", QByteArray(b"wide"))
    settings.use_store("two")
    assert settings.state("table/directory").isEmpty()


def test_nothing_or_nonsense_means_the_default(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    path.write_text("[look]\ntext_size=large\n")
    settings = Settings(path)
    assert settings.number(Key.TEXT_SIZE) == 100
    assert settings.text(Key.THEME) == "system"
    assert settings.flag(Key.PANEL_SHOWN)
