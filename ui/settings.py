"""What this person's window remembers: sizes, columns, theme, the last store. Written on change, never in the store.

To add a setting, add a line to `Key`; what belongs to one store is kept under the store's UUID.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from ui import folders


class Key(Enum):
    """Every setting: its name in the file and its default, whose type is the setting's."""

    THEME = ("look/theme", "system")
    HIGH_CONTRAST = ("look/high_contrast", False)
    TEXT_SIZE = ("look/text_size", 100)
    LAST_STORE = ("stores/last", "")
    LAST_UUID = ("stores/last_uuid", "")
    RECENT_STORES = ("stores/recent", "")
    TAB = ("window/tab", "")
    PANEL_SHOWN = ("window/panel_shown", True)

    def __init__(self, path: str, default: str | int | bool) -> None:
        self.path = path
        self.default = default


class Settings:
    """Reads and writes the settings file. A value that is damaged counts as its default."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folders.config() / "window.ini"
        self._file = QSettings(str(self.path), QSettings.Format.IniFormat)
        self._store = ""

    def use_store(self, uuid: str) -> None:
        """Keep the window's geometry, headers and splitters under this store from now on."""
        self._store = uuid

    def text(self, key: Key) -> str:
        """A setting that is text."""
        return str(self._file.value(key.path, key.default))

    def number(self, key: Key) -> int:
        """A setting that is a whole number."""
        try:
            return int(str(self._file.value(key.path, key.default)))
        except ValueError:
            return int(key.default)

    def flag(self, key: Key) -> bool:
        """A setting that is on or off."""
        return str(self._file.value(key.path, key.default)).lower() in ("true", "1")

    def texts(self, key: Key) -> list[str]:
        """A setting that is a list of texts."""
        return [line for line in self.text(key).split("\n") if line]

    def put(self, key: Key, value: str | int | bool | Sequence[str]) -> None:
        """Set it. Qt writes the file once in the next turn of its loop: that takes milliseconds."""
        if isinstance(value, Sequence) and not isinstance(value, str):
            value = "\n".join(value)
        self._file.setValue(key.path, value)

    def state(self, name: str) -> QByteArray:
        """The remembered state of a header, a splitter or the window in this store; empty if there is none."""
        found = self._file.value(self._path(name))
        return found if isinstance(found, QByteArray) else QByteArray()

    def put_state(self, name: str, state: QByteArray) -> None:
        """Remember the state of a header, a splitter or the window in this store."""
        self._file.setValue(self._path(name), state)

    def words(self, name: str) -> str:
        """A free text of this store, such as a tab's filter or its sorting; "" if there is none."""
        return str(self._file.value(self._path(name), ""))

    def put_words(self, name: str, text: str) -> None:
        """Remember a free text of this store."""
        self._file.setValue(self._path(name), text)

    def save(self) -> None:
        """Write the file now: no turn of Qt's loop follows."""
        self._file.sync()

    def _path(self, name: str) -> str:
        return f"store-{self._store or 'none'}/{name}"
