"""The person's own folders for what the window remembers: settings, ready icons, crash reports.

Qt knows them without any import, which counts before the first paint; below `ui` platformdirs answers.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

NAME = "PartnerCRM"


def config() -> Path:
    """Where settings lie."""
    return _of(QStandardPaths.StandardLocation.GenericConfigLocation)


def cache() -> Path:
    """Where things lie that can be made again."""
    return _of(QStandardPaths.StandardLocation.GenericCacheLocation)


def log() -> Path:
    """Where crash reports lie."""
    return _of(QStandardPaths.StandardLocation.GenericStateLocation) / "log"


def _of(location: QStandardPaths.StandardLocation) -> Path:
    return Path(QStandardPaths.writableLocation(location)) / NAME
