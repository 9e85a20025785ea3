"""Files that ship with the program, by name. No Qt, and none of importlib's weight before the first paint."""

from pathlib import Path

_HERE = Path(__file__).parent


def resource(name: str) -> Path:
    """A shipped file or folder by its name below this one, such as `styles/app.qss`."""
    return _HERE / name


def resource_text(name: str) -> str:
    """The text of a shipped file. Raises FileNotFoundError if there is none of that name."""
    return resource(name).read_text(encoding="utf-8")
